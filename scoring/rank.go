package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Candidate is a lead or deal to be ranked.
type Candidate struct {
	ID    string
	Owner string    // whose capacity it takes
	P     float64   // P(win), or any score from 0 to 1 that grows with it
	Value sf.Money  // what winning brings; unknown: the median of the known ones
	Cost  sf.Money  // what working it costs, won or not; unknown: none
	Due   time.Time // by when it must be answered; zero: no response time runs
}

// DefaultWithin is how soon a response time must end to come first, when nothing else is said.
const DefaultWithin = 2 * time.Hour

// DefaultMargin is by how much a newcomer must be better to push another off the list, when nothing else is said.
const DefaultMargin = 0.10

// RankOptions are the options of [Rank].
type RankOptions struct {
	// Capacity is how many candidates each owner can work; an owner who is not in it can work any number.
	Capacity map[string]int
	// Within is how soon a response time must end to come before everything else; 0: [DefaultWithin].
	Within time.Duration
	// Previous holds the ids of the list that is in people's hands. Whoever is on it is pushed off only by one whose expected value is
	// higher by more than Margin.
	Previous []string
	// Margin is a share of the expected value; 0: [DefaultMargin]. A tiny positive number turns it off.
	Margin float64
}

// Ranking is who comes first, and who does not fit into the day.
type Ranking struct {
	List  []Ranked // first comes first
	Later []Ranked // beyond the capacity of their owners, in the same order
}

// Ranked is one candidate in its place.
type Ranked struct {
	Index    int       // in the candidates given
	ID       string    //
	Owner    string    //
	Expected float64   // P × Value − Cost
	Why      []sf.Note // what put it there
}

// Rank orders candidates for the people who work them:
//
//  1. those whose response time has passed or passes within the time given, the earliest first;
//  2. the others by expected value P × Value − Cost, the highest first;
//  3. ties by P, then by id, then as given, so that the order depends on nothing else.
//
// Each owner's list ends at their capacity. Candidates without a value take the median of the known values, so that not knowing neither
// buries nor lifts them; where no value is known at all, P alone decides. It fails with one [*sf.InvalidError] that names every fault:
// a probability outside [0, 1], an id that stands twice, two currencies.
func Rank(candidates []Candidate, o RankOptions, asOf time.Time) (Ranking, error) {
	if faults := checkRank(candidates, o); len(faults) > 0 {
		return Ranking{}, sf.Invalid(faults)
	}
	kept := make(map[string]bool, len(o.Previous))
	for _, id := range o.Previous {
		kept[id] = true
	}
	entries := enter(candidates, o, asOf, kept)
	slices.SortStableFunc(entries, func(a, b entry) int { return a.compare(b, candidates) })

	var ranking Ranking
	taken := make(map[string]int)
	for _, e := range entries {
		owner := candidates[e.index].Owner
		capacity, limited := o.Capacity[owner]
		if limited && taken[owner] >= capacity {
			ranking.Later = append(ranking.Later, e.ranked(candidates))
			continue
		}
		taken[owner]++
		ranking.List = append(ranking.List, e.ranked(candidates))
	}
	return ranking, nil
}

