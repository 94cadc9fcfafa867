package salesfunnel

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// errValue is the answer to JSON that is no value.
var errValue = errors.New(`salesfunnel: a value is null, true or false, a number, a text, an array of texts, or one of {"number":"…"}, {"amount":"…","currency":"…"}, {"date":"2006-01-02"} and {"time":"RFC 3339"}`)

// maxPlainDigits is how many significant digits every reader of JSON numbers keeps.
const maxPlainDigits = 15

// valueJSON is the object form of a value; one of number, amount, date and time is set.
type valueJSON struct {
	Number   *string `json:"number,omitzero"`
	Amount   *string `json:"amount,omitzero"`
	Currency string  `json:"currency,omitzero"`
	Date     *Date   `json:"date,omitzero"`
	Time     *string `json:"time,omitzero"`
}

// MarshalJSON writes the value so that [Value.UnmarshalJSON] restores kind and digits:
//
//	unknown  null
//	bool     true
//	number   12.5, or {"number":"…"} where a reader of floating-point numbers could lose digits
//	text     "…"
//	tags     ["…","…"]
//	money    {"amount":"12.5","currency":"CNY"}
//	date     {"date":"2026-03-15"}
//	time     {"time":"2026-03-15T08:00:00Z"}
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case KindBool:
		return strconv.AppendBool(nil, v.num != 0), nil
	case KindNumber:
		digits := v.String()
		if len(digits) <= maxPlainDigits {
			return []byte(digits), nil
		}
		return json.Marshal(valueJSON{Number: &digits})
	case KindMoney:
		m, _ := v.Money()
		return m.MarshalJSON()
	case KindText:
		return json.Marshal(v.str)
	case KindDate:
		d, _ := v.Date()
		return json.Marshal(valueJSON{Date: &d})
	case KindTime:
		t, _ := v.Time()
		text := t.Format(time.RFC3339Nano)
		return json.Marshal(valueJSON{Time: &text})
	case KindTags:
		if v.far.tags == nil {
			return []byte("[]"), nil
		}
		return json.Marshal(v.far.tags)
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes; a JSON number of any spelling is read exactly.
func (v *Value) UnmarshalJSON(b []byte) error {
	if len(b) == 0 {
		return errValue
	}
	switch b[0] {
	case 'n':
		*v = Value{}
		return nil
	case 't', 'f':
		*v = Bool(b[0] == 't')
		return nil
	case '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return errValue
		}
		*v = Text(s)
		return nil
	case '[':
		var tags []string
		if err := json.Unmarshal(b, &tags); err != nil {
			return errValue
		}
		*v = Tags(tags...)
		return nil
	case '{':
		var j valueJSON
		if err := decodeStrict(b, &j); err != nil {
			return fmt.Errorf("%w: %w", errValue, err)
		}
		return v.fromObject(j)
	default:
		return v.fromNumber(string(b))
	}
}

func (v *Value) fromNumber(digits string) error {
	d, err := parseDecimal(digits)
	if err != nil {
		return err
	}
	*v = Number(d)
	return nil
}

func (v *Value) fromObject(j valueJSON) error {
	forms := 0
	for _, set := range []bool{j.Number != nil, j.Amount != nil, j.Date != nil, j.Time != nil} {
		if set {
			forms++
		}
	}
	if forms != 1 || j.Currency != "" && j.Amount == nil {
		return errValue
	}
	switch {
	case j.Number != nil:
		return v.fromNumber(*j.Number)
	case j.Amount != nil:
		m, err := ParseMoney(*j.Amount, j.Currency)
		if err != nil {
			return err
		}
		*v = Amount(m)
	case j.Date != nil:
		*v = Day(*j.Date)
	default:
		t, err := time.Parse(time.RFC3339Nano, *j.Time)
		if err != nil {
			return errValue
		}
		*v = Instant(t)
	}
	return nil
}

// kindWords are the kinds as they stand in JSON, in the order of the constants.
var kindWords = [...]string{"unknown", "bool", "number", "money", "text", "date", "time", "tags"}

// String returns the kind's word.
func (k Kind) String() string {
	if int(k) < len(kindWords) {
		return kindWords[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// MarshalText writes the kind's word; it fails for a number that is no kind.
func (k Kind) MarshalText() ([]byte, error) {
	if int(k) >= len(kindWords) {
		return nil, fmt.Errorf("salesfunnel: no kind %d", k)
	}
	return []byte(kindWords[k]), nil
}

// UnmarshalText reads the kind's word.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, word := range kindWords {
		if string(b) == word {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("salesfunnel: %q is no kind of fact; there are %v", b, kindWords[1:])
}
