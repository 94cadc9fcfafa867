package funnel_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestAViewIsTheHistoryOfWhatItSees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		want := tell(t, historyOf(t, p, o, visible...).AsOf(asOf))
		require.Equal(t, want, tell(t, historyOf(t, p, o, events...).AsOf(asOf)))
	})
}

func TestNothingLaterChangesAView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		changed := drawLater(t, events, asOf)
		want := tell(t, historyOf(t, p, o, events...).AsOf(asOf))
		require.Equal(t, want, tell(t, historyOf(t, p, o, changed...).AsOf(asOf)))
	})
}

func TestInputOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		for i := range events {
			events[i].Seq = int64(i) - 5
		}
		want := tell(t, historyOf(t, p, o, events...).AsOf(asOf))
		require.Equal(t, want, tell(t, historyOf(t, p, o, rapid.Permutation(events).Draw(t, "shuffled")...).AsOf(asOf)))
	})
}

func TestWalkReadsAsAViewDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		v := historyOf(t, p, o, events...).AsOf(asOf)
		byDeal := make(map[string][]funnel.Event)
		for _, e := range events {
			byDeal[e.Deal] = append(byDeal[e.Deal], e)
		}
		var all []funnel.Visit
		for d := range v.Deals() {
			visits, _ := funnel.Walk(p, o, asOf, byDeal[d.ID()])
			require.Equal(t, d.Visits(), visits)
			all = append(all, visits...)
		}
		require.Equal(t, slices.Collect(v.Visits()), all)
	})
}

func TestSplitPartsTheDeals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := historyOf(t, drawPipeline(t), drawOptions(t), drawEvents(t)...)
		v := h.AsOf(drawTime(t, "as of"))
		fact := rapid.SampledFrom([]string{"owner", "stage", "source", "id", "amount", "nothing"}).Draw(t, "fact")
		whole := tell(t, v)
		counts := h.AsOf(time.Time{}).Counts()
		var ids, names []string
		var rows int
		for name, part := range v.Split(fact) {
			require.NoError(t, counts.Merge(part.Counts()))
			require.Positive(t, part.Len())
			names, rows = append(names, name), rows+part.Events()
			for d := range part.Deals() {
				ids = append(ids, d.ID())
				if value := d.Fact(fact); value.Known() {
					require.Equal(t, name, value.String())
				} else {
					require.Empty(t, name)
				}
				_, ok := part.Deal(d.ID())
				require.True(t, ok)
			}
			require.Equal(t, tell(t, v.Select(func(d funnel.Deal) bool { _, ok := part.Deal(d.ID()); return ok })), tell(t, part))
			for _, inner := range part.Split(fact) { // a part does not part again
				require.Equal(t, tell(t, part), tell(t, inner))
			}
		}
		require.True(t, slices.IsSorted(names))
		require.Len(t, slices.Compact(names), len(names))
		slices.Sort(ids)
		require.Equal(t, slices.Collect(dealIDs(v)), ids)
		require.Equal(t, whole.Counts, string(encode(t, counts)))
		require.Equal(t, whole.Rows, rows)
		require.Equal(t, whole, tell(t, v.Select(func(funnel.Deal) bool { return true })))
		none := v.Select(func(funnel.Deal) bool { return false })
		require.Zero(t, none.Len()+none.Events()+len(none.Findings()))
	})
}

func dealIDs(v *funnel.View) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for d := range v.Deals() {
			if !yield(d.ID()) {
				return
			}
		}
	}
}

func TestDwellsTelescope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOptions(t)
		asOf := base.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "as of")) * time.Hour)
		v := historyOf(t, drawPipeline(t), o, drawEvents(t)...).AsOf(asOf)
		days := func(from, to time.Time) int {
			return o.Calendar.Days(o.Calendar.Date(from), o.Calendar.Date(to), o.Working)
		}
		for d := range v.Deals() {
			sum, visits := 0, d.Visits()
			for i, visit := range visits {
				if visit.Entered.Year() < 2 { // a civil date may lie in the year 0, which a Date cannot say
					return
				}
				require.Equal(t, days(visit.Entered, visit.Left), visit.Days)
				require.Equal(t, days(visit.Entered, visit.Since), visit.SinceDays)
				require.Equal(t, visit.Since.After(visit.Entered), visit.Late)
				require.False(t, visit.Since.After(visit.Left))
				if i > 0 && !visits[i-1].Left.Equal(visit.Entered) { // the deal was closed in between
					require.True(t, visit.First)
					break
				}
				sum += visit.Days
				require.Equal(t, days(visits[0].Entered, visit.Left), sum)
			}
		}
	})
}

func TestBuilderGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		half := rapid.IntRange(0, len(events)).Draw(t, "half")
		b := funnel.NewBuilder(p, o)
		build := func() *funnel.History {
			h, err := b.History()
			require.NoError(t, err)
			return h
		}
		for _, e := range events[:half] {
			b.Add(e)
		}
		first := build()
		want := tell(t, historyOf(t, p, o, events[:half]...).AsOf(asOf))
		require.Equal(t, want, tell(t, first.AsOf(asOf)))
		for _, e := range events[half:] {
			b.Add(e)
			b.Touch(sf.Activity{Of: e.Deal, At: e.At})
		}
		for _, e := range events[half:] {
			b.Add(e)
		}
		second, third := build(), build()
		require.Equal(t, want, tell(t, first.AsOf(asOf)))
		require.Equal(t, tell(t, second.AsOf(asOf)), tell(t, third.AsOf(asOf)))
		require.Equal(t, second.Findings(), third.Findings())
		require.Equal(t, second.Rows(), int64(len(events)+2*(len(events)-half)))
		require.Equal(t, historyOf(t, p, o, events[:half]...).Findings(), first.Findings())
	})
}

func TestBetweenIsAsOfAtRiskSince(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := historyOf(t, drawPipeline(t), drawOptions(t), drawEvents(t)...)
		from, to := drawTime(t, "from"), drawTime(t, "to")
		require.Equal(t, tell(t, h.AsOf(to)), tell(t, h.Between(time.Time{}, to)))
		since, ok := h.Between(from, to).Since()
		require.True(t, ok)
		want := []funnel.Visit{}
		for visit := range h.AsOf(to).Visits() {
			if visit.Left.Before(since) {
				continue
			}
			if visit.Since.Before(since) {
				visit.Since, visit.Late = since, true
			}
			visit.First, visit.SinceDays = false, 0
			want = append(want, visit)
		}
		got := []funnel.Visit{}
		for visit := range h.Between(from, to).Visits() {
			require.False(t, visit.Since.After(visit.Left))
			visit.First, visit.SinceDays = false, 0
			got = append(got, visit)
		}
		require.Equal(t, want, got)
		_, ok = h.AsOf(to).Since()
		require.False(t, ok)
	})
}

func TestOneReadingFromManyGoroutines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		before := runtime.GOMAXPROCS(1)
		want := tell(t, historyOf(t, p, o, events...).AsOf(asOf))
		runtime.GOMAXPROCS(max(before, 4))
		defer runtime.GOMAXPROCS(before)
		h := historyOf(t, p, o, events...)
		var got [4]told
		var done sync.WaitGroup
		for i := range got {
			done.Go(func() { got[i] = tell(t, h.AsOf(asOf)) })
		}
		done.Wait()
		for _, g := range got {
			require.Equal(t, want, g)
		}
	})
}

func TestEmptyHistory(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{})
	assert.Zero(t, h.Len()+h.Events()+int(h.Rows())+len(h.Findings()))
	_, _, ok := h.Span()
	assert.False(t, ok)
	assert.Equal(t, "six", h.Pipeline().ID())
	for _, asOf := range []time.Time{{}, base, time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		v := h.AsOf(asOf)
		assert.Equal(t, 0, v.Len()+v.Events()+len(v.Findings())+len(slices.Collect(v.Visits())))
		_, ok := v.Deal("")
		assert.False(t, ok)
		for range v.Split("owner") {
			t.Error("a part of nothing")
		}
		assert.Equal(t, h.Pipeline(), v.Pipeline())
	}
	assert.Panics(t, func() { funnel.NewBuilder(nil, funnel.Options{}) })
}

func TestIteratorsStop(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		funnel.Event{Deal: "a", At: base, Stage: "lead"}, funnel.Event{Deal: "a", At: base.Add(day), Stage: "demo"},
		funnel.Event{Deal: "b", At: base, Stage: "lead"}, funnel.Event{Deal: "c", At: base, Stage: "lead"})
	v := h.AsOf(ever)
	for _, view := range []*funnel.View{v, v.Select(func(funnel.Deal) bool { return true })} {
		n := 0
		for range view.Visits() {
			n++
			break
		}
		for range view.Deals() {
			n++
			break
		}
		for range view.Split("id") {
			n++
			break
		}
		assert.Equal(t, 3, n)
	}
	first, last, ok := h.Span()
	assert.True(t, ok)
	assert.Equal(t, base, first)
	assert.Equal(t, base.Add(day), last)
}

func TestCalendarIsCopied(t *testing.T) {
	weekend := []time.Weekday{time.Saturday}
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{Calendar: sf.Calendar{Weekend: weekend}})
	weekend[0] = time.Monday
	h.Calendar().Weekend[0] = time.Tuesday
	h.AsOf(base).Calendar().Weekend[0] = time.Tuesday
	assert.Equal(t, []time.Weekday{time.Saturday}, h.Calendar().Weekend)
}
