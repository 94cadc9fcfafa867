package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Of four deals two were won and two lost, each on the tenth day. The fifth is five days old and has no close date.
const paced = "deal,at,stage,amount\n" +
	"a,2025-01-01,lead,10\na,2025-01-11,won,10\n" +
	"b,2025-01-01,lead,10\nb,2025-01-11,won,10\n" +
	"c,2025-01-01,lead,10\nc,2025-01-11,lost,10\n" +
	"d,2025-01-01,lead,10\nd,2025-01-11,lost,10\n" +
	"e,2025-01-24,lead,100\n"

func TestATimedForecastByHand(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-01-28", "-periods", "month:2"}
	r := report(t, paced, append(args, "-model", "timed")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	rows := at(t, r, "forecast", "rows")
	assert.Equal(t, "timed", at(t, r, "forecast", "model"))
	assert.Equal(t, "20", at(t, rows, 0, "won_amount"))
	assert.Equal(t, "0", at(t, rows, 0, "from_open"), "on 31 January it is seven days old")
	assert.Equal(t, "50", at(t, rows, 1, "from_open"), "two of four are won on the tenth day, 3 February")
	assert.Equal(t, json.Number("0.5"), at(t, r, "forecast", "deals", "items", 0, "p"))
	assert.NotContains(t, warned(t, r), "report.undated")

	r = report(t, paced, args...)
	assert.Equal(t, "0", at(t, r, "forecast", "rows", 1, "from_open"))
	assert.Equal(t, json.Number("1"), at(t, r, "forecast", "beyond", 0, "later_deals"))
	assert.Contains(t, warned(t, r), "report.undated")

	for lang, says := range map[string]string{"en": "no open deal has a close date in it", "zh": "没有在途商机的预计成交日期在本期内"} {
		_, text, _ := program(t, paced, append(args, "-model", "timed", "-lang", lang)...)
		assert.Contains(t, oneLine(text), oneLine(says))
	}
}

// warned are the codes of a report's warnings.
func warned(t testing.TB, r map[string]any) (codes []any) {
	t.Helper()
	for _, w := range at(t, r, "warnings").([]any) {
		codes = append(codes, at(t, w, "code"))
	}
	return codes
}

// oneLine takes away where lines are broken.
func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }

// In June Ann of the East won 100 and has 40 open for the month; Bob of the West has 60 open.
const teams = "deal,at,stage,amount,region,owner,close\n" +
	"a,2025-05-02,lead,100,East,Ann,2025-06-10\na,2025-06-03,won,100,East,Ann,\n" +
	"b,2025-05-02,lead,100,East,Ann,2025-06-10\nb,2025-06-03,lost,100,East,Ann,\n" +
	"c,2025-06-05,lead,40,East,Ann,2025-06-20\n" +
	"d,2025-06-06,lead,60,West,Bob,2025-06-25\n" +
	"e,2024-01-01,lead,60,North,Cid,2024-02-01\ne,2024-01-02,won,60,North,Cid,\n"

func quotaArgs(t *testing.T, quotas string) []string {
	return []string{
		"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-06-10", "-periods", "month:2", "-group", "region/owner", "-currency", "EUR",
		"-quotas", file(t, "quotas.csv", quotas),
	}
}

