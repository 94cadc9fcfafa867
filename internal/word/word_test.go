package word

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type color uint8

func TestSet(t *testing.T) {
	s := Set[color]{Package: "paint", Name: "color", Words: []string{"red", "青"}}
	for i, w := range s.Words {
		b, err := s.Marshal(color(i))
		require.NoError(t, err)
		assert.Equal(t, w, string(b))
		assert.Equal(t, w, s.String(color(i)))
		assert.True(t, s.Valid(color(i)))
		back := color(9)
		require.NoError(t, s.Unmarshal(&back, b))
		assert.Equal(t, color(i), back)
	}
	assert.False(t, s.Valid(2))
	assert.Equal(t, "color(2)", s.String(2))
	_, err := s.Marshal(2)
	require.EqualError(t, err, "paint: no color 2")

	kept := color(1)
	require.EqualError(t, s.Unmarshal(&kept, []byte("blue")), `paint: "blue" is no color; there are [red 青]`)
	assert.Equal(t, color(1), kept)
	assert.Less(t, len(s.Unmarshal(&kept, []byte(strings.Repeat("x", 1<<20))).Error()), 200, "an absurd word is not told whole")
}
