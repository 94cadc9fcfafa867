package binomial

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// The intervals for 2 of 10 are those of R 4.2.2: qbeta for the first and the last, prop.test(correct = FALSE) for Wilson's. The
// others have closed forms.
func TestGoldens(t *testing.T) {
	cases := []struct {
		name        string
		interval    func(x, n, level float64) (low, high float64)
		x, n, level float64
		low, high   float64
	}{
		{"Jeffreys", Jeffreys, 2, 10, 0.95, .0440594136, .5027744964},
		{"Wilson", Wilson, 2, 10, 0.95, .0566821515, .5098375285},
		{"Clopper-Pearson", ClopperPearson, 2, 10, 0.95, .0252107263, .5560954623},
		{"Jeffreys, mirrored", Jeffreys, 8, 10, 0.95, 1 - .5027744964, 1 - .0440594136},
		{"Clopper-Pearson of none: 1 − (α/2)^(1/n)", ClopperPearson, 0, 10, 0.95, 0, 1 - math.Pow(.025, .1)},
		{"Clopper-Pearson of all: (α/2)^(1/n)", ClopperPearson, 10, 10, 0.95, math.Pow(.025, .1), 1},
		{"Wilson of none: z²/(n+z²)", Wilson, 0, 10, 0.95, 0, 3.841458820694124 / 13.841458820694124},
		{"Wilson of all", Wilson, 10, 10, 0.95, 10 / 13.841458820694124, 1},
		{"Jeffreys of nothing", Jeffreys, 0, 0, 0.95, 0, 1},
		{"Wilson of nothing", Wilson, 0, 0, 0.95, 0, 1},
		{"Clopper-Pearson of nothing", ClopperPearson, 0, 0, 0.95, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			low, high := c.interval(c.x, c.n, c.level)
			assert.LessOrEqual(t, math.Abs(low-c.low), 1e-10)
			assert.LessOrEqual(t, math.Abs(high-c.high), 1e-10)
		})
	}
}

// Beta(1, 1) is uniform, Beta(a, 1) has the quantile p^(1/a), Beta(1, b) has 1 − (1−p)^(1/b).
func TestBetaClosedForms(t *testing.T) {
	for _, a := range []float64{1e-2, 0.2, 1, 3, 1000} {
		low, high := Beta(a, 1, 0.9)
		assert.InEpsilon(t, math.Pow(.05, 1/a), low, 1e-11, "a=%v", a)
		assert.InEpsilon(t, math.Pow(.95, 1/a), high, 1e-11, "a=%v", a)
		low, high = Beta(1, a, 0.9)
		assert.InEpsilon(t, -math.Expm1(math.Log(.95)/a), low, 1e-10, "b=%v", a)
		assert.InEpsilon(t, -math.Expm1(math.Log(.05)/a), high, 1e-10, "b=%v", a)
	}
}

func TestBetaOfAbsurdCounts(t *testing.T) {
	for _, ab := range [][2]float64{{0.5, 1 << 53}, {1 << 53, 0.5}, {1 << 60, 1 << 60}, {1e-300, 1}, {1e-5, 1e12}} {
		low, high := Beta(ab[0], ab[1], 0.95)
		assert.True(t, low >= 0 && low <= high && high <= 1, "%v: [%v, %v]", ab, low, high)
	}
}

func TestLawsOfIntervals(t *testing.T) {
	intervals := map[string]func(x, n, level float64) (float64, float64){
		"jeffreys": Jeffreys, "wilson": Wilson, "clopper-pearson": ClopperPearson,
	}
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.Int64Range(1, 1e6).Draw(t, "n"))
		x := math.Floor(n * rapid.Float64Range(0, 1).Draw(t, "share"))
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		for name, interval := range intervals {
			low, high := interval(x, n, level)
			if !(0 <= low && low <= x/n && x/n <= high && high <= 1) {
				t.Fatalf("%s: %v of %v is outside [%v, %v]", name, x, n, low, high)
			}
			l2, h2 := interval(n-x, n, level)
			if math.Abs(low-(1-h2)) > 1e-9 || math.Abs(high-(1-l2)) > 1e-9 {
				t.Fatalf("%s is not symmetric: [%v, %v] and [%v, %v]", name, low, high, l2, h2)
			}
			wl, wh := interval(x, n, (1+level)/2)
			if wl > low+1e-12 || wh < high-1e-12 {
				t.Fatalf("%s: a higher level is narrower", name)
			}
		}
	})
}

func TestQuantileInvertsTheDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0.05, 1e4).Draw(t, "a")
		b := rapid.Float64Range(0.05, 1e4).Draw(t, "b")
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		x := quantile(p, a, b)
		if x >= 1-1e-12 || x <= 1e-300 { // no room left for float64 to show p
			return
		}
		slack := 1e-9 + math.Abs(mathext.RegIncBeta(a, b, x*(1+4e-16))-mathext.RegIncBeta(a, b, x*(1-4e-16)))
		if got := mathext.RegIncBeta(a, b, x); math.Abs(got-p) > slack {
			t.Fatalf("I_%v(%v, %v) = %v, not %v", x, a, b, got, p)
		}
	})
}
