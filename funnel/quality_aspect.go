package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// QualityAspect is one of the three standards of record keeping. In JSON and text it is a word such as "complete".
type QualityAspect uint8

// The standards, in their order.
const (
	Complete   QualityAspect = iota // complete: 全面, what should be on record is
	Truthful                        // truthful: 真实, what is on record is what happened, when it happened
	Continuous                      // continuous: 持续, records are kept all the time
)

var qualityAspectWords = word.Set[QualityAspect]{Package: "funnel", Name: "aspect", Words: []string{"complete", "truthful", "continuous"}}

// String returns the aspect's word.
func (a QualityAspect) String() string { return qualityAspectWords.String(a) }

// MarshalText writes the aspect's word.
func (a QualityAspect) MarshalText() ([]byte, error) { return qualityAspectWords.Marshal(a) }

// UnmarshalText reads the aspect's word.
func (a *QualityAspect) UnmarshalText(b []byte) error { return qualityAspectWords.Unmarshal(a, b) }
