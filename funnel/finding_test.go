package funnel_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// on returns a row of deal "d" so many days after base.
func on(days float64, stageID string) funnel.Event {
	return funnel.Event{Deal: "d", At: base.Add(time.Duration(days * float64(day))), Stage: stageID}
}

// but returns a row with something changed.
func but(e funnel.Event, change func(e *funnel.Event)) funnel.Event {
	change(&e)
	return e
}

func paid(e funnel.Event, n int64) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Amount = cny(n) })
}

func seq(e funnel.Event, n int64) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Seq = n })
}

func recorded(e funnel.Event, days float64) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Recorded = base.Add(time.Duration(days * float64(day))) })
}

func fact(e funnel.Event, name string, v sf.Value) funnel.Event {
	return but(e, func(e *funnel.Event) { e.Facts = append(slices.Clone(e.Facts), sf.F(name, v)) })
}

// brief writes findings as "code n/of [examples]".
func brief(findings []funnel.Finding) []string {
	var out []string
	for _, f := range findings {
		detail := ""
		if f.Arg("detail").Known() {
			detail = "(" + f.Arg("detail").String() + ")"
		}
		out = append(out, fmt.Sprintf("%s%s %d/%v %v", strings.TrimPrefix(string(f.Code), "funnel."), detail, f.Count, f.Arg("of"), f.Examples))
	}
	return out
}

