package forecast_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// later is small three weeks on, with one change of each kind.
func later(t testing.TB) *forecast.Book {
	b := small(t)
	b.AsOf = asOf.AddDate(0, 0, 21) // 2026-12-13
	b.Deals = []forecast.Deal{
		{ID: "A", Stage: "won", Entered: at("2026-12-01"), Amount: yuan("1100"), Group: []string{"east", "王芳"}},
		{ID: "B", Stage: "lost", Entered: at("2026-12-01"), Amount: yuan("500.05"), Group: []string{"east", "李强"}},
		{ID: "C", Stage: "signing", Entered: at("2026-12-05"), Amount: yuan("1500"), Close: day("2026-12-20"), Group: []string{"west"}},
		{ID: "D", Stage: "offer", Entered: at("2026-11-20"), Amount: yuan("300"), Close: day("2026-10-15"), Group: []string{"west"}}, // other group
		{ID: "F", Stage: "lead", Entered: at("2026-11-22"), Amount: yuan("100"), Close: day("2026-12-31"), Group: []string{"west"}},
		{ID: "G", Stage: "offer", Entered: at("2026-12-02"), Amount: yuan("800"), Close: day("2026-12-24"), Group: []string{"east", "王芳"}}, // reopened
		{ID: "H", Stage: "won", Entered: at("2026-10-01"), Amount: yuan("950"), Group: []string{"east", "王芳"}},                             // put right
		{ID: "J", Stage: "lead", Entered: at("2026-11-01"), Amount: yuan("60"), Close: day("2026-12-31"), Group: []string{"west"}},
		{ID: "K", Stage: "lead", Entered: at("2026-12-10"), Amount: yuan("70"), Close: day("2026-12-30"), Group: []string{"west"}},
		{ID: "L", Stage: "won", Entered: at("2026-12-10"), Amount: yuan("5"), Group: []string{"west"}},
		{Stage: "lead", Amount: yuan("10"), Close: day("2026-12-30")},
	}
	return b
}

// causes writes what each cause did as "cause deals won weighted".
func causes(p forecast.PeriodChange) (out []string) {
	for _, c := range p.Causes {
		out = append(out, fmt.Sprint(c.Cause, " ", c.Deals, " ", c.By.Won.Digits(), " ", c.By.Weighted.Digits()))
	}
	return out
}

