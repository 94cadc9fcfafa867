package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// touchedView is deals of five rows each, recorded some hours late, by 50 owners over four years, with three activities a deal.
func touchedView(b *testing.B, deals int) *funnel.View {
	b.Helper()
	builder := funnel.NewBuilder(sixStages(b, stageForward), funnel.Options{})
	for i := range deals {
		id, at := fmt.Sprintf("D%07d", i), base.Add(time.Duration(i%1400)*day)
		row := func(d int, in string) {
			when := at.Add(time.Duration(d)*day + time.Duration(i%24)*time.Hour)
			builder.Add(funnel.Event{
				Deal: id, At: when, Recorded: when.Add(time.Duration(i%7) * time.Hour), Stage: in, Owner: fmt.Sprintf("owner %d", i%50), Amount: cny(int64(i)),
				Facts: []sf.Fact{sf.F("source", sf.Text([]string{"web", "fair"}[i%2])), sf.F("phone", sf.Text(fmt.Sprintf("138%08d", i/2)))},
			})
		}
		row(0, "lead")
		row(3, "")
		row(9+i%20, "demo")
		row(20+i%31, "offer")
		if i%4 > 0 {
			row(30+i%40, []string{"won", "lost"}[i%2])
		}
		for k := range 3 {
			builder.Touch(sf.Activity{Of: id, Kind: "call", At: at.Add(time.Duration(1+k*(3+i%9)) * day), Advance: sf.Bool(k == 1)})
		}
	}
	h, err := builder.History()
	require.NoError(b, err)
	return h.AsOf(base.Add(1500 * day))
}

func BenchmarkDailyWork(b *testing.B) {
	const deals = 20_000
	v := touchedView(b, deals)
	run := func(name string, f func() error) {
		b.Run(fmt.Sprintf("%s/deals=%d", name, deals), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, f())
			}
			b.ReportMetric(float64(b.N)*5*deals/b.Elapsed().Seconds(), "events/s")
		})
	}
	run("worklist", func() error { _, err := v.Worklist(funnel.WorklistOptions{}); return err })
	run("activities", func() error { _, err := v.ActivityReport(funnel.ActivityOptions{}); return err })
	run("touches", func() error { _, err := v.TouchEffect(funnel.TouchEffectOptions{}); return err })
	run("quality", func() error {
		_, err := v.Quality(funnel.QualityOptions{Duplicates: []funnel.DuplicateKey{{Facts: []string{"phone"}, Digits: true}}})
		return err
	})
}
