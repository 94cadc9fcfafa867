package funnel_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// tellMarket is all that bridges, sources, regions and owners say of a history at two times, as bytes.
func tellMarket(t require.TestingT, h *funnel.History, from, to time.Time) string {
	v := h.AsOf(to)
	market, err := v.Penetration(funnel.PenetrationOptions{Fact: "source", Customers: map[string]int64{"web": 9}})
	require.NoError(t, err)
	return asJSON(t, []any{
		bridge(t, h.AsOf(from), v, funnel.WaterfallOptions{By: "owner"}),
		bridge(t, h.AsOf(from), v, funnel.WaterfallOptions{By: "source", Due: sf.Months(base, 1)[0]}),
		sourcesOf(t, v, funnel.SourcesOptions{Days: 5, Costs: map[string]sf.Money{"web": cny(5)}}),
		market, workloadOf(t, v, funnel.WorkloadOptions{}),
	})
}

// Rows in any order tell the same.
func TestMarketKnowsNoOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events := drawPipeline(t), drawOptions(t), inYuan(drawEvents(t))
		from, to := drawEnds(t)
		for i := range events {
			events[i].Seq = int64(i) - 5
		}
		want := tellMarket(t, historyOf(t, p, o, events...), from, to)
		shuffled := rapid.Permutation(events).Draw(t, "shuffled")
		require.Equal(t, want, tellMarket(t, historyOf(t, p, o, shuffled...), from, to))
	})
}

// Sources under other names are the same sources, and the counts of two halves of the deals are those of all.
func TestSourcesUnderOtherNamesAndInParts(t *testing.T) {
	names := map[string]string{"web": "网站", "fair": "aa", "": ""}
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, at := drawPipeline(t), drawOptions(t), inYuan(drawEvents(t)), drawTime(t, "as of")
		for i := range events {
			events[i].Facts = []sf.Fact{sf.F("source", sf.Text(rapid.SampledFrom([]string{"web", "fair"}).Draw(t, "source")))}
		}
		renamed := slices.Clone(events)
		for i := range renamed {
			renamed[i].Facts = slices.Clone(renamed[i].Facts)
			renamed[i].Facts[0].Value = sf.Text(names[renamed[i].Facts[0].Value.String()])
		}
		v := historyOf(t, p, o, events...).AsOf(at)
		all := sourcesOf(t, v, funnel.SourcesOptions{Days: 5})
		other := sourcesOf(t, historyOf(t, p, o, renamed...).AsOf(at), funnel.SourcesOptions{Days: 5})
		halves := make(map[string][9]int64)
		for _, first := range []bool{true, false} {
			half := v.Select(func(d funnel.Deal) bool { return (d.ID() < "b") == first })
			for _, r := range sourcesOf(t, half, funnel.SourcesOptions{Days: 5}).Rows {
				sum := halves[r.Source]
				for i, n := range countsOfSource(r) {
					sum[i] += n
				}
				halves[r.Source] = sum
			}
		}
		require.Len(t, other.Rows, len(all.Rows))
		for _, r := range all.Rows {
			require.Equal(t, countsOfSource(r), halves[r.Source])
			r.Source = names[r.Source]
			require.Equal(t, asJSON(t, r), asJSON(t, source(t, other, r.Source)))
		}
		require.Equal(t, asJSON(t, all.Total), asJSON(t, other.Total))
	})
}

// countsOfSource are the counts of a source.
func countsOfSource(r funnel.SourceRow) [9]int64 {
	return [9]int64{
		r.Delivered, r.Accepted, r.Refused, r.Waiting, r.Won, r.Lost, r.Open, r.FirstTouch.Won.Deals, r.LastTouch.Won.Deals,
	}
}

// Of four sources with 300 leads each over half a year, at the same cost, one is bad: a tenth of its leads is won, of the others three tenths. Seen
// at the end, with the last leads open, its win rate lies below the interval of each other, and so does its interval; and a win costs more.
//
// The standard errors are .017 and .026, so that the intervals miss each other by .2 − 1.96·(.017 + .026) = .115 in the mean, 3.7 standard
// errors of the difference: all three pairs of ten funnels do but once in 300 runs, and the seeds are fixed.
func TestSourcesShowTheBadOne(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 8))
		costs := make(map[string]sf.Money)
		var events []funnel.Event
		for i := range 1200 {
			name, share := fmt.Sprintf("s%d", i%4), .3
			if i%4 == 2 {
				share = .1
			}
			costs[name] = cny(6000)
			id, began := fmt.Sprintf("%04d", i), r.IntN(180)
			end, days := "lost", r.IntN(20)
			if r.Float64() < share {
				end, days = "won", r.IntN(40)
			}
			events = append(events, sourceRow(id, began, "lead", name, 100), sourceRow(id, began+days, end, "", 0))
		}
		v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.Add(180 * day))
		s := sourcesOf(t, v, funnel.SourcesOptions{Days: 60, Costs: costs})
		bad := source(t, s, "s2")
		for _, row := range s.Rows {
			if row.Source == bad.Source {
				continue
			}
			assert.Less(t, bad.WinRate.High, row.WinRate.Low, "%d %s", seed, row.Source)
			assert.Greater(t, bad.FirstTouch.CostPerWin.Low, row.FirstTouch.CostPerWin.Value, "%d %s", seed, row.Source)
			assert.Less(t, bad.FirstTouch.Return.Value, row.FirstTouch.Return.Value)
		}
	}
}
