package funnel

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// flowAmounts is what won deals are worth.
type flowAmounts struct {
	currency string
	tally    Tally
	priced   runningMean // of those with an amount
}

// read takes in the deals that were won while the view was looking, by id.
func (a *flowAmounts) read(v *View) error {
	for d := range v.candidates() {
		if s := v.follow(d, listener{}); s.outcome == stage.Won && s.entered >= v.since {
			if err := a.add((Deal{v, d}).Amount()); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes in a won deal.
func (a *flowAmounts) add(amount sf.Money) error {
	if err := a.tally.add(amount); err != nil {
		return err
	}
	if amount.Known() {
		a.priced.add(amount.Float64())
	}
	return nil
}

func (a *flowAmounts) warnings() []sf.Note {
	var notes []sf.Note
	if a.tally.Unpriced > 0 && a.priced.n > 0 {
		notes = append(notes, sf.NewNote(CodeFlowUnpriced, "", sf.F("n", sf.Int(a.tally.Unpriced)), sf.F("of", sf.Int(a.tally.Deals))))
	}
	if a.priced.n < 2 {
		notes = append(notes, sf.NewNote(CodeFlowAmounts, "", sf.F("n", sf.Int(a.priced.n)), sf.F("want", sf.Int(2))))
	}
	return notes
}

// mostSpread bounds the exponent of a drawn amount: with two deals t has no mean, and nothing is known anyway.
const mostSpread = 50

// draw draws a mean amount: as [runningMean.logNormal] has its interval.
func (a *flowAmounts) draw(r *rand.Rand) float64 {
	mean, n := a.priced.mean, float64(a.priced.n)
	if n < 2 {
		return mean
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1, Src: r}.Rand()
	spread := math.Sqrt(a.priced.square / (n - 1) / n)
	if mean <= 0 {
		return mean + t*spread
	}
	return mean * math.Exp(math.Min(t*spread/mean, mostSpread))
}
