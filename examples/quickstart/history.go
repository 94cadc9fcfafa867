package main

import (
	"fmt"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// showHistory shows what is in the history, and what is wrong with it.
func showHistory(w *strings.Builder, _ *stage.Pipeline, history *funnel.History) error {
	view := history.AsOf(asOf)
	fmt.Fprintf(w, "The history as it was known on %s: nothing recorded later can change a number below\n", sf.DateOf(asOf))
	var open, won, lost int
	for d := range view.Deals() {
		switch d.Outcome() {
		case stage.Open:
			open++
		case stage.Won:
			won++
		case stage.Lost:
			lost++
		}
	}
	fmt.Fprintf(w, "   %d rows of %d deals: %d open, %d won, %d lost\n", view.Events(), view.Len(), open, won, lost)
	for _, f := range append(history.Findings(), view.Findings()...) {
		fmt.Fprintf(w, "   found: %s\n          %s\n", f.In(sf.English), f.In(sf.Chinese))
	}
	return nil
}

// showChain shows how deals move and what that makes of their chances.
func showChain(w *strings.Builder, pipeline *stage.Pipeline, history *funnel.History) error {
	counts := history.AsOf(asOf).Counts()
	matrix, err := counts.Matrix(funnel.Perks())
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "How deals move: the transition matrix of completed stays, and the win probability it implies")
	fmt.Fprint(w, "   from \\ to   ")
	for _, to := range pipeline.All() {
		fmt.Fprintf(w, "%12s", to.ID)
	}
	fmt.Fprintln(w, "    P(win), 95% interval")
	chain, err := matrix.Chain()
	if err != nil {
		return err
	}
	for _, from := range pipeline.All() {
		if from.Outcome != stage.Open {
			continue
		}
		fmt.Fprintf(w, "   %-12s", from.ID)
		for _, to := range pipeline.All() {
			p, err := matrix.Estimate(from.ID, to.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%12.3f", p.Value)
		}
		win, err := chain.Win(from.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "    %.2f [%.2f, %.2f] from %d stays\n", win.Value, win.Low, win.High, win.N)
	}
	fmt.Fprintln(w, "   Open stays are not in these rows. Where losses come faster than wins, that makes a young pipeline look worse than it is.")
	return nil
}
