package strictjson

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// fieldsByKey are the fields of a struct that JSON can fill, those of embedded structs included, by their key. The value is a path of
// indices as reflect.Value.FieldByIndex reads it.
type fieldsByKey map[string][]int

// fieldsOf lists the fields of a struct type. A field hides the deeper ones of its key.
func fieldsOf(t reflect.Type) fieldsByKey {
	fields := fieldsByKey{}
	fields.collect(t, nil, nil)
	return fields
}

// collect adds the fields of t, which stands at a path of indices inside structs of the types within.
func (fields fieldsByKey) collect(t reflect.Type, at []int, within []reflect.Type) {
	within = append(slices.Clone(within), t)
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(at), i)
		if lent, ok := lends(f); ok {
			if !slices.Contains(within, lent) {
				fields.collect(lent, index, within)
			}
			continue
		}
		if key, ok := keyOf(f); ok {
			fields.add(key, index, t)
		}
	}
}

func (fields fieldsByKey) add(key string, index []int, t reflect.Type) {
	other, taken := fields[key]
	switch {
	case !taken || len(index) < len(other):
		fields[key] = index
	case len(index) == len(other):
		panic(fmt.Sprintf("strictjson: %s has, or is embedded beside, a second field for the key %q", t, key))
	}
}

// lends returns the type of an embedded struct whose fields stand among those of its parent.
func lends(f reflect.StructField) (lent reflect.Type, ok bool) {
	if !f.Anonymous || f.Tag.Get("json") != "" {
		return nil, false
	}
	switch {
	case f.Type.Kind() == reflect.Struct:
		return f.Type, true
	case f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct:
		if !f.IsExported() {
			panic(fmt.Sprintf("strictjson: an embedded pointer to the unexported %s cannot be set", f.Type.Elem()))
		}
		return f.Type.Elem(), true
	default:
		return nil, false
	}
}

// keyOf returns the key of a field; ok is false for a field that JSON does not fill.
func keyOf(f reflect.StructField) (key string, ok bool) {
	tag := f.Tag.Get("json")
	if tag == "-" || !f.IsExported() {
		return "", false
	}
	key, options, _ := strings.Cut(tag, ",")
	if slices.Contains(strings.Split(options, ","), "string") {
		panic(fmt.Sprintf("strictjson: the tag option string of the field %s is not supported", f.Name))
	}
	if key == "" {
		key = f.Name
	}
	return key, true
}

// fieldAt returns the field at a path of indices and makes the embedded structs on the way that are missing.
func fieldAt(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}
