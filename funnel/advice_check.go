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
// version, more than [MaxRemedies], a remedy without a code, with one that begins like those of this library and is none of them, or
// without a text, text that is empty, not UTF-8 or in no language of the catalogue, an argument without a name, and a remedy that stands
// twice. The table is copied.
func NewAdvice(t AdviceTable) (*Advice, error) {
	var faults []sf.Note
	if t.SchemaVersion != 0 && t.SchemaVersion != AdviceSchemaVersion {
		faults = append(faults, adviceVersion(t.SchemaVersion))
	}
	if n := len(t.Remedies); n > MaxRemedies {
		faults = append(faults, sf.NewNote(CodeAdviceMany, "remedies", sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(MaxRemedies))))
		return nil, sf.Invalid(faults)
	}
	rooms := codeRooms()
	a, first := &Advice{byCode: make(map[sf.Code][]Remedy)}, make(map[string]int)
	for i, r := range t.Remedies {
		path := fmt.Sprintf("remedies[%d]", i)
		faults = append(faults, r.codeFaults(path+".code", rooms)...)
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

// codeRooms returns what the codes of this library begin with.
func codeRooms() map[string]bool {
	rooms := make(map[string]bool)
	for code := range sf.Codes() {
		room, _, _ := strings.Cut(string(code), ".")
		rooms[room] = true
	}
	return rooms
}

// codeFaults returns what is wrong with the code of a remedy.
func (r Remedy) codeFaults(path string, rooms map[string]bool) []sf.Note {
	if r.Code == "" || !utf8.ValidString(string(r.Code)) {
		return []sf.Note{sf.NewNote(CodeAdviceCode, path)}
	}
	room, _, _ := strings.Cut(string(r.Code), ".")
	if _, ours := sf.Template(sf.English, r.Code); rooms[room] && !ours {
		return []sf.Note{sf.NewNote(CodeAdviceUnknown, path, sf.F("code", sf.Text(clip(string(r.Code)))))}
	}
	return nil
}

// faults returns what is wrong with the rest of a remedy.
func (r Remedy) faults(path string) []sf.Note {
	var faults []sf.Note
	if !utf8.ValidString(r.Stage) {
		faults = append(faults, sf.NewNote(CodeAdviceWhere, path+".stage"))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Where)) {
		if name == "" || name == "stage" || !utf8.ValidString(name) || !utf8.ValidString(r.Where[name]) {
			faults = append(faults, sf.NewNote(CodeAdviceWhere, path+".where"))
		}
	}
	if len(r.Text) == 0 {
		faults = append(faults, sf.NewNote(CodeAdviceText, path+".text"))
	}
	for _, lang := range slices.Sorted(maps.Keys(r.Text)) {
		text := r.Text[lang]
		if _, err := lang.MarshalText(); err != nil || strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
			faults = append(faults, sf.NewNote(CodeAdviceText, path+".text."+lang.String()))
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