// checkRank finds every fault.
func checkRank(candidates []Candidate, o RankOptions) (faults []sf.Note) {
	seen := make(map[string]bool, len(candidates))
	currency, priced := "", false
	for i, c := range candidates {
		path := fmt.Sprintf("candidates[%d]", i)
		if !(c.P >= 0 && c.P <= 1) { // NaN is neither
			faults = append(faults, sf.NewNote(CodeProbability, path+".p", sf.F("p", sf.Text(fmt.Sprint(c.P)))))
		}
		if c.ID != "" && seen[c.ID] {
			faults = append(faults, sf.NewNote(CodeDuplicate, path+".id", sf.F("id", sf.Text(c.ID))))
		}
		seen[c.ID] = true
		for _, m := range []sf.Money{c.Value, c.Cost} {
			if !m.Known() {
				continue
			}
			if !priced {
				currency, priced = m.Currency(), true
			}
			if m.Currency() != currency {
				faults = append(faults, sf.NewNote(CodeCurrency, path, sf.F("currency", sf.Text(m.Currency())), sf.F("want", sf.Text(currency))))
			}
		}
	}
	owners := make([]string, 0, len(o.Capacity))
	for owner, n := range o.Capacity {
		if n < 0 {
			owners = append(owners, owner)
		}
	}
	slices.Sort(owners)
	for _, owner := range owners {
		faults = append(faults, sf.NewNote(CodeCapacity, "capacity", sf.F("owner", sf.Text(owner))))
	}
	if !(o.Margin >= 0) || math.IsInf(o.Margin, 1) {
		faults = append(faults, sf.NewNote(CodeMargin, "margin"))
	}
	return faults
}

// entry is a candidate while it is being placed.
type entry struct {
	index    int
	urgent   bool
	expected float64 // P × Value − Cost
	standing float64 // expected, with the margin of those on the previous list
	why      []sf.Note
}

// enter works out what each candidate stands for.
func enter(candidates []Candidate, o RankOptions, asOf time.Time, kept map[string]bool) []entry {
	within, margin := cmp.Or(o.Within, DefaultWithin), cmp.Or(o.Margin, DefaultMargin)
	typical, any := medianValue(candidates)
	entries := make([]entry, len(candidates))
	for i, c := range candidates {
		e := entry{index: i}
		value := typical
		if c.Value.Known() {
			value = c.Value.Float64()
		}
		e.expected = c.P*value - c.Cost.Float64()
		e.standing = e.expected
		if !c.Due.IsZero() && c.Due.Sub(asOf) <= within {
			e.urgent = true
			code := CodeDueSoon
			if c.Due.Before(asOf) {
				code = CodeOverdue
			}
			e.why = append(e.why, sf.NewNote(code, "", sf.F("due", sf.Instant(c.Due))))
		}
		e.why = append(e.why, sf.NewNote(CodeExpected, "", sf.F("value", sf.Float(math.Round(e.expected*100)/100)), sf.F("p", sf.Float(math.Round(c.P*1000)/1000))))
		if any && !c.Value.Known() {
			e.why = append(e.why, sf.NewNote(CodeAssumedValue, "", sf.F("value", sf.Float(typical))))
		}
		if kept[c.ID] {
			e.standing += margin * math.Abs(e.expected)
			e.why = append(e.why, sf.NewNote(CodeKept, ""))
		}
		entries[i] = e
	}
	return entries
}

// compare orders entries.
func (e entry) compare(f entry, candidates []Candidate) int {
	a, b := &candidates[e.index], &candidates[f.index]
	switch {
	case e.urgent != f.urgent:
		if e.urgent {
			return -1
		}
		return 1
	case e.urgent && !a.Due.Equal(b.Due):
		return a.Due.Compare(b.Due)
	}
	return cmp.Or(cmp.Compare(f.standing, e.standing), cmp.Compare(b.P, a.P), cmp.Compare(a.ID, b.ID), cmp.Compare(e.index, f.index))
}

func (e entry) ranked(candidates []Candidate) Ranked {
	c := &candidates[e.index]
	return Ranked{Index: e.index, ID: c.ID, Owner: c.Owner, Expected: e.expected, Why: e.why}
}

// medianValue returns the median of the known values, and 1 and false when none is known, so that P alone decides.
func medianValue(candidates []Candidate) (median float64, any bool) {
	var known []float64
	for _, c := range candidates {
		if c.Value.Known() {
			known = append(known, c.Value.Float64())
		}
	}
	if len(known) == 0 {
		return 1, false
	}
	slices.Sort(known)
	return (known[len(known)/2] + known[(len(known)-1)/2]) / 2, true
}
