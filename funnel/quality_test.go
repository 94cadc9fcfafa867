package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// dealRow returns a row of another deal.
func dealRow(id string, e funnel.Event) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Deal = id })
}

func by(owner string, e funnel.Event) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Owner = owner })
}

// reasonOf gives a row a reason.
func reasonOf(reason string, e funnel.Event) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Reason = reason })
}

func qualityOf(t require.TestingT, v *funnel.View, o funnel.QualityOptions) *funnel.Quality {
	q, err := v.Quality(o)
	require.NoError(t, err)
	return q
}

// qualityBrief writes findings as "code(field) n/of [deals] [rows]".
func qualityBrief(q *funnel.Quality) []string {
	var out []string
	for _, f := range q.Findings {
		field := ""
		if f.Field != "" {
			field = "(" + f.Field + ")"
		}
		out = append(out, fmt.Sprintf("%v %s%s %d/%d %v %v", f.Aspect, strings.TrimPrefix(string(f.Note.Code), "funnel.quality_"), field, f.Count, f.Of, f.Deals, f.Rows))
	}
	return out
}

func checkOf(q *funnel.Quality, code sf.Code) funnel.QualityCheck {
	for _, c := range q.Checks {
		if c.Code == code {
			return c
		}
	}
	return funnel.QualityCheck{}
}

func findingOf(t require.TestingT, q *funnel.Quality, code sf.Code) funnel.QualityFinding {
	for _, f := range q.Findings {
		if f.Note.Code == code {
			return f
		}
	}
	require.Fail(t, "not found", "%s", code)
	return funnel.QualityFinding{}
}

// demo requires a budget. A deal that has gone through demo is asked for it too; one that skipped demo is not.
func TestQualityMissingFields(t *testing.T) {
	rows := []funnel.Event{
		dealRow("a", by("ann", on(0, "demo"))),
		dealRow("b", by("bo", fact(on(0, "demo"), "budget", sf.Int(5)))),
		dealRow("c", by("bo", on(0, "demo"))), dealRow("c", on(1, "lost")),
		dealRow("d", by("ann", on(0, "lead"))), dealRow("d", on(1, "offer")),
		dealRow("e", by("ann", fact(on(0, "demo"), "budget", sf.Int(5)))), dealRow("e", fact(on(1, "offer"), "budget", sf.Value{})), // cleared
	}
	v := workView(t, workStages(t), funnel.Options{}, 5, rows)
	q := qualityOf(t, v, funnel.QualityOptions{})
	f := findingOf(t, q, funnel.CodeQualityFieldMissing)
	assert.Equal(t, "3 of 4 deals lack budget", f.Note.Text)
	assert.Equal(t, []string{"a", "c", "e"}, f.Deals)
	assert.Equal(t, []string{"stage demo 1/2", "stage offer 1/1", "stage lost 1/1", "owner ann 2/2", "owner bo 1/2"}, groupBrief(f.Groups))
	assert.Equal(t, funnel.QualityCheck{Aspect: funnel.Complete, Code: f.Note.Code, Count: 3, Of: 4}, checkOf(q, f.Note.Code))

	wanted := qualityOf(t, v, funnel.QualityOptions{Fields: []string{"city"}, Declared: true})
	assert.Equal(t, []string{
		"complete field_missing(budget) 4/5 [a c d e] []", "complete field_missing(city) 4/4 [a b d e] []", "complete field_missing(need) 4/4 [a b d e] []",
		"complete field_missing(phone) 4/4 [a b d e] []",
	}, qualityBrief(wanted)[:4])
	plain := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 5, rows[:1]), funnel.QualityOptions{})
	assert.Equal(t, funnel.CodeQualityNoRequired, checkOf(plain, funnel.CodeQualityFieldMissing).Why.Code)
}

func groupBrief(groups []funnel.QualityGroup) (out []string) {
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%s %s %d/%d", g.By, g.Name, g.Count, g.Of))
	}
	return out
}

