package forecast

import (
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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
	for i, p := range l.open {
		for n := range root.down(p.deal.Group) {
			n.open = append(n.open, int32(i))
		}
	}
	for i, p := range l.closed {
		for n := range root.down(p.deal.Group) {
			n.closed = append(n.closed, int32(i))
		}
	}
	return root
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
	faults := make([]*sf.Note, len(tasks))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(tasks); i = int(next.Add(1)) - 1 {
				if err := r.outlook(tasks[i]); err != nil {
					fault := tooLarge(groupName(tasks[i].node.path))
					faults[i] = &fault
				}
			}
		})
	}
	workers.Wait()
	var found []sf.Note
	for _, fault := range faults {
		if fault != nil {
			found = append(found, *fault)
		}
	}
	return total, found
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
