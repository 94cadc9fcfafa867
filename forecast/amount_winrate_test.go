package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// oneStage is a pipeline of one open stage.
func oneStage(t require.TestingT) *stage.Pipeline {
	half := 0.3
	pipe, err := stage.New(stage.Config{ID: "one", Stages: []stage.Stage{{ID: "open", Probability: &half}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost}}})
	require.NoError(t, err)
	return pipe
}

// sizedDeals are deals with log-normal amounts (σ = 1) of which a deal of log amount x is won with logit p = level + slope·x, after a geometric
// number of days, whether it is won or lost; they come on 300 days.
func sizedDeals(t require.TestingT, random *rand.Rand, n int, level, slope float64) *funnel.History {
	b := funnel.NewBuilder(oneStage(t), funnel.Options{})
	first := at("2025-01-01")
	for i := range n {
		x := random.NormFloat64()
		id := fmt.Sprintf("%05d", i)
		came := first.AddDate(0, 0, random.IntN(300))
		b.Add(funnel.Event{Deal: id, At: came, Stage: "open", Amount: yuan(fmt.Sprintf("%.2f", 1e4*math.Exp(x)))})
		end := "lost"
		if random.Float64() < 1/(1+math.Exp(-level-slope*x)) {
			end = "won"
		}
		b.Add(funnel.Event{Deal: id, At: came.AddDate(0, 0, 1+int(random.ExpFloat64()*40)), Stage: end})
	}
	h, err := b.History()
	require.NoError(t, err)
	return h
}

// By count the rate is the cumulative incidence of Aalen and Johansen, with the standard error of Greenwood's type.
func TestCountRateIsAalenJohansen(t *testing.T) {
	v := sizedDeals(t, rand.New(rand.NewPCG(4, 2)), 400, -0.85, 0).AsOf(at("2025-10-01"))
	h, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	incidence, err := h.Incidence("open", "won")
	require.NoError(t, err)
	for _, days := range []int{10, 60, 90} {
		r, err := forecast.WinRatesOf(v, forecast.WinRateOptions{Days: days})
		require.NoError(t, err)
		want, got := incidence.At(days), r.Stages[0].Count
		assert.InDelta(t, want.Value, got.Value, 1e-12)
		variance, _ := incidence.Variance(days)
		logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
		n := float64(got.N)
		se := (logit(got.High) - logit(got.Low)) / 2 / distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.975) * got.Value * (1 - got.Value)
		assert.InDelta(t, math.Sqrt(n/(n-1)), se/math.Sqrt(variance), 1e-5) // they differ in terms of n⁻²
		assert.Equal(t, got, r.Whole.Count)
	}
}

// Seven deals by hand. As of day 40: a and b won on day 10 and 20, c lost on day 10, d open for 15 days, e open for 35 days, f lost on day 30,
// g without an amount lost on day 5. Within 30 days: d ends being followed on day 15, when d, b, e and f are followed, so G = ¾ from then on.
func TestWinRatesByHand(t *testing.T) {
	pipe := oneStage(t)
	deal := func(id, came, end, to, amount string) []funnel.Event {
		rows := []funnel.Event{row(id, came, "open", amount, "")}
		if to != "" {
			rows = append(rows, row(id, end, to, "", ""))
		}
		return rows
	}
	var rows []funnel.Event
	for _, r := range [][]funnel.Event{
		deal("a", "2026-01-05", "2026-01-15", "won", "10"), deal("b", "2026-01-05", "2026-01-25", "won", "20"),
		deal("c", "2026-01-05", "2026-01-15", "lost", "100"), deal("d", "2026-01-26", "", "", "40"), deal("e", "2026-01-06", "", "", "50"),
		deal("f", "2026-01-05", "2026-02-04", "lost", "60"), deal("g", "2026-01-05", "2026-01-10", "lost", ""),
	} {
		rows = append(rows, r...)
	}
	r, err := forecast.WinRatesOf(amountHistory(t, pipe, rows...).AsOf(at("2026-02-10")), forecast.WinRateOptions{Days: 30})
	require.NoError(t, err)
	s := r.Stages[0]
	assert.Equal(t, []int64{1, 1, 7, 6, 1}, []int64{s.Open, s.NoAmount, s.Count.N, s.Value.N, s.Value.Left})
	w := 4.0 / 3
	assert.InDelta(t, (1+w)/7, s.Count.Value, 1e-12) // a, c, g as they are, b, e and f for d too: the weights sum to 7
	assert.InDelta(t, (10+20*w)/(10+100+w*(20+50+60)), s.Value.Value, 1e-12)
	assert.InDelta(t, s.Value.Value-(1+w)/6, s.Difference.Value, 1e-12)
	assert.Equal(t, 30, r.Days)
	assert.Empty(t, r.Whole.Stage)

	// Nobody has been followed for a year, and the longest of those followed is open: what can be said is of 35 days.
	year, err := forecast.WinRatesOf(amountHistory(t, pipe, rows...).AsOf(at("2026-02-10")), forecast.WinRateOptions{})
	require.NoError(t, err)
	assert.Equal(t, forecast.DefaultWinDays, year.Days)
	assert.Equal(t, []string{"forecast.win_rate_short "}, codes(year.Notes))
	assert.Equal(t, "stage open: no deal was seen for 365 days; what is said reaches 35 days", year.Notes[0].Text)
	assert.InDelta(t, s.Count.Value, year.Stages[0].Count.Value, 1e-12)
}

