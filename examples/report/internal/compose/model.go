package compose

import (
	"errors"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// model returns the one that was asked for; nil when the default can judge no stage with open deals. A model that was asked for by name
// and cannot judge is refused.
func (m *maker) model(b *forecast.Book) (forecast.Model, error) {
	var model forecast.Model
	switch m.Settings.Model {
	case settings.Configured:
		model = forecast.Configured()
	case settings.Learned:
		model = forecast.Learned(m.chain)
	default:
		model = forecast.Blend(m.chain, forecast.BlendOptions{})
		if !m.configured() && m.chain != nil {
			m.notes(sf.Note{Code: CodeLearnedAlone, Path: "forecast.model"})
		}
	}
	_, _, err := model.WinBy(nil, opened(b), nil)
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
