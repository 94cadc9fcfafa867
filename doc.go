// Package salesfunnel holds the words that the packages of this module share: facts and their values, exact money, civil dates, periods
// and working-day calendars, activities, notes in two languages, and estimates that carry their evidence. It computes nothing about
// funnels; that is what the packages below it do:
//
//   - stage says what a pipeline is, and whether a deal may move;
//   - funnel says what happened, from a CRM's stage history;
//   - forecast says what will happen, as a distribution of revenue;
//   - scoring says which lead comes first, and why.
//
// # What holds everywhere
//
// The packages do no I/O and read no clock: time comes in as an argument named asOf, a zone as a *time.Location, randomness as a seed.
// Results depend on nothing else, not on the order of maps or on the number of processors.
//
// Unknown is a value of its own. The zero [Value], the zero [Money] and the zero [Estimate] mean "not known" and "cannot be said"; none of
// them is 0.
//
// Bad input is answered, not guarded against by the caller: a configuration is refused with one [InvalidError] that holds every fault, and a
// bad row of a history becomes a finding while the rest is used. Everything said is a [Note], with a stable [Code], typed arguments, and a
// sentence in English and Chinese.
package salesfunnel
