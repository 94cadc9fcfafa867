package compose

import (
	"errors"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// reason is the library's first word on why it refused.
func reason(err error) sf.Note {
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) && len(invalid.Faults) > 0 {
		return invalid.Faults[0]
	}
	return sf.Note{Code: CodeRefused}
}