func TestQuotasByGroup(t *testing.T) {
	args := quotaArgs(t, "group,amount,from,to\n,400,2025-06-01,2025-06-30\nEast / Ann,200,,\nNorth,5,,\nSouth,50,,\n")
	r := report(t, teams, args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, "quotas", at(t, r, "inputs", 1, "role"))
	quotas := map[string]map[string]any{}
	for _, row := range at(t, r, "forecast", "rows").([]any) {
		name := at(t, row, "from").(string)[:7]
		for _, part := range at(t, row, "group").([]any) {
			name += "/" + part.(string)
		}
		quotas[name] = row.(map[string]any)
	}
	all, ann := quotas["2025-06"], quotas["2025-06/East/Ann"]
	assert.Equal(t, "400", all["quota"])
	assert.Nil(t, quotas["2025-07"]["quota"], "the row says June")
	assert.Equal(t, json.Number("0.25"), all["attained"], "100 of 400")
	assert.Equal(t, "200", ann["quota"])
	assert.Equal(t, "200", quotas["2025-07/East/Ann"]["quota"], "without a period it holds in each")
	assert.Equal(t, json.Number("0.4"), ann["coverage"], "40 are due for 100 not yet won")
	assert.Equal(t, json.Number("0"), ann["p_quota"])
	assert.Equal(t, "0", quotas["2025-06/South"]["mean"])
	assert.Equal(t, "50", quotas["2025-06/South"]["quota"], "a group without deals keeps its quota")
	var unknown []any
	for _, w := range at(t, r, "warnings").([]any) {
		if at(t, w, "code") == "report.quota_group" {
			unknown = append(unknown, at(t, w, "params", "group"))
		}
	}
	assert.Equal(t, []any{"South"}, unknown, "North has a deal that was won long ago")

	_, text, _ := program(t, teams, args...)
	assert.Contains(t, text, "South")
	_, text, _ = program(t, teams, append(args, "-redact", "-format", "json")...)
	assert.NotContains(t, text, "Ann")
	assert.NotContains(t, text, "quotas.csv")
	redacted := parsed(t, text)
	assert.Equal(t, []any{"East", "owner-1"}, at(t, redacted, "forecast", "rows", 4, "group"))
	assert.Equal(t, "200", at(t, redacted, "forecast", "rows", 4, "quota"))
}

func TestQuotasThatWouldBeWrongAreRefused(t *testing.T) {
	for _, tt := range []struct{ name, quotas, code, says, zh string }{
		{"another period", "group,amount,from,to\n,5,,\nEast,7,2025-06-01,2025-06-15\n", "quota.period", "row 3 is a quota for 2025-06-01 to 2025-06-15, which is none of the periods of the report: 2025-06-01..2025-06-30, 2025-07-01..2025-07-31", "第 3 行"},
		{"half a period", "group,amount,from,to\nEast,7,2025-06-01,\n", "quota.period", "2025-06-01 to –", "第 2 行"},
		{"too deep", "group,amount\nEast/Ann/x,7\n", "quota.depth", "more names than -group sums by: region/owner", "层级多于"},
		{"twice", "group,amount,from,to\nEast,7,,\nEast,8,2025-07-01,2025-07-31\n", "quota.twice", "rows 2 and 3 are both quotas of East for 2025-07-01 to 2025-07-31", "第 2 行与第 3 行"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := quotaArgs(t, tt.quotas)
			code, out, stderr := program(t, teams, args...)
			assert.Equal(t, exitRefused, code)
			assert.Empty(t, out)
			assert.Contains(t, stderr, tt.says)
			_, _, stderr = program(t, teams, append(args, "-lang", "zh")...)
			assert.Contains(t, stderr, tt.zh)
			assert.NotContains(t, stderr, "{")
			_, _, stderr = program(t, teams, append(args, "-format", "json")...)
			var r refusal
			require.NoError(t, json.Unmarshal([]byte(stderr), &r), stderr)
			assert.Equal(t, tt.code, r.Error.Code)
			assert.Equal(t, "quotas.csv", *r.Error.Input)
			assert.NotNil(t, r.Error.Row)
		})
	}
}

func TestQuotasOfOtherCurrencies(t *testing.T) {
	r := report(t, teams, quotaArgs(t, "group,amount,currency\n,5,EUR\nEast,7,USD\n")...)
	assert.Equal(t, "5", at(t, r, "forecast", "rows", 0, "quota"))
	assert.Contains(t, warned(t, r), "report.quota_currency")
	r = report(t, teams, quotaArgs(t, "group,amount\nEast,lots\n")...)
	assert.Contains(t, omissions(t, r), "forecast.rows.p_quota")
	assert.Equal(t, json.Number("1"), at(t, r, "inputs", 1, "skipped"))
}

// fates are deals of which six come at a time, on the 20th of each month. On the 10th of the next all six are won, or else all are lost, by turns;
// those of the last month are open.
func fates(months int) string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount\n")
	for k := range months {
		for i := range 6 {
			fmt.Fprintf(&b, "d%[1]d-%[2]d,2025-%02[3]d-20,lead,10\n", k, i, k+1)
			if k < months-1 {
				fmt.Fprintf(&b, "d%[1]d-%[2]d,2025-%02[3]d-10,%[4]s,10\n", k, i, k+2, []string{"won", "lost"}[k%2])
			}
		}
	}
	return b.String()
}

