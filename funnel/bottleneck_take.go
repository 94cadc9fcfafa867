package funnel

import (
	"fmt"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// takeWords are the places that a probability can be taken from as they stand in text, in the order of the constants.
var takeWords = [...]string{"rest", "lost"}

// String returns "rest" or "lost".
func (t TakeFrom) String() string {
	if int(t) < len(takeWords) {
		return takeWords[t]
	}
	return fmt.Sprintf("take(%d)", uint8(t))
}

// MarshalText writes "rest" or "lost".
func (t TakeFrom) MarshalText() ([]byte, error) {
	if int(t) >= len(takeWords) {
		return nil, fmt.Errorf("funnel: no place %d to take from", uint8(t))
	}
	return []byte(takeWords[t]), nil
}

// UnmarshalText reads "rest" or "lost".
func (t *TakeFrom) UnmarshalText(b []byte) error {
	i := slices.Index(takeWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no place to take from; there are %v", b, takeWords)
	}
	*t = TakeFrom(i)
	return nil
}

// faults returns that there is no such place.
func (t TakeFrom) faults(path string) []sf.Note {
	if int(t) >= len(takeWords) {
		return []sf.Note{sf.NewNote(CodeFlowTake, path, sf.F("take", sf.Int(int64(t))))}
	}
	return nil
}
