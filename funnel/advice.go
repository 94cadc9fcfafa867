package funnel

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
)

// AdviceSchemaVersion is the version of the advice table's JSON that this release reads and writes.
const AdviceSchemaVersion = 1

// MaxRemedies bounds the remedies of a table.
const MaxRemedies = 10_000

// AdviceTable says what to do about findings, as plain data: to be edited, stored as JSON and given to [NewAdvice]. [DefaultAdvice] is one
// to start from.
type AdviceTable struct {
	SchemaVersion int      `json:"schema_version"` // [AdviceSchemaVersion]; 0 in Go code means the same
	Remedies      []Remedy `json:"remedies"`
}

// Remedy is what to do about one finding. It answers to a note with its code, whichever part of the library says it, or a program of your
// own, when the note's arguments are those that the remedy names: the stage of [CodeStageBlocked], the group of [CodeWinRateLower], the
// field of [CodeQualityFieldMissing].
type Remedy struct {
	Code  sf.Code           `json:"code"`           // of the findings that it answers to
	Stage string            `json:"stage,omitzero"` // the id that their argument "stage" must have; empty: any, or none
	Where map[string]string `json:"where,omitzero"` // further arguments, and the text that each must have, as in {"group": "电话"}
	// Text is what to do, by language. It may use the finding's arguments, as in "review {source}"; "{{" writes one brace.
	Text map[sf.Language]string `json:"text"`
}

// DefaultAdvice returns the shipped remedies, in English and Chinese: for a low first conversion ([CodeFirstConversionLow]: qualify with
// needs questions), for losses after the proposal ([CodeLateLossesHigh]: show the return and the comparison), and for a poor source
// ([CodeSourcePoor]: review its cost). The table is the caller's to edit.
func DefaultAdvice() AdviceTable {
	shipped := []struct{ finding, remedy sf.Code }{
		{CodeFirstConversionLow, CodeRemedyQualify},
		{CodeLateLossesHigh, CodeRemedyValue},
		{CodeSourcePoor, CodeRemedySource},
	}
	t := AdviceTable{SchemaVersion: AdviceSchemaVersion}
	for _, s := range shipped {
		r := Remedy{Code: s.finding, Text: make(map[sf.Language]string)}
		for _, lang := range []sf.Language{sf.English, sf.Chinese} {
			r.Text[lang], _ = sf.Template(lang, s.remedy)
		}
		t.Remedies = append(t.Remedies, r)
	}
	return t
}

// ParseAdvice reads a table from JSON. It is strict: a key that is unknown or stands twice, at any depth, is a fault, and so is a schema
// version that is missing or is not [AdviceSchemaVersion]. All faults are reported at once, in one [*sf.InvalidError].
//
// What the table means is checked by [NewAdvice].
func ParseAdvice(data []byte) (AdviceTable, error) {
	var t AdviceTable
	faults := strictjson.DecodeWith(data, &t, strictjson.Options{Version: AdviceSchemaVersion})
	said := func(f sf.Note) bool { // why no version was read: it is at fault itself, or the whole input is
		return f.Path == "schema_version" || f.Path == "" || f.Code == sf.CodeSyntax || f.Code == sf.CodeTooLarge
	}
	if t.SchemaVersion != AdviceSchemaVersion && !slices.ContainsFunc(faults, said) {
		faults = append(faults, adviceVersion(t.SchemaVersion))
	}
	if err := sf.Invalid(faults); err != nil {
		return AdviceTable{}, err
	}
	return t, nil
}

func adviceVersion(got int) sf.Note {
	return sf.NewNote(sf.CodeSchemaVersion, "schema_version", sf.F("got", sf.Int(int64(got))), sf.F("want", sf.Int(AdviceSchemaVersion)))
}

// MarshalJSON writes what [ParseAdvice] reads. The schema version is always written.
func (t AdviceTable) MarshalJSON() ([]byte, error) {
	type plain AdviceTable
	if t.SchemaVersion == 0 {
		t.SchemaVersion = AdviceSchemaVersion
	}
	if t.Remedies == nil {
		t.Remedies = []Remedy{}
	}
	return json.Marshal(plain(t))
}

// Advice is a checked table, made by [NewAdvice]. It is immutable and safe for concurrent use; the zero Advice advises nothing.
type Advice struct {
	byCode map[sf.Code][]Remedy // the most specific first
}

// Advised is a remedy for a finding.
type Advised struct {
	Note   sf.Note `json:"note"`   // the finding
	Remedy Remedy  `json:"remedy"` // what the table says of it
}

// For returns the remedies for some findings: finding by finding as they are given, for each the most specific remedy first, which is the
// one that names the most arguments, and of equally specific ones the one that stands first in the table. A finding that the table says
// nothing of has none.
//
// A note that does not say what a remedy asks for can be told: a reason of a [Worklist] knows no stage, its item does, and
// append(slices.Clone(note.Args), sf.F("stage", sf.Text(item.Stage))) are arguments that do.
func (a *Advice) For(findings ...sf.Note) []Advised {
	var out []Advised
	for _, note := range findings {
		for _, r := range a.byCode[note.Code] {
			if r.answers(note) {
				out = append(out, Advised{Note: note, Remedy: r.clone()})
			}
		}
	}
	return out
}

// answers reports whether a note with the remedy's code has the arguments that it names. An argument that is not known is not the empty text.
func (r Remedy) answers(note sf.Note) bool {
	is := func(name, text string) bool {
		v := note.Arg(name)
		return v.Known() && v.String() == text
	}
	if r.Stage != "" && !is("stage", r.Stage) {
		return false
	}
	for name, text := range r.Where {
		if !is(name, text) {
			return false
		}
	}
	return true
}

// specific returns how many arguments a remedy names.
func (r Remedy) specific() int {
	n := len(r.Where)
	if r.Stage != "" {
		n++
	}
	return n
}

func (r Remedy) clone() Remedy {
	r.Where, r.Text = maps.Clone(r.Where), maps.Clone(r.Text)
	return r
}

// In returns what to do in a language, with the finding's arguments filled in; in the first language that the remedy has where it has none
// in this one. An argument that the finding does not have stays in its braces.
func (d Advised) In(lang sf.Language) string {
	text, ok := d.Remedy.Text[lang]
	if !ok && len(d.Remedy.Text) > 0 {
		text = d.Remedy.Text[slices.Min(slices.Collect(maps.Keys(d.Remedy.Text)))]
	}
	return strings.TrimSpace(d.Note.Format(text))
}
