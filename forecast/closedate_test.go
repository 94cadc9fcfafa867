package forecast_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// A lead is won with .7; its close date says when, and nothing else of the model within does.
func TestCloseDatedByHand(t *testing.T) {
	b := leads(t, "2026-11-22", "2026-11-22", "", "2026-11-20")
	b.Deals[0].Close = day("2026-12-10")
	b.Deals[1].Close = day("2026-10-01") // overdue: due now
	b.Deals[3].Close = day("2027-03-01")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "won", Entered: at("2026-11-30")}, forecast.Deal{Stage: "lost"})
	b.AsOf = at("2026-12-01")
	when := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	by := []time.Time{at("2026-12-01"), at("2026-12-10"), at("2026-12-11"), at("2027-04-01")}
	rows, notes := winBy(t, forecast.CloseDated(when), b, by...)
	ever, _ := winBy(t, when, b)
	assert.InDeltaSlice(t, []float64{
		0, 0, ever[0], ever[0], ever[0],
		0, ever[1], ever[1], ever[1], ever[1],
		0, 0, 0, 0, .7,
		0, 0, 0, ever[3], ever[3],
		1, 1, 1, 1, 1,
		0, 0, 0, 0, 0,
	}, rows, 1e-12)
	assert.Equal(t, []string{"forecast.no_entered ", "forecast.extrapolated ", "forecast.overdue ", "forecast.no_close_date "}, codes(notes))
}

// Notes of close dates are told once, of the whole book, and the baseline is the stage probability on the close date.
func TestCloseDatedBaseline(t *testing.T) {
	b, by := small(t), []time.Time{at("2026-12-01"), at("2027-01-01")}
	want, notes := winBy(t, forecast.Configured(), b, by...)
	for _, m := range []forecast.Model{forecast.CloseDated(nil), forecast.CloseDated(forecast.Configured())} {
		rows, same := winBy(t, m, b, by...)
		assert.Equal(t, want, rows)
		assert.Equal(t, codes(notes), codes(same))
	}
	_, _, err := forecast.CloseDated(steady{}).WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
}
