package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// weekSurvey collects the weeks in which something was recorded, by person. Weeks begin on Monday and are numbered.
type weekSurvey struct {
	view  *View
	start int64 // the first week that lies in observation whole; of no meaning where there is no start
	whole int64 // the last week that is over
	all   map[int64]bool
	by    map[string]map[int64]bool
	early map[string]bool   // who recorded something before observation began
	open  map[string]string // the first open deal of each owner
	off   map[int64]bool    // weeks without a worked day
	never bool              // no day is worked
}

// weekOf returns the number of the week of a civil day, and mondayOf the first day of a week.
func weekOf(day int64) int64      { return floorDiv(day+3, 7) }
func mondayOf(week int64) sf.Date { return civilDate(7*week - 3) }

func newWeekSurvey(v *View) weekSurvey {
	s := weekSurvey{
		view: v, whole: weekOf(v.history.clock.civil(v.asOf)) - 1,
		all: make(map[int64]bool), by: make(map[string]map[int64]bool), early: make(map[string]bool), open: make(map[string]string), off: make(map[int64]bool),
	}
	if v.since >= earliest {
		s.start = weekOf(v.history.clock.civil(v.since-1) + 7)
	}
	c := v.history.options.Calendar
	s.never = true
	for day := range int64(7) {
		s.never = s.never && slices.Contains(c.Weekend, civilDate(day).Weekday())
	}
	for _, d := range c.Holidays {
		if !d.Valid() {
			continue
		}
		week, worked := weekOf(int64(d.Number())), false
		for day := range int64(7) {
			worked = worked || c.Working(civilDate(7*week-3+day))
		}
		s.off[week] = !worked
	}
	return s
}

// look takes what was recorded of a deal.
func (s *weekSurvey) look(w *qualityDeal) {
	h := s.view.history
	for _, r := range w.rows {
		s.put(h.text(r.owner), h.rows.known(r.row))
	}
	touches := h.touchesOf(w.deal.row)
	for i := range touches {
		if t := &touches[i]; s.view.shows(t) {
			s.put(cmp.Or(t.activity.By, w.owner), t.recorded)
		}
	}
	if w.state.outcome == stage.Open && s.open[w.owner] == "" {
		s.open[w.owner] = w.id
	}
}

// put notes that a person recorded something.
func (s *weekSurvey) put(person string, recorded int64) {
	week := weekOf(s.view.history.clock.civil(recorded))
	if s.never || s.off[week] {
		return
	}
	if person != "" && s.by[person] == nil {
		s.by[person] = make(map[int64]bool)
	}
	if recorded < s.view.since {
		s.early[person], s.early[""] = true, true
		return
	}
	s.all[week] = true
	if person != "" {
		s.by[person][week] = true
	}
}

// tallies returns the empty weeks of each person, and those of all together.
func (s *weekSurvey) tallies() (empty, silent qualityTally) {
	empty = qualityTally{aspect: Continuous, code: CodeQualityWeekEmpty, groups: make(map[qualityPlace]*[2]int64)}
	for _, person := range slices.Sorted(maps.Keys(s.by)) {
		deal := s.open[person]
		count, of := s.count(&empty, s.by[person], s.early[person], deal != "")
		if of == 0 {
			continue
		}
		empty.groups[qualityPlace{by: qualityByOwner, name: person}] = &[2]int64{count, of}
		if count > 0 && deal != "" {
			empty.example(deal, -1)
		}
	}
	slices.SortFunc(empty.weeks, sf.Date.Compare)
	empty.weeks = slices.Compact(empty.weeks)
	silent = qualityTally{aspect: Continuous, code: CodeQualityWeekSilent}
	s.count(&silent, s.all, s.early[""], true)
	return empty, silent
}

// count counts the weeks from the first with a record, or from the start where there are earlier records, and the empty ones among them; to now, or to the
// last with a record.
func (s *weekSurvey) count(t *qualityTally, weeks map[int64]bool, early, toNow bool) (empty, all int64) {
	first, last := s.start, s.start-1
	if kept := slices.Sorted(maps.Keys(weeks)); len(kept) > 0 {
		first, last = kept[0], kept[len(kept)-1]
		if early {
			first = min(first, s.start)
		}
	} else if !early {
		return 0, 0
	}
	if toNow {
		last = max(last, s.whole)
	}
	all = last - first + 1
	for week, off := range s.off {
		if off && week >= first && week <= last {
			all--
		}
	}
	empty = all - int64(len(weeks))
	t.count, t.of = t.count+empty, t.of+all
	left := min(empty, int64(MaxExamples-len(t.weeks)))
	for week := first; left > 0; week++ {
		if !weeks[week] && !s.off[week] {
			t.weeks = append(t.weeks, mondayOf(week))
			left--
		}
	}
	return empty, all
}
