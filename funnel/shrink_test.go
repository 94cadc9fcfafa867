package funnel

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func shrunk(t require.TestingT, wins, of []float64) *Shrinkage {
	s, err := Shrink(wins, of, 0)
	require.NoError(t, err)
	return s
}

// Six segments, integrated by the midpoint rule on 800 × 800 points with scipy's betaln and beta.ppf, to six digits.
func TestShrinkOfSixSegments(t *testing.T) {
	s := shrunk(t, []float64{2, 5, 1, 9, 0, 12}, []float64{10, 12, 8, 20, 6, 25})
	for i, want := range []float64{.286660, .371281, .266793, .396437, .241233, .417897} {
		assert.InDelta(t, want, s.Segments[i].Value, 6e-7)
	}
	assert.InDelta(t, .113606, s.Segments[0].Low, 6e-7)
	assert.InDelta(t, .501632, s.Segments[0].High, 6e-7)
	assert.Equal(t, int64(25), s.Segments[5].N)
	half, err := Shrink([]float64{2, 5, 1, 9, 0, 12}, []float64{10, 12, 8, 20, 6, 25}, .5)
	require.NoError(t, err)
	assert.InDelta(t, .5, half.Segments[0].Level, 0)
	assert.Less(t, half.Segments[0].High-half.Segments[0].Low, .4*(s.Segments[0].High-s.Segments[0].Low)) // .6745 of 1.96 is .344
	assert.Equal(t, int64(81), s.Mean.N)
}

// byMidpoints integrates the posterior a second time, as plainly as can be: cells × cells points of the whole square.
func byMidpoints(wins, of []float64, cells int) (means []float64, mu, b float64) {
	mean := 0.0
	for _, n := range of {
		mean += n / float64(len(of))
	}
	beta := func(a, b float64) float64 { return lgamma(a) + lgamma(b) - lgamma(a+b) }
	means = make([]float64, len(of))
	type point struct{ mu, b, size, ll float64 }
	var points []point
	most := math.Inf(-1)
	for j := range cells {
		for i := range cells {
			p := point{mu: (float64(i) + .5) / float64(cells), b: (float64(j) + .5) / float64(cells)}
			p.size = mean * p.b / (1 - p.b)
			x, y := p.mu*p.size, (1-p.mu)*p.size
			for k := range of {
				p.ll += beta(x+wins[k], y+of[k]-wins[k]) - beta(x, y)
			}
			points, most = append(points, p), math.Max(most, p.ll)
		}
	}
	sum := 0.0
	for _, p := range points {
		w := math.Exp(p.ll - most)
		sum += w
		mu += w * p.mu
		b += w * p.b
		for k := range of {
			means[k] += w * (wins[k] + p.mu*p.size) / (of[k] + p.size)
		}
	}
	for k := range means {
		means[k] /= sum
	}
	return means, mu / sum, b / sum
}

// checkMidpoints compares the two ways to integrate.
func checkMidpoints(t *testing.T, cells int, tolerance float64) {
	for name, c := range map[string][2][]float64{
		"all lost":    {{0, 0, 0}, {10, 3, 25}},
		"all won":     {{10, 3, 25}, {10, 3, 25}},
		"both ends":   {{0, 12}, {12, 12}},
		"one":         {{3}, {10}},
		"not counts":  {{2.25, 5.5, .125}, {7.75, 11.5, 3.5}},
		"hardly any":  {{.001, .002}, {.01, .01}},
		"two cases":   {{0, 1}, {1, 1}},
		"half of few": {{1, 1, 1, 1}, {2, 2, 2, 2}},
		"uneven":      {{1, 70, 4}, {2, 150, 5}},
	} {
		s := shrunk(t, c[0], c[1])
		means, mu, b := byMidpoints(c[0], c[1], cells)
		for i, want := range means {
			assert.InDelta(t, want, s.Segments[i].Value, tolerance, "%s %d", name, i)
		}
		assert.InDelta(t, mu, s.Mean.Value, tolerance, name)
		assert.InDelta(t, b, s.Pooling.Value, tolerance, name)
	}
}

// The midpoint rule is good to about its step squared, times the slope of the posterior at the edge, which is a few tens here.
func TestShrinkByMidpoints(t *testing.T) { checkMidpoints(t, 120, 1e-3) }

func TestShrinkLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 6).Draw(t, "segments")
		var wins, of []float64
		for range k {
			n := float64(rapid.SampledFrom([]int{1, 2, 5, 30, 400}).Draw(t, "of"))
			wins, of = append(wins, math.Round(n*rapid.Float64Range(0, 1).Draw(t, "share"))), append(of, n)
		}
		s := shrunk(t, wins, of)
		for i, e := range s.Segments {
			require.True(t, 0 <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1, e)
			mean, size := rapid.Float64Range(0, 1).Draw(t, "mu"), rapid.Float64Range(0, 1e6).Draw(t, "size")
			given, raw := shrunkGiven(wins[i], of[i], mean, size), wins[i]/of[i]
			require.True(t, min(raw, mean)-1e-12 <= given && given <= max(raw, mean)+1e-12, "between raw and mean")
		}
		order := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
			for i := range k {
				if !yield(i) {
					return
				}
			}
		})).Draw(t, "order")
		var mixedWins, mixedOf, lost []float64
		for _, i := range order {
			mixedWins, mixedOf = append(mixedWins, wins[i]), append(mixedOf, of[i])
		}
		for i := range of {
			lost = append(lost, of[i]-wins[i])
		}
		mixed := shrunk(t, append(mixedWins, 0), append(mixedOf, 0)) // one without cases changes nothing
		turned := shrunk(t, lost, of)
		for at, i := range order {
			require.Equal(t, s.Segments[i], mixed.Segments[at], "another order")
		}
		for i := range of {
			require.InDelta(t, 1-s.Segments[i].Value, turned.Segments[i].Value, 1e-8, "wins and losses change places")
			require.InDelta(t, 1-s.Segments[i].Low, turned.Segments[i].High, 1e-7)
		}
		require.Zero(t, mixed.Segments[k].N)
		require.InDelta(t, s.Mean.Value, mixed.Segments[k].Value, 1e-9, "of a further segment the mean is expected")
		require.Less(t, mixed.Segments[k].Low, s.Mean.Low+1e-9, "and less is known")
	})
}

// Steps outward that end at 0, or at 1 but for the last digit, are taken alike: found among draws of the law above, where rates differed by 3·10⁻⁸.
func TestShrinkTurned(t *testing.T) {
	of := []float64{1, 30, 400, 1, 5}
	s, turned := shrunk(t, []float64{0, 30, 47, 0, 4}, of), shrunk(t, []float64{1, 0, 353, 1, 1}, of)
	for i := range of {
		assert.InDelta(t, s.Segments[i].Value, 1-turned.Segments[i].Value, 1e-11)
	}
}

func TestShrinkOfNothing(t *testing.T) {
	for _, of := range [][]float64{nil, {}, {0, 0}} {
		s := shrunk(t, make([]float64, len(of)), of)
		assert.Len(t, s.Segments, len(of))
		assert.True(t, s.Mean.IsZero() && s.Pooling.IsZero())
		for _, e := range s.Segments {
			assert.True(t, e.IsZero())
		}
	}
}

func TestShrinkExtremes(t *testing.T) {
	for _, c := range [][2][]float64{
		{{5e8, 4e8}, {1e9, 1e9}},
		{{0, 1e9}, {1e9, 1e9}},
		{{0, 1e9, 1}, {1, 1e9, 1}},
		{{1e-300, 0}, {1e-300, 5e-324}},
	} {
		s := shrunk(t, c[0], c[1])
		for i, e := range append(s.Segments, s.Mean, s.Pooling) {
			require.True(t, 0 <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1, "%v: %d %v", c, i, e)
		}
	}
	alike := shrunk(t, slices.Repeat([]float64{300}, 50), slices.Repeat([]float64{1000}, 50))
	assert.Greater(t, alike.Pooling.Value, .9, "segments that are all alike tell most of each other")
	apart := shrunk(t, []float64{10, 500, 990}, []float64{1000, 1000, 1000})
	assert.Less(t, apart.Pooling.Value, .02, "segments that differ tell little")
	assert.InDelta(t, .01, apart.Segments[0].Value, .002)
}

func TestShrinkFaults(t *testing.T) {
	_, err := Shrink([]float64{-1, math.NaN(), 3, 0, 0}, []float64{1, 2, 2, math.Inf(1)}, math.NaN())
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var got []string
	for _, n := range invalid.Faults {
		got = append(got, fmt.Sprint(n.Code, " ", n.Path))
	}
	assert.Equal(t, []string{
		"funnel.shrink_size wins", "funnel.shrink_level level",
		"funnel.shrink_counts wins[0]", "funnel.shrink_counts wins[1]", "funnel.shrink_counts wins[2]", "funnel.shrink_counts wins[3]",
	}, got)
	_, err = Shrink([]float64{1}, []float64{2e9}, 0)
	require.Error(t, err)
}

func TestShrinkOfTenThousand(t *testing.T) {
	wins, of := make([]float64, 10_000), make([]float64, 10_000)
	for i := range of {
		of[i] = float64(20 + i%7)
		wins[i] = math.Floor(of[i] * (.2 + .02*float64(i%11)))
	}
	s := shrunk(t, wins, of)
	total, cases := 0.0, 0.0
	for i := range of {
		total, cases = total+wins[i], cases+of[i]
	}
	assert.InDelta(t, total/cases, s.Mean.Value, .001, "the mean is that of all segments")
	assert.Less(t, s.Mean.High-s.Mean.Low, .01)
}

func BenchmarkShrink(b *testing.B) {
	for _, k := range []int{6, 100, 10_000} {
		b.Run(fmt.Sprintf("segments=%d", k), func(b *testing.B) {
			wins, of := make([]float64, k), make([]float64, k)
			for i := range of {
				of[i] = 20 + float64(i)*1.5 // all different
				wins[i] = of[i] * (.2 + .02*float64(i%11))
			}
			for b.Loop() {
				if _, err := Shrink(wins, of, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
