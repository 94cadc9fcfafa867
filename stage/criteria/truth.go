package criteria

import "fmt"

// Truth is a truth value of Kleene's three-valued logic; the zero Truth is [Unknown]. In JSON and text it is a word.
type Truth int8

// The truth values, in their order: False < Unknown < True.
const (
	False   Truth = -1 // false
	Unknown Truth = 0  // unknown
	True    Truth = 1  // true
)

// truthWords are the truth values as they stand in text, from False on.
var truthWords = [...]string{"false", "unknown", "true"}

// TruthOf returns True or False.
func TruthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// And returns the lesser of t and u: False when either is, True when both are.
func (t Truth) And(u Truth) Truth { return min(t, u) }

// Or returns the greater of t and u: True when either is, False when both are.
func (t Truth) Or(u Truth) Truth { return max(t, u) }

// Not returns the opposite of t; Unknown stays Unknown.
func (t Truth) Not() Truth { return -t }

// String returns "false", "unknown" or "true".
func (t Truth) String() string {
	if t < False || t > True {
		return fmt.Sprintf("truth(%d)", int8(t))
	}
	return truthWords[t-False]
}

// MarshalText writes the word.
func (t Truth) MarshalText() ([]byte, error) {
	if t < False || t > True {
		return nil, fmt.Errorf("criteria: no truth value %d", int8(t))
	}
	return []byte(truthWords[t-False]), nil
}

// UnmarshalText reads the word.
func (t *Truth) UnmarshalText(b []byte) error {
	for i, word := range truthWords {
		if string(b) == word {
			*t = False + Truth(i)
			return nil
		}
	}
	return fmt.Errorf("criteria: %q is no truth value; there are %v", b, truthWords)
}
