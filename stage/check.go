package stage

import (
	"fmt"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Move is a deal that someone wants to see in another stage.
type Move struct {
	From     string    `json:"from,omitzero"`     // id, alias or name; "": the deal is being created
	To       string    `json:"to"`                // id, alias or name
	AsOf     time.Time `json:"as_of,omitzero"`    // when; zero: criteria that count days are not known to be met
	Override *Override `json:"override,omitzero"` // someone takes the responsibility
}

// Override lifts what stands against a move: criteria, required fields and the order of moves. It never lets a deal into a stage that does
// not exist or is retired. Both parts must say something.
type Override struct {
	By     string `json:"by"`     // who
	Reason string `json:"reason"` // why
}

// complete reports whether the override says who and why.
func (o Override) complete() bool {
	return strings.TrimSpace(o.By) != "" && strings.TrimSpace(o.Reason) != ""
}

// finding is one thing that stands against a move, before it is put into words.
type finding struct {
	gate  Gate
	code  sf.Code        // at move: the rule that is broken
	path  string         // at move: the part of the move at fault
	stage int            // at the others: the stage that asks
	at    int            // the place in that stage's list
	test  *criteria.Rule // nil for a required field
	truth criteria.Truth
}

// lifted reports whether an override lifts the finding.
func (f finding) lifted() bool {
	switch f.code {
	case CodeUnknownStage, CodeUnknownOrigin, CodeSameStage, CodeRetired, CodeOverride:
		return false
	default:
		return true
	}
}

// settle says what findings come to. Nothing stands against a move without findings; an incomplete override is a finding itself.
func settle(found []finding, override *Override) (allowed, overridden bool) {
	if len(found) == 0 {
		return true, false
	}
	if override == nil {
		return false, false
	}
	for _, f := range found {
		if !f.lifted() {
			return false, false
		}
	}
	return true, true
}

// Check says whether a move is allowed, and everything that stands against it: the rules of moving, the required fields of the stage to
// enter, the exit criteria of the stage to leave, and the entry criteria of the stage to enter. A criterion of which it is not known
// whether it is met stands against a move as one that is not met does, and is told apart.
//
// Exit criteria are not asked of a deal that is lost or that goes back. Criteria without a test are for people, and never asked. Facts may
// be nil, when nothing is known. A move that is allowed costs no allocation.
func (p *Pipeline) Check(m Move, f sf.Facts) Decision {
	w, found := p.judge(m, f, nil)
	d := Decision{From: m.From, To: m.To}
	d.Allowed, d.Overridden = settle(found, m.Override)
	if d.Overridden {
		d.Override = *m.Override
	}
	if w.from >= 0 {
		d.From = p.StageID(w.from)
	}
	if w.to >= 0 {
		d.To = p.StageID(w.to)
	}
	for _, x := range found {
		if x.gate == AtMove {
			d.Broken = append(d.Broken, p.brokenNote(x, w, m))
		} else {
			d.Unmet = append(d.Unmet, p.unmet(x, m.AsOf, known(f)))
		}
	}
	return d
}

// way is a move between indexes. From is -1 for the creation of a deal; nowhere is a stage that does not exist.
type way struct{ from, to int }

const nowhere = -2

// judge appends what stands against a move.
func (p *Pipeline) judge(m Move, f sf.Facts, found []finding) (way, []finding) {
	w := way{from: -1, to: nowhere}
	if i, ok := p.Index(m.From); ok {
		w.from = i
	} else if m.From != "" {
		w.from = nowhere
		found = append(found, finding{code: CodeUnknownOrigin, path: "from"})
	}
	if i, ok := p.Index(m.To); ok {
		w.to = i
	} else {
		found = append(found, finding{code: CodeUnknownStage, path: "to"})
	}
	if m.Override != nil && !m.Override.complete() {
		found = append(found, finding{code: CodeOverride, path: "override"})
	}
	if w.to == nowhere || w.from == w.to {
		if w.to >= 0 {
			found = append(found, finding{code: CodeSameStage, path: "to"})
		}
		return w, found
	}
	if w.from != nowhere {
		if code := p.moves.breach(w.from, w.to); code != "" {
			found = append(found, finding{code: code, path: "to"})
		}
	}
	return w, p.ask(w, m.AsOf, known(f), found)
}

// known returns facts to ask, also where there are none.
func known(f sf.Facts) sf.Facts {
	if f == nil {
		return sf.FactMap(nil)
	}
	return f
}

// ask appends the criteria that are not known to be met.
func (p *Pipeline) ask(w way, asOf time.Time, f sf.Facts, found []finding) []finding {
	for j, n := range p.gates[w.to].required {
		if !f.Fact(n.name).Known() {
			found = append(found, finding{gate: AtRequired, stage: w.to, at: j, truth: criteria.False})
		}
	}
	if w.from >= 0 && p.asksExit(w) {
		found = unproven(found, p.gates[w.from].exit, AtExit, w.from, asOf, f)
	}
	return unproven(found, p.gates[w.to].entry, AtEntry, w.to, asOf, f)
}

// asksExit reports whether a deal must have done with the stage that it leaves: neither when it is lost nor when it goes back.
func (p *Pipeline) asksExit(w way) bool {
	switch p.Outcome(w.to) {
	case Lost:
		return false
	case Won:
		return true
	default:
		return w.to > w.from || p.Outcome(w.from) != Open
	}
}

// unproven appends the criteria of a list that are false or unknown.
func unproven(found []finding, rules []rule, gate Gate, stage int, asOf time.Time, f sf.Facts) []finding {
	for _, r := range rules {
		if truth := r.test.Eval(f, asOf); truth != criteria.True {
			found = append(found, finding{gate: gate, stage: stage, at: r.at, test: r.test, truth: truth})
		}
	}
	return found
}

// brokenNote puts a broken rule of moving into words.
func (p *Pipeline) brokenNote(x finding, w way, m Move) sf.Note {
	title := func(i int, asked string) sf.Value {
		if i >= 0 {
			return sf.Text(p.config.Stages[i].Title())
		}
		return sf.Text(shortened(asked))
	}
	from, to := title(w.from, m.From), title(w.to, m.To)
	switch x.code {
	case CodeOverride:
		return sf.NewNote(x.code, x.path)
	case CodeUnknownOrigin:
		return sf.NewNote(x.code, x.path, sf.F("stage", from))
	case CodeUnknownStage, CodeSameStage, CodeRetired, CodeNotAStart:
		return sf.NewNote(x.code, x.path, sf.F("stage", to))
	case CodeSkips:
		return sf.NewNote(x.code, x.path, sf.F("from", from), sf.F("to", to), sf.F("next", title(p.moves.next(w.from), "")))
	default:
		return sf.NewNote(x.code, x.path, sf.F("from", from), sf.F("to", to))
	}
}

// unmet puts a criterion that is not known to be met into words.
func (p *Pipeline) unmet(x finding, asOf time.Time, f sf.Facts) Unmet {
	s := &p.config.Stages[x.stage]
	u := Unmet{Stage: s.ID, Gate: x.gate, Truth: x.truth, Path: fmt.Sprintf("stages[%d].%s[%d]", x.stage, x.gate, x.at)}
	switch x.gate {
	case AtRequired:
		n := p.gates[x.stage].required[x.at]
		u.Criterion.ID = n.id
		u.Why = []sf.Note{sf.NewNote(CodeRequired, u.Path, sf.F("field", sf.Text(n.label)), sf.F("stage", sf.Text(s.Title())))}
		return u
	case AtExit:
		u.Criterion = s.Exit[x.at]
	default:
		u.Criterion = s.Entry[x.at]
	}
	u.Criterion.Test = criteria.Expr{}
	u.Why, _ = x.test.Explain(nil, f, asOf)
	for i := range u.Why {
		u.Why[i].Path = joined(u.Path+".test", u.Why[i].Path)
	}
	return u
}

// criterionID returns the id of the criterion that a finding found.
func (p *Pipeline) criterionID(x finding) string {
	switch x.gate {
	case AtRequired:
		return p.gates[x.stage].required[x.at].id
	case AtExit:
		return p.config.Stages[x.stage].Exit[x.at].ID
	default:
		return p.config.Stages[x.stage].Entry[x.at].ID
	}
}
