package simulate

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func arrivalCounts(s Spec, seed uint64, days int) []float64 {
	p := newPlan(s)
	counts := make([]float64, int(p.until-p.start)/daySeconds/days)
	d := newDrawer(p, seed)
	p.arrivals(seed, func(k int, from, length int64) bool {
		if d.draw(k, from, length) {
			counts[int(d.deal.begun-p.start)/daySeconds/days]++
		}
		return true
	})
	return counts
}

func TestArrivals(t *testing.T) {
	s := Textbook()
	s.Arrivals.Until = s.Start.AddDate(0, 0, 7*400)
	for name, c := range map[string]struct {
		arrivals       Arrivals
		mean, variance float64
	}{
		"fixed":             {Arrivals{Deals: 14_000}, 35, 35 * (1 - 1./400)}, // multinomial
		"poisson":           {Arrivals{PerDay: 5}, 35, 35},
		"negative binomial": {Arrivals{PerDay: 5, Dispersion: 0.2}, 35, 35 + 0.2*35*35},
	} {
		c.arrivals.Until = s.Arrivals.Until
		s.Arrivals = c.arrivals
		weekly := arrivalCounts(s, 21, 7)
		assert.Len(t, weekly, 400, name)
		assert.InDelta(t, c.mean, mean(weekly), 4.5*math.Sqrt(c.variance/400), name)
		// A variance from 400 weeks has a relative standard error of about √(2/399), more with the kurtosis of a gamma.
		assert.InDelta(t, c.variance, variance(weekly), 4.5*math.Sqrt((2+6*0.2)/399)*c.variance, name)
	}
}

func TestNoDealBeginsAfterTheEndOfArrivals(t *testing.T) {
	s := Textbook()
	until := s.Start.Add(80*24*time.Hour + 5*time.Hour) // neither a day nor a week is over
	for _, arrivals := range []Arrivals{{Deals: 500}, {PerDay: 20}, {PerDay: 20, Dispersion: 0.1}} {
		s.Arrivals = arrivals
		s.Arrivals.Until = until
		var last time.Time
		for _, deal := range byDeal(s, 1) {
			require.True(t, deal[0].At.Before(until))
			last = later(last, deal[0].At)
		}
		assert.Less(t, until.Sub(last), 24*time.Hour, "they come until the end")
	}
}

// winsOf counts deals and wins by a key of their first row.
func winsOf(s Spec, seed uint64, key func(Row) string) (deals, wins map[string]float64) {
	deals, wins = map[string]float64{}, map[string]float64{}
	for _, deal := range byDeal(s, seed) {
		k := key(deal[0])
		deals[k]++
		if deal[len(deal)-1].Stage == "won" {
			wins[k]++
		}
	}
	return deals, wins
}

func TestOwnersAndSourcesHaveTheirEffect(t *testing.T) {
	s := uncensored(Textbook(), 30_000)
	s.Owners = []Agent{{Name: "strong", Weight: 2, WinOdds: 2}, {Name: "weak", Weight: 1, WinOdds: 0.25, Pace: 3}}
	s.Sources = []Agent{{Name: "good", Weight: 1}, {Name: "bad", Weight: 1, WinOdds: 0.5}}
	deals, wins := winsOf(s, 4, func(r Row) string { return r.Owner + "/" + r.Source })
	assert.InDelta(t, 10_000, deals["strong/good"], 4.5*math.Sqrt(30_000*2./9))
	var total float64
	for pair, n := range deals {
		owner, source, _ := strings.Cut(pair, "/")
		truth, err := s.TruthFor(owner, source)
		require.NoError(t, err)
		p := truth.Win[0]
		assert.InDelta(t, p, wins[pair]/n, 4.5*math.Sqrt(p*(1-p)/n), pair)
		total += wins[pair]
	}
	p := mustTruth(t, s).WinRate
	assert.InDelta(t, p, total/30_000, 4.5*math.Sqrt(p*(1-p)/30_000))
}

