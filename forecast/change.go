package forecast

import (
	"iter"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Stand is a book and the model that it was forecast with.
type Stand struct {
	Book  *Book
	Model Model
}

// Change explains the difference between two forecasts of the same periods deal by deal (预测变动分析).
type Change struct {
	From     time.Time       `json:"from"` // the earlier book's time
	To       time.Time       `json:"to"`   // the later one's
	Currency string          `json:"currency,omitzero"`
	Unit     decimal.Decimal `json:"unit"`
	Total    *GroupChange    `json:"total"`
	Notes    []sf.Note       `json:"notes,omitzero"`
}

// GroupChange is the difference in one group.
//
// A group with children is their sum, in both values and in the sum of all causes. Cause by cause it is but for moves: a deal that moves
// from one child to another does so in the children, and in their parent changes for its own causes.
type GroupChange struct {
	Path     []string       `json:"path"` // outermost first; empty: everyone
	Periods  []PeriodChange `json:"periods"`
	Sooner   PeriodChange   `json:"sooner"` // before the first period; its Won is 0
	Later    PeriodChange   `json:"later"`  // after the last period or at no date that the model can name; its Won is 0
	Children []*GroupChange `json:"children,omitzero"`
}

// PeriodChange is the difference in one group and period: Was + the causes = Is, for each of the two sums, exactly.
type PeriodChange struct {
	Period sf.Period    `json:"period,omitzero"`
	Was    ForecastSum  `json:"was"`
	Is     ForecastSum  `json:"is"`
	Causes []CauseSum   `json:"causes"` // those that occur, in the order of [ChangeCause]
	Deals  []DealChange `json:"deals"`  // those that change anything: by the size of the change, then by id
}

// ForecastSum is the money of a forecast, as in [Outlook].
type ForecastSum struct {
	Won      sf.Money `json:"won"`      // won in the period by the book's time
	Weighted sf.Money `json:"weighted"` // what open deals still bring, by the model
}

// CauseSum is what one cause did to a forecast.
type CauseSum struct {
	Cause ChangeCause `json:"cause"`
	Deals int         `json:"deals"` // deals to which it did anything
	By    ForecastSum `json:"by"`    // what it added, below 0 for what it took
}

// DealChange is what became of one deal, and why.
type DealChange struct {
	Deal   string      `json:"deal"`
	By     ForecastSum `json:"by"` // the sum of the causes
	Causes []DealCause `json:"causes"`
}

// DealCause is what one cause did to one deal.
type DealCause struct {
	Cause ChangeCause `json:"cause"`
	By    ForecastSum `json:"by"`
}

// ChangeOf explains how the forecast of some periods became another: what the same deals, new ones and gone ones changed, and why.
//
// Of o only Periods and Unit count; the periods may have ended by the later book's time, so that a forecast can be held against what came.
// The error is an [*sf.InvalidError] that names every fault of both books and of the options, or what a model cannot judge.
func ChangeOf(was, is Stand, o Options) (*Change, error) {
	c, err := changeFrom(was, is, o)
	if err != nil {
		return nil, err
	}
	lives, err := c.lives()
	if err != nil {
		return nil, err
	}
	total, err := c.tree(lives)
	if err != nil {
		return nil, err
	}
	return &Change{From: was.Book.AsOf, To: is.Book.AsOf, Currency: c.currency, Unit: c.unit, Total: total, Notes: c.notes(lives)}, nil
}

// All yields the group and every group below it, parents first, siblings by name.
func (g *GroupChange) All() iter.Seq[*GroupChange] {
	return func(yield func(*GroupChange) bool) { g.walk(yield) }
}

func (g *GroupChange) walk(yield func(*GroupChange) bool) bool {
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
