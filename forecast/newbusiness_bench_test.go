package forecast_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// Four quarters and the year, of three new deals a day.
func BenchmarkNewBusiness(b *testing.B) {
	s := streaming()
	cut := s.Start.AddDate(1, 0, 0)
	v := simulated(b, s, 1).AsOf(cut)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{})
	require.NoError(b, err)
	m, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
	require.NoError(b, err)
	book := forecast.BookOf(v, cut, nil)
	for _, rho := range []float64{0, 0.1} {
		b.Run(fmt.Sprint("rho=", rho), func(b *testing.B) {
			o := forecast.Options{Periods: sf.Quarters(cut, 4), NewBusiness: n, Dependence: forecast.Dependence{Rho: rho}}
			for b.Loop() {
				_, err := forecast.Run(book, m, o)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkCashOf(b *testing.B) {
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(b, err)
	book := &forecast.Book{Pipeline: pipeline(b), AsOf: monday}
	for i := range 10_000 {
		book.Deals = append(book.Deals, forecast.Deal{
			ID: fmt.Sprint(i), Stage: "lead", Entered: monday, Amount: yuan(fmt.Sprint(1000 + 7*i)), Close: day("2026-12-01").AddDays(i % 300),
		})
	}
	b.Run("deals=10000/quarters=4", func(b *testing.B) {
		for b.Loop() {
			_, err := forecast.CashOf(book, forecast.CloseDated(forecast.Configured()), forecast.CashOptions{Periods: sf.Quarters(monday, 4), Delay: d})
			require.NoError(b, err)
		}
	})
}
