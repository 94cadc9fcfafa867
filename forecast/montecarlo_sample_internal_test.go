package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// counting is 0, 1, … n−1, shuffled.
func counting(n int) *Sample {
	s := &Sample{}
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
		s.values = append(s.values, float64(i))
	}
	return s
}

// By hand, with m₂ = (n²−1)/12 and m₄ = (n²−1)(3n²−7)/240 of the first n integers; the interval of 10 of 100 is R's binom.test.
func TestNumbersOfASampleByHand(t *testing.T) {
	s := counting(100)
	same := func(want, got Drawn) {
		t.Helper()
		assert.InDeltaSlice(t, []float64{want.Value, want.Error, want.Low, want.High}, []float64{got.Value, got.Error, got.Low, got.High}, 1e-7)
		assert.Equal(t, 100, got.N)
	}
	e := math.Sqrt(100 * 101 / 12. / 100)
	same(Drawn{Value: 49.5, Error: e, Low: 49.5 - 1.959963984540054*e, High: 49.5 + 1.959963984540054*e}, s.Mean())
	m2, m4 := 9999./12, 9999*29993./240
	e = math.Sqrt((m4 - m2*m2) / 99)
	v := 100 * 101 / 12.
	same(Drawn{Value: v, Error: e, Low: v - 1.959963984540054*e, High: v + 1.959963984540054*e}, s.Variance())
	same(Drawn{Value: 0.1, Error: 0.03, Low: 0.04900469, High: 0.17622260}, s.AtLeast(90))
	// np = 10, h = 3: ranks 10, 7 and 13, ⌊10 − 5.88⌋ = 4, ⌈10 + 5.88⌉ + 1 = 17; the number of rank k is k − 1.
	same(Drawn{Value: 9, Error: 3, Low: 3, High: 16}, s.Quantile(0.1))
	same(Drawn{Value: 89, Error: 3, Low: 83, High: 96}, s.Quantile(0.9)) // ⌊90 − 5.88⌋ = 84, ⌈95.88⌉ + 1 = 97
	for _, p := range []float64{0, 0.09, 0.91, 1, -1, 2, math.NaN()} {
		assert.Zero(t, s.Quantile(p), p)
	}
	for _, p := range []float64{0.3, 0.57, 0.55} { // 100·0.57 is 56.99999999999999 and 100·0.55 is 55.00000000000001
		assert.InDelta(t, math.Round(100*p)-1, s.Quantile(p).Value, 0)
	}
	double := s.Plus(s)
	assert.InDelta(t, 1, s.Correlation(double).Value, 1e-12)
	assert.InDelta(t, 0, s.Correlation(double).Error, 1e-7)
	assert.LessOrEqual(t, s.Correlation(double).High, 1.)
	assert.True(t, reaches(0.3, 0.30000000000000004), "0.1 + 0.2")
	assert.False(t, reaches(0.3, 0.3000000000000003))
}

// above are the numbers from x on.
func (s *Sample) above(x float64) []float64 {
	return slices.DeleteFunc(s.values, func(v float64) bool { return v < x })
}

func TestNothingIsSaidOfFewTrials(t *testing.T) {
	for _, s := range []*Sample{counting(99), {slices.Repeat([]float64{math.NaN()}, 1000)}, {append(slices.Clone(counting(99).values), math.NaN())}} {
		for _, d := range []Drawn{s.Mean(), s.Variance(), s.AtLeast(3), s.Quantile(0.5), s.Correlation(s)} {
			assert.True(t, d.IsZero())
		}
	}
	s := counting(300)
	within := s.Given(s, 150)
	assert.ElementsMatch(t, slices.Collect(within.All()), counting(300).above(150))
	for range within.All() {
		break
	}
	assert.Equal(t, []int{150, 150, 0}, []int{within.N(), s.GivenBelow(s, 150).N(), within.GivenBelow(s, 150).N()})
	assert.InDelta(t, 224.5, within.Mean().Value, 1e-12)
	assert.InDelta(t, 74.5, s.GivenBelow(s, 150).Mean().Value, 1e-12)
	assert.Equal(t, 0, s.GivenBelow(within, 300).N()-150, "a trial that does not count is in no condition")
	assert.Equal(t, 150, s.Correlation(within).N)
}

// Four hundred seeds: the errors stated are the spread over the seeds, and 95 % intervals hold the truth that often. Exponential X, and Y = X + E with
// another such E: correlation √½. The tolerances are four standard errors: of a standard deviation from R = 400 numbers, 4/√(2R) = 0.14;
// of the mean statement of an error less; of a coverage, 4·√(0.95·0.05/R) = 0.044.
func TestErrorsAreWhatAnotherSeedWouldChange(t *testing.T) {
	const replicates, n = 400, 1_000
	type statistic struct {
		name    string
		of      func(x, y *Sample) Drawn
		truth   float64
		stated  compensated
		squares compensated
		held    int
	}
	statistics := []*statistic{
		{name: "mean", truth: 1, of: func(x, _ *Sample) Drawn { return x.Mean() }},
		{name: "variance", truth: 1, of: func(x, _ *Sample) Drawn { return x.Variance() }},
		{name: "median", truth: math.Ln2, of: func(x, _ *Sample) Drawn { return x.Quantile(0.5) }},
		{name: "P90", truth: math.Log(10), of: func(x, _ *Sample) Drawn { return x.Quantile(0.9) }},
		{name: "chance", truth: math.Exp(-2), of: func(x, _ *Sample) Drawn { return x.AtLeast(2) }},
		{name: "conditional", truth: math.Exp(-1), of: func(x, _ *Sample) Drawn { return x.Given(x, 1).AtLeast(2) }},
		{name: "correlation", truth: math.Sqrt(0.5), of: func(x, y *Sample) Drawn { return x.Correlation(y) }},
	}
	for r := range uint64(replicates) {
		random := rand.New(rand.NewPCG(11, r))
		x, y := &Sample{}, &Sample{}
		for range n {
			e := random.ExpFloat64()
			x.values, y.values = append(x.values, e), append(y.values, e+random.ExpFloat64())
		}
		for _, s := range statistics {
			d := s.of(x, y)
			s.stated.add(d.Error * d.Error / replicates)
			s.squares.add((d.Value - s.truth) * (d.Value - s.truth) / replicates)
			if d.Low <= s.truth && s.truth <= d.High {
				s.held++
			}
		}
	}
	for _, s := range statistics {
		ratio := math.Sqrt(s.stated.value() / s.squares.value())
		t.Logf("%s: stated over true error %.3f, held %d", s.name, ratio, s.held)
		assert.InDelta(t, 1, ratio, 0.14, s.name)
		assert.InDelta(t, 0.95, float64(s.held)/replicates, 0.044, s.name)
	}
}