// The tilted chain is what the rows of one owner show, in every stage and not just at entry.
func TestAnOwnersRowsFollowTheTiltedChain(t *testing.T) {
	s := uncensored(Textbook(), 20_000)
	s.Owners = []Agent{{Name: "weak", Weight: 1, WinOdds: 0.3, Pace: 2}}
	truth, err := s.TruthFor("weak", "")
	require.NoError(t, err)
	m := countMoves(s, 8)
	for i, a := range truth.Stages[:4] {
		n := float64(m.from[a])
		for j, b := range truth.Stages {
			p := truth.Next[i][j]
			assert.InDelta(t, p, float64(m.count[[2]string{a, b}])/n, 4.5*math.Sqrt(p*(1-p)/n)+1e-12, "%s to %s", a, b)
		}
		assert.InDelta(t, truth.Stay[i], m.days[a]/n, 4.5*truth.Stay[i]/math.Sqrt(n), a)
	}
}

func TestFrailtyIsSharedByTheStaysOfADeal(t *testing.T) {
	s := uncensored(Textbook(), 20_000)
	s.Stages = []Stage{
		{ID: "a", Stay: Exponential(10), Moves: []Move{{To: "b", P: 1}}},
		{ID: "b", Stay: Exponential(10), Moves: []Move{{To: "won", P: 1}}},
		{ID: "won", Outcome: Won},
	}
	correlate := func(frailty float64) (corr, meanA float64) {
		s.Frailty = frailty
		var x, y, xy []float64
		for _, deal := range byDeal(s, 2) {
			x = append(x, deal[1].At.Sub(deal[0].At).Hours()/24)
			y = append(y, deal[2].At.Sub(deal[1].At).Hours()/24)
		}
		mx, my := mean(x), mean(y)
		for i := range x {
			xy = append(xy, (x[i]-mx)*(y[i]-my))
		}
		return mean(xy) / math.Sqrt(variance(x)*variance(y)), mx
	}
	corr, meanA := correlate(0)
	assert.InDelta(t, 0, corr, 4.5/math.Sqrt(20_000))
	assert.InDelta(t, 10, meanA, 4.5*10/math.Sqrt(20_000))
	// cov = m²(e^σ²−1); var = m²(2e^σ²−1).
	e := math.Exp(0.5 * 0.5)
	corr, meanA = correlate(0.5)
	assert.InDelta(t, (e-1)/(2*e-1), corr, 0.05)
	assert.InDelta(t, 10, meanA, 4.5*10*math.Sqrt((2*e-1)/20_000), "the mean stays")
}

func TestCalendarClosesAtQuarterEndsAndChangesNoOutcome(t *testing.T) {
	s := uncensored(Trap(), 20_000)
	last10 := func(r Row) bool { return quarterEnd(r.At.Unix())-r.At.Unix() <= 10*daySeconds }
	share := func() (won, lost float64, outcomes []string) {
		var n, k [2]float64
		for _, deal := range byDeal(s, 5) {
			r := deal[1]
			i := 0
			if r.Stage == "lost" {
				i = 1
			}
			n[i]++
			if last10(r) {
				k[i]++
			}
			outcomes = append(outcomes, r.Stage)
		}
		return k[0] / n[0], k[1] / n[1], outcomes
	}
	won, lost, plain := share()
	assert.InDelta(t, 10./91, won, .02)
	assert.InDelta(t, 10./91, lost, .02)
	s.Calendar = Calendar{Days: 10, Factor: 3}
	won, lost, rushed := share()
	assert.Greater(t, won, .22)
	assert.Greater(t, lost, .22)
	assert.Equal(t, plain, rushed)
	s.Calendar.WonOnly = true
	won, lost, _ = share()
	assert.Greater(t, won, .22)
	assert.InDelta(t, 10./91, lost, .02)
}

// An exponential stay closes at Factor times its rate inside the last days: with rate λ and Factor 3 a deal that is open
// when ten days are left is closed by the quarter's end with probability 1−exp(−30λ).
func TestCalendarMultipliesAnExponentialHazard(t *testing.T) {
	s := uncensored(Trap(), 40_000)
	s.Stages = slices.Clone(s.Stages)
	s.Stages[0].Moves = []Move{{To: "won", P: 0.3}, {To: "lost", P: 0.7}}
	s.Stages[0].Stay = Exponential(40)
	s.Calendar = Calendar{Days: 10, Factor: 3}
	end := time.Date(2024, time.July, 1, 0, 0, 0, 0, time.UTC)
	rush := end.AddDate(0, 0, -10)
	open, closed := 0.0, 0.0
	for _, deal := range byDeal(s, 6) {
		if deal[0].At.Before(rush) && deal[1].At.After(rush) {
			open++
			if deal[1].At.Before(end) {
				closed++
			}
		}
	}
	p := -math.Expm1(-30. / 40)
	assert.InDelta(t, p, closed/open, 4.5*math.Sqrt(p*(1-p)/open))
}

