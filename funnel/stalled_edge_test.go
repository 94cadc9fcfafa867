package funnel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// With nothing learned all win, so that the money at stake is the amount. b and c have the same, and c is longer over; d has an amount of 0, which is one,
// and a has none, however long it is over; e and f are alike but for their ids.
func TestStalledOrder(t *testing.T) {
	zero := bridgeRow("d", 20, "lead", "", 0, 0)
	zero.Amount = cny(0)
	events := []funnel.Event{
		bridgeRow("a", 1, "lead", "", 0, 0), bridgeRow("b", 20, "lead", "", 50, 0), bridgeRow("c", 10, "lead", "", 50, 0), zero,
		bridgeRow("f", 15, "lead", "", 10, 0), bridgeRow("e", 15, "lead", "", 10, 0),
	}
	s, err := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(40)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	var order []string
	for _, d := range s.Deals {
		order = append(order, d.Deal)
	}
	assert.Equal(t, []string{"c", "b", "e", "f", "d", "a"}, order)
	var limits []stage.Limit
	for _, l := range s.Limits {
		limits = append(limits, l.Limit)
	}
	assert.Equal(t, []stage.Limit{{Days: 10}, {Days: 5, Working: true}, {}}, limits, "as configured")
}

// What is stalled is summed up, or refused where the sum is too large.
func TestStalledSums(t *testing.T) {
	huge, err := sf.MoneyOf(decimal.RequireFromString(strings.Repeat("9", sf.MaxDigits)), "CNY")
	require.NoError(t, err)
	a, b := bridgeRow("a", 0, "lead", "", 0, 0), bridgeRow("b", 0, "lead", "", 0, 0)
	a.Amount, b.Amount = huge, huge
	_, err = historyOf(t, limited(t), funnel.Options{}, a, b).AsOf(on2026(40)).Stalled(funnel.StalledOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesOf(faultsOf(t, err)))
	s, err := historyOf(t, limited(t), funnel.Options{}, a).AsOf(on2026(40)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	assert.True(t, huge.Equal(s.Total.Amount))
}

// Ninety deals are won after 1, 2, … 90 days, ten are lost after 91 to 100, and twenty have been open for 1000: whoever leaves after that is lost, as the
// last ten were. Nine tenths of the winners are 81.
func TestStalledWaitsForWinnersOnly(t *testing.T) {
	var events []funnel.Event
	for i := range 120 {
		id, end := fmt.Sprintf("x%03d", i), "won"
		if i >= 90 {
			end = "lost"
		}
		events = append(events, bridgeRow(id, 0, "offer", "", 10, 0))
		if i < 100 {
			events = append(events, bridgeRow(id, i+1, end, "", 0, 0))
		}
	}
	s, err := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(1000)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	assert.InDelta(t, 81, s.Limits[2].Learned.Value, 0)
}

// Of n deals that win after 1, 2, … n days the share k/n has left after k of them, however the shares are rounded.
func TestStalledQuantilesAreExact(t *testing.T) {
	for _, n := range []int{7, 10, 30, 49} {
		var events []funnel.Event
		for i := range n {
			id := fmt.Sprintf("x%03d", i)
			events = append(events, bridgeRow(id, 0, "offer", "", 10, 0), bridgeRow(id, i+1, "won", "", 0, 0))
		}
		v := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(100))
		for k := 1; k < n; k++ {
			s, err := v.Stalled(funnel.StalledOptions{Quantile: float64(k) / float64(n)})
			require.NoError(t, err)
			assert.InDelta(t, k, s.Limits[2].Learned.Value, 0, "%d of %d", k, n)
		}
	}
}
