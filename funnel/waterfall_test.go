package funnel_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// bridgeRow is one row of a deal: on a day of 2026, in a stage, with an owner, an amount and the day on which it should close; zero fields are left out.
func bridgeRow(id string, day int, stage, owner string, amount int64, due int) funnel.Event {
	e := funnel.Event{Deal: id, At: on2026(day), Stage: stage, Owner: owner}
	if amount > 0 {
		e.Amount = cny(amount)
	}
	if due > 0 {
		e.Close = sf.DateOf(on2026(due))
	}
	return e
}

// bridgeCauses are the rows of a group in short.
func bridgeCauses(g funnel.BridgeGroup) (out []string) {
	for _, r := range g.Causes {
		out = append(out, fmt.Sprintf("%s %d %s %v", r.Cause, r.Deals, r.Amount.Digits(), r.Examples))
	}
	return out
}

// From day 30 to day 60 one deal for every cause, with amounts that tell them apart; 王芳 sells all but where it says 李强.
//
//	opening: gone 1, lost 2, up 10, down 50, same 100, bare –, moves 1000 (李强)      = 1163 of 7 deals
//	closing: up 15, down 40, same 100, bare 7, moves 1200, new 20000, late 300, again 4000 = 25662 of 8 deals
func waterfallDeals() []funnel.Event {
	late := bridgeRow("late", 20, "lead", "王芳", 300, 0)
	late.Recorded = on2026(45)
	return []funnel.Event{
		bridgeRow("gone", 1, "lead", "王芳", 1, 0), bridgeRow("gone", 40, "won", "", 5, 0), // won at 5, it leaves with the 1 it came with
		bridgeRow("lost", 1, "lead", "王芳", 2, 0), bridgeRow("lost", 40, "lost", "", 0, 0),
		bridgeRow("up", 1, "lead", "王芳", 10, 0), bridgeRow("up", 40, "", "", 15, 0),
		bridgeRow("down", 1, "lead", "王芳", 50, 0), bridgeRow("down", 40, "demo", "", 40, 0),
		bridgeRow("same", 1, "lead", "王芳", 100, 0), bridgeRow("same", 40, "offer", "", 0, 0),
		bridgeRow("bare", 1, "lead", "王芳", 0, 0), bridgeRow("bare", 40, "", "", 7, 0),
		bridgeRow("moves", 1, "lead", "李强", 1000, 0), bridgeRow("moves", 40, "", "王芳", 1200, 0),
		bridgeRow("new", 30, "lead", "王芳", 20000, 0), // as the opening is taken, which is after it
		late,
		bridgeRow("again", 1, "lead", "王芳", 4000, 0), bridgeRow("again", 10, "lost", "", 0, 0), bridgeRow("again", 50, "demo", "", 0, 0),
		bridgeRow("through", 40, "lead", "王芳", 77, 0), bridgeRow("through", 50, "won", "", 88, 0), // began and was won between
		bridgeRow("old", 1, "lead", "王芳", 9, 0), bridgeRow("old", 5, "won", "", 0, 0), // was over before
	}
}

