package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Of 110 deals before and 11 after, strata of 10 and 1 are expected to have 1 after: the two are taken together, though before they are large enough.
func TestMixOfStrataThatAreSmallOnOneSide(t *testing.T) {
	for _, mix := range [][]ChangeOfMix{
		{{"a", 10, 1}, {"b", 10, 1}, {"web", 90, 9}},
		{{"a", 1, 10}, {"b", 1, 10}, {"web", 9, 90}},
	} {
		got := mixTest(mix)
		require.NotNil(t, got)
		assert.Equal(t, 1, got.DF)
		assert.InDelta(t, 1, got.PValue, 1e-9)
	}
}
