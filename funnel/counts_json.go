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

// countsSchema is the schema version of serialized counts.
const countsSchema = 1

// mostCountsBytes bounds the text of serialized counts: the longest ids that a pipeline allows, in every cell.
const mostCountsBytes = 64 << 20

// countsJSON is the serialized form. What is 0 is left out.
type countsJSON struct {
	SchemaVersion int                `json:"schema_version"`
	Stages        []countedStageJSON `json:"stages"`
}

// countedStageJSON is one stage; moves and allowed are by the id of the stage moved to.
type countedStageJSON struct {
	ID      string           `json:"id"`
	Outcome stage.Outcome    `json:"outcome"`
	Allowed []string         `json:"allowed,omitzero"`
	Moves   map[string]int64 `json:"moves,omitzero"`
	Starts  int64            `json:"starts,omitzero"`
	Open    int64            `json:"open,omitzero"`
	Late    int64            `json:"late,omitzero"`
	Days    int64            `json:"days,omitzero"`
}

// MarshalJSON writes the counts by the ids of the stages, in selling order. The same visits give the same bytes, in whatever parts and
// order they were counted.
func (c *Counts) MarshalJSON() ([]byte, error) {
	j := countsJSON{SchemaVersion: countsSchema, Stages: []countedStageJSON{}}
	if c.stages == nil {
		return json.Marshal(j)
	}
	n := len(c.open)
	for i, id := range c.stages.ids {
		s := countedStageJSON{
			ID: id, Outcome: c.stages.out[i], Starts: c.starts[i], Open: c.open[i], Late: c.late[i], Days: c.days[i],
		}
		for k, x := range c.row(i) {
			if x != 0 {
				if s.Moves == nil {
					s.Moves = make(map[string]int64)
				}
				s.Moves[c.stages.ids[k]] = x
			}
			if c.allowed[i*n+k] {
				s.Allowed = append(s.Allowed, c.stages.ids[k])
			}
		}
		j.Stages = append(j.Stages, s)
	}
	return json.Marshal(j)
}

// UnmarshalJSON replaces the counts by what [Counts.MarshalJSON] wrote. It is strict, its memory is bounded, and it reports every fault
// at once in one [*sf.InvalidError], with c unchanged: unknown keys, another schema version, more stages than a pipeline can have, ids
// that are empty or stand twice, moves to no stage, counts that are negative or above 2⁵³, stays in won or lost stages, first or late
// stays that are more than all stays, and days without a completed stay. null leaves c as it is.
func (c *Counts) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var j countsJSON
	faults := strictjson.DecodeWith(b, &j, strictjson.Options{Version: countsSchema, MaxBytes: mostCountsBytes})
	if len(faults) == 0 && j.SchemaVersion != countsSchema {
		faults = []sf.Note{sf.NewNote(sf.CodeSchemaVersion, "schema_version",
			sf.F("got", sf.Int(int64(j.SchemaVersion))), sf.F("want", sf.Int(countsSchema)))}
	}
	if len(faults) == 0 && len(j.Stages) > stage.MaxStages {
		faults = []sf.Note{sf.NewNote(CodeCountsSize, "stages",
			sf.F("n", sf.Int(int64(len(j.Stages)))), sf.F("max", sf.Int(stage.MaxStages)))}
	}
	if err := sf.Invalid(faults); err != nil {
		return err
	}
	read, faults := j.counts()
	if err := sf.Invalid(faults); err != nil {
		return err
	}
	*c = read
	return nil
}

// counts returns what the text says, and what is wrong with it.
func (j countsJSON) counts() (Counts, []sf.Note) {
	var c Counts
	if len(j.Stages) == 0 {
		return c, nil
	}
	ids, out := make([]string, len(j.Stages)), make([]stage.Outcome, len(j.Stages))
	for i, s := range j.Stages {
		ids[i], out[i] = s.ID, s.Outcome
	}
	var faults []sf.Note
	c.room(newStages(ids, out))
	for i, s := range j.Stages {
		path := fmt.Sprintf("stages[%d]", i)
		if s.ID == "" || c.stages.at[s.ID] != i {
			faults = append(faults, sf.NewNote(CodeMatrixID, path+".id", sf.F("stage", sf.Text(s.ID))))
		}
		faults = append(faults, c.read(s, i, path)...)
		if !s.plausible() {
			faults = append(faults, rangeFault(path, s.ID))
		}
	}
	return c, faults
}

// read takes one stage over.
func (c *Counts) read(s countedStageJSON, i int, path string) []sf.Note {
	var faults []sf.Note
	n := len(c.open)
	c.starts[i], c.open[i], c.late[i], c.days[i] = s.Starts, s.Open, s.Late, s.Days
	for k, id := range c.stages.ids {
		if x, ok := s.Moves[id]; ok {
			c.moves[i*n+k] = x
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Moves)) {
		if _, ok := c.stages.at[id]; !ok {
			faults = append(faults, sf.NewNote(CodeChainStage, path+".moves", sf.F("stage", sf.Text(id))))
		}
	}
	for l, id := range s.Allowed {
		k, ok := c.stages.at[id]
		if !ok || s.Outcome != stage.Open {
			faults = append(faults, sf.NewNote(CodeChainStage, fmt.Sprintf("%s.allowed[%d]", path, l), sf.F("stage", sf.Text(id))))
			continue
		}
		c.allowed[i*n+k] = true
	}
	return faults
}

// plausible reports whether the counts of one stage can be those of visits.
func (s countedStageJSON) plausible() bool {
	left, ok := int64(0), true
	for _, x := range s.Moves {
		ok = ok && isCount(x)
		left += x // 255 counts of up to 2⁵³ stay below 2⁶³; others are refused
	}
	for _, x := range [...]int64{s.Starts, s.Open, s.Late, s.Days} {
		ok = ok && isCount(x)
	}
	stays := left + s.Open
	return ok && s.Starts <= stays && s.Late <= stays && (s.Days == 0 || left > 0) && (s.Outcome == stage.Open || stays == 0)
}

func isCount(x int64) bool { return x >= 0 && x <= mostCount }
