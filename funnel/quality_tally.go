package funnel

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// qualityTally counts one thing that is looked for, in all and by stage, owner and source, and keeps examples.
type qualityTally struct {
	aspect    QualityAspect
	code      sf.Code
	field     string
	count, of int64
	deals     []string
	rows      []int64
	weeks     []sf.Date
	groups    map[qualityPlace]*[2]int64 // found, and looked at
}

// qualityPlace is a stage, an owner or a source.
type qualityPlace struct {
	by    qualityBy
	stage int
	name  string
}

// qualityBy is what a finding is broken down by, in the order of its groups.
type qualityBy uint8

const (
	qualityByStage qualityBy = iota
	qualityByOwner
	qualityBySource
)

var qualityByWords = [...]string{"stage", "owner", "source"}

// noPlace is a stage that a case does not belong to.
const noPlace = -1

// add counts a case at its places.
func (t *qualityTally) add(found bool, stage int, owner, source string) {
	if t.groups == nil {
		t.groups = make(map[qualityPlace]*[2]int64)
	}
	t.of++
	if found {
		t.count++
	}
	places := []qualityPlace{{by: qualityByOwner, name: owner}, {by: qualityBySource, name: source}}
	if stage != noPlace {
		places = append(places, qualityPlace{by: qualityByStage, stage: stage})
	}
	for _, p := range places {
		g := t.groups[p]
		if g == nil {
			g = &[2]int64{}
			t.groups[p] = g
		}
		g[1]++
		if found {
			g[0]++
		}
	}
}

// example keeps a deal, and a row of it unless that is below 0.
func (t *qualityTally) example(deal string, row int64) {
	if len(t.deals) < MaxExamples && (len(t.deals) == 0 || t.deals[len(t.deals)-1] != deal) {
		t.deals = append(t.deals, deal)
	}
	if row >= 0 && len(t.rows) < MaxExamples {
		t.rows = append(t.rows, row)
	}
}

func (t *qualityTally) check() QualityCheck {
	return QualityCheck{Aspect: t.aspect, Code: t.code, Count: t.count, Of: t.of}
}

// finding returns what was found, with the arguments of its note beside n and of.
func (t *qualityTally) finding(stageID func(int) string, args ...sf.Fact) QualityFinding {
	args = append([]sf.Fact{sf.F("n", sf.Int(t.count)), sf.F("of", sf.Int(t.of))}, args...)
	return QualityFinding{
		Aspect: t.aspect, Note: sf.NewNote(t.code, "", args...), Field: t.field, Count: t.count, Of: t.of, Share: shareOf(t.count, t.of, 0),
		Deals: t.deals, Rows: t.rows, Weeks: t.weeks, Groups: t.grouped(stageID),
	}
}

// grouped lists the groups by what they are, stages in the order of the pipeline and names in theirs. What is known of no case is left out.
func (t *qualityTally) grouped(stageID func(int) string) []QualityGroup {
	var places []qualityPlace
	var named [len(qualityByWords)]bool
	for p := range t.groups {
		places = append(places, p)
		named[p.by] = named[p.by] || p.by == qualityByStage || p.name != ""
	}
	slices.SortFunc(places, func(a, b qualityPlace) int {
		return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.stage, b.stage), cmp.Compare(a.name, b.name))
	})
	var out []QualityGroup
	for _, p := range places {
		if !named[p.by] {
			continue
		}
		g, name := t.groups[p], p.name
		if p.by == qualityByStage {
			name = stageID(p.stage)
		}
		out = append(out, QualityGroup{By: qualityByWords[p.by], Name: name, Count: g[0], Of: g[1], Share: shareOf(g[0], g[1], 0)})
	}
	return out
}
