package simulate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// lawCases state each law's mean, standard deviation and survival at x from textbook formulas.
func lawCases() map[string]struct {
	law                Law
	mean, sd, x, above float64
} {
	return map[string]struct {
		law                Law
		mean, sd, x, above float64
	}{
		"fixed":           {Fixed(7), 7, 0, 7.5, 0},
		"exponential":     {Exponential(30), 30, 30, 30, math.Exp(-1)},
		"weibull":         {Weibull(20, 2), 20 * math.Sqrt(math.Pi) / 2, 20 * math.Sqrt(1-math.Pi/4), 20, math.Exp(-1)},
		"weibull below 1": {Weibull(10, 0.5), 20, 10 * math.Sqrt(20), 10, math.Exp(-1)},
		"gamma 3":         {Gamma(30, 3), 90, 30 * math.Sqrt(3), 60, 5 * math.Exp(-2)},
		"gamma half":      {Gamma(2, 0.5), 1, math.Sqrt2, 1, math.Erfc(math.Sqrt(0.5))}, // χ² with one degree of freedom
		"lognormal":       {LogNormal(10, 0.5), 10 * math.Exp(0.125), 10 * math.Exp(0.125) * math.Sqrt(math.Expm1(0.25)), 10, 0.5},
		"table":           {Table(Point{0, 1}, Point{2, 2}, Point{8, 1}), 3, 3, 0.5, 0.75},
		"unset":           {Law{}, 0, 0, 0, 0},
	}
}

// A sample mean lies within 4.5 standard errors of the mean (two-sided 7e-6 per check), a share likewise.
func TestLawsHaveTheirMomentsAndTails(t *testing.T) {
	const n = 200_000
	for name, c := range lawCases() {
		t.Run(name, func(t *testing.T) {
			assert.InDelta(t, c.mean, c.law.Mean(), 1e-12*c.mean)
			r, s := newRand(1, streamPath, 0), newSampler(c.law)
			var sum, square float64
			above := 0
			for range n {
				x := s.draw(r)
				sum += x
				square += (x - c.mean) * (x - c.mean)
				if x > c.x {
					above++
				}
			}
			assert.InDelta(t, c.mean, sum/n, 4.5*c.sd/math.Sqrt(n)+1e-12)
			assert.InDelta(t, c.above, float64(above)/n, 4.5*math.Sqrt(c.above*(1-c.above)/n)+1e-12)
			assert.InDelta(t, c.sd, math.Sqrt(square/n), 0.1*c.sd+1e-12)
		})
	}
}

func TestDaysAreCutOffAtACentury(t *testing.T) {
	s := newSampler(Fixed(1e9))
	r := newRand(1, streamPath, 0)
	assert.InDelta(t, 36_500, s.days(r), 0)
	assert.InDelta(t, 1e9, s.draw(r), 0)
}

func TestTableMeanOfNoWeightIsZero(t *testing.T) {
	assert.Zero(t, Table(Point{3, 0}).Mean())
}

func TestPick(t *testing.T) {
	long := make([]float64, 40)
	for i := range long {
		long[i] = float64(i % 2) // only odd entries have weight
	}
	for name, c := range map[string]struct {
		weights []float64
		u       float64
		want    int
	}{
		"first":               {[]float64{1, 1}, 0, 0},
		"boundary goes up":    {[]float64{1, 1}, 0.5, 1},
		"zero weight at 0":    {[]float64{0, 1, 0}, 0, 1},
		"zero weight at end":  {[]float64{1, 1, 0}, math.Nextafter(1, 0), 1},
		"long, zero first":    {long, 0, 1},
		"long, boundary":      {long, 0.5, 21},
		"long, just below it": {long, math.Nextafter(0.5, 0), 19},
		"long, end":           {long, math.Nextafter(1, 0), 39},
	} {
		assert.Equal(t, c.want, pick(cumulate(c.weights), c.u), name)
	}
}

func TestPoissonHasItsMomentsAcrossPieces(t *testing.T) {
	const n = 50_000
	for _, mean := range []float64{0.3, 5, 31.9, 32.1, 100} {
		r := newRand(3, streamArrivals, 0)
		var sum, square float64
		for range n {
			x := float64(drawPoisson(r, mean))
			sum += x
			square += (x - mean) * (x - mean)
		}
		assert.InDelta(t, mean, sum/n, 4.5*math.Sqrt(mean/n), mean)
		// Var of (X−μ)² is μ + 2μ² (fourth central moment μ+3μ² of a Poisson variable, less μ²).
		assert.InDelta(t, mean, square/n, 4.5*math.Sqrt((mean+2*mean*mean)/n), mean)
	}
}

func TestNormalQuantile(t *testing.T) {
	assert.InDelta(t, 0, normalQuantile(0.5), 1e-15)
	assert.InDelta(t, 1.959963984540054, normalQuantile(0.975), 1e-13)
	assert.InDelta(t, -2.326347874040841, normalQuantile(0.01), 1e-13)
	assert.True(t, math.IsInf(normalQuantile(0), -1))
	assert.True(t, math.IsInf(normalQuantile(1), 1))
}

func TestStreamsDoNotCollide(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(20) {
		for stream := streamWho; stream <= streamShuffle; stream++ {
			for k := range uint64(50) {
				seen[newRand(seed, stream, k).Uint64()] = true
			}
		}
	}
	assert.Len(t, seen, 20*8*50)
}
