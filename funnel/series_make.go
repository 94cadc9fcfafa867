package funnel

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	// defaultBaseline is half a year of weeks, as long as arrivals are taken to be what they are.
	defaultBaseline = 26
	// threeSigma is the level of limits at three standard deviations (Shewhart 1931).
	threeSigma  = 0.0027
	leastLevel  = 0.0001
	mostLevel   = 0.2
	defaultWeek = 52
	defaultYear = 24 // months
	// mostSeriesRows bounds the work of one call.
	mostSeriesRows = 200_000
)

// seriesPlan is a series that was asked for, with every option in place.
type seriesPlan struct {
	view     *View
	o        SeriesOptions
	periods  []sf.Period
	partial  []bool
	days     []float64 // of the periods
	reader   *seriesReader
	amounts  bool // are followed
	currency string
	charts   []chartOf
}

// chartOf is one metric of one stage.
type chartOf struct {
	metric Metric
	at     int // wholeFunnel or a stage
}

func (v *View) series(o SeriesOptions) (*Series, error) {
	p, err := v.planSeries(o)
	if err != nil {
		return nil, err
	}
	tables, err := p.tabulate()
	if err != nil {
		return nil, err
	}
	s := &Series{Unit: p.o.Unit, Level: p.o.Level, Rows: []SeriesRow{}, Charts: []SeriesChart{}}
	for _, c := range p.charts {
		rows := p.chart(c, tables)
		s.Charts = append(s.Charts, p.summary(c, rows))
		s.Rows = append(s.Rows, rows...)
	}
	judged := 0
	for _, c := range s.Charts {
		judged += c.Judged
	}
	s.FalseAlarms = float64(judged) * p.o.Level
	p.illustrate(s)
	return s, nil
}

// planSeries checks the options and puts what they do not say in place.
func (v *View) planSeries(o SeriesOptions) (*seriesPlan, error) {
	p := &seriesPlan{view: v, o: o}
	faults := o.faults()
	if len(faults) == 0 {
		p.periods, p.o.Unit = v.seriesPeriods(o)
	}
	faults = append(faults, p.choose()...)
	if n := len(p.charts) * max(len(p.periods), len(o.Periods)); n > mostSeriesRows {
		faults = append(faults, sf.NewNote(CodeSeriesSize, "", sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(mostSeriesRows))))
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	p.o.Baseline, p.o.Level = cmp.Or(o.Baseline, defaultBaseline), cmp.Or(o.Level, threeSigma)
	if p.amounts = p.follows(MetricOpenAmount); p.amounts {
		var err error
		if p.currency, err = v.currency(); err != nil {
			return nil, err
		}
	}
	p.prepare()
	return p, nil
}

func (o SeriesOptions) faults() (faults []sf.Note) {
	if o.Unit >= AsGiven && len(o.Periods) == 0 {
		faults = append(faults, sf.NewNote(CodeSeriesUnit, "unit", sf.F("unit", sf.Text(o.Unit.String()))))
	}
	for _, x := range []struct {
		path string
		n    int
	}{{"count", o.Count}, {"periods", len(o.Periods)}} {
		if x.n < 0 || x.n > sf.MaxPeriods {
			faults = append(faults, sf.NewNote(CodeSeriesCount, x.path, sf.F("n", sf.Int(int64(x.n))), sf.F("max", sf.Int(sf.MaxPeriods))))
		}
	}
	if o.Baseline != 0 && (o.Baseline < LeastBaseline || o.Baseline > sf.MaxPeriods) {
		faults = append(faults, sf.NewNote(CodeSeriesBaseline, "baseline", sf.F("n", sf.Int(int64(o.Baseline))),
			sf.F("least", sf.Int(LeastBaseline)), sf.F("max", sf.Int(sf.MaxPeriods))))
	}
	if o.Level != 0 && !(o.Level >= leastLevel && o.Level <= mostLevel) {
		faults = append(faults, sf.NewNote(CodeSeriesLevel, "level", sf.F("level", number(o.Level)),
			sf.F("least", sf.Float(leastLevel)), sf.F("most", sf.Float(mostLevel))))
	}
	for i, period := range o.Periods[:min(len(o.Periods), sf.MaxPeriods)] {
		path := fmt.Sprintf("periods[%d]", i)
		faults = append(faults, emptyPeriod(period, path)...)
		if i > 0 && period.From.Before(o.Periods[i-1].To) {
			faults = append(faults, sf.NewNote(CodeSeriesOrder, path, sf.F("from", sf.Instant(period.From))))
		}
	}
	return faults
}

// emptyPeriod returns the fault of a period that does not end after it begins.
func emptyPeriod(p sf.Period, path string) []sf.Note {
	if p.Valid() {
		return nil
	}
	return []sf.Note{periodFault(path, p)}
}

// instantText returns an instant for a sentence, whatever its year.
func instantText(t time.Time) sf.Value { return sf.Text(t.Format(time.RFC3339)) }

