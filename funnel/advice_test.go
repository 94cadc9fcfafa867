package funnel_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func adviceOf(t require.TestingT, table funnel.AdviceTable) *funnel.Advice {
	a, err := funnel.NewAdvice(table)
	require.NoError(t, err)
	return a
}

// english makes a text in English alone.
func english(text string) map[sf.Language]string { return map[sf.Language]string{sf.English: text} }

// The shipped remedies answer to codes of the catalogue, in both languages, and every argument that they use is one that their finding has.
func TestDefaultAdvice(t *testing.T) {
	table := funnel.DefaultAdvice()
	adviceOf(t, table)
	known := slices.Collect(sf.Codes())
	var codes []sf.Code
	for _, r := range table.Remedies {
		codes = append(codes, r.Code)
		assert.Contains(t, known, r.Code)
		finding, ok := sf.Template(sf.English, r.Code)
		require.True(t, ok)
		require.Len(t, r.Text, 2)
		for lang, text := range r.Text {
			require.NotEmpty(t, text)
			for _, part := range strings.Split(text, "{")[1:] {
				argument, _, closed := strings.Cut(part, "}")
				require.True(t, closed)
				assert.Contains(t, finding, "{"+argument+"}", "%v: %v", r.Code, lang)
			}
		}
	}
	assert.Equal(t, []sf.Code{funnel.CodeFirstConversionLow, funnel.CodeLateLossesHigh, funnel.CodeSourcePoor}, codes)
	assert.Contains(t, table.Remedies[0].Text[sf.Chinese], "需求问题")
	assert.Contains(t, table.Remedies[1].Text[sf.Chinese], "展示回报与对比")
	assert.Contains(t, table.Remedies[2].Text[sf.Chinese], "复核渠道成本")

	table.Remedies[0].Text[sf.English] = "mine"
	assert.NotEqual(t, "mine", funnel.DefaultAdvice().Remedies[0].Text[sf.English], "the table is the caller's")
}

func TestAdviceOrder(t *testing.T) {
	const blocked, lower = funnel.CodeStageBlocked, funnel.CodeAdvanceLower
	a := adviceOf(t, funnel.AdviceTable{Remedies: []funnel.Remedy{
		{Code: blocked, Text: english("any stage")},
		{Code: blocked, Stage: "offer", Text: english("the offer, first")},
		{Code: lower, Where: map[string]string{"group": "east"}, Text: english("the east")},
		{Code: blocked, Stage: "offer", Text: english("the offer, second")},
		{Code: lower, Stage: "lead", Where: map[string]string{"group": "east"}, Text: english("leads of the east, {value} of them")},
		{Code: blocked, Stage: "lead", Text: english("the lead")},
		{Code: lower, Stage: "lead", Text: english("leads")},
		{Code: "ours.rainy", Text: english("take an umbrella")},
	}})
	stageOf := func(id string) sf.Fact { return sf.F("stage", sf.Text(id)) }
	east := sf.F("group", sf.Text("east"))
	for name, test := range map[string]struct {
		notes []sf.Note
		want  []string
	}{
		"the stage before any, then as they stand": {[]sf.Note{sf.NewNote(blocked, "", stageOf("offer"))}, []string{"the offer, first", "the offer, second", "any stage"}},
		"another stage":                        {[]sf.Note{sf.NewNote(blocked, "", stageOf("won"))}, []string{"any stage"}},
		"a finding without a stage":            {[]sf.Note{sf.NewNote(blocked, "")}, []string{"any stage"}},
		"a stage that is not known":            {[]sf.Note{sf.NewNote(blocked, "", sf.F("stage", sf.Value{}))}, []string{"any stage"}},
		"two arguments before one":             {[]sf.Note{sf.NewNote(lower, "", east, stageOf("lead"), sf.F("value", sf.Float(.25)))}, []string{"leads of the east, 0.25 of them", "the east", "leads"}},
		"one argument":                         {[]sf.Note{sf.NewNote(lower, "", east)}, []string{"the east"}},
		"finding by finding":                   {[]sf.Note{sf.NewNote(lower, "", stageOf("lead")), sf.NewNote(blocked, "", stageOf("lead"))}, []string{"leads", "the lead", "any stage"}},
		"a code of a program's own":            {[]sf.Note{{Code: "ours.rainy"}}, []string{"take an umbrella"}},
		"nothing said":                         {[]sf.Note{sf.NewNote(funnel.CodeStageFull, "", stageOf("lead"))}, nil},
		"nothing asked":                        {nil, nil},
		"a number is compared by what it says": {[]sf.Note{sf.NewNote(lower, "", sf.F("group", sf.Int(7)))}, nil},
	} {
		var got []string
		for _, advised := range a.For(test.notes...) {
			got = append(got, advised.In(sf.English))
		}
		assert.Equal(t, test.want, got, name)
	}
	assert.Empty(t, new(funnel.Advice).For(sf.NewNote(blocked, "")))

	got := a.For(sf.NewNote(lower, "", east))
	got[0].Remedy.Text[sf.English], got[0].Remedy.Where["group"] = "spoiled", "west"
	assert.Equal(t, "the east", a.For(sf.NewNote(lower, "", east))[0].In(sf.English), "what is returned is the caller's")
}