// ratesBy returns the win rate of each period in a pipeline that wins with probability p.
func ratesBy(p float64, d Dependence, years, deals int, period func(time.Time) string) []float64 {
	s := uncensored(Trap(), deals)
	s.Stages = slices.Clone(s.Stages)
	s.Stages[0].Moves = []Move{{To: "won", P: p}, {To: "lost", P: 1 - p}}
	s.Arrivals.Until = s.Start.AddDate(years, 0, 0)
	s.Dependence = d
	n, wins := winsOf(s, 7, func(r Row) string { return period(r.At) })
	var rates []float64
	for k := range n {
		rates = append(rates, wins[k]/n[k])
	}
	slices.Sort(rates) // for sums in a fixed order
	return rates
}

func yearOf(t time.Time) string  { return t.Format("2006") }
func monthOf(t time.Time) string { return t.Format("2006-01") }
func quarterOf(t time.Time) string {
	return t.Format("2006") + string('1'+rune(t.Month()-1)/3)
}

// In a one-factor model the wins of period t given Z are binomial, so Var(wins/n) = p(1−p)/n + (1−1/n)(Φ₂(c,c;ρ)−p²) with
// c = Φ⁻¹(p). At p = 1/2, Φ₂(0,0;ρ) = 1/4 + asin(ρ)/2π. A factor drawn for the wrong kind of period misses that by a
// multiple.
func TestDependenceWidensTheSpreadBetweenPeriods(t *testing.T) {
	for name, c := range map[string]struct {
		d       Dependence
		period  func(time.Time) string
		periods float64
	}{
		"none":    {Dependence{}, yearOf, 400},
		"quarter": {Dependence{Rho: .2}, quarterOf, 1600},
		"month":   {Dependence{Rho: .2, Period: Month}, monthOf, 4800},
		"year":    {Dependence{Rho: .2, Period: Year}, yearOf, 400},
	} {
		rates := ratesBy(.5, c.d, 400, 48_000, c.period)
		require.Len(t, rates, int(c.periods), name)
		n := 48_000 / c.periods
		want := .25/n + (1-1/n)*math.Asin(c.d.Rho)/(2*math.Pi)
		assert.InDelta(t, want, variance(rates), 4.5*math.Sqrt(2/c.periods)*want, name)
		assert.InDelta(t, .5, mean(rates), 4.5*math.Sqrt(want/c.periods), name)
	}
	once := ratesBy(.5, Dependence{Rho: .2, Period: Whole}, 400, 48_000, yearOf)
	assert.InDelta(t, 1, variance(once)/(mean(once)*(1-mean(once))/120), 4.5*math.Sqrt(2./400), "one Z for all years")
	assert.Greater(t, math.Abs(mean(once)-.5), 4.5*math.Sqrt(.25/48_000))
}

func TestDependenceKeepsTheProbabilityOfEachDeal(t *testing.T) {
	rates := ratesBy(.1, Dependence{Rho: .9}, 400, 40_000, quarterOf)
	assert.InDelta(t, .1, mean(rates), 4.5*stdErr(rates))
}

