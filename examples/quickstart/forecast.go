package main

import (
	"fmt"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// showForecast forecasts the quarter under way, and then looks at what came.
func showForecast(w *strings.Builder, _ *stage.Pipeline, history *funnel.History) error {
	view := history.AsOf(asOf)
	matrix, err := view.Counts().Matrix(funnel.Perks())
	if err != nil {
		return err
	}
	chain, err := matrix.Chain()
	if err != nil {
		return err
	}
	quarter := sf.Quarters(asOf, 1)
	quota, err := sf.ParseMoney("5000000", "CNY")
	if err != nil {
		return err
	}
	book := forecast.BookOf(view, quarter[0].From, func(d funnel.Deal) []string { return []string{d.Fact("region").String()} })
	report, err := forecast.Run(book, forecast.Blend(chain, forecast.BlendOptions{}), forecast.Options{
		Periods: quarter,
		Quotas:  []forecast.Quota{{Period: quarter[0], Amount: quota}},
	})
	if err != nil {
		return err
	}
	q := report.Total.Periods[0]
	fmt.Fprintf(w, "The quarter %s, seen on %s\n", q.Period, sf.DateOf(asOf))
	fmt.Fprintf(w, "   won so far %s from %d deals; %d open deals due, %s\n", q.Won, q.WonDeals, q.DueDeals, q.Due)
	fmt.Fprintf(w, "   weighted %s, so %s in all; after the quarter or without a date %s\n", q.Weighted, plus(q.Won, q.Weighted), report.Total.Later.Weighted)
	fmt.Fprintf(w, "   about eight times in ten between P10 %.0f and P90 %.0f; P50 %.0f\n", q.Range.P10, q.Range.P90, q.Range.P50)
	fmt.Fprintf(w, "   P(quota of %s) = %.0f%%; gap %s", q.Quota, 100*q.Chance.Value, q.Gap)
	if q.Coverage != nil {
		fmt.Fprintf(w, "; the pipeline due covers the rest %.1f times", *q.Coverage)
	}
	fmt.Fprintln(w)
	for _, g := range report.Total.Children {
		o := g.Periods[0]
		fmt.Fprintf(w, "     %s won %-16s weighted %-18s P10 %9.0f  P90 %9.0f\n", pad(g.Path[0], 6), o.Won, o.Weighted, o.Range.P10, o.Range.P90)
	}
	for _, n := range report.Notes {
		fmt.Fprintf(w, "   note: %s\n", n.In(sf.English))
	}
	came, err := wonIn(history, quarter[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "   What came by %s: %s. The close dates of this sample are hopeful and slip, as they do in real pipelines, and a\n", sf.DateOf(end), came)
	fmt.Fprintln(w, "   model that takes them at their word forecasts too much too soon.")
	return nil
}

// wonIn sums what was won in a period, as known at its end.
func wonIn(history *funnel.History, period sf.Period) (sf.Money, error) {
	var sum sf.Money
	for d := range history.AsOf(period.To).Deals() {
		if at, closed := d.Closed(); closed && d.Outcome() == stage.Won && period.Contains(at) {
			var err error
			if sum, err = sum.Add(d.Amount()); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

func plus(a, b sf.Money) sf.Money {
	sum, err := a.Add(b)
	if err != nil {
		return sf.Money{}
	}
	return sum
}
