package strictjson_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
)

type base struct {
	ID string `json:"id"`
}

// Origin is embedded by pointer, which only an exported type may be.
type Origin struct {
	Source string `json:"source,omitzero"`
	ID     string `json:"id"` // hidden by that of base, which is less deep
}

type nested struct{ *Origin }

// shout is a text that refuses what is not upper case, and reads "A" and "a!" as one key.
type shout string

func (s *shout) UnmarshalText(b []byte) error {
	text := strings.TrimSuffix(string(b), "!")
	if text != strings.ToUpper(text) {
		return errors.New("shout")
	}
	*s = shout(text)
	return nil
}

// inner reads itself and reports faults of its own, as a model with a hook does.
type inner struct{ N int }

func (i *inner) UnmarshalJSON(b []byte) error {
	var plain struct {
		N int `json:"n"`
	}
	if err := sf.Invalid(strictjson.Decode(b, &plain)); err != nil {
		return err
	}
	i.N = plain.N
	return nil
}

// numbers reads itself too, from an array.
type numbers []int

func (n *numbers) UnmarshalJSON(b []byte) error {
	return sf.Invalid(strictjson.Decode(b, (*[]int)(n)))
}

// Late embeds what it hides before the field that hides it.
type Late struct {
	Origin
	ID int `json:"id"`
}

type config struct {
	base
	nested
	Name    string             `json:"name,omitzero"`
	Stages  []stage            `json:"stages,omitzero"`
	Graph   map[string][]shout `json:"graph,omitzero"`
	ByDay   map[int]bool       `json:"by_day,omitzero"`
	ByWord  map[shout]uint8    `json:"by_word,omitzero"`
	Pair    [2]int8            `json:"pair"`
	Any     any                `json:"any,omitzero"`
	Blob    []byte             `json:"blob,omitzero"`
	Digits  json.Number        `json:"digits,omitzero"`
	Inner   []inner            `json:"inner,omitzero"`
	At      time.Time          `json:"at,omitzero"`
	List    numbers            `json:"list,omitzero"`
	Ignored string             `json:"-"`
	Plain   bool
	hidden  int // takes no key
}

type stage struct {
	ID          string     `json:"id"`
	Probability *float64   `json:"probability,omitzero"`
	Kind        sf.Kind    `json:"kind,omitzero"`
	Value       []sf.Value `json:"value,omitzero"`
	Of          []stage    `json:"of,omitzero"`
}

func texts(faults []sf.Note) []string {
	var all []string
	for _, f := range faults {
		all = append(all, string(f.Code)+"|"+f.String())
	}
	return all
}

func TestDecodeReadsWhatEncodingJSONReads(t *testing.T) {
	const text = ` {"id":"x","source":"web","name":"漏斗 \u00e9\ud83d\ude00","stages":[{"id":"a","probability":0.25,"kind":"money",
		"value":[1.5,{"date":"2026-03-15"},null,"x",["t"],{"amount":"12.50","currency":"CNY"}],"of":[{"id":"b","probability":null,"of":[]}]},{}],
		"graph":{"":["A"],"a b":[],"n":null},"by_day":{"-1":true,"20":false},"by_word":{"A":255},"pair":[-128,127],
		"any":{"deep":[1,"2",null,{"x":[]}]},"blob":"AQID","digits":1e400,"inner":[{"n":3}],"at":"2026-03-15T08:00:00Z","Plain":true} `
	var want, got config
	_ = got.hidden
	require.NoError(t, json.Unmarshal([]byte(text), &want))
	require.Empty(t, texts(strictjson.Decode([]byte(text), &got)))
	assert.Equal(t, want, got)
	assert.Equal(t, "x", got.ID)
	assert.Equal(t, "web", got.Source)
	assert.InDelta(t, 0.25, *got.Stages[0].Probability, 0)
}