// Delays of 0, 1, 2, 3 and 30 hours: three of five within two hours; the median is 2, nine tenths are within 30. Wilson for .5 of 5 is
// [.170, .830], from the 1st to the 5th of the delays; for .9 of 5, [.463, .990], from the 3rd to the 5th.
func TestQualityEntryDelay(t *testing.T) {
	var rows []funnel.Event
	for i, hours := range []float64{0, 1, 2, 3, 30} {
		e := dealRow(string(rune('a'+i)), by([]string{"ann", "bo"}[i%2], on(float64(i), "lead")))
		rows = append(rows, recorded(fact(e, "source", sf.Text("web")), float64(i)+hours/24))
	}
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 20, rows)
	q := qualityOf(t, v, funnel.QualityOptions{})
	d := q.Delay
	assert.Equal(t, int64(5), d.Rows)
	assert.InDelta(t, .6, d.Within.Value, 1e-12)
	assert.Equal(t, [3]float64{2, 0, 30}, [3]float64{d.Median.Value, d.Median.Low, d.Median.High})
	assert.Equal(t, [3]float64{30, 2, 30}, [3]float64{d.P90.Value, d.P90.Low, d.P90.High})
	assert.Equal(t, []sf.Code{funnel.CodeShareFew}, codesOf(d.P90.Warnings))
	require.Len(t, d.Owners, 2)
	assert.Equal(t, "bo", d.Owners[1].Name)
	assert.InDelta(t, .5, d.Owners[1].Within.Value, 1e-12)
	require.Len(t, d.Sources, 1)
	assert.Equal(t, int64(5), d.Sources[0].Rows)
	assert.Equal(t, []string{"truthful entry_late 2/5 [d e] [3 4]"}, qualityBrief(q)[:1])
	assert.Equal(t, "2 of 5 rows were recorded more than 2 hours after they happened", q.Findings[0].Note.Text)
	day := qualityOf(t, v, funnel.QualityOptions{RecordWithin: 24 * time.Hour})
	assert.Equal(t, int64(1), findingOf(t, day, funnel.CodeQualityEntryLate).Count)

	none := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 20, []funnel.Event{on(0, "lead")}), funnel.QualityOptions{})
	assert.Equal(t, funnel.CodeQualityNoRecording, checkOf(none, funnel.CodeQualityEntryLate).Why.Code)
	assert.Equal(t, funnel.CodeQualityNoRecording, checkOf(none, funnel.CodeQualityBackfill).Why.Code)
	assert.True(t, none.Delay.Within.IsZero())
}

// Moves are recorded five days late, so that of the last five days hardly any row is on record: those rows are left out. What a deal had been
// through before it came on record is not late, either.
func TestQualityDelayOfWhatIsNotOnRecordYet(t *testing.T) {
	var rows []funnel.Event
	for i := range 20 {
		id := fmt.Sprintf("d%02d", i)
		rows = append(rows, dealRow(id, on(float64(i), "lead")), recorded(dealRow(id, on(float64(i)+1, "demo")), float64(i)+6))
	}
	o := funnel.Options{RecordedLate: -1}
	q := qualityOf(t, workView(t, sixStages(t, stageForward), o, 20, rows), funnel.QualityOptions{})
	// On day 20 rows of days before 15 count: entries of days 0 … 14, moves of days 1 … 14, all of which are on record. Left: entries of 15 … 19.
	assert.Equal(t, int64(29), q.Delay.Rows)
	assert.Equal(t, int64(5), q.Delay.Within.Left)
	assert.InDelta(t, 15./29, q.Delay.Within.Value, 1e-12)

	late := []funnel.Event{
		recorded(on(0, "lead"), 9), recorded(on(1, "demo"), 9), recorded(on(9.5, "offer"), 9.6), recorded(dealRow("e", on(1, "lead")), 1.5),
	}
	q = qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 20, late), funnel.QualityOptions{})
	assert.Equal(t, int64(2), q.Delay.Rows)
}

