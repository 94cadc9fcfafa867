package forecast

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Machine words against integers of any length, and floats against the parser.
func TestQuantityNearIsFar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(1, math.MaxInt64).Draw(t, "digits")>>rapid.IntRange(0, 60).Draw(t, "shift")|1, rapid.Int32Range(-30, 30).Draw(t, "exp"))
		q := quantityOf(d)
		if want, _ := strconv.ParseFloat(d.String(), 64); q.float() != want {
			t.Fatalf("%v as a float: %v", d, q.float())
		}
		exp := q.exp - rapid.Int32Range(0, 25).Draw(t, "finer")
		want := q.in(exp)
		got, ok := q.word(exp)
		if ok != (want.IsInt64() && q.exp-exp <= mostNearDigits) || ok && got != want.Int64() {
			t.Fatalf("%v in 1e%d: %v %v, want %v", d, exp, got, ok, want)
		}
		if _, ok := readQuantity(d); ok != withinDigits(d) {
			t.Fatalf("%v within digits: %v", d, ok)
		}
	})
	_, ok := readQuantity(decimal.New(1, sf.MaxDigits))
	assert.False(t, ok)
	_, ok = readQuantity(decimal.New(1, -sf.MaxDigits-1))
	assert.False(t, ok)
}

func TestDivisorAndTotalNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wins []win
		divisor, total := new(big.Int), new(big.Int)
		for range rapid.IntRange(1, 6).Draw(t, "wins") {
			amount := rapid.Int64Range(1, 1<<40).Draw(t, "amount") * rapid.SampledFrom([]int64{1, 12, 1 << 20}).Draw(t, "times")
			n := rapid.IntRange(1, 50).Draw(t, "n")
			wins = append(wins, win{amount: quantityOf(decimal.New(amount, -2)), n: n})
			divisor.GCD(nil, nil, divisor, big.NewInt(amount))
			total.Add(total, new(big.Int).Mul(big.NewInt(amount), big.NewInt(int64(n))))
		}
		d, sum := divisorAndTotal(wins, -2)
		if d.Cmp(divisor) != 0 || sum.Cmp(total) != 0 {
			t.Fatalf("%v %v, want %v %v", d, sum, divisor, total)
		}
	})
}
