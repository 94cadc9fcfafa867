package salesfunnel_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func TestNoteFormat(t *testing.T) {
	n := sf.Note{Path: "stages[2]", Args: []sf.Fact{sf.F("stage", sf.Text("方案提案")), sf.F("n", sf.Int(12)), sf.F("share", sf.Float(.17884)), sf.F("all", sf.Int(1))}}
	for template, want := range map[string]string{
		"阶段 {stage} 只有 {n} 个商机": "阶段 方案提案 只有 12 个商机",
		"{path}: {n}":           "stages[2]: 12",
		"{missing} stays":       "{missing} stays",
		"{{n} is {n}":           "{n} is 12",
		"{n":                    "{n",
		"":                      "",
		"{}":                    "{}",
		"{share%} of {share}":   "17.9% of 0.17884",
		"{all%}, {stage%}":      "100%, 方案提案",
		"{missing%}":            "{missing%}",
	} {
		assert.Equal(t, want, n.Format(template))
	}
	assert.True(t, n.Arg("n").Equal(sf.Int(12)))
	assert.False(t, n.Arg("x").Known())
}

func TestNoteNeverLosesAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		template := rapid.String().Draw(t, "template")
		if !strings.Contains(template, "{") {
			assert.Equal(t, template, sf.Note{}.Format(template))
		}
		assert.NotPanics(t, func() { sf.Note{}.Format(template) })
	})
}

func TestNoteLanguages(t *testing.T) {
	n := sf.NewNote(sf.CodeUnknownKey, "stages[0].probabilty", sf.F("key", sf.Text("probabilty")))
	assert.Equal(t, "unknown key probabilty", n.Text)
	assert.Equal(t, "stages[0].probabilty: unknown key probabilty", n.String())
	assert.Equal(t, "未知的键 probabilty", n.In(sf.Chinese))
	truth := sf.NewNote(sf.CodeWrongType, "", sf.F("want", sf.Bool(true)), sf.F("got", sf.Bool(false)))
	assert.Equal(t, "want true, got false", truth.Text)
	assert.Equal(t, "应为 是，实为 否", truth.In(sf.Chinese))
	own := sf.NewNote("acme.own", "")
	assert.Equal(t, "acme.own", own.In(sf.Chinese))
	own.Text = "said elsewhere"
	assert.Equal(t, "said elsewhere", own.In(sf.English))
	assert.Equal(t, "acme.own", sf.Note{Code: "acme.own"}.String())
	for _, l := range []sf.Language{sf.English, sf.Chinese} {
		b, err := l.MarshalText()
		require.NoError(t, err)
		var back sf.Language
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, l, back)
		assert.Equal(t, string(b), l.String())
	}
	require.Error(t, new(sf.Language).UnmarshalText([]byte("fr")))
	_, err := sf.Language(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "language(9)", sf.Language(9).String())
}

func TestNoteJSON(t *testing.T) {
	n := sf.NewNote(sf.CodeWrongType, "a.b", sf.F("want", sf.Text("text")), sf.F("got", sf.Text("number")))
	b, err := json.Marshal(n)
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":"json.wrong_type","path":"a.b","args":[{"name":"want","value":"text"},{"name":"got","value":"number"}],"text":"want text, got number"}`, string(b))
	var back sf.Note
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, n, back)
}

// declaredCodes returns every constant of type Code in the non-test source of the module, by its value.
func declaredCodes(t *testing.T) map[sf.Code]string {
	t.Helper()
	codes := make(map[sf.Code]string)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == "examples" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !isCode(spec.Type) {
				return true
			}
			for i, value := range spec.Values {
				if lit, ok := value.(*ast.BasicLit); ok {
					text, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					require.NotContains(t, codes, sf.Code(text), "two constants hold one code")
					codes[sf.Code(text)] = path + ": " + spec.Names[i].Name
				}
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	return codes
}

func isCode(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Code"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Code"
	default:
		return false
	}
}

