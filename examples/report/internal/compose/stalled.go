package compose

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const byStake = "-amount*p,-days_over,deal"

// stalled lists the deals that stay too long, by the stages' limits or by what the history teaches.
func (m *maker) stalled() {
	if m.view == nil {
		m.stalledAsTheyStand()
		return
	}
	s, err := m.view.Stalled(funnel.StalledOptions{})
	if err != nil {
		m.refused(err, "stalled")
		return
	}
	for _, n := range s.Warnings {
		n.Path = "stalled"
		m.notes(n)
	}
	unjudged := 0
	for _, n := range s.Warnings {
		if of, ok := n.Arg("n").Float(); ok && n.Code == funnel.CodeStalledNoLimit {
			unjudged += int(of)
		}
	}
	m.beyond = m.stays(s.Deals)
	out := &document.Stalled{
		List: document.ListOf(m.beyond, byStake, m.Settings.Limit), Soon: document.ListOf(m.stays(s.Soon), byStake, m.Settings.Limit),
		Amount: m.money(m.orZero(s.Total.Amount)), AmountMissing: s.Total.Unpriced, Unjudged: unjudged, Limits: []document.StageLimit{},
	}
	seen := m.lengths()
	for _, l := range s.Limits {
		out.Limits = append(out.Limits, seen.describe(limitOf(l)))
	}
	m.doc.Stalled = out
}

func (m *maker) stays(deals []funnel.StalledDeal) []document.StalledDeal {
	out := make([]document.StalledDeal, len(deals))
	for i, d := range deals {
		out[i] = document.StalledDeal{
			Deal: d.Deal, Stage: d.Stage, Owner: text(d.Owner), Amount: document.Money{Money: d.Amount}, EnteredAt: m.instant(d.Entered), Days: d.Days,
			LimitDays: d.LimitDays, LimitDate: d.LimitDate.String(), DaysOver: d.DaysOver, LimitSource: d.Source.String(),
			LastActivityAt: m.instant(d.LastActivity), NextAt: m.instant(d.NextAt),
		}
	}
	return out
}

func limitOf(l funnel.StageLimit) document.StageLimit {
	out := document.StageLimit{Stage: l.Stage, Learned: document.EstimateOf(l.Learned), Oldest: []string{}}
	switch {
	case !l.Limit.IsZero():
		out.LimitDays, out.Source = &l.Limit.Days, text(funnel.LimitConfigured.String())
	case !l.Learned.IsZero():
		days := int(l.Learned.Value)
		out.LimitDays, out.Source = &days, text(funnel.LimitLearned.String())
	}
	return out
}

// stalledAsTheyStand holds deals without a history against the configured limits, where it is known when they entered.
func (m *maker) stalledAsTheyStand() {
	out := &document.Stalled{Limits: []document.StageLimit{}}
	limited := false
	for i, id := range m.ids() {
		if m.Pipeline.Outcome(i) == stage.Open {
			l := limitOf(funnel.StageLimit{Stage: id, Limit: m.Pipeline.Limit(i)})
			out.Limits, limited = append(out.Limits, l), limited || l.Source != nil
		}
	}
	if !limited {
		m.omit("stalled", sf.Note{Code: CodeNoLimit})
		return
	}
	var beyond, soon []standingStay
	var sum sf.Money
	today := m.book.Calendar.Date(m.AsOf)
	for _, d := range opened(m.book).Deals {
		s, ok := m.standingStay(d, today)
		switch {
		case !ok:
			out.Unjudged++
		case s.DaysOver > 0:
			beyond = append(beyond, s)
			if !d.Amount.Known() {
				out.AmountMissing++
			}
			if more, err := sum.Add(d.Amount); err == nil {
				sum = more
			}
		case s.left < soonDays:
			soon = append(soon, s)
		}
	}
	out.Amount = m.money(m.orZero(sum))
	m.beyond = sortedStays(beyond)
	out.List, out.Soon = document.ListOf(m.beyond, byStake, m.Settings.Limit), document.ListOf(sortedStays(soon), byStake, m.Settings.Limit)
	m.doc.Stalled = out
}

// soonDays is how many days ahead a limit is near.
const soonDays = 7

type standingStay struct {
	document.StalledDeal

	left  int // days, from today on
	stake float64
}

// standingStay holds one deal against the configured limit of its stage.
func (m *maker) standingStay(d forecast.Deal, today sf.Date) (s standingStay, ok bool) {
	at, _ := m.Pipeline.Index(d.Stage) // a book holds no deal of another stage
	cal, limit := m.book.Calendar, m.Pipeline.Limit(at)
	date := m.Pipeline.LimitDate(at, d.Entered, cal)
	if date.IsZero() {
		return s, false
	}
	s.StalledDeal = document.StalledDeal{
		Deal: d.ID, Stage: d.Stage, Owner: text(d.Owner), Amount: document.Money{Money: d.Amount}, EnteredAt: m.instant(d.Entered),
		Days: cal.Days(cal.Date(d.Entered), today, false), LimitDays: limit.Days, LimitDate: date.String(), LimitSource: funnel.LimitConfigured.String(),
	}
	if date.Compare(today) < 0 {
		s.DaysOver = cal.Days(date, today, limit.Working)
	}
	s.left = date.Number() - today.Number()
	if p, known := m.Pipeline.Probability(at); known {
		s.stake = d.Amount.Float64() * p
	} else {
		s.stake = d.Amount.Float64()
	}
	return s, true
}

func sortedStays(all []standingStay) []document.StalledDeal {
	slices.SortStableFunc(all, func(a, b standingStay) int {
		return cmp.Or(cmp.Compare(b.stake, a.stake), cmp.Compare(b.DaysOver, a.DaysOver), cmp.Compare(a.Deal, b.Deal))
	})
	out := make([]document.StalledDeal, len(all))
	for i, s := range all {
		out[i] = s.StalledDeal
	}
	return out
}
