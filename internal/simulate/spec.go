package simulate

import "time"

// Outcome says whether a stage is a place to be or an end.
type Outcome uint8

// The outcomes of a stage. A deal ends when it enters a stage that is not [Open].
const (
	Open Outcome = iota
	Won
	Lost
)

// String returns "open", "won", "lost" or "unknown".
func (o Outcome) String() string {
	switch o {
	case Open:
		return "open"
	case Won:
		return "won"
	case Lost:
		return "lost"
	default:
		return "unknown"
	}
}

// Spec is a pipeline and everything around it. Stages, Start, Arrivals and an end of arrivals are required; the zero
// value of everything else switches that feature off.
type Spec struct {
	// Stages in their order. Stages named by moves must be among them.
	Stages []Stage
	// Entry weighs the open stages in which deals begin. Empty: all begin in the first open stage.
	Entry []Choice
	// Start is the first day of arrivals, from midnight in Location.
	Start time.Time
	// End is the end of observation: rows with At or Recorded at or after it are not emitted. Zero: every deal is
	// followed to its end.
	End time.Time
	// Arrivals says how many deals begin, and when.
	Arrivals Arrivals
	// Amounts of the deals. Zero: no amounts.
	Amounts Amounts
	// Owners and Sources are drawn for each deal by weight, independently of each other. Empty: no such fact.
	Owners, Sources []Agent
	// Regions are drawn for each deal by weight. Empty: no such fact.
	Regions []Choice
	// Recording is the delay between an event and its row.
	Recording Recording
	// Calendar speeds up closings towards the end of each calendar quarter.
	Calendar Calendar
	// Frailty is the standard deviation σ of the logarithm of a factor, shared by all stays of a deal, that multiplies
	// them: exp(σz − σ²/2) with z standard normal, so its mean is one. Zero: no shared speed. At most 3.
	Frailty float64
	// Dependence correlates the outcomes of the deals of one period.
	Dependence Dependence
	// CloseDates are the expected close dates that sellers enter.
	CloseDates CloseDates
	// NextSteps are the dates of the next step that sellers enter.
	NextSteps NextSteps
	// LateEntry makes deals appear in the record in the middle of their life.
	LateEntry LateEntry
	// Hours presses the times of day into opening hours. Zero: the whole day.
	Hours Hours
	// SelfRows emits a row for a move from a stage to itself. Otherwise such a move prolongs the stay in silence.
	SelfRows bool
	// Location of calendar days and opening hours. Nil: UTC.
	Location *time.Location
}

// Stage is one stage of the pipeline.
type Stage struct {
	// ID is what rows say.
	ID string
	// Outcome is Open unless said otherwise.
	Outcome Outcome
	// Stay is the law, in days, of a stay that ends with a move that has none of its own. Unset: no time at all.
	Stay Law
	// Moves leave an open stage. Their probabilities sum to one. Two moves may share a target, with laws of their own.
	Moves []Move
	// Ahead is how far ahead, in days, the expected close date is set on entering this stage. Unset: the date is left
	// as it is. It counts only for deals that have such a date (CloseDates.Share).
	Ahead Law
	// Reasons weigh what is written down on entering this stage; for lost stages. Empty: no reason.
	Reasons []Choice
}

// Move is a possible move out of a stage.
type Move struct {
	// To is the ID of the next stage. It may be earlier (a regression), further on (a skip) or the same stage.
	To string
	// P is the probability of this move in [0,1].
	P float64
	// Stay is the law, in days, of the stay that ends with this move. Unset: that of the stage.
	Stay Law
}

// Choice is one of several names, drawn in proportion to its weight.
type Choice struct {
	Name   string
	Weight float64
}

// Agent is an owner or a source, which may be better or worse than the others.
type Agent struct {
	Name   string
	Weight float64
	// WinOdds multiplies the odds of being won, in every stage alike. Zero means 1.
	WinOdds float64
	// Pace multiplies the length of every stay: 2 is half as fast. Zero means 1.
	Pace float64
}

