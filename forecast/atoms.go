package forecast

// enumerate sums the steps, none of them split, on the points that can occur and no others: for a few deals of odd amounts, whose
// common unit is too small for a dense lattice.
func enumerate(steps []step) mass {
	m := mass{at: []int64{0}, p: []float64{1}}
	for _, s := range steps {
		for range s.n {
			m = mergeStep(m, s)
		}
	}
	return m.trimmed(negligible)
}

// mergeStep adds one win: the points of m, and those of m moved up by k, in order.
func mergeStep(m mass, s step) mass {
	n := len(m.p)
	out := mass{at: make([]int64, 0, 2*n), p: make([]float64, 0, 2*n)}
	for stay, move := 0, 0; move < n; {
		switch {
		case stay < n && m.at[stay] < m.at[move]+s.k:
			out.at, out.p = append(out.at, m.at[stay]), append(out.p, m.p[stay]*s.p0)
			stay++
		case stay < n && m.at[stay] == m.at[move]+s.k:
			out.at, out.p = append(out.at, m.at[stay]), append(out.p, m.p[stay]*s.p0+m.p[move]*s.p1)
			stay, move = stay+1, move+1
		default:
			out.at, out.p = append(out.at, m.at[move]+s.k), append(out.p, m.p[move]*s.p1)
			move++
		}
	}
	return out
}
