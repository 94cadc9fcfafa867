package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Finding is one note over many rows: what is odd, how often, and where to look. Its arguments are n, the count; of, the number of rows
// or deals it was looked for in; and detail, where the code has one, such as the unknown stage.
type Finding struct {
	sf.Note
	Count    int64   `json:"count"`
	Examples []int64 `json:"examples,omitzero"` // input rows, counted from 0 as they were added; the first of them, at most [MaxExamples]
}

// MaxExamples is how many rows a finding shows.
const MaxExamples = 10

// mostDetails bounds the different details of one code; the rest is counted together.
const mostDetails = 50

// otherDetails stands for the details beyond mostDetails.
const otherDetails = "…"

// findings collects what is found, by code and detail.
type findings struct {
	byKey   map[findingKey]*Finding
	details map[sf.Code]int
}

type findingKey struct {
	code   sf.Code
	detail string
}

// add counts one row.
func (f *findings) add(code sf.Code, detail string, row int64) {
	if f.byKey == nil {
		f.byKey, f.details = make(map[findingKey]*Finding), make(map[sf.Code]int)
	}
	key := findingKey{code, detail}
	found := f.byKey[key]
	if found == nil {
		if f.details[code] >= mostDetails {
			key.detail = otherDetails
			found = f.byKey[key]
		}
		if found == nil {
			found = &Finding{}
			f.byKey[key] = found
			f.details[code]++
		}
	}
	found.Count++
	if len(found.Examples) < MaxExamples {
		found.Examples = append(found.Examples, row)
	}
}

// addMany counts rows that are not named.
func (f *findings) addMany(code sf.Code, n int64) {
	f.add(code, "", 0)
	found := f.byKey[findingKey{code: code}]
	found.Count, found.Examples = n, nil
}

// clone returns a copy that grows on its own.
func (f *findings) clone() findings {
	out := findings{byKey: make(map[findingKey]*Finding, len(f.byKey)), details: maps.Clone(f.details)}
	if out.details == nil {
		out.details = make(map[sf.Code]int)
	}
	for key, found := range f.byKey {
		out.byKey[key] = &Finding{Count: found.Count, Examples: slices.Clone(found.Examples)}
	}
	return out
}

// list returns the findings by code and detail, with their sentences. The function says out of how many a code was counted.
func (f *findings) list(of func(sf.Code) int64) []Finding {
	out := make([]Finding, 0, len(f.byKey))
	for key, found := range f.byKey {
		args := []sf.Fact{sf.F("n", sf.Int(found.Count)), sf.F("of", sf.Int(of(key.code)))}
		if key.detail != "" || key.code == CodeReservedFact { // a fact may lack a name
			args = append(args, sf.F("detail", sf.Text(key.detail)))
		}
		out = append(out, Finding{
			Note:     sf.NewNote(key.code, "", args...),
			Count:    found.Count,
			Examples: slices.Clone(found.Examples),
		})
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Arg("detail").String(), b.Arg("detail").String()))
	})
	return out
}
