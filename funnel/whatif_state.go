package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// scenarioState is a funnel after some changes.
type scenarioState struct {
	p                [][]float64 // by stage: the moves, as estimated; nil where nothing can be said
	days             [][]float64 // by stage and destination
	stays            []scenarioStay
	arrivals, amount float64 // factors
}

// scenarioStay is what has become of the stays T of a stage: factor · min(T, longest). Factors and longest stays, in any order, come to
// one of each.
type scenarioStay struct{ factor, longest float64 }

func newScenarioState(b *steadyFlow) *scenarioState {
	s := &scenarioState{p: make([][]float64, len(b.rows)), days: b.days(), stays: make([]scenarioStay, len(b.rows)), arrivals: 1, amount: 1}
	for i, r := range b.rows {
		s.stays[i] = scenarioStay{factor: 1, longest: math.Inf(1)}
		if r != nil {
			s.p[i] = r.p
		}
	}
	return s
}

// clone returns a copy whose lists can be replaced; rows are never written.
func (s *scenarioState) clone() *scenarioState {
	out := *s
	out.p, out.days, out.stays = slices.Clone(s.p), slices.Clone(s.days), slices.Clone(s.stays)
	return &out
}

// steady writes the numbers of the steady state into dst; the moves of the draw are those after the changes.
func (s *scenarioState) steady(b *steadyFlow, d *flowDraw, stay, dst []float64) {
	b.meanStays(d, s.days, stay)
	changed := *d
	changed.perWeek *= s.arrivals
	changed.amount *= s.amount
	b.steady(&changed, stay, dst)
}

// endless returns a fault for every stage from which no end can be reached any more.
func (s *scenarioState) endless(b *steadyFlow) []sf.Note {
	m := emptyMatrix(b.stages)
	for i, row := range s.p {
		copy(m.row(i), row)
		m.known[i] = row != nil
	}
	faults := m.endless(b.chain.said)
	for i := range faults {
		faults[i] = sf.NewNote(CodeScenarioEndless, "changes", sf.F("stage", faults[i].Arg("stage")))
	}
	return faults
}

// apply makes one change, or returns what is wrong with it.
func (s *scenarioState) apply(b *steadyFlow, c ScenarioChange) []sf.Note {
	switch c.Kind {
	case ChangeMove:
		return s.move(b, c)
	case ChangeStay, ChangeLongest:
		return s.stay(b, c)
	case ChangeArrivals, ChangeAmount:
		of := &s.arrivals
		if c.Kind == ChangeAmount {
			of = &s.amount
		}
		return times(of, c.Factor)
	default:
		return []sf.Note{sf.NewNote(CodeScenarioKind, "kind", sf.F("kind", sf.Int(int64(c.Kind))))}
	}
}

// mostFactor bounds a factor, and what several come to, so that what they multiply stays a number.
const mostFactor = 1e6

// times multiplies what has become of a number by a factor, or returns that it cannot.
func times(of *float64, factor float64) []sf.Note {
	if !(factor >= 0 && factor <= mostFactor && *of*factor <= mostFactor) {
		return []sf.Note{sf.NewNote(CodeScenarioFactor, "factor", sf.F("factor", number(factor)), sf.F("max", number(mostFactor)))}
	}
	*of *= factor
	return nil
}

// from returns the open stage that a change is of, or why it cannot be changed.
func (s *scenarioState) from(b *steadyFlow, id string) (int, []sf.Note) {
	i, ok := b.stages.at[id]
	switch {
	case !ok || b.stages.out[i] != stage.Open:
		return 0, []sf.Note{sf.NewNote(CodeChainStage, "stage", sf.F("stage", sf.Text(id)))}
	case b.rows[i] == nil:
		return 0, []sf.Note{sf.NewNote(CodeScenarioUnsaid, "stage", sf.F("stage", sf.Text(id)))}
	}
	return i, nil
}

