package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// The numbers of a [SteadyState], by their place in a list.
const (
	steadyWin = iota
	steadyCycle
	steadyWon
	steadyRevenue
	steadyOpen
	steadyNumbers
)

// steady writes the numbers of a steady state into dst: with begin π, visits ν, mean stays T, arrivals λ a month and the mean amount a,
//
//	Σ π w    Σ ν T    λ Σ π w    λ Σ π w · a    λ a day · Σ ν T
func (b *steadyFlow) steady(d *flowDraw, days []float64, dst []float64) {
	won := d.moves.solve(d.begin)
	cycle := 0.0
	for _, i := range b.chain.said {
		cycle += d.moves.stay[i] * days[i]
	}
	dst[steadyWin], dst[steadyCycle] = won, cycle
	dst[steadyWon] = d.perWeek * weeksPerMonth * won
	dst[steadyRevenue] = dst[steadyWon] * d.amount
	dst[steadyOpen] = 0
	if b.arrivals.daysPerWeek > 0 {
		dst[steadyOpen] = d.perWeek / b.arrivals.daysPerWeek * cycle
	}
}

// meanStays writes the mean stay by stage into dst: Σ_j p_kj · days_kj, at the draw's pace. Days are by stage and destination.
func (b *steadyFlow) meanStays(d *flowDraw, days [][]float64, dst []float64) {
	for _, i := range b.chain.said {
		dst[i] = 0
		for j, p := range d.moves.row(i) {
			dst[i] += p * days[i][j]
		}
		dst[i] *= d.pace[i]
	}
}

// days returns the mean days by stage and destination, as they were found.
func (b *steadyFlow) days() [][]float64 {
	days := make([][]float64, len(b.rows))
	for i, r := range b.rows {
		if r != nil {
			days[i] = r.days
		}
	}
	return days
}

// say returns the steady state of the values and their draws, which stand from a place of the samples on. What cannot be said is zero.
func (b *steadyFlow) say(values []float64, s *flowSamples, from int) SteadyState {
	if !b.known {
		return SteadyState{}
	}
	of := func(number int, n int64) sf.Estimate { return s.estimate(from+number, values[number], n) }
	state := SteadyState{WinRate: of(steadyWin, b.begun), CycleDays: of(steadyCycle, b.begun)}
	if !b.arrivals.known() {
		return state
	}
	arrived := b.arrivals.sum
	state.WonPerMonth = of(steadyWon, arrived)
	if b.arrivals.daysPerWeek > 0 {
		state.OpenDeals = of(steadyOpen, arrived)
	}
	if b.amounts.priced.n > 0 {
		state.RevenuePerMonth = of(steadyRevenue, arrived)
		b.unsure(&state.RevenuePerMonth)
	}
	return state
}

// unsure takes the interval from an estimate of money when nothing says how sure the mean amount is.
func (b *steadyFlow) unsure(e *sf.Estimate) {
	if b.amounts.priced.n < 2 {
		e.Low, e.High, e.Level = 0, 0, 0
	}
}

// arrivalsPerMonth returns the new deals of a month.
func (b *steadyFlow) arrivalsPerMonth() sf.Estimate {
	a := b.arrivals
	if !a.known() {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: a.perWeek() * weeksPerMonth, N: a.sum, Level: level, Method: methodArrivals}
	low, high := a.law.rate()
	e.Low, e.High = around(e.Value, low*weeksPerMonth, high*weeksPerMonth)
	return e
}
