// Package scoring says which one first: it scores leads by rules that a team can read, and ranks them for the people who call.
//
// A [Card] adds points. Its rules are criteria on what is known of a lead, and on the activities that a lead has shown; the points of an
// activity decay by half-life. Rules stand in groups, a group may be capped, and a group belongs to one of two axes that stay apart:
// fit, how well the lead suits us, and engagement, how much it wants us. A grade is read from the two together. Every score comes with
// its contributions, and these, the caps that bite included, add up to it exactly.
//
//	card, err := scoring.NewCard(config)
//	score := card.Score(scoring.Lead{ID: "L1", Facts: facts, Activities: touches}, asOf)
//	for _, c := range score.Contributions {
//		fmt.Println(c.Note().In(salesfunnel.Chinese))
//	}
//
// [Rank] orders candidates by expected value under the limits of a day: what a person can handle, and new leads that must be answered
// within their response time.
package scoring