// A person backfills on 12 days over a year, in sessions of several rows. Where all of them are the last day of a month, chance does not
// explain it: of the 334 days from the first, 2026-04-30, to 2027-03-29, 68 lie at the turn of a month, and (68/334)^12 = 5·10⁻⁹. Where they
// are in the middle, nothing is found.
func TestQualityBackfill(t *testing.T) {
	at := func(month, dayOfMonth, lag int) []funnel.Event {
		when := time.Date(2026, time.Month(4+month), dayOfMonth, 12, 0, 0, 0, time.UTC)
		var rows []funnel.Event
		for i := range 3 {
			id := fmt.Sprintf("d%02d-%d", month, i)
			rows = append(rows, funnel.Event{Deal: id, At: when.AddDate(0, 0, -lag-1), Stage: "lead", Owner: "ann"},
				funnel.Event{Deal: id, At: when.AddDate(0, 0, -lag), Stage: "demo", Recorded: when})
		}
		return rows
	}
	view := func(o funnel.Options, dayOfMonth, lag int) *funnel.View {
		var rows []funnel.Event
		for month := range 12 {
			rows = append(rows, at(month, dayOfMonth, lag)...)
		}
		return workView(t, sixStages(t, stageForward), o, 367, rows)
	}
	q := qualityOf(t, view(funnel.Options{}, 30, 10), funnel.QualityOptions{})
	f := findingOf(t, q, funnel.CodeQualityBackfill)
	assert.Equal(t, int64(11), f.Count, "30 February is the 2nd of March, at the turn as well; the last session lies after the view")
	assert.Equal(t, int64(11), f.Of)
	assert.Equal(t, []string{"owner ann 11/11"}, groupBrief(f.Groups))
	assert.Len(t, f.Rows, 10)
	middle := qualityOf(t, view(funnel.Options{}, 15, 10), funnel.QualityOptions{})
	assert.Zero(t, checkOf(middle, funnel.CodeQualityBackfill).Count)
	assert.Equal(t, int64(12), checkOf(middle, funnel.CodeQualityBackfill).Of)
	timely := qualityOf(t, view(funnel.Options{}, 30, 7), funnel.QualityOptions{})
	assert.Zero(t, checkOf(timely, funnel.CodeQualityBackfill).Of, "a week late is no backfill yet")
	lastDays := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 4, []funnel.Event{on(1, "lead"), recorded(on(1, "demo"), 3)}), funnel.QualityOptions{BackfillDays: 1})
	assert.Equal(t, int64(1), checkOf(lastDays, funnel.CodeQualityBackfill).Count, "of the last three days of March, in which chance alone puts it at the turn")
	assert.NotContains(t, asJSON(t, lastDays.Findings), "quality_backfill")
	idle := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}}
	assert.Zero(t, checkOf(qualityOf(t, view(idle, 30, 10), funnel.QualityOptions{}), funnel.CodeQualityBackfill).Of)
}

func TestQualityMovesWithoutBasis(t *testing.T) {
	priced := paid(on(0, "lead"), 5)
	for name, c := range map[string]struct {
		rows    []funnel.Event
		touches []sf.Activity
		o       funnel.QualityOptions
		want    string
	}{
		"a reason":            {rows: []funnel.Event{priced, reasonOf("fits", on(9, "demo"))}, want: "0/1"},
		"nothing":             {rows: []funnel.Event{priced, on(9, "demo"), reasonOf("price", on(30, "lost"))}, want: "1/2 [d] [1]"},
		"an activity":         {rows: []funnel.Event{priced, on(9, "demo")}, touches: []sf.Activity{called(2)}, want: "0/1"},
		"later that day":      {rows: []funnel.Event{priced, on(9, "demo")}, touches: []sf.Activity{called(9.9)}, want: "0/1"},
		"too early":           {rows: []funnel.Event{priced, on(9, "demo")}, touches: []sf.Activity{called(1.9)}, want: "1/1 [d] [1]"},
		"too early for two":   {rows: []funnel.Event{priced, on(9, "demo")}, touches: []sf.Activity{called(6)}, o: funnel.QualityOptions{BasisDays: 2}, want: "1/1 [d] [1]"},
		"too late":            {rows: []funnel.Event{priced, on(9, "demo")}, touches: []sf.Activity{called(10)}, want: "1/1 [d] [1]"},
		"a plan is none":      {rows: []funnel.Event{priced, on(9, "demo"), paid(on(20, ""), 6)}, touches: []sf.Activity{planned(9, 1)}, want: "1/1 [d] [1]"},
		"a new amount":        {rows: []funnel.Event{priced, paid(on(9, "demo"), 6)}, want: "0/1"},
		"the same amount":     {rows: []funnel.Event{priced, paid(on(9, "demo"), 5), paid(on(20, ""), 6)}, want: "1/1 [d] [1]"},
		"a new step":          {rows: []funnel.Event{priced, nextAt(on(8, ""), 11), on(9, "demo")}, want: "0/1"},
		"a new date":          {rows: []funnel.Event{priced, but(on(8, ""), func(e *funnel.Event) { e.Close = sf.DateOf(base) }), on(9, "demo")}, want: "0/1"},
		"a new fact":          {rows: []funnel.Event{fact(priced, "need", sf.Text("a")), fact(on(9, "demo"), "need", sf.Text("b"))}, want: "0/1"},
		"the same fact":       {rows: []funnel.Event{fact(priced, "need", sf.Text("a")), fact(on(9, "demo"), "need", sf.Text("a")), paid(on(20, ""), 6)}, want: "1/1 [d] [1]"},
		"created with a fact": {rows: []funnel.Event{fact(priced, "need", sf.Text("a")), on(2, "demo"), paid(on(20, ""), 6)}, want: "1/1 [d] [1]"},
		"the owner is none":   {rows: []funnel.Event{priced, by("bo", on(9, "demo")), paid(on(20, ""), 6)}, want: "1/1 [d] [1]"},
	} {
		t.Run(name, func(t *testing.T) {
			q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 40, c.rows, c.touches...), c.o)
			check := checkOf(q, funnel.CodeQualityNoBasis)
			got := fmt.Sprintf("%d/%d", check.Count, check.Of)
			if check.Count > 0 {
				f := findingOf(t, q, funnel.CodeQualityNoBasis)
				got += fmt.Sprintf(" %v %v", f.Deals, f.Rows)
			}
			assert.Equal(t, c.want, got)
			assert.Empty(t, check.Why.Code, check.Why)
		})
	}
	none := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 40, []funnel.Event{priced, on(9, "demo")}), funnel.QualityOptions{})
	assert.Equal(t, funnel.CodeQualityNoGrounds, checkOf(none, funnel.CodeQualityNoBasis).Why.Code)
}

