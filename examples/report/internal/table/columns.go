package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// plan says which cell of a row is what.
type plan struct {
	role    Role
	columns []Column
	at      map[Key]int // index of the column; absent if there is none
	labels  []string
	labelAt []int
}

// cell returns the trimmed cell of a key, empty where there is none.
func (p *plan) cell(cells []string, k Key) string {
	i, ok := p.at[k]
	if !ok || i >= len(cells) {
		return ""
	}
	return trim(cells[i])
}

// header is the header of a key's column.
func (p *plan) header(k Key) string {
	i, ok := p.at[k]
	if !ok {
		return string(k)
	}
	return p.columns[i].Header
}

// resolver assigns columns and collects every fault on the way.
type resolver struct {
	plan                                 *plan
	plain                                []string // of each header
	taken                                map[int]Key
	missing, ambiguous, unknown, doubled []string
}

func resolve(headers []string, o Options) (*plan, error) {
	p := &plan{role: o.Role, at: map[Key]int{}}
	r := &resolver{plan: p, taken: map[int]Key{}}
	for i, h := range headers {
		p.columns = append(p.columns, Column{Position: i + 1, Header: h})
		r.plain = append(r.plain, plain(h))
	}
	r.mapped(o.Map)
	for _, k := range o.Role.Keys() {
		if _, mapped := o.Map[k]; !mapped && (k != KeyCreated || o.Role == Deals) {
			r.detect(k)
		}
	}
	r.require(o)
	r.label(o)
	if err := r.fault(); err != nil {
		return nil, err
	}
	for k, i := range p.at {
		p.columns[i].Key = k
		_, p.columns[i].Mapped = o.Map[k]
	}
	if i, ok := p.at[KeyAmount]; ok {
		_, u := headerUnit(p.columns[i].Header)
		p.columns[i].Exponent, p.columns[i].Currency = u.exponent, u.currency(o.Currency)
	}
	return p, nil
}

// mapped assigns what -map says.
func (r *resolver) mapped(m Mapping) {
	for _, k := range r.plan.role.Keys() {
		name, ok := m[k]
		if !ok || name == "" {
			continue
		}
		i, ok := r.find(k, name)
		if !ok {
			continue
		}
		if other, twice := r.taken[i]; twice {
			r.doubled = append(r.doubled, fmt.Sprintf("%s and %s (%s)", other, k, name))
			continue
		}
		r.plan.at[k], r.taken[i] = i, k
	}
}

// find is the column of a name: #n, else the same but for case, width and
// blanks, else the same but for punctuation.
func (r *resolver) find(k Key, name string) (int, bool) {
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && strings.HasPrefix(name, "#") {
		if n >= 1 && n <= len(r.plain) {
			return n - 1, true
		}
	}
	same := r.matching(func(i int) bool {
		return strings.EqualFold(foldText(r.plan.columns[i].Header), foldText(trim(name)))
	})
	if same == nil && plain(name) != "" {
		same = r.matching(func(i int) bool { return r.plain[i] == plain(name) })
	}
	switch len(same) {
	case 0:
		r.unknown = append(r.unknown, fmt.Sprintf("%s (%s)", clip(name), k))
		return 0, false
	case 1:
		return same[0], true
	}
	r.ambiguous = append(r.ambiguous, r.choice(k, same))
	return 0, false
}

// detect assigns the column whose name means k, if one does.
func (r *resolver) detect(k Key) {
	for _, tier := range r.tiers(k) {
		found := r.matching(func(i int) bool {
			_, taken := r.taken[i]
			return !taken && r.means(i, k, tier)
		})
		if len(found) > 1 {
			r.ambiguous = append(r.ambiguous, r.choice(k, found))
			return
		}
		if len(found) == 1 {
			r.plan.at[k], r.taken[found[0]] = found[0], k
			return
		}
	}
}

