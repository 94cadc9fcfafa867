package simulate

import "time"

// plan is a Spec with everything that does not depend on the seed worked out.
type plan struct {
	spec         Spec
	clock        clock
	start, until int64 // civil
	from         int64 // of late entry, civil
	stages       []planStage
	win          []float64
	entry        []float64 // cumulative
	owners       agentPool
	sources      agentPool
	regions      pool

	amount, factor   sampler
	amountMean       float64
	lag, back        sampler
	closeAhead, push sampler
	nextAhead, delay sampler
}

type planStage struct {
	id      string
	outcome Outcome
	to      []int
	stay    []sampler
	cum     [2][]float64 // of the moves: given that the deal is not won, and that it is
	ahead   sampler
	reasons pool
}

// pool is a set of names to draw from.
type pool struct {
	names []string
	cum   []float64
}

func newPool(choices []Choice) pool {
	weights := make([]float64, len(choices))
	p := pool{names: make([]string, len(choices))}
	for i, c := range choices {
		p.names[i], weights[i] = c.Name, c.Weight
	}
	p.cum = cumulate(weights)
	return p
}

func (p pool) name(u float64) string {
	if len(p.names) == 0 {
		return ""
	}
	return p.names[pick(p.cum, u)]
}

type agentPool struct {
	agents []Agent
	cum    []float64
}

func newAgentPool(agents []Agent) agentPool {
	weights := make([]float64, len(agents))
	for i, a := range agents {
		weights[i] = a.Weight
	}
	return agentPool{agents: agents, cum: cumulate(weights)}
}

func (p agentPool) agent(u float64) Agent {
	if len(p.agents) == 0 {
		return Agent{}
	}
	return p.agents[pick(p.cum, u)]
}

func newPlan(s Spec) *plan {
	p := &plan{
		spec: s, clock: newClock(s),
		entry:  cumulate(s.entryWeights()),
		owners: newAgentPool(s.Owners), sources: newAgentPool(s.Sources), regions: newPool(s.Regions),
		amount: newSampler(s.Amounts.Law), factor: newSampler(s.Amounts.Factor), amountMean: s.Amounts.Law.Mean(),
		lag: newSampler(s.Recording.Lag), back: newSampler(s.Recording.Back),
		closeAhead: newSampler(s.CloseDates.Ahead), push: newSampler(s.CloseDates.Push),
		nextAhead: newSampler(s.NextSteps.Ahead), delay: newSampler(s.LateEntry.Delay),
	}
	until := s.Arrivals.Until
	if until.IsZero() {
		until = s.End
	}
	p.start, p.until = p.clock.midnight(s.Start), p.clock.civil(until)
	p.from = p.start
	if !s.LateEntry.From.IsZero() {
		p.from = p.clock.civil(s.LateEntry.From)
	}
	p.planStages()
	return p
}

func (p *plan) planStages() {
	base := newChain(p.spec.Stages)
	p.win = base.winProbability()
	p.stages = make([]planStage, len(p.spec.Stages))
	for i, s := range p.spec.Stages {
		stage := planStage{id: s.ID, outcome: s.Outcome, ahead: newSampler(s.Ahead), reasons: newPool(s.Reasons)}
		for j, m := range s.Moves {
			stage.to = append(stage.to, base.steps[i][j].to)
			stage.stay = append(stage.stay, newSampler(stayLaw(s, m)))
		}
		for outcome := range stage.cum {
			stage.cum[outcome] = base.cumulative(i, outcome == 1, p.win)
		}
		p.stages[i] = stage
	}
}

// cumulative returns the cumulative probabilities of the moves out of stage i given the outcome, nil if it is impossible.
func (c chain) cumulative(i int, won bool, b []float64) []float64 {
	steps := c.given(won, b).steps[i]
	weights := make([]float64, len(steps))
	for j, s := range steps {
		weights[j] = s.p
	}
	return cumulate(weights)
}

// visible says whether a row is known at the end of observation.
func (p *plan) visible(at, recorded time.Time) bool {
	end := p.spec.End
	return end.IsZero() || (at.Before(end) && recorded.Before(end))
}
