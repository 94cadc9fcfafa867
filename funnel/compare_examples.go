package funnel

import (
	"cmp"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// different says in a sentence how a group differs.
func (c *contest) different(r *contender) sf.Note {
	code := map[CompareMetric][2]sf.Code{
		CompareWinRate:    {CodeWinRateLower, CodeWinRateHigher},
		CompareConversion: {CodeAdvanceLower, CodeAdvanceHigher},
		CompareCycle:      {CodeCycleShorter, CodeCycleLonger},
		CompareMeanAmount: {CodeAmountLower, CodeAmountHigher},
	}[r.Metric][r.Standing-StandingLower]
	args := c.args(r)
	switch r.Metric {
	case CompareWinRate:
		args = append(args, sf.F("days", sf.Int(int64(r.Days))))
	case CompareConversion:
		args = append(args, sf.F("days", sf.Int(int64(r.Days))), sf.F("stage", sf.Text(r.Stage)))
	case CompareMeanAmount:
		args = append(args, sf.F("currency", sf.Text(c.currency)))
	case CompareCycle, CompareVelocity: // nothing more to say
	}
	return sf.NewNote(code, "", args...)
}

// args are what every sentence about a test has.
func (c *contest) args(r *contender) []sf.Fact {
	return append(groupArgs(c.fact, r.Group), sf.F("q", sf.Text(probability(r.q))), sf.F("value", r.said[0]), sf.F("rest", r.said[1]))
}

// groupArgs name a group: a name alone does not say whether it is an owner's, a source's or a region's.
func groupArgs(fact, group string) []sf.Fact {
	return []sf.Fact{sf.F("fact", sf.Text(fact)), sf.F("group", sf.Text(group))}
}

// alike says that nothing was found, or that what is read at one age and what is seen on the way there do not agree.
func (c *contest) alike(r *contender, mixed bool) sf.Note {
	args := c.args(r)
	switch {
	case mixed:
		return sf.NewNote(CodeCompareMixed, "", args...)
	case r.crosses(c.options.level(), r.Difference):
		return sf.NewNote(CodeCompareCrosses, "", append(args, sf.F("days", sf.Int(int64(r.Days))))...)
	default:
		return sf.NewNote(CodeCompareAlike, "", args[:3]...)
	}
}

// spoken returns the value of an estimate for a sentence; "?" where it cannot be said.
func spoken(e sf.Estimate) sf.Value {
	if e.IsZero() {
		return sf.Text("?")
	}
	return number(threeDigits(e.Value))
}

// spokenAmount returns an amount for a sentence.
func spokenAmount(e sf.Estimate) sf.Value {
	if math.Abs(e.Value) < 1000 {
		return spoken(e)
	}
	return number(math.Round(e.Value))
}

// examples returns deals of the group that show how it differs.
func (c *contest) examples(r *contender) []string {
	low := r.Standing == StandingLower
	switch r.Metric {
	case CompareMeanAmount:
		best := slices.Clone(r.best)
		if !low {
			slices.Reverse(best)
		}
		return c.view.dealIDs(best)
	case CompareCycle:
		return c.view.dealIDs(paceExamples(r.list, low))
	case CompareWinRate, CompareConversion, CompareVelocity:
	}
	return c.view.dealIDs(rateExamples(r.list, r.Days, low))
}

// dealIDs returns the ids of the first deals.
func (v *View) dealIDs(deals []uint32) []string {
	out := make([]string, 0, min(len(deals), MaxExamples))
	for _, d := range deals[:min(len(deals), MaxExamples)] {
		out = append(out, v.history.deals.at(d))
	}
	return out
}

// rateExamples returns deals that make a rate what it is, the latest first. Of a high one: those that ended as asked for by the age. Of a low one:
// those that ended otherwise, then those that had not ended by the age, then those still open before it.
func rateExamples(list []rival, days int, low bool) []uint32 {
	rank := func(r rival) int {
		inTime := int(r.to) <= days
		switch {
		case r.cause == rivalOne && inTime:
			return 3
		case r.cause == rivalOther && inTime:
			return 0
		case !inTime || int(r.to) == days:
			return 1
		default:
			return 2
		}
	}
	chosen := slices.DeleteFunc(slices.Clone(list), func(r rival) bool { return int(r.from) > days || (rank(r) == 3) == low })
	slices.SortFunc(chosen, func(a, b rival) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.ended, a.ended), cmp.Compare(a.deal, b.deal))
	})
	return dealsOf(chosen)
}

// paceExamples returns the deals that took the longest, open ones included, or those that ended the soonest.
func paceExamples(list []rival, short bool) []uint32 {
	chosen := slices.Clone(list)
	if short {
		chosen = slices.DeleteFunc(chosen, func(r rival) bool { return r.cause == rivalOpen })
	}
	slices.SortFunc(chosen, func(a, b rival) int {
		by := cmp.Compare(b.to, a.to)
		if short {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(a.deal, b.deal))
	})
	return dealsOf(chosen)
}

func dealsOf(list []rival) []uint32 {
	out := make([]uint32, 0, min(len(list), MaxExamples))
	for _, r := range list[:min(len(list), MaxExamples)] {
		out = append(out, r.deal)
	}
	return out
}
