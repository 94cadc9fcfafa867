package funnel

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// contest is a comparison in the making.
type contest struct {
	*rivals
	options  CompareOptions
	currency string
	parts    [][]rival // of the deals, by group; nil: not yet
	usual    int       // the horizon of win rates
	wholes   []CompareWhole
	rows     []contender
}

// contender is a row before it is judged.
type contender struct {
	CompareRow
	verdict
	group int
	list  []rival  // the group's deals, or stays
	best  []uint32 // of amounts: the deals, smallest first
}

// dealParts returns the deals by group.
func (c *contest) dealParts() [][]rival {
	if c.parts == nil {
		c.parts = byGroup(c.deals, len(c.groups))
	}
	return c.parts
}

// compare adds the rows of a metric.
func (c *contest) compare(m CompareMetric) error {
	switch m {
	case CompareWinRate:
		c.rates(m, "", c.deals, c.dealParts())
	case CompareConversion:
		for _, i := range comparedStages(c.view.history.pipeline, c.options.Stages) {
			c.rates(m, c.view.history.pipeline.StageID(i), c.stays[i], byGroup(c.stays[i], len(c.groups)))
		}
	case CompareCycle:
		c.cycles()
	case CompareVelocity:
		return c.velocities()
	case CompareMeanAmount:
		return c.amounts()
	}
	return nil
}

// horizon returns the age by which rates of a set are read.
func (c *contest) horizon(all []rival) int {
	if c.options.HorizonDays > 0 {
		return c.options.HorizonDays
	}
	return usualHorizon(agesOf(nil, all, MaxAge))
}

// winHorizon returns the age by which wins are counted.
func (c *contest) winHorizon() int {
	if c.usual == 0 {
		c.usual = c.horizon(c.deals)
	}
	return c.usual
}

// rates adds the rows of a rate.
func (c *contest) rates(m CompareMetric, stageID string, list []rival, parts [][]rival) {
	days := c.horizon(list)
	all := agesOf(nil, list, days)
	whole := CompareWhole{Metric: m, Stage: stageID, Days: days}
	whole.All, _ = rateAt(all, days)
	var ages, rest []rivalAge
	first := len(c.rows)
	pool := newRatePool(len(parts))
	for g, part := range parts {
		ages = agesOf(ages, part, days)
		rest = restOf(rest, ages, all)
		row := contender{CompareRow: CompareRow{Group: c.groups[g].Name, Metric: m, Stage: stageID}, group: g, list: part}
		row.Days = commonAge(days, ages, rest)
		var variance float64
		row.Raw, variance = rateAt(ages, row.Days)
		row.Rest, _ = rateAt(rest, row.Days)
		row.Difference = difference(row.Raw, row.Rest)
		row.said = [2]sf.Value{spoken(row.Raw), spoken(row.Rest)}
		if row.Group != "" && row.Days == days && !row.Raw.IsZero() {
			pool.add(g, row.Raw, variance, part, days)
		}
		c.test(&row, grayTest(ages, all), entered(ages), entered(rest), methodGray)
		c.rows = append(c.rows, row)
	}
	pool.spread(&whole, c.rows[first:])
	c.wholes = append(c.wholes, whole)
}

// entered counts those that came under observation.
func entered(ages []rivalAge) (n int64) {
	for _, a := range ages {
		n += a.enter
	}
	return n
}

