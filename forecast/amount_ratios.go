package forecast

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Ratio is one possible ratio of the amount that a deal is won for to the amount shown.
type Ratio struct {
	Value float64 `json:"value"` // from 0 to [MostRatio]
	Share float64 `json:"share"` // how much of the money shown was won at it, or how probable it is
}

const (
	// MostRatio is the largest ratio of [Ratios].
	MostRatio = 1000
	// MostRatios is how many different ratios [Ratios] may hold.
	MostRatios = 64
)

// Ratios is a distribution of the ratio of the amount that a deal is won for to the amount shown. It is immutable and safe for concurrent
// use; the zero Ratios, and a nil one, say that every deal is won for the amount shown.
type Ratios struct {
	list  []Ratio // ascending
	exact []decimal.Decimal
}

// ratioPlaces is how many decimal places of a ratio count.
const ratioPlaces = 6

// NewRatios returns the distribution with these ratios, in any order. They are rounded to a millionth, equal ones are joined, and shares are
// scaled to sum to 1. The error is an [*sf.InvalidError]: no ratios or more than [MostRatios] different ones, a ratio that is not from 0 to
// [MostRatio], and a share that is no finite number of at least 0, or only such of 0.
func NewRatios(list ...Ratio) (*Ratios, error) {
	var faults []sf.Note
	total := 0.0
	for i, r := range list {
		if !(r.Value >= 0 && r.Value <= MostRatio) || !(r.Share >= 0) || math.IsInf(r.Share, 1) {
			faults = append(faults, sf.NewNote(CodeAmountRatio, fmt.Sprintf("ratios[%d]", i), sf.F("ratio", sf.Text(fmt.Sprint(r.Value))), sf.F("share", sf.Text(fmt.Sprint(r.Share)))))
			continue
		}
		total += r.Share
	}
	if len(faults) == 0 && !(total > 0 && !math.IsInf(total, 1)) {
		faults = append(faults, sf.NewNote(CodeAmountRatios, "ratios", sf.F("n", sf.Int(int64(len(list)))), sf.F("most", sf.Int(MostRatios))))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	r := &Ratios{}
	for _, x := range slices.SortedFunc(slices.Values(list), func(a, b Ratio) int { return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Share, b.Share)) }) {
		r.add(x.Value, x.Share/total)
	}
	if len(r.list) > MostRatios {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeAmountRatios, "ratios", sf.F("n", sf.Int(int64(len(r.list)))), sf.F("most", sf.Int(MostRatios)))})
	}
	return r, nil
}

// add appends a ratio that is not below the last.
func (r *Ratios) add(value, share float64) {
	if share == 0 {
		return
	}
	exact := decimal.NewFromFloat(value).Round(ratioPlaces)
	if last := len(r.list) - 1; last >= 0 && r.exact[last].Equal(exact) {
		r.list[last].Share += share
		return
	}
	r.list = append(r.list, Ratio{exact.InexactFloat64(), share})
	r.exact = append(r.exact, exact)
}

// All yields the ratios, ascending. Their shares sum to 1.
func (r *Ratios) All() iter.Seq[Ratio] {
	if r.sure() && (r == nil || len(r.list) == 0) {
		return slices.Values([]Ratio{{1, 1}})
	}
	return slices.Values(r.list)
}

// sure reports whether every deal is won for the amount shown.
func (r *Ratios) sure() bool {
	return r == nil || len(r.list) == 0 || len(r.list) == 1 && r.list[0].Value == 1
}

// Mean returns Σ share·ratio.
func (r *Ratios) Mean() float64 { return r.moment(1) }

// StdDev returns the standard deviation of the ratio.
func (r *Ratios) StdDev() float64 {
	mean, square := r.Mean(), 0.0
	for x := range r.All() {
		square += x.Share * (x.Value - mean) * (x.Value - mean)
	}
	return math.Sqrt(square)
}

// moment returns Σ share·ratio^k.
func (r *Ratios) moment(k int) float64 {
	var s compensated
	for x := range r.All() {
		s.add(x.Share * math.Pow(x.Value, float64(k)))
	}
	return s.value()
}

// compare orders distributions by what they hold.
func (r *Ratios) compare(o *Ratios) int {
	if r == o {
		return 0
	}
	return slices.CompareFunc(slices.Collect(r.All()), slices.Collect(o.All()), func(a, b Ratio) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Share, b.Share))
	})
}

// MarshalJSON writes the list of ratios.
func (r *Ratios) MarshalJSON() ([]byte, error) { return json.Marshal(slices.Collect(r.All())) }

// UnmarshalJSON reads what [Ratios.MarshalJSON] writes, as [NewRatios] does.
func (r *Ratios) UnmarshalJSON(b []byte) error {
	var list []Ratio
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	made, err := NewRatios(list...)
	if err != nil {
		return err
	}
	*r = *made
	return nil
}