func TestChangeByHand(t *testing.T) {
	c, err := forecast.ChangeOf(
		forecast.Stand{small(t), forecast.Configured()}, forecast.Stand{later(t), forecast.Configured()},
		forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	q4 := c.Total.Periods[0]
	assert.Equal(t, "CNY", c.Currency)
	assert.Equal(t, []string{"800 CNY", "1000.04 CNY"}, []string{q4.Was.Won.String(), q4.Was.Weighted.String()}) // as in TestRunByHand
	// Won: A 1100, H 950, L 5. Open: C .9·1500, D .4·300, F .1·100, G .4·800, J .1·60, K .1·70, the nameless .1·10.
	assert.Equal(t, []string{"2055 CNY", "1814 CNY"}, []string{q4.Is.Won.String(), q4.Is.Weighted.String()})
	assert.Equal(t, []string{
		"new 3 5 8",           // K 7, L won 5, the nameless 1
		"reopened 1 -800 320", // G
		"won 1 1100 -400",     // A
		"lost 1 0 -450.04",    // B
		"date 2 900 1800",     // H's close came into the quarter with the 900 of before; C came forward after it reached signing: .9·2000
		"amount 3 50 -440",    // H 50, C .9·(1500−2000), F .1·100
		"override 1 0 -24",    // J .1·60 − .5·60
	}, causes(q4))
	// C: from .1·2000 to .9·2000 by its stage while still due in the first quarter, from where the date then took it. E is in no period.
	assert.Equal(t, []string{"stage 1 0 1600", "date 1 0 -1800"}, causes(c.Total.Periods[1]))
	assert.Equal(t, []string{"gone 1 0 -280"}, causes(c.Total.Later))
	assert.Empty(t, c.Total.Sooner.Causes)
	first := q4.Deals[0]
	assert.Equal(t, "C", first.Deal)
	assert.Equal(t, "1350 CNY", first.By.Weighted.String())
	assert.Equal(t, []forecast.DealCause{
		{forecast.ChangeDate, forecast.ForecastSum{yuan("0"), yuan("1800")}},
		{forecast.ChangeAmount, forecast.ForecastSum{yuan("0"), yuan("-450")}},
	}, first.Causes)
	assert.Equal(t, []string{"forecast.change_nameless ", "forecast.change_gone "}, codes(c.Notes))

	groups := map[string][]string{}
	for g := range c.Total.All() {
		groups[fmt.Sprint(g.Path)] = causes(g.Periods[0])
	}
	assert.Contains(t, groups["[east 王芳]"], "moved_out 1 0 -120")
	assert.Contains(t, groups["[east]"], "moved_out 1 0 -120")
	assert.Contains(t, groups["[west]"], "moved_in 1 0 120")
}

// Time alone takes a chance away where a deal that is not dated today was dated before the end of the period.
func TestChangeByAgeAndModel(t *testing.T) {
	was, is := small(t), small(t)
	is.AsOf = time.Date(2027, 2, 2, 0, 0, 0, 0, time.UTC) // the quarter has ended: what is open is overdue, and due now
	fewer := model(func(*forecast.Deal) []float64 { return []float64{0, 0, 0.5, 0.5} })
	c, err := forecast.ChangeOf(forecast.Stand{was, forecast.Configured()}, forecast.Stand{is, fewer}, forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	assert.Equal(t, []string{"age 4 0 -1000.04"}, causes(c.Total.Periods[0]), "A 400, B 450.04, D 120, J 30")
	assert.Equal(t, []string{"age 4 0 1000.04", "model 5 0 1079.98"}, causes(c.Total.Periods[1]),
		"the model: A 500−400, B 250.02−450.04, C 1000−200, D 150−120, E 350, J keeps its override; E comes from later")
}

func TestChangeOfPipeline(t *testing.T) {
	was, is := small(t), small(t)
	probability := 0.5
	pipe, err := stage.New(stage.Config{ID: "other", Stages: []stage.Stage{
		{ID: "lead", Probability: &probability},
		{ID: "offer", Probability: &probability},
		{ID: "trial", Probability: &probability},
		{ID: "signing", Probability: &probability},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}, Moves: stage.Moves{Policy: stage.Forward}})
	require.NoError(t, err)
	is.Pipeline = pipe
	is.Deals[0].Stage, is.Deals[0].Amount = "trial", yuan("3000")
	c, err := forecast.ChangeOf(forecast.Stand{was, forecast.Configured()}, forecast.Stand{is, forecast.Configured()}, forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	// A 1500−400 with its amount, B 250.02−450.04, D 150−120
	assert.Equal(t, []string{"model 3 0 929.98"}, causes(c.Total.Periods[0]))
	assert.Equal(t, []string{"forecast.change_stage "}, codes(c.Notes))
}

func TestChangeSaysEveryFault(t *testing.T) {
	was, is := small(t), small(t)
	is.AsOf = was.AsOf.AddDate(0, 0, -1)
	is.Deals = []forecast.Deal{{ID: "X", Stage: "nowhere"}, {ID: "Y", Stage: "lead", Amount: sf.Money{}}}
	_, err := forecast.ChangeOf(forecast.Stand{Book: was}, forecast.Stand{Book: is}, forecast.Options{})
	assert.Equal(t, []string{
		"forecast.unknown_stage is.deals[0].stage", "forecast.no_model was.model", "forecast.no_model is.model",
		"forecast.no_periods periods", "forecast.change_order ",
	}, said(t, err))
	_, err = forecast.ChangeOf(forecast.Stand{}, forecast.Stand{}, forecast.Options{})
	assert.Equal(t, []string{"forecast.no_pipeline was.pipeline", "forecast.no_pipeline is.pipeline", "forecast.no_model was.model", "forecast.no_model is.model"}, said(t, err))

	other, err := sf.ParseMoney("1", "USD")
	require.NoError(t, err)
	is = small(t)
	is.Deals = []forecast.Deal{{ID: "X", Stage: "lead", Amount: other}}
	stands := func(m forecast.Model) (a, b forecast.Stand) {
		return forecast.Stand{small(t), m}, forecast.Stand{is, m}
	}
	a, b := stands(forecast.Configured())
	_, err = forecast.ChangeOf(a, b, forecast.Options{Periods: quarters(1)})
	assert.Equal(t, []string{"forecast.currency is"}, said(t, err))
	is = small(t)
	a, b = stands(forecast.Learned(nil))
	_, err = forecast.ChangeOf(a, b, forecast.Options{Periods: quarters(1)})
	assert.Contains(t, said(t, err), "forecast.not_learned ")
	a, b = forecast.Stand{small(t), forecast.Configured()}, forecast.Stand{small(t), forecast.Learned(nil)}
	_, err = forecast.ChangeOf(a, b, forecast.Options{Periods: quarters(1)})
	assert.Contains(t, said(t, err), "forecast.not_learned ")
}

func TestNothingChangedIsNothing(t *testing.T) {
	s := forecast.Stand{small(t), forecast.Configured()}
	c, err := forecast.ChangeOf(s, s, forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	for g := range c.Total.All() {
		for _, p := range append(g.Periods, g.Sooner, g.Later) {
			assert.Empty(t, p.Causes, g.Path)
			assert.Empty(t, p.Deals, g.Path)
		}
	}
	assert.Empty(t, c.Notes)
	for range c.Total.All() {
		break // stops
	}
}

// grown draws what became of a book: deals that vanish, appear, close, reopen, move on, back and to other groups.
func grown(t *rapid.T, b *forecast.Book) *forecast.Book {
	later := books(t, b.Pipeline)
	later.AsOf = b.AsOf.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "days"))
	for i, d := range b.Deals {
		if i < len(later.Deals) && rapid.Bool().Draw(t, "kept") {
			group := later.Deals[i].Group
			later.Deals[i] = d
			if rapid.Bool().Draw(t, "regrouped") {
				later.Deals[i].Group = group
			}
		}
	}
	return later
}

func sumOf(t require.TestingT, a forecast.ForecastSum, b ...forecast.ForecastSum) forecast.ForecastSum {
	for _, each := range b {
		a = forecast.ForecastSum{plus(t, a.Won, each.Won), plus(t, a.Weighted, each.Weighted)}
	}
	return a
}

func equalSums(t require.TestingT, want, got forecast.ForecastSum, what ...any) {
	assert.True(t, want.Won.Equal(got.Won) && want.Weighted.Equal(got.Weighted), "want %v, got %v: %v", want, got, what)
}

// Was + causes = Is, to the last digit, in every group and column, for causes and for deals; both ends are what Run says; groups add up.
func TestChangesSumExactly(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		before := books(t, pipe)
		after := grown(t, before)
		was, is := forecast.Stand{before, forecast.Configured()}, forecast.Stand{after, windows(t, after, 5)}
		if rapid.Bool().Draw(t, "same model") {
			is.Model = was.Model
		}
		o := forecast.Options{Periods: quarters(3)}
		c, err := forecast.ChangeOf(was, is, o)
		require.NoError(t, err)
		first, err := forecast.Run(before, was.Model, o)
		require.NoError(t, err)
		second, err := forecast.Run(after, is.Model, o)
		require.NoError(t, err)
		for g := range c.Total.All() {
			for j, p := range append(g.Periods, g.Sooner, g.Later) {
				byCause, byDeal := p.Was, p.Was
				for _, cause := range p.Causes {
					byCause = sumOf(t, byCause, cause.By)
				}
				for _, d := range p.Deals {
					byDeal = sumOf(t, byDeal, d.By)
				}
				equalSums(t, p.Is, byCause, g.Path, j)
				equalSums(t, p.Is, byDeal, g.Path, j)
			}
			childrenAddUp(t, g)
		}
		sameAsRun(t, c.Total, first.Total, func(p forecast.PeriodChange) forecast.ForecastSum { return p.Was })
		sameAsRun(t, c.Total, second.Total, func(p forecast.PeriodChange) forecast.ForecastSum { return p.Is })
	})
}

