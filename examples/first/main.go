// First is the program of the README: a history goes in, a win rate and a forecast come out.
package main

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func main() {
	pipeline, err := stage.New(stage.B2B(salesfunnel.English)) // or your own stage.Config
	if err != nil {
		log.Fatal(err)
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows()), funnel.Options{}) // the rows of your CRM
	if err != nil {
		log.Fatal(err)
	}
	today := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	view := history.AsOf(today) // nothing recorded later can change what follows
	matrix, err := view.Counts().Matrix(funnel.Perks())
	if err != nil {
		log.Fatal(err)
	}
	chain, err := matrix.Chain()
	if err != nil {
		log.Fatal(err)
	}
	win, _ := chain.Win("proposal")
	fmt.Println("P(win) from proposal:", win)
	model := forecast.Blend(chain, forecast.BlendOptions{}) // the history, weighed against what the stages say
	report, err := forecast.Run(forecast.BookOf(view, time.Time{}, nil), model, forecast.Options{Periods: salesfunnel.Quarters(today, 1)})
	if err != nil {
		log.Fatal(err)
	}
	q := report.Total.Periods[0]
	fmt.Printf("%s: won %s, weighted %s, P10 %.0f, P90 %.0f\n", q.Period, q.Won, q.Weighted, q.Range.P10, q.Range.P90)
}
