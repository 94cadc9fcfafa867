package forecast_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// constant scores every deal alike.
type constant float64

func (c constant) Probability(sf.Facts, time.Time) float64 { return float64(c) }

// scorer is a scorer made of its one method.
type scorer func(f sf.Facts, asOf time.Time) float64

func (s scorer) Probability(f sf.Facts, asOf time.Time) float64 { return s(f, asOf) }

// A new lead has W = 0, .2, .7 and W(∞) = .7, one of two days 0, .625, .625 and .625: a score of .35 is half of the first, .56 of the second.
func TestScoredByHand(t *testing.T) {
	when := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "2026-11-22", "2026-11-20")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "won", Entered: at("2026-11-20")}, forecast.Deal{Stage: "lost"})
	by := []time.Time{at("2026-11-22"), at("2026-11-23"), at("2026-11-24"), at("2026-11-26")}
	rows, notes := winBy(t, forecast.Scored(constant(.35), when), b, by...)
	assert.InDeltaSlice(t, []float64{
		0, 0, .1, .35, .35,
		0, 0, .35, .35, .35,
		1, 1, 1, 1, 1,
		0, 0, 0, 0, 0,
	}, rows, 1e-12)
	assert.Equal(t, []string{"forecast.no_facts "}, codes(notes))
	assert.Equal(t, "2 of 2 open deals bring no facts; the scorer saw what the book says of them", notes[0].Text)
	for _, p := range []float64{0, 1} {
		rows, _ = winBy(t, forecast.Scored(constant(p), when), leads(t, "2026-11-22"), by...)
		assert.InDeltaSlice(t, []float64{0, 0, p * .2 / .7, p, p}, rows, 1e-12)
	}
}

// With H at the start of 24 November, two days of the book on, W(H) = .2: what is won by then is the score, .3, and of the rest the same share
// as of the other model's, (.7 − .2)/(1 − .2) = 5/8.
func TestScoredWithinByHand(t *testing.T) {
	when := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	by := []time.Time{at("2026-11-23"), at("2026-11-24"), at("2026-11-25"), at("2026-11-26")}
	after := .3 + .7*.625
	rows, _ := winBy(t, forecast.ScoredWithin(constant(.3), 2, when), leads(t, "2026-11-22"), by...)
	assert.InDeltaSlice(t, []float64{0, .3, .3, after, after}, rows, 1e-12)
	rows, _ = winBy(t, forecast.ScoredWithin(constant(.3), 2, when), leads(t, "2026-11-22"))
	assert.InDeltaSlice(t, []float64{after}, rows, 1e-12)
	// Four days hold all that is ever won, of which .2/.7 comes by the second.
	rows, _ = winBy(t, forecast.ScoredWithin(constant(.3), 4, when), leads(t, "2026-11-22"), by...)
	assert.InDeltaSlice(t, []float64{0, .3 * 2 / 7, .3 * 2 / 7, .3, .3}, rows, 1e-12)
	// On its first day none is won, W(H) = 0: the score stands at H.
	rows, _ = winBy(t, forecast.ScoredWithin(constant(.3), 1, when), leads(t, "2026-11-22"), at("2026-11-22"), by[0], by[1])
	assert.InDeltaSlice(t, []float64{0, .3, .3 + .7*.2, .3 + .7*.7}, rows, 1e-12)
	// A deal of three days is won tomorrow for certain, W(H) = 1: nothing is left for later.
	rows, _ = winBy(t, forecast.ScoredWithin(constant(.3), 2, when), leads(t, "2026-11-19"), by...)
	assert.InDeltaSlice(t, []float64{.3, .3, .3, .3, .3}, rows, 1e-12)
}

// hopeless sees no chance for any deal.
type hopeless struct{}

func (hopeless) WinBy(_ []float64, b *forecast.Book, by []time.Time) ([]float64, []sf.Note, error) {
	return make([]float64, len(b.Deals)*(len(by)+1)), nil, nil
}