func TestDependenceIsLearnedFromThePast(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-09-30", "-periods", "month:1", "-model", "timed", "-quota", "35"}
	r := report(t, fates(9), append(args, "-rho", "learn")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, "learn", at(t, r, "options", "rho"))
	f := at(t, r, "forecast")
	assert.Equal(t, json.Number("6"), at(t, f, "dependence", "rho", "n"), "April to September; in February nothing had been learned yet, and in March only wins, so that the model was certain")
	number := func(path ...any) float64 {
		v, err := at(t, f, path...).(json.Number).Float64()
		require.NoError(t, err)
		return v
	}
	assert.Greater(t, number("dependence", "rho", "low"), 0.3, "they are won or lost as one")
	assert.Greater(t, number("rho"), 0.3)
	row := at(t, f, "rows", 0)
	assert.Equal(t, "30", at(t, row, "from_open"), "six deals of 10, of which half are won")
	hand := at(t, row, "in_hand")
	assert.Equal(t, "10", at(t, hand, "p10"), "P(none of six) = 1/64, P(at most one) = 7/64")
	assert.Equal(t, "0", at(t, hand, "dependent", "p10"))
	assert.Equal(t, "60", at(t, hand, "dependent", "p90"))
	assert.InDelta(t, 22.0/64, number("rows", 0, "in_hand", "p_quota"), 1e-9, "P(at least four of six)")
	assert.Greater(t, number("rows", 0, "in_hand", "dependent", "p_quota"), 0.36)
	assert.NotNil(t, at(t, row, "dependent"), "what is in hand and what is not share their fate")

	for lang, says := range map[string][]string{
		"en": {"By 6 past periods the latent correlation is most likely", "and between 0 and 80 as they share a fate"},
		"zh": {"根据 6 个历史期间，潜在相关系数最可能为", "计入共同因素后落在 0 与 80 之间"},
	} {
		_, text, _ := program(t, fates(9), append(args, "-rho", "learn", "-lang", lang)...)
		for _, s := range says {
			assert.Contains(t, oneLine(text), oneLine(s))
		}
	}
}

func TestDependenceThatIsGiven(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-09-30", "-periods", "month:1", "-model", "timed"}
	r := report(t, fates(9), append(args, "-rho", "0.3")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, "0.3", at(t, r, "options", "rho"))
	assert.Equal(t, json.Number("0.3"), at(t, r, "forecast", "rho"))
	assert.Equal(t, "given", at(t, r, "forecast", "dependence", "rho", "method"))
	assert.Equal(t, "10", at(t, r, "forecast", "rows", 0, "in_hand", "dependent", "p10"))
	assert.Nil(t, at(t, r, "forecast", "rows", 0, "in_hand", "dependent", "p_quota"))
	for lang, says := range map[string]string{"en": "The latent correlation is 0.30, as it was given", "zh": "潜在相关系数为 0.30（指定值）"} {
		_, text, _ := program(t, fates(9), append(args, "-rho", "0.3", "-lang", lang)...)
		assert.Contains(t, text, says)
	}

	r = report(t, fates(9), append(args, "-rho", "0")...)
	assert.Equal(t, json.Number("0"), at(t, r, "forecast", "rho"))
	assert.Nil(t, at(t, r, "forecast", "dependence"))
	assert.NotContains(t, omissions(t, r), "forecast.dependence", "independence was asked for")
	r = report(t, fates(9), args...)
	assert.Equal(t, "not_asked", omissions(t, r)["forecast.dependence"])
}

