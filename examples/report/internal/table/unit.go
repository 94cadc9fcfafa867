package table

import (
	"slices"
	"strings"

	"golang.org/x/text/currency"
)

// unit is what stands around a number: a magnitude, a currency, or both.
type unit struct {
	exponent  int32  // of ten
	magnitude bool   // a magnitude, or a plain 元, is stated
	code      string // ISO 4217, if a code or a word says so
	sign      string // "$", "¥" or "£", which several currencies share
}

func (u unit) known() bool { return u.magnitude || u.code != "" || u.sign != "" }

// currency is the code; a shared sign takes the preferred currency if it can
// mean that, and else its most common one.
func (u unit) currency(preferred string) string {
	if u.code != "" || u.sign == "" {
		return u.code
	}
	means := signs[u.sign]
	if slices.Contains(means, strings.ToUpper(preferred)) {
		return strings.ToUpper(preferred)
	}
	return means[0]
}

// allows reports whether an amount with this unit can be in a currency.
func (u unit) allows(code string) bool {
	switch {
	case u.code != "":
		return u.code == code
	case u.sign != "":
		return slices.Contains(signs[u.sign], code)
	}
	return true
}

// signs are the currencies that share one, the default first.
var signs = map[string][]string{
	"$": {
		"USD", "AUD", "CAD", "HKD", "SGD", "NZD", "TWD", "MXN", "ARS", "CLP", "COP", "BND", "BBD", "BMD", "BSD", "BZD", "FJD",
		"JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "UYU", "XCD",
	},
	"¥": {"CNY", "JPY"},
	"£": {"GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SYP", "SSP", "SDG"},
}

// currencyWords are names that are not ISO codes, in lower case. 元 is the
// yuan, the unit that 万元 and 亿元 count.
var currencyWords = map[string]string{
	"€": "EUR", "元": "CNY", "圆": "CNY", "块": "CNY", "元整": "CNY", "rmb": "CNY", "cnh": "CNY", "人民币": "CNY", "人民币元": "CNY", "元人民币": "CNY", "yuan": "CNY",
	"美元": "USD", "美金": "USD", "us$": "USD", "usd$": "USD", "欧元": "EUR", "euro": "EUR", "euros": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "円": "JPY",
	"港元": "HKD", "港币": "HKD", "hk$": "HKD", "a$": "AUD", "au$": "AUD", "澳元": "AUD", "c$": "CAD", "ca$": "CAD", "加元": "CAD",
	"s$": "SGD", "新元": "SGD", "nt$": "TWD", "新台币": "TWD", "nz$": "NZD", "r$": "BRL", "₹": "INR", "₩": "KRW", "韩元": "KRW", "₽": "RUB",
	"卢布": "RUB", "瑞士法郎": "CHF", "us dollar": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "u.s. dollar": "USD",
}

// magnitudes, the longest words first.
var magnitudes = []struct {
	word     string
	exponent int32
}{
	{"thousand", 3},
	{"million", 6},
	{"billion", 9},
	{"万亿", 12},
	{"千万", 7},
	{"百万", 6},
	{"十万", 5},
	{"亿", 8},
	{"億", 8},
	{"万", 4},
	{"萬", 4},
	{"千", 3},
	{"mio", 6},
	{"mn", 6},
	{"bn", 9},
	{"k", 3},
	{"m", 6},
	{"b", 9},
}

// parseCurrency reads a currency by code, sign or word.
func parseCurrency(s string) (unit, bool) {
	s = strings.ToLower(trim(foldText(s)))
	if _, shared := signs[s]; shared {
		return unit{sign: s}, true
	}
	if code, ok := currencyWords[s]; ok {
		return unit{code: code, magnitude: strings.HasPrefix(s, "元")}, true
	}
	if len(s) != 3 {
		return unit{}, false
	}
	c, err := currency.ParseISO(s)
	if err != nil || c == currency.XXX {
		return unit{}, false
	}
	return unit{code: c.String()}, true
}

// parseUnit reads what follows a number, such as 万元, k€ or USD. Nothing is
// no unit.
func parseUnit(s string) (unit, bool) {
	s = strings.ToLower(trim(foldText(s)))
	if s == "" {
		return unit{}, true
	}
	if u, ok := parseCurrency(s); ok {
		return u, true
	}
	for _, m := range magnitudes {
		rest, ok := strings.CutPrefix(s, m.word)
		if !ok {
			continue
		}
		u := unit{}
		if trim(rest) != "" {
			if u, ok = parseCurrency(rest); !ok {
				return unit{}, false
			}
		}
		u.exponent, u.magnitude = m.exponent, true
		return u, true
	}
	return unit{}, false
}

// headerUnit splits 金额(万元), Amount [USD] or amount_usd into name and unit.
// Without a unit the name is all of it.
func headerUnit(h string) (string, unit) {
	h = trim(foldText(h))
	if base, inner, ok := bracketed(h); ok {
		for _, prefix := range []string{"单位", ":"} {
			inner = trim(strings.TrimPrefix(inner, prefix))
		}
		if u, ok := parseUnit(inner); ok && u.known() {
			return base, u
		}
		return h, unit{}
	}
	if i := strings.LastIndexAny(h, "_ /-"); i > 0 {
		if u, ok := parseUnit(h[i+1:]); ok && u.known() {
			return h[:i], u
		}
	}
	return h, unit{}
}

// bracketed splits off the bracket at the end of a header.
func bracketed(h string) (base, inner string, ok bool) {
	for _, pair := range []string{"()", "[]", "【】", "〔〕"} {
		b := []rune(pair)
		if i := strings.LastIndex(h, string(b[0])); i > 0 && strings.HasSuffix(h, string(b[1])) {
			return h[:i], strings.TrimSuffix(h[i+len(string(b[0])):], string(b[1])), true
		}
	}
	return "", "", false
}
