package funnel

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// checkDictionary gives the texts codes, twice, and holds them to a map.
func checkDictionary(t require.TestingT, given []string) {
	d, codes := newDictionary(), make(map[string]uint32)
	for range 2 {
		for _, s := range given {
			code, ok := d.code(s)
			if want, known := codes[s]; known && code != want || !known && int(code) != len(codes) || !ok {
				require.FailNow(t, "another code", "%q: %d", s, code)
			}
			codes[s] = code
		}
	}
	snapshot := d.snapshot()
	sorted, rank := d.ordered()
	require.Equal(t, []int{len(codes), len(codes), len(codes)}, []int{d.len(), sorted.len(), snapshot.len()})
	want := make([]string, 0, len(codes))
	for s := range codes {
		want = append(want, s)
	}
	slices.Sort(want)
	for i, s := range want {
		place, ok := sorted.find(s)
		if sorted.at(uint32(i)) != s || rank[codes[s]] != uint32(i) || snapshot.at(codes[s]) != s || !ok || place != uint32(i) {
			require.FailNow(t, "out of order", "%q", s)
		}
		_, known := codes[s+"\x00"]
		if _, found := sorted.find(s + "\x00"); found != known {
			require.FailNow(t, "found what is not there", "%q", s)
		}
	}
}

func TestDictionary(t *testing.T) {
	checkDictionary(t, nil)
	checkDictionary(t, []string{""})
	checkDictionary(t, []string{"a", "a\x00", "", "\x00", "\x00\x00", "abcdefgh", "abcdefgh\x00", "abcdefg", "abcdefg\x00", "abcdefghi", "abcdefgh\xff"})
	rng := rand.New(rand.NewPCG(1, 2))
	var many []string
	for range 100_000 {
		n := 7 + rng.IntN(3)
		s := fmt.Sprintf("%07d%c%c", rng.IntN(20_000), 'a'+rune(rng.IntN(3)), rng.IntN(2))
		many = append(many, s[:n])
	}
	checkDictionary(t, many)
	for i := range many {
		many[i] = strings.Repeat("shared", i%3) + many[i]
	}
	checkDictionary(t, many)
}

func TestDictionaryLaw(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 'a', 'b', 0xff}), 0, 12).Draw(t, "bytes"))
	})
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom([]string{"", "a", "deal-", "deal-deal-deal"}).Draw(t, "prefix")
		given := rapid.SliceOfN(text, 0, 60).Draw(t, "texts")
		for i := range given {
			given[i] = prefix + given[i]
		}
		checkDictionary(t, given)
	})
}

func TestCollidingHashes(t *testing.T) {
	d := newDictionary()
	_, ok := d.code("abcdefgh-1")
	require.True(t, ok)
	for i := range d.slots { // every long text with this head now meets a slot that pretends to be it
		if d.slots[i].code == 0 {
			continue
		}
		assert.True(t, d.is(d.slots[i].code-1, "abcdefgh-1"))
		assert.False(t, d.is(d.slots[i].code-1, "abcdefgh-2"))
	}
	for i := range 1000 {
		_, ok := d.code(fmt.Sprint("abcdefgh", i))
		require.True(t, ok)
	}
	assert.LessOrEqual(t, 2*d.len(), len(d.slots))
	assert.Equal(t, 1001, d.len())
}

func TestFullDictionary(t *testing.T) {
	d := newDictionary()
	d.most = 5
	_, ok := d.code("abc")
	assert.True(t, ok)
	_, ok = d.code("def")
	assert.False(t, ok)
	code, ok := d.code("abc")
	assert.True(t, ok)
	assert.Zero(t, code)

	p, err := stage.New(stage.Config{ID: "p", Stages: []stage.Stage{{ID: "lead"}, {ID: "won", Outcome: stage.Won}}})
	require.NoError(t, err)
	b := NewBuilder(p, Options{})
	b.deals.most, b.texts.most = 3, 3
	at := time.Unix(0, 0)
	b.Add(Event{Deal: "abc", At: at, Owner: "abcd"})
	b.Add(Event{Deal: "abd", At: at})
	h, err := b.History()
	require.NoError(t, err)
	require.Len(t, h.Findings(), 1)
	assert.Equal(t, CodeTooMany, h.Findings()[0].Code)
	assert.Equal(t, []int64{0, 1}, h.Findings()[0].Examples)
	assert.Equal(t, 1, h.Len())
}

func TestHugeTexts(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	given := []string{huge + "a", huge + "b", huge[:1<<19] + "y" + huge[1<<19:], huge}
	for i := range 20 {
		given = append(given, huge[:len(huge)/2+i]+"z"+huge[len(huge)/2:])
	}
	checkDictionary(t, given)
}
