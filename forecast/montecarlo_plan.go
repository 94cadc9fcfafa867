package forecast

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"sort"
	"sync"

	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// simulation is one simulation under way. Revenue is summed in whole units of money.
type simulation struct {
	*run
	carlo  MonteCarlo
	trials int

	groups  []*SimulatedGroup // parents before children
	parents []int
	base    []int64 // won before the book's time in the leaves, in units: a row of slots for each group
	leaves  []leaf
	tickets []ticket // leaf by leaf
	rungs   []rung
	money   axis

	// What measures see of each deal of the book: when it is won as far as nothing is drawn, and its amount.
	when    []int32
	amounts []float64
	rows    []int // the group of each measure

	values [][]float64 // a column for each number that is kept of a trial
	mutex  sync.Mutex  // of done, while Progress is told
	done   int
}

// leaf is a group without children: the tickets of its open deals, and its row.
type leaf struct{ row, from, to int }

// ticket is an open deal that may be won: at the first of its rungs that its draw is below.
type ticket struct {
	units int64
	first int32 // of its rungs
	last  int32 // one after those within the horizon
	end   int32 // one after all
	deal  int32 // in the book
}

// rung is one time a deal may be won at.
type rung struct {
	upTo uint64 // a draw, see drawer.fill
	slot int32
}

// slots is the width of a row of sums: before the first period, each period, after the last.
func (s *simulation) slots() int { return len(s.options.Periods) + 2 }

// columns is how many numbers are kept for each group: each period, and all of them when there are several.
func (s *simulation) columns() int {
	if n := len(s.options.Periods); n > 1 {
		return n + 1
	}
	return 1
}

