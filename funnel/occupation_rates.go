package funnel

import (
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Rates are constant rates of moving: the pipeline as a Markov chain in continuous time, in which how long a deal has been in its stage says
// nothing. It is the simplest model in which stays take time, and allows for deals that are still open or came in mid-life; [View.Diagnose]
// says for which stages it does not hold. It is made by [View.Rates], immutable, and safe for concurrent use.
type Rates struct {
	counts   *Counts
	exposure []float64 // days by stage
}

// methodRates is the name of the estimator.
const methodRates = "moves over exposure"

// Rates returns the rates of the view. The exposure of a stage is the time that deals were under observation in it, in days of 24 hours,
// those still open included.
func (v *View) Rates() *Rates {
	r := &Rates{counts: v.Counts()}
	n := v.history.pipeline.Len()
	days, rest := make([]int64, n), make([]int64, n) // of micros; whole numbers do not depend on the order
	for d := range v.candidates() {
		v.follow(d, listener{stay: func(s stay) {
			days[s.stage] += (s.left - s.since) / dayMicros
			rest[s.stage] += (s.left - s.since) % dayMicros
		}})
	}
	r.exposure = make([]float64, n)
	for i := range n {
		r.exposure[i] = float64(days[i]) + float64(rest[i])/float64(dayMicros)
	}
	return r
}

// Exposure returns the days that deals were under observation in the stage together; 0 for an id that is no stage.
func (r *Rates) Exposure(id string) float64 {
	if i, ok := r.counts.index(id); ok {
		return r.exposure[i]
	}
	return 0
}

// PerDay returns the rate of a move, with n the moves seen and T the exposure in days, and its exact 95 % interval (Garwood 1936,
// Biometrika 28):
//
//	q = n/T,   [ χ²_{.025, 2n} / 2T, χ²_{.975, 2n+2} / 2T ]
//
// N is n. It is the zero Estimate when T is 0. The error is an [*sf.InvalidError] that names an id that is no stage.
func (r *Rates) PerDay(from, to string) (sf.Estimate, error) {
	var faults []sf.Note
	i, faults := r.find(faults, from, "from")
	j, faults := r.find(faults, to, "to")
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	days := r.exposure[i]
	if days == 0 {
		return sf.Estimate{}, nil
	}
	n := r.counts.row(i)[j]
	e := sf.Estimate{Value: float64(n) / days, Level: level, N: n, Method: methodRates}
	if n > 0 {
		e.Low = distuv.ChiSquared{K: 2 * float64(n)}.Quantile((1-level)/2) / (2 * days)
	}
	e.High = distuv.ChiSquared{K: 2*float64(n) + 2}.Quantile((1+level)/2) / (2 * days)
	return e, nil
}

func (r *Rates) find(faults []sf.Note, id, path string) (int, []sf.Note) {
	i, ok := r.counts.index(id)
	if !ok {
		faults = append(faults, sf.NewNote(CodeChainStage, path, sf.F("stage", sf.Text(id))))
	}
	return i, faults
}

// Chain returns the chain of the moves, p_ij = q_ij / Σ_k q_ik, in which the exposure cancels. The error is that of [Matrix.Chain].
func (r *Rates) Chain() (*Chain, error) {
	m, err := r.counts.Matrix(Prior{})
	if err != nil {
		return nil, err
	}
	return m.Chain()
}

// MeanDays returns the mean number of days until a deal that enters the stage has ended: Σ_j N_ij T_j/n_j, with N the expected visits of
// [Chain.Visits] and T_j/n_j the exposure of stage j for each stay that was completed. 0 for won and lost stages. The error is an
// [*sf.InvalidError].
func (r *Rates) MeanDays(id string) (float64, error) {
	c, err := r.Chain()
	if err != nil {
		return 0, err
	}
	k, faults := c.find(nil, id, "id")
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	var mean float64
	if c.at[k] < 0 {
		return 0, nil
	}
	for l, visits := range c.visits(c.at[k]) {
		j := c.said[l]
		if left := r.counts.left(j); left > 0 {
			mean += visits * r.exposure[j] / float64(left)
		}
	}
	return mean, nil
}
