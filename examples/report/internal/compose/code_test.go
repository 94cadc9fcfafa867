package compose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/render"
)

// constants returns the texts of all constants of a file.
func constants(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	var out []string
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			for _, v := range spec.(*ast.ValueSpec).Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					out = append(out, text)
				}
			}
		}
	}
	require.NotEmpty(t, out)
	return out
}

func TestEveryCodeHasASentenceInBothLanguages(t *testing.T) {
	for _, path := range []string{"code.go", "../infer/pipeline.go"} {
		for _, code := range constants(t, path) {
			n := sf.Note{Code: sf.Code(code)}
			en, zh := render.Sentence(n, sf.English), render.Sentence(n, sf.Chinese)
			assert.NotEqual(t, code, en)
			assert.NotEqual(t, en, zh, code)
		}
	}
	for _, code := range constants(t, "../fault/code.go") {
		e := fault.New(code)
		assert.NotEqual(t, code, e.Text(sf.English))
		if code != fault.Failed { // the cause alone, in whatever language it is
			assert.NotEqual(t, e.Text(sf.English), e.Text(sf.Chinese), code)
		}
	}
}
