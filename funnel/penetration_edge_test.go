package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// Each region is at one edge:
//
//	all     both of its two customers are won: a share of 1 with an interval, and no warning
//	open    one customer is won and one reached, of one: more than there are, by those in the funnel
//	rich    150 won of 100, and no customers are given
//	bare    two deals won, without an amount: nothing can be said of 100
//	half    40 won of 100, by one deal of two that were won
//	none    a deal, and neither potential
//	idle    100 could be sold, and nothing has been: 0 of it
func TestPenetrationEdges(t *testing.T) {
	won := func(id, region string, amount int64) []funnel.Event {
		return []funnel.Event{regionRow(id, 0, "lead", region, "", amount), sourceRow(id, 5, "won", "", 0)}
	}
	var events []funnel.Event
	for _, rows := range [][]funnel.Event{
		won("a", "all", 1), won("b", "all", 1), won("c", "open", 1),
		{regionRow("d", 0, "lead", "open", "", 1)},
		won("e", "rich", 150),
		won("f", "bare", 0), won("g", "bare", 0), won("h", "half", 40), won("i", "half", 0), won("j", "none", 7),
	} {
		events = append(events, rows...)
	}
	p, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.Add(60 * day)).Penetration(funnel.PenetrationOptions{
		Customers: map[string]int64{"all": 2, "open": 1}, Amounts: map[string]sf.Money{"rich": cny(100), "bare": cny(100), "half": cny(100), "idle": cny(100)},
	})
	require.NoError(t, err)
	rows := make(map[string]funnel.PenetrationRow)
	for _, r := range p.Rows {
		rows[r.Region] = r
	}
	require.Len(t, rows, 7)
	assert.InDelta(t, 1, rows["all"].WonShare.Value, 0)
	assert.True(t, rows["all"].WonShare.HasInterval())
	assert.InDelta(t, 1, rows["open"].WonShare.Value, 0)
	assert.InDelta(t, 2, rows["open"].Share.Value, 0)
	assert.False(t, rows["open"].Share.HasInterval())
	assert.InDelta(t, 1.5, rows["rich"].WonAmount.Value, 1e-12)
	assert.True(t, rows["bare"].WonAmount.IsZero())
	assert.InDelta(t, .4, rows["half"].WonAmount.Value, 1e-12)
	assert.Equal(t, [2]int64{1, 1}, [2]int64{rows["half"].WonAmount.N, rows["half"].WonAmount.Left})
	assert.False(t, rows["idle"].WonAmount.IsZero())
	assert.Zero(t, rows["idle"].WonAmount.Value)
	require.Len(t, p.Warnings, 2)
	assert.Equal(t, "2 regions have given more than their potential, open, rich among them; the potential is too small", p.Warnings[0].Text)
	assert.Contains(t, p.Warnings[1].Text, "none")
	assert.Equal(t, sf.Int(1), p.Warnings[1].Arg("n"))
}

// A deal that names no customer is one of its own, also where a customer is called as the deal is.
func TestPenetrationOfCustomersCalledLikeDeals(t *testing.T) {
	events := []funnel.Event{regionRow("甲", 0, "lead", "华东", "", 1), regionRow("b", 0, "lead", "华东", "甲", 1)}
	p, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.Add(9 * day)).
		Penetration(funnel.PenetrationOptions{Customer: "customer", Customers: map[string]int64{"华东": 9}})
	require.NoError(t, err)
	assert.Equal(t, int64(2), p.Rows[0].Reached)
}
