package funnel

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Weeks end before Monday 2026-03-02. A stay that began on Tuesday the 10th of February began on the second day of week −3.
func TestWeeksOfAStay(t *testing.T) {
	at := func(day, hour int) int64 { return time.Date(2026, 2, day, hour, 0, 0, 0, time.UTC).UnixMicro() }
	f := healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 4}
	f.end = f.clock.civil(at(30, 12)) // the 2nd of March
	assert.Equal(t, int64(-3), f.week(at(10, 15)))
	assert.Equal(t, []int64{-1, 0, -2}, []int64{f.week(at(29, 23)), f.week(at(30, 0)), f.week(at(22, 23))})
	steps := func(from, to int64) []int { return slices.Collect(f.weeksOf(at(10, 15), from, to).steps()) }
	assert.Equal(t, []int{1, 7, 8}, steps(-3, 0))
	assert.Equal(t, []int{1}, steps(-3, -2))
	assert.Equal(t, []int{8}, steps(-1, 0))
	assert.Empty(t, steps(0, 0))
	assert.Equal(t, []int{6, 7}, slices.Collect(f.weeksOf(at(15, 0), -3, -1).steps()), "Sunday is the last day of a week")
	for range f.weeksOf(at(10, 15), -3, 0).steps() { // a loop may end at the first step, and at a later one
		break
	}
	old := f.weeksOf(earliest, -8, 0)
	assert.Equal(t, []int32{-1, mostSteps, mostSteps}, []int32{old.first, old.from, old.to})
}

// Five stays: one began on day 1 of a week and left in it, one began on day 1 and left in the week after, one began on day 6 and left two weeks after, one was
// followed in step 8 alone and left, and one began on day 6 and was still there after step 7.
//
//	step           1    6    7    8
//	at risk        2    2    3    2
//	left           1    0    1    2
//	Λ             1/2   0   1/3  1/2 + 1
func TestStayLawByHand(t *testing.T) {
	var table stayTable
	worked := []float64{1, 1, 1}
	table.add(stayWeeks{1, 7, 7}, true)
	table.add(stayWeeks{1, 7, 8}, true)
	table.add(stayWeeks{6, 7, 9}, true)
	table.add(stayWeeks{-1, 8, 9}, true)
	table.add(stayWeeks{6, 7, 8}, false)
	table.add(stayWeeks{-1, mostSteps, mostSteps}, true) // beyond what is kept
	assert.Equal(t, []int64{0, 2, 0, 0, 0, 0, 2, 3, 2}, table.risk)
	assert.Equal(t, []int64{0, 1, 0, 0, 0, 0, 0, 1, 2}, table.left)
	assert.Equal(t, []int64{6, 4}, []int64{table.stays, table.exits})

	law := table.law()
	assert.Equal(t, stayLaw{{}, {1. / 2, 1. / 4}, {}, {}, {}, {}, {}, {1. / 3, 1. / 9}, {3. / 2, 5. / 4}}, law)

	// One stay of steps 1 and 7, one of 7, one of 8 and of 9 and 10, which nobody was seen in, and one of 3, which nobody was seen in either.
	hazards, variance := law.outlast([]stayWeeks{{1, 7, 8}, {-1, 7, 8}, {-1, 8, 11}, {3, 7, 7}}, worked)
	assert.InDeltaSlice(t, []float64{5. / 6, 1. / 3, 3. / 2, 0}, hazards, 1e-15)
	p, q, r := math.Exp(-5./6), math.Exp(-1./3), math.Exp(-3./2)
	assert.InDelta(t, p*p/4+(p+q)*(p+q)/9+r*r*5/4, variance, 1e-15)
	for _, law := range []stayLaw{law, new(stayTable).law()} {
		hazards, variance = law.outlast([]stayWeeks{{3, 12, 14}}, worked) // nobody was seen then
		assert.Equal(t, []float64{0, 0}, []float64{hazards[0], variance})
	}

	// The last week was worked by half, and the one before not at all.
	hazards, variance = law.outlast([]stayWeeks{{1, 7, 8}, {-1, 7, 9}, {-1, 8, 9}}, []float64{.5, 0})
	assert.InDeltaSlice(t, []float64{1. / 6, 3. / 4, 3. / 4}, hazards, 1e-15)
	half := math.Exp(-3. / 4)
	assert.InDelta(t, math.Exp(-1./3)/4/9+half*half*5/4, variance, 1e-15)
}

