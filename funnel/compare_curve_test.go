package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Of ten deals one is won on each of the days 1 to 10: nine tenths have come by day 9. Where none is won, all is read as late as can be.
func TestUsualHorizon(t *testing.T) {
	var won, lost []rival
	for i := range int32(10) {
		won = append(won, rival{to: i + 1, cause: rivalOne})
		lost = append(lost, rival{to: i + 1, cause: rivalOther})
	}
	assert.Equal(t, 9, usualHorizon(agesOf(nil, won, MaxAge)))
	assert.Equal(t, 10, usualHorizon(agesOf(nil, lost, MaxAge)))
	assert.Equal(t, 1, usualHorizon(agesOf(nil, won[:1], 0)), "at least 1")
}

// A rate is worth as many cases as its variance says, and no more than there are; one of 0 or 1 as many as were seen from the beginning to their end or
// to the age.
func TestWorthOfARate(t *testing.T) {
	wins, of := worth(sf.Estimate{Value: .25, N: 100}, .25*.75/48, nil, 10)
	assert.Equal(t, [2]float64{12, 48}, [2]float64{wins, of})
	wins, of = worth(sf.Estimate{Value: .25, N: 40}, .25*.75/48, nil, 10)
	assert.Equal(t, [2]float64{10, 40}, [2]float64{wins, of})
	list := []rival{
		{to: 3, cause: rivalOther},
		{to: 12, cause: rivalOther},
		{to: 10},         // open, and seen up to the age
		{to: 9},          // open, and younger
		{from: 1, to: 9}, // late, and open
		{from: 1, to: 4, cause: rivalOther},
	}
	wins, of = worth(sf.Estimate{Value: 0, N: 6}, 0, list, 10)
	assert.Equal(t, [2]float64{0, 3}, [2]float64{wins, of})
	wins, of = worth(sf.Estimate{Value: 1, N: 6}, 0, list, 10)
	assert.Equal(t, [2]float64{3, 3}, [2]float64{wins, of})
}

// Three of five have ended by day 3, and two are open: the median is 3, and how long it may be at most is not known.
func TestMedianWithoutAnUpperEnd(t *testing.T) {
	e, said := medianOf(agesOf(nil, []rival{{to: 1, cause: rivalOne}, {to: 2, cause: rivalOther}, {to: 3, cause: rivalOne}, {to: 9}, {to: 9}}, MaxAge))
	assert.InDelta(t, 3, e.Value, 0)
	assert.False(t, e.HasInterval())
	assert.Equal(t, "3", said.String())
}
