package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// seriesColumn is what was counted of one stage, or of the whole funnel, by period.
type seriesColumn struct {
	entered, left, onward, lost, days []int64 // of the whole funnel, left, onward and lost are closed, won and lost deals
	aged                              []int64 // closed deals that days are of
	wins, wonDays                     []int64 // of the whole funnel
	open, priced                      []int64 // at the end
	below                             []int64 // of them: with an amount below 0
	amount                            []sf.Money
	tails                             []float64 // fourth powers of what came in and went out
}

func newSeriesColumn(n int) *seriesColumn {
	c := &seriesColumn{amount: make([]sf.Money, n+1), tails: make([]float64, n+1)}
	for _, list := range c.lists() {
		*list = make([]int64, n+1) // what is open is kept as differences, which end one place later
	}
	return c
}

func (c *seriesColumn) lists() [11]*[]int64 {
	return [...]*[]int64{&c.entered, &c.left, &c.onward, &c.lost, &c.days, &c.aged, &c.wins, &c.wonDays, &c.open, &c.priced, &c.below}
}

// seriesTable is what was counted, by stage; the whole funnel comes first.
type seriesTable struct {
	reader   *seriesReader
	amounts  bool   // are asked for
	currency string // of the amounts; see foreign
	foreign  map[string]bool
	columns  []*seriesColumn
	last     []seriesOpen // by column: where the present deal was open before
}

// tabulate counts all deals of a view, and their amounts, which are in one currency, where these are asked for.
func (r *seriesReader) tabulate(amounts bool, currency string) (*seriesTable, error) {
	n := r.view.history.pipeline.Len()
	t := &seriesTable{
		reader: r, amounts: amounts, currency: currency, foreign: make(map[string]bool),
		columns: make([]*seriesColumn, n+1), last: make([]seriesOpen, n+1),
	}
	for i := range t.columns {
		t.columns[i] = newSeriesColumn(len(r.from))
	}
	var fault error
	events := seriesEvents{enter: t.enter, leave: t.leave, close: t.close, open: func(o seriesOpen) {
		if err := t.open(o); err != nil {
			fault = err
		}
	}}
	for d := range r.view.candidates() {
		r.read(d, events)
		for i := range t.last {
			t.flow(i, seriesOpen{})
		}
	}
	if fault != nil {
		return nil, fault
	}
	if len(t.foreign) > 0 {
		t.foreign[currency] = true
		_, err := onlyCurrency(t.foreign)
		return nil, err
	}
	if err := t.add(); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *seriesTable) enter(k, at int) { t.columns[at+1].entered[k]++ }

func (t *seriesTable) leave(k int, s stay, days int64) {
	c := t.columns[s.stage+1]
	c.left[k]++
	c.aged[k]++
	c.days[k] += days
	switch {
	case onward(t.reader.view.history.pipeline, s):
		c.onward[k]++
	case lostTo(t.reader.view.history.pipeline, s.next):
		c.lost[k]++
	}
}

// lostTo reports whether a stage is one where deals are lost.
func lostTo(p *stage.Pipeline, next int) bool { return p.Outcome(next) == stage.Lost }

// onward reports whether a stay ended in a later open stage, or won.
func onward(p *stage.Pipeline, s stay) bool {
	outcome := p.Outcome(s.next)
	return outcome == stage.Won || outcome == stage.Open && s.next > s.stage
}

func (t *seriesTable) close(k int, x seriesClose) {
	c := t.columns[0]
	c.left[k]++
	if x.won {
		c.onward[k]++
	} else {
		c.lost[k]++
	}
	if !x.aged {
		return
	}
	c.aged[k]++
	c.days[k] += x.days
	if x.won {
		c.wins[k]++
		c.wonDays[k] += x.days
	}
}

// open counts a deal at the ends of some periods.
func (t *seriesTable) open(o seriesOpen) error {
	c := t.columns[o.stage+1]
	c.open[o.from]++
	c.open[o.to]--
	if !t.amounts {
		return nil
	}
	t.flow(o.stage+1, o)
	m := t.money(o)
	if !m.Known() {
		return nil
	}
	if m.Currency() != t.currency {
		t.foreign[m.Currency()] = true
		return nil
	}
	c.priced[o.from]++
	c.priced[o.to]--
	if m.Sign() < 0 {
		c.below[o.from]++
		c.below[o.to]--
	}
	if err := addMoney(&c.amount[o.from], m); err != nil {
		return err
	}
	return addMoney(&c.amount[o.to], m.Neg())
}