// seriesPeriods returns the periods that are asked for, as far as something can be known of them.
func (v *View) seriesPeriods(o SeriesOptions) (list []sf.Period, unit SeriesUnit) {
	last := v.history.clock.time(v.asOf - 1)
	switch {
	case len(o.Periods) > 0:
		list, unit = slices.Clone(o.Periods), AsGiven
	case o.Unit == ByMonth:
		n := cmp.Or(o.Count, defaultYear)
		// From the 15th, so that going back never lands in another month.
		list, unit = sf.Months(time.Date(last.Year(), last.Month()-time.Month(n-1), 15, 12, 0, 0, 0, last.Location()), n), ByMonth
	default:
		n := cmp.Or(o.Count, defaultWeek)
		list, unit = sf.Weeks(last.AddDate(0, 0, -7*(n-1)), n, time.Monday), ByWeek
	}
	return slices.DeleteFunc(list, func(p sf.Period) bool {
		from, begun := micros(p.From)
		_, ends := micros(p.To)
		return !begun || !ends || from >= v.asOf // not in the years 1 to 9999, or nothing is known of it
	}), unit
}

// choose lists the charts; its faults are metrics and stages that do not exist or stand twice.
func (p *seriesPlan) choose() (faults []sf.Note) {
	pipeline := p.view.history.pipeline
	metrics, stages := slices.Clone(p.o.Metrics), []int{}
	if len(metrics) == 0 {
		metrics = []Metric{MetricEntries, MetricConversion, MetricDropOff, MetricCycle, MetricWonCycle, MetricOpenDeals, MetricOpenAmount}
	}
	for i, m := range metrics {
		if !metricWords.Valid(m) || slices.Contains(metrics[:i], m) {
			faults = append(faults, sf.NewNote(CodeSeriesMetric, fmt.Sprintf("metrics[%d]", i), sf.F("metric", sf.Text(m.String()))))
		}
	}
	for i, s := range pipeline.All() {
		if p.o.Stages == nil && s.Outcome == stage.Open {
			stages = append(stages, i)
		}
	}
	index := stagesOf(pipeline).at
	for i, id := range p.o.Stages {
		at, ok := index[id]
		if !ok || pipeline.Outcome(at) != stage.Open || slices.Contains(stages, at) {
			faults = append(faults, sf.NewNote(CodeSeriesStage, fmt.Sprintf("stages[%d]", i), sf.F("stage", sf.Text(id))))
			continue
		}
		stages = append(stages, at)
	}
	slices.Sort(metrics)
	slices.Sort(stages)
	for _, m := range metrics {
		p.charts = append(p.charts, chartOf{m, wholeFunnel})
		for _, at := range stages {
			if m != MetricWonCycle {
				p.charts = append(p.charts, chartOf{m, at})
			}
		}
	}
	return faults
}

func (p *seriesPlan) follows(m Metric) bool {
	return slices.ContainsFunc(p.charts, func(c chartOf) bool { return c.metric == m })
}

// prepare finds which periods are whole, and how many days they have.
func (p *seriesPlan) prepare() {
	v, clock := p.view, p.view.history.clock
	first, ok := v.firstKnown()
	p.reader = &seriesReader{view: v}
	p.partial, p.days = make([]bool, len(p.periods)), make([]float64, len(p.periods))
	for k, period := range p.periods {
		from, to := instant(period.From), instant(period.To)
		cut := min(to, v.asOf)
		p.reader.from, p.reader.to = append(p.reader.from, from), append(p.reader.to, cut)
		p.partial[k] = to > v.asOf || from < v.since || !ok || clock.civil(from) < clock.civil(first)
		days := clock.day(cut) - clock.day(from)
		if p.days[k] = float64(days); days == 0 && clock.civil(cut) == clock.civil(from) {
			p.days[k] = float64(cut-from) / float64(dayMicros) // a part of one day
		}
	}
}

// seriesCell says where the counts of a period stand.
type seriesCell struct {
	table *seriesTable
	k     int
}

// tabulate counts once, or once for each period as it was known at its end.
func (p *seriesPlan) tabulate() ([]seriesCell, error) {
	cells := make([]seriesCell, len(p.periods))
	if !p.o.AsKnown {
		t, err := p.reader.tabulate(p.amounts, p.currency)
		for k := range cells {
			cells[k] = seriesCell{t, k}
		}
		return cells, err
	}
	for k := range cells {
		reader, at := p.known(k)
		t, err := reader.tabulate(p.amounts, p.currency)
		if err != nil {
			return nil, err
		}
		cells[k] = seriesCell{t, at}
	}
	return cells, nil
}

// known returns a reader of a period, and of the one before it, as they were known at its end; at is the place of the period.
func (p *seriesPlan) known(k int) (r *seriesReader, at int) {
	then := *p.view
	then.asOf = p.reader.to[k]
	from := max(k-1, 0)
	return &seriesReader{view: &then, from: p.reader.from[from : k+1], to: p.reader.to[from : k+1]}, k - from
}

// closedShare returns x of n with the interval of Jeffreys.
func closedShare(x, n int64, method string) sf.Estimate {
	e := sf.Estimate{Value: float64(x) / float64(n), Level: level, N: n, Method: method}
	low, high := binomial.Jeffreys(float64(x), float64(n), level)
	e.Low, e.High = around(e.Value, low, high)
	return e
}
