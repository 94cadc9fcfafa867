package funnel

import (
	"fmt"
	"slices"
)

// QualityAspect is one of the three standards of record keeping. In JSON and text it is a word such as "complete".
type QualityAspect uint8

// The standards, in their order.
const (
	Complete   QualityAspect = iota // complete: 全面, what should be on record is
	Truthful                        // truthful: 真实, what is on record is what happened, when it happened
	Continuous                      // continuous: 持续, records are kept all the time
)

var qualityAspectWords = [...]string{"complete", "truthful", "continuous"}

// String returns the aspect's word.
func (a QualityAspect) String() string {
	if int(a) < len(qualityAspectWords) {
		return qualityAspectWords[a]
	}
	return fmt.Sprintf("aspect(%d)", uint8(a))
}

// MarshalText writes the aspect's word.
func (a QualityAspect) MarshalText() ([]byte, error) {
	if int(a) >= len(qualityAspectWords) {
		return nil, fmt.Errorf("funnel: no aspect %d", uint8(a))
	}
	return []byte(qualityAspectWords[a]), nil
}

// UnmarshalText reads the aspect's word.
func (a *QualityAspect) UnmarshalText(b []byte) error {
	i := slices.Index(qualityAspectWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no aspect; there are %v", b, qualityAspectWords)
	}
	*a = QualityAspect(i)
	return nil
}
