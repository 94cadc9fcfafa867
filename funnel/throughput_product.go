package funnel

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	methodWeeklyArrivals = "weekly negative binomial arrivals, gamma posterior"
	methodThroughput     = "arrivals × probability of a win × mean won amount"
	methodEver           = methodRenewal + ", of new deals"
)

// fewWeeks is how many whole weeks should tell how much arrivals vary.
const fewWeeks = 8

func (v *View) throughput(period sf.Period) (*Throughput, error) {
	span, warnings, err := v.paceSpan(period)
	if err != nil {
		return nil, err
	}
	then := *v
	then.asOf = span.to // what comes after the period says nothing of it
	if _, err := then.currency(); err != nil {
		return nil, err
	}
	clock := v.history.clock
	t := &Throughput{From: clock.time(span.from), To: clock.time(span.to), Warnings: warnings}
	var unseen int64
	var weeks []float64
	t.ArrivalsPerDay, t.Dispersion, weeks, unseen = then.arrivalsPerDay(span)
	if len(weeks) < fewWeeks {
		t.Warnings = append(t.Warnings, sf.NewNote(CodeThroughputWeeks, "", sf.F("n", sf.Int(int64(len(weeks)))), sf.F("least", sf.Int(fewWeeks))))
	}
	if unseen > 0 {
		t.Warnings = append(t.Warnings, sf.NewNote(CodeThroughputUnseen, "", sf.F("n", sf.Int(unseen))))
	}
	var faults []sf.Note
	t.WinProbability, faults = then.winProbability()
	t.Warnings = append(t.Warnings, faults...)
	t.MeanAmount = then.meanWonAmount()
	t.AmountPerDay = productOf(t.ArrivalsPerDay, t.WinProbability, t.MeanAmount)
	return t, nil
}

// arrivalsPerDay counts the deals that come into their first stage in a span, by whole weeks back from its end.
func (v *View) arrivalsPerDay(s paceSpan) (e sf.Estimate, dispersion float64, weeks []float64, unseen int64) {
	clock := v.history.clock
	days := clock.civil(s.to) - clock.civil(s.from)
	length := float64(days)
	if days == 0 {
		length = float64(s.to-s.from) / float64(dayMicros)
	}
	weeks = make([]float64, days/7)
	r := &seriesReader{view: v, from: []int64{s.from}, to: []int64{s.to}}
	var n int64
	last := clock.civil(s.to)
	if s.to > s.from && clock.civil(s.to-1) == last {
		last++ // the day that is under way belongs to the newest week
	}
	for d := range v.candidates() {
		v.follow(d, listener{move: func(from, to, row int) {
			at := v.history.rows.at[row]
			if from >= 0 || r.period(at) < 0 {
				return
			}
			if v.history.pipeline.Outcome(to) != stage.Open {
				unseen++
				return
			}
			n++
			if week := (last - 1 - clock.civil(at)) / 7; week < int64(len(weeks)) {
				weeks[week]++
			}
		}})
	}
	dispersion = dispersionOf(weeks)
	e = sf.Estimate{Value: float64(n) / length, N: n, Left: unseen, Level: level, Method: methodWeeklyArrivals}
	shape, rate := float64(n)/dispersion+0.5, length/dispersion
	e.Low, e.High = mathext.GammaIncRegInv(shape, (1-level)/2)/rate, mathext.GammaIncRegCompInv(shape, (1-level)/2)/rate
	if n == 0 {
		e.Low = 0
	}
	return e, dispersion, weeks, unseen
}

// dispersionOf returns the variance of counts over their mean, at least 1.
func dispersionOf(weeks []float64) float64 {
	var m runningMean
	for _, x := range weeks {
		m.add(x)
	}
	if m.n < 2 || m.mean == 0 {
		return 1
	}
	return math.Max(1, m.square/float64(m.n-1)/m.mean)
}

// winProbability returns the probability that a new deal is won, over the stages in which deals begin; faults say why it cannot be said.
func (v *View) winProbability() (e sf.Estimate, faults []sf.Note) {
	h, err := v.LifeTable(0).Hazards(HazardOptions{})
	if err != nil {
		return e, notesOf(err)
	}
	c, err := h.Curves(1)
	if err != nil {
		return e, notesOf(err)
	}
	starts, open := v.beginnings()
	out, all, known := sf.Estimate{Method: methodEver, Left: open}, 0.0, true
	for i, id := range c.stages.ids {
		if starts[i] == 0 {
			continue
		}
		from, err := c.Eventually(id, 0)
		if err != nil {
			return e, notesOf(err)
		}
		if from.IsZero() {
			return e, []sf.Note{sf.NewNote(CodeNoEvidence, "", sf.F("stage", sf.Text(id)), sf.F("missing", sf.Text(id)))}
		}
		w := float64(starts[i])
		all += w
		known = known && from.HasInterval()
		out.Value, out.Low, out.High = out.Value+w*from.Value, out.Low+w*from.Low, out.High+w*from.High
		out.N += starts[i]
		out.Warnings = append(out.Warnings, from.Warnings...)
	}
	if all == 0 {
		return e, []sf.Note{sf.NewNote(CodeNoBeginning, "")}
	}
	out.Value, out.Low, out.High, out.Level = out.Value/all, out.Low/all, out.High/all, level
	if !known {
		out.Low, out.High, out.Level = 0, 0, 0
	}
	return out, nil
}

// notesOf returns what an error says.
func notesOf(err error) []sf.Note {
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) {
		return invalid.Faults
	}
	return nil
}

// beginnings counts the deals that were seen to begin, by the stage in which they did, and the deals that are open.
func (v *View) beginnings() (starts []int64, open int64) {
	starts = make([]int64, v.history.pipeline.Len())
	for d := range v.candidates() {
		first := -1
		s := v.follow(d, listener{move: func(from, to, row int) {
			if from < 0 && v.history.rows.at[row] >= v.since && v.history.pipeline.Outcome(to) == stage.Open {
				first = to
			}
		}})
		if first >= 0 && !s.late {
			starts[first]++
		}
		if s.stage >= 0 && s.outcome == stage.Open {
			open++
		}
	}
	return starts, open
}

// meanWonAmount returns the mean amount of the deals won under observation.
func (v *View) meanWonAmount() sf.Estimate {
	var m runningMean
	var left int64
	for d := range v.candidates() {
		s := v.follow(d, listener{})
		if s.outcome != stage.Won || s.entered < v.since {
			continue
		}
		if amount := (Deal{v, d}).Amount(); amount.Known() {
			m.add(amount.Float64())
		} else {
			left++
		}
	}
	return m.logNormal(methodMeanWon, left)
}

// productOf multiplies independent estimates and joins their intervals on the log scale.
func productOf(factors ...sf.Estimate) sf.Estimate {
	out := sf.Estimate{Value: 1, N: factors[0].N, Level: level, Method: methodThroughput}
	if slices.ContainsFunc(factors, sf.Estimate.IsZero) {
		return sf.Estimate{}
	}
	down, up, positive := 0.0, 0.0, true
	for _, e := range factors {
		out.Value *= e.Value
		if !e.HasInterval() || e.Value <= 0 {
			positive = false
			continue
		}
		low, high := math.Log(e.Value/e.Low), math.Log(e.High/e.Value) // +Inf where low is 0
		down += low * low
		up += high * high
	}
	if !positive {
		out.Level = 0
		return out
	}
	out.Low, out.High = out.Value*math.Exp(-math.Sqrt(down)), out.Value*math.Exp(math.Sqrt(up))
	return out
}
