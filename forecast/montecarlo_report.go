package forecast

import (
	"iter"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// SimulatedGroup is what trials say of one group. It lies in the tree as its [Group] does.
type SimulatedGroup struct {
	Path    []string           `json:"path"`
	Periods []SimulatedOutlook `json:"periods"`
	// Horizon is all periods as one. Its quota is the sum of those of the periods, when each has one.
	Horizon SimulatedOutlook `json:"horizon"`
	// AllQuotas is the probability that every quota of the group is reached. Zero without a quota.
	AllQuotas Drawn             `json:"all_quotas,omitzero"`
	Children  []*SimulatedGroup `json:"children,omitzero"`
}

// SimulatedOutlook is what trials say of one group and period.
type SimulatedOutlook struct {
	Period sf.Period `json:"period"`
	// Revenue is the revenue of each trial.
	Revenue *Sample        `json:"-"`
	Range   SimulatedRange `json:"range"`
	Quota   sf.Money       `json:"quota,omitzero"` // unknown: none was set
	// Chance is P(Revenue ≥ Quota). Zero without a quota.
	Chance Drawn `json:"chance,omitzero"`
	// HorizonIfMet and HorizonIfMissed are the chance of the horizon's quota given that this period's is reached, or not. Zero without
	// the two quotas, or where the condition is too rare.
	HorizonIfMet    Drawn `json:"horizon_if_met,omitzero"`
	HorizonIfMissed Drawn `json:"horizon_if_missed,omitzero"`
}

// SimulatedRange sums up a [Sample].
type SimulatedRange struct {
	Mean     Drawn `json:"mean,omitzero"`
	Variance Drawn `json:"variance,omitzero"`
	P10      Drawn `json:"p10,omitzero"`
	P50      Drawn `json:"p50,omitzero"`
	P90      Drawn `json:"p90,omitzero"`
}

// Measured is what trials say of one [Measure].
type Measured struct {
	Name   string         `json:"name"`
	N      int            `json:"n"` // trials that counted
	Sample *Sample        `json:"-"`
	Range  SimulatedRange `json:"range"`
}

// All yields the group and every group below it, parents first, siblings by name.
func (g *SimulatedGroup) All() iter.Seq[*SimulatedGroup] {
	return func(yield func(*SimulatedGroup) bool) { g.walk(yield) }
}

func (g *SimulatedGroup) walk(yield func(*SimulatedGroup) bool) bool {
	if !yield(g) {
		return false
	}
	for _, child := range g.Children {
		if !child.walk(yield) {
			return false
		}
	}
	return true
}

// Find returns the group of that path, nil when there is none.
func (g *SimulatedGroup) Find(path ...string) *SimulatedGroup {
	for each := range g.All() {
		if slices.Equal(each.Path, path) {
			return each
		}
	}
	return nil
}