func TestWaterfallByHand(t *testing.T) {
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true}), funnel.Options{}, waterfallDeals()...)
	b, err := funnel.Waterfall(h.AsOf(on2026(30)), h.AsOf(on2026(60)), funnel.WaterfallOptions{By: "owner"})
	require.NoError(t, err)
	assert.Equal(t, []string{"1163", "25662"}, []string{b.All.Opening.Amount.Digits(), b.All.Closing.Amount.Digits()})
	assert.Equal(t, []int64{7, 1, 8, 0}, []int64{b.All.Opening.Deals, b.All.Opening.Unpriced, b.All.Closing.Deals, b.All.Closing.Unpriced})
	assert.Equal(t, []string{
		"created 1 20000 [new]", "late 1 300 [late]", "reopened 1 4000 [again]", "priced 1 7 [bare]", "increased 2 205 [moves up]",
		"decreased 1 -10 [down]", "unchanged 1 0 [same]", "won 1 -1 [gone]", "lost 1 -2 [lost]",
	}, bridgeCauses(b.All))
	require.Len(t, b.Groups, 2)
	assert.Equal(t, "李强", b.Groups[0].Group)
	assert.Equal(t, []string{"moved_out 1 -1000 [moves]"}, bridgeCauses(b.Groups[0]))
	assert.Equal(t, []string{"1000", "0"}, []string{b.Groups[0].Opening.Amount.Digits(), b.Groups[0].Closing.Amount.Digits()})
	assert.Equal(t, []string{
		"created 1 20000 [new]", "late 1 300 [late]", "reopened 1 4000 [again]", "moved_in 1 1200 [moves]", "priced 1 7 [bare]", "increased 1 5 [up]",
		"decreased 1 -10 [down]", "unchanged 1 0 [same]", "won 1 -1 [gone]", "lost 1 -2 [lost]",
	}, bridgeCauses(b.Groups[1]))
	assert.Equal(t, []string{"163", "25662"}, []string{b.Groups[1].Opening.Amount.Digits(), b.Groups[1].Closing.Amount.Digits()})
	assert.Equal(t, []string{"1 88", "0 0"}, []string{
		fmt.Sprint(b.All.Passed.Won.Deals, " ", b.All.Passed.Won.Amount.Digits()), fmt.Sprint(b.All.Passed.Lost.Deals, " ", b.All.Passed.Lost.Amount.Digits()),
	})
	require.Len(t, b.Warnings, 1)
	assert.Equal(t, "1 deals had begun before the opening and came on record only after it, late among them", b.Warnings[0].Text)
	_, err = json.Marshal(b)
	require.NoError(t, err)
}

// Deals due in February (days 31 to 58): dates that move are causes, too.
//
//	opening at 30: out 1 (→ March), early 2 (→ January), won 4, stays 8 (overdue at the closing), split 16 (left out of the closing view)
//	closing at 60: in 100 (was March), dated 200 (had none), back 400 (was January), stays 8, shown 800 (left out of the opening view)
func TestWaterfallOfDeadlines(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("out", 1, "lead", "", 1, 40), bridgeRow("out", 35, "", "", 0, 65), bridgeRow("out", 37, "", "", 0, 70),
		bridgeRow("early", 1, "lead", "", 2, 40), bridgeRow("early", 35, "", "", 0, 29),
		bridgeRow("won", 1, "lead", "", 4, 40), bridgeRow("won", 35, "won", "", 0, 0),
		bridgeRow("stays", 1, "lead", "", 8, 40),
		bridgeRow("split", 1, "lead", "", 16, 40),
		bridgeRow("in", 1, "lead", "", 100, 70), bridgeRow("in", 35, "", "", 0, 58),
		bridgeRow("dated", 1, "lead", "", 200, 0), bridgeRow("dated", 35, "", "", 0, 31),
		bridgeRow("back", 1, "lead", "", 400, 25), bridgeRow("back", 35, "", "", 0, 45),
		bridgeRow("shown", 1, "lead", "", 800, 40),
	)
	february := sf.Months(on2026(40), 1)[0]
	opening := h.AsOf(on2026(30)).Select(func(d funnel.Deal) bool { return d.ID() != "shown" })
	closing := h.AsOf(on2026(60)).Select(func(d funnel.Deal) bool { return d.ID() != "split" })
	b, err := funnel.Waterfall(opening, closing, funnel.WaterfallOptions{Due: february})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"selected 1 800 [shown]", "pulled_in 2 300 [dated in]", "pushed_in 1 400 [back]", "unchanged 1 0 [stays]", "pushed_out 1 -1 [out]",
		"pulled_out 1 -2 [early]", "won 1 -4 [won]", "left_out 1 -16 [split]",
	}, bridgeCauses(b.All))
	assert.Equal(t, []string{"31", "1508"}, []string{b.All.Opening.Amount.Digits(), b.All.Closing.Amount.Digits()})
	old := historyOf(t, sixStages(t, stageForward), funnel.Options{}, bridgeRow("old", 1, "lead", "", 5, 0), bridgeRow("old", 9, "won", "", 0, 0))
	before, err := funnel.Waterfall(old.AsOf(on2026(30)).Select(func(funnel.Deal) bool { return false }), old.AsOf(on2026(60)), funnel.WaterfallOptions{})
	require.NoError(t, err)
	assert.Zero(t, before.All.Passed.Won.Deals, "it was won before, though the opening leaves it out")
	s := b.All.Slippage
	short := func(y funnel.Tally) string { return fmt.Sprint(y.Deals, " ", y.Amount.Digits()) }
	assert.Equal(t, []string{"5 31", "1 4", "0 0", "1 1", "2 10", "1 16"}, []string{
		short(s.Due), short(s.Won.Tally), short(s.Lost.Tally), short(s.Pushed.Tally), short(s.Standing.Tally), short(s.LeftOut.Tally),
	})
	assert.Equal(t, [][]string{{"won"}, {}, {"out"}, {"early", "stays"}, {"split"}}, [][]string{
		s.Won.Examples, s.Lost.Examples, s.Pushed.Examples, s.Standing.Examples, s.LeftOut.Examples,
	})
	require.Len(t, s.Pushes, 2)
	assert.Equal(t, funnel.Push{Deal: "out", Times: 2, Days: 30, Close: sf.DateOf(on2026(70)), Amount: cny(1)}, s.Pushes[0])
	assert.Equal(t, funnel.Push{Deal: "back", Times: 1, Days: 20, Close: sf.DateOf(on2026(45)), Amount: cny(400)}, s.Pushes[1])
}

