package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// CloseDated returns the model that takes the close date of the CRM at its word: whether a deal is won is the other model's word, its
// P(won ever), and all of it is put on the close date. A date that has passed counts as today, and a deal without one is won at no date
// that the model could name, only ever; notes count both.
//
// With nil it believes the stage probability too, which is [Configured]: the forecast that most users of a CRM have today, and the one
// that any other has to beat. With a timed model it shows what the timing is worth.
func CloseDated(whether Model) Model {
	if whether == nil {
		return Configured()
	}
	return closeDated{whether}
}

type closeDated struct{ whether Model }

func (m closeDated) Fit() Fit { return FitOf(m.whether) }

func (m closeDated) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	ever, notes, err := m.whether.WinBy(nil, b, nil)
	if err != nil {
		return nil, nil, err
	}
	width := len(by) + 1
	dst = rows(dst, len(b.Deals), width)
	for i := range b.Deals {
		l.dated(dst[i*width:(i+1)*width], &b.Deals[i], ever[i], by)
	}
	return dst, append(dropDateNotes(notes), l.dateNotes()...), nil
}
