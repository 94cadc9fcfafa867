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
// [Configured] believes the probabilities written on the stages, [Learned] the history, and [Blend] weighs the two by evidence, which is
// what a young pipeline needs. [Board] needs no history at all.
//
// Win or loss of different deals is taken to be independent. Where deals share a fate the spread shown is too narrow.
package forecast
