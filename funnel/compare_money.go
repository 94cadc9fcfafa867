package funnel

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// The estimators of money by name.
const (
	methodAmountPerDay = "amount won a day"
	methodMeanAmount   = "mean amount of deals won"
)

// wonDeal is a deal won with its amount.
type wonDeal struct {
	deal   uint32
	amount sf.Money
	value  float64
}

// wonDeals returns the deals of a list that were won, of which keep says yes.
func (c *contest) wonDeals(list []rival, keep func(rival) bool) (won []wonDeal) {
	for _, r := range list {
		if r.cause == rivalOne && keep(r) {
			amount := Deal{c.view, r.deal}.Amount()
			won = append(won, wonDeal{r.deal, amount, amount.Float64()})
		}
	}
	return won
}

// tallyOf adds amounts up exactly.
func tallyOf(won []wonDeal) (t Tally, err error) {
	for _, w := range won {
		if err := t.add(w.amount); err != nil {
			return t, err
		}
	}
	return t, nil
}

// velocities adds the rows of the velocity.
func (c *contest) velocities() error {
	clock, begins := c.view.history.clock, max(c.begins, c.view.since)
	whole := CompareWhole{Metric: CompareVelocity, WonSum: &Tally{}}
	if len(c.deals) > 0 {
		whole.PerDays = int(clock.day(c.view.asOf) - clock.day(begins))
	}
	sums := make([]Tally, len(c.groups))
	for g, part := range c.dealParts() {
		sum, err := tallyOf(c.wonDeals(part, func(rival) bool { return true }))
		if err == nil {
			err = whole.WonSum.merge(sum)
		}
		if err != nil {
			return err
		}
		sums[g] = sum
	}
	whole.All = perDay(*whole.WonSum, whole.PerDays)
	for g, sum := range sums {
		rest := Tally{Deals: whole.WonSum.Deals - sum.Deals, Unpriced: whole.WonSum.Unpriced - sum.Unpriced}
		rest.Amount, _ = whole.WonSum.Amount.Sub(sum.Amount) // it is part of it
		row := contender{CompareRow: CompareRow{Group: c.groups[g].Name, Metric: CompareVelocity, WonSum: &sums[g]}, group: g}
		row.Raw, row.Rest = perDay(sum, whole.PerDays), perDay(rest, whole.PerDays)
		c.rows = append(c.rows, row)
	}
	c.wholes = append(c.wholes, whole)
	return nil
}

// perDay returns an amount a day; zero where no day has passed, or deals were won and the amount of none is known.
func perDay(t Tally, days int) sf.Estimate {
	if days < 1 || t.Deals > 0 && t.Deals == t.Unpriced {
		return sf.Estimate{}
	}
	return sf.Estimate{Value: t.Amount.Float64() / float64(days), N: t.Deals - t.Unpriced, Left: t.Unpriced, Method: methodAmountPerDay}
}

// amounts adds the rows of the mean amount: of deals that could be followed to the horizon, those won by then, so that no group is seen at
// its quick wins only.
func (c *contest) amounts() error {
	days, last, clock := c.winHorizon(), c.view.lastDay(), c.view.history.clock
	var all []wonDeal
	parts := make([][]wonDeal, len(c.groups))
	sums := make([]Tally, len(c.groups))
	whole := CompareWhole{Metric: CompareMeanAmount, Days: days, WonSum: &Tally{}}
	for g, part := range c.dealParts() {
		parts[g] = c.wonDeals(part, func(r rival) bool {
			return r.from == 0 && int(r.to) <= days && last-clock.day(r.began) >= int64(days)
		})
		sum, err := tallyOf(parts[g])
		if err == nil {
			err = whole.WonSum.merge(sum)
		}
		if err != nil {
			return err
		}
		sums[g] = sum
		parts[g] = slices.DeleteFunc(parts[g], func(w wonDeal) bool { return !w.amount.Known() })
		slices.SortFunc(parts[g], func(a, b wonDeal) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.deal, b.deal)) })
		all = append(all, parts[g]...)
	}
	slices.SortFunc(all, func(a, b wonDeal) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.deal, b.deal)) })
	whole.All = studentMean(momentsOf(all), whole.WonSum.Unpriced)
	for g, part := range parts {
		mine := momentsOf(part)
		rest := momentsOf(without(all, part))
		row := contender{CompareRow: CompareRow{Group: c.groups[g].Name, Metric: CompareMeanAmount, Days: days, WonSum: &sums[g]}, group: g}
		row.Raw = studentMean(mine, sums[g].Unpriced)
		row.Rest = studentMean(rest, whole.WonSum.Unpriced-sums[g].Unpriced)
		row.Difference = difference(row.Raw, row.Rest)
		row.said = [2]sf.Value{spokenAmount(row.Raw), spokenAmount(row.Rest)}
		for _, w := range part {
			row.best = append(row.best, w.deal)
		}
		c.test(&row, rankSumTest(part, all), int64(mine.n), int64(rest.n), methodRankSum)
		c.rows = append(c.rows, row)
	}
	c.wholes = append(c.wholes, whole)
	return nil
}

// without returns the deals of a sorted list that are not in a part of it, which is sorted alike.
func without(all, part []wonDeal) []wonDeal {
	out := make([]wonDeal, 0, len(all)-len(part))
	next := 0
	for _, w := range all {
		if next < len(part) && part[next].deal == w.deal {
			next++
			continue
		}
		out = append(out, w)
	}
	return out
}

// amountMoments are the number, mean and sum of squares about it of amounts.
type amountMoments struct{ n, mean, square float64 }

// momentsOf takes amounts in their order (Welford 1962, Technometrics 4).
func momentsOf(list []wonDeal) (m amountMoments) {
	for _, w := range list {
		m.n++
		change := w.value - m.mean
		m.mean += change / m.n
		m.square += change * (w.value - m.mean)
	}
	return m
}

// studentMean returns a mean with the interval of Student, from two deals on.
func studentMean(m amountMoments, unpriced int64) sf.Estimate {
	if m.n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: m.mean, N: int64(m.n), Left: unpriced, Method: methodMeanAmount}
	if m.n > 1 {
		half := distuv.StudentsT{Sigma: 1, Nu: m.n - 1}.Quantile(0.5+level/2) * math.Sqrt(m.square/(m.n-1)/m.n)
		e.Low, e.High, e.Level = m.mean-half, m.mean+half, level
	}
	return e
}

// rankSumTest is the two-sample test of Wilcoxon (1945) of the amounts of a part of all deals, both sorted, with average ranks for ties:
//
//	U = W − n(N+1)/2          Var U = n(N−n)/12 · ( N + 1 − Σ (t³ − t)/(N(N−1)) )
//
// Every deal counts as an end.
func rankSumTest(part, all []wonDeal) (out contrast) {
	n, total := float64(len(part)), float64(len(all))
	out.expected, out.rest = n, total-n
	if n == 0 || n == total {
		return out
	}
	sum, ties := 0.0, 0.0
	next := 0
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].value == all[from].value {
			to++
		}
		rank := float64(from+to+1) / 2
		for ; next < len(part) && part[next].value == all[from].value; next++ {
			sum += rank
		}
		t := float64(to - from)
		ties += t * (t*t - 1)
		from = to
	}
	out.score = sum - n*(total+1)/2
	out.variance = n * (total - n) / 12 * (total + 1 - ties/(total*(total-1)))
	return out
}
