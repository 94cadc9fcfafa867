package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// thirtySeventy is 30 % on signing and 70 % after 60 days.
var thirtySeventy = forecast.Schedule{{Share: decimal.New(3, -1)}, {Share: decimal.New(7, -1), Days: 60}}

func split(t require.TestingT, s forecast.Schedule, amount, unit string) (out []string) {
	parts, err := s.Split(yuan(amount), decimal.RequireFromString(unit))
	require.NoError(t, err)
	for _, each := range parts {
		out = append(out, each.Digits())
	}
	return out
}

func TestScheduleSplitsToTheLastDigit(t *testing.T) {
	third := decimal.RequireFromString("0.3")
	uneven := forecast.Schedule{{Share: third}, {Share: third, Days: 1}, {Share: decimal.RequireFromString("0.4"), Days: 2}}
	assert.Equal(t, []string{"30", "70.01"}, split(t, thirtySeventy, "100.01", "0"), "30.003 and 70.007")
	assert.Equal(t, []string{"-30", "-70.01"}, split(t, thirtySeventy, "-100.01", "0"))
	assert.Equal(t, []string{"30", "71"}, split(t, thirtySeventy, "101", "1"), "30.3 and 70.7")
	assert.Equal(t, []string{"0.02", "0.01", "0.02"}, split(t, uneven, "0.05", "0"), "0.015, 0.015 and 0.02: the earlier of two alike")
	assert.Equal(t, []string{"0", "0.5"}, split(t, thirtySeventy, "0.5", "1"), "less than a unit stays in one piece")
	assert.Equal(t, []string{"12.3"}, split(t, forecast.AtOnce(30), "12.3", "0"))
	parts, err := thirtySeventy.Split(sf.Money{}, decimal.Decimal{})
	require.NoError(t, err)
	assert.Equal(t, make([]sf.Money, 2), parts)

	for _, c := range []struct {
		s    forecast.Schedule
		want []string
	}{
		{nil, []string{"forecast.schedule schedule"}},
		{forecast.Schedule{{Share: third}}, []string{"forecast.schedule schedule"}},
		{
			forecast.Schedule{{Share: third}, {Share: decimal.Decimal{}, Days: 5}, {Share: third, Days: 4}, {Share: third, Days: 99999}},
			[]string{"forecast.installment schedule[1]", "forecast.installment schedule[2]", "forecast.installment schedule[3]"},
		},
	} {
		_, err := c.s.Split(yuan("1"), decimal.Decimal{})
		assert.Equal(t, c.want, said(t, err))
	}
}

// Money in equals money out, and no part is a unit from its share.
func TestScheduleKeepsMoney(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var s forecast.Schedule
		left := int64(1000)
		for i := 0; left > 0; i++ {
			share := min(rapid.Int64Range(1, 600).Draw(rt, "share"), left)
			s, left = append(s, forecast.Installment{Share: decimal.New(share, -3), Days: 30 * i}), left-share
		}
		unit := decimal.New(rapid.SampledFrom([]int64{1, 5, 100}).Draw(rt, "unit"), -2)
		amount := decimal.New(rapid.Int64Range(-1_000_000, 1_000_000).Draw(rt, "amount"), -3)
		m, err := sf.MoneyOf(amount, "CNY")
		require.NoError(rt, err)
		parts, err := s.Split(m, unit)
		require.NoError(rt, err)
		sum := decimal.Decimal{}
		for i, part := range parts {
			d, _ := part.Decimal()
			sum = sum.Add(d)
			require.Less(rt, d.Sub(amount.Mul(s[i].Share)).Abs().Cmp(unit), 1)
		}
		require.True(rt, sum.Equal(amount), "%s of %s", sum, amount)
	})
}

// Five bills paid after 10, 20, 20 and 30 days, one still open after 15: S = 4/5, then 4/5·1/3, then 0 (Kaplan and Meier).
func bills() []forecast.Payment {
	signed := day("2026-10-01")
	return []forecast.Payment{
		{Deal: "a", Signed: signed, Paid: signed.AddDays(10), Amount: yuan("100")},
		{Deal: "b", Signed: signed, Paid: signed.AddDays(20), Amount: yuan("200")},
		{Deal: "c", Signed: signed, Paid: signed.AddDays(20), Amount: yuan("300")},
		{Deal: "d", Signed: signed, Paid: signed.AddDays(30), Amount: yuan("400")},
		{Deal: "e", Signed: day("2026-11-08"), Amount: yuan("500")},
		{Deal: "f", Signed: day("2026-12-01"), Paid: day("2026-12-02"), Amount: yuan("600")}, // not known yet
	}
}

