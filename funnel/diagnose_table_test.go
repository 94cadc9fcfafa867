package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestTwoByTwo has G² written out: 2 (10 log(10/16.15…) + …), df 1.
func TestTwoByTwo(t *testing.T) {
	x := table{rows: 2, cols: 2, n: []float64{10, 20, 30, 5}}
	f := x.independence()
	assert.InDeltaSlice(t, []float64{30 * 40. / 65, 30 * 25. / 65, 35 * 40. / 65, 35 * 25. / 65}, f.expected, 1e-12)
	assert.Equal(t, 1, f.df)
	want := 2 * (10*math.Log(10/(1200./65)) + 20*math.Log(20/(750./65)) + 30*math.Log(30/(1400./65)) + 5*math.Log(5/(875./65)))
	assert.InDelta(t, want, x.deviance(f), 1e-12)
	got := testTables([]table{x}, 99, 0)
	assert.InDelta(t, math.Erfc(math.Sqrt(want/2)), got.p, 1e-12, "χ² with one degree of freedom is a squared normal")
	assert.False(t, got.redrawn)
}

// TestQuasiIndependence: in a table of three without its diagonal, independence says n_12 n_23 n_31 = n_13 n_21 n_32, with 6 − 5 degrees of
// freedom (Goodman 1968).
func TestQuasiIndependence(t *testing.T) {
	x := table{rows: 3, cols: 3, n: []float64{0, 20, 9, 14, 0, 30, 25, 12, 0}, barred: make([]bool, 9)}
	for i := range 3 {
		x.barred[i*4] = true
	}
	f := x.independence()
	m := f.expected
	assert.Equal(t, 1, f.df)
	assert.InDelta(t, 1, m[1]*m[5]*m[6]/(m[2]*m[3]*m[7]), 1e-6)
	row, col := x.sums(x.n)
	gotRow, gotCol := x.sums(m)
	assert.InDeltaSlice(t, row, gotRow, 1e-6)
	assert.InDeltaSlice(t, col, gotCol, 1e-6)
	// The distance along the one direction that keeps all sums is found by bisection, a second way.
	low, high := -9., 9.
	for range 200 {
		d := (low + high) / 2
		if (20-d)*(30-d)*(25-d) > (9+d)*(14+d)*(12+d) {
			low = d
		} else {
			high = d
		}
	}
	assert.InDelta(t, 20-low, m[1], 1e-6)
	assert.InDelta(t, 9+low, m[2], 1e-6)
}

func TestTableOfPairs(t *testing.T) {
	x := tableOf([][2]int{{4, 1}, {0, 3}, {4, 1}, {4, 3}}, 6, 5)
	assert.Equal(t, table{rows: 2, cols: 2, n: []float64{0, 1, 2, 1}}, x)
	assert.Zero(t, tableOf(nil, 6, 5).independence().df)
}

func TestDegreesOfFreedom(t *testing.T) {
	// Two blocks that share nothing: 2×2 and 2×3, one degree and two; an empty row and an empty column count for nothing.
	x := table{rows: 5, cols: 6, n: make([]float64, 30), barred: make([]bool, 30)}
	for i := range 30 {
		r, c := i/6, i%6
		block := r < 2 && c < 2 || r >= 2 && r < 4 && c >= 2 && c < 5
		if x.barred[i] = !block; block {
			x.n[i] = float64(5 + i)
		}
	}
	assert.Equal(t, 3, x.independence().df)
	assert.Zero(t, newTable(3, 3).independence().df)
	assert.Equal(t, tested{}, testTables([]table{newTable(2, 2)}, 99, 1))
}

func TestFitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "columns")
		x := newTable(rows, cols)
		for i := range x.n {
			x.n[i] = float64(rapid.SampledFrom([]int{0, 0, 1, 2, 7, 100}).Draw(t, "n"))
		}
		f := x.independence()
		row, col := x.sums(x.n)
		r, c, total := 0, 0, 0.
		for _, s := range row {
			total += s
			if s > 0 {
				r++
			}
		}
		for _, s := range col {
			if s > 0 {
				c++
			}
		}
		require.Equal(t, max(0, r-1)*max(0, c-1), f.df)
		for i, m := range f.expected {
			if total > 0 {
				require.InDelta(t, row[i/cols]*col[i%cols]/total, m, 1e-6)
			}
		}
		p := testTables([]table{x}, 99, 1).p
		require.True(t, p >= 0 && p <= 1)
	})
}

