package funnel_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// seriesOf returns the rows of one metric and stage.
func seriesOf(s *funnel.Series, m funnel.Metric, stageID string) (rows []funnel.SeriesRow) {
	for _, r := range s.Rows {
		if r.Metric == m && r.Stage == stageID {
			rows = append(rows, r)
		}
	}
	return rows
}

// line writes the rows as "value(n)", and "?" for what cannot be said.
func line(rows []funnel.SeriesRow) string {
	var out []string
	for _, r := range rows {
		value := "?"
		if !r.Value.IsZero() {
			value = fmt.Sprintf("%.4g", r.Value.Value)
		}
		out = append(out, fmt.Sprintf("%s(%d)", value, r.N))
	}
	return strings.Join(out, " ")
}

// The two months of the tests of velocity, in four spans of 15 days: what comes to lead on days 0, 2, 5 | 20, 15 | 31, 40 | 59, and so on.
func TestSeriesByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, twoMonths()...).AsOf(base.AddDate(0, 0, 60))
	periods := []sf.Period{daysOf(0, 15), daysOf(15, 30), daysOf(30, 45), daysOf(45, 60)}
	s, err := v.Series(funnel.SeriesOptions{Periods: periods})
	require.NoError(t, err)
	for _, test := range []struct {
		metric funnel.Metric
		stage  string
		want   string
	}{
		{funnel.MetricEntries, "", "3(3) 2(2) 2(2) 2(2)"},          // a b c | d e | f g | h i
		{funnel.MetricEntries, "lead", "3(3) 2(2) 2(2) 1(1)"},      // h begins in demo
		{funnel.MetricEntries, "demo", "1(1) 0(0) 0(0) 1(1)"},      // b | h
		{funnel.MetricEntries, "offer", "0(0) 0(0) 0(0) 0(0)"},     //
		{funnel.MetricConversion, "", "1(1) 0.5(2) 1(1) 0.5(2)"},   // a | b of b c | f | d of d e
		{funnel.MetricConversion, "lead", "1(2) 0(1) 1(1) 0.5(2)"}, // a won, b to demo | c lost | f won | d won, e lost
		{funnel.MetricConversion, "demo", "?(0) 1(1) ?(0) ?(0)"},   // b
		{funnel.MetricDropOff, "", "0(1) 0.5(2) 0(1) 0.5(2)"},      // c | e
		{funnel.MetricDropOff, "lead", "0(2) 1(1) 0(1) 0.5(2)"},    //
		{funnel.MetricCycle, "", "10(1) 15(2) 5(1) 32.5(2)"},       // a | b 20, c 10 | f | d 25, e 40
		{funnel.MetricCycle, "lead", "10(2) 10(1) 5(1) 32.5(2)"},   // a 10, b 10 | c | f | d, e
		{funnel.MetricCycle, "demo", "?(0) 10(1) ?(0) ?(0)"},       //
		{funnel.MetricWonCycle, "", "10(1) 20(1) 5(1) 25(1)"},      //
		{funnel.MetricOpenDeals, "", "2(2) 2(2) 3(3) 3(3)"},        // b c | d e | d e g | g h i
		{funnel.MetricOpenDeals, "demo", "1(1) 0(0) 0(0) 1(1)"},    //
		{funnel.MetricOpenAmount, "", "250(2) ?(2) ?(3) ?(3)"},     // b alone has an amount; d is priced at its close
		{funnel.MetricOpenAmount, "demo", "250(1) 0(0) 0(0) ?(1)"}, //
		{funnel.MetricOpenAmount, "offer", "0(0) 0(0) 0(0) 0(0)"},  //
		{funnel.MetricOpenDeals, "lead", "1(1) 2(2) 3(3) 2(2)"},    // c | d e | d e g | g i
		{funnel.MetricOpenAmount, "lead", "?(1) ?(2) ?(3) ?(2)"},   //
		{funnel.MetricConversion, "offer", "?(0) ?(0) ?(0) ?(0)"},  //
		{funnel.MetricCycle, "offer", "?(0) ?(0) ?(0) ?(0)"},       //
		{funnel.MetricDropOff, "demo", "?(0) 0(1) ?(0) ?(0)"},      //
		{funnel.MetricDropOff, "offer", "?(0) ?(0) ?(0) ?(0)"},     //
		{funnel.MetricOpenDeals, "offer", "0(0) 0(0) 0(0) 0(0)"},   //
	} {
		assert.Equal(t, test.want, line(seriesOf(s, test.metric, test.stage)), "%v of %q", test.metric, test.stage)
	}
	assert.Len(t, s.Charts, 25)
	assert.Len(t, s.Rows, 4*25)
	assert.Equal(t, funnel.AsGiven, s.Unit)
	assert.Zero(t, s.FalseAlarms)
	amount := seriesOf(s, funnel.MetricOpenAmount, "")[0]
	assert.Equal(t, cny(250), amount.Amount)
	assert.EqualValues(t, 1, amount.Value.N)
	assert.EqualValues(t, 1, amount.Value.Left)
	for _, r := range s.Rows {
		assert.Equal(t, funnel.RowTooFew, r.State)
		assert.Nil(t, r.LimitLow)
	}
}

