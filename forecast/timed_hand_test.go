package forecast_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Stages of the pipeline of the tests.
const (
	lead, offer, signing, old, won, lost = 0, 1, 2, 3, 4, 5
	still                                = -1 // has not left
)

// stays adds n stays of so many days.
func stays(t *funnel.LifeTable, pipe *stage.Pipeline, n, from, to, days int) {
	for i := range n {
		t.Add(pipe, funnel.Visit{Deal: fmt.Sprint(from, to, days, i), Stage: from, Next: to, First: true, Days: days})
	}
}

// tenLeads is ten stays as lead: two won after a day, three lost after two, five won after three. The hazards are h_won(1) = 2/10,
// h_lost(2) = 3/8 and h_won(3) = 1, those of the tail 10/23, from the 10 + 8 + 5 stays at risk from the first exit on, and of them 7 in 10 won.
func tenLeads(t testing.TB, unit int) *funnel.Hazards {
	pipe := pipeline(t)
	table := funnel.NewLifeTable(unit)
	stays(table, pipe, 2, lead, won, 1)
	stays(table, pipe, 3, lead, lost, 2)
	stays(table, pipe, 5, lead, won, 3)
	h, err := table.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	return h
}

func timed(t require.TestingT, h *funnel.Hazards, o forecast.TimedOptions) forecast.Model {
	m, err := forecast.Timed(h, o)
	require.NoError(t, err)
	return m
}

// leads is a book of deals in the first stage that entered on those days; "" does not say.
func leads(t testing.TB, entered ...string) *forecast.Book {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i, each := range entered {
		d := forecast.Deal{ID: fmt.Sprint(i), Stage: "lead"}
		if each != "" {
			d.Entered = at(each)
		}
		b.Deals = append(b.Deals, d)
	}
	return b
}

func winBy(t require.TestingT, m forecast.Model, b *forecast.Book, by ...time.Time) ([]float64, []sf.Note) {
	rows, notes, err := m.WinBy(nil, b, by)
	require.NoError(t, err)
	return rows, notes
}

func TestTimedByHand(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "2026-11-22", "2026-11-21", "2026-11-20", "2026-11-19", "2026-11-10", "")
	by := []time.Time{at("2026-11-22"), asOf, at("2026-11-23"), at("2026-11-24"), at("2026-11-25"), at("2026-11-25").Add(1), at("2026-11-26"), at("2027-11-26")}
	rows, notes := winBy(t, m, b, by...)
	w := len(by) + 1
	assert.InDeltaSlice(t, []float64{0, 0, 0, .2, .2, .7, .7, .7, .7}, rows[:w], 1e-12, "new: survives day 0, .2 the next day, then .8·5/8")
	assert.InDeltaSlice(t, []float64{0, 0, .2, .2, .7, .7, .7, .7, .7}, rows[w:2*w], 1e-12, "a day old")
	assert.InDeltaSlice(t, []float64{0, 0, 0, .625, .625, .625, .625, .625, .625}, rows[2*w:3*w], 1e-12, "two days: 3 in 8 are lost")
	assert.InDeltaSlice(t, []float64{0, 0, 1, 1, 1, 1, 1, 1, 1}, rows[3*w:4*w], 1e-12, "three days: all that got there were won")
	q := 13.0 / 23 // stays another day
	tail := []float64{0, 0, .7 * (1 - q), .7 * (1 - q*q), .7 * (1 - q*q*q), .7 * (1 - math.Pow(q, 4)), .7 * (1 - math.Pow(q, 4)), .7, .7}
	assert.InDeltaSlice(t, tail, rows[4*w:5*w], 1e-9, "twelve days, which nobody was seen at")
	assert.InDeltaSlice(t, rows[:w], rows[5*w:], 0, "one that does not say is new")
	assert.Equal(t, []string{"forecast.no_entered ", "forecast.extrapolated "}, codes(notes))
	assert.Equal(t, "1 of 6 open deals do not say when they entered their stage; they are taken to be new there", notes[0].Text)
	assert.Equal(t, "阶段 lead：其 6 个商机的预测中有 17% 依赖从未观察到的停留时长", notes[1].In(sf.Chinese), "one deal in six")
}

