package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manyDeals are more deals than may have chances of their own.
func manyDeals(n int) []SharedTerm {
	r := rand.New(rand.NewPCG(5, 6))
	terms := make([]SharedTerm, n)
	for i := range terms {
		p := r.Float64()
		terms[i] = SharedTerm{Amount: decimal.New(1+r.Int64N(5_000_000), -2), Before: p * r.Float64() * float64(r.IntN(2)), By: p}
	}
	return terms
}

// Joined chances move no conditional mean by more than is stated, and the whole by a fraction of what the floor says.
func TestJoinedChances(t *testing.T) {
	terms := manyDeals(manyWins + 10_000)
	joined, faults := readShared(terms)
	require.Empty(t, faults)
	assert.Positive(t, joined.moved)
	assert.Less(t, len(joined.chances), len(joined.wins)/3)
	largest := joined.largest()
	for _, rho := range []float64{0.01, 0.1, 0.6} {
		bound := joined.joinedError([]*profile{{rho: rho}})
		assert.Less(t, bound, 2e-5*joined.total/(1-rho), "of all amounts")
		sums := joined.weigh(largest)
		for z := -4.0; z <= 4; z++ {
			got, _, _ := conditional(joined.chances, sums, z, rho)
			var want compensated
			for _, each := range terms {
				won, _ := chanceBetween(each.Before, each.By).given(z, rho)
				want.add(each.Amount.InexactFloat64() * won)
			}
			assert.LessOrEqual(t, math.Abs(got*largest-want.value()), bound, "rho %v, z %v", rho, z)
		}
	}
	fine, _ := readShared(terms[:manyWins])
	assert.Less(t, fine.joinedError([]*profile{{rho: .1}}), 1.5e-6*fine.total)
	few, _ := readShared(terms[:100])
	assert.Zero(t, few.moved)
}

func chanceBetween(before, by float64) chance {
	return chance{from: chanceUntil(before).to, to: chanceUntil(by).to}
}

// The order of a million deals, here of enough of them, changes no bit.
func TestJoinedChancesIgnoreOrder(t *testing.T) {
	terms := manyDeals(mostChances + 1000)
	want, err := SharedWins(terms, Dependence{Rho: .1})
	require.NoError(t, err)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
	got, err := SharedWins(terms, Dependence{Rho: .1})
	require.NoError(t, err)
	assert.Equal(t, want.law, got.law)
	assert.InDelta(t, want.floor, got.floor, 0)
	assert.Positive(t, want.floor)
}
