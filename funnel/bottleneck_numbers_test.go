package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// The chain with skips and regressions of the reference values G2 and V10 (solved with exact rationals in Python 3.11; finite differences
// agree): w_1 = .2066267316, ∂w_1/∂p_34 = .2308206296, and .4532281710 when it is taken from the losses. Visits are row 1 of (I−Q)⁻¹: the
// steps 3.7139648072 are their sum.
func TestFlowMovesReferenceValues(t *testing.T) {
	m, err := NewMatrix([]string{"1", "2", "3", "4", "won", "lost"},
		[]stage.Outcome{stage.Open, stage.Open, stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{{.40, .30, .05, 0, 0, .25}, {.05, .40, .30, .05, .02, .18}, {0, .10, .35, .30, .05, .20}, {0, 0, .10, .30, .45, .15}, nil, nil})
	require.NoError(t, err)
	c, err := m.Chain()
	require.NoError(t, err)
	f := newFlowMoves(c)
	assert.InDelta(t, .2066267316, f.solve([]float64{1, 0, 0, 0, 0, 0}), 1e-10)
	rest, ok := f.slope(2, 3, TakeRest)
	assert.True(t, ok)
	assert.InDelta(t, .2308206296, rest, 1e-10)
	lost, ok := f.slope(2, 3, TakeLost)
	assert.True(t, ok)
	assert.InDelta(t, .4532281710, lost, 1e-10)
	steps := 0.0
	for _, n := range f.stay {
		steps += n
	}
	assert.InDelta(t, 3.7139648072, steps, 1e-10)
	_, ok = f.slope(2, 5, TakeLost)
	assert.False(t, ok, "nothing else is lost")

	// From a mixture of beginnings, all is the mixture.
	begin := []float64{.5, .2, 0, .3, 0, 0}
	assert.InDelta(t, .5*.2066267316+.2*.3373268439+.3*.7079371022, f.solve(begin), 1e-10)
	mixed, _ := f.slope(1, 2, TakeRest)
	want := 0.0
	for i, x := range begin[:4] {
		d, err := c.Sensitivity([]string{"1", "2", "3", "4"}[i], "2", "3", TakeRest)
		require.NoError(t, err)
		want += x * d
	}
	assert.InDelta(t, want, mixed, 1e-14)
}

// Solving from both sides agrees with the inverse, for random chains.
func TestSolveBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n := 1 + r.IntN(6)
		ids, out, p := []string{"won"}, []stage.Outcome{stage.Won}, [][]float64{nil}
		for i := range n {
			ids, out = append(ids, string(rune('a'+i))), append(out, stage.Open)
			row := make([]float64, n+1)
			for j := range row {
				row[j] = r.ExpFloat64()
			}
			require.True(t, scaleToOne(row))
			p = append(p, row)
		}
		m, err := NewMatrix(ids, out, p)
		require.NoError(t, err)
		c, err := m.Chain()
		require.NoError(t, err)
		f, begin := newFlowMoves(c), make([]float64, n+1)
		for i := range n {
			begin[i+1] = r.Float64()
		}
		f.solve(begin)
		for j := range n {
			want := 0.0
			for i := range n {
				want += begin[i+1] * c.visits(i)[j]
			}
			assert.InEpsilon(t, want, f.stay[j+1], 1e-12)
		}
	}
}

// The mean of min(from + G, longest), summed term by term: P(G = g) = (1−q)^g q.
func TestTailMeanDays(t *testing.T) {
	for _, q := range []float64{.01, .3, .97, 1} {
		for _, longest := range []float64{0, 3, 7, 7.5, 8, 12.25, 60, math.Inf(1)} {
			want := 0.0
			for g := range 6000 {
				want += math.Pow(1-q, float64(g)) * q * math.Min(7+float64(g), longest)
			}
			assert.InDelta(t, want, tail{rate: q}.meanDays(7, longest), 1e-9, "%v %v", q, longest)
		}
	}
}

