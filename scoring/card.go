package scoring

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Card is a checked and compiled configuration. It is immutable and safe for concurrent use.
type Card struct {
	groups []group
	grades Grades
}

type group struct {
	name  string
	axis  Axis
	cap   Points // 0: none
	rules []rule
}

type rule struct {
	name     string
	activity string
	when     *criteria.Rule // nil: always
	facts    []sf.Field     // what it asks of a lead, to be asked for when unknown
	points   Points
	halfLife float64
}

// NewCard checks and compiles a card. It fails with one [*sf.InvalidError] that names every fault with its path. The functions are those
// that rules call by name.
func NewCard(c CardConfig, funcs ...criteria.Func) (*Card, error) {
	k := &checker{funcs: funcs, fields: c.Fields, touch: activityFields(c.Touch), names: make(map[string]bool)}
	if c.SchemaVersion != 0 && c.SchemaVersion != SchemaVersion {
		k.fault(sf.CodeSchemaVersion, "schema_version", sf.F("got", sf.Int(int64(c.SchemaVersion))), sf.F("want", sf.Int(SchemaVersion)))
	}
	count := 0
	for _, g := range c.Groups {
		count += len(g.Rules)
	}
	switch {
	case count == 0:
		k.fault(CodeNoGroups, "groups")
	case count > MaxRules:
		k.fault(CodeTooMany, "groups", sf.F("n", sf.Int(int64(count))), sf.F("most", sf.Int(MaxRules)))
		return nil, sf.Invalid(k.faults)
	}
	card := &Card{}
	for i, g := range c.Groups {
		card.groups = append(card.groups, k.group(fmt.Sprintf("groups[%d]", i), g))
	}
	card.grades = k.grades(c.Grades)
	if len(k.faults) > 0 {
		return nil, sf.Invalid(k.faults)
	}
	return card, nil
}

// activityFields adds what every activity has to what the card declares of them.
func activityFields(declared []sf.Field) []sf.Field {
	if declared == nil {
		return nil
	}
	own := []sf.Field{{Name: "kind", Kind: sf.KindText}, {Name: "by", Kind: sf.KindText}, {Name: "outcome", Kind: sf.KindText}, {Name: "at", Kind: sf.KindTime}}
	return append(own, declared...)
}

// checker compiles a card and collects what is wrong with it.
type checker struct {
	funcs         []criteria.Func
	fields, touch []sf.Field
	names         map[string]bool
	faults        []sf.Note
}

func (k *checker) fault(code sf.Code, path string, args ...sf.Fact) {
	k.faults = append(k.faults, sf.NewNote(code, path, args...))
}

// name refuses an empty name and one that its scope already has.
func (k *checker) name(path, scope, name string) {
	key := scope + "\x00" + name
	if name == "" || k.names[key] {
		k.fault(CodeName, path+".name", sf.F("name", sf.Text(name)))
	}
	k.names[key] = true
}

func (k *checker) points(path string, p Points) {
	if p > MaxPoints || p < -MaxPoints {
		k.fault(CodePoints, path, sf.F("points", sf.Text(p.String())), sf.F("most", sf.Text(MaxPoints.String())))
	}
}

func (k *checker) group(path string, g Group) group {
	k.name(path, "group", g.Name)
	if !axisWords.Valid(g.Axis) {
		k.fault(CodeAxis, path+".axis")
	}
	if g.Cap < 0 {
		k.fault(CodeCap, path+".cap", sf.F("cap", sf.Text(g.Cap.String())))
	}
	k.points(path+".cap", g.Cap)
	out := group{name: g.Name, axis: g.Axis, cap: g.Cap}
	for i, r := range g.Rules {
		out.rules = append(out.rules, k.rule(fmt.Sprintf("%s.rules[%d]", path, i), g.Name, r))
	}
	return out
}

func (k *checker) rule(path, scope string, r Rule) rule {
	k.name(path, "rule\x00"+scope, r.Name)
	k.points(path+".points", r.Points)
	fades := r.HalfLifeDays != 0
	if fades && (r.Activity == "" || !(r.HalfLifeDays > 0) || math.IsInf(r.HalfLifeDays, 1)) {
		k.fault(CodeHalfLife, path+".half_life_days")
	}
	out := rule{name: r.Name, activity: r.Activity, points: r.Points, halfLife: r.HalfLifeDays}
	if r.When.IsZero() {
		if r.Activity == "" {
			k.fault(CodeEmptyRule, path+".when", sf.F("rule", sf.Text(r.Name)))
		}
		return out
	}
	fields := k.fields
	if r.Activity != "" {
		fields = k.touch
	}
	compiled, err := criteria.Compile(r.When, fields, k.funcs...)
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) {
		for _, fault := range invalid.Faults {
			fault.Path = strings.TrimSuffix(path+".when."+fault.Path, ".")
			k.faults = append(k.faults, fault)
		}
		return out
	}
	out.when = compiled
	if r.Activity == "" {
		out.facts = asked(compiled, fields)
	}
	return out
}

// asked returns the facts that a rule reads, with their declarations.
func asked(r *criteria.Rule, fields []sf.Field) (facts []sf.Field) {
	for name := range r.Facts() {
		field := sf.Field{Name: name}
		if i := slices.IndexFunc(fields, func(f sf.Field) bool { return f.Name == name }); i >= 0 {
			field = fields[i]
		}
		facts = append(facts, field)
	}
	return facts
}

func (k *checker) grades(g Grades) Grades {
	k.bands("grades.fit", g.Fit)
	k.bands("grades.engagement", g.Engagement)
	if (len(g.Fit) == 0) != (len(g.Engagement) == 0) {
		k.fault(CodeBands, "grades")
	}
	misshapen := len(g.Cells) > 0 && len(g.Cells) != len(g.Fit)
	for _, row := range g.Cells {
		misshapen = misshapen || len(row) != len(g.Engagement)
	}
	if misshapen {
		k.fault(CodeCells, "grades.cells")
	}
	out := Grades{Fit: slices.Clone(g.Fit), Engagement: slices.Clone(g.Engagement)}
	for i, fit := range g.Fit { // joined once, so that scoring allocates nothing
		row := make([]string, len(g.Engagement))
		for j, engagement := range g.Engagement {
			row[j] = fit.Name + engagement.Name
			if i < len(g.Cells) && j < len(g.Cells[i]) {
				row[j] = g.Cells[i][j]
			}
		}
		out.Cells = append(out.Cells, row)
	}
	return out
}

func (k *checker) bands(path string, bands []Band) {
	for i, b := range bands {
		if b.Name == "" || i > 0 && b.AtLeast >= bands[i-1].AtLeast {
			k.fault(CodeBands, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}
