package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// The limits that the zero [Options] sets.
const (
	DefaultMaxBytes  = 16 << 20
	DefaultMaxDepth  = 200
	DefaultMaxValues = 1 << 20
	DefaultMaxFaults = 1000
)

// Options bounds what is read. Memory grows with the bytes, and with the values times the size of the Go type of each.
type Options struct {
	MaxBytes  int // of the input; 0: [DefaultMaxBytes]
	MaxDepth  int // of arrays and objects inside each other; 0: [DefaultMaxDepth]
	MaxValues int // of values, at every depth together; 0: [DefaultMaxValues]
	MaxFaults int // after which no more are looked for, and a last note says so; 0: [DefaultMaxFaults]

	// Version is the schema version that is read. When the outermost object has another number as its "schema_version", that is the
	// only fault, because the keys of another version would all be wrong. An absent version, and 0, are accepted. 0: not looked at.
	Version int
}

// Decode reads data into what dst points to, with the default [Options], and returns every fault found in the order of the input; none
// when all was well. What dst holds after a fault is of no use.
//
// Like encoding/json it fills in what is there: a field that the input does not name keeps its value. A slice is always made anew.
func Decode(data []byte, dst any) []sf.Note {
	return DecodeWith(data, dst, Options{})
}

// DecodeWith is [Decode] with limits of the caller's. It panics when dst is no pointer to something.
func DecodeWith(data []byte, dst any, o Options) []sf.Note {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		panic("strictjson: the destination must be a pointer that is not nil")
	}
	o = o.withDefaults()
	if fault, ok := survey(data, o); !ok {
		return []sf.Note{fault}
	}
	if fault, ok := validate(data); !ok {
		return []sf.Note{fault}
	}
	if got, other := otherVersion(data, o.Version); other {
		return []sf.Note{sf.NewNote(sf.CodeSchemaVersion, versionKey, sf.F("got", sf.Int(got)), sf.F("want", sf.Int(int64(o.Version))))}
	}
	w := walker{scanner: scanner{data: data}, most: o.MaxFaults, structs: map[reflect.Type]fieldsByKey{}}
	w.value(target.Elem())
	return w.faults
}

func (o Options) withDefaults() Options {
	for _, limit := range []struct {
		set   *int
		value int
	}{
		{&o.MaxBytes, DefaultMaxBytes},
		{&o.MaxDepth, DefaultMaxDepth},
		{&o.MaxValues, DefaultMaxValues},
		{&o.MaxFaults, DefaultMaxFaults},
	} {
		if *limit.set <= 0 {
			*limit.set = limit.value
		}
	}
	return o
}

// grammar accepts every JSON value: decoding into it checks the grammar and nothing else.
type grammar struct{}

// UnmarshalJSON keeps nothing.
func (*grammar) UnmarshalJSON([]byte) error { return nil }

// validate checks the grammar, so that the scanner need not.
func validate(data []byte) (fault sf.Note, ok bool) {
	err := json.Unmarshal(data, new(grammar))
	if err == nil {
		return sf.Note{}, true
	}
	at := len(data)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset > 0 && int(syntax.Offset) <= len(data) {
		at = int(syntax.Offset) - 1 // the offset counts the bytes read, the offending one included
	}
	if err.Error() == "unexpected end of JSON input" {
		at = len(data)
	}
	return syntaxFault(data, at, err.Error()), false
}

// versionKey is the key that every versioned configuration has.
const versionKey = "schema_version"

// otherVersion returns the schema version of the outermost object when it is a whole number other than the one wanted.
func otherVersion(data []byte, want int) (got int64, other bool) {
	if want == 0 {
		return 0, false
	}
	s := scanner{data: data}
	if s.peek() != '{' {
		return 0, false
	}
	for more := s.open(); more; more = s.next() {
		key := s.key()
		value := s.raw()
		if key != versionKey {
			continue
		}
		n, err := parseInt(value, 64)
		return n, err == nil && n != 0 && n != int64(want)
	}
	return 0, false
}
