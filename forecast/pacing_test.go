package forecast_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// months are November 2025 (before any record) and July to November 2026, the last under way.
func months() []sf.Period {
	return append(sf.Months(at("2025-11-01"), 1), sf.Months(at("2026-07-01"), 5)...)
}

// paced is a history that can be worked by hand. On the tenth of each month, at nine: in July 100 won and 300 open, of which 100 is won
// later, with 100 more by a deal of the twelfth; in August 50 won, recorded late; in September 200 won, nothing later; in October
// 100 won and 400 open, of which 100 is won.
func paced(t testing.TB) *funnel.History {
	b := funnel.NewBuilder(pipeline(t), funnel.Options{})
	add := func(deal, on, stage, amount, due string) {
		e := funnel.Event{Deal: deal, At: at(on), Stage: stage}
		if amount != "" {
			e.Amount = yuan(amount)
		}
		if due != "" {
			e.Close = day(due)
		}
		b.Add(e)
	}
	add("old", "2026-06-01", "lead", "1000", "2027-06-01") // open throughout, never due
	add("j1", "2026-06-10", "lead", "100", "2026-07-05")
	add("j1", "2026-07-05", "won", "", "")
	add("j2", "2026-06-10", "offer", "100", "2026-07-20")
	add("j2", "2026-07-20", "won", "", "")
	add("j3", "2026-06-10", "offer", "200", "2026-06-30") // overdue in July, lost
	add("j3", "2026-07-25", "lost", "", "")
	add("j4", "2026-07-12", "lead", "100", "2026-07-28")
	add("j4", "2026-07-28", "won", "", "")
	add("a1", "2026-08-02", "lead", "50", "2026-08-08")
	b.Add(funnel.Event{Deal: "a1", At: at("2026-08-08"), Recorded: at("2026-08-20"), Stage: "won"})
	add("s1", "2026-09-01", "lead", "200", "2026-09-09")
	add("s1", "2026-09-09", "won", "", "")
	add("o1", "2026-10-01", "lead", "100", "2026-10-09")
	add("o1", "2026-10-09", "won", "", "")
	add("o2", "2026-10-01", "lead", "100", "2026-10-30")
	add("o2", "2026-10-30", "won", "", "")
	add("o3", "2026-10-01", "lead", "300", "2026-10-30")
	add("o3", "2026-10-30", "lost", "", "")
	add("n1", "2026-11-01", "lead", "150", "2026-11-05")
	add("n1", "2026-11-05", "won", "", "")
	add("n2", "2026-11-01", "offer", "150", "2026-11-25")
	add("n3", "2026-11-01", "offer", "", "2026-11-25") // no amount
	h, err := b.History()
	require.NoError(t, err)
	return h
}

