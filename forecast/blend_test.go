package forecast_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// Two rows by hand: with 30 deals of evidence against the default 20, three fifths are the model's and two the prior's, at every time alike.
func TestBlendedByHand(t *testing.T) {
	b := leads(t, "2026-11-22")
	b.Deals[0].Close = day("2026-11-23")
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	by := []time.Time{at("2026-11-23"), at("2026-11-24"), at("2026-11-26")}
	rows, notes := winBy(t, forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": 30}}), b, by...)
	assert.InDeltaSlice(t, []float64{0, .6*.2 + .4*.1, .6*.7 + .4*.1, .6*.7 + .4*.1}, rows, 1e-12)
	assert.Empty(t, notes)
	half := forecast.BlendOptions{Strength: 10, Evidence: map[string]float64{"lead": 30}}
	rows, _ = winBy(t, forecast.Blended(m, half), b)
	assert.InDeltaSlice(t, []float64{.75*.7 + .25*.1}, rows, 1e-12)
	half.Prior = forecast.Learned(chain(t, 0.5))
	rows, _ = winBy(t, forecast.Blended(m, half), b)
	assert.InDeltaSlice(t, []float64{.75*.7 + .25*.125}, rows, 1e-12)
}

// As deals come in one by one no forecast jumps: neither in the stage itself, nor in one that leads to a stage which nobody has left yet.
func TestBlendedHasNoCliff(t *testing.T) {
	pipe := pipeline(t)
	table := funnel.NewLifeTable(1)
	last := map[string]float64{}
	step := func(from, to int) {
		stays(table, pipe, 1, from, to, 5)
		h, err := table.Hazards(funnel.HazardOptions{})
		require.NoError(t, err)
		for _, id := range []string{"lead", "offer"} {
			v, _ := ever(t, forecast.Blended(timed(t, h, forecast.TimedOptions{}), forecast.BlendOptions{}), pipe, id)
			if before, ok := last[id]; ok {
				// A deal of evidence more has at most a share of 1/21 against the configured .1; the first win, which turns the model's own
				// word from nothing to certainty, counts as not quite two.
				assert.Less(t, math.Abs(v-before), 0.08, "%s: %g to %g", id, before, v)
			}
			last[id] = v
		}
	}
	step(lead, still)
	assert.InDelta(t, 0.1, last["lead"], 1e-12, "nobody has left: as configured")
	for i := range 12 {
		step(lead, []int{won, lost, still}[i%3])
	}
	for range 40 {
		step(lead, offer)
	}
	near := last["lead"]
	stays(table, pipe, 400, lead, offer, 5)
	step(lead, offer)
	assert.Less(t, math.Abs(last["lead"]-0.1), math.Abs(near-0.1), "what comes of offers is unknown: towards the configured .1")
	for i := range 30 {
		step(offer, []int{won, still, lost}[i%3])
	}
}

func TestEvidenceOfTimed(t *testing.T) {
	pipe := pipeline(t)
	table := funnel.NewLifeTable(1)
	stays(table, pipe, 120, lead, won, 3)
	stays(table, pipe, 280, lead, lost, 4)
	stays(table, pipe, 1000, offer, lead, 2)
	stays(table, pipe, 3, signing, still, 2)
	h, err := table.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	m, ok := timed(t, h, forecast.TimedOptions{}).(forecast.Evidenced)
	require.True(t, ok)
	n, known := m.Evidence("lead")
	assert.True(t, known)
	assert.InDelta(t, 400, n, 2, "the 400 that closed")
	n, known = m.Evidence("offer")
	assert.True(t, known)
	assert.InDelta(t, 400, n, 8, "a thousand went on, but what comes of them only 400 say")
	for _, id := range []string{"signing", "old", "won", "lost", "nowhere"} {
		n, known = m.Evidence(id)
		assert.False(t, known, id)
		assert.Zero(t, n)
	}
	// A tenth of the offers goes to a stage that nobody has left: that much is no evidence, and more.
	stays(table, pipe, 100, offer, signing, 2)
	h, err = table.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	m, ok = timed(t, h, forecast.TimedOptions{}).(forecast.Evidenced)
	require.True(t, ok)
	n, known = m.Evidence("offer")
	assert.True(t, known)
	assert.Less(t, n, 0.9*401)
}

// refusing is a model that cannot judge.
type refusing struct{}

func (refusing) WinBy([]float64, *forecast.Book, []time.Time) ([]float64, []sf.Note, error) {
	return nil, nil, sf.Invalid([]sf.Note{sf.NewNote(forecast.CodeNotLearned, "")})
}

func TestBlendedRefusals(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "")
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, _, err := forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": bad, "offer": 1, "a": bad}}).WinBy(nil, b, nil)
		assert.Equal(t, []string{`forecast.weight evidence["a"]`, `forecast.weight evidence["lead"]`}, said(t, err))
	}
	_, _, err := forecast.Blended(steady{}, forecast.BlendOptions{}).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.no_evidence evidence"}, said(t, err))
	_, _, err = forecast.Blended(m, forecast.BlendOptions{}).WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
	b.Deals = append(b.Deals, forecast.Deal{Stage: "old"}, forecast.Deal{Stage: "offer"})
	_, _, err = forecast.Blended(m, forecast.BlendOptions{}).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.not_configured "}, said(t, err), "old has neither; offer is configured")
	for _, each := range []forecast.Model{
		forecast.Blended(refusing{}, forecast.BlendOptions{Evidence: map[string]float64{"lead": 5}}),
		forecast.Blended(m, forecast.BlendOptions{Prior: refusing{}}),
		forecast.Mixed(forecast.Weighted{Model: refusing{}, Weight: 1}),
		forecast.Calibrated(refusing{}, forecast.LogitCalibration{Slope: 2}),
		forecast.CloseDated(refusing{}),
		forecast.Scored(constant(0.5), refusing{}),
		forecast.FittedAsOf(refusing{}, asOf),
	} {
		_, _, err = each.WinBy(nil, leads(t, ""), nil)
		assert.Equal(t, []string{"forecast.not_learned "}, said(t, err))
	}
}

