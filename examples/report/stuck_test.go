package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// limited is a pipeline in which a deal may stay in lead for ten days, and in offer for as long as it likes.
const limited = `{"schema_version":1,"id":"p","name":"p","stages":[
  {"id":"lead","name":"Lead","probability":0.2,"limit":{"days":10}},{"id":"offer","name":"Offer","probability":0.5},
  {"id":"won","name":"Won","outcome":"won"},{"id":"lost","name":"Lost","outcome":"lost"}]}`

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// Worked by hand, as of the end of 2025-01-31, so that today is February 1. In lead: a from January 2, within the limit until January 12, 20 days over;
// b from January 25, within it until February 4, soon; c from January 31, within it until February 10, neither. In offer: thirty have been lost after
// 4, 5 and 6 days by turns, g is there for 21 days and h for 6: 99 in 100 of those who left had by day 6.
func stays() string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount,owner\n" +
		"a,2025-01-02,lead,100,Ann\n" +
		"b,2025-01-25,lead,70,Bob\n" +
		"c,2025-01-31,lead,50,Bob\n" +
		"g,2025-01-11,offer,20,Bob\n" +
		"h,2025-01-26,offer,20,Bob\n")
	for i := range 30 {
		fmt.Fprintf(&b, "x%02[1]d,2025-01-01,offer,10,Ann\nx%02[1]d,2025-01-%02[2]d,lost,10,Ann\n", i, 5+i%3)
	}
	return b.String()
}

func TestStalledDeals(t *testing.T) {
	args := []string{"-events", "-", "-pipeline", file(t, "p.json", limited), "-as-of", "2025-01-31"}
	r := report(t, stays(), args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, json.Number("1"), at(t, r, "stalled", "total"))
	a := at(t, r, "stalled", "items", 0)
	for key, want := range map[string]any{
		"deal": "a", "stage": "lead", "owner": "Ann", "amount": "100", "entered_at": "2025-01-02T00:00:00Z", "days": json.Number("30"),
		"limit_days": json.Number("10"), "limit_date": "2025-01-12", "days_over": json.Number("20"), "limit_source": "configured",
		"last_activity_at": "2025-01-02T00:00:00Z", "next_at": nil,
	} {
		assert.Equal(t, want, at(t, a, key), key)
	}
	assert.Equal(t, "100", at(t, r, "stalled", "amount"))
	assert.Equal(t, "b", at(t, r, "stalled", "soon", "items", 0, "deal"))
	assert.Equal(t, json.Number("1"), at(t, r, "stalled", "soon", "total"))
	offer := at(t, r, "stalled", "limits", 1)
	assert.Equal(t, json.Number("6"), at(t, offer, "left_within_days"))
	assert.Equal(t, json.Number("2"), at(t, offer, "open"))
	assert.Equal(t, json.Number("1"), at(t, offer, "older"))
	assert.Equal(t, []any{"g", "h"}, at(t, offer, "oldest"))

	_, text, _ := program(t, stays(), args...)
	plain := strings.Join(strings.Fields(text), " ")
	assert.Contains(t, plain, "1 of 5 open deals, worth 100, have stayed beyond the limit of their stage")
	assert.Contains(t, plain, "See to a (Lead, Ann): 100 at", "before g, which is nowhere overdue")
	assert.Contains(t, plain, "Of all deals that stay beyond their limit it holds the most expected money. It has been in its stage for 30 days, 20 beyond the limit.")
	assert.Contains(t, plain, "1 more reach their limit within a week: b on 2025-02-04")
	assert.NotContains(t, text, "%!")
}

// Nobody set a limit, and the four that are in lead outlast all who were won, so that none can be learned: what was seen is said in its place.
func TestWhereNoLimitCanBeLearned(t *testing.T) {
	rows := "deal,at,stage\n"
	for i := range 30 {
		rows += fmt.Sprintf("x%02[1]d,2025-01-01,lead\nx%02[1]d,2025-01-03,won\n", i)
	}
	for _, d := range []string{"b", "c", "d", "e"} {
		rows += d + ",2025-01-01,lead\n"
	}
	args := []string{"-events", "-", "-won", "won", "-as-of", "2025-03-31"}
	r := report(t, rows, args...)
	assert.Nil(t, at(t, r, "stalled", "limits", 0, "limit_days"))
	assert.Equal(t, json.Number("4"), at(t, r, "stalled", "unjudged"))
	_, text, _ := program(t, rows, args...)
	plain := strings.Join(strings.Fields(text), " ")
	assert.Contains(t, plain, "No open deal could be judged.")
	assert.Contains(t, plain, "99 in 100 had by day 2; 4 of 4 open deals have been there for longer, as in b, c, d")
	assert.NotContains(t, plain, "0 have stayed in their stage", "which would be a lie")
	assert.Contains(t, plain, "No limit is set for lead, and too little is known to learn one: 4 open deals are not judged.")
	assert.Contains(t, plain, "4 have been in stages without a limit for longer than 99 in 100 of those that left")
}

