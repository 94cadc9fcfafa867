package forecast

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// pair is the two sums of a forecast.
type pair struct{ won, weighted decimal.Decimal }

func (p *pair) add(b brought, j int) {
	p.won, p.weighted = p.won.Add(b.won[j]), p.weighted.Add(b.weighted[j])
}

// at returns one column.
func (b brought) at(j int) pair { return pair{b.won[j], b.weighted[j]} }

func (p pair) nothing() bool { return p.won.Sign() == 0 && p.weighted.Sign() == 0 }

// moved is a deal that changed something in a group, with its steps there.
type moved struct {
	id    string
	turns []turn
}

// groupSums is one group under way.
type groupSums struct {
	was, is []pair
	moved   []moved
}

// tree sums the lives into their groups.
func (c *changing) tree(lives []*life) (*GroupChange, error) {
	root := &node{path: []string{}}
	for _, x := range lives {
		for _, e := range []*end{x.was, x.is} {
			if e != nil {
				root.reach(e.deal.Group)
			}
		}
	}
	sums := make(map[*node]*groupSums)
	for _, x := range lives {
		c.place(root, sums, x)
	}
	return c.group(root, sums)
}

// place adds a deal to the groups that it was in and those that it is in.
func (c *changing) place(root *node, sums map[*node]*groupSums, x *life) {
	var was, is []*node
	if x.was != nil {
		was = slices.AppendSeq(was, root.down(x.was.deal.Group))
	}
	if x.is != nil {
		is = slices.AppendSeq(is, root.down(x.is.deal.Group))
	}
	for _, n := range was {
		s := c.sumsOf(sums, n)
		s.bring(s.was, x.was.brings)
		if x.is != nil && !slices.Contains(is, n) {
			s.move(x.id, ChangeMovedOut, x.was.brings, c.nothing())
		} else {
			s.moved = append(s.moved, moved{x.id, x.turns})
		}
	}
	for _, n := range is {
		s := c.sumsOf(sums, n)
		s.bring(s.is, x.is.brings)
		switch {
		case slices.Contains(was, n):
		case x.was != nil:
			s.move(x.id, ChangeMovedIn, c.nothing(), x.is.brings)
		default:
			s.moved = append(s.moved, moved{x.id, x.turns})
		}
	}
}

func (c *changing) sumsOf(sums map[*node]*groupSums, n *node) *groupSums {
	if sums[n] == nil {
		sums[n] = &groupSums{was: make([]pair, c.columns()), is: make([]pair, c.columns())}
	}
	return sums[n]
}

func (s *groupSums) bring(to []pair, b brought) {
	for j := range to {
		to[j].add(b, j)
	}
}

// move adds a deal that came to the group or left it.
func (s *groupSums) move(id string, cause ChangeCause, from, to brought) {
	x := life{}
	x.add(cause, from, to)
	s.moved = append(s.moved, moved{id, x.turns})
}

// group turns the sums of a group and those below it into money.
func (c *changing) group(n *node, sums map[*node]*groupSums) (*GroupChange, error) {
	g := &GroupChange{Path: n.path, Periods: make([]PeriodChange, len(c.options.Periods))}
	s := c.sumsOf(sums, n)
	for j := range c.columns() {
		p, err := c.column(s, j)
		if err != nil {
			return nil, sf.Invalid([]sf.Note{tooLarge(groupName(n.path))})
		}
		switch j - len(g.Periods) {
		case 0:
			g.Sooner = *p
		case 1:
			g.Later = *p
		default:
			p.Period = c.options.Periods[j]
			g.Periods[j] = *p
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.children)) {
		child, err := c.group(n.children[name], sums)
		if err != nil {
			return nil, err
		}
		g.Children = append(g.Children, child)
	}
	return g, nil
}

// column returns the change of one period, or of the rest.
func (c *changing) column(s *groupSums, j int) (*PeriodChange, error) {
	p := &PeriodChange{Causes: []CauseSum{}, Deals: []DealChange{}}
	var causes [ChangeModel + 1]pair
	var counts [ChangeModel + 1]int
	var err error
	if p.Was, err = c.money(s.was[j]); err != nil {
		return nil, err
	}
	if p.Is, err = c.money(s.is[j]); err != nil {
		return nil, err
	}
	for _, m := range s.moved {
		d := DealChange{Deal: m.id}
		var sum pair
		for _, st := range m.turns {
			by := st.by.at(j)
			if by.nothing() {
				continue
			}
			causes[st.cause].add(st.by, j)
			counts[st.cause]++
			sum.add(st.by, j)
			money, err := c.money(by)
			if err != nil {
				return nil, err
			}
			d.Causes = append(d.Causes, DealCause{st.cause, money})
		}
		if len(d.Causes) == 0 {
			continue
		}
		if d.By, err = c.money(sum); err != nil {
			return nil, err
		}
		p.Deals = append(p.Deals, d)
	}
	slices.SortStableFunc(p.Deals, bySize)
	for cause, n := range counts {
		if n == 0 {
			continue
		}
		by, err := c.money(causes[cause])
		if err != nil {
			return nil, err
		}
		p.Causes = append(p.Causes, CauseSum{ChangeCause(cause), n, by})
	}
	return p, nil
}

func bySize(a, b DealChange) int { return cmp.Or(b.size().Cmp(a.size()), cmp.Compare(a.Deal, b.Deal)) }

// size is the change of both sums together, whatever its sign.
func (d DealChange) size() decimal.Decimal {
	won, _ := d.By.Won.Decimal()
	weighted, _ := d.By.Weighted.Decimal()
	return won.Add(weighted).Abs()
}

func (c *changing) money(p pair) (f ForecastSum, err error) {
	if f.Won, err = sf.MoneyOf(p.won, c.currency); err == nil {
		f.Weighted, err = sf.MoneyOf(p.weighted, c.currency)
	}
	return f, err
}