// Weeks end before Monday 2026-10-12. In the last one, 国庆 is until Thursday the 8th, worked days are Friday the 9th and Saturday the 10th; in the one before, Thursday
// and Friday are off.
func TestWorkedShares(t *testing.T) {
	c := sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}, Workdays: []sf.Date{{Year: 2026, Month: 10, Day: 10}, {Year: 2026, Month: 9, Day: 20}}}
	for day := uint8(1); day <= 8; day++ {
		c.Holidays = append(c.Holidays, sf.Date{Year: 2026, Month: 10, Day: day})
	}
	end := time.Date(2026, 10, 12, 0, 0, 0, 0, time.UTC)
	assert.Equal(t, []float64{2. / 5, 3. / 5, 1, 1}, workedShares(c, end, 4), "six days of a week count as a usual one")
	c.Weekend = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	assert.Equal(t, []float64{1, 1}, workedShares(c, end, 2))
	assert.Equal(t, []float64{1, 1}, workedShares(sf.Calendar{}, end, 2))
	f := healthFrame{weeks: 3, worked: []float64{.4, .6, 1, 0, 0, 0}}
	assert.Equal(t, 2, f.workedWeeks())
}

// Weeks end before day 20,000, and a window is one week. A stay that was entered in week −5 and came under observation in week −3 is at stake from week −2 on, in
// its steps 9 and 10, and was no entry; one that was seen in week −4 and left in it tells nothing. One that began in week −4 and left in it is learned from.
func TestStaysInMidLifeAreAtStakeFromTheNextWeek(t *testing.T) {
	at := func(day int64) int64 { return (20_000 + day) * dayMicros }
	f := healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 1, end: 20_000}
	r := healthReading{healthFrame: f, intake: make([]int64, 6), stages: []stageReading{{weekly: make([]int64, 6)}}}
	r.take(1, stay{next: -1, entered: at(-30), since: at(-20), left: at(0)})
	r.take(2, stay{next: 1, entered: at(-30), since: at(-25), left: at(-24)})
	s := &r.stages[0]
	assert.Empty(t, s.past.risk)
	assert.Equal(t, []stayWeeks{{-1, 9, 11}}, s.stays)
	assert.Equal(t, []healthDeal{{at(-30), 1}}, s.there)
	r.take(3, stay{next: 1, first: true, entered: at(-24), since: at(-24), left: at(-22)})
	r.take(4, stay{next: 1, entered: at(-24), since: at(-24), left: at(-3)})
	assert.Equal(t, []int64{0, 0, 0, 0, 2, 0, 0, 1}, s.past.risk, "day 4 of a week, and step 7 in week −3")
	assert.Equal(t, []int64{0, 0, 0, 0, 1, 0, 0, 0}, s.past.left)
	assert.Equal(t, []stayWeeks{{-1, 9, 11}, {-1, 8, 10}}, s.stays)
	assert.Equal(t, [][]int64{{0, 0, 0, 2, 0, 0}, {0, 0, 0, 1, 0, 0}}, [][]int64{s.weekly, r.intake})
	assert.Equal(t, int64(20_000-25), r.first)
}

// What is at stake since week −2: a stay that came under observation in it from the next week on, in its step 10; one that began in week −4 and left in
// week −2, in the steps 8 and 9; and one that began in week −1 and left a week after the end, which is still there.
func TestStaysAtStake(t *testing.T) {
	at := func(day int64) int64 { return (20_000 + day) * dayMicros }
	f := healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 1, end: 20_000}
	r := healthReading{healthFrame: f, intake: make([]int64, 6), stages: []stageReading{{weekly: make([]int64, 6)}}}
	r.take(1, stay{next: -1, entered: at(-30), since: at(-10), left: at(0)})
	r.take(2, stay{next: 1, entered: at(-24), since: at(-24), left: at(-10)})
	r.take(3, stay{next: 1, entered: at(-3), since: at(-3), left: at(8)})
	s := &r.stages[0]
	assert.Equal(t, []stayWeeks{{-1, 10, 11}, {-1, 8, 10}, {4, 7, 7}}, s.stays)
	assert.Equal(t, []int64{0, 0, 0, 0, 1, 0, 0, 1}, s.past.risk, "the second, in the weeks −4 and −3")
	assert.Equal(t, int64(0), s.past.exits, "it left later")
	assert.Equal(t, []healthDeal{{at(-30), 1}, {at(-3), 3}}, s.there)
}

// Deals that came in at the same instant are examples by their ids.
func TestExamplesOfAnInstant(t *testing.T) {
	at := int64(19_999) * dayMicros
	r := healthReading{healthFrame: healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 1, end: 20_000}, intake: make([]int64, 6), stages: []stageReading{{weekly: make([]int64, 6)}}}
	want := make([]healthDeal, 0, MaxExamples+2)
	for deal := range uint32(MaxExamples + 2) {
		r.take(deal, stay{next: -1, entered: at, since: at, left: at + dayMicros})
		want = append(want, healthDeal{at, deal})
	}
	assert.Equal(t, want[:MaxExamples], r.stages[0].came)
}