func TestTimedHorizonIsSaid(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{HorizonDays: 2})
	by := []time.Time{at("2026-11-23"), at("2026-11-24"), at("2026-11-25"), at("2026-11-26")}
	rows, notes := winBy(t, m, leads(t, "2026-11-22"), by...)
	assert.InDeltaSlice(t, []float64{0, .2, .2, .2, .7}, rows, 1e-12, "what is won after two days stands under ever alone")
	assert.Equal(t, []string{"forecast.beyond_horizon "}, codes(notes))
	assert.Equal(t, "2 of the times asked for lie beyond the 2 days that the model reaches; what is won after those stands under later", notes[0].Text)
	far := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	rows, _ = winBy(t, m, leads(t, "2026-11-22"), far)
	assert.InDeltaSlice(t, []float64{.2, .7}, rows, 1e-12)
}

// Closed deals are no question of pace, and a book without open deals needs no stage to be known.
func TestTimedOfClosedDeals(t *testing.T) {
	for _, o := range []forecast.TimedOptions{{}, {Lag: new(funnel.Lag)}} {
		m := timed(t, tenLeads(t, 1), o)
		b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{{Stage: "won", Entered: at("2026-11-01")}, {Stage: "lost"}, {Stage: "won"}}}
		rows, notes := winBy(t, m, b, at("2026-11-01"), at("2026-11-02"), at("2026-12-01"))
		assert.Equal(t, []float64{0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1}, rows)
		assert.Empty(t, notes)
		rows, _ = winBy(t, m, &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}, at("2026-12-01"))
		assert.Empty(t, rows)
	}
}

func TestTimedRefusals(t *testing.T) {
	h := tenLeads(t, 1)
	_, err := forecast.Timed(nil, forecast.TimedOptions{HorizonDays: -1})
	assert.Equal(t, []string{"forecast.no_hazards hazards", "forecast.horizon_days horizon_days"}, said(t, err))
	_, err = forecast.Timed(new(funnel.Hazards), forecast.TimedOptions{})
	assert.Equal(t, []string{"forecast.no_hazards hazards"}, said(t, err))
	_, err = forecast.Timed(h, forecast.TimedOptions{HorizonDays: forecast.MostHorizonDays + 1})
	assert.Equal(t, []string{"forecast.horizon_days horizon_days"}, said(t, err))
	history := twoPaths(t, false)
	effect, err := history.AsOf(asOf).CalendarEffect(hazardsOf(t, history.AsOf(asOf)), sf.Quarters(asOf, 1))
	require.NoError(t, err)
	_, err = forecast.Timed(h, forecast.TimedOptions{Effect: effect, Lag: new(funnel.Lag)})
	assert.Equal(t, []string{"forecast.lag_with_effect lag", "forecast.other_hazards effect"}, said(t, err))

	m := timed(t, h, forecast.TimedOptions{})
	b := leads(t, "2026-11-20")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "offer"}, forecast.Deal{Stage: "old"}, forecast.Deal{Stage: "offer"})
	_, _, err = m.WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.not_learned ", "forecast.not_learned "}, said(t, err))
	_, _, err = m.WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
	assert.Panics(t, func() { _, _, _ = m.WinBy(make([]float64, 3), leads(t, ""), nil) }, "dst of another length")
	assert.NotPanics(t, func() { _, _, _ = m.WinBy(make([]float64, 1), leads(t, ""), nil) })

	var loop funnel.LifeTable // lead and offer go round within a day
	stays(&loop, pipeline(t), 5, lead, offer, 0)
	stays(&loop, pipeline(t), 5, offer, lead, 0)
	round, err := loop.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	for _, o := range []forecast.TimedOptions{{}, {Lag: new(funnel.Lag)}} {
		_, err = forecast.Timed(round, o)
		assert.True(t, isInvalid(err))
	}
}

