package funnel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// newcomers is how many days before the end of observation the newcomer began.
const newcomers = 100

// healthyTeam is a year of a pipeline in which wins take 90 days on average and losses 30, and in which owners do not differ. Owners have deals by
// geometric shares, and the newcomer has most of those of the last hundred days, which are too young for slow wins to be in.
func healthyTeam(t testing.TB, deals, owners int, win float64, seed uint64) *funnel.View {
	t.Helper()
	r, young := rand.New(rand.NewPCG(seed, 7)), simulate.Trap().End.AddDate(0, 0, -newcomers)
	return ownedTeam(t, deals, win, seed, func(created time.Time) string {
		if created.After(young) && r.Float64() < .6 {
			return "newcomer"
		}
		g := 0
		for g < owners-2 && r.Float64() > .3 {
			g++
		}
		return fmt.Sprint("owner", g)
	})
}

// ownedTeam is a year of that pipeline, with owners as they are drawn.
func ownedTeam(t testing.TB, deals int, win float64, seed uint64, draw func(created time.Time) string) *funnel.View {
	t.Helper()
	s, of := simulate.Trap(), map[string]string{}
	s.Stages[0].Moves[0].P, s.Stages[0].Moves[1].P = win, 1-win
	s.Arrivals.Deals = deals
	h, err := funnel.NewHistory(pipelineOf(t, s), func(yield func(funnel.Event) bool) {
		for e := range eventsOf(s.Rows(seed)) {
			if of[e.Deal] == "" {
				of[e.Deal] = draw(e.At)
			}
			if e.Owner = of[e.Deal]; !yield(e) {
				return
			}
		}
	}, funnel.Options{})
	require.NoError(t, err)
	return h.AsOf(s.End)
}

// teamAlarms counts in how many of n healthy teams something is found.
type teamAlarms struct {
	n, compare, naive, low float64
	looks, change, wins    float64 // before and after a date
	tests, judged, changes float64
}

// monthsOf are the months of the simulated year that are old enough.
func monthsOf() (periods []sf.Period) {
	for m := range 9 {
		from := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, m, 0)
		periods = append(periods, sf.Period{From: from, To: from.AddDate(0, 1, 0)})
	}
	return periods
}

func (a *teamAlarms) look(t testing.TB, v *funnel.View) {
	t.Helper()
	c := a.compared(t, v, funnel.CompareWinRate, funnel.CompareConversion, funnel.CompareCycle)
	if closedOnly(c.Groups, "newcomer") < -1.959963984540054 {
		a.naive++
	}
	p, err := v.PersistentlyLow("owner", funnel.PersistentOptions{Periods: monthsOf()})
	require.NoError(t, err)
	any := 0.
	for _, r := range p.Rows {
		if r.PValue > 0 {
			a.judged++
		}
		if r.Standing == funnel.StandingLower {
			any = 1
		}
	}
	a.low += any
}

// changed looks at a comparison of before and after.
func (a *teamAlarms) changed(t testing.TB, v *funnel.View) {
	t.Helper()
	b, err := v.BeforeAfter(v.AsOf().AddDate(0, 0, -newcomers), funnel.BeforeAfterOptions{})
	require.NoError(t, err)
	any := 0.
	a.looks++
	a.wins += float64(b.Before.Won)
	for _, r := range b.Rows {
		if r.PValue > 0 {
			a.changes++
		}
		if r.Standing >= funnel.StandingLower {
			any = 1
		}
	}
	a.change += any
}

// compared looks at one comparison.
func (a *teamAlarms) compared(t testing.TB, v *funnel.View, metrics ...funnel.CompareMetric) *funnel.Comparison {
	t.Helper()
	c, err := v.Compare("owner", funnel.CompareOptions{Metrics: metrics})
	require.NoError(t, err)
	a.n++
	any := 0.
	for _, r := range c.Rows {
		if r.PValue > 0 {
			a.tests++
		}
		if r.Standing >= funnel.StandingLower {
			assert.Less(t, r.QValue, c.Level, "not by its p-value alone")
			any = 1
		}
	}
	a.compare += any
	return c
}

