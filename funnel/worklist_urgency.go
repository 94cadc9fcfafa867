package funnel

import (
	"fmt"
	"slices"
)

// WorkUrgency says how pressing something is. In JSON and text it is a word such as "late".
type WorkUrgency uint8

// The urgencies, the most pressing first.
const (
	WorkLate     WorkUrgency = iota // late: its day has passed
	WorkToday                       // today: it is due today, or asks for a decision now
	WorkSoon                        // soon: it is due within the days that count as soon
	WorkStanding                    // standing: it has no date
)

var workUrgencyWords = [...]string{"late", "today", "soon", "standing"}

// String returns the urgency's word.
func (u WorkUrgency) String() string {
	if int(u) < len(workUrgencyWords) {
		return workUrgencyWords[u]
	}
	return fmt.Sprintf("urgency(%d)", uint8(u))
}

// MarshalText writes the urgency's word.
func (u WorkUrgency) MarshalText() ([]byte, error) {
	if int(u) >= len(workUrgencyWords) {
		return nil, fmt.Errorf("funnel: no urgency %d", uint8(u))
	}
	return []byte(workUrgencyWords[u]), nil
}

// UnmarshalText reads the urgency's word.
func (u *WorkUrgency) UnmarshalText(b []byte) error {
	i := slices.Index(workUrgencyWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no urgency; there are %v", b, workUrgencyWords)
	}
	*u = WorkUrgency(i)
	return nil
}