func TestFindings(t *testing.T) {
	free := stage.Moves{Policy: stage.Free}
	reopen := stage.Moves{Policy: stage.Forward, Reopen: true}
	tests := map[string]struct {
		moves  stage.Moves
		rows   []funnel.Event
		want   []string
		visits string // stage>next@days, first visits marked
		state  string
	}{
		"in order":           {rows: []funnel.Event{on(0, "lead"), on(2, "demo"), paid(on(5, "won"), 9)}, visits: "0>1@2! 1>3@3", state: "won"},
		"aliases":            {rows: []funnel.Event{on(0, "线索"), on(2, "lead"), on(3, "demo")}, visits: "0>1@3! 1>-1@97", state: "demo"},
		"first close stands": {rows: []funnel.Event{on(0, "lead"), paid(on(1, "won"), 9), on(3, "lost")}, want: []string{"event_after_close 1/3 [2]"}, visits: "0>3@1!", state: "won"},
		"won, then in another won stage": {
			rows: []funnel.Event{on(0, "lead"), paid(on(1, "won"), 9), on(3, "won2")}, want: []string{"event_after_close 1/3 [2]"}, visits: "0>3@1!", state: "won",
		},
		"closed twice alike": {rows: []funnel.Event{on(0, "lead"), on(1, "lost"), on(3, "lost")}, visits: "0>5@1!", state: "lost"},
		"reopened, refused": {
			rows: []funnel.Event{on(0, "lead"), on(1, "lost"), on(3, "demo"), on(4, "lead")}, want: []string{"reopened 2/4 [2 3]"}, visits: "0>5@1!", state: "lost",
		},
		"opened and closed at one instant, then reopened": {
			rows: []funnel.Event{seq(on(1, "lead"), 1), seq(on(1, "lost"), 2), on(3, "demo")}, want: []string{"reopened 1/3 [2]"}, visits: "0>5@0!", state: "lost",
		},
		"reopened, allowed": {
			moves: reopen, rows: []funnel.Event{on(0, "lead"), on(1, "lost"), on(3, "demo"), on(4, "lost")}, visits: "0>5@1! 1>5@1!", state: "lost",
		},
		"instalments": {
			rows: []funnel.Event{on(0, "lead"), paid(on(1, "won"), 9), paid(on(2, "won"), 9), paid(on(3, "won2"), 1)},
			want: []string{"instalment 2/4 [2 3]"}, visits: "0>3@1!", state: "won",
		},
		"duplicate": {rows: []funnel.Event{on(0, "lead"), on(0, "lead"), on(0, "lead")}, want: []string{"duplicate 2/3 [1 2]"}, visits: "0>-1@100!", state: "lead"},
		"duplicate of the close": {
			rows: []funnel.Event{on(0, "lead"), paid(on(1, "won"), 9), paid(on(1, "won"), 9)}, want: []string{"duplicate 1/3 [2]"}, visits: "0>3@1!", state: "won",
		},
		"duplicate beyond another row": {
			moves: free, rows: []funnel.Event{on(0, "lead"), on(0, "demo"), on(0, "lead"), on(0, "demo")},
			want: []string{"duplicate 2/4 [2 3]", "tie 1/4 [1]"}, visits: "0>1@0! 1>-1@100", state: "demo",
		},
		"there and back in one instant": {
			moves: free, rows: []funnel.Event{seq(on(0, "lead"), 1), seq(on(0, "demo"), 2), seq(on(0, "lead"), 3), seq(on(0, "lead"), 4)},
			want: []string{"duplicate 1/4 [3]"}, visits: "0>1@0! 1>0@0 0>-1@100", state: "lead",
		},
		"duplicate with equal facts": {
			rows: []funnel.Event{fact(on(0, "lead"), "source", sf.Tags("a", "b")), fact(on(0, "lead"), "source", sf.Tags("b", "a"))},
			want: []string{"duplicate 1/2 [1]"}, visits: "0>-1@100!", state: "lead",
		},
		"no duplicate: other facts": {
			rows: []funnel.Event{fact(on(0, "lead"), "source", sf.Text("a")), fact(on(0, "lead"), "source", sf.Text("b")), on(0, "lead")}, visits: "0>-1@100!", state: "lead",
		},
		"no duplicate: cleared is not unstated": {
			rows: []funnel.Event{fact(on(0, "lead"), "source", sf.Value{}), on(0, "lead")}, visits: "0>-1@100!", state: "lead",
		},
		"tie": {rows: []funnel.Event{on(0, "lead"), on(1, "demo"), on(1, "offer")}, want: []string{"tie 1/3 [2]"}, visits: "0>1@1! 1>2@0 2>-1@99", state: "offer"},
		"no tie with a Seq": {
			rows: []funnel.Event{on(0, "lead"), seq(on(1, "offer"), 2), seq(on(1, "demo"), 1)}, visits: "0>1@1! 1>2@0 2>-1@99", state: "offer",
		},
		"move not allowed": {
			rows: []funnel.Event{on(0, "demo"), on(1, "lead")}, want: []string{"move_not_allowed 1/2 [1]"}, visits: "1>0@1! 0>-1@99", state: "lead",
		},
		"closed unseen": {rows: []funnel.Event{paid(on(0, "won"), 1)}, want: []string{"closed_unseen 1/1 [0]"}, state: "won"},
		"close before create": {
			rows: []funnel.Event{on(0, "lost"), on(1, "lead"), on(2, "demo")}, want: []string{"close_before_create 2/3 [1 2]", "closed_unseen 1/3 [0]"}, state: "lost",
		},
		"no stage":       {rows: []funnel.Event{on(0, ""), on(1, "")}, want: []string{"no_stage 1/1 [1]"}},
		"amount missing": {rows: []funnel.Event{on(0, "lead"), on(1, "won")}, want: []string{"amount_missing 1/1 [1]"}, visits: "0>3@1!", state: "won"},
		"amount after the close": {
			rows: []funnel.Event{on(0, "lead"), on(1, "won"), paid(on(2, ""), 5)}, want: []string{"amount_missing 1/1 [2]"}, visits: "0>3@1!", state: "won",
		},
		"amount at the close": {rows: []funnel.Event{on(0, "lead"), on(1, "won"), paid(on(1, ""), 5)}, visits: "0>3@1!", state: "won"},
		"mixed currency": {
			rows: []funnel.Event{paid(on(0, "lead"), 5), but(on(1, ""), func(e *funnel.Event) { e.Amount = money(1, "USD") })},
			want: []string{"mixed_currency 1/1 [1]"}, visits: "0>-1@100!", state: "lead",
		},
		"recorded late": {
			rows: []funnel.Event{on(0, "lead"), recorded(on(1, "demo"), 4), recorded(on(1, "demo"), 3), recorded(on(2, "demo"), 9)},
			want: []string{"duplicate 1/4 [2]", "recorded_late 2/4 [1 3]"}, visits: "0>1@1! 1>-1@99", state: "demo",
		},
		"late entry": {
			rows: []funnel.Event{recorded(on(0, "lead"), 10), recorded(on(4, "demo"), 10), recorded(on(12, "offer"), 12)},
			want: []string{"late_entry 1/1 [2]", "recorded_late 2/3 [0 1]"}, visits: "1>2@8!late6 2>-1@88", state: "offer",
		},
		"the earliest row recorded last": {
			rows: []funnel.Event{recorded(on(0, "lead"), 10), on(4, "demo")},
			want: []string{"late_entry 1/1 [1]", "recorded_late 1/2 [0]"}, visits: "0>1@4!late4 1>-1@96", state: "demo",
		},
		"recorded in time": {rows: []funnel.Event{recorded(on(0, "lead"), 2)}, visits: "0>-1@100!", state: "lead"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := historyOf(t, sixStages(t, test.moves), funnel.Options{}, test.rows...)
			assert.Empty(t, h.Findings())
			v := h.AsOf(base.Add(100 * day))
			assert.Equal(t, test.want, brief(v.Findings()))
			var visits []string
			for s := range v.Visits() {
				text := fmt.Sprintf("%d>%d@%d", s.Stage, s.Next, s.Days)
				if s.First {
					text += "!"
				}
				if s.Late {
					text += fmt.Sprint("late", s.SinceDays)
					assert.Equal(t, s.SinceDays, int(s.Since.Sub(s.Entered)/day))
				}
				visits = append(visits, text)
			}
			assert.Equal(t, test.visits, strings.Join(visits, " "))
			d, ok := v.Deal("d")
			require.True(t, ok)
			id, _ := d.Stage()
			assert.Equal(t, test.state, id)
		})
	}
}

