package funnel_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// tidyRows draws the rows of deals that were seen whole: each goes through drawn stages, no two in a row alike, and may close.
func tidyRows(t *rapid.T, stages []string) (rows []funnel.Event, paths [][]string) {
	for deal := range rapid.IntRange(1, 8).Draw(t, "deals") {
		var path []string
		at := 0
		for range rapid.IntRange(1, 8).Draw(t, "moves") {
			to := rapid.SampledFrom(stages).Draw(t, "to")
			if len(path) > 0 && path[len(path)-1] == to {
				continue
			}
			path = append(path, to)
			rows = append(rows, ofDeal(string(rune('a'+deal)), float64(at), to))
			at += rapid.IntRange(0, 9).Draw(t, "days")
			if to == "won" || to == "lost" {
				break
			}
		}
		for i := range rows {
			rows[i].Seq = int64(i)
		}
		paths = append(paths, path)
	}
	return rows, paths
}

// byDefinition counts a path a second time, from the definitions in words. It returns for each stage and the whole whether the path counts, and
// whether it converts.
func byDefinition(rule funnel.ConversionRule, path []string) (entered, converted [4]int64) {
	order := []string{"lead", "demo", "offer", "won"}
	after := func(from int, to ...string) bool { // comes into one of to later
		return slices.ContainsFunc(path[from+1:], func(s string) bool { return slices.Contains(to, s) })
	}
	for k := range 3 {
		first := slices.Index(path, order[k])
		switch rule {
		case funnel.Direct:
			for i, s := range path {
				if s == order[k] {
					entered[k]++
					if i+1 < len(path) && path[i+1] == order[k+1] {
						converted[k]++
					}
				}
			}
		case funnel.Reached:
			if first >= 0 {
				entered[k] = 1
				if after(first, order[k+1:]...) {
					converted[k] = 1
				}
			}
		case funnel.Ordered: // the order up to here, and up to the next, is a part of the path with gaps
			entered[k], converted[k] = holds(path, order[:k+1]), holds(path, order[:k+2])
		}
	}
	entered[3], converted[3] = holds(path, order[:1]), holds(path, []string{"lead", "won"})
	if rule == funnel.Ordered {
		converted[3] = holds(path, order)
	}
	return entered, converted
}

// holds is 1 when a path holds the steps in their order, with anything in between.
func holds(path, steps []string) int64 {
	for _, s := range path {
		if len(steps) > 0 && s == steps[0] {
			steps = steps[1:]
		}
	}
	if len(steps) == 0 {
		return 1
	}
	return 0
}

func TestConversionRulesByDefinition(t *testing.T) {
	p := threeSteps(t)
	rapid.Check(t, func(t *rapid.T) {
		rows, paths := tidyRows(t, []string{"lead", "demo", "offer", "lead", "demo", "offer", "won", "lost"})
		v := historyOf(t, p, funnel.Options{}, rows...).AsOf(afterDays(200))
		for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
			var entered, converted [4]int64
			for _, path := range paths {
				e, c := byDefinition(rule, path)
				for k := range e {
					entered[k] += e[k]
					converted[k] += c[k]
				}
			}
			c := conversionOf(t, v, funnel.ConversionOptions{Rule: rule})
			for k, r := range allRates(c) {
				require.Equal(t, [2]int64{entered[k], converted[k]}, [2]int64{r.Entered, r.Converted}, "%v %s %v", rule, r.From, paths)
				if r.Open == 0 && r.Entered > 0 {
					require.InDelta(t, r.Bounds.Low, r.Rate.Value, 1e-9, "all closed: the share itself")
				}
				if rule == funnel.Ordered && k < 2 {
					require.Equal(t, r.Converted, c.Rates[k+1].Entered, "those that convert are those that enter the next")
				}
			}
			if rule == funnel.Direct { // as the counts of moves have it
				counts := v.Counts()
				for _, r := range c.Rates {
					require.Equal(t, counts.Moves(r.From, r.To), r.Converted)
					require.Equal(t, counts.Open(r.From), r.Open)
					require.Equal(t, counts.Left(r.From), r.Converted+r.Elsewhere)
				}
			}
		}
		off, err := v.DropOff(funnel.DropOffOptions{})
		require.NoError(t, err)
		for k, r := range conversionOf(t, v, funnel.ConversionOptions{}).Rates {
			require.Equal(t, [5]int64{r.Entered, r.Converted, r.Elsewhere, r.Open, r.Before}, dropParts(off.Stages[k]))
			if !r.Settled.IsZero() {
				require.InDelta(t, 1-r.Settled.Value, off.Stages[k].Rate.Value, 1e-12)
			}
		}
	})
}

// With all deals closed, Reached from the first stage to the win is the share of wins.
func TestReachedIsTheWinRateOnceAllIsClosed(t *testing.T) {
	p := threeSteps(t)
	rapid.Check(t, func(t *rapid.T) {
		rows, paths := tidyRows(t, []string{"demo", "offer", "lead", "won", "lost"})
		wins := 0.0
		for i, path := range paths {
			deal := string(rune('a' + i))
			rows = append(rows, but(ofDeal(deal, -1, "lead"), func(e *funnel.Event) { e.Seq = -1 })) // all begin in the first stage
			switch path[len(path)-1] {
			case "won":
				wins++
			case "lost":
			default:
				rows = append(rows, ofDeal(deal, 1000, "lost"))
			}
		}
		c := conversionOf(t, historyOf(t, p, funnel.Options{}, rows...).AsOf(afterDays(2000)), funnel.ConversionOptions{Rule: funnel.Reached})
		require.InDelta(t, wins/float64(len(paths)), c.Overall.Rate.Value, 1e-9)
		require.Zero(t, c.Overall.Open)
	})
}

// Other names for the stages change nothing but the names.
func TestConversionUnderOtherNames(t *testing.T) {
	p := threeSteps(t)
	names := map[string]string{"lead": "线索", "demo": "演示", "offer": "won", "won": "lead", "lost": "z"}
	config := p.Config()
	for i := range config.Stages {
		config.Stages[i].ID = names[config.Stages[i].ID]
	}
	other, err := stage.New(config)
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		rows, _ := tidyRows(t, []string{"lead", "demo", "offer", "won", "lost"})
		renamed := slices.Clone(rows)
		for i := range renamed {
			renamed[i].Stage = names[rows[i].Stage]
		}
		o := drawConversion(t)
		asOf := drawTime(t, "as of")
		a, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(asOf).Conversion(o)
		b, again := historyOf(t, other, funnel.Options{}, renamed...).AsOf(asOf).Conversion(o)
		require.Equal(t, err == nil, again == nil)
		if err != nil {
			return
		}
		for k, r := range allRates(a) {
			s := allRates(b)[k]
			require.Equal(t, [2]string{names[r.From], names[r.To]}, [2]string{s.From, s.To})
			require.Equal(t, partsOf(r), partsOf(s))
			assert.InDelta(t, r.Rate.Low, s.Rate.Low, 0)
		}
	})
}