func (t *seriesTable) money(o seriesOpen) sf.Money {
	m, _ := t.reader.view.history.value(o.amount).Money()
	return m
}

// flow notes what comes in or goes out of a column, now that it is known where the deal is next; the zero next is nowhere.
func (t *seriesTable) flow(column int, next seriesOpen) {
	c, last := t.columns[column], t.last[column]
	was, is := t.money(last).Float64(), t.money(next).Float64()
	if last.to > 0 && next.to > 0 && next.from == last.to {
		c.tails[next.from] += math.Pow(is-was, 4)
	} else {
		if last.to > 0 {
			c.tails[last.to] += math.Pow(was, 4)
		}
		if next.to > 0 {
			c.tails[next.from] += math.Pow(is, 4)
		}
	}
	t.last[column] = next
}

// add turns the differences of what is open into sums.
func (t *seriesTable) add() error {
	for _, c := range t.columns {
		for k := 1; k < len(c.open); k++ {
			c.open[k] += c.open[k-1]
			c.priced[k] += c.priced[k-1]
			c.below[k] += c.below[k-1]
			if err := addMoney(&c.amount[k], c.amount[k-1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// row returns one row of a table as it stands: the value, what it is of, and how charts see it. days are those of the period.
func (t *seriesTable) row(m Metric, at, k int, days float64) (SeriesRow, reading) {
	c := t.columns[at+1]
	row := SeriesRow{Metric: m}
	switch m {
	case MetricEntries:
		return row.counted(c.entered[k], days)
	case MetricConversion:
		return row.shared(c.onward[k], c.left[k])
	case MetricDropOff:
		return row.shared(c.lost[k], c.left[k])
	case MetricCycle:
		row, r := row.averaged(c.days[k], c.aged[k])
		row.Value.Left = c.left[k] - c.aged[k]
		return row, r
	case MetricWonCycle:
		row, r := row.averaged(c.wonDays[k], c.wins[k])
		row.Value.Left = c.onward[k] - c.wins[k]
		return row, r
	case MetricOpenDeals:
		row, r := row.counted(c.open[k], 1)
		r.tails = 0
		return row, r
	case MetricOpenAmount:
		row, r := row.priced(c.amount[k], c.open[k], c.priced[k], t.currency)
		r.tails, r.below = c.tails[k], c.below[k] > 0
		return row, r
	}
	return row, reading{}
}

const (
	methodCounted  = "count"
	methodShared   = "share"
	methodAveraged = "mean"
	methodSum      = "sum"
)

func (row SeriesRow) counted(x int64, days float64) (SeriesRow, reading) {
	row.N = x
	row.Value = sf.Estimate{Value: float64(x), N: x, Method: methodCounted}
	return row, reading{x: float64(x), n: days}
}

func (row SeriesRow) shared(x, n int64) (SeriesRow, reading) {
	row.N = n
	if n > 0 {
		row.Value = closedShare(x, n, methodShared)
	}
	return row, reading{x: float64(x), n: float64(n)}
}

func (row SeriesRow) averaged(sum, n int64) (SeriesRow, reading) {
	row.N = n
	if n > 0 {
		row.Value = sf.Estimate{Value: float64(sum) / float64(n), N: n, Method: methodAveraged}
	}
	return row, reading{x: float64(sum), n: float64(n)}
}

// priced is a sum of amounts; it cannot be said where deals are open and none has an amount.
func (row SeriesRow) priced(sum sf.Money, open, priced int64, currency string) (SeriesRow, reading) {
	row.N = open
	switch {
	case priced > 0:
		row.Amount = sum
	case open == 0 && sum.Known():
		row.Amount = sum // nothing is open
	case open == 0:
		row.Amount, _ = sf.ParseMoney("0", currency)
	default:
		return row, reading{}
	}
	row.Value = sf.Estimate{Value: row.Amount.Float64(), N: priced, Left: open - priced, Method: methodSum}
	return row, reading{x: row.Value.Value, n: 1}
}
