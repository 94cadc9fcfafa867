package funnel

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// PersistentOptions are the options of [View.PersistentlyLow].
type PersistentOptions struct {
	// Periods of creation, one after the other and not overlapping. Nil: the six calendar quarters before the one that holds the view's time.
	Periods []sf.Period
	// HorizonDays is H, the age in days by which deals are to be won. 0: the age by which nine tenths of the wins seen had come.
	HorizonDays int
	// LowIn is in how many of the periods that a group was judged in it must be below the rest. 0: three quarters of them, rounded up.
	LowIn int
	// Level is the chance that any group is said to be persistently low when none is. 0: 0.05.
	Level float64
	// MinN is the fewest deals of a group in a period for the period to count. 0: [DefaultPersistentMinN].
	MinN int
}

// DefaultPersistentMinN is the fewest deals of a group in a period for the period to count, when nothing else is said.
const DefaultPersistentMinN = 5

// Persistence is what [View.PersistentlyLow] found. It is plain data.
type Persistence struct {
	Fact    string             `json:"fact"`
	Level   float64            `json:"level"`
	Periods []PersistentPeriod `json:"periods"` // as given
	Rows    []PersistentRow    `json:"rows"`    // by group name
	Notes   []sf.Note          `json:"notes,omitzero"`
}

// PersistentPeriod is a period of creation and how long its deals could be followed.
type PersistentPeriod struct {
	Period sf.Period `json:"period"`
	Days   int       `json:"days"` // every deal of it is compared up to this age; 0: the period is too recent, and takes no part
	Deals  int64     `json:"deals"`
}

// PersistentRow is one group over the periods.
type PersistentRow struct {
	Group    string           `json:"group"`
	Judged   int              `json:"judged"` // m: the periods that it was judged in
	Low      int              `json:"low"`    // k: those of them in which it was below the rest
	Cells    []PersistentCell `json:"cells"`  // by period
	PValue   float64          `json:"p_value,omitzero"`
	Adjusted float64          `json:"adjusted,omitzero"` // for the number of groups (Holm 1979)
	Standing Standing         `json:"standing"`          // [StandingLower], [StandingNoDifference], [StandingTooFew] or, of the deals without a name, [StandingNotJudged]
	Note     sf.Note          `json:"note"`
	Examples []string         `json:"examples,omitzero"` // ids of deals that show it, at most [MaxExamples]
}

// PersistentCell is one group in one period.
type PersistentCell struct {
	Rate   sf.Estimate `json:"rate"`   // won by the period's Days
	Rest   sf.Estimate `json:"rest"`   // everyone else
	Judged bool        `json:"judged"` // there is enough for the period to count
	Low    bool        `json:"low"`    // below the rest: fewer wins than expected
}

// PersistentlyLow finds groups that win less often than the rest in period after period of creation. One bad quarter is no pattern, and in
// every quarter some group is the last.
//
// The rule, for m periods that a group was judged in:
//
//   - Each period is a cohort of its own, the deals created in it, all compared up to the age that the youngest of them could have reached, at most
//     H. In a period the score U_t of the group against the rest is that of Gray's test, see [View.Compare]; it is low when U_t < 0.
//
//   - A period counts where the group and the rest have MinN deals and at least one win is expected on either side; m must be 3 at least,
//     with five wins expected on either side over all of them.
//
//   - The group is persistently low when it is low in at least k of the m periods, and the scores stratified by period say so together,
//     one-sided, adjusted for the number of groups by Holm's method (1979, Scandinavian Journal of Statistics 6):
//
//     z = Σ_t U_t / √(Σ_t Var U_t)          p = Φ(z)
//
// Both are asked for: the second keeps the chance of any false alarm at the level, whatever k, and the first sees to it that no single period
// carries the finding. In simulations of teams that do not differ, over nine months, the chance was .007 to .011
// at a level of .05 (standard error .003). Deals belong to the value of the fact that the view knows last.
//
// The cost is linear in rows, and for each group and period in the days up to H. The error is an [*sf.InvalidError] about the options.
func (v *View) PersistentlyLow(fact string, o PersistentOptions) (*Persistence, error) {
	if err := sf.Invalid(o.faults(v.history.pipeline)); err != nil {
		return nil, err
	}
	periods := o.Periods
	if len(periods) == 0 {
		periods = quartersBefore(v.AsOf(), usualPeriods)
	}
	r := v.rivals(fact, sf.Period{From: periods[0].From, To: periods[len(periods)-1].To})
	out := &Persistence{Fact: fact, Level: o.level(), Periods: make([]PersistentPeriod, len(periods)), Rows: []PersistentRow{}}
	horizon := cmp.Or(o.HorizonDays, usualHorizon(agesOf(nil, r.deals, MaxAge)))
	tests := make([]persistentTest, len(r.groups))
	for g, group := range r.groups {
		tests[g].Group, tests[g].Cells = group.Name, make([]PersistentCell, len(periods))
	}
	cohorts := cohortsOf(r.deals, periods)
	for i, p := range periods {
		out.Periods[i] = v.persistentPeriod(p, horizon)
		if out.Periods[i].Days < 1 {
			out.Notes = append(out.Notes, sf.NewNote(CodePersistentRecent, "", sf.F("period", sf.Text(p.String()))))
		}
		judgePeriod(tests, cohorts[i], &out.Periods[i], i, o.minN())
	}
	concludePersistence(fact, tests, o)
	for g := range tests {
		tests[g].Examples = v.dealIDs(tests[g].examples)
		out.Rows = append(out.Rows, tests[g].PersistentRow)
	}
	out.Notes = append(compareNotes(r.groups), out.Notes...)
	return out, nil
}

