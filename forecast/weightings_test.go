package forecast

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Weighted values in machine words are those of money, and their differences sum to the last digit, however large or odd they are.
func TestWeightingsAreMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := decimal.New(rapid.SampledFrom([]int64{1, 5, 25}).Draw(t, "unit"), rapid.Int32Range(-3, 2).Draw(t, "exp"))
		n := rapid.IntRange(1, 6).Draw(t, "deals")
		w := weightingsOf(2*n, unit)
		sum, want := growth{of: w}, decimal.Decimal{}
		for i := range n {
			amount, err := sf.MoneyOf(decimal.New(rapid.Int64().Draw(t, "amount"), rapid.Int32Range(-4, 20).Draw(t, "places")), "CNY")
			if err != nil {
				t.Fatal(err)
			}
			var exactly [2]decimal.Decimal
			for j := range 2 {
				p := rapid.Float64Range(0, 1).Draw(t, "p")
				units, far, err := w.weigh(amount, p)
				if err != nil {
					t.Fatal(err)
				}
				w.units[2*i+j] = units
				if far.Sign() != 0 {
					w.take(map[int]decimal.Decimal{2*i + j: far})
				}
				weighted, _ := amount.Weighted(p, unit)
				exactly[j], _ = weighted.Decimal()
				if !w.at(2*i + j).Equal(exactly[j]) {
					t.Fatalf("%v × %v: %v, want %v", amount, p, w.at(2*i+j), exactly[j])
				}
			}
			want = want.Add(exactly[1].Sub(exactly[0]))
		}
		for i := range n {
			sum.add(2*i, 2*i+1)
		}
		if !sum.sum().Equal(want) {
			t.Fatalf("sum %v, want %v", sum.sum(), want)
		}
	})
}

func TestGrowthDoesNotOverflow(t *testing.T) {
	w := weightingsOf(2, decimal.NewFromInt(1))
	w.units[1] = math.MaxInt64 / 3
	sum := growth{of: w}
	for range 9 {
		sum.add(-1, 1)
		sum.add(0, 1)
	}
	assert.True(t, sum.sum().Equal(decimal.NewFromInt(math.MaxInt64/3).Mul(decimal.NewFromInt(18))), sum.sum())
	units, far, err := w.weigh(sf.Money{}, .5)
	require.NoError(t, err)
	assert.Zero(t, units)
	assert.Zero(t, far.Sign())
}
