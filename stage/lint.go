package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
)

// The number of open stages that sellers tell apart and managers learn something from.
const (
	fewestStages = 4
	mostStages   = 6
)

// Lint returns advice on a configuration that is valid: what most teams regret. Retired stages are left out. It finds
//
//   - fewer than 4 or more than 6 open stages, no won stage, no lost stage;
//   - a probability lower than that of an earlier stage, a probability of 0 or 1 in an open stage, and a stage without a probability
//     where others have one;
//   - an open stage without exit criteria, or without a limit.
func (p *Pipeline) Lint() []sf.Note {
	return append(p.lintOutline(), p.lintStages()...)
}

// lintOutline looks at how many stages of each outcome there are.
func (p *Pipeline) lintOutline() []sf.Note {
	var count [Lost + 1]int
	for _, s := range p.config.Stages {
		if !s.Retired {
			count[s.Outcome]++
		}
	}
	var notes []sf.Note
	switch n := count[Open]; {
	case n < fewestStages:
		notes = append(notes, sf.NewNote(CodeFewStages, "stages", number("n", n), number("min", fewestStages)))
	case n > mostStages:
		notes = append(notes, sf.NewNote(CodeManyStages, "stages", number("n", n), number("max", mostStages)))
	}
	if count[Won] == 0 {
		notes = append(notes, sf.NewNote(CodeNoWon, "stages"))
	}
	if count[Lost] == 0 {
		notes = append(notes, sf.NewNote(CodeNoLost, "stages"))
	}
	return notes
}

// lintStages looks at the open stages one by one.
func (p *Pipeline) lintStages() []sf.Note {
	some := false
	for i := range p.config.Stages {
		some = some || p.estimated(i)
	}
	var notes []sf.Note
	highest := -1 // the stage with the highest probability so far
	for i := range p.config.Stages {
		s := &p.config.Stages[i]
		if s.Outcome != Open || s.Retired {
			continue
		}
		path, name := indexed("stages", i), sf.F("stage", sf.Text(s.Title()))
		switch {
		case p.estimated(i):
			notes = append(notes, p.lintProbability(i, highest)...)
			if highest < 0 || *s.Probability > *p.config.Stages[highest].Probability {
				highest = i
			}
		case some:
			notes = append(notes, sf.NewNote(CodeProbabilityMissing, path, name))
		}
		if len(s.Exit) == 0 {
			notes = append(notes, sf.NewNote(CodeNoExit, path, name))
		}
		if s.Limit.IsZero() {
			notes = append(notes, sf.NewNote(CodeNoLimit, path, name))
		}
	}
	return notes
}

// estimated reports whether a stage is open, in use, and has a probability.
func (p *Pipeline) estimated(i int) bool {
	s := &p.config.Stages[i]
	return s.Outcome == Open && !s.Retired && s.Probability != nil
}

// lintProbability looks at the probability of an open stage and the highest one before it, if any.
func (p *Pipeline) lintProbability(i, highest int) []sf.Note {
	s := &p.config.Stages[i]
	path := indexed("stages", i) + ".probability"
	name, probability := sf.F("stage", sf.Text(s.Title())), sf.F("probability", sf.Float(*s.Probability))
	var notes []sf.Note
	if highest >= 0 {
		if before := &p.config.Stages[highest]; *s.Probability < *before.Probability {
			notes = append(notes, sf.NewNote(CodeProbabilityFalls, path, name, probability,
				sf.F("before", sf.Float(*before.Probability)), sf.F("earlier", sf.Text(before.Title()))))
		}
	}
	if *s.Probability == 0 || *s.Probability == 1 {
		notes = append(notes, sf.NewNote(CodeProbabilityCertain, path, name, probability))
	}
	return notes
}

// LintAgainst returns where a configured probability contradicts what was learned: it lies outside the interval of the estimate. Learned
// estimates are by the id of the stage; an estimate without an interval contradicts nothing, and neither does one of a stage that has no
// probability configured.
func (p *Pipeline) LintAgainst(learned map[string]sf.Estimate) []sf.Note {
	var notes []sf.Note
	for i := range p.config.Stages {
		s := &p.config.Stages[i]
		e := learned[s.ID]
		if !p.estimated(i) || !e.HasInterval() || *s.Probability >= e.Low && *s.Probability <= e.High {
			continue
		}
		notes = append(notes, sf.NewNote(CodeProbabilityContradicted, indexed("stages", i)+".probability",
			sf.F("stage", sf.Text(s.Title())), sf.F("probability", sf.Float(*s.Probability)),
			sf.F("low", rounded(e.Low)), sf.F("high", rounded(e.High)), sf.F("level", sf.Float(e.Level)), sf.F("n", sf.Int(e.N))))
	}
	return notes
}

// rounded returns a bound of an interval with the digits that a reader wants.
func rounded(f float64) sf.Value {
	d, ok := sf.Float(f).Number()
	if !ok {
		return sf.Value{}
	}
	return sf.Number(d.Round(4))
}
