package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// sixStages returns a pipeline with two won stages under the rules given.
func sixStages(t require.TestingT, m stage.Moves) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "six", Moves: m, Stages: []stage.Stage{
		{ID: "lead", Aliases: []string{"线索"}},
		{ID: "demo"},
		{ID: "offer"},
		{ID: "won", Outcome: stage.Won},
		{ID: "won2", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// cny returns an amount.
func cny(n int64) sf.Money { return money(n, "CNY") }

func money(n int64, currency string) sf.Money {
	m, err := sf.MoneyOf(decimal.NewFromInt(n), currency)
	if err != nil {
		panic(err)
	}
	return m
}

// stageForward are the rules most tests use.
var stageForward = stage.Moves{Policy: stage.Forward}

const day = 24 * time.Hour

// base is the midnight before European clocks change.
var base = time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC)

// drawTime draws an instant of a grid that makes ties likely; now and then one that is hardly a time.
func drawTime(t *rapid.T, label string) time.Time {
	if rapid.IntRange(0, 19).Draw(t, label+" odd") == 0 {
		return rapid.SampledFrom([]time.Time{
			{},
			time.Unix(-62135596800, 500).UTC(), time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(0, 5, 5, 0, 0, 0, 0, time.UTC),
			time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Unix(1<<62, 0), time.Unix(-1<<62, 0), time.Date(1969, 12, 31, 23, 59, 59, 999_999_500, time.UTC),
			base.Add(700), base.Add(1300), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2262, 4, 12, 0, 0, 0, 0, time.UTC),
		}).Draw(t, label)
	}
	return base.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, label)) * 4 * time.Hour)
}

func drawValue(t *rapid.T) sf.Value {
	return rapid.SampledFrom([]sf.Value{
		{},
		sf.Text("web"), sf.Text("fair"), sf.Text(""), sf.Text("\xff"), sf.Int(5), sf.Bool(true), sf.Tags("a", "b"), sf.Tags("a", "\xfe"),
		sf.Number(decimal.RequireFromString("12345678901234567890.5")), sf.Day(sf.Date{Year: 2026, Month: 1, Day: 2}),
	}).Draw(t, "value")
}

// drawEvent draws a row of one of six deals, often with something wrong.
func drawEvent(t *rapid.T) funnel.Event {
	e := funnel.Event{
		Deal:   rapid.SampledFrom([]string{"a", "b", "a\x00", "深圳", "deal-0001", "deal-0002", "a", "b", "a", "b", "", "\xff"}).Draw(t, "deal"),
		At:     drawTime(t, "at"),
		Seq:    rapid.SampledFrom([]int64{0, 0, 0, 1, 2, -1, 1 << 62}).Draw(t, "seq"),
		Stage:  rapid.SampledFrom([]string{"", "lead", "demo", "offer", "线索", "demo", "offer", "won", "won2", "lost", "nowhere", "\xff"}).Draw(t, "stage"),
		Owner:  rapid.SampledFrom([]string{"", "", "ann", "bo", "\xfe"}).Draw(t, "owner"),
		Amount: rapid.SampledFrom([]sf.Money{{}, {}, cny(5), cny(0), cny(-7), money(5, "USD")}).Draw(t, "amount"),
		Reason: rapid.SampledFrom([]string{"", "", "price", "\xfd"}).Draw(t, "reason"),
		Close:  rapid.SampledFrom([]sf.Date{{}, {}, {Year: 2026, Month: 5, Day: 1}, {Year: 2026, Month: 2, Day: 30}, {Year: -1, Month: 1, Day: 1}}).Draw(t, "close"),
	}
	switch rapid.IntRange(0, 5).Draw(t, "recorded") {
	case 0:
		e.Recorded = drawTime(t, "recorded at")
	case 1:
		e.Recorded = e.At.Add(time.Duration(rapid.IntRange(-2, 40).Draw(t, "lag")) * 4 * time.Hour)
	}
	if rapid.IntRange(0, 4).Draw(t, "has next") == 0 {
		e.NextAt = drawTime(t, "next")
	}
	for range rapid.IntRange(0, 2).Draw(t, "facts") {
		name := rapid.SampledFrom([]string{"source", "region", "stage", "", "\xff", "age_days"}).Draw(t, "name")
		e.Facts = append(e.Facts, sf.F(name, drawValue(t)))
	}
	return e
}

// drawEvents draws up to thirty rows; some stand twice.
func drawEvents(t *rapid.T) []funnel.Event {
	events := rapid.SliceOfN(rapid.Custom(drawEvent), 0, 30).Draw(t, "events")
	for range rapid.IntRange(0, 3).Draw(t, "repeated") {
		if len(events) > 0 {
			events = append(events, events[rapid.IntRange(0, len(events)-1).Draw(t, "which")])
		}
	}
	return events
}

