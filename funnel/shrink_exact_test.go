package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestShrinkExactLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 25 { // few, since each takes some milliseconds
		var wins, of, lost []float64
		for range 1 + r.IntN(2) {
			n := []int{0, 1, 5, 30, 400}[r.IntN(5)]
			x := r.IntN(n + 1)
			wins, of, lost = append(wins, float64(x)), append(of, float64(n)), append(lost, float64(n-x))
		}
		level := []float64{.5, .8, .95, .99}[r.IntN(4)]
		s, err := ShrinkExact(wins, of, level)
		require.NoError(t, err)
		turned, err := ShrinkExact(lost, of, level)
		require.NoError(t, err)
		moments, err := Shrink(wins, of, level)
		require.NoError(t, err)
		require.Equal(t, [2]any{moments.Mean, moments.Pooling}, [2]any{s.Mean, s.Pooling})
		for i, e := range s.Segments {
			if e.IsZero() { // there are no cases at all
				require.True(t, turned.Segments[i].IsZero() && moments.Segments[i].IsZero())
				continue
			}
			require.True(t, 0 <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1, e)
			require.Equal(t, [3]any{moments.Segments[i].Value, moments.Segments[i].N, moments.Segments[i].Level}, [3]any{e.Value, e.N, e.Level})
			require.InDelta(t, 1-e.Low, turned.Segments[i].High, 1e-5, "wins and losses change places")
		}
	}
}

// R 4.2.2: the posterior of the six segments of TestShrinkOfSixSegments by the midpoint rule on 600 × 600 points, with uniroot over the weighted sum of pbeta, to six digits. The rule of points is good to
// 2·10⁻⁵ of the distribution function, which moves an end by 5·10⁻⁵.
func TestShrinkExactOfSixSegments(t *testing.T) {
	s, err := ShrinkExact([]float64{2, 5, 1, 9, 0, 12}, []float64{10, 12, 8, 20, 6, 25}, 0)
	require.NoError(t, err)
	assert.InDelta(t, .286660, s.Segments[0].Value, 6e-7)
	assert.InDelta(t, .093372, s.Segments[0].Low, 6e-5)
	assert.InDelta(t, .482171, s.Segments[0].High, 6e-5)
	assert.InDelta(t, .018795, s.Segments[4].Low, 6e-5)
	assert.InDelta(t, .462269, s.Segments[4].High, 6e-5)
	assert.Equal(t, int64(25), s.Segments[5].N)
	assert.Equal(t, methodShrinkExact, s.Segments[0].Method)
}

// No Beta distribution has those tails in cases so far apart, or so few; what is asked is that something is said.
func TestShrinkExactExtremes(t *testing.T) {
	for _, c := range [][2][]float64{
		{{5e8, 4e8}, {1e9, 1e9}},
		{{0, 1e9}, {1e9, 1e9}},
		{{0, 1e9, 1}, {1, 1e9, 1}},
		{{1e-300, 0}, {1e-300, 5e-324}},
		{{0, 0}, {0, 0}},
	} {
		s, err := ShrinkExact(c[0], c[1], 0)
		require.NoError(t, err)
		for i, e := range s.Segments {
			require.True(t, 0 <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1, "%v: %d %v", c, i, e)
		}
	}
	_, err := ShrinkExact([]float64{2}, []float64{1}, 0)
	require.Error(t, err)
}

// shrinkHeld is how many rates lay in their intervals of 95 %, on average over draws of several segments.
type shrinkHeld struct{ exact, moments float64 }

// holds reports whether the interval of 95 % holds a rate, without looking for its ends: whether .025 to .975 of the distribution lie below the rate. Rates next to
// 0 and 1, of which the priors have many, are those.
func (m betaMixture) holds(rate float64) bool {
	x := math.Min(math.Max(rate, mixtureEnd), 1-mixtureEnd)
	below, _ := m.at(x)
	return (below >= .025 || x < rate) && (below <= .975 || x > rate)
}

// shrinkCoverage draws k segments of 8 to 79 cases. Their rates are from Beta distributions of mean .3 with a standard deviation; below 0, from the
// populations that the priors suppose.
func shrinkCoverage(k int, sd float64, samples int, seed uint64) (c shrinkHeld) {
	r := rand.New(rand.NewPCG(seed, uint64(k)))
	for range samples {
		rates, wins, of := make([]float64, k), make([]float64, k), make([]float64, k)
		mean := 0.0
		for i := range k {
			of[i] = float64(8 + r.IntN(72))
			mean += of[i] / float64(k)
		}
		mu, size := .3, .3*.7/(sd*sd)-1
		if sd < 0 {
			b := r.Float64()
			mu, size = r.Float64(), mean*b/(1-b)
		}
		for i := range k {
			rates[i] = mu
			if sd != 0 {
				rates[i] = distuv.Beta{Alpha: mu * size, Beta: (1 - mu) * size, Src: r}.Rand()
				if math.IsNaN(rates[i]) { // both gamma variates were too small
					rates[i] = distuv.Bernoulli{P: mu, Src: r}.Rand()
				}
			}
			wins[i] = distuv.Binomial{N: of[i], P: rates[i], Src: r}.Rand()
		}
		p := shrinkPopulation(wins, of)
		p.integrate()
		for i, rate := range rates {
			kind := p.kinds[p.kindOf[i]]
			if e := p.estimate(kind, .95); e.Low-mixtureEnd <= rate && rate <= e.High+mixtureEnd {
				c.moments++
			}
			if p.mixture(kind).holds(rate) {
				c.exact++
			}
		}
	}
	c.moments /= float64(k * samples)
	c.exact /= float64(k * samples)
	return c
}

// holdsOnAverage holds a share to the .95 that intervals of a posterior cover on average over the prior, whatever the prior. Segments of one draw share what is
// learned of their population, so that a draw counts as one observation; more than 3.3 standard errors are found by chance once in 1,000 times.
func holdsOnAverage(t *testing.T, exact float64, k, samples int) {
	t.Helper()
	assert.InDelta(t, .95, exact, 3.3*math.Sqrt(.05*.95/float64(samples)), "%d segments", k)
}

func TestShrinkExactCoverage(t *testing.T) {
	for k, samples := range map[int]int{2: 100, 5: 60, 20: 10} {
		holdsOnAverage(t, shrinkCoverage(k, -1, samples, 3).exact, k, samples)
	}
}

func BenchmarkShrinkExact(b *testing.B) {
	wins, of := make([]float64, 20), make([]float64, 20)
	for i := range of {
		of[i] = 20 + float64(i)*1.5 // all different
		wins[i] = of[i] * (.2 + .02*float64(i%11))
	}
	for b.Loop() {
		if _, err := ShrinkExact(wins, of, 0); err != nil {
			b.Fatal(err)
		}
	}
}
