package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
)

func TestCells(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "赢单": 4, "（无）": 6, "é": 1, "e\u0301": 1, "ﾊﾝｶｸ": 4, "Ａ": 2, "·": 1, "–": 1} {
		assert.Equal(t, want, cells(s), s)
	}
}

func TestGridAlignsByCells(t *testing.T) {
	g := newGrid("阶段", "金额")
	g.add("合同签署", "1")
	g.add("won", "10,000")
	g.add("all", "10,001")
	g.total = true
	var b strings.Builder
	g.write(&b)
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, lines, 5)
	for _, line := range lines {
		assert.Equal(t, cells(lines[0]), cells(line), line)
	}
	assert.Equal(t, "  --------  ------", lines[3])
}

func TestCleanNeverLetsControlThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := clean(rapid.String().Draw(t, "text"), 12)
		assert.LessOrEqual(t, cells(s), 12)
		assert.NotContains(t, s, "\n")
		assert.NotContains(t, s, "\x1b")
		assert.Equal(t, s, clean(s, 12))
	})
}

func TestAmounts(t *testing.T) {
	m := func(digits string) document.Money {
		parsed, err := sf.ParseMoney(digits, "CNY")
		require.NoError(t, err)
		return document.Money{Money: parsed}
	}
	plain := &writer{minor: 2}
	wan := &writer{minor: 2, unit: settings.DisplayUnit{Name: "万元", Exponent: 4}}
	for _, tt := range []struct{ digits, exact, rough, weighted, inWan string }{
		{"0", "0", "0", "0.00", "0.00"},
		{"1234567", "1,234,567", "1,234,567", "1,234,567.00", "123.46"},
		{"1234567.5", "1,234,567.50", "1,234,568", "1,234,567.50", "123.46"},
		{"1.005", "1.005", "1.00", "1.00", "0.00"},
		{"-999.5", "-999.50", "-1,000", "-999.50", "-0.10"},
		{"100", "100", "100", "100.00", "0.01"},
	} {
		assert.Equal(t, tt.exact, plain.exact(m(tt.digits)), tt.digits)
		assert.Equal(t, tt.rough, plain.rough(m(tt.digits)), tt.digits)
		assert.Equal(t, tt.weighted, plain.weighted(m(tt.digits)), tt.digits)
		assert.Equal(t, tt.inWan, wan.exact(m(tt.digits)), tt.digits)
	}
	assert.Equal(t, unknown, plain.exact(document.Money{}))
	assert.Equal(t, unknown, plain.rough(document.Money{}))
}

func TestSharesAreNeverRoundedToCertainty(t *testing.T) {
	for p, want := range map[float64]string{0: "0%", 1e-9: "<1%", 0.005: "<1%", 0.01: "1%", 0.5: "50%", 0.99: "99%", 0.991: ">99%", 1: "100%"} {
		assert.Equal(t, want, percent(p), "%v", p)
	}
	assert.Equal(t, "<0.1%", fine(0.0004))
	assert.Equal(t, ">99.9%", fine(0.9996))
	assert.Equal(t, "100.0%", fine(1))
}

func TestProseBreaksBetweenWordsAndAfterChineseMarks(t *testing.T) {
	for _, text := range []string{strings.Repeat("word ", 60), strings.Repeat("这是一个很长的句子，", 20)} {
		w := &writer{}
		w.prose("  - ", text)
		for line := range strings.SplitSeq(strings.TrimSuffix(w.String(), "\n"), "\n") {
			assert.LessOrEqual(t, cells(line), 110)
		}
	}
}
