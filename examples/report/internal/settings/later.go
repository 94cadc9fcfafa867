package settings

import (
	"slices"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
)

// later is a flag of the contract that this version does not have.
type later struct {
	name    string
	boolean bool
}

var notYet = []later{
	{name: "rates"},
	{name: "backtest", boolean: true},
	{name: "tables"},
}

// formatsLater are values of the contract that this version does not have.
var formatsLater = []string{"ndjson", "html"}

// refuse answers flags that would otherwise be ignored in silence.
func refuse(given map[string]bool, r *raw) error {
	for _, f := range notYet {
		if given[f.name] {
			return fault.New(fault.NotYet, "what", "-"+f.name)
		}
	}
	if slices.Contains(formatsLater, r.format) {
		return fault.New(fault.NotYet, "what", "-format "+r.format)
	}
	return nil
}