func TestWinRatesAtTheEdges(t *testing.T) {
	none, err := forecast.WinRatesOf(amountHistory(t, oneStage(t)).AsOf(asOf), forecast.WinRateOptions{})
	require.NoError(t, err)
	assert.True(t, none.Whole.Count.IsZero())
	assert.True(t, none.Whole.Difference.IsZero())
	late := row("b", "2026-01-01", "open", "5", "")
	late.Recorded = at("2026-03-01") // it came into the history in mid-life
	one, err := forecast.WinRatesOf(amountHistory(t, oneStage(t), row("a", "2026-01-01", "open", "7", ""), row("a", "2026-01-05", "won", "", ""), late).AsOf(asOf), forecast.WinRateOptions{})
	require.NoError(t, err)
	e := one.Whole.Value
	assert.InDelta(t, 1, e.Value, 0)
	assert.InDelta(t, 1, e.High, 0)
	assert.InDelta(t, 0.1467, e.Low, 5e-5) // R 4.2.2: qbeta(.025, 1.5, .5)
	assert.Equal(t, []int64{1, 1}, []int64{e.N, e.Left})
	_, err = forecast.WinRatesOf(nil, forecast.WinRateOptions{Days: -1})
	assert.Equal(t, []string{"forecast.no_history view", "forecast.horizon_days days"}, said(t, err))
	usd := funnel.Event{Deal: "c", At: at("2026-01-01"), Stage: "open", Amount: money(t, "1", "USD")}
	h := amountHistory(t, oneStage(t), row("a", "2026-01-01", "open", "7", ""), usd)
	_, err = forecast.WinRatesOf(h.AsOf(asOf), forecast.WinRateOptions{})
	assert.Equal(t, []string{"forecast.currency deals.c"}, said(t, err))
	_, err = forecast.LearnAmountEffect(h.AsOf(asOf), forecast.AmountEffectOptions{})
	assert.Equal(t, []string{"forecast.currency deals.c"}, said(t, err))
}

// overstated is Σ a·p / Σ a·q for log-normal amounts with σ = 1, q with the slope and p without at the same mean, by the trapezoid rule.
func overstated(level, slope float64) (count, ratio float64) {
	value, weight := 0.0, 0.0
	const step = 0.005
	for x := -12.0; x <= 13; x += step {
		f, a := math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)*step, math.Exp(x)
		q := 1 / (1 + math.Exp(-level-slope*x))
		count, value, weight = count+q*f, value+a*q*f, weight+a*f
	}
	return count, count * weight / value
}

// Deals of which 30 % are won, large ones less often: −0.3 on the logit for each unit of log amount. A forecast that ignores it overstates
// revenue by 24 %, and one that has learned it from the closed past does not; both expect as many wins as there are.
func TestIgnoringSizeOverstatesRevenue(t *testing.T) {
	const level, slope = -0.865, -0.3
	count, ratio := overstated(level, slope)
	require.InDelta(t, 0.30, count, 5e-4)
	require.InDelta(t, 1.24, ratio, 5e-3) // METHODS: 24 %

	random := rand.New(rand.NewPCG(11, 12))
	e, err := forecast.LearnAmountEffect(sizedDeals(t, random, 6000, level, slope).AsOf(at("2025-12-01")), forecast.AmountEffectOptions{})
	require.NoError(t, err)
	assert.Less(t, e.Slope.Low, slope)
	assert.Greater(t, e.Slope.High, slope)

	b := &forecast.Book{Pipeline: oneStage(t), AsOf: asOf}
	naive, sized, wins := 0.0, 0.0, 0.0
	var square float64
	for i := range 20000 {
		x := random.NormFloat64()
		d := forecast.Deal{ID: fmt.Sprint(i), Stage: "open", Amount: yuan(fmt.Sprintf("%.2f", 1e4*math.Exp(x)))}
		b.Deals = append(b.Deals, d)
	}
	plain, _, err := forecast.Configured().WinBy(nil, b, nil)
	require.NoError(t, err)
	with, notes, err := forecast.SizedBy(forecast.Configured(), e).WinBy(nil, b, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"forecast.no_close_date "}, codes(notes))
	truth := 0.0
	for i, d := range b.Deals {
		a := d.Amount.Float64()
		q := 1 / (1 + math.Exp(-level-slope*math.Log(a/1e4)))
		naive, sized, truth = naive+a*plain[i], sized+a*with[i], truth+a*q
		wins += with[i]
		square += a * a * q
	}
	// The standard error of the ratios is that of the sample of amounts, Σ a²q/(Σ a·q)² at most, and that of the slope.
	se := math.Sqrt(square) / truth
	require.Less(t, se, 0.03)
	assert.InDelta(t, 1.24, naive/truth, 0.03)
	assert.InDelta(t, 1, sized/truth, 0.05)
	assert.InDelta(t, 0.3, wins/20000, 0.005)
}