// closedOnly is what a spreadsheet does: the difference of the shares of wins among closed deals, in standard errors.
func closedOnly(groups []funnel.CompareGroup, name string) float64 {
	var x, n [2]float64
	for _, g := range groups {
		i := 1
		if g.Name == name {
			i = 0
		}
		x[i] += float64(g.Won)
		n[i] += float64(g.Won + g.Lost)
	}
	p := (x[0] + x[1]) / (n[0] + n[1])
	return (x[0]/n[0] - x[1]/n[1]) / math.Sqrt(p*(1-p)*(1/n[0]+1/n[1]))
}

// mostAlarms is what the level asked for, .05, allows of n looks at what does not differ: more than .05 + 3.3 √(.05·.95/n) are found by chance once in 2,000
// times.
func mostAlarms(n float64) float64 { return .05 + 3.3*math.Sqrt(.05*.95/n) }

// hold holds the alarms to their level.
func (a *teamAlarms) hold(t testing.TB) {
	t.Helper()
	assert.LessOrEqual(t, a.compare/a.n, mostAlarms(a.n), "compared")
	assert.LessOrEqual(t, a.low/a.n, mostAlarms(a.n), "persistently low")
	assert.Greater(t, a.naive/a.n, .3, "while of closed deals alone the newcomer looks bad")
}

func (a *teamAlarms) String() string {
	return fmt.Sprintf("%v teams: compare %.4f (%.1f tests), persistent %.4f (%.1f), closed deals only %.3f", a.n, a.compare/a.n, a.tests/a.n,
		a.low/a.n, a.judged/a.n, a.naive/a.n)
}

// Where nothing differs, nothing is found: neither among owners, one of whom has young deals only, nor month by month, nor before and after a date
// since which deals are young. Of closed deals alone the newcomer is nearly always bad.
func TestHealthyTeamsRaiseNoAlarm(t *testing.T) {
	var a teamAlarms
	for i := range 120 {
		v := healthyTeam(t, 500, 5, .3, uint64(i))
		a.look(t, v)
		a.changed(t, v)
	}
	t.Log(&a)
	a.hold(t)
	assert.LessOrEqual(t, a.change/a.looks, mostAlarms(a.looks), "before and after")
	assert.Greater(t, a.tests/a.n, 8., "and much was tested")
	assert.Greater(t, a.judged/a.n, 2.)
	assert.InDelta(t, 3, a.changes/a.looks, .1)
}

// In the simulated pipeline of two years 陈静 multiplies the odds of a win by .45 and the source 电话 by .5: with five times the deals, both are found, by
// name, and so are those that win the most. The others differ a little from the rest, as each is compared with all others, the weak and the strong.
func TestCompareFindsTheWeakOwnerAndTheBadSource(t *testing.T) {
	s := simulate.B2B()
	s.Arrivals.PerDay *= 5
	v := historyOf(t, pipelineOf(t, s), funnel.Options{}, simulatedTeam(s, 8)...).AsOf(s.End)
	for fact, ends := range map[string][2]string{"owner": {"陈静", "王芳"}, "source": {"电话", "转介绍"}} {
		c, err := v.Compare(fact, funnel.CompareOptions{})
		require.NoError(t, err)
		holdsTogether(t, v, c)
		mean := c.Wholes[0].Mean.Value
		for _, r := range c.Rows[:len(c.Groups)] {
			assert.Less(t, math.Abs(r.Shrunk.Value-mean), math.Abs(r.Raw.Value-mean)+.005, "%s is drawn to the mean", r.Group)
		}
		assert.Equal(t, funnel.StandingLower, rowOf(t, c, ends[0], funnel.CompareWinRate, "").Standing)
		assert.Equal(t, funnel.StandingHigher, rowOf(t, c, ends[1], funnel.CompareWinRate, "").Standing)
		p, err := v.PersistentlyLow(fact, funnel.PersistentOptions{})
		require.NoError(t, err)
		found := map[string]funnel.Standing{}
		for _, r := range p.Rows {
			found[r.Group] = r.Standing
			assert.Len(t, r.Cells, 6)
		}
		assert.Equal(t, funnel.StandingLower, found[ends[0]])
		assert.Equal(t, funnel.StandingNoDifference, found[ends[1]])
	}
	c, err := v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareCycle}})
	require.NoError(t, err)
	fast := rowOf(t, c, "王芳", funnel.CompareCycle, "")
	assert.Equal(t, funnel.StandingLower, fast.Standing, "her stays are .9 as long as others'")
}
