package funnel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// lifeOf returns the rows of a deal of an owner: days after base and stages in turn.
func lifeOf(deal, owner string, amount int64, steps ...any) (rows []funnel.Event) {
	for i := 0; i < len(steps); i += 2 {
		days, _ := steps[i].(int)
		id, _ := steps[i+1].(string)
		e := but(on(float64(days), id), func(e *funnel.Event) { e.Deal, e.Owner = deal, owner })
		if amount != 0 {
			e.Amount = cny(amount)
		}
		rows = append(rows, e)
	}
	return rows
}

// teamByHand are four deals of ann, three of bo, and one of nobody.
func teamByHand() (rows []funnel.Event) {
	for _, life := range [][]funnel.Event{
		lifeOf("a1", "ann", 100, 0, "lead", 1, "demo", 2, "won"),
		lifeOf("a2", "ann", 0, 0, "lead", 3, "lost"),
		lifeOf("a3", "ann", 0, 96, "lead"),
		lifeOf("a4", "ann", 300, 0, "lead", 2, "demo", 5, "won"),
		lifeOf("b1", "bo", 0, 0, "lead", 4, "lost"),
		lifeOf("b2", "bo", 260, 0, "lead", 3, "demo", 4, "offer", 6, "won"),
		lifeOf("b3", "bo", 0, 90, "lead"),
		lifeOf("n1", "", 0, 0, "lead", 1, "lost"),
	} {
		rows = append(rows, life...)
	}
	return rows
}

func afterBase(days int) time.Time { return base.AddDate(0, 0, days) }

// rowOf finds a row.
func rowOf(t require.TestingT, c *funnel.Comparison, group string, m funnel.CompareMetric, stageID string) funnel.CompareRow {
	for _, r := range c.Rows {
		if r.Group == group && r.Metric == m && r.Stage == stageID {
			return r
		}
	}
	require.Fail(t, "no such row", "%s %v %s", group, m, stageID)
	return funnel.CompareRow{}
}