// Where the timing sees no chance, the close date says when, and without one only that.
func TestScoredWithoutTiming(t *testing.T) {
	b := leads(t, "", "")
	b.Deals[0].Close = day("2026-12-10")
	when := forecast.CloseDated(hopeless{})
	rows, notes := winBy(t, forecast.Scored(constant(.6), when), b, at("2026-12-01"), at("2027-01-01"))
	assert.InDeltaSlice(t, []float64{0, .6, .6, 0, 0, .6}, rows, 0)
	assert.Equal(t, []string{"forecast.no_close_date ", "forecast.no_facts ", "forecast.score_undated "}, codes(notes))
	assert.Equal(t, "2 of 2 open deals have a score but no chance in the timing model; their close date says when", notes[2].Text)
	_, notes = winBy(t, forecast.Scored(constant(0), when), b)
	assert.Equal(t, []string{"forecast.no_close_date ", "forecast.no_facts "}, codes(notes), "no score, nothing to date")
}

// A scorer sees the facts of a deal, or else what the book says, and the book's time.
func TestWhatAScorerSees(t *testing.T) {
	b := leads(t, "2026-11-20", "", "2026-11-20")
	b.Deals[0] = forecast.Deal{ID: "A", Stage: "lead", Owner: "王芳", Amount: yuan("12.5"), Close: day("2026-12-10"), Entered: at("2026-11-20")}
	b.Deals[1] = forecast.Deal{Stage: "lead"}
	b.Deals[2].Facts = sf.FactMap{"source": sf.Text("referral")}
	names := []string{"id", "stage", "owner", "amount", "close", "entered", "source", "else"}
	var seen [][]string
	s := scorer(func(f sf.Facts, now time.Time) float64 {
		assert.Equal(t, asOf, now)
		var all []string
		for _, name := range names {
			all = append(all, f.Fact(name).String())
		}
		seen = append(seen, all)
		return .5
	})
	winBy(t, forecast.Scored(s, forecast.Configured()), b)
	none := sf.Value{}.String()
	assert.Equal(t, [][]string{
		{"A", "lead", "王芳", sf.Amount(yuan("12.5")).String(), "2026-12-10", sf.Instant(at("2026-11-20")).String(), none, none},
		{none, "lead", none, none, none, none, none, none},
		{none, none, none, none, none, none, "referral", none},
	}, seen)
}

func TestScoredRefusals(t *testing.T) {
	b := leads(t, "", "2026-11-20", "")
	_, _, err := forecast.Scored(nil, nil).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.no_scorer scorer", "forecast.no_model when"}, said(t, err))
	for _, days := range []int{-1, 0, forecast.MostScoredDays + 1} {
		_, _, err = forecast.ScoredWithin(constant(.5), days, forecast.Configured()).WinBy(nil, b, nil)
		assert.Equal(t, []string{"forecast.horizon_days days"}, said(t, err))
	}
	_, _, err = forecast.Scored(constant(.5), forecast.Configured()).WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
	for _, p := range []float64{math.NaN(), -.1, 1.1, math.Inf(1)} {
		rows, notes, err := forecast.Scored(constant(p), forecast.Configured()).WinBy(nil, b, nil)
		assert.Equal(t, []string{"forecast.score deals[0]", "forecast.score deals[1]", "forecast.score deals[2]"}, said(t, err), "each deal by itself")
		assert.Nil(t, rows)
		assert.Nil(t, notes)
	}
}

// Whatever the score, its row rises, ends in the score, and keeps the proportions of the timing model.
func TestScoredLaws(t *testing.T) {
	when := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	rapid.Check(t, func(t *rapid.T) {
		b := anyLeads(t)
		p := rapid.Float64Range(0, 1).Draw(t, "score")
		by := anyTimes(t)
		w, _ := winBy(t, when, b, by...)
		rows, _ := winBy(t, forecast.Scored(constant(p), when), b, by...)
		checkRows(t, rows, b, by)
		width := len(by) + 1
		for i := range b.Deals {
			if b.Deals[i].Stage != "lead" {
				continue
			}
			last := i*width + len(by)
			assert.InDelta(t, p, rows[last], 1e-12)
			for j := range by {
				assert.InDelta(t, p*w[i*width+j], rows[i*width+j]*w[last], 1e-9)
			}
		}
		days := rapid.IntRange(1, 400).Draw(t, "days")
		within := forecast.ScoredWithin(constant(p), days, when)
		rows, _ = winBy(t, within, b, by...)
		checkRows(t, rows, b, by)
		end, _ := winBy(t, within, b, sf.DateOf(b.AsOf).AddDays(days).In(time.UTC))
		for i := range b.Deals {
			if b.Deals[i].Stage == "lead" {
				require.InDelta(t, p, end[2*i], 1e-12, "within those days it is the score")
			}
		}
	})
}
