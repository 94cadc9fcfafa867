package simulate

import "fmt"

// Truth holds exact quantities of a [Spec], from absorbing-chain algebra (Kemeny and Snell 1976, chapter 3). Slices are
// indexed like Spec.Stages. A visit is an unbroken time in one stage: moves from a stage to itself are inside it. Which
// quantity holds under which option is tabulated in the package documentation.
type Truth struct {
	// Stages are the stage IDs.
	Stages []string
	// Win is the probability that a deal that has just entered the stage is won in the end; 1 and 0 for ends.
	Win []float64
	// Next is the probability that the next different stage is j, given a visit to i; its diagonal is zero. Rows of ends
	// are zero.
	Next [][]float64
	// Visits is the expected number of visits to stage j, from a deal that has just entered i; ends count once.
	Visits [][]float64
	// Moves is the expected number of moves between different stages until the end, and Steps of moves of any kind.
	Moves, Steps []float64
	// Stay is the mean length of a visit, in days.
	Stay []float64
	// Cycle is the mean number of days from entering the stage until the end; CycleWon given that it is a win, and
	// CycleLost given that it is not. It is 0 where there is no such end (see Win).
	Cycle, CycleWon, CycleLost []float64
	// WinRate is the probability that a new deal is won, averaged over entry stages, owners and sources.
	WinRate float64
	// MeanCycle, MeanCycleWon and MeanCycleLost are the mean days from the beginning to the end of a new deal, of a deal
	// that is won, and of one that is not, averaged likewise.
	MeanCycle, MeanCycleWon, MeanCycleLost float64
}

// Truth returns what holds for a deal whose owner and source have no effect, and in WinRate and the mean cycles what
// holds for a new deal of the mixture of owners and sources. Its error is that of Validate.
func (s Spec) Truth() (Truth, error) {
	if err := s.Validate(); err != nil {
		return Truth{}, err
	}
	return s.truth(s.agents(), 1, 1), nil
}

// TruthFor returns what holds for the deals of one owner and one source. An empty name stands for one without effect.
func (s Spec) TruthFor(owner, source string) (Truth, error) {
	if err := s.Validate(); err != nil {
		return Truth{}, err
	}
	o, okOwner := findAgent(s.Owners, owner)
	c, okSource := findAgent(s.Sources, source)
	if !okOwner || !okSource {
		return Truth{}, fmt.Errorf("simulate: no owner %q with source %q", owner, source)
	}
	both := combine(o, c)
	both.Weight = 1
	return s.truth([]Agent{both}, both.WinOdds, both.Pace), nil
}

func findAgent(agents []Agent, name string) (Agent, bool) {
	if name == "" {
		return Agent{}, true
	}
	for _, a := range agents {
		if a.Name == name {
			return a, true
		}
	}
	return Agent{}, false
}

// combine returns the joint effect of an owner and a source, with zero effects made 1.
func combine(owner, source Agent) Agent {
	return Agent{
		Weight:  owner.Weight * source.Weight,
		WinOdds: orOne(owner.WinOdds) * orOne(source.WinOdds),
		Pace:    orOne(owner.Pace) * orOne(source.Pace),
	}
}

func orOne(x float64) float64 {
	if x == 0 {
		return 1
	}
	return x
}

// agents returns every combination of owner and source, with weights that sum to one.
func (s Spec) agents() []Agent {
	owners, sources := s.Owners, s.Sources
	if len(owners) == 0 {
		owners = []Agent{{Weight: 1}}
	}
	if len(sources) == 0 {
		sources = []Agent{{Weight: 1}}
	}
	var all []Agent
	var total float64
	for _, o := range owners {
		for _, c := range sources {
			all = append(all, combine(o, c))
			total += o.Weight * c.Weight
		}
	}
	for i := range all {
		all[i].Weight /= total
	}
	return all
}

