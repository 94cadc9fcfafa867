package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
)

// paceSpan is a period as it is counted: from its beginning to its end, or to the view's time where that comes first.
type paceSpan struct{ from, to int64 }

// paceSpan checks a period; warnings say that it is cut, or begins before the rows do.
func (v *View) paceSpan(p sf.Period) (s paceSpan, warnings []sf.Note, err error) {
	s = paceSpan{instant(p.From), min(instant(p.To), v.asOf)}
	faults := emptyPeriod(p, "period")
	if s.from >= v.asOf {
		faults = append(faults, sf.NewNote(CodePaceAhead, "period", sf.F("from", instantText(p.From)), sf.F("as_of", instantText(v.AsOf()))))
	}
	if since, ok := v.Since(); ok && s.from < v.since {
		faults = append(faults, sf.NewNote(CodePaceUnseen, "period", sf.F("from", instantText(p.From)), sf.F("since", instantText(since))))
	}
	if err := sf.Invalid(faults); err != nil {
		return s, nil, err
	}
	if instant(p.To) > v.asOf {
		warnings = append(warnings, sf.NewNote(CodePaceCut, "period", sf.F("to", instantText(v.AsOf()))))
	}
	return s, append(warnings, v.paceEarly(s)...), nil
}

// paceEarly warns of rows that begin in a period.
func (v *View) paceEarly(s paceSpan) []sf.Note {
	clock := v.history.clock
	first, ok := v.firstKnown()
	if !ok || clock.civil(first) <= clock.civil(s.from) {
		return nil
	}
	return []sf.Note{sf.NewNote(CodePaceEarly, "period", sf.F("first", instantText(clock.time(first))))}
}

// before returns the span of as many civil days that ends where this one begins; ok is false where it was not under observation or the years
// begin.
func (v *View) paceBefore(s paceSpan) (before paceSpan, ok bool) {
	clock := v.history.clock
	days := clock.civil(s.to) - clock.civil(s.from)
	from, to := clock.time(s.from), clock.time(s.to)
	rest := to.Sub(from.AddDate(0, 0, int(days))) // of a day
	at, ok := micros(from.AddDate(0, 0, -int(days)).Add(-rest))
	return paceSpan{at, s.from}, ok && at < s.from && at >= v.since
}
