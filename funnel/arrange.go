package funnel

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// arrange sorts the rows by deal, instant, Seq and input, and returns the history of them.
func (b *Builder) arrange() *History {
	deals, rank := b.deals.ordered()
	h := &History{pipeline: b.pipeline, options: b.options, deals: deals, added: b.added}
	for _, s := range b.pipeline.All() {
		h.retired = append(h.retired, s.Retired)
	}
	order, backwards := b.order(h, rank)
	h.rows = columns{
		at: gather(b.rows.at, order), stage: gather(b.rows.stage, order), recorded: gather(b.rows.recorded, order), seq: gather(b.rows.seq, order),
		owner: gather(b.rows.owner, order), reason: gather(b.rows.reason, order), amount: gather(b.rows.amount, order),
		due: gather(b.rows.due, order), next: gather(b.rows.next, order),
	}
	h.input = gather(b.input, order)
	h.texts, h.values = b.texts.snapshot(), slices.Clip(b.values.list)
	h.arrangeFacts(b.facts, order)
	faulty := b.faulty.clone()
	h.arrangeTouches(b.touch, &faulty)
	if backwards > 0 && !b.options.NewestFirst && b.rows.seq == nil {
		faulty.addMany(CodeNewestFirst, backwards)
	}
	h.found = faulty.list(func(sf.Code) int64 { return b.added })
	first, last := int64(0), int64(-1)
	if len(h.rows.at) > 0 {
		first, last = slices.Min(h.rows.at), slices.Max(h.rows.at)
	}
	h.clock = newClock(b.options.Calendar, b.options.Working, first, last)
	return h
}

// order returns the builder's row for each place, and sets where each deal begins. If the input of the deals runs backwards, nine times
// or more for each time that it runs forwards, it returns how often: an input in random order does not.
func (b *Builder) order(h *History, rank []uint32) (order []uint32, backwards int64) {
	h.first = make([]uint32, len(rank)+1)
	for _, code := range b.deal {
		h.first[rank[code]+1]++
	}
	for i := 1; i < len(h.first); i++ {
		h.first[i] += h.first[i-1]
	}
	next := slices.Clone(h.first)
	keys := make([]rowKey, len(b.deal))
	for i, code := range b.deal {
		r := rank[code]
		keys[next[r]] = rowKey{at: b.rows.at[i], row: uint32(i)}
		next[r]++
	}
	up, down := int64(0), int64(0)
	for d := range rank {
		deal := keys[h.first[d]:h.first[d+1]]
		for i := 1; i < len(deal); i++ {
			switch {
			case deal[i].at > deal[i-1].at:
				up++
			case deal[i].at < deal[i-1].at:
				down++
			}
		}
		b.sortRows(deal)
	}
	order = make([]uint32, len(keys))
	for i, k := range keys {
		order[i] = k.row
	}
	if down >= 9*up {
		backwards = down
	}
	return order, backwards
}

// rowKey is a row while its deal is being sorted.
type rowKey struct {
	at  int64
	row uint32
}

// sortRows sorts the rows of one deal. Most deals have few rows, and many exports are nearly in order.
func (b *Builder) sortRows(deal []rowKey) {
	const few = 24
	if len(deal) > few {
		slices.SortFunc(deal, b.compareRows)
		return
	}
	for i := 1; i < len(deal); i++ {
		for j := i; j > 0 && b.compareRows(deal[j], deal[j-1]) < 0; j-- {
			deal[j], deal[j-1] = deal[j-1], deal[j]
		}
	}
}

func (b *Builder) compareRows(x, y rowKey) int {
	if x.at != y.at {
		return cmp.Compare(x.at, y.at)
	}
	if b.rows.seq != nil {
		if p, q := b.rows.seq[x.row], b.rows.seq[y.row]; p != q {
			return cmp.Compare(p, q)
		}
	}
	if b.options.NewestFirst {
		x, y = y, x
	}
	return cmp.Compare(x.row, y.row)
}

// arrangeFacts moves the facts to the places of their rows.
func (h *History) arrangeFacts(facts map[string]*factColumn, order []uint32) {
	if len(facts) == 0 {
		return
	}
	place := make([]uint32, len(order))
	for to, from := range order {
		place[from] = uint32(to)
	}
	h.facts = make(map[string]*factColumn, len(facts))
	for name, column := range facts {
		type entry struct{ row, value uint32 }
		entries := make([]entry, len(column.row))
		for i, row := range column.row {
			entries[i] = entry{place[row], column.value[i]}
		}
		slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.row, b.row) })
		moved := &factColumn{row: make([]uint32, len(entries)), value: make([]uint32, len(entries))}
		for i, e := range entries {
			moved.row[i], moved.value[i] = e.row, e.value
		}
		h.facts[name] = moved
	}
}
