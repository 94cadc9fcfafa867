package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// WorkUrgency says how pressing something is. In JSON and text it is a word such as "late".
type WorkUrgency uint8

// The urgencies, the most pressing first.
const (
	WorkLate     WorkUrgency = iota // late: its day has passed
	WorkToday                       // today: it is due today, or asks for a decision now
	WorkSoon                        // soon: it is due within the days that count as soon
	WorkStanding                    // standing: it has no date
)

var workUrgencyWords = word.Set[WorkUrgency]{Package: "funnel", Name: "urgency", Words: []string{"late", "today", "soon", "standing"}}

// String returns the urgency's word.
func (u WorkUrgency) String() string { return workUrgencyWords.String(u) }

// MarshalText writes the urgency's word.
func (u WorkUrgency) MarshalText() ([]byte, error) { return workUrgencyWords.Marshal(u) }

// UnmarshalText reads the urgency's word.
func (u *WorkUrgency) UnmarshalText(b []byte) error { return workUrgencyWords.Unmarshal(u, b) }
