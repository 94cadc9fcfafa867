package forecast_test

import (
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// J, a lead of 60 in the west, is set to .5 by hand: 30 instead of the 6 that .1 gives.
func TestOverridesStandApart(t *testing.T) {
	r, err := forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	now := r.Total.Periods[0]
	assert.Equal(t, "1000.04 CNY", now.Weighted.String())
	assert.Equal(t, "976.04 CNY", now.ByModel.String())
	assert.Equal(t, 1, r.Total.Overridden)
	west, east := r.Total.Find("west"), r.Total.Find("east")
	assert.Equal(t, 1, west.Overridden)
	assert.Equal(t, "30 CNY", west.Periods[0].Weighted.String())
	assert.Equal(t, "6 CNY", west.Periods[0].ByModel.String())
	assert.Zero(t, east.Overridden)
	assert.Equal(t, east.Periods[0].Weighted, east.Periods[0].ByModel)
	assert.Equal(t, r.Total.Periods[1].Weighted, r.Total.Periods[1].ByModel, "J is due this quarter")
	assert.Contains(t, codes(r.Notes), "forecast.overridden ")
}

// A hand that says no leaves the model's word to be seen, and one that says yes where the model sees no chance goes by the close date.
func TestOverridesToTheEnds(t *testing.T) {
	b := leads(t, "", "")
	for i, set := range []float64{0, 1} {
		b.Deals[i].Amount, b.Deals[i].Close, b.Deals[i].Override = yuan("100"), day("2026-12-10"), p(set)
	}
	r, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	assert.Equal(t, "100 CNY", r.Total.Periods[0].Weighted.String())
	assert.Equal(t, "20 CNY", r.Total.Periods[0].ByModel.String())
	r, err = forecast.Run(b, hopeless{}, forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	assert.Equal(t, "100 CNY", r.Total.Periods[0].Weighted.String())
	assert.Equal(t, "0 CNY", r.Total.Periods[0].ByModel.String())
	assert.Equal(t, 2, r.Total.Overridden)
}

// What the model says of a book does not change when hands do, and adds up over groups.
func TestByModelIsTheBookWithoutHands(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	o := forecast.Options{Periods: quarters(3)}
	rapid.Check(t, func(t *rapid.T) {
		b := anyLeads(t)
		for i := range b.Deals {
			d := &b.Deals[i]
			d.Amount = yuan(strconv.Itoa(rapid.IntRange(0, 1e6).Draw(t, "amount")))
			d.Group = []string{rapid.SampledFrom([]string{"east", "west"}).Draw(t, "group")}
			if rapid.Bool().Draw(t, "by hand") {
				d.Override = p(rapid.Float64Range(0, 1).Draw(t, "override"))
			}
		}
		r, err := forecast.Run(b, m, o)
		require.NoError(t, err)
		plain := *b
		plain.Deals = nil
		for _, d := range b.Deals {
			d.Override = nil
			plain.Deals = append(plain.Deals, d)
		}
		want, err := forecast.Run(&plain, m, o)
		require.NoError(t, err)
		for j := range r.Total.Periods {
			assert.Equal(t, want.Total.Periods[j].Weighted.String(), r.Total.Periods[j].ByModel.String())
			sum, overridden := decimal.Decimal{}, 0
			for _, g := range r.Total.Children {
				part, _ := g.Periods[j].ByModel.Decimal()
				sum, overridden = sum.Add(part), overridden+g.Overridden
			}
			total, _ := r.Total.Periods[j].ByModel.Decimal()
			assert.True(t, sum.Equal(total))
			assert.Equal(t, r.Total.Overridden, overridden)
		}
	})
}