// Weeks from Monday 2026-03-30, which is day 2. Ann records on days 2, 3 and 30, in the weeks of days 2 and 30; she owns an open deal, so that
// her weeks go on to the last whole one before day 45, that of day 37: weeks of days 2, 9, 16, 23, 30 and 37, of which 9, 16, 23 and 37 are
// empty. Bo records on days 4 and 11 and owns no open deal any more: weeks of days 2 and 11, none empty. A holiday takes the week of day 16.
func TestQualityWeeks(t *testing.T) {
	rows := []funnel.Event{
		dealRow("a", by("ann", on(2, "lead"))), dealRow("a", on(3, "demo")), dealRow("a", paid(on(30, ""), 5)),
		dealRow("b", by("bo", on(4, "lead"))), dealRow("b", on(11, "lost")), dealRow("n", on(11.5, "lead")),
	}
	q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 45, rows), funnel.QualityOptions{})
	f := findingOf(t, q, funnel.CodeQualityWeekEmpty)
	assert.Equal(t, int64(4), f.Count)
	assert.Equal(t, int64(8), f.Of)
	start := sf.DateOf(base)
	assert.Equal(t, []sf.Date{start.AddDays(9), start.AddDays(16), start.AddDays(23), start.AddDays(37)}, f.Weeks)
	assert.Equal(t, []string{"a"}, f.Deals)
	assert.Equal(t, []string{"owner ann 4/6", "owner bo 0/2"}, groupBrief(f.Groups))
	silent := findingOf(t, q, funnel.CodeQualityWeekSilent)
	assert.Equal(t, []sf.Date{start.AddDays(16), start.AddDays(23), start.AddDays(37)}, silent.Weeks)
	assert.Equal(t, int64(6), silent.Of)

	var holidays []sf.Date
	for d := range 5 {
		holidays = append(holidays, start.AddDays(16+d))
	}
	o := funnel.Options{Calendar: sf.Calendar{
		Weekend: []time.Weekday{time.Saturday, time.Sunday}, Holidays: append(holidays, start.AddDays(23), sf.Date{Year: 2026, Month: 2, Day: 30}),
	}}
	q = qualityOf(t, workView(t, sixStages(t, stageForward), o, 45, rows), funnel.QualityOptions{})
	assert.Equal(t, []string{"owner ann 3/5", "owner bo 0/2"}, groupBrief(findingOf(t, q, funnel.CodeQualityWeekEmpty).Groups))

	helps := sf.Activity{Of: "a", By: "bo", At: base.Add(25 * day), Kind: "visit"}
	q = qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 45, rows, helps), funnel.QualityOptions{})
	assert.Equal(t, []string{"owner ann 4/6", "owner bo 1/4"}, groupBrief(findingOf(t, q, funnel.CodeQualityWeekEmpty).Groups))
	idle := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}}
	q = qualityOf(t, workView(t, sixStages(t, stageForward), idle, 45, rows), funnel.QualityOptions{})
	assert.Zero(t, checkOf(q, funnel.CodeQualityWeekEmpty).Of)
}

