package funnel

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Of ten delays of 1, 2, … 10 hours half are within 5 and nine within 9. Wilson's interval for 9 of 10 is .5958 to .9821 (Newcombe 1998, Statistics in
// Medicine 17), so that the bounds are the sixth and the tenth; for 5 of 10 it is .2366 to .7634, the third and the eighth.
func TestDelayQuantilesByHand(t *testing.T) {
	d := delaySum{left: 3}
	for h := range int64(10) {
		d.delays = append(d.delays, (h+1)*time.Hour.Microseconds())
	}
	p90, median := d.quantile(.9), d.quantile(.5)
	assert.Equal(t, []float64{9, 6, 10}, []float64{p90.Value, p90.Low, p90.High})
	assert.Equal(t, []float64{5, 3, 8}, []float64{median.Value, median.Low, median.High})
	assert.Equal(t, []int64{10, 3}, []int64{p90.N, p90.Left})
	assert.Len(t, p90.Warnings, 1)
	of := d.of("ann")
	assert.Equal(t, [2]sf.Estimate{median, p90}, [2]sf.Estimate{of.Median, of.P90})
	assert.Equal(t, int64(3), of.Within.Left)
}

// Of three groups two are from several sources and one is worked on by two people.
func TestSharedDuplicatesByHand(t *testing.T) {
	args := sharedArgs("phone", []DuplicateGroup{
		{Owners: []string{"ann"}, Sources: []string{"web", "fair"}}, {Owners: []string{"ann", "bo"}, Sources: []string{"web", "fair"}}, {Owners: []string{"ann"}, Sources: []string{"web"}},
	})
	assert.Equal(t, []sf.Fact{sf.F("key", sf.Text("phone")), sf.F("groups", sf.Int(3)), sf.F("sources", sf.Int(2)), sf.F("owners", sf.Int(1))}, args)
}

// Three of four: a share of ¾.
func TestFindingShares(t *testing.T) {
	tally := qualityTally{code: CodeQualityUntouched}
	for i := range 4 {
		tally.add(i > 0, noPlace, "ann", "web")
	}
	f := tally.finding(nil)
	assert.Equal(t, []int64{3, 4}, []int64{f.Count, f.Of})
	assert.InDelta(t, .75, f.Share.Value, 0)
	assert.InDelta(t, .75, f.Groups[0].Share.Value, 0)
}

// Sessions on days at the turn of a month: 4 and 0, off their mean by 2² + 2² = 8; on four others 1, 1, 0, 0, off by 4·¼ = 1. Over 6 − 2 degrees of
// freedom, and over the mean of 1 a day, that is 9/4.
func TestSessionDispersionByHand(t *testing.T) {
	var turns, others sessionDays
	for _, n := range []float64{4, 0} {
		turns.add(n)
	}
	for _, n := range []float64{1, 1, 0, 0} {
		others.add(n)
	}
	assert.InDelta(t, 9./4, sessionDispersion(turns, others), 1e-12)
	assert.InDelta(t, 1, sessionDispersion(sessionDays{days: 2, sum: 2, squares: 2}, sessionDays{days: 2, sum: 2, squares: 2}), 1e-12, "at least 1")
}

// April 2026 has 30 days, six of them at its turns. Of six sessions four there are chance, P(X ≥ 4) = 15·.2⁴·.8² + 6·.2⁵·.8 + .2⁶ = .01696; of seven five
// are not, 21·.2⁵·.8² + 7·.2⁶·.8 + .2⁷ = .004672.
func TestBackfillLevelByHand(t *testing.T) {
	april := int64(sf.Date{Year: 2026, Month: 4, Day: 1}.Number())
	of := func(turns, others int64) []sf.Fact {
		b := backfillSurvey{first: april, last: april + 29, any: true, sessions: make(map[backfillSession]backfillExample)}
		for _, day := range []int64{0, 1, 2, 27, 28, 29}[:turns] {
			b.sessions[backfillSession{"ann", april + day}] = backfillExample{}
		}
		for day := range others {
			b.sessions[backfillSession{"ann", april + 10 + day}] = backfillExample{}
		}
		tally, found := b.tally()
		require.Equal(t, []int64{turns, turns + others}, []int64{tally.count, tally.of})
		return found
	}
	assert.Nil(t, of(4, 2))
	assert.Equal(t, []sf.Fact{sf.F("expected", number(1.4)), sf.F("p", sf.Text(probability(.004672)))}, of(5, 2))
}
