package funnel_test

import (
	"testing"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// simulatedView reads the simulated log of so many deals over three years, the last of them still open.
func simulatedView(b *testing.B, deals int) *funnel.View {
	b.Helper()
	spec := simulate.SevenStages(deals)
	h, err := funnel.NewHistory(sevenStages(b), eventsOf(spec.Rows(7)), funnel.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return h.AsOf(spec.End)
}

// intervals is how many stays a view has: what a survival package is handed as rows.
func intervals(v *funnel.View) (n int) {
	for range v.Visits() {
		n++
	}
	return n
}

// perStage makes the life tables of a view, the hazards, and with their intervals the survival of each open stage and the incidence of
// each move.
func perStage(b *testing.B, v *funnel.View) (curves int) {
	b.Helper()
	h, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	if err != nil {
		b.Fatal(err)
	}
	ids := h.Stages()
	for _, from := range ids[:5] {
		s, err := h.Survival(from)
		if err != nil {
			b.Fatal(err)
		}
		curves += min(s.Ages(), 1)
		for _, to := range ids {
			if to == from {
				continue
			}
			c, err := h.Incidence(from, to)
			if err != nil {
				b.Fatal(err)
			}
			curves += min(c.Ages(), 1)
		}
	}
	return curves
}

// BenchmarkTimeInStage does per stage what survfit of R's survival package does for a Surv object with several events. "stays" begins with
// a view, as survfit begins with rows that were sorted and paired before; "rows" begins with the rows of the log, and "since begun" is the
// Aalen-Johansen estimate over all stages on the scale of the deal's own age, with its variances.
func BenchmarkTimeInStage(b *testing.B) {
	const deals = 20_000
	v := simulatedView(b, deals)
	n := float64(intervals(v))
	rate := func(b *testing.B) { b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "intervals/s") }
	b.Run("stays", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if perStage(b, v) != 35 {
				b.Fatal("a curve is missing")
			}
		}
		rate(b)
	})
	b.Run("since begun", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := v.Occupation(); err != nil || o.Won(365).Value == 0 {
				b.Fatal("nobody won", err)
			}
		}
		rate(b)
	})
	b.Run("rows", func(b *testing.B) {
		spec := simulate.SevenStages(deals)
		p := sevenStages(b)
		log := shuffledLog(deals * 3) // rows are drawn before the clock runs
		b.ReportAllocs()
		for b.Loop() {
			h, err := funnel.NewHistory(p, log.events, funnel.Options{})
			if err != nil {
				b.Fatal(err)
			}
			perStage(b, h.AsOf(spec.End))
		}
		b.ReportMetric(float64(b.N)*float64(deals*3)/b.Elapsed().Seconds(), "events/s")
	})
}

// place is where an open deal is.
type place struct{ stage, age int }

// openDeals returns where the open deals of a view are, and how many are at each place.
func openDeals(v *funnel.View) map[place]int {
	at := make(map[place]int)
	for s := range v.Visits() {
		if s.Next < 0 {
			at[place{s.Stage, s.Days}]++
		}
	}
	return at
}

// BenchmarkOpenDeals asks for every open deal of a history of a million, at each place where there is one, when it will be won: in each of
// twelve months. "solve" has the renewal equations in it.
func BenchmarkOpenDeals(b *testing.B) {
	const month, months = 30, 12
	v := simulatedView(b, 1_000_000)
	table := v.LifeTable(1)
	h, err := table.Hazards(funnel.HazardOptions{})
	if err != nil {
		b.Fatal(err)
	}
	curves, err := h.Curves(month * months)
	if err != nil {
		b.Fatal(err)
	}
	var places []place
	deals := 0
	for p, n := range openDeals(v) {
		places, deals = append(places, p), deals+n
	}
	ask := func(c *funnel.Curves) (sum float64) {
		for _, p := range places {
			for m := 1; m <= months; m++ {
				won, _ := c.WinBy(p.stage, p.age, m*month)
				sum += won
			}
		}
		return sum
	}
	if n := testing.AllocsPerRun(3, func() { ask(curves) }); n != 0 {
		b.Fatal("a look-up allocates:", n)
	}
	b.Run("look up", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ask(curves)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(places)*months), "ns/answer")
		b.ReportMetric(float64(len(places)), "places")
		b.ReportMetric(float64(deals), "deals")
	})
	b.Run("solve", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := table.Hazards(funnel.HazardOptions{})
			if err != nil {
				b.Fatal(err)
			}
			c, err := h.Curves(month * months)
			if err != nil {
				b.Fatal(err)
			}
			ask(c)
		}
	})
}
