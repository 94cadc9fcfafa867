package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// By day 10: 1 and 2 were won, 3 lost; 4 was lost, and 5 won, after it; 6 was open on day 10 when last seen, 7 is open and younger; 8 came in after it. The
// latest comes first among its like.
func exampleRivals() []rival {
	return []rival{
		{deal: 1, to: 4, cause: rivalOne, ended: 1},
		{deal: 2, to: 6, cause: rivalOne, ended: 2},
		{deal: 3, to: 10, cause: rivalOther, ended: 3},
		{deal: 4, to: 12, cause: rivalOther, ended: 4},
		{deal: 5, to: 11, cause: rivalOne, ended: 5},
		{deal: 6, to: 10, ended: 6},
		{deal: 7, to: 9, ended: 7},
		{deal: 8, from: 11, to: 20, cause: rivalOther, ended: 8},
	}
}

func TestExamplesOfRates(t *testing.T) {
	assert.Equal(t, []uint32{3, 6, 5, 4, 7}, rateExamples(exampleRivals(), 10, true))
	assert.Equal(t, []uint32{2, 1}, rateExamples(exampleRivals(), 10, false))
}

// Long cycles are those of deals that last, ended or not; short ones have ended.
func TestExamplesOfCycles(t *testing.T) {
	assert.Equal(t, []uint32{8, 4, 5, 3, 6, 7, 2, 1}, paceExamples(exampleRivals(), false))
	assert.Equal(t, []uint32{1, 2, 3, 5, 4, 8}, paceExamples(exampleRivals(), true))
}
