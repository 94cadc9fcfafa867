package forecast

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// methodChance is the estimator behind P(revenue ≥ quota).
const methodChance = "Poisson binomial on a lattice"

// outlook computes one group and period, or the rest of a group.
func (r *run) outlook(t task) error {
	if t.period == rest {
		sooner, err := r.rest(t.node, -1, 0)
		if err != nil {
			return err
		}
		later, err := r.rest(t.node, len(r.by)-1, len(r.by))
		t.group.Sooner, t.group.Later = sooner, later
		for _, i := range t.node.open {
			if r.said[i] != nil {
				t.group.Overridden++
			}
		}
		return err
	}
	if t.period == whole {
		last := len(r.options.Periods)
		o, _, err := r.stretch(t.node, 0, last, sf.Period{From: r.by[0], To: r.by[last]})
		t.group.Horizon = o
		return err
	}
	o, terms, err := r.stretch(t.node, t.period, t.period+1, r.options.Periods[t.period])
	if err != nil {
		return err
	}
	t.group.Periods[t.period] = *o
	return r.aim(&t.group.Periods[t.period], t.node, t.period, terms)
}

// stretch computes what a group can expect between two columns of its rows, and counts the deals that can bring something.
func (r *run) stretch(n *node, from, to int, period sf.Period) (o *Outlook, terms int, err error) {
	sums := r.tally(n, from, to, period)
	if o, err = sums.outlook(period, r.currency, r.options.Rollup); err != nil {
		return nil, 0, err
	}
	if source := o.Revenue.from; source != nil {
		source.wins = func() []win { return r.wins(n, from, to) }
	}
	if !r.options.Dependence.IsZero() {
		if o.Dependent, err = sums.dependent(o, r.options.Dependence); err != nil {
			return nil, 0, err
		}
	}
	if r.coming != nil && len(n.path) == 0 {
		err = r.renew(o, sums, from, to)
	}
	return o, len(sums.terms), err
}

// tally is one group and period while it is being summed.
type tally struct {
	wonDeals, dueDeals, noAmount int

	won, due, weighted decimal.Decimal
	byHand             decimal.Decimal // what overrides add to weighted
	categories         [stage.Omitted + 1]decimal.Decimal
	terms              []Term
	shared             []SharedTerm    // nil: nobody asks
	uncertain          []UncertainTerm // the same with the ratios of Options.Amounts; nil without
	ratios             []*Ratios       // by stage; nil without
	lattice            LatticeOptions
}

// tally sums one group and the period between two columns of its rows.
func (r *run) tally(n *node, from, to int, period sf.Period) *tally {
	t := &tally{lattice: r.lattice(n), ratios: r.ratios, terms: make([]Term, 0, len(n.open))}
	if !r.options.Dependence.IsZero() {
		t.shared = make([]SharedTerm, 0, len(n.open))
	}
	weighted := growth{of: r.value}
	for _, i := range n.closed {
		p := r.closed[i]
		if r.book.Pipeline.Outcome(p.stage) == stage.Won && period.Contains(r.closedAt(p)) {
			t.wonDeals++
			t.won = t.won.Add(t.amount(p, r.category(p)))
		}
	}
	for _, i := range n.open {
		p := r.open[i]
		if due := r.due(p.deal); !due.IsZero() && period.Contains(due) {
			t.dueDeals++
			t.due = t.due.Add(t.amount(p, r.category(p)))
		}
		row := int(i) * r.width()
		if t.chance(p, r.won[row+from], r.won[row+to]) {
			weighted.add(row+from, row+to)
		}
		if said := r.said[i]; said != nil {
			mine := r.value.at(row + to).Sub(r.value.at(row + from))
			t.byHand = t.byHand.Add(mine).Sub(said[to].Sub(said[from]))
		}
	}
	t.weighted = weighted.sum()
	return t
}

// wins finds the wins of a group between two columns again, of what the run keeps: the book may have changed since.
func (r *run) wins(n *node, from, to int) []win {
	terms := make([]Term, 0, len(n.open))
	for _, i := range n.open {
		row := int(i) * r.width()
		if p := r.won[row+to] - r.won[row+from]; p > 0 {
			terms = append(terms, Term{Amount: r.amount[i], P: p})
		}
	}
	wins, _, _, _ := readTerms(terms)
	return wins
}

// closedAt is when a closed deal closed; one that does not say closed by now.
func (r *run) closedAt(p position) time.Time {
	if p.deal.Entered.IsZero() {
		return r.book.AsOf
	}
	return p.deal.Entered
}