func childrenAddUp(t require.TestingT, g *forecast.GroupChange) {
	if len(g.Children) == 0 {
		return
	}
	for j := range g.Periods {
		was, is := forecast.ForecastSum{}, forecast.ForecastSum{}
		for _, child := range g.Children {
			was, is = sumOf(t, was, child.Periods[j].Was), sumOf(t, is, child.Periods[j].Is)
		}
		equalSums(t, g.Periods[j].Was, was)
		equalSums(t, g.Periods[j].Is, is)
	}
}

// sameAsRun compares one end with the report of a run, in every group that the run has. A sum without a known amount has no currency there.
func sameAsRun(t require.TestingT, c *forecast.GroupChange, r *forecast.Group, end func(forecast.PeriodChange) forecast.ForecastSum) {
	same := func(a, b sf.Money) {
		x, _ := a.Decimal()
		y, _ := b.Decimal()
		assert.True(t, x.Equal(y), "%v %v", a, b)
	}
	for j, o := range r.Periods {
		same(o.Won, end(c.Periods[j]).Won)
		same(o.Weighted, end(c.Periods[j]).Weighted)
	}
	same(r.Sooner.Weighted, end(c.Sooner).Weighted)
	same(r.Later.Weighted, end(c.Later).Weighted)
}

func TestOrderOfDealsChangesNoChange(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		before := books(t, pipe)
		after := grown(t, before)
		o := forecast.Options{Periods: quarters(2)}
		write := func() string {
			c, err := forecast.ChangeOf(forecast.Stand{before, forecast.Configured()}, forecast.Stand{after, forecast.Configured()}, o)
			require.NoError(t, err)
			b, err := json.Marshal(c)
			require.NoError(t, err)
			return string(b)
		}
		want := write()
		swap := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "swap") }
		before.Deals, after.Deals = shuffled(before.Deals, swap), shuffled(after.Deals, swap)
		assert.Equal(t, want, write())
	})
}

func TestChangeTooLarge(t *testing.T) {
	huge := yuan("9" + fmt.Sprintf("%0*d", sf.MaxDigits-1, 0))
	was, is := small(t), small(t)
	is.Deals = []forecast.Deal{{ID: "1", Stage: "won", Entered: asOf, Amount: huge}, {ID: "2", Stage: "won", Entered: asOf, Amount: huge}}
	_, err := forecast.ChangeOf(forecast.Stand{was, forecast.Configured()}, forecast.Stand{is, forecast.Configured()}, forecast.Options{Periods: quarters(1)})
	assert.Equal(t, []string{"forecast.too_large "}, said(t, err))
}

func TestChangeCauseWords(t *testing.T) {
	for c := forecast.ChangeNew; c <= forecast.ChangeModel; c++ {
		b, err := c.MarshalText()
		require.NoError(t, err)
		var back forecast.ChangeCause
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, c, back)
		assert.Equal(t, string(b), c.String())
	}
}
