package forecast

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Scorer says from the facts of a deal how probable it is that it is won. A model of package scoring is one.
type Scorer interface {
	Probability(f sf.Facts, asOf time.Time) float64
}

// MostScoredDays is the longest span of [ScoredWithin], ten years.
const MostScoredDays = 3660

// Scored returns the model that takes whether a deal is won from a scorer, and when from another model, which knows the pace of its stage and
// age. With p the score and W(t) the other model's P(won by t),
//
//	P(won by t) = p·W(t) / W(∞)    P(won ever) = p
//
// A deal without facts is scored on what the book says of it: id, stage, owner, amount, close and entered. Where the other model sees no
// chance at all, W(∞) = 0, the close date says when, and a deal without one is won at no date, only ever. Notes count both.
//
// The score is taken as the probability of a win however long it takes. For one that was trained on wins within so many days use
// [ScoredWithin].
//
// The error is an [*sf.InvalidError]: a missing scorer or model, a score that is no probability, deal by deal, and what the other model
// refuses. The cost is one score for each open deal, and the other model's. A scorer that says what it was learned from, a [Fitter], is
// heard; of another it is not known.
func Scored(s Scorer, when Model) Model { return scored{scorer: s, when: when} }

// ScoredWithin is [Scored] for a scorer that says how probable a win within the next so many days is, which is what most are trained on. With
// H the end of those days, at the start of a day of the book's calendar,
//
//	P(won by t) = p·W(t) / W(H)                                 t ≤ H
//	P(won by t) = p + (1 − p)·(W(t) − W(H)) / (1 − W(H))        t > H
//
// so that what comes after those days is the other model's word on a deal which was not won within them. Where W(H) = 0, p is put at H.
// It takes 1 to 3660 days.
func ScoredWithin(s Scorer, days int, when Model) Model {
	return scored{scorer: s, when: when, within: true, days: days}
}

type scored struct {
	scorer Scorer
	when   Model
	within bool
	days   int
}

// Fit is the later of the scorer's and the model's.
func (m scored) Fit() Fit {
	f := Fit{Learned: true}
	if g, ok := m.scorer.(Fitter); ok {
		f = g.Fit()
	}
	return f.with(FitOf(m.when))
}

func (m scored) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	faults = append(faults, m.faults()...)
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	times, at := by, len(by)
	if m.within {
		end := l.today.AddDays(m.days).In(b.Calendar.Zone())
		at, _ = slices.BinarySearchFunc(by, end, time.Time.Compare)
		times = slices.Insert(slices.Clone(by), at, end)
	}
	won, notes, err := m.when.WinBy(nil, b, times)
	if err != nil {
		return nil, nil, err
	}
	width, wide := len(by)+1, len(times)+1
	dst = rows(dst, len(b.Deals), width)
	s := scoring{scored: m, ledger: l, by: by, at: at}
	for i := range b.Deals {
		s.fill(dst[i*width:(i+1)*width], won[i*wide:(i+1)*wide], i)
	}
	if len(s.faults) > 0 {
		return nil, nil, sf.Invalid(s.faults)
	}
	return dst, append(notes, s.notes()...), nil
}

// faults returns what is missing or out of range.
func (m scored) faults() (faults []sf.Note) {
	if m.scorer == nil {
		faults = append(faults, sf.NewNote(CodeNoScorer, "scorer"))
	}
	if m.when == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "when"))
	}
	if m.within && (m.days < 1 || m.days > MostScoredDays) {
		faults = append(faults, daysFault("days", m.days, MostScoredDays))
	}
	return faults
}

func daysFault(path string, days, most int) sf.Note {
	return sf.NewNote(CodeHorizonDays, path, sf.F("days", sf.Int(int64(days))), sf.F("least", sf.Int(1)), sf.F("most", sf.Int(int64(most))))
}

// scoring is one book being scored.
type scoring struct {
	scored
	*ledger
	by      []time.Time
	at      int // where the end of the score's days stands among the times asked for; the last is ever
	faults  []sf.Note
	bare    int
	undated int
}

// fill makes the row of one deal from the other model's.
func (s *scoring) fill(row, won []float64, i int) {
	d := &s.book.Deals[i]
	index, _ := s.book.Pipeline.Index(d.Stage)
	if s.book.Pipeline.Outcome(index) != stage.Open {
		s.dated(row, d, 0, s.by)
		return
	}
	facts := d.Facts
	if facts == nil {
		s.bare++
		facts = bookFacts{d}
	}
	p := s.scorer.Probability(facts, s.book.AsOf)
	if !probability(p) {
		s.faults = append(s.faults, sf.NewNote(CodeScore, fmt.Sprintf("deals[%d]", i), sf.F("deal", sf.Text(d.ID)), sf.F("p", sf.Text(fmt.Sprint(p)))))
		return
	}
	switch {
	case s.within:
		s.spread(row, won, p)
	case won[s.at] > 0:
		for j := range row {
			row[j] = p * min(won[j]/won[s.at], 1)
		}
	default:
		if p > 0 {
			s.undated++
		}
		s.dated(row, d, p, s.by)
	}
	rising(row)
}

// spread puts a score for so many days where the other model has its wins.
func (s *scoring) spread(row, won []float64, p float64) {
	end := won[s.at]
	for j := range row {
		if j < s.at {
			row[j] = 0
			if end > 0 {
				row[j] = p * min(won[j]/end, 1)
			}
			continue
		}
		row[j] = p
		if after := won[j+1] - end; after > 0 && end < 1 {
			row[j] = p + (1-p)*min(after/(1-end), 1)
		}
	}
}

func (s *scoring) notes() (notes []sf.Note) {
	if s.bare > 0 {
		notes = append(notes, countNote(CodeNoFacts, s.bare, len(s.open)))
	}
	if s.undated > 0 {
		notes = append(notes, countNote(CodeScoreUndated, s.undated, len(s.open)))
	}
	return notes
}

// bookFacts is what a book says of a deal, for scorers.
type bookFacts struct{ deal *Deal }

func (f bookFacts) Fact(name string) sf.Value {
	switch {
	case name == "id" && f.deal.ID != "":
		return sf.Text(f.deal.ID)
	case name == "stage":
		return sf.Text(f.deal.Stage)
	case name == "owner" && f.deal.Owner != "":
		return sf.Text(f.deal.Owner)
	case name == "amount":
		return sf.Amount(f.deal.Amount)
	case name == "close":
		return sf.Day(f.deal.Close)
	case name == "entered":
		return sf.Instant(f.deal.Entered)
	}
	return sf.Value{}
}
