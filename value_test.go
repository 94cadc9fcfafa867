package salesfunnel_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// decimals draws decimals within the bounds of a number, short and long.
var decimals = rapid.Custom(func(t *rapid.T) decimal.Decimal {
	digits := rapid.StringMatching(`-?[0-9]{1,30}`).Draw(t, "digits")
	n, _ := new(big.Int).SetString(digits, 10)
	return decimal.NewFromBigInt(n, rapid.Int32Range(-30, 30).Draw(t, "exp"))
})

// values draws values of every kind.
var values = rapid.Custom(func(t *rapid.T) sf.Value {
	switch rapid.IntRange(0, 8).Draw(t, "kind") {
	case 0:
		return sf.Bool(rapid.Bool().Draw(t, "bool"))
	case 1:
		return sf.Number(decimals.Draw(t, "number"))
	case 2:
		m, err := sf.MoneyOf(decimals.Draw(t, "amount"), rapid.SampledFrom([]string{"", "CNY", "EUR"}).Draw(t, "currency"))
		require.NoError(t, err)
		return sf.Amount(m)
	case 3:
		return sf.Text(rapid.String().Draw(t, "text"))
	case 4:
		return sf.Day(dates.Draw(t, "date"))
	case 5:
		return sf.Instant(time.Unix(rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")))
	case 6:
		return sf.Tags(rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "tags")...)
	case 7:
		return sf.Float(rapid.Float64().Draw(t, "float"))
	default:
		return sf.Value{}
	}
})

func TestValueHoldsWhatItWasGiven(t *testing.T) {
	when := time.Date(9999, 12, 31, 23, 59, 59, 123456789, time.FixedZone("", 8*3600))
	day := sf.Date{Year: 2026, Month: 2, Day: 28}
	cases := []struct {
		value sf.Value
		kind  sf.Kind
		text  string
	}{
		{sf.Value{}, sf.Unknown, "?"},
		{sf.Bool(true), sf.KindBool, "true"},
		{sf.Bool(false), sf.KindBool, "false"},
		{sf.Int(-1200), sf.KindNumber, "-1200"},
		{sf.Number(dec("0.00120")), sf.KindNumber, "0.0012"},
		{sf.Number(dec("123456789012345678901234567890.5")), sf.KindNumber, "123456789012345678901234567890.5"},
		{sf.Number(decimal.NewFromInt(math.MinInt64)), sf.KindNumber, "-9223372036854775808"},
		{sf.Float(0.1), sf.KindNumber, "0.1"},
		{sf.Float(math.Copysign(0, -1)), sf.KindNumber, "0"},
		{sf.Text("成交"), sf.KindText, "成交"},
		{sf.Day(day), sf.KindDate, "2026-02-28"},
		{sf.Instant(when), sf.KindTime, "9999-12-31T15:59:59.123456789Z"},
		{sf.Tags("b", "a", "b"), sf.KindTags, "a, b"},
	}
	for _, c := range cases {
		assert.Equal(t, c.kind, c.value.Kind(), c.text)
		assert.Equal(t, c.text, c.value.String())
		assert.Equal(t, c.kind != sf.Unknown, c.value.Known())
		assert.Equal(t, c.kind == sf.Unknown, c.value.IsZero())
	}
}

func TestValueRefusesOtherKinds(t *testing.T) {
	for kind, v := range map[sf.Kind]sf.Value{
		sf.KindBool: sf.Bool(true), sf.KindNumber: sf.Int(1), sf.KindText: sf.Text("1"),
		sf.KindDate: sf.Day(sf.Date{Year: 1, Month: 1, Day: 1}), sf.KindTime: sf.Instant(time.Unix(1, 0)), sf.KindTags: sf.Tags("1"), sf.Unknown: {},
	} {
		_, isBool := v.Bool()
		_, isNumber := v.Number()
		_, isMoney := v.Money()
		_, isText := v.Text()
		_, isDate := v.Date()
		_, isTime := v.Time()
		_, isTags := v.Tags()
		_, isFloat := v.Float()
		got := map[sf.Kind]bool{sf.KindBool: isBool, sf.KindNumber: isNumber, sf.KindMoney: isMoney, sf.KindText: isText, sf.KindDate: isDate, sf.KindTime: isTime, sf.KindTags: isTags}
		for k, is := range got {
			assert.Equal(t, k == kind, is, "%s asked for %s", kind, k)
		}
		assert.Equal(t, kind == sf.KindNumber, isFloat)
	}
}

func TestValueRoundTripsThroughItsAccessors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := values.Draw(t, "v")
		var w sf.Value
		switch v.Kind() {
		case sf.KindBool:
			b, _ := v.Bool()
			w = sf.Bool(b)
		case sf.KindNumber:
			d, _ := v.Number()
			w = sf.Number(d)
		case sf.KindMoney:
			m, _ := v.Money()
			w = sf.Amount(m)
		case sf.KindText:
			s, _ := v.Text()
			w = sf.Text(s)
		case sf.KindDate:
			d, _ := v.Date()
			w = sf.Day(d)
		case sf.KindTime:
			at, _ := v.Time()
			w = sf.Instant(at)
		case sf.KindTags:
			tags, _ := v.Tags()
			w = sf.Tags(tags...)
			for _, tag := range tags {
				assert.True(t, v.HasTag(tag))
			}
			assert.False(t, v.HasTag("\x00 no such tag"))
		default:
		}
		assert.True(t, v.Equal(w), "%v and %v", v, w)
	})
}

func TestValueJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := values.Draw(t, "v")
		if s, ok := v.Text(); ok && strings.ToValidUTF8(s, "") != s {
			return
		}
		b, err := json.Marshal(v)
		require.NoError(t, err)
		var w sf.Value
		require.NoError(t, json.Unmarshal(b, &w), "%s", b)
		assert.True(t, v.Equal(w), "%v became %v by %s", v, w, b)
		again, err := json.Marshal(w)
		require.NoError(t, err)
		assert.Equal(t, string(b), string(again))
	})
}

func TestValueJSONForms(t *testing.T) {
	price, err := sf.ParseMoney("12.50", "CNY")
	require.NoError(t, err)
	for _, c := range []struct {
		value sf.Value
		json  string
	}{
		{sf.Value{}, `null`},
		{sf.Bool(false), `false`},
		{sf.Number(dec("12.50")), `12.5`},
		{sf.Number(dec("12345678901234567890")), `{"number":"12345678901234567890"}`},
		{sf.Text("¥"), `"¥"`},
		{sf.Tags(), `[]`},
		{sf.Tags("b", "a"), `["a","b"]`},
		{sf.Amount(price), `{"amount":"12.5","currency":"CNY"}`},
		{sf.Day(sf.Date{Year: 2026, Month: 3, Day: 5}), `{"date":"2026-03-05"}`},
		{sf.Instant(time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)), `{"time":"2026-03-05T08:00:00Z"}`},
	} {
		b, err := json.Marshal(c.value)
		require.NoError(t, err)
		assert.JSONEq(t, c.json, string(b))
		assert.Equal(t, c.json, string(b))
	}
}

func TestValueRefusesAbsurdJSON(t *testing.T) {
	for _, s := range []string{
		`1e999999999`, `-1e-999999999`, `{}`, `{"number":"x"}`, `{"number":""}`, `{"number":"1","date":"2026-01-01"}`, `{"date":"2026-02-30"}`,
		`{"time":"yesterday"}`, `{"amount":"1e400","currency":"CNY"}`, `{"amount":"1","currency":"C N Y"}`, `{"currency":"CNY"}`,
		`[1]`, `[["a"]]`, `{"number":"1","more":1}`, strings.Repeat("9", 300),
	} {
		var v sf.Value
		require.Error(t, json.Unmarshal([]byte(s), &v), s)
	}
	require.Error(t, new(sf.Value).UnmarshalJSON(nil))
	require.Error(t, new(sf.Value).UnmarshalJSON([]byte(`{"number":"1"} 2`)))
}

