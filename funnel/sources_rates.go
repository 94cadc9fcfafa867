package funnel

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// The estimators of sources by name.
const (
	methodCostPer    = "cost / count, Poisson-Jeffreys interval"
	methodReturn     = "(won amount − cost) / cost"
	methodAcceptDays = "Aalen-Johansen median of the accepted"
)

// sourceRow counts the deals that a source delivered, and estimates its rates.
func (v *View) sourceRow(name string, deals []sourcedDeal, days int) (SourceRow, error) {
	row := SourceRow{Source: name, Delivered: int64(len(deals))}
	answers, ends := newWaits(), newWaits()
	for i := range deals {
		x := &deals[i]
		switch {
		case x.reached:
			row.Accepted++
			v.spell(answers, x, waitReached, x.accepted)
		case x.outcome == stage.Lost:
			row.Refused++
			v.spell(answers, x, waitMissed, x.ended)
		default:
			row.Waiting++
			v.spell(answers, x, -1, v.asOf)
		}
		switch x.outcome {
		case stage.Won:
			row.Won++
			v.spell(ends, x, waitReached, x.ended)
		case stage.Lost:
			row.Lost++
			v.spell(ends, x, waitMissed, x.ended)
		default:
			row.Open++
			v.spell(ends, x, -1, v.asOf)
		}
		if err := row.FirstTouch.take(x); err != nil {
			return row, err
		}
	}
	row.rates(answers, ends, days)
	return row, nil
}

// spell takes one deal into a table, from its creation to an instant; a next below 0 is one that waits.
func (v *View) spell(l *LifeTable, x *sourcedDeal, next int, until int64) {
	clock := v.history.clock
	began := clock.day(x.created)
	since := int64(0)
	if x.observed > x.created {
		since = max(v.seenFrom(x.observed)-began, 0)
	}
	if clock.day(until) > v.lastDay() { // the view's own day is not over: nothing of it counts, so that those who wait do not count less
		next, until = -1, v.asOf
	}
	l.add(waitOpen, next, since, clock.day(until)-began)
}

// rates estimates what the two tables tell.
func (r *SourceRow) rates(answers, ends *LifeTable, days int) {
	wait, accept := sourceCurves(answers)
	_, win := sourceCurves(ends)
	r.AcceptedShare, r.WinRate = accept.At(days), win.At(days)
	r.DaysToAnswer = wait.Quantile(0.5)
	if n := len(accept.f); n > 0 && accept.f[n-1] > 0 {
		for t, f := range accept.f {
			if f >= accept.f[n-1]/2*(1-sameShare) {
				r.DaysToAccept = sf.Estimate{Value: float64(t), N: r.Accepted, Left: r.Waiting, Method: methodAcceptDays}
				break
			}
		}
	}
	if r.Waiting > 0 && !r.DaysToAccept.IsZero() {
		r.DaysToAccept.Warnings = append(r.DaysToAccept.Warnings, sf.NewNote(CodeSourceWaiting, "", sf.F("n", sf.Int(r.Waiting))))
	}
}

// sourceCurves returns the curves of one table. Their warnings name its stages, which are none of the pipeline's.
func sourceCurves(l *LifeTable) (*Survival, *Incidence) {
	h, _ := l.Hazards(HazardOptions{}) // one stage and 36,525 days are never too many
	s, _ := h.Survival("open")
	f, _ := h.Incidence("open", "reached")
	s.warnings, f.warnings = nil, nil
	return s, f
}

// price says what a row's deals cost, where its cost is known of all of them.
func (r *SourceRow) price(known bool) {
	if !known || !r.Cost.Known() {
		return
	}
	r.CostPerAccept = costPer(r.Cost, r.Accepted, r.Waiting, CodeSourceWaiting)
	for _, credit := range []*SourceCredit{&r.FirstTouch, &r.LastTouch} {
		credit.CostPerWin = costPer(r.Cost, credit.Won.Deals, credit.Open, CodeSourceOpen)
		credit.Return = returnOf(r.Cost, credit.Won, credit.Open)
	}
}

// costPer divides a cost by a count of which more may come.
func costPer(cost sf.Money, n, left int64, more sf.Code) sf.Estimate {
	if n == 0 {
		return sf.Estimate{}
	}
	c, low, high := cost.Float64(), mathext.GammaIncRegInv(float64(n)+0.5, alpha/2), mathext.GammaIncRegInv(float64(n)+0.5, 1-alpha/2)
	e := sf.Estimate{Value: c / float64(n), Low: c / high, High: c / low, Level: level, N: n, Left: left, Method: methodCostPer}
	if left > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(more, "", sf.F("n", sf.Int(left))))
	}
	return e
}

// returnOf returns what came of a cost.
func returnOf(cost sf.Money, won Tally, left int64) sf.Estimate {
	if cost.Sign() == 0 {
		return sf.Estimate{}
	}
	earned := 0.0
	if won.Amount.Known() {
		earned = won.Amount.Float64()
	}
	share := (earned - cost.Float64()) / cost.Float64()
	if math.IsInf(share, 0) || won.Deals > 0 && won.Unpriced == won.Deals {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: share, N: won.Deals - won.Unpriced, Left: left, Method: methodReturn}
	if left > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeSourceOpen, "", sf.F("n", sf.Int(left))))
	}
	if won.Unpriced > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeSourceUnpriced, "", sf.F("n", sf.Int(won.Unpriced))))
	}
	return e
}
