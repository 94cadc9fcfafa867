//go:build long

package forecast_test

import "testing"

// The same over four hundred books, of which a bias of a sixth of a standard error in each would be seen.
func TestTimedForetellsManyBooks(t *testing.T) { foretells(t, 1000, 400) }
