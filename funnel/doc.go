// Package funnel says what happened: it reads a CRM's stage history as it was known at a time, and counts how deals move.
//
//	history, err := funnel.NewHistory(pipeline, events, funnel.Options{})
//	view := history.AsOf(today)               // nothing recorded later can change what follows
//	matrix, err := view.Counts().Matrix(funnel.Perks())
//	chain, err := matrix.Chain()
//	win, err := chain.Win("proposal")         // with its interval and its evidence
//
// # What a row means
//
// An [Event] is one dated row: a deal enters a stage, or something about it changes. Rows come in any order. At a time t a row is visible
// if it had happened and was on record before t; rules about sequences look back only, and see only what is visible. Every number
// therefore hangs off a [View], and has an end of observation.
//
// The first close stands. What comes after it, duplicates, ties, moves that the pipeline does not allow and much else that CRMs export is
// not repaired in silence: it is counted and shown by [History.Findings] and [View.Findings].
//
// # Days
//
// A stay is counted in days of the calendar, day(left) − day(entered) in its location, so that stays of one deal add up to its age; or in
// working days. A deal that came into the history in mid-life is at risk only from then: what it did before it was on record was not
// under observation, and counting it would favor those who lived to be recorded.
//
// # Scale
//
// [Counts] are integers that merge, so parts of a large history can be counted apart; [Walk] reads the rows of one deal for those who
// bring the rows together themselves.
package funnel
