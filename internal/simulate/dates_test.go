package simulate

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRecordingLag(t *testing.T) {
	s := uncensored(Textbook(), 5000)
	plain := slices.Collect(s.Rows(3))
	s.Recording = Recording{Lag: Exponential(2), BackDated: 0.2, Back: Fixed(30)}
	lagged := slices.Collect(s.Rows(3))
	require.Len(t, lagged, len(plain))
	late, overtaken := 0.0, 0
	var lags []float64
	for i, row := range lagged {
		require.Equal(t, plain[i].Recorded, plain[i].At)
		require.Equal(t, plain[i].At, row.At, "the path is the same")
		lag := row.Recorded.Sub(row.At).Hours() / 24
		if lag >= 30 {
			late++
			lag -= 30
		}
		lags = append(lags, lag)
		if i > 0 && lagged[i-1].Deal == row.Deal && row.Recorded.Before(lagged[i-1].Recorded) {
			overtaken++
		}
	}
	n := float64(len(lags))
	assert.InDelta(t, .2, late/n, 4.5*math.Sqrt(.16/n))
	assert.InDelta(t, 2, mean(lags), 4.5*stdErr(lags))
	assert.Positive(t, overtaken)

	s.Recording.InOrder = true
	var before Row
	for row := range s.Rows(3) {
		require.False(t, row.Deal == before.Deal && row.Recorded.Before(before.Recorded))
		before = row
	}
}

func TestCloseDatesSlip(t *testing.T) {
	s := uncensored(B2B(), 4000)
	path := countMoves(s, 1)
	s.CloseDates = CloseDates{Share: 0.5, Push: Fixed(14)}
	with, pushes := 0.0, 0
	deals := byDeal(s, 1)
	for _, deal := range deals {
		if deal[0].Close.IsZero() {
			for _, row := range deal {
				require.Zero(t, row.Close)
			}
			continue
		}
		with++
		for i, row := range deal {
			day := row.At.Truncate(24 * time.Hour)
			if row.Stage == "won" {
				require.Equal(t, day, row.Close)
			}
			if i == 0 || row.Stage != deal[i-1].Stage {
				continue
			}
			pushes++
			require.Equal(t, deal[i-1].Close.AddDate(0, 0, 1), day, "put off the day after it passed")
			require.Equal(t, deal[i-1].Close.AddDate(0, 0, 14), row.Close)
		}
	}
	assert.InDelta(t, .5, with/4000, 4.5*math.Sqrt(.25/4000))
	assert.Greater(t, pushes, 1000)
	moved := countMoves(s, 1)
	for k, n := range path.count {
		assert.Equal(t, n, moved.count[k], "pushes change no path")
	}

	s.CloseDates.Ignored = 1
	for _, deal := range byDeal(s, 1) {
		for i := 1; i < len(deal); i++ {
			require.NotEqual(t, deal[i-1].Stage, deal[i].Stage, "ignored dates are not put off")
		}
	}
}

// A stage in daily silent steps: had each step another chance to put off the passed date, nearly all would.
func TestAnIgnoredCloseDateIsLeftStanding(t *testing.T) {
	s := uncensored(Trap(), 10_000)
	s.Stages = slices.Clone(s.Stages)
	s.Stages[0].Moves = []Move{{To: "open", P: 0.95, Stay: Fixed(1)}, {To: "lost", P: 0.05, Stay: Fixed(1)}}
	s.CloseDates = CloseDates{Share: 1, Ahead: Fixed(1), Push: Fixed(1000), Ignored: 0.5}
	long, pushed := 0.0, 0.0
	for _, deal := range byDeal(s, 1) {
		if deal[len(deal)-1].At.Sub(deal[0].At) > 20*24*time.Hour {
			long++
			pushed += float64(len(deal) - 2)
		}
	}
	assert.InDelta(t, .5, pushed/long, 4.5*math.Sqrt(.25/long))
}

func TestCloseDatesWithoutStageUseTheirOwnLaw(t *testing.T) {
	s := uncensored(Trap(), 100)
	s.CloseDates = CloseDates{Share: 1, Ahead: Fixed(60)}
	for _, deal := range byDeal(s, 1) {
		require.Equal(t, deal[0].At.Truncate(24*time.Hour).AddDate(0, 0, 60), deal[0].Close)
		require.Len(t, deal, 2, "without a push law, no rows for passed dates")
		if deal[1].Stage == "lost" {
			require.Equal(t, deal[0].Close, deal[1].Close)
		}
	}
}

func TestNextSteps(t *testing.T) {
	s := uncensored(Textbook(), 5000)
	s.NextSteps = NextSteps{Share: 0.6, Ahead: Fixed(3)}
	open, with := 0.0, 0.0
	for row := range s.Rows(1) {
		if row.Stage == "won" || row.Stage == "lost" {
			require.Zero(t, row.NextAt)
			continue
		}
		open++
		if !row.NextAt.IsZero() {
			with++
			require.Equal(t, row.At.Add(72*time.Hour), row.NextAt)
		}
	}
	assert.InDelta(t, .6, with/open, 4.5*math.Sqrt(.24/open))
}

func TestLateEntryCutsOffBeginnings(t *testing.T) {
	s := uncensored(B2B(), 4000)
	whole := map[string][]Row{}
	for _, deal := range byDeal(s, 1) {
		whole[deal[0].Deal] = deal
	}
	s.LateEntry = LateEntry{Share: 1, Delay: Fixed(30), From: s.Start.AddDate(0, 3, 0)}
	seen := map[string]bool{}
	for _, deal := range byDeal(s, 1) {
		full := whole[deal[0].Deal]
		seen[deal[0].Deal] = true
		from := full[0].At.AddDate(0, 0, 30)
		if from.Before(s.LateEntry.From) {
			from = s.LateEntry.From
		}
		require.True(t, from.Equal(deal[0].At))
		i := len(full) - len(deal)
		require.Equal(t, full[i].Stage, deal[0].Stage)
		require.False(t, full[i].At.After(from))
		require.True(t, full[i+1].At.After(from), "it is still there")
		for j := 1; j < len(deal); j++ {
			require.Equal(t, full[i+j].At, deal[j].At)
		}
	}
	missing := 0
	for id, full := range whole {
		if !seen[id] {
			missing++
			last := full[len(full)-1].At
			require.False(t, last.After(full[0].At.AddDate(0, 0, 30)) && last.After(s.LateEntry.From), "it had ended")
		}
	}
	assert.Greater(t, missing, 500)
}

func TestEndlessPushesAreBounded(t *testing.T) {
	s := uncensored(Trap(), 3)
	s.Stages = slices.Clone(s.Stages)
	s.Stages[0].Moves = []Move{{To: "open", P: 0.99, Stay: Fixed(1e9)}, {To: "won", P: 0.01}}
	s.CloseDates = CloseDates{Share: 1, Push: Fixed(0)}
	for _, deal := range byDeal(s, 1) {
		require.LessOrEqual(t, len(deal), maxEvents)
	}
}