// Deals without a history are held against configured limits alone.
func TestStalledDealsAsTheyStand(t *testing.T) {
	rows := "deal,stage,at,amount,owner\na,lead,2025-01-02,100,Ann\nb,lead,2025-01-25,70,Bob\nc,offer,2025-01-01,50,Bob\nd,lead,2025-01-03,900,Ann\ne,lead,,1,Ann\n"
	args := []string{"-deals", "-", "-pipeline", file(t, "p.json", limited), "-as-of", "2025-01-31"}
	r := report(t, rows, args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, json.Number("2"), at(t, r, "stalled", "total"))
	assert.Equal(t, "d", at(t, r, "stalled", "items", 0, "deal"), "900 × 0.2 before 100 × 0.2")
	assert.Equal(t, json.Number("19"), at(t, r, "stalled", "items", 0, "days_over"), "from January 13 to February 1")
	assert.Equal(t, "1000", at(t, r, "stalled", "amount"))
	assert.Equal(t, "b", at(t, r, "stalled", "soon", "items", 0, "deal"))
	assert.Equal(t, json.Number("2"), at(t, r, "stalled", "unjudged"), "c has no limit, and nobody knows since when e is there")

	none := report(t, standing, "-deals", "-", "-won", "won", "-lost", "lost")
	assert.Equal(t, "no_limit", omissions(t, none)["stalled"])
	for _, key := range []string{"health", "bottlenecks", "advice"} {
		assert.Equal(t, "no_history", omissions(t, none)[key])
	}
}

// steady is a year of deals, one a day: each leaves lead after five days, and is won ten days later or lost after two, by turns. From some day on
// nothing leaves offer any more.
func steady(stuckFrom int) string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount,owner,source\n")
	day := func(n int) string { return fmt.Sprintf("2025-%02d-%02d", 1+n/28, 1+n%28) } // months of 28 days, so that weeks have gaps
	for i := range 330 {
		owner, source := "Ann", "web"
		if i%2 == 1 {
			owner = "Bob"
		}
		if i%3 == 0 {
			source = "fair"
		}
		row := func(n int, stage string) { fmt.Fprintf(&b, "d%03d,%s,%s,100,%s,%s\n", i, day(n), stage, owner, source) }
		row(i, "lead")
		if i+5 < 330 {
			row(i+5, "offer")
		}
		end, after := "won", 15
		if i%2 == 1 {
			end, after = "lost", 7
		}
		if i+after < 330 && i+after < stuckFrom {
			row(i+after, end)
		}
	}
	return b.String()
}

func TestHealthNamesTheStageThatIsBlocked(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost"}
	well, stuck := report(t, steady(1000), args...), report(t, steady(280), args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, stuck)))
	assert.Equal(t, "full", at(t, well, "health", "verdict"))
	assert.Equal(t, "blocked", at(t, stuck, "health", "verdict"))
	offer := at(t, stuck, "health", "stages", 1)
	assert.Equal(t, "offer", at(t, offer, "stage"))
	assert.Equal(t, "blocked", at(t, offer, "state"))
	assert.NotEmpty(t, at(t, offer, "examples"), "no finding without examples")
	_, text, _ := program(t, steady(280), args...)
	plain := strings.Join(strings.Fields(text), " ")
	assert.Contains(t, plain, "The funnel is blocked: deals pile up in offer.", "the headline says so too")
	_, zh, _ := program(t, steady(280), append(args, "-lang", "zh")...)
	assert.Contains(t, zh, "漏斗堵塞：商机积压在 offer")
	young := report(t, small, smallArgs...)
	assert.Nil(t, at(t, young, "stalled", "limits", 0, "left_within_days"), "of two stays nobody can say how long they last")
	assert.Equal(t, "unknown", at(t, young, "health", "verdict"))
	assert.Nil(t, at(t, young, "health", "reference_from"))
	assert.Nil(t, at(t, young, "health", "stages", 0, "p_value"))
}

