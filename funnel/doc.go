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
// # Time in stage
//
//	table := view.LifeTable(1)                            // by stage and age in days: at risk, left for where, still open
//	hazards, err := table.Hazards(funnel.HazardOptions{}) // of those still there at an age, how many leave for where
//	curves, err := hazards.Curves(365)                    // when deals are won, from each stage and age
//	now, extrapolated := curves.WinBy(stage, age, 90)
//
// [Counts] know the stays that are over. While deals are open those are too often the quick ones, losses mostly. Here a stay that is open
// is one that has not left yet, and counts for as long as it was seen.
//
// A [LifeTable] holds, by stage and age u in it, the exits d_ij(u) and the stays at risk Y_i(u): those under observation at that age. A
// stay that ended is at risk up to the age at which it left; one that is open, up to the last whole day; one that was imported in mid-life,
// from that day on. From these come the [Hazards], and from the hazards of one stage its [Survival] (Kaplan and Meier) and, for each way
// out, its [Incidence] (Aalen and Johansen):
//
//	h_ij(u) = d_ij(u) / Y_i(u)      S_i(u) = Π_{v≤u} (1 − Σ_j h_ij(v))      F_ij(u) = Σ_{v≤u} S_i(v−1) h_ij(v)
//
// With the numbers of the example: at age 2 eight stays are at risk in A, three leave for B and one is lost. Before, 7/8 were left, so that
// S(2) = 7/8 · (1 − 4/8) = 7/16, and F to B rises from 1/8 by 7/8 · 3/8 to 29/64.
//
// After τ, the oldest age that was seen, S(τ) of the stays are left, and data are silent. A [Tail] speaks for them: by default it goes on
// with the hazard and the destinations of the oldest ages. Whatever leans on it says how much, and warns above a twentieth.
// [Hazards.Matrix] closes the account, p_ij = F_ij(τ) + S_i(τ) · (the tail's share for j). It is the transition matrix that counts open
// deals as open, and [Matrix.Chain] takes it like any other.
//
// [Curves] put stays together. A deal that enters i is won before h days are over if it is won from i in that time, or moves to j at an age
// u and is won from there in the h − u days that are left:
//
//	W_i(h) = Σ_{u<h} f_i,won(u) + Σ_j Σ_{u<h} f_ij(u) W_j(h−u)      f_ij(u) = S_i(u−1) h_ij(u)
//
// For a deal that has been in its stage for some days, only the hazards from that age on count. [Curves.WinBy] answers for every open deal
// without allocating, [Curves.Win] adds the interval, and [Curves.Cycle] has how long deals take, wins of the slow ones included.
//
// The curves are exact given that the process is semi-Markov: that the past counts through the stage and the age in it alone. No
// simulation and no approximation is in them, but the supposition is. Deals that are slow everywhere, or were in a stage before, break it.
// [View.Diagnose] tests that and the other suppositions, and [View.Occupation] does without: it is the estimate of Aalen and Johansen on
// the scale of the deal's own age, for new deals only. Where the two differ by more than chance, believe the latter.
//
// What happened in the last days may not be on record yet. [View.Lag] learns how late moves are recorded, [View.LifeTableLagged] follows
// stays only up to where nearly all is on record, and [Hazards.CurvesLagged] asks of a deal that is shown as open whether it still is.
// Where closings crowd before the end of a quarter, [View.CalendarEffect] learns by how much.
//
// The example "TimeInStage" has all of this for ten deals, each number to be checked by hand.
//
// # Monday's questions
//
// How many go on, and where do the others go? [View.Conversion] by three rules and on three bases, [View.DropOff] and [View.LossReasons].
// [View.Velocity] is the field's formula; [View.Throughput] is what comes in, right whatever wins and losses take. [View.Series] draws control
// limits around weeks or months: outside is an exception, inside is routine. [View.Paths] has the routes, skips, loops and rework.
//
// Where is it stuck? [View.Health] holds each stage against its own past: full, blocked, a gap, empty. [View.Bottlenecks] ranks what one point
// at each move is worth, in wins and in money; [View.Scenario] answers what-if. [View.Stalled] names the deals.
//
// Who and what differs? [View.Compare] sets owners, sources, regions or products side by side at one age, shrunk and tested ([Shrink] by
// itself); [View.PersistentlyLow] asks for a pattern, [View.BeforeAfter] for a change at a date. [View.Sources], [View.Penetration] and
// [View.Workload] are what sources cost and bring, what regions hold, and how unevenly owners are loaded.
//
// What changed? [Waterfall] closes to the digit. What comes after the sale? [View.Retention], [View.Repurchase], [View.LifetimeValue].
//
// What is to be done today? [View.Worklist], deal by deal, and [View.ActivityReport] with what was planned and done; [View.TouchEffect] says
// how progress differs with touches, which is not yet their effect. [View.Quality] says whether the records can be trusted. [Advice] turns
// findings into remedies, from a table that is yours to edit.
//
// # Scale
//
// [Counts] are integers that merge, so parts of a large history can be counted apart; [Walk] reads the rows of one deal for those who
// bring the rows together themselves.
package funnel