func TestWaterfallFaults(t *testing.T) {
	p := sixStages(t, stageForward)
	h, other := historyOf(t, p, funnel.Options{}), historyOf(t, p, funnel.Options{})
	_, err := funnel.Waterfall(h.AsOf(on2026(3)), other.AsOf(on2026(2)), funnel.WaterfallOptions{Due: sf.Period{From: on2026(2), To: on2026(1)}})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 3)
	two := historyOf(t, p, funnel.Options{}, bridgeRow("a", 1, "lead", "", 5, 0), but(bridgeRow("b", 1, "lead", "", 0, 0), func(e *funnel.Event) { e.Amount = money(5, "USD") }))
	_, err = funnel.Waterfall(two.AsOf(on2026(1)), two.AsOf(on2026(2)), funnel.WaterfallOptions{})
	require.ErrorContains(t, err, "CNY, USD")
	b, err := funnel.Waterfall(h.AsOf(on2026(3)), h.AsOf(on2026(3)), funnel.WaterfallOptions{By: "owner"})
	require.NoError(t, err)
	assert.Empty(t, b.All.Causes)
	assert.False(t, b.All.Opening.Amount.Known())
}

func TestCauseWords(t *testing.T) {
	for c := funnel.CauseCreated; c <= funnel.CauseLeftOut; c++ {
		b, err := c.MarshalText()
		require.NoError(t, err)
		var back funnel.Cause
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, c, back)
	}
	_, err := funnel.Cause(99).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "cause(99)", funnel.Cause(99).String())
	var c funnel.Cause
	require.Error(t, c.UnmarshalText([]byte("nothing")))
}

