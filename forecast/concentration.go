package forecast

import (
	"cmp"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// DefaultTop is how many deals and owners [ConcentrationOf] names when nothing else is said.
const DefaultTop = 5

// ConcentrationOptions are the options of [ConcentrationOf].
type ConcentrationOptions struct {
	// Top is how many of the largest deals and owners are named; 0: [DefaultTop].
	Top int
}

// Concentration is how much of a forecast hangs on few deals and few people (集中度, 精英销售风险).
type Concentration struct {
	AsOf     time.Time             `json:"as_of"`
	Currency string                `json:"currency,omitzero"`
	Periods  []PeriodConcentration `json:"periods"`
	Notes    []sf.Note             `json:"notes,omitzero"`
}

// PeriodConcentration is the concentration of everyone's forecast of one period.
type PeriodConcentration struct {
	Period sf.Period `json:"period"`
	Whole  Outlook   `json:"whole"` // as [Run] gives it
	Deals  Shares    `json:"deals"`
	Owners Shares    `json:"owners"`
	// WithoutDeal is the forecast without the open deal that brings most; nil where no deal brings anything.
	WithoutDeal *Without `json:"without_deal,omitzero"`
	// WithoutOwner is the forecast without all open deals of the owner who brings most, as if nobody took them over; nil where no named
	// owner brings anything. What the owner has won stays.
	WithoutOwner *Without `json:"without_owner,omitzero"`
}

// Shares are what parts bring to the weighted value of the open deals of a period.
type Shares struct {
	N       int     `json:"n"`       // how many bring more than 0
	Largest []Share `json:"largest"` // the largest by weighted value, then by name
	// Herfindahl is Σ s², s the share of each of the N: 1/N where all are equal, 1 where one brings all (Herfindahl, 1950; Hirschman,
	// 1945). nil without any.
	Herfindahl *float64 `json:"herfindahl,omitzero"`
	// Effective is 1/Herfindahl: how many equal parts would be as concentrated.
	Effective *float64 `json:"effective,omitzero"`
}

// Share is what one deal or one owner brings.
type Share struct {
	Name     string   `json:"name"`         // the deal's id, or the owner; an empty owner is nobody, and comes to no Without
	Deals    int      `json:"deals"`        // open deals with a chance in the period
	Amount   sf.Money `json:"amount"`       // theirs, whole
	Weighted sf.Money `json:"weighted"`     // as in [Outlook]
	Won      sf.Money `json:"won,omitzero"` // of an owner: won so far in the period
	// Share is the part of the weighted value of all that bring more than 0; 0 for one that brings less.
	Share float64 `json:"share"`
}

// Without is a forecast without some deals.
type Without struct {
	Name    string  `json:"name"`  // the deal or the owner left out
	Deals   int     `json:"deals"` // open deals left out
	Outlook Outlook `json:"outlook"`
	Less    Range   `json:"less"` // by how much each number of the range is less
	// ChanceLess is by how much P(revenue ≥ quota) is less; nil without a quota.
	ChanceLess *float64 `json:"chance_less,omitzero"`
}

// ConcentrationOf says how much of a forecast hangs on its largest deal and its largest owner, period by period: their shares, and the
// forecast without them, quota and all. Groups are not told apart; for one group give its deals alone.
//
// It takes the model to judge each deal by itself. The error is that of [Run]. The cost is that of three runs for each period.
func ConcentrationOf(b *Book, m Model, o Options, c ConcentrationOptions) (*Concentration, error) {
	l, faults := b.check()
	if l != nil {
		faults = append(faults, o.check(l)...)
	}
	if m == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "model"))
	}
	if c.Top < 0 {
		faults = append(faults, sf.NewNote(CodeTop, "top"))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	r := &run{ledger: l, options: o, unit: o.unit(), by: boundaries(o.Periods)}
	if _, err := r.ask(m); err != nil {
		return nil, err
	}
	k := concentrating{run: r, model: m, top: cmp.Or(c.Top, DefaultTop)}
	out := &Concentration{AsOf: b.AsOf, Currency: l.currency}
	for j := range o.Periods {
		period, err := k.period(j)
		if err != nil {
			return nil, err
		}
		out.Periods = append(out.Periods, *period)
	}
	if n := k.unowned(); n > 0 {
		out.Notes = append(out.Notes, countNote(CodeUnowned, n, len(l.open)))
	}
	return out, nil
}
