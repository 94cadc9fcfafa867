package funnel_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// livesOf is customers who begin on day 0 and churn on the days given; those of a day below 0 begin so many days before day 100, and stay.
func livesOf(days ...int) (rows []funnel.Event) {
	for i, d := range days {
		id := fmt.Sprintf("%02d", i)
		if d < 0 {
			rows = append(rows, customerRow(id, 100+d, "active"))
		} else {
			rows = append(rows, customerRow(id, 0, "active"), customerRow(id, d, "churned"))
		}
	}
	return rows
}

// The delta method with every derivative by a hazard taken numerically, as a program of twenty lines that shares nothing with this package has it; q, the
// tail's hazard, moves with the hazards of its ages. Beyond the oldest age:
//
//	six customers, 4 months                           q = 3/353 of all ages, for there are fewer than ten exits
//	the same, 6 months at 10 % a year
//	2 exits on days 5 and 8, ten on days 20, 27 … 83, 4 seen for 100 days, 2 for 60 and 30      q of the ten, from day 20 on
//	exits on days 20 and 59, 2 seen for 60 days       the last age that was seen has an exit, and months 2 and 3 lie at it or beyond
func TestLifetimeValueIntervals(t *testing.T) {
	many := livesOf(5, 8, 20, 27, 34, 41, 48, 55, 62, 69, 76, 83, -100, -100, -100, -100, -60, -30)
	for name, c := range map[string]struct {
		rows             []funnel.Event
		o                funnel.LifetimeValueOptions
		value, low, high float64
	}{
		"tail":       {sixCustomers(), funnel.LifetimeValueOptions{Units: 4}, 2.288491345814115, 1.0453297235703851, 3.339230072661195},
		"discounted": {sixCustomers(), funnel.LifetimeValueOptions{Units: 6, Discount: .1}, 2.703526238557357, 1.0629896138091464, 4.493505379389077},
		"ten exits":  {many, funnel.LifetimeValueOptions{Units: 5, Discount: .1}, 1.8854970253605874, 1.1579814466633043, 2.734645972710464},
		"last age":   {livesOf(20, 59, -60, -60), funnel.LifetimeValueOptions{Units: 3}, 1.6204081843053506, .5217474745956414, 2.6028010164905497},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Margin = cny(1)
			w, err := historyOf(t, afterSale(t), funnel.Options{}, c.rows...).AsOf(on2026(100)).LifetimeValue(c.o)
			require.NoError(t, err)
			assert.InDeltaSlice(t, []float64{c.value, c.low, c.high}, []float64{w.Value.Value, w.Value.Low, w.Value.High}, 1e-6)
			assert.InDelta(t, .95, w.Value.Level, 0)
		})
	}
}

func TestLifetimeValueEdges(t *testing.T) {
	worth := func(rows []funnel.Event, day int, o funnel.LifetimeValueOptions) *funnel.LifetimeValue {
		w, err := historyOf(t, afterSale(t), funnel.Options{}, rows...).AsOf(on2026(day)).LifetimeValue(o)
		require.NoError(t, err)
		return w
	}
	w := worth(livesOf(35, 65), 100, funnel.LifetimeValueOptions{Margin: cny(2), Units: 9})
	assert.InDelta(t, 2*(1+.5), w.Value.Value, 1e-12, "all are gone by the third month")
	assert.Equal(t, 9, w.Units)
	assert.Zero(t, w.Extrapolated)
	assert.True(t, w.Value.HasInterval(), "when the last one leaves nothing could have been otherwise, but when the first does")

	// By day 15 nobody has churned, and a was seen for 15 days: three units of five, whether asked for three or four.
	w = worth(sixCustomers(), 15, funnel.LifetimeValueOptions{Margin: cny(7), UnitDays: 5, Units: 3})
	assert.Empty(t, w.Warnings)
	w = worth(sixCustomers(), 15, funnel.LifetimeValueOptions{Margin: cny(7), UnitDays: 5, Units: 4})
	assert.Equal(t, "the value covers 3 units instead of 4: nobody has been seen at a greater age, and nobody churned from whom to go on", w.Warnings[0].Text)

	// Two days beyond the 90 that were seen are less than a twentieth of the value.
	w = worth(sixCustomers(), 100, funnel.LifetimeValueOptions{Margin: cny(1), UnitDays: 1, Units: 92})
	assert.Positive(t, w.Extrapolated)
	assert.Less(t, w.Extrapolated, .05)
	assert.NotContains(t, codesOf(w.Warnings), funnel.CodeValueExtrapolated)

	none := worth(nil, 100, funnel.LifetimeValueOptions{})
	assert.True(t, none.Value.IsZero() && none.Margin.IsZero())
	assert.Zero(t, none.Units, "no amount is asked of nobody")

	rows := sixCustomers()
	rows[0].Amount, rows[2].Amount = cny(100), cny(300)
	w = worth(rows, 100, funnel.LifetimeValueOptions{Units: 1, MarginShare: 1})
	assert.InDelta(t, 200, w.Margin.Value, 1e-9)
	assert.InDelta(t, .95, w.Margin.Level, 0)
}

// At such a rate of interest all that churn takes away is worth less than a rounding of what is left: what is not known is the margin alone. The amounts 80,
// 100 and 120 have the mean 100 with the standard error 20/√3.
func TestLifetimeValueOfThePresentAlone(t *testing.T) {
	rows := livesOf(90, -100, -100)
	for i, amount := range []int64{80, 100, 120} {
		rows = append(rows, but(customerRow(fmt.Sprintf("%02d", i), 1, ""), func(e *funnel.Event) { e.Amount = cny(amount) }))
	}
	o := funnel.LifetimeValueOptions{Units: 5, InAdvance: true, Discount: 1e100}
	w, err := historyOf(t, afterSale(t), funnel.Options{}, rows...).AsOf(on2026(100)).LifetimeValue(o)
	require.NoError(t, err)
	assert.InDelta(t, 100, w.Value.Value, 1e-4)
	assert.InDelta(t, 100-1.959964*20/math.Sqrt(3), w.Value.Low, 1e-4)
	assert.InDelta(t, 100+1.959964*20/math.Sqrt(3), w.Value.High, 1e-4)
}
