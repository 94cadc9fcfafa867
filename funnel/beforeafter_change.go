package funnel

import (
	"maps"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// changeReading is a comparison of before and after in the making.
type changeReading struct {
	options BeforeAfterOptions
	day     sf.Date
	window  int
	sides   [2]*rivals
	names   []string // of the strata
	rows    []changeRow
	out     *BeforeAfter
}

// changeRow is a row before it is judged.
type changeRow struct {
	ChangeRow
	verdict
	after []rival
}

// side reads one side: the deals created in a period, as they were known at its end.
func (c *changeReading) side(v *View, i int, created sf.Period) {
	then := *v
	then.asOf = min(v.asOf, instant(created.To))
	c.sides[i] = then.rivals(c.options.Stratify, created)
	s := ChangeSide{Created: created, Seen: created.To}
	for _, g := range c.sides[i].groups {
		s.Deals += g.Deals
		s.Open += g.Open
		s.Won += g.Won
		s.Lost += g.Lost
	}
	if i == 0 {
		c.out.Before = s
	} else {
		c.out.After = s
	}
}

// stratify gives the groups of both sides the numbers of one list of names, and compares the mix.
func (c *changeReading) stratify() {
	mix := make(map[string]*ChangeOfMix)
	for i, side := range c.sides {
		for _, g := range side.groups {
			if mix[g.Name] == nil {
				mix[g.Name] = &ChangeOfMix{Name: g.Name}
			}
			if i == 0 {
				mix[g.Name].Before = g.Deals
			} else {
				mix[g.Name].After = g.Deals
			}
		}
	}
	c.names = slices.Sorted(maps.Keys(mix))
	for _, side := range c.sides {
		place := make([]int32, len(side.groups))
		for g := range side.groups {
			at, _ := slices.BinarySearch(c.names, side.groups[g].Name)
			place[g] = int32(at)
		}
		for i := range side.deals {
			side.deals[i].group = place[side.deals[i].group]
		}
		for _, stays := range side.stays {
			for i := range stays {
				stays[i].group = place[stays[i].group]
			}
		}
	}
	if c.options.Stratify == "" {
		return
	}
	for _, name := range c.names {
		c.out.Mix = append(c.out.Mix, *mix[name])
	}
	c.out.MixTest = mixTest(c.out.Mix)
}

// leastMix is how many deals a stratum must be expected to have on each side to be tested by itself.
const leastMix = 5

// mixTest is Pearson's χ² test of a table of two columns, the small strata taken together; nil where there is nothing to test.
func mixTest(mix []ChangeOfMix) *ChangeMixTest {
	before, after := 0.0, 0.0
	for _, m := range mix {
		before += float64(m.Before)
		after += float64(m.After)
	}
	if before == 0 || after == 0 {
		return nil
	}
	var small [2]float64
	var t ChangeMixTest
	add := func(b, a float64) {
		expected := (b + a) * before / (before + after)
		t.Statistic += (b-expected)*(b-expected)/expected + (b-expected)*(b-expected)/(b+a-expected)
		t.DF++
	}
	for _, m := range mix {
		b, a := float64(m.Before), float64(m.After)
		if (b+a)*min(before, after)/(before+after) < leastMix {
			small[0] += b
			small[1] += a
			continue
		}
		add(b, a)
	}
	if small[0]+small[1] > 0 {
		add(small[0], small[1])
	}
	if t.DF--; t.DF < 1 {
		return nil
	}
	t.PValue = upperChiSquared(t.Statistic, t.DF)
	return &t
}

// compare adds the rows of a metric.
func (c *changeReading) compare(m CompareMetric) {
	p := c.sides[0].view.history.pipeline
	switch m {
	case CompareConversion:
		for _, i := range comparedStages(p, c.options.Stages) {
			c.rate(m, p.StageID(i), c.sides[0].stays[i], c.sides[1].stays[i])
		}
	case CompareCycle:
		c.cycle()
	default:
		c.rate(m, "", c.sides[0].deals, c.sides[1].deals)
	}
}

// rate adds the row of a rate.
func (c *changeReading) rate(m CompareMetric, stageID string, before, after []rival) {
	days := c.options.HorizonDays
	if days == 0 {
		days = usualHorizon(agesOf(nil, slices.Concat(before, after), MaxAge))
	}
	was, is := agesOf(nil, before, days), agesOf(nil, after, days)
	row := changeRow{ChangeRow: ChangeRow{Metric: m, Stage: stageID}, after: after}
	row.Days = commonAge(days, was, is)
	row.Before, _ = rateAt(was, row.Days)
	row.After, _ = rateAt(is, row.Days)
	row.Difference = difference(row.After, row.Before)
	row.said = [2]sf.Value{spoken(row.After), spoken(row.Before)}
	if c.options.Stratify != "" {
		row.Standardized = c.standardized(before, after, row.Days)
	}
	c.test(&row, c.stratified(before, after, days, grayTest), entered(was), entered(is), methodGray)
	c.rows = append(c.rows, row)
}

// cycle adds the row of the cycle.
func (c *changeReading) cycle() {
	before, after := c.sides[0].deals, c.sides[1].deals
	was, is := agesOf(nil, before, MaxAge), agesOf(nil, after, MaxAge)
	row := changeRow{ChangeRow: ChangeRow{Metric: CompareCycle}, after: after}
	row.After, row.said[0] = medianOf(is)
	row.Before, row.said[1] = medianOf(was)
	row.Difference = difference(row.After, row.Before)
	t := c.stratified(before, after, MaxAge, logRankTest)
	t.score = -t.score // more ends: a shorter cycle
	c.test(&row, t, entered(was), entered(is), methodTwoRanks)
	c.rows = append(c.rows, row)
}

// stratified sums a test of after against before over the strata.
func (c *changeReading) stratified(before, after []rival, days int, test func(set, all []rivalAge) contrast) (out contrast) {
	was, is := byGroup(before, len(c.names)), byGroup(after, len(c.names))
	var set, all []rivalAge
	for s := range c.names {
		set = agesOf(set, is[s], days)
		all = agesOf(all, slices.Concat(is[s], was[s]), days)
		out.add(test(set, all))
	}
	return out
}

// methodStandardized is the name of the estimator.
const methodStandardized = "directly standardized difference"

// standardized returns the difference at the mix of both sides together, with the interval of a weighted sum that the method of variance estimates
// recovery makes of those of its parts, see [difference].
func (c *changeReading) standardized(before, after []rival, days int) sf.Estimate {
	was, is := byGroup(before, len(c.names)), byGroup(after, len(c.names))
	e := sf.Estimate{Level: level, Method: methodStandardized}
	below, above := 0.0, 0.0
	for s := range c.names {
		a, _ := rateAt(agesOf(nil, is[s], days), days)
		b, _ := rateAt(agesOf(nil, was[s], days), days)
		n := int64(len(is[s]) + len(was[s]))
		d := difference(a, b)
		if d.IsZero() {
			e.Left += n
			continue
		}
		w := float64(n)
		e.N += n
		e.Value += w * d.Value
		below = math.Hypot(below, w*(d.Value-d.Low))
		above = math.Hypot(above, w*(d.High-d.Value))
	}
	if e.N == 0 {
		return sf.Estimate{}
	}
	w := float64(e.N)
	e.Value /= w
	e.Low, e.High = e.Value-below/w, e.Value+above/w
	return e
}

// test puts a row to the test, or says why not.
func (c *changeReading) test(row *changeRow, t contrast, before, after int64, method string) {
	switch want := c.options.minN(); {
	case before < want || after < want:
		row.few = sf.NewNote(CodeChangeFew, "", sf.F("before", sf.Int(before)), sf.F("after", sf.Int(after)), sf.F("want", sf.Int(want)))
	case t.fewEnds():
		row.few = sf.NewNote(CodeChangeFewEnds, "", sf.F("n", number(threeDigits(min(t.expected, t.rest)))), sf.F("want", sf.Int(leastEnds)))
	default:
		row.put(t, method)
	}
}

// judge adjusts the tests for each other and says what has changed.
func (c *changeReading) judge() {
	all := make([]*verdict, len(c.rows))
	for i := range c.rows {
		all[i] = &c.rows[i].verdict
	}
	adjustTogether(all)
	for i := range c.rows {
		c.stand(&c.rows[i])
		c.out.Rows = append(c.out.Rows, c.rows[i].ChangeRow)
	}
}

// stand says what has changed in one metric.
func (c *changeReading) stand(r *changeRow) {
	r.PValue, r.QValue, r.Test = r.p, r.q, r.method
	if r.method == "" {
		r.Standing, r.Note = StandingTooFew, r.few
		return
	}
	shown := r.Difference
	if !r.Standardized.IsZero() {
		shown = r.Standardized
	}
	var mixed bool
	r.Standing, mixed = r.standing(c.options.level(), shown)
	r.Note = c.say(r, mixed, shown)
	switch low := r.Standing == StandingLower; {
	case r.Standing == StandingNoDifference:
	case r.Metric == CompareCycle:
		r.Examples = c.sides[1].view.dealIDs(paceExamples(r.after, low))
	default:
		r.Examples = c.sides[1].view.dealIDs(rateExamples(r.after, r.Days, low))
	}
}

// say says in a sentence what has changed.
func (c *changeReading) say(r *changeRow, mixed bool, shown sf.Estimate) sf.Note {
	args := []sf.Fact{sf.F("date", sf.Day(c.day)), sf.F("q", sf.Text(probability(r.q))), sf.F("after", r.said[0]), sf.F("before", r.said[1])}
	days := sf.F("days", sf.Int(int64(r.Days)))
	switch {
	case mixed:
		return sf.NewNote(CodeChangeMixed, "", args...)
	case r.Standing == StandingNoDifference && r.crosses(c.options.level(), shown):
		return sf.NewNote(CodeChangeCrosses, "", append(args, days)...)
	case r.Standing == StandingNoDifference:
		return sf.NewNote(CodeChangeNone, "", args[:2]...)
	case r.Metric == CompareCycle:
		return sf.NewNote(CodeChangeCycle, "", args...)
	case r.Metric == CompareConversion:
		return sf.NewNote(CodeChangeAdvance, "", append(args, days, sf.F("stage", sf.Text(r.Stage)))...)
	default:
		return sf.NewNote(CodeChangeWinRate, "", append(args, days)...)
	}
}

// notes says what a reader should know.
func (c *changeReading) notes() {
	date := sf.F("date", sf.Day(c.day))
	c.out.Notes = append(c.out.Notes, sf.NewNote(CodeChangeNotCause, "", date))
	if t := c.out.MixTest; t != nil && t.PValue < c.options.level() {
		c.out.Notes = append(c.out.Notes, sf.NewNote(CodeChangeMix, "", date,
			sf.F("fact", sf.Text(c.options.Stratify)), sf.F("p", sf.Text(probability(t.PValue)))))
	}
	before := c.sides[0]
	if first := sf.DateOf(before.view.history.clock.time(before.begins)); len(before.deals) > 0 && c.day.Number()-first.Number() < c.window*3/4 {
		c.out.Notes = append(c.out.Notes, sf.NewNote(CodeChangeShort, "", date,
			sf.F("first", sf.Day(first)), sf.F("days", sf.Int(int64(c.window)))))
	}
}