// Every deal makes the same two moves but for the end: half are won. One point more at the end is one point of the win rate, and a point at the
// move that all deals make has nothing to be taken from.
func TestBottlenecksOfAFunnelOfOneWay(t *testing.T) {
	r := report(t, steady(1000), "-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost")
	first := at(t, r, "bottlenecks", 0)
	assert.Equal(t, "offer", at(t, first, "from"))
	assert.Equal(t, "won", at(t, first, "to"))
	gain, err := at(t, first, "win_gain", "value").(json.Number).Float64()
	require.NoError(t, err)
	assert.InDelta(t, 0.01, gain, 1e-12)
	assert.Equal(t, json.Number("1"), at(t, first, "first"))
	for _, b := range at(t, r, "bottlenecks").([]any) {
		if at(t, b, "from") == "lead" {
			assert.Nil(t, at(t, b, "win_gain"))
			assert.Nil(t, at(t, b, "revenue_gain_per_month"))
		}
	}
	assert.Equal(t, "100", at(t, r, "flow", "mean_amount"))
	assert.Equal(t, json.Number("0"), at(t, r, "seed"), "intervals are drawn, from this seed")
}

// A mean stay that is mostly a guess is not shown: here most of those who came into offer are there still.
func TestGuessedStaysAreNotShown(t *testing.T) {
	r := report(t, steady(150), "-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost")
	for _, s := range at(t, r, "flow", "stages").([]any) {
		if at(t, s, "stage") == "offer" {
			assert.Nil(t, at(t, s, "cycle_days"))
		}
		assert.Nil(t, at(t, s, "share"))
	}
	assert.Nil(t, at(t, r, "flow", "cycle_days"))
	assert.Nil(t, at(t, r, "flow", "open_deals"))
}

// rivals are two hundred deals, by turns of Ann, who wins three in four, and of Bob, who wins one in four, each after ten to nineteen days.
func rivals() string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount,owner,source\n")
	for i := range 200 {
		owner, source := "Ann", []string{"web", "fair"}[i/2%2]
		if i%2 == 1 {
			owner = "Bob"
		}
		end := "lost"
		if (i/4%4 > 0) == (owner == "Ann") {
			end = "won"
		}
		row := func(day int, stage string) {
			fmt.Fprintf(&b, "d%03d,2025-%02d-%02d,%s,100,%s,%s\n", i, 1+day/28, 1+day%28, stage, owner, source)
		}
		row(i, "lead")
		row(i+5, "offer")
		row(i+10+i*7%10, end)
	}
	return b.String()
}

