package funnel

import (
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// qualitySurvey looks at deal after deal for what is wrong with the data.
type qualitySurvey struct {
	view    *View
	options QualityOptions
	today   int64 // the civil day of the view's time

	required  [][]string // by stage
	wanted    []string   // of every open deal
	anyWanted bool
	missing   map[string]*qualityTally // by field
	lacking   qualityTally             // deals that lack any

	recording bool // times of recording are kept
	grounds   bool // what may be a basis is kept
	entries   delaySurvey
	backfills backfillSurvey
	weeks     weekSurvey
	twins     []twinSurvey

	late, noBasis, closed, untouched qualityTally
}

// qualityDeal is a deal as the survey reads it.
type qualityDeal struct {
	deal          Deal
	id            string
	state         state
	from          int64 // what happened before does not count: it came before the start of observation, or before the deal was on record
	owner, source string
	close         sf.Date
	heard         int64
	rows          []qualityRow
	moves         []qualityRow
	entered       []bool // by stage
}

// qualityRow is a row that counts, with the owner of its time; of a move, with the stage it leads to.
type qualityRow struct {
	row   int
	owner uint32
	to    int
}

func (v *View) newQualitySurvey(o QualityOptions) *qualitySurvey {
	p := v.history.pipeline
	s := &qualitySurvey{
		view: v, options: o, today: v.history.clock.civil(v.asOf), missing: make(map[string]*qualityTally),
		lacking:   qualityTally{aspect: Complete, code: CodeQualityFieldMissing},
		late:      qualityTally{aspect: Truthful, code: CodeQualityEntryLate},
		noBasis:   qualityTally{aspect: Truthful, code: CodeQualityNoBasis},
		closed:    qualityTally{aspect: Truthful, code: CodeQualityClosePassed},
		untouched: qualityTally{aspect: Continuous, code: CodeQualityUntouched},
	}
	for _, st := range p.All() {
		s.required = append(s.required, st.Required)
		s.anyWanted = s.anyWanted || len(st.Required) > 0
	}
	s.wanted = slices.Clone(o.Fields)
	if o.Declared {
		for _, f := range p.Fields() {
			s.wanted = append(s.wanted, f.Name)
		}
	}
	s.anyWanted = s.anyWanted || len(s.wanted) > 0
	whole := &View{history: v.history, asOf: v.asOf, since: earliest - 1}
	s.recording, s.grounds = whole.keepsRecording(), whole.keepsGrounds()
	s.entries = newDelaySurvey(whole)
	s.backfills = newBackfillSurvey(v)
	s.weeks = newWeekSurvey(v)
	for _, key := range o.Duplicates {
		s.twins = append(s.twins, newTwinSurvey(key))
	}
	return s
}

// read reads a deal; ok is false when the view does not show it, or it had closed before observation began.
func (s *qualitySurvey) read(deal uint32) (w *qualityDeal, ok bool) {
	w = s.view.readQuality(deal)
	if w.state.rows == 0 || w.state.outcome != stage.Open && w.state.entered < s.view.since {
		return w, false
	}
	if source := w.deal.Fact(s.options.source()); source.Known() {
		w.source = source.String()
	}
	return w, true
}

// readQuality reads the rows of a deal.
func (v *View) readQuality(deal uint32) *qualityDeal {
	h := v.history
	w := &qualityDeal{deal: Deal{v, deal}, id: h.deals.at(deal), from: v.since, heard: never, entered: make([]bool, h.pipeline.Len())}
	var owner uint32
	w.state = v.follow(deal, listener{
		move: func(_, to, row int) {
			w.entered[to] = true
			w.moves = append(w.moves, qualityRow{row, owner, to})
		},
		row: func(i int, _ bool) {
			if x := of(h.rows.owner, i); x != 0 {
				owner = x
			}
			if x := of(h.rows.due, i); !x.IsZero() {
				w.close = x
			}
			w.heard = h.rows.at[i]
			w.rows = append(w.rows, qualityRow{i, owner, 0})
		},
	})
	if w.state.late {
		w.from = w.state.observed
	}
	w.owner = h.text(owner)
	return w
}

// look looks at one deal for everything.
func (s *qualitySurvey) look(w *qualityDeal) {
	s.fields(w)
	if s.recording {
		s.delays(w)
	}
	if s.grounds {
		s.bases(w)
	}
	s.weeks.look(w)
	for i := range s.twins {
		s.twins[i].look(w)
	}
	if w.state.outcome == stage.Open {
		s.open(w)
	}
}

// fields looks for the fields of a deal.
func (s *qualitySurvey) fields(w *qualityDeal) {
	asked := make(map[string]bool)
	for at, in := range w.entered {
		for _, field := range s.required[at] {
			asked[field] = asked[field] || in
		}
	}
	if w.state.outcome == stage.Open {
		for _, field := range s.wanted {
			asked[field] = true
		}
	}
	lacks, any := false, false
	for _, field := range slices.Sorted(maps.Keys(asked)) {
		if !asked[field] {
			continue
		}
		t := s.missing[field]
		if t == nil {
			t = &qualityTally{aspect: Complete, code: CodeQualityFieldMissing, field: field}
			s.missing[field] = t
		}
		gone := !w.deal.Fact(field).Known()
		t.add(gone, w.place(), w.owner, w.source)
		if gone {
			t.example(w.id, -1)
		}
		lacks, any = lacks || gone, true
	}
	if any {
		s.lacking.add(lacks, w.place(), w.owner, w.source)
	}
}

// place is the deal's stage, or none.
func (w *qualityDeal) place() int {
	if w.state.stage < 0 {
		return noPlace
	}
	return w.state.stage
}

// open looks at what only an open deal can have wrong.
func (s *qualitySurvey) open(w *qualityDeal) {
	if !w.close.IsZero() {
		passed := int64(w.close.Number()) < s.today
		s.closed.add(passed, w.place(), w.owner, w.source)
		if passed {
			s.closed.example(w.id, -1)
		}
	}
	heard := w.heard
	touches := s.view.history.touchesOf(w.deal.row)
	for i := range touches {
		if s.view.shows(&touches[i]) {
			heard = max(heard, touches[i].at)
		}
	}
	quiet := s.today-s.view.history.clock.civil(heard) >= s.options.untouched()
	s.untouched.add(quiet, w.place(), w.owner, w.source)
	if quiet {
		s.untouched.example(w.id, -1)
	}
}

// unchecked is a check that could not be made.
func unchecked(t *qualityTally, why sf.Code) QualityCheck {
	c := t.check()
	c.Why = sf.NewNote(why, "")
	return c
}

// result puts together what was found.
func (s *qualitySurvey) result() *Quality {
	q := &Quality{Checks: []QualityCheck{}, Findings: []QualityFinding{}, Duplicates: []DuplicateGroup{}}
	id := s.view.history.pipeline.StageID
	put := func(t *qualityTally, ok bool, why sf.Code, args ...sf.Fact) {
		if !ok {
			q.Checks = append(q.Checks, unchecked(t, why))
			return
		}
		q.Checks = append(q.Checks, t.check())
		if t.count > 0 && t.code != CodeQualityFieldMissing && t.code != CodeQualityBackfill {
			q.Findings = append(q.Findings, t.finding(id, args...))
		}
	}
	put(&s.lacking, s.anyWanted, CodeQualityNoRequired)
	q.Findings = append(q.Findings, s.missingFields()...)
	put(&s.late, s.recording, CodeQualityNoRecording, sf.F("hours", number(threeDigits(s.options.within().Hours()))))
	backfills, found := s.backfills.tally()
	put(&backfills, s.recording, CodeQualityNoRecording)
	if s.recording && len(found) > 0 {
		q.Findings = append(q.Findings, backfills.finding(id, found...))
	}
	put(&s.noBasis, s.grounds, CodeQualityNoGrounds, sf.F("days", sf.Int(s.options.basis())))
	put(&s.closed, s.closed.of > 0, CodeQualityNoClose)
	s.duplicates(q, id)
	empty, silent := s.weeks.tallies()
	put(&empty, true, "")
	put(&silent, true, "")
	put(&s.untouched, true, "", sf.F("days", sf.Int(s.options.untouched())))
	q.Delay = s.entries.delay()
	return q
}

// missingFields returns a finding for each field that deals lack, by name.
func (s *qualitySurvey) missingFields() (out []QualityFinding) {
	titles := make(map[string]string)
	for _, f := range s.view.history.pipeline.Fields() {
		titles[f.Name] = f.Title()
	}
	for _, name := range slices.Sorted(maps.Keys(s.missing)) {
		title, ok := titles[name]
		if !ok {
			title = name
		}
		if t := s.missing[name]; t.count > 0 {
			out = append(out, t.finding(s.view.history.pipeline.StageID, sf.F("field", sf.Text(title))))
		}
	}
	return out
}

// duplicates adds those of each key.
func (s *qualitySurvey) duplicates(q *Quality, stageID func(int) string) {
	whole := qualityTally{aspect: Truthful, code: CodeQualityDuplicate}
	var findings []QualityFinding
	for i := range s.twins {
		groups, t := s.twins[i].groups()
		q.Duplicates = append(q.Duplicates, groups...)
		whole.count, whole.of = whole.count+t.count, whole.of+t.of
		if t.count > 0 {
			findings = append(findings, t.finding(stageID, sharedArgs(t.field, groups)...))
		}
	}
	if len(s.twins) == 0 {
		q.Checks = append(q.Checks, unchecked(&whole, CodeQualityNoKeys))
		return
	}
	q.Checks, q.Findings = append(q.Checks, whole.check()), append(q.Findings, findings...)
}