// newSimulation lays out what is drawn and kept.
func newSimulation(r *run, mc MonteCarlo) (*simulation, error) {
	s := &simulation{run: r, carlo: mc, trials: mc.trials()}
	index := s.survey()
	s.grow(treeOf(r.ledger, r.options.Quotas), -1, index)
	var faults []sf.Note
	for i, each := range mc.Measures {
		row := slices.IndexFunc(s.groups, func(g *SimulatedGroup) bool { return slices.Equal(g.Path, each.Group) })
		if row < 0 {
			faults = append(faults, measureNote(CodeMeasureGroup, i, each, sf.F("group", sf.Text(groupName(each.Group)))))
		}
		s.rows = append(s.rows, row)
	}
	numbers := len(s.groups)*s.columns() + len(mc.Measures)
	if numbers > mostValues/s.trials {
		mebibytes := math.Ceil(8 * float64(numbers) * float64(s.trials) / (1 << 20))
		faults = append(faults, sf.NewNote(CodeTrialsCost, "trials", sf.F("trials", sf.Int(int64(s.trials))), sf.F("numbers", sf.Int(int64(numbers))),
			sf.F("mebibytes", sf.Float(mebibytes)), sf.F("most", sf.Int(8*mostValues>>20))))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	for range numbers {
		s.values = append(s.values, make([]float64, s.trials))
	}
	return s, nil
}

// survey chooses the unit, fills what measures see, and returns where each open and closed deal stands in the book.
func (s *simulation) survey() (index map[*Deal]int32) {
	index = make(map[*Deal]int32, len(s.book.Deals))
	s.when, s.amounts = make([]int32, len(s.book.Deals)), make([]float64, len(s.book.Deals))
	var amounts []quantity
	for i := range s.book.Deals {
		d := &s.book.Deals[i]
		index[d], s.when[i] = int32(i), never
		if amount, known := d.Amount.Decimal(); known && amount.Sign() != 0 {
			s.amounts[i] = decimalFloat(amount)
			amounts = append(amounts, quantityOf(amount))
		}
	}
	s.money = axisOf(decimal.New(1, unitOf(amounts)), decimal.Decimal{})
	for _, p := range s.closed {
		if s.book.Pipeline.Outcome(p.stage) == stage.Won {
			at := s.closedAt(p)
			s.when[index[p.deal]] = int32(sort.Search(len(s.by), func(j int) bool { return s.by[j].After(at) })) - 1
		}
	}
	return index
}

// unitOf returns the exponent of the smallest digit of the amounts, or of a larger one where their sum would have more than 2⁵³ of it.
func unitOf(amounts []quantity) int32 {
	exp := int32(0)
	for i, a := range amounts {
		if i == 0 || a.exp < exp {
			exp = a.exp
		}
	}
	total, ten := new(big.Int), big.NewInt(10)
	for _, a := range amounts {
		total.Add(total, a.in(exp))
	}
	for most := big.NewInt(mostExact); total.Cmp(most) > 0; exp++ {
		total.Quo(total, ten)
	}
	return exp
}

// units is an amount in units, 0 when it is unknown.
func (s *simulation) units(m sf.Money) int64 {
	amount, _ := m.Decimal()
	return amount.Shift(-s.money.unit.Exponent()).Round(0).IntPart()
}

// grow makes the groups of a tree and the tickets of its leaves.
func (s *simulation) grow(n *node, parent int, index map[*Deal]int32) *SimulatedGroup {
	row := len(s.groups)
	g := &SimulatedGroup{Path: n.path}
	s.groups, s.parents = append(s.groups, g), append(s.parents, parent)
	s.base = append(s.base, make([]int64, s.slots())...)
	if len(n.children) == 0 {
		s.fillLeaf(n, row, index)
	}
	for _, name := range slices.Sorted(maps.Keys(n.children)) {
		g.Children = append(g.Children, s.grow(n.children[name], row, index))
	}
	return g
}

// fillLeaf writes a ticket for each open deal of a leaf that may be won, in an order that does not depend on that of the book.
func (s *simulation) fillLeaf(n *node, row int, index map[*Deal]int32) {
	for _, i := range n.closed {
		d := s.closed[i].deal
		if when := s.when[index[d]]; when != never {
			s.base[row*s.slots()+int(when)+1] += s.units(d.Amount)
		}
	}
	open := slices.Clone(n.open)
	slices.SortFunc(open, func(i, j int32) int {
		a, b := s.open[i].deal, s.open[j].deal
		if a.ID != b.ID { // nearly always, and quick
			return cmp.Compare(a.ID, b.ID)
		}
		return cmp.Or(cmp.Compare(s.units(a.Amount), s.units(b.Amount)), slices.Compare(s.row(i), s.row(j)))
	})
	l := leaf{row: row, from: len(s.tickets)}
	for _, i := range open {
		if chances := s.row(i); chances[len(chances)-1] > 0 {
			s.tickets = append(s.tickets, s.ticket(s.open[i].deal, index, chances))
		}
	}
	l.to = len(s.tickets)
	s.leaves = append(s.leaves, l)
}

// row returns the cumulative probabilities of an open deal.
func (s *simulation) row(i int32) []float64 { return s.won[int(i)*s.width():][:s.width()] }

// ticket makes the ticket of an open deal, and its rungs on the scale of the draws.
func (s *simulation) ticket(d *Deal, index map[*Deal]int32, chances []float64) ticket {
	first := int32(len(s.rungs))
	t := ticket{units: s.units(d.Amount), deal: index[d], first: first, last: first}
	before, upTo := 0.0, uint64(0)
	for slot, p := range chances {
		if p == before {
			continue
		}
		before = p
		if s.options.Dependence.IsZero() {
			upTo = uint64(p * uniforms)
		} else {
			upTo = max(upTo, ordered(mathext.NormalQuantile(p))) // which may be off by a bit
		}
		s.rungs = append(s.rungs, rung{upTo: upTo, slot: int32(slot)})
		if t.end = int32(len(s.rungs)); slot < len(chances)-1 {
			t.last = t.end
		}
	}
	return t
}

func measureNote(code sf.Code, i int, m Measure, args ...sf.Fact) sf.Note {
	return sf.NewNote(code, fmt.Sprintf("measures[%d]", i), append([]sf.Fact{sf.F("measure", sf.Text(m.Name))}, args...)...)
}
