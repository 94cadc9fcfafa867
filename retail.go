package salesfunnel

import "time"

// WeekYear is a fiscal year of whole weeks, 52 or 53 of them, cut into quarters of thirteen weeks and months of a pattern such as 4-4-5
// weeks. The 53rd week belongs to the last month. Its zero value ends on the last Sunday of December and has the pattern 4-4-5.
//
// Apple's year is WeekYear{Month: time.September, LastDay: time.Saturday}; that of the American National Retail Federation is
// WeekYear{Month: time.January, LastDay: time.Saturday, Nearest: true, Pattern: [3]int{4, 5, 4}}.
type WeekYear struct {
	Month   time.Month   // the month at whose end the year ends; 0: December
	LastDay time.Weekday // the weekday on which it ends
	Nearest bool         // the LastDay nearest to the month's end, which may fall into the next month; false: the last one in the month
	Pattern [3]int       // weeks of the three months of a quarter, 13 in all; anything else: 4-4-5
}

// lastYear is the last year of a [Date].
const lastYear = 9999

// Months returns n fiscal months in the location of t, the first being the one that holds t.
func (w WeekYear) Months(t time.Time, n int) []Period {
	p := w.pattern()
	return w.cut(t, n, []int{p[0], p[1], p[2], p[0], p[1], p[2], p[0], p[1], p[2], p[0], p[1], p[2]})
}

// Quarters returns n fiscal quarters in the location of t, the first being the one that holds t.
func (w WeekYear) Quarters(t time.Time, n int) []Period { return w.cut(t, n, []int{13, 13, 13, 13}) }

// Years returns n fiscal years in the location of t, the first being the one that holds t.
func (w WeekYear) Years(t time.Time, n int) []Period { return w.cut(t, n, []int{52}) }

// cut returns n periods from the one that holds t on; weeks are the lengths of the periods of a year, the last of which takes the 53rd.
func (w WeekYear) cut(t time.Time, n int, weeks []int) []Period {
	day := DateOf(t)
	year := int(day.Year) - 1 // the year that ends in this calendar year or later
	for year <= lastYear && w.end(year).Compare(day) < 0 {
		year++
	}
	periods := make([]Period, 0, clampPeriods(n))
	for ; year <= lastYear && len(periods) < clampPeriods(n); year++ {
		from, end := w.end(year-1).AddDays(1), w.end(year).AddDays(1)
		if from.IsZero() || end.IsZero() {
			continue // begins or ends beyond the years of a Date
		}
		for i, length := range weeks {
			to := from.AddDays(7 * length)
			if i == len(weeks)-1 {
				to = end
			}
			if day.Compare(to) < 0 && len(periods) < clampPeriods(n) {
				periods = append(periods, between(from, to, t.Location()))
			}
			from = to
		}
	}
	return periods
}

// end returns the last day of the fiscal year that ends by the month's end in a calendar year.
func (w WeekYear) end(year int) Date {
	month := w.Month
	if month < time.January || month > time.December {
		month = time.December
	}
	last := DateOf(time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC))
	back := daysSince(w.LastDay, last.Weekday())
	if w.Nearest && back > 3 {
		return last.AddDays(7 - back)
	}
	return last.AddDays(-back)
}

func (w WeekYear) pattern() [3]int {
	p := w.Pattern
	if p[0] <= 0 || p[1] <= 0 || p[2] <= 0 || p[0]+p[1]+p[2] != 13 {
		return [3]int{4, 4, 5}
	}
	return p
}
