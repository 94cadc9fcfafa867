// Package criteria says whether something is true of a deal or a lead.
//
// A predicate is an [Expr]: plain data that is written in Go with constructors such as [AtLeast] and [All], or read from JSON.
//
//	{"op": "all", "of": [
//	  {"op": "ge", "fact": "amount", "value": [{"amount": "50000", "currency": "CNY"}]},
//	  {"op": "within", "fact": "last_contact", "days": 14},
//	  {"op": "not", "of": [{"op": "has", "fact": "tags", "value": ["on hold"]}]}
//	]}
//
// [Compile] checks it against the declared fields, says every fault at once, and returns a [Rule], which evaluates without allocating
// and is safe for concurrent use.
//
// # Three values
//
// A test of a fact that is not known is neither true nor false but [Unknown], and so is a comparison across kinds or currencies. The
// connectives are those of Kleene's strong logic (Kleene 1938, "On notation for ordinal numbers"): all is the least of its operands,
// any the greatest, not turns the sign. To learn more about a deal can therefore turn Unknown into True or False, and never True into
// False or back; only [Present], which asks what is known rather than what is so, and embedder's functions are outside that law.
//
// # Days
//
// within is about the past and ahead about the future, both seen from the instant asOf that is passed to [Rule.Eval]:
//
//	within, a date d      0 ≤ today − d ≤ days     today is the date of asOf in the location of asOf
//	ahead,  a date d      0 ≤ d − today ≤ days
//	within, an instant t  0 ≤ asOf − t ≤ days·24 h
//	ahead,  an instant t  0 ≤ t − asOf ≤ days·24 h
//
// So 0 days means today for a date. Against the zero asOf both are Unknown.
package criteria
