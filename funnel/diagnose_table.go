package funnel

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"
)

// table is a two-way table of counts, with cells that cannot occur.
type table struct {
	rows, cols int
	n          []float64 // rows×cols
	barred     []bool    // rows×cols; nil: every cell can occur
}

func newTable(rows, cols int) table {
	return table{rows: rows, cols: cols, n: make([]float64, rows*cols)}
}

// tableOf counts pairs. Rows and columns that hold none are left out, the others keep their order.
func tableOf(pairs [][2]int, rows, cols int) table {
	row, col := make([]int, rows), make([]int, cols)
	for _, p := range pairs {
		row[p[0]], col[p[1]] = 1, 1
	}
	t := newTable(places(row), places(col))
	for _, p := range pairs {
		t.n[row[p[0]]*t.cols+col[p[1]]]++
	}
	return t
}

// places turns marks of 1 into places among them, and returns how many there are.
func places(marked []int) (n int) {
	for i, m := range marked {
		marked[i] = n
		n += m
	}
	return n
}

func (t table) can(i int) bool { return len(t.barred) == 0 || !t.barred[i] }

// fit is the table under the hypothesis of (quasi-)independence.
type fit struct {
	expected []float64
	df       int
	least    float64 // the least expected count of a cell that can occur, in rows and columns that hold any
}

// mostTurns bounds the proportional fitting; it takes a few tens of turns, except where counts of 0 push cells towards 0.
const mostTurns = 500

// independence fits m_ij = a_i b_j on the cells that can occur, by iterative proportional fitting: rows and columns are scaled to their
// sums in turn (Deming and Stephan 1940; Goodman 1968, JASA 63, for tables with empty cells). Without barred cells it is n_i n_j / n after
// one turn. Degrees of freedom are cells − rows − columns + connected parts, over the rows and columns that hold any.
func (t table) independence() fit {
	row, col := t.sums(t.n)
	m := make([]float64, len(t.n))
	for i := range m {
		if t.can(i) && row[i/t.cols] > 0 && col[i%t.cols] > 0 {
			m[i] = 1
		}
	}
	f := fit{expected: m, df: t.freedom(m), least: math.Inf(1)}
	for range mostTurns {
		got, _ := t.sums(m)
		scaleBy(m, func(i int) float64 { return row[i/t.cols] / got[i/t.cols] })
		_, got = t.sums(m)
		scaleBy(m, func(i int) float64 { return col[i%t.cols] / got[i%t.cols] })
		if got, _ = t.sums(m); sumsMatch(got, row) {
			break
		}
	}
	for _, x := range m {
		if x > 0 {
			f.least = min(f.least, x)
		}
	}
	return f
}

// scaleBy multiplies what is not 0.
func scaleBy(m []float64, by func(i int) float64) {
	for i, x := range m {
		if x > 0 {
			m[i] = x * by(i)
		}
	}
}

func sumsMatch(got, want []float64) bool {
	for i, x := range want {
		if math.Abs(got[i]-x) > 1e-9*x {
			return false
		}
	}
	return true
}

func (t table) sums(n []float64) (row, col []float64) {
	row, col = make([]float64, t.rows), make([]float64, t.cols)
	for i, x := range n {
		row[i/t.cols] += x
		col[i%t.cols] += x
	}
	return row, col
}

// freedom counts the degrees of freedom of the cells that are marked by a positive number.
func (t table) freedom(m []float64) int {
	part := make([]int, t.rows+t.cols) // a forest: rows, then columns
	for i := range part {
		part[i] = i
	}
	root := func(i int) int {
		for part[i] != i {
			part[i] = part[part[i]]
			i = part[i]
		}
		return i
	}
	df, used := 0, make([]bool, len(part))
	for i, x := range m {
		if x == 0 {
			continue
		}
		r, c := i/t.cols, t.rows+i%t.cols
		used[r], used[c] = true, true
		df++
		if a, b := root(r), root(c); a != b { // one edge of a spanning forest: rows + columns − parts of them
			part[a] = b
			df--
		}
	}
	return df
}

// deviance returns G² = 2 Σ n log(n/m).
func (t table) deviance(f fit) float64 {
	var g float64
	for i, x := range t.n {
		if x > 0 {
			g += x * math.Log(x/f.expected[i])
		}
	}
	return max(0, 2*g)
}

// mostLeast is the least expected count at which χ² is trusted.
const mostLeast = 1

// testTables tests independence in all tables together: G² and df are the sums over them. Where an expected count is below 1, p is that of a
// parametric bootstrap: rows are drawn from the fitted shares, fitted anew, and
//
//	p = (1 + #{G²* ≥ G²}) / (1 + redraws)
//
// It returns df 0 when there is nothing to test, and the table that departs the most.
func testTables(tables []table, redraws int, seed uint64) (t tested) {
	fits := make([]fit, len(tables))
	least, largest := math.Inf(1), math.Inf(-1)
	for k, each := range tables {
		fits[k] = each.independence()
		if fits[k].df == 0 {
			continue
		}
		g := each.deviance(fits[k])
		t.statistic += g
		t.df += fits[k].df
		least = min(least, fits[k].least)
		if excess := g - float64(fits[k].df); excess > largest {
			t.worst, largest = k, excess
		}
	}
	switch {
	case t.df == 0:
		return tested{}
	case least >= mostLeast:
		t.p = upperChiSquared(t.statistic, t.df)
		return t
	}
	t.redrawn = true
	r := rand.New(rand.NewPCG(seed, uint64(len(tables))))
	reached := 1
	for range redraws {
		var g float64
		for k, each := range tables {
			if fits[k].df > 0 {
				again := each.redraw(fits[k], r)
				g += again.deviance(again.independence())
			}
		}
		if g >= t.statistic*(1-1e-9) {
			reached++
		}
	}
	t.p = float64(reached) / float64(1+redraws)
	return t
}

// tested is what a test came to.
type tested struct {
	statistic, p float64
	df, worst    int
	redrawn      bool
}

// leastP is what p-values below it are held at, so that 0 is none.
const leastP = 1e-300

// upperChiSquared returns P(χ²_df > x), at least leastP.
func upperChiSquared(x float64, df int) float64 {
	return max(distuv.ChiSquared{K: float64(df)}.Survival(x), leastP)
}

// redraw draws a table from the fit, row by row, each cell given those before it.
func (t table) redraw(f fit, r *rand.Rand) table {
	out := table{rows: t.rows, cols: t.cols, n: make([]float64, len(t.n)), barred: t.barred}
	row, _ := t.sums(t.n)
	for i, left := range row {
		fitted := f.expected[i*t.cols : (i+1)*t.cols]
		rest := floats.Sum(fitted)
		for j, m := range fitted {
			if left == 0 || m == 0 {
				continue
			}
			x := left
			if m < rest*(1-1e-12) {
				x = distuv.Binomial{N: left, P: m / rest, Src: r}.Rand()
			}
			out.n[i*t.cols+j] = x
			left -= x
			rest -= m
		}
	}
	return out
}
