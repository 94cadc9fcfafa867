package salesfunnel

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// Machine words find the digits that integers of any length find, to the exponent, ties and overflows included.
func TestWeightedNearIsWeightedFar(t *testing.T) {
	near := 0
	rapid.Check(t, func(t *rapid.T) {
		amount := decimal.New(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2_000_000, 2_000_000)).Draw(t, "amount"), rapid.Int32Range(-6, 6).Draw(t, "exp"))
		p := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, .5, .25, .125, .05, .005, 1e-9, 0x1p-1074, math.Nextafter(1, 0)})).Draw(t, "p")
		unit := decimal.New(rapid.SampledFrom([]int64{1, 2, 3, 5, 25, 10, 1 << 40, math.MaxInt64}).Draw(t, "unit"), rapid.SampledFrom([]int32{-2, 0, 3, -5}).Draw(t, "unit exp"))
		m, err := MoneyOf(amount, "CNY")
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.weightedFar(p, unit)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Weighted(p, unit)
		if err != nil || got.amount.Cmp(want.amount) != 0 || got.amount.Exponent() != want.amount.Exponent() || got.currency != want.currency || !got.known {
			t.Fatalf("%v × %v to %v: %v, want %v", amount, p, unit, got, want)
		}
		if _, ok := weightedNear(m.amount, p, unit); ok {
			near++
		}
	})
	assert.Positive(t, near)
}

// Half to even by hand: 0.005 and 0.015 of 1 to a hundredth; and a tie that only the digits beyond 10¹⁸ break.
func TestWeightedNearTies(t *testing.T) {
	cent := decimal.New(1, -2)
	for _, c := range []struct {
		amount string
		p      float64
		want   string
	}{
		{"1", .005, "0"},
		{"1", .015, "0.02"},
		{"3", .005, "0.02"},
		{"-1", .015, "-0.02"},
		{"1.00", .0050000000000000001, "0"},
		{"1", .005000000000000001, "0.01"},
		{"1", .004999999999999999, "0"},
		{"123456.78", .5, "61728.39"},
		{"0.01", .5, "0"},
		{"0.03", .5, "0.02"},
		{"0.01", .5000000000000001, "0.01"},
		{"0.01", .4999999999999999, "0"},
	} {
		got, ok := weightedNear(decimal.RequireFromString(c.amount), c.p, cent)
		assert.True(t, ok, c)
		assert.Equal(t, c.want, got.String(), c)
	}
	for _, unit := range []decimal.Decimal{{}, decimal.New(-1, 0), decimal.New(1, -40), decimal.RequireFromString("1234567890123456789")} {
		_, ok := weightedNear(decimal.New(5, 0), .3, unit)
		assert.False(t, ok, unit)
	}
	_, ok := weightedNear(decimal.New(5, 0), 1e-200, cent)
	assert.False(t, ok)
}

func BenchmarkWeighted(b *testing.B) {
	m, _ := ParseMoney("13359.73", "CNY")
	cent := decimal.New(1, -2)
	for name, of := range map[string]func(float64, decimal.Decimal) (Money, error){"near": m.Weighted, "far": m.weightedFar} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			p := .1
			for b.Loop() {
				p = math.Mod(p+.0137, 1)
				_, _ = of(p, cent)
			}
		})
	}
}
