package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// The tests of tables by name.
const (
	methodOrder         = "G² of second against first order"
	methodIndependence  = "G² of quasi-independence"
	methodMemoryless    = "G² of constant against banded hazards"
	methodBootstrapTail = ", parametric bootstrap"
)

// result turns the test of tables into an outcome.
func (t tested) result(o outcomeOfTest, method string) outcomeOfTest {
	if t.df == 0 {
		return o
	}
	o.Statistic, o.DF, o.PValue, o.Method = t.statistic, t.df, t.p, method
	if t.redrawn {
		o.Method += methodBootstrapTail
	}
	return o
}

// testOrder tests the first order of the chain against the second: in each stage, a table of where deals came from, the beginning
// included, by where they went. Under the first order the two are independent, and summed over stages
//
//	G² = 2 Σ_hij n_hij log( n_hij n_i / (n_hi n_ij) ),   df = Σ_i (r_i − 1)(c_i − 1)
//
// over the r_i ways in and c_i ways out that were seen (Anderson and Goodman 1957, Annals of Mathematical Statistics 28; Billingsley 1961).
// Only stays with the same time to end in take part, see [followed].
func (v *View) testOrder(spells []spell, o DiagnoseOptions) outcomeOfTest {
	p := v.history.pipeline
	n := p.Len()
	tables := make([]table, n)
	for i, each := range byStage(spells, n) {
		var ways [][2]int
		for _, s := range followed(each) {
			if s.before != beforeUnknown {
				ways = append(ways, [2]int{s.before + 1, s.next}) // the beginning first
			}
		}
		tables[i] = tableOf(ways, n+1, n)
	}
	t := testTables(tables, o.redraws(), o.Seed)
	out := outcomeOfTest{Diagnostic: Diagnostic{Check: CheckOrder}, holds: CodeOrderHolds, fails: CodeOrderFails}
	if t.df > 0 {
		out.worst = []sf.Fact{sf.F("stage", sf.Text(p.StageID(t.worst)))}
	}
	return t.result(out, methodOrder)
}

// testIndependence tests whether the next stage is independent of the present one, but for not being the same: quasi-independence without
// the diagonal, n_ij ≈ a_i b_j for i ≠ j (Goodman 1968, JASA 63). Moves that the pipeline does not allow and that nobody made cannot occur
// either.
func (v *View) testIndependence(spells []spell, o DiagnoseOptions) outcomeOfTest {
	p := v.history.pipeline
	n := p.Len()
	t := newTable(n, n)
	t.barred = make([]bool, n*n)
	for _, each := range byStage(spells, n) {
		for _, s := range followed(each) {
			t.n[s.stage*n+s.next]++
		}
	}
	for i := range n {
		for j := range n {
			can := p.Outcome(i) == stage.Open && i != j && p.CanMove(i, j)
			t.barred[i*n+j] = !can && t.n[i*n+j] == 0
		}
	}
	out := outcomeOfTest{Diagnostic: Diagnostic{Check: CheckIndependence}, holds: CodeStageIgnored, fails: CodeStageMatters}
	return testTables([]table{t}, o.redraws(), o.Seed).result(out, methodIndependence)
}