// In units of two days, an age or a time in the middle of a unit lies halfway between the two around it.
func TestTimedInterpolatesUnits(t *testing.T) {
	h := tenLeads(t, 2)
	c, err := h.Curves(10)
	require.NoError(t, err)
	m := timed(t, h, forecast.TimedOptions{HorizonDays: 19})
	by := []time.Time{at("2026-11-23"), at("2026-11-24"), at("2026-11-25"), at("2026-12-12")}
	even, _ := winBy(t, m, leads(t, "2026-11-20"), by...)
	odd, _ := winBy(t, m, leads(t, "2026-11-21"), by...)
	one := func(age, horizon int) float64 { p, _ := c.WinBy(lead, age, horizon); return p }
	ever := func(age int) float64 { p, _ := c.WinEver(lead, age); return p }
	assert.InDeltaSlice(t, []float64{(one(1, 0) + one(1, 1)) / 2, one(1, 1), (one(1, 1) + one(1, 2)) / 2, one(1, 10), ever(1)}, even, 1e-12)
	both := func(f func(age, horizon int) float64, h int) float64 { return (f(0, h) + f(1, h)) / 2 }
	assert.InDeltaSlice(t, []float64{both(one, 1) / 2, both(one, 1), (both(one, 1) + both(one, 2)) / 2, both(one, 10), (ever(0) + ever(1)) / 2}, odd, 1e-12)
}

// In units of three days, an age a third of the way counts a third of the next.
func TestTimedInterpolatesThirds(t *testing.T) {
	h := tenLeads(t, 3)
	c, err := h.Curves(10)
	require.NoError(t, err)
	rows, _ := winBy(t, timed(t, h, forecast.TimedOptions{HorizonDays: 30}), leads(t, "2026-11-21"), at("2026-11-23"))
	young, _ := c.WinEver(lead, 0)
	aged, _ := c.WinEver(lead, 1)
	now, _ := c.WinBy(lead, 0, 1)
	next, _ := c.WinBy(lead, 1, 1)
	assert.InDeltaSlice(t, []float64{(2*now + next) / 9, (2*young + aged) / 3}, rows, 1e-12, "one day of three, and a third of the age")
}

// A history of working days gives a model of working days: of twenty leads that were won on the first or the second Monday, none was at a weekend.
func TestTimedOfAWorkingHistory(t *testing.T) {
	week := sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}
	h, err := funnel.NewHistory(pipeline(t), func(yield func(funnel.Event) bool) {
		for i := range 20 {
			id := fmt.Sprint(i)
			yield(funnel.Event{Deal: id, At: at("2026-10-02"), Stage: "lead"}) // a Friday
			yield(funnel.Event{Deal: id, At: at("2026-10-05").AddDate(0, 0, 7*(i%2)), Stage: "won"})
		}
	}, funnel.Options{Calendar: week, Working: true})
	require.NoError(t, err)
	m, err := forecast.TimedOf(h.AsOf(at("2026-11-20")), forecast.TimedOfOptions{Hazards: funnel.HazardOptions{Prior: 1e-12}})
	require.NoError(t, err)
	b := leads(t, "2026-11-20")
	b.AsOf, b.Calendar = at("2026-11-20"), week // a Friday too
	rows, _ := winBy(t, m, b, at("2026-11-23"), at("2026-11-24"), at("2026-11-30"), at("2026-12-01"))
	assert.InDeltaSlice(t, []float64{0, .5, .5, 1, 1}, rows, 1e-9, "half of them after one working day, and all after six")
}

// Working days: from Friday 20 November to Monday 23 is one day, and a book of the weekend is that of the Monday.
func TestTimedOfWorkingDays(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{Working: true})
	week := sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}, Holidays: []sf.Date{day("2026-11-25")}}
	b := leads(t, "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-20")
	b.Calendar = week
	by := []time.Time{at("2026-11-23"), at("2026-11-24"), at("2026-11-25"), at("2026-11-26"), at("2026-11-27")}
	b.AsOf = at("2026-11-23")
	monday, _ := winBy(t, m, b, by...)
	aged := []float64{0, .2, .2, .2, .7, .7} // a day old on Monday; Wednesday is a holiday, so Thursday is the third day
	assert.InDeltaSlice(t, []float64{0, 0, .625, .625, .625, .625}, monday[:6], 1e-12, "Thursday to Monday are two working days")
	assert.InDeltaSlice(t, aged, monday[6:12], 1e-12)
	assert.InDeltaSlice(t, aged, monday[12:18], 1e-12, "what began on a Saturday began with Friday, as in the life table")
	for _, each := range []time.Time{at("2026-11-21").Add(time.Hour), at("2026-11-22")} {
		b.AsOf = each
		weekend, _ := winBy(t, m, b, by...)
		assert.InDeltaSlice(t, monday, weekend, 0, "nothing happens on days off")
	}
	b.Calendar.Weekend = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	idle, _ := winBy(t, m, b, by...)
	assert.InDeltaSlice(t, []float64{0, 0, 0, 0, 0, .7}, idle[:6], 1e-12, "whoever never works ages no day, and has one to come: the first")
}