// stay changes how long stays last.
func (s *scenarioState) stay(b *steadyFlow, c ScenarioChange) []sf.Note {
	i, faults := s.from(b, c.Stage)
	to := s.stays[i]
	switch {
	case c.Kind == ChangeStay:
		faults = append(faults, times(&to.factor, c.Factor)...)
	case !(c.Days >= 0) || math.IsInf(c.Days, 1):
		faults = append(faults, sf.NewNote(CodeScenarioDays, "days", sf.F("days", number(c.Days))))
	case to.factor > 0:
		to.longest = min(to.longest, c.Days/to.factor)
	}
	if len(faults) > 0 {
		return faults
	}
	s.stays[i] = to
	days := b.rows[i].daysWithin(to.longest)
	for j := range days {
		days[j] *= to.factor
	}
	s.days[i] = days
	return nil
}

// move changes the probability of a move.
func (s *scenarioState) move(b *steadyFlow, c ScenarioChange) []sf.Note {
	i, faults := s.from(b, c.Stage)
	j, ok := b.stages.at[c.To]
	switch {
	case !ok:
		faults = append(faults, sf.NewNote(CodeChainStage, "to", sf.F("stage", sf.Text(c.To))))
	case b.stages.out[j] == stage.Open && b.rows[j] == nil:
		faults = append(faults, sf.NewNote(CodeScenarioUnsaid, "to", sf.F("stage", sf.Text(c.To))))
	case len(faults) == 0 && b.rows[i].p[j] == 0 && !b.pipeline.CanMove(i, j):
		faults = append(faults, sf.NewNote(CodeScenarioMove, "to", sf.F("stage", sf.Text(c.Stage)), sf.F("to", sf.Text(c.To))))
	}
	if math.IsNaN(c.Points) || math.IsInf(c.Points, 0) {
		faults = append(faults, sf.NewNote(CodeScenarioPoints, "points", sf.F("points", number(c.Points))))
	}
	if faults = append(faults, c.Take.faults("take")...); len(faults) > 0 {
		return faults
	}
	row := slices.Clone(s.p[i])
	spare := b.spare(row, j, c.Take)
	switch {
	case c.Points == 0:
	case spare == 0:
		return []sf.Note{sf.NewNote(CodeNothingToTake, "stage", sf.F("stage", sf.Text(c.Stage)))}
	case row[j]+c.Points < -sumTolerance || spare-c.Points < -sumTolerance:
		return []sf.Note{sf.NewNote(CodeScenarioBeyond, "points", sf.F("stage", sf.Text(c.Stage)), sf.F("to", sf.Text(c.To)),
			sf.F("p", number(row[j])), sf.F("points", number(c.Points)))}
	default:
		b.shift(row, j, c.Points, c.Take, spare)
	}
	s.p[i] = row
	return nil
}

// spare returns what the moves of a row that make room for the one to j come to together.
func (b *steadyFlow) spare(row []float64, j int, take TakeFrom) float64 {
	sum := 0.0
	for l, p := range row {
		if l != j && (take != TakeLost || b.stages.out[l] == stage.Lost) {
			sum += p
		}
	}
	return sum
}

// shift gives points to the move to j, as many as there are, from what makes room for it, in proportion.
func (b *steadyFlow) shift(row []float64, j int, points float64, take TakeFrom, spare float64) {
	points = min(max(points, -row[j]), spare)
	left := (spare - points) / spare
	for l := range row {
		if l != j && (take != TakeLost || b.stages.out[l] == stage.Lost) {
			row[l] *= left
		}
	}
	row[j] += points
}

// onDraw makes the change to the moves of a draw; the others are made to what does not differ between draws.
func (c ScenarioChange) onDraw(b *steadyFlow, d *flowDraw) {
	if c.Kind != ChangeMove {
		return
	}
	i, j := b.stages.at[c.Stage], b.stages.at[c.To]
	row := d.moves.row(i)
	if spare := b.spare(row, j, c.Take); spare > 0 {
		b.shift(row, j, c.Points, c.Take, spare)
	}
}
