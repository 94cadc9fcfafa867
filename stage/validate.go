package stage

import (
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Bounds of a configuration, besides [MaxStages].
const (
	MaxFields = 1000   // declared fields
	MaxTests  = 20_000 // operations and values of all tests together
	MaxList   = 200    // aliases, required fields, criteria, milestones or plays of one stage
	MaxName   = 200    // bytes of an id, alias, name or label
	MaxText   = 10_000 // bytes of any other text
	MaxDays   = 3650   // days of a limit
)

// validation collects every fault of a configuration, and what was worked out on the way.
type validation struct {
	config Config
	funcs  []criteria.Func
	faults []sf.Note

	ids   map[string]int // stages by id
	words map[string]int // stages by id, alias and name
	moves moveRules
	gates []gates

	tests int // operations and values so far

	tangled bool // names, outcomes or moves are at fault, so that nothing can be said of the way through the stages
}

func (v *validation) fault(code sf.Code, path string, args ...sf.Fact) {
	v.faults = append(v.faults, sf.NewNote(code, path, args...))
}

func (v *validation) run() {
	c := &v.config
	if c.SchemaVersion != 0 && c.SchemaVersion != SchemaVersion {
		v.faults = append(v.faults, schemaFault(c.SchemaVersion))
	}
	v.name(c.ID, "id")
	v.optionalName(c.Name, "name")
	v.fields()
	c.Stages = bounded(v, c.Stages, MaxStages, "stages")
	v.identities()
	v.functions()
	for i := range c.Stages {
		v.stage(i)
	}
	if v.tests > MaxTests {
		v.fault(CodeTooMany, "stages", number("n", v.tests), number("max", MaxTests))
	}
	v.ends()
	v.graph()
	v.way()
}

// bounded returns the part of a list that is looked at; the fault says that there is more.
func bounded[T any](v *validation, list []T, most int, path string) []T {
	if len(list) <= most {
		return list
	}
	v.fault(CodeTooMany, path, number("n", len(list)), number("max", most))
	return list[:most]
}

// text checks a text and reports whether it is sound.
func (v *validation) text(s string, most int, path string) bool {
	switch {
	case len(s) > most:
		v.fault(CodeTooLong, path, number("n", len(s)), number("max", most))
	case !utf8.ValidString(s):
		v.fault(CodeNotUTF8, path)
	default:
		return true
	}
	return false
}

// name checks an id, alias or name that must not be empty.
func (v *validation) name(s, path string) bool {
	if s == "" {
		v.fault(CodeEmpty, path)
		return false
	}
	return v.text(s, MaxName, path)
}

func (v *validation) optionalName(s, path string) bool { return v.text(s, MaxName, path) }

// defined checks that an enumeration holds one of its words.
func defined[T ~uint8](v *validation, words word.Set[T], n T, path string) bool {
	if words.Valid(n) {
		return true
	}
	v.fault(CodeUndefined, path, number("n", int(n)))
	return false
}

func (v *validation) fields() {
	if v.config.Fields == nil {
		v.config.Fields = []sf.Field{} // no field is declared; nil would mean to criteria that any fact will do
	}
	v.config.Fields = bounded(v, v.config.Fields, MaxFields, "fields")
	first := make(map[string]int, len(v.config.Fields))
	for i, f := range v.config.Fields {
		path := indexed("fields", i)
		if v.name(f.Name, path+".name") {
			v.once(first, f.Name, i, path+".name")
		}
		v.optionalName(f.Label, path+".label")
		if _, err := f.Kind.MarshalText(); err != nil || f.Kind == sf.Unknown {
			v.fault(CodeFieldKind, path+".kind")
		}
	}
}

// once records the first place of a word and reports a second one.
func (v *validation) once(first map[string]int, word string, i int, path string) {
	if _, taken := first[word]; taken {
		v.fault(CodeDuplicate, path, sf.F("name", sf.Text(word)))
		return
	}
	first[word] = i
}

// identities sees that every id, alias and name belongs to one stage. Ids are taken first, then aliases, then names, so that the fault is
// found at the weaker word.
func (v *validation) identities() {
	v.ids = make(map[string]int, len(v.config.Stages))
	v.words = make(map[string]int, 3*len(v.config.Stages))
	for i, s := range v.config.Stages {
		path := indexed("stages", i) + ".id"
		if !v.name(s.ID, path) {
			v.tangled = true
			continue
		}
		if _, taken := v.ids[s.ID]; taken {
			v.fault(CodeDuplicate, path, sf.F("name", sf.Text(s.ID)))
			v.tangled = true
			continue
		}
		v.ids[s.ID], v.words[s.ID] = i, i
	}
	for i := range v.config.Stages {
		s := &v.config.Stages[i]
		path := indexed("stages", i) + ".aliases"
		for j, alias := range bounded(v, s.Aliases, MaxList, path) {
			at := indexed(path, j)
			if v.name(alias, at) && !v.claim(alias, i, at) {
				v.fault(CodeDuplicate, at, sf.F("name", sf.Text(alias)))
			}
		}
	}
	for i, s := range v.config.Stages {
		path := indexed("stages", i) + ".name"
		if v.optionalName(s.Name, path) && s.Name != "" {
			v.claim(s.Name, i, path)
		}
	}
}

// claim gives a word to a stage, or reports that another has it. It is false when the stage has the word already.
func (v *validation) claim(word string, stage int, path string) bool {
	owner, taken := v.words[word]
	switch {
	case !taken:
		v.words[word] = stage
	case owner == stage:
		return false
	default:
		v.fault(CodeNameClash, path, sf.F("name", sf.Text(word)), sf.F("stage", sf.Text(v.config.Stages[owner].ID)))
	}
	return true
}

// ends sees that deals can begin and end somewhere.
func (v *validation) ends() {
	var open, closed bool
	for _, s := range v.config.Stages {
		if !s.Retired {
			open = open || s.Outcome == Open
			closed = closed || s.Outcome == Won || s.Outcome == Lost
		}
	}
	if !open {
		v.fault(CodeNoOpen, "stages")
	}
	if !closed {
		v.fault(CodeNoEnd, "stages")
	}
	v.tangled = v.tangled || !open || !closed
}

// way sees that every stage can be reached and left. Nothing is said of a way that other faults have tangled.
func (v *validation) way() {
	if v.tangled {
		return
	}
	v.moves = newMoveRules(v.config.Stages, v.config.Moves, v.ids)
	reached, ending := v.moves.reached(), v.moves.ending()
	for i, s := range v.config.Stages {
		name, path := sf.F("stage", sf.Text(s.Title())), indexed("stages", i)
		if !s.Retired && !reached.has(i) {
			v.fault(CodeUnreachable, path, name)
		}
		if !ending.has(i) {
			v.fault(CodeEndless, path, name)
		}
	}
}

func number(name string, n int) sf.Fact { return sf.F(name, sf.Int(int64(n))) }
