package funnel_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// afterSale is a pipeline of customers: renewals are open stages, and who churned may come back.
func afterSale(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "customers", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "active", Aliases: []string{"活跃"}}, {ID: "at_risk"}, {ID: "renewed"}, {ID: "churned", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// on2026 is the start of a day of 2026, counted from the first of January as 0.
func on2026(day int) time.Time { return time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC) }

func customerRow(id string, day int, stage string) funnel.Event {
	return funnel.Event{Deal: id, At: on2026(day).Add(9 * time.Hour), Stage: stage}
}

// sixCustomers became customers in January (a, b, c, d) and February (e, f). By day 100 the lives, in days, are
//
//	a 0 → churned on day 20 (T = 20)     c 10 → still there (90 days seen)      e 40 → churned on day 80 (T = 40), back on day 90
//	b 5 → churned on day 70 (T = 65)     d 15 → still there (85 days seen)      f 50 → still there (50 days seen)
func sixCustomers() []funnel.Event {
	return []funnel.Event{
		customerRow("a", 0, "active"), customerRow("a", 20, "churned"),
		customerRow("b", 5, "active"), customerRow("b", 40, "at_risk"), customerRow("b", 70, "churned"),
		customerRow("c", 10, "active"), customerRow("c", 60, "renewed"),
		customerRow("d", 15, "active"),
		customerRow("e", 40, "active"), customerRow("e", 80, "churned"), customerRow("e", 90, "active"),
		customerRow("f", 50, "active"),
	}
}

func TestRetentionByHand(t *testing.T) {
	v := historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100))
	r, err := v.Retention(funnel.RetentionOptions{})
	require.NoError(t, err)
	require.Len(t, r.Cohorts, 2)
	assert.Equal(t, "2026-01-01..2026-02-01", r.Cohorts[0].Period.String())
	assert.Equal(t, "2026-02-01..2026-03-01", r.Cohorts[1].Period.String())
	assert.Equal(t, "2026-01-01..2026-03-01", r.All.Period.String())
	assert.Equal(t, []int64{4, 2, 2, 0}, []int64{r.Cohorts[0].Customers, r.Cohorts[0].Active, r.Cohorts[0].Churned, r.Cohorts[0].Returned})
	assert.Equal(t, []int64{2, 1, 1, 1}, []int64{r.Cohorts[1].Customers, r.Cohorts[1].Active, r.Cohorts[1].Churned, r.Cohorts[1].Returned})

	// All, of months of 30 days. At risk when a churns at age 20: six, so S = 5/6; when e churns at 40: b, c, d, e, f, so S = 5/6 · 4/5 = 2/3; when b
	// churns at 65: b, c and d, as f was seen for 50 days only: S = 2/3 · 2/3 = 4/9, where those followed for 60 days say 3 of 5 at that age.
	type at struct {
		age, followed, kept int64
		rate                float64
	}
	read := func(c funnel.RetentionCohort) (out []at) {
		for _, a := range c.Ages {
			out = append(out, at{int64(a.Age), a.Followed, a.Kept, math.Round(a.Rate.Value*1e9) / 1e9})
		}
		return out
	}
	assert.Equal(t, []at{{1, 6, 5, .833333333}, {2, 5, 3, .666666667}, {3, 3, 1, .444444444}}, read(r.All), "nobody was followed for 120 days")
	assert.Equal(t, []at{{1, 4, 3, .75}, {2, 4, 3, .75}, {3, 3, 1, .5}}, read(r.Cohorts[0]), "at 65 b, c and d are at risk: .75 · 2/3")
	assert.Equal(t, []at{{1, 2, 2, 1}, {2, 1, 0, 0}}, read(r.Cohorts[1]))
	assert.True(t, r.Cohorts[1].Ages[1].Rate.IsZero(), "e is gone and f was seen for 50 days: of 60 nothing can be said, which is not 0")
	assert.Equal(t, int64(6), r.All.Ages[0].Rate.N)
	assert.True(t, r.All.Ages[0].Rate.HasInterval())
	require.Len(t, r.Warnings, 1)
	assert.Equal(t, "1 customers came back after they had churned, e among them; they count as churned", r.Warnings[0].Text)

	weeks, err := v.Retention(funnel.RetentionOptions{UnitDays: 7, Units: 3, Cohorts: sf.Quarters(on2026(0), 1)})
	require.NoError(t, err)
	assert.Equal(t, []at{{1, 6, 6, 1}, {2, 6, 6, 1}, {3, 6, 5, .833333333}}, read(weeks.Cohorts[0]), "20 days are not three weeks")
	none, err := v.Retention(funnel.RetentionOptions{Cohorts: []sf.Period{{From: on2026(45), To: on2026(60)}}})
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 5}, []int64{none.All.Customers, none.Outside})
}

