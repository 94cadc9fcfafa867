package funnel

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// healthFrame places a check in time. Days are civil days, by number; the stages are judged at the start of the day `end`, and the reference
// ends at the start of the day `mid`, two windows before.
type healthFrame struct {
	clock    *clock
	mid, end int64
	midClock int64 // the same days as the clock counts them
	endClock int64
	weeks    int // in a window
	lag      int // days between the end and the view's own day
}

// The reference: how many whole weeks entries need, and how many of them count at most; and how many exits a stage needs.
const (
	leastReference = 8
	mostReference  = 26
	leastExits     = tailExits
)

// The window when nothing is said, in weeks.
const (
	leastWeeks = 4
	mostWeeks  = 13
)

// newHealthFrame chooses the window and the time at which stages are judged.
func (v *View) newHealthFrame(o HealthOptions) healthFrame {
	clock := v.history.clock
	f := healthFrame{clock: clock, weeks: (o.WindowDays + 6) / 7}
	if f.weeks == 0 {
		f.weeks = v.healthWeeks()
	}
	if v.history.rows.recorded != nil {
		if lag := v.Lag(); lag.Moves() >= leastLag {
			f.lag = min(f.civilDays(float64(lag.Quantile(recordedShare))), f.windowDays())
		}
	}
	f.end = clock.civil(v.asOf) - int64(f.lag)
	f.mid = f.end - 2*int64(f.windowDays())
	f.midClock, f.endClock = f.clockDay(f.mid), f.clockDay(f.end)
	return f
}

// recordedShare is the share of moves that should be on record of a time that is judged.
const recordedShare = 0.95

func (f *healthFrame) windowDays() int { return 7 * f.weeks }

// civilDays returns how many days it takes for so many days of the clock to pass.
func (f *healthFrame) civilDays(days float64) int {
	if worked := f.clock.week[7]; f.clock.working && worked > 0 {
		days *= 7 / float64(worked)
	}
	return int(math.Ceil(math.Min(days, MaxAge)))
}

// clockDay returns the number that the clock gives to a civil day, which has a noon wherever it has a midnight or not.
func (f *healthFrame) clockDay(day int64) int64 {
	if !f.clock.working {
		return day
	}
	return f.clock.day(time.Date(1970, 1, 1+int(day), 12, 0, 0, 0, f.clock.zone).UnixMicro())
}

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

// healthWeeks returns the longest median stay of any stage that enough deals have left, in weeks. It is that of the view before two of the shortest
// windows, so that deals that are stuck do not make the window long.
func (v *View) healthWeeks() int {
	before := *v
	before.asOf = max(v.asOf-2*7*leastWeeks*dayMicros, earliest)
	table, longest := before.LifeTable(1), 0
	for i, out := range table.stages.out {
		if out != stage.Open {
			continue
		}
		if f := table.flow(i); f.sum >= leastExits {
			longest = max(longest, f.median())
		}
	}
	f := healthFrame{clock: v.history.clock}
	return min(max((f.civilDays(float64(longest))+6)/7, leastWeeks), mostWeeks)
}

// median returns the age by which half of the stays have left, by the estimate of Kaplan and Meier; the oldest that was seen if they have not.
func (f *flow) median() (age int) {
	s := 1.0
	f.each(func(day int, _ []float64, leave, _ float64) {
		if s > 0.5 {
			age = day
		}
		s *= 1 - leave
	})
	return age
}

// healthReading is what a view shows of its stages before and after the reference ended.
type healthReading struct {
	healthFrame
	first  int64 // the civil day on which the first stay came under observation
	seen   bool  // there is one
	table  *LifeTable
	past   []pastStay // what the reference holds, for the days of the week
	intake []int64    // deals that began, or began anew, by weeks before the end
	stages []stageReading
}

// pastStay is a stay of the reference: at risk at the ages from ≤ u < to, left at the last of them or not.
type pastStay struct {
	from, to       int32
	stage, weekday uint8 // of its beginning, as its day modulo 7
	left           bool
}

// stageReading is what happened in one stage since the reference ended.
type stageReading struct {
	stays   []recentStay
	there   []healthDeal // those of them that are still there at the end
	came    []healthDeal // the last stays that began, the latest first
	weekly  []int64      // stays that began, by weeks before the end
	visited bool
}

// recentStay is a stay that was under observation after the reference ended, and would be at risk at the ages from ≤ u < to if it had not left.
type recentStay struct {
	from, to, weekday int32
}

// healthDeal is a deal as an example.
type healthDeal struct {
	entered int64
	deal    uint32
}

