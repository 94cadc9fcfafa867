// Quickstart is a tour of the library on a simulated sample: no arguments, nothing to install.
//
//	go run ./examples/quickstart
package main

import (
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func main() {
	log.SetFlags(0)
	var text strings.Builder
	if err := tour(&text); err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.WriteString(text.String()); err != nil {
		log.Fatal(err)
	}
}

// The sample runs to the end of 2025; the tour stands in the middle of its last quarter, so that it can look at what came.
var (
	china = time.FixedZone("CST", 8*3600)
	asOf  = time.Date(2025, time.November, 20, 9, 0, 0, 0, china)
	end   = time.Date(2026, time.January, 1, 0, 0, 0, 0, china)
)

// tour writes every chapter.
func tour(w *strings.Builder) error {
	fmt.Fprintln(w, "salesfunnel: a tour on a SIMULATED sample. Every company, person and amount is invented.")
	pipeline, err := stage.New(stage.B2B(sf.Chinese))
	if err != nil {
		return err
	}
	rows, err := readSample()
	if err != nil {
		return err
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{Calendar: sf.Calendar{Location: china}})
	if err != nil {
		return err
	}
	chapters := []func(*strings.Builder, *stage.Pipeline, *funnel.History) error{showStages, showHistory, showChain, showForecast, showLeads}
	for i, chapter := range chapters {
		fmt.Fprintf(w, "\n%d. ", i+1)
		if err := chapter(w, pipeline, history); err != nil {
			return err
		}
	}
	return nil
}