func TestRetentionOfLateCustomers(t *testing.T) {
	p := afterSale(t)
	late := customerRow("late", 0, "active")
	late.Recorded = on2026(30) // 30 days after it began
	gone := customerRow("gone", 0, "active")
	gone.Recorded = on2026(60)
	events := []funnel.Event{
		late, customerRow("late", 70, "churned"),
		gone,
		{Deal: "gone", At: on2026(20), Recorded: on2026(60), Stage: "churned"}, // it was over before anybody looked
		customerRow("x", 0, "active"), customerRow("y", 0, "active"), customerRow("y", 40, "churned"),
		customerRow("only churned", 10, "churned"),
	}
	v := historyOf(t, p, funnel.Options{}, events...).AsOf(on2026(100))
	r, err := v.Retention(funnel.RetentionOptions{})
	require.NoError(t, err)
	assert.Equal(t, []int64{3, 1, 1, 2}, []int64{r.All.Customers, r.All.Late, r.All.Active, r.All.Churned})
	assert.Equal(t, []int64{2, 2, 2, 1}, []int64{r.All.Ages[0].Followed, r.All.Ages[0].Kept, r.All.Ages[2].Followed, r.All.Ages[2].Kept}, "late ones are in no triangle")
	assert.InDelta(t, 2./3, r.All.Ages[1].Rate.Value, 1e-12, "at 40 late, x and y are at risk")
	assert.InDelta(t, 1./3, r.All.Ages[2].Rate.Value, 1e-12, "at 70 late and x")
	assert.Equal(t, []sf.Code{funnel.CodeCustomerUnseen, funnel.CodeCustomerLate}, []sf.Code{r.Warnings[0].Code, r.Warnings[1].Code})

	between := historyOf(t, p, funnel.Options{}, sixCustomers()...).Between(on2026(30), on2026(100))
	r, err = between.Retention(funnel.RetentionOptions{})
	require.NoError(t, err)
	assert.Equal(t, []int64{5, 3}, []int64{r.All.Customers, r.All.Late}, "a was gone before; b, c and d began before")
	assert.InDelta(t, .8, r.All.Ages[1].Rate.Value, 1e-12, "at age 40 all five are under observation")
}

func TestRetentionFaultsAllAtOnce(t *testing.T) {
	v := historyOf(t, afterSale(t), funnel.Options{}).AsOf(ever)
	_, err := v.Retention(funnel.RetentionOptions{
		Begin: []string{"nowhere", "active"}, Churn: []string{"active", "\xff"}, UnitDays: -1, Units: 1e6,
		Cohorts: []sf.Period{{From: on2026(1), To: on2026(1)}, {From: on2026(0), To: on2026(3)}},
	})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var paths []string
	for _, f := range invalid.Faults {
		paths = append(paths, string(f.Code)+" "+f.Path)
	}
	assert.ElementsMatch(t, []string{
		"funnel.customer_stage begin", "funnel.customer_stage churn", "funnel.customer_stage begin", "funnel.customer_unit unit_days",
		"funnel.customer_unit units", "funnel.customer_cohort cohorts[0]", "funnel.customer_cohort cohorts[1]",
	}, paths)
	won, err := stage.New(stage.Config{ID: "w", Stages: []stage.Stage{{ID: "a"}, {ID: "won", Outcome: stage.Won}}})
	require.NoError(t, err)
	v = historyOf(t, won, funnel.Options{}).AsOf(ever)
	_, err = v.Retention(funnel.RetentionOptions{})
	require.ErrorContains(t, err, "no lost stage")
	_, err = v.LifetimeValue(funnel.LifetimeValueOptions{})
	require.ErrorContains(t, err, "no lost stage")
}

