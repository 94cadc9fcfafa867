package forecast

import (
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// mostExtrapolated is the share of an answer above which a note tells that it is extrapolated.
const mostExtrapolated = 0.05

// WinBy looks every deal up by its stage and age.
func (m *timed) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	q := &question{timed: m, ledger: l, by: by, start: l.today, answers: make(map[cell]*answer), days: make(map[sf.Date]int)}
	if m.working && !b.Calendar.Working(l.today) {
		if next := b.Calendar.AddDays(l.today, 1, true); !next.IsZero() {
			q.start = next
		}
	}
	if err := q.prepare(); err != nil {
		return nil, nil, err
	}
	width := len(by) + 1
	dst = rows(dst, len(b.Deals), width)
	for i := range b.Deals {
		q.fill(dst[i*width:(i+1)*width], &b.Deals[i])
	}
	return dst, q.notes(), nil
}

// question is one book asked of a timed model.
type question struct {
	*timed
	*ledger
	by       []time.Time
	start    sf.Date // the first of the days to come
	horizons []int   // in days, one for each time, none beyond the model's
	beyond   int     // how many times are
	place    []int   // by stage of the book: that of the hazards
	calendar *funnel.CalendarCurves
	answers  map[cell]*answer
	days     map[sf.Date]int // ages, by the date of entry
	newborn  int             // deals without Entered
	unseen   []float64       // by stage of the book: extrapolated shares summed over deals
	asked    []int           // and how many deals
}

// cell is what deals with one answer have in common; ages are in days.
type cell struct{ stage, age int }

type answer struct {
	row    []float64
	unseen float64
}

// prepare finds the stages and horizons that are asked for.
func (q *question) prepare() error {
	pipe := q.book.Pipeline
	q.place, q.unseen, q.asked = make([]int, pipe.Len()), make([]float64, pipe.Len()), make([]int, pipe.Len())
	for _, p := range q.open {
		q.asked[p.stage]++
	}
	var faults []sf.Note
	for i := range q.place {
		at, known := q.stages[pipe.StageID(i)]
		if q.asked[i] > 0 && !known {
			faults = append(faults, sf.NewNote(CodeNotLearned, "", sf.F("stage", sf.Text(pipe.StageID(i)))))
		}
		q.place[i] = at.at
	}
	for _, t := range q.by {
		days := q.until(t)
		if most := q.horizon * q.unit; days > most {
			days = most
			q.beyond++
		}
		q.horizons = append(q.horizons, days)
	}
	if len(faults) > 0 || q.effect == nil || len(q.open) == 0 {
		return sf.Invalid(faults)
	}
	asked := slices.DeleteFunc(slices.Clone(q.horizons), func(days int) bool { return days < 1 })
	var err error
	q.calendar, err = q.effect.At(q.start.In(q.book.Calendar.Zone())).Curves(asked...)
	return err
}

// until is how many days there are from the first to come to a time; a day that has begun by then counts whole.
func (q *question) until(t time.Time) int {
	if !t.After(q.book.AsOf) {
		return 0
	}
	last := q.book.Calendar.Date(t.Add(-1))
	if last.IsZero() {
		return math.MaxInt // after the year 9999
	}
	return q.book.Calendar.Days(q.start, last, q.working) + 1
}

// fill writes the row of one deal.
func (q *question) fill(row []float64, d *Deal) {
	index, _ := q.book.Pipeline.Index(d.Stage)
	if q.asked[index] == 0 {
		q.dated(row, d, 0, q.by) // closed
		return
	}
	at := cell{stage: index}
	if d.Entered.IsZero() {
		q.newborn++
	} else {
		at.age = q.age(q.book.Calendar.Date(d.Entered))
	}
	a := q.answers[at]
	if a == nil {
		a = q.answer(at)
		q.answers[at] = a
	}
	copy(row, a.row)
	q.unseen[index] += a.unseen
}

// age is how many days of the model have passed since a date.
func (q *question) age(entered sf.Date) int {
	if !q.working {
		return q.start.Number() - entered.Number()
	}
	days, ok := q.days[entered]
	if !ok {
		days = q.book.Calendar.Days(entered, q.start, true)
		q.days[entered] = days
	}
	return days
}

// answer asks the curves.
func (q *question) answer(at cell) *answer {
	a := &answer{row: make([]float64, len(q.by)+1)}
	i := q.place[at.stage]
	for j, days := range q.horizons {
		if days > 0 {
			a.row[j], a.unseen = q.between(i, at.age, days)
		}
	}
	ever, unseen := q.ever(i, at.age)
	a.row[len(q.by)] = ever
	if len(q.by) == 0 {
		a.unseen = unseen
	}
	rising(a.row)
	return a
}

// ever is P(won ever), between two ages in units.
func (q *question) ever(stage, days int) (p, unseen float64) {
	age, rest := days/q.unit, float64(days%q.unit)/float64(q.unit)
	p, unseen = q.curves.WinEver(stage, age)
	if rest > 0 {
		next, hidden := q.curves.WinEver(stage, age+1)
		p, unseen = p+rest*(next-p), unseen+rest*(hidden-unseen)
	}
	return p, unseen
}

// between is P(won by), between the two nearest ages and horizons in units.
func (q *question) between(stage, ageDays, days int) (p, unseen float64) {
	if q.calendar != nil {
		return q.calendar.WinBy(stage, ageDays, days)
	}
	age, horizon := ageDays/q.unit, days/q.unit
	x, y := float64(ageDays%q.unit)/float64(q.unit), float64(days%q.unit)/float64(q.unit)
	for _, c := range [4]struct {
		age, horizon int
		weight       float64
	}{{age, horizon, (1 - x) * (1 - y)}, {age, horizon + 1, (1 - x) * y}, {age + 1, horizon, x * (1 - y)}, {age + 1, horizon + 1, x * y}} {
		if c.weight > 0 {
			v, hidden := q.curves.WinBy(stage, c.age, c.horizon)
			p, unseen = p+c.weight*v, unseen+c.weight*hidden
		}
	}
	return p, unseen
}

// notes says what the model could not know.
func (q *question) notes() (notes []sf.Note) {
	if q.newborn > 0 {
		notes = append(notes, countNote(CodeNoEntered, q.newborn, len(q.open)))
	}
	if q.beyond > 0 {
		notes = append(notes, sf.NewNote(CodeBeyondHorizon, "", sf.F("n", sf.Int(int64(q.beyond))), sf.F("days", sf.Int(int64(q.horizon*q.unit)))))
	}
	for i, n := range q.asked {
		if n == 0 {
			continue
		}
		id := sf.Text(q.book.Pipeline.StageID(i))
		if share := q.unseen[i] / float64(n); share > mostExtrapolated {
			notes = append(notes, sf.NewNote(CodeExtrapolated, "", sf.F("stage", id), sf.F("n", sf.Int(int64(n))), sf.F("share", sf.Float(math.Round(100*share)/100))))
		}
		for _, w := range q.warnings {
			if w.Code != funnel.CodeTailShare && w.Arg("stage").Equal(id) { // that share is of the stage, not of its deals
				notes = append(notes, w)
			}
		}
	}
	return notes
}
