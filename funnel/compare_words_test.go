package funnel_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestCompareWords(t *testing.T) {
	for _, word := range []string{"win_rate", "conversion", "cycle", "velocity", "mean_amount"} {
		var m funnel.CompareMetric
		require.NoError(t, m.UnmarshalText([]byte(word)))
		b, err := m.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, [2]string{word, word}, [2]string{string(b), m.String()})
	}
	for _, word := range []string{"not_judged", "too_few", "no_difference", "lower", "higher"} {
		var s funnel.Standing
		require.NoError(t, s.UnmarshalText([]byte(word)))
		b, err := s.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, [2]string{word, word}, [2]string{string(b), s.String()})
	}
	var m funnel.CompareMetric
	require.Error(t, m.UnmarshalText([]byte("x")))
	var s funnel.Standing
	require.Error(t, s.UnmarshalText([]byte("x")))
	_, err := funnel.CompareMetric(9).MarshalText()
	require.Error(t, err)
	_, err = funnel.Standing(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "metric(9) standing(9)", fmt.Sprint(funnel.CompareMetric(9), " ", funnel.Standing(9)))
}
