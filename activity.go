package salesfunnel

import (
	"slices"
	"time"
)

// Activity is a dated touch that moves nothing: a call, a visit, a message, a page view. It counts for engagement, response times and
// the last sign of life of a deal.
type Activity struct {
	Of       string    `json:"of"`                // the deal or lead
	Kind     string    `json:"kind"`              // call, visit, email_open, pricing_page…: the embedder's own words
	By       string    `json:"by,omitzero"`       // the person
	At       time.Time `json:"at"`                // when it happened
	Recorded time.Time `json:"recorded,omitzero"` // when it became known; zero: At
	Outcome  string    `json:"outcome,omitzero"`  // what came of it
	Facts    []Fact    `json:"facts,omitzero"`    // anything else that rules may ask about
}

// Known reports whether the activity had happened and was on record before t.
func (a Activity) Known(t time.Time) bool {
	return a.At.Before(t) && (a.Recorded.IsZero() || a.Recorded.Before(t))
}

// Fact makes an activity readable by criteria: "kind", "by", "outcome", "at", and the names of its own facts.
func (a *Activity) Fact(name string) Value {
	switch name {
	case "kind":
		return textOrUnknown(a.Kind)
	case "by":
		return textOrUnknown(a.By)
	case "outcome":
		return textOrUnknown(a.Outcome)
	case "at":
		return Instant(a.At)
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