// weekly are n new deals in each week after base, from its beginning on, all of which end lost after a day, but in the last week as many as
// last says.
func weekly(n, weeks, last int) (events []funnel.Event) {
	for w := range weeks {
		count := n + w%2
		if w == weeks-1 {
			count = last
		}
		for i := range count {
			id := fmt.Sprintf("%03d-%03d", w, i)
			at := float64(7*w) + .01*float64(i)
			events = append(events, dealOn(id, at, "lead"), dealOn(id, at+1, "lost"))
		}
	}
	return events
}

func weeksFrom(n int) (list []sf.Period) {
	for w := range n {
		list = append(list, daysOf(7*w, 7*w+7))
	}
	return list
}

// Weeks of 5 and 6 by turns: five times as many is an exception, and says so in both languages with deals to look at; 5 is routine. Of
// the eleven weeks before it the last is left out; the ten have 55, X² = 10·¼/5.5 = .4545 and 9 degrees of freedom, and the next has the mean
// 55.5/10 and 11/10 of φ times that as variance. R 4.2.2, of u = X²/φ up to X²: m <- 5.55; x2 <- .25/.55; integrate(function(p) { u <-
// qchisq(p*pchisq(x2,9),9); r <- 1.1*x2/u; 1-pnbinom(k, m/(r-1), 1/r) }, 1e-12, 1) = .00196 of k = 16, .00120 of 17, on either side of .00135.
func TestSeriesFindsWhatStandsOut(t *testing.T) {
	o := funnel.SeriesOptions{Periods: weeksFrom(12), Metrics: []funnel.Metric{funnel.MetricEntries}}
	for last, want := range map[int]funnel.RowState{5: funnel.RowRoutine, 25: funnel.RowException} {
		v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, weekly(5, 12, last)...).AsOf(base.AddDate(0, 0, 12*7))
		s, err := v.Series(o)
		require.NoError(t, err)
		known := o
		known.AsKnown = true
		same, err := v.Series(known)
		require.NoError(t, err)
		assert.Equal(t, s, same, "nothing was recorded late")
		rows := seriesOf(s, funnel.MetricEntries, "lead")
		for _, r := range rows[:8] {
			assert.Equal(t, funnel.RowTooFew, r.State)
		}
		for _, r := range rows[8:11] {
			assert.Equal(t, funnel.RowRoutine, r.State)
		}
		row := rows[11]
		assert.Equal(t, want, row.State)
		chart := s.Charts[1]
		assert.Equal(t, "lead", chart.Stage)
		assert.Equal(t, 4, chart.Judged)
		assert.InDelta(t, 1-math.Pow(1-.0027, 4), chart.FalseAlarm, 1e-12)
		assert.InDelta(t, 4*4*.0027, s.FalseAlarms, 1e-12, "all, lead, and demo and offer, where nothing ever happens")
		if want == funnel.RowRoutine {
			assert.Zero(t, row.Note)
			continue
		}
		assert.Equal(t, 1, chart.Exceptions)
		assert.Equal(t, funnel.CodeSeriesEntriesHigh, row.Note.Code)
		assert.Equal(t, "many entries into stage lead in 2026-06-13..2026-06-20: 25, where 0 to 17 are routine", row.Note.In(sf.English))
		assert.Equal(t, "2026-06-13..2026-06-20 进入阶段 lead 的商机偏多：25 次，例常范围 0 至 17，属例外", row.Note.In(sf.Chinese))
		assert.Len(t, row.Examples, funnel.MaxExamples)
		assert.Equal(t, "011-000", row.Examples[0])
		assert.Equal(t, funnel.CodeSeriesEntriesAllHigh, seriesOf(s, funnel.MetricEntries, "")[11].Note.Code)
	}
}