func TestAmounts(t *testing.T) {
	s := uncensored(Textbook(), 20_000)
	s.Amounts = Amounts{Law: LogNormal(1000, 0.5), Unit: 5000, Missing: 0.25}
	var known, logs []float64
	for _, deal := range byDeal(s, 3) {
		for _, row := range deal {
			require.Equal(t, deal[0].Amount, row.Amount, "without change")
		}
		known = append(known, 0)
		if deal[0].AmountKnown {
			known[len(known)-1] = 1
			logs = append(logs, math.Log(float64(deal[0].Amount)/100))
			require.Zero(t, deal[0].Amount%5000)
		}
	}
	assert.InDelta(t, .75, mean(known), 4.5*math.Sqrt(.1875/20_000))
	assert.InDelta(t, math.Log(1000), mean(logs), 4.5*stdErr(logs)+.001)
	assert.InDelta(t, .25, variance(logs), .02)

	s.Amounts = Amounts{Law: Fixed(1000), Change: 0.4, Factor: Fixed(1.5)}
	var changed []float64
	for _, deal := range byDeal(s, 3) {
		for i := 1; i < len(deal); i++ {
			ratio := float64(deal[i].Amount) / float64(deal[i-1].Amount)
			changed = append(changed, (ratio-1)/.5)
		}
	}
	assert.InDelta(t, .4, mean(changed), 4.5*math.Sqrt(.24/float64(len(changed)))+1e-3)
}

func TestAmountsStayWithinBounds(t *testing.T) {
	s := uncensored(Trap(), 10)
	for _, x := range []float64{0, 1e12} {
		s.Amounts = Amounts{Law: Fixed(x), Unit: 7, Change: 1, Factor: Fixed(1e12)}
		for row := range s.Rows(1) {
			require.True(t, row.AmountKnown && row.Amount >= 7 && row.Amount <= maxAmount+7)
		}
	}
}

func TestLargerDealsWinLessOften(t *testing.T) {
	s := uncensored(Trap(), 20_000)
	s.Amounts = Amounts{Law: Table(Point{100, 1}, Point{300, 1}), LogitPerLog: -1}
	deals, wins := winsOf(s, 3, func(r Row) string {
		if r.Amount == 10_000 {
			return "small"
		}
		return "large"
	})
	for size, odds := range map[string]float64{"small": 2, "large": 2. / 3} { // mean amount 200
		p := shiftOdds(.3, odds)
		assert.InDelta(t, p, wins[size]/deals[size], 4.5*math.Sqrt(p*(1-p)/deals[size]), size)
	}
	s.Amounts.Law = Table(Point{0, 1}, Point{300, 1})
	_, wins = winsOf(s, 3, func(r Row) string { return r.Stage })
	assert.Positive(t, wins["open"], "an amount of zero has finite odds")
}

func TestTableStaysAreWholeDates(t *testing.T) {
	s := uncensored(Textbook(), 2000)
	s.Location = berlin(t)
	s.Hours = Hours{From: 8, To: 20}
	s.Stages = slices.Clone(s.Stages)
	for i := range 4 {
		s.Stages[i].Stay = Table(Point{0, 3}, Point{1, 2}, Point{40, 1})
		s.Stages[i].Moves = slices.DeleteFunc(slices.Clone(s.Stages[i].Moves), func(m Move) bool { return m.To == s.Stages[i].ID })
		var p float64
		for _, m := range s.Stages[i].Moves {
			p += m.P
		}
		for j := range s.Stages[i].Moves {
			s.Stages[i].Moves[j].P /= p
		}
	}
	seen := map[int64]float64{}
	n := 0.0
	civilDay := func(t time.Time) int64 {
		y, m, d := t.Date()
		return dayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix())
	}
	for _, deal := range byDeal(s, 1) {
		for i := 1; i < len(deal); i++ {
			seen[civilDay(deal[i].At)-civilDay(deal[i-1].At)]++
			n++
		}
	}
	assert.Len(t, seen, 3)
	for days, p := range map[int64]float64{0: .5, 1: 1. / 3, 40: 1. / 6} {
		assert.InDelta(t, p, seen[days]/n, 4.5*math.Sqrt(p*(1-p)/n), "%d days", days)
	}
}

func TestReasonsFollowTheirWeights(t *testing.T) {
	s := uncensored(Trap(), 10_000)
	s.Stages = slices.Clone(s.Stages)
	s.Stages[2].Reasons = []Choice{{"价格", 3}, {"无预算", 1}}
	seen := map[string]float64{}
	for row := range s.Rows(1) {
		if row.Stage == "lost" {
			seen[row.Reason]++
		} else {
			require.Empty(t, row.Reason)
		}
	}
	n := seen["价格"] + seen["无预算"]
	assert.Len(t, seen, 2)
	assert.InDelta(t, .75, seen["价格"]/n, 4.5*math.Sqrt(.1875/n))
}
