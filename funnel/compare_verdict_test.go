package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// A test asks for enough on both sides, of deals as of ends.
func TestTooFewOnEitherSide(t *testing.T) {
	for _, c := range []struct {
		set, rest float64
		few       bool
	}{{5, 5, false}, {20, 4.9, true}, {4.9, 20, true}} {
		assert.Equal(t, c.few, contrast{variance: 1, expected: c.set, rest: c.rest}.fewEnds(), c)
	}
	assert.True(t, contrast{expected: 9, rest: 9}.fewEnds(), "nothing that chance could have changed")
	for _, c := range []struct {
		n, rest int64
		code    sf.Code
	}{{30, 30, ""}, {30, 29, CodeCompareFew}, {29, 30, CodeCompareFew}} {
		assert.Equal(t, c.code, tooFew("owner", "ann", c.n, c.rest, 30).Code, c)
	}
}

// Only of rates does it mean that curves cross when they differ at an age and not over the whole time.
func TestOnlyRatesCross(t *testing.T) {
	apart := sf.Estimate{Value: 2, Low: 1, High: 3, Level: level, Method: "m"}
	for method, want := range map[string]bool{methodGray: true, methodTwoRanks: false, methodRankSum: false} {
		v := verdict{p: .4, method: method}
		assert.Equal(t, want, v.crosses(.05, apart), method)
	}
	v := verdict{p: .04, method: methodGray}
	assert.False(t, v.crosses(.05, apart), "found by itself, and lost among the others")
}
