package funnel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// lostDeals are eight deals, six of them lost.
func lostDeals() []funnel.Event {
	with := func(e funnel.Event, owner string, amount int64, reason string) funnel.Event {
		e.Owner, e.Reason = owner, reason
		if amount != 0 {
			e.Amount = cny(amount)
		}
		return e
	}
	return []funnel.Event{
		with(ofDeal("A", 0, "lead"), "ann", 10, ""), with(ofDeal("A", 2, "demo"), "", 0, "asked for it"), with(ofDeal("A", 5, "lost"), "", 12, "price"),
		with(ofDeal("B", 0, "demo"), "ann", 20, "asked for it"), with(ofDeal("B", 1, "lost"), "", 0, ""), // the reason is that of the demo
		with(ofDeal("C", 0, "demo"), "bo", 30, ""), with(ofDeal("C", 1, "lost"), "", 0, "price"), with(ofDeal("C", 4, ""), "", 99, "rival"), // corrected
		with(ofDeal("D", 0, "demo"), "bo", 0, ""), with(ofDeal("D", 1, ""), "", 0, "price"), with(ofDeal("D", 1, "lost"), "", 0, ""), // stated first
		with(ofDeal("E", 0, "offer"), "", 50, ""), with(ofDeal("E", 9, "lost"), "", 0, "price"),
		with(ofDeal("F", 0, "lost"), "ann", 60, "rival"), // never seen open
		with(ofDeal("G", 0, "lead"), "ann", 70, ""), with(ofDeal("G", 3, "won"), "", 0, "cheap"),
		with(ofDeal("H", 0, "lead"), "ann", 80, "rival"),
	}
}

// row is a row in short: stage, group, reason, deals, unpriced, amount, share of, examples.
func shortRow(r funnel.LossReason) string {
	return strings.Join([]string{
		r.Stage, strings.Join(r.Group, "+"), r.Reason, sf.Int(r.Deals).String(), sf.Int(r.Unpriced).String(), r.Amount.String(), sf.Int(r.Share.N).String(),
		strings.Join(r.Examples, "+"),
	}, "|")
}

func reasonsOf(t require.TestingT, v *funnel.View, by ...string) (*funnel.LossReasons, []string) {
	l, err := v.LossReasons(by...)
	require.NoError(t, err)
	return l, shortRows(l.Rows)
}

func shortRows(list []funnel.LossReason) (rows []string) {
	for _, r := range list {
		rows = append(rows, shortRow(r))
	}
	return rows
}

func TestLossReasonsByHand(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{}, lostDeals()...)
	l, rows := reasonsOf(t, h.AsOf(ever))
	assert.Equal(t, []string{
		"demo||price|2|1|12 CNY|4|A+D",
		"demo|||1|0|20 CNY|4|B",
		"demo||rival|1|0|30 CNY|4|C", // what was stated of the amount after the close does not count
		"offer||price|1|0|50 CNY|1|E",
		"||rival|1|0|60 CNY|1|F",
	}, rows)
	assert.Equal(t, []string{
		"||price|3|1|62 CNY|6|A+D+E",
		"||rival|2|0|90 CNY|6|C+F",
		"|||1|0|20 CNY|6|B",
	}, shortRows(l.Reasons), "from all stages together")
	assert.Equal(t, funnel.Tally{Deals: 6, Unpriced: 1, Amount: cny(172)}, l.Lost)
	assert.Equal(t, funnel.Tally{Deals: 1, Amount: cny(20)}, l.NotGiven)
	assert.InDelta(t, 0.5, l.Rows[0].Share.Value, 1e-12)
	// R 4.2.2: qbeta(.975, 2.5, 2.5); the other end by symmetry.
	assert.InDelta(t, 0.8772461172, l.Rows[0].Share.High, 1e-9)
	assert.InDelta(t, 1, l.Rows[0].Share.Low+l.Rows[0].Share.High, 1e-9)

	l, rows = reasonsOf(t, h.AsOf(ever), "owner")
	assert.Equal(t, []string{
		"||price|1|0|50 CNY|1|E",
		"|ann||1|0|20 CNY|3|B",
		"|ann|price|1|0|12 CNY|3|A",
		"|ann|rival|1|0|60 CNY|3|F",
		"|bo|price|1|1|?|2|D",
		"|bo|rival|1|0|30 CNY|2|C",
	}, shortRows(l.Reasons))
	assert.Equal(t, []string{
		"demo|ann||1|0|20 CNY|2|B",
		"demo|ann|price|1|0|12 CNY|2|A",
		"demo|bo|price|1|1|?|2|D",
		"demo|bo|rival|1|0|30 CNY|2|C",
		"offer||price|1|0|50 CNY|1|E",
		"|ann|rival|1|0|60 CNY|1|F",
	}, rows)
	l, rows = reasonsOf(t, h.Between(afterDays(5), afterDays(6)), "owner", "source")
	assert.Equal(t, []string{"demo|ann+|price|1|0|12 CNY|1|A"}, rows, "A is lost as observation begins; the others were before, or later")
	assert.Equal(t, []string{"owner", "source"}, l.By)
	_, rows = reasonsOf(t, h.AsOf(afterDays(3)))
	assert.Contains(t, rows, "demo||price|2|1|30 CNY|3|C+D", "what C was lost to came out on day 4")
	l, rows = reasonsOf(t, h.AsOf(base))
	assert.Empty(t, rows)
	assert.NotNil(t, l.Rows)
}

