package table

import (
	"fmt"
	"slices"
	"strings"
)

// Key is what a column is read as.
type Key string

// The keys. A label column has its own name as key.
const (
	KeyDeal        Key = "deal"
	KeyAt          Key = "at"
	KeyStage       Key = "stage"
	KeyRecorded    Key = "recorded"
	KeyCreated     Key = "created"
	KeyAmount      Key = "amount"
	KeyCurrency    Key = "currency"
	KeyClose       Key = "close"
	KeyOwner       Key = "owner"
	KeySource      Key = "source"
	KeyReason      Key = "reason"
	KeyNextAt      Key = "next_at"
	KeySeq         Key = "seq"
	KeyProbability Key = "probability"
)

// Keys returns all keys, in the order in which messages list them.
func Keys() []Key {
	return []Key{
		KeyDeal, KeyAt, KeyStage, KeyRecorded, KeyCreated, KeyAmount, KeyCurrency, KeyClose, KeyOwner, KeySource,
		KeyReason, KeyNextAt, KeySeq, KeyProbability,
	}
}

// Mapping says which column a key is read from: a header, whatever its case
// and spacing, or #3 for the third column from the left; an empty text is no
// column.
type Mapping map[Key]string

const flagMap = "-map"

// ParseMapping reads the value of -map: deal=opportunity_id,at=Created Date.
// Keys are those of [Keys] and the labels given. A header with a comma stands
// in quotation marks, which are doubled inside: deal="Name, full". The
// error is one [*Error] that lists every fault.
func ParseMapping(s string, labels ...string) (Mapping, error) {
	m := Mapping{}
	var faults []string
	for _, part := range splitQuoted(s) {
		key, column, found := strings.Cut(part, "=")
		k := Key(normalizeKey(key))
		switch {
		case trim(part) == "":
			continue
		case !found:
			faults = append(faults, fmt.Sprintf("%q has no '='", clip(part)))
		case !slices.Contains(Keys(), k) && !isLabel(key, labels):
			faults = append(faults, fmt.Sprintf("%q is none of %s", clip(key), joinKeys(Keys(), labels)))
		default:
			if isLabel(key, labels) && !slices.Contains(Keys(), k) {
				k = Key(trim(key))
			}
			if _, twice := m[k]; twice {
				faults = append(faults, fmt.Sprintf("%q is given twice", clip(key)))
			}
			m[k] = unquote(trim(column))
		}
	}
	if faults != nil {
		return nil, fail(CodeFlag, "flag", flagMap, "faults", strings.Join(faults, "; "))
	}
	return m, nil
}

func normalizeKey(s string) string {
	return strings.ReplaceAll(strings.ToLower(trim(s)), "-", "_")
}

func isLabel(key string, labels []string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return trim(l) == trim(key) })
}

func joinKeys(keys []Key, labels []string) string {
	var all []string
	for _, k := range keys {
		all = append(all, string(k))
	}
	return strings.Join(append(all, labels...), ", ")
}

// splitQuoted splits at commas outside quotation marks.
func splitQuoted(s string) []string {
	var parts []string
	inside, start := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			inside = !inside
		case s[i] == ',' && !inside:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.ReplaceAll(s[1:len(s)-1], `""`, `"`)
	}
	return s
}
