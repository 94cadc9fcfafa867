// Package simulate draws the histories of sales pipelines whose truth is known.
//
// A [Spec] states a semi-Markov pipeline: stages, the moves between them, how long each stay lasts, and what surrounds
// the deals (owners, sources, amounts, dates, the way rows are recorded). [Spec.Rows] streams its history deal by deal
// and [Spec.Truth] gives the exact quantities that an estimator should recover from it.
//
// # How a deal is drawn
//
// The deal's outcome comes first: it is won with the probability of its entry stage (shifted by the win odds of its owner
// and source, and correlated with the other deals of its period when [Dependence] says so). The path is then drawn from
// the chain conditioned on that outcome. With pᵢⱼ the configured probabilities and bᵢ the probability to be won from
// stage i, that chain moves with
//
//	won:  pᵢⱼ·bⱼ/bᵢ        not won:  pᵢⱼ·(1−bⱼ)/(1−bᵢ)
//
// and the two together give back pᵢⱼ (Kemeny and Snell 1976, section 3.2; Doob's h-transform). Each single deal is
// therefore exactly the configured semi-Markov process, whatever the dependence between deals, and multiplying the win
// odds by ω at entry multiplies them by ω in every stage.
//
// # What is independent of what
//
// Deal k draws from generators seeded by the seed and k alone, one each for who it is, its path, its money, its dates and
// its recording. Deal k is the same whatever the number of deals, and switching on, say, a recording lag does not change
// the path of any deal. Nothing drawn depends on [Spec.End]: rows up to an earlier end are a subset of those up to a
// later one. Shared factors are drawn from a hash of the seed and the period, so memory does not grow with the deals.
//
// # What the truth holds under
//
//	quantity                frailty  owners, sources      calendar  dependence      late entry, lag, censoring
//	Win, Next, Visits       holds    [Spec.TruthFor]      holds     each deal       before observation
//	Moves, Steps            holds    [Spec.TruthFor]      holds     each deal       before observation
//	Stay, Cycle…            holds    [Spec.TruthFor]      differs   each deal       before observation
//	WinRate, MeanCycle…     holds    averaged over them   see text  each deal       before observation
//
// Frailty has mean one and does not depend on the path, so that it leaves every mean where it was; what it changes is
// that the stays of one deal are no longer independent. The calendar effect moves closings in time and changes no
// outcome: WinRate holds and the mean cycles become shorter. With dependence the expectations hold, but an average over
// deals converges with the number of periods rather than of deals. Win odds that depend on the amount
// ([Amounts].LogitPerLog) are in none of these quantities.
package simulate
