//go:build long

package funnel_test

import (
	"iter"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// batched lets all deals of a week begin on one day of it, whichever, with the same lives. Of the rows after the end of the spec it needs those of a week.
func batched(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(yield func(simulate.Row) bool) {
		deal, shift := "", 0
		for r := range rows {
			if r.Deal != deal {
				day := int(r.At.Unix()/86400) + 3
				deal, shift = r.Deal, (day/7)*(day/7)%5+(day/7)%3-day%7
			}
			r.At = r.At.AddDate(0, 0, shift)
			if r.Recorded = r.At; !yield(r) {
				return
			}
		}
	}
}

// shut puts what happens in the last week before an instant off to the day after it.
func shut(end time.Time) func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
		return func(yield func(simulate.Row) bool) {
			for r := range rows {
				if r.At.Before(end) && !r.At.Before(end.AddDate(0, 0, -7)) {
					r.At = end.Add(time.Duration(r.Seq))
					r.Recorded = r.At
				}
				if !yield(r) {
					return
				}
			}
		}
	}
}

// healthyShare draws healthy funnels and logs and returns the share that raises an alarm.
func healthyShare(t *testing.T, name string, s simulate.Spec, draws int, change func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]) float64 {
	by, full := verdicts(t, s, draws, change, "demo", funnel.HealthFull)
	share := float64(alarms(by)) / float64(draws)
	t.Logf("%s, dispersion %v, %v a day: %.3f of %d, %v; demo full in %d", name, s.Arrivals.Dispersion, s.Arrivals.PerDay, share, draws, by, full)
	return share
}

// TestHealthFalseAlarms draws 400 healthy funnels for each kind, and 100 of the largest: at most .05 + 2 standard errors raise an alarm.
func TestHealthFalseAlarms(t *testing.T) {
	within := func(share float64, draws int) {
		assert.LessOrEqual(t, share, .05+2*math.Sqrt(.05*.95/float64(draws)))
	}
	laws := map[string]simulate.Law{"exponential 20": simulate.Exponential(20), "exponential 4": simulate.Exponential(4), "Weibull": simulate.Weibull(30, 2), "log-normal": simulate.LogNormal(15, .9)}
	for _, perDay := range []float64{.3, 1, 5, 20} {
		draws := 400
		if perDay > 10 {
			draws = 100
		}
		for name, law := range laws {
			for _, dispersion := range []float64{0, .1, .3} {
				within(healthyShare(t, name, healthySpec(perDay, dispersion, law), draws, nil), draws)
			}
			within(healthyShare(t, name+", free weekends", healthySpec(perDay, .1, law), draws, onWorkdays), draws)
		}
		if perDay > 10 {
			continue
		}
		s := healthySpec(perDay, 0, simulate.Exponential(4))
		within(healthyShare(t, "batches", s, draws, batched), draws)
		for _, weeks := range []int{16, 22} {
			s := healthySpec(perDay, .1, simulate.LogNormal(15, 1.2))
			s.Start = s.End.AddDate(0, 0, -7*weeks)
			within(healthyShare(t, "young", s, draws, nil), draws)
		}
		s = healthySpec(perDay, .1, simulate.Exponential(20))
		without, with := holidayShares(t, s, draws)
		t.Logf("after a week of holidays, %v a day: %.3f, and %.3f with them in the calendar", perDay, without, with)
		within(with, draws)
	}
}

// holidayShares draws healthy funnels after a week in which nobody worked, and returns the share that raises an alarm, without and with that week in the calendar.
func holidayShares(t *testing.T, s simulate.Spec, draws int) (without, with float64) {
	var calendar sf.Calendar
	for day := 1; day <= 7; day++ {
		calendar.Holidays = append(calendar.Holidays, sf.DateOf(s.End).AddDays(-day))
	}
	alarm := func(seed int, o funnel.Options) float64 {
		h, err := funnel.NewHistory(pipelineOf(t, s), eventsOf(shut(s.End)(s.Rows(uint64(seed)+1))), o)
		require.NoError(t, err)
		health, err := h.AsOf(s.End).Health(funnel.HealthOptions{})
		require.NoError(t, err)
		if health.Verdict > funnel.HealthFull {
			return 1 / float64(draws)
		}
		return 0
	}
	for seed := range draws {
		without += alarm(seed, funnel.Options{})
		with += alarm(seed, funnel.Options{Calendar: calendar})
	}
	return without, with
}

// TestHealthPower draws 400 funnels in which something stopped four weeks ago.
func TestHealthPower(t *testing.T) {
	const draws = 400
	for _, perDay := range []float64{.3, 1, 3} {
		s := healthySpec(perDay, .1, simulate.Exponential(20))
		from := s.End.AddDate(0, 0, -28)
		for _, x := range []struct {
			name   string
			change func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]
			stage  string
			state  funnel.HealthState
		}{
			{"stuck", stuck("demo", from), "demo", funnel.HealthBlocked},
			{"diverted", diverted("offer", from), "offer", funnel.HealthGap},
			{"dried", dried(from), "lead", funnel.HealthEmpty},
		} {
			by, found := verdicts(t, s, draws, x.change, x.stage, x.state)
			t.Logf("%v a day, %s: %s %v in %d of %d, verdicts %v", perDay, x.name, x.stage, x.state, found, draws, by)
			if perDay >= 1 {
				assert.Greater(t, found, 9*draws/10)
			}
		}
	}
}