// Seen from day 100 on, a deal created on day 96 has been followed for the ages 0 to 3.
//
//	ann   age 2: 4 at risk, a1 won: F = 1/4, S = 3/4; age 3: 3 at risk, a2 lost: S = 1/2, a3 no longer seen; age 5: a4 won: F = 1/4 + 1/2
//	bo    age 4: 3 at risk, b1 lost: S = 2/3; age 6: 2 at risk, b2 won: F = 1/3
//	rest  of ann, n1 included: age 1: S = 3/4; age 4: 3 at risk: S = 1/2; age 6: F = 1/4
//	rest  of bo: age 1: 5 at risk, n1 lost: S = 4/5; age 2: 4: F = 1/5, S = 3/5; age 3: 3: S = 2/5; age 5: F = 3/5
//	all   age 1: 8: S = 7/8; age 2: 7: F = 1/8, S = 6/8; age 3: 6: S = 5/8; age 4: 4: S = 15/32; age 5: 3: F = 9/32, S = 10/32; age 6: F = 14/32
//
// Of closed deals alone ann won 2/3 and bo 1/2.
func TestCompareByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, teamByHand()...).AsOf(afterBase(100))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 8})
	require.NoError(t, err)
	assert.Equal(t, []funnel.CompareGroup{
		{Name: "", Deals: 1, Lost: 1},
		{Name: "ann", Deals: 4, Open: 1, Won: 2, Lost: 1},
		{Name: "bo", Deals: 3, Open: 1, Won: 1, Lost: 1},
	}, c.Groups)
	assert.Equal(t, "owner", c.Fact)
	assert.Nil(t, c.Created)
	var wholes []string
	for _, w := range c.Wholes {
		wholes = append(wholes, fmt.Sprintf("%v %s %d: %.5g of %d", w.Metric, w.Stage, w.Days, w.All.Value, w.All.N))
	}
	assert.Equal(t, []string{
		"win_rate  8: 0.4375 of 8",
		// lead: at 1 a1 forward and n1 lost of 8: F 1/8, S 6/8; at 2 a4 of 6: F 2/8, S 5/8; at 3 of 5 b2 forward, a2 lost: F 3/8, S 3/8; at 4 b1 of 2
		"conversion lead 8: 0.375 of 8",
		// demo: a1 and b2 forward after 1, a4 after 3
		"conversion demo 8: 1 of 3",
		"conversion offer 8: 1 of 1",
		"cycle  0: 4 of 8",      // S is 5/8 at 3 and 15/32 at 4
		"velocity  0: 6.6 of 3", // 660 in 100 days
		"mean_amount  8: 220 of 3",
	}, wholes)
	var got []string
	for _, r := range c.Rows {
		got = append(got, fmt.Sprintf("%v %s %s %d: %.4f %.4f %.4f %v", r.Metric, r.Stage, r.Group, r.Days, r.Raw.Value, r.Rest.Value, r.Difference.Value, r.Standing))
	}
	assert.Equal(t, []string{
		"win_rate   8: 0.0000 0.5000 -0.5000 not_judged", // others: age 2: 1/7, S = 6/7; 3: 5/7; 4: 15/28; 5: F = 9/28, S = 10/28; 6: 14/28
		"win_rate  ann 8: 0.7500 0.2500 0.5000 too_few",
		"win_rate  bo 8: 0.3333 0.6000 -0.2667 too_few",
		"conversion lead  8: 0.0000 0.4286 -0.4286 not_judged",
		"conversion lead ann 3: 0.5000 0.2500 0.2500 too_few", // no deal of ann was followed in lead for more than 3 days
		"conversion lead bo 3: 0.3333 0.4000 -0.0667 too_few",
		"conversion demo  8: 0.0000 1.0000 0.0000 not_judged",
		"conversion demo ann 8: 1.0000 1.0000 0.0000 too_few",
		"conversion demo bo 8: 1.0000 1.0000 0.0000 too_few",
		"conversion offer  8: 0.0000 1.0000 0.0000 not_judged",
		"conversion offer ann 8: 0.0000 1.0000 0.0000 too_few",
		"conversion offer bo 8: 1.0000 0.0000 0.0000 too_few",
		"cycle   0: 1.0000 5.0000 -4.0000 not_judged",
		"cycle  ann 0: 3.0000 4.0000 -1.0000 too_few",
		"cycle  bo 0: 6.0000 3.0000 3.0000 too_few",
		"velocity   0: 0.0000 6.6000 0.0000 not_judged",
		"velocity  ann 0: 4.0000 2.6000 0.0000 not_judged",
		"velocity  bo 0: 2.6000 4.0000 0.0000 not_judged",
		"mean_amount   8: 0.0000 220.0000 0.0000 not_judged",
		"mean_amount  ann 8: 200.0000 260.0000 -60.0000 too_few",
		"mean_amount  bo 8: 260.0000 200.0000 60.0000 too_few",
	}, got)
	ann := rowOf(t, c, "ann", funnel.CompareMeanAmount, "")
	assert.InDelta(t, 1270.6205, ann.Raw.High-200, 1e-3, "Student's t₁ is 12.706, and 100 and 300 are 100 from their mean by √(20000/2)")
	assert.False(t, rowOf(t, c, "bo", funnel.CompareMeanAmount, "").Raw.HasInterval(), "one deal")
	assert.Equal(t, "400 CNY", ann.WonSum.Amount.String())
	assert.Equal(t, funnel.CodeCompareFew, ann.Note.Code)
	assert.Equal(t, funnel.CodeCompareNoName, c.Rows[0].Note.Code)
	assert.Equal(t, funnel.CodeCompareNoTest, rowOf(t, c, "bo", funnel.CompareVelocity, "").Note.Code)
	assert.Equal(t, 100, c.Wholes[5].PerDays)
	assert.True(t, rowOf(t, c, "ann", funnel.CompareConversion, "lead").Shrunk.IsZero(), "it was not followed for 8 days")
	assert.Equal(t, []sf.Code{funnel.CodeCompareNotCause}, codesIn(c.Notes))
	for _, r := range c.Rows {
		assert.Zero(t, r.PValue+r.QValue)
		assert.Empty(t, r.Examples)
	}
}