func TestDecodeCollectsEveryFault(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"unknown key, at every depth", `{"nmae":1,"stages":[{"id":"a"},{"Id":"b","of":[{"x":{"y":[]}}]}]}`, []string{
			"json.unknown_key|nmae: unknown key nmae",
			"json.unknown_key|stages[1].Id: unknown key Id",
			"json.unknown_key|stages[1].of[0].x: unknown key x",
		}},
		{"a skipped or hidden field is no key", `{"-":1,"Ignored":2,"hidden":3,"base":{}}`, []string{
			"json.unknown_key|-: unknown key -", "json.unknown_key|Ignored: unknown key Ignored",
			"json.unknown_key|hidden: unknown key hidden", "json.unknown_key|base: unknown key base",
		}},
		{"duplicate key, escaped, in maps and in what is unknown or reads itself", `{"id":"a","\u0069d":"b","graph":{"x":[],"x":["A","b"]},
			"zz":{"a":1,"a":2},"any":[{"k":1,"k":1}],"stages":[{"value":[{"date":"2026-01-02","date":"2026-01-03"}]}],"zz":1}`, []string{
			"json.duplicate_key|id: key id stands twice",
			"json.duplicate_key|graph.x: key x stands twice",
			"json.bad_value|graph.x[1]: cannot read \"b\": shout",
			"json.unknown_key|zz: unknown key zz",
			"json.duplicate_key|zz.a: key a stands twice",
			"json.duplicate_key|any[0].k: key k stands twice",
			"json.duplicate_key|stages[0].value[0].date: key date stands twice",
			"json.duplicate_key|zz: key zz stands twice",
		}},
		{"a second value is read for its faults", `{"name":"a","name":1}`, []string{
			"json.duplicate_key|name: key name stands twice", "json.wrong_type|name: want text, got number",
		}},
		{"two spellings of one key", `{"by_word":{"A":1,"A!":2,"a":3},"by_day":{"1":true,"01":true,"x":1,"9223372036854775808":true}}`, []string{
			"json.duplicate_key|by_word[\"A!\"]: key A! stands twice",
			"json.bad_value|by_word.a: cannot read a: shout",
			"json.duplicate_key|by_day.01: key 01 stands twice",
			"json.bad_value|by_day.x: cannot read x: invalid syntax",
			"json.wrong_type|by_day.x: want true or false, got number",
			"json.bad_value|by_day.9223372036854775808: cannot read 9223372036854775808: out of range",
		}},
		{"wrong types", `{"id":1,"name":null,"stages":{},"graph":[],"pair":[1],"Plain":"true","blob":1,"digits":"1","at":5,"by_word":{"A":-1}}`, []string{
			"json.wrong_type|id: want text, got number",
			"json.wrong_type|name: want text, got null",
			"json.wrong_type|stages: want array, got object",
			"json.wrong_type|graph: want object, got array",
			"json.wrong_type|pair: want array of 2, got array of 1",
			"json.wrong_type|Plain: want true or false, got text",
			"json.wrong_type|blob: want base64 text, got number",
			"json.wrong_type|digits: want number, got text",
			"json.bad_value|at: cannot read 5: Time.UnmarshalJSON: input is not a JSON string",
			"json.wrong_type|by_word.A: want whole number that is not negative, got -1",
		}},
		{"numbers", `{"pair":[128,1.0],"by_word":{"A":256,"B":1e2},"stages":[{"probability":1e999},{"probability":"1"}]}`, []string{
			"json.bad_value|pair[0]: cannot read 128: out of range",
			"json.wrong_type|pair[1]: want whole number, got 1.0",
			"json.bad_value|by_word.A: cannot read 256: out of range",
			"json.wrong_type|by_word.B: want whole number that is not negative, got 1e2",
			"json.bad_value|stages[0].probability: cannot read 1e999: out of range",
			"json.wrong_type|stages[1].probability: want number, got text",
		}},
		{"too long an array, null for a struct, a bad word", `{"pair":[1,2,3],"stages":[null,{"kind":"sum"},{"kind":null},[]],"blob":"*"}`, []string{
			"json.wrong_type|pair: want array of 2, got array of 3",
			"json.wrong_type|stages[0]: want object, got null",
			"json.bad_value|stages[1].kind: cannot read \"sum\": salesfunnel: \"sum\" is no kind of fact; there are [bool number money text date time tags]",
			"json.wrong_type|stages[2].kind: want text, got null",
			"json.wrong_type|stages[3]: want object, got array",
			"json.bad_value|blob: cannot read \"*\": illegal base64 data at input byte 0",
		}},
		{"the faults of a type that reads itself", `{"inner":[{"n":1},{"n":"x","m":2},[]]}`, []string{
			"json.wrong_type|inner[1].n: want whole number, got text",
			"json.unknown_key|inner[1].m: unknown key m",
			"json.wrong_type|inner[2]: want object, got array",
		}},
		{"an index behind the path of a type that reads itself", `{"list":[1,"x"]}`, []string{"json.wrong_type|list[1]: want whole number, got text"}},
		{"the whole", `[{}]`, []string{"json.wrong_type|want object, got array"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c config
			assert.Equal(t, test.want, texts(strictjson.Decode([]byte(test.text), &c)))
		})
	}
}