func TestQualityOfOpenDeals(t *testing.T) {
	closes := func(d int, e funnel.Event) funnel.Event {
		return but(e, func(e *funnel.Event) { e.Close = sf.DateOf(base).AddDays(d) })
	}
	rows := []funnel.Event{
		dealRow("a", closes(9, on(0, "lead"))), dealRow("b", closes(10, on(0, "lead"))), dealRow("c", closes(1, on(0, "lead"))), dealRow("c", on(2, "lost")),
		dealRow("d", on(8, "lead")),
	}
	touch := called(4)
	touch.Of = "b"
	q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 10, rows, touch), funnel.QualityOptions{UntouchedDays: 6})
	assert.Equal(t, "1 of 2 open deals with an expected close date have let it pass", findingOf(t, q, funnel.CodeQualityClosePassed).Note.Text)
	quiet := findingOf(t, q, funnel.CodeQualityUntouched)
	assert.Equal(t, "nothing was heard of 2 of 3 open deals for 6 days or longer", quiet.Note.Text)
	assert.Equal(t, []string{"a", "b"}, quiet.Deals)
	assert.Equal(t, []string{"stage lead 2/3"}, groupBrief(quiet.Groups))
	var many []funnel.Event
	for i := range 12 {
		many = append(many, dealRow(fmt.Sprintf("%02d", i), on(0, "lead")))
	}
	quiet = findingOf(t, qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 40, many), funnel.QualityOptions{}), funnel.CodeQualityUntouched)
	assert.Equal(t, int64(12), quiet.Count)
	assert.Len(t, quiet.Deals, funnel.MaxExamples)
	q = qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 10, rows[4:], touch), funnel.QualityOptions{})
	assert.Equal(t, funnel.CodeQualityNoClose, checkOf(q, funnel.CodeQualityClosePassed).Why.Code)
}

func TestQualityDuplicates(t *testing.T) {
	deal := func(id, owner, source, phone, name string, from float64) funnel.Event {
		e := dealRow(id, by(owner, fact(on(from, "lead"), "source", sf.Text(source))))
		if name != "" {
			e = fact(e, "name", sf.Text(name))
		}
		return fact(e, "phone", sf.Text(phone))
	}
	rows := []funnel.Event{
		deal("a", "ann", "web", "+86 138-0013-8000", "ACME　Ltd", 0), deal("b", "bo", "展会", "１３８００１３８０００", "acme ltd ", 1),
		deal("c", "ann", "web", "13800138000", "Other", 2),
		deal("d", "ann", "web", "12345", "", 0), deal("e", "bo", "web", "12345", "", 0), // too short to be a number
		deal("f", "ann", "web", "010-65001234", "X", 0), dealRow("f", on(3, "lost")), deal("g", "ann", "web", "010 65001234", "X", 3), // one after the other
		deal("h", "ann", "web", "861380013", "", 0),
	}
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows)
	keys := []funnel.DuplicateKey{{Facts: []string{"phone"}, Digits: true}, {Facts: []string{"name", "source"}}, {Facts: []string{"name"}}}
	q := qualityOf(t, v, funnel.QualityOptions{Duplicates: keys})
	assert.Equal(t, []funnel.DuplicateGroup{
		{Key: "phone", Deals: []string{"a", "b", "c"}, Owners: []string{"ann", "bo"}, Sources: []string{"web", "展会"}},
		{Key: "name", Deals: []string{"a", "b"}, Owners: []string{"ann", "bo"}, Sources: []string{"web", "展会"}},
	}, q.Duplicates)
	var found []string
	for _, f := range q.Findings {
		if f.Note.Code == funnel.CodeQualityDuplicate {
			found = append(found, f.Note.Text)
		}
	}
	assert.Equal(t, []string{
		"3 of 6 deals share phone with another deal that was open at the same time (groups: 1; across sources: 1; across owners: 1)",
		"2 of 5 deals share name with another deal that was open at the same time (groups: 1; across sources: 1; across owners: 1)",
	}, found)
	assert.Equal(t, int64(5), checkOf(q, funnel.CodeQualityDuplicate).Count)
	none := qualityOf(t, v, funnel.QualityOptions{})
	assert.Equal(t, funnel.CodeQualityNoKeys, checkOf(none, funnel.CodeQualityDuplicate).Why.Code)
	unknown := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{
		fact(dealRow("a", on(0, "lead")), "phone", sf.Text("13800138000")), fact(dealRow("b", on(0, "lead")), "phone", sf.Text("13800138000")),
	}), funnel.QualityOptions{Duplicates: keys[:1]})
	assert.Empty(t, unknown.Duplicates[0].Owners, "nobody owns them")
}

