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
	currency     string
	tally        Tally
	mean, square float64 // of those with an amount, by Welford 1962, Technometrics 4
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
		change := amount.Float64() - a.mean
		a.mean += change / float64(a.priced())
		a.square += change * (amount.Float64() - a.mean)
	}
	return nil
}

// priced returns how many won deals have an amount.
func (a *flowAmounts) priced() int64 { return a.tally.Deals - a.tally.Unpriced }

// value returns the mean amount, of the exact sum.
func (a *flowAmounts) value() float64 { return a.tally.Amount.Float64() / float64(a.priced()) }

// spread returns the standard error of the mean amount; it needs two deals.
func (a *flowAmounts) spread() float64 {
	n := float64(a.priced())
	return math.Sqrt(a.square / (n - 1) / n)
}

func (a *flowAmounts) warnings() []sf.Note {
	var notes []sf.Note
	if a.tally.Unpriced > 0 && a.priced() > 0 {
		notes = append(notes, sf.NewNote(CodeFlowUnpriced, "", sf.F("n", sf.Int(a.tally.Unpriced)), sf.F("of", sf.Int(a.tally.Deals))))
	}
	if a.priced() < 2 {
		notes = append(notes, sf.NewNote(CodeFlowAmounts, "", sf.F("n", sf.Int(a.priced())), sf.F("want", sf.Int(2))))
	}
	return notes
}

// mostSpread bounds the exponent of a drawn amount: with two deals t has no mean, and nothing is known anyway.
const mostSpread = 50

// draw draws a mean amount.
func (a *flowAmounts) draw(r *rand.Rand) float64 {
	n := a.priced()
	switch {
	case n == 0:
		return 0
	case n == 1:
		return a.value()
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1), Src: r}.Rand()
	mean := a.value()
	if mean <= 0 {
		return mean + t*a.spread()
	}
	return mean * math.Exp(math.Min(t*a.spread()/mean, mostSpread))
}
