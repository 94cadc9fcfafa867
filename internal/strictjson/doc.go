// Package strictjson reads configuration written by people: it decodes JSON into plain structs and says every fault at once, each
// with the path of where it stands.
//
// It differs from encoding/json, whose struct tags and interfaces it honors, in what it refuses:
//
//   - a key that the struct does not have, in exactly that spelling;
//   - a key that stands twice in one object, at every depth and in maps too;
//   - null for anything but a pointer, a slice, a map, an any or a json.Unmarshaler;
//   - an array of another length than the Go array it fills;
//   - text that is not UTF-8, or half of a surrogate pair;
//   - more input than the [Options] allow.
//
// Whatever it accepts, encoding/json decodes to the same value. It decodes leaf by leaf, so that one bad leaf does not hide the
// next; only where the input is not JSON at all is that the single fault.
//
// Supported are bools, integers, floats, strings, structs and what they embed, pointers, slices, arrays, maps whose keys are strings,
// integers or encoding.TextUnmarshaler, any, json.Unmarshaler and encoding.TextUnmarshaler. Any other type, the tag option "string"
// and two fields of one name at one depth are mistakes of the programmer and panic.
package strictjson