// restOf returns all without a set; it writes over dst.
func restOf(dst, set, all []rivalAge) []rivalAge {
	dst = dst[:0]
	for u := range all {
		dst = append(dst, all[u].minus(rivalAt(set, u)))
	}
	for len(dst) > 0 && dst[len(dst)-1] == (rivalAge{}) {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// test puts a row to the test, or says why not.
func (c *contest) test(row *contender, t contrast, n, rest int64, method string) {
	if row.Group == "" {
		return
	}
	row.few = tooFew(c.fact, row.Group, n, rest, c.options.minN())
	if row.few.Code == "" {
		row.few = tooFewEnds(c.fact, row.Group, t)
	}
	if row.few.Code == "" {
		row.put(t, method)
	}
}

// tooFew says that either side has too few deals; the zero Note when both have enough.
func tooFew(fact, group string, n, rest, want int64) sf.Note {
	if n >= want && rest >= want {
		return sf.Note{}
	}
	return sf.NewNote(CodeCompareFew, "", append(groupArgs(fact, group), sf.F("n", sf.Int(n)), sf.F("rest", sf.Int(rest)), sf.F("want", sf.Int(want)))...)
}

// tooFewEnds says that on either side too few ends are expected.
func tooFewEnds(fact, group string, t contrast) sf.Note {
	if !t.fewEnds() {
		return sf.Note{}
	}
	least := number(threeDigits(min(t.expected, t.rest)))
	return sf.NewNote(CodeCompareFewEnds, "", append(groupArgs(fact, group), sf.F("n", least), sf.F("want", sf.Int(leastEnds)))...)
}

// cycles adds the rows of the cycle.
func (c *contest) cycles() {
	all := agesOf(nil, c.deals, MaxAge)
	whole, _ := medianOf(all)
	c.wholes = append(c.wholes, CompareWhole{Metric: CompareCycle, All: whole})
	var ages, rest []rivalAge
	for g, part := range c.dealParts() {
		ages = agesOf(ages, part, MaxAge)
		rest = restOf(rest, ages, all)
		row := contender{CompareRow: CompareRow{Group: c.groups[g].Name, Metric: CompareCycle}, group: g, list: part}
		row.Raw, row.said[0] = medianOf(ages)
		row.Rest, row.said[1] = medianOf(rest)
		row.Difference = difference(row.Raw, row.Rest)
		t := logRankTest(ages, all)
		t.score = -t.score // more ends: a shorter cycle
		c.test(&row, t, entered(ages), entered(rest), methodTwoRanks)
		c.rows = append(c.rows, row)
	}
}

// judge adjusts the tests for each other and says how each group stands.
func (c *contest) judge() {
	all := make([]*verdict, len(c.rows))
	for i := range c.rows {
		all[i] = &c.rows[i].verdict
	}
	adjustTogether(all)
	for i := range c.rows {
		c.stand(&c.rows[i])
	}
}

// stand says how a group stands.
func (c *contest) stand(r *contender) {
	r.PValue, r.QValue, r.Test = r.p, r.q, r.method
	switch {
	case r.Group == "":
		r.Note = sf.NewNote(CodeCompareNoName, "", sf.F("fact", sf.Text(c.fact)))
		return
	case r.Metric == CompareVelocity:
		r.Note = sf.NewNote(CodeCompareNoTest, "", groupArgs(c.fact, r.Group)...)
		return
	case r.method == "":
		r.Standing, r.Note = StandingTooFew, r.few
		return
	}
	standing, mixed := r.standing(c.options.level(), r.Difference)
	r.Standing = standing
	if standing == StandingNoDifference {
		r.Note = c.alike(r, mixed)
		return
	}
	r.Note = c.different(r)
	r.Examples = c.examples(r)
}

// comparison returns the result.
func (c *contest) comparison(fact string) *Comparison {
	out := &Comparison{
		Fact: fact, Level: c.options.level(), Groups: slices.Clone(c.groups), Wholes: c.wholes,
		Rows: make([]CompareRow, len(c.rows)), Notes: compareNotes(c.groups),
	}
	if out.Groups == nil {
		out.Groups = []CompareGroup{}
	}
	if (c.options.Period != sf.Period{}) {
		created := c.options.Period
		out.Created = &created
	}
	for i := range c.rows {
		out.Rows[i] = c.rows[i].CompareRow
	}
	return out
}

// compareNotes says what a reader should know of the groups.
func compareNotes(groups []CompareGroup) (notes []sf.Note) {
	var all CompareGroup
	named := 0
	for _, g := range groups {
		all.Deals += g.Deals
		all.Late += g.Late
		all.Unseen += g.Unseen
		if g.Name != "" {
			named++
		}
	}
	of := sf.F("of", sf.Int(all.Deals+all.Unseen))
	if all.Deals > 0 && named > 0 {
		notes = append(notes, sf.NewNote(CodeCompareNotCause, ""))
	}
	if all.Late > 0 {
		notes = append(notes, sf.NewNote(CodeCompareLate, "", sf.F("n", sf.Int(all.Late)), of))
	}
	if all.Unseen > 0 {
		notes = append(notes, sf.NewNote(CodeCompareUnseen, "", sf.F("n", sf.Int(all.Unseen)), of))
	}
	return notes
}
