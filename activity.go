package salesfunnel

import (
	"slices"
	"time"
)

// Activity is a dated touch that moves nothing: a call, a visit, a message, a page view. It counts for engagement, response times and
// the last sign of life of a deal.
//
// An activity that is planned has a Planned time and no At until it happens. One row tells what is known of it in the end; a row that is
// Recorded late is not seen before, so that a plan without a Recorded is seen only once its day has passed.
type Activity struct {
	Of       string    `json:"of"`                // the deal or lead
	Kind     string    `json:"kind"`              // call, visit, email_open, pricing_page…: the embedder's own words
	By       string    `json:"by,omitzero"`       // the person
	At       time.Time `json:"at,omitzero"`       // when it happened; zero: it is planned, and has not happened
	Planned  time.Time `json:"planned,omitzero"`  // when it was to happen; zero: it was not planned
	Recorded time.Time `json:"recorded,omitzero"` // when it became known; zero: At, or Planned for one that has not happened
	Goal     string    `json:"goal,omitzero"`     // what it was to achieve
	GoalMet  Value     `json:"goal_met,omitzero"` // a bool: whether it did; zero: nobody said
	Prepared Value     `json:"prepared,omitzero"` // a bool: whether it was prepared as the standard asks; zero: nobody said
	Outcome  string    `json:"outcome,omitzero"`  // what came of it
	Advance  Value     `json:"advance,omitzero"`  // a bool: whether the customer agreed to a step that moves the deal on (晋级承诺); zero: nobody said
	Next     string    `json:"next,omitzero"`     // the next step that was agreed
	NextAt   time.Time `json:"next_at,omitzero"`  // and when
	Facts    []Fact    `json:"facts,omitzero"`    // anything else that rules may ask about
}

// Done reports whether the activity happened; one that did not is a plan.
func (a Activity) Done() bool { return !a.At.IsZero() }

// Known reports whether the activity had happened and was on record before t.
func (a Activity) Known(t time.Time) bool {
	return a.Done() && a.At.Before(t) && (a.Recorded.IsZero() || a.Recorded.Before(t))
}

// Fact makes an activity readable by criteria: "kind", "by", "at", "planned", "goal", "goal_met", "prepared", "outcome", "advance", "next",
// "next_at", and the names of its own facts.
func (a *Activity) Fact(name string) Value {
	switch name {
	case "kind":
		return textOrUnknown(a.Kind)
	case "by":
		return textOrUnknown(a.By)
	case "at":
		return Instant(a.At)
	case "planned":
		return Instant(a.Planned)
	case "goal":
		return textOrUnknown(a.Goal)
	case "goal_met":
		return a.GoalMet
	case "prepared":
		return a.Prepared
	case "outcome":
		return textOrUnknown(a.Outcome)
	case "advance":
		return a.Advance
	case "next":
		return textOrUnknown(a.Next)
	case "next_at":
		return Instant(a.NextAt)
	}
	for _, f := range slices.Backward(a.Facts) {
		if f.Name == name {
			return f.Value
		}
	}
	return Value{}
}

func textOrUnknown(s string) Value {
	if s == "" {
		return Value{}
	}
	return Text(s)
}
