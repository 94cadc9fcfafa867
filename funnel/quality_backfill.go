package funnel

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
)

const (
	monthTurn     = 3        // days at either end of a month
	mostBackfills = 10 * 366 // days before the view's that are looked at
	backfillLevel = .01
)

// backfillSurvey collects the sessions of backfilling.
type backfillSurvey struct {
	calendar    sf.Calendar
	first, last int64 // civil days of recording that are looked at, both included; first moves to that of the first row
	any         bool
	sessions    map[backfillSession]backfillExample
}

// backfillSession is a day on which a person recorded what had happened long before.
type backfillSession struct {
	owner string
	day   int64
}

// backfillExample is the first row of a session.
type backfillExample struct {
	deal   string
	row    int64
	source string
}

func newBackfillSurvey(v *View) backfillSurvey {
	return backfillSurvey{calendar: v.history.options.Calendar, last: v.history.clock.civil(v.asOf - 1), sessions: make(map[backfillSession]backfillExample)}
}

// take takes a row.
func (b *backfillSurvey) take(s *qualitySurvey, w *qualityDeal, row int, owner string) {
	h := s.view.history
	day := h.clock.civil(h.rows.known(row))
	if day <= b.last-mostBackfills {
		return
	}
	if !b.any || day < b.first {
		b.first, b.any = day, true
	}
	session := backfillSession{owner, day}
	if _, known := b.sessions[session]; !known && day-h.clock.civil(h.rows.at[row]) > s.options.backfill() && b.calendar.Working(civilDate(day)) {
		b.sessions[session] = backfillExample{w.id, int64(h.input[row]), w.source}
	}
}

// turn reports whether a day is one of the first or last of its month.
func turn(d sf.Date) bool { return int(d.Day) <= monthTurn || d.AddDays(monthTurn).Month != d.Month }

// tally counts the sessions around the turn of a month. The arguments of a finding are nil where chance explains them.
func (b *backfillSurvey) tally() (qualityTally, []sf.Fact) {
	t := qualityTally{aspect: Truthful, code: CodeQualityBackfill}
	sessions := slices.SortedFunc(maps.Keys(b.sessions), func(x, y backfillSession) int {
		return cmp.Or(cmp.Compare(x.owner, y.owner), cmp.Compare(x.day, y.day))
	})
	for _, s := range sessions {
		at, x := turn(civilDate(s.day)), b.sessions[s]
		t.add(at, noPlace, s.owner, x.source)
		if at {
			t.example(x.deal, x.row)
		}
	}
	turns, others := b.sessionDays()
	share, together := evenShare(turns, others), sessionDispersion(turns, others)
	p := upperTail(float64(t.count)/together, float64(t.of)/together, share)
	if p >= backfillLevel {
		return t, nil
	}
	return t, []sf.Fact{sf.F("expected", number(threeDigits(share*float64(t.of)))), sf.F("p", sf.Text(probability(p)))}
}

// sessionDays is some worked days, and the sessions on them.
type sessionDays struct{ days, sum, squares float64 }

func (s *sessionDays) add(sessions float64) {
	s.days, s.sum, s.squares = s.days+1, s.sum+sessions, s.squares+sessions*sessions
}

// scatter returns the sum of squares about the mean of a day.
func (s sessionDays) scatter() float64 {
	if s.days == 0 {
		return 0
	}
	return s.squares - s.sum*s.sum/s.days
}

// sessionDays counts the sessions of each worked day, at the turn of a month and otherwise.
func (b *backfillSurvey) sessionDays() (turns, others sessionDays) {
	on := make(map[int64]float64)
	for s := range b.sessions {
		on[s.day]++
	}
	for day := b.first; b.any && day <= b.last; day++ {
		switch d := civilDate(day); {
		case !b.calendar.Working(d):
		case turn(d):
			turns.add(on[day])
		default:
			others.add(on[day])
		}
	}
	return turns, others
}

// evenShare returns the share of the worked days that lie at the turn of a month.
func evenShare(turns, others sessionDays) float64 {
	if turns.days+others.days == 0 {
		return 1
	}
	return turns.days / (turns.days + others.days)
}

// sessionDispersion returns how much sessions come together on days, as when a whole team is told to: the variance of their number a day
// over its mean, at least 1. It is that within the days at the turn of a month and within the others, so that what is tested for does not
// count.
func sessionDispersion(turns, others sessionDays) float64 {
	days, sum := turns.days+others.days, turns.sum+others.sum
	if days <= 2 || sum == 0 {
		return 1
	}
	return math.Max(1, (turns.scatter()+others.scatter())/(days-2)*days/sum)
}

// upperTail returns P(X ≥ x) of a binomial distribution, which is I_p(x, n−x+1), also for x and n that are no whole numbers.
func upperTail(x, n, p float64) float64 {
	switch {
	case x <= 0 || p >= 1:
		return 1
	case p <= 0:
		return 0
	default:
		return mathext.RegIncBeta(x, n-x+1, p)
	}
}
