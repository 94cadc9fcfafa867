package main

import (
	"io"
	"time"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/compose"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/infer"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/render"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// version is what the report names as its generator's; it changes with releases, not with builds.
const version = "0.1.0-draft"

// produce makes what is to be printed: reports, or the pipeline that was inferred.
func produce(s *settings.Settings, stdin io.Reader) ([]byte, error) {
	history, err := source.Read(s, stdin)
	if err != nil {
		return nil, err
	}
	if s.Redact {
		history.Redact(s.Group)
	}
	c := compose.Case{Settings: s, History: history, Version: version}
	if err := pipeline(&c, stdin); err != nil {
		return nil, err
	}
	if s.Init {
		return encode(c.Pipeline.Config())
	}
	if c.AsOf, err = asOf(&c); err != nil {
		return nil, err
	}
	reports, err := compose.Reports(c)
	if err != nil {
		return nil, fault.Of(err, history.Name)
	}
	return write(s, reports)
}

// pipeline reads the one that was given, or infers one.
func pipeline(c *compose.Case, stdin io.Reader) error {
	s := c.Settings
	if s.Pipeline != "" {
		raw, name, err := source.Load(s.Pipeline, stdin)
		if err != nil {
			return err
		}
		config, err := stage.Parse(raw)
		if err == nil {
			c.Pipeline, err = stage.New(config)
		}
		if err != nil {
			return fault.Of(err, name)
		}
		c.Source = "file"
		return nil
	}
	flow := infer.FlowOf(c.History.Table.Rows, c.History.NewestFirst)
	guess, err := flow.Pipeline(infer.Words{Stages: s.Stages, Won: s.Won, Lost: s.Lost})
	if err != nil {
		return fault.Of(err, c.History.Name)
	}
	if c.Pipeline, err = stage.New(guess.Config); err != nil {
		return fault.Of(err, c.History.Name)
	}
	c.Notes = guess.Notes()
	c.Source = string(guess.Basis)
	if guess.Basis == "" {
		c.Source = "flags"
	}
	return nil
}

// asOf is the end of observation: as asked, else the end of the day of the last row.
func asOf(c *compose.Case) (time.Time, error) {
	s, h := c.Settings, c.History
	first, last, known := infer.Span(h.Table.Rows)
	if h.Role == table.Deals {
		first, known = time.Time{}, compose.LastKnown(h.Table.Rows, c.Pipeline, s.Zone)
		if known.IsZero() && !s.Given["as-of"] {
			return known, fault.New(fault.NoAsOf).In(h.Name)
		}
	}
	t := infer.EndOfDay(known, s.Zone)
	if asked := s.AsOf.End(s.Zone); !asked.IsZero() {
		t = asked
	}
	if t.IsZero() || !first.Before(t) {
		show := func(t time.Time) string { return t.In(s.Zone).Format(time.RFC3339) }
		return t, fault.New(fault.AsOfRange, "as_of", show(t), "first", show(first), "last", show(last)).In(h.Name)
	}
	return t, nil
}

// write renders the reports, one after the other.
func write(s *settings.Settings, reports []*document.Report) ([]byte, error) {
	var out []byte
	for i, r := range reports {
		if s.Format == settings.JSON {
			text, err := encode(r)
			if err != nil {
				return nil, err
			}
			out = append(out, text...)
			continue
		}
		if i > 0 {
			out = append(out, "\n\n"...)
		}
		out = append(out, render.Text(r, render.Options{Lang: s.Lang, Unit: s.Unit})...)
	}
	return out, nil
}
