package scoring

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is wrong with a card.
const (
	// CodeNoGroups is a card without rules.
	CodeNoGroups sf.Code = "scoring.no_groups"
	// CodeName is a group or rule without a name, or with the name of another.
	CodeName sf.Code = "scoring.name"
	// CodeAxis is an axis that does not exist.
	CodeAxis sf.Code = "scoring.axis"
	// CodePoints is a number of points beyond [MaxPoints].
	CodePoints sf.Code = "scoring.points"
	// CodeCap is a cap below 0.
	CodeCap sf.Code = "scoring.cap_negative"
	// CodeHalfLife is a half-life that is negative or not finite, or one of a rule that is about no activity.
	CodeHalfLife sf.Code = "scoring.half_life"
	// CodeEmptyRule is a rule about the lead that asks nothing.
	CodeEmptyRule sf.Code = "scoring.empty_rule"
	// CodeBands is a list of bands that does not fall from its first to its last.
	CodeBands sf.Code = "scoring.bands"
	// CodeCells is a matrix of grades of another shape than its bands.
	CodeCells sf.Code = "scoring.cells"
	// CodeTooMany is a card with more rules than [MaxRules].
	CodeTooMany sf.Code = "scoring.too_many"
)

// Codes of what a score says.
const (
	// CodeRule is a rule about the lead that holds.
	CodeRule sf.Code = "scoring.rule"
	// CodeTouches is a rule about activities, with how many of them counted.
	CodeTouches sf.Code = "scoring.touches"
	// CodeCapped is what a group's cap takes away.
	CodeCapped sf.Code = "scoring.capped"
	// CodeAsk is a fact that is not known and worth asking for.
	CodeAsk sf.Code = "scoring.ask"
)

// Codes of ranking.
const (
	// CodeProbability is a probability that is NaN, below 0 or above 1.
	CodeProbability sf.Code = "scoring.probability"
	// CodeCurrency is a value or cost in another currency than the first.
	CodeCurrency sf.Code = "scoring.currency"
	// CodeDuplicate is a candidate that stands twice.
	CodeDuplicate sf.Code = "scoring.duplicate"
	// CodeCapacity is a capacity below 0.
	CodeCapacity sf.Code = "scoring.capacity"
	// CodeMargin is a margin that is negative or not finite.
	CodeMargin sf.Code = "scoring.margin"
	// CodeOverdue is a candidate whose response time has passed.
	CodeOverdue sf.Code = "scoring.overdue"
	// CodeDueSoon is a candidate whose response time passes soon.
	CodeDueSoon sf.Code = "scoring.due_soon"
	// CodeExpected is a candidate that stands where its expected value puts it.
	CodeExpected sf.Code = "scoring.expected"
	// CodeAssumedValue is a candidate without a value, ranked as if it had the median one.
	CodeAssumedValue sf.Code = "scoring.assumed_value"
	// CodeKept is a candidate that keeps its place on the list because no other is clearly better.
	CodeKept sf.Code = "scoring.kept"
)