func TestCatalogueCoversEveryCode(t *testing.T) {
	codes := declaredCodes(t)
	require.NotEmpty(t, codes)
	placeholder := regexp.MustCompile(`\{[a-z_]+%?\}`)
	for code, where := range codes {
		en, ok := sf.Template(sf.English, code)
		if !assert.True(t, ok, "%s (%s) has no phrase", code, where) {
			continue
		}
		zh, _ := sf.Template(sf.Chinese, code)
		assert.NotEmpty(t, en, code)
		assert.True(t, strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%s: %q is not Chinese", code, zh)
		a, b := placeholder.FindAllString(en, -1), placeholder.FindAllString(zh, -1)
		slices.Sort(a)
		slices.Sort(b)
		assert.Equal(t, slices.Compact(a), slices.Compact(b), "%s says different things in its languages", code)
	}
	for code := range sf.Codes() {
		assert.Contains(t, codes, code, "the catalogue has a phrase for a code that nobody says")
	}
	assert.True(t, slices.IsSorted(slices.Collect(sf.Codes())))
	_, ok := sf.Template(sf.English, "acme.own")
	assert.False(t, ok)
}

func TestInvalidErrorHoldsEveryFault(t *testing.T) {
	require.NoError(t, sf.Invalid(nil))
	one := sf.NewNote(sf.CodeUnknownKey, "a", sf.F("key", sf.Text("b")))
	err := sf.Invalid([]sf.Note{one})
	require.EqualError(t, err, "a: unknown key b")
	var invalid *sf.InvalidError
	require.ErrorAs(t, fmt.Errorf("reading: %w", err), &invalid)
	assert.Equal(t, []sf.Note{one}, invalid.Faults)
	many := sf.Invalid(slices.Repeat([]sf.Note{one}, 13))
	assert.Equal(t, 12, strings.Count(many.Error(), "\n")+1, "a head, ten faults and a count of the rest")
	assert.Contains(t, many.Error(), "and 3 more")
	require.NotErrorAs(t, errors.New("x"), &invalid)
}

func TestEstimate(t *testing.T) {
	var nothing sf.Estimate
	assert.True(t, nothing.IsZero())
	assert.Equal(t, "?", nothing.String())
	e := sf.Estimate{Value: 0.321, Low: 0.2, High: 0.44, Level: 0.95, N: 58, Left: 3, Method: "absorbing chain"}
	assert.Equal(t, "0.321 [0.2, 0.44] 95% n=58", e.String())
	assert.True(t, e.HasInterval())
	assert.False(t, sf.Estimate{Value: 1, Method: "count"}.HasInterval())
	assert.Equal(t, "1 n=0", sf.Estimate{Value: 1, Method: "count"}.String())
}

func TestEstimateJSON(t *testing.T) {
	for _, c := range []struct {
		e    sf.Estimate
		json string
	}{
		{sf.Estimate{}, `null`},
		{sf.Estimate{Value: 0, N: 5, Method: "count"}, `{"value":0,"n":5,"method":"count"}`},
		{sf.Estimate{Value: 0.5, Low: 0, High: 1, Level: 0.95, N: 2, Left: 1, Method: "m"}, `{"value":0.5,"low":0,"high":1,"level":0.95,"n":2,"left":1,"method":"m"}`},
		{sf.Estimate{Value: math.NaN(), Low: math.Inf(-1), High: 3, Level: 0.9, Method: "m"}, `{"value":null,"high":3,"level":0.9,"n":0,"method":"m"}`},
	} {
		b, err := json.Marshal(c.e)
		require.NoError(t, err)
		assert.Equal(t, c.json, string(b))
		var back sf.Estimate
		require.NoError(t, json.Unmarshal(b, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		assert.Equal(t, c.json, string(again))
	}
	var e sf.Estimate
	require.Error(t, json.Unmarshal([]byte(`{"value":1,"extra":2,"n":1,"method":"m"}`), &e))
}