func TestPaymentDelayByHand(t *testing.T) {
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(t, err)
	for _, c := range []struct {
		age, days int
		want      float64
	}{{0, 0, 0}, {0, 10, 0}, {0, 11, 0.2}, {0, 20, 0.2}, {0, 21, 1 - 0.8/3}, {0, 31, 1}, {15, 5, 0}, {15, 6, 2. / 3}, {0, 100_000, 1}} {
		p, _ := d.By(c.age, c.days)
		assert.InDelta(t, c.want, p, 1e-12, "%+v", c)
	}
	m := d.Median()
	assert.InDelta(t, 20, m.Value, 0)
	assert.True(t, m.Low == 10 && math.IsInf(m.High, 1), m)
	assert.Equal(t, int64(5), m.N)
	assert.Empty(t, d.Notes())
	assert.True(t, d.AsOf().Equal(monday))

	early := append(bills(), forecast.Payment{Deal: "g", Signed: day("2026-10-10"), Paid: day("2026-10-01")})
	d, err = forecast.LearnPaymentDelay(early, monday, sf.Calendar{})
	require.NoError(t, err)
	p, _ := d.By(0, 1)
	assert.InDelta(t, 1./6, p, 1e-12)
	assert.Equal(t, []string{"forecast.paid_early "}, codes(d.Notes()))

	_, err = forecast.LearnPaymentDelay(bills()[4:], monday, sf.Calendar{})
	assert.Equal(t, []string{"forecast.none_paid "}, said(t, err))
	_, err = forecast.LearnPaymentDelay([]forecast.Payment{{}, {Signed: sf.Date{Year: 2026, Month: 2, Day: 30}}, {Signed: day("2026-01-01"), Paid: sf.Date{Year: 2026, Month: 13, Day: 1}}}, monday, sf.Calendar{})
	assert.Equal(t, []string{"forecast.payment_date payments[0]", "forecast.payment_date payments[1]", "forecast.payment_date payments[2]"}, said(t, err))
}

// cashBook has an open deal that is won with 0.3 fourteen days from now, and a won one.
func cashBook(t testing.TB) *forecast.Book {
	return &forecast.Book{Pipeline: pipeline(t), AsOf: monday, Deals: []forecast.Deal{
		{ID: "open", Stage: "lead", Entered: monday, Amount: yuan("1000.05")},
		{ID: "bare", Stage: "lead", Entered: monday},
		{ID: "won", Stage: "won", Entered: at("2026-11-10"), Amount: yuan("500")},
		{ID: "lost", Stage: "lost", Entered: at("2026-11-10"), Amount: yuan("9000")},
	}}
}

// Four weeks before the book's time and three times four weeks after it.
func cashPeriods() []sf.Period {
	return append([]sf.Period{{From: monday.AddDate(0, 0, -28), To: monday}}, fourWeeks()...)
}

func TestCashByScheduleByHand(t *testing.T) {
	o := forecast.CashOptions{Periods: cashPeriods(), Schedule: thirtySeventy}
	rep, err := forecast.CashOf(cashBook(t), fixed{days: 14}, o)
	require.NoError(t, err)
	assert.Equal(t, "CNY", rep.Currency)
	past, first, second, third := rep.Periods[0], rep.Periods[1], rep.Periods[2], rep.Periods[3]
	assert.Equal(t, []string{"150 CNY", "0 CNY", "0 CNY"}, []string{past.Received.String(), past.Receivable.String(), past.Open.String()})
	assert.Equal(t, "90.01 CNY", first.Open.String(), "0.3 of 300.02, won and paid on day 14: 90.006")
	assert.Equal(t, "0 CNY", second.Open.String())
	assert.Equal(t, "210.01 CNY", third.Open.String(), "0.3 of 700.03 on day 74: 210.009")
	assert.Equal(t, []string{"0 CNY", "350 CNY", "0 CNY"}, []string{first.Receivable.String(), second.Receivable.String(), third.Receivable.String()}, "due on 9 January")
	assert.Equal(t, forecast.CashRest{Receivable: yuan("0"), Open: yuan("0")}, rep.Later)
	assert.InDelta(t, 0.3*300.02, first.Range.Mean, 1e-9)
	assert.InDelta(t, 350, second.Range.Mean, 1e-9)
	assert.Nil(t, first.Cash)
	assert.Equal(t, []string{"forecast.amount_missing ", "forecast.independent ", "forecast.cash_parts "}, codes(rep.Notes))
	assert.True(t, rep.Delay.IsZero())

	b := cashBook(t)
	b.Deals[0].Schedule, b.Deals[2].Schedule = forecast.AtOnce(20), forecast.AtOnce(200)
	o.Schedule = forecast.AtOnce(0)
	rep, err = forecast.CashOf(b, fixed{days: 14}, o)
	require.NoError(t, err)
	assert.Equal(t, "0 CNY", rep.Periods[1].Open.String())
	assert.Equal(t, "300.02 CNY", rep.Periods[2].Open.String(), "on day 34: 300.015, half to even")
	assert.InDelta(t, 0.3, rep.Periods[2].Cash.AtLeast(1000), 1e-12)
	assert.Equal(t, "500 CNY", rep.Later.Receivable.String())
}

