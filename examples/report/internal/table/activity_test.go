package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func activities(t *testing.T, text string, o Options) (*Table, []Activity) {
	t.Helper()
	tab, rows, err := ParseActivities([]byte(text), "calls.csv", o)
	require.NoError(t, err)
	require.Len(t, rows, tab.Used)
	require.Equal(t, tab.Total, tab.Used+sum(tab.Skipped), "every row is used or counted")
	return tab, rows
}

func TestActivities(t *testing.T) {
	_, rows := activities(t, "deal,kind,by,at,planned,recorded,goal,goal_met,prepared,outcome,advance,next,next_at\n"+
		"D1,visit,Ann,2026-03-02 10:00,2026-03-02,2026-03-03,meet the CFO,yes,1,agreed,TRUE,send offer,2026-03-09\n"+
		"D1,call,,,2026-03-20,,,,no,,0,,\n", Options{})
	day := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	assert.Equal(t, []Activity{
		{
			Row: 2, Deal: "D1", Kind: "visit", By: "Ann", At: day(2, 10), Planned: day(2, 0), Recorded: day(3, 0), Goal: "meet the CFO", GoalMet: Yes, Prepared: Yes,
			Outcome: "agreed", Advance: Yes, Next: "send offer", NextAt: day(9, 0),
		},
		{Row: 3, Deal: "D1", Kind: "call", Planned: day(20, 0), Prepared: No, Advance: No},
	}, rows)
}

func TestActivitiesUnderChineseAndForeignHeaders(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	_, rows := activities(t, "商机编号;跟进方式;跟进人;拜访时间;计划拜访时间;拜访目的;是否达成;是否准备;拜访结果;晋级承诺;下一步;下次跟进时间;创建时间\n"+
		"S-1;上门拜访;王芳;2026年3月2日 10:00;2026/3/2;确认预算;是;有;同意试用;否;安排试用;2026/3/9;2026/3/3\n", Options{Location: shanghai})
	assert.Equal(t, []Activity{{
		Row: 2, Deal: "S-1", Kind: "上门拜访", By: "王芳", At: time.Date(2026, time.March, 2, 10, 0, 0, 0, shanghai), Planned: time.Date(2026, time.March, 2, 0, 0, 0, 0, shanghai),
		Goal: "确认预算", GoalMet: Yes, Prepared: Yes, Outcome: "同意试用", Advance: No, Next: "安排试用", NextAt: time.Date(2026, time.March, 9, 0, 0, 0, 0, shanghai),
		Recorded: time.Date(2026, time.March, 3, 0, 0, 0, 0, shanghai),
	}}, rows)
	_, rows = activities(t, "Id,WhatId,Subject,OwnerId,ActivityDate,CreatedDate\n00T1,0061,Call,005,2026-03-02,2026-03-02\n", Options{})
	require.Len(t, rows, 1)
	assert.Equal(t, "0061", rows[0].Deal, "what the task is about, not the task")
	assert.Equal(t, "Call", rows[0].Kind)
	assert.Equal(t, "005", rows[0].By)
}

func TestActivitiesThatCannotBeUsedAreCounted(t *testing.T) {
	tab, rows := activities(t, "deal,at,planned,prepared\n"+
		"D1,2026-03-02,,maybe\n"+ // used; nobody can tell whether it was prepared
		",2026-03-02,,\n"+
		"D2,,,\n"+
		"D3,soon,2026-03-02,\n"+ // no plan: it happened, nobody knows when
		"D4,,soon,\n"+
		"D5,2026-03-02,soon,\n"+ // used; it happened
		"deal,at,planned,prepared\n"+
		"\n"+
		"Total,,,\n", Options{})
	require.Len(t, rows, 2)
	assert.Equal(t, Unanswered, rows[0].Prepared)
	assert.Equal(t, map[Skip]int{SkipDeal: 1, SkipAt: 3, SkipHeader: 1, SkipBlank: 1, SkipFooter: 1}, tab.Skipped)
	counts := map[Code]int{}
	for _, p := range tab.Problems {
		counts[p.Code] += p.Count
		assert.NotEmpty(t, p.Examples, p.Code)
	}
	assert.Equal(t, map[Code]int{ProblemAnswer: 1, ProblemMissing: 2, ProblemDate: 3}, counts)
}

