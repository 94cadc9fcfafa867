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
	quarter := sf.Quarters(asOf, 1)
	quota, err := sf.ParseMoney("5000000", "CNY")
	if err != nil {
		return err
	}
	pace, err := forecast.TimedOf(view, forecast.TimedOfOptions{})
	if err != nil {
		return err
	}
	coming, err := forecast.LearnNewBusiness(view, forecast.NewBusinessOptions{})
	if err != nil {
		return err
	}
	book := forecast.BookOf(view, quarter[0].From, func(d funnel.Deal) []string { return []string{d.Fact("region").String()} })
	report, err := forecast.Run(book, pace, forecast.Options{
		Periods:     quarter,
		Quotas:      []forecast.Quota{{Period: quarter[0], Amount: quota}},
		Dependence:  forecast.Dependence{Rho: 0.1},
		NewBusiness: coming,
	})
	if err != nil {
		return err
	}
	q := report.Total.Periods[0]
	fmt.Fprintf(w, "The quarter %s, seen on %s\n", q.Period, sf.DateOf(asOf))
	fmt.Fprintf(w, "   won so far %s from %d deals; open deals bring %s by the pace of their stage, new ones %.0f\n", q.Won, q.WonDeals, q.Weighted, q.New.Range.Mean)
	all, shared := q.Total, q.Total.Dependent
	fmt.Fprintf(w, "   %.0f in all: about eight times in ten between P10 %.0f and P90 %.0f,\n", all.Range.Mean, all.Range.P10, all.Range.P90)
	fmt.Fprintf(w, "   and between %.0f and %.0f if deals share a fate (latent correlation %g)\n", shared.Range.P10, shared.Range.P90, report.Dependence.Rho.Value)
	fmt.Fprintf(w, "   P(quota of %s) = %.0f%%, sharing a fate %.0f%%\n", q.Quota, 100*all.Chance.Value, 100*shared.Chance.Value)
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
	fmt.Fprintf(w, "   What came by %s: %s.\n", sf.DateOf(end), came)
	return showCloseDates(w, view, book, quarter)
}

// showCloseDates is the forecast that a CRM gives: its close dates at their word.
func showCloseDates(w *strings.Builder, view *funnel.View, book *forecast.Book, quarter []sf.Period) error {
	matrix, err := view.Counts().Matrix(funnel.Perks())
	if err != nil {
		return err
	}
	chain, err := matrix.Chain()
	if err != nil {
		return err
	}
	report, err := forecast.Run(book, forecast.Blend(chain, forecast.BlendOptions{}), forecast.Options{Periods: quarter})
	if err != nil {
		return err
	}
	q := report.Total.Periods[0]
	fmt.Fprintf(w, "   The close dates of this sample are hopeful and slip, as they do in real pipelines. A model that takes them at their word\n")
	fmt.Fprintf(w, "   sees %d open deals due, %s, and says %.0f from won and open deals, between %.0f and %.0f.\n", q.DueDeals, q.Due, q.Range.Mean, q.Range.P10, q.Range.P90)
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
