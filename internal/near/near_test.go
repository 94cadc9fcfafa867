package near

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
)

// By hand; ties go to the even multiple, and digits beyond the eighteenth break them.
func TestMultiple(t *testing.T) {
	for _, c := range []struct {
		amount string
		p      float64
		unit   string
		want   int64
	}{
		{"1", .005, "0.01", 0},
		{"1", .015, "0.01", 2},
		{"3", .005, "0.01", 2},
		{"-1", .015, "0.01", -2},
		{"1", .005000000000000001, "0.01", 1},
		{"1", .004999999999999999, "0.01", 0},
		{"0.01", .5000000000000001, "0.01", 1},
		{"0.01", .4999999999999999, "0.01", 0},
		{"25000", .1, "0.01", 250_000},
		{"25000", 1, "500", 50},
		{"25000", .123, "7", 439}, // 3075 is 439.29 sevens
		{"0", .3, "1", 0},
		{"1", 0, "1", 0},
		{"123456789012345678", 1, "1", 123456789012345678},
	} {
		n, ok := Multiple(decimal.RequireFromString(c.amount), c.p, decimal.RequireFromString(c.unit))
		assert.True(t, ok, c)
		assert.Equal(t, c.want, n, c)
	}
}

func TestMultipleRefuses(t *testing.T) {
	one := decimal.NewFromInt(1)
	for _, c := range []struct {
		amount decimal.Decimal
		p      float64
		unit   decimal.Decimal
	}{
		{one, .5, decimal.Decimal{}},
		{one, .5, one.Neg()},
		{one, math.NaN(), one},
		{one, -.1, one},
		{one, 1.1, one},
		{decimal.RequireFromString("1234567890123456789"), .5, one},
		{decimal.New(1, 40), .5, one},
		{decimal.New(1, 30), .5, decimal.New(1, -30)},
		{one, .5, decimal.New(1, -40)},
		{one, 1e-200, one},
		{decimal.New(math.MaxInt64/10, 0), .99, decimal.New(1, -2)},
	} {
		_, ok := Multiple(c.amount, c.p, c.unit)
		assert.False(t, ok, c)
	}
}