// Six deals are due in February; each counts for its owner of day 30, whoever has it at the end. Put off, it is on the desk of whoever has it then.
//
//	a  王芳   1  won by 李强         d  李强   8  stays, put off by 20 days to March
//	b  王芳   2  lost               e  李强  16  put off by 10 and 5 days to March, and 王芳 has it now
//	c  王芳   4  stays, overdue      f  nobody 32  李强 has it now, overdue
//
// g was never due and comes on record in between: 李强 puts it off once, by 3 days. h is new and lost at once.
func TestSlippageByOwner(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("a", 1, "lead", "王芳", 1, 40), bridgeRow("a", 35, "", "李强", 0, 0), bridgeRow("a", 36, "won", "", 0, 0),
		bridgeRow("b", 1, "lead", "王芳", 2, 40), bridgeRow("b", 36, "lost", "", 0, 0),
		bridgeRow("c", 1, "lead", "王芳", 4, 40),
		bridgeRow("d", 1, "lead", "李强", 8, 45), bridgeRow("d", 35, "", "", 0, 65),
		bridgeRow("e", 1, "lead", "李强", 16, 50), bridgeRow("e", 35, "", "", 0, 60), bridgeRow("e", 36, "", "王芳", 0, 65),
		bridgeRow("f", 1, "lead", "", 32, 58), bridgeRow("f", 35, "", "李强", 0, 0),
		bridgeRow("g", 31, "lead", "李强", 64, 70), bridgeRow("g", 32, "", "", 0, 73),
		bridgeRow("h", 31, "lead", "李强", 0, 40), bridgeRow("h", 32, "lost", "", 0, 0))
	b := bridge(t, h.AsOf(on2026(30)), h.AsOf(on2026(59)), funnel.WaterfallOptions{By: "owner"})
	short := func(g funnel.BridgeGroup) (out []string) {
		s := g.Slippage
		for _, x := range []funnel.DealTally{{Tally: s.Due}, s.Won, s.Lost, s.Pushed, s.Standing, s.LeftOut, g.Passed.Won, g.Passed.Lost} {
			out = append(out, fmt.Sprint(x.Deals, " ", x.Amount.Digits(), x.Examples))
		}
		for _, p := range s.Pushes {
			out = append(out, fmt.Sprint(p.Deal, " ", p.Times, " ", p.Days))
		}
		return append(out, fmt.Sprint(s.PushDays.Value))
	}
	require.Len(t, b.Groups, 3)
	assert.Equal(t, []string{"6 63[]", "1 1[a]", "1 2[b]", "2 24[d e]", "2 36[c f]", "0 0[]", "0 0[]", "1 0[h]", "e 2 15", "d 1 20", "g 1 3", "12.666666666666666"}, short(b.All))
	assert.Equal(t, []string{"1 32[]", "0 0[]", "0 0[]", "0 0[]", "1 32[f]", "0 0[]", "0 0[]", "0 0[]", "0"}, short(b.Groups[0]))
	assert.Equal(t, []string{"2 24[]", "0 0[]", "0 0[]", "2 24[d e]", "0 0[]", "0 0[]", "0 0[]", "1 0[h]", "d 1 20", "g 1 3", "11.5"}, short(b.Groups[1]))
	assert.Equal(t, []string{"3 7[]", "1 1[a]", "1 2[b]", "0 0[]", "1 4[c]", "0 0[]", "0 0[]", "0 0[]", "e 2 15", "15"}, short(b.Groups[2]))
	assert.Equal(t, []string{"moved_out 1 -32 [f]"}, bridgeCauses(b.Groups[0]))
	assert.Equal(t, []string{"created 1 64 [g]", "moved_in 1 32 [f]", "unchanged 1 0 [d]", "moved_out 1 -16 [e]"}, bridgeCauses(b.Groups[1]))
	assert.Equal(t, []string{"moved_in 1 16 [e]", "unchanged 1 0 [c]", "won 1 -1 [a]", "lost 1 -2 [b]"}, bridgeCauses(b.Groups[2]),
		"李强 won a, and it leaves those whose it was at the opening")
}