func TestDecodeSaysWhereTheSyntaxBreaks(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int64
	}{
		{"empty", ``, 1, 1},
		{"cut off", "{\n \"id\": \"a\"", 2, 11},
		{"after Chinese text", "{\n\n\"漏斗\": x}", 3, 7},
		{"trailing data", "{}\n {}", 2, 2},
		{"trailing comma", `{"id":"a",}`, 1, 11},
		{"not UTF-8", "{\n\"a\xff\":1}", 2, 3},
		{"half a pair", `{"id":"x\ud800y"}`, 1, 9},
		{"low half alone", `{"id":"\udc00"}`, 1, 8},
		{"byte order mark", "\xef\xbb\xbf{}", 1, 1},
		{"too many closed", `{}}`, 1, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c config
			faults := strictjson.Decode([]byte(test.text), &c)
			require.Len(t, faults, 1)
			assert.Equal(t, sf.CodeSyntax, faults[0].Code)
			assert.Equal(t, []sf.Value{sf.Int(test.line), sf.Int(test.column)}, []sf.Value{faults[0].Arg("line"), faults[0].Arg("column")},
				faults[0].Text)
		})
	}
}

func TestDecodeBoundsItsInput(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	tests := []struct {
		name, text string
		o          strictjson.Options
		unit       string // empty: accepted
	}{
		{"bytes", `[1,2]`, strictjson.Options{MaxBytes: 4}, "bytes"},
		{"as many bytes as may be", `[1,2]`, strictjson.Options{MaxBytes: 5}, ""},
		{"levels", deep(4), strictjson.Options{MaxDepth: 3}, "levels"},
		{"as many levels as may be", deep(3), strictjson.Options{MaxDepth: 3}, ""},
		{"default levels", deep(201), strictjson.Options{}, "levels"},
		{"default levels reached", deep(200), strictjson.Options{}, ""},
		{"open without end", strings.Repeat("[", 1_000_000), strictjson.Options{}, "levels"},
		{"values", `[1,[2,3],4]`, strictjson.Options{MaxValues: 5}, "values"},
		{"as many values as may be", `[1,[2,3],4]`, strictjson.Options{MaxValues: 6}, ""},
		{"brackets in text are none", `["[[[[,,,\"[[["]`, strictjson.Options{MaxDepth: 1, MaxValues: 2}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var v any
			faults := strictjson.DecodeWith([]byte(test.text), &v, test.o)
			if test.unit == "" {
				assert.Empty(t, texts(faults))
				return
			}
			require.Len(t, faults, 1)
			assert.Equal(t, sf.CodeTooLarge, faults[0].Code)
			assert.Equal(t, sf.Text(test.unit), faults[0].Arg("unit"))
		})
	}
}

func TestDecodeBoundsItsFaults(t *testing.T) {
	var v struct {
		A []int          `json:"a"`
		B map[string]int `json:"b"`
		C [2]any         `json:"c"`
		D []inner        `json:"d"`
	}
	for _, text := range []string{
		`{"a":["x","x","x","x","x"],"b":{"x":1}}`,
		`{"b":{"x":1,"x":1,"x":1,"x":1,"x":1,"x":1}}`,
		`{"c":[{"x":1,"x":1,"x":1,"x":1,"x":1},{}]}`,
		`{"d":[{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0}]}`,
		`{"d":[{"n":0,"n":0,"n":0,"n":0,"n":0}]}`,
		`{"1":[[[0]]],"2":0,"3":0,"4":0,"5":0}`,
	} {
		faults := strictjson.DecodeWith([]byte(text), &v, strictjson.Options{MaxFaults: 3})
		require.Len(t, faults, 4, text)
		assert.Equal(t, sf.CodeTooLarge, faults[3].Code)
		assert.NotEqual(t, sf.CodeTooLarge, faults[2].Code)
	}
}

