package table

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAmountForms(t *testing.T) {
	tests := []struct {
		in       string
		mark     DecimalMark
		want     string // empty is unreadable
		currency string
	}{
		{"1234", 0, "1234", ""},
		{"1,234,567.89", DecimalPoint, "1234567.89", ""},
		{"1.234.567,89", DecimalComma, "1234567.89", ""},
		{"1 234,56", DecimalComma, "1234.56", ""},
		{"1\u00a0234,56 €", DecimalComma, "1234.56", "EUR"},
		{"1'234.50", DecimalPoint, "1234.5", ""},
		{"1’234.50", DecimalPoint, "1234.5", ""},
		{"12,34,567.5", DecimalPoint, "1234567.5", ""},
		{".5", DecimalPoint, "0.5", ""},
		{"-5", 0, "-5", ""},
		{"\u22125", 0, "-5", ""},
		{"5-", 0, "-5", ""},
		{"(1,234.5)", DecimalPoint, "-1234.5", ""},
		{"($5)", 0, "-5", "USD"},
		{"-$5", 0, "-5", "USD"},
		{"$-5", 0, "-5", "USD"},
		{"+5", 0, "5", ""},
		{"¥1,234.00", DecimalPoint, "1234", "CNY"},
		{"￥１，２３４．５", DecimalPoint, "1234.5", "CNY"},
		{"１２３", 0, "123", ""},
		{"£5", 0, "5", "GBP"},
		{"USD 1,234.50", DecimalPoint, "1234.5", "USD"},
		{"1234.50 eur", DecimalPoint, "1234.5", "EUR"},
		{"¥5元", 0, "5", "CNY"},
		{"HK$5", 0, "5", "HKD"},
		{"$5 CAD", 0, "5", "CAD"},
		{"$5万", 0, "50000", "USD"},
		{"RMB 5", 0, "5", "CNY"},
		{"5人民币", 0, "5", "CNY"},
		{"50万", 0, "500000", ""},
		{"1.2亿", DecimalPoint, "120000000", ""},
		{"3千", 0, "3000", ""},
		{"50 万元", 0, "500000", "CNY"},
		{"2百万美元", 0, "2000000", "USD"},
		{"1.5万亿", DecimalPoint, "1500000000000", ""},
		{"$1.2M", DecimalPoint, "1200000", "USD"},
		{"3k€", 0, "3000", "EUR"},
		{"1.2E+07", DecimalPoint, "12000000", ""},
		{"5e-2", 0, "0.05", ""},
		{"0.10000000000000000000000000001", DecimalPoint, "0.10000000000000000000000000001", ""},
		{"1,23", DecimalPoint, "", ""},
		{"1,2345", DecimalPoint, "", ""},
		{"1234,567", DecimalPoint, "", ""},
		{"0,123", DecimalPoint, "", ""},
		{"1.2.3", DecimalPoint, "", ""},
		{"1.234,5", DecimalPoint, "", ""},
		{"5.", DecimalPoint, "", ""},
		{"12 apples", 0, "", ""},
		{"$5€", 0, "", ""},
		{"USD 5 EUR", 0, "", ""},
		{"(5", 0, "", ""},
		{"5)", 0, "", ""},
		{"(-5)", 0, "", ""},
		{"--5", 0, "", ""},
		{"100-200", 0, "", ""},
		{"50%", 0, "", ""},
		{"2024-01-02", 0, "", ""},
		{"1e99", 0, "", ""},
		{"XXX 5", 0, "", ""},
		{"万", 0, "", ""},
		{strings.Repeat("9", 39), 0, "", ""},
		{strings.Repeat("9", 200), 0, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			w, ok := takeApart(tt.in)
			var got decimal.Decimal
			if ok {
				got, ok = w.value(tt.mark, 0)
			}
			require.Equal(t, tt.want != "", ok)
			if ok {
				assert.Equal(t, tt.want, got.String())
				assert.Equal(t, tt.currency, w.unit.currency(""))
			}
		})
	}
}

func TestSharedSigns(t *testing.T) {
	dollar, ok := parseCurrency("＄")
	require.True(t, ok)
	assert.Equal(t, "USD", dollar.currency(""))
	assert.Equal(t, "AUD", dollar.currency("aud"))
	assert.Equal(t, "USD", dollar.currency("CNY"))
	assert.True(t, dollar.allows("HKD"))
	assert.False(t, dollar.allows("EUR"))
	yen, _ := parseCurrency("￥")
	assert.Equal(t, "JPY", yen.currency("JPY"))
}

