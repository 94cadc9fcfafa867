package funnel

import (
	"math"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// chart makes the rows of one metric of one stage and judges them.
func (p *seriesPlan) chart(c chartOf, cells []seriesCell) []SeriesRow {
	rows, base := make([]SeriesRow, len(cells)), make([]reading, 0, len(cells))
	for k, cell := range cells {
		row, now := cell.table.row(c.metric, c.at, cell.k, p.days[k])
		row.From, row.To, row.Stage = p.periods[k].From, p.periods[k].To, p.stageID(c.at)
		switch {
		case p.partial[k]:
			row.State = RowPartial
		case row.Value.IsZero() || now.n <= 0:
			row.State = RowTooFew
		default:
			p.judge(&row, c, base, now)
			base = append(base, now)
		}
		rows[k] = row
	}
	return rows
}

func (p *seriesPlan) stageID(at int) string {
	if at == wholeFunnel {
		return ""
	}
	return p.view.history.pipeline.StageID(at)
}

// settling is how many rows before a row are left out of what it is judged by, and fewer where there are few, so that half of those above
// LeastBaseline stay. What changes slowly would else become its own measure.
const settling = 8

// judge holds a row against those before it.
func (p *seriesPlan) judge(row *SeriesRow, c chartOf, before []reading, now reading) {
	l, ok := limitsOf(row.Metric, before, p.o.Baseline, now, p.o.Level)
	if !ok {
		return
	}
	row.LimitLow, row.LimitHigh, row.State = &l.low, &l.high, RowRoutine
	if x := row.Value.Value; x < l.low || x > l.high {
		row.State = RowException
		row.Note = exceptionNote(row, c)
	}
}

// limitsOf returns the limits that the rows before it give a row; ok is false where they hold too little.
func limitsOf(m Metric, before []reading, most int, now reading, level float64) (l limits, ok bool) {
	if len(before) < LeastBaseline {
		return limits{}, false
	}
	base := before[:len(before)-min(settling, (len(before)-LeastBaseline)/2)]
	stock := base[max(0, len(base)-most-1):] // one more, for so many changes
	base = base[max(0, len(base)-most):]
	switch m {
	case MetricEntries:
		return ofCount(base, now.n, level), true
	case MetricConversion, MetricDropOff:
		return ofShare(base, now.n, level), true
	case MetricCycle, MetricWonCycle:
		return ofMean(base, now.n, level), true
	case MetricOpenDeals, MetricOpenAmount:
		l, ok = ofStock(stock, before[len(before)-1].x, level)
		if !now.below && !slices.ContainsFunc(before, func(r reading) bool { return r.below }) {
			l = l.fromZero()
		}
		if m == MetricOpenDeals {
			l.low, l.high = math.Ceil(l.low), math.Floor(l.high)
		}
		return l, ok
	}
	return limits{}, false
}

// summary counts the exceptions of a chart.
func (p *seriesPlan) summary(c chartOf, rows []SeriesRow) SeriesChart {
	s := SeriesChart{Metric: c.metric, Stage: p.stageID(c.at)}
	for _, row := range rows {
		switch row.State {
		case RowException:
			s.Exceptions++
			s.Judged++
		case RowRoutine:
			s.Judged++
		case RowTooFew, RowPartial:
		}
	}
	s.FalseAlarm = -math.Expm1(float64(s.Judged) * math.Log1p(-p.o.Level))
	return s
}

// seriesCodes are what is said of exceptions: of a stage that is low, or high, and of the funnel as a whole.
var seriesCodes = [...][2][2]sf.Code{
	MetricEntries:    {{CodeSeriesEntriesLow, CodeSeriesEntriesHigh}, {CodeSeriesEntriesAllLow, CodeSeriesEntriesAllHigh}},
	MetricConversion: {{CodeSeriesConversionLow, CodeSeriesConversionHigh}, {CodeSeriesConversionAllLow, CodeSeriesConversionAllHigh}},
	MetricDropOff:    {{CodeSeriesDropOffLow, CodeSeriesDropOffHigh}, {CodeSeriesDropOffAllLow, CodeSeriesDropOffAllHigh}},
	MetricCycle:      {{CodeSeriesCycleLow, CodeSeriesCycleHigh}, {CodeSeriesCycleAllLow, CodeSeriesCycleAllHigh}},
	MetricWonCycle:   {{}, {CodeSeriesWonCycleLow, CodeSeriesWonCycleHigh}},
	MetricOpenDeals:  {{CodeSeriesOpenDealsLow, CodeSeriesOpenDealsHigh}, {CodeSeriesOpenDealsAllLow, CodeSeriesOpenDealsAllHigh}},
	MetricOpenAmount: {{CodeSeriesOpenAmountLow, CodeSeriesOpenAmountHigh}, {CodeSeriesOpenAmountAllLow, CodeSeriesOpenAmountAllHigh}},
}

func exceptionNote(row *SeriesRow, c chartOf) sf.Note {
	show := func(x float64) sf.Value {
		if c.metric == MetricConversion || c.metric == MetricDropOff {
			return sf.Text(strconv.FormatFloat(100*x, 'f', 0, 64) + "%")
		}
		return sf.Text(strconv.FormatFloat(x, 'f', -1, 64))
	}
	low, high := *row.LimitLow, *row.LimitHigh
	value := show(row.Value.Value)
	switch c.metric {
	case MetricCycle, MetricWonCycle:
		low, high = math.Round(low*10)/10, math.Round(high*10)/10
		value = show(math.Round(row.Value.Value*10) / 10)
	case MetricOpenAmount:
		low, high = math.Round(low), math.Round(high)
		value = sf.Text(row.Amount.Digits())
	case MetricEntries, MetricConversion, MetricDropOff, MetricOpenDeals:
	}
	args := []sf.Fact{
		sf.F("period", sf.Text(sf.Period{From: row.From, To: row.To}.String())),
		sf.F("value", value), sf.F("low", show(low)), sf.F("high", show(high)),
	}
	whole, side := 1, 0
	if c.at != wholeFunnel {
		whole = 0
		args = append(args, sf.F("stage", sf.Text(row.Stage)))
	}
	if row.Value.Value > *row.LimitHigh {
		side = 1
	}
	return sf.NewNote(seriesCodes[c.metric][whole][side], "", args...)
}

// illustrate gives the exceptions their examples, in one more reading, or one for each period as it was known.
func (p *seriesPlan) illustrate(s *Series) {
	wanted := make(map[int][]*SeriesRow)
	for i := range s.Rows {
		if row := &s.Rows[i]; row.State == RowException {
			k := i % len(p.periods)
			wanted[k] = append(wanted[k], row)
		}
	}
	if len(wanted) == 0 {
		return
	}
	if !p.o.AsKnown {
		p.reader.illustrate(wanted)
		return
	}
	for k, rows := range wanted {
		reader, at := p.known(k)
		reader.illustrate(map[int][]*SeriesRow{at: rows})
	}
}

// illustrate reads the deals by id and shows the first that account for each row; wanted are rows by period.
func (r *seriesReader) illustrate(wanted map[int][]*SeriesRow) {
	h := r.view.history
	for d := range r.view.candidates() {
		each := func(k, at int, metrics []Metric, accounts func(row *SeriesRow, high bool) bool) {
			for _, row := range wanted[k] {
				if !slices.Contains(metrics, row.Metric) || row.Stage != "" != (at >= 0) || at >= 0 && row.Stage != h.pipeline.StageID(at) {
					continue
				}
				if n := len(row.Examples); n < MaxExamples && accounts(row, row.Value.Value > *row.LimitHigh) {
					if id := h.deals.at(d); n == 0 || row.Examples[n-1] != id {
						row.Examples = append(row.Examples, id)
					}
				}
			}
		}
		r.read(d, r.examples(each))
	}
}

// examples returns what is to be heard of a deal to know which rows it accounts for.
func (r *seriesReader) examples(each func(k, at int, metrics []Metric, accounts func(row *SeriesRow, high bool) bool)) seriesEvents {
	h := r.view.history
	// Of a share, the cases that account for its side: those that have it where it is high, those that have not where it is low.
	share := func(has bool) func(*SeriesRow, bool) bool {
		return func(_ *SeriesRow, high bool) bool { return has == high }
	}
	beyond := func(x float64) func(*SeriesRow, bool) bool {
		return func(row *SeriesRow, high bool) bool {
			middle := (*row.LimitLow + *row.LimitHigh) / 2
			return high && x > middle || !high && x < middle
		}
	}
	all := func(*SeriesRow, bool) bool { return true }
	return seriesEvents{
		enter: func(k, at int) { each(k, at, []Metric{MetricEntries}, all) },
		leave: func(k int, s stay, days int64) {
			on := onward(h.pipeline, s)
			each(k, s.stage, []Metric{MetricConversion}, share(on))
			each(k, s.stage, []Metric{MetricDropOff}, share(lostTo(h.pipeline, s.next)))
			each(k, s.stage, []Metric{MetricCycle}, beyond(float64(days)))
		},
		close: func(k int, c seriesClose) {
			each(k, wholeFunnel, []Metric{MetricConversion}, share(c.won))
			each(k, wholeFunnel, []Metric{MetricDropOff}, share(!c.won))
			if c.aged {
				each(k, wholeFunnel, []Metric{MetricCycle}, beyond(float64(c.days)))
			}
			if c.aged && c.won {
				each(k, wholeFunnel, []Metric{MetricWonCycle}, beyond(float64(c.days)))
			}
		},
		open: func(o seriesOpen) {
			for k := o.from; k < o.to; k++ {
				each(k, o.stage, []Metric{MetricOpenDeals, MetricOpenAmount}, all)
			}
		},
	}
}
