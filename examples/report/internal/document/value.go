package document

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Instant is an instant with the offset of the report's zone; the zero one is null.
type Instant time.Time

// MarshalJSON writes RFC 3339.
func (t Instant) MarshalJSON() ([]byte, error) {
	if time.Time(t).IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(time.Time(t).Format(time.RFC3339Nano))
}

// Money is an amount in the report's currency: a string of digits, null where it is unknown.
type Money struct{ sf.Money }

// MarshalJSON writes the digits.
func (m Money) MarshalJSON() ([]byte, error) {
	if !m.Known() {
		return []byte("null"), nil
	}
	return json.Marshal(m.Digits())
}

// Modeled returns a modeled amount, rounded half-even to minor digits; a number that is not finite is unknown.
func Modeled(f float64, currency string, digits int) Money {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Money{}
	}
	m, err := sf.MoneyOf(decimal.NewFromFloat(f), currency)
	if err != nil {
		return Money{}
	}
	return Money{m.RoundTo(decimal.New(1, int32(-digits)))}
}

// Estimate is a number with its evidence.
type Estimate struct {
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int64    `json:"n"`
	Excluded int64    `json:"excluded"`
	Method   string   `json:"method"`
}

// EstimateOf is nil where nothing can be said.
func EstimateOf(e sf.Estimate) *Estimate {
	if e.IsZero() {
		return nil
	}
	out := &Estimate{Value: Finite(e.Value), N: e.N, Excluded: e.Left, Method: e.Method}
	if e.HasInterval() {
		out.Low, out.High = Finite(e.Low), Finite(e.High)
	}
	return out
}

// Finite is nil for NaN and the infinities, which JSON does not have.
func Finite(f float64) *float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

// ByStage is an object whose keys are stages, written in their order.
type ByStage[T any] struct {
	IDs    []string
	Values []T
}

// Add puts a stage at the end.
func (b *ByStage[T]) Add(id string, value T) {
	b.IDs, b.Values = append(b.IDs, id), append(b.Values, value)
}

// MarshalJSON writes the object.
func (b ByStage[T]) MarshalJSON() ([]byte, error) {
	return object(len(b.IDs), func(i int) (string, any) { return b.IDs[i], b.Values[i] })
}

// Params are the arguments of a note, in its order.
type Params []sf.Fact

// MarshalJSON writes an object: numbers and truths as themselves, amounts as digits, everything else as text.
func (p Params) MarshalJSON() ([]byte, error) {
	return object(len(p), func(i int) (string, any) { return p[i].Name, plain(p[i].Value) })
}

func plain(v sf.Value) any {
	switch v.Kind() {
	case sf.Unknown:
		return nil
	case sf.KindBool:
		b, _ := v.Bool()
		return b
	case sf.KindNumber:
		return json.Number(v.String())
	case sf.KindMoney:
		m, _ := v.Money()
		return m.Digits()
	case sf.KindTags:
		tags, _ := v.Tags()
		return tags
	default:
		return v.String()
	}
}

// object writes an object whose keys keep their order; a key that stands twice is written once.
func object(n int, entry func(i int) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	seen := make(map[string]bool, n)
	b.WriteByte('{')
	for i := range n {
		key, value := entry(i)
		if seen[key] {
			continue
		}
		if len(seen) > 0 {
			b.WriteByte(',')
		}
		seen[key] = true
		for j, part := range []any{key, value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
			if j == 0 {
				b.WriteByte(':')
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// List is a list under the limit.
type List[T any] struct {
	Total int    `json:"total"`
	Sort  string `json:"sort"` // by which keys; a minus: descending
	Items []T    `json:"items"`
}

// ListOf cuts a sorted list to the limit.
func ListOf[T any](items []T, sort string, limit int) List[T] {
	l := List[T]{Total: len(items), Sort: sort, Items: items[:min(len(items), limit)]}
	if l.Items == nil {
		l.Items = []T{}
	}
	return l
}
