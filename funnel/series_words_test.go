package funnel_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestSeriesWords(t *testing.T) {
	for m := range funnel.MetricOpenAmount + 1 {
		b, err := json.Marshal(m)
		require.NoError(t, err)
		var back funnel.Metric
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, m, back)
		assert.Equal(t, `"`+m.String()+`"`, string(b))
	}
	for s := range funnel.RowPartial + 1 {
		b, err := json.Marshal(s)
		require.NoError(t, err)
		var back funnel.RowState
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, s, back)
		assert.Equal(t, `"`+s.String()+`"`, string(b))
	}
	for u := range funnel.AsGiven + 1 {
		b, err := json.Marshal(u)
		require.NoError(t, err)
		var back funnel.SeriesUnit
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, u, back)
		assert.Equal(t, `"`+u.String()+`"`, string(b))
	}
	var m funnel.Metric
	var s funnel.RowState
	var u funnel.SeriesUnit
	require.Error(t, m.UnmarshalText([]byte("x")))
	require.Error(t, s.UnmarshalText([]byte("x")))
	require.Error(t, u.UnmarshalText([]byte("x")))
	for _, x := range []interface {
		MarshalText() ([]byte, error)
		String() string
	}{funnel.Metric(99), funnel.RowState(99), funnel.SeriesUnit(99)} {
		_, err := x.MarshalText()
		require.Error(t, err)
		assert.Contains(t, x.String(), "(99)")
	}
}