func TestCashByDelayByHand(t *testing.T) {
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(t, err)
	o := forecast.CashOptions{Periods: cashPeriods(), Delay: d, Payments: bills()}
	rep, err := forecast.CashOf(cashBook(t), fixed{days: 14}, o)
	require.NoError(t, err)
	assert.InDelta(t, 20, rep.Delay.Value, 0)
	past, first, second := rep.Periods[0], rep.Periods[1], rep.Periods[2]
	assert.Equal(t, "400 CNY", past.Received.String(), "paid on 31 October")
	// e has waited 15 days and is paid after 20 with ⅔, after 30 with ⅓: both within four weeks.
	assert.Equal(t, "500 CNY", first.Receivable.String())
	// Won on day 14 and paid on day 24, 34 or 44.
	assert.Equal(t, "60 CNY", first.Open.String(), "0.3·0.2 of 1000.05: 60.003")
	assert.Equal(t, "240.02 CNY", second.Open.String())
	assert.InDelta(t, 500+60.003, first.Range.Mean, 1e-9)
	assert.InDelta(t, 0.06, first.Cash.AtLeast(1500), 1e-12)
	assert.Equal(t, "0 CNY", rep.Later.Open.String())

	o.Payments = nil
	o.Periods = []sf.Period{{From: monday, To: monday.AddDate(0, 0, 24)}, {From: monday.AddDate(0, 0, 24), To: monday.AddDate(0, 0, 25)}}
	rep, err = forecast.CashOf(cashBook(t), fixed{days: 14}, o)
	require.NoError(t, err)
	assert.Equal(t, []string{"0 CNY", "60 CNY"}, []string{rep.Periods[0].Open.String(), rep.Periods[1].Open.String()}, "on day 24 and not before")
	rep, err = forecast.CashOf(cashBook(t), fixed{days: 14}, o)
	require.NoError(t, err)
	assert.Contains(t, codes(rep.Notes), "forecast.no_bills ")
	old := append(bills(), forecast.Payment{Deal: "old", Signed: day("2026-01-01"), Amount: yuan("800")}, forecast.Payment{Deal: "bare", Signed: day("2026-01-01")})
	if d, err = forecast.LearnPaymentDelay(append(bills(), old[6]), monday, sf.Calendar{}); err != nil {
		t.Fatal(err)
	}
	rep, err = forecast.CashOf(cashBook(t), fixed{days: 14}, forecast.CashOptions{Periods: cashPeriods(), Delay: d, Payments: old})
	require.NoError(t, err)
	assert.Contains(t, codes(rep.Notes), "forecast.delay_extrapolated ")
	assert.Contains(t, codes(rep.Notes), "forecast.bill_amount ")
}

// Paid on the day that it is won, the money of a deal comes with its booking: the same weighted values and distributions as those of Run,
// new business included, to the last digit. Paid 28 days later, every period brings what the one before it booked.
func TestCashFollowsBookings(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{days: 14}})
	require.NoError(t, err)
	b := cashBook(t)
	for i := range 30 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "offer", Entered: monday, Amount: yuan(fmt.Sprint(100*i+7, ".5")), Close: day("2026-11-30").AddDays(3 * i), Override: p(0.02 * float64(i))})
	}
	m := forecast.CloseDated(forecast.Configured())
	book, err := forecast.Run(b, m, forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.NoError(t, err)
	for _, late := range []int{0, 28} {
		cash, err := forecast.CashOf(b, m, forecast.CashOptions{Periods: fourWeeks(), Schedule: forecast.AtOnce(late), NewBusiness: n})
		require.NoError(t, err)
		for j := late / 28; j < 3; j++ {
			o, got := book.Total.Periods[j-late/28], cash.Periods[j]
			assert.Equal(t, o.Weighted, got.Open)
			assert.InDelta(t, o.New.Range.Mean, got.New.Float64(), 0.01)
			rest := got.Receivable.Float64() // won on 10 November
			assert.InDelta(t, o.Total.Range.Mean, got.Range.Mean-rest, 1e-6)
			assert.InDelta(t, o.Total.Range.P90, got.Range.P90-rest, 1e-6)
		}
	}
}

