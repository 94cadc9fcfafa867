package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Curves say when deals end: the probability that a deal in a stage, at an age, is won or comes to another end before each horizon. They
// are made by [Hazards.Curves], immutable, and safe for concurrent use. Stages are indexes of the pipeline in the methods that are
// asked for every open deal, and ids in those that also say how sure an answer is.
//
// Time is counted in the units of the hazards, days unless said otherwise. A horizon of h is half-open: it holds the h units that begin
// now, so that before 0 nothing happens, and 1 is today. An age of a says that the deal has been in its stage for a units and was still
// there when the present unit began.
//
// A deal that enters a stage is supposed to have no memory of how it came there: the process is semi-Markov, and the curves are exact
// given that. What was observed of the ages reaches only so far, and beyond it the tail of the hazards speaks. How much of an answer
// that is comes with it: the extrapolated share is the probability that the deal's path, before the horizon and whatever end it
// takes, is in some stage at an age at which nobody was observed. The answer cannot be wrong by more than that because of the tail.
type Curves struct {
	k       *kernel
	stages  *stages
	p       *process
	horizon int
	ends    []int // stage → its place among the ends, −1 for an open one
	wins    []int // the won stages, as ends
	all     []int // every end
	time    *solution
	unseen  *solution
	now     []float64 // (I − A₀)⁻¹ of p
}

// mostHorizon is the longest horizon, ten years of days.
const mostHorizon = 3660

// Curves solves the Markov renewal equations of the hazards once, for all stages, ages and ends, to a horizon in units of 1 to 3660:
//
//	W_i(h) = Σ_{u<h} f_i,end(u) + Σ_{j open} Σ_{u<h} f_ij(u)·W_j(h−u)    f_ij(u) = Π_{v<u} (1 − Σ_l h_il(v)) · h_ij(u)
//
// W_i(h) is the probability of the end before h units have passed since stage i was entered, h_ij(u) the hazard to move from i to j at
// age u, and u = 0 a move within the unit of entry (Çinlar 1969, Advances in Applied Probability 1; Howard 1971, Dynamic Probabilistic
// Systems, vol. II, ch. 10; for transition probabilities of stages in general, Andersen and Keiding 2002, Statistical Methods in
// Medical Research 11). A deal of age a has its present stay conditioned on having lasted a units.
//
// The cost is horizon × (ends + 1) × Σ_i ages_i·(1 + moves_i), and about 32 MB are kept for lookups at most. The error is an
// [*sf.InvalidError]: a horizon out of range, or the stages in which deals go round without time, where I − A₀ is singular (A₀: the moves
// between open stages at age 0).
func (h *Hazards) Curves(horizon int) (*Curves, error) {
	return curvesOf(h.kernel(), h.stages, horizon)
}

func curvesOf(k *kernel, s *stages, horizon int) (*Curves, error) {
	var faults []sf.Note
	if horizon < 1 || horizon > mostHorizon {
		faults = append(faults, sf.NewNote(CodeHorizon, "horizon", sf.F("horizon", sf.Int(int64(horizon))), sf.F("max", sf.Int(mostHorizon))))
	}
	p := k.process(s)
	now, loops := p.instant()
	if err := sf.Invalid(append(faults, loops...)); err != nil {
		return nil, err
	}
	c := &Curves{k: k, stages: s, p: p, horizon: horizon, ends: make([]int, len(s.out)), now: now, time: p.solve(horizon, now)}
	for j, out := range s.out {
		c.ends[j] = -1
		if out == stage.Open {
			continue
		}
		c.ends[j] = len(c.all)
		if out == stage.Won {
			c.wins = append(c.wins, len(c.all))
		}
		c.all = append(c.all, len(c.all))
	}
	beyond := p.beyond(k)
	now, _ = beyond.instant() // of the moves in p, which do not go round without time
	c.unseen = beyond.solve(horizon, now)
	return c, nil
}

// Horizon returns the longest horizon that can be asked for.
func (c *Curves) Horizon() int { return c.horizon }

// Ages returns how many ages the hazards of a stage reach; beyond them all ages are alike. It is 0 for a won or lost stage.
func (c *Curves) Ages(stage int) int {
	if i := c.place(stage); i >= 0 {
		return c.p.laws[i].ages
	}
	return 0
}

// place returns the position of an open stage, −1 for an end. A stage that is none is a mistake of the program.
func (c *Curves) place(stage int) int {
	if uint(stage) >= uint(len(c.k.place)) {
		panic("funnel: no such stage in these curves")
	}
	return c.k.place[stage]
}
