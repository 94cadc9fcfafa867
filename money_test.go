package salesfunnel_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func money(t require.TestingT, digits, currency string) sf.Money {
	m, err := sf.ParseMoney(digits, currency)
	require.NoError(t, err)
	return m
}

func TestUnknownMoneyIsNotZero(t *testing.T) {
	unknown, nothing := sf.Money{}, money(t, "0", "CNY")
	assert.True(t, unknown.IsZero())
	assert.False(t, nothing.IsZero())
	assert.False(t, unknown.Equal(nothing))
	assert.Equal(t, "?", unknown.String())
	assert.Empty(t, unknown.Digits())
	assert.Equal(t, "0 CNY", nothing.String())
	sum, err := unknown.Add(unknown)
	require.NoError(t, err)
	assert.False(t, sum.Known())
	sum, err = unknown.Add(nothing)
	require.NoError(t, err)
	assert.True(t, sum.Equal(nothing))
	_, ok := unknown.Cmp(nothing)
	assert.False(t, ok)
	assert.True(t, unknown.Neg().IsZero())
	product, err := unknown.Times(dec("2"))
	require.NoError(t, err)
	assert.True(t, product.IsZero())
	assert.True(t, unknown.RoundTo(dec("1")).IsZero())
}

func TestTwoCurrenciesDoNotAdd(t *testing.T) {
	for _, pair := range [][2]string{{"CNY", "EUR"}, {"", "EUR"}, {"CNY", ""}} {
		_, err := money(t, "1", pair[0]).Add(money(t, "1", pair[1]))
		require.ErrorIs(t, err, sf.ErrCurrency)
		_, err = money(t, "1", pair[0]).Sub(money(t, "1", pair[1]))
		require.ErrorIs(t, err, sf.ErrCurrency)
		_, ok := money(t, "1", pair[0]).Cmp(money(t, "1", pair[1]))
		assert.False(t, ok)
	}
}

func TestMoneyIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := decimals.Draw(t, "a"), decimals.Draw(t, "b")
		m, err := sf.MoneyOf(a, "CNY")
		require.NoError(t, err)
		n, err := sf.MoneyOf(b, "CNY")
		require.NoError(t, err)
		sum, err := m.Add(n)
		require.NoError(t, err)
		d, known := sum.Decimal()
		assert.True(t, known)
		assert.True(t, d.Equal(a.Add(b)))
		back, err := sum.Sub(n)
		require.NoError(t, err)
		assert.True(t, back.Equal(m))
		sign, ok := m.Cmp(n)
		assert.True(t, ok)
		assert.Equal(t, a.Cmp(b), sign)
		assert.Equal(t, a.Sign(), m.Sign())
	})
}

func TestMoneyBounds(t *testing.T) {
	for _, d := range []decimal.Decimal{decimal.New(1, 64), decimal.New(1, -65), decimal.New(1, math.MaxInt32), decimal.New(7, math.MinInt32)} {
		_, err := sf.MoneyOf(d, "CNY")
		require.ErrorIs(t, err, sf.ErrAmount)
		_, err = money(t, "1", "CNY").Times(d)
		require.ErrorIs(t, err, sf.ErrAmount)
	}
	large, err := sf.MoneyOf(decimal.New(9, 63), "CNY")
	require.NoError(t, err)
	_, err = large.Add(large)
	require.ErrorIs(t, err, sf.ErrAmount)
	for _, label := range []string{"C Y", "\n", "12345678901234567", "\xff", "\u3000"} {
		_, err := sf.MoneyOf(decimal.New(1, 0), label)
		require.ErrorIs(t, err, sf.ErrLabel, "%q", label)
	}
	for _, digits := range []string{"", "x", "1e99", "0x10", "--1", "１２"} {
		_, err := sf.ParseMoney(digits, "CNY")
		require.Error(t, err, digits)
	}
}

func TestMoneyRounding(t *testing.T) {
	for _, c := range []struct{ amount, unit, want string }{
		{"0.125", "0.01", "0.12"},
		{"0.135", "0.01", "0.14"},
		{"-0.125", "0.01", "-0.12"},
		{"-0.135", "0.01", "-0.14"},
		{"2.5", "1", "2"},
		{"3.5", "1", "4"},
		{"-2.5", "1", "-2"},
		{"-3.5", "1", "-4"},
		{"1249", "500", "1000"},
		{"1250", "500", "1000"},
		{"1750", "500", "2000"},
		{"7", "3", "6"},
		{"1.05", "0.1", "1"},
		{"1e20", "0.03", "99999999999999999999.99"},
		{"5", "0", "5"},
		{"5.55", "-1", "5.55"},
	} {
		got := money(t, c.amount, "CNY").RoundTo(dec(c.unit))
		assert.True(t, got.Equal(money(t, c.want, "CNY")), "%s to %s: %s", c.amount, c.unit, got)
	}
}