func TestRetentionOfNobody(t *testing.T) {
	v := historyOf(t, afterSale(t), funnel.Options{}).AsOf(ever)
	r, err := v.Retention(funnel.RetentionOptions{})
	require.NoError(t, err)
	assert.Equal(t, &funnel.Retention{UnitDays: 30, All: funnel.RetentionCohort{Ages: []funnel.RetentionAge{}}, Cohorts: []funnel.RetentionCohort{}}, r)
	again, err := v.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}})
	require.NoError(t, err)
	assert.Equal(t, &funnel.Repurchase{Orders: []funnel.RepeatOrder{}}, again)
	worth, err := v.LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(5)})
	require.NoError(t, err)
	assert.True(t, worth.Value.IsZero())
}

// churning is a simulated pipeline in which customers come over a year, stay 200 days on average and are seen for that year. A stay that begins
// at a random hour and lasts an exponential time spans n midnights or more with probability e^{−n/μ} μ (e^{1/μ} − 1), n ≥ 1.
func churning(customers int) (simulate.Spec, func(days int) float64) {
	s := simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "active", Stay: simulate.Exponential(200), Moves: []simulate.Move{{To: "churned", P: 1}}},
			{ID: "churned", Outcome: simulate.Lost},
		},
		Start: on2026(0), End: on2026(365), Arrivals: simulate.Arrivals{Deals: customers},
	}
	return s, func(days int) float64 { return math.Exp(-float64(days)/200) * 200 * math.Expm1(1./200) }
}

// With most lives still open the curve finds the truth within 4.5 of its standard errors, and the naive share, active of all, is far off.
func TestRetentionRecoversTheTruth(t *testing.T) {
	s, truth := churning(4000)
	r, err := drawn(t, s, 7).AsOf(s.End).Retention(funnel.RetentionOptions{Units: 10, Cohorts: sf.Years(on2026(0), 1)})
	require.NoError(t, err)
	require.Len(t, r.All.Ages, 10)
	for _, a := range r.All.Ages {
		e := a.Rate
		assert.InDelta(t, truth(30*a.Age), e.Value, 4.5*(e.High-e.Low)/2/1.96, "month %d", a.Age)
	}
	tenth := r.All.Ages[9].Rate
	assert.Greater(t, float64(r.All.Active)/float64(r.All.Customers), tenth.High+.1, "calling open lives kept flatters retention")
}

// lifetimeValueCoverage draws so many histories and returns how often the interval held the truth.
func lifetimeValueCoverage(t *testing.T, draws, customers, months int) (coverage, extrapolated float64) {
	s, truth := churning(customers)
	want := 0.0
	for k := 1; k <= months; k++ {
		want += 100 * truth(30*k) * math.Pow(1.08, -float64(30*k)/365.25)
	}
	held := 0
	for seed := range uint64(draws) {
		worth, err := drawn(t, s, 1000+seed).AsOf(s.End).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(100), Discount: .08, Units: months})
		require.NoError(t, err)
		extrapolated += worth.Extrapolated / float64(draws)
		if worth.Value.Low <= want && want <= worth.Value.High {
			held++
		}
	}
	return float64(held) / float64(draws), extrapolated
}

// Of 200 draws an interval that holds 95 times in 100 holds 181 or more but for 1 in 10,000, and so does the other side.
func TestLifetimeValueHoldsTheTruth(t *testing.T) {
	held, _ := lifetimeValueCoverage(t, 200, 150, 9)
	assert.InDelta(t, .95, held, .055)
}