func TestAdvisedIn(t *testing.T) {
	of := func(text map[sf.Language]string) funnel.Advised {
		return funnel.Advised{Note: sf.NewNote("ours.x", "", sf.F("source", sf.Text("电话"))), Remedy: funnel.Remedy{Text: text}}
	}
	both := of(map[sf.Language]string{sf.English: "review {source} {{ {other}", sf.Chinese: " 复核“{source}” "})
	assert.Equal(t, "review 电话 { {other}", both.In(sf.English))
	assert.Equal(t, "复核“电话”", both.In(sf.Chinese))
	assert.Equal(t, "复核", of(map[sf.Language]string{sf.Chinese: "复核"}).In(sf.English), "the language that there is")
	assert.Equal(t, "review 电话 { {other}", both.In(sf.Language(99)), "the first language that there is")
	assert.Empty(t, funnel.Advised{}.In(sf.English))
}

func TestAdviceFaults(t *testing.T) {
	fine := english("x")
	_, err := funnel.NewAdvice(funnel.AdviceTable{SchemaVersion: 7, Remedies: []funnel.Remedy{
		{Text: fine},
		{Code: "ours.\xff", Text: fine},
		{Code: "funnel.stage_blockd", Text: fine},
		{Code: "forecast.nothing", Text: fine},
		{Code: "ours.b", Stage: "\xff", Text: fine},
		{Code: "ours.c", Where: map[string]string{"": "x", "stage": "lead", "\xff": "x", "group": "\xff"}, Text: fine},
		{Code: "ours.d"},
		{Code: "ours.e", Text: map[sf.Language]string{sf.English: " \n", sf.Chinese: "\xff", 9: "x"}},
		{Code: "ours.f", Stage: "a", Text: fine},
		{Code: "ours.f", Stage: "a", Text: fine},
		{Code: "ours.f", Stage: "b", Text: fine},
	}})
	var got []string
	for _, f := range faultsOf(t, err) {
		got = append(got, f.Path+" "+string(f.Code))
	}
	assert.Equal(t, []string{
		"schema_version json.schema_version",
		"remedies[0].code funnel.advice_code", "remedies[1].code funnel.advice_code",
		"remedies[2].code funnel.advice_unknown", "remedies[3].code funnel.advice_unknown",
		"remedies[4].stage funnel.advice_where",
		"remedies[5].where funnel.advice_where", "remedies[5].where funnel.advice_where",
		"remedies[5].where funnel.advice_where", "remedies[5].where funnel.advice_where",
		"remedies[6].text funnel.advice_text",
		"remedies[7].text.en funnel.advice_text", "remedies[7].text.zh funnel.advice_text", "remedies[7].text.language(9) funnel.advice_text",
		"remedies[9] funnel.advice_twice",
	}, got)

	_, err = funnel.NewAdvice(funnel.AdviceTable{Remedies: make([]funnel.Remedy, funnel.MaxRemedies+1)})
	assert.Equal(t, []sf.Code{funnel.CodeAdviceMany}, codesOf(faultsOf(t, err)))
	most := funnel.AdviceTable{Remedies: make([]funnel.Remedy, funnel.MaxRemedies)}
	for i := range most.Remedies {
		most.Remedies[i] = funnel.Remedy{Code: "ours.a", Stage: fmt.Sprint(i), Text: fine}
	}
	assert.Len(t, adviceOf(t, most).For(sf.NewNote("ours.a", "", sf.F("stage", sf.Text("7")))), 1)
	a := adviceOf(t, funnel.AdviceTable{})
	assert.Empty(t, a.For(sf.NewNote(funnel.CodeStageBlocked, "")))
}

// Later changes to a table do not reach the advice made of it.
func TestAdviceIsACopy(t *testing.T) {
	table := funnel.AdviceTable{Remedies: []funnel.Remedy{{Code: "ours.a", Where: map[string]string{"group": "east"}, Text: english("x")}}}
	a := adviceOf(t, table)
	table.Remedies[0].Where["group"], table.Remedies[0].Text[sf.English] = "west", "y"
	got := a.For(sf.NewNote("ours.a", "", sf.F("group", sf.Text("east"))))
	require.Len(t, got, 1)
	assert.Equal(t, "x", got[0].In(sf.English))
}