// twoPaths is a history of leads that go to offer after two days and on to won or lost; with later, something comes after asOf.
func twoPaths(t testing.TB, later bool) *funnel.History {
	t.Helper()
	return historyOf(t, pipeline(t), func(yield func(id, to string, day time.Time)) {
		for i := range 60 {
			id, begin := fmt.Sprint("d", i), at("2026-09-01").AddDate(0, 0, i)
			yield(id, "lead", begin)
			yield(id, "offer", begin.AddDate(0, 0, 2))
			if i%5 == 4 {
				yield(id, "lead", begin.AddDate(0, 0, 5)) // back again
				continue
			}
			end := begin.AddDate(0, 0, 4+i%7)
			if i%2 == 0 && end.Before(asOf) {
				yield(id, "won", end)
			} else {
				yield(id, "lost", end)
			}
		}
		if later {
			for i := range 60 {
				yield(fmt.Sprint("d", i), "won", at("2026-11-23"))
				yield(fmt.Sprint("n", i), "lead", at("2026-11-24"))
			}
		}
	})
}

func historyOf(t testing.TB, pipe *stage.Pipeline, rows func(yield func(id, to string, day time.Time))) *funnel.History {
	t.Helper()
	h, err := funnel.NewHistory(pipe, func(yield func(funnel.Event) bool) {
		rows(func(id, to string, day time.Time) { yield(funnel.Event{Deal: id, At: day, Stage: to}) })
	}, funnel.Options{})
	require.NoError(t, err)
	return h
}

func hazardsOf(t testing.TB, v *funnel.View) *funnel.Hazards {
	t.Helper()
	h, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	return h
}

// What comes after the view changes nothing of what is learned from it, whatever is learned.
func TestTimedOfLooksAtNothingLater(t *testing.T) {
	before, after := twoPaths(t, false).AsOf(asOf), twoPaths(t, true).AsOf(asOf)
	for _, o := range []forecast.TimedOfOptions{{}, {Periods: sf.Quarters(at("2026-09-01"), 4)}, {Lagged: true}, {UnitDays: 7}, {Hazards: funnel.HazardOptions{Prior: 3}}} {
		one, err := forecast.TimedOf(before, o)
		require.NoError(t, err)
		other, err := forecast.TimedOf(after, o)
		require.NoError(t, err)
		by := []time.Time{at("2026-11-25"), at("2026-12-10"), at("2027-01-01")}
		a, notes := winBy(t, one, forecast.BookOf(before, asOf, nil), by...)
		b, again := winBy(t, other, forecast.BookOf(after, asOf, nil), by...)
		assert.Equal(t, a, b)
		assert.Equal(t, notes, again)
		assert.Equal(t, forecast.Fit{Learned: true, AsOf: before.AsOf()}, forecast.FitOf(one))
	}
}

// A deal that came back is as old as its last visit: d59 entered lead on 30 October and again on 4 November.
func TestTimedCountsFromTheLastVisit(t *testing.T) {
	v := twoPaths(t, false).AsOf(asOf)
	b := forecast.BookOf(v, asOf, nil)
	m, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
	require.NoError(t, err)
	found := false
	for _, d := range b.Deals {
		if d.ID != "d59" {
			continue
		}
		found = true
		assert.Equal(t, at("2026-11-04"), d.Entered)
		alone := &forecast.Book{Pipeline: b.Pipeline, AsOf: asOf, Deals: []forecast.Deal{d, {ID: "same age", Stage: "lead", Entered: at("2026-11-04")}}}
		rows, _ := winBy(t, m, alone, at("2026-12-01"))
		assert.InDeltaSlice(t, rows[:2], rows[2:], 0)
	}
	assert.True(t, found)
}

