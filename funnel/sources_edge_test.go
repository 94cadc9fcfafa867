package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// The total has the same credit by either rule, what it cost included, and a warning stands where it belongs and nowhere else.
func TestSourcesTotalAndWarnings(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, sourcesByHand()...).AsOf(base.Add(60 * day))
	s := sourcesOf(t, v, funnel.SourcesOptions{Days: funnel.MaxAge, Costs: map[string]sf.Money{"官网": cny(50), "展会": cny(120), "": cny(30)}})
	assert.InDelta(t, 200./3, s.Total.FirstTouch.CostPerWin.Value, 1e-9)
	assert.Equal(t, s.Total.FirstTouch, s.Total.LastTouch)
	web, fair, none := source(t, s, "官网"), source(t, s, "展会"), source(t, s, "")
	assert.Equal(t, []sf.Code{funnel.CodeSourceWaiting}, codesOf(web.CostPerAccept.Warnings))
	assert.Equal(t, []sf.Code{funnel.CodeSourceOpen}, codesOf(web.FirstTouch.CostPerWin.Warnings))
	assert.Empty(t, fair.CostPerAccept.Warnings)
	assert.Empty(t, fair.FirstTouch.CostPerWin.Warnings)
	for _, e := range []sf.Estimate{web.AcceptedShare, web.WinRate, web.DaysToAnswer, fair.AcceptedShare} {
		assert.Empty(t, e.Warnings, "those of the tables behind them name stages that are none")
	}
	assert.False(t, none.FirstTouch.CostPerWin.IsZero())
	assert.True(t, none.FirstTouch.Return.IsZero(), "what g was worth is not known")
}

// A won deal without an amount counts for the cost per win, and not for what came back.
func TestSourcesReturnOfWhatIsKnown(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, sourceRow("a", 0, "lead", "web", 30), sourceRow("a", 3, "won", "", 0),
		sourceRow("b", 0, "lead", "web", 0), sourceRow("b", 3, "won", "", 0)).AsOf(base.Add(60 * day))
	web := source(t, sourcesOf(t, v, funnel.SourcesOptions{Costs: map[string]sf.Money{"web": cny(20)}}), "web")
	assert.InDelta(t, 10, web.FirstTouch.CostPerWin.Value, 1e-12)
	assert.Equal(t, int64(2), web.FirstTouch.CostPerWin.N)
	assert.InDelta(t, .5, web.FirstTouch.Return.Value, 1e-12)
	assert.Equal(t, int64(1), web.FirstTouch.Return.N)
	assert.Equal(t, []sf.Code{funnel.CodeSourceUnpriced}, codesOf(web.FirstTouch.Return.Warnings))
}

// Of n leads that are accepted after 1, 2, … n days half has been accepted after n/2, however the shares are rounded.
func TestSourcesMedianIsExact(t *testing.T) {
	for n := 2; n <= 40; n += 2 {
		var events []funnel.Event
		for i := range n {
			id := fmt.Sprintf("%03d", i)
			events = append(events, sourceRow(id, 0, "lead", "web", 0), sourceRow(id, i+1, "demo", "", 0))
		}
		v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.Add(60 * day))
		assert.InDelta(t, n/2, source(t, sourcesOf(t, v, funnel.SourcesOptions{}), "web").DaysToAccept.Value, 0, n)
	}
}

// On record from noon of day 20 on, a is at risk from day 21: c, which is won on day 20, is the only one that could be then. An empty text is no source.
func TestSourcesAtRiskFromTheNextDay(t *testing.T) {
	late := but(sourceRow("a", 0, "lead", "x", 0), func(e *funnel.Event) { e.Recorded = base.Add(20*day + 12*time.Hour) })
	empty := sourceRow("c", 10, "demo", "", 0)
	empty.Facts = []sf.Fact{sf.F("source", sf.Text(""))}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, late, sourceRow("a", 40, "lost", "", 0),
		sourceRow("c", 0, "lead", "x", 0), empty, sourceRow("c", 20, "won", "", 0)).AsOf(base.Add(60 * day))
	s := sourcesOf(t, v, funnel.SourcesOptions{Days: 35})
	assert.InDelta(t, 1, s.Total.WinRate.Value, 1e-12)
	assert.Len(t, s.Rows, 1)
	assert.Zero(t, s.Changed)
}
