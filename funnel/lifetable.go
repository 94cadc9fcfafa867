package funnel

import (
	"iter"
	"maps"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// MaxAge is the oldest age in days that a [LifeTable] keeps: a hundred years. Dates that are further apart are errors of some export.
const MaxAge = 36525

// nearCells is how many numbers of a stage a life table keeps in a plain list; ages beyond go into a map, so that a few absurd ones cannot
// take much memory.
const nearCells = 1 << 16

// LifeTable holds how long deals stayed in each stage and where to they left: for every stage and age in days, the stays that came under
// observation, those that left to each other stage, and those that were still open. It holds integers only, so that every partition and
// order of the same visits gives the same table and the same bytes.
//
// A stay is at risk of leaving, or under observation, at the ages
//
//	SinceDays … Days        when it ended: it left at age Days, which is 0 for one that ended on the day it began
//	SinceDays … Days − 1    when it is open: the view's own day is not over
//
// so the stays at risk at age u are Y(u) = Σ_{a≤u} entries(a) − Σ_{a<u} exits(a) − Σ_{a≤u} open(a), and ties need no rule: all that leave
// at one age were at risk at it together. For that a view's time should be the start of a day; of a day half over, the moves are counted
// and the stays that go on are not.
//
// The zero LifeTable holds nothing, fits every pipeline and unit, and counts in days. It is not safe for concurrent use; let every goroutine
// fill its own and [LifeTable.Merge] them.
type LifeTable struct {
	stages *stages
	bound  *stage.Pipeline // the pipeline last seen: the quick way to know that the stages are the same
	unit   int             // days; 0: not said yet
	rows   []ages          // by stage
	stays  []int64         // by stage: all entries
	beyond []int64         // by stage: stays that were followed up to MaxAge only, or not at all
}

// NewLifeTable returns an empty table for ages in units of so many days, as weeks for example. Days are kept whatever the unit; it is what
// [LifeTable.Hazards] answers in. Below 1 it is 1, and above [MaxAge] it is that.
func NewLifeTable(unitDays int) *LifeTable {
	return &LifeTable{unit: min(max(unitDays, 1), MaxAge)}
}

// ages holds the numbers of one stage, width of them for each age.
type ages struct {
	near []int64
	far  map[int]int64 // what near has no room for, by the same index
}

func (a *ages) add(i int, n int64) {
	switch {
	case i < len(a.near):
		a.near[i] += n
	case i < nearCells:
		a.near = append(a.near, make([]int64, min(max(i+1, 2*len(a.near), 64), nearCells)-len(a.near))...)
		a.near[i] += n
	default:
		if a.far == nil {
			a.far = make(map[int]int64)
		}
		a.far[i] += n
	}
}

func (a *ages) at(i int) int64 {
	if i < len(a.near) {
		return a.near[i]
	}
	return a.far[i]
}

// all yields every number that is not 0, by its index in order.
func (a *ages) all() iter.Seq2[int, int64] {
	return func(yield func(int, int64) bool) {
		for i, n := range a.near {
			if n != 0 && !yield(i, n) {
				return
			}
		}
		for _, i := range slices.Sorted(maps.Keys(a.far)) {
			if !yield(i, a.far[i]) {
				return
			}
		}
	}
}

// width is how many numbers an age has: exits to each stage, then entries, then stays still open.
func (l *LifeTable) width() int       { return len(l.stays) + 2 }
func (l *LifeTable) entryColumn() int { return len(l.stays) }
func (l *LifeTable) openColumn() int  { return len(l.stays) + 1 }

// Add takes one visit in, under the pipeline whose indexes it has. Ages below 0 count as 0. A visit with Days below SinceDays, which was over
// before anyone looked, tells nothing and is left out. What happens beyond [MaxAge] is left out too, and counted apart; [LifeTable.Hazards]
// warns of it.
//
// It panics when the table already holds visits of other stages, and when the visit names a stage that the pipeline does not have.
func (l *LifeTable) Add(p *stage.Pipeline, v Visit) {
	l.bind(p)
	l.add(v.Stage, v.Next, int64(v.SinceDays), int64(v.Days))
}

// bind makes room for the stages of a pipeline. It allocates the first time only.
func (l *LifeTable) bind(p *stage.Pipeline) {
	if l.bound == p {
		return
	}
	s := stagesOf(p)
	if l.stages == nil {
		l.room(s)
	} else if faults := l.stages.differ(s); len(faults) > 0 {
		panic("funnel: life table of other stages: " + sf.Invalid(faults).Error())
	}
	l.bound = p
}

// room makes an empty table of the stages, of the unit that was said.
func (l *LifeTable) room(s *stages) {
	n := len(s.ids)
	*l = LifeTable{stages: s, unit: max(l.unit, 1), rows: make([]ages, n), stays: make([]int64, n), beyond: make([]int64, n)}
}

// add takes in one stay, under the pipeline last bound; next below 0 is one that is open.
func (l *LifeTable) add(at, next int, since, days int64) {
	since, days = max(since, 0), max(days, 0)
	if days < since {
		return
	}
	if days > MaxAge {
		l.beyond[at]++
		if since > MaxAge {
			return
		}
		days, next = MaxAge, -1
	}
	column := next
	if next < 0 {
		column = l.openColumn()
	}
	row, w := &l.rows[at], l.width()
	row.add(int(since)*w+l.entryColumn(), 1)
	row.add(int(days)*w+column, 1)
	l.stays[at]++
}

// LifeTable follows the stays of the view, for ages in units of so many days as [NewLifeTable] has them; 0 is 1, a day. Only moves and ages
// that were under observation count: a deal that entered the history in mid-life is at risk from then on.
func (v *View) LifeTable(unitDays int) *LifeTable {
	l := NewLifeTable(unitDays)
	l.bind(v.history.pipeline)
	clock := v.history.clock
	count := func(s stay) {
		entered := clock.day(s.entered)
		since := entered
		if s.since != s.entered {
			since = clock.day(s.since)
		}
		l.add(s.stage, s.next, since-entered, clock.day(s.left)-entered)
	}
	for d := range v.candidates() {
		v.follow(d, listener{stay: count})
	}
	return l
}

// Merge adds the stays of m, which stays as it is. The order of merging does not matter, and the zero table changes nothing.
//
// It refuses, with an [*sf.InvalidError] and l unchanged, a table of other stages or another unit, and sums above 2⁵³.
func (l *LifeTable) Merge(m *LifeTable) error {
	if m == nil || m.unit == 0 {
		return nil
	}
	if err := sf.Invalid(l.obstacles(m)); err != nil {
		return err
	}
	l.unit = m.unit
	if m.stages == nil {
		return nil
	}
	if l.stages == nil {
		l.room(m.stages)
	}
	for i := range m.rows {
		for k, n := range m.rows[i].all() { // when m is l itself, each number is doubled once
			l.rows[i].add(k, n)
		}
		l.stays[i] += m.stays[i]
		l.beyond[i] += m.beyond[i]
	}
	return nil
}

// obstacles returns why the two cannot be merged.
func (l *LifeTable) obstacles(m *LifeTable) []sf.Note {
	var faults []sf.Note
	if l.unit != 0 && l.unit != m.unit {
		faults = append(faults, sf.NewNote(CodeTableUnit, "", sf.F("want", sf.Int(int64(l.unit))), sf.F("got", sf.Int(int64(m.unit)))))
	}
	if l.stages == nil || m.stages == nil {
		return faults
	}
	if others := l.stages.differ(m.stages); len(others) > 0 {
		return append(faults, others...)
	}
	for i, id := range l.stages.ids { // no other number is larger than these
		if tooLarge(l.stays[i:i+1], m.stays[i:i+1]) || tooLarge(l.beyond[i:i+1], m.beyond[i:i+1]) {
			faults = append(faults, rangeFault(stagePath(i), id))
		}
	}
	return faults
}

// Unit returns the unit of the ages that hazards of this table have, in days.
func (l *LifeTable) Unit() int { return max(l.unit, 1) }

// Stages returns the ids of the stages, in selling order; none when nothing was taken in.
func (l *LifeTable) Stages() []string {
	if l.stages == nil {
		return nil
	}
	return slices.Clone(l.stages.ids)
}

// Stays returns how many stays in the stage came under observation; 0 for an id that is no stage.
func (l *LifeTable) Stays(id string) int64 {
	if i, ok := l.index(id); ok {
		return l.stays[i]
	}
	return 0
}

// Exits returns how many stays left the one stage for the other at an age of so many days; 0 for an id that is no stage.
func (l *LifeTable) Exits(from, to string, days int) int64 {
	i, ok := l.index(from)
	j, known := l.index(to)
	if !ok || !known || days < 0 || days > MaxAge {
		return 0
	}
	return l.rows[i].at(days*l.width() + j)
}

// AtRisk returns Y: how many stays in the stage were under observation at an age of so many days; 0 for an id that is no stage.
func (l *LifeTable) AtRisk(id string, days int) int64 {
	i, ok := l.index(id)
	if !ok {
		return 0
	}
	y, w := int64(0), l.width()
	for k, n := range l.rows[i].all() {
		age, column := k/w, k%w
		switch {
		case age > days:
			return y
		case column == l.entryColumn():
			y += n
		case column == l.openColumn() || age < days:
			y -= n
		}
	}
	return y
}

func (l *LifeTable) index(id string) (i int, ok bool) {
	if l.stages == nil {
		return 0, false
	}
	i, ok = l.stages.at[id]
	return i, ok
}

func stagePath(i int) string { return "stages[" + strconv.Itoa(i) + "]" }
