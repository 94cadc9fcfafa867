package salesfunnel

import (
	"strconv"
	"strings"
)

// InvalidError refuses input and holds every fault found in it, so that one round is enough to mend them all. Find it with
// [errors.As].
type InvalidError struct {
	Faults []Note
}

// mostInMessage is how many faults an error message spells out.
const mostInMessage = 10

// Error joins the faults, a line each; after ten it counts the rest.
func (e *InvalidError) Error() string {
	if len(e.Faults) == 1 {
		return e.Faults[0].String()
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(len(e.Faults)))
	b.WriteString(" faults:")
	for i, fault := range e.Faults {
		if i == mostInMessage {
			b.WriteString("\n  and ")
			b.WriteString(strconv.Itoa(len(e.Faults) - i))
			b.WriteString(" more")
			break
		}
		b.WriteString("\n  ")
		b.WriteString(fault.String())
	}
	return b.String()
}

// Invalid returns an [*InvalidError] with the faults, and nil when there are none.
func Invalid(faults []Note) error {
	if len(faults) == 0 {
		return nil
	}
	return &InvalidError{Faults: faults}
}
