package compose

import (
	"errors"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// lessons are what the deals as they were known at one time teach a model.
type lessons struct {
	asOf    time.Time
	working bool            // days are counted as working days
	chain   *funnel.Chain   // nil: it could not be learned
	hazards *funnel.Hazards // nil: they could not be learned, or nobody asks for them
}

// present are the lessons of the report's time.
func (m *maker) present() lessons {
	l := lessons{asOf: m.AsOf, chain: m.chain, hazards: m.hazards}
	l.working = m.view != nil && m.view.Working()
	return l
}

// past are the lessons of an earlier time, for a model that could have been had then.
func (m *maker) past(v *funnel.View) lessons {
	l := lessons{asOf: v.AsOf(), working: v.Working()}
	if m.Settings.Model == settings.Timed {
		if hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{}); err == nil {
			l.hazards = hazards
		}
		return l
	}
	if matrix, err := v.Counts().Matrix(funnel.Perks()); err == nil {
		if chain, err := matrix.Chain(); err == nil {
			l.chain = chain
		}
	}
	return l
}

// fitted is the model that was asked for, learned from lessons. A timed one falls back, stage by stage and by evidence, to what is configured,
// as a blend does.
func (m *maker) fitted(l lessons) (forecast.Model, error) {
	switch m.Settings.Model {
	case settings.Configured:
		return forecast.Configured(), nil
	case settings.Learned:
		return forecast.FittedAsOf(forecast.Learned(l.chain), l.asOf), nil
	case settings.Timed:
		var timed forecast.Model
		if l.hazards != nil {
			var err error
			if timed, err = m.timed(l); err != nil {
				return nil, err
			}
		}
		return forecast.Blended(timed, forecast.BlendOptions{}), nil
	default:
		return forecast.Blended(forecast.FittedAsOf(forecast.Learned(l.chain), l.asOf), forecast.BlendOptions{}), nil
	}
}

// timed is the model of hazards alone.
func (m *maker) timed(l lessons) (forecast.Model, error) {
	return forecast.Timed(l.hazards, forecast.TimedOptions{AsOf: l.asOf, HorizonDays: m.reach(l.asOf), Working: l.working})
}

// reach is how many days a timed model has to see ahead: to the end of the last period.
func (m *maker) reach(from time.Time) int {
	periods := m.periods()
	days := int(periods[len(periods)-1].To.Sub(from).Hours()/24) + 2
	return min(max(days, forecast.DefaultHorizonDays), forecast.MostHorizonDays)
}

// periods are what is asked about, the first being the one under way.
func (m *maker) periods() []sf.Period { return m.Settings.Periods.From(m.AsOf.In(m.Settings.Zone)) }

// model returns the one that was asked for; nil when the default can judge no stage with open deals. A model that was asked for by name
// and cannot judge is refused.
func (m *maker) model(b *forecast.Book) (forecast.Model, error) {
	model, err := m.fitted(m.present())
	if err != nil {
		return nil, err
	}
	if m.Settings.Model == settings.Blend && !m.configured() && m.chain != nil {
		m.notes(sf.Note{Code: CodeLearnedAlone, Path: "forecast.model"})
	}
	_, _, err = model.WinBy(nil, opened(b), nil)
	unjudged := stagesOf(err)
	switch {
	case err == nil:
		return model, nil
	case unjudged == nil:
		return nil, err
	case !m.Settings.Given["model"] && m.Settings.Model == settings.Blend:
		return nil, nil
	case m.Settings.Model == settings.Configured:
		return nil, fault.New(fault.NotConfig, "stages", unjudged)
	default:
		return nil, fault.New(fault.NoEvidence, "model", m.Settings.Model, "stages", unjudged)
	}
}

// configured reports whether any open stage has a probability.
func (m *maker) configured() bool {
	for i := range m.Pipeline.Len() {
		if _, ok := m.Pipeline.Probability(i); ok && m.Pipeline.Outcome(i) == stage.Open {
			return true
		}
	}
	return false
}

// stagesOf returns the stages that a model could not judge, nil when it refused for another reason.
func stagesOf(err error) []string {
	var invalid *sf.InvalidError
	if !errors.As(err, &invalid) {
		return nil
	}
	var stages []string
	for _, f := range invalid.Faults {
		if f.Code != forecast.CodeNotConfigured && f.Code != forecast.CodeNotLearned {
			return nil
		}
		if id, ok := f.Arg("stage").Text(); ok {
			stages = append(stages, id)
		}
	}
	return stages
}

// unforecast omits the forecast and says which stages nobody can judge.
func (m *maker) unforecast(b *forecast.Book) {
	_, _, err := forecast.Blend(m.chain, forecast.BlendOptions{}).WinBy(nil, opened(b), nil)
	m.omit("forecast", sf.Note{Code: CodeNoEvidence, Path: "forecast", Args: []sf.Fact{
		sf.F("stages", sf.Text(strings.Join(stagesOf(err), ", "))),
	}})
	m.headline(b, nil)
}

// undated says how deals without a close date can be dated, where that can be done.
func (m *maker) undated(deals []document.Dealing) {
	n := 0
	for i := range deals {
		if deals[i].CloseAt == nil {
			n++
		}
	}
	if n > 0 && m.hazards != nil && m.Settings.Model != settings.Timed {
		m.notes(sf.Note{Code: CodeUndated, Path: "forecast", Args: []sf.Fact{sf.F("n", sf.Int(int64(n)))}})
	}
}

// opened is the book of the open deals alone.
func opened(b *forecast.Book) *forecast.Book {
	out := *b
	out.Deals = nil
	for _, d := range b.Deals {
		if i, ok := b.Pipeline.Index(d.Stage); ok && b.Pipeline.Outcome(i) == stage.Open {
			out.Deals = append(out.Deals, d)
		}
	}
	return &out
}
