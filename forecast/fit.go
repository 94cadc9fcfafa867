package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Fit says what a model was learned from, so that whoever tests it on the past can tell whether it has seen the future. The zero Fit is
// that of a model that was learned from nothing, as [Configured] is.
type Fit struct {
	Learned bool      `json:"learned"`        // from a history
	AsOf    time.Time `json:"as_of,omitzero"` // nothing that was known only at this time or later went in; zero in a learned model: not said
}

// Fitter is what a [Model] implements that says what it was learned from. A model made of several says the latest of them. [Run], like all that
// asks a model about a book, warns of one that says a time after the book's; a test on the past should refuse it, by [Fit.Check].
type Fitter interface {
	Fit() Fit
}

// FitOf returns what a model was learned from. A model that does not say so may have seen anything: it is Learned with no time.
func FitOf(m Model) Fit {
	if f, ok := m.(Fitter); ok {
		return f.Fit()
	}
	return Fit{Learned: true}
}

// Known reports whether the fit could have been had at a time: it was learned from nothing, or from what was known before it. A learned
// model that does not say its time could not.
func (f Fit) Known(at time.Time) bool {
	return !f.Learned || !f.AsOf.IsZero() && !f.AsOf.After(at)
}

// Check refuses, with an [*sf.InvalidError], a fit that could not have been had at a time: one of the future, or one that does not say.
func (f Fit) Check(at time.Time) error {
	if f.Known(at) {
		return nil
	}
	return sf.Invalid([]sf.Note{f.note(at)})
}

// note says why a fit is not known at a time.
func (f Fit) note(at time.Time) sf.Note {
	if f.AsOf.IsZero() {
		return sf.NewNote(CodeFitUnknown, "", sf.F("as_of", sf.Instant(at)))
	}
	return sf.NewNote(CodeFittedLater, "", sf.F("fitted", sf.Instant(f.AsOf)), sf.F("as_of", sf.Instant(at)))
}

// with returns the fit of a model that uses both.
func (f Fit) with(g Fit) Fit {
	switch {
	case !f.Learned:
		return g
	case !g.Learned:
		return f
	case f.AsOf.IsZero() || g.AsOf.IsZero():
		return Fit{Learned: true}
	case g.AsOf.After(f.AsOf):
		return g
	}
	return f
}

// later tells of a model that says it has seen more than was known at a time.
func (f Fit) later(at time.Time) []sf.Note {
	if f.Learned && f.AsOf.After(at) {
		return []sf.Note{f.note(at)}
	}
	return nil
}

// FittedAsOf returns the model with a word on what it was learned from: nothing known only at that time or later. It is for models that
// cannot know, such as [Learned] of a chain; one that says of itself a later time keeps it.
func FittedAsOf(m Model, asOf time.Time) Model { return fitted{model: m, asOf: asOf} }

type fitted struct {
	model Model
	asOf  time.Time
}

func (m fitted) Fit() Fit {
	if f := FitOf(m.model); f.AsOf.After(m.asOf) {
		return f
	}
	return Fit{Learned: true, AsOf: m.asOf}
}

func (m fitted) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	if m.model == nil {
		return nil, nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNoModel, "model")})
	}
	return m.model.WinBy(dst, b, by)
}
