package forecast_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func TestCashIsRefused(t *testing.T) {
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(t, err)
	try := func(b *forecast.Book, m forecast.Model, o forecast.CashOptions) []string {
		if o.Periods == nil {
			o.Periods = fourWeeks()
		}
		_, err := forecast.CashOf(b, m, o)
		return said(t, err)
	}
	b := cashBook(t)
	once := forecast.AtOnce(0)
	assert.Equal(t, []string{"forecast.cash_rule schedule"}, try(b, fixed{}, forecast.CashOptions{}))
	assert.Equal(t, []string{"forecast.cash_rule schedule"}, try(b, fixed{}, forecast.CashOptions{Schedule: once, Delay: d}))
	assert.Equal(t, []string{"forecast.cash_bills payments"}, try(b, fixed{}, forecast.CashOptions{Schedule: once, Payments: bills()}))
	assert.Equal(t, []string{"forecast.cash_horizon periods", "forecast.no_model model"}, try(b, nil, forecast.CashOptions{Schedule: once, Periods: sf.Years(monday, 4)}))
	assert.Equal(t, []string{"forecast.no_pipeline pipeline"}, try(nil, fixed{}, forecast.CashOptions{Schedule: once}))
	own := cashBook(t)
	own.Deals[0].Schedule = forecast.Schedule{{Share: decimal.New(5, -1)}}
	assert.Equal(t, []string{"forecast.schedule deals[0].schedule", "forecast.cash_rule deals[0].schedule"}, try(own, fixed{}, forecast.CashOptions{Delay: d}))
	before := cashBook(t)
	before.AsOf = monday.AddDate(0, 0, -1)
	before.Deals = nil
	assert.Equal(t, []string{"forecast.delay_later delay"}, try(before, fixed{}, forecast.CashOptions{Delay: d}))
	foreign := []forecast.Payment{{Signed: day("2026-11-01"), Amount: usd(t, "5")}}
	assert.Equal(t, []string{"forecast.currency payments[0].amount"}, try(b, fixed{}, forecast.CashOptions{Delay: d, Payments: foreign}))
	assert.Equal(t, []string{"forecast.model_row deals[0]", "forecast.model_row deals[1]"}, try(b, falling{}, forecast.CashOptions{Schedule: once}))
}

// Sums beyond what money may be are refused, and so is what the model refuses.
func TestCashThatCannotBe(t *testing.T) {
	most := strings.Repeat("9", sf.MaxDigits)
	o := forecast.CashOptions{Periods: cashPeriods(), Schedule: forecast.AtOnce(0)}
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: monday}
	for i, id := range []string{"won", "won", "lead", "lead"} {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: id, Entered: monday.AddDate(0, 0, -3), Amount: yuan(most), Override: p(1)})
		if i%2 == 0 {
			continue
		}
		_, err := forecast.CashOf(b, fixed{days: 5}, o)
		assert.Equal(t, []string{"forecast.too_large "}, said(t, err))
		b.Deals = nil
	}
	d, err := forecast.LearnPaymentDelay(bills(), monday, sf.Calendar{})
	require.NoError(t, err)
	owed := []forecast.Payment{{Signed: day("2026-11-01"), Amount: yuan(most)}, {Signed: day("2026-11-01"), Amount: yuan(most)}}
	_, err = forecast.CashOf(b, fixed{}, forecast.CashOptions{Periods: cashPeriods(), Delay: d, Payments: owed})
	assert.Equal(t, []string{"forecast.too_large "}, said(t, err))

	b.Deals = []forecast.Deal{{ID: "A", Stage: "old", Amount: yuan("1")}}
	_, err = forecast.CashOf(b, forecast.Configured(), o)
	assert.Equal(t, []string{"forecast.not_configured "}, said(t, err))
	n, err := forecast.LearnNewBusiness(pastOf(t, tenWeeks()).AsOf(monday), forecast.NewBusinessOptions{Model: forecast.Learned(nil)})
	require.NoError(t, err)
	b.Deals = nil
	o.NewBusiness = n
	_, err = forecast.CashOf(b, forecast.Configured(), o)
	require.Error(t, err)
	_, err = forecast.Run(b, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.Error(t, err)

	o.NewBusiness, err = forecast.LearnNewBusiness(pastOf(t, tenWeeks()).AsOf(monday), forecast.NewBusinessOptions{Model: fixed{}})
	require.NoError(t, err)
	o.Schedule = thirtySeventy
	rep, err := forecast.CashOf(b, forecast.Configured(), o)
	require.NoError(t, err)
	rate := o.NewBusiness.PerWeek().Value
	assert.InDelta(t, 0.3*500*0.3*4*rate, rep.Periods[1].Range.Mean, 1e-9, "three tenths of four weeks' deals at once")
	assert.InDelta(t, 0.3*500*(0.3*4+0.7*24./7)*rate, rep.Periods[3].Range.Mean, 1e-9, "and seven tenths of those created 60 days before, from day 0 to 23")
	assert.Equal(t, fmt.Sprintf("%.2f", 0.3*500*0.3*4*rate), fmt.Sprintf("%.2f", rep.Periods[1].New.Float64()))
}

// falling is a model whose probabilities fall from time to time.
type falling struct{}

func (falling) WinBy(dst []float64, b *forecast.Book, by []time.Time) ([]float64, []sf.Note, error) {
	if dst == nil {
		dst = make([]float64, len(b.Deals)*(len(by)+1))
	}
	for i := range dst {
		dst[i] = 0.5 - 0.01*float64(i%(len(by)+1))
	}
	return dst, nil, nil
}
