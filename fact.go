package salesfunnel

// Facts is what is known of one deal or lead. A name that is not known returns the zero [Value].
//
// Criteria, score cards and encoders read deals only through it, so a caller's own record needs one method. A pointer receiver keeps
// the call free of allocation.
type Facts interface {
	Fact(name string) Value
}

// FactMap is the plainest [Facts]. The nil map knows nothing.
type FactMap map[string]Value

// Fact returns the value of that name; the zero Value when there is none.
func (m FactMap) Fact(name string) Value { return m[name] }

// Fact is one named value. In a history row the zero Value clears what was known under that name.
type Fact struct {
	Name  string `json:"name"`
	Value Value  `json:"value"`
}

// F returns a [Fact]; it is short because notes and rows are made of many.
func F(name string, v Value) Fact { return Fact{Name: name, Value: v} }

// Field declares a fact once, for criteria, score cards, encoders and histories.
type Field struct {
	Name  string `json:"name"`           // the key that [Facts] is asked for
	Label string `json:"label,omitzero"` // what people call it; empty: the name
	Kind  Kind   `json:"kind"`           // what it holds
}

// Title returns the label, or the name where there is none.
func (f Field) Title() string {
	if f.Label != "" {
		return f.Label
	}
	return f.Name
}