// readHealth reads all stays once.
func (v *View) readHealth(f healthFrame) *healthReading {
	r := &healthReading{healthFrame: f, table: NewLifeTable(1), stages: make([]stageReading, v.history.pipeline.Len())}
	r.table.bind(v.history.pipeline)
	r.intake = make([]int64, 2*f.weeks+mostReference)
	for i := range r.stages {
		r.stages[i].weekly = make([]int64, 2*f.weeks+mostReference)
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

// take reads one stay.
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
	leftDay := r.end // or later
	if s.next >= 0 {
		leftDay = min(leftDay, r.clock.civil(s.left))
	}
	if s.since == s.entered {
		week := (r.end - 1 - since) / 7
		at.begin(healthDeal{s.entered, deal}, week)
		if s.first && week < int64(len(r.intake)) {
			r.intake[week]++
		}
	}
	weekday := floorMod7(r.clock.civil(s.entered))
	entered := r.clock.day(s.entered)
	from := r.clock.day(s.since) - entered
	if since < r.mid {
		r.learn(s, entered, from, leftDay, weekday)
		from = r.midClock - entered
	}
	if leftDay < r.mid {
		return
	}
	to := heldAge(r.endClock - entered)
	at.stays = append(at.stays, recentStay{min(heldAge(from), to), to, weekday})
	if leftDay >= r.end {
		at.there = append(at.there, healthDeal{s.entered, deal})
	}
}

// learn takes what had happened of a stay when the reference ended.
func (r *healthReading) learn(s stay, entered, from, leftDay int64, weekday int32) {
	next, age := s.next, r.midClock-entered
	left := leftDay < r.mid
	if left {
		age = r.clock.day(s.left) - entered
	} else {
		next = -1
	}
	r.table.add(s.stage, next, from, age)
	to := heldAge(age)
	if left && age < MaxAge {
		to++
	}
	r.past = append(r.past, pastStay{min(heldAge(from), to), to, uint8(s.stage), uint8(weekday), left && age < MaxAge})
}

// begin counts a stay that began some weeks before the end.
func (s *stageReading) begin(d healthDeal, week int64) {
	if week < int64(len(s.weekly)) {
		s.weekly[week]++
	}
	i, _ := slices.BinarySearchFunc(s.came, d, func(a, b healthDeal) int {
		return cmp.Or(cmp.Compare(b.entered, a.entered), cmp.Compare(a.deal, b.deal))
	})
	if i < MaxExamples {
		s.came = slices.Insert(s.came, i, d)
		s.came = s.came[:min(len(s.came), MaxExamples)]
	}
}

// heldAge returns an age within what a life table holds.
func heldAge(age int64) int32 { return int32(min(max(age, 0), MaxAge)) }

func floorMod7(day int64) int32 { return int32(day - 7*floorDiv(day, 7)) }

// referenceWeeks returns how many whole weeks of the reference were under observation.
func (r *healthReading) referenceWeeks() int {
	if !r.seen {
		return 0
	}
	return int(min(max((r.mid-r.first)/7, 0), mostReference))
}

// laws returns how long stays last in each stage, nil where too few have left, and the factor of each weekday.
func (r *healthReading) laws() ([]*stayLaw, *[7]float64) {
	laws, ages := make([]*stayLaw, len(r.stages)), make([]int32, len(r.stages))
	for i := range r.stages {
		for _, s := range r.stages[i].stays {
			ages[i] = max(ages[i], s.to)
		}
	}
	for _, s := range r.past {
		ages[s.stage] = max(ages[s.stage], s.to)
	}
	for i := range laws {
		if r.table.stages.out[i] != stage.Open {
			continue
		}
		if f := r.table.flow(i); f.sum >= leastExits {
			laws[i] = newStayLaw(f)
			laws[i].reach(int(ages[i]))
		}
	}
	return laws, r.weekdays(laws)
}

// weekdayWeight is how many exits, as many as expected, stand behind the factor of a weekday.
const weekdayWeight = 10

// weekdays returns by how much more, or less, deals leave on a weekday than their ages lead one to expect, in all stages together: with O exits and E
// expected, which are made to agree over the week, (O + 10)/(E + 10). Where the clock counts working days alone it is 1.
//
// Deals that came in on Friday have seen little of a salesman by Monday, and a check on a Monday would take them for stuck.
func (r *healthReading) weekdays(laws []*stayLaw) *[7]float64 {
	factor := [7]float64{1, 1, 1, 1, 1, 1, 1}
	if r.clock.working {
		return &factor
	}
	var seen, expected [7]float64
	left, sum := 0.0, 0.0
	for _, s := range r.past {
		law := laws[s.stage]
		if law == nil {
			continue
		}
		law.expected(s.from, s.to, int32(s.weekday), &expected)
		if s.left {
			seen[(int32(s.weekday)+s.to-1)%7]++
			left++
		}
	}
	for _, e := range expected {
		sum += e
	}
	if !(sum > 0) {
		return &factor
	}
	for c := range factor {
		factor[c] = (seen[c] + weekdayWeight) / (expected[c]*left/sum + weekdayWeight)
	}
	return &factor
}
