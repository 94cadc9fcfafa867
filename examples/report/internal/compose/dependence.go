package compose

import (
	"errors"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// mostLearned is how many past periods a correlation is learned from: each asks for the model anew, and what was long ago is another business.
const mostLearned = 12

// dependence is how much deals share a fate, as it was given or is learned.
func (m *maker) dependence() (forecast.Dependence, error) {
	switch {
	case m.Settings.LearnRho:
		learned, err := m.learnRho()
		return forecast.Dependence{Learned: learned}, err
	case m.Settings.Rho != nil:
		return forecast.Dependence{Rho: *m.Settings.Rho}, nil
	}
	m.omit("forecast.dependence", sf.Note{Code: CodeNotAsked})
	return forecast.Dependence{}, nil
}

// learnRho holds the periods before the one under way against what the model, as it could have been had at the start of each, foretold of
// the deals that were open then.
func (m *maker) learnRho() (*forecast.LearnedRho, error) {
	h := hindsight{maker: m, won: m.wins()}
	var past []forecast.PastPeriod
	for _, p := range m.before(mostLearned) {
		deals, err := h.period(p)
		if err != nil {
			return nil, err
		}
		if len(deals) > 0 {
			past = append(past, forecast.PastPeriod{Period: p, Deals: deals})
		}
	}
	learned, err := forecast.LearnRho(past)
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) && slices.ContainsFunc(invalid.Faults, func(n sf.Note) bool { return n.Code == forecast.CodeRhoPeriods }) {
		return nil, fault.New(fault.RhoPeriods, "n", len(past), "least", forecast.LeastPeriods, "unit", m.Settings.Periods.Unit)
	}
	if err != nil {
		return nil, err
	}
	if h.surprises > 0 {
		m.notes(sf.Note{Code: CodeRhoSurprise, Path: "forecast.dependence", Args: []sf.Fact{sf.F("n", sf.Int(h.surprises)), sf.F("of", sf.Int(h.asked))}})
	}
	return learned, nil
}

// before are the periods before the one under way that began after the first row, oldest first, at most so many.
func (m *maker) before(most int) (past []sf.Period) {
	first := time.Time(m.doc.Data.FirstAt)
	if m.view == nil || first.IsZero() {
		return nil
	}
	one := settings.Periods{Unit: m.Settings.Periods.Unit, N: 1}
	for p := m.periods()[0]; len(past) < most; {
		p = one.From(p.From.Add(-1))[0]
		if !first.Before(p.From) {
			break
		}
		past = append(past, p)
	}
	slices.Reverse(past)
	return past
}

// wins are when deals were won.
func (m *maker) wins() map[string]time.Time {
	won := map[string]time.Time{}
	for _, d := range m.book.Deals {
		if i, ok := m.Pipeline.Index(d.Stage); ok && m.Pipeline.Outcome(i) == stage.Won {
			won[d.ID] = d.Entered
		}
	}
	return won
}

// hindsight asks what was foretold, and what came.
type hindsight struct {
	*maker
	won       map[string]time.Time
	asked     int64 // deals that were open at the start of a period
	surprises int64 // those of them of which that came which the model held impossible
}

// period is what the model said at the start of a period of the deals that were open then, and what came. Left out are deals in stages that it
// had no word on, and those that it was certain of: their correlation with others is not defined, and leaving out won and lost ones alike
// distorts nothing.
func (h *hindsight) period(p sf.Period) (deals []forecast.PastDeals, err error) {
	v := h.then(p.From)
	model, err := h.fitted(h.past(v))
	if err != nil {
		return nil, err
	}
	book := opened(forecast.BookOf(v, p.From, nil))
	win, _, err := model.WinBy(nil, book, []time.Time{p.To})
	if unjudged := stagesOf(err); unjudged != nil {
		book.Deals = slices.DeleteFunc(book.Deals, func(d forecast.Deal) bool { return slices.Contains(unjudged, d.Stage) })
		win, _, err = model.WinBy(nil, book, []time.Time{p.To})
	}
	if err != nil {
		return nil, err
	}
	for i, d := range book.Deals {
		chance, won := win[2*i], 0
		if at, ok := h.won[d.ID]; ok && p.Contains(at) {
			won = 1
		}
		h.asked++
		if chance > 0 && chance < 1 {
			deals = append(deals, forecast.PastDeals{P: chance, Deals: 1, Won: won})
		} else if float64(won) != chance {
			h.surprises++
		}
	}
	return deals, nil
}

// shared writes under which dependence the forecast was computed; nil: none.
func shared(s *forecast.Shared) *document.Dependence {
	if s == nil {
		return nil
	}
	return &document.Dependence{Rho: document.EstimateOf(s.Rho), Event: document.EstimateOf(s.Event), P: s.P}
}

// dependent writes the range under dependence; nil: there is none.
func (m *maker) dependent(d *forecast.Dependent) *document.Dependent {
	if d == nil {
		return nil
	}
	out := &document.Dependent{P10: m.modeled(d.Range.P10), P50: m.modeled(d.Range.P50), P90: m.modeled(d.Range.P90)}
	if !d.Chance.IsZero() {
		out.PQuota = document.Finite(d.Chance.Value)
	}
	return out
}
