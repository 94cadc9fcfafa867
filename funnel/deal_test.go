package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// lifeOfADeal is a deal from its first row to long after its close.
func lifeOfADeal() []funnel.Event {
	next := base.Add(9 * day)
	return []funnel.Event{
		{
			Deal: "d", At: base, Stage: "lead", Owner: "ann", Amount: cny(5), Close: sf.Date{Year: 2026, Month: 5, Day: 1},
			Facts: []sf.Fact{sf.F("source", sf.Text("web")), sf.F("region", sf.Text("south")), sf.F("region", sf.Text("north"))},
		},
		{Deal: "d", At: base.Add(2 * day), Stage: "demo", NextAt: next, Reason: "keen", Facts: []sf.Fact{sf.F("source", sf.Value{}), sf.F("seats", sf.Int(7))}},
		{Deal: "d", At: base.Add(3 * day), Owner: "bo", Amount: cny(8)},
		{Deal: "d", At: base.Add(5 * day), Stage: "won", Amount: cny(10), Reason: "price"},
		{Deal: "d", At: base.Add(7 * day), Amount: cny(99), Facts: []sf.Fact{sf.F("seats", sf.Int(8))}},
		{Deal: "d", At: base.Add(8 * day), Stage: "won", Amount: cny(98), Owner: "cy"},
		{Deal: "d", At: base.Add(9 * day), Stage: "won", Close: sf.Date{Year: 2026, Month: 4, Day: 2}},
		{Deal: "e", At: base, Owner: "ann"},
	}
}

func TestDealByHand(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, lifeOfADeal()...)
	at := func(days int) sf.Value { return sf.Instant(base.Add(time.Duration(days) * day)) }
	tests := []struct {
		asOf time.Time
		want sf.FactMap
	}{
		{base.Add(4 * day), sf.FactMap{
			"id": sf.Text("d"), "stage": sf.Text("demo"), "outcome": sf.Text("open"), "owner": sf.Text("bo"), "amount": sf.Amount(cny(8)),
			"close": sf.Day(sf.Date{Year: 2026, Month: 5, Day: 1}), "reason": sf.Text("keen"), "next_at": at(9), "created": at(0), "entered": at(2),
			"last_activity": at(3), "age_days": sf.Int(4), "stage_days": sf.Int(2), "region": sf.Text("north"), "seats": sf.Int(7),
			"closed": {}, "source": {}, "other": {}, "": {},
		}},
		{base.Add(30 * day), sf.FactMap{
			"id": sf.Text("d"), "stage": sf.Text("won"), "outcome": sf.Text("won"), "owner": sf.Text("bo"), "amount": sf.Amount(cny(10)),
			"close": sf.Day(sf.Date{Year: 2026, Month: 4, Day: 2}), "reason": sf.Text("price"), "next_at": at(9), "created": at(0), "entered": at(5),
			"last_activity": at(9), "age_days": sf.Int(30), "stage_days": sf.Int(25), "region": sf.Text("north"), "seats": sf.Int(8),
			"closed": at(5), "source": {}, "other": {}, "": {},
		}},
	}
	for _, test := range tests {
		d, ok := h.AsOf(test.asOf).Deal("d")
		require.True(t, ok)
		for name, want := range test.want {
			assert.True(t, want.Equal(d.Fact(name)), "%v %s: want %v, got %v", test.asOf, name, want, d.Fact(name))
		}
		text := func(name string) string { s, _ := test.want[name].Text(); return s }
		instant := func(name string) time.Time { s, _ := test.want[name].Time(); return s }
		id, entered := d.Stage()
		assert.Equal(t, []string{text("id"), text("stage"), text("owner"), text("reason")}, []string{d.ID(), id, d.Owner(), d.Reason()})
		assert.Equal(t, []time.Time{instant("entered"), instant("created"), instant("last_activity"), instant("next_at")},
			[]time.Time{entered, d.Created(), d.LastActivity(), d.NextAt()})
		closed, ok := d.Closed()
		assert.Equal(t, test.want["closed"].Known(), ok)
		assert.Equal(t, instant("closed"), closed)
		assert.Equal(t, text("outcome"), d.Outcome().String())
		assert.Equal(t, h.Pipeline().StageID(d.StageIndex()), id)
		days, _ := test.want["stage_days"].Float()
		assert.InDelta(t, days, d.Days(), 0)
		assert.Equal(t, test.want["amount"].String(), d.Amount().String())
		assert.Equal(t, test.want["close"].String(), d.Close().String())
	}
}

func TestVisitsHaveTheOwnerAtTheirEnd(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, lifeOfADeal()...)
	d, _ := h.AsOf(ever).Deal("d")
	assert.Equal(t, []funnel.Visit{
		{Deal: "d", Owner: "ann", Stage: 0, Next: 1, First: true, Entered: base, Since: base, Left: base.Add(2 * day), Days: 2},
		{Deal: "d", Owner: "bo", Stage: 1, Next: 3, Entered: base.Add(2 * day), Since: base.Add(2 * day), Left: base.Add(5 * day), Days: 3},
	}, d.Visits())
	handed := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		but(on(0, "lead"), func(e *funnel.Event) { e.Owner = "ann" }), but(on(1, "demo"), func(e *funnel.Event) { e.Owner = "bo" }))
	d, _ = handed.AsOf(base.Add(3 * day)).Deal("d")
	require.Len(t, d.Visits(), 2)
	assert.Equal(t, "ann", d.Visits()[0].Owner, "who took it over did not own it before")
	assert.Equal(t, "bo", d.Visits()[1].Owner)
}

