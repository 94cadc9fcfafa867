package funnel

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func costOf(t *testing.T, n int64) sf.Money {
	m, err := sf.MoneyOf(decimal.NewFromInt(n), "CNY")
	require.NoError(t, err)
	return m
}

// Where w wins come from a Poisson distribution with mean λ, the interval should hold c/λ in about 95 of 100 cases. The sum over all w is
// exact but for the truncation; no win gives no interval, and is left out.
func TestCostPerWinCovers(t *testing.T) {
	cost, sum, n := costOf(t, 1000), 0.0, 0
	for lambda := 5.0; lambda <= 60; lambda += 2 {
		covered, all := 0.0, 0.0
		for w := int64(1); w < 200; w++ {
			lg, _ := math.Lgamma(float64(w) + 1)
			p := math.Exp(float64(w)*math.Log(lambda) - lambda - lg)
			all += p
			if e := costPer(cost, w, 0, CodeSourceOpen); e.Low <= 1000/lambda && 1000/lambda <= e.High {
				covered += p
			}
		}
		assert.Greater(t, covered/all, .92, "λ = %v", lambda)
		sum, n = sum+covered/all, n+1
	}
	assert.InDelta(t, .95, sum/float64(n), .005)
}

// Ten wins: half the quantiles of χ² with 21 degrees of freedom, 10.28290 and 35.47888 (tables).
func TestCostPerWinOfTen(t *testing.T) {
	e := costPer(costOf(t, 1000), 10, 3, CodeSourceOpen)
	assert.InDelta(t, 100, e.Value, 1e-12)
	assert.InDelta(t, 1000/(35.47888/2), e.Low, 1e-4)
	assert.InDelta(t, 1000/(10.28290/2), e.High, 1e-3)
	assert.Equal(t, int64(3), e.Left)
}