func TestNotesStaySmall(t *testing.T) {
	long := strings.Repeat("漏", 100_000)
	var c config
	for _, text := range []string{
		`{"` + long + `":1}`,
		`{"graph":{"` + long + `":["a"]}}`,
		`{"digits":"` + long + `"}`,
		`{"by_word":{"A":1` + strings.Repeat("0", 100_000) + `}}`,
		`{"pair":[1.` + strings.Repeat("0", 100_000) + `,1]}`,
	} {
		for _, fault := range strictjson.Decode([]byte(text), &c) {
			assert.Less(t, len(fault.String()), 300)
		}
	}
}

func TestVersion(t *testing.T) {
	type versioned struct {
		SchemaVersion int    `json:"schema_version"`
		ID            string `json:"id"`
	}
	tests := []struct {
		text string
		want []string
	}{
		{`{"id":"a","schema_version":2,"new":1}`, []string{"json.schema_version|schema_version: schema version 2 is not 1, the one this release reads"}},
		{`{"id":"a","schema_version":1}`, nil},
		{`{"id":"a","schema_version":0}`, nil},
		{`{"id":"a"}`, nil},
		{`{}`, nil},
		{`{"schema_version":"2"}`, []string{"json.wrong_type|schema_version: want whole number, got text"}},
		{`[]`, []string{"json.wrong_type|want object, got array"}},
	}
	for _, test := range tests {
		var v versioned
		assert.Equal(t, test.want, texts(strictjson.DecodeWith([]byte(test.text), &v, strictjson.Options{Version: 1})), test.text)
	}
}

func TestDecodeFillsWhatIsThere(t *testing.T) {
	half := 0.5
	s := stage{ID: "kept", Probability: &half, Of: []stage{{ID: "gone"}}}
	require.Empty(t, strictjson.Decode([]byte(`{"probability":0.75,"of":[{}]}`), &s))
	assert.Equal(t, "kept", s.ID)
	assert.InDelta(t, 0.75, half, 0, "the pointer that is there is followed")
	assert.Equal(t, []stage{{}}, s.Of)

	m := map[string]int{"a": 1, "b": 2}
	require.Empty(t, strictjson.Decode([]byte(`{"b":3,"c":4}`), &m))
	assert.Equal(t, map[string]int{"a": 1, "b": 3, "c": 4}, m)
	require.Empty(t, strictjson.Decode([]byte(`null`), &m))
	assert.Nil(t, m)
}

func TestAShallowFieldHidesADeepOne(t *testing.T) {
	var got, want Late
	text := []byte(`{"id":7,"source":"web"}`)
	require.NoError(t, json.Unmarshal(text, &want))
	require.Empty(t, texts(strictjson.Decode(text, &got)))
	assert.Equal(t, want, got)
	assert.Equal(t, 7, got.ID)
}

func TestMistakesOfTheProgrammerPanic(t *testing.T) {
	var (
		nilPointer *config
		channel    chan int
		stringer   interface{ String() string }
		option     struct {
			N int `json:"n,string"`
		}
		keys   map[float64]int
		lended struct{ *base }
	)
	integer := reflect.TypeFor[int]()
	twice := reflect.StructOf([]reflect.StructField{ // made here, because vet refuses it in the source
		{Name: "A", Type: integer, Tag: `json:"a"`}, {Name: "B", Type: integer, Tag: `json:"a"`},
	})
	for name, dst := range map[string]any{
		"no pointer": config{}, "nil pointer": nilPointer, "channel": &channel, "interface": &stringer, "option": &option,
		"two fields": reflect.New(twice).Interface(), "keys": &keys, "unexported": &lended,
	} {
		t.Run(name, func(t *testing.T) {
			assert.Panics(t, func() { strictjson.Decode([]byte(`{"1":1}`), dst) })
		})
	}
}
