package funnel

import (
	"cmp"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// twinSurvey collects the deals by one key.
type twinSurvey struct {
	key   DuplicateKey
	deals []twin
}

// twin is a deal of which the key is known.
type twin struct {
	value, id, owner, source string
	stage                    int
	from, to                 int64 // it was open in [from, to)
}

func newTwinSurvey(key DuplicateKey) twinSurvey {
	key.Facts = slices.Clone(key.Facts)
	return twinSurvey{key: key}
}

func (s *twinSurvey) look(w *qualityDeal) {
	var value strings.Builder
	for _, name := range s.key.Facts {
		part := ""
		if fact := w.deal.Fact(name); fact.Known() {
			part = comparedAs(fact.String(), s.key.Digits)
		}
		if part == "" {
			return
		}
		value.WriteString(part)
		value.WriteByte(0)
	}
	t := twin{value: value.String(), id: w.id, owner: w.owner, source: w.source, stage: w.place(), from: w.state.created, to: latest}
	if w.state.outcome != stage.Open {
		t.to = w.state.entered
	}
	s.deals = append(s.deals, t)
}

// comparedAs returns a text as keys are compared; "" for one that says nothing.
func comparedAs(s string, digits bool) string {
	half := strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // the full-width forms of ASCII
			return r - '！' + '!'
		}
		return r
	}, s)
	if !digits {
		return strings.Join(strings.Fields(strings.ToLower(half)), " ")
	}
	number := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, half)
	const mobile = 11
	for _, country := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(number, country); ok && len(rest) == mobile && rest[0] == '1' {
			return rest
		}
	}
	if len(number) < 6 {
		return ""
	}
	return number
}

// groups returns the duplicates, by their first deal, and what is counted of them.
func (s *twinSurvey) groups() ([]DuplicateGroup, qualityTally) {
	t := qualityTally{aspect: Truthful, code: CodeQualityDuplicate, field: strings.Join(s.key.Facts, " + ")}
	order := make([]int, len(s.deals))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &s.deals[a], &s.deals[b]
		return cmp.Or(cmp.Compare(x.value, y.value), cmp.Compare(x.from, y.from), cmp.Compare(x.id, y.id))
	})
	twins := make([]bool, len(s.deals))
	var groups []DuplicateGroup
	for i := 0; i < len(order); {
		j, until := i+1, s.deals[order[i]].to
		for j < len(order) && s.deals[order[j]].value == s.deals[order[i]].value && s.deals[order[j]].from < until {
			until = max(until, s.deals[order[j]].to)
			j++
		}
		if j-i > 1 {
			for _, k := range order[i:j] {
				twins[k] = true
			}
			groups = append(groups, s.group(t.field, order[i:j]))
		}
		i = j
	}
	for i, d := range s.deals {
		t.add(twins[i], d.stage, d.owner, d.source)
		if twins[i] {
			t.example(d.id, -1)
		}
	}
	slices.SortFunc(groups, func(a, b DuplicateGroup) int { return cmp.Compare(a.Deals[0], b.Deals[0]) })
	return groups, t
}

// sharedArgs counts the groups, those from several sources and those with several owners, for a note.
func sharedArgs(key string, groups []DuplicateGroup) []sf.Fact {
	var sources, owners int64
	for _, g := range groups {
		if len(g.Sources) > 1 {
			sources++
		}
		if len(g.Owners) > 1 {
			owners++
		}
	}
	return []sf.Fact{
		sf.F("key", sf.Text(key)), sf.F("groups", sf.Int(int64(len(groups)))), sf.F("sources", sf.Int(sources)), sf.F("owners", sf.Int(owners)),
	}
}

func (s *twinSurvey) group(key string, members []int) DuplicateGroup {
	g := DuplicateGroup{Key: key}
	for _, i := range members {
		d := &s.deals[i]
		g.Deals, g.Owners, g.Sources = append(g.Deals, d.id), append(g.Owners, d.owner), append(g.Sources, d.source)
	}
	for _, list := range []*[]string{&g.Deals, &g.Owners, &g.Sources} {
		*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" }) // nobody knows
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return g
}