func TestParseAdvice(t *testing.T) {
	text, err := json.Marshal(funnel.DefaultAdvice())
	require.NoError(t, err)
	table, err := funnel.ParseAdvice(text)
	require.NoError(t, err)
	assert.Equal(t, funnel.DefaultAdvice(), table)
	text, err = json.Marshal(funnel.AdviceTable{})
	require.NoError(t, err)
	assert.Equal(t, `{"schema_version":1,"remedies":[]}`, string(text))

	table, err = funnel.ParseAdvice([]byte(`{"schema_version":1,"remedies":[{"code":"funnel.stage_blocked","stage":"方案","text":{"zh":"先清理方案阶段"}}]}`))
	require.NoError(t, err)
	advised := adviceOf(t, table).For(sf.NewNote(funnel.CodeStageBlocked, "", sf.F("stage", sf.Text("方案"))))
	require.Len(t, advised, 1)
	assert.Equal(t, "先清理方案阶段", advised[0].In(sf.Chinese))

	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"no version":    {`{"remedies":[]}`, []string{"schema_version"}},
		"version 2":     {`{"schema_version":2,"remedies":[{"colour":1}]}`, []string{"schema_version"}},
		"no JSON":       {`{`, []string{""}},
		"no object":     {`[]`, []string{""}},
		"all at once":   {`{"remedies":[{"code":1,"text":{}},{"code":"a","colour":"red","text":{"fr":"x","en":2}}]}`, []string{"remedies[0].code", "remedies[1].colour", "remedies[1].text.fr", "remedies[1].text.en", "schema_version"}},
		"a key twice":   {`{"schema_version":1,"remedies":[{"code":"a","code":"b","text":{"en":"x","en":"y"}}]}`, []string{"remedies[0].code", "remedies[0].text.en"}},
		"a text of one": {`{"schema_version":1,"remedies":[{"code":"a","text":"x"}]}`, []string{"remedies[0].text"}},
	} {
		_, err := funnel.ParseAdvice([]byte(test.text))
		var paths []string
		for _, f := range faultsOf(t, err) {
			paths = append(paths, f.Path)
		}
		assert.Equal(t, test.want, paths, name)
	}
}

// A table that is sound comes back from JSON as it was, and advises the same.
func TestAdviceRoundTrip(t *testing.T) {
	words := rapid.SampledFrom([]string{"lead", "offer", "电话", "a\"b", "{stage}", " "})
	codes := rapid.SampledFrom([]sf.Code{funnel.CodeStageBlocked, funnel.CodeWinRateLower, "ours.a"})
	rapid.Check(t, func(t *rapid.T) {
		var table funnel.AdviceTable
		for range rapid.IntRange(0, 6).Draw(t, "remedies") {
			r := funnel.Remedy{Code: codes.Draw(t, "code"), Text: map[sf.Language]string{sf.Chinese: "x" + words.Draw(t, "text")}}
			if rapid.Bool().Draw(t, "of a stage") {
				r.Stage = words.Draw(t, "stage")
			}
			if rapid.Bool().Draw(t, "of a group") {
				r.Where = map[string]string{"group": words.Draw(t, "group")}
			}
			table.Remedies = append(table.Remedies, r)
		}
		a, err := funnel.NewAdvice(table)
		if err != nil {
			for _, f := range faultsOf(t, err) {
				require.Equal(t, funnel.CodeAdviceTwice, f.Code)
			}
			return
		}
		text, err := json.Marshal(table)
		require.NoError(t, err)
		back, err := funnel.ParseAdvice(text)
		require.NoError(t, err)
		note := sf.NewNote(codes.Draw(t, "said"), "", sf.F("stage", sf.Text(words.Draw(t, "at"))), sf.F("group", sf.Text(words.Draw(t, "of"))))
		advised := a.For(note)
		assert.Equal(t, advised, adviceOf(t, back).For(note))
		named := func(r funnel.Remedy) int { return len(r.Where) + min(len(r.Stage), 1) }
		for i, x := range advised {
			assert.Equal(t, note, x.Note)
			assert.Equal(t, note.Code, x.Remedy.Code)
			if i > 0 {
				assert.GreaterOrEqual(t, named(advised[i-1].Remedy), named(x.Remedy), "the most specific first")
			}
		}
	})
}

func FuzzParseAdvice(f *testing.F) {
	f.Add([]byte(`{"schema_version":1,"remedies":[{"code":"funnel.source_poor","stage":"a","where":{"group":"b"},"text":{"en":"x {source}","zh":"y"}}]}`))
	f.Add([]byte(`{"schema_version":1,"remedies":[{"code":"","text":{"en":"{"}}]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := funnel.ParseAdvice(text)
		if err != nil {
			assert.NotEmpty(t, faultsOf(t, err))
			return
		}
		a, err := funnel.NewAdvice(table)
		if err != nil {
			assert.NotEmpty(t, faultsOf(t, err))
			return
		}
		again, err := json.Marshal(table)
		require.NoError(t, err)
		back, err := funnel.ParseAdvice(again)
		require.NoError(t, err)
		adviceOf(t, back)
		for _, r := range table.Remedies {
			args := []sf.Fact{sf.F("stage", sf.Text(r.Stage))}
			for name, value := range r.Where {
				args = append(args, sf.F(name, sf.Text(value)))
			}
			advised := a.For(sf.NewNote(r.Code, "", args...))
			require.NotEmpty(t, advised, "a remedy answers to what it names")
			for _, lang := range []sf.Language{sf.English, sf.Chinese} {
				assert.NotEmpty(t, advised[0].Remedy.Text)
				_ = advised[0].In(lang)
			}
		}
	})
}
