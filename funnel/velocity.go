package funnel

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Velocity is the sales velocity of a period as the field defines it, with that of the period before and what each factor has to do with
// the change. [View.Velocity] makes it.
type Velocity struct {
	Now    VelocityFactors `json:"now"`
	Before VelocityFactors `json:"before,omitzero"` // the span of as many days that ends where the period begins; zero: not under observation
	// Change is Now.AmountPerDay − Before.AmountPerDay by factor; zero where either cannot be said.
	Change VelocityChange `json:"change,omitzero"`
}

// VelocityFactors are the four factors of sales velocity in one period, and their product
//
//	V = n · w · a / c
//
// in money per day: n open deals, w the win rate, a the mean won amount, c the mean cycle of won deals in days.
type VelocityFactors struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"` // where the period ends, or the view's time where that comes first
	// AmountPerDay is V. It has no interval: the formula is a convention, and what it would estimate is not the money that comes in a day;
	// [Throughput] is. It is zero, nothing can be said, where a factor is.
	AmountPerDay sf.Estimate `json:"amount_per_day"`
	OpenDeals    int64       `json:"open_deals"` // n: open at the end of the period
	// WinRate is w = won / (won + lost) of the deals that closed in the period, with the interval of Jeffreys at 95 %. N is how many
	// closed, Left how many are open. It is the field's rate; it moves with the mix of old and new deals, see [Throughput].
	WinRate sf.Estimate `json:"win_rate"`
	Won     Tally       `json:"won"` // the deals won in the period, exactly
	// MeanWonAmount is a, over the deals won with an amount, with the interval of [Throughput.MeanAmount]; Left are those without.
	MeanWonAmount sf.Estimate `json:"mean_won_amount"`
	// MeanCycleDays is c, the mean of day(won) − day(created) over the deals won in the period, in the history's clock. A cycle that
	// begins and ends on one day is 0, and a mean of 0 leaves V unsaid.
	MeanCycleDays sf.Estimate `json:"mean_cycle_days"`
	// MeanCycleAll is the mean over all deals that closed in the period, won or lost. Dividing by it instead of c gives, in a steady
	// state, what comes in: n is arrivals × mean stay of all deals (Little 1961, Operations Research 9).
	MeanCycleAll sf.Estimate `json:"mean_cycle_all_days"`
	Warnings     []sf.Note   `json:"warnings,omitzero"`
}

// IsZero reports whether there is no period.
func (f VelocityFactors) IsZero() bool { return f.From.IsZero() && f.To.IsZero() }

// VelocityChange divides a change of velocity among its factors, in money per day. The four parts, added in their order, are Whole.
//
// A factor's part is its Shapley value: the mean, over the 24 orders in which the factors can be changed one after the other, of what
// changing it changes. It treats the factors alike, leaves no remainder, and can take a factor of 0, which a logarithmic mean cannot.
//
// Source: Shapley 1953, Contributions to the Theory of Games II; for factors of an index, Albrecht, François and Schoors 2002, Energy
// Policy 30.
type VelocityChange struct {
	OpenDeals float64 `json:"open_deals"`
	WinRate   float64 `json:"win_rate"`
	Amount    float64 `json:"amount"`
	Cycle     float64 `json:"cycle"` // shorter cycles count for more
	Whole     float64 `json:"whole"`
	Known     bool    `json:"known"` // false: a velocity is missing
}

// IsZero reports whether nothing is known of the change.
func (c VelocityChange) IsZero() bool { return !c.Known }

// Velocity returns the sales velocity of a period, by the field's formula: open deals × win rate × mean won amount / mean cycle of won
// deals.
//
// The formula is kept because people know it and compare with it. It is not what comes in: open deals pile up in proportion to the mean
// cycle of all deals, but are divided by that of the won ones. Where wins take 90 days and losses 30, at a win rate of .3, it shows
// 48/90 = .53 of the truth. A warning tells when the two cycles differ by a quarter or more, and [View.Throughput] is the number to trust.
//
// A period that is not over counts up to the view's time, and says so; the span before it is then as short. Deals count by what the view
// knows of them, closings by their date, amounts as they were at the close. A view that has a start of observation answers for periods from
// there on, and has nothing before it to compare the first with.
//
// It takes one reading of the rows and no memory that grows with them. The error is an [*sf.InvalidError]: a period that is empty, begins at
// or after the view's time or before its start, and amounts in several currencies.
func (v *View) Velocity(period sf.Period) (*Velocity, error) { return v.velocity(period) }