func TestHeaderUnits(t *testing.T) {
	tests := []struct {
		in, base string
		exponent int32
		currency string
	}{
		{"预计金额(万元)", "预计金额", 4, "CNY"},
		{"预计金额（万元）", "预计金额", 4, "CNY"},
		{"金额（单位：万元）", "金额", 4, "CNY"},
		{"金额(万)", "金额", 4, ""},
		{"金额【亿元】", "金额", 8, "CNY"},
		{"金额(元)", "金额", 0, "CNY"},
		{"金额/万元", "金额", 4, "CNY"},
		{"金额(万美元)", "金额", 4, "USD"},
		{"Amount (CNY)", "Amount ", 0, "CNY"},
		{"Amount [k€]", "Amount ", 3, "EUR"},
		{"amount_usd", "amount", 0, "USD"},
		{"Amount (converted)", "Amount (converted)", 0, ""},
		{"close_value", "close_value", 0, ""},
		{"Amount", "Amount", 0, ""},
	}
	for _, tt := range tests {
		base, u := headerUnit(tt.in)
		assert.Equal(t, tt.base, base, tt.in)
		assert.Equal(t, tt.exponent, u.exponent, tt.in)
		assert.Equal(t, tt.currency, u.currency(""), tt.in)
	}
}

func TestMagnitudeOfCellWinsOverHeader(t *testing.T) {
	for in, want := range map[string]string{"50": "500000", "50.5": "505000", "50万": "500000", "500元": "500", "¥50": "500000"} {
		w, ok := takeApart(in)
		require.True(t, ok, in)
		got, ok := w.value(DecimalPoint, 4)
		require.True(t, ok, in)
		assert.Equal(t, want, got.String(), in)
	}
}

func TestMarkOfColumn(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  DecimalMark
		code  Code
	}{
		{"plain", []string{"5", "1234"}, 0, ""},
		{"point", []string{"1,234.50", "1,234"}, DecimalPoint, ""},
		{"comma", []string{"1.234,50", "1.234"}, DecimalComma, ""},
		{"comma without groups", []string{"12,5", "7"}, DecimalComma, ""},
		{"groups of commas only", []string{"1,234", "5,678"}, 0, ""},
		{"two groups of points", []string{"1.234.567", "1.234"}, DecimalComma, ""},
		{"points that may group", []string{"1.234", "5"}, 0, CodeDecimalAmbiguous},
		{"three decimals beside a long number", []string{"1.234", "12345"}, DecimalPoint, ""},
		{"three decimals below one", []string{"1.234", "0.500"}, DecimalPoint, ""},
		{"both", []string{"1,234.50", "12,5"}, 0, CodeDecimalMixed},
		{"text", []string{"", "n/a", "x"}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &marks{}
			for i, c := range tt.cells {
				m.add(c, Example{Row: i + 2, Value: c})
			}
			got, code := m.decide(DecimalUnknown)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.code, code)
		})
	}
	m := &marks{}
	m.add("1.234", Example{Row: 2})
	got, code := m.decide(DecimalComma)
	assert.Equal(t, DecimalComma, got, "the flag decides")
	assert.Empty(t, code)
}

func TestMissingAmount(t *testing.T) {
	for _, s := range []string{"", "-", "N/A", "null", "NIL", "无", "—", "#N/A"} {
		assert.True(t, missingAmount(s), s)
	}
	assert.False(t, missingAmount("0"), "zero is an amount")
}

// An exact decimal, grouped in either way, is read back exactly.
func TestAmountsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "units"), -int32(rapid.IntRange(0, 6).Draw(t, "places")))
		group := rapid.SampledFrom([]string{"", ",", " ", "'"}).Draw(t, "group")
		whole, fraction, _ := strings.Cut(d.Abs().String(), ".")
		text := groupDigits(whole, group)
		mark := DecimalPoint
		if fraction != "" {
			text += "." + fraction
		}
		if rapid.Bool().Draw(t, "comma") {
			mark = DecimalComma
			text = strings.NewReplacer(",", ".", ".", ",").Replace(text)
		}
		if d.IsNegative() {
			text = "(" + text + ")"
		}
		w, ok := takeApart(text)
		require.True(t, ok, text)
		got, ok := w.value(mark, 0)
		require.True(t, ok, text)
		require.True(t, d.Equal(got), "%s: %s", text, got)
	})
}

func groupDigits(s, by string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + by + s[i:]
	}
	return s
}

func TestParseDecimalMark(t *testing.T) {
	for in, want := range map[string]DecimalMark{"": 0, "point": DecimalPoint, ",": DecimalComma} {
		got, err := ParseDecimalMark(in)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := ParseDecimalMark("dot")
	require.ErrorContains(t, err, "-decimal cannot be used")
	assert.Equal(t, "comma", DecimalComma.String())
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1,234.50", "1.2亿", "($5)", "¥５０万元", "1.2E+07", "USD 5", "1 234,56 €", "5-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := &marks{}
		m.add(s, Example{Row: 1, Value: s})
		m.decide(DecimalUnknown)
		headerUnit(s)
		w, ok := takeApart(s)
		if !ok {
			return
		}
		for _, mark := range []DecimalMark{DecimalUnknown, DecimalPoint, DecimalComma} {
			if d, ok := w.value(mark, 8); ok && len(d.String()) > 120 {
				t.Fatalf("%q gives %s", s, d)
			}
		}
	})
}
