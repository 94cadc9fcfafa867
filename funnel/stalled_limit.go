package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// stageLimit is the limit of one stage and what is known beside it.
type stageLimit struct {
	known   bool
	source  LimitSource
	holds   stage.Limit // the limit that holds, if it is known; a learned one may be of 0 days
	learned sf.Estimate
	win     float64 // the probability to win from the stage
}

// stageLimits returns the limit of each stage.
func (v *View) stageLimits(q float64) []stageLimit {
	p := v.history.pipeline
	limits := make([]stageLimit, p.Len())
	for i := range limits {
		l := &limits[i]
		if l.holds = p.Limit(i); !l.holds.IsZero() {
			l.known = true
		}
		l.win = 1
		if configured, ok := p.Probability(i); ok {
			l.win = configured
		}
	}
	v.learnLimits(limits, q)
	for i := range limits {
		if l := &limits[i]; !l.known && !l.learned.IsZero() {
			l.known, l.source = true, LimitLearned
			l.holds = stage.Limit{Days: int(l.learned.Value), Working: v.history.options.Working}
		}
	}
	return limits
}

// learnLimits adds what the view can learn: nothing when it has more ages than can be kept, or a stage that no deal can end from.
func (v *View) learnLimits(limits []stageLimit, q float64) {
	hazards, err := v.LifeTable(1).Hazards(HazardOptions{})
	if err != nil {
		return
	}
	matrix, err := hazards.Matrix()
	if err != nil {
		return
	}
	chain, err := matrix.Chain()
	if err != nil {
		return
	}
	win := chain.win
	for i := range limits {
		if !math.IsNaN(win[i]) {
			limits[i].win = win[i]
		}
	}
	for at, i := range hazards.k.open {
		if win[i] > 0 {
			limits[i].learned = hazards.winnersStay(at, win, q)
		}
	}
}

// methodWinnersStay is the name of the estimator of learned limits.
const methodWinnersStay = "quantile of the stay given a win"

// yearOn is how many days beyond the oldest age seen a stay may still end in a win that counts.
const yearOn = 365

// winnersStay returns within how many days a share q of the deals that go on to win from a stage have left it.
func (h *Hazards) winnersStay(at int, win []float64, q float64) sf.Estimate {
	f, hazard, tail := h.flows[at], h.k.hazard[at], h.k.tail[at]
	left, there := make([]float64, len(f.risk)), 1.0 // of all stays: those that left towards a win, by age, and those that are left
	won := 0.0
	for u := range left {
		leave := 0.0
		for _, j := range f.to {
			leave += hazard[j][u]
			won += there * hazard[j][u] * win[j]
		}
		left[u], there = won, there*(1-leave)
	}
	within := there * -math.Expm1(yearOn*math.Log1p(-tail.rate)) // those that leave within a year more
	for _, j := range f.to {
		won += within * tail.split[j] * win[j]
	}
	for u, share := range left {
		if share >= q*won-sameShare {
			return sf.Estimate{Value: float64(u), N: f.winners(win), Left: f.stays - int64(f.sum), Method: methodWinnersStay}
		}
	}
	return sf.Estimate{}
}

// winners returns how many moves that lead to a win alike say as much of it as those that were seen.
func (f *flow) winners(win []float64) int64 {
	sum, squares := 0.0, 0.0
	for k, j := range f.to {
		sum += f.left[k] * win[j]
		squares += f.left[k] * win[j] * win[j]
	}
	return int64(math.Round(sum * sum / squares))
}

// fewToLearn is how many moves towards a win a learned limit should stand on.
const fewToLearn = 10

func (l *stageLimit) warnings(id string, unjudged []string) (notes []sf.Note) {
	switch n := int64(len(unjudged)); {
	case n > 0:
		notes = append(notes, sf.NewNote(CodeStalledNoLimit, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(n)), sf.F("examples", sf.Text(someOf(unjudged)))))
	case l.source == LimitLearned && l.learned.N < fewToLearn:
		notes = append(notes, sf.NewNote(CodeStalledFew, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(l.learned.N))))
	}
	return notes
}
