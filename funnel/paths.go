package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
)

// PathOptions are the options of [View.Paths].
type PathOptions struct {
	Most int // routes that are listed, the commonest; 0: 20
}

// Paths says which ways deals took through the stages, and what going back costs. [View.Paths] makes it.
type Paths struct {
	Deals  int64 `json:"deals"`  // with a stage, under observation
	Closed int64 `json:"closed"` // of them
	// Routes are the commonest, by how many closed deals took them, then open ones, then by the stages in selling order.
	Routes []Route `json:"routes"`
	// OtherDeals counts the deals whose route is not listed.
	OtherDeals int64 `json:"other_deals"`
	// Skips are moves forward that pass over open stages in which the deal has not been, by count, then from, then to.
	Skips []Skip `json:"skips"`
	// Returns are moves back to an earlier open stage, by count, then from, then to.
	Returns []Return `json:"returns"`
	// Loops are the stages to which deals came again, in selling order.
	Loops    []Loop    `json:"loops"`
	Rework   Rework    `json:"rework"`
	Warnings []sf.Note `json:"warnings,omitzero"`
}

// Route is a sequence of open stages, and what became of the deals that took it.
type Route struct {
	Stages []string   `json:"stages"` // ids, each as often as a deal entered it; none: it was closed when first seen
	Deals  int64      `json:"deals"`  // closed deals
	Open   int64      `json:"open"`   // deals that are open at the end of it and may go on to another route
	Ends   []RouteEnd `json:"ends"`   // of the closed deals, in selling order
	Share  float64    `json:"share"`  // of all closed deals; 0 where none is
	// WinShare is the share of the closed deals that are won, with the interval of Jeffreys at 95 %; Left are the open ones.
	WinShare sf.Estimate `json:"win_share"`
	// MedianDays is the median of day(closed) − day(created) over the closed deals, the lower one of two; N of them.
	MedianDays sf.Estimate `json:"median_days"`
	Examples   []string    `json:"examples"` // the first of the deals by id, at most [MaxExamples]
}

// RouteEnd is where deals ended.
type RouteEnd struct {
	Stage string `json:"stage"`
	Deals int64  `json:"deals"`
}

// Skip is a move that passes over stages.
type Skip struct {
	From     string   `json:"from,omitzero"` // empty: deals begin so
	To       string   `json:"to"`
	Over     []string `json:"over"` // the open stages between the two
	Count    int64    `json:"count"`
	Deals    int64    `json:"deals"`
	Examples []string `json:"examples"`
}

// Return is a move back.
type Return struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Count    int64    `json:"count"`
	Deals    int64    `json:"deals"`
	Examples []string `json:"examples"`
}

// Loop is a stage to which deals came again.
type Loop struct {
	Stage    string   `json:"stage"`
	Count    int64    `json:"count"` // stays in it that were not the deal's first there
	Deals    int64    `json:"deals"` // deals with such a stay
	Most     int64    `json:"most"`  // the most such stays of one deal
	Days     int64    `json:"days"`  // spent in them, under observation
	Examples []string `json:"examples"`
}

// Rework is what repeated stays cost: stays in an open stage in which the deal had been before.
type Rework struct {
	Deals int64 `json:"deals"`    // deals with a repeated stay
	Stays int64 `json:"stays"`    // repeated stays
	Days  int64 `json:"days"`     // in them, under observation, in the history's clock
	All   int64 `json:"all_days"` // in all stays
	// Share is Days / All, with a 95 % interval that treats deals as the independent units; N deals.
	Share sf.Estimate `json:"share"`
}

// Paths returns the routes that deals took, the stages they skipped, the stages they came back to and the days this took.
//
// A route is every stage a deal entered, in order, as the view knows it. Its share and its win share are of closed deals; open ones stand
// beside them, since their route is not over. In a young history the routes that are closed are the quick ones.
//
// Repeated days are counted whole: a deal that goes back from offer to demo, and on to offer again, repeats both stays. Days are those of the
// history's clock, a stay that is open up to the view's time, and telescope: they add up to what the deals lasted under observation. A view
// with a start of observation shows the deals that were open at it or later, with their whole routes, and counts their days from the start.
//
// Memory is bounded. Up to 65,536 different routes all are counted. Where there are more, the commonest are found in two readings (Misra and
// Gries 1982, Science of Computer Programming 2): every route of more than 1/65,537 of the deals is counted exactly, rarer ones are with the
// other deals, and a warning says so. Deals of more than 64 stays have no route. Four bytes a closed deal are kept for medians.
//
// The error is an [*sf.InvalidError] about the options.
func (v *View) Paths(o PathOptions) (*Paths, error) { return v.paths(o) }