// A win that a model held impossible is counted, and teaches no correlation: here two deals of each month are due later than they are won.
func TestWinsThatWereHeldImpossible(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(fates(9)), "\n")
	for i, l := range lines {
		switch {
		case i == 0:
			lines[i] += ",close"
		case strings.Contains(l, "-0,") || strings.Contains(l, "-1,"):
			lines[i] += ",2026-12-31"
		default: // of the others some have passed
			lines[i] += fmt.Sprintf(",2025-%s-28", l[strings.Index(l, "2025-")+5:][:2])
		}
	}
	lines = append(lines, "late,2025-02-20,lead,10,2026-12-31", "late,2025-05-10,won,10,2026-12-31", "")
	r := report(t, strings.Join(lines, "\n"), "-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-09-30", "-periods", "month:1", "-rho", "learn")
	for _, w := range at(t, r, "warnings").([]any) {
		if at(t, w, "code") == "report.rho_surprise" {
			assert.Equal(t, json.Number("51"), at(t, w, "params", "of"), "six in each month from February to September, and one from March to May")
			assert.Equal(t, json.Number("9"), at(t, w, "params", "n"), "two in each month of wins, and one in May, but not in March and April")
			return
		}
	}
	t.Error("nothing was said of them")
}

// In each month one deal is won on the 5th for 10, and another, open from the 2nd and due on the 20th, on the 15th, for 100, 200 and 300. In April
// that one is worth 150.
func months() string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount,close,owner\nx,2024-12-15,lead,1,,\nx,2024-12-20,lost,1,,\n")
	for k := 1; k <= 4; k++ {
		amount := []int{100, 200, 300, 150}[k-1]
		fmt.Fprintf(&b, "a%[1]d,2025-%02[1]d-02,lead,%[2]d,2025-%02[1]d-20,Ann\nb%[1]d,2025-%02[1]d-03,lead,10,2025-%02[1]d-20,Bob\nb%[1]d,2025-%02[1]d-05,won,10,,Bob\n", k, amount)
		if k < 4 {
			fmt.Fprintf(&b, "a%[1]d,2025-%02[1]d-15,won,%[2]d,,Ann\n", k, amount)
		}
	}
	return b.String()
}

