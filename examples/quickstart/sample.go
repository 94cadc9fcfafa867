package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// sample holds the simulated history, a row for each dated change. The test beside this file draws it.
//
//go:embed sample.csv
var sample string

// readSample maps the rows of the sample onto events, as a program of yours would map the rows of its database.
func readSample() ([]funnel.Event, error) {
	records, err := csv.NewReader(strings.NewReader(sample)).ReadAll()
	if err != nil {
		return nil, err
	}
	rows := make([]funnel.Event, 0, len(records))
	for i, record := range records[1:] {
		e, err := parseEvent(record)
		if err != nil {
			return nil, fmt.Errorf("sample row %d: %w", i+2, err)
		}
		rows = append(rows, e)
	}
	return rows, nil
}

// parseEvent reads deal, at, recorded, stage, owner, source, region, amount, close, reason.
func parseEvent(f []string) (e funnel.Event, err error) {
	e = funnel.Event{Deal: f[0], Stage: f[3], Owner: f[4], Reason: f[9], Facts: []sf.Fact{sf.F("source", sf.Text(f[5])), sf.F("region", sf.Text(f[6]))}}
	if e.At, err = time.Parse(time.RFC3339, f[1]); err != nil {
		return e, err
	}
	if e.Recorded, err = time.Parse(time.RFC3339, f[2]); err != nil {
		return e, err
	}
	if f[7] != "" {
		if e.Amount, err = sf.ParseMoney(f[7], "CNY"); err != nil {
			return e, err
		}
	}
	return e, e.Close.UnmarshalText([]byte(f[8]))
}
