package infer

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Words are what the command line says of the stages.
type Words struct {
	Stages, Won, Lost []string
}

// Guess is a pipeline that was inferred, with what it rests on.
type Guess struct {
	Config   stage.Config
	Basis    Basis       // empty: the stages were given in order
	Doubtful [][2]string // neighbors whose order is a guess
	Chances  int         // stages whose probability is the export's
	Reopens  int         // moves from a won or lost stage to an open one
	NoLost   bool        // no stage is lost
}

// Pipeline makes a pipeline of what was said and of what the rows show.
func (f *Flow) Pipeline(w Words) (*Guess, error) {
	if len(f.Names) > MaxStages {
		return nil, fault.New(fault.TooMany, "n", len(f.Names), "most", MaxStages)
	}
	if len(w.Won) == 0 {
		flag := "-won, -lost"
		if len(w.Lost) > 0 {
			flag = "-won"
		}
		return nil, fault.New(fault.NoOutcomes, "flag", flag, "ends", f.Ends(), "stages", f.Names)
	}
	if err := f.known(w); err != nil {
		return nil, err
	}
	g := &Guess{NoLost: len(w.Lost) == 0}
	open := f.open(w)
	if len(open) == 0 {
		return nil, fault.New(fault.NoOpenStage)
	}
	if len(w.Stages) == 0 {
		open, g.Basis, g.Doubtful = f.Order(open)
	}
	for _, name := range open {
		g.add(f, name, stage.Open)
	}
	for _, name := range w.Won {
		g.add(f, name, stage.Won)
	}
	for _, name := range w.Lost {
		g.add(f, name, stage.Lost)
	}
	g.Config.ID = "inferred"
	g.Config.Moves = f.rules(g, open, slices.Concat(w.Won, w.Lost))
	return g, nil
}

// known refuses outcomes that no row and no list of stages has: a misspelled word would turn every win into an open deal.
func (f *Flow) known(w Words) error {
	for _, given := range []struct {
		flag  string
		names []string
	}{{"-won", w.Won}, {"-lost", w.Lost}} {
		for _, name := range given.names {
			if !slices.Contains(f.Names, name) && !slices.Contains(w.Stages, name) {
				return fault.New(fault.UnknownStage, "flag", given.flag, "value", name, "stages", f.Names)
			}
		}
	}
	return nil
}

// open returns the stages that are neither won nor lost: those given, else those of the rows.
func (f *Flow) open(w Words) []string {
	all := w.Stages
	if len(all) == 0 {
		all = f.Names
	}
	var open []string
	for _, name := range all {
		if !slices.Contains(w.Won, name) && !slices.Contains(w.Lost, name) {
			open = append(open, name)
		}
	}
	return open
}

func (g *Guess) add(f *Flow, name string, outcome stage.Outcome) {
	s := stage.Stage{ID: name, Outcome: outcome}
	if p, ok := f.Probability(name); ok && outcome == stage.Open {
		s.Probability = &p
		g.Chances++
	}
	g.Config.Stages = append(g.Config.Stages, s)
}

// rules allows what occurs: a history that goes back is not a fault of its rows.
func (f *Flow) rules(g *Guess, open, closed []string) stage.Moves {
	m := stage.Moves{Policy: stage.Forward}
	at := f.places(open)
	for i := range at {
		for j := range i {
			m.Back = m.Back || f.moves[at[i]][at[j]] > 0
		}
	}
	for _, from := range f.places(closed) {
		for _, to := range at {
			g.Reopens += f.moves[from][to]
		}
	}
	m.Reopen = g.Reopens > 0
	return m
}

// Note codes of what an inference should be doubted for.
const (
	CodeOrderDoubtful sf.Code = "report.order_doubtful"
	CodeNoLost        sf.Code = "report.no_lost"
	CodeReopens       sf.Code = "report.reopens"
)

// Notes say what an inferred pipeline should be doubted for.
func (g *Guess) Notes() (notes []sf.Note) {
	for _, pair := range g.Doubtful {
		notes = append(notes, sf.Note{Code: CodeOrderDoubtful, Path: "stages", Args: []sf.Fact{
			sf.F("first", sf.Text(pair[0])), sf.F("second", sf.Text(pair[1])),
		}})
	}
	if g.NoLost {
		notes = append(notes, sf.Note{Code: CodeNoLost, Path: "stages"})
	}
	if g.Reopens > 0 {
		notes = append(notes, sf.Note{Code: CodeReopens, Path: "pipeline", Args: []sf.Fact{sf.F("n", sf.Int(int64(g.Reopens)))}})
	}
	return notes
}