// The six segments of TestShrinkOfSixSegments as owners: where all deals have ended, each is worth exactly the deals it has.
func TestCompareShrinks(t *testing.T) {
	var rows []funnel.Event
	want := []float64{.286660, .371281, .266793, .396437, .241233, .417897}
	wins, of := []int{2, 5, 1, 9, 0, 12}, []int{10, 12, 8, 20, 6, 25}
	for i, n := range of {
		for k := range n {
			end, deal := "lost", fmt.Sprint(i, "-", k)
			if k < wins[i] {
				end = "won"
			}
			rows = append(rows, lifeOf(deal, string(rune('a'+i)), 0, k%3, "lead", k%3+2+k%4, end)...)
		}
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 20, Metrics: []funnel.CompareMetric{funnel.CompareWinRate}})
	require.NoError(t, err)
	require.Len(t, c.Rows, 6)
	for i, r := range c.Rows {
		assert.InDelta(t, float64(wins[i])/float64(of[i]), r.Raw.Value, 1e-12)
		assert.InDelta(t, want[i], r.Shrunk.Value, 6e-7)
		assert.Equal(t, int64(of[i]), r.Shrunk.N)
	}
	assert.InDelta(t, .113606, c.Rows[0].Shrunk.Low, 6e-7)
	assert.InDelta(t, .501632, c.Rows[0].Shrunk.High, 6e-7)
	assert.Equal(t, 6, c.Wholes[0].Groups)
	assert.InDelta(t, 29./81, c.Wholes[0].All.Value, 1e-12)
}

func TestCompareRefuses(t *testing.T) {
	rows := append(lifeOf("a", "ann", 5, 0, "lead", 1, "won"), but(on(0, "lead"), func(e *funnel.Event) { e.Deal, e.Amount = "b", money(5, "USD") }))
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	_, err := v.Compare("owner", funnel.CompareOptions{})
	refused(t, err, "funnel.currencies ")
	_, err = v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareCycle, funnel.CompareWinRate, funnel.CompareCycle}})
	require.NoError(t, err, "no metric of money")
	_, err = v.Compare("owner", funnel.CompareOptions{
		Period: sf.Period{From: afterBase(3), To: afterBase(1)}, HorizonDays: funnel.MaxAge + 1, Level: 1, MinN: -1,
		Metrics: []funnel.CompareMetric{0, 9}, Stages: []string{"demo", "won", "nowhere"},
	})
	refused(t, err, "funnel.compare_horizon horizon_days", "funnel.compare_level level", "funnel.compare_min_n min_n",
		"funnel.compare_stage stages[1]", "funnel.compare_stage stages[2]", "funnel.period period", "funnel.compare_metric metrics[1]")
	c, err := v.Compare("owner", funnel.CompareOptions{Stages: []string{"offer", "lead"}, Metrics: []funnel.CompareMetric{funnel.CompareConversion}})
	require.NoError(t, err)
	assert.Equal(t, []string{"lead", "offer"}, []string{c.Wholes[0].Stage, c.Wholes[1].Stage}, "in selling order")
}

// refused holds an error to its faults.
func refused(t *testing.T, err error, want ...string) {
	t.Helper()
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var got []string
	for _, n := range invalid.Faults {
		got = append(got, fmt.Sprint(n.Code, " ", n.Path))
	}
	assert.Equal(t, want, got)
}

func BenchmarkCompare(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	v := ownedTeam(b, 100_000, .3, 1, func(time.Time) string { return fmt.Sprint("owner", r.IntN(50)) })
	b.Run("deals=100000/groups=50", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Compare("owner", funnel.CompareOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
