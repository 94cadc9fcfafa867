package forecast

import (
	"iter"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Report is what [Run] returns.
type Report struct {
	AsOf     time.Time       `json:"as_of"`
	Currency string          `json:"currency,omitzero"`
	Unit     decimal.Decimal `json:"unit"`   // what each deal's weighted value was rounded to
	Rollup   Rollup          `json:"rollup"` // how Categories are summed
	// Dependence is how much deals share a fate; nil: they were taken to be independent.
	Dependence *Shared `json:"dependence,omitzero"`
	// Amounts are the ratios by which amounts were taken to be uncertain; nil: they were taken to be certain.
	Amounts *Amounts  `json:"amounts,omitzero"`
	Total   *Group    `json:"total"`
	Notes   []sf.Note `json:"notes,omitzero"`
}

// Group is what one group can expect: everyone, a region, a team, a person.
//
// A group with children is their sum: counts, money, weighted values and means add up. Deals that belong to the group itself stand in a
// child with an empty name. Distributions do not add up, and so quantiles and probabilities are computed for each group anew.
type Group struct {
	Path    []string  `json:"path"` // outermost first; empty: everyone
	Periods []Outlook `json:"periods"`
	// Horizon is all periods as one, without a quota: neither with dependence nor without do distributions of periods add up, since a
	// deal is won only once. It is there when Options.Dependence is set, of the whole also with Options.NewBusiness, else nil.
	Horizon    *Outlook `json:"horizon,omitzero"`
	Overridden int      `json:"overridden"` // open deals with a probability set by hand; see Outlook.ByModel
	Sooner     Rest     `json:"sooner"`     // before the first period
	Later      Rest     `json:"later"`      // after the last period, or at no date that the model can name
	Children   []*Group `json:"children,omitzero"`
}

// All yields the group and every group below it, parents first, siblings by name.
func (g *Group) All() iter.Seq[*Group] {
	return func(yield func(*Group) bool) { g.walk(yield) }
}

func (g *Group) walk(yield func(*Group) bool) bool {
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
func (g *Group) Find(path ...string) *Group {
	for each := range g.All() {
		if slices.Equal(each.Path, path) {
			return each
		}
	}
	return nil
}

// Rest is what the periods do not cover.
type Rest struct {
	Deals    int      `json:"deals"`    // open deals with some chance there
	Weighted sf.Money `json:"weighted"` // as in [Outlook]
}

// Outlook is what one group can expect of one period.
type Outlook struct {
	Period sf.Period `json:"period"`

	WonDeals int      `json:"won_deals"` // deals won in the period before the book's time
	Won      sf.Money `json:"won"`       // their amounts
	DueDeals int      `json:"due_deals"` // open deals whose close date falls in the period; overdue ones in the period of the book's time
	Due      sf.Money `json:"due"`       // their amounts, whole
	NoAmount int      `json:"no_amount"` // deals among these without an amount: counted, adding no money

	// Weighted is Σ amount × P(won in the period) over the open deals, exactly. Each deal is rounded before it is added: with W the
	// cumulative probability it adds R(amount × W(To)) − R(amount × W(From)), R rounding to the unit, half to even. So periods, Sooner
	// and Later of a deal add up to R(amount × P(win)), and rows add up to their total to the last digit. Rounding the sum instead
	// would give a total that the rows shown do not add up to.
	Weighted sf.Money `json:"weighted"`
	// ByModel is what Weighted would be if no probability had been set by hand.
	ByModel sf.Money `json:"by_model"`
	// Revenue is the distribution of won + what open deals still bring in the period; its mean is Won + Σ amount × P, unrounded;
	// with Options.Amounts it is Won + Σ amount × mean ratio × P.
	Revenue *Distribution `json:"-"`
	// Range holds the mean, the most likely amount, P10, P50 and P90 of Revenue.
	Range Range `json:"range"`
	// AsShown is what Revenue would be with the amounts as shown; nil: it is. Revenue less AsShown is what Options.Amounts added.
	AsShown *AsShown `json:"as_shown,omitzero"`
	// Dependent is the distribution when deals share a fate; nil: Options.Dependence is not set.
	Dependent *Dependent `json:"dependent,omitzero"`
	// New is what deals created after the book's time bring, and Total all together; nil: Options.NewBusiness is not set, or this is a part
	// of the whole.
	New   *NewOutlook   `json:"new,omitzero"`
	Total *TotalOutlook `json:"total,omitzero"`
	// Categories are the whole amounts by forecast category, under the report's rule.
	Categories Categories `json:"categories"`

	Quota sf.Money `json:"quota,omitzero"` // unknown: none was set
	// Chance is P(Revenue ≥ Quota). Low and High are the bracket of the lattice, which holds for certain (Level 1); it is a point where
	// the lattice is exact. Zero without a quota.
	Chance sf.Estimate `json:"chance,omitzero"`
	Gap    sf.Money    `json:"gap,omitzero"` // Quota − Won − Weighted; below 0 when that is more than the quota
	// Coverage is the open pipeline due in the period for each unit of quota not yet won: Due / (Quota − Won). It is nil without a
	// quota, and when the quota has been reached.
	Coverage *float64 `json:"coverage,omitzero"`
}

// Range is the middle of a distribution and where it is densest: about eight times in ten the outcome lies between P10 and P90.
type Range struct {
	Mean float64 `json:"mean"`
	Mode float64 `json:"most_likely"` // see [Distribution.Mode]
	P10  float64 `json:"p10"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
}

// Categories are amounts by forecast category, not weighted.
type Categories struct {
	Closed   sf.Money `json:"closed"`
	Commit   sf.Money `json:"commit"`
	BestCase sf.Money `json:"best_case"`
	Pipeline sf.Money `json:"pipeline"`
}
