package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

var takeWords = word.Set[TakeFrom]{Package: "funnel", Name: "take", Words: []string{"rest", "lost"}}

// String returns "rest" or "lost".
func (t TakeFrom) String() string { return takeWords.String(t) }

// MarshalText writes "rest" or "lost".
func (t TakeFrom) MarshalText() ([]byte, error) { return takeWords.Marshal(t) }

// UnmarshalText reads "rest" or "lost".
func (t *TakeFrom) UnmarshalText(b []byte) error { return takeWords.Unmarshal(t, b) }

// faults returns that there is no such place.
func (t TakeFrom) faults(path string) []sf.Note {
	if !takeWords.Valid(t) {
		return []sf.Note{sf.NewNote(CodeFlowTake, path, sf.F("take", sf.Int(int64(t))))}
	}
	return nil
}
