package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// ActivityOptions are the options of [View.ActivityReport].
type ActivityOptions struct {
	Period sf.Period // plans for and activities in it; zero: up to the view's time, from its start of observation where it has one
	Person string    // whose; "": everyone's
	Kinds  []string  // which kinds; none: all
}

// ActivityReport is what was planned and what was done: per person and day, per person, per kind, and in all.
type ActivityReport struct {
	Period sf.Period      `json:"period,omitzero"` // as asked for
	Total  ActivityCounts `json:"total"`
	People []ActivityOf   `json:"people"` // by name; the empty name: nobody is named and nobody owns the deal
	Kinds  []ActivityOf   `json:"kinds"`  // by name; the empty name: no kind is given
	Days   []ActivityDay  `json:"days"`   // by person and day; days without a plan or an activity are left out
}

// ActivityOf is the activities of one person, or of one kind.
type ActivityOf struct {
	Name string `json:"name"`
	ActivityCounts
}

// ActivityDay is what one person had planned for a day, and did on it.
type ActivityDay struct {
	Person string  `json:"person"`
	Day    sf.Date `json:"day"`
	ActivityTally
}

// ActivityTally counts plans and what was done. A plan counts on the day for which it was made, and what was done on the day on which it was
// done, so that Planned = Kept + Late + Missed + Ahead, and Unplanned ≤ Done.
type ActivityTally struct {
	Planned   int64 `json:"planned"`   // plans
	Kept      int64 `json:"kept"`      // of them: done by the planned day
	Late      int64 `json:"late"`      // of them: done on a later day
	Missed    int64 `json:"missed"`    // of them: not done, and the day has passed
	Ahead     int64 `json:"ahead"`     // of them: not done, and the day has not passed
	Done      int64 `json:"done"`      // activities that happened
	Unplanned int64 `json:"unplanned"` // of them: those nobody had planned
}

// ActivityCounts is a tally and what came of the activities that happened.
//
// Each share is p = x/n of those that say; Left counts those that do not say. Those that do not say are taken to be like those that do; where
// they are many a warning says how far off the share can be at most. The share of nothing is the zero Estimate.
//
// The interval is the score interval of Wilson (1927, JASA 22) at 95 %. Activities of one deal are alike, so that where deals have several the
// interval is not that of n activities but of
//
//	n* = n² p(1−p) / ( m/(m−1) Σ_d (x_d − p n_d)² ) · (z/t_{m−1})²      1 ≤ n* ≤ n
//
// of them, x_d of n_d being the share of deal d and m the number of deals (Korn and Graubard 1998, Survey Methodology 24); of m where all say
// the same. It takes deals to be independent. In a simulation with four activities a deal, and a correlation of .5 between two of one deal,
// plain intervals cover .75, these .94 to .99 with 5 to 100 deals.
type ActivityCounts struct {
	ActivityTally
	Fulfillment sf.Estimate `json:"fulfillment"` // plans that were kept, of those whose day has passed; Left: the others, some of which may be kept already
	Prepared    sf.Estimate `json:"prepared"`    // of what was done: prepared as the standard asks
	GoalMet     sf.Estimate `json:"goal_met"`    // of what was done: met its goal
	Advance     sf.Estimate `json:"advance"`     // of what was done: ended in an agreed advance (晋级承诺)
}

// ActivityReport counts the plans for a period and the activities in it, of all deals that the view shows, open and closed. An activity is
// of the person it names, or else of the deal's owner as the view knows it. Days are calendar days, and a plan is kept if it is done on its
// day or before.
//
// It sees what was on record by the view's time. Since one row tells what is known of an activity in the end, a plan that was carried out
// and recorded after that time is not seen at all: seen from the past, plans that were kept late are missing rather than missed.
//
// The cost is that of sorting the activities by person and day. The error is an [*sf.InvalidError] about the
// period.
func (v *View) ActivityReport(o ActivityOptions) (*ActivityReport, error) {
	if err := sf.Invalid(periodFaults("period", o.Period)); err != nil {
		return nil, err
	}
	c := activityCounter{
		view: v, options: o, from: v.since, to: v.asOf, today: v.history.clock.civil(v.asOf),
		people: make(map[string]*activitySums), kinds: make(map[string]*activitySums), days: make(map[activityPlace]*ActivityTally),
	}
	if !wholeTime(o.Period) {
		c.from, c.to = instant(o.Period.From), instant(o.Period.To)
	}
	for d := range v.candidates() {
		if len(v.history.touchesOf(d)) > 0 && v.seen(d) {
			c.deal(d)
		}
	}
	return c.report(), nil
}