func FuzzValueJSON(f *testing.F) {
	for _, s := range []string{`null`, `1.50`, `"x"`, `["a"]`, `{"number":"1"}`, `{"amount":"1","currency":"CNY"}`, `{"date":"2026-01-01"}`, `{"time":"2026-01-01T00:00:00Z"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var v sf.Value
		if json.Unmarshal(b, &v) != nil {
			return
		}
		out, err := json.Marshal(v)
		require.NoError(t, err)
		var w sf.Value
		require.NoError(t, json.Unmarshal(out, &w))
		require.True(t, v.Equal(w))
	})
}

func TestNumbersOutOfBoundsAreUnknown(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
		assert.False(t, sf.Float(f).Known(), "%g", f)
	}
	for _, d := range []decimal.Decimal{decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32), decimal.New(1, 65), decimal.New(1, -65)} {
		assert.False(t, sf.Number(d).Known())
	}
	assert.True(t, sf.Number(decimal.New(1, -64)).Known())
	assert.True(t, sf.Number(decimal.New(9, 63)).Known())
	assert.True(t, sf.Number(decimal.New(0, math.MaxInt32)).Known(), "zero has no size")
}

func TestCompareAgreesWithDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := decimals.Draw(t, "a"), decimals.Draw(t, "b")
		if rapid.Bool().Draw(t, "near") { // equal in value, apart in spelling
			b = decimal.NewFromBigInt(new(big.Int).Mul(a.Coefficient(), big.NewInt(1000)), a.Exponent()-3)
		}
		sign, ok := sf.Number(a).Compare(sf.Number(b))
		require.True(t, ok)
		assert.Equal(t, a.Cmp(b), sign, "%v and %v", a, b)
	})
}

func TestFloatIsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimals.Draw(t, "d")
		got, ok := sf.Number(d).Float()
		require.True(t, ok)
		nearest, _ := d.Rat().Float64()
		assert.InDelta(t, nearest, got, 0)
	})
}

func TestCompareRefusesWhatDoesNotCompare(t *testing.T) {
	cny, err := sf.ParseMoney("1", "CNY")
	require.NoError(t, err)
	eur, err := sf.ParseMoney("1", "EUR")
	require.NoError(t, err)
	for _, pair := range [][2]sf.Value{
		{{}, {}}, {{}, sf.Int(1)}, {sf.Int(1), sf.Text("1")}, {sf.Amount(cny), sf.Amount(eur)}, {sf.Int(1), sf.Amount(cny)}, {sf.Tags("a"), sf.Tags("b")},
	} {
		sign, ok := pair[0].Compare(pair[1])
		assert.False(t, ok)
		assert.Zero(t, sign)
	}
	assert.True(t, sf.Value{}.Equal(sf.Value{}))
	assert.False(t, sf.Value{}.Equal(sf.Int(0)))
}

func TestCompareIsAnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := values.Draw(t, "a"), values.Draw(t, "b"), values.Draw(t, "c")
		ab, ok := a.Compare(b)
		ba, okBack := b.Compare(a)
		assert.Equal(t, ok, okBack)
		assert.Equal(t, ab, -ba)
		bc, okBC := b.Compare(c)
		if ac, okAC := a.Compare(c); ok && okBC && okAC && ab <= 0 && bc <= 0 {
			assert.LessOrEqual(t, ac, 0)
		}
	})
}

func TestCompareDoesNotAllocate(t *testing.T) {
	cny, err := sf.ParseMoney("50000", "CNY")
	require.NoError(t, err)
	tags, when := sf.Tags("a", "b"), sf.Instant(time.Unix(1, 2))
	a, b, m, s := sf.Number(dec("12.34")), sf.Number(dec("1e10")), sf.Amount(cny), sf.Text("x")
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		a.Compare(b)
		m.Compare(m)
		s.Compare(s)
		when.Compare(when)
		tags.HasTag("b")
		a.Float()
	}))
}

func TestKindWords(t *testing.T) {
	for k := sf.Unknown; k <= sf.KindTags; k++ {
		b, err := k.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, k.String(), string(b))
		var back sf.Kind
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, k, back)
	}
	_, err := sf.Kind(99).MarshalText()
	require.Error(t, err)
	require.Error(t, new(sf.Kind).UnmarshalText([]byte("Number")))
	assert.Equal(t, "kind(99)", sf.Kind(99).String())
}

func TestFacts(t *testing.T) {
	var nobody sf.FactMap
	assert.False(t, nobody.Fact("x").Known())
	m := sf.FactMap{"x": sf.Int(3)}
	assert.True(t, m.Fact("x").Equal(sf.Int(3)))
	assert.Equal(t, "amount", sf.Field{Name: "amount"}.Title())
	assert.Equal(t, "金额", sf.Field{Name: "amount", Label: "金额"}.Title())
}

func TestActivity(t *testing.T) {
	at := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	a := &sf.Activity{Of: "D1", Kind: "visit", By: "王芳", At: at, Outcome: "advance", Facts: []sf.Fact{sf.F("pages", sf.Int(2)), sf.F("pages", sf.Int(3))}}
	assert.Equal(t, "visit", a.Fact("kind").String())
	assert.Equal(t, "王芳", a.Fact("by").String())
	assert.Equal(t, "advance", a.Fact("outcome").String())
	assert.True(t, a.Fact("at").Equal(sf.Instant(at)))
	assert.True(t, a.Fact("pages").Equal(sf.Int(3)), "the last word counts")
	assert.False(t, a.Fact("nothing").Known())
	assert.False(t, (&sf.Activity{}).Fact("kind").Known())
	assert.False(t, a.Known(at), "an instant is not before itself")
	assert.True(t, a.Known(at.Add(time.Second)))
	a.Recorded = at.Add(time.Hour)
	assert.False(t, a.Known(at.Add(time.Second)), "it was not on record yet")
}