// Arrivals says when deals begin. Exactly one of Deals and PerDay is positive.
type Arrivals struct {
	// Deals is a fixed number of deals, spread uniformly over [Start, Until). At most 10⁹.
	Deals int
	// PerDay is the mean number of arrivals a day, a Poisson process. At most 10⁶.
	PerDay float64
	// Dispersion α makes weekly arrivals negative binomial with mean μ = 7·PerDay and variance μ + αμ². Zero: Poisson.
	// It needs PerDay. Weeks count from Start. At most 100.
	Dispersion float64
	// Until is the end of arrivals. Zero: End.
	Until time.Time
}

// Amounts are the values of deals, in currency units; rows hold hundredths.
type Amounts struct {
	// Law of the amount of a new deal. Unset: no amounts.
	Law Law
	// Unit is what amounts are rounded to, in hundredths; an amount is at least one unit. Zero means 1.
	Unit int64
	// Missing is the share of deals that have no amount in any row.
	Missing float64
	// Change is the probability that the amount changes at a move to another stage, and Factor what it is then
	// multiplied by. Change needs a Factor.
	Change float64
	Factor Law
	// LogitPerLog is added to the log-odds of a win for each unit of log(amount/mean amount). The truth ignores it.
	LogitPerLog float64
}

// Recording is the delay from At to Recorded.
type Recording struct {
	// Lag, in days, of every row. Unset: none.
	Lag Law
	// BackDated is the share of rows that are entered another Back days after the fact. It needs a Back law.
	BackDated float64
	Back      Law
	// InOrder records the rows of one deal in their order; otherwise a row may be overtaken by the next.
	InOrder bool
}

// Calendar is a closing multiplier: a stay that ends in an outcome spends its time Factor times as fast during the last
// Days days of each calendar quarter. Where such stays are exponential, that multiplies their hazard by Factor. It
// changes when deals close, not how. Zero: none.
type Calendar struct {
	// Days of each quarter, at most 80.
	Days int
	// Factor is at least 1 and at most 1000. Days needs a Factor.
	Factor float64
	// WonOnly leaves losses as they are.
	WonOnly bool
}

// Span is a kind of calendar period.
type Span uint8

// The spans in which deals may share a factor.
const (
	Quarter Span = iota
	Month
	Year
	// Whole is one period for all time.
	Whole
)

// Dependence is a one-factor Gaussian copula (Vasicek 2002, eq. 2): a deal is won if √ρ·Z + √(1−ρ)·ε ≤ Φ⁻¹(b), with
// b its probability of a win, ε its own and Z shared by the deals that begin in the same period; a high Z is a bad time.
type Dependence struct {
	// Rho is ρ, the correlation of the latent variables, in [0, .999]. Zero: independent deals.
	Rho float64
	// Period in which deals share Z, by the day on which they begin. Default Quarter.
	Period Span
}

// CloseDates are expected close dates. A won deal ends with the day of the win as its date; a lost one keeps what it had.
type CloseDates struct {
	// Share of deals that have an expected close date.
	Share float64
	// Ahead is how many days ahead the first date is set, where the entry stage does not say. Unset: the day itself.
	Ahead Law
	// Push is by how many days (at least one) a date that has passed is put off, the day after it passed, in a row of
	// its own. Unset: dates are never put off.
	Push Law
	// Ignored is the probability that a date that has passed is left standing; it is then not put off again unless a
	// stage sets a new one.
	Ignored float64
}

// NextSteps are dates of the next step.
type NextSteps struct {
	// Share of the rows of open stages that have one.
	Share float64
	// Ahead is how many days ahead it is.
	Ahead Law
}

// LateEntry cuts off the beginning of a deal's record: the first row is then of the stage in which the deal is when it is
// first recorded. A deal that had ended by then is never seen, as in a real system.
type LateEntry struct {
	// Share of the deals that are first recorded a Delay, in days, after they began.
	Share float64
	Delay Law
	// From is the day the system went live: deals that began before are first recorded then. Zero: none.
	From time.Time
}

// Hours are opening hours. The time of day is pressed from [0,24) into [From,To), which keeps days and order.
type Hours struct {
	From, To int
}
