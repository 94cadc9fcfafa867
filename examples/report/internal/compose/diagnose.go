package compose

import (
	"slices"
	"strconv"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// mostTested bounds the deals on which assumptions are tested: beyond, the tests take longer than all the rest, and reject whatever is
// not exactly so.
const mostTested = 100_000

// diagnose warns of assumptions that the history speaks against.
func (m *maker) diagnose() {
	if n := len(m.book.Deals); n > mostTested {
		m.notes(sf.Note{Code: CodeUntested, Path: "chain", Args: []sf.Fact{sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(mostTested))}})
		return
	}
	found, err := m.view.Diagnose(funnel.DiagnoseOptions{})
	if err != nil {
		m.notes(reason(err))
		return
	}
	for _, d := range found {
		if strings.HasSuffix(d.Method, "bootstrap") {
			m.doc.Seed = new(uint64) // the options' own
		}
		if d.Rejected && d.Check != funnel.CheckIndependence { // the stage should matter
			n := d.Note
			n.Path = blockOf(d.Check)
			n.Args = append(slices.Clip(n.Args), sf.F("p_value", digits(d.PValue)), sf.F("adjusted", digits(d.Adjusted)))
			m.notes(n)
		}
	}
}

// blockOf is the block of the report that rests on an assumption.
func blockOf(c funnel.Check) string {
	switch c {
	case funnel.CheckMemoryless:
		return "dwell"
	case funnel.CheckRenewal:
		return "win_by"
	default:
		return "chain"
	}
}

// leastP is what smaller p-values are written as: χ² and normal tails are no approximation that far out.
const leastP = 1e-12

// digits rounds a p-value to what of it means anything.
func digits(p float64) sf.Value {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(max(p, leastP), 'g', 4, 64), 64)
	if err != nil {
		return sf.Value{}
	}
	return sf.Float(rounded)
}
