// Package stage says what a pipeline is: its stages in selling order, which of them are won or lost, how likely each is to be won, what
// must be true to enter and to leave them, which moves are allowed, and what should happen by when.
//
// A [Config] is plain data: written in Go, or read from JSON with [Parse]. [New] checks it, finding every fault at once, and returns an
// immutable [Pipeline], which answers whether a move is allowed ([Pipeline.Check]), what a change of rules would have refused
// ([Pipeline.CheckAll]), what is due ([Pipeline.Due]), and what is odd about the configuration ([Pipeline.Lint]).
//
// # Templates
//
// [B2B] and [BuyersJourney] return a Config to edit, in English or Chinese; [Pipeline.Handbook] prints a pipeline for the people who
// work by it.
//
// # Names
//
// Every id, alias and name belongs to one stage only, so that history, exports and forms may say any of the three;
// [Pipeline.Index] resolves them exactly, without trimming or folding case.
//
// # Retired stages
//
// A stage that a process has given up stays in the configuration with Retired set: history may say it and its deals may move on, no
// deal may enter it.
package stage
