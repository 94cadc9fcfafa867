package funnel

import (
	"cmp"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

// Check is an assumption that is put to the test. In JSON and text it is a word such as "order".
type Check uint8

// The checks of [View.Diagnose], in its order.
const (
	// CheckOrder asks whether the next move depends on the present stage only. If not, matrix and chain average over ways in.
	CheckOrder Check = iota // order
	// CheckIndependence asks whether the next stage is independent even of the present one. It should not be.
	CheckIndependence // independence
	// CheckTime asks whether deals move now as they did before. If not, take a shorter view.
	CheckTime // time
	// CheckSegments asks whether the values of a fact move alike. If not, split by it.
	CheckSegments // segments
	// CheckMemoryless asks whether a stage is left at rates that do not depend on the time spent in it. Life tables do not need that;
	// [Rates] does.
	CheckMemoryless // memoryless
	// CheckRenewal asks whether deals begin afresh in each stage, which forecasts put together from stays suppose.
	CheckRenewal // renewal
)

var checkWords = word.Set[Check]{Package: "funnel", Name: "check", Words: []string{"order", "independence", "time", "segments", "memoryless", "renewal"}}

// String returns the check's word.
func (c Check) String() string { return checkWords.String(c) }

// MarshalText writes the check's word.
func (c Check) MarshalText() ([]byte, error) { return checkWords.Marshal(c) }

// UnmarshalText reads the check's word.
func (c *Check) UnmarshalText(b []byte) error { return checkWords.Unmarshal(c, b) }

// Diagnostic is what one test of an assumption found. The assumption is the null hypothesis: a small PValue speaks against it, a large one
// says only that nothing was seen.
type Diagnostic struct {
	Check     Check   `json:"check"`
	Note      sf.Note `json:"note"`               // the finding in a sentence
	Statistic float64 `json:"statistic,omitzero"` // of the test
	DF        int     `json:"df,omitzero"`        // degrees of freedom of a χ² statistic
	PValue    float64 `json:"p_value,omitzero"`   // of this test alone, in (0, 1]; 0: there is too little to tell
	Adjusted  float64 `json:"adjusted,omitzero"`  // for the number of tests made together (Holm 1979)
	Rejected  bool    `json:"rejected,omitzero"`  // Adjusted is below the level
	Method    string  `json:"method,omitzero"`    // the test by its name in the field; empty: there is too little to tell
}

// DiagnoseOptions are the options of [View.Diagnose].
type DiagnoseOptions struct {
	Level    float64  // chance that any true assumption is rejected; 0: 0.05
	Segments []string // facts whose values are compared, as for [View.Split]; a fact that the way of a deal itself decides, such as its outcome, tells nothing
	Redraws  int      // samples of a bootstrap, where counts are too small for χ²; 0: 999
	Seed     uint64   // of those samples
}

// mostRedraws bounds the work of a bootstrap.
const mostRedraws = 1_000_000

func (o DiagnoseOptions) faults() (faults []sf.Note) {
	if !(o.Level >= 0 && o.Level < 1) {
		faults = append(faults, sf.NewNote(CodeDiagnoseLevel, "level", sf.F("level", number(o.Level))))
	}
	if o.Redraws != 0 && (o.Redraws < 99 || o.Redraws > mostRedraws) {
		faults = append(faults, sf.NewNote(CodeDiagnoseRedraws, "redraws", sf.F("n", sf.Int(int64(o.Redraws))), sf.F("max", sf.Int(mostRedraws))))
	}
	return faults
}

func (o DiagnoseOptions) level() float64 { return cmp.Or(o.Level, 0.05) }
func (o DiagnoseOptions) redraws() int   { return cmp.Or(o.Redraws, 999) }

// outcomeOfTest is a diagnostic before its note, which depends on what the other tests found.
type outcomeOfTest struct {
	Diagnostic
	holds, fails sf.Code
	args         []sf.Fact // of either note
	worst        []sf.Fact // of the note when the assumption is rejected
}

// Diagnose puts the assumptions of matrices, chains and curves to the test: the order of the chain and independence of the stages, whether
// deals moved alike over time and across segments, whether each stage is memoryless, and whether deals begin afresh in each stage. The result
// is in the order of the checks, with one entry for each fact given and one for each open stage where they are tested by themselves.
//
// All tests allow for deals that are still open and for deals that came into the history in mid-life. The level is shared between them by
// Holm's method (1979, Scandinavian Journal of Statistics 6), so that it is the chance of any false alarm; what was found is in words in
// each Note. With many deals small departures are found that do not matter: look at the size, too.
//
// The error is an [*sf.InvalidError] about the options.
func (v *View) Diagnose(o DiagnoseOptions) ([]Diagnostic, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	spells := v.spells()
	tests := []outcomeOfTest{
		v.testOrder(spells, o),
		v.testIndependence(spells, o),
		v.testTime(spells),
	}
	for _, fact := range o.Segments {
		tests = append(tests, v.testSegments(fact))
	}
	tests = append(tests, v.testMemoryless(spells, o)...)
	tests = append(tests, v.testRenewal())
	return concluded(tests, o.level()), nil
}

// concluded adjusts the p-values for each other and says what they mean.
func concluded(tests []outcomeOfTest, level float64) []Diagnostic {
	var order []int
	var ps []float64
	for i, t := range tests {
		if t.Method != "" {
			order, ps = append(order, i), append(ps, t.PValue)
		}
	}
	for k, adjusted := range holm(ps) {
		tests[order[k]].Adjusted, tests[order[k]].Rejected = adjusted, adjusted < level
	}
	out := make([]Diagnostic, len(tests))
	for i, t := range tests {
		out[i] = t.Diagnostic
		out[i].Note = t.note()
	}
	return out
}

func (t outcomeOfTest) note() sf.Note {
	args := append(slices.Clone(t.args), sf.F("p", sf.Text(probability(t.PValue))))
	switch {
	case t.Method == "":
		return sf.NewNote(CodeTooFewToTell, "", append(slices.Clone(t.args), sf.F("check", sf.Text(t.Check.String())))...)
	case t.Rejected:
		return sf.NewNote(t.fails, "", append(args, t.worst...)...)
	default:
		return sf.NewNote(t.holds, "", args...)
	}
}

// probability returns a p-value for a sentence.
func probability(p float64) string {
	if p < 0.0001 {
		return "<0.0001"
	}
	return strconv.FormatFloat(threeDigits(p), 'f', -1, 64)
}