// TestBootstrapIsExactWhereItCanBeKnown: of two rows of one count each, half of all redraws depart as far.
func TestBootstrapIsExactWhereItCanBeKnown(t *testing.T) {
	const redraws = 4000
	x := table{rows: 2, cols: 2, n: []float64{1, 0, 0, 1}}
	got := testTables([]table{x}, redraws, 7)
	assert.True(t, got.redrawn)
	assert.InDelta(t, 4*math.Ln2, got.statistic, 1e-12)
	assert.InDelta(t, .5, got.p, 4.5*math.Sqrt(.25/redraws))
	assert.Equal(t, got, testTables([]table{x}, redraws, 7), "the same seed, the same samples")
}

// TestLogRankOfFreireich has the trial of 6-mercaptopurine (Freireich et al. 1963; Kalbfleisch and Prentice 2002, data set in section 1.1):
// expected 19.25 and 10.75 relapses, χ² 16.793 as R's survdiff prints it (survival 3.5-3).
func TestLogRankOfFreireich(t *testing.T) {
	treated := []int{6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35}
	control := []int{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}
	var spells []grouped
	for g, times := range [][]int{treated, control} {
		for _, time := range times {
			s := spell{next: 1, to: time}
			if time < 0 {
				s.next, s.to = -1, -time
			}
			spells = append(spells, grouped{s, g})
		}
	}
	r := logRanks(spells, 2, 2)[1]
	assert.InDelta(t, 19.25, r.expected[0], .005)
	assert.InDelta(t, 10.75, r.expected[1], .005)
	chi, df := r.statistic()
	assert.Equal(t, 1, df)
	assert.InDelta(t, 16.793, chi, .0005)
	// Cut in two at age 8, with the rest entering late, everyone counts as before.
	var cut []grouped
	for _, s := range spells {
		if s.to < 8 {
			cut = append(cut, s)
			continue
		}
		early := s
		early.to, early.next = 7, -1
		s.from = 8
		cut = append(cut, early, s)
	}
	again, _ := logRanks(cut, 2, 2)[1].statistic()
	assert.InDelta(t, chi, again, 1e-10)
	// A third group that nothing is expected of is left out of the degrees of freedom.
	spells = append(spells, grouped{spell{next: -1, to: 1}, 2})
	_, df = logRanks(spells, 3, 2)[1].statistic()
	assert.Equal(t, 1, df)
	assert.Nil(t, logRanks(spells[:0], 2, 2))
}

// TestEverybodyLeavesAtOnce: where all at risk leave at one age there is nothing to compare.
func TestEverybodyLeavesAtOnce(t *testing.T) {
	var spells []grouped
	for i := range 20 {
		spells = append(spells, grouped{spell{next: 1, to: 3}, i % 2})
	}
	chi, df := logRanks(spells, 2, 2)[1].statistic()
	assert.Zero(t, chi)
	assert.Zero(t, df)
}

func TestFollowedAlike(t *testing.T) {
	// Followed for 5 days serve the first three; more days would lose the third, fewer the second.
	spells := []spell{
		{next: 1, to: 2, follow: 9},
		{next: 1, to: 5, follow: 9},
		{next: 2, to: 1, follow: 5},
		{next: 2, to: 0, follow: 1},
		{next: -1, to: 9, follow: 9},
		{next: 1, to: 4, from: 2, follow: 9},
	}
	assert.Equal(t, spells[:3], followed(spells))
	assert.Empty(t, followed(nil))
}

func TestBandsOfAges(t *testing.T) {
	var spells []spell
	for i := range 50 {
		spells = append(spells, spell{next: 1 + i%2, to: i})
	}
	spells = append(spells, spell{next: -1, from: 20, to: 60})
	begins := ageBands(spells)
	assert.Equal(t, []int{1, 14, 26, 38}, begins)
	x := ageTable(spells, 3)
	var days, exits float64
	for b := range begins {
		days += x.n[b*4] + x.n[b*4+1] + x.n[b*4+2] + x.n[b*4+3]
		exits += x.n[b*4+1] + x.n[b*4+2]
	}
	assert.InDelta(t, 49, exits, 0, "but the one at age 0")
	assert.InDelta(t, 49*50/2+41, days, 0, "ages 1 to i of the stay that ended at i, and 20 to 60")
	assert.Equal(t, []int{1}, ageBands(nil))
}

func TestProbabilitiesInSentences(t *testing.T) {
	assert.Equal(t, []string{"0.0457", "<0.0001", "1"}, []string{probability(0.04567), probability(1e-30), probability(1)})
	assert.True(t, math.IsNaN(threeDigits(math.NaN())))
}