func TestActivitiesNeedADealAndATime(t *testing.T) {
	_, _, err := ParseActivities([]byte("kind,by\ncall,Ann\n"), "calls.csv", Options{})
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, CodeColumns, e.Code)
	assert.Equal(t, "deal, at|planned", e.Params["missing"])
	assert.Equal(t, "calls.csv", e.Input)
	_, rows := activities(t, "deal,planned\nD1,2026-03-02\n", Options{})
	assert.Len(t, rows, 1, "a list of plans is a list of activities")
}

func TestAnswers(t *testing.T) {
	for text, want := range map[string]Answer{
		"yes": Yes, "Y": Yes, "TRUE": Yes, "1": Yes, "是": Yes, "有": Yes, "√": Yes, "no": No, "N": No, "False": No, "0": No, "否": No, "无": No, "未": No,
		"": Unanswered, "-": Unanswered, "n/a": Unanswered, "未知": Unanswered, "perhaps": Unanswered,
	} {
		_, rows := activities(t, "deal,at,advance\nD1,2026-03-02,"+text+"\n", Options{})
		assert.Equal(t, want, rows[0].Advance, text)
	}
}

func TestMappingsOfOtherFiles(t *testing.T) {
	m, err := ParseMappings("deal=opp, activities.deal=task for, costs.amount=\"spend, net\", region=Area", "region")
	require.NoError(t, err)
	assert.Equal(t, Mappings{
		History: {KeyDeal: "opp", "region": "Area"}, Activities: {KeyDeal: "task for"}, Costs: {KeyAmount: "spend, net"},
	}, m)
	_, rows := activities(t, "task for,at\nD1,2026-03-02\n", Options{Map: m[Activities]})
	assert.Len(t, rows, 1)
	_, err = ParseMappings("activities.amount=x,costs.deal=y")
	require.ErrorContains(t, err, `"amount" is none of deal, kind, by, at`)
	require.ErrorContains(t, err, `"deal" is none of source, amount`)
	_, err = ParseMapping("activities.deal=x")
	assert.Error(t, err, "a mapping of one file has no prefixes")
}

func TestCosts(t *testing.T) {
	tab, rows, err := ParseCosts([]byte("来源,费用（万元）,开始日期,结束日期\n官网,1.5,2026/1/1,2026/3/31\n展会,12,,\n,3,,\n电话,,,\n电话,很多,,\n电话,1,2026/3/1,2026/2/1\n电话,1,soon,\n合计,17,,\n来源,费用（万元）,开始日期,结束日期\n"), "费用.csv", Options{})
	require.NoError(t, err)
	require.Len(t, rows, 2, "a total is no source")
	assert.Equal(t, "15000", rows[0].Amount.String())
	assert.Equal(t, "CNY", rows[0].Currency)
	assert.Equal(t, Date{2026, time.January, 1}, rows[0].From)
	assert.Equal(t, Date{2026, time.March, 31}, rows[0].To)
	assert.Equal(t, "120000", rows[1].Amount.String())
	assert.True(t, rows[1].From.IsZero())
	assert.Equal(t, map[Skip]int{SkipSource: 1, SkipAmount: 2, SkipPeriod: 2, SkipHeader: 1, SkipFooter: 1}, tab.Skipped)
	counts := map[Code]int{}
	for _, p := range tab.Problems {
		counts[p.Code] += p.Count
	}
	assert.Equal(t, map[Code]int{ProblemMissing: 2, ProblemAmount: 1, ProblemPeriod: 1, ProblemDate: 1}, counts)
}

func TestCostsNeedASourceAndAnAmount(t *testing.T) {
	_, _, err := ParseCosts([]byte("from,to\n2026-01-01,2026-02-01\n"), "costs.csv", Options{})
	assert.ErrorContains(t, err, "no column for source, amount")
}
