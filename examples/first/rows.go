// First is the program of the README: a history goes in, a win rate and a forecast come out.
//
//	go run ./examples/first
package main

import (
	"log"
	"time"

	"github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// rows stands for a query: every dated change of every deal.
func rows() []funnel.Event {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	yuan := func(digits string) salesfunnel.Money {
		m, _ := salesfunnel.ParseMoney(digits, "CNY")
		return m
	}
	due := salesfunnel.Date{Year: 2026, Month: 12, Day: 15}
	return []funnel.Event{
		{Deal: "Acme", At: day(9, 1), Stage: "contact", Amount: yuan("120000"), Close: due},
		{Deal: "Acme", At: day(9, 8), Stage: "proposal"},
		{Deal: "Acme", At: day(10, 20), Stage: "won"},
		{Deal: "Bolt", At: day(9, 3), Stage: "contact", Amount: yuan("80000"), Close: due},
		{Deal: "Bolt", At: day(9, 30), Stage: "lost", Reason: "price"},
		{Deal: "Cura", At: day(9, 15), Stage: "contact", Amount: yuan("60000.50"), Close: due},
		{Deal: "Cura", At: day(10, 2), Stage: "discovery"},
		{Deal: "Cura", At: day(10, 19), Stage: "proposal"},
		{Deal: "Dyne", At: day(11, 2), Stage: "contact", Amount: yuan("200000"), Close: due},
		{Deal: "Dyne", At: day(11, 9), Stage: "proposal"},
	}
}

// check ends the program where a real one would handle the error.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
