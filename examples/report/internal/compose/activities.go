package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// activityDays is how far back activities are counted: thirteen weeks.
const activityDays = 91

// The touches that are compared, which the document states.
const touchWindow, touchHorizon = 14, 30

// activities counts plans and what was done of late.
func (m *maker) activities() {
	const key = "activities"
	if m.Settings.Activities == "" {
		m.omit(key, sf.Note{Code: CodeNotAsked})
		return
	}
	to := m.AsOf.In(m.Settings.Zone)
	r, err := m.view.ActivityReport(funnel.ActivityOptions{Period: sf.Period{From: to.AddDate(0, 0, -activityDays), To: to}})
	if err != nil {
		m.refused(err, key)
		return
	}
	m.doc.Activities = &document.Activities{
		From: m.instant(r.Period.From), To: m.instant(r.Period.To), Total: activityCounts(r.Total), People: activitiesOf(r.People), Kinds: activitiesOf(r.Kinds), Effect: m.touchEffect(),
	}
}

func activitiesOf(all []funnel.ActivityOf) []document.ActivityCount {
	out := []document.ActivityCount{}
	for _, a := range all {
		out = append(out, document.ActivityCount{Name: a.Name, ActivityCounts: activityCounts(a.ActivityCounts)})
	}
	return out
}

func activityCounts(c funnel.ActivityCounts) document.ActivityCounts {
	return document.ActivityCounts{
		Planned: c.Planned, Kept: c.Kept, Late: c.Late, Missed: c.Missed, Ahead: c.Ahead, Done: c.Done, Unplanned: c.Unplanned,
		OnTime: document.EstimateOf(c.Fulfillment), Prepared: document.EstimateOf(c.Prepared), GoalMet: document.EstimateOf(c.GoalMet), Advance: document.EstimateOf(c.Advance),
	}
}

// touchEffect sets deals that were touched lately beside deals of the same stage and age that were not.
func (m *maker) touchEffect() *document.TouchEffect {
	e, err := m.view.TouchEffect(funnel.TouchEffectOptions{WindowDays: touchWindow, HorizonDays: touchHorizon})
	if err != nil {
		return nil
	}
	return &document.TouchEffect{
		WindowDays: touchWindow, HorizonDays: touchHorizon, Notes: e.Notes,
		Difference: document.EstimateOf(e.Difference), Touched: document.EstimateOf(e.Touched), Untouched: document.EstimateOf(e.Untouched),
	}
}