func TestPacingAndCoverageByHand(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-04-10", "-periods", "month:1", "-quota", "210"}
	r := report(t, months(), args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	p := at(t, r, "forecast", "pacing")
	assert.Equal(t, json.Number("10"), at(t, p, "day"))
	assert.Equal(t, json.Number("20"), at(t, p, "left"))
	assert.Len(t, at(t, p, "past"), 3, "December was not seen from its beginning")
	for i, want := range []string{"110", "210", "310"} {
		past := at(t, p, "past", i)
		assert.Equal(t, "10", at(t, past, "won_amount"))
		assert.Equal(t, want, at(t, past, "came_amount"))
		assert.Equal(t, at(t, past, "due_amount"), at(t, past, "from_open"), "the deal that was open then")
		assert.Equal(t, "0", at(t, past, "from_other"))
	}
	assert.Nil(t, at(t, p, "today", "came_amount"))
	assert.Nil(t, at(t, p, "today", "came_deals"))
	assert.Equal(t, json.Number("3"), at(t, p, "won", "equal"))
	assert.Equal(t, json.Number("1"), at(t, p, "due", "below"), "150 is more than 100")
	for key, want := range map[string]string{"value": "210", "low": "110", "high": "310"} {
		assert.Equal(t, want, at(t, p, "outcome", key), "10 + the median, the least and the most of 100, 200 and 300")
	}
	assert.Equal(t, json.Number("0.5"), at(t, p, "outcome", "level"), "(3 − 1)/(3 + 1)")

	c := at(t, r, "forecast", "coverage")
	assert.Equal(t, "200", at(t, c, "needs"))
	assert.Equal(t, json.Number("0.75"), at(t, c, "due", "has"), "150 of 200")
	assert.Equal(t, []any{json.Number("1"), json.Number("1"), json.Number("1")}, at(t, c, "due", "needed"), "all that was open was won")
	assert.Equal(t, json.Number("0"), at(t, c, "due", "sufficed"))
	assert.Contains(t, warned(t, r), "forecast.past_few")

	k := at(t, r, "forecast", "concentration", 0)
	assert.Equal(t, "a4", at(t, k, "deals", "largest", 0, "name"))
	assert.Equal(t, json.Number("1"), at(t, k, "deals", "effective"))
	assert.Equal(t, "Ann", at(t, k, "without_owner", "name"))
	fresh := decimal.RequireFromString(at(t, r, "forecast", "rows", 0, "from_new").(string))
	assert.Equal(t, fresh.Add(decimal.NewFromInt(10)).String(), at(t, k, "without_owner", "mean"), "what Bob has won, and what is still to come")

	for lang, says := range map[string][]string{
		"en": {"day 10 of the period, 20 left", "it comes to 210, between 110 and 310", "0 of 3", "WHAT THE FORECAST HANGS ON"},
		"zh": {"本期第 10 天，剩余 20 天", "本期合计为 210（按往期最少与最多计为 110 至 310）", "0 / 3", "预测集中度"},
	} {
		_, text, _ := program(t, months(), append(args, "-lang", lang)...)
		for _, s := range says {
			assert.Contains(t, oneLine(text), oneLine(s))
		}
	}
}

func TestNothingToPaceWith(t *testing.T) {
	r := report(t, small, append(smallArgs, "-periods", "week:1")...)
	assert.Equal(t, "report.no_past", omissions(t, r)["forecast.pacing"])
	assert.Nil(t, at(t, r, "forecast", "pacing"))
	assert.Nil(t, at(t, r, "forecast", "coverage"))
	r = report(t, "deal,stage,at\na,contact,2025-01-02\nb,won,2025-01-02\n", "-deals", "-", "-pipeline", "testdata/pipeline.json")
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	assert.Equal(t, "no_history", omissions(t, r)["forecast.pacing"])
	assert.Equal(t, "no_history", omissions(t, r)["forecast.coverage"])
	assert.Len(t, at(t, r, "forecast", "concentration"), 2)
}

// What the forecast of a day is said to have been is what the report of that day says, and the causes lead from it to what it is now.
func TestWhatChangedAddsUp(t *testing.T) {
	base := []string{"-events", "testdata/events.csv", "-pipeline", "testdata/pipeline.json", "-tz", "Asia/Shanghai", "-group", "region", "-limit", "5"}
	for _, model := range []string{"blend", "timed", "learned", "configured"} {
		args := append(slices.Clip(base), "-model", model)
		now := report(t, "", append(args, "-as-of", "2025-12-20", "-since", "2025-11-30")...)
		require.NoError(t, schema(t).Validate(plainJSON(t, now)))
		then := report(t, "", append(args, "-as-of", "2025-11-30")...)
		c := at(t, now, "forecast", "change")
		assert.Equal(t, "2025-12-01T00:00:00+08:00", at(t, c, "from"), "the end of that day")
		found := 0
		for _, row := range at(t, c, "rows").([]any) {
			for _, key := range []string{"won", "weighted", "expected"} {
				sum := decimal.RequireFromString(at(t, row, "was", key).(string))
				for _, cause := range at(t, row, "causes").([]any) {
					sum = sum.Add(decimal.RequireFromString(at(t, cause, "by", key).(string)))
				}
				assert.Equal(t, at(t, row, "is", key), sum.String(), "%s: %v %v", model, at(t, row, "group"), at(t, row, "from"))
			}
			for end, r := range map[string]map[string]any{"was": then, "is": now} {
				for _, f := range at(t, r, "forecast", "rows").([]any) {
					if fmt.Sprint(at(t, f, "group"), at(t, f, "from")) == fmt.Sprint(at(t, row, "group"), at(t, row, "from")) {
						assert.Equal(t, at(t, f, "won_amount"), at(t, row, end, "won"))
						assert.Equal(t, at(t, f, "weighted"), at(t, row, end, "weighted"))
						found++
					}
				}
			}
		}
		assert.Equal(t, 16, found, "everyone and three regions, in two quarters, then and now")
		assert.Len(t, at(t, c, "deals", "items"), 5)
	}
}

func TestWhatChangedWhereThatCannotBeSaid(t *testing.T) {
	r := report(t, small, append(smallArgs, "-since", "2025-01-10")...)
	assert.Equal(t, "report.after_report", omissions(t, r)["forecast.change"])
	assert.Equal(t, "2025-01-10", at(t, r, "options", "since"))
	r = report(t, small, smallArgs...)
	assert.Equal(t, "not_asked", omissions(t, r)["forecast.change"])
	r = report(t, "deal,stage,at\na,contact,2025-01-02\nb,won,2025-01-02\n", "-deals", "-", "-pipeline", "testdata/pipeline.json", "-since", "2025-01-01")
	assert.Equal(t, "no_history", omissions(t, r)["forecast.change"])

	r = report(t, small, append(smallArgs, "-since", "2025-01-06T12:00:00+01:00")...)
	assert.Equal(t, "2025-01-06T11:00:00Z", at(t, r, "forecast", "change", "from"))
	r = report(t, paced, "-events", "-", "-won", "won", "-lost", "lost", "-model", "timed", "-since", "2025-01-03")
	assert.Equal(t, "forecast.not_configured", omissions(t, r)["forecast.change"], "by then nobody had left the stage")
}

// Deals are won for twice what was shown: means and ranges go by that, with dependence as without it, and weighted amounts do not.
func TestAmountsComeOutAsTheyDid(t *testing.T) {
	doubled := strings.ReplaceAll(strings.ReplaceAll(fates(9), "won,10", "won,20"), "lost,10", "lost,")
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-09-30", "-periods", "month:1", "-model", "timed", "-rho", "0.05"}
	r := report(t, doubled, args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	f := at(t, r, "forecast")
	assert.Equal(t, "open_and_new_deals", at(t, f, "basis"))
	assert.Equal(t, json.Number("2"), at(t, f, "amounts", "pooled"))
	assert.Equal(t, json.Number("2"), at(t, f, "amounts", "stages", 0, "used"))
	row := at(t, f, "rows", 0)
	assert.Equal(t, "60", at(t, row, "from_open"), "six deals of 10 at 2, of which half are won")
	assert.Equal(t, "30", at(t, row, "weighted"))
	assert.Equal(t, "60", at(t, row, "in_hand", "dependent", "p50"))

	r = report(t, "deal,stage,at\na,contact,2025-01-02\nb,won,2025-01-02\n", "-deals", "-", "-pipeline", "testdata/pipeline.json")
	assert.Equal(t, "no_history", omissions(t, r)["forecast.amounts"])
	assert.Nil(t, at(t, r, "forecast", "amounts"))
	r = report(t, "deal,at,stage\na,2025-01-02,lead\na,2025-01-05,won\nb,2025-01-05,lead\n", "-events", "-", "-won", "won")
	assert.Equal(t, "forecast.amounts_none", omissions(t, r)["forecast.amounts"])
}

// Deals that are not created yet are in everyone's rows alone.
func TestNewBusiness(t *testing.T) {
	args := []string{"-events", "testdata/events.csv", "-pipeline", "testdata/pipeline.json", "-tz", "Asia/Shanghai", "-group", "region", "-quota", "300万", "-limit", "3"}
	r := report(t, "", args...)
	f := at(t, r, "forecast")
	assert.Equal(t, "open_and_new_deals", at(t, f, "basis"))
	for i := range 2 {
		row := at(t, f, "rows", i)
		assert.Empty(t, at(t, row, "group"))
		assert.NotNil(t, at(t, row, "from_new"))
		assert.NotNil(t, at(t, row, "new", "created", "p90"))
		assert.NotNil(t, at(t, row, "in_hand", "p_quota"))
	}
	assert.Nil(t, at(t, f, "rows", 2, "from_new"), "a region")
	assert.Nil(t, at(t, f, "rows", 2, "new"))
	assert.Nil(t, at(t, f, "rows", 2, "in_hand"))
	assert.Contains(t, warned(t, r), "forecast.new_apart")
	for lang, says := range map[string][]string{
		"en": {"those that come if they go on coming as they did", "from new ones)"}, "zh": {"将会出现的新商机", "，新商机 "},
	} {
		_, text, _ := program(t, "", append(slices.Clip(args), "-lang", lang)...)
		for _, s := range says {
			assert.Contains(t, oneLine(text), oneLine(s))
		}
	}

	r = report(t, small, smallArgs...)
	assert.Equal(t, "report.few_weeks", omissions(t, r)["forecast.rows.from_new"])
	assert.Equal(t, "open_deals", at(t, r, "forecast", "basis"))
	assert.Nil(t, at(t, r, "forecast", "rows", 0, "from_new"))
	r = report(t, "deal,stage,at\na,contact,2025-01-02\nb,won,2025-01-02\n", "-deals", "-", "-pipeline", "testdata/pipeline.json")
	assert.Equal(t, "no_history", omissions(t, r)["forecast.rows.from_new"])
}