// The period that is not over, and those before the first row, are shown and neither judged nor learned from.
func TestSeriesOfPartOfAPeriod(t *testing.T) {
	events := weekly(20, 12, 0)
	o := funnel.SeriesOptions{Periods: append([]sf.Period{daysOf(-14, -7), daysOf(-7, 0)}, weeksFrom(12)...), Metrics: []funnel.Metric{funnel.MetricEntries}}
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...)
	s, err := h.AsOf(base.AddDate(0, 0, 12*7-1)).Series(o)
	require.NoError(t, err)
	rows := seriesOf(s, funnel.MetricEntries, "")
	states := map[funnel.RowState]int{}
	for _, r := range rows {
		states[r.State]++
	}
	assert.Equal(t, map[funnel.RowState]int{funnel.RowPartial: 3, funnel.RowTooFew: 8, funnel.RowRoutine: 3}, states)
	assert.Equal(t, funnel.RowPartial, rows[13].State, "no deal yet in a week that has a day to go is no exception")

	whole, err := h.AsOf(base.AddDate(0, 0, 12*7)).Series(o)
	require.NoError(t, err)
	assert.Equal(t, funnel.RowException, seriesOf(whole, funnel.MetricEntries, "")[13].State)
	assert.Empty(t, seriesOf(whole, funnel.MetricEntries, "")[13].Examples, "nobody came")

	// From a start of observation on, only whole periods after it count.
	s, err = h.Between(base.AddDate(0, 0, 15), base.AddDate(0, 0, 12*7)).Series(o)
	require.NoError(t, err)
	rows = seriesOf(s, funnel.MetricEntries, "")
	assert.Equal(t, funnel.RowPartial, rows[4].State, "it lies in the third week")
	assert.Zero(t, rows[3].N, "what was before it is not counted")
	assert.Equal(t, funnel.RowTooFew, rows[5].State)
	assert.Equal(t, "20(20)", line(rows[6:7]))
}

func TestSeriesDefaults(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{Calendar: sf.Calendar{Location: loc}}, weekly(3, 60, 3)...)
	asOf := time.Date(2027, 4, 1, 0, 0, 0, 0, loc)
	s, err := h.AsOf(asOf).Series(funnel.SeriesOptions{})
	require.NoError(t, err)
	rows := seriesOf(s, funnel.MetricEntries, "")
	require.Len(t, rows, 52)
	assert.Equal(t, time.Monday, rows[0].From.Weekday())
	assert.True(t, rows[51].From.Before(asOf) && rows[51].To.After(asOf))
	clocks := 0
	for _, r := range rows {
		if r.To.Sub(r.From) != 7*day {
			clocks++
		}
	}
	assert.Equal(t, 2, clocks, "clocks go back once and forward once")
	s, err = h.AsOf(asOf).Series(funnel.SeriesOptions{Unit: funnel.ByMonth, Stages: []string{}})
	require.NoError(t, err)
	rows = seriesOf(s, funnel.MetricEntries, "")
	require.Len(t, rows, 24)
	assert.Equal(t, time.Date(2027, 3, 1, 0, 0, 0, 0, loc), rows[23].From)
	assert.True(t, rows[23].To.Equal(asOf), "the month that has just ended is whole")
	assert.NotEqual(t, funnel.RowPartial, rows[23].State)
	assert.Len(t, s.Charts, 7)
}

// By days that are worked a week with a holiday is shorter, and is not expected to bring as much.
func TestSeriesCountsInTheDaysOfTheClock(t *testing.T) {
	o := funnel.Options{Working: true, Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}}
	for i := range 5 { // the last week is one of holidays
		o.Calendar.Holidays = append(o.Calendar.Holidays, sf.DateOf(base).AddDays(11*7+2+i))
	}
	s, err := historyOf(t, sixStages(t, stageForward), o, weekly(50, 12, 0)...).AsOf(base.AddDate(0, 0, 12*7)).Series(
		funnel.SeriesOptions{Periods: weeksFrom(12), Metrics: []funnel.Metric{funnel.MetricEntries}})
	require.NoError(t, err)
	rows := seriesOf(s, funnel.MetricEntries, "")
	assert.Equal(t, funnel.RowTooFew, rows[11].State, "no day was worked")
	assert.Equal(t, funnel.RowRoutine, rows[10].State)
}

