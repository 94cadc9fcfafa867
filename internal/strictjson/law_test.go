package strictjson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
)

// drawStage draws a stage of some depth.
func drawStage(t *rapid.T, depth int) stage {
	s := stage{ID: rapid.String().Draw(t, "id"), Kind: sf.Kind(rapid.IntRange(0, 7).Draw(t, "kind"))}
	if rapid.Bool().Draw(t, "has probability") {
		p := rapid.Float64Range(-1e300, 1e300).Draw(t, "probability")
		s.Probability = &p
	}
	s.Value = rapid.SliceOfN(rapid.Custom(drawValue), 0, 3).Draw(t, "value")
	for range rapid.IntRange(0, 2*min(depth, 1)).Draw(t, "children") {
		s.Of = append(s.Of, drawStage(t, depth-1))
	}
	return s
}

func drawValue(t *rapid.T) sf.Value {
	return rapid.OneOf(
		rapid.Just(sf.Value{}),
		rapid.Map(rapid.Bool(), sf.Bool),
		rapid.Map(rapid.Int64(), sf.Int),
		rapid.Map(rapid.String(), sf.Text),
		rapid.Map(rapid.SliceOf(rapid.String()), func(tags []string) sf.Value { return sf.Tags(tags...) }),
	).Draw(t, "value")
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := config{
			base:   base{ID: rapid.String().Draw(t, "id")},
			Stages: []stage{drawStage(t, 3), drawStage(t, 2)},
			Graph:  rapid.MapOf(rapid.String(), rapid.Just([]shout{"A", "B"})).Draw(t, "graph"),
			ByDay:  rapid.MapOf(rapid.Int(), rapid.Bool()).Draw(t, "by day"),
			Pair:   [2]int8{rapid.Int8().Draw(t, "a"), rapid.Int8().Draw(t, "b")},
			Blob:   rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "blob"),
		}
		data, err := json.Marshal(want)
		require.NoError(t, err)
		var got config
		require.Empty(t, texts(strictjson.Decode(data, &got)))
		again, err := json.Marshal(got)
		require.NoError(t, err)
		assert.Equal(t, string(data), string(again))
	})
}

// TestEveryFaultIsFound breaks n members of a configuration and expects n faults, in their order.
func TestEveryFaultIsFound(t *testing.T) {
	bad := map[string]string{`"idd":1`: "idd", `"probability":"x"`: "probability", `"kind":"nothing"`: "kind", `"value":[{}]`: "value[0]", `"of":7`: "of"}
	names := []string{`"idd":1`, `"probability":"x"`, `"kind":"nothing"`, `"value":[{}]`, `"of":7`}
	rapid.Check(t, func(t *rapid.T) {
		faulty := rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID[string]).Draw(t, "faulty")
		text := `{"stages":[{},{"id":"a",` + strings.Join(append(faulty, `"id2":null`), ",") + `}]}`
		var want []string
		for _, f := range faulty {
			want = append(want, "stages[1]."+bad[f])
		}
		want = append(want, "stages[1].id2")
		var c config
		var got []string
		for _, fault := range strictjson.Decode([]byte(text), &c) {
			got = append(got, fault.Path)
		}
		assert.Equal(t, want, got)
	})
}

// everything has a field of every shape that can be decoded.
type everything struct {
	S  string             `json:"s"`
	B  bool               `json:"b"`
	I  int8               `json:"i"`
	U  uint64             `json:"u"`
	F  float32            `json:"f"`
	P  **float64          `json:"p"`
	L  []everything       `json:"l"`
	M  map[string]string  `json:"m"`
	N  map[int8]any       `json:"n"`
	W  map[shout][]string `json:"w"`
	A  [2]sf.Kind         `json:"a"`
	V  sf.Value           `json:"v"`
	D  sf.Date            `json:"d"`
	X  any                `json:"x"`
	Y  []byte             `json:"y"`
	J  json.Number        `json:"j"`
	R  json.RawMessage    `json:"r"`
	IN *inner             `json:"in"`
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"s":"x","b":true,"i":-128,"u":18446744073709551615,"f":1.5e3,"p":null,"l":[{}, null],"m":{"a":"b"},"n":{"1":[{}]},"w":{"A":null}}`,
		`{"a":["text","money"],"v":{"amount":"1","currency":"CNY"},"d":"2026-02-29","x":{"x":[1e400]},"y":"AA==","j":-0.0,"r":{"a":{"a":1,"a":2}},"in":{"n":1}}`,
		`{"s":"\ud83d\ude00\ud83d","s":"\ufffd"}`, `[[[[{"a":`, "{\"s\":\"\x80\"}", `{"l":[{"l":[{"l":[]}]}]} {}`, ``, ` null`, `{"\u0073":""}`, `{"j":1E+2,"i":0e0}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want everything
		faults := strictjson.DecodeWith(data, &got, strictjson.Options{MaxDepth: 50, MaxFaults: 5, Version: 1})
		for _, fault := range faults {
			if _, ok := sf.Template(sf.Chinese, fault.Code); !ok || fault.Text == "" {
				t.Fatalf("a note that says nothing: %#v", fault)
			}
		}
		if len(faults) > 6 {
			t.Fatalf("%d faults", len(faults))
		}
		if len(faults) > 0 {
			return
		}
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatalf("accepted what encoding/json refuses: %v", err)
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("want %+v\ngot  %+v", want, got)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	p := 0.5
	c := config{Pair: [2]int8{1, 2}}
	for range 200 {
		c.Stages = append(c.Stages, stage{ID: "qualified", Probability: &p, Of: []stage{{ID: "a"}, {ID: "b", Value: []sf.Value{sf.Int(1)}}}})
	}
	data, err := json.Marshal(c)
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var got config
		if faults := strictjson.Decode(data, &got); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}