// Who says nothing of its evidence is weighed by what the options say; stages that they leave out are the prior's.
func TestBlendedByGivenEvidence(t *testing.T) {
	b := leads(t, "")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "offer", Entered: at("2026-11-22")})
	rows, notes := winBy(t, forecast.Blended(steady{}, forecast.BlendOptions{Evidence: map[string]float64{"lead": 60}}), b)
	one, _, err := steady{}.WinBy(nil, leads(t, ""), nil)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{.75*one[0] + .25*.1, .4}, rows, 1e-12)
	assert.Equal(t, []string{"forecast.mostly_configured ", "forecast.no_close_date "}, codes(notes), "the prior has half the weight of offers, and goes by dates")
	// An evidence of 0 takes the model's word away, and does not ask it.
	rows, _ = winBy(t, forecast.Blended(steady{}, forecast.BlendOptions{Evidence: map[string]float64{"lead": 0}}), leads(t, ""))
	assert.InDelta(t, 0.1, rows[0], 1e-12)
	// A prior that says nothing of a stage leaves it to the model.
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	rows, notes = winBy(t, forecast.Blended(m, forecast.BlendOptions{Prior: forecast.Learned(nil)}), leads(t, "2026-11-22"))
	assert.InDelta(t, .7, rows[0], 1e-12)
	assert.Empty(t, notes)
	offers := funnel.NewLifeTable(1)
	stays(offers, pipeline(t), 10, offer, lost, 2)
	h, err := offers.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	rows, _ = winBy(t, forecast.Blended(m, forecast.BlendOptions{Prior: timed(t, h, forecast.TimedOptions{})}), leads(t, "2026-11-22"))
	assert.InDelta(t, .7, rows[0], 1e-12)
	rows, _ = winBy(t, forecast.Blended(m, forecast.BlendOptions{Prior: steady{}, Evidence: map[string]float64{"lead": 20}}), leads(t, "2026-11-22"))
	assert.InDelta(t, (.7+one[0])/2, rows[0], 1e-12)
}

// A calibration, close dates and a word on the fit leave the evidence of the model within.
func TestBlendedHearsTheModelWithin(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "2026-11-22")
	b.Deals[0].Close = day("2026-12-01")
	want, _ := winBy(t, forecast.Blended(m, forecast.BlendOptions{}), b)
	for _, outer := range []forecast.Model{forecast.FittedAsOf(m, asOf), forecast.Calibrated(m, forecast.LogitCalibration{}), forecast.CloseDated(m), forecast.FittedAsOf(forecast.CloseDated(m), asOf)} {
		got, _ := winBy(t, forecast.Blended(outer, forecast.BlendOptions{}), b)
		assert.InDeltaSlice(t, want, got, 1e-12)
	}
	_, _, err := forecast.Blended(forecast.FittedAsOf(steady{}, asOf), forecast.BlendOptions{}).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.no_evidence evidence"}, said(t, err))
	assert.False(t, forecast.FitOf(forecast.Blended(nil, forecast.BlendOptions{})).Learned)
}

// The share of the prior is continuous: it goes from all to nothing as evidence grows, and every step of it is small.
func TestBlendedMovesSmoothly(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "2026-11-22")
	win := func(n, k float64) float64 {
		rows, _ := winBy(t, forecast.Blended(m, forecast.BlendOptions{Strength: k, Evidence: map[string]float64{"lead": n}}), b)
		return rows[0]
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Float64Range(0, 1e6).Draw(t, "n")
		k := rapid.Float64Range(0.1, 1e6).Draw(t, "k")
		more := rapid.Float64Range(0, 10).Draw(t, "more")
		a, z := win(n, k), win(n+more, k)
		assert.GreaterOrEqual(t, z, a-1e-12)
		assert.LessOrEqual(t, z-a, (.7-.1)*more/k+1e-12, "the slope is at most 1/k")
		assert.InDelta(t, .1+.6*n/(n+k), a, 1e-9)
	})
}

// A model's notes are told where it has half the weight of a blend, and always in a mean.
func TestNotesOfMixtures(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "")
	_, notes := winBy(t, forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": 19}}), b)
	assert.Equal(t, []string{"forecast.mostly_configured ", "forecast.no_close_date "}, codes(notes))
	assert.Equal(t, "stage lead: the history is worth only 19 deals, so 51% of the probability is what was configured", notes[0].Text)
	_, notes = winBy(t, forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": 21}}), b)
	assert.Equal(t, []string{"forecast.no_entered "}, codes(notes))
	_, notes = winBy(t, forecast.Mixed(forecast.Weighted{Model: m, Weight: 1}, forecast.Weighted{Model: m, Weight: 1}, forecast.Weighted{Model: forecast.Configured(), Weight: 1}), b)
	assert.Equal(t, []string{"forecast.no_entered ", "forecast.no_close_date "}, codes(notes), fmt.Sprint(notes))
}

// A blend of nothing learned is its prior alone, and says so.
func TestBlendedOfNothingLearned(t *testing.T) {
	b := leads(t, "")
	b.Deals[0].Close = day("2026-12-01")
	for _, m := range []forecast.Model{nil, forecast.Configured(), forecast.Learned(nil), forecast.CloseDated(nil)} {
		rows, notes := winBy(t, forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": 5}}), b)
		assert.Equal(t, []float64{.1}, rows)
		assert.Equal(t, []string{"forecast.mostly_configured "}, codes(notes))
	}
}
