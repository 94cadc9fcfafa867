package funnel

import (
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

// CompareMetric is a number by which [View.Compare] sets groups side by side. In JSON and text it is a word such as "win_rate".
type CompareMetric uint8

// The metrics of [View.Compare], in its order.
const (
	// CompareWinRate is the probability that a deal is won within the horizon, in days since it was created.
	CompareWinRate CompareMetric = iota // win_rate
	// CompareConversion is, for each open stage, the probability that a deal leaves it forward, for a later open stage or a won one, within
	// the horizon, in days since it first came there.
	CompareConversion // conversion
	// CompareCycle is the median of the days from creation until a deal is won or lost.
	CompareCycle // cycle
	// CompareVelocity is the amount won a day. It grows with the number of deals that a group is given, and is not tested.
	CompareVelocity // velocity
	// CompareMeanAmount is the mean amount of the deals won.
	CompareMeanAmount // mean_amount
)

var compareMetricWords = word.Set[CompareMetric]{Package: "funnel", Name: "metric", Words: []string{"win_rate", "conversion", "cycle", "velocity", "mean_amount"}}

// String returns the metric's word.
func (m CompareMetric) String() string { return compareMetricWords.String(m) }

// MarshalText writes the metric's word.
func (m CompareMetric) MarshalText() ([]byte, error) { return compareMetricWords.Marshal(m) }

// UnmarshalText reads the metric's word.
func (m *CompareMetric) UnmarshalText(b []byte) error { return compareMetricWords.Unmarshal(m, b) }

// Standing says how a group stands against the rest in one metric, once chance is allowed for. It is about the number: a cycle that is lower
// is shorter. In JSON and text it is a word such as "lower".
type Standing uint8

// How a group may stand.
const (
	StandingNotJudged    Standing = iota // not_judged: shown, and not put to a test
	StandingTooFew                       // too_few: there is too little for a test
	StandingNoDifference                 // no_difference: none that chance would not explain
	StandingLower                        // lower
	StandingHigher                       // higher
)

var standingWords = word.Set[Standing]{Package: "funnel", Name: "standing", Words: []string{"not_judged", "too_few", "no_difference", "lower", "higher"}}

// String returns the standing's word.
func (s Standing) String() string { return standingWords.String(s) }

// MarshalText writes the standing's word.
func (s Standing) MarshalText() ([]byte, error) { return standingWords.Marshal(s) }

// UnmarshalText reads the standing's word.
func (s *Standing) UnmarshalText(b []byte) error { return standingWords.Unmarshal(s, b) }