// heldStays are stays in a stage with two ways out: three of 2 days to won, two of 4 and one of 9 days to lost, one open for 6 days and one
// for 12 days.
var heldStays = [][3]int64{{1, 0, 2}, {1, 0, 2}, {1, 0, 2}, {2, 0, 4}, {2, 0, 4}, {2, 0, 9}, {-1, 0, 6}, {-1, 0, 12}}

// rowOf returns the row of a stage with these stays.
func rowOf(t *testing.T, o HazardOptions) *flowRow {
	l := tableOfStays(heldStays)
	h, err := l.Hazards(o)
	require.NoError(t, err)
	f := h.flows[0]
	require.True(t, h.settled(f))
	return h.flowRow(f, h.k.tail[0])
}

// The stages of the life of a deal as a whole.
const (
	wholeDeal = iota
	wholeWon
	wholeLost
)

// newLifeOfDeals returns an empty table of one stage, "deal".
func newLifeOfDeals() *LifeTable {
	l := NewLifeTable(1)
	l.room(newStages([]string{"deal", "won", "lost"}, []stage.Outcome{stage.Open, stage.Won, stage.Lost}))
	return l
}

// tableOfStays returns a table of one stage, "deal", of stays given as destination, first and last age.
func tableOfStays(stays [][3]int64) *LifeTable {
	l := newLifeOfDeals()
	for _, s := range stays {
		l.add(wholeDeal, int(s[0]), s[1], s[2])
	}
	return l
}

// At ages 2, 4 and 9 of 8, 5 and 2 at risk 3, 2 and 1 leave: S is 5/8, 3/8 and 3/16, and F to won 3/8, to lost 1/4 + 3/16. Then 3/16 are
// left at age 11, the last that was seen. With fewer than 10 exits, the tail is that of all: 6 exits in 8·3 + 5·2 + 3·1 + 2·4 + 1·2 = 47
// stays and days at risk, half of them to won: q = 6/47, and those who are left leave at 12 + (1−q)/q = 12 + 41/6 days on average.
func TestFlowRowByHand(t *testing.T) {
	r := rowOf(t, HazardOptions{})
	tail := 12 + 41./6
	assert.InDelta(t, 3./8+3./32, r.p[wholeWon], 1e-15)
	assert.InDelta(t, 1./4+3./16+3./32, r.p[wholeLost], 1e-15)
	assert.InDelta(t, (3./8*2+3./32*tail)/(3./8+3./32), r.days[wholeWon], 1e-12)
	assert.InDelta(t, (1./4*4+3./16*9+3./32*tail)/(1./4+3./16+3./32), r.days[wholeLost], 1e-12)
	// The mean is Σ S(u): 2 + 2·5/8 + 5·3/8 + 3·3/16 and the tail's 3/16·41/6.
	assert.InDelta(t, 2+2*5./8+5*3./8+3*3./16+3./16*41./6, r.meanOf(r.days), 1e-12)
	assert.InDelta(t, r.meanOf(r.days), r.days[wholeDeal], 1e-12, "of a move that nobody made")
	assert.InDelta(t, 3./16*41/6/r.meanOf(r.days), r.beyond, 1e-12)
	assert.Equal(t, "18.4% of the mean stay in stage deal, 6.97 days, lies beyond age 11, the oldest that was seen, and is extrapolated", r.warnings("deal")[0].Text)

	// It is worth as many whole stays as have the variance that the interval of the move has on its logit.
	l := tableOfStays(heldStays)
	h, err := l.Hazards(HazardOptions{})
	require.NoError(t, err)
	e, err := h.Move("deal", "won")
	require.NoError(t, err)
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	spread := e.Value * (1 - e.Value)
	deviation := (logit(e.High) - logit(e.Low)) / 2 / z95 * spread
	assert.InEpsilon(t, spread/deviation/deviation, r.alpha, 1e-9)
	assert.True(t, 6 < r.alpha && r.alpha < 8, "more than the six that left, and fewer than all")

	// With none to last longer than 5 days, 3 of 8 leave at 2, 2 at 4, and 3 at 5.
	capped := r.daysWithin(5)
	assert.InDelta(t, 2*3./8+4*2./8+5*3./8, r.p[wholeWon]*capped[wholeWon]+r.p[wholeLost]*capped[wholeLost], 1e-12)
	assert.InDelta(t, (2*3./8+5*3./32)/(3./8+3./32), capped[wholeWon], 1e-12)
	assert.InDelta(t, 0, r.daysWithin(0)[wholeLost], 0)
	assert.InDelta(t, r.days[wholeLost], r.daysWithin(1e9)[wholeLost], 1e-9)

	normal := rowOf(t, HazardOptions{Tail: TailNormalise})
	assert.InDelta(t, 2+2*5./8+5*3./8+3*3./16, normal.meanOf(normal.days), 1e-12, "who is left leaves the next day")
	assert.Empty(t, normal.warnings("deal"))
}

