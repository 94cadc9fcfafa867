package funnel

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func (o QualityOptions) faults() (faults []sf.Note) {
	for _, x := range []struct {
		path string
		days int
	}{{"backfill_days", o.BackfillDays}, {"untouched_days", o.UntouchedDays}, {"basis_days", o.BasisDays}} {
		if x.days < 0 || x.days > mostOptionDays {
			faults = append(faults, outOfRange(x.path, sf.Int(int64(x.days)), sf.Int(0), sf.Int(mostOptionDays)))
		}
	}
	if o.RecordWithin < 0 || o.RecordWithin > mostContactTime {
		faults = append(faults, outOfRange("record_within", sf.Text(o.RecordWithin.String()), sf.Text("0s"), sf.Text(mostContactTime.String())))
	}
	for i, key := range o.Duplicates {
		if len(key.Facts) == 0 || slices.Contains(key.Facts, "") {
			faults = append(faults, sf.NewNote(CodeQualityKey, fmt.Sprintf("duplicates[%d]", i)))
		}
	}
	return faults
}

func (o QualityOptions) source() string        { return cmp.Or(o.Source, "source") }
func (o QualityOptions) within() time.Duration { return cmp.Or(o.RecordWithin, 2*time.Hour) }
func (o QualityOptions) backfill() int64       { return int64(cmp.Or(o.BackfillDays, 7)) }
func (o QualityOptions) untouched() int64      { return int64(cmp.Or(o.UntouchedDays, 30)) }
func (o QualityOptions) basis() int64          { return int64(cmp.Or(o.BasisDays, 7)) }