// amount counts a deal's amount under its category and returns it, 0 when it is unknown.
func (t *tally) amount(p position, c stage.Category) decimal.Decimal {
	amount, known := p.deal.Amount.Decimal()
	if !known {
		t.noAmount++
	}
	t.categories[c] = t.categories[c].Add(amount)
	return amount
}

// chance adds the chance that one open deal is won between two columns of its row, and reports whether it can bring money.
func (t *tally) chance(p position, before, by float64) bool {
	amount, known := p.deal.Amount.Decimal()
	if !known || by <= before {
		return false
	}
	t.terms = append(t.terms, Term{Amount: amount, P: by - before})
	if t.shared != nil {
		t.shared = append(t.shared, SharedTerm{Amount: amount, Before: before, By: by})
	}
	if t.ratios != nil {
		t.uncertain = append(t.uncertain, UncertainTerm{SharedTerm{Amount: amount, Before: before, By: by}, t.ratios[p.stage]})
	}
	return true
}

// outlook turns the sums into a row of the report.
func (t *tally) outlook(period sf.Period, currency string, rule Rollup) (*Outlook, error) {
	revenue, err := t.revenue(Dependence{})
	if err != nil {
		return nil, err
	}
	if revenue, err = revenue.Shift(t.won); err != nil {
		return nil, err
	}
	o := &Outlook{
		Period: period, WonDeals: t.wonDeals, DueDeals: t.dueDeals, NoAmount: t.noAmount, Revenue: revenue,
		Range: rangeOf(revenue), AsShown: t.asShown(),
	}
	c := t.rollup(rule)
	for _, m := range []struct {
		dst *sf.Money
		sum decimal.Decimal
	}{
		{&o.Won, t.won},
		{&o.Due, t.due},
		{&o.Weighted, t.weighted},
		{&o.ByModel, t.weighted.Sub(t.byHand)},
		{&o.Categories.Closed, c[0]},
		{&o.Categories.Commit, c[1]},
		{&o.Categories.BestCase, c[2]},
		{&o.Categories.Pipeline, c[3]},
	} {
		if *m.dst, err = sf.MoneyOf(m.sum, currency); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// rollup returns closed, commit, best case and pipeline under a rule.
func (t *tally) rollup(rule Rollup) [4]decimal.Decimal {
	c := [4]decimal.Decimal{t.categories[stage.Closed], t.categories[stage.Commit], t.categories[stage.BestCase], t.categories[stage.InPipeline]}
	if rule == Cumulative {
		for i := 1; i < len(c); i++ {
			c[i] = c[i].Add(c[i-1])
		}
	}
	return c
}

// aim sets what depends on a quota, if the group has one in the period.
func (r *run) aim(o *Outlook, n *node, j, terms int) error {
	at := slices.IndexFunc(r.options.Quotas, func(q Quota) bool {
		return slices.Equal(q.Group, n.path) && q.Period.Equal(r.options.Periods[j])
	})
	if at < 0 {
		return nil
	}
	o.Quota = r.options.Quotas[at].Amount
	quota, _ := o.Quota.Decimal()
	low, high := o.Revenue.AtLeastBounds(o.Quota.Float64())
	o.Chance = sf.Estimate{Value: o.Revenue.AtLeast(o.Quota.Float64()), Low: low, High: high, Level: 1, N: int64(terms), Method: methodChance}
	if o.Dependent != nil {
		o.Dependent.Chance = o.Dependent.chance(o.Quota.Float64(), terms)
	}
	if o.Total != nil {
		o.Total.aim(o.Quota.Float64(), terms)
	}
	ahead, err := o.Won.Add(o.Weighted)
	if err != nil {
		return err
	}
	if o.Gap, err = o.Quota.Sub(ahead); err != nil {
		return err
	}
	won, _ := o.Won.Decimal()
	if left := quota.Sub(won); left.Sign() > 0 {
		coverage := o.Due.Float64() / left.InexactFloat64()
		o.Coverage = &coverage
	}
	return nil
}

// rest sums what a group's deals can bring between two columns of their rows, which no period covers; from -1 is the book's time.
func (r *run) rest(n *node, from, to int) (Rest, error) {
	deals, sum := 0, growth{of: r.value}
	for _, i := range n.open {
		row := int(i) * r.width()
		before, start := 0.0, -1
		if from >= 0 {
			start = row + from
			before = r.won[start]
		}
		if r.won[row+to] > before {
			deals++
			sum.add(start, row+to)
		}
	}
	weighted, err := sf.MoneyOf(sum.sum(), r.currency)
	return Rest{Deals: deals, Weighted: weighted}, err
}
