package salesfunnel

import "time"

// Period is the half-open interval [From, To). Its location is From's.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// MaxPeriods bounds how many periods one call returns; a larger n is cut to it.
const MaxPeriods = 10_000

// Contains reports whether From ≤ t < To.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Valid reports whether the period ends after it begins.
func (p Period) Valid() bool { return p.From.Before(p.To) }

// Equal reports whether p and q hold the same instants.
func (p Period) Equal(q Period) bool { return p.From.Equal(q.From) && p.To.Equal(q.To) }

// String returns "2026-01-01..2026-04-01", the dates of its ends in its location; the second is the first day that is no longer in it.
func (p Period) String() string {
	return DateOf(p.From).String() + ".." + DateOf(p.To.In(p.From.Location())).String()
}

// Months returns n calendar months in the location of t, the first being the one that holds t.
func Months(t time.Time, n int) []Period { return spans(t, n, 1, time.January) }

// Quarters returns n calendar quarters in the location of t, the first being the one that holds t.
func Quarters(t time.Time, n int) []Period { return spans(t, n, 3, time.January) }

// Years returns n calendar years in the location of t, the first being the one that holds t.
func Years(t time.Time, n int) []Period { return spans(t, n, 12, time.January) }

// FiscalQuarters returns n quarters of a fiscal year that begins with the month first, the first quarter being the one that holds t.
func FiscalQuarters(t time.Time, n int, first time.Month) []Period { return spans(t, n, 3, first) }

// FiscalYears returns n fiscal years that begin with the month first, the first year being the one that holds t.
func FiscalYears(t time.Time, n int, first time.Month) []Period { return spans(t, n, 12, first) }

// Weeks returns n weeks that begin on the weekday first, in the location of t, the first week being the one that holds t.
func Weeks(t time.Time, n int, first time.Weekday) []Period {
	begin := DateOf(t)
	begin = begin.AddDays(-daysSince(first, begin.Weekday()))
	periods := make([]Period, 0, clampPeriods(n))
	for i := range clampPeriods(n) {
		periods = append(periods, between(begin.AddDays(7*i), begin.AddDays(7*(i+1)), t.Location()))
	}
	return periods
}

// spans returns n spans of some months each, counted from a first month of the year.
func spans(t time.Time, n, months int, first time.Month) []Period {
	since := ((int(t.Month())-int(first))%12 + 12) % 12
	year, month := t.Year(), int(t.Month())-since%months
	periods := make([]Period, 0, clampPeriods(n))
	for i := range clampPeriods(n) {
		periods = append(periods, Period{
			From: startOfDay(year, time.Month(month+i*months), 1, t.Location()),
			To:   startOfDay(year, time.Month(month+(i+1)*months), 1, t.Location()),
		})
	}
	return periods
}

// between returns the period from the start of one day to the start of another.
func between(from, to Date, loc *time.Location) Period {
	return Period{From: from.In(loc), To: to.In(loc)}
}

func clampPeriods(n int) int { return min(max(n, 0), MaxPeriods) }

// daysSince returns how many days ago the last weekday w was, seen from today.
func daysSince(w, today time.Weekday) int { return ((int(today)-int(w))%7 + 7) % 7 }
