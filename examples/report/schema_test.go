package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const schemaFile = "report.schema.json"

func schemaDocument(t testing.TB) any {
	t.Helper()
	f, err := os.Open(schemaFile)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // it was only read
	doc, err := jsonschema.UnmarshalJSON(f)
	require.NoError(t, err)
	return doc
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(schemaFile, schemaDocument(t)))
	s, err := c.Compile(schemaFile)
	require.NoError(t, err)
	return s
}

func documents(t testing.TB) map[string]any {
	t.Helper()
	out := map[string]any{}
	for _, g := range goldens {
		if strings.HasSuffix(g.file, ".json") && !strings.Contains(g.file, "pipeline") {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(golden(t, filepath.Join("testdata", g.file))))
			require.NoError(t, err)
			out[g.file] = doc
		}
	}
	require.NotEmpty(t, out)
	return out
}

func TestGoldensFollowTheSchema(t *testing.T) {
	s := schema(t)
	for file, doc := range documents(t) {
		assert.NoError(t, s.Validate(doc), file)
	}
}

// Readers ignore keys that they do not know, so the schema lets any key pass. The program writes none that the schema does not describe.
func TestEveryKeyIsInTheSchema(t *testing.T) {
	root, ok := schemaDocument(t).(map[string]any)
	require.True(t, ok)
	for file, doc := range documents(t) {
		assert.Empty(t, undescribed(root, root, doc, file))
	}
}

// undescribed returns the paths of keys of v that the schema s says nothing of.
func undescribed(root, s map[string]any, v any, path string) (out []string) {
	s = resolved(root, s)
	switch v := v.(type) {
	case map[string]any:
		properties, _ := s["properties"].(map[string]any)
		rest, open := s["additionalProperties"].(map[string]any)
		for key, value := range v {
			sub, known := properties[key].(map[string]any)
			switch {
			case known:
				out = append(out, undescribed(root, sub, value, path+"."+key)...)
			case open:
				out = append(out, undescribed(root, rest, value, path+"."+key)...)
			case properties != nil:
				out = append(out, path+"."+key)
			}
		}
	case []any:
		if items, ok := s["items"].(map[string]any); ok {
			for _, item := range v {
				out = append(out, undescribed(root, items, item, path+"[]")...)
			}
		}
	}
	return out
}

// resolved follows a reference, and the first choice of several.
func resolved(root, s map[string]any) map[string]any {
	for {
		switch {
		case s["$ref"] != nil:
			name := strings.TrimPrefix(s["$ref"].(string), "#/$defs/")
			s = root["$defs"].(map[string]any)[name].(map[string]any)
		case s["anyOf"] != nil:
			s = s["anyOf"].([]any)[0].(map[string]any)
		default:
			return s
		}
	}
}

// A schema that lets everything pass would make the tests above worthless.
func TestTheSchemaRefuses(t *testing.T) {
	s := schema(t)
	for name, spoil := range map[string]func(map[string]any){
		"a missing key":      func(d map[string]any) { delete(d, "as_of") },
		"money as a number":  func(d map[string]any) { d["data"].(map[string]any)["won_amount"] = 12.5 },
		"a share above 1":    func(d map[string]any) { d["interval_level"] = 95 },
		"a missing list":     func(d map[string]any) { delete(d["forecast"].(map[string]any), "overdue") },
		"an unknown outcome": func(d map[string]any) { d["stages"].([]any)[0].(map[string]any)["outcome"] = "maybe" },
		"another version":    func(d map[string]any) { d["schema_version"] = 2 },
	} {
		doc := documents(t)["report.json"].(map[string]any)
		require.NoError(t, s.Validate(doc))
		spoil(doc)
		assert.Error(t, s.Validate(doc), name)
	}
}

// plainJSON is a document as the validator wants it.
func plainJSON(t testing.TB, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	require.NoError(t, err)
	return doc
}
