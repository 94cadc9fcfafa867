package simulate

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// byDeal groups rows in the order of first appearance.
func byDeal(s Spec, seed uint64) [][]Row {
	var deals [][]Row
	for row := range s.Rows(seed) {
		if n := len(deals); n > 0 && deals[n-1][0].Deal == row.Deal {
			deals[n-1] = append(deals[n-1], row)
		} else {
			deals = append(deals, []Row{row})
		}
	}
	return deals
}

// busy is B2B with everything else switched on too.
func busy() Spec {
	s := B2B()
	s.LateEntry = LateEntry{Share: 0.3, Delay: Exponential(20), From: s.Start.AddDate(0, 1, 0)}
	s.Amounts.LogitPerLog = -0.3
	s.Recording.InOrder = false
	s.Entry = []Choice{{"contact", 3}, {"discovery", 1}}
	return s
}

func TestRowsAreTheSameEachTime(t *testing.T) {
	rows := busy().Rows(5)
	first := slices.Collect(rows)
	require.NotEmpty(t, first)
	done := make(chan []Row, 2)
	for range 2 {
		go func() { done <- slices.Collect(rows) }()
	}
	require.Equal(t, first, <-done)
	require.Equal(t, first, <-done)
	assert.NotEqual(t, first, slices.Collect(busy().Rows(6)))
}

func TestRowsStopWhenAsked(t *testing.T) {
	for name, s := range map[string]Spec{"fixed": SevenStages(100), "weekly": busy()} {
		all := slices.Collect(s.Rows(1))
		for _, n := range []int{1, 2, 17} {
			var some []Row
			for row := range s.Rows(1) {
				if some = append(some, row); len(some) == n {
					break
				}
			}
			assert.Equal(t, all[:n], some, name)
		}
	}
}

func TestMoreDealsLeaveTheFirstOnesAsTheyWere(t *testing.T) {
	fewer := slices.Collect(SevenStages(200).Rows(9))
	more := slices.Collect(SevenStages(500).Rows(9))
	require.Greater(t, len(more), len(fewer))
	assert.Equal(t, fewer, more[:len(fewer)])
}

func TestALaterEndOfArrivalsOnlyAddsDeals(t *testing.T) {
	for name, arrivals := range map[string]Arrivals{"poisson": {PerDay: 2}, "weekly": {PerDay: 2, Dispersion: 0.5}} {
		s := busy()
		s.Arrivals, s.End = arrivals, time.Time{}
		s.Arrivals.Until = s.Start.Add(61*24*time.Hour + 7*time.Hour)
		fewer := slices.Collect(s.Rows(2))
		s.Arrivals.Until = s.Start.AddDate(0, 4, 0)
		more := map[string][]Row{}
		for _, deal := range byDeal(s, 2) {
			more[deal[0].Deal] = deal
		}
		require.NotEmpty(t, fewer, name)
		for len(fewer) > 0 {
			deal := more[fewer[0].Deal]
			require.LessOrEqual(t, len(deal), len(fewer), name)
			require.Equal(t, deal, fewer[:len(deal)], name)
			fewer = fewer[len(deal):]
		}
	}
}

// The rows up to an end are exactly those of the whole history that had happened and been recorded by then.
func TestCensoringIsAFilter(t *testing.T) {
	whole := busy()
	whole.Arrivals.Until, whole.End = whole.End, time.Time{}
	all := slices.Collect(whole.Rows(3))
	rapid.Check(t, func(t *rapid.T) {
		s := whole
		s.End = s.Start.Add(time.Duration(rapid.Int64Range(1, 800*daySeconds).Draw(t, "seconds")) * time.Second)
		var want []Row
		for _, row := range all {
			if row.At.Before(s.End) && row.Recorded.Before(s.End) {
				want = append(want, row)
			}
		}
		if got := slices.Collect(s.Rows(3)); !slices.Equal(want, got) {
			t.Fatalf("%d rows, not %d, end %v", len(got), len(want), s.End)
		}
	})
}

