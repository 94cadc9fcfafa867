package funnel

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Bounds of options that are lengths of time.
const (
	mostOptionDays  = 36_500
	mostContactTime = 3650 * 24 * time.Hour
)

func (o WorklistOptions) faults() (faults []sf.Note) {
	faults = atMostDays(faults, "soon_days", o.SoonDays)
	faults = atMostDays(faults, "untouched_days", o.UntouchedDays)
	if o.ContactWithin > mostContactTime {
		faults = append(faults, outOfRange("contact_within", sf.Text(o.ContactWithin.String()), sf.Text("0s"), sf.Text(mostContactTime.String())))
	}
	if o.Limit < 0 {
		faults = append(faults, outOfRange("limit", sf.Int(int64(o.Limit)), sf.Int(0), sf.Int(1<<31-1)))
	}
	for i, code := range o.Skip {
		if !slices.Contains(WorkReasons(), code) {
			faults = append(faults, sf.NewNote(CodeWorkReason, fmt.Sprintf("skip[%d]", i), sf.F("code", sf.Text(clip(string(code))))))
		}
	}
	return faults
}

// atMostDays adds the fault of a number of days that is too large. One below 0 says not to look.
func atMostDays(faults []sf.Note, path string, days int) []sf.Note {
	if days > mostOptionDays {
		faults = append(faults, outOfRange(path, sf.Int(int64(days)), sf.Int(0), sf.Int(mostOptionDays)))
	}
	return faults
}

func outOfRange(path string, got, least, most sf.Value) sf.Note {
	return sf.NewNote(CodeOptionRange, path, sf.F("got", got), sf.F("min", least), sf.F("max", most))
}

func (o WorklistOptions) soon() int              { return max(cmp.Or(o.SoonDays, 3), -1) }
func (o WorklistOptions) untouched() int         { return cmp.Or(o.UntouchedDays, 14) }
func (o WorklistOptions) contact() time.Duration { return cmp.Or(o.ContactWithin, 24*time.Hour) }

// asks reports whether a reason is to be looked for.
func (o WorklistOptions) asks(code sf.Code) bool { return !slices.Contains(o.Skip, code) }
