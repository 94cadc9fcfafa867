package forecast

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// NewOutlook is what deals that are created after the book's time bring in one period.
//
// Let N_w be the number of deals that are created in the w-th week from the book's time, negative binomial with mean μ and dispersion α,
// and q_w the probability that such a deal is won in the period: Σ over the days of the week and the stages in which deals begin, with
// W(t | d) the model's P(won by t) of a deal created on day d,
//
//	q_w = Σ_d share(d) · Σ_s share(s) · (W_s(To | d) − W_s(From | d))
//
// Each is won or not by itself, so that the wins of a week are negative binomial with mean μq_w and the same α, and those of the period
// have
//
//	E s^K = E_{μ,α} Π_w (1 + αμq_w(1 − s))^(−1/α)
//
// over the posterior of μ and α: it is computed exactly, by a recursion of the kind of Panjer (1981). Revenue is the sum of K amounts
// drawn from those of won deals: a compound distribution on a lattice.
type NewOutlook struct {
	// Created is the number of deals created in the period after the book's time, and Won the number of those created after it, in
	// whichever period, that are won in this one. Low and High are P10 and P90: about eight times in ten the number lies between them. N
	// is the number of arrivals learned from.
	Created sf.Estimate `json:"created"`
	Won     sf.Estimate `json:"won"`
	// Revenue is the distribution of what they bring; its mean is E K times the mean amount.
	Revenue *Distribution `json:"-"`
	Range   Range         `json:"range"`
}

// TotalOutlook is all that a period brings: what was won before the book's time, open deals, and deals yet to be created.
type TotalOutlook struct {
	// Revenue is the distribution of [Outlook].Revenue + [NewOutlook].Revenue, all deals independent of each other.
	Revenue *Distribution `json:"-"`
	Range   Range         `json:"range"`
	Chance  sf.Estimate   `json:"chance,omitzero"` // P(Revenue ≥ Quota), as in [Outlook]
	// Dependent is the distribution when deals share a fate, new ones with open ones: given the state Z of the market both are
	// independent, and their sum is mixed over the one Z. The number of deals that are created does not depend on Z. Nil:
	// Options.Dependence is not set.
	Dependent *Dependent `json:"dependent,omitzero"`
}

// methodNew is the estimator of the numbers of new deals.
const methodNew = "thinned negative binomial weeks"

// newLevel is how probable it is that a number lies in its range.
const newLevel = 0.8

// renew puts new business into an outlook of the whole, from one column of the rows to another.
func (r *run) renew(o *Outlook, t *tally, from, to int) (err error) {
	c := r.coming
	o.New = c.outlook(c.created(o.Period), c.between(from, to))
	total := o.Revenue.Sum(o.New.Revenue)
	o.Total = &TotalOutlook{Revenue: total, Range: rangeOf(total)}
	if !r.options.Dependence.IsZero() {
		o.Total.Dependent, err = r.dependentTotal(t, o, from, to)
	}
	return err
}

// outlook turns weekly chances into a row of the report.
func (c *coming) outlook(created, won []float64) *NewOutlook {
	law := c.counts(won)
	mean, variance := c.countMoments(won)
	revenue := c.compound(law, mean, variance)
	return &NewOutlook{Created: c.number(c.counts(created), created), Won: c.number(law, won), Revenue: revenue, Range: rangeOf(revenue)}
}

// number is a count with its range.
func (c *coming) number(law mass, q []float64) sf.Estimate {
	mean, _ := c.countMoments(q)
	t := tailsOf(law.p)
	at := func(p float64) float64 { return float64(law.index(t.quantile(p))) }
	return sf.Estimate{Value: mean, Low: at((1 - newLevel) / 2), High: at((1 + newLevel) / 2), Level: newLevel, N: c.rate.N, Method: methodNew}
}

// newNotes says what the numbers of new business cannot show.
func (r *run) newNotes(rep *Report) (notes []sf.Note) {
	notes = append(notes, r.coming.NewBusiness.notes...)
	for _, n := range r.coming.notes {
		if !slices.ContainsFunc(rep.Notes, func(o sf.Note) bool { return o.Code == n.Code && o.Text == n.Text }) {
			notes = append(notes, n)
		}
	}
	if h := rep.Total.Horizon; len(r.coming.entry) > 0 && h.New.Won.Value == 0 {
		notes = append(notes, sf.NewNote(CodeNewUndated, ""))
	}
	if len(rep.Total.Children) > 0 {
		notes = append(notes, sf.NewNote(CodeNewApart, ""))
	}
	return notes
}

// aim sets the chances of a quota.
func (t *TotalOutlook) aim(quota float64, terms int) {
	low, high := t.Revenue.AtLeastBounds(quota)
	t.Chance = sf.Estimate{Value: t.Revenue.AtLeast(quota), Low: low, High: high, Level: 1, N: int64(terms), Method: methodTotal}
	if t.Dependent != nil {
		t.Dependent.Chance = t.Dependent.chance(quota, terms)
	}
}

// methodTotal is the estimator behind P(revenue ≥ quota) of open and new deals.
const methodTotal = "Poisson binomial and compound negative binomial on a lattice"
