package salesfunnel

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Estimate is a number with its evidence. The zero Estimate means "cannot be said", which is not 0.
type Estimate struct {
	Value     float64 // the estimate itself
	Low, High float64 // the interval, when Level is not 0
	Level     float64 // the interval's nominal coverage, 0.95 say; 0: no interval
	N         int64   // cases in the denominator
	Left      int64   // cases left out of it: open deals of a closed-only rate, say
	Method    string  // the estimator, by its name in the field
	Warnings  []Note  // what a reader should know before using it
}

// IsZero reports whether nothing can be said; it is what the JSON option omitzero asks.
func (e Estimate) IsZero() bool { return e.Method == "" }

// HasInterval reports whether Low and High mean anything.
func (e Estimate) HasInterval() bool { return !e.IsZero() && e.Level > 0 }

// String returns "0.321 [0.21, 0.44] 95% n=58", without the interval when there is none, and "?" when nothing can be said.
func (e Estimate) String() string {
	if e.IsZero() {
		return "?"
	}
	short := func(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }
	if !e.HasInterval() {
		return fmt.Sprintf("%s n=%d", short(e.Value), e.N)
	}
	return fmt.Sprintf("%s [%s, %s] %s%% n=%d", short(e.Value), short(e.Low), short(e.High), short(100*e.Level), e.N)
}

// estimateJSON is an estimate as other programs read it: no interval is no key, never a 0.
type estimateJSON struct {
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low,omitzero"`
	High     *float64 `json:"high,omitzero"`
	Level    float64  `json:"level,omitzero"`
	N        int64    `json:"n"`
	Left     int64    `json:"left,omitzero"`
	Method   string   `json:"method"`
	Warnings []Note   `json:"warnings,omitzero"`
}

// MarshalJSON writes null for the zero Estimate, leaves a missing interval out, and writes a number that is not finite as null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if e.IsZero() {
		return []byte("null"), nil
	}
	j := estimateJSON{Value: finite(e.Value), N: e.N, Left: e.Left, Method: e.Method, Warnings: e.Warnings}
	if e.HasInterval() {
		j.Low, j.High, j.Level = finite(e.Low), finite(e.High), e.Level
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what [Estimate.MarshalJSON] writes.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	*e = Estimate{}
	if string(b) == "null" {
		return nil
	}
	var j estimateJSON
	if err := decodeStrict(b, &j); err != nil {
		return err
	}
	e.Value, e.N, e.Left, e.Method, e.Warnings = orNaN(j.Value), j.N, j.Left, j.Method, j.Warnings
	if j.Level > 0 {
		e.Low, e.High, e.Level = orNaN(j.Low), orNaN(j.High), j.Level
	}
	return nil
}

func finite(f float64) *float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

func orNaN(f *float64) float64 {
	if f == nil {
		return math.NaN()
	}
	return *f
}