func TestDealWithoutStage(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, lifeOfADeal()...)
	v := h.AsOf(base.Add(day))
	d, ok := v.Deal("e")
	require.True(t, ok)
	id, entered := d.Stage()
	assert.Empty(t, id)
	assert.True(t, entered.IsZero() && d.NextAt().IsZero())
	assert.Equal(t, -1, d.StageIndex())
	assert.Equal(t, stage.Open, d.Outcome())
	assert.Zero(t, d.Days())
	assert.Empty(t, d.Visits())
	assert.False(t, d.Amount().Known())
	for _, name := range []string{"stage", "outcome", "entered", "closed", "stage_days", "reason", "next_at", "amount", "close"} {
		assert.False(t, d.Fact(name).Known(), name)
	}
	age, _ := d.Fact("age_days").Float()
	assert.InDelta(t, 1, age, 0)
	assert.Equal(t, "ann", d.Owner())
	_, ok = v.Deal("f")
	assert.False(t, ok)
	_, ok = h.AsOf(base).Deal("d")
	assert.False(t, ok, "its first row is not before")
	_, ok = v.Select(func(d funnel.Deal) bool { return d.ID() == "e" }).Deal("d")
	assert.False(t, ok, "not selected")
}

func TestLastActivityWithTouches(t *testing.T) {
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	b.Touch(sf.Activity{Of: "d", At: base.Add(6 * day), Recorded: base.Add(8 * day)}) // before its deal is known
	b.Add(on(0, "lead"))
	b.Add(but(on(0, "lead"), func(e *funnel.Event) { e.Deal = "e" }))
	b.Touch(sf.Activity{Of: "d", At: base.Add(3 * day), Recorded: base})
	b.Touch(sf.Activity{Of: "nobody", At: base})
	b.Touch(sf.Activity{Of: "", At: base})
	b.Touch(sf.Activity{Of: "d"})
	b.Touch(sf.Activity{Of: "d", At: base, Recorded: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)})
	h, err := b.History()
	require.NoError(t, err)
	assert.Equal(t, []string{"bad_time 2/8 [6 7]", "no_deal 1/8 [5]", "touch_unknown 1/8 [4]"}, brief(h.Findings()))
	assert.Equal(t, int64(8), h.Rows())
	assert.Equal(t, 2, h.Events())
	for asOf, want := range map[int]int{1: 0, 3: 0, 4: 3, 7: 3, 8: 3, 9: 6} {
		v := h.AsOf(base.Add(time.Duration(asOf) * day))
		d, ok := v.Deal("d")
		require.True(t, ok)
		assert.Equal(t, base.Add(time.Duration(want)*day), d.LastActivity(), asOf)
		e, _ := v.Deal("e")
		assert.Equal(t, base, e.LastActivity())
	}
}

func TestDaysDependOnTheCalendar(t *testing.T) {
	at := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			panic(err)
		}
		return t
	}
	rows := []funnel.Event{
		{Deal: "d", At: at("2026-10-02T15:59:00Z"), Stage: "lead"}, // Friday 23:59 in Shanghai
		{Deal: "d", At: at("2026-10-05T16:01:00Z"), Stage: "demo"}, // Tuesday 00:01 in Shanghai
	}
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	for _, x := range []struct {
		o    funnel.Options
		want int
	}{
		{funnel.Options{}, 3},
		{funnel.Options{Calendar: sf.Calendar{Location: shanghai}}, 4},
		{funnel.Options{Calendar: sf.Calendar{Location: shanghai, Weekend: weekend}}, 4},
		{funnel.Options{Calendar: sf.Calendar{Weekend: weekend}, Working: true}, 1},
		{funnel.Options{Calendar: sf.Calendar{Location: shanghai, Weekend: weekend}, Working: true}, 2},
		{funnel.Options{Calendar: sf.Calendar{Location: shanghai, Weekend: weekend, Holidays: []sf.Date{{Year: 2026, Month: 10, Day: 5}}}, Working: true}, 1},
	} {
		h := historyOf(t, sixStages(t, stageForward), x.o, rows...)
		v := h.AsOf(at("2026-10-05T16:02:00Z"))
		d, _ := v.Deal("d")
		assert.Equal(t, x.want, d.Visits()[0].Days)
		assert.Zero(t, d.Visits()[1].Days)
		assert.Equal(t, x.o.Calendar.Zone(), v.AsOf().Location())
		assert.Equal(t, x.o.Calendar.Zone(), d.Created().Location())
	}
}

func TestYearsOneTo9999(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		funnel.Event{Deal: "d", At: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), Stage: "lead"},
		funnel.Event{Deal: "d", At: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), Stage: "demo"})
	d, ok := h.AsOf(time.Date(10000, 5, 1, 0, 0, 0, 0, time.UTC)).Deal("d")
	require.True(t, ok)
	require.Len(t, d.Visits(), 2)
	assert.Equal(t, 3652057, d.Visits()[0].Days) // 9999 years hold 3652059 days, from 0001-01-01 to 9999-12-31
	assert.Equal(t, 1, d.Visits()[1].Days)
}
