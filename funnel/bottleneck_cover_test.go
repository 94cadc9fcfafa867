package funnel_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// flowingSpec is the pipeline of [simulate.SevenStages] with so many new deals a day over 18 months, of amounts around 10,000, watched to the
// end of the arrivals, so that about a tenth of the deals are open.
func flowingSpec(perDay, dispersion float64) simulate.Spec {
	s := simulate.SevenStages(1)
	s.End = s.Start.AddDate(0, 18, 0)
	s.Arrivals = simulate.Arrivals{PerDay: perDay, Dispersion: dispersion}
	s.Amounts = simulate.Amounts{Law: simulate.LogNormal(10_000, 0.6), Unit: 100}
	return s
}

// pricedEvents maps the rows of a simulation onto events with amounts and sources.
func pricedEvents(s simulate.Spec, seed uint64) func(yield func(funnel.Event) bool) {
	return func(yield func(funnel.Event) bool) {
		for r := range s.Rows(seed) {
			e := funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage}
			if r.AmountKnown {
				e.Amount = cny(r.Amount / 100)
			}
			if r.Source != "" {
				e.Facts = []sf.Fact{sf.F("source", sf.Text(r.Source))}
			}
			if !yield(e) {
				return
			}
		}
	}
}

// flowTruth is what [View.Bottlenecks] should find.
type flowTruth struct {
	gain                      map[[2]string]float64 // of a unit
	first                     [2]string
	win, cycle, won, money    float64 // a month
	open                      float64
	cycleDays                 map[string]float64
	slowest                   string
	arrivals, amount, longest float64
}

// truthOfFlow works out the truth of a simulation in which all deals begin in the first stage.
func truthOfFlow(t testing.TB, s simulate.Spec, least float64) flowTruth {
	t.Helper()
	x, err := s.Truth()
	require.NoError(t, err)
	out := make([]stage.Outcome, len(s.Stages))
	for i, each := range s.Stages {
		out[i] = map[simulate.Outcome]stage.Outcome{simulate.Open: stage.Open, simulate.Won: stage.Won, simulate.Lost: stage.Lost}[each.Outcome]
	}
	p := make([][]float64, len(out))
	for i := range p {
		if out[i] == stage.Open {
			p[i] = x.Next[i]
		}
	}
	c := chainOf(t, x.Stages, out, p)
	truth := flowTruth{gain: make(map[[2]string]float64), cycleDays: make(map[string]float64)}
	best := math.Inf(-1)
	for i, from := range x.Stages {
		for j, to := range x.Stages {
			if out[i] != stage.Open || x.Next[i][j] < least {
				continue
			}
			g, err := c.Sensitivity(x.Stages[0], from, to, funnel.TakeRest)
			require.NoError(t, err)
			truth.gain[[2]string{from, to}] = g
			if g > best {
				best, truth.first = g, [2]string{from, to}
			}
		}
		if out[i] == stage.Open {
			truth.cycleDays[from] = x.Visits[0][i] * x.Stay[i]
			if truth.cycleDays[from] > truth.longest {
				truth.longest, truth.slowest = truth.cycleDays[from], from
			}
		}
	}
	truth.win, truth.cycle = x.Win[0], x.Cycle[0]
	truth.arrivals, truth.amount = s.Arrivals.PerDay*365.2425/12, s.Amounts.Law.Mean()
	truth.won = truth.arrivals * truth.win
	truth.money = truth.won * truth.amount
	truth.open = s.Arrivals.PerDay * truth.cycle
	return truth
}

// flowCoverage draws histories and returns, by number, how often its interval held the truth, with how often it could be said at all; and of
// the moves and stages that came first, how often truly so and how often so by their own word.
type flowCoverage struct {
	held, said               map[string]float64
	runs                     int
	topTrue, topSaid         float64
	slowTrue, slowSaid, bias float64
}

func coverFlow(t testing.TB, s simulate.Spec, runs int, o funnel.BottleneckOptions) *flowCoverage {
	t.Helper()
	truth := truthOfFlow(t, s, 0.05)
	c := &flowCoverage{held: make(map[string]float64), said: make(map[string]float64), runs: runs}
	note := func(name string, e sf.Estimate, want float64) {
		if e.HasInterval() {
			c.said[name]++
			if e.Low <= want && want <= e.High {
				c.held[name]++
			}
		}
	}
	for seed := range uint64(runs) {
		o.Seed = seed
		h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, seed), funnel.Options{})
		require.NoError(t, err)
		b, err := h.AsOf(s.End).Bottlenecks(o)
		require.NoError(t, err)
		if len(b.Moves) == 0 {
			c.runs--
			continue
		}
		note("win", b.Now.WinRate, truth.win)
		note("cycle", b.Now.CycleDays, truth.cycle)
		note("won", b.Now.WonPerMonth, truth.won)
		note("money", b.Now.RevenuePerMonth, truth.money)
		note("open", b.Now.OpenDeals, truth.open)
		note("arrivals", b.ArrivalsPerMonth, truth.arrivals)
		note("amount", b.MeanAmount, truth.amount)
		for _, m := range b.Moves {
			if want, ok := truth.gain[[2]string{m.From, m.To}]; ok {
				note("gain "+m.From+">"+m.To, m.WinGain, want/100)
				note("money "+m.From+">"+m.To, m.RevenueGainPerMonth, want/100*truth.arrivals*truth.amount)
			}
		}
		for _, x := range b.Stages {
			note("days "+x.Stage, x.CycleDays, truth.cycleDays[x.Stage])
		}
		c.bias += b.Now.WinRate.Value/truth.win - 1
		c.topSaid, c.slowSaid = c.topSaid+b.Moves[0].First, c.slowSaid+b.Stages[0].First
		if [2]string{b.Moves[0].From, b.Moves[0].To} == truth.first {
			c.topTrue++
		}
		if b.Stages[0].Stage == truth.slowest {
			c.slowTrue++
		}
	}
	return c
}

// fewestHeld returns the largest number below which, of n cases that each hold with probability .95, fewer hold once in 100,000 times.
func fewestHeld(n float64) float64 {
	held := distuv.Binomial{N: n, P: .95}
	k := n
	for k > 0 && held.CDF(k-1) >= 1e-5 {
		k--
	}
	return k
}

// Intervals hold the truth as often as they say, as far as 50 histories tell. The long test has the same with thousands.
func TestBottleneckIntervals(t *testing.T) {
	c := coverFlow(t, flowingSpec(1, 0), 50, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 300}})
	for name, held := range c.held {
		assert.GreaterOrEqual(t, held, fewestHeld(c.said[name]), name)
	}
	assert.Len(t, c.held, 7+2*len(truthOfFlow(t, flowingSpec(1, 0), 0.05).gain)+5)
}
