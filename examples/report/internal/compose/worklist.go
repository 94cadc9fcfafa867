package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// worklist is what is to be done on the day of the report, where activities say what was done already.
func (m *maker) worklist() {
	const key = "worklist"
	if m.Settings.Activities == "" {
		m.omit(key, sf.Note{Code: CodeNotAsked})
		return
	}
	w, err := m.view.Worklist(funnel.WorklistOptions{})
	if err != nil {
		m.refused(err, key)
		return
	}
	for _, n := range w.Notes {
		n.Path = key
		m.notes(n)
	}
	out := &document.Worklist{
		Day: w.Day.String(), Open: m.priced(w.Open), Listed: m.priced(w.Listed), Late: m.priced(w.Late), Reasons: []document.WorkCount{}, Owners: []document.WorkOwner{},
	}
	items := make([]document.WorkItem, len(w.Items))
	for i := range w.Items {
		items[i] = m.workItem(&w.Items[i])
	}
	out.Items = document.ListOf(items, "urgency,-amount,-days_over,deal", m.Settings.Limit)
	plans := make([]document.WorkPlan, len(w.Plans))
	for i, p := range w.Plans {
		plans[i] = document.WorkPlan{Person: text(p.Person), Deal: p.Activity.Of, Kind: text(p.Activity.Kind), Due: p.Due.String(), DaysOver: p.Over}
	}
	out.Plans = document.ListOf(plans, "person,due,deal,kind", m.Settings.Limit)
	for _, c := range w.Reasons {
		out.Reasons = append(out.Reasons, document.WorkCount{Code: c.Code, Deals: c.Deals})
	}
	for _, o := range w.Owners {
		out.Owners = append(out.Owners, document.WorkOwner{Owner: o.Owner, Open: m.priced(o.Open), Listed: m.priced(o.Listed), Late: m.priced(o.Late)})
	}
	m.doc.Worklist = out
}

func (m *maker) workItem(x *funnel.WorkItem) document.WorkItem {
	out := document.WorkItem{
		Deal: x.Deal, Stage: x.Stage, Owner: text(x.Owner), Amount: document.Money{Money: x.Amount}, Urgency: x.Urgency.String(),
		Reasons: []document.WorkReason{}, NextAt: m.instant(x.NextAt), LastActivityAt: m.instant(x.LastActivity),
	}
	for _, r := range x.Reasons {
		reason := document.WorkReason{Code: r.Note.Code, Params: r.Note.Args, Note: r.Note, Urgency: r.Urgency.String(), DaysOver: r.Over}
		if !r.Due.IsZero() {
			reason.Due = text(r.Due.String())
		}
		out.Reasons = append(out.Reasons, reason)
	}
	return out
}

func (m *maker) priced(t funnel.Tally) document.Priced {
	return document.Priced{Deals: t.Deals, Amount: m.money(m.orZero(t.Amount)), AmountMissing: t.Unpriced}
}
