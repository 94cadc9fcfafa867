package forecast

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Dependent is what a group can expect of a period when its deals share a fate, beside the Outlook's own, which takes them to be
// independent. Won, weighted value and mean are the same.
type Dependent struct {
	// Revenue is the distribution of won + what open deals still bring in the period, under the one-factor copula of [Dependence].
	Revenue *Distribution `json:"-"`
	// Range holds P10, P50 and P90 of Revenue.
	Range Range `json:"range"`
	// Chance is P(Revenue ≥ Quota). Low and High are the bracket of the lattice where there is one. Zero without a quota.
	Chance sf.Estimate `json:"chance,omitzero"`
	// Error is about how far a probability of Revenue may be off; see [SharedWins].
	Error float64 `json:"error"`
}

// rangeOf returns the middle of a distribution.
func rangeOf(d *Distribution) Range {
	return Range{Mean: d.Mean(), Mode: d.Mode(), P10: d.Quantile(0.1), P50: d.Quantile(0.5), P90: d.Quantile(0.9)}
}

// methodShared is the estimator behind P(revenue ≥ quota) with dependence.
const methodShared = "one-factor Gaussian copula on a lattice"

// dependent returns the second distribution of an outlook.
func (t *tally) dependent(o *Outlook, d Dependence) (*Dependent, error) {
	revenue, err := t.revenue(d)
	if err != nil {
		return nil, err
	}
	if revenue, err = revenue.Shift(t.won); err != nil {
		return nil, err
	}
	dep := &Dependent{Revenue: revenue, Range: rangeOf(revenue), Error: revenue.Floor()}
	dep.Range.Mean = o.Range.Mean // the same sum, to the last bit
	return dep, nil
}

// chance returns P(Revenue ≥ quota), with a bracket where there is one.
func (d *Dependent) chance(quota float64, terms int) sf.Estimate {
	e := sf.Estimate{Value: d.Revenue.AtLeast(quota), N: int64(terms), Method: methodShared}
	if d.Revenue.Exact() || d.Revenue.bracket != nil {
		e.Low, e.High = d.Revenue.AtLeastBounds(quota)
		e.Level = 1
	}
	return e
}

// Shared is the dependence under which a report was computed.
type Shared struct {
	// Rho is the latent correlation; what was learned has its interval and counts past periods.
	Rho sf.Estimate `json:"rho"`
	// P is the mean probability of the open deals to be won within the horizon, and Event the correlation of two wins that have it:
	// the latent correlation, or its interval, in terms of wins.
	P     float64     `json:"p"`
	Event sf.Estimate `json:"event"`
	// Mean is the posterior mean of a learned latent correlation, which is what the forecast mixes over; of a given one, itself.
	Mean float64 `json:"mean"`
}

// event turns the latent correlation and its interval into those of two wins with probability p.
func event(rho sf.Estimate, p float64) sf.Estimate {
	e := rho
	e.Value = EventCorrelation(p, p, rho.Value)
	if rho.HasInterval() {
		e.Low, e.High = EventCorrelation(p, p, rho.Low), EventCorrelation(p, p, rho.High)
	}
	e.Warnings = nil
	if math.IsNaN(e.Value) { // p is 0 or 1: such wins do not vary
		return sf.Estimate{}
	}
	return e
}

// depend says under which dependence a report was computed.
func (r *run) depend(rep *Report) {
	s, notes := r.sharedFate()
	rep.Dependence = s
	rep.Notes = append(rep.Notes, notes...)
	worst := 0.0
	for g := range rep.Total.All() {
		worst = max(worst, g.Horizon.Dependent.Error)
		for _, o := range g.Periods {
			worst = max(worst, o.Dependent.Error)
		}
	}
	if worst > copulaFloor {
		rep.Notes = append(rep.Notes, sf.NewNote(CodeDependentNormal, "", sf.F("error", sf.Float(roundUpDigit(worst)))))
	}
}

// sharedFate returns the dependence of the open deals, with its notes.
func (r *run) sharedFate() (*Shared, []sf.Note) {
	d := r.options.Dependence
	rho := d.rho()
	s := &Shared{Rho: rho, Mean: rho.Value, P: r.meanChance()}
	if d.Learned != nil {
		s.Mean = d.Learned.Mean
	}
	s.Event = event(rho, s.P)
	notes := slices.Clone(rho.Warnings)
	if len(r.open) > 1 {
		notes = append(notes, sf.NewNote(CodeDependent, "",
			sf.F("rho", sf.Float(round3(s.Mean))), sf.F("p", sf.Float(round3(s.P))), sf.F("event", sf.Float(round3(orZero(EventCorrelation(s.P, s.P, s.Mean)))))))
	}
	return s, notes
}

// meanChance is the mean probability of the open deals to be won between the first period's start and the last one's end.
func (r *run) meanChance() float64 {
	var s compensated
	chances := make([]float64, len(r.open))
	for i := range r.open {
		row := i * r.width()
		chances[i] = r.won[row+r.width()-2] - r.won[row]
	}
	slices.Sort(chances) // so that the order of deals changes no bit
	for _, p := range chances {
		s.add(p)
	}
	return s.value() / float64(max(len(r.open), 1))
}

func round3(x float64) float64 { return math.Round(1000*x) / 1000 }

// roundUpDigit rounds x > 0 up to one digit.
func roundUpDigit(x float64) float64 {
	ten := math.Pow10(int(math.Floor(math.Log10(x))))
	return math.Ceil(x/ten) * ten
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
