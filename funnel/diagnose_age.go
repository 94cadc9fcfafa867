package funnel

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Bands of ages for the test of memorylessness.
const (
	mostBands    = 5
	exitsPerBand = 10
)

// testMemoryless tests, for each open stage, whether the hazards of leaving it are the same at all ages. Ages are cut into at most five bands
// with equally many exits, at least ten each. Each day at risk ends in a move to one of the stages or in staying, and with n_bj such days of
// band b,
//
//	G² = 2 Σ_bj n_bj log( n_bj n / (n_b n_j) ),   df = (bands − 1) · (destinations seen)
//
// is the likelihood ratio of hazards by band against constant ones. It begins at age 1: the day on which a deal enters is only part of a
// day, so that fewer leave on it whatever the hazard, while from then on a constant rate shows as a constant daily hazard exactly.
func (v *View) testMemoryless(spells []spell, o DiagnoseOptions) []outcomeOfTest {
	p := v.history.pipeline
	var out []outcomeOfTest
	for i, each := range byStage(spells, p.Len()) {
		if p.Outcome(i) != stage.Open {
			continue
		}
		test := outcomeOfTest{
			Diagnostic: Diagnostic{Check: CheckMemoryless}, holds: CodeMemorylessHolds, fails: CodeMemorylessFails,
			args: []sf.Fact{sf.F("stage", sf.Text(p.StageID(i)))},
		}
		t := testTables([]table{ageTable(each, p.Len())}, o.redraws(), o.Seed+uint64(i))
		out = append(out, t.result(test, methodMemoryless))
	}
	return out
}

// ageTable counts days at risk by band of age and by what they ended in: a move to each stage, or staying.
func ageTable(spells []spell, stages int) table {
	begins := ageBands(spells)
	t := newTable(len(begins), stages+1)
	for _, s := range spells {
		for b, begin := range begins {
			end := s.to + 1
			if b+1 < len(begins) {
				end = min(end, begins[b+1])
			}
			days := end - max(begin, s.from)
			if days <= 0 {
				continue
			}
			row := t.n[b*t.cols : (b+1)*t.cols]
			row[stages] += float64(days)
			if s.next >= 0 && end == s.to+1 {
				row[stages]--
				row[s.next]++
			}
		}
	}
	return t
}

// ageBands returns the ages at which bands begin, the first at 1.
func ageBands(spells []spell) []int {
	var ages []int
	for _, s := range spells {
		if s.next >= 0 && s.to >= 1 {
			ages = append(ages, s.to)
		}
	}
	slices.Sort(ages)
	begins := []int{1}
	bands := min(mostBands, len(ages)/exitsPerBand)
	for b := 1; b < bands; b++ {
		if begin := ages[b*len(ages)/bands] + 1; begin > begins[len(begins)-1] && begin <= ages[len(ages)-1] {
			begins = append(begins, begin)
		}
	}
	return begins
}