// Whatever the delays: what comes in the periods and later is what is won, and more delay brings no more by any time.
func TestCashAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		var paid []forecast.Payment
		for range 40 {
			signed := day("2026-09-20").AddDays(r.IntN(60))
			b := forecast.Payment{Signed: signed, Amount: yuan(fmt.Sprint(r.IntN(9000), ".", 10+r.IntN(90)))}
			if r.Float64() < 0.8 {
				b.Paid = signed.AddDays(int(r.ExpFloat64() * 30))
			}
			paid = append(paid, b)
		}
		delay, err := forecast.LearnPaymentDelay(paid, monday, sf.Calendar{})
		require.NoError(rt, err)
		b := &forecast.Book{Pipeline: pipeline(t), AsOf: monday}
		weighted, owed := yuan("0"), yuan("0")
		for i := range 20 {
			d := forecast.Deal{ID: fmt.Sprint(i), Stage: "lead", Entered: monday.AddDate(0, 0, -r.IntN(20)), Amount: yuan(fmt.Sprint(r.IntN(9000), ".5"))}
			b.Deals = append(b.Deals, d)
			w, err := d.Amount.Weighted(0.3, decimal.New(1, -2))
			require.NoError(rt, err)
			weighted, _ = weighted.Add(w)
		}
		for _, each := range paid {
			if each.Paid.IsZero() || each.Paid.Compare(day("2026-11-23")) >= 0 {
				owed, _ = owed.Add(each.Amount)
			}
		}
		rep, err := forecast.CashOf(b, fixed{days: 21}, forecast.CashOptions{Periods: fourWeeks(), Delay: delay, Payments: paid})
		require.NoError(rt, err)
		at, err := forecast.CashOf(b, fixed{days: 21}, forecast.CashOptions{Periods: fourWeeks(), Schedule: forecast.AtOnce(0)})
		require.NoError(rt, err)
		receivable, open := rep.Later.Receivable, rep.Later.Open
		sum, once := 0.0, 0.0
		for j, o := range rep.Periods {
			receivable, _ = receivable.Add(o.Receivable)
			open, _ = open.Add(o.Open)
			sum, once = sum+o.Open.Float64(), once+at.Periods[j].Open.Float64()
			require.LessOrEqual(rt, sum, once+1e-9)
			require.GreaterOrEqual(rt, o.Open.Float64(), 0.0)
			require.LessOrEqual(rt, o.Range.P10, o.Range.P90)
			require.InDelta(rt, o.Receivable.Float64()+o.Open.Float64(), o.Range.Mean-o.Received.Float64(), 0.01*60)
		}
		require.Equal(rt, owed.String(), receivable.String())
		require.Equal(rt, weighted.String(), open.String())
	})
}

// Bills whose delays are exponential with a mean of 45 days, 1,500 of them over a year before the book's time, are learned from those
// paid by then and judged by those paid in the 30 days after it. Of the unpaid bills n are expected to be paid with a variance below n;
// what is learned adds a tenth. The median is that of the law, 45·log 2, within three standard errors of a median, 45/√1300.
func TestPaymentDelayForetellsSimulatedPayments(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var all []forecast.Payment
	for range 1500 {
		signed := day("2025-11-23").AddDays(r.IntN(365))
		all = append(all, forecast.Payment{Signed: signed, Paid: signed.AddDays(int(r.ExpFloat64() * 45)), Amount: yuan("1")})
	}
	d, err := forecast.LearnPaymentDelay(all, monday, sf.Calendar{})
	require.NoError(t, err)
	assert.InDelta(t, 45*math.Ln2-0.5, d.Median().Value, 3*45/math.Sqrt(1300))
	period := sf.Period{From: monday, To: monday.AddDate(0, 0, 30)}
	rep, err := forecast.CashOf(&forecast.Book{Pipeline: pipeline(t), AsOf: monday}, forecast.Configured(), forecast.CashOptions{Periods: []sf.Period{period}, Delay: d, Payments: all})
	require.NoError(t, err)
	came := 0.0
	for _, b := range all {
		if at := b.Paid.In(monday.Location()); b.Signed.Compare(day("2026-11-23")) < 0 && period.Contains(at) {
			came++
		}
	}
	o := rep.Periods[0]
	assert.InDelta(t, o.Range.Mean, came, 3.3*math.Sqrt(o.Cash.Variance()*1.1))
	assert.Greater(t, came, 50.0)
}

// A book is asked about in parts; the parts change nothing.
func TestCashOfALargeBook(t *testing.T) {
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(t, err)
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: monday}
	for i := range 30_000 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "lead", Entered: monday, Amount: yuan("10")})
	}
	rep, err := forecast.CashOf(b, fixed{days: 14}, forecast.CashOptions{Periods: fourWeeks(), Delay: d})
	require.NoError(t, err)
	assert.Equal(t, "18000 CNY", rep.Periods[0].Open.String(), "0.3·0.2 of 10, 30,000 times")
	assert.Equal(t, "72000 CNY", rep.Periods[1].Open.String())
	assert.InDelta(t, 18000, rep.Periods[0].Range.Mean, 1e-6)
}