// Without a prior the only deal of its age speaks for all others: certain. With the default one it does not.
func TestTimedOfHasNoCertaintyOfOneDeal(t *testing.T) {
	v := historyOf(t, pipeline(t), func(yield func(id, to string, day time.Time)) {
		for i := range 30 {
			id := fmt.Sprint(i)
			yield(id, "lead", at("2026-10-01"))
			switch {
			case i == 0:
				yield(id, "won", at("2026-10-21")) // the only one that stayed so long
			case i%3 == 0:
				yield(id, "won", at("2026-10-05"))
			default:
				yield(id, "lost", at("2026-10-08"))
			}
		}
	}).AsOf(at("2026-10-30"))
	b := &forecast.Book{Pipeline: v.Pipeline(), AsOf: at("2026-10-30"), Deals: []forecast.Deal{{Stage: "lead", Entered: at("2026-10-15")}}}
	plain, _ := winBy(t, timed(t, hazardsOf(t, v), forecast.TimedOptions{}), b)
	assert.InDelta(t, 1, plain[0], 1e-12)
	m, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
	require.NoError(t, err)
	steadied, _ := winBy(t, m, b)
	assert.Less(t, steadied[0], 0.95)
	assert.Greater(t, steadied[0], 1.0/3, "but it is more than a new deal's")
}

func TestTimedOfRefusals(t *testing.T) {
	v := twoPaths(t, false).AsOf(asOf)
	_, err := forecast.TimedOf(v, forecast.TimedOfOptions{Hazards: funnel.HazardOptions{Prior: -1}})
	assert.True(t, isInvalid(err))
	_, err = forecast.TimedOf(v, forecast.TimedOfOptions{Periods: []sf.Period{{}}})
	assert.True(t, isInvalid(err))
	_, err = forecast.TimedOf(v, forecast.TimedOfOptions{UnitDays: 7, Periods: sf.Quarters(asOf, 1)})
	assert.True(t, isInvalid(err))
	_, err = forecast.TimedOf(v, forecast.TimedOfOptions{Lagged: true, Periods: sf.Quarters(asOf, 1)})
	assert.Equal(t, []string{"forecast.lag_with_effect lag"}, said(t, err))
}

// Nothing is known before the first deal, and every stage is refused by name.
func TestTimedOfNothing(t *testing.T) {
	m, err := forecast.TimedOf(twoPaths(t, false).AsOf(at("2026-01-01")), forecast.TimedOfOptions{})
	require.NoError(t, err)
	_, _, err = m.WinBy(nil, leads(t, ""), nil)
	assert.Equal(t, []string{"forecast.not_learned "}, said(t, err))
}

// With factors of 1 the calendar effect gives what the plain curves give.
func TestTimedWithoutEffectInItsPeriods(t *testing.T) {
	v := twoPaths(t, false).AsOf(asOf)
	past := []sf.Period{{From: at("2020-01-01"), To: at("2020-04-01")}}
	h := hazardsOf(t, v)
	effect, err := v.CalendarEffect(h, past)
	require.NoError(t, err)
	b := forecast.BookOf(v, asOf, nil)
	by := []time.Time{at("2026-11-20"), at("2026-11-25"), at("2026-12-10"), at("2031-01-01")}
	plain, _ := winBy(t, timed(t, h, forecast.TimedOptions{}), b, by...)
	same, notes := winBy(t, timed(t, h, forecast.TimedOptions{Effect: effect}), b, by...)
	assert.InDeltaSlice(t, plain, same, 1e-9)
	assert.Contains(t, codes(notes), "forecast.beyond_horizon ")
	none, _ := winBy(t, timed(t, h, forecast.TimedOptions{Effect: effect}), b, at("2026-11-20"))
	assert.InDelta(t, 0, none[0], 0, "a time that has passed asks for no curve")
}

// What the hazards warn of is passed on for stages in the book alone: offers have five exits behind their tail, and leads are in no want.
func TestTimedPassesWarningsOn(t *testing.T) {
	pipe := pipeline(t)
	table := funnel.NewLifeTable(1)
	stays(table, pipe, 40, lead, won, 3)
	stays(table, pipe, 5, offer, won, 2)
	stays(table, pipe, 2, offer, still, 9)
	h, err := table.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	m := timed(t, h, forecast.TimedOptions{})
	_, notes := winBy(t, m, leads(t, "2026-11-22"), at("2026-12-01"))
	assert.Empty(t, notes)
	b := leads(t, "2026-11-22")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "offer", Entered: at("2026-11-22")})
	_, notes = winBy(t, m, b, at("2026-11-24"))
	assert.Equal(t, []string{"funnel.tail_few "}, codes(notes))
}
