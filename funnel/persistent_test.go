package funnel_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// tenDays are three periods of ten days.
var tenDays = []sf.Period{days(0, 10), days(10, 20), days(20, 30)}

// cohortByHand are 20 deals of ann and 20 of bo, created on the days of a period, of which so many are won after 5 days and the others are lost then.
func cohortByHand(from, ann, bo int) (rows []funnel.Event) {
	for i := range 20 {
		for owner, won := range map[string]int{"ann": ann, "bo": bo} {
			end := "lost"
			if i < won {
				end = "won"
			}
			at := from + i%10
			rows = append(rows, lifeOf(fmt.Sprintf("%s%02d-%02d", owner, from, i), owner, 0, at, "lead", at+5, end)...)
		}
	}
	return rows
}

func cohortsByHand(wins ...[2]int) (rows []funnel.Event) {
	for i, w := range wins {
		rows = append(rows, cohortByHand(10*i, w[0], w[1])...)
	}
	return rows
}

func persistent(t *testing.T, asOf int, o funnel.PersistentOptions, rows []funnel.Event) *funnel.Persistence {
	t.Helper()
	p, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(asOf)).PersistentlyLow("owner", o)
	require.NoError(t, err)
	return p
}

// Where all end at one age, the score of a period is the wins less half of them, and its variance d (Y−d)/(Y−1) ¼. With 4 and 12 wins of 20 in each
// period: −4, and 16·24/39/4 = 2.4615. Of three: z = −12/√7.3846 = −4.4159, Φ(z) = 5.030·10⁻⁶, which counts for two groups.
func TestPersistentlyLowByHand(t *testing.T) {
	p := persistent(t, 60, funnel.PersistentOptions{Periods: tenDays, HorizonDays: 20}, cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{4, 12}))
	require.Len(t, p.Rows, 2)
	ann, bo := p.Rows[0], p.Rows[1]
	assert.Equal(t, [2]int{3, 3}, [2]int{ann.Judged, ann.Low})
	assert.Equal(t, [2]int{3, 0}, [2]int{bo.Judged, bo.Low})
	assert.InEpsilon(t, 5.029984e-6, ann.PValue, 1e-6) // R: pnorm(-12/sqrt(3*16*24/39/4))
	assert.InEpsilon(t, 2*5.029984e-6, ann.Adjusted, 1e-6)
	assert.Equal(t, funnel.StandingLower, ann.Standing)
	assert.Equal(t, "owner ann wins less often than the others in 3 of 3 periods (adjusted p: <0.0001)", ann.Note.Text)
	assert.Equal(t, "owner ann 在 3 个周期中有 3 个的赢单率低于其余（校正后 p: <0.0001）", ann.Note.In(sf.Chinese))
	require.Len(t, ann.Examples, funnel.MaxExamples)
	assert.Equal(t, "ann20-09", ann.Examples[0], "the latest lost of the latest period")
	for _, r := range p.Rows {
		says(t, r.Note, "owner")
	}
	assert.InDelta(t, 1-5.029984e-6, bo.Adjusted, 1e-9)
	assert.Equal(t, funnel.StandingNoDifference, bo.Standing)
	assert.Empty(t, bo.Examples)
	for i, c := range ann.Cells {
		assert.True(t, c.Judged && c.Low)
		assert.InDelta(t, .2, c.Rate.Value, 1e-12)
		assert.InDelta(t, .6, c.Rest.Value, 1e-12)
		assert.Equal(t, funnel.PersistentPeriod{Period: tenDays[i], Days: 20, Deals: 40}, p.Periods[i])
	}
	assert.Equal(t, []sf.Code{funnel.CodeCompareNotCause}, codesIn(p.Notes))
	b, err := json.Marshal(p)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"standing":"lower"`)
}

func TestPersistentlyLowRules(t *testing.T) {
	thrice := cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{4, 12})
	o := funnel.PersistentOptions{Periods: tenDays, HorizonDays: 20}
	with := func(change func(o *funnel.PersistentOptions)) funnel.PersistentOptions {
		changed := o
		change(&changed)
		return changed
	}
	for name, c := range map[string]struct {
		asOf     int
		options  funnel.PersistentOptions
		rows     []funnel.Event
		standing funnel.Standing
		note     sf.Code
		judged   int
	}{
		"a level that is not reached":   {60, with(func(o *funnel.PersistentOptions) { o.Level = 1e-5 }), thrice, funnel.StandingNoDifference, funnel.CodePersistentNot, 3},
		"more periods asked for":        {60, with(func(o *funnel.PersistentOptions) { o.LowIn = 4 }), thrice, funnel.StandingNoDifference, funnel.CodePersistentNot, 3},
		"more deals asked for":          {60, with(func(o *funnel.PersistentOptions) { o.MinN = 21 }), thrice, funnel.StandingTooFew, funnel.CodePersistentFew, 0},
		"no more deals than there are":  {60, with(func(o *funnel.PersistentOptions) { o.MinN = 20 }), thrice, funnel.StandingLower, funnel.CodePersistentLow, 3},
		"the last period is too recent": {32, o, thrice, funnel.StandingTooFew, funnel.CodePersistentFew, 2}, // followed for 2 days, and wins take 5
		// −(10 + 0 + 0)/√(20·20/39·¼ + 2 (24·16/39·¼)) = −3.72 in all, but low in one period only
		"one bad quarter":         {60, o, cohortsByHand([2]int{0, 20}, [2]int{12, 12}, [2]int{12, 12}), funnel.StandingNoDifference, funnel.CodePersistentNot, 3},
		"two, and two asked for":  {60, with(func(o *funnel.PersistentOptions) { o.LowIn = 2 }), cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{12, 12}), funnel.StandingLower, funnel.CodePersistentLow, 3},
		"two, and three a must":   {60, o, cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{12, 12}), funnel.StandingNoDifference, funnel.CodePersistentNot, 3},
		"hardly any wins":         {60, o, cohortsByHand([2]int{0, 2}, [2]int{0, 2}, [2]int{0, 2}), funnel.StandingTooFew, funnel.CodeCompareFewEnds, 3}, // three are expected
		"fewer than one expected": {60, o, cohortsByHand([2]int{0, 1}, [2]int{0, 1}, [2]int{0, 1}), funnel.StandingTooFew, funnel.CodePersistentFew, 0},
	} {
		p := persistent(t, c.asOf, c.options, c.rows)
		r := p.Rows[0]
		assert.Equal(t, c.standing, r.Standing, name)
		assert.Equal(t, c.note, r.Note.Code, name)
		assert.Equal(t, c.judged, r.Judged, name)
		assert.Equal(t, r.Standing == funnel.StandingLower, len(r.Examples) > 0, name)
	}
}

// A period that is not over long enough takes no part, and that is said; deals between periods are in none, and those without an owner are not judged.
func TestPersistentlyLowPeriods(t *testing.T) {
	rows := append(cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{4, 12}), lifeOf("n", "", 0, 3, "lead", 4, "lost")...)
	p := persistent(t, 30, funnel.PersistentOptions{Periods: []sf.Period{days(0, 10), days(12, 20), days(20, 30)}}, rows)
	assert.Equal(t, []int{5, 5, 0}, []int{p.Periods[0].Days, p.Periods[1].Days, p.Periods[2].Days}, "nine tenths of wins come by day 5")
	assert.Equal(t, []int64{41, 32, 40}, []int64{p.Periods[0].Deals, p.Periods[1].Deals, p.Periods[2].Deals})
	assert.Equal(t, funnel.StandingNotJudged, p.Rows[0].Standing)
	assert.Equal(t, funnel.CodeCompareNoName, p.Rows[0].Note.Code)
	assert.Equal(t, []sf.Code{funnel.CodeCompareNotCause, funnel.CodePersistentRecent}, codesIn(p.Notes))

	p = persistent(t, 95, funnel.PersistentOptions{}, nil) // base is 28 March; day 95 is 1 July
	require.Len(t, p.Periods, 6)
	assert.Equal(t, time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC), p.Periods[0].Period.From)
	assert.Equal(t, time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC), p.Periods[5].Period.To)
	assert.Empty(t, p.Rows)
}

// All of a period are compared up to the age that its youngest have: those created on day 9 have been followed for 5 days on day 15.
func TestPersistentlyLowFollowsTheYoungest(t *testing.T) {
	p := persistent(t, 15, funnel.PersistentOptions{Periods: tenDays[:1], HorizonDays: 20}, cohortByHand(0, 4, 12))
	assert.Equal(t, 5, p.Periods[0].Days)
	assert.True(t, p.Rows[0].Cells[0].Judged)
}

// A period does not count for a group that stands against too few others. Deals without an owner are the others, and are no test of their own: ann's p is
// adjusted for nobody.
func TestPersistentlyLowOfOneNamedGroup(t *testing.T) {
	rows := cohortsByHand([2]int{4, 12}, [2]int{4, 12}, [2]int{4, 12})
	for i := range rows {
		if rows[i].Owner == "bo" {
			rows[i].Owner = ""
		}
	}
	p := persistent(t, 60, funnel.PersistentOptions{Periods: tenDays, HorizonDays: 20}, rows)
	assert.Equal(t, [2]int{0, 3}, [2]int{p.Rows[0].Judged, p.Rows[1].Judged})
	assert.InEpsilon(t, 5.029984e-6, p.Rows[1].Adjusted, 1e-6)

	var few []funnel.Event
	for _, e := range rows {
		if e.Owner == "ann" || e.Deal[len(e.Deal)-2:] < "04" {
			few = append(few, e)
		}
	}
	p = persistent(t, 60, funnel.PersistentOptions{Periods: tenDays, HorizonDays: 20}, few)
	assert.Zero(t, p.Rows[1].Judged, "twenty of ann, and four others")
}

func TestPersistentlyLowRefuses(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}).AsOf(afterBase(30))
	_, err := v.PersistentlyLow("owner", funnel.PersistentOptions{
		Periods: []sf.Period{days(0, 10), days(9, 12), days(14, 13)}, HorizonDays: -1, LowIn: -1, Level: -1, MinN: -1,
	})
	refused(t, err, "funnel.compare_horizon horizon_days", "funnel.compare_level level", "funnel.compare_min_n min_n",
		"funnel.compare_low_in low_in", "funnel.period_order periods[1]", "funnel.period_order periods[2]")
	_, err = v.PersistentlyLow("owner", funnel.PersistentOptions{Periods: make([]sf.Period, 1001)})
	refused(t, err, "funnel.compare_periods periods")
}
