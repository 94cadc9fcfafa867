package funnel

import (
	"cmp"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// BeforeAfterOptions are the options of [View.BeforeAfter].
type BeforeAfterOptions struct {
	// WindowDays is how many days of creation are taken on either side of the date. 0: as many as lie between it and the view's time, which is the most.
	WindowDays int
	// HorizonDays is H, the age in days by which win rates and conversion are read. 0: the age by which nine tenths of what is seen to come
	// had come.
	HorizonDays int
	// Level is the chance of any false alarm when nothing has changed. 0: 0.05.
	Level float64
	// MinN is the fewest deals on either side. 0: [DefaultCompareMinN].
	MinN int
	// Metrics to compare by: win rate, conversion and cycle. Nil: all three.
	Metrics []CompareMetric
	// Stages are the open stages whose conversion is compared, by id. Nil: all.
	Stages []string
	// Stratify is a fact within whose values the sides are compared, so that a change in how many deals of each kind there are is not taken
	// for a change of what becomes of them. Empty: none.
	Stratify string
}

// BeforeAfter is what [View.BeforeAfter] found. It is plain data.
type BeforeAfter struct {
	Date     time.Time      `json:"date"`
	Before   ChangeSide     `json:"before"`
	After    ChangeSide     `json:"after"`
	Stratify string         `json:"stratify,omitzero"`
	Level    float64        `json:"level"`
	Rows     []ChangeRow    `json:"rows"`              // by metric, then stage in selling order
	Mix      []ChangeOfMix  `json:"mix,omitzero"`      // by name: the values of Stratify
	MixTest  *ChangeMixTest `json:"mix_test,omitzero"` // whether the mix has changed
	Notes    []sf.Note      `json:"notes,omitzero"`
}

// ChangeSide is one side of the date.
type ChangeSide struct {
	Created sf.Period `json:"created"` // its deals were created then
	Seen    time.Time `json:"seen"`    // and are seen as they were known at this time
	Deals   int64     `json:"deals"`
	Open    int64     `json:"open"`
	Won     int64     `json:"won"`
	Lost    int64     `json:"lost"`
}

// ChangeRow is one metric on both sides.
type ChangeRow struct {
	Metric       CompareMetric `json:"metric"`
	Stage        string        `json:"stage,omitzero"`
	Days         int           `json:"days,omitzero"` // the age by which rates are read
	Before       sf.Estimate   `json:"before"`
	After        sf.Estimate   `json:"after"`
	Difference   sf.Estimate   `json:"difference"`            // After − Before
	Standardized sf.Estimate   `json:"standardized,omitzero"` // the difference at one mix of strata; rates only
	PValue       float64       `json:"p_value,omitzero"`      // stratified where a fact is given
	QValue       float64       `json:"q_value,omitzero"`
	Test         string        `json:"test,omitzero"`
	Standing     Standing      `json:"standing"` // of the deals after against those before
	Note         sf.Note       `json:"note"`
	Examples     []string      `json:"examples,omitzero"` // ids of deals created after the date that show it, at most [MaxExamples]
}

// ChangeOfMix is how many deals of one stratum there are on either side.
type ChangeOfMix struct {
	Name   string `json:"name"`
	Before int64  `json:"before"`
	After  int64  `json:"after"`
}

// ChangeMixTest is Pearson's test of whether strata have the same shares on both sides.
type ChangeMixTest struct {
	Statistic float64 `json:"statistic"`
	DF        int     `json:"df"`
	PValue    float64 `json:"p_value"`
}

// BeforeAfter compares the deals created before a date with those created since, at equal maturity: did the new price, the new process, the new
// team change what becomes of deals?
//
// Deals created since the date are young, and a share of closed deals would show their quick losses only. Deals created before it have gone on
// living under whatever is new. So both sides are the same film, once before the date and once after it: with W the window,
//
//	before: created in [date − W, date),  as they were known at date
//	after:  created in [date, date + W),  as they were known at date + W
//
// Both have deals of every age up to W days, none is followed for longer than its like on the other side, nothing that happened since the date
// tells of the time before it, and what is late to be recorded is missing on both sides alike. Deals created earlier and still open at the date are on neither
// side. Days are calendar days, and the date is taken at the start of its day.
//
// Rates, cycles and tests are those of [View.Compare], of after against before, with the tests adjusted for each other (Benjamini and Hochberg
// 1995). With a fact to stratify by, scores and variances are summed over its values, as they are known on each side, and Standardized is the
// difference in rates at one mix,
//
//	Σ_s w_s (F_after,s(H) − F_before,s(H)),   w_s the share of stratum s among the deals of both sides
//
// over the strata that can be read on both sides; Left counts the deals of the others, and the interval is put together from those of the
// strata (Zou, Huang and Zhang 2009, Computational Statistics and Data Analysis 53). The mix itself is put to
// Pearson's χ² test. Strata take out what the fact knows, and no more: what has changed since a date need not have changed because of it.
//
// At a level of .05, in 6000 simulations each in which nothing changes and each side has 100 days of new deals, an alarm was raised in .046 where a
// side had 137 deals and 11 wins on average, in .055 where it had 409 and 22, and in .051 where it had 815 and 43, with a standard error of .003. Win rates that
// become 1.5 times what they were are found in .29, .47 and .79 of 1000, those that double in .87, .97 and 1.
//
// The error is an [*sf.InvalidError]: faulty options, or a date that is not at least one day before the view's time.
func (v *View) BeforeAfter(date time.Time, o BeforeAfterOptions) (*BeforeAfter, error) {
	zone := v.history.clock.zone
	day, today := sf.DateOf(date.In(zone)), sf.DateOf(v.AsOf())
	faults := o.faults(v.history.pipeline)
	most := today.Number() - day.Number()
	if date.IsZero() || most < 1 {
		faults = append(faults, sf.NewNote(CodeCompareDate, "date", sf.F("date", sf.Text(day.String()))))
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	window := min(cmp.Or(o.WindowDays, most), most)
	c := &changeReading{options: o, day: day, window: window}
	c.out = &BeforeAfter{Date: day.In(zone), Stratify: o.Stratify, Level: o.level(), Rows: []ChangeRow{}}
	c.side(v, 0, sf.Period{From: day.AddDays(-window).In(zone), To: day.In(zone)})
	c.side(v, 1, sf.Period{From: day.In(zone), To: day.AddDays(window).In(zone)})
	c.stratify()
	for _, m := range metricsOr(o.Metrics, changeMetrics) {
		c.compare(m)
	}
	c.judge()
	c.notes()
	return c.out, nil
}

// changeMetrics is how many of the metrics are compared; those of money are not.
const changeMetrics = int(CompareCycle) + 1

func (o BeforeAfterOptions) level() float64 { return cmp.Or(o.Level, 0.05) }
func (o BeforeAfterOptions) minN() int64    { return int64(cmp.Or(o.MinN, DefaultCompareMinN)) }

func (o BeforeAfterOptions) faults(p *stage.Pipeline) []sf.Note {
	faults := compareFaults(p, o.HorizonDays, o.Level, o.MinN, o.Stages)
	if o.WindowDays < 0 {
		faults = append(faults, sf.NewNote(CodeCompareWindow, "window_days", sf.F("days", sf.Int(int64(o.WindowDays)))))
	}
	return append(faults, metricFaults(o.Metrics, changeMetrics)...)
}
