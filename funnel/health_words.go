package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// note returns the state of a stage in a sentence.
func (r *healthReading) note(s StageHealth, visited bool) sf.Note {
	id := sf.F("stage", sf.Text(s.Stage))
	days := sf.F("days", sf.Int(int64(r.windowDays())))
	deals, entries := sf.F("deals", sf.Int(s.Open.Observed)), sf.F("entries", sf.Int(s.Entries.Observed))
	expected, usual := sf.F("expected", roundedEstimate(s.Open.Expected)), sf.F("usual", roundedEstimate(s.Entries.Expected))
	examples := sf.F("examples", sf.Text(someOf(s.Examples)))
	few := sf.F("p", sf.Text(probability(s.Entries.Adjusted)))
	switch s.State {
	case HealthFull:
		return sf.NewNote(CodeStageFull, "", id, deals, expected, entries, days, usual)
	case HealthBlocked:
		return sf.NewNote(CodeStageBlocked, "", id, deals, expected, sf.F("p", sf.Text(probability(s.Open.Adjusted))), examples)
	case HealthGap:
		return sf.NewNote(CodeStageGap, "", id, entries, days, usual, few, examples)
	case HealthEmpty:
		return sf.NewNote(CodeStageEmpty, "", id, entries, days, usual, few, examples)
	case HealthUnknown:
	}
	switch {
	case !visited:
		return sf.NewNote(CodeStageUnvisited, "", id)
	case r.referenceWeeks() < leastReference:
		return sf.NewNote(CodeHealthYoung, "", sf.F("date", sf.Day(sf.DateOf(r.start(r.ready())))))
	default:
		return sf.NewNote(CodeStageQuiet, "", id, days)
	}
}

// roundedEstimate returns an expected number as a sentence has it.
func roundedEstimate(e sf.Estimate) sf.Value {
	if e.IsZero() {
		return sf.Text("?")
	}
	return sf.Float(math.Round(e.Value*10) / 10)
}

// warnings returns what a reader of the verdict should know.
func (r *healthReading) warnings(f FalseAlarm) []sf.Note {
	notes := []sf.Note{sf.NewNote(CodeHealthAlarms, "",
		sf.F("share", sf.Float(threeDigits(f.PerLook))), sf.F("looks", sf.Int(int64(f.LooksPerYear))), sf.F("year", sf.Float(threeDigits(f.PerYear))))}
	if r.lag > 0 {
		notes = append(notes, sf.NewNote(CodeHealthLagged, "", sf.F("date", sf.Day(sf.DateOf(r.start(r.end)))), sf.F("days", sf.Int(int64(r.lag)))))
	}
	return notes
}
