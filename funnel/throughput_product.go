package funnel

import (
	"errors"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	methodThroughput = "arrivals × probability of a win × mean won amount"
	methodEver       = methodRenewal + ", of new deals"
)

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
	weeks, perDay, unseen := then.arrivalsPerDay(span)
	t.ArrivalsPerDay = perDay
	t.Warnings = append(t.Warnings, weeks.warnings()...)
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

// arrivalsPerDay counts the deals that come into their first stage in a span; unseen are those that were closed by then.
func (v *View) arrivalsPerDay(s paceSpan) (weeks *weekCounts, e sf.Estimate, unseen int64) {
	weeks = v.history.clock.weeksIn(s.from, s.to)
	for d := range v.candidates() {
		v.follow(d, listener{move: func(from, to, row int) {
			at := v.history.rows.at[row]
			switch {
			case from >= 0 || at < s.from: // the view ends where the span does
			case v.history.pipeline.Outcome(to) != stage.Open:
				unseen++
			default:
				weeks.count(at)
			}
		}})
	}
	days := weeks.weeks() * 7
	e = sf.Estimate{Value: float64(weeks.sum()) / days, N: weeks.sum(), Left: unseen, Method: methodArrivals}
	if len(weeks.weekly) > 0 {
		low, high := newArrivals(weeks.weekly, weeks.rest).rate()
		e.Low, e.High = around(e.Value, low/7, high/7)
		e.Level = level
	}
	return weeks, e, unseen
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

// productOf multiplies independent estimates and joins their intervals on the log scale; a factor of 0 counts above with its upper end.
func productOf(factors ...sf.Estimate) sf.Estimate {
	if slices.ContainsFunc(factors, sf.Estimate.IsZero) {
		return sf.Estimate{}
	}
	out := sf.Estimate{Value: 1, N: factors[0].N, Method: methodThroughput}
	top, down, up, known := 1.0, 0.0, 0.0, true
	for _, e := range factors {
		out.Value *= e.Value
		switch {
		case !e.HasInterval() || e.Value < 0:
			known = false
		case e.Value == 0:
			top *= e.High
		default:
			low, high := math.Log(e.Value/e.Low), math.Log(e.High/e.Value) // +Inf where low is 0
			down, up = down+low*low, up+high*high
			top *= e.Value
		}
	}
	if known {
		out.Low, out.High, out.Level = out.Value*math.Exp(-math.Sqrt(down)), top*math.Exp(math.Sqrt(up)), level
	}
	return out
}
