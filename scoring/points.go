package scoring

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Points are hundredths of a point, so that contributions add up exactly. In JSON they are a number with at most two decimals.
type Points int64

// Point is one whole point: ten points are 10 * Point.
const Point Points = 100

// MaxPoints is the most that one rule may give or take, and the most that a cap may be.
const MaxPoints = 1_000_000 * Point

// errPoints is the answer to JSON that is no number of points.
var errPoints = errors.New("scoring: points are a number with at most two decimals")

// String returns the points as people write them: 12.5.
func (p Points) String() string {
	whole, cents := uint64(p), uint64(0)
	sign := ""
	if p < 0 {
		sign, whole = "-", -whole // two's complement: right for the smallest integer too
	}
	whole, cents = whole/uint64(Point), whole%uint64(Point)
	text := sign + strconv.FormatUint(whole, 10)
	if cents == 0 {
		return text
	}
	return strings.TrimRight(text+"."+strconv.FormatUint(100+cents, 10)[1:], "0")
}

// MarshalJSON writes a number such as 12.5.
func (p Points) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalJSON reads a number with at most two decimals, exactly.
func (p *Points) UnmarshalJSON(b []byte) error {
	text, negative := strings.CutPrefix(string(b), "-")
	whole, cents, _ := strings.Cut(text, ".")
	if len(whole) == 0 || len(whole) > 15 || len(cents) > 2 || strings.HasSuffix(text, ".") {
		return errPoints
	}
	n, err := strconv.ParseUint(whole+cents+"00"[len(cents):], 10, 63)
	if err != nil {
		return errPoints
	}
	*p = Points(n)
	if negative {
		*p = -*p
	}
	return nil
}

// plus adds without wrapping.
func (p Points) plus(q Points) Points {
	sum := p + q
	switch {
	case p > 0 && q > 0 && sum < 0:
		return math.MaxInt64
	case p < 0 && q < 0 && sum >= 0:
		return math.MinInt64
	}
	return sum
}
