package funnel_test

import (
	"fmt"
	"time"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// pageDeals are ten deals in the stages A and B, by days since each began: on which days it entered which stage; for one that is open, its
// last whole day; and for one that was imported late, the first day on which it was on record. What it did before was not under observation.
var pageDeals = []struct {
	id    string
	days  []int
	stage []string
	open  int
	late  int
}{
	{id: "1", days: []int{0, 2, 5}, stage: []string{"A", "B", "won"}},
	{id: "2", days: []int{0, 3}, stage: []string{"A", "lost"}},
	{id: "3", days: []int{0, 1, 4, 6}, stage: []string{"A", "B", "A", "lost"}}, // it goes back: two stays in A, of 1 and 2 days
	{id: "4", days: []int{0, 2}, stage: []string{"A", "B"}, open: 7},           // open: at risk in B at the ages 0 to 5
	{id: "5", days: []int{0}, stage: []string{"A"}, open: 5},
	{id: "6", days: []int{0, 2, 3}, stage: []string{"A", "B", "lost"}},
	{id: "7", days: []int{0, 4, 8}, stage: []string{"A", "B", "won"}, late: 2}, // at risk in A at the ages 2 to 4, in B from 0
	{id: "8", days: []int{0, 6}, stage: []string{"B", "won"}, late: 3},         // at risk in B at the ages 3 to 6
	{id: "9", days: []int{0, 4}, stage: []string{"A", "won"}},                  // it skips B
	{id: "10", days: []int{0}, stage: []string{"A"}, open: 9, late: 4},         // at risk in A at the ages 4 to 9
}

// pageView lays the deals out so that all are seen on the morning of one day.
func pageView() (*funnel.View, error) {
	pipeline, err := stage.New(stage.Config{ID: "page", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "A"}, {ID: "B"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		return nil, err
	}
	today := time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC)
	events := func(yield func(funnel.Event) bool) {
		for _, d := range pageDeals {
			born := today.AddDate(0, 0, -1-max(d.open, d.days[len(d.days)-1]))
			for k, day := range d.days {
				e := funnel.Event{Deal: d.id, At: born.AddDate(0, 0, day), Stage: d.stage[k]}
				e.Recorded = born.AddDate(0, 0, max(day, d.late))
				if !yield(e) {
					return
				}
			}
		}
	}
	history, err := funnel.NewHistory(pipeline, events, funnel.Options{RecordedLate: 24 * time.Hour})
	if err != nil {
		return nil, err
	}
	return history.AsOf(today), nil
}

// From ten deals to the probability to be won by a day, each number to be checked by hand.
func Example_timeInStage() {
	view, err := pageView()
	pageCheck(err)
	table := view.LifeTable(1)
	hazards, err := table.Hazards(funnel.HazardOptions{})
	pageCheck(err)
	pageStays(table, hazards, "A", "B")
	pageStays(table, hazards, "B", "A")
	pageMoves(view, hazards)
	curves, err := hazards.Curves(9)
	pageCheck(err)
	pageWins(view, curves)
	pageCycle(view, curves)
	// Output:
	// A at age, at risk; exits and hazard to [B won lost]; S and F
	// 0  8  0 0.000 0 0.000 0 0.000  1.0000  0.0000 0.0000 0.0000
	// 1  8  1 0.125 0 0.000 0 0.000  0.8750  0.1250 0.0000 0.0000
	// 2  8  3 0.375 0 0.000 1 0.125  0.4375  0.4531 0.0000 0.1094
	// 3  4  0 0.000 0 0.000 1 0.250  0.3281  0.4531 0.0000 0.2188
	// 4  4  1 0.250 1 0.250 0 0.000  0.1641  0.5352 0.0820 0.2188
	// 5  2  0 0.000 0 0.000 0 0.000  0.1641  0.5352 0.0820 0.2188
	// 6  1  0 0.000 0 0.000 0 0.000  0.1641  0.5352 0.0820 0.2188
	// 7  1  0 0.000 0 0.000 0 0.000  0.1641  0.5352 0.0820 0.2188
	// 8  1  0 0.000 0 0.000 0 0.000  0.1641  0.5352 0.0820 0.2188
	// 9  1  0 0.000 0 0.000 0 0.000  0.1641  0.5352 0.0820 0.2188
	// beyond age 2: 0.4375 [0.1319, 0.7136] 95% n=10 median age: 2
	// B at age, at risk; exits and hazard to [A won lost]; S and F
	// 0  5  0 0.000 0 0.000 0 0.000  1.0000  0.0000 0.0000 0.0000
	// 1  5  0 0.000 0 0.000 1 0.200  0.8000  0.0000 0.0000 0.2000
	// 2  4  0 0.000 0 0.000 0 0.000  0.8000  0.0000 0.0000 0.2000
	// 3  5  1 0.200 1 0.200 0 0.000  0.4800  0.1600 0.1600 0.2000
	// 4  3  0 0.000 1 0.333 0 0.000  0.3200  0.1600 0.3200 0.2000
	// 5  2  0 0.000 0 0.000 0 0.000  0.3200  0.1600 0.3200 0.2000
	// 6  1  0 0.000 1 1.000 0 0.000  0.0000  0.1600 0.6400 0.2000
	// beyond age 2: 0.8 [0.2038, 0.9692] 95% n=6 median age: 3
	// A to B    0.6250 of the completed stays, adjusted 0.6377
	// A to won  0.1250 of the completed stays, adjusted 0.1025
	// A to lost 0.2500 of the completed stays, adjusted 0.2598
	// B to A    0.2000 of the completed stays, adjusted 0.1600
	// B to won  0.6000 of the completed stays, adjusted 0.6400
	// B to lost 0.2000 of the completed stays, adjusted 0.2000
	// 16.4% of the visits to stage A are expected to outlast age 9, the oldest that was seen; what becomes of them is extrapolated
	// what becomes of the oldest visits to stage A is learned from 8 exits only; 10 are needed
	// B at age 0: won within 4 days 0.160000
	// B at age 0: won within 5 days 0.320000
	// B at age 0: won within 7 days 0.640000
	// A at age 0: won within 5 days 0.102031
	// B at age 0: won within 8 days 0.656325
	// A at age 0: won within 8 days 0.280156
	// A at age 0: won within 9 days 0.400322
	// A at age 3: won within 5 days 0.217500
	// B at age 3: won within 4 days 0.800000
	// A: won in the end 0.5687, extrapolated 0.1794
	// B: won in the end 0.7310, extrapolated 0.0287
	// won by the end of day 8 of the deal: 0.4898
	// before day 6 0.500313 have ended; median day 5
	// mean of the won ones: 4.5 days
}

// pageStays prints the life table of a stage, the hazards, and what follows from them. At age 2 eight stays are at risk in A: those of the
// deals 1, 2, 3 (the second time), 4, 5, 6 and 9, and from now on that of 7. Of them 1, 4 and 6 leave for B, and 3 is lost:
//
//	h = 3/8, 0, 1/8      S = 7/8 · (1 − 4/8) = 7/16 = .4375      F = 1/8 + 7/8 · 3/8 = 29/64 = .4531 and 7/8 · 1/8 = 7/64 = .1094
//
// At age 4 four are at risk, 5, 7, 9 and, newly, 10: one goes to B and one is won, and S = 7/16 · 3/4 · 1/2 = 21/128 = .1641. The interval of
// S(2), with Greenwood's G = 1/(8·7) + 4/(8·4) = 1/7, is .4375^exp(±1.96 · √(1/7) / |ln .4375|) = .4375^2.450 … .4375^.408.
//
// In B there are the deals 1, 3, 4, 6 and 7 from age 0, and 8 from age 3. S = 4/5, then 4/5 · 3/5 = .48, .48 · 2/3 = .32, and 0.
func pageStays(table *funnel.LifeTable, hazards *funnel.Hazards, id, other string) {
	survival, err := hazards.Survival(id)
	pageCheck(err)
	ways := []string{other, "won", "lost"}
	fmt.Printf("%s at age, at risk; exits and hazard to %v; S and F\n", id, ways)
	for u := range survival.Ages() {
		fmt.Printf("%d  %d ", u, table.AtRisk(id, u))
		shares := fmt.Sprintf("%.4f ", survival.At(u).Value)
		for _, to := range ways {
			hazard, err := hazards.At(id, to, u)
			pageCheck(err)
			gone, err := hazards.Incidence(id, to)
			pageCheck(err)
			fmt.Printf(" %d %.3f", table.Exits(id, to, u), hazard.Value)
			shares += fmt.Sprintf(" %.4f", gone.At(u).Value)
		}
		fmt.Println("  " + shares)
	}
	fmt.Println("beyond age 2:", survival.At(2), "median age:", survival.Quantile(0.5).Value)
}

// pageMoves prints the transition matrix of the completed stays, and the adjusted one. Of A 21/128 are left after age 9. There were 8 exits,
// 5, 1 and 2 to B, won and lost, too few for a tail of the oldest ages alone, so that all ages speak for what is left:
//
//	A to B     137/256 + 21/128 · 5/8 = 653/1024 = .6377      of the completed stays: 5/8
//	A to won    21/256 + 21/128 · 1/8 = 105/1024 = .1025                              1/8
//	A to lost     7/32 + 21/128 · 2/8 = 133/512  = .2598                              2/8
//
// Of B nothing is left: F at age 6 is 4/25 to A, 16/25 won and 5/25 lost, where of the five completed ones 1, 3 and 1 went there.
func pageMoves(view *funnel.View, hazards *funnel.Hazards) {
	completed, err := view.Counts().Matrix(funnel.Prior{})
	pageCheck(err)
	adjusted, err := hazards.Matrix()
	pageCheck(err)
	for _, m := range [][2]string{{"A", "B"}, {"A", "won"}, {"A", "lost"}, {"B", "A"}, {"B", "won"}, {"B", "lost"}} {
		c, _ := completed.P(m[0], m[1])
		a, _ := adjusted.P(m[0], m[1])
		fmt.Printf("%s to %-4s %.4f of the completed stays, adjusted %.4f\n", m[0], m[1], c, a)
	}
	for _, note := range hazards.Warnings() {
		fmt.Println(note)
	}
}

// pageWins prints the probability to be won from a stage and an age within so many days, today being the first. The flows f out of a new
// stay are the steps of F: from B .16 won at age 3, .16 at 4 and .32 at 6, and .16 back to A at 3; from A 21/256 won at age 4, and to B
// 1/8 at age 1, 21/64 at 2 and 21/256 at 4. So, with W(0) … W(3) = 0 for both,
//
//	W_B(4) = .16, W_B(5) = W_B(6) = .32, W_B(7) = .64
//	W_A(4) = 0, W_A(5) = 21/256 + 1/8 · W_B(4) = .102031
//	W_B(8) = .64 + .16 · W_A(5) = .656325
//	W_A(8) = 21/256 + 1/8 · W_B(7) + 21/64 · W_B(6) + 21/256 · W_B(4) = .280156
//	W_A(9) = 21/256 + 1/8 · W_B(8) + 21/64 · W_B(7) + 21/256 · W_B(5) = .400322
//
// A deal that has been in A for three days: it stays today with 3/4, and tomorrow, at age 4, it is won with 1/4 and moves to B with 1/4, where
// it has four days: 3/4 · (1/4 + 1/4 · .16) = .2175. In B for three days: 1/5 + 3/5 · (1/3 + 2/3 · 1) = .8, the last at age 6.
//
// In the end w_A = 105/1024 + 653/1024 · w_B and w_B = .64 + .16 · w_A, hence w_A = 13073/22988. A path comes to the unseen ages of A with
// x = 21/128 + 137/256 · .16 · x = .1794, and from B with .16 · x.
//
// By the deals' own age, those seen to begin being the seven that were not late, the probability to be in A falls by 1/7, 3/7, 1/4 … on the
// days 1, 2, 3 …; 24/49 have been won by the end of day 8, which is what survfit in R 4.2.2, survival 3.5-3, has. The curve for it is W_A(9):
// ten deals are few, and chance alone is well able to set the two so far apart.
func pageWins(view *funnel.View, curves *funnel.Curves) {
	stages := []string{"A", "B"}
	const a, b = 0, 1 // their indexes in the pipeline
	for _, q := range []struct{ stage, age, within int }{
		{b, 0, 4}, {b, 0, 5}, {b, 0, 7}, {a, 0, 5}, {b, 0, 8}, {a, 0, 8}, {a, 0, 9}, {a, 3, 5}, {b, 3, 4},
	} {
		p, _ := curves.WinBy(q.stage, q.age, q.within)
		fmt.Printf("%s at age %d: won within %d days %.6f\n", stages[q.stage], q.age, q.within, p)
	}
	for i, id := range stages {
		p, extrapolated := curves.WinEver(i, 0)
		fmt.Printf("%s: won in the end %.4f, extrapolated %.4f\n", id, p, extrapolated)
	}
	occupation, err := view.Occupation()
	pageCheck(err)
	fmt.Printf("won by the end of day 8 of the deal: %.4f\n", occupation.Won(8).Value)
}

// pageCycle prints how long deals take until they are won or lost. With E the probability to have ended, as W above but with the losses,
//
//	E_B(2) = E_B(3) = .2, E_B(4) = .2 + .16 = .36, E_B(5) = .36 + .16 = .52
//	E_A(6) = 7/64 + 7/64 + 21/256 + 1/8 · E_B(5) + 21/64 · E_B(4) + 21/256 · E_B(2) = .500313
//
// so half have ended on day 5 or before. Of the deals that are won and were seen from the beginning, 1 took 5 days and 9 took 4.
func pageCycle(view *funnel.View, curves *funnel.Curves) {
	cycle, err := curves.Cycle("A", funnel.ToEnd)
	pageCheck(err)
	median, _ := cycle.Median()
	fmt.Printf("before day 6 %.6f have ended; median day %d\n", cycle.Before(6), median)
	fmt.Printf("mean of the won ones: %.1f days\n", view.WonMeanDays().Value)
}

func pageCheck(err error) {
	if err != nil {
		panic(err)
	}
}
