package funnel

import (
	"cmp"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// healthFrame places a check in time. Stages are judged as they stood when the civil day `end` began, and all time is in weeks of seven days that end
// there: week −1 is the last, and of two windows there are 2·weeks. So every week has one Monday, and whatever is done or left undone on some days
// of the week is the same in all of them.
type healthFrame struct {
	clock  *clock
	end    int64
	weeks  int       // in a window
	lag    int       // days between the end and the view's own day
	worked []float64 // of two windows, the last week first: how much of a usual week was worked, by the calendar
}

// The reference: how many whole weeks entries need, and how many of them count at most; and how many exits a stage needs.
const (
	leastReference = 8
	mostReference  = 26
	leastExits     = 10
)

// recordedShare is the share of moves that should be on record of a time that is judged.
const recordedShare = 0.95

// newHealthFrame finds the time at which stages are judged.
func (v *View) newHealthFrame(o HealthOptions) healthFrame {
	f := healthFrame{clock: v.history.clock, weeks: o.weeks()}
	if v.history.rows.recorded != nil {
		if lag := v.Lag(); lag.Moves() >= leastLag {
			f.lag = min(f.civilDays(lag.Quantile(recordedShare)), f.windowDays())
		}
	}
	f.end = f.clock.civil(v.asOf) - int64(f.lag)
	f.worked = workedShares(v.history.options.Calendar, f.start(f.end), 2*f.weeks)
	return f
}

// workedShares returns for each of the weeks before a time, the last one first, how many of its days were worked as a share of those that are no
// weekend, 1 at most: in a week of holidays nothing comes in and nothing leaves, and that is no blockage.
func workedShares(c sf.Calendar, end time.Time, weeks int) []float64 {
	plain := sf.Calendar{Weekend: c.Weekend}
	shares, last := make([]float64, weeks), c.Date(end).AddDays(-1)
	for i := range shares {
		before := last.AddDays(-7)
		shares[i] = 1
		if usual := plain.Days(before, last, true); usual > 0 {
			shares[i] = min(max(float64(c.Days(before, last, true))/float64(usual), 0), 1)
		}
		last = before
	}
	return shares
}

// civilDays returns how many days it takes for so many days of the clock to pass.
func (f *healthFrame) civilDays(days int) int {
	if worked := int(f.clock.week[7]); worked > 0 { // 0 in a clock of all days, too
		return (min(days, MaxAge)*7 + worked - 1) / worked
	}
	return min(days, MaxAge)
}

func (f *healthFrame) windowDays() int { return 7 * f.weeks }

// workedWeeks returns how many weeks of the window were worked, in whole ones, so that no part of one is missed.
func (f *healthFrame) workedWeeks() int {
	sum := 0.0
	for _, share := range f.worked[:f.weeks] {
		sum += share
	}
	return int(sum)
}

// mid returns the first week after the reference.
func (f *healthFrame) mid() int64 { return int64(-2 * f.weeks) }

// week returns the week of an instant.
func (f *healthFrame) week(at int64) int64 { return floorDiv(f.clock.civil(at)-f.end, 7) }

// The first and the last day that every program can write down, 0001-01-01 and 9999-12-31.
const (
	firstDay = earliest / dayMicros
	lastDay  = latest/dayMicros - 1
)

// start returns the beginning of a civil day, or of the nearest one between the years 1 and 9999.
func (f *healthFrame) start(day int64) time.Time {
	day = min(max(day, firstDay), lastDay)
	return time.Date(1970, 1, 1+int(day), 0, 0, 0, 0, f.clock.zone)
}

// startOf returns the beginning of a week.
func (f *healthFrame) startOf(week int64) time.Time { return f.start(f.end + 7*week) }

// healthReading is what a view shows of its stages before and after the reference ended.
type healthReading struct {
	healthFrame
	first  int64   // the civil day on which the first stay came under observation
	seen   bool    // there is one
	intake []int64 // deals that began, or began anew, by weeks before the end
	stages []stageReading
}

// stageReading is what happened in one stage.
type stageReading struct {
	past    stayTable    // of the reference
	stays   []stayWeeks  // at stake since: each with its weeks until the end, if it had not left
	there   []healthDeal // those of them that are still there at the end, the first to come in first
	came    []healthDeal // the last to come in, the last first
	weekly  []int64      // stays that began, by weeks before the end
	visited bool
}

// healthDeal is a deal as an example.
type healthDeal struct {
	entered int64
	deal    uint32
}

// readHealth reads all stays once.
func (v *View) readHealth(f healthFrame) *healthReading {
	r := &healthReading{healthFrame: f, stages: make([]stageReading, v.history.pipeline.Len())}
	r.intake = make([]int64, 2*f.weeks+mostReference)
	for i := range r.stages {
		r.stages[i].weekly = make([]int64, len(r.intake))
	}
	for d := range v.candidates() {
		v.follow(d, listener{stay: func(s stay) { r.take(d, s) }})
	}
	for i := range r.stages {
		slices.SortFunc(r.stages[i].there, func(a, b healthDeal) int {
			return cmp.Or(cmp.Compare(a.entered, b.entered), cmp.Compare(a.deal, b.deal))
		})
	}
	return r
}

// take reads one stay. One that came under observation in mid-life is no entry, and at stake from the next week on.
func (r *healthReading) take(deal uint32, s stay) {
	since := r.clock.civil(s.since)
	if since >= r.end {
		return
	}
	if !r.seen || since < r.first {
		r.first, r.seen = since, true
	}
	at := &r.stages[s.stage]
	at.visited = true
	from, left := r.week(s.since), int64(0) // of the weeks at stake: the first, and the one in which it left; 0: it is still there
	if s.next >= 0 {
		left = min(r.week(s.left), 0)
	}
	if s.since == s.entered {
		r.begin(at, s, deal, -1-from)
	} else {
		from++
	}
	if left < from {
		return
	}
	if past := min(left+1, r.mid()); from < past {
		at.past.add(r.weeksOf(s.entered, from, past), left < r.mid())
	}
	if left < r.mid() {
		return
	}
	at.stays = append(at.stays, r.weeksOf(s.entered, max(from, r.mid()), 0))
	if left == 0 {
		at.there = append(at.there, healthDeal{s.entered, deal})
	}
}

// begin counts a stay that began so many weeks before the last one.
func (r *healthReading) begin(at *stageReading, s stay, deal uint32, week int64) {
	if week < int64(len(r.intake)) {
		at.weekly[week]++
		if s.first {
			r.intake[week]++
		}
	}
	d := healthDeal{s.entered, deal}
	i, _ := slices.BinarySearchFunc(at.came, d, func(a, b healthDeal) int {
		return cmp.Or(cmp.Compare(b.entered, a.entered), cmp.Compare(a.deal, b.deal))
	})
	if i < MaxExamples {
		at.came = slices.Insert(at.came, i, d)
		at.came = at.came[:min(len(at.came), MaxExamples)]
	}
}

// referenceWeeks returns how many whole weeks of the reference were under observation.
func (r *healthReading) referenceWeeks() int {
	if !r.seen {
		return 0
	}
	return int(min(max(r.mid()+(r.end-r.first)/7, 0), mostReference))
}

// ready returns the first day on which there will be enough of a reference.
func (r *healthReading) ready() int64 {
	return r.first + 7*leastReference + 2*int64(r.windowDays()) + int64(r.lag)
}
