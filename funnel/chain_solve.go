package funnel

import "github.com/salesfunnel-go/salesfunnel/stage"

// factors is I − Q of a chain as a product of a lower and an upper triangle. Away from the diagonal the entries of both are the negatives
// of what is held, so that solving only adds: no digit is lost to cancellation.
type factors struct {
	n int
	a []float64 // by row: below the diagonal those of L, on it the pivots of U, above it those of U
}

// factor eliminates stage by stage. The pivot of a stage is what leaves it, to the stages not yet eliminated and to the ends, which is
// 1 − q_kk without the subtraction (Grassmann, Taksar and Heyman 1985).
func (c *Chain) factor() factors {
	n := len(c.said)
	f := factors{n: n, a: make([]float64, n*n)}
	out := make([]float64, n) // to the ends
	for k, i := range c.said {
		for j, p := range c.m.row(i) {
			if l := c.at[j]; l >= 0 {
				f.a[k*n+l] = p
			} else if c.m.stages.out[j] != stage.Open {
				out[k] += p
			}
		}
	}
	for k := range n {
		pivotRow := f.a[k*n : (k+1)*n]
		pivot := out[k]
		for _, x := range pivotRow[k+1:] {
			pivot += x
		}
		pivotRow[k] = pivot
		for i := k + 1; i < n; i++ {
			row := f.a[i*n : (i+1)*n]
			if row[k] == 0 {
				continue
			}
			row[k] /= pivot
			for j := k + 1; j < n; j++ {
				row[j] += row[k] * pivotRow[j]
			}
			out[i] += row[k] * out[k]
		}
	}
	return f
}

// solve replaces the right side b, which has no negative entry, by the solution x of (I − Q)x = b.
func (f factors) solve(b []float64) {
	for i := range b {
		for j, l := range f.a[i*f.n : i*f.n+i] {
			b[i] += l * b[j]
		}
	}
	for i := f.n - 1; i >= 0; i-- {
		for j := i + 1; j < f.n; j++ {
			b[i] += f.a[i*f.n+j] * b[j]
		}
		b[i] /= f.a[i*f.n+i]
	}
}
