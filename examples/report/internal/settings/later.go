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
	{name: "quotas"},
	{name: "backtest", boolean: true},
	{name: "tables"},
}

// formatsLater and modelsLater are values of the contract that this version does not have.
var (
	formatsLater = []string{"ndjson", "html"}
	modelsLater  = []string{"timed"}
)

// refuse answers flags that would otherwise be ignored in silence.
func refuse(given map[string]bool, r *raw) error {
	for _, f := range notYet {
		if given[f.name] {
			return fault.New(fault.NotYet, "what", "-"+f.name)
		}
	}
	switch {
	case slices.Contains(formatsLater, r.format):
		return fault.New(fault.NotYet, "what", "-format "+r.format)
	case slices.Contains(modelsLater, r.model):
		return fault.New(fault.NotYet, "what", "-model "+r.model)
	}
	return nil
}
