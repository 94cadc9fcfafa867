package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// More deals than lattices are made for: grouped rather than refused, adding up, within memory, and the report says what it cost.
func TestRunOfManyDeals(t *testing.T) {
	const n = 70_000
	r := rand.New(rand.NewPCG(3, 9))
	book := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: make([]forecast.Deal, n)}
	for i := range book.Deals {
		book.Deals[i] = forecast.Deal{
			Stage: []string{"lead", "offer", "signing"}[r.IntN(3)], Amount: yuan(fmt.Sprintf("%d.%02d", 1+r.IntN(40_000), r.IntN(100))),
			Close: day("2026-11-22").AddDays(r.IntN(100)), Group: []string{fmt.Sprint(r.IntN(2))},
		}
	}
	rep, err := forecast.Run(book, forecast.Configured(), forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	var note *sf.Note
	for i := range rep.Notes {
		if rep.Notes[i].Code == forecast.CodeLattice {
			note = &rep.Notes[i]
		}
	}
	require.NotNil(t, note)
	assert.Regexp(t, `^70000 deals in 3 sums: their amounts are placed on points up to \d+ apart, which widens a standard deviation by up to 0\.\d+%$`,
		note.In(sf.English))
	for g := range rep.Total.All() {
		d := g.Periods[0].Revenue
		mean, variance := momentsOf(d)
		assert.InEpsilon(t, d.Mean(), mean, 1e-9)
		assert.InEpsilon(t, d.Variance()+d.AddedVariance(), variance, 1e-7)
		low, high := d.AtLeastBounds(d.Mean())
		assert.True(t, low < d.AtLeast(d.Mean()) && d.AtLeast(d.Mean()) < high)
		// The central limit, to Berry and Esseen's bound 0.56·Σρᵢ/σ³ with amounts below 40,001: below 0.003 here.
		assert.InDelta(t, 0.5, d.AtLeast(d.Mean()), 0.56*40_001/d.StdDev()+math.Abs(high-low))
	}
}

// A book that changes after the run does not change the report.
func TestReportKeepsItsBook(t *testing.T) {
	book := bigBook(t, 400, 0)
	options := forecast.Options{Periods: quarters(1)}
	rep, err := forecast.Run(book, aged(true), options)
	require.NoError(t, err)
	again, err := forecast.Run(book, aged(true), options)
	require.NoError(t, err)
	for i := range book.Deals {
		book.Deals[i] = forecast.Deal{}
	}
	d, e := rep.Total.Periods[0].Revenue, again.Total.Periods[0].Revenue
	low, high := d.AtLeastBounds(d.Mean())
	assert.Greater(t, high, low)
	assert.Greater(t, low, 0.3)
	assert.Less(t, high, 0.7)
	far := d.Mean() + 9*d.StdDev()
	assert.Positive(t, d.AtLeast(far))
	assert.Equal(t, e.AtLeast(far), d.AtLeast(far))
}

func TestManyGroupsShareTheCells(t *testing.T) {
	book := bigBook(t, 800, 80)
	rep, err := forecast.Run(book, aged(true), forecast.Options{Periods: quarters(1), Dependence: forecast.Dependence{Rho: 0.1}})
	require.NoError(t, err)
	held := 0
	for g := range rep.Total.All() {
		for _, o := range g.Periods {
			for range o.Revenue.All() {
				held++
			}
			for range o.Dependent.Revenue.All() {
				held++
			}
		}
	}
	assert.Less(t, held, 2<<24)
}