func drawPipeline(t *rapid.T) *stage.Pipeline {
	return sixStages(t, rapid.SampledFrom([]stage.Moves{
		{Policy: stage.Forward},
		{Policy: stage.Next, Back: true},
		{Policy: stage.Free, Reopen: true},
		{Policy: stage.Graph, Graph: map[string][]string{"lead": {"demo", "lost"}, "demo": {"offer"}, "offer": {"won"}, "lost": {"lead", "won2"}}},
	}).Draw(t, "moves"))
}

func drawOptions(t *rapid.T) funnel.Options {
	o := funnel.Options{
		Working:      rapid.Bool().Draw(t, "working"),
		NewestFirst:  rapid.Bool().Draw(t, "newest first"),
		RecordedLate: rapid.SampledFrom([]time.Duration{0, 0, -1, time.Hour, 400 * time.Hour, 1}).Draw(t, "late after"),
	}
	o.Calendar.Location = rapid.SampledFrom(zones()).Draw(t, "zone")
	o.Calendar.Weekend = rapid.SampledFrom([][]time.Weekday{nil, {time.Saturday, time.Sunday}, {0, 1, 2, 3, 4, 5, 6}}).Draw(t, "weekend")
	if rapid.Bool().Draw(t, "holidays") {
		day := sf.DateOf(base)
		o.Calendar.Holidays = []sf.Date{day.AddDays(2), day.AddDays(4), day.AddDays(4), {Year: 1960, Month: 5, Day: 5}}
		o.Calendar.Workdays = []sf.Date{day, day.AddDays(3)}
	}
	return o
}

// zones are the locations that laws are tried in; those with clock changes are left out where there is no zone database.
func zones() []*time.Location {
	list := []*time.Location{nil, time.UTC, time.FixedZone("east", 14*3600), time.FixedZone("west", -12*3600-1800)}
	for _, name := range []string{"Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Pacific/Apia"} {
		if zone, err := time.LoadLocation(name); err == nil {
			list = append(list, zone)
		}
	}
	return list
}

// historyOf builds a lenient history.
func historyOf(t require.TestingT, p *stage.Pipeline, o funnel.Options, events ...funnel.Event) *funnel.History {
	h, err := funnel.NewHistory(p, slices.Values(events), o)
	require.NoError(t, err)
	return h
}

// heldAt returns an instant as a history holds it; ok is false for one that it refuses.
func heldAt(t time.Time) (held time.Time, ok bool) {
	held = t.UTC().Truncate(time.Microsecond)
	return held, held.After(time.Time{}) && t.Before(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))
}

// visibleAt is the rule of visibility, written down a second time.
func visibleAt(e funnel.Event, t time.Time) bool {
	asOf := t.UTC().Truncate(time.Microsecond)
	at, ok := heldAt(e.At)
	recorded := at
	if ok && !e.Recorded.IsZero() {
		recorded, ok = heldAt(e.Recorded)
	}
	return ok && at.Before(asOf) && recorded.Before(asOf)
}

// told is all that a view says, in a form that can be compared.
type told struct {
	Visits   []funnel.Visit
	Counts   string
	Findings []string
	Deals    []string
	Rows     int
}

func tell(t require.TestingT, v *funnel.View) told {
	out := told{Visits: slices.Collect(v.Visits()), Counts: string(encode(t, v.Counts())), Rows: v.Events()}
	for _, f := range v.Findings() {
		out.Findings = append(out.Findings, fmt.Sprint(f.Code, f.Args, f.Count))
	}
	for d := range v.Deals() {
		out.Deals = append(out.Deals, describe(t, d))
	}
	require.Len(t, out.Deals, v.Len())
	return out
}

// describe asks a deal everything.
func describe(t require.TestingT, d funnel.Deal) string {
	var b strings.Builder
	names := []string{
		"age_days", "amount", "close", "closed", "created", "entered", "id", "last_activity", "next_at", "outcome", "owner", "reason", "stage",
		"stage_days", "source", "region", "", "unheard of",
	}
	for _, name := range names {
		fmt.Fprintf(&b, "%s=%v ", name, d.Fact(name))
	}
	id, entered := d.Stage()
	closed, ok := d.Closed()
	require.Equal(t, d.Outcome() != stage.Open, ok)
	fmt.Fprint(&b, d.ID(), id, entered, d.StageIndex(), d.Outcome(), d.Created(), closed, d.Days(), d.Owner(), d.Amount(), d.Close(), d.Reason(),
		d.NextAt(), d.LastActivity(), d.Visits())
	return b.String()
}

// drawLater returns the events with others that happened or came on record at asOf or later, and without some of those that were not visible then:
// nothing seen as of that time may differ.
func drawLater(t *rapid.T, events []funnel.Event, asOf time.Time) (changed []funnel.Event) {
	for _, e := range events {
		for range rapid.IntRange(0, 2).Draw(t, "added") {
			late := drawEvent(t)
			if visibleAt(late, asOf) { // back-dated
				late.Recorded = asOf.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "lag")) * time.Hour)
			}
			changed = append(changed, late)
		}
		if visibleAt(e, asOf) || rapid.Bool().Draw(t, "kept") {
			changed = append(changed, e)
		}
	}
	return changed
}
