package funnel_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// healthyFunnel is a funnel in which nothing ever changes: three stages of 10, 15 and 20 days in the middle, with deals that return and amounts of
// mostly 50,000 to 800,000, while weekly arrivals have the variance μ + .15·μ².
func healthyFunnel(perDay float64, weeks int) simulate.Spec {
	return simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "lead", Stay: simulate.Weibull(11, 1.2), Moves: []simulate.Move{{To: "demo", P: .6}, {To: "lost", P: .4}}},
			{ID: "demo", Stay: simulate.Gamma(15, 1.8), Moves: []simulate.Move{{To: "offer", P: .6}, {To: "lead", P: .05}, {To: "lost", P: .35}}},
			{ID: "offer", Stay: simulate.LogNormal(16, .7), Moves: []simulate.Move{{To: "won", P: .5}, {To: "demo", P: .1}, {To: "lost", P: .4}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start:    time.Date(2022, 1, 3, 0, 0, 0, 0, time.UTC), // a Monday
		End:      time.Date(2022, 1, 3, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*weeks),
		Arrivals: simulate.Arrivals{PerDay: perDay, Dispersion: .15},
		Amounts:  simulate.Amounts{Law: simulate.LogNormal(200_000, .85), Unit: 100_000},
		Location: time.UTC,
	}
}

// alarmTally counts what the charts of healthy funnels say.
type alarmTally struct {
	judged, alarms float64   // rows
	rates          []float64 // by funnel
	charts, rung   int       // charts, and those with an alarm
	stated         float64   // sum of the chances of one
	now            struct{ judged, alarms float64 }
}

// rate returns the share of rows that are exceptions, and its standard error, by which funnels are the independent units.
func (a *alarmTally) rate() (rate, se float64) {
	rate = a.alarms / a.judged
	for _, x := range a.rates {
		se += (x - rate) * (x - rate)
	}
	return rate, math.Sqrt(se / float64(len(a.rates)*(len(a.rates)-1)))
}

// seriesAge is a time in the life of a funnel, in weeks.
type seriesAge struct{ from, to int }

// falseAlarms draws healthy funnels and counts exceptions, by age and metric.
func falseAlarms(t testing.TB, perDay float64, runs int, o funnel.SeriesOptions, ages ...seriesAge) map[seriesAge]*[funnel.MetricOpenAmount + 1]alarmTally {
	out := make(map[seriesAge]*[funnel.MetricOpenAmount + 1]alarmTally)
	o.Count = ages[len(ages)-1].to
	for _, age := range ages {
		out[age] = new([funnel.MetricOpenAmount + 1]alarmTally)
	}
	for seed := range runs {
		s := healthyFunnel(perDay, o.Count)
		x, err := pricedHistory(t, s, uint64(seed)).AsOf(s.End).Series(o)
		require.NoError(t, err)
		for age, tallies := range out {
			for c, chart := range x.Charts {
				tallies[chart.Metric].count(x.Rows[c*o.Count+age.from:c*o.Count+age.to], x.Level)
			}
			for m := range tallies {
				tallies[m].endFunnel()
			}
		}
	}
	return out
}

// count counts the rows of a chart.
func (a *alarmTally) count(rows []funnel.SeriesRow, level float64) {
	n, rung := 0, 0
	for _, r := range rows {
		switch r.State {
		case funnel.RowException:
			rung++
			n++
		case funnel.RowRoutine:
			n++
		case funnel.RowTooFew, funnel.RowPartial:
		}
	}
	a.now.judged += float64(n)
	a.now.alarms += float64(rung)
	a.charts++
	a.rung += min(rung, 1)
	a.stated += 1 - math.Pow(1-level, float64(n))
}

// endFunnel ends the count of one funnel.
func (a *alarmTally) endFunnel() {
	if a.now.judged > 0 {
		a.judged += a.now.judged
		a.alarms += a.now.alarms
		a.rates = append(a.rates, a.now.alarms/a.now.judged)
	}
	a.now.judged, a.now.alarms = 0, 0
}

