package forecast

import (
	"context"
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// MonteCarlo says how [Simulate] draws and what it measures.
type MonteCarlo struct {
	// Trials is how many futures are drawn, at least [LeastTrials]; zero: 10,000. Errors shrink with its square root.
	Trials int
	// Seed chooses the draws. The same seed gives the same bytes, whatever GOMAXPROCS and the order of the deals.
	Seed uint64
	// Measures are what is read off each trial beside revenue.
	Measures []Measure
	// Progress, if not nil, is told how many of the trials are done as they get done: by one goroutine at a time, and never less than
	// before. It holds up the draws while it runs.
	Progress func(done, trials int)
}

// LeastTrials is the fewest trials of which a number is stated: with less, neither it nor its error would mean much.
const LeastTrials = 100

const (
	defaultTrials = 10_000
	// mostValues bounds the numbers that a simulation holds, to a gibibyte.
	mostValues = 1 << 27
)

// Simulation is what [Simulate] returns.
type Simulation struct {
	AsOf     time.Time `json:"as_of"`
	Currency string    `json:"currency,omitzero"`
	Trials   int       `json:"trials"`
	Seed     uint64    `json:"seed,string"`
	// Dependence is how much deals share a fate; nil: they were drawn independently.
	Dependence *Shared         `json:"dependence,omitzero"`
	Total      *SimulatedGroup `json:"total"`
	Measures   []Measured      `json:"measures,omitzero"` // as asked, in that order
	Notes      []sf.Note       `json:"notes,omitzero"`
}

// Simulate draws futures of a book: it answers by trial what [Run] computes exactly, and what no formula does.
//
// A trial gives each open deal one period, or none, with the probabilities of the model: the deal is won in the first period whose
// cumulative probability F_t is above its draw. Without dependence the draw is uniform, U < F_t. With it the deals of a trial share a
// state of the market Z, and
//
//	√ρ·Z + √(1−ρ)·ε < Φ⁻¹(F_t),   Z and ε standard normal,
//
// is the one-factor Gaussian copula of [Dependence]; a learned ρ is drawn from its posterior, anew for each trial. Revenue is what was
// won before the book's time plus the amounts of the deals won, summed without rounding up to 2⁵³ of the smallest digit. Periods,
// groups, quotas and notes are those of [Run]; Unit and Rollup play no part. Amounts are as shown, whatever Options.Amounts, and deals that
// are not created yet are not drawn, whatever Options.NewBusiness; notes say so.
//
// Every number carries its Monte Carlo error, which is what another seed would change and not how wrong the model is: see [Drawn]. Use
// Run where it has the number, and this for what hangs together: the whole year given the first quarter, all quotas at once, and any
// [Measure] of your own. Measures change no draw.
//
// Trials are drawn in shards of 256, shard s by the PCG generator (O'Neill 2014) seeded with (Seed, s), and the processors share them
// out. No goroutine outlives the call. When ctx ends while trials are drawn, so does the call, with ctx.Err(), after at most a trial a
// processor. A panic of a measure or of Progress is passed on to the caller.
//
// Cost: some 6 ns for each deal and trial on one core, 11 ns with dependence. Memory: 8 bytes for each trial and each number kept of it,
// which are the periods and the horizon of each group, and the measures; more than a gibibyte of these is refused.
//
// Faults are those of Run and of the MonteCarlo, and a measure that is infinite in a trial.
func Simulate(ctx context.Context, b *Book, m Model, o Options, mc MonteCarlo) (*Simulation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, notes, err := newRun(b, m, o, mc.check()...)
	if err != nil {
		return nil, err
	}
	s, err := newSimulation(r, mc)
	if err != nil {
		return nil, err
	}
	if err := s.draw(ctx); err != nil {
		return nil, err
	}
	sim := &Simulation{
		AsOf: b.AsOf, Currency: r.currency, Trials: s.trials, Seed: mc.Seed, Total: s.groups[0], Notes: append(notes, r.notes()...),
	}
	if o.Amounts != nil {
		sim.Notes = append(sim.Notes, sf.NewNote(CodeAmountsAsShown, ""))
	}
	if !o.Dependence.IsZero() {
		shared, notes := r.sharedFate()
		sim.Dependence, sim.Notes = shared, append(sim.Notes, notes...)
	}
	if o.NewBusiness != nil {
		sim.Notes = append(sim.Notes, sf.NewNote(CodeNewNotDrawn, ""))
	}
	if sim.Measures, notes, err = s.sumUp(ctx); err != nil {
		return nil, err
	}
	sim.Notes = append(sim.Notes, notes...)
	return sim, nil
}

// trials is how many futures are drawn.
func (mc MonteCarlo) trials() int {
	if mc.Trials == 0 {
		return defaultTrials
	}
	return mc.Trials
}

// check finds every fault that shows without the book.
func (mc MonteCarlo) check() (faults []sf.Note) {
	if mc.Trials != 0 && mc.Trials < LeastTrials {
		faults = append(faults, sf.NewNote(CodeTrials, "trials", sf.F("trials", sf.Int(int64(mc.Trials))), sf.F("least", sf.Int(LeastTrials))))
	}
	for i, each := range mc.Measures {
		if each.Of == nil {
			faults = append(faults, sf.NewNote(CodeMeasure, fmt.Sprintf("measures[%d].of", i), sf.F("measure", sf.Text(each.Name))))
		}
	}
	return faults
}