func TestPacingByHand(t *testing.T) {
	now := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)
	p, err := forecast.PacingOf(paced(t), now, forecast.PacingOptions{Periods: months()})
	require.NoError(t, err)
	assert.Equal(t, []int{9, 21}, []int{p.Day, p.Left})
	var rows []string
	for _, x := range append(p.Past, p.Today) {
		share := "-"
		if x.Share != nil {
			share = fmt.Sprintf("%.3f", *x.Share)
		}
		rows = append(rows, fmt.Sprint(x.At.Format("0102T15"), " ", x.Won.Digits(), " ", x.Due.Digits(), " ", x.Open.Digits(), " ", x.NoAmount,
			" ", x.Came.Digits(), " ", x.After.Digits(), " ", x.FromOpen.Digits(), " ", x.FromOther.Digits(), " ", share, " ", x.Unknown))
	}
	assert.Equal(t, []string{
		"1110T09 0 0 0 0 0 0 0 0 - true",
		"0710T09 100 300 1300 0 300 200 100 100 0.333 false",
		"0810T09 0 50 1050 0 50 50 50 0 0.000 false", // the win was not on record
		"0910T09 200 0 1000 0 200 0 0 0 1.000 false",
		"1010T09 100 400 1400 0 200 100 100 0 0.500 false",
		"1110T09 150 150 1150 1     - false",
	}, rows)
	assert.Equal(t, forecast.Place{Below: 3, Above: 1}, p.Won)
	assert.Equal(t, forecast.Place{Below: 2, Above: 2}, p.Due)
	assert.Equal(t, forecast.Place{Below: 2, Above: 2}, p.Open)
	assert.InDelta(t, (1./3+0.5)/2, p.Share.Value, 1e-12)
	assert.InDelta(t, 1-2./16, p.Share.Level, 1e-12, "of four, the least and the most: 1 − 2·2⁻⁴")
	assert.InDelta(t, 150+75, p.Outcome.Value, 1e-12)
	assert.Equal(t, []float64{150, 350, 0.6}, []float64{p.Outcome.Low, p.Outcome.High, p.Outcome.Level})
	assert.Equal(t, []string{"forecast.past_unknown "}, codes(p.Notes))

	// Today is what a run says of the same book.
	h := paced(t)
	book := forecast.BookOf(h.AsOf(now), time.Time{}, nil)
	rep, err := forecast.Run(book, forecast.Configured(), forecast.Options{Periods: sf.Months(now, 1)})
	require.NoError(t, err)
	assert.True(t, rep.Total.Periods[0].Won.Equal(p.Today.Won) && rep.Total.Periods[0].Due.Equal(p.Today.Due))

	c, err := forecast.CoverageOf(p, yuan("250"))
	require.NoError(t, err)
	assert.Equal(t, "100 CNY", c.Needs.String())
	assert.InDeltaSlice(t, []float64{1, 1.5, 4}, c.Due.Needed, 1e-12) // 50/50, 300/200, 400/100; September had nothing more
	assert.InDeltaSlice(t, []float64{6.5, 14, 21}, c.Open.Needed, 1e-12)
	assert.Equal(t, 1, c.Due.Never)
	assert.InDelta(t, 1.5, *c.Due.Has, 1e-12)
	assert.Equal(t, 2, c.Due.Sufficed)
	assert.InDelta(t, (1.5+4)/2, c.Due.Median.Value, 1e-12)
	assert.True(t, math.IsInf(c.Due.Median.High, 1))
	assert.InDelta(t, 4, *c.Due.Safe, 1e-12)
	assert.Equal(t, []string{"forecast.past_unknown ", "forecast.coverage_never "}, codes(c.Notes))

	for quota, want := range map[string]string{"100": "0", "150": "0"} {
		c, err = forecast.CoverageOf(p, yuan(quota))
		require.NoError(t, err)
		assert.Equal(t, want, c.Needs.Digits())
		assert.Nil(t, c.Due.Has)
	}
	c, err = forecast.CoverageOf(p, sf.Money{})
	require.NoError(t, err)
	assert.False(t, c.Needs.Known())
}

// Nothing that comes on record later moves a point of the past; only what a period came to.
func TestPacingKnowsNoFuture(t *testing.T) {
	o := forecast.PacingOptions{Periods: sf.Months(at("2026-07-01"), 2)}
	early, err := forecast.PacingOf(paced(t), at("2026-08-10"), o)
	require.NoError(t, err)
	late, err := forecast.PacingOf(paced(t), at("2026-08-25"), o)
	require.NoError(t, err)
	assert.True(t, early.Today.Won.Equal(yuan("0")) && late.Today.Won.Equal(yuan("50")))
	assert.Equal(t, "forecast.past_few ", codes(early.Notes)[0])
	assert.Zero(t, early.Outcome.Level)
	assert.Equal(t, "300", late.Past[0].Came.Digits())
}

func TestPacingPoints(t *testing.T) {
	h := paced(t)
	points := func(anchor forecast.Anchor, now time.Time) (out []string) {
		p, err := forecast.PacingOf(h, now, forecast.PacingOptions{Periods: sf.Months(at("2026-01-01"), 3), Anchor: anchor})
		require.NoError(t, err)
		for _, x := range p.Past {
			out = append(out, x.At.Format("0102T15"))
		}
		return out
	}
	assert.Equal(t, []string{"0131T12", "0301T00"}, points(forecast.SinceStart, time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)))
	assert.Equal(t, []string{"0102T12", "0201T00"}, points(forecast.BeforeEnd, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)))
	assert.Equal(t, []string{"0201T00", "0301T00"}, points(forecast.BeforeEnd, at("2026-04-01")))
}