// Looked at in the middle of a day, what is due on that day is still to come, and on the day of the closing as well; at its midnight it is not.
func TestSlippageOfADayHalfOver(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("past", 1, "lead", "", 1, 29), bridgeRow("first", 1, "lead", "", 2, 30), bridgeRow("last", 1, "lead", "", 4, 60), bridgeRow("after", 1, "lead", "", 8, 61))
	due := func(from, to float64) string {
		at := func(days float64) time.Time { return on2026(1).Add(time.Duration((days - 1) * float64(day))) }
		return bridge(t, h.AsOf(at(from)), h.AsOf(at(to)), funnel.WaterfallOptions{}).All.Slippage.Due.Amount.Digits()
	}
	assert.Equal(t, []string{"2", "2", "6", "4"}, []string{due(30, 60), due(30.5, 60), due(30.5, 60.5), due(31, 60.5)})
}

// Of twelve deals ten are named, the first by id.
func TestWaterfallNamesTen(t *testing.T) {
	var rows []funnel.Event
	for _, id := range []string{"l", "k", "j", "i", "h", "g", "f", "e", "d", "c", "b", "a"} {
		rows = append(rows, bridgeRow(id, 1, "lead", "", 1, 40), bridgeRow(id, 40, "won", "", 0, 0))
	}
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...)
	b := bridge(t, h.AsOf(on2026(30)), h.AsOf(on2026(60)), funnel.WaterfallOptions{})
	ten := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
	assert.Equal(t, [][]string{ten, ten}, [][]string{b.All.Causes[0].Examples, b.All.Slippage.Won.Examples})
	assert.Equal(t, int64(12), b.All.Slippage.Won.Deals)
}

// Where several causes would do, the first of the ranking is the one: here every deal changes its owner and its amount, from 10 to 30, besides, and all
// but one its close date.
func TestWaterfallRanking(t *testing.T) {
	late := func(e funnel.Event) funnel.Event { e.Recorded = on2026(45); return e }
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true}), funnel.Options{},
		bridgeRow("won", 1, "lead", "王芳", 10, 40), bridgeRow("won", 35, "", "李强", 30, 90), bridgeRow("won", 36, "won", "", 0, 0),
		bridgeRow("out", 1, "lead", "王芳", 10, 40), bridgeRow("out", 35, "", "李强", 30, 90),
		bridgeRow("in", 1, "lead", "王芳", 10, 90), bridgeRow("in", 35, "", "李强", 30, 40),
		bridgeRow("again", 1, "lost", "王芳", 10, 90), bridgeRow("again", 35, "lead", "李强", 30, 40),
		late(bridgeRow("late", 1, "lead", "王芳", 10, 90)), bridgeRow("late", 46, "", "李强", 30, 40),
		bridgeRow("staged", 1, "", "王芳", 10, 90), bridgeRow("staged", 35, "lead", "李强", 30, 40), // known, and in no stage before
		bridgeRow("moves", 1, "lead", "王芳", 10, 40), bridgeRow("moves", 35, "", "李强", 30, 45))
	b := bridge(t, h.AsOf(on2026(30)), h.AsOf(on2026(60)), funnel.WaterfallOptions{By: "owner", Due: sf.Months(on2026(40), 1)[0]})
	assert.Equal(t, []string{
		"created 1 30 [staged]", "late 1 30 [late]", "reopened 1 30 [again]", "pulled_in 1 30 [in]", "increased 1 20 [moves]", "pushed_out 1 -10 [out]", "won 1 -10 [won]",
	}, bridgeCauses(b.All))
	require.Len(t, b.Groups, 2)
	assert.Equal(t, []string{"created 1 30 [staged]", "late 1 30 [late]", "reopened 1 30 [again]", "moved_in 1 30 [moves]", "pulled_in 1 30 [in]"}, bridgeCauses(b.Groups[0]))
	assert.Equal(t, []string{"pushed_out 1 -10 [out]", "moved_out 1 -10 [moves]", "won 1 -10 [won]"}, bridgeCauses(b.Groups[1]))
	assert.Equal(t, "30", b.All.Causes[6].Ended.Digits())
}