func TestLifetimeValueByHand(t *testing.T) {
	v := historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100))
	worth := func(o funnel.LifetimeValueOptions) *funnel.LifetimeValue {
		w, err := v.LifetimeValue(o)
		require.NoError(t, err)
		return w
	}
	// Months of 30 days, paid at their end: 120 · (5/6 + 2/3 + 4/9) = 100 + 80 + 53.33.
	w := worth(funnel.LifetimeValueOptions{Margin: cny(120), Units: 3})
	assert.InDelta(t, 120*(5./6+2./3+4./9), w.Value.Value, 1e-9)
	assert.Equal(t, "CNY", w.Currency)
	assert.Zero(t, w.Extrapolated)
	// Greenwood's terms are 1/(6·5), 1/(5·4) and 1/(3·2), at ages 20, 40 and 65; what lies behind each is 35/18, 10/9 and 4/9.
	se := math.Sqrt(35./18*35/18/30+10./9*10/9/20+4./9*4/9/6) / 3 // of the share of 3 that 35/18 is
	share := 35. / 18 / 3
	side := 1.959963984540054 * se / (share * (1 - share))
	upper := 3 / (1 + (1-share)/share*math.Exp(-side))
	assert.InDelta(t, 120*upper, w.Value.High, 1e-9)
	assert.InDelta(t, 120*3/(1+(1-share)/share*math.Exp(side)), w.Value.Low, 1e-9)
	// In advance: 120 · (1 + 5/6 + 2/3), and a discount of 10 % a year.
	w = worth(funnel.LifetimeValueOptions{Margin: cny(120), Units: 3, InAdvance: true, Discount: .1})
	assert.InDelta(t, 120*(1+5./6*math.Pow(1.1, -30/365.25)+2./3*math.Pow(1.1, -60/365.25)), w.Value.Value, 1e-9)
	// Beyond day 90 the tail: three exits in all, of 20+1, 65+1, 40+1 and 90+85+50 days at risk.
	w = worth(funnel.LifetimeValueOptions{Margin: cny(1), Units: 4})
	q := 3. / (21 + 66 + 41 + 90 + 85 + 50)
	assert.InDelta(t, 5./6+2./3+4./9+4./9*math.Pow(1-q, 30), w.Value.Value, 1e-12)
	assert.InDelta(t, 4./9*math.Pow(1-q, 30)/w.Value.Value, w.Extrapolated, 1e-12)
	assert.Equal(t, funnel.CodeValueExtrapolated, w.Warnings[len(w.Warnings)-1].Code)

	// With units of a day, no discount and a margin of 1 it is the restricted mean: 20·1 + 20·5/6 + 25·2/3 + 25·4/9 of 90 days.
	w = worth(funnel.LifetimeValueOptions{Margin: cny(1), UnitDays: 1, Units: 90})
	assert.InDelta(t, 20+20*5./6+25*2./3+25*4./9, w.Value.Value, 1e-9)
}