func TestCompareSaysWhoDiffers(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost", "-compare", "owner,source"}
	r := report(t, rivals(), args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	standing := map[string]any{}
	for k := range 2 {
		key := at(t, r, "compare", k, "key").(string)
		for _, row := range at(t, r, "compare", k, "rows").([]any) {
			standing[key+" "+at(t, row, "group").(string)+" "+at(t, row, "metric").(string)] = at(t, row, "standing")
			if s := at(t, row, "standing"); s == "lower" || s == "higher" {
				assert.NotEmpty(t, at(t, row, "examples"), "no finding without examples")
			}
		}
	}
	assert.Equal(t, "higher", standing["owner Ann win_rate"])
	assert.Equal(t, "lower", standing["owner Bob win_rate"])
	assert.Equal(t, "no_difference", standing["source fair win_rate"])
	_, text, _ := program(t, rivals(), args...)
	assert.Contains(t, text, "WHO DIFFERS, by owner")
	assert.Contains(t, text, "Ann wins more often")
	assert.Contains(t, text, "None of")
	_, redacted, _ := program(t, rivals(), append(args, "-redact")...)
	assert.NotContains(t, redacted, "Ann")
	assert.Contains(t, redacted, "owner-1 wins more often")

	many := report(t, rivals(), append(args, "-limit", "0")...)
	assert.Equal(t, r["compare"], many["compare"], "the limit is of lists of deals")
}

// With one open stage its conversion is the win rate: it is not compared twice.
func TestOneStageIsComparedOnce(t *testing.T) {
	r := report(t, "deal,at,stage,owner\na,2025-01-01,lead,Ann\na,2025-01-03,won,Ann\nb,2025-01-02,lead,Bob\n", "-events", "-", "-won", "won", "-compare", "owner")
	for _, row := range at(t, r, "compare", 0, "rows").([]any) {
		assert.NotEqual(t, "conversion", at(t, row, "metric"))
	}
}

func TestManyGroupsAreCut(t *testing.T) {
	var b strings.Builder
	b.WriteString("deal,at,stage,owner\n")
	for i := range 60 {
		fmt.Fprintf(&b, "d%02d,2025-01-%02d,lead,own%02d\nd%02d,2025-02-01,won,own%02d\n", i, 1+i%28, i%25, i, i%25)
	}
	_, text, _ := program(t, b.String(), "-events", "-", "-won", "won", "-compare", "owner")
	assert.Contains(t, text, "… 5 more")
	assert.Contains(t, text, "There is too little to compare")
}

func TestTooManyGroupsAreNotCompared(t *testing.T) {
	var b strings.Builder
	b.WriteString("deal,at,stage,owner,source\n")
	for i := range 501 {
		fmt.Fprintf(&b, "d%[1]d,2025-01-01,lead,own%[1]d,web\n", i)
	}
	args := []string{"-events", "-", "-won", "won", "-stages", "lead,won", "-compare"}
	assert.Equal(t, "report.many_groups", omissions(t, report(t, b.String(), append(args, "owner")...))["compare"])
	both := report(t, b.String(), append(args, "owner,source")...)
	assert.Len(t, both["compare"], 1)
	assert.Equal(t, "source", at(t, both, "compare", 0, "key"))
	codes := []any{}
	for _, w := range at(t, both, "warnings").([]any) {
		codes = append(codes, at(t, w, "code"))
	}
	assert.Contains(t, codes, "report.many_groups")
}

func TestCostsCountUntilTheReport(t *testing.T) {
	costs := file(t, "costs.csv", "source,amount,currency,from,to\n"+
		"web,100,,2025-01-01,2025-01-10\n"+ // before the report, whole
		"fair,300,,2025-01-26,2025-02-24\n"+ // thirty days, of which six are before the end of January: 60
		"fair,7,,2025-03-01,2025-03-31\n"+ // after it
		"web,9,USD,2025-01-01,2025-01-31\n") // in another currency
	rows := "deal,at,stage,amount,source\na,2025-01-02,lead,10,web\na,2025-01-08,won,500,web\nb,2025-01-27,lead,10,fair\nc,2024-12-31,lead,10,web\n"
	args := []string{"-events", "-", "-won", "won", "-as-of", "2025-01-31", "-currency", "EUR", "-costs", costs}
	r := report(t, rows, args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, "2025-01-01T00:00:00Z", at(t, r, "sources", "from"))
	assert.Equal(t, "2025-02-01T00:00:00Z", at(t, r, "sources", "to"))
	fair, web := at(t, r, "sources", "rows", 0), at(t, r, "sources", "rows", 1)
	assert.Equal(t, "60", at(t, fair, "cost"))
	assert.Nil(t, at(t, fair, "first_touch", "cost_per_win", "value"), "nothing is won")
	assert.Equal(t, "100", at(t, web, "cost"))
	assert.Equal(t, json.Number("1"), at(t, web, "delivered"), "c was created before anything was spent")
	assert.Equal(t, "100", at(t, web, "first_touch", "cost_per_win", "value"))
	assert.Equal(t, json.Number("4"), at(t, web, "first_touch", "return", "value"), "(500 − 100) / 100")
	codes := map[any]bool{}
	for _, w := range at(t, r, "warnings").([]any) {
		codes[at(t, w, "code")] = true
	}
	for _, code := range []string{"report.cost_currency", "report.cost_later", "report.cost_cut"} {
		assert.True(t, codes[code], code)
	}
	_, text, _ := program(t, rows, args...)
	assert.Contains(t, text, "fair cost 60 and has won nothing so far")
	assert.Equal(t, "not_asked", omissions(t, report(t, small, smallArgs...))["sources"])

	undated := report(t, rows, append(args[:len(args)-1], file(t, "undated.csv", "source,amount,from,to\nweb,100,,\nfair,1,2025-01-01,2025-01-31\n"))...)
	assert.Nil(t, at(t, undated, "sources", "from"), "a cost of no period is of all time")
	assert.Equal(t, json.Number("2"), at(t, undated, "sources", "rows", 1, "delivered"))
}

func TestWorklistAndActivities(t *testing.T) {
	calls := file(t, "calls.csv", "deal,kind,by,planned,at,prepared\n"+
		"a,call,Ann,2025-01-20,2025-01-20,yes\n"+ // kept
		"b,call,Bob,2025-01-28,,\n"+ // missed
		"g,visit,Bob,2025-01-15,2025-01-17,no\n") // late
	args := []string{"-events", "-", "-pipeline", file(t, "p.json", limited), "-as-of", "2025-01-31", "-activities", calls}
	r := report(t, stays(), args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	total := at(t, r, "activities", "total")
	for key, want := range map[string]string{"planned": "3", "kept": "1", "late": "1", "missed": "1", "ahead": "0", "done": "2", "unplanned": "0"} {
		assert.Equal(t, json.Number(want), at(t, total, key), key)
	}
	assert.Equal(t, json.Number("0.5"), at(t, total, "prepared", "value"))
	assert.Equal(t, "2025-02-01", at(t, r, "worklist", "day"))
	reasons := map[any][]any{}
	for _, item := range at(t, r, "worklist", "items", "items").([]any) {
		for _, reason := range at(t, item, "reasons").([]any) {
			reasons[at(t, item, "deal")] = append(reasons[at(t, item, "deal")], at(t, reason, "code"))
		}
	}
	assert.Contains(t, reasons["a"], "funnel.work_limit_passed")
	assert.Contains(t, reasons["b"], "funnel.work_plan_overdue")
	assert.Equal(t, "b", at(t, r, "worklist", "plans", "items", 0, "deal"))
	for lang, title := range map[string]string{"en": "WHAT TO DO on 2025-02-01", "zh": "当日清单（2025-02-01）"} {
		_, text, _ := program(t, stays(), append(args, "-lang", lang)...)
		assert.Contains(t, text, title)
		assert.NotContains(t, text, "%!")
	}
	for _, key := range []string{"worklist", "activities"} {
		assert.Equal(t, "not_asked", omissions(t, report(t, small, smallArgs...))[key])
	}
	cut := report(t, stays(), append(args, "-limit", "1")...)
	assert.Len(t, at(t, cut, "worklist", "items", "items"), 1)
	assert.Equal(t, at(t, r, "worklist", "items", "total"), at(t, cut, "worklist", "items", "total"))
}

// What is stuck, who differs and what to do name deals and people by their numbers.
func TestRedactionOfWhatIsStuck(t *testing.T) {
	secret := strings.NewReplacer("\nd", "\nSecret-d", "Ann", "Ann Secret", "Bob", "Bob Secret")
	calls := file(t, "calls.csv", "deal,kind,by,planned,at,goal,next\nSecret-d329,call,Ann Secret,2025-12-20,,Secret goal,Secret step\nSecret-d328,call,Cat Secret,2025-12-20,2025-12-21,,\n")
	costs := file(t, "costs.csv", "source,amount\nweb,10\n")
	for _, args := range [][]string{{"-format", "json"}, {}, {"-lang", "zh"}} {
		code, stdout, stderr := program(t, secret.Replace(steady(280)), append(args, "-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost",
			"-compare", "owner", "-activities", calls, "-costs", costs, "-redact")...)
		require.Equal(t, exitReport, code, stderr)
		assert.NotContains(t, stdout, "Secret")
		assert.Contains(t, stdout, "owner-3")
	}
}

// Nothing after the report's time changes what it says, and neither does the order of the rows.
func TestWhatIsStuckLooksAtNothingLater(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(rivals(), "\n")+"\n", "\n")
	known, backwards := lines[0], lines[0]
	for i := range lines[1 : len(lines)-1] {
		if strings.Split(lines[1+i], ",")[1] <= "2025-06-15" {
			known += lines[1+i]
		}
		backwards += lines[len(lines)-2-i]
	}
	calls := file(t, "calls.csv", "deal,kind,at\nd001,call,2025-01-10\nd150,call,2025-06-10\nd151,call,2025-06-20\n")
	costs := file(t, "costs.csv", "source,amount,from,to\nweb,10,2025-01-01,2025-03-31\nfair,90,2025-06-16,2025-07-15\n")
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost", "-as-of", "2025-06-15", "-compare", "owner,source", "-activities", calls, "-costs", costs}
	want := report(t, known, args...)
	for name, rows := range map[string]string{"later rows": rivals(), "newest first": backwards} {
		got := report(t, rows, args...)
		for _, key := range []string{"health", "bottlenecks", "flow", "stalled", "advice", "worklist", "activities", "sources", "compare", "quality"} {
			if key == "quality" { // it names rows of the file
				assert.Equal(t, at(t, want, key, "checks"), at(t, got, key, "checks"), name)
				continue
			}
			assert.Equal(t, want[key], got[key], "%s: %s", name, key)
		}
	}
	assert.Equal(t, json.Number("1"), at(t, want, "activities", "total", "done"), "one was before the thirteen weeks, and one is of after the report")
	assert.Nil(t, at(t, want, "sources", "rows", 0, "cost"), "which is spent later")
}
