package funnel

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// customerLife is how long one customer was one, in days of the history's clock: under observation at the ages since … days when churned, and
// since … days − 1 when still a customer.
type customerLife struct {
	deal        uint32
	began       int64 // instant
	since, days int64
	churned     bool
	returned    bool // came back after having churned
	late        bool // not under observation from the beginning
}

// customerRules say where a customer's life begins and ends, by index of the stage.
type customerRules struct {
	begin []bool // empty: any stage that is no end
	end   []bool
}

// customerRules reads the stages that options name.
func (v *View) customerRules(begin, churn []string) (customerRules, []sf.Note) {
	p := v.history.pipeline
	var r customerRules
	var faults []sf.Note
	r.end, faults = stageSet(p, churn, "churn", nil)
	if len(churn) == 0 {
		for i := range p.Len() {
			r.end[i] = p.Outcome(i) == stage.Lost
		}
		if !slices.Contains(r.end, true) {
			faults = append(faults, sf.NewNote(CodeCustomerNoChurn, "churn"))
		}
	}
	if len(begin) > 0 {
		r.begin, faults = stageSet(p, begin, "begin", faults)
		for i := range r.begin {
			if r.begin[i] && r.end[i] {
				faults = append(faults, customerStageFault("begin", p.StageID(i)))
			}
		}
	}
	return r, faults
}

// stageSet returns which stages a list names, adding a fault for each that does not exist.
func stageSet(p *stage.Pipeline, names []string, path string, faults []sf.Note) ([]bool, []sf.Note) {
	set := make([]bool, p.Len())
	for _, name := range names {
		if i, ok := p.Index(name); ok {
			set[i] = true
		} else {
			faults = append(faults, customerStageFault(path, name))
		}
	}
	return set, faults
}

func customerStageFault(path, name string) sf.Note {
	return sf.NewNote(CodeCustomerStage, path, sf.F("stage", sf.Text(clip(name))))
}

// starts reports whether a life begins with the entry into a stage.
func (r customerRules) starts(at int) bool { return !r.end[at] && (len(r.begin) == 0 || r.begin[at]) }

// customers are the lives of a view, and who could not be one.
type customers struct {
	lives  []customerLife
	unseen []string // who churned without having been seen as a customer
}

// customers reads the lives of the view's customers, by id.
func (v *View) customers(r customerRules) customers {
	var out customers
	clock := v.history.clock
	today, last := clock.day(v.asOf), v.lastDay()
	for d := range v.candidates() {
		life := customerLife{deal: d}
		seen, gone, ended := false, false, int64(0)
		s := v.follow(d, listener{move: func(_, to, row int) {
			at := v.history.rows.at[row]
			switch {
			case r.end[to] && !gone:
				gone, ended = true, at
			case !seen && !gone && r.starts(to):
				seen, life.began = true, at
			case seen && gone && !r.end[to]:
				life.returned = true
			}
		}})
		switch {
		case gone && !seen:
			out.unseen = append(out.unseen, v.history.deals.at(d))
			continue
		case !seen:
			continue
		}
		began := clock.day(life.began)
		if life.late = s.observed > life.began; life.late {
			life.since = v.seenFrom(s.observed) - began
		}
		life.days = today - began
		if left := clock.day(ended); gone && left <= last {
			life.churned, life.days = true, left-began
		}
		if life.days >= life.since { // some of it was under observation
			out.lives = append(out.lives, life)
		}
	}
	return out
}

// The stages of the life tables that customers are kept in.
const (
	lifeCustomer = iota
	lifeEnd
	lifeChurned // of a table of purchases: the customer left instead
)

// customerTable returns an empty life table in days for customers and what becomes of them.
func customerTable() *LifeTable {
	l := NewLifeTable(1)
	l.room(newStages([]string{"customer", "end", "churned"}, []stage.Outcome{stage.Open, stage.Won, stage.Lost}))
	return l
}

// survivalOf returns the survival curve of lives, by day, and the hazards behind it.
func survivalOf(lives []customerLife) (*Survival, *Hazards) {
	l := customerTable()
	for _, x := range lives {
		next := -1
		if x.churned {
			next = lifeEnd
		}
		l.add(lifeCustomer, next, x.since, x.days)
	}
	h, err := l.Hazards(HazardOptions{})
	if err != nil { // one stage and 36,525 days are never too many
		panic("funnel: " + err.Error())
	}
	s, err := h.Survival("customer")
	if err != nil {
		panic("funnel: " + err.Error())
	}
	s.warnings = customerGap(h)
	return s, h
}

// customerGap returns what is to be said instead of the warnings of a table of customers, which name a stage that the pipeline does not have.
func customerGap(h *Hazards) []sf.Note {
	if age, ok := h.flows[0].gap(); ok {
		return []sf.Note{sf.NewNote(CodeCustomerGap, "", sf.F("days", sf.Int(int64(age))))}
	}
	return nil
}

// warnings says who is left out, or in part.
func (c customers) warnings(v *View) []sf.Note {
	var notes []sf.Note
	var late, returned []string
	for _, x := range c.lives {
		id := v.history.deals.at(x.deal)
		if x.late {
			late = append(late, id)
		}
		if x.returned {
			returned = append(returned, id)
		}
	}
	for _, w := range []struct {
		code sf.Code
		who  []string
	}{{CodeCustomerUnseen, c.unseen}, {CodeCustomerLate, late}, {CodeCustomerReturned, returned}} {
		if n := len(w.who); n > 0 {
			notes = append(notes, sf.NewNote(w.code, "", sf.F("n", sf.Int(int64(n))), sf.F("examples", sf.Text(someOf(w.who)))))
		}
	}
	return notes
}
