package strictjson

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// walker steps through the input and the destination side by side.
type walker struct {
	scanner
	path    path
	faults  []sf.Note
	most    int
	stopped bool // there are as many faults as anybody wants to read
	structs map[reflect.Type]fieldsByKey
}

// fault keeps a note about where the walk stands.
func (w *walker) fault(code sf.Code, args ...sf.Fact) {
	w.keep(sf.NewNote(code, w.path.String(), args...))
}

func (w *walker) keep(n sf.Note) {
	if w.stopped {
		return
	}
	if len(w.faults) == w.most {
		w.faults = append(w.faults, tooLarge(w.most, "faults"))
		w.stopped = true
		return
	}
	w.faults = append(w.faults, n)
}

// in runs walk one step deeper.
func (w *walker) in(s step, walk func()) {
	w.path = append(w.path, s)
	walk()
	w.path = w.path[:len(w.path)-1]
}

// value reads the next value into v, which can be set.
func (w *walker) value(v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		w.pointer(v)
		return
	}
	switch target := v.Addr().Interface().(type) {
	case json.Unmarshaler:
		w.custom(target)
		return
	case encoding.TextUnmarshaler:
		w.text(target)
		return
	case *json.Number:
		w.number("number", func(raw string) error { v.SetString(raw); return nil })
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.structure(v)
	case reflect.Map:
		w.table(v)
	case reflect.Slice:
		w.slice(v)
	case reflect.Array:
		w.array(v)
	case reflect.Interface:
		w.anything(v)
	default:
		w.leaf(v)
	}
}

func (w *walker) pointer(v reflect.Value) {
	if w.peek() == 'n' {
		w.raw()
		v.SetZero()
		return
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	w.value(v.Elem())
}

// object walks the members of an object. It reports a key that stands twice; again tells the member so.
func (w *walker) object(member func(key string, again bool)) {
	seen := map[string]bool{}
	for more := w.open(); more && !w.stopped; more = w.next() {
		key := w.key()
		again := seen[key]
		seen[key] = true
		w.in(step{key: key, index: -1}, func() {
			if again {
				w.duplicate(key)
			}
			member(key, again)
		})
	}
}

func (w *walker) duplicate(key string) {
	w.fault(sf.CodeDuplicateKey, sf.F("key", sf.Text(shorten(key))))
}

func (w *walker) structure(v reflect.Value) {
	if !w.wants('{', "object") {
		return
	}
	fields, ok := w.structs[v.Type()]
	if !ok {
		fields = fieldsOf(v.Type())
		w.structs[v.Type()] = fields
	}
	w.object(func(key string, again bool) {
		index, known := fields[key]
		switch {
		case !known && !again:
			w.fault(sf.CodeUnknownKey, sf.F("key", sf.Text(shorten(key))))
			w.skip()
		case !known:
			w.skip()
		default: // a second time too, for its faults
			w.value(fieldAt(v, index))
		}
	})
}

// table reads an object into a map. Members are collected in a map of their own, so that two spellings of one key are seen.
func (w *walker) table(v reflect.Value) {
	if w.null(v) || !w.wants('{', "object") {
		return
	}
	t := v.Type()
	read := reflect.MakeMap(t)
	w.object(func(text string, again bool) {
		key, ok := w.mapKey(t.Key(), text)
		element := reflect.New(t.Elem()).Elem()
		w.value(element)
		if !ok || again {
			return
		}
		if read.MapIndex(key).IsValid() {
			w.duplicate(text)
		}
		read.SetMapIndex(key, element)
	})
	if v.IsNil() {
		v.Set(read)
		return
	}
	for _, key := range read.MapKeys() {
		v.SetMapIndex(key, read.MapIndex(key))
	}
}

func (w *walker) mapKey(t reflect.Type, text string) (key reflect.Value, ok bool) {
	key = reflect.New(t).Elem()
	err := error(nil)
	switch target := key.Addr().Interface().(type) {
	case encoding.TextUnmarshaler:
		err = target.UnmarshalText([]byte(text))
	default:
		switch {
		case t.Kind() == reflect.String:
			key.SetString(text)
		case key.CanInt():
			err = setInt(key, text)
		case key.CanUint():
			err = setUint(key, text)
		default:
			panic(fmt.Sprintf("strictjson: keys of type %s are not supported", t))
		}
	}
	if err != nil {
		w.bad(text, err)
	}
	return key, err == nil
}

func (w *walker) slice(v reflect.Value) {
	if w.null(v) {
		return
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		w.bytes(v)
		return
	}
	if !w.wants('[', "array") {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	w.elements(func(i int) {
		v.Grow(1)
		v.SetLen(i + 1)
		w.value(v.Index(i))
	})
}

func (w *walker) array(v reflect.Value) {
	want := fmt.Sprintf("array of %d", v.Len())
	if !w.wants('[', want) {
		return
	}
	n := 0
	w.elements(func(i int) {
		n++
		if i < v.Len() {
			w.value(v.Index(i))
			return
		}
		w.skip()
	})
	if n != v.Len() {
		w.wrongType(want, fmt.Sprintf("array of %d", n))
	}
}

// elements walks the elements of an array.
func (w *walker) elements(element func(i int)) {
	i := 0
	for more := w.open(); more && !w.stopped; more = w.next() {
		w.in(step{index: i}, func() { element(i) })
		i++
	}
}

// skip steps over the next value and reports only the keys that stand twice in it: it has no destination, or one that reads by itself
// and keeps the last of them in silence.
func (w *walker) skip() {
	switch w.peek() {
	case '{':
		w.object(func(string, bool) { w.skip() })
	case '[':
		w.elements(func(int) { w.skip() })
	default:
		w.raw()
	}
}
