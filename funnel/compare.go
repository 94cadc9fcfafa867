package funnel

import (
	"cmp"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// CompareOptions are the options of [View.Compare]. The zero value compares all deals by every metric.
type CompareOptions struct {
	// Period of creation: deals created in [From, To) are compared. Zero: all deals.
	Period sf.Period
	// HorizonDays is H, the age in days by which win rates and conversion are read; at most [MaxAge]. 0: for each of them the age by which
	// nine tenths of what is seen to come had come, all groups taken together.
	HorizonDays int
	// Level is the chance of any false alarm in a comparison of groups that do not differ, and among differences found the share expected
	// to be false. 0: 0.05.
	Level float64
	// MinN is the fewest deals under observation that a group is judged on. 0: [DefaultCompareMinN].
	MinN int
	// Metrics to compare by. Nil: all. Those of money refuse a view with several currencies.
	Metrics []CompareMetric
	// Stages are the open stages whose conversion is compared, by id. Nil: all.
	Stages []string
}

// DefaultCompareMinN is the fewest deals that a group is judged on, when nothing else is said.
const DefaultCompareMinN = 30

// Comparison is what [View.Compare] found. It is plain data.
type Comparison struct {
	Fact    string         `json:"fact"`
	Level   float64        `json:"level"`            // see [CompareOptions]
	Groups  []CompareGroup `json:"groups"`           // by name, the deals of which the fact is not known first
	Wholes  []CompareWhole `json:"wholes"`           // all groups together: by metric, then stage in selling order
	Rows    []CompareRow   `json:"rows"`             // by metric, then stage in selling order, then group
	Notes   []sf.Note      `json:"notes,omitzero"`   // what a reader should know before using it
	Created *sf.Period     `json:"created,omitzero"` // the period of creation asked for
}

// CompareGroup is the deals with one value of the fact.
type CompareGroup struct {
	Name   string `json:"name"`            // the value as text; empty: not known
	Deals  int64  `json:"deals"`           // created in the period, and seen in an open stage
	Open   int64  `json:"open"`            // of them: not closed
	Won    int64  `json:"won"`             // of them: first closed as won
	Lost   int64  `json:"lost"`            // of them: first closed as lost
	Late   int64  `json:"late,omitzero"`   // of them: under observation from mid-life only
	Unseen int64  `json:"unseen,omitzero"` // besides: closed before they were on record, or never seen open; in no number here
}

// CompareWhole is a metric of all groups together.
type CompareWhole struct {
	Metric  CompareMetric `json:"metric"`
	Stage   string        `json:"stage,omitzero"`    // of a conversion
	Days    int           `json:"days,omitzero"`     // the horizon H
	All     sf.Estimate   `json:"all"`               // of all deals, the groups without a name among them
	Mean    sf.Estimate   `json:"mean,omitzero"`     // where groups come from: the mean of the shrunk rates' distribution
	Pooling sf.Estimate   `json:"pooling,omitzero"`  // B: how far a group of mean size is drawn to that mean; 1: groups are alike
	Groups  int           `json:"groups,omitzero"`   // the groups that take part in these two
	WonSum  *Tally        `json:"won_sum,omitzero"`  // of the metrics of money: the deals won
	PerDays int           `json:"per_days,omitzero"` // of velocity: the days that the amount is divided by
}

// CompareRow is one group by one metric.
type CompareRow struct {
	Group      string        `json:"group"`
	Metric     CompareMetric `json:"metric"`
	Stage      string        `json:"stage,omitzero"`      // of a conversion
	Days       int           `json:"days,omitzero"`       // the age by which rates are read: H, or less where one side was not followed for so long
	Raw        sf.Estimate   `json:"raw"`                 // the group by itself
	Shrunk     sf.Estimate   `json:"shrunk,omitzero"`     // the group as one of several: what to expect of it; rates at H only
	Rest       sf.Estimate   `json:"rest,omitzero"`       // everyone else, groups without a name included
	Difference sf.Estimate   `json:"difference,omitzero"` // Raw − Rest
	PValue     float64       `json:"p_value,omitzero"`    // of this test alone, in (0, 1]; 0: not tested
	QValue     float64       `json:"q_value,omitzero"`    // for the number of tests made together (Benjamini and Hochberg 1995)
	Test       string        `json:"test,omitzero"`       // the test by its name in the field
	Standing   Standing      `json:"standing"`
	Note       sf.Note       `json:"note"`              // the standing in a sentence
	Examples   []string      `json:"examples,omitzero"` // ids of deals that show it, at most [MaxExamples]; always there for lower and higher
	WonSum     *Tally        `json:"won_sum,omitzero"`  // of the metrics of money: the deals won
}

// Compare sets the values of a fact side by side: owners, sources, regions, products. [Deal.Fact] says which names will do; a fact that the
// way of a deal itself decides, such as its outcome, tells nothing. A deal belongs to the value that the view knows last, and counts by its
// first close: what follows a reopening takes no part. Deals of which the fact is not known are shown, and not judged.
//
// Groups differ in how long their deals could be followed: a new owner's are young, and while deals are young the quick losses are in and
// the slow wins are not. So nothing here is a share of closed deals. Deals that are open count for as long as they were seen, deals that came
// into the history in mid-life from then on, and both sides are read at one age:
//
//   - Rates are cumulative incidences F(H) of Aalen and Johansen (1978): won, or gone forward from a stage, by age H, whatever else may become of
//     a deal. The test is Gray's (1988, Annals of Statistics 16) of F up to H, the group against the rest. It is of when as well as of how many: of
//     two groups with the same F(H), one that wins later is behind until then.
//   - Cycles are medians of Kaplan and Meier over all ends, wins and losses; the test is the log-rank test.
//   - The mean amount is that of deals that could be followed to H and were won by then; the test is Wilcoxon's (1945, Biometrics Bulletin 1) of the
//     rank sum, which a few large deals do not decide.
//   - Velocity is the amount won by the deals compared, over the days from the first creation (or the start of observation, if
//     later) to the view's time. It has no interval and no test.
//
// A group is judged where it and the rest have MinN deals under observation, and at least five ends are expected on either side if there is no
// difference. Tests are of the raw data. All of them together, over metrics and groups, are adjusted by the method of Benjamini and Hochberg (1995,
// Journal of the Royal Statistical Society B 57); a group is called lower or higher when its QValue is below the level and the numbers shown do
// not say the opposite. p-values allow for the skewness of few ends, without which of fifty groups that do not differ some is found in a tenth of
// comparisons. In simulations of 5 to 50 groups that do not differ, one of 5 to 20 of young deals only, some alarm was raised in .032 to .052 of comparisons
// at a level of .05 (standard error .006); a comparison of closed deals calls the young group bad in more than half of them.
//
// Shrunk rates are those of [Shrink] over the groups with a name that were followed to H, each worth the cases that its variance stands for.
// They, and not the raw ones, are what to rank by and what to expect. A difference is not a cause: groups may have been given different
// deals.
//
// The cost is linear in rows, and for each group in the days up to H; see [Shrink] for many thousand groups. The error is an
// [*sf.InvalidError]: faulty options, amounts in several currencies.
func (v *View) Compare(fact string, o CompareOptions) (*Comparison, error) {
	if err := sf.Invalid(o.faults(v.history.pipeline)); err != nil {
		return nil, err
	}
	currency, err := v.compareCurrency(o.metrics())
	if err != nil {
		return nil, err
	}
	c := contest{rivals: v.rivals(fact, o.Period), options: o, currency: currency}
	for _, m := range o.metrics() {
		if err := c.compare(m); err != nil {
			return nil, err
		}
	}
	c.judge()
	return c.comparison(fact), nil
}

// compareCurrency returns the one currency of the deals where a metric is of money.
func (v *View) compareCurrency(metrics []CompareMetric) (string, error) {
	if !slices.Contains(metrics, CompareVelocity) && !slices.Contains(metrics, CompareMeanAmount) {
		return "", nil
	}
	return v.currency()
}

// metrics returns the metrics in order, each once.
func (o CompareOptions) metrics() []CompareMetric {
	return metricsOr(o.Metrics, len(compareMetricWords.Words))
}

// metricsOr returns metrics in order, each once; the first n where there are none.
func metricsOr(list []CompareMetric, n int) []CompareMetric {
	if len(list) == 0 {
		for m := range n {
			list = append(list, CompareMetric(m))
		}
		return list
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func (o CompareOptions) level() float64 { return cmp.Or(o.Level, 0.05) }
func (o CompareOptions) minN() int64    { return int64(cmp.Or(o.MinN, DefaultCompareMinN)) }

func (o CompareOptions) faults(p *stage.Pipeline) []sf.Note {
	faults := compareFaults(p, o.HorizonDays, o.Level, o.MinN, o.Stages)
	faults = append(faults, periodFaults("period", o.Period)...)
	return append(faults, metricFaults(o.Metrics, len(compareMetricWords.Words))...)
}

// compareFaults returns the faults of what comparisons have in common.
func compareFaults(p *stage.Pipeline, horizon int, level float64, minN int, stages []string) (faults []sf.Note) {
	if horizon < 0 || horizon > MaxAge {
		faults = append(faults, sf.NewNote(CodeCompareHorizon, "horizon_days", sf.F("days", sf.Int(int64(horizon))), sf.F("max", sf.Int(MaxAge))))
	}
	if !(level >= 0 && level < 1) {
		faults = append(faults, sf.NewNote(CodeCompareLevel, "level", sf.F("level", number(level))))
	}
	if minN < 0 {
		faults = append(faults, sf.NewNote(CodeCompareMinN, "min_n", sf.F("n", sf.Int(int64(minN)))))
	}
	for i, id := range stages {
		if at, ok := p.Index(id); !ok || p.Outcome(at) != stage.Open {
			faults = append(faults, sf.NewNote(CodeCompareStage, "stages["+strconv.Itoa(i)+"]", sf.F("stage", sf.Text(id))))
		}
	}
	return faults
}

// metricFaults returns those that are none of the first n metrics.
func metricFaults(list []CompareMetric, n int) (faults []sf.Note) {
	for i, m := range list {
		if int(m) >= n {
			faults = append(faults, sf.NewNote(CodeCompareMetric, "metrics["+strconv.Itoa(i)+"]", sf.F("metric", sf.Text(m.String()))))
		}
	}
	return faults
}

// comparedStages returns the open stages asked for, in selling order.
func comparedStages(p *stage.Pipeline, ids []string) (out []int) {
	for i := range p.Len() {
		if p.Outcome(i) == stage.Open && (len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool {
			at, _ := p.Index(id)
			return at == i
		})) {
			out = append(out, i)
		}
	}
	return out
}
