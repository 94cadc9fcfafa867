package criteria

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of the faults that [Compile] finds in an expression.
const (
	// CodeNoOp is an expression without an operation.
	CodeNoOp sf.Code = "criteria.no_op"
	// CodeNoFact is an operation that names no fact, or no function.
	CodeNoFact sf.Code = "criteria.no_fact"
	// CodeUndeclared is a fact that is not among the declared fields.
	CodeUndeclared sf.Code = "criteria.undeclared"
	// CodeWrongKind is a field or a value of a kind that the operation or the field does not take.
	CodeWrongKind sf.Code = "criteria.wrong_kind"
	// CodeNoCurrency is a plain number that is compared with money.
	CodeNoCurrency sf.Code = "criteria.no_currency"
	// CodeUnknownValue is a value that is unknown, to which nothing compares.
	CodeUnknownValue sf.Code = "criteria.unknown_value"
	// CodeNoOrder is a question of order about a kind that has none.
	CodeNoOrder sf.Code = "criteria.no_order"
	// CodeOneValue is an operation that takes exactly one value and has another number of them.
	CodeOneValue sf.Code = "criteria.one_value"
	// CodeNoValues is an operation that takes values and has none.
	CodeNoValues sf.Code = "criteria.no_values"
	// CodeOneOperand is an operation that takes exactly one operand and has another number of them.
	CodeOneOperand sf.Code = "criteria.one_operand"
	// CodeNoOperands is an operation that takes operands and has none.
	CodeNoOperands sf.Code = "criteria.no_operands"
	// CodeUnusedKey is a key that the operation does not use.
	CodeUnusedKey sf.Code = "criteria.unused_key"
	// CodeBadDays is a number of days that is negative or above [MaxDays].
	CodeBadDays sf.Code = "criteria.bad_days"
	// CodeBadPattern is a pattern that is no RE2.
	CodeBadPattern sf.Code = "criteria.bad_pattern"
	// CodeLongPattern is a pattern longer than [MaxPattern].
	CodeLongPattern sf.Code = "criteria.long_pattern"
	// CodeCostlyPattern is a short pattern that compiles to a long program, alone or together with the patterns before it.
	CodeCostlyPattern sf.Code = "criteria.costly_pattern"
	// CodeTooDeep is an expression deeper than [MaxDepth].
	CodeTooDeep sf.Code = "criteria.too_deep"
	// CodeTooMany is an expression of more than [MaxNodes] tests and connectives.
	CodeTooMany sf.Code = "criteria.too_many"
	// CodeUnknownFunc is a call of a function that was not given to [Compile].
	CodeUnknownFunc sf.Code = "criteria.unknown_func"
	// CodeDuplicateFunc is a function given to [Compile] twice.
	CodeDuplicateFunc sf.Code = "criteria.duplicate_func"
	// CodeBadFunc is a function without a name or without an Eval.
	CodeBadFunc sf.Code = "criteria.bad_func"
)

// Codes of what [Rule.Explain] says of a deal.
const (
	// CodeMissing is a fact that is not known.
	CodeMissing sf.Code = "criteria.missing"
	// CodePresent is a fact that is known and should not be.
	CodePresent sf.Code = "criteria.present"
	// CodeIncomparable is a fact of another kind or currency than the one it is compared with.
	CodeIncomparable sf.Code = "criteria.incomparable"
	// CodeNotEqual is a fact that should equal a value.
	CodeNotEqual sf.Code = "criteria.not_equal"
	// CodeEqual is a fact that should differ from a value.
	CodeEqual sf.Code = "criteria.equal"
	// CodeTooLow is a fact that should be at least a value.
	CodeTooLow sf.Code = "criteria.too_low"
	// CodeNotAbove is a fact that should be more than a value.
	CodeNotAbove sf.Code = "criteria.not_above"
	// CodeTooHigh is a fact that should be at most a value.
	CodeTooHigh sf.Code = "criteria.too_high"
	// CodeNotBelow is a fact that should be less than a value.
	CodeNotBelow sf.Code = "criteria.not_below"
	// CodeNotIn is a fact that should be one of some values.
	CodeNotIn sf.Code = "criteria.not_in"
	// CodeIn is a fact that should be none of some values.
	CodeIn sf.Code = "criteria.in"
	// CodeLacksTag is a set that should contain a tag.
	CodeLacksTag sf.Code = "criteria.lacks_tag"
	// CodeHasTag is a set that should not contain a tag.
	CodeHasTag sf.Code = "criteria.has_tag"
	// CodeNoMatch is a text that should match a pattern.
	CodeNoMatch sf.Code = "criteria.no_match"
	// CodeMatch is a text that should not match a pattern.
	CodeMatch sf.Code = "criteria.match"
	// CodeNotWithin is a date that should lie in the last days.
	CodeNotWithin sf.Code = "criteria.not_within"
	// CodeWithin is a date that should not lie in the last days.
	CodeWithin sf.Code = "criteria.within"
	// CodeNotAhead is a date that should lie in the next days.
	CodeNotAhead sf.Code = "criteria.not_ahead"
	// CodeAhead is a date that should not lie in the next days.
	CodeAhead sf.Code = "criteria.ahead"
	// CodeCallFalse is a function that says false.
	CodeCallFalse sf.Code = "criteria.call_false"
	// CodeCallTrue is a function that says true where it should not.
	CodeCallTrue sf.Code = "criteria.call_true"
	// CodeCallUnknown is a function that cannot say.
	CodeCallUnknown sf.Code = "criteria.call_unknown"
)