// The last loss of a deal counts, one that is open again does not, and stages that were given up can be lost from.
func TestLossReasonsOfReopenedDeals(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "old", Retired: true}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost}, {ID: "invalid", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	because := func(e funnel.Event, reason string) funnel.Event { e.Reason = reason; return e }
	h := historyOf(t, p, funnel.Options{},
		ofDeal("A", 0, "lead"), because(ofDeal("A", 1, "lost"), "price"), ofDeal("A", 2, "lead"), ofDeal("A", 3, "invalid"),
		ofDeal("B", 0, "lead"), because(ofDeal("B", 1, "lost"), "price"), ofDeal("B", 2, "lead"),
		ofDeal("C", 0, "lead"), ofDeal("C", 1, "old"), because(ofDeal("C", 2, "lost"), "price"))
	_, rows := reasonsOf(t, h.AsOf(ever), "stage")
	assert.Equal(t, []string{"lead|invalid||1|1|?|1|A", "old|lost|price|1|1|?|1|C"}, rows)
	_, rows = reasonsOf(t, h.AsOf(afterDays(1.5)))
	assert.Equal(t, []string{"lead||price|2|2|?|2|A+B"}, rows)
}

func TestLossReasonsRefuse(t *testing.T) {
	rows := lostDeals()
	rows[0].Amount, rows[2].Amount = money(1, "USD"), money(2, "USD")
	_, err := historyOf(t, threeSteps(t), funnel.Options{}, rows...).AsOf(ever).LossReasons()
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesIn(invalid.Faults))
	assert.Equal(t, "CNY, USD", invalid.Faults[0].Arg("currencies").String())
}

// Sums with more digits than an amount may have are refused: within a row, across rows, and of those without a reason.
func TestLossReasonsTooLarge(t *testing.T) {
	huge := largestAmount(t)
	for _, reasons := range [][2]string{{"x", "x"}, {"x", "y"}, {"", ""}} {
		lost := func(deal, reason string) funnel.Event {
			return but(ofDeal(deal, 1, "lost"), func(e *funnel.Event) { e.Amount, e.Reason = huge, reason })
		}
		v := historyOf(t, threeSteps(t), funnel.Options{}, ofDeal("B", 0, "lead"), lost("A", reasons[0]), lost("B", reasons[1])).AsOf(ever)
		_, err := v.LossReasons("id")
		var invalid *sf.InvalidError
		require.ErrorAs(t, err, &invalid, "%v", reasons)
		_, err = v.LossReasons()
		require.ErrorAs(t, err, &invalid, "%v", reasons)
		assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesIn(invalid.Faults))
	}
}

// largestAmount returns 9…9 with as many digits as an amount may have.
func largestAmount(t *testing.T) sf.Money {
	t.Helper()
	for digits := 500; digits > 0; digits-- {
		if m, err := sf.MoneyOf(decimal.RequireFromString(strings.Repeat("9", digits)), "CNY"); err == nil {
			return m
		}
	}
	t.Fatal("no amount at all")
	return sf.Money{}
}

// Every lost deal stands in one row, whatever the rows are parted by, and shares of a stage and group sum to 1.
func TestLossReasonsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		by := rapid.SampledFrom([][]string{nil, {"owner"}, {"source", "region"}, {"id"}, {"", "nothing"}}).Draw(t, "by")
		l, err := v.LossReasons(by...)
		if err != nil {
			return
		}
		var lost int64
		since, started := v.Since()
		for d := range v.Deals() {
			closed, _ := d.Closed()
			if d.Outcome() == stage.Lost && (!started || !closed.Before(since)) {
				lost++
			}
		}
		for _, list := range [][]funnel.LossReason{l.Rows, l.Reasons} {
			var sum, none funnel.Tally
			shares := make(map[string]float64)
			for _, r := range list {
				sum = sumOf(t, l.Lost.Amount, funnel.DealTally{Tally: sum}, r.DealTally)
				if r.Reason == "" {
					none = sumOf(t, l.Lost.Amount, funnel.DealTally{Tally: none}, r.DealTally)
				}
				require.Len(t, r.Group, len(by))
				require.NotEmpty(t, r.Examples)
				shares[r.Stage+"\x00"+strings.Join(r.Group, "\x00")] += r.Share.Value
				inside(t, r.Share)
			}
			require.Equal(t, [2]int64{lost, lost}, [2]int64{sum.Deals, l.Lost.Deals})
			require.Equal(t, [2]int64{none.Deals, none.Unpriced}, [2]int64{l.NotGiven.Deals, l.NotGiven.Unpriced})
			require.True(t, len(list) == 0 || sum.Amount.Equal(l.Lost.Amount))
			for key, share := range shares {
				require.InDelta(t, 1, share, 1e-9, key)
			}
		}
		again, err := v.LossReasons(by...)
		require.NoError(t, err)
		require.Equal(t, l, again)
	})
}

func TestLossReasonsJSON(t *testing.T) {
	l, _ := reasonsOf(t, historyOf(t, threeSteps(t), funnel.Options{}, lostDeals()...).AsOf(ever), "owner")
	b, err := json.Marshal(l.Rows[0])
	require.NoError(t, err)
	for _, want := range []string{`"stage":"demo"`, `"group":["ann"]`, `"reason":""`, `"deals":1`, `"unpriced":0`, `"examples":["B"]`, `"share":{"value":0.5`} {
		assert.Contains(t, string(b), want)
	}
}