// With a start of observation only what happened since then counts, and deals that had closed before are left out.
func TestQualityBetween(t *testing.T) {
	rows := []funnel.Event{
		dealRow("a", on(0, "demo")), dealRow("a", on(1, "lost")), dealRow("b", on(0, "lead")), recorded(dealRow("b", on(3, "demo")), 4), dealRow("b", on(12, "offer")),
		reasonOf("price", dealRow("b", on(15, "lost"))),
	}
	h := historyWith(t, workStages(t), funnel.Options{}, rows, nil)
	q := qualityOf(t, h.Between(base.Add(10*day), base.Add(20*day)), funnel.QualityOptions{})
	assert.Equal(t, int64(1), checkOf(q, funnel.CodeQualityFieldMissing).Of)
	assert.Equal(t, int64(2), q.Delay.Rows)
	assert.Equal(t, []int64{1, 2}, []int64{checkOf(q, funnel.CodeQualityNoBasis).Count, checkOf(q, funnel.CodeQualityNoBasis).Of})
	assert.Equal(t, int64(1), checkOf(q, funnel.CodeQualityWeekSilent).Of, "the week of day 9 and 15; that of day 16 is not over")
}

// Observation from day 10, a Tuesday, to day 45. The first whole week is that of Monday, day 16, the last that of day 37. Ann recorded before, and nothing
// since, and has an open deal: 4 of 4 weeks are empty. Bo recorded before, and on day 11, in a week that counts for that: 4 of 5. Cy records on day 31 for the
// first time: 1 of 2, that of day 37. Dan has recorded nothing since, and owns nothing that is open.
func TestQualityWeeksBetween(t *testing.T) {
	rows := []funnel.Event{
		dealRow("a", by("ann", on(1, "lead"))), dealRow("b", by("bo", on(2, "lead"))), dealRow("b", on(11, "demo")), dealRow("c", by("cy", on(31, "lead"))),
		dealRow("e", by("dan", on(3, "lead"))), dealRow("e", by("bo", on(11, ""))),
	}
	h := historyWith(t, sixStages(t, stageForward), funnel.Options{}, rows, nil)
	q := qualityOf(t, h.Between(base.Add(10*day), base.Add(45*day)), funnel.QualityOptions{})
	assert.Equal(t, []string{"owner ann 4/4", "owner bo 4/5", "owner cy 1/2"}, groupBrief(findingOf(t, q, funnel.CodeQualityWeekEmpty).Groups))
	silent := findingOf(t, q, funnel.CodeQualityWeekSilent)
	assert.Equal(t, []int64{3, 5}, []int64{silent.Count, silent.Of})
	start := sf.DateOf(base)
	assert.Equal(t, []sf.Date{start.AddDays(16), start.AddDays(23), start.AddDays(37)}, silent.Weeks)
	q = qualityOf(t, h.Between(base.Add(10*day), base.Add(11*day)), funnel.QualityOptions{})
	assert.Zero(t, checkOf(q, funnel.CodeQualityWeekEmpty).Of, "no week is over")
}

func TestQualityRefuses(t *testing.T) {
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 1, nil)
	_, err := v.Quality(funnel.QualityOptions{
		BackfillDays: -1, UntouchedDays: 1 << 30, BasisDays: -5, RecordWithin: -1, Duplicates: []funnel.DuplicateKey{{}, {Facts: []string{""}}},
	})
	assert.Equal(t, append(slices.Repeat([]sf.Code{funnel.CodeOptionRange}, 4), funnel.CodeQualityKey, funnel.CodeQualityKey), codesOf(faultsOf(t, err)))
	q := qualityOf(t, v, funnel.QualityOptions{})
	assert.Len(t, q.Checks, 9)
	assert.Contains(t, asJSON(t, q), `"findings":[]`)
}

func TestQualityAspectWords(t *testing.T) {
	for a := funnel.Complete; a <= funnel.Continuous; a++ {
		b, err := a.MarshalText()
		require.NoError(t, err)
		var back funnel.QualityAspect
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, a, back)
		assert.Equal(t, a.String(), string(b))
	}
	assert.Equal(t, "aspect(9)", funnel.QualityAspect(9).String())
	_, err := funnel.QualityAspect(9).MarshalText()
	require.Error(t, err)
	require.Error(t, new(funnel.QualityAspect).UnmarshalText([]byte("tidy")))
}
