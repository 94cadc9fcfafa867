package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// aged is a model with a clock: the chance of a stage, spread over time by a deal's age in days. all makes every deal different.
func aged(all bool) model {
	ever := map[string]float64{"lead": 0.1, "offer": 0.4, "signing": 0.9}
	return func(d *forecast.Deal) []float64 {
		age := asOf.Sub(d.Entered).Hours() / 24
		if all {
			age += float64(len(d.ID)) + d.Amount.Float64()/1e6
		}
		row := make([]float64, 6)
		for j := range 5 {
			row[j] = ever[d.Stage] * -math.Expm1(-float64(j)*90/(100+age))
		}
		row[5] = ever[d.Stage]
		return row
	}
}

// bigBook has deals of log-normal amounts in two regions or more.
func bigBook(b testing.TB, n, groups int) *forecast.Book {
	r := rand.New(rand.NewPCG(1, 2))
	book := &forecast.Book{Pipeline: pipeline(b), AsOf: asOf}
	for i := range n {
		d := forecast.Deal{
			ID: fmt.Sprint(i), Stage: []string{"lead", "offer", "signing"}[r.IntN(3)], Amount: yuan(fmt.Sprintf("%.2f", math.Exp(9+r.NormFloat64()))),
			Entered: asOf.AddDate(0, 0, -r.IntN(300)),
		}
		if groups > 0 {
			d.Group = []string{fmt.Sprint(r.IntN(groups))}
		}
		book.Deals = append(book.Deals, d)
	}
	return book
}

func BenchmarkRunDependent(b *testing.B) {
	for _, c := range []struct {
		deals, groups int
		all, learned  bool
	}{{1_000, 0, false, false}, {10_000, 0, false, false}, {10_000, 0, true, false}, {10_000, 5, false, false}, {10_000, 0, false, true}} {
		book := bigBook(b, c.deals, c.groups)
		d := forecast.Dependence{Rho: 0.1}
		if c.learned {
			learned, err := forecast.LearnRho(countedQuarters(9, 22, 12, 17, 11, 25, 14, 8))
			if err != nil {
				b.Fatal(err)
			}
			d = forecast.Dependence{Learned: learned}
		}
		for _, dep := range []forecast.Dependence{{}, d} {
			b.Run(fmt.Sprintf("deals=%d/periods=4/groups=%d/different=%v/learned=%v/dependent=%v", c.deals, c.groups, c.all, c.learned, !dep.IsZero()), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := forecast.Run(book, aged(c.all), forecast.Options{Periods: quarters(4), Dependence: dep}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// countedQuarters are past quarters of 50 deals with the chance 0.3 each.
func countedQuarters(won ...int) (past []forecast.PastPeriod) {
	for i, q := range sf.Quarters(asOf.AddDate(-5, 0, 0), len(won)) {
		past = append(past, forecast.PastPeriod{Period: q, Deals: []forecast.PastDeals{{P: 0.3, Deals: 50, Won: won[i]}}})
	}
	return past
}