// Where all stays were seen whole, a row is worth as many as there were, and the variance of the mean stay is that of a sample, by the ways
// out together: s²/n with n below the bar.
func TestFlowRowOfWholeStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stays := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [3]int64 {
			return [3]int64{rapid.Int64Range(1, 2).Draw(t, "to"), 0, rapid.Int64Range(0, 30).Draw(t, "days")}
		}), 2, 40).Draw(t, "stays")
		l := tableOfStays(stays)
		h, err := l.Hazards(HazardOptions{})
		require.NoError(t, err)
		f, n := h.flows[0], float64(len(stays))
		row := h.flowRow(f, h.k.tail[0])
		mean, square := 0.0, 0.0
		for _, s := range stays {
			mean += float64(s[2]) / n
		}
		for _, s := range stays {
			square += (float64(s[2]) - mean) * (float64(s[2]) - mean)
		}
		assert.InDelta(t, n, row.alpha, 1e-6)
		assert.InDelta(t, mean, row.meanOf(row.days), 1e-9)
		assert.InDelta(t, square/n/n, stayVariance(f, h.k.tail[0], TailConstant), 1e-9*(1+square))
		between := 0.0
		for j, p := range row.p {
			between += p * (row.days[j] - mean) * (row.days[j] - mean)
		}
		if mean > 0 {
			assert.InDelta(t, math.Max(square/n/n-between/(n+1), 0)/mean/mean, row.within, 1e-7*(1+square/mean/mean))
		}
	})
}

// The variance of the mean stay, the tail's part included, is that of means of simulated samples. Stays are geometric with q = .1, censored at
// 12 days: the mean is 9, and the variance is estimated of 700 samples with a relative standard error of √(2/700) = .053: 4 of them. The
// delta method is of the first order, and the tail's rate rests on the 140 or so exits at the last age, so that 2/140 is allowed for it.
func TestStayVarianceWithATail(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const samples = 700
	mean, square, said := 0.0, 0.0, 0.0
	for k := range samples {
		l := newLifeOfDeals()
		for range 4500 {
			age := int64(math.Log(1-r.Float64()) / math.Log(.9))
			if age < 12 {
				l.add(wholeDeal, wholeWon, 0, age)
			} else {
				l.add(wholeDeal, -1, 0, 12)
			}
		}
		h, err := l.Hazards(HazardOptions{})
		require.NoError(t, err)
		row := h.flowRow(h.flows[0], h.k.tail[0])
		change := row.meanOf(row.days) - mean
		mean += change / float64(k+1)
		square += change * (row.meanOf(row.days) - mean)
		said += stayVariance(h.flows[0], h.k.tail[0], TailConstant) / samples
	}
	assert.InDelta(t, 9, mean, .1)
	assert.InEpsilon(t, square/(samples-1), said, 4*.053+2./140)
}

