package funnel

import (
	"math"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// stageCheck is the check of one stage on its way to a verdict.
type stageCheck struct {
	stage         int
	open, entries HealthTest
	openBest      float64 // the least p-value that could have come out; 1: not asked
	entriesBest   float64
	state         HealthState
}

// methodStock is the name of the estimator of how many deals should be open.
const methodStock = "survival of the reference"

// checkStages holds each open stage against the reference.
func (v *View) checkStages(r *healthReading) []stageCheck {
	var checks []stageCheck
	weeks := r.referenceWeeks()
	before := func(weekly []int64) arrivals { return newArrivals(weekly[2*r.weeks:2*r.weeks+weeks], weekPart{}) }
	var intake arrivals
	if weeks >= leastReference {
		intake = before(r.intake)
	}
	for i := range r.stages {
		if v.history.pipeline.Outcome(i) != stage.Open {
			continue
		}
		c := stageCheck{stage: i, openBest: 1, entriesBest: 1}
		s := &r.stages[i]
		c.open.Observed = int64(len(s.there))
		for _, n := range s.weekly[:r.weeks] {
			c.entries.Observed += n
		}
		if weeks >= leastReference && s.visited {
			c.askOpen(s, r.worked)
			if worked := r.workedWeeks(); worked > 0 && !v.history.retired[i] {
				c.askEntries(before(s.weekly), intake, worked)
			}
		}
		checks = append(checks, c)
	}
	return checks
}

// askOpen asks whether too many deals are in the stage.
func (c *stageCheck) askOpen(s *stageReading, worked []float64) {
	if s.past.exits < leastExits {
		return
	}
	n := newStock(s.past.law().outlast(s.stays, worked))
	c.openBest = n.chance
	c.open.Expected = sf.Estimate{
		Value: n.mean, Low: float64(n.quantile((1 - level) / 2)), High: float64(n.quantile((1 + level) / 2)), Level: level,
		N: s.past.stays, Method: methodStock,
	}
	c.open.PValue = math.Max(n.atLeast(c.open.Observed), leastPValue)
}

// askEntries asks whether too few stays began, of which there were own in the reference.
func (c *stageCheck) askEntries(own, intake arrivals, weeks int) {
	a := own.disperseAs(intake)
	c.entriesBest = a.below(0, weeks)
	c.entries.Expected = sf.Estimate{
		Value: own.mean(weeks), Low: float64(a.quantile((1-level)/2, weeks)), High: float64(a.quantile((1+level)/2, weeks)), Level: level,
		N: int64(a.weeks), Method: methodArrivals,
	}
	c.entries.PValue = math.Max(a.below(c.entries.Observed, weeks), leastPValue)
}

// settleHealth adjusts the p-values for each other and gives each stage its state.
func settleHealth(checks []stageCheck, level float64) {
	var asked []*HealthTest
	var ps []float64
	for i := range checks {
		c := &checks[i]
		if c.openBest <= level {
			asked, ps = append(asked, &c.open), append(ps, c.open.PValue)
		}
		if c.entriesBest <= level {
			asked, ps = append(asked, &c.entries), append(ps, c.entries.PValue)
		}
	}
	for k, p := range holm(ps) {
		asked[k].Adjusted = p
	}
	goesOn := false // some earlier stage does
	for i := range checks {
		c := &checks[i]
		lacks := c.entries.alarms(level)
		switch {
		case c.open.alarms(level):
			c.state = HealthBlocked
		case lacks && goesOn:
			c.state = HealthGap
		case lacks:
			c.state = HealthEmpty
		case c.open.Adjusted > 0 || c.entries.Adjusted > 0:
			c.state = HealthFull
		}
		goesOn = goesOn || c.entries.Adjusted > 0 && !lacks
	}
}

// alarms reports whether the test is one of an alarm.
func (t HealthTest) alarms(level float64) bool { return t.Adjusted > 0 && t.Adjusted <= level }

// stageHealth says how a stage stands, with the deals that show it.
func (v *View) stageHealth(r *healthReading, c stageCheck) StageHealth {
	s := &r.stages[c.stage]
	out := StageHealth{Stage: v.history.pipeline.StageID(c.stage), State: c.state, Open: c.open, Entries: c.entries}
	examples := s.there
	if c.state == HealthGap || c.state == HealthEmpty {
		examples = s.came
	}
	for _, d := range examples[:min(len(examples), MaxExamples)] {
		out.Examples = append(out.Examples, v.history.deals.at(d.deal))
	}
	out.Note = r.note(out, s.visited)
	return out
}

// conclude gives the whole funnel its state.
func (h *Health) conclude(checks []stageCheck) {
	by := make(map[HealthState][]string)
	known, top := 0, true
	for i, c := range checks {
		by[c.state] = append(by[c.state], h.Stages[i].Stage)
		if c.state != HealthUnknown {
			known++
		}
		if c.entries.Adjusted > 0 {
			if top && c.state == HealthEmpty {
				h.Verdict = HealthEmpty
			}
			top = false
		}
	}
	switch {
	case h.Verdict == HealthEmpty:
	case len(by[HealthBlocked]) > 0:
		h.Verdict = HealthBlocked
	case len(by[HealthGap]) > 0:
		h.Verdict = HealthGap
	case known > 0:
		h.Verdict = HealthFull
	}
	stages := sf.F("stages", sf.Text(strings.Join(by[h.Verdict], ", ")))
	switch h.Verdict {
	case HealthFull:
		h.Note = sf.NewNote(CodeFunnelFull, "", sf.F("n", sf.Int(int64(known))), sf.F("of", sf.Int(int64(len(checks)))))
	case HealthBlocked:
		h.Note = sf.NewNote(CodeFunnelBlocked, "", stages)
	case HealthGap:
		h.Note = sf.NewNote(CodeFunnelGap, "", stages)
	case HealthEmpty:
		h.Note = sf.NewNote(CodeFunnelEmpty, "", stages)
	case HealthUnknown:
		h.Note = sf.NewNote(CodeFunnelUnknown, "")
	}
}
