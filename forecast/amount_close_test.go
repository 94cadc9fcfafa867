package forecast_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// dated is a history of close dates that can be worked by hand, as of 1 March 2026.
func dated() []funnel.Event {
	late := row("e", "2026-01-02", "", "", "2026-01-10")
	late.Recorded = at("2026-01-12") // on record when the day had passed: no promise
	return []funnel.Event{
		row("a", "2026-01-01", "lead", "10", "2026-01-20"), row("a", "2026-01-20", "won", "", ""), // kept, on the day itself
		row("b", "2026-01-01", "lead", "10", "2026-01-20"), row("b", "2026-01-10", "", "", "2026-02-10"), // put off by 21 days
		row("b", "2026-02-01", "", "", "2026-02-20"), row("b", "2026-02-15", "won", "", ""), // and by 10: won by the last
		row("c", "2026-01-01", "lead", "10", "2026-01-20"), row("c", "2026-01-15", "lost", "", ""), // closed by then, not won
		row("d", "2026-01-01", "lead", "10", "2026-01-20"), row("d", "2026-01-25", "", "", "2026-02-20"), // overdue, put off, overdue
		row("d", "2026-02-21", "", "", "2026-02-25"), row("d", "2026-02-22", "", "", "2026-02-25"), // and again; stated twice
		row("e", "2026-01-01", "lead", "10", ""), late,
		row("f", "2026-02-01", "lead", "10", "2026-04-01"), row("f", "2026-02-05", "", "", "2026-03-10"), // brought forward, not passed
		row("g", "2026-02-01", "lead", "", ""),                                                            // no date
		row("j", "2026-02-01", "lead", "", "2026-03-01"),                                                  // due today, which has not passed
		row("h", "2026-02-01", "", "10", "2026-02-10"),                                                    // in no stage
		row("i", "2026-01-01", "lead", "", "2026-01-05"), row("i", "2026-01-06", "won", "", "2026-01-06"), // late; the date at the close is none
	}
}

func TestCloseDatesByHand(t *testing.T) {
	v := amountHistory(t, pipeline(t), dated()...).AsOf(at("2026-03-01"))
	c := forecast.CloseDatesOf(v)
	assert.Equal(t, []int{5, 1, 2, 1}, []int{c.Open, c.Missing, c.Overdue, c.Pushed})
	var deals []string
	for _, d := range c.Deals {
		deals = append(deals, fmt.Sprint(d.Deal, " ", d.Stage, " ", d.Close, " ", d.OverdueDays, " ", d.Pushes, " ", d.PushedDays))
	}
	assert.Equal(t, []string{"e lead 2026-01-10 50 0 0", "d lead 2026-02-25 4 2 36", "f lead 2026-03-10 0 0 0", "g lead ? 0 0 0", "j lead 2026-03-01 0 0 0"}, deals)
	var past []string
	for _, p := range c.Past {
		past = append(past, fmt.Sprint(p.Pushes, p.OrMore, " ", p.Won.Value*float64(p.Won.N), " ", p.Closed.Value*float64(p.Closed.N), " of ", p.Won.N, "+", p.Won.Left))
	}
	// first dates: a kept; b, d, i not; c closed; f twice and j ahead; h, which is in no stage, is no deal. After one push: b 10 February, d not.
	// After two: b won on 15 February, by the 20th; d's 25 February not.
	assert.Equal(t, []string{"0 false 1 2 of 5+3", "1 false 0 0 of 2+0", "2 false 1 1 of 2+0", "3 true 0 0 of 0+0"}, past)
	assert.True(t, c.Past[3].Won.IsZero())
	assert.Equal(t, []string{"forecast.close_overdue ", "forecast.close_missing ", "forecast.pushed ", "forecast.close_held "}, codes(c.Notes))
	assert.Equal(t, "of 9 close dates that have passed, 22.2% came with a win by then", c.Notes[3].Text)

	d, _ := v.Deal("d")
	facts := forecast.CloseFacts(v, d)
	assert.Equal(t, []sf.Value{sf.Bool(false), sf.Int(4), sf.Int(2), sf.Int(36), sf.Text("lead")}, []sf.Value{
		facts.Fact("close_missing"), facts.Fact("close_overdue_days"), facts.Fact("close_pushes"), facts.Fact("close_pushed_days"), facts.Fact("stage"),
	})
	empty := forecast.CloseDatesOf(amountHistory(t, pipeline(t)).AsOf(asOf))
	assert.Empty(t, empty.Deals)
	assert.Empty(t, empty.Notes)
}

// Pushes are those that a waterfall tells of.
func TestPushesAreThoseOfSlippage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []funnel.Event
		for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
			e := row(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "deal"), "2026-01-01", rapid.SampledFrom([]string{"", "lead", "offer", "won"}).Draw(t, "stage"), "", rapid.SampledFrom([]string{"", "2026-01-20", "2026-02-20", "2026-03-20"}).Draw(t, "close"))
			e.At, e.Seq = e.At.AddDate(0, 0, rapid.IntRange(0, 50).Draw(t, "day")), int64(i)
			rows = append(rows, e)
		}
		h := amountHistory(t, pipeline2(t), rows...)
		w, err := funnel.Waterfall(h.AsOf(at("2026-01-01")), h.AsOf(at("2026-03-01")), funnel.WaterfallOptions{})
		require.NoError(t, err)
		want := make(map[string][2]int)
		for _, p := range w.All.Slippage.Pushes {
			want[p.Deal] = [2]int{p.Times, p.Days}
		}
		got := make(map[string][2]int)
		for _, d := range forecast.CloseDatesOf(h.AsOf(at("2026-03-01"))).Deals {
			if d.Pushes > 0 {
				got[d.Deal] = [2]int{d.Pushes, d.PushedDays}
			}
		}
		assert.Equal(t, want, got)
	})
}
