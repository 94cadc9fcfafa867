package scoring

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// SchemaVersion is the version of the card's JSON that this release reads and writes.
const SchemaVersion = 1

// MaxRules bounds the rules of a card.
const MaxRules = 10_000

// CardConfig is a card as plain data, to be edited, stored as JSON and given to [NewCard].
type CardConfig struct {
	SchemaVersion int        `json:"schema_version"` // [SchemaVersion]; 0 in Go code means the same
	ID            string     `json:"id,omitzero"`
	Fields        []sf.Field `json:"fields,omitzero"`          // the facts of leads that rules may name; nil: any
	Touch         []sf.Field `json:"activity_fields,omitzero"` // the facts of activities that rules may name, beside kind, by, outcome and at; nil: any
	Groups        []Group    `json:"groups"`
	Grades        Grades     `json:"grades,omitzero"`
}

// Axis says what a group measures. In JSON it is a word.
type Axis uint8

// The axes.
const (
	Fit        Axis = iota // fit: how well the lead suits us
	Engagement             // engagement: how much the lead wants us
)

var axisWords = word.Set[Axis]{Package: "scoring", Name: "axis", Words: []string{"fit", "engagement"}}

// String returns the axis' word.
func (a Axis) String() string { return axisWords.String(a) }

// MarshalText writes the axis' word.
func (a Axis) MarshalText() ([]byte, error) { return axisWords.Marshal(a) }

// UnmarshalText reads the axis' word.
func (a *Axis) UnmarshalText(b []byte) error { return axisWords.Unmarshal(a, b) }

// Group is a set of rules about one thing.
type Group struct {
	Name  string `json:"name"`
	Axis  Axis   `json:"axis"`
	Cap   Points `json:"cap,omitzero"` // the most that the group gives; 0: no cap
	Rules []Rule `json:"rules"`
}

// Rule gives or takes points.
type Rule struct {
	Name         string        `json:"name"`
	Activity     string        `json:"activity,omitzero"`       // a kind of activity: each one known counts; empty: the rule is about the lead
	When         criteria.Expr `json:"when,omitzero"`           // of the activity, or of the lead; for an activity it may be empty: always
	Points       Points        `json:"points"`                  // given when the rule holds, or for each activity on its day
	HalfLifeDays float64       `json:"half_life_days,omitzero"` // after this many days an activity counts half; 0: it does not fade
}

// Grades turn the two scores into one word: the band of the fit and the band of the engagement pick a cell. Without bands there is no
// grade.
type Grades struct {
	Fit        []Band     `json:"fit,omitzero"`        // best first
	Engagement []Band     `json:"engagement,omitzero"` // best first
	Cells      [][]string `json:"cells,omitzero"`      // a row for each fit band, a cell for each engagement band; nil: the two names joined, as in A1
}

// Band is a range of one score, from AtLeast up to the band before it. The last band takes all that is below.
type Band struct {
	Name    string `json:"name"`
	AtLeast Points `json:"at_least"`
}

// Parse reads a card from JSON, strictly: it fails with one [*sf.InvalidError] that holds every unknown or duplicate key and every value
// of the wrong type, with its path.
func Parse(data []byte) (CardConfig, error) {
	var c CardConfig
	faults := strictjson.Decode(data, &c)
	if len(faults) == 0 && c.SchemaVersion != SchemaVersion {
		faults = append(faults, sf.NewNote(sf.CodeSchemaVersion, "schema_version", sf.F("got", sf.Int(int64(c.SchemaVersion))), sf.F("want", sf.Int(SchemaVersion))))
	}
	if len(faults) > 0 {
		return CardConfig{}, sf.Invalid(faults)
	}
	return c, nil
}