func TestPacingOfSome(t *testing.T) {
	none, err := forecast.PacingOf(paced(t), at("2026-11-10"), forecast.PacingOptions{
		Periods: months(), Only: func(d funnel.Deal) bool { return d.ID() == "j1" },
	})
	require.NoError(t, err)
	assert.Equal(t, "100", none.Past[1].Came.Digits())
	assert.Equal(t, "0", none.Today.Open.Digits())
	c, err := forecast.CoverageOf(none, sf.Money{})
	require.NoError(t, err)
	assert.Equal(t, 4, c.Due.Never)
	assert.True(t, c.Due.Median.IsZero())
	assert.Nil(t, c.Due.Safe)

	alone, err := forecast.PacingOf(paced(t), at("2026-11-10"), forecast.PacingOptions{Periods: months()[5:]})
	require.NoError(t, err)
	assert.True(t, alone.Outcome.IsZero() && alone.Share.IsZero())
	c, err = forecast.CoverageOf(alone, yuan("1000"))
	require.NoError(t, err)
	assert.True(t, c.Due.Median.IsZero())
}

func TestPacingSaysEveryFault(t *testing.T) {
	_, err := forecast.PacingOf(nil, at("2026-01-01"), forecast.PacingOptions{Anchor: 9})
	assert.Equal(t, []string{"forecast.no_history history", "forecast.anchor anchor", "forecast.no_periods periods"}, said(t, err))
	backwards := months()
	slices.Reverse(backwards)
	_, err = forecast.PacingOf(paced(t), at("2026-01-01"), forecast.PacingOptions{Periods: backwards[:2]})
	assert.Equal(t, []string{"forecast.past_period periods[1]", "forecast.past_as_of as_of"}, said(t, err))
	_, err = forecast.PacingOf(paced(t), at("2026-01-01"), forecast.PacingOptions{Periods: make([]sf.Period, sf.MaxPeriods+1)})
	assert.Equal(t, []string{"forecast.too_large periods"}, said(t, err))
	_, err = forecast.CoverageOf(nil, sf.Money{})
	assert.Equal(t, []string{"forecast.no_pacing pacing"}, said(t, err))
	p, err := forecast.PacingOf(paced(t), at("2026-11-10"), forecast.PacingOptions{Periods: months()})
	require.NoError(t, err)
	_, err = forecast.CoverageOf(p, yuan("-1"))
	assert.Equal(t, []string{"forecast.quota_amount quota"}, said(t, err))
	dollars, err := sf.ParseMoney("1", "USD")
	require.NoError(t, err)
	_, err = forecast.CoverageOf(p, dollars)
	assert.Equal(t, []string{"forecast.currency quota"}, said(t, err))

	b := funnel.NewBuilder(pipeline(t), funnel.Options{})
	b.Add(funnel.Event{Deal: "a", At: at("2026-11-01"), Stage: "lead", Amount: yuan("1")})
	b.Add(funnel.Event{Deal: "b", At: at("2026-11-01"), Stage: "lead", Amount: dollars})
	h, err := b.History()
	require.NoError(t, err)
	_, err = forecast.PacingOf(h, at("2026-11-10"), forecast.PacingOptions{Periods: months()})
	assert.Equal(t, []string{"forecast.currency deals.b"}, said(t, err))
}

func TestAnchorWords(t *testing.T) {
	for _, a := range []forecast.Anchor{forecast.SinceStart, forecast.BeforeEnd} {
		b, err := a.MarshalText()
		require.NoError(t, err)
		var back forecast.Anchor
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, a, back)
		assert.Equal(t, string(b), a.String())
	}
}
