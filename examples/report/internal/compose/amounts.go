package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// amounts are what deals were won for against what was shown; nil, said by name, where the history does not tell.
func (m *maker) amounts() *forecast.Amounts {
	const key = "forecast.amounts"
	if m.view == nil {
		m.omit(key, sf.Note{Code: CodeNoHistory})
		return nil
	}
	a, err := forecast.LearnAmounts(m.view, forecast.AmountOptions{})
	switch {
	case err != nil:
		m.refused(err, key)
		return nil
	case a.Pooled == nil:
		m.omit(key, sf.Note{Code: forecast.CodeAmountsNone})
		return nil
	}
	m.noted(key, a.Notes)
	return a
}

// ratios writes what amounts came to.
func ratios(a *forecast.Amounts) *document.Ratios {
	if a == nil {
		return nil
	}
	out := &document.Ratios{Pooled: document.Finite(a.Pooled.Mean()), Stages: []document.StageRatio{}}
	for i := range a.Stages {
		s := &a.Stages[i]
		row := document.StageRatio{Stage: s.Stage, Ratio: document.EstimateOf(s.Ratio), Kept: s.Kept, Weight: s.Weight}
		if s.Ratios != nil {
			row.Used = document.Finite(s.Ratios.Mean())
		}
		out.Stages = append(out.Stages, row)
	}
	return out
}
