package forecast

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Coverage sets the open amount for each unit of quota not yet won beside what past periods had needed at the same day (管道覆盖率).
type Coverage struct {
	Quota sf.Money `json:"quota,omitzero"`
	Needs sf.Money `json:"needs,omitzero"` // Quota − Won: still to be won; unknown without a quota, 0 where it has been reached
	// Due goes by the open amount that is due in the period, and Open by all that is open.
	Due  CoverageNeed `json:"due"`
	Open CoverageNeed `json:"open"`

	Notes []sf.Note `json:"notes,omitzero"`
}

// CoverageNeed is the coverage that there is and the one that past periods had needed, by one measure of what is open.
//
// A past period had needed Open/After: what was open at the same day over all that was still won, be it by deals that were open then or
// by others. With that coverage of its quota it would have reached it exactly. A period in which nothing more was won had needed more
// than there is: its need is infinite, and counts as the largest.
type CoverageNeed struct {
	// Has is what is open over Needs; nil without a quota, and when it has been reached.
	Has *float64 `json:"has,omitzero"`
	// Sufficed counts the past periods that had needed no more than Has; 0 without it.
	Sufficed int `json:"sufficed"`
	// Needed are the needs of the past periods, ascending; those that are infinite are left out here and counted in Never.
	Needed []float64 `json:"needed"`
	Never  int       `json:"never"` // periods in which nothing more was won
	// Median is the median need, with the narrowest pair of order statistics that holds the median of further periods' needs with
	// probability .95, or the least and the most where there are too few for that; Level is the probability that they do (Thompson, 1936):
	//
	//	P(X₍ₗ₎ ≤ median ≤ X₍ₙ₊₁₋ₗ₎) ≥ 1 − 2·P(B < l),  B ~ Binomial(n, ½)
	//
	// High is +Inf where that need is infinite. It is zero without past periods, and where the median itself is infinite.
	Median sf.Estimate `json:"median,omitzero"`
	// Safe is the upper quartile: the coverage that sufficed in three of four past periods, an order statistic and never between two;
	// nil where it is infinite or there are no past periods.
	Safe *float64 `json:"safe,omitzero"`
}

// CoverageOf reads off a pacing what coverage past periods had needed at this day, and what there is today for a quota of the period
// under way. An unknown quota asks for what was needed alone. The error is an [*sf.InvalidError]: no pacing, a quota below 0 or in another
// currency.
func CoverageOf(p *Pacing, quota sf.Money) (*Coverage, error) {
	if p == nil {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNoPacing, "pacing")})
	}
	c := &Coverage{Quota: quota}
	if err := c.aim(p); err != nil {
		return nil, err
	}
	known := p.known()
	c.Due = needOf(known, func(at Pace) sf.Money { return at.Due })
	c.Open = needOf(known, func(at Pace) sf.Money { return at.Open })
	c.Due.meet(p.Today.Due, c.Needs)
	c.Open.meet(p.Today.Open, c.Needs)
	c.Notes = p.notes(known)
	if c.Due.Never > 0 {
		c.Notes = append(c.Notes, countNote(CodeCoverageNever, c.Due.Never, len(known)))
	}
	return c, nil
}

// aim checks the quota and takes off what has been won.
func (c *Coverage) aim(p *Pacing) error {
	quota, known := c.Quota.Decimal()
	if !known {
		return nil
	}
	if quota.Sign() < 0 {
		return sf.Invalid([]sf.Note{sf.NewNote(CodeQuotaAmount, "quota")})
	}
	if p.priced && c.Quota.Currency() != p.Currency {
		return sf.Invalid([]sf.Note{currencyFault("quota", c.Quota.Currency(), p.Currency)})
	}
	won, _ := p.Today.Won.Decimal()
	left := quota.Sub(won)
	if left.Sign() < 0 {
		left = decimal.Decimal{}
	}
	needs, err := sf.MoneyOf(left, c.Quota.Currency())
	if err != nil {
		return sf.Invalid([]sf.Note{tooLarge("quota")})
	}
	c.Needs = needs
	return nil
}

// needOf returns what past periods had needed of one measure of what is open.
func needOf(known []Pace, open func(Pace) sf.Money) CoverageNeed {
	need := CoverageNeed{Needed: []float64{}}
	for _, past := range known {
		if past.After.Sign() > 0 {
			need.Needed = append(need.Needed, open(past).Float64()/past.After.Float64())
		} else {
			need.Never++
		}
	}
	slices.Sort(need.Needed)
	all := slices.Clone(need.Needed)
	for range need.Never {
		all = append(all, math.Inf(1))
	}
	n := len(all)
	if n == 0 {
		return need
	}
	if median := medianOf(all, methodNeed); !math.IsInf(median.Value, 1) {
		need.Median = median
	}
	if safe := all[(3*n+3)/4-1]; !math.IsInf(safe, 1) {
		need.Safe = &safe
	}
	return need
}

// meet sets today's coverage beside the needs.
func (n *CoverageNeed) meet(open, needs sf.Money) {
	if needs.Sign() <= 0 {
		return
	}
	has := open.Float64() / needs.Float64()
	n.Has = &has
	for _, needed := range n.Needed {
		if needed <= has {
			n.Sufficed++
		}
	}
}
