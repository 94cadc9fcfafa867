package forecast

import (
	"encoding/json"
	"math"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

const (
	distributionSchema = 1
	// serializedFloor ends the serialized probabilities: what is smaller is not written.
	serializedFloor = 1e-15
)

// distributionJSON is the serialized form: probability p[i] of origin + unit·i, or of origin + unit·at[i].
type distributionJSON struct {
	Schema   int       `json:"schema"`
	Unit     string    `json:"unit"`
	Origin   string    `json:"origin"`
	Mean     float64   `json:"mean"`
	Variance float64   `json:"variance"`
	Added    float64   `json:"added_variance,omitzero"`
	Exact    bool      `json:"exact"`
	Floor    float64   `json:"floor,omitzero"`
	At       []int64   `json:"at,omitzero"`
	P        []float64 `json:"p"`
}

// MarshalJSON writes the lattice, the moments and the probabilities: p[i] is that of the amount origin + unit·i, or where at is
// present, of origin + unit·at[i]. Tails of cells below 1e-15 are cut (Floor then says so), and the bracket of an inexact distribution
// is left out. What is read back is written again to the same bytes. The zero Distribution is null.
func (d *Distribution) MarshalJSON() ([]byte, error) {
	if d == nil || d.empty() {
		return []byte("null"), nil
	}
	m := d.law.m.trimmed(serializedFloor)
	origin := d.axis.exactly(m.index(0))
	floor := d.floor
	if len(m.p) < len(d.law.m.p) {
		floor = math.Max(floor, serializedFloor)
	}
	j := distributionJSON{
		Schema: distributionSchema, Unit: digitsOf(d.axis.unit), Origin: digitsOf(origin), Mean: d.mean, Variance: d.variance,
		Added: d.added, Exact: d.exact, Floor: floor, At: m.moved(-m.index(0)).at, P: m.p,
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what [Distribution.MarshalJSON] wrote. It allocates in proportion to its input, and refuses with an
// [*sf.InvalidError] another schema, a unit that is not positive, numbers with too many digits, points that do not ascend, and
// probabilities that are negative or do not sum to 1 within 1e-9. null leaves d as it is.
func (d *Distribution) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var j distributionJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return sf.Invalid([]sf.Note{sf.NewNote(CodeDistribution, "distribution")})
	}
	unit, unitOK := readDecimal(j.Unit)
	origin, originOK := readDecimal(j.Origin)
	var faults []sf.Note
	check := func(ok bool, path string) {
		if !ok {
			faults = append(faults, sf.NewNote(CodeDistribution, path))
		}
	}
	check(j.Schema == distributionSchema, "schema")
	check(unitOK && unit.Sign() > 0, "unit")
	check(originOK, "origin")
	check(j.Variance >= 0, "variance")
	check(j.Added >= 0, "added_variance")
	check(j.Floor >= 0 && j.Floor < 1, "floor")
	check(j.At == nil || (len(j.At) == len(j.P) && ascending(j.At)), "at")
	check(probabilities(j.P), "p")
	if len(faults) > 0 {
		return sf.Invalid(faults)
	}
	*d = Distribution{
		axis: axisOf(unit, origin), law: curveOf(mass{at: j.At, p: j.P}),
		mean: j.Mean, variance: j.Variance, added: j.Added, exact: j.Exact, floor: j.Floor,
	}
	return nil
}

// digitsOf writes d as money does, which no setting of the decimal package changes. Sums may have more digits than money.
func digitsOf(d decimal.Decimal) string {
	m, err := sf.MoneyOf(d, "")
	if err != nil {
		return d.String()
	}
	return m.Digits()
}

// readDecimal reads a decimal number with as many digits as money may have; long text is refused before it is read.
func readDecimal(s string) (decimal.Decimal, bool) {
	if len(s) > 4*sf.MaxDigits {
		return decimal.Decimal{}, false
	}
	x, err := decimal.NewFromString(s)
	if err != nil || !withinDigits(x) {
		return decimal.Decimal{}, false
	}
	if x.Sign() == 0 {
		return decimal.Decimal{}, true // whatever its exponent
	}
	return x, true
}

// ascending reports whether the points ascend from 0, as written, and stay far from overflow.
func ascending(at []int64) bool {
	for i, k := range at {
		if k > mostExact || (i == 0 && k != 0) || (i > 0 && k <= at[i-1]) {
			return false
		}
	}
	return true
}

func probabilities(p []float64) bool {
	var total compensated
	for _, v := range p {
		if v < 0 || v > 1 {
			return false
		}
		total.add(v)
	}
	return math.Abs(total.value()-1) <= 1e-9
}
