// Package forecast says what will happen: it takes the open book of business and a model of winning, and returns what each period and
// group can expect, exactly in money and honestly in its spread.
//
// A [Book] is the deals of one pipeline as they stood at one time, in one currency: built by hand from the rows of a CRM, or by [BookOf]
// from a history. A [Model] says how probable it is that each open deal is won before each of several dates, and ever. [Run] joins the
// two over periods and groups:
//
//   - won so far, and the open amount due by the CRM's close dates;
//   - the weighted value Σ amount × P(win), in exact decimals, each deal rounded to a unit so that rows add up to their total;
//   - the distribution of revenue, from which quantiles and P(revenue ≥ quota) are read;
//   - gap and coverage against a quota, and rollups by forecast category.
//
// What the periods do not cover is not lost: it stands in Sooner and Later.
//
// # Models
//
// [Configured] believes the probabilities written on the stages, [Learned] the history, and [Blend] weighs the two by evidence, which is
// what a young pipeline needs; all three take when from the CRM's close dates. [Timed] and [TimedOf] know the pace of every stage by the
// deal's age. [Scored], [Calibrated], [Blended], [Mixed], [SizedBy] and [CloseDated] are made of other models, and [FitOf] says as of when a
// model was learned, so that one of the future is told or refused. A probability set by hand on a deal stands apart from the model's.
// [Board] needs no history at all.
//
// # Spread
//
// Revenue is a [Distribution] on a lattice. Wins are independent, or share one common factor: [Dependence], given or learned by [LearnRho]; both
// ranges stand side by side. [LearnAmounts] makes amounts as uncertain as they were, [LearnNewBusiness] adds what is not created yet, and
// [CashOf] says when the money comes (成交回款). A sum of very many deals, or of very many groups, is placed on a coarser lattice and says so:
// see [CodeLattice]. [Simulate] draws futures of the same book and model for what hangs together, with the Monte Carlo error of every
// number.
//
// # What leaders read
//
// [PacingOf] sets the period under way beside past ones at the same day, [CoverageOf] the pipeline beside what they had needed,
// [ConcentrationOf] says what hangs on one deal or one person, [ChangeOf] why a forecast is another one than before, [WinRatesOf] how count and
// value win rates differ, and [CloseDatesOf] what close dates are worth.
package forecast