func TestFindingsOfSingleRows(t *testing.T) {
	bad := []funnel.Event{
		but(on(0, "lead"), func(e *funnel.Event) { e.Deal = "" }),
		but(on(0, "lead"), func(e *funnel.Event) { e.Deal = "\xff" }),
		but(on(0, "lead"), func(e *funnel.Event) { e.At = time.Time{} }),
		but(on(0, "lead"), func(e *funnel.Event) { e.Recorded = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		on(0, "nowhere"),
		on(0, "no\xff"),
		on(0, strings.Repeat("长", 50)),
		recorded(on(0, "lead"), -3),
		but(on(1, "demo"), func(e *funnel.Event) { e.Owner, e.Reason = "\xff", "ok" }),
		but(on(2, ""), func(e *funnel.Event) { e.Close = sf.Date{Year: 2026, Month: 2, Day: 30} }),
		but(on(3, ""), func(e *funnel.Event) { e.NextAt = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		fact(fact(on(4, ""), "owner", sf.Int(1)), "", sf.Int(1)),
		fact(fact(fact(on(5, ""), "x\xff", sf.Int(1)), "x", sf.Text("\xff")), "y", sf.Tags("\xff")),
	}
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, bad...)
	assert.Equal(t, []string{
		"bad_date 2/13 [9 10]", "bad_text 5/13 [1 8 12 12 12]", "bad_time 2/13 [2 3]", "no_deal 1/13 [0]", "recorded_early 1/13 [7]",
		"reserved_fact() 1/13 [11]", "reserved_fact(owner) 1/13 [11]",
		"unknown_stage(?) 1/13 [5]", "unknown_stage(nowhere) 1/13 [4]", "unknown_stage(" + strings.Repeat("长", 34) + "…) 1/13 [6]",
	}, brief(h.Findings()))
	assert.Equal(t, 6, h.Events())
	assert.Equal(t, int64(13), h.Rows())
	for _, f := range h.Findings() {
		assert.Equal(t, f.Text, f.In(sf.English))
		assert.NotContains(t, f.In(sf.English)+f.In(sf.Chinese), "{")
	}
	d, ok := h.AsOf(ever).Deal("d")
	require.True(t, ok)
	assert.Equal(t, "ok", d.Reason())
	assert.Empty(t, d.Owner())
	assert.Zero(t, d.Close())
	assert.Zero(t, d.NextAt())
	assert.False(t, d.Fact("x").Known() || d.Fact("y").Known() || d.Fact("").Known())
}

func TestNewestFirst(t *testing.T) {
	p := sixStages(t, stageForward)
	rows := []funnel.Event{paid(on(4, "won"), 1), on(3, "offer"), on(3, "demo"), on(0, "lead")}
	h := historyOf(t, p, funnel.Options{}, rows...)
	assert.Equal(t, []string{"newest_first 2/4 []"}, brief(h.Findings()))
	assert.Equal(t, []string{"move_not_allowed 1/4 [2]", "tie 1/4 [2]"}, brief(h.AsOf(ever).Findings()))
	h = historyOf(t, p, funnel.Options{NewestFirst: true}, rows...)
	assert.Empty(t, h.Findings())
	assert.Equal(t, []string{"tie 1/4 [1]"}, brief(h.AsOf(ever).Findings()))
	_, err := funnel.NewHistory(p, slices.Values([]funnel.Event{on(1, "demo"), on(0, "lead")}), funnel.Options{Strict: true})
	require.NoError(t, err, "an order is no fault")
	l := shuffledLog(20_000)
	h, err = funnel.NewHistory(sevenStages(t), l.events, funnel.Options{})
	require.NoError(t, err)
	assert.Empty(t, h.Findings(), "random order is not newest first")
}

func TestUnknownStagesAreLumped(t *testing.T) {
	var rows []funnel.Event
	for i := range 70 {
		rows = append(rows, on(0, fmt.Sprint("x", i)), on(0, fmt.Sprint("x", i)))
	}
	found := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).Findings()
	require.Len(t, found, 51)
	var total int64
	for _, f := range found {
		total += f.Count
	}
	assert.Equal(t, int64(140), total)
	last := found[len(found)-1]
	assert.Equal(t, "…", last.Arg("detail").String())
	assert.Equal(t, int64(40), last.Count)
	assert.Equal(t, []int64{100, 101, 102, 103, 104, 105, 106, 107, 108, 109}, last.Examples)
	text, err := json.Marshal(last)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"count":40,"examples":[100,`)
}

func TestStrict(t *testing.T) {
	p := sixStages(t, stageForward)
	rows := []funnel.Event{
		on(0, "lead"), on(0, "lead"), on(1, "nowhere"), on(2, "demo"), on(3, "lead"), on(4, "lost"), on(5, "won"), on(6, "demo"),
		but(on(0, ""), func(e *funnel.Event) { e.Deal = "e" }),
	}
	_, err := funnel.NewHistory(p, slices.Values(rows), funnel.Options{Strict: true})
	var codes []string
	for _, f := range faultsOf(t, err) {
		codes = append(codes, strings.TrimPrefix(string(f.Code), "funnel."))
	}
	assert.Equal(t, []string{"unknown_stage", "duplicate", "event_after_close", "move_not_allowed", "no_stage", "reopened"}, codes)
	for name, fine := range map[string][]funnel.Event{
		"instalment": {on(0, "lead"), on(1, "won"), paid(on(2, "won"), 1)},
		"late":       {recorded(on(0, "lead"), 50)},
	} {
		h, err := funnel.NewHistory(p, slices.Values(fine), funnel.Options{Strict: true})
		require.NoError(t, err, name)
		assert.NotEmpty(t, h.AsOf(ever).Findings(), name)
	}
}

func TestRecordedLateOption(t *testing.T) {
	ancient := funnel.Event{Deal: "d", At: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), Recorded: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Stage: "lead"}
	for late, want := range map[time.Duration]int{-1: 0, 0: 2, time.Hour: 2} {
		h := historyOf(t, sixStages(t, stageForward), funnel.Options{RecordedLate: late}, ancient)
		assert.Len(t, h.AsOf(time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC)).Findings(), want)
	}
}

func TestInvisibleRowsHideNoDuplicate(t *testing.T) {
	rows := []funnel.Event{on(0, "lead")}
	for i := range 200 {
		rows = append(rows, recorded(paid(on(0, ""), int64(i)), 50))
	}
	rows = append(rows, on(0, "lead"))
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...)
	assert.Equal(t, []string{"duplicate 1/2 [201]"}, brief(h.AsOf(base.Add(day)).Findings()))
}

func TestWalkTellsAll(t *testing.T) {
	_, found := funnel.Walk(sixStages(t, stageForward), funnel.Options{Strict: true}, ever, []funnel.Event{on(0, "x"), on(0, "lost")})
	assert.Equal(t, []string{"unknown_stage(x) 1/2 [0]", "closed_unseen 1/1 [1]"}, brief(found))
}

func TestEveryColumnTellsRowsApart(t *testing.T) {
	for name, change := range map[string]func(e *funnel.Event){
		"owner":  func(e *funnel.Event) { e.Owner = "ann" },
		"reason": func(e *funnel.Event) { e.Reason = "price" },
		"amount": func(e *funnel.Event) { e.Amount = cny(1) },
		"close":  func(e *funnel.Event) { e.Close = sf.DateOf(base) },
		"next":   func(e *funnel.Event) { e.NextAt = base },
		"stage":  func(e *funnel.Event) { e.Stage = "" },
		"fact":   func(e *funnel.Event) { e.Facts = []sf.Fact{sf.F("source", sf.Text("a"))} },
	} {
		h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, on(0, "lead"), but(on(0, "lead"), change))
		assert.Empty(t, h.AsOf(ever).Findings(), name)
	}
}

func TestMostlyBackwardsIsNotNewestFirst(t *testing.T) {
	rows := []funnel.Event{on(5, "lead"), on(4, "lead"), on(3, "lead"), on(6, "lead")}
	assert.Empty(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).Findings())
}
