// Package word gives the constants of an enumeration the words by which they go in text and JSON.
package word

import (
	"fmt"
	"slices"
)

// Set holds the words of an enumeration that counts from 0.
type Set[T ~uint8] struct {
	Package string   // named in errors
	Name    string   // what a constant is
	Words   []string // in the order of the constants
}

// Valid reports whether a value is one of the constants.
func (s *Set[T]) Valid(x T) bool { return int(x) < len(s.Words) }

// String returns the word of a constant, and name(number) for a value that is none.
func (s *Set[T]) String(x T) string {
	if !s.Valid(x) {
		return fmt.Sprintf("%s(%d)", s.Name, uint8(x))
	}
	return s.Words[x]
}

// Marshal returns the word of a constant; it fails for a value that is none.
func (s *Set[T]) Marshal(x T) ([]byte, error) {
	if !s.Valid(x) {
		return nil, fmt.Errorf("%s: no %s %d", s.Package, s.Name, uint8(x))
	}
	return []byte(s.Words[x]), nil
}

// longest is how much is told of a word that is none.
const longest = 64

// Unmarshal sets x to the constant of a word; it fails, and leaves x as it is, for any other.
func (s *Set[T]) Unmarshal(x *T, word []byte) error {
	i := slices.Index(s.Words, string(word))
	if i < 0 {
		return fmt.Errorf("%s: %.*q is no %s; there are %v", s.Package, longest, word, s.Name, s.Words)
	}
	*x = T(i)
	return nil
}
