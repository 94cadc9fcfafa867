package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func main() {
	today := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	pipeline, err := stage.New(stage.B2B(salesfunnel.English)) // or a stage.Config of your own
	check(err)
	history, err := funnel.NewHistory(pipeline, slices.Values(rows()), funnel.Options{}) // rows: a []funnel.Event from your CRM
	check(err)
	view := history.AsOf(today) // nothing recorded later can change what follows
	matrix, err := view.Counts().Matrix(funnel.Perks())
	check(err)
	chain, err := matrix.Chain()
	check(err)
	win, err := chain.Win("proposal")
	check(err)
	fmt.Println("P(win) from proposal:", win)

	model := forecast.Blend(chain, forecast.BlendOptions{}) // the history, weighed against what the stages say
	report, err := forecast.Run(forecast.BookOf(view, time.Time{}, nil), model, forecast.Options{Periods: salesfunnel.Quarters(today, 1)})
	check(err)
	q := report.Total.Periods[0]
	fmt.Printf("%s: won %s, weighted %s, P10 %.0f, P90 %.0f\n", q.Period, q.Won, q.Weighted, q.Range.P10, q.Range.P90)
}
