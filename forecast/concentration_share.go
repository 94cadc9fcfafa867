package forecast

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// concentrating is a concentration under way.
type concentrating struct {
	*run
	model Model
	top   int
}

// part is what some open deals of a period bring.
type part struct {
	name          string
	deals         []*Deal // those with a chance in the period
	amount        decimal.Decimal
	weighted, won decimal.Decimal
}

// period returns the concentration of one period.
func (k *concentrating) period(j int) (*PeriodConcentration, error) {
	deals, owners := k.parts(j)
	out := &PeriodConcentration{Period: k.options.Periods[j]}
	var err error
	if out.Deals, err = k.shares(deals, false); err != nil {
		return nil, err
	}
	if out.Owners, err = k.shares(owners, true); err != nil {
		return nil, err
	}
	whole, err := k.rerun(j, nil)
	if err != nil {
		return nil, err
	}
	out.Whole = *whole
	if out.WithoutDeal, err = k.without(j, whole, deals, nil); err != nil {
		return nil, err
	}
	out.WithoutOwner, err = k.without(j, whole, owners, func(p *part) bool { return p.name != "" })
	return out, err
}

// parts returns what each open deal brings in a period, and each owner: the largest first, then by name.
func (k *concentrating) parts(j int) (deals, owners []*part) {
	byOwner := make(map[string]*part)
	owner := func(name string) *part {
		if byOwner[name] == nil {
			byOwner[name] = &part{name: name}
			owners = append(owners, byOwner[name])
		}
		return byOwner[name]
	}
	for i, p := range k.open {
		row := i*k.width() + j
		if k.won[row+1] <= k.won[row] {
			continue
		}
		amount, _ := p.deal.Amount.Decimal()
		one := &part{name: p.deal.ID, deals: []*Deal{p.deal}, amount: amount, weighted: k.value.at(row + 1).Sub(k.value.at(row))}
		deals = append(deals, one)
		of := owner(p.deal.Owner)
		of.deals = append(of.deals, p.deal)
		of.amount, of.weighted = of.amount.Add(amount), of.weighted.Add(one.weighted)
	}
	for _, p := range k.closed {
		if k.book.Pipeline.Outcome(p.stage) == stage.Won && k.options.Periods[j].Contains(k.closedAt(p)) {
			amount, _ := p.deal.Amount.Decimal()
			of := owner(p.deal.Owner)
			of.won = of.won.Add(amount)
		}
	}
	slices.SortStableFunc(deals, largestFirst)
	slices.SortStableFunc(owners, largestFirst)
	return deals, owners
}

func largestFirst(a, b *part) int {
	return cmp.Or(b.weighted.Cmp(a.weighted), cmp.Compare(a.name, b.name))
}

// shares returns what the parts that bring more than 0 bring of all.
func (k *concentrating) shares(parts []*part, withWon bool) (s Shares, err error) {
	s.Largest = []Share{}
	var sum decimal.Decimal
	for _, p := range parts {
		if p.weighted.Sign() > 0 {
			s.N++
			sum = sum.Add(p.weighted)
		}
	}
	if s.N == 0 {
		return s, nil
	}
	var squares compensated
	for i, p := range parts[:s.N] {
		share := p.weighted.InexactFloat64() / sum.InexactFloat64()
		squares.add(share * share)
		if i >= k.top {
			continue
		}
		row := Share{Name: p.name, Deals: len(p.deals), Share: share}
		if row.Amount, row.Weighted, err = k.two(p.amount, p.weighted); err != nil {
			return s, err
		}
		if withWon {
			if row.Won, _, err = k.two(p.won, decimal.Decimal{}); err != nil {
				return s, err
			}
		}
		s.Largest = append(s.Largest, row)
	}
	herfindahl := squares.value()
	effective := 1 / herfindahl
	s.Herfindahl, s.Effective = &herfindahl, &effective
	return s, nil
}

// two turns two sums into money.
func (k *concentrating) two(a, b decimal.Decimal) (x, y sf.Money, err error) {
	if x, err = sf.MoneyOf(a, k.currency); err == nil {
		y, err = sf.MoneyOf(b, k.currency)
	}
	if err != nil {
		return sf.Money{}, sf.Money{}, sf.Invalid([]sf.Note{tooLarge("amount")})
	}
	return x, y, nil
}

// without forecasts a period without the first of the parts that may be left out, if it brings anything.
func (k *concentrating) without(j int, whole *Outlook, parts []*part, may func(*part) bool) (*Without, error) {
	for _, p := range parts {
		if p.weighted.Sign() <= 0 {
			return nil, nil //nolint:nilnil // nothing to leave out is no fault
		}
		if may != nil && !may(p) {
			continue
		}
		gone := k.leaving(p, may != nil)
		less, err := k.rerun(j, gone)
		if err != nil {
			return nil, err
		}
		w := &Without{Name: p.name, Deals: len(gone), Outlook: *less, Less: whole.Range.minus(less.Range)}
		if whole.Quota.Known() {
			chance := whole.Chance.Value - less.Chance.Value
			w.ChanceLess = &chance
		}
		return w, nil
	}
	return nil, nil //nolint:nilnil // as above
}

// leaving returns the open deals that leave with a part: itself, or all of its owner's, whatever their chances in the period.
func (k *concentrating) leaving(p *part, owner bool) map[*Deal]bool {
	gone := make(map[*Deal]bool)
	if !owner {
		gone[p.deals[0]] = true
		return gone
	}
	for _, open := range k.open {
		if open.deal.Owner == p.name {
			gone[open.deal] = true
		}
	}
	return gone
}

// rerun forecasts everyone's period from the book without some deals.
func (k *concentrating) rerun(j int, gone map[*Deal]bool) (*Outlook, error) {
	b := *k.book
	b.Deals = make([]Deal, 0, len(k.book.Deals))
	for i := range k.book.Deals {
		if d := &k.book.Deals[i]; !gone[d] {
			b.Deals = append(b.Deals, *d)
			b.Deals[len(b.Deals)-1].Group = nil
		}
	}
	o := k.options
	o.Periods, o.Quotas = o.Periods[j:j+1], nil
	if !o.Periods[0].To.After(b.AsOf) {
		o.Periods = k.options.Periods[j:] // a run asks about no past alone
	}
	for _, q := range k.options.Quotas {
		if len(q.Group) == 0 && q.Period.Equal(k.options.Periods[j]) {
			o.Quotas = append(o.Quotas, q)
		}
	}
	report, err := Run(&b, k.model, o)
	if err != nil {
		return nil, err
	}
	return &report.Total.Periods[0], nil
}

// minus returns by how much each number is more than that of another range.
func (r Range) minus(s Range) Range {
	return Range{Mean: r.Mean - s.Mean, Mode: r.Mode - s.Mode, P10: r.P10 - s.P10, P50: r.P50 - s.P50, P90: r.P90 - s.P90}
}

// unowned counts the open deals without an owner.
func (k *concentrating) unowned() (n int) {
	for _, p := range k.open {
		if p.deal.Owner == "" {
			n++
		}
	}
	return n
}