func TestRowsAreWellFormed(t *testing.T) {
	s := busy()
	outcome := map[string]Outcome{}
	for _, stage := range s.Stages {
		outcome[stage.ID] = stage.Outcome
	}
	for _, deal := range byDeal(s, 1) {
		for i, row := range deal {
			end := outcome[row.Stage] != Open
			require.False(t, row.Recorded.Before(row.At))
			require.Zero(t, row.At.Nanosecond()+row.Recorded.Nanosecond())
			require.Equal(t, s.Location, row.At.Location())
			require.True(t, row.At.Hour() >= 9 && row.At.Hour() < 18)
			require.True(t, row.Recorded.Hour() >= 9 && row.Recorded.Hour() < 18)
			require.Equal(t, outcome[row.Stage] == Lost, row.Reason != "")
			require.Equal(t, row.AmountKnown, row.Amount > 0)
			require.Zero(t, row.Amount%100_000)
			require.False(t, end && i < len(deal)-1, "nothing follows an end")
			require.False(t, end && !row.NextAt.IsZero())
			require.False(t, !row.NextAt.IsZero() && row.NextAt.Before(row.At))
			if !row.Close.IsZero() {
				require.Equal(t, row.Close.Truncate(24*time.Hour), row.Close)
			}
			if i > 0 {
				before := deal[i-1]
				require.Greater(t, row.Seq, before.Seq)
				require.False(t, row.At.Before(before.At))
				require.Equal(t, [3]string{before.Owner, before.Source, before.Region}, [3]string{row.Owner, row.Source, row.Region})
				require.Equal(t, before.AmountKnown, row.AmountKnown)
			}
		}
	}
}

func TestDealIDs(t *testing.T) {
	for k, want := range map[int]string{0: "D000001", 122: "D000123", 999_998: "D999999", 999_999: "D1000000"} {
		assert.Equal(t, want, dealID(k))
	}
}

func TestShuffledIsAPermutation(t *testing.T) {
	rows := slices.Collect(SevenStages(50).Rows(1))
	before := slices.Clone(rows)
	shuffled := Shuffled(rows, 4)
	assert.Equal(t, before, rows, "the argument is left alone")
	assert.NotEqual(t, rows, shuffled)
	assert.ElementsMatch(t, rows, shuffled)
	assert.Equal(t, shuffled, Shuffled(rows, 4))
	assert.NotEqual(t, shuffled, Shuffled(rows, 5))
}

// moves counts the moves between different stages, and the time before them.
type moves struct {
	count map[[2]string]int
	days  map[string]float64
	from  map[string]int
}

func countMoves(s Spec, seed uint64) moves {
	m := moves{map[[2]string]int{}, map[string]float64{}, map[string]int{}}
	for _, deal := range byDeal(s, seed) {
		for i := 1; i < len(deal); i++ {
			a, b := deal[i-1], deal[i]
			m.count[[2]string{a.Stage, b.Stage}]++
			m.days[a.Stage] += b.At.Sub(a.At).Hours() / 24
			m.from[a.Stage]++
		}
	}
	return m
}

// uncensored follows a ready spec to the end of every deal, with everything off that is not in the truth.
func uncensored(s Spec, deals int) Spec {
	until := s.End
	if until.IsZero() {
		until = s.Arrivals.Until
	}
	return Spec{Stages: s.Stages, Start: s.Start, Arrivals: Arrivals{Deals: deals, Until: until}}
}

