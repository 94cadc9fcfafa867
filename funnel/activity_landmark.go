package funnel

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// landmark is one deal in a stage at an age.
type landmark struct {
	stage, age     int
	touched, moved bool
}

// touchStudy is a landmark analysis.
type touchStudy struct {
	view                   *View
	window, horizon, every int64
	oldest                 int64
	kinds                  []string
	since                  int64 // the first day on which touches are on record whole; beyond every other: there are none

	strata                           [][]touchStratum // by stage and landmark
	whole                            touchJackknife
	stages                           []touchJackknife
	unfollowed, unwatched, unmatched int64
	counting                         bool
	deal                             uint32 // the one whose landmarks are handed over
}

// touchStratum counts the landmarks of one stage and age.
type touchStratum struct {
	n, x [2]int64 // not touched and touched: all, and those that progress
}

func (v *View) newTouchStudy(o TouchEffectOptions) *touchStudy {
	s := &touchStudy{
		view: v, window: int64(cmp.Or(o.WindowDays, 14)), horizon: int64(cmp.Or(o.HorizonDays, 30)), every: int64(cmp.Or(o.EveryDays, 7)),
		oldest: int64(cmp.Or(o.MaxAgeDays, 180)), kinds: o.Kinds, since: latest, counting: true,
		strata: make([][]touchStratum, v.history.pipeline.Len()), stages: make([]touchJackknife, v.history.pipeline.Len()),
	}
	if first := v.touchesSince(); first != never {
		s.since = v.history.clock.day(first)
	}
	for i := range s.strata {
		s.strata[i] = make([]touchStratum, s.oldest/s.every+1)
	}
	return s
}

// eachDeal hands over the landmarks of each deal.
func (s *touchStudy) eachDeal(take func(marks []landmark)) {
	var marks []landmark
	var days []int64
	for d := range s.view.candidates() {
		marks, days = marks[:0], s.touchDays(d, days[:0])
		s.view.follow(d, listener{stay: func(x stay) { marks = s.landmarks(x, days, marks) }})
		if len(marks) > 0 {
			slices.SortStableFunc(marks, func(a, b landmark) int { return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.age, b.age)) })
			s.deal = d
			take(marks)
		}
	}
	s.counting = false
}

// touchDays appends the days on which a deal was touched; activities are in order already.
func (s *touchStudy) touchDays(deal uint32, days []int64) []int64 {
	touches := s.view.history.touchesOf(deal)
	for i := range touches {
		t := &touches[i]
		if t.at != never && s.view.shows(t) && (len(s.kinds) == 0 || slices.Contains(s.kinds, t.activity.Kind)) {
			days = append(days, s.view.history.clock.day(t.at))
		}
	}
	return days
}

// landmarks appends those of one stay that can be used.
func (s *touchStudy) landmarks(x stay, touched []int64, marks []landmark) []landmark {
	clock, p := s.view.history.clock, s.view.history.pipeline
	entered, since, left, today := clock.day(x.entered), clock.day(x.since), clock.day(x.left), clock.day(s.view.asOf)
	forward := x.next >= 0 && (p.Outcome(x.next) == stage.Won || p.Outcome(x.next) == stage.Open && x.next > x.stage)
	for age := s.every; age <= s.oldest && entered+age <= left; age += s.every {
		at := entered + age
		from := at - min(s.window, age)
		switch {
		case x.next < 0 && at == left: // the view's day, of which nothing is seen yet
		case from < max(since, s.since):
			s.miss(&s.unwatched)
		case at+s.horizon > today:
			s.miss(&s.unfollowed)
		default:
			i, _ := slices.BinarySearch(touched, from)
			marks = append(marks, landmark{
				stage: x.stage, age: int(age / s.every), touched: i < len(touched) && touched[i] < at, moved: forward && left < at+s.horizon,
			})
		}
	}
	return marks
}

// miss counts a landmark that is left out, in the first of the two readings.
func (s *touchStudy) miss(n *int64) {
	if s.counting {
		*n++
	}
}

// tally counts the landmarks of a deal.
func (s *touchStudy) tally(marks []landmark) {
	for _, m := range marks {
		s.strata[m.stage][m.age].add(m, 1)
	}
}

func (t *touchStratum) add(m landmark, by int64) {
	arm := 0
	if m.touched {
		arm = 1
	}
	t.n[arm] += by
	if m.moved {
		t.x[arm] += by
	}
}

// weigh sums over the strata.
func (s *touchStudy) weigh() {
	for i, ages := range s.strata {
		for _, t := range ages {
			if t.n[0] == 0 || t.n[1] == 0 {
				s.unmatched += t.n[0] + t.n[1]
				continue
			}
			s.stages[i].take(t)
			s.whole.take(t)
		}
	}
}

// leaveOut computes what the estimates are without a deal.
func (s *touchStudy) leaveOut(marks []landmark) {
	s.whole.without(s, marks)
	for i := 0; i < len(marks); { // those of one stage stand together
		j := i + 1
		for j < len(marks) && marks[j].stage == marks[i].stage {
			j++
		}
		s.stages[marks[i].stage].without(s, marks[i:j])
		i = j
	}
}

func (s *touchStudy) result() *TouchEffect {
	out := &TouchEffect{
		TouchDifference: s.whole.difference(), Stages: []StageTouchEffect{},
		Unfollowed: s.unfollowed, Unwatched: s.unwatched, Unmatched: s.unmatched,
		Notes: []sf.Note{sf.NewNote(CodeTouchNotCause, "")},
	}
	if out.Difference.IsZero() {
		out.Notes = append(out.Notes, s.whole.why())
	}
	for i := range s.stages {
		if s.view.history.pipeline.Outcome(i) == stage.Open {
			out.Stages = append(out.Stages, StageTouchEffect{s.view.history.pipeline.StageID(i), s.stages[i].difference()})
		}
	}
	return out
}
