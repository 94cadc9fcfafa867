package forecast_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func TestScratch(t *testing.T) {
	s := simulate.SevenStages(1)
	s.Arrivals = simulate.Arrivals{PerDay: 3, Dispersion: 0.1}
	s.Amounts = simulate.Amounts{Law: simulate.LogNormal(1000, .8), Unit: 1}
	s.End = s.Start.AddDate(1, 6, 0)
	c := stage.Config{ID: "simulated", Moves: stage.Moves{Policy: stage.Free}}
	for _, each := range s.Stages {
		c.Stages = append(c.Stages, stage.Stage{ID: each.ID, Outcome: map[simulate.Outcome]stage.Outcome{simulate.Won: stage.Won, simulate.Lost: stage.Lost}[each.Outcome]})
	}
	pipe, err := stage.New(c)
	require.NoError(t, err)
	h, err := funnel.NewHistory(pipe, func(yield func(funnel.Event) bool) {
		for r := range s.Rows(1) {
			e := funnel.Event{Deal: r.Deal, At: r.At, Seq: r.Seq, Stage: r.Stage}
			if r.AmountKnown {
				e.Amount, _ = sf.MoneyOf(decimal.New(r.Amount, -2), "CNY")
			}
			if !yield(e) {
				return
			}
		}
	}, funnel.Options{})
	require.NoError(t, err)
	cut := s.Start.AddDate(1, 1, 0)
	v := h.AsOf(cut)
	began := time.Now()
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{})
	require.NoError(t, err)
	fmt.Println("learn", time.Since(began), n.PerWeek(), n.Amount(), n.Notes())
	m, _ := forecast.TimedOf(v, forecast.TimedOfOptions{})
	b := forecast.BookOf(v, cut, nil)
	for _, d := range []forecast.Dependence{{}, {Rho: .1}} {
		began = time.Now()
		rep, err := forecast.Run(b, m, forecast.Options{Periods: sf.Quarters(cut, 4), NewBusiness: n, Dependence: d})
		require.NoError(t, err)
		fmt.Println("run", time.Since(began))
		for _, o := range append(rep.Total.Periods, *rep.Total.Horizon) {
			fmt.Println(o.Period, o.Range, o.New.Created, o.New.Won, o.New.Range, o.Total.Range, o.New.Revenue.Unit(), o.Total.Revenue.Unit())
			if o.Total.Dependent != nil {
				fmt.Println(o.Dependent.Range, o.Total.Dependent.Range, o.Total.Dependent.Error, o.Total.Dependent.Revenue.Unit(), o.Total.Dependent.Revenue.StdDev(), o.Total.Revenue.StdDev())
			}
		}
		fmt.Println(rep.Notes)
	}
}