// Of a healthy funnel no more rows are exceptions than is stated, once it is a year old. TestSeriesFalseAlarms draws enough funnels for the
// default level; here it is 1 in 20, and four standard errors are allowed.
func TestSeriesOfHealthyFunnels(t *testing.T) {
	age := seriesAge{60, 90}
	for m, a := range falseAlarms(t, 2, 8, funnel.SeriesOptions{Level: .05}, age)[age] {
		rate, se := a.rate()
		assert.Less(t, rate, .05+4*se, funnel.Metric(m))
		assert.Greater(t, rate, .002, "%v: limits that never ring say nothing", funnel.Metric(m))
	}
}

// shiftedFunnel is a healthy funnel in which something changes for the deals that begin in or after a week.
func shiftedFunnel(t testing.TB, seed uint64, perDay float64, at, weeks int, change func(s *simulate.Spec)) (*funnel.History, time.Time) {
	t.Helper()
	old, changed := healthyFunnel(perDay, weeks), healthyFunnel(perDay, weeks)
	old.Arrivals.Until = old.Start.AddDate(0, 0, 7*at)
	changed.Start = old.Arrivals.Until
	change(&changed)
	b := funnel.NewBuilder(pipelineOf(t, old), funnel.Options{})
	for i, s := range []simulate.Spec{old, changed} {
		for r := range s.Rows(seed) {
			b.Add(funnel.Event{Deal: fmt.Sprint(i, r.Deal), At: r.At, Seq: r.Seq, Stage: r.Stage, Amount: cny(r.Amount / 100)})
		}
	}
	h, err := b.History()
	require.NoError(t, err)
	return h, old.End
}

// A seriesShift is a change for the worse, or the better, and the chart that must tell within some weeks.
type seriesShift struct {
	name   string
	change func(s *simulate.Spec)
	metric funnel.Metric
	stage  string
	high   bool // above the limits
	within int
}

func seriesShifts() []seriesShift {
	triple := func(s *simulate.Spec) { s.Arrivals.PerDay *= 3 }
	halve := func(s *simulate.Spec) { s.Stages[0].Moves[0].P, s.Stages[0].Moves[1].P = .3, .7 }
	return []seriesShift{
		{"three times as many new deals", triple, funnel.MetricEntries, "", true, 8},
		{"a tenth of the new deals", func(s *simulate.Spec) { s.Arrivals.PerDay /= 10 }, funnel.MetricEntries, "", false, 8},
		{"leads convert half as often", halve, funnel.MetricConversion, "lead", false, 12},
		{"more leads are lost", halve, funnel.MetricDropOff, "lead", true, 12},
		{"stays in demo triple", func(s *simulate.Spec) { s.Stages[1].Stay = simulate.Gamma(45, 1.8) }, funnel.MetricCycle, "demo", true, 26},
		{"leads pile up", triple, funnel.MetricOpenDeals, "lead", true, 8},
		{"deals are worth four times as much", func(s *simulate.Spec) { s.Amounts.Law = simulate.LogNormal(800_000, .85) }, funnel.MetricOpenAmount, "", true, 8},
	}
}

// detected returns in which share of funnels a shift is found.
func (x seriesShift) detected(t testing.TB, perDay float64, runs int) float64 {
	found := 0
	const at = 60
	for seed := range runs {
		h, end := shiftedFunnel(t, uint64(seed), perDay, at, at+x.within, x.change)
		s, err := h.AsOf(end).Series(funnel.SeriesOptions{Count: at + x.within, Metrics: []funnel.Metric{x.metric}})
		require.NoError(t, err)
		for _, r := range seriesOf(s, x.metric, x.stage)[at:] {
			if r.State == funnel.RowException && r.Value.Value > *r.LimitHigh == x.high {
				found++
				break
			}
		}
	}
	return float64(found) / float64(runs)
}

// What changes is found: of four funnels with six new deals a day in two at least. As TestSeriesDetects measures in 72 of 100 for the hardest, in
// which case fewer are found once in 14 times, and above 90 for the others; the seeds are fixed.
func TestSeriesFindsShifts(t *testing.T) {
	for _, x := range seriesShifts() {
		assert.GreaterOrEqual(t, x.detected(t, 6, 4), .5, x.name)
	}
}