func TestQuantileOf(t *testing.T) {
	list := []float64{1, 2, 4, 8}
	for q, want := range map[float64]float64{0: 1, 1: 8, .5: 3, 1. / 3: 2, .9: 6.8} {
		assert.InDelta(t, want, quantileOf(list, q), 1e-12)
	}
	assert.InDelta(t, 7, quantileOf([]float64{7}, .975), 0)
}

// Draws that cannot be computed are left out, counted and told; when too many are, there is no interval.
func TestLostDraws(t *testing.T) {
	s := newFlowSamples(2, 100)
	for i := range 100 {
		x := float64(i)
		if i >= 50 {
			x = []float64{math.NaN(), math.Inf(1), math.Inf(-1)}[i%3]
		}
		assert.Equal(t, i < 50, s.add([]float64{1, x}))
	}
	assert.Equal(t, "50 of 100 draws could not be computed; the intervals rest on the others", s.warnings()[0].Text)
	e := s.estimate(1, 25, 3)
	assert.True(t, e.HasInterval())
	assert.InDelta(t, .025*49, e.Low, 1e-12)
	s.of[1] = s.of[1][:49]
	assert.False(t, s.estimate(1, 25, 3).HasInterval())
}

// A draw of which nothing came, as of a row of one deal and 250 stages, falls back on the estimate.
func TestScaleToOne(t *testing.T) {
	list := []float64{1, 3}
	assert.True(t, scaleToOne(list))
	assert.Equal(t, []float64{.25, .75}, list)
	assert.False(t, scaleToOne([]float64{0, 0}))
	assert.False(t, scaleToOne([]float64{math.Inf(1), 1}))
	assert.False(t, scaleToOne([]float64{math.NaN(), 1}))
	assert.False(t, scaleToOne(nil))
}

// Few draws are taken of many numbers, and never fewer than can tell.
func TestDrawsFor(t *testing.T) {
	assert.Equal(t, 2000, FlowOptions{}.drawsFor(40))
	assert.Equal(t, 167, FlowOptions{Draws: 3000}.drawsFor(100_000))
	assert.Equal(t, fewestFlowDraws, FlowOptions{}.drawsFor(1<<30))
}

// A mean amount is drawn as Student's t has it on the log scale: of 100, 200 and 300 with s = 100/√3 and two degrees of freedom, for which t is
// 1 and −1 at the quantiles ½ ± 1/(2√3), .7887 and .2113. With 20,000 draws their shares have the standard error √(.167/20000) = .0029: 4 of
// them. A mean that is not above 0 is drawn on the plain scale.
func TestDrawsOfAMeanAmount(t *testing.T) {
	of := func(amounts ...int64) (a flowAmounts) {
		for _, x := range amounts {
			m, err := sf.MoneyOf(decimal.NewFromInt(x), "CNY")
			require.NoError(t, err)
			require.NoError(t, a.add(m))
		}
		return a
	}
	below := func(a flowAmounts, bounds ...float64) []float64 {
		r, shares := rand.New(rand.NewPCG(7, 8)), make([]float64, len(bounds))
		for range 20_000 {
			x := a.draw(r)
			for i, bound := range bounds {
				if x < bound {
					shares[i] += 1. / 20_000
				}
			}
		}
		return shares
	}
	s := 100 / math.Sqrt(3)
	want := []float64{.5 - 1/(2*math.Sqrt(3)), .5, .5 + 1/(2*math.Sqrt(3))}
	assert.InDeltaSlice(t, want, below(of(100, 200, 300), 200*math.Exp(-s/200), 200, 200*math.Exp(s/200)), 4*.0036)
	assert.InDeltaSlice(t, want, below(of(-300, -200, -100), -200-s, -200, -200+s), 4*.0036)
	assert.Equal(t, []float64{0, 0}, below(of(), -1, 0), "nothing is known")
	one := of(7)
	assert.InDelta(t, 7, one.draw(rand.New(rand.NewPCG(1, 1))), 0)
}
