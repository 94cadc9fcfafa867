package funnel

import (
	"fmt"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// mostCount bounds every count: up to 2⁵³ a float64 holds each integer.
const mostCount = 1 << 53

// Counts holds how often deals moved from stage to stage: integers only, so that every partition and order of the same visits gives the
// same counts and the same bytes. The zero Counts holds nothing and fits every pipeline. It is not safe for concurrent use; let every
// goroutine count its own share and [Counts.Merge] them.
type Counts struct {
	stages  *stages
	bound   *stage.Pipeline // the pipeline last seen: the quick way to know that the stages are the same
	allowed []bool          // n×n: the moves that the rules of any pipeline seen allow
	moves   []int64         // n×n: completed stays of the row's stage that ended in the column's
	starts  []int64         // stays that were a deal's first
	open    []int64         // stays not completed
	late    []int64         // stays entered before the history knew of them
	days    []int64         // days of the completed stays together
}

// stages is what counts, matrices and chains know of the stages; it is never written once made.
type stages struct {
	ids []string
	out []stage.Outcome
	at  map[string]int
}

func newStages(ids []string, out []stage.Outcome) *stages {
	s := &stages{ids: ids, out: out, at: make(map[string]int, len(ids))}
	for i, id := range ids {
		s.at[id] = i
	}
	return s
}

func stagesOf(p *stage.Pipeline) *stages {
	ids, out := make([]string, p.Len()), make([]stage.Outcome, p.Len())
	for i := range ids {
		ids[i], out[i] = p.StageID(i), p.Outcome(i)
	}
	return newStages(ids, out)
}

// differ returns a fault for every place in which the stages are not the same; none when they are.
func (s *stages) differ(t *stages) []sf.Note {
	if s == t {
		return nil
	}
	var faults []sf.Note
	for i := range max(len(s.ids), len(t.ids)) {
		want, got := s.describe(i), t.describe(i)
		if want != got {
			faults = append(faults, sf.NewNote(CodeCountsStages, fmt.Sprintf("stages[%d]", i),
				sf.F("want", sf.Text(want)), sf.F("got", sf.Text(got))))
		}
	}
	return faults
}

// describe returns "lead (open)", or "none" where there is no such stage.
func (s *stages) describe(i int) string {
	if i >= len(s.ids) {
		return "none"
	}
	return fmt.Sprintf("%s (%v)", s.ids[i], s.out[i])
}

// Add counts one visit under the pipeline whose indexes it has. Days below 0 count as 0.
//
// It panics when the counts already hold visits of other stages, and when the visit names a stage that the pipeline does not have.
func (c *Counts) Add(p *stage.Pipeline, v Visit) {
	c.bind(p)
	if n := p.Len(); uint(v.Stage) >= uint(n) || v.Next >= n {
		panic("funnel: a visit names a stage that the pipeline does not have")
	}
	c.add(v.Stage, v.Next, int64(v.Days), v.First, v.Late)
}

// bind makes room for the stages of a pipeline and notes which moves it allows. It allocates the first time only.
func (c *Counts) bind(p *stage.Pipeline) {
	if c.bound == p {
		return
	}
	s := stagesOf(p)
	switch {
	case c.stages == nil:
		c.room(s)
	case len(c.stages.differ(s)) > 0:
		panic("funnel: counts of other stages: " + sf.Invalid(c.stages.differ(s)).Error())
	}
	c.bound = p
	n := p.Len()
	for i := range n {
		for j := range n {
			if c.stages.out[i] == stage.Open && p.CanMove(i, j) {
				c.allowed[i*n+j] = true
			}
		}
	}
}

// room makes empty counts of the stages.
func (c *Counts) room(s *stages) {
	n := len(s.ids)
	*c = Counts{
		stages: s, allowed: make([]bool, n*n), moves: make([]int64, n*n),
		starts: make([]int64, n), open: make([]int64, n), late: make([]int64, n), days: make([]int64, n),
	}
}

// add counts one stay, under the pipeline last bound; next below 0 is a stay that is not completed. It does not allocate.
func (c *Counts) add(at, next int, days int64, first, late bool) {
	if first {
		c.starts[at]++
	}
	if late {
		c.late[at]++
	}
	if next < 0 {
		c.open[at]++
		return
	}
	c.moves[at*len(c.open)+next]++
	c.days[at] += max(days, 0)
}

// Merge adds the counts of d, which stay as they are. The order of merging does not matter, and zero Counts change nothing. Where the
// rules of the two allowed different moves, a move that either allowed is allowed.
//
// It refuses, with an [*sf.InvalidError] and c unchanged, counts of other stages and sums above 2⁵³.
func (c *Counts) Merge(d *Counts) error {
	if d == nil || d.stages == nil {
		return nil
	}
	if c.stages == nil {
		c.room(d.stages)
	}
	if err := sf.Invalid(c.stages.differ(d.stages)); err != nil {
		return err
	}
	if err := sf.Invalid(c.overflow(d)); err != nil {
		return err
	}
	for i, ok := range d.allowed {
		c.allowed[i] = c.allowed[i] || ok
	}
	for k, to := range c.integers() {
		for i, x := range d.integers()[k] {
			to[i] += x
		}
	}
	return nil
}

// integers returns every list of counts, in one order.
func (c *Counts) integers() [5][]int64 {
	return [...][]int64{c.moves, c.starts, c.open, c.late, c.days}
}

// overflow returns a fault for every stage of which a sum would leave the range of counts.
func (c *Counts) overflow(d *Counts) []sf.Note {
	var faults []sf.Note
	n := len(c.open)
	others := d.integers()
	for i, id := range c.stages.ids {
		for k, mine := range c.integers() {
			span := mine[i : i+1]
			other := others[k][i : i+1]
			if k == 0 {
				span, other = mine[i*n:(i+1)*n], others[k][i*n:(i+1)*n]
			}
			if tooLarge(span, other) {
				faults = append(faults, rangeFault(fmt.Sprintf("stages[%d]", i), id))
				break
			}
		}
	}
	return faults
}

func tooLarge(a, b []int64) bool {
	for i, x := range a {
		if x > mostCount-b[i] {
			return true
		}
	}
	return false
}

func rangeFault(path, id string) sf.Note {
	return sf.NewNote(CodeCountsRange, path, sf.F("stage", sf.Text(id)))
}

// Stages returns the ids of the stages, in selling order; none when nothing was counted.
func (c *Counts) Stages() []string {
	if c.stages == nil {
		return nil
	}
	return slices.Clone(c.stages.ids)
}

// Moves returns how many stays in the one stage ended in a move to the other; 0 for an id that is no stage.
func (c *Counts) Moves(from, to string) int64 {
	i, ok := c.index(from)
	j, known := c.index(to)
	if !ok || !known {
		return 0
	}
	return c.moves[i*len(c.open)+j]
}

// Left returns how many stays in the stage were completed; 0 for an id that is no stage.
func (c *Counts) Left(id string) int64 {
	i, ok := c.index(id)
	if !ok {
		return 0
	}
	return c.left(i)
}

// Open returns how many stays in the stage were not completed; 0 for an id that is no stage.
func (c *Counts) Open(id string) int64 { return c.one(c.open, id) }

// Starts returns how many stays in the stage were a deal's first known one; 0 for an id that is no stage.
func (c *Counts) Starts(id string) int64 { return c.one(c.starts, id) }

// Late returns how many stays in the stage began before the history knew of them; 0 for an id that is no stage.
func (c *Counts) Late(id string) int64 { return c.one(c.late, id) }

func (c *Counts) one(list []int64, id string) int64 {
	i, ok := c.index(id)
	if !ok {
		return 0
	}
	return list[i]
}

func (c *Counts) index(id string) (i int, ok bool) {
	if c.stages == nil {
		return 0, false
	}
	i, ok = c.stages.at[id]
	return i, ok
}

func (c *Counts) left(i int) int64 {
	var sum int64
	for _, x := range c.row(i) {
		sum += x
	}
	return sum
}

func (c *Counts) row(i int) []int64 {
	n := len(c.open)
	return c.moves[i*n : (i+1)*n]
}

// methodDwell is the name of the estimator of [Counts.MeanDwell].
const methodDwell = "mean dwell of completed visits"

// MeanDwell returns the mean number of days of the completed stays in a stage: Σ days / N. Left is the number of stays still open, which
// are left out; as those are the long ones, the mean is then too small, and a warning says so. Stays that came under observation in their
// middle count whole, and only the long ones of those lived to be seen, so the mean is then too large, and another warning says that. A
// life table mends both: [View.LifeTable]. It is the zero Estimate when no stay was completed, and for an id that is no stage.
func (c *Counts) MeanDwell(id string) sf.Estimate {
	i, ok := c.index(id)
	if !ok || c.left(i) == 0 {
		return sf.Estimate{}
	}
	n := c.left(i)
	e := sf.Estimate{Value: float64(c.days[i]) / float64(n), N: n, Left: c.open[i], Method: methodDwell}
	if c.open[i] > 0 {
		e.Warnings = append(e.Warnings, openLeftOut(id, c.open[i]))
	}
	if c.late[i] > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeLateStays, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(c.late[i]))))
	}
	return e
}

// openLeftOut warns of stays that an estimate does not hold.
func openLeftOut(id string, n int64) sf.Note {
	return sf.NewNote(CodeOpenLeftOut, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(n)))
}