// tiers are the synonyms of k. In a file of deals a created or modified date
// does not say since when the deal is in its stage.
func (r *resolver) tiers(k Key) [][]string {
	if own, ok := roleSynonyms[r.plan.role][k]; ok {
		return own
	}
	if k == KeyAt && r.plan.role == Deals {
		return synonyms[k][:3]
	}
	return synonyms[k]
}

// means reports whether a name is in the tier; for an amount, with or without
// the unit at its end.
func (r *resolver) means(i int, k Key, tier []string) bool {
	if slices.Contains(tier, r.plain[i]) {
		return true
	}
	if k != KeyAmount {
		return false
	}
	base, u := headerUnit(r.plan.columns[i].Header)
	return u.known() && slices.Contains(tier, plain(base))
}

func (r *resolver) matching(is func(i int) bool) []int {
	var found []int
	for i := range r.plain {
		if is(i) {
			found = append(found, i)
		}
	}
	return found
}

func (r *resolver) choice(k Key, columns []int) string {
	var names []string
	for _, i := range columns {
		names = append(names, fmt.Sprintf("#%d %s", i+1, r.plan.columns[i].Header))
	}
	return fmt.Sprintf("%s (%s)", k, strings.Join(names, ", "))
}

// require notes the keys that a row cannot do without, unless a fault has
// been noted for them already.
func (r *resolver) require(o Options) {
	for _, any := range o.Role.needed() {
		names := make([]string, len(any))
		there := false
		for i, k := range any {
			_, ok := r.plan.at[k]
			there = there || ok || r.blamed(k, o.Map)
			names[i] = string(k)
		}
		if !there {
			r.missing = append(r.missing, strings.Join(names, "|"))
		}
	}
}

func (r *resolver) blamed(k Key, m Mapping) bool {
	if m[k] != "" {
		return true
	}
	return slices.ContainsFunc(r.ambiguous, func(s string) bool { return strings.HasPrefix(s, string(k)+" (") })
}

// label finds the label columns, which may be those of keys too.
func (r *resolver) label(o Options) {
	for _, l := range o.Labels {
		if trim(l) == "" {
			continue
		}
		name := l
		if m := o.Map[Key(trim(l))]; m != "" {
			name = m
		}
		if i, ok := r.plan.at[Key(normalizeKey(l))]; ok {
			r.plan.labels, r.plan.labelAt = append(r.plan.labels, trim(l)), append(r.plan.labelAt, i)
			continue
		}
		if i, ok := r.find(Key(trim(l)), name); ok {
			r.plan.labels, r.plan.labelAt = append(r.plan.labels, trim(l)), append(r.plan.labelAt, i)
		}
	}
}

func (r *resolver) fault() error {
	if r.missing == nil && r.ambiguous == nil && r.unknown == nil && r.doubled == nil {
		return nil
	}
	e := fail(CodeColumns, "flag", flagMap, "seen", r.seen())
	for name, list := range map[string][]string{
		"missing": r.missing, "ambiguous": r.ambiguous, "unknown": r.unknown, "doubled": r.doubled,
	} {
		if list != nil {
			e.Params[name] = strings.Join(list, ", ")
		}
	}
	return e
}

func (r *resolver) seen() string {
	const most = 60
	var names []string
	for _, c := range r.plan.columns[:min(most, len(r.plan.columns))] {
		names = append(names, clip(c.Header))
	}
	if more := len(r.plan.columns) - most; more > 0 {
		names = append(names, fmt.Sprintf("… +%d", more))
	}
	return strings.Join(names, ", ")
}

// plain reduces a name to its letters and digits, in lower case and normal
// width, without the prefix that connectors put before it.
func plain(s string) string {
	s = strings.TrimPrefix(strings.ToLower(foldText(s)), "property_")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// foldText gives characters their normal width, and the variants of minus,
// space and apostrophe their ASCII form.
func foldText(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u2212', '\u2012', '\u2013', '\ufe63':
			return '-'
		case '\u00a0', '\u2007', '\u2009', '\u202f', '\u3000':
			return ' '
		case '\u2019', '\u02bc':
			return '\''
		}
		return r
	}, width.Fold.String(s))
}
