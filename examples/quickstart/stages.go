package main

import (
	"fmt"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// showStages shows the pipeline, and a gate that refuses a deal.
func showStages(w *strings.Builder, pipeline *stage.Pipeline, _ *funnel.History) error {
	fmt.Fprintln(w, "The stages (a template to edit: stage.B2B), and a gate that gives its reasons")
	for i, s := range pipeline.All() {
		if p, ok := pipeline.Probability(i); ok && s.Outcome == stage.Open {
			fmt.Fprintf(w, "   %s %s  P(win) %2.0f%%  limit %s\n", pad(s.ID, 12), pad(s.Name, 12), 100*p, days(s.Limit))
		}
	}
	decision := pipeline.Check(stage.Move{From: "contact", To: "proposal", AsOf: asOf}, sf.FactMap{
		"company": sf.Text("华东精密"), "contact": sf.Text("周经理"), "phone": sf.Text("138 0000 0000"), "industry": sf.Text("制造"), "source": sf.Text("展会"),
		"need": sf.Text("缩短交付周期"), "owner": sf.Text("王芳"), "next_at": sf.Day(sf.DateOf(asOf.AddDate(0, 0, 2))), "first_contact_at": sf.Day(sf.DateOf(asOf)),
		"need_confirmed": sf.Bool(false),
	})
	verdict := "yes"
	if !decision.Allowed {
		verdict = "no"
	}
	fmt.Fprintf(w, "   May 华东精密 move from contact to proposal? %s, and every reason is given:\n", verdict)
	for _, note := range decision.Notes() {
		fmt.Fprintf(w, "     - %s\n       %s\n", note.In(sf.English), note.In(sf.Chinese))
	}
	return nil
}

func days(l stage.Limit) string {
	switch {
	case l.IsZero():
		return "none"
	case l.Working:
		return fmt.Sprintf("%d working days", l.Days)
	default:
		return fmt.Sprintf("%d days", l.Days)
	}
}

// pad fills a text to a width in columns; a Chinese character takes two.
func pad(s string, width int) string {
	for _, r := range s {
		width--
		if r > 0x2E80 {
			width--
		}
	}
	return s + fmt.Sprintf("%*s", max(width, 0), "")
}