// What a persistent difference takes.
const (
	usualPeriods = 6
	leastPeriods = 3
	mostPeriods  = 1000
)

func (o PersistentOptions) level() float64 { return cmp.Or(o.Level, 0.05) }
func (o PersistentOptions) minN() int64    { return int64(cmp.Or(o.MinN, DefaultPersistentMinN)) }

func (o PersistentOptions) faults(p *stage.Pipeline) []sf.Note {
	faults := compareFaults(p, o.HorizonDays, o.Level, o.MinN, nil)
	if o.LowIn < 0 {
		faults = append(faults, sf.NewNote(CodeCompareLowIn, "low_in", sf.F("n", sf.Int(int64(o.LowIn)))))
	}
	if len(o.Periods) > mostPeriods {
		return append(faults, sf.NewNote(CodeComparePeriods, "periods", sf.F("n", sf.Int(int64(len(o.Periods)))), sf.F("max", sf.Int(mostPeriods))))
	}
	for i, p := range o.Periods {
		if !p.Valid() || i > 0 && p.From.Before(o.Periods[i-1].To) {
			faults = append(faults, sf.NewNote(CodePeriodOrder, "periods["+strconv.Itoa(i)+"]", sf.F("period", sf.Text(p.String()))))
		}
	}
	return faults
}

// quartersBefore returns the n calendar quarters before the one that holds t.
func quartersBefore(t time.Time, n int) []sf.Period {
	return sf.Quarters(sf.Quarters(t, 1)[0].From.AddDate(0, -3*n, 0), n)
}

// persistentTest is a row before it is judged.
type persistentTest struct {
	PersistentRow
	sum      contrast
	examples []uint32
}

// persistentPeriod returns how long all deals of a period could be followed.
func (v *View) persistentPeriod(p sf.Period, horizon int) PersistentPeriod {
	youngest := v.history.clock.day(instant(p.To) - 1)
	return PersistentPeriod{Period: p, Days: int(min(max(v.lastDay()-youngest, 0), int64(horizon)))}
}

// cohortsOf parts deals by the period, of several in order, in which they were created.
func cohortsOf(deals []rival, periods []sf.Period) [][]rival {
	out := make([][]rival, len(periods))
	for _, d := range deals {
		i, _ := slices.BinarySearchFunc(periods, d.began, func(p sf.Period, at int64) int {
			if instant(p.To) <= at {
				return -1
			}
			return 1
		})
		if i < len(periods) && createdIn(periods[i], d.began) {
			out[i] = append(out[i], d)
		}
	}
	return out
}

// judgePeriod compares the groups in a period.
func judgePeriod(tests []persistentTest, cohort []rival, p *PersistentPeriod, period int, least int64) {
	p.Deals = int64(len(cohort))
	if p.Days < 1 {
		return
	}
	all := agesOf(nil, cohort, p.Days)
	var ages, rest []rivalAge
	for g, part := range byGroup(cohort, len(tests)) {
		t := &tests[g]
		cell := &t.Cells[period]
		ages = agesOf(ages, part, p.Days)
		rest = restOf(rest, ages, all)
		cell.Rate, _ = rateAt(ages, p.Days)
		cell.Rest, _ = rateAt(rest, p.Days)
		score := grayTest(ages, all)
		z, ok := score.z()
		if !ok || t.Group == "" || entered(ages) < least || entered(rest) < least || min(score.expected, score.rest) < 1 {
			continue
		}
		cell.Judged, cell.Low = true, z < 0
		t.Judged++
		t.sum.add(score)
		if cell.Low { // those of the latest period come first
			t.Low++
			t.examples = append(rateExamples(part, p.Days, true), t.examples...)
		}
	}
}

// concludePersistence adjusts the tests for each other and says how each group stands.
func concludePersistence(fact string, tests []persistentTest, o PersistentOptions) {
	var tested []int
	var ps []float64
	for g := range tests {
		t := &tests[g]
		if _, ok := t.sum.z(); ok && t.Judged >= leastPeriods && min(t.sum.expected, t.sum.rest) >= leastEnds {
			t.PValue, _ = t.sum.tails()
			tested, ps = append(tested, g), append(ps, t.PValue)
		}
	}
	for k, adjusted := range holm(ps) {
		tests[tested[k]].Adjusted = adjusted
	}
	for g := range tests {
		tests[g].stand(fact, o)
	}
}

// stand says how a group stands.
func (t *persistentTest) stand(fact string, o PersistentOptions) {
	args := append(groupArgs(fact, t.Group), sf.F("judged", sf.Int(int64(t.Judged))), sf.F("low", sf.Int(int64(t.Low))), sf.F("p", sf.Text(probability(t.Adjusted))))
	need := cmp.Or(o.LowIn, (3*t.Judged+3)/4)
	switch {
	case t.Group == "":
		t.Note = sf.NewNote(CodeCompareNoName, "", args[0])
	case t.PValue == 0 && t.Judged >= leastPeriods:
		t.Standing, t.Note = StandingTooFew, tooFewEnds(fact, t.Group, t.sum)
	case t.PValue == 0:
		t.Standing, t.Note = StandingTooFew, sf.NewNote(CodePersistentFew, "", append(slices.Clip(args[:3]), sf.F("want", sf.Int(leastPeriods)))...)
	case t.Adjusted < o.level() && t.Low >= need:
		t.Standing, t.Note = StandingLower, sf.NewNote(CodePersistentLow, "", args...)
		return
	default:
		t.Standing, t.Note = StandingNoDifference, sf.NewNote(CodePersistentNot, "", args...)
	}
	t.examples = nil
}
