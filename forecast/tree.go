package forecast

import (
	"cmp"
	"maps"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// node is a group while it is being filled: the deals of everything below it, as positions in the ledger.
type node struct {
	path     []string
	children map[string]*node
	open     []int32
	closed   []int32
}

// treeOf sorts the deals of a ledger into their groups. Groups that only a quota names are there too.
func treeOf(l *ledger, quotas []Quota) *node {
	root := &node{path: []string{}}
	for _, q := range quotas {
		root.reach(q.Group)
	}
	for _, p := range l.open {
		root.reach(p.deal.Group)
	}
	for _, p := range l.closed {
		root.reach(p.deal.Group)
	}
	for _, i := range l.byAmount() {
		for n := range root.down(l.open[i].deal.Group) {
			n.open = append(n.open, i)
		}
	}
	for i, p := range l.closed {
		for n := range root.down(p.deal.Group) {
			n.closed = append(n.closed, int32(i))
		}
	}
	return root
}

// byAmount returns the open deals with their amounts ascending, in which order every group sums them: sorting a sum's terms then finds
// little to do.
func (l *ledger) byAmount() []int32 {
	sizes, order := make([]float64, len(l.open)), make([]int32, len(l.open))
	for i, p := range l.open {
		order[i] = int32(i)
		if amount, _ := p.deal.Amount.Decimal(); amount.Sign() != 0 {
			sizes[i] = quantityOf(amount).float()
		}
	}
	slices.SortFunc(order, func(i, j int32) int { return cmp.Compare(sizes[i], sizes[j]) })
	return order
}

// reach makes the nodes of a path.
func (n *node) reach(path []string) {
	for _, name := range path {
		next := n.children[name]
		if next == nil {
			if n.children == nil {
				n.children = make(map[string]*node)
			}
			next = &node{path: append(slices.Clip(slices.Clone(n.path)), name)}
			n.children[name] = next
		}
		n = next
	}
}

// down yields the nodes that a deal with this path belongs to, from n on. A deal that belongs to a group with children, and to none of
// them, belongs to the child with the empty name, so that a group is always the sum of its children.
func (n *node) down(path []string) func(yield func(*node) bool) {
	return func(yield func(*node) bool) {
		for i := 0; ; i++ {
			if !yield(n) {
				return
			}
			name := ""
			if i < len(path) {
				name = path[i]
			} else if len(n.children) == 0 {
				return
			}
			n.reach([]string{name})
			n = n.children[name]
		}
	}
}

// report computes the groups of a tree. The periods of all groups are independent of each other, so they are shared out over the
// processors; each has its own place, and so the result does not depend on how many there are.
func (r *run) report(root *node) (*Group, []sf.Note) {
	var tasks []task
	total := r.plan(root, &tasks)
	r.cells = cellsEach(tasks)
	faults := make([]*sf.Note, len(tasks))
	shareOut(len(tasks), func() func(int) {
		return func(i int) {
			if err := r.outlook(tasks[i]); err != nil {
				fault := tooLarge(groupName(tasks[i].node.path))
				faults[i] = &fault
			}
		}
	})
	var found []sf.Note
	for _, fault := range faults {
		if fault != nil {
			found = append(found, *fault)
		}
	}
	return total, found
}

const (
	// reportCells is how many cells all distributions of a report may hold together before their lattices become coarser: 16 bytes each,
	// and as many again with dependence.
	reportCells = 1 << 24
	// leastCells is what each of them may hold in any case.
	leastCells = 1 << 10
)

// cellsEach shares the cells of a report out over its distributions, for each in proportion to the square root of its deals, as standard
// deviations go: it returns how many cells there are for that root.
func cellsEach(tasks []task) float64 {
	var sum compensated
	for _, t := range tasks {
		if t.period != rest {
			sum.add(math.Sqrt(float64(len(t.node.open))))
		}
	}
	return reportCells / max(sum.value(), 1)
}

// lattice returns the lattice for distributions of a group.
func (r *run) lattice(n *node) LatticeOptions {
	cells := r.cells * math.Sqrt(float64(len(n.open)))
	if r.cells == 0 || cells >= mostCells {
		return LatticeOptions{}
	}
	return LatticeOptions{Cells: max(int(cells), leastCells)}
}

// task is one group and period, or the rest of a group's deals, waiting to be computed.
type task struct {
	node   *node
	group  *Group
	period int // rest: what no period covers; whole: all periods as one
}

const (
	rest  = -1
	whole = -2
)

// plan makes the groups of a tree and lists what is to be computed for them.
func (r *run) plan(n *node, tasks *[]task) *Group {
	g := &Group{Path: n.path, Periods: make([]Outlook, len(r.options.Periods))}
	for j := range g.Periods {
		*tasks = append(*tasks, task{n, g, j})
	}
	*tasks = append(*tasks, task{n, g, rest})
	if !r.options.Dependence.IsZero() || r.coming != nil && len(n.path) == 0 {
		*tasks = append(*tasks, task{n, g, whole})
	}
	for _, name := range slices.Sorted(maps.Keys(n.children)) {
		g.Children = append(g.Children, r.plan(n.children[name], tasks))
	}
	return g
}
