package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// ScenarioKind says what a change changes. In JSON and text it is a word.
type ScenarioKind uint8

// The kinds of change.
const (
	// ChangeMove adds Points to the probability that a stay in Stage ends in a move to To.
	ChangeMove ScenarioKind = iota // move
	// ChangeStay multiplies the stays in Stage by Factor.
	ChangeStay // stay
	// ChangeLongest ends the stays in Stage that would last longer than Days on that day, with the moves that they would have made.
	ChangeLongest // longest
	// ChangeArrivals multiplies the number of new deals by Factor.
	ChangeArrivals // arrivals
	// ChangeAmount multiplies the amounts of won deals by Factor.
	ChangeAmount // amount
)

var scenarioWords = word.Set[ScenarioKind]{Package: "funnel", Name: "change", Words: []string{"move", "stay", "longest", "arrivals", "amount"}}

// String returns the kind's word.
func (k ScenarioKind) String() string { return scenarioWords.String(k) }

// MarshalText writes the kind's word.
func (k ScenarioKind) MarshalText() ([]byte, error) { return scenarioWords.Marshal(k) }

// UnmarshalText reads the kind's word.
func (k *ScenarioKind) UnmarshalText(b []byte) error { return scenarioWords.Unmarshal(k, b) }

// ScenarioChange is one change of a funnel, as plain data. Only the fields of its kind count; [MovePoints], [StayTimes], [StayAtMost],
// [ArrivalTimes] and [AmountTimes] make them.
type ScenarioChange struct {
	Kind   ScenarioKind `json:"kind"`
	Stage  string       `json:"stage,omitzero"`  // id of an open stage
	To     string       `json:"to,omitzero"`     // id of a stage
	Points float64      `json:"points,omitzero"` // as a share: 0.02 is two percentage points; below 0 takes away
	Take   TakeFrom     `json:"take,omitzero"`   // where points come from, and go to when they are taken away
	Factor float64      `json:"factor,omitzero"` // at least 0; 0.5 is half
	Days   float64      `json:"days,omitzero"`   // in the history's clock
}

// MovePoints adds points to the probability of a move: 0.02 is two percentage points, −0.02 takes them away.
func MovePoints(from, to string, points float64, take TakeFrom) ScenarioChange {
	return ScenarioChange{Kind: ChangeMove, Stage: from, To: to, Points: points, Take: take}
}

// StayTimes makes the stays in a stage longer or shorter by a factor: 0.5 is half as long.
func StayTimes(stage string, factor float64) ScenarioChange {
	return ScenarioChange{Kind: ChangeStay, Stage: stage, Factor: factor}
}

// StayAtMost ends the stays in a stage after so many days at the latest.
func StayAtMost(stage string, days float64) ScenarioChange {
	return ScenarioChange{Kind: ChangeLongest, Stage: stage, Days: days}
}

// ArrivalTimes makes more or fewer new deals: 1.1 is a tenth more.
func ArrivalTimes(factor float64) ScenarioChange {
	return ScenarioChange{Kind: ChangeArrivals, Factor: factor}
}

// AmountTimes makes won deals worth more or less: 1.1 is a tenth more.
func AmountTimes(factor float64) ScenarioChange {
	return ScenarioChange{Kind: ChangeAmount, Factor: factor}
}

// plain returns the change with the fields of its kind alone.
func (c ScenarioChange) plain() ScenarioChange {
	switch c.Kind {
	case ChangeMove:
		return MovePoints(c.Stage, c.To, c.Points, c.Take)
	case ChangeStay:
		return StayTimes(c.Stage, c.Factor)
	case ChangeLongest:
		return StayAtMost(c.Stage, c.Days)
	case ChangeArrivals:
		return ArrivalTimes(c.Factor)
	case ChangeAmount:
		return AmountTimes(c.Factor)
	}
	return c
}
