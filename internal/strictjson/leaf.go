package strictjson

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// errRange is the reason for refusing a number that its destination cannot hold.
var errRange = errors.New("out of range")

// wants reports whether the next value begins as it should; otherwise the fault is kept and the value stepped over.
func (w *walker) wants(first byte, want string) bool {
	got := w.peek()
	if got == first {
		return true
	}
	w.wrongType(want, typeWord(got))
	w.skip()
	return false
}

// null reads null into a slice or a map, which encoding/json writes as null when they are nil.
func (w *walker) null(v reflect.Value) bool {
	if w.peek() != 'n' {
		return false
	}
	w.raw()
	v.SetZero()
	return true
}

func (w *walker) wrongType(want, got string) {
	w.fault(sf.CodeWrongType, sf.F("want", sf.Text(want)), sf.F("got", sf.Text(got)))
}

func (w *walker) bad(value string, reason error) {
	w.fault(sf.CodeBadValue, sf.F("value", sf.Text(shorten(value))), sf.F("reason", sf.Text(reason.Error())))
}

// custom hands the raw bytes to a type that reads itself. Faults that it found itself are kept with their paths put in place.
func (w *walker) custom(target json.Unmarshaler) {
	raw := w.raw()
	w.pos -= len(raw)
	before := len(w.faults)
	w.skip()
	if len(w.faults) > before {
		return // a key that stands twice; what the type would read is not what was meant
	}
	err := target.UnmarshalJSON(raw)
	var invalid *sf.InvalidError
	switch {
	case errors.As(err, &invalid):
		for _, fault := range invalid.Faults {
			fault.Path = join(w.path.String(), fault.Path)
			w.keep(fault)
		}
	case err != nil:
		w.bad(string(raw), err)
	}
}

// join puts a path behind another.
func join(outer, inner string) string {
	if outer == "" || inner == "" || inner[0] == '[' {
		return outer + inner
	}
	return outer + "." + inner
}

func (w *walker) text(target encoding.TextUnmarshaler) {
	if !w.wants('"', "text") {
		return
	}
	raw := w.raw()
	if err := target.UnmarshalText([]byte(unquote(raw))); err != nil {
		w.bad(string(raw), err)
	}
}

// bytes reads base64 as encoding/json does.
func (w *walker) bytes(v reflect.Value) {
	if !w.wants('"', "base64 text") {
		return
	}
	raw := w.raw()
	if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
		w.bad(string(raw), err)
	}
}

// anything reads a value of unknown type.
func (w *walker) anything(v reflect.Value) {
	if v.NumMethod() > 0 {
		panic(fmt.Sprintf("strictjson: %s is not supported", v.Type()))
	}
	w.peek()
	start := w.pos
	w.skip()
	if err := json.Unmarshal(w.data[start:w.pos], v.Addr().Interface()); err != nil && !w.stopped {
		w.bad(string(w.data[start:w.pos]), err)
	}
}

// leaf reads a bool, a number or a text.
func (w *walker) leaf(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Bool:
		w.boolean(v)
	case v.Kind() == reflect.String:
		if w.wants('"', "text") {
			v.SetString(unquote(w.raw()))
		}
	case v.CanInt():
		w.number("whole number", func(raw string) error { return setInt(v, raw) })
	case v.CanUint():
		w.number("whole number that is not negative", func(raw string) error { return setUint(v, raw) })
	case v.CanFloat():
		w.number("number", func(raw string) error { return setFloat(v, raw) })
	default:
		panic(fmt.Sprintf("strictjson: %s is not supported", v.Type()))
	}
}

func (w *walker) boolean(v reflect.Value) {
	switch c := w.peek(); c {
	case 't', 'f':
		w.raw()
		v.SetBool(c == 't')
	default:
		w.wants('t', "true or false")
	}
}

// number reads a JSON number with set, which tells a number out of range from one of the wrong form.
func (w *walker) number(want string, set func(raw string) error) {
	if c := w.peek(); c != '-' && (c < '0' || c > '9') {
		w.wrongType(want, typeWord(c))
		w.skip()
		return
	}
	raw := string(w.raw())
	switch err := set(raw); {
	case errors.Is(err, errRange):
		w.bad(raw, err)
	case err != nil:
		w.wrongType(want, shorten(raw))
	}
}

func setInt(v reflect.Value, text string) error {
	n, err := strconv.ParseInt(text, 10, v.Type().Bits())
	if err != nil {
		return reasonOf(err)
	}
	v.SetInt(n)
	return nil
}

func setUint(v reflect.Value, text string) error {
	n, err := strconv.ParseUint(text, 10, v.Type().Bits())
	if err != nil {
		return reasonOf(err)
	}
	v.SetUint(n)
	return nil
}

func setFloat(v reflect.Value, text string) error {
	f, err := strconv.ParseFloat(text, v.Type().Bits())
	if err != nil {
		return reasonOf(err)
	}
	v.SetFloat(f)
	return nil
}

// reasonOf drops the name of the function and the text, which may be long, from an error of strconv.
func reasonOf(err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return errRange
	}
	return strconv.ErrSyntax
}

// typeWord names the type of a value by the byte it begins with.
func typeWord(first byte) string {
	switch first {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "number"
	}
}
