package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

// Tail is what hazards say of a stage beyond τ, the oldest age that was seen there. In JSON and text it is "constant", "none" or
// "normalize". The hazards up to τ are the same whatever the tail.
type Tail uint8

// The policies for ages beyond the oldest that was seen.
const (
	// TailConstant goes on with the hazard and the destinations of the oldest ages: the smallest set of them that holds at least 10 exits,
	// or all ages where there are fewer, with a warning.
	TailConstant Tail = iota
	// TailNone says nothing: stays that outlast τ stay where they are, and the row of a stage that has any is missing from the matrix.
	TailNone
	// TailNormalise lets what outlasts τ leave at the next age, with the destinations F_ij(τ)/(1 − S_i(τ)) of all that left before. As late
	// moves have other destinations than early ones, it leans to the quick moves.
	TailNormalise
)

var tailWords = word.Set[Tail]{Package: "funnel", Name: "tail", Words: []string{"constant", "none", "normalize"}}

// String returns the policy's word.
func (t Tail) String() string { return tailWords.String(t) }

// MarshalText writes the policy's word.
func (t Tail) MarshalText() ([]byte, error) { return tailWords.Marshal(t) }

// UnmarshalText reads the policy's word.
func (t *Tail) UnmarshalText(b []byte) error { return tailWords.Unmarshal(t, b) }

const (
	tailExits = 10    // how many exits a constant tail is learned from
	mostTail  = 0.05  // extrapolating more than this share is warned of
	nobody    = 1e-12 // a share of stays below this is none
)

// beyond returns what holds after the oldest age, in units.
func (h *Hazards) beyond(f *flow) tail {
	n := len(h.stages.ids)
	switch {
	case f.sum == 0 || h.policy == TailNone:
		return tail{}
	case h.policy == TailNormalise:
		t := tail{rate: 1, split: make([]float64, n), exits: f.sum, risk: f.days / float64(h.unit)}
		f.share(f.ever, t.split)
		return t
	}
	from, exits := f.oldest()
	f.tailFrom = from
	risk := 0.0
	for _, y := range f.risk[from:] {
		risk += y
	}
	count := make([]float64, len(f.to))
	for _, e := range f.exits {
		if e.age >= from {
			count[e.to] += e.n
		}
	}
	t := tail{split: make([]float64, n), exits: exits, risk: risk / float64(h.unit)}
	t.rate = exits / risk
	if h.unit > 1 {
		t.rate = -math.Expm1(float64(h.unit) * math.Log1p(-t.rate))
	}
	f.share(count, t.split)
	return t
}

// share writes what list has, by position in to, as shares of its sum by stage.
func (f *flow) share(list, split []float64) {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	for k, x := range list {
		split[f.to[k]] = x / sum
	}
}

// oldest returns the first day of the smallest set of oldest days that holds enough exits, and how many it holds; all days where there are
// too few.
func (f *flow) oldest() (from int, exits float64) {
	for _, e := range slices.Backward(f.exits) {
		if exits >= tailExits && e.age < from {
			return from, exits
		}
		from, exits = e.age, exits+e.n
	}
	if exits < tailExits {
		from = 0
	}
	return from, exits
}

// warn returns what a reader should know of a stage.
func (h *Hazards) warn(f *flow) []sf.Note {
	var notes []sf.Note
	id := sf.F("stage", sf.Text(h.stages.ids[f.at]))
	if f.beyond > 0 {
		notes = append(notes, sf.NewNote(CodeTableBeyond, "", id, sf.F("n", sf.Int(f.beyond)), sf.F("max", sf.Int(MaxAge))))
	}
	if day, ok := f.gap(); ok {
		notes = append(notes, sf.NewNote(CodeRiskGap, "", id, sf.F("age", sf.Int(int64(day/h.unit)))))
	}
	if len(f.risk) == 0 || f.outlast <= nobody {
		return notes
	}
	if f.outlast > mostTail {
		oldest := int64(h.units(len(f.risk)) - 1)
		notes = append(notes, sf.NewNote(CodeTailShare, "", id,
			sf.F("share", sf.Float(math.Round(f.outlast*1e4)/1e4)), sf.F("age", sf.Int(oldest))))
	}
	if f.sum < tailExits && h.policy == TailConstant {
		notes = append(notes, sf.NewNote(CodeTailFew, "", id, sf.F("n", sf.Int(int64(f.sum))), sf.F("want", sf.Int(tailExits))))
	}
	return notes
}

// gap returns the first day after which nobody was left at risk, though at a later one somebody was; ok is false when there is none.
func (f *flow) gap() (day int, ok bool) {
	next := 0
	for day, y := range f.risk[:max(len(f.risk)-1, 0)] {
		for ; next < len(f.exits) && f.exits[next].age == day; next++ {
			y -= f.exits[next].n
		}
		if y == 0 {
			return day, true
		}
	}
	return 0, false
}

// Warnings returns what a reader of any number made of these hazards should know, stage by stage: more than a twentieth of the stays is
// extrapolated, a tail was learned from fewer than 10 exits, at some age nobody was left under observation, or ages were too old to be
// kept.
func (h *Hazards) Warnings() []sf.Note { return slices.Concat(h.warnings...) }

// Extrapolated returns S_i(τ), the share of the stays in a stage that outlast the oldest age τ that was seen there: what becomes of them is
// the tail's word. It is 1 for a stage that nobody was seen in. The error is an [*sf.InvalidError] that names an id that is no open stage.
func (h *Hazards) Extrapolated(id string) (float64, error) {
	f, faults := h.find(id)
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	return f.outlast, nil
}