// In the deals that an effect was learned from, the mean chance stays what the model says, whatever it says.
func TestSizedKeepsTheCount(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	v := sizedDeals(t, random, 31, -0.5, 0.8).AsOf(at("2025-12-01"))
	e, err := forecast.LearnAmountEffect(v, forecast.AmountEffectOptions{Scale: 10})
	require.NoError(t, err)
	require.Len(t, e.Stages[0].Sizes, 31)
	e.Slope.Value = 1.7
	b := &forecast.Book{Pipeline: oneStage(t), AsOf: asOf}
	for d := range v.Deals() {
		b.Deals = append(b.Deals, forecast.Deal{ID: d.ID(), Stage: "open", Amount: d.Amount(), Close: day("2026-12-01")})
	}
	for _, p := range []float64{1e-12, 1e-3, 0.3, 0.9, 1 - 1e-9} {
		m := forecast.SizedBy(forecast.Calibrated(forecast.Configured(), to(p)), e)
		won, _, err := m.WinBy(nil, b, []time.Time{at("2026-11-30"), at("2026-12-31")})
		require.NoError(t, err)
		mean := 0.0
		for i := range b.Deals {
			r := won[3*i : 3*i+3]
			assert.InDelta(t, 0, r[0], 0)
			assert.InDelta(t, r[2], r[1], 0, "when is the model's word")
			mean += r[2] / 31
		}
		assert.InDelta(t, 1, mean/p, 1e-9)
	}
}

// to is a calibration that says p of all that is uncertain.
type to float64

func (p to) Calibrate(float64) float64 { return float64(p) }

func TestSizedLeavesWhatItDoesNotKnow(t *testing.T) {
	e := &forecast.AmountEffect{Currency: "CNY", AsOf: asOf.AddDate(0, 0, 1), Slope: sf.Estimate{Value: -0.5, Method: "given"}, Stages: []forecast.StageAmount{{Stage: "offer", Mean: math.Log(1000), Sizes: []float64{-1, 0, 1}}}}
	b := small(t)
	m := forecast.SizedBy(forecast.Configured(), e)
	rep, err := forecast.Run(b, m, forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	assert.Contains(t, codes(rep.Notes), "forecast.amount_effect_unsized ")
	assert.Contains(t, codes(rep.Notes), "forecast.fitted_later ")
	assert.Equal(t, forecast.FitOf(m), e.Fit())
	won, _, err := m.WinBy(nil, b, nil)
	require.NoError(t, err)
	assert.InDelta(t, 0.4, won[0], 0.006) // A of 1000, the middle: 0.4 but for the curve
	assert.InDelta(t, 0.9, won[1], 0)     // B: a stage of which nothing is known
	assert.Greater(t, won[3], 0.5)        // D of 300
	assert.InDelta(t, 1, won[6], 0)       // G is won
	for _, none := range []*forecast.AmountEffect{nil, {}} {
		_, notes, err := forecast.SizedBy(forecast.Configured(), none).WinBy(nil, b, nil)
		require.NoError(t, err)
		assert.Contains(t, codes(notes), "forecast.amount_effect_none ")
	}
	_, _, err = forecast.SizedBy(nil, &forecast.AmountEffect{Currency: "USD", Slope: sf.Estimate{Value: math.NaN()}, Stages: e.Stages}).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.no_model model", "forecast.amount_option effect", "forecast.currency effect"}, said(t, err))
	_, known := forecast.SizedBy(forecast.Configured(), e).(forecast.Evidenced).Evidence("offer")
	assert.False(t, known)
	_, err = forecast.LearnAmountEffect(nil, forecast.AmountEffectOptions{Days: 99999, Scale: math.Inf(1)})
	assert.Equal(t, []string{"forecast.no_history view", "forecast.horizon_days days", "forecast.amount_option scale"}, said(t, err))
	e, err = forecast.LearnAmountEffect(amountHistory(t, oneStage(t), row("a", "2026-01-01", "open", "7", "")).AsOf(asOf), forecast.AmountEffectOptions{})
	require.NoError(t, err)
	assert.True(t, e.Slope.IsZero())
	assert.Equal(t, []string{"forecast.amount_effect_none "}, codes(e.Notes))
}
