package forecast

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"
)

// axis turns lattice points into amounts: origin + unit·k.
type axis struct {
	unit, origin           decimal.Decimal
	unitFloat, originFloat float64
	// With a common exponent of both, small numbers stay integers until one last rounding: 0.3, not 0.30000000000000004.
	first, stride int64
	scale         float64
	whole         bool // first and stride hold
	divide        bool // by scale, else multiply
}

// mostExact is the largest integer below which float64 holds all.
const mostExact = 1 << 53

func axisOf(unit, origin decimal.Decimal) axis {
	a := axis{unit: unit, origin: origin, unitFloat: decimalFloat(unit), originFloat: decimalFloat(origin)}
	exp := quantityOf(unit).exp
	if origin.Sign() != 0 {
		exp = min(exp, quantityOf(origin).exp)
	}
	if exp < -22 || exp > 22 { // powers of ten beyond are not exact
		return a
	}
	stride, first := quantityOf(unit).in(exp), new(big.Int)
	if origin.Sign() != 0 {
		first = quantityOf(origin).in(exp)
	}
	if !stride.IsInt64() || !first.IsInt64() || stride.Int64() >= mostExact || first.Int64() >= mostExact {
		return a
	}
	a.stride, a.first = stride.Int64(), first.Int64()*int64(origin.Sign())
	a.whole, a.divide = true, exp < 0
	a.scale = math.Pow10(max(int(exp), -int(exp)))
	return a
}

// decimalFloat returns the float64 nearest to d.
func decimalFloat(d decimal.Decimal) float64 {
	if d.Sign() == 0 {
		return 0
	}
	return float64(d.Sign()) * quantityOf(d).float()
}

// amount returns origin + unit·k, correctly rounded where the digits allow.
func (a axis) amount(k int64) float64 {
	if steps := float64(k) * float64(a.stride); a.whole && math.Abs(steps) < mostExact/2 && math.Abs(float64(a.first)) < mostExact/2 {
		units := float64(a.first + k*a.stride)
		if a.divide {
			return units / a.scale
		}
		return units * a.scale
	}
	return a.originFloat + a.unitFloat*float64(k)
}

// exactly returns origin + unit·k.
func (a axis) exactly(k int64) decimal.Decimal {
	return a.origin.Add(a.unit.Mul(decimal.NewFromInt(k)))
}

// slack is how far x may lie from a lattice point, in units, and still be that point: a billionth of a unit, or the spacing of floats
// at x where that is more.
func (a axis) slack(x float64) float64 {
	if math.IsInf(x, 0) {
		return 0
	}
	const spacing = 0x1p-51
	return 1e-9 + spacing*math.Max(math.Abs(x), math.Abs(a.originFloat))/a.unitFloat
}

// atOrAbove returns the least k whose amount is at least x, within slack.
func (a axis) atOrAbove(x float64) int64 {
	return clampIndex(math.Ceil((x-a.originFloat)/a.unitFloat - a.slack(x)))
}

// atOrBelow returns the greatest k whose amount is at most x, within slack.
func (a axis) atOrBelow(x float64) int64 {
	return clampIndex(math.Floor((x-a.originFloat)/a.unitFloat + a.slack(x)))
}

// clampIndex converts without overflow; lattices end far below.
func clampIndex(t float64) int64 {
	const most = 1 << 62
	return int64(math.Max(-most, math.Min(t, most)))
}
