package funnel

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// NewAdvice checks a table. Every fault is reported at once, in one [*sf.InvalidError], with its path, as in remedies[2].code: another schema
// version, more than [MaxRemedies], a remedy without a code or a text, text that is empty, not UTF-8 or in no language of the catalogue, and
// a remedy that stands twice. A code need not be of this library. The table is copied.
func NewAdvice(t AdviceTable) (*Advice, error) {
	var faults []sf.Note
	if t.SchemaVersion != 0 && t.SchemaVersion != AdviceSchemaVersion {
		faults = append(faults, sf.NewNote(sf.CodeSchemaVersion, "schema_version",
			sf.F("got", sf.Int(int64(t.SchemaVersion))), sf.F("want", sf.Int(AdviceSchemaVersion))))
	}
	if n := len(t.Remedies); n > MaxRemedies {
		faults = append(faults, sf.NewNote(CodeAdviceMany, "remedies", sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(MaxRemedies))))
		return nil, sf.Invalid(faults)
	}
	a, first := &Advice{byCode: make(map[sf.Code][]Remedy)}, make(map[string]int)
	for i, r := range t.Remedies {
		path := fmt.Sprintf("remedies[%d]", i)
		faults = append(faults, r.faults(path)...)
		key := r.key()
		if at, twice := first[key]; twice {
			faults = append(faults, sf.NewNote(CodeAdviceTwice, path, sf.F("first", sf.Int(int64(at+1)))))
			continue
		}
		first[key] = i
		a.byCode[r.Code] = append(a.byCode[r.Code], r.clone())
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	for _, list := range a.byCode {
		slices.SortStableFunc(list, func(x, y Remedy) int { return cmp.Compare(y.specific(), x.specific()) })
	}
	return a, nil
}

// faults returns what is wrong with one remedy.
func (r Remedy) faults(path string) []sf.Note {
	var faults []sf.Note
	if r.Code == "" || !utf8.ValidString(string(r.Code)) {
		faults = append(faults, sf.NewNote(CodeAdviceCode, path+".code"))
	}
	wrong := func(path, lang string) {
		faults = append(faults, sf.NewNote(CodeAdviceText, path, sf.F("lang", sf.Text(lang))))
	}
	if !utf8.ValidString(r.Stage) {
		wrong(path+".stage", "")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Where)) {
		if !utf8.ValidString(name) || !utf8.ValidString(r.Where[name]) {
			wrong(path+".where", "")
		}
	}
	if len(r.Text) == 0 {
		wrong(path+".text", "")
	}
	for _, lang := range slices.Sorted(maps.Keys(r.Text)) {
		text := r.Text[lang]
		if _, err := lang.MarshalText(); err != nil || strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
			wrong(path+".text", lang.String())
		}
	}
	return faults
}

// key tells remedies apart.
func (r Remedy) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q%q", r.Code, r.Stage)
	for _, name := range slices.Sorted(maps.Keys(r.Where)) {
		fmt.Fprintf(&b, "%q:%q", name, r.Where[name])
	}
	for _, lang := range slices.Sorted(maps.Keys(r.Text)) {
		fmt.Fprintf(&b, "%d:%q", lang, r.Text[lang])
	}
	return b.String()
}
