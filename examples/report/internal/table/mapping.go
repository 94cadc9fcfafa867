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

// The keys of activities alone.
const (
	KeyKind     Key = "kind"
	KeyBy       Key = "by"
	KeyPlanned  Key = "planned"
	KeyGoal     Key = "goal"
	KeyGoalMet  Key = "goal_met"
	KeyPrepared Key = "prepared"
	KeyOutcome  Key = "outcome"
	KeyAdvance  Key = "advance"
	KeyNext     Key = "next"
)

// The keys of costs and quotas alone.
const (
	KeyGroup Key = "group"
	KeyFrom  Key = "from"
	KeyTo    Key = "to"
)

// Keys returns the keys of histories and deals, in the order in which messages list them.
func Keys() []Key {
	return []Key{
		KeyDeal, KeyAt, KeyStage, KeyRecorded, KeyCreated, KeyAmount, KeyCurrency, KeyClose, KeyOwner, KeySource,
		KeyReason, KeyNextAt, KeySeq, KeyProbability,
	}
}

// Keys returns the keys that a file of the role is read for, in the order in which messages list them.
func (r Role) Keys() []Key {
	switch r {
	case Activities:
		return []Key{
			KeyDeal, KeyKind, KeyBy, KeyAt, KeyPlanned, KeyRecorded, KeyGoal, KeyGoalMet, KeyPrepared, KeyOutcome, KeyAdvance, KeyNextAt, KeyNext,
		}
	case Costs:
		return []Key{KeySource, KeyAmount, KeyCurrency, KeyFrom, KeyTo}
	case Quotas:
		return []Key{KeyGroup, KeyAmount, KeyCurrency, KeyFrom, KeyTo}
	default:
		return Keys()
	}
}

// needed are the keys without which no row of the role can be used; of some keys one is enough.
func (r Role) needed() [][]Key {
	switch r {
	case Activities:
		return [][]Key{{KeyDeal}, {KeyAt, KeyPlanned}}
	case Costs:
		return [][]Key{{KeySource}, {KeyAmount}}
	case Quotas:
		return [][]Key{{KeyGroup}, {KeyAmount}}
	case Deals:
		return [][]Key{{KeyDeal}, {KeyStage}}
	default:
		return [][]Key{{KeyDeal}, {KeyAt}, {KeyStage}}
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
	m := Mappings{}
	err := m.parse(s, labels, false)
	return m[History], err
}

// Mappings are the mappings of several files.
type Mappings map[Role]Mapping

// prefixes stand before the keys of files other than the first.
var prefixes = map[string]Role{"activities": Activities, "costs": Costs, "quotas": Quotas}

// ParseMappings is [ParseMapping] for several files: a key of activities, costs or quotas has the name of its flag before it, as in
// activities.deal=what_id. Those without one are under [History].
func ParseMappings(s string, labels ...string) (Mappings, error) {
	m := Mappings{}
	err := m.parse(s, labels, true)
	return m, err
}

func (m Mappings) parse(s string, labels []string, several bool) error {
	m[History] = Mapping{}
	var faults []string
	for _, part := range splitQuoted(s) {
		if trim(part) == "" {
			continue
		}
		key, column, found := strings.Cut(part, "=")
		if !found {
			faults = append(faults, fmt.Sprintf("%q has no '='", clip(part)))
			continue
		}
		role, name, own := History, key, labels
		if prefix, rest, ok := strings.Cut(key, "."); ok && several {
			if r, known := prefixes[normalizeKey(prefix)]; known {
				role, name, own = r, rest, nil
			}
		}
		if fault := m.add(role, name, column, own); fault != "" {
			faults = append(faults, fault)
		}
	}
	if faults != nil {
		return fail(CodeFlag, "flag", flagMap, "faults", strings.Join(faults, "; "))
	}
	return nil
}

// add assigns a column to a key of a role, or says why it cannot.
func (m Mappings) add(role Role, key, column string, labels []string) string {
	k := Key(normalizeKey(key))
	if !slices.Contains(role.Keys(), k) {
		if !isLabel(key, labels) {
			return fmt.Sprintf("%q is none of %s", clip(key), joinKeys(role.Keys(), labels))
		}
		k = Key(trim(key))
	}
	if m[role] == nil {
		m[role] = Mapping{}
	}
	fault := ""
	if _, twice := m[role][k]; twice {
		fault = fmt.Sprintf("%q is given twice", clip(key))
	}
	m[role][k] = unquote(trim(column))
	return fault
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