func TestSeriesRefuses(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, twoMonths()...).AsOf(base.AddDate(0, 0, 60))
	many := make([]sf.Period, sf.MaxPeriods+1)
	for i := range many {
		many[i] = daysOf(i, i+1)
	}
	for name, test := range map[string]struct {
		o    funnel.SeriesOptions
		want []sf.Code
	}{
		"unit":      {funnel.SeriesOptions{Unit: 9}, []sf.Code{funnel.CodeSeriesUnit}},
		"no given":  {funnel.SeriesOptions{Unit: funnel.AsGiven}, []sf.Code{funnel.CodeSeriesUnit}},
		"count":     {funnel.SeriesOptions{Count: -1}, []sf.Code{funnel.CodeSeriesCount}},
		"huge":      {funnel.SeriesOptions{Count: math.MaxInt}, []sf.Code{funnel.CodeSeriesCount}},
		"periods":   {funnel.SeriesOptions{Periods: many, Stages: []string{}}, []sf.Code{funnel.CodeSeriesCount}},
		"size":      {funnel.SeriesOptions{Periods: many[:sf.MaxPeriods]}, []sf.Code{funnel.CodeSeriesSize}},
		"order":     {funnel.SeriesOptions{Periods: []sf.Period{daysOf(0, 9), daysOf(8, 12)}}, []sf.Code{funnel.CodeSeriesOrder}},
		"empty":     {funnel.SeriesOptions{Periods: []sf.Period{{}}}, []sf.Code{funnel.CodePeriod}},
		"metric":    {funnel.SeriesOptions{Metrics: []funnel.Metric{9, 0, 0}}, []sf.Code{funnel.CodeSeriesMetric, funnel.CodeSeriesMetric}},
		"stage":     {funnel.SeriesOptions{Stages: []string{"won", "x", "lead", "lead"}}, []sf.Code{funnel.CodeSeriesStage, funnel.CodeSeriesStage, funnel.CodeSeriesStage}},
		"baseline":  {funnel.SeriesOptions{Baseline: 3}, []sf.Code{funnel.CodeSeriesBaseline}},
		"level":     {funnel.SeriesOptions{Level: math.NaN()}, []sf.Code{funnel.CodeSeriesLevel}},
		"level low": {funnel.SeriesOptions{Level: -1, Baseline: -1}, []sf.Code{funnel.CodeSeriesBaseline, funnel.CodeSeriesLevel}},
	} {
		_, err := v.Series(test.o)
		assert.Equal(t, test.want, codesOf(faultsOf(t, err)), name)
	}
	_, err := v.Series(funnel.SeriesOptions{Periods: many[:sf.MaxPeriods], Stages: []string{}})
	require.NoError(t, err, "ten thousand days")

	usd := append(twoMonths(), but(dealOn("u", 50, "lead"), func(e *funnel.Event) { e.Amount = money(5, "USD") }))
	mixed := historyOf(t, sixStages(t, stageForward), funnel.Options{}, usd...).AsOf(base.AddDate(0, 0, 60))
	_, err = mixed.Series(funnel.SeriesOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, err)))
	_, err = mixed.Series(funnel.SeriesOptions{Metrics: []funnel.Metric{funnel.MetricEntries}})
	require.NoError(t, err, "entries have no currency")

	// A deal whose amount was in dollars once: what was open then does not add either.
	once := append(twoMonths(), but(dealOn("g", 41, ""), func(e *funnel.Event) { e.Amount = money(5, "USD") }), paid(dealOn("g", 59.5, ""), 3))
	_, err = historyOf(t, sixStages(t, stageForward), funnel.Options{}, once...).AsOf(base.AddDate(0, 0, 60)).Series(
		funnel.SeriesOptions{Periods: []sf.Period{daysOf(0, 45), daysOf(45, 60)}})
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, err)))
	_, err = historyOf(t, sixStages(t, stageForward), funnel.Options{}, once...).AsOf(base.AddDate(0, 0, 60)).Series(
		funnel.SeriesOptions{Periods: []sf.Period{daysOf(0, 45), daysOf(45, 60)}, AsKnown: true})
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, err)))
}

func TestSeriesOfSumsTooLarge(t *testing.T) {
	digits := strings.Repeat("9", sf.MaxDigits)
	huge, err := sf.ParseMoney(digits, "CNY")
	require.NoError(t, err)
	var events []funnel.Event
	for _, id := range []string{"a", "b", "c"} {
		events = append(events, but(dealOn(id, 1, "lead"), func(e *funnel.Event) { e.Amount = huge }))
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 60))
	_, err = v.Series(funnel.SeriesOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesOf(faultsOf(t, err)))
	for i := range events {
		events = append(events, dealOn(events[i].Deal, 3, "won"))
	}
	_, err = historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 60)).Velocity(daysOf(0, 60))
	assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesOf(faultsOf(t, err)))
}