func TestWeighted(t *testing.T) {
	for _, c := range []struct {
		amount string
		p      float64
		unit   string
		want   string
	}{
		{"100", 0.1, "0.01", "10"},        // not 10.000000000000000555
		{"0.05", 0.5, "0.01", "0.02"},     // half to even
		{"0.15", 0.5, "0.01", "0.08"},     // half to even, upwards
		{"33.33", 1, "0.01", "33.33"},     // sure
		{"33.33", 0, "0.01", "0"},         // impossible
		{"1000000", 1e-300, "0.01", "0"},  // far below the unit
		{"-100", 0.3, "1", "-30"},         // a credit
		{"99", 1.0 / 3, "0.0001", "33"},   // 32.999999999999996667 in full
		{"10", 0.25, "0", "2.5"},          // no rounding
		{"123456", 0.7, "10000", "90000"}, // 86419.2 to 万元
	} {
		got, err := money(t, c.amount, "CNY").Weighted(c.p, dec(c.unit))
		require.NoError(t, err)
		assert.Equal(t, money(t, c.want, "CNY").String(), got.String(), "%s × %g", c.amount, c.p)
	}
	for _, p := range []float64{math.NaN(), -0.1, 1.1, math.Inf(1)} {
		_, err := money(t, "1", "CNY").Weighted(p, dec("0.01"))
		require.ErrorIs(t, err, sf.ErrProbability)
	}
	unknown, err := sf.Money{}.Weighted(0.5, dec("0.01"))
	require.NoError(t, err)
	assert.False(t, unknown.Known())
	_, err = money(t, "1", "CNY").Weighted(1e-300, decimal.Decimal{})
	require.ErrorIs(t, err, sf.ErrAmount, "unrounded it has too many digits")
}

func TestMoneyIgnoresTheSettingsOfItsLibrary(t *testing.T) {
	defer func(b bool, n int) { decimal.MarshalJSONWithoutQuotes, decimal.DivisionPrecision = b, n }(decimal.MarshalJSONWithoutQuotes, decimal.DivisionPrecision)
	decimal.MarshalJSONWithoutQuotes, decimal.DivisionPrecision = true, 1
	b, err := json.Marshal(money(t, "1234.5600", "CNY"))
	require.NoError(t, err)
	assert.Equal(t, `{"amount":"1234.56","currency":"CNY"}`, string(b))
	got, err := money(t, "100", "CNY").Weighted(1.0/3, dec("0.0001"))
	require.NoError(t, err)
	assert.Equal(t, "33.3333 CNY", got.String())
}

func TestMoneyJSON(t *testing.T) {
	type row struct {
		Amount sf.Money `json:"amount,omitzero"`
	}
	b, err := json.Marshal(row{})
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(b))
	b, err = json.Marshal(sf.Money{})
	require.NoError(t, err)
	assert.Equal(t, `null`, string(b))
	var m sf.Money
	require.NoError(t, json.Unmarshal([]byte(`null`), &m))
	assert.False(t, m.Known())
	for _, s := range []string{`{"amount":"1","curency":"CNY"}`, `{"amount":1}`, `"1 CNY"`, `{"amount":"","currency":"CNY"}`} {
		require.Error(t, json.Unmarshal([]byte(s), &m), s)
	}
	rapid.Check(t, func(t *rapid.T) {
		m, err := sf.MoneyOf(decimals.Draw(t, "amount"), rapid.SampledFrom([]string{"", "CNY", "元"}).Draw(t, "currency"))
		require.NoError(t, err)
		b, err := json.Marshal(m)
		require.NoError(t, err)
		var n sf.Money
		require.NoError(t, json.Unmarshal(b, &n))
		assert.True(t, m.Equal(n))
	})
}

func TestMoneyText(t *testing.T) {
	for _, c := range []struct{ digits, want string }{
		{"1234.50", "1234.5 CNY"}, {"-0.05", "-0.05 CNY"}, {"1e3", "1000 CNY"}, {"0.00", "0 CNY"}, {"-12.00", "-12 CNY"}, {"100.001", "100.001 CNY"},
	} {
		assert.Equal(t, c.want, money(t, c.digits, "CNY").String())
	}
	b, err := sf.Money{}.AppendText([]byte("x"))
	require.NoError(t, err)
	assert.Equal(t, "x", string(b))
	assert.InDelta(t, 12.5, money(t, "12.5", "").Float64(), 0)
	assert.Equal(t, "12.5", money(t, "12.5", "").String())
	assert.Equal(t, "CNY", money(t, "1", "CNY").Currency())
}
