package stage

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"方案提案":                    "方案提案",
		"a|b":                     `a\|b`,
		"a\\|b":                   `a\\\|b`,
		"one\ntwo\r\n\r\nthree":   "one two three",
		"  # heading":             `\# heading`,
		"C#":                      `C\#`,
		"\t- item":                `\- item`,
		"+ item":                  `\+ item`,
		"=====":                   `\=====`,
		"1. item":                 `1\. item`,
		"12) item":                `12\) item`,
		"1.5 倍":                   `1\.5 倍`,
		"v1.5":                    "v1.5",
		". no list":               ". no list",
		"<script>x</script>":      `\<script\>x\</script\>`,
		"&lt; [x](y) *b* _i_ `c`": "\\&lt; \\[x\\](y) \\*b\\* \\_i\\_ \\`c\\`",
		"~~~ $x$":                 `\~\~\~ \$x\$`,
		"a\u2028b\u0085c\u3000d":  "a b c d",
		"a\u0000b\u001b[31m":      `ab\[31m`,
		"\u202eabc\u2066":         "abc",
	} {
		assert.Equal(t, want, escaped(text), "%q", text)
	}
}

func TestCode(t *testing.T) {
	for id, want := range map[string]string{
		"next_at":  "`next_at`",
		"a-B.9":    "`a-B.9`",
		"a`b":      "a\\`b",
		"预算":       "预算",
		"a|b":      `a\|b`,
		"two word": "two word",
	} {
		assert.Equal(t, want, code(id))
	}
}