func TestLifetimeValueOfAmounts(t *testing.T) {
	events := sixCustomers()
	events[0].Amount, events[2].Amount, events[5].Amount = cny(100), cny(300), cny(200)
	v := historyOf(t, afterSale(t), funnel.Options{}, events...).AsOf(on2026(100))
	w, err := v.LifetimeValue(funnel.LifetimeValueOptions{Units: 1, MarginShare: .5})
	require.NoError(t, err)
	assert.InDelta(t, 100*5./6, w.Value.Value, 1e-9, "half of a mean of 200")
	assert.Equal(t, []int64{3, 3}, []int64{w.Margin.N, w.Margin.Left})
	se := 50 / math.Sqrt(3) // of 50, 100 and 150: the deviation is 50
	assert.InDelta(t, 1.959963984540054*se, w.Margin.High-w.Margin.Value, 1e-9)
	side := 1.959963984540054 * (5. / 6 / math.Sqrt(30)) / (5. / 6 * 1 / 6) // of the share 5/6, with Greenwood's 1/30
	upper := 1 / (1 + 1./5*math.Exp(-side))
	assert.InDelta(t, math.Hypot(100*(upper-5./6), 5./6*1.959963984540054*se), w.Value.High-w.Value.Value, 1e-9)
	assert.Equal(t, funnel.CodeMarginFree, w.Warnings[1].Code)

	events[0].Amount = money(5, "USD")
	_, err = historyOf(t, afterSale(t), funnel.Options{}, events...).AsOf(on2026(100)).LifetimeValue(funnel.LifetimeValueOptions{})
	require.ErrorContains(t, err, "CNY, USD")
	_, err = historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100)).LifetimeValue(funnel.LifetimeValueOptions{
		MarginShare: math.NaN(), Discount: math.Inf(1), Units: -1,
	})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 3)
	_, err = historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100)).LifetimeValue(funnel.LifetimeValueOptions{})
	require.ErrorContains(t, err, "no margin")

	loss, err := historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100)).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(-120), Units: 3})
	require.NoError(t, err)
	gain, err := historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100)).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(120), Units: 3})
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{-gain.Value.High, -gain.Value.Value, -gain.Value.Low}, []float64{loss.Value.Low, loss.Value.Value, loss.Value.High}, 1e-9)

	// Nobody has churned by day 15: nothing is known beyond the oldest age, so the value ends there.
	w, err = historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(15)).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(7), UnitDays: 5})
	require.NoError(t, err)
	assert.Equal(t, 3, w.Units)
	assert.InDelta(t, 21, w.Value.Value, 1e-12)
	assert.False(t, w.Value.HasInterval())
	assert.Equal(t, funnel.CodeValueShort, w.Warnings[0].Code)
	w, err = historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(15)).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(7)})
	require.NoError(t, err)
	assert.True(t, w.Value.IsZero(), "nobody was followed for 30 days")
}

// Whatever a history holds, retention does not panic, its curves fall, triangles agree with the counts, cohorts make up the whole, and the order
// of the rows and what comes later change nothing.
func TestRetentionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events := drawPipeline(t), drawOptions(t), drawEvents(t)
		at := base.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "as of")) * 4 * time.Hour)
		ask := funnel.RetentionOptions{UnitDays: rapid.IntRange(0, 3).Draw(t, "unit"), Units: 5}
		r, err := historyOf(t, p, o, events...).AsOf(at).Retention(ask)
		require.NoError(t, err)
		var customers, churned int64
		for _, c := range append(slices.Clone(r.Cohorts), r.All) {
			require.Equal(t, c.Customers, c.Active+c.Churned)
			before, followed := 1., c.Customers-c.Late
			for _, a := range c.Ages {
				require.LessOrEqual(t, a.Kept, a.Followed)
				require.LessOrEqual(t, a.Followed, followed)
				followed = a.Followed
				if !a.Rate.IsZero() {
					require.True(t, a.Rate.Low <= a.Rate.Value && a.Rate.Value <= a.Rate.High && a.Rate.Value <= before)
					before = a.Rate.Value
				}
			}
		}
		for _, c := range r.Cohorts {
			customers, churned = customers+c.Customers, churned+c.Churned
		}
		require.Equal(t, []int64{r.All.Customers, r.All.Churned, 0}, []int64{customers, churned, r.Outside})

		var seen []funnel.Event
		for _, e := range events {
			if visibleAt(e, at) {
				seen = append(seen, e)
			}
		}
		again, err := historyOf(t, p, o, seen...).AsOf(at).Retention(ask)
		require.NoError(t, err)
		require.Equal(t, r, again, "what is later does not matter")

		_, err = historyOf(t, p, o, events...).AsOf(at).Repurchase(funnel.RepurchaseOptions{Customer: rapid.SampledFrom([]string{"", "source"}).Draw(t, "customer")})
		require.NoError(t, err)
		worth, err := historyOf(t, p, o, events...).AsOf(at).LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(3), UnitDays: 1})
		require.NoError(t, err)
		require.False(t, math.IsNaN(worth.Value.Value+worth.Value.Low+worth.Value.High+worth.Extrapolated))
		require.LessOrEqual(t, worth.Value.Value, 3*24.+1e-9)
	})
}