// Counts of moves out of a stage are multinomial given the visits, since the embedded chain is Markov: each share lies
// within 4.5 standard errors (about 60 checks at 7e-6).
func TestTruthIsRecovered(t *testing.T) {
	for name, s := range map[string]Spec{"b2b": B2B(), "textbook": Textbook(), "trap": Trap(), "seven": SevenStages(1)} {
		t.Run(name, func(t *testing.T) {
			const deals = 20_000
			s := uncensored(s, deals)
			truth, m := mustTruth(t, s), countMoves(s, 11)
			wins := 0
			for i, a := range truth.Stages {
				if s.Stages[i].Outcome != Open {
					continue
				}
				n := float64(m.from[a])
				for j, b := range truth.Stages {
					p, got := truth.Next[i][j], float64(m.count[[2]string{a, b}])/n
					assert.InDelta(t, p, got, 4.5*math.Sqrt(p*(1-p)/n)+1e-12, "%s to %s", a, b)
				}
				visits := truth.Visits[0][i]
				assert.InDelta(t, visits, n/deals, 0.05*visits+0.01, "visits to %s", a)
				// No law here has a coefficient of variation above 1.5.
				assert.InDelta(t, truth.Stay[i], m.days[a]/n, 4.5*1.5*truth.Stay[i]/math.Sqrt(n), "stay in %s", a)
				wins += m.count[[2]string{a, "won"}]
			}
			p := truth.WinRate
			assert.InDelta(t, p, float64(wins)/deals, 4.5*math.Sqrt(p*(1-p)/deals))
		})
	}
}

func TestCycleTimesAreRecovered(t *testing.T) {
	s := uncensored(B2B(), 20_000)
	s.Owners, s.Sources, s.Frailty = b2bOwners(), b2bSources(), 0.3
	truth := mustTruth(t, s)
	var won, lost []float64
	for _, deal := range byDeal(s, 12) {
		days := deal[len(deal)-1].At.Sub(deal[0].At).Hours() / 24
		if deal[len(deal)-1].Stage == "won" {
			won = append(won, days)
		} else {
			lost = append(lost, days)
		}
	}
	p := truth.WinRate
	assert.InDelta(t, p, float64(len(won))/20_000, 4.5*math.Sqrt(p*(1-p)/20_000))
	assert.InDelta(t, truth.MeanCycleWon, mean(won), 4.5*stdErr(won))
	assert.InDelta(t, truth.MeanCycleLost, mean(lost), 4.5*stdErr(lost))
	assert.InDelta(t, truth.MeanCycle, mean(append(won, lost...)), 4.5*stdErr(append(won, lost...)))
}

func mean(x []float64) float64 { return sum(x) / float64(len(x)) }

func variance(x []float64) float64 {
	m, s := mean(x), 0.0
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return s / float64(len(x)-1)
}

func stdErr(x []float64) float64 { return math.Sqrt(variance(x) / float64(len(x))) }

func TestTrapMisleads(t *testing.T) {
	s := Trap()
	s.Arrivals.Deals = 50_000
	closed, won, open := 0, 0, 0
	for _, deal := range byDeal(s, 1) {
		switch deal[len(deal)-1].Stage {
		case "open":
			open++
		case "won":
			won++
			closed++
		default:
			closed++
		}
	}
	// Published beside Trap: from 200,000 deals drawn independently with R 4.2.2.
	assert.InDelta(t, .261, float64(won)/float64(closed), 4.5*math.Sqrt(.261*.739/float64(closed))+.001)
	openWins := .30*50_000 - float64(won)
	assert.InDelta(t, .556, openWins/float64(open), 4.5*math.Sqrt(.3*.7*50_000)/float64(open)+.003)
}

func TestSelfRows(t *testing.T) {
	s := uncensored(Textbook(), 20_000)
	for _, deal := range byDeal(s, 1) {
		for i := 1; i < len(deal); i++ {
			require.NotEqual(t, deal[i-1].Stage, deal[i].Stage)
		}
	}
	s.SelfRows = true
	m := countMoves(s, 1)
	n := float64(m.from["s1"])
	assert.InDelta(t, .40, float64(m.count[[2]string{"s1", "s1"}])/n, 4.5*math.Sqrt(.24/n))
	assert.InDelta(t, .30, float64(m.count[[2]string{"s1", "s2"}])/n, 4.5*math.Sqrt(.21/n))
	assert.InDelta(t, 1, m.days["s1"]/n, 1e-9)
}