func (s Spec) truth(agents []Agent, odds, pace float64) Truth {
	base := newChain(s.Stages)
	b := base.winProbability()
	c := base.tilt(odds, b)
	t := Truth{Win: make([]float64, len(b))}
	for i, stage := range s.Stages {
		t.Stages = append(t.Stages, stage.ID)
		t.Win[i] = shiftOdds(b[i], odds)
	}
	t.Next, t.Visits, t.Moves = c.visits()
	t.Steps = c.meanSteps()
	t.Stay = scale(c.stays(), pace)
	won, lost := base.given(true, b).cycle(), base.given(false, b).cycle()
	t.CycleWon, t.CycleLost, t.Cycle = scale(won, pace), scale(lost, pace), scale(c.cycle(), pace)
	s.average(&t, agents, b, won, lost)
	return t
}

// visits returns the chain of different stages, its fundamental matrix and its mean number of moves.
func (c chain) visits() (next, visits [][]float64, moves []float64) {
	n := len(c.steps)
	folded := c.fold()
	next, visits, moves = make([][]float64, n), make([][]float64, n), make([]float64, n)
	for i := range n {
		next[i], visits[i] = make([]float64, n), make([]float64, n)
		for _, s := range folded.steps[i] {
			next[i][s.to] += s.p
		}
	}
	for j := range n {
		gain := make([]float64, n)
		gain[j] = 1
		for i, v := range folded.solve(gain) {
			visits[i][j] = v
			if !c.ends(j) {
				moves[i] += v
			}
		}
	}
	return next, visits, moves
}

// fold removes self-moves: pᵢⱼ/(1−pᵢᵢ).
func (c chain) fold() chain {
	out := chain{steps: make([][]step, len(c.steps)), won: c.won, lost: c.lost}
	for i, steps := range c.steps {
		leave := c.leave(i)
		for _, s := range steps {
			if s.to != i && s.p > 0 {
				s.p /= leave
				out.steps[i] = append(out.steps[i], s)
			}
		}
	}
	return out
}

// leave returns the probability that a move out of stage i goes somewhere else, as a sum that does not cancel.
func (c chain) leave(i int) float64 {
	var sum float64
	for _, s := range c.steps[i] {
		if s.to != i {
			sum += s.p
		}
	}
	return sum
}

// stays returns the mean length of a visit, Σⱼ pᵢⱼμᵢⱼ/(1−pᵢᵢ) (Wald's identity).
func (c chain) stays() []float64 {
	out := make([]float64, len(c.steps))
	for i := range c.steps {
		if leave := c.leave(i); leave > 0 {
			out[i] = c.meanStep(i) / leave
		}
	}
	return out
}

func (c chain) meanStep(i int) float64 {
	var sum float64
	for _, s := range c.steps[i] {
		sum += s.p * s.mean
	}
	return sum
}

// cycle returns the mean time until the end: τᵢ = Σⱼ pᵢⱼ(μᵢⱼ + τⱼ).
func (c chain) cycle() []float64 {
	gain := make([]float64, len(c.steps))
	for i := range gain {
		gain[i] = c.meanStep(i)
	}
	return c.solve(gain)
}

// average fills the quantities of a new deal. Given the outcome, the path does not depend on the win odds.
func (s Spec) average(t *Truth, agents []Agent, b, won, lost []float64) {
	entry := s.entryWeights()
	var rate, cycleWon, cycleLost float64
	for _, a := range agents {
		for i, weight := range entry {
			p, w := shiftOdds(b[i], a.WinOdds), a.Weight*weight
			rate += w * p
			cycleWon += w * p * a.Pace * won[i]
			cycleLost += w * (1 - p) * a.Pace * lost[i]
		}
	}
	t.WinRate, t.MeanCycle = rate, cycleWon+cycleLost
	if rate > 0 {
		t.MeanCycleWon = cycleWon / rate
	}
	if rate < 1 {
		t.MeanCycleLost = cycleLost / (1 - rate)
	}
}

// entryWeights returns the probability of each stage to be the first.
func (s Spec) entryWeights() []float64 {
	out := make([]float64, len(s.Stages))
	var total float64
	for _, choice := range s.Entry {
		total += choice.Weight
	}
	for i, stage := range s.Stages {
		if len(s.Entry) == 0 && stage.Outcome == Open {
			out[i] = 1
			return out
		}
		for _, choice := range s.Entry {
			if choice.Name == stage.ID {
				out[i] += choice.Weight / total
			}
		}
	}
	return out
}

func scale(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v * by
	}
	return out
}