// activityCounter counts plans and activities.
type activityCounter struct {
	view     *View
	options  ActivityOptions
	from, to int64
	today    int64 // the civil day of the view's time

	all           activitySums
	people, kinds map[string]*activitySums
	days          map[activityPlace]*ActivityTally
}

// activityPlace is one person's day.
type activityPlace struct {
	person string
	day    int64
}

// activitySums is a tally and what was said of the activities that happened.
type activitySums struct {
	ActivityTally
	fulfillment                dealShare // of the plans whose day has passed
	prepared, goalMet, advance saidSum
}

// deal counts the activities of one deal.
func (c *activityCounter) deal(deal uint32) {
	v := c.view
	touches := v.history.touchesOf(deal)
	owner := Deal{v, deal}.Owner()
	for i := range touches {
		t := &touches[i]
		person := cmp.Or(t.activity.By, owner)
		if !v.shows(t) || c.options.Person != "" && person != c.options.Person ||
			len(c.options.Kinds) > 0 && !slices.Contains(c.options.Kinds, t.activity.Kind) {
			continue
		}
		if c.within(t.planned) {
			c.each(person, t, t.planned, func(a *ActivityTally) { c.plan(a, t) })
			if planned := v.history.clock.civil(t.planned); planned < c.today {
				for _, sums := range c.sums(person, t.activity.Kind) {
					sums.fulfillment.add(deal, t.at != never && v.history.clock.civil(t.at) <= planned)
				}
			}
		}
		if c.within(t.at) {
			c.each(person, t, t.at, func(a *ActivityTally) {
				a.Done++
				if t.planned == never {
					a.Unplanned++
				}
			})
			for _, sums := range c.sums(person, t.activity.Kind) {
				sums.prepared.answer(deal, t.activity.Prepared)
				sums.goalMet.answer(deal, t.activity.GoalMet)
				sums.advance.answer(deal, t.activity.Advance)
			}
		}
	}
}

func (c *activityCounter) within(at int64) bool { return at != never && at >= c.from && at < c.to }

// plan counts a plan by what became of it.
func (c *activityCounter) plan(a *ActivityTally, t *touch) {
	day := c.view.history.clock.civil(t.planned)
	a.Planned++
	switch {
	case t.at == never && day < c.today:
		a.Missed++
	case t.at == never:
		a.Ahead++
	case c.view.history.clock.civil(t.at) <= day:
		a.Kept++
	default:
		a.Late++
	}
}

// each lets a count be made in every tally that an activity belongs to.
func (c *activityCounter) each(person string, t *touch, at int64, count func(a *ActivityTally)) {
	for _, sums := range c.sums(person, t.activity.Kind) {
		count(&sums.ActivityTally)
	}
	place := activityPlace{person, c.view.history.clock.civil(at)}
	if c.days[place] == nil {
		c.days[place] = &ActivityTally{}
	}
	count(c.days[place])
}

// sums returns the sums of all, of a person and of a kind.
func (c *activityCounter) sums(person, kind string) [3]*activitySums {
	if c.people[person] == nil {
		c.people[person] = &activitySums{}
	}
	if c.kinds[kind] == nil {
		c.kinds[kind] = &activitySums{}
	}
	return [3]*activitySums{&c.all, c.people[person], c.kinds[kind]}
}

func (c *activityCounter) report() *ActivityReport {
	out := &ActivityReport{Period: c.options.Period, Total: c.all.counts(), Days: []ActivityDay{}}
	out.People, out.Kinds = activitiesOf(c.people), activitiesOf(c.kinds)
	for place, tally := range c.days {
		out.Days = append(out.Days, ActivityDay{Person: place.person, Day: civilDate(place.day), ActivityTally: *tally})
	}
	slices.SortFunc(out.Days, func(a, b ActivityDay) int { return cmp.Or(cmp.Compare(a.Person, b.Person), a.Day.Compare(b.Day)) })
	return out
}

func activitiesOf(sums map[string]*activitySums) []ActivityOf {
	out := []ActivityOf{}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, ActivityOf{Name: name, ActivityCounts: sums[name].counts()})
	}
	return out
}

// counts adds the shares to the sums.
func (s *activitySums) counts() ActivityCounts {
	return ActivityCounts{
		ActivityTally: s.ActivityTally,
		Fulfillment:   s.fulfillment.estimate(s.Planned - s.fulfillment.n),
		Prepared:      s.prepared.share(), GoalMet: s.goalMet.share(), Advance: s.advance.share(),
	}
}