// The rows of two halves of the deals add up to those of the whole, counts and money alike.
func TestSeriesOfPartsAddUp(t *testing.T) {
	s := simulate.B2B()
	s.End = s.Start.AddDate(0, 9, 0)
	v := pricedHistory(t, s, 4).AsOf(s.End)
	whole, err := v.Series(funnel.SeriesOptions{Count: 30})
	require.NoError(t, err)
	var parts []*funnel.Series
	for rest := range 2 {
		part, err := v.Select(func(d funnel.Deal) bool { return int(d.ID()[len(d.ID())-1])%2 == rest }).Series(funnel.SeriesOptions{Count: 30})
		require.NoError(t, err)
		parts = append(parts, part)
	}
	for i, r := range whole.Rows {
		a, b := parts[0].Rows[i], parts[1].Rows[i]
		require.Equal(t, r.N, a.N+b.N)
		sum, err := a.Amount.Add(b.Amount)
		require.NoError(t, err)
		if r.Amount.Known() {
			require.True(t, sum.Equal(r.Amount), "%v and %v are not %v", a.Amount, b.Amount, r.Amount)
		}
	}
}

// Of a history that is recorded when it happens a row is the same whenever it is asked for, and by later rows unchanged. Where rows are recorded
// late, the newest row is thin, unless each is taken as it was known.
func TestSeriesAsKnown(t *testing.T) {
	s := simulate.B2B()
	s.Recording = simulate.Recording{}
	s.End = s.Start.AddDate(1, 0, 0)
	h := pricedHistory(t, s, 9)
	now, err := h.AsOf(s.End).Series(funnel.SeriesOptions{Count: 30})
	require.NoError(t, err)
	known, err := h.AsOf(s.End).Series(funnel.SeriesOptions{Count: 30, AsKnown: true})
	require.NoError(t, err)
	require.Equal(t, now, known)

	s.Recording = simulate.Recording{Lag: simulate.Exponential(10)}
	s.Arrivals = simulate.Arrivals{PerDay: 6}
	s.End = time.Date(2024, 12, 30, 0, 0, 0, 0, s.Start.Location()) // a Monday
	h = pricedHistory(t, s, 9)
	o := funnel.SeriesOptions{Metrics: []funnel.Metric{funnel.MetricEntries}, Stages: []string{}}
	state := func(o funnel.SeriesOptions) funnel.SeriesRow {
		x, err := h.AsOf(s.End).Series(o)
		require.NoError(t, err)
		return x.Rows[len(x.Rows)-1]
	}
	// Of the 42 deals of a week 1 − 10/7·(1 − exp(−7/10)) = .28 are on record at its end: an exception that is none.
	assert.Equal(t, funnel.RowException, state(o).State)
	o.AsKnown = true
	assert.Equal(t, funnel.RowRoutine, state(o).State)
	last := state(o)
	then, err := h.AsOf(s.End).Series(funnel.SeriesOptions{Metrics: o.Metrics, Stages: o.Stages})
	require.NoError(t, err)
	assert.InDelta(t, then.Rows[len(then.Rows)-1].Value.Value, last.Value.Value, 0, "the newest row is the same in both")
}

// An exception of a later row leaves the limits of earlier ones as they are.
func TestSeriesJudgesByWhatWasBefore(t *testing.T) {
	o := funnel.SeriesOptions{Periods: weeksFrom(20)}
	short, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, weekly(5, 16, 6)...).AsOf(base.AddDate(0, 0, 16*7)).Series(o)
	require.NoError(t, err)
	long, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, weekly(5, 20, 60)...).AsOf(base.AddDate(0, 0, 20*7)).Series(o)
	require.NoError(t, err)
	for _, m := range []funnel.Metric{funnel.MetricEntries, funnel.MetricOpenDeals, funnel.MetricCycle, funnel.MetricDropOff} {
		assert.Equal(t, seriesOf(short, m, "")[:15], seriesOf(long, m, "")[:15], m)
	}
}

// A change that comes slowly does not become its own measure. New deals rise from 20 a week by 4 a week, for eight weeks: the baseline of each ends
// before the rise does. With all rows before it as baseline the last, 52, would be within the limits.
func TestSeriesDoesNotLearnFromWhatItJudges(t *testing.T) {
	var events []funnel.Event
	for w := range 50 {
		n := 20 + w%3 - 1 + 4*max(0, w-41)
		for i := range n {
			events = append(events, dealOn(fmt.Sprintf("%03d-%03d", w, i), float64(7*w)+.01*float64(i), "lead"))
		}
	}
	s, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 350)).Series(
		funnel.SeriesOptions{Periods: weeksFrom(50), Metrics: []funnel.Metric{funnel.MetricEntries}, Stages: []string{}})
	require.NoError(t, err)
	last := s.Rows[49]
	assert.Equal(t, funnel.RowException, last.State)
	assert.InDelta(t, 52, last.Value.Value, 1)
	assert.Less(t, *last.LimitHigh, 42., "by 26 weeks of 20, of which eight before it are not among them")
}
