package forecast_test

import (
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// proposals is a history of one stage: of every ten proposals three are won, after 20, 25 and 30 days, four are lost after 10 to 16, and
// three drag on until they are lost after 60.
func proposals() *funnel.History {
	pipe, err := stage.New(stage.Config{ID: "deals", Stages: []stage.Stage{
		{ID: "proposal", Probability: p(0.5)},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	ends := []struct {
		stage string
		days  int
	}{{"won", 20}, {"won", 25}, {"won", 30}, {"lost", 10}, {"lost", 12}, {"lost", 14}, {"lost", 16}, {"lost", 60}, {"lost", 60}, {"lost", 60}}
	h, err := funnel.NewHistory(pipe, func(yield func(funnel.Event) bool) {
		for i := range 300 {
			id, begin, end := fmt.Sprint("D", i), at("2026-01-01").AddDate(0, 0, i), ends[i%len(ends)]
			yield(funnel.Event{Deal: id, At: begin, Stage: "proposal"})
			yield(funnel.Event{Deal: id, At: begin.AddDate(0, 0, end.days), Stage: end.stage})
		}
	}, funnel.Options{})
	if err != nil {
		panic(err)
	}
	return h
}

// Three deals of one stage, which its probability and their close dates take to be alike. Their ages say that they are not.
func ExampleTimedOf() {
	past := proposals().AsOf(at("2026-10-01"))
	m, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	b := &forecast.Book{Pipeline: past.Pipeline(), AsOf: at("2026-10-01")}
	for _, entered := range []string{"2026-09-30", "2026-09-13", "2026-08-20"} {
		b.Deals = append(b.Deals, forecast.Deal{ID: entered, Stage: "proposal", Entered: at(entered), Close: day("2026-10-05")})
	}
	by := []time.Time{at("2026-10-11"), at("2026-11-01")}
	timed, _, err := m.WinBy(nil, b, by)
	if err != nil {
		fmt.Println(err)
		return
	}
	dated, _, err := forecast.CloseDated(nil).WinBy(nil, b, by)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("proposal since  within 10 days, a month, ever   by close date")
	for i, d := range b.Deals {
		fmt.Printf("%s  %14.2f %8.2f %5.2f   %.2f\n", d.ID, timed[3*i], timed[3*i+1], timed[3*i+2], dated[3*i])
	}
	fmt.Println("fitted as of", forecast.FitOf(m).AsOf.Format(time.DateOnly))
	// Output:
	// proposal since  within 10 days, a month, ever   by close date
	// 2026-09-30            0.00     0.30  0.30   0.50
	// 2026-09-13            0.34     0.51  0.51   0.50
	// 2026-08-20            0.00     0.00  0.00   0.50
	// fitted as of 2026-10-01
}

// A scorer says whether, the timed model when.
func ExampleScored() {
	past := proposals().AsOf(at("2026-10-01"))
	when, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	b := &forecast.Book{Pipeline: past.Pipeline(), AsOf: at("2026-10-01"), Deals: []forecast.Deal{
		{ID: "Acme", Stage: "proposal", Entered: at("2026-09-30"), Facts: sf.FactMap{"referral": sf.Bool(true)}},
		{ID: "Bolt", Stage: "proposal", Entered: at("2026-09-30"), Facts: sf.FactMap{"referral": sf.Bool(false)}},
	}}
	score := scorer(func(f sf.Facts, _ time.Time) float64 {
		if referral, _ := f.Fact("referral").Bool(); referral {
			return 0.6
		}
		return 0.2
	})
	rows, _, err := forecast.Scored(score, when).WinBy(nil, b, []time.Time{at("2026-10-21"), at("2026-11-01")})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, d := range b.Deals {
		fmt.Printf("%s %.2f by 20 October, %.2f by the end of it, %.2f ever\n", d.ID, rows[3*i], rows[3*i+1], rows[3*i+2])
	}
	// Output:
	// Acme 0.20 by 20 October, 0.60 by the end of it, 0.60 ever
	// Bolt 0.07 by 20 October, 0.20 by the end of it, 0.20 ever
}

// A month after the first deal little is known, and the forecast keeps to the configured probability; it moves as evidence comes in.
func ExampleBlended() {
	h := proposals()
	for _, now := range []string{"2026-01-21", "2026-04-01", "2026-10-01"} {
		past := h.AsOf(at(now))
		timed, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		b := &forecast.Book{Pipeline: past.Pipeline(), AsOf: at(now), Deals: []forecast.Deal{{ID: "新商机", Stage: "proposal", Entered: at(now), Close: day("2026-12-31")}}}
		rows, notes, err := forecast.Blended(timed, forecast.BlendOptions{}).WinBy(nil, b, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s 赢率 %.2f\n", now, rows[0])
		for _, n := range notes {
			fmt.Println("-", n.In(sf.Chinese))
		}
	}
	// Output:
	// 2026-01-21 赢率 0.47
	// - 阶段 proposal：历史数据只相当于 1 个商机，赢率中有 94% 来自配置值
	// 2026-04-01 赢率 0.36
	// 2026-10-01 赢率 0.32
}

// Past forecasts were too bold: of deals called at .8, two in three were won. One line on the log-odds corrects every horizon.
func ExampleCalibrated() {
	b := rowsOfToday()
	by := []time.Time{at("2026-12-15"), at("2027-01-01")}
	c := forecast.LogitCalibration{Slope: 0.5, From: forecast.Fit{Learned: true, AsOf: at("2026-11-01")}}
	for _, m := range []forecast.Model{forecast.Configured(), forecast.Calibrated(forecast.Configured(), c)} {
		rows, _, err := m.WinBy(nil, b, by)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %.2f\n", b.Deals[0].ID, rows[:3])
	}
	// Output:
	// Acme [0.75 0.75 0.75]
	// Acme [0.63 0.63 0.63]
}

// A model that was learned in November knows how October went. A test on the past refuses it, and Run warns.
func ExampleFit_Check() {
	m, err := forecast.TimedOf(proposals().AsOf(at("2026-11-15")), forecast.TimedOfOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(forecast.FitOf(m).Check(at("2026-12-01")))
	fmt.Println(forecast.FitOf(m).Check(at("2026-10-01")))
	// Output:
	// <nil>
	// the model was fitted on what was known until 2026-11-15T00:00:00Z, which is after 2026-10-01T00:00:00Z: it has seen the future
}

// What was set by hand stands beside what the model says.
func ExampleReport_overrides() {
	b := rowsOfToday()
	b.Deals[1].Override = p(0.9) // Bolt: the seller is sure
	r, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: sf.Quarters(b.AsOf, 1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	o := r.Total.Periods[0]
	fmt.Printf("本季加权 %s，其中模型为 %s；人工设定 %d 个\n", o.Weighted, o.ByModel, r.Total.Overridden)
	// Output:
	// 本季加权 216000.45 CNY，其中模型为 184000.25 CNY；人工设定 1 个
}
