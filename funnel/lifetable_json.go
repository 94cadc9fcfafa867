package funnel

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	tableSchema     = 1        // the schema version of serialized life tables
	mostTableBytes  = 64 << 20 // of their text
	mostTableValues = 1 << 23  // numbers and lists in it
)

// tableJSON is the serialized form. What is 0 is left out.
type tableJSON struct {
	SchemaVersion int              `json:"schema_version"`
	UnitDays      int              `json:"unit_days,omitzero"`
	Stages        []tableStageJSON `json:"stages"`
}

// tableStageJSON is one stage; every list holds pairs of an age in days and a number of stays, and exits are by the id of the stage moved to.
type tableStageJSON struct {
	ID      string                `json:"id"`
	Outcome stage.Outcome         `json:"outcome"`
	Entries [][2]int64            `json:"entries,omitzero"`
	Exits   map[string][][2]int64 `json:"exits,omitzero"`
	Open    [][2]int64            `json:"open,omitzero"`
	Beyond  int64                 `json:"beyond,omitzero"`
}

// MarshalJSON writes the table by the ids of the stages, in selling order, with every list in order of age. The same visits give the same
// bytes, in whatever parts and order they were taken in.
func (l *LifeTable) MarshalJSON() ([]byte, error) {
	j := tableJSON{SchemaVersion: tableSchema, UnitDays: l.unit, Stages: []tableStageJSON{}}
	w := l.width()
	for i := range l.rows {
		s := tableStageJSON{ID: l.stages.ids[i], Outcome: l.stages.out[i], Beyond: l.beyond[i]}
		for k, n := range l.rows[i].all() {
			pair := [2]int64{int64(k / w), n}
			switch column := k % w; column {
			case l.entryColumn():
				s.Entries = append(s.Entries, pair)
			case l.openColumn():
				s.Open = append(s.Open, pair)
			default:
				if s.Exits == nil {
					s.Exits = make(map[string][][2]int64)
				}
				to := l.stages.ids[column]
				s.Exits[to] = append(s.Exits[to], pair)
			}
		}
		j.Stages = append(j.Stages, s)
	}
	return json.Marshal(j)
}

// UnmarshalJSON replaces the table by what [LifeTable.MarshalJSON] wrote. It is strict, its memory is bounded, and it reports every fault at
// once in one [*sf.InvalidError], with l unchanged: unknown keys, another schema version, a unit below 1 or above [MaxAge], more stages than
// a pipeline can have, ids that are empty or stand twice, exits to no stage, ages that are not in order or above MaxAge, numbers below 1 or
// above 2⁵³, stays in won or lost stages, and stays that leave without having entered. null leaves l as it is.
func (l *LifeTable) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var j tableJSON
	faults := strictjson.DecodeWith(b, &j, strictjson.Options{Version: tableSchema, MaxBytes: mostTableBytes, MaxValues: mostTableValues})
	if len(faults) == 0 {
		faults = j.faults()
	}
	if err := sf.Invalid(faults); err != nil {
		return err
	}
	read, faults := j.table()
	if err := sf.Invalid(faults); err != nil {
		return err
	}
	*l = *read
	return nil
}

// faults returns what is wrong with the text as a whole.
func (j tableJSON) faults() []sf.Note {
	var faults []sf.Note
	if j.SchemaVersion != tableSchema {
		faults = append(faults, sf.NewNote(sf.CodeSchemaVersion, "schema_version",
			sf.F("got", sf.Int(int64(j.SchemaVersion))), sf.F("want", sf.Int(tableSchema))))
	}
	if len(j.Stages) > stage.MaxStages {
		faults = append(faults, sf.NewNote(CodeCountsSize, "stages",
			sf.F("n", sf.Int(int64(len(j.Stages)))), sf.F("max", sf.Int(stage.MaxStages))))
	}
	if j.UnitDays < 0 || j.UnitDays > MaxAge || (j.UnitDays == 0 && len(j.Stages) > 0) {
		faults = append(faults, ageFault("unit_days", int64(j.UnitDays)))
	}
	return faults
}

func ageFault(path string, age int64) sf.Note {
	return sf.NewNote(CodeTableAge, path, sf.F("age", sf.Int(age)), sf.F("max", sf.Int(MaxAge)))
}

// table returns what the text says, and what is wrong with it.
func (j tableJSON) table() (*LifeTable, []sf.Note) {
	l := &LifeTable{unit: j.UnitDays}
	if len(j.Stages) == 0 {
		return l, nil
	}
	ids, out := make([]string, len(j.Stages)), make([]stage.Outcome, len(j.Stages))
	for i, s := range j.Stages {
		ids[i], out[i] = s.ID, s.Outcome
	}
	l.room(newStages(ids, out))
	var faults []sf.Note
	for i, s := range j.Stages {
		path := stagePath(i)
		if s.ID == "" || l.stages.at[s.ID] != i {
			faults = append(faults, sf.NewNote(CodeMatrixID, path+".id", sf.F("stage", sf.Text(s.ID))))
		}
		more := l.read(s, i, path)
		if len(more) == 0 && !l.adds(i) {
			more = append(more, sf.NewNote(CodeTableSum, path, sf.F("stage", sf.Text(s.ID))))
		}
		faults = append(faults, more...)
	}
	return l, faults
}

// read takes one stage over.
func (l *LifeTable) read(s tableStageJSON, i int, path string) []sf.Note {
	var faults []sf.Note
	if !isCount(s.Beyond) || (s.Outcome != stage.Open && (s.Beyond > 0 || len(s.Entries) > 0)) {
		faults = append(faults, rangeFault(path, s.ID))
	}
	l.beyond[i] = s.Beyond
	faults = append(faults, l.fill(i, l.entryColumn(), s.Entries, path+".entries")...)
	faults = append(faults, l.fill(i, l.openColumn(), s.Open, path+".open")...)
	for _, id := range slices.Sorted(maps.Keys(s.Exits)) {
		k, ok := l.stages.at[id]
		if !ok {
			faults = append(faults, sf.NewNote(CodeChainStage, path+".exits", sf.F("stage", sf.Text(id))))
			continue
		}
		faults = append(faults, l.fill(i, k, s.Exits[id], fmt.Sprintf("%s.exits[%q]", path, id))...)
	}
	return faults
}

// fill takes over the pairs of one column.
func (l *LifeTable) fill(i, column int, pairs [][2]int64, path string) []sf.Note {
	var faults []sf.Note
	last, sum := int64(-1), int64(0)
	for k, pair := range pairs {
		age, n := pair[0], pair[1]
		if age <= last || age > MaxAge {
			return append(faults, ageFault(fmt.Sprintf("%s[%d]", path, k), age))
		}
		if n < 1 || n > mostCount-sum {
			return append(faults, rangeFault(fmt.Sprintf("%s[%d]", path, k), l.stages.ids[i]))
		}
		last, sum = age, sum+n
		l.rows[i].add(int(age)*l.width()+column, n)
	}
	if column == l.entryColumn() {
		l.stays[i] = sum
	}
	return faults
}

// adds reports whether at every age no more stays have left or are open than have entered, and in the end just as many.
func (l *LifeTable) adds(i int) bool {
	w, entries, gone, age := l.width(), int64(0), int64(0), 0
	for k, n := range l.rows[i].all() {
		if k/w != age && gone > entries {
			return false
		}
		if age = k / w; k%w == l.entryColumn() {
			entries += n
			continue
		}
		if gone += n; gone > mostCount {
			return false
		}
	}
	return gone == entries
}
