package funnel

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// WaterfallOptions say which open deals a waterfall is about. The zero value takes all, in one group.
type WaterfallOptions struct {
	// By is the fact that deals are grouped by, such as owner or region, as each end knows it; empty: no groups.
	By string
	// Due takes only deals whose close date lies in a period, so that dates that move are causes, too; zero: all open deals.
	Due sf.Period
}

// Bridge says how the open pipeline at one time became that at another: opening + causes = closing, exactly (漏斗变动).
type Bridge struct {
	From     time.Time     `json:"from"` // the opening view's time
	To       time.Time     `json:"to"`   // the closing view's
	Due      sf.Period     `json:"due,omitzero"`
	By       string        `json:"by,omitzero"`
	All      BridgeGroup   `json:"all"`
	Groups   []BridgeGroup `json:"groups,omitzero"` // by name; "" are deals of which the group is not known
	Warnings []sf.Note     `json:"warnings,omitzero"`
}

// BridgeGroup is the bridge of one group of deals, or of all.
type BridgeGroup struct {
	Group    string      `json:"group"`
	Opening  Tally       `json:"opening"`
	Causes   []BridgeRow `json:"causes"` // those that occur, in the order of [Cause]
	Closing  Tally       `json:"closing"`
	Passed   Passed      `json:"passed"`   // deals that neither end shows as open
	Slippage Slippage    `json:"slippage"` // what became of the close dates of the opening
}

// BridgeRow is what one cause did.
type BridgeRow struct {
	Cause    Cause    `json:"cause"`
	Deals    int64    `json:"deals"`
	Amount   sf.Money `json:"amount"`         // what it added to the open amount, below 0 for what it took; unknown where no deal has an amount
	Ended    sf.Money `json:"ended,omitzero"` // won and lost alone: what these deals are worth at the closing, as what was sold of the opening
	Examples []string `json:"examples"`       // deals, the first by id, at most [MaxExamples]
}

// Passed are deals that began after the opening, or were not on record then, and had ended by the closing: they are in no open amount of
// either end. They count for the group that the closing knows.
type Passed struct {
	Won  DealTally `json:"won"`
	Lost DealTally `json:"lost"`
}

// Waterfall compares the open pipeline of two views of one history, the opening not later than the closing. It goes by the difference of their
// states and not by the rows between, so it closes even where rows came on record late:
//
//	closing amount − opening amount = Σ over causes of the amount that each added
//
// exactly, in the whole and in every group. A deal that leaves, won or lost among others, takes with it the amount that it had at the opening; one
// that comes brings the amount of the closing. A start of observation changes nothing.
//
// With groups, a deal that leaves does so in the group that it had at the opening, also where another owner won it; one that comes, in the
// group of the closing. One that is open at both ends and has changed its group moves out of the one with the amount of the opening, and
// into the other with that of the closing; in the whole it is priced, increased, decreased or unchanged. So, over all groups,
//
//   - openings, closings, Passed and Slippage sum to those of the whole, and so does each cause by which deals come and leave, in deals
//     and in amounts;
//   - as many deals are moved in as moved out;
//   - the amounts moved in and out, priced, increased, decreased and unchanged together sum to those priced, increased, decreased and
//     unchanged in the whole. The moves alone cancel only where no amount changed besides.
//
// Deals without an amount are counted and add nothing. The cost is that of reading every deal in both views. The error is an [*sf.InvalidError]:
// views of two histories or in the wrong order, an empty period, amounts in several currencies.
func Waterfall(opening, closing *View, o WaterfallOptions) (*Bridge, error) {
	if err := sf.Invalid(bridgeFaults(opening, closing, o)); err != nil {
		return nil, err
	}
	zero, err := zeroOf([]*View{opening, closing}, nil)
	if err != nil {
		return nil, err
	}
	b := &bridging{options: o, opening: opening, closing: closing, due: slippagePeriod(opening, closing, o.Due), zero: zero, groups: make(map[string]*bridgeSums)}
	b.all = b.sums()
	for d := range uint32(opening.history.deals.len()) {
		if err := b.take(d); err != nil {
			return nil, err
		}
	}
	out := &Bridge{From: opening.AsOf(), To: closing.AsOf(), Due: o.Due, By: o.By, All: b.all.group("")}
	if o.By != "" {
		out.Groups = []BridgeGroup{}
		for _, name := range slices.Sorted(maps.Keys(b.groups)) {
			out.Groups = append(out.Groups, b.groups[name].group(name))
		}
	}
	out.Warnings = b.warnings(out)
	return out, nil
}

func bridgeFaults(opening, closing *View, o WaterfallOptions) (faults []sf.Note) {
	if opening.history != closing.history {
		faults = append(faults, sf.NewNote(CodeBridgeHistory, ""))
	}
	if closing.asOf < opening.asOf {
		faults = append(faults, sf.NewNote(CodeBridgeOrder, "", sf.F("opening", sf.Instant(opening.AsOf())), sf.F("closing", sf.Instant(closing.AsOf()))))
	}
	return append(faults, periodFaults("due", o.Due)...)
}

// bridging is a waterfall under way.
type bridging struct {
	options          WaterfallOptions
	opening, closing *View
	due              sf.Period // for slippage
	zero             sf.Money  // in the currency
	all              *bridgeSums
	groups           map[string]*bridgeSums
	bare             []string // open at the closing without an amount
}

// bridged is a deal at both ends.
type bridged struct {
	id      string
	was, is standing
}

// sums returns the bridge of a group before any deal.
func (b *bridging) sums() *bridgeSums {
	zero := Tally{Amount: b.zero}
	s := &bridgeSums{opening: zero, closing: zero, slippage: slippageOf(zero)}
	s.passed.Won, s.passed.Lost = DealTally{zero, []string{}}, DealTally{zero, []string{}}
	for c := range s.rows {
		s.rows[c] = BridgeRow{Cause: Cause(c), Amount: b.zero}
	}
	return s
}

// group returns the bridge of a group.
func (b *bridging) group(name string) *bridgeSums {
	s := b.groups[name]
	if s == nil {
		s = b.sums()
		b.groups[name] = s
	}
	return s
}

// in yields the bridges that a deal of a group counts in: that of all, and where there are groups, that of its own.
func (b *bridging) in(group string) iter.Seq[*bridgeSums] {
	return func(yield func(*bridgeSums) bool) {
		if yield(b.all) && b.options.By != "" {
			yield(b.group(group))
		}
	}
}

// take adds one deal.
func (b *bridging) take(deal uint32) error {
	x := bridged{b.opening.history.deals.at(deal), b.standing(b.opening, deal), b.standing(b.closing, deal)}
	add := b.pass
	if x.was.inside || x.is.inside {
		add = b.cross
	}
	if err := add(&x); err != nil {
		return err
	}
	return b.slip(deal, &x)
}

// cross adds a deal that counts at one end or both.
func (b *bridging) cross(x *bridged) error {
	if x.is.inside && !x.is.amount.Known() {
		b.bare = append(b.bare, x.id)
	}
	cause := b.cause(x.was, x.is)
	if err := b.all.add(x.id, cause, x.was, x.is); err != nil || b.options.By == "" {
		return err
	}
	if x.was.inside && x.is.inside && x.was.group != x.is.group {
		gone, come := x.is, x.was
		gone.inside, come.inside = false, false
		if err := b.group(x.was.group).add(x.id, CauseMovedOut, x.was, gone); err != nil {
			return err
		}
		return b.group(x.is.group).add(x.id, CauseMovedIn, come, x.is)
	}
	at := x.is.group
	if x.was.inside {
		at = x.was.group
	}
	return b.group(at).add(x.id, cause, x.was, x.is)
}

// pass counts a deal that neither end shows as open, if it was not on record at the opening.
func (b *bridging) pass(x *bridged) error {
	if x.was.known || !x.is.shown || !x.is.staged || x.is.outcome == stage.Open {
		return nil
	}
	for s := range b.in(x.is.group) {
		ended := &s.passed.Lost
		if x.is.outcome == stage.Won {
			ended = &s.passed.Won
		}
		if err := ended.take(x.id, x.is.amount); err != nil {
			return err
		}
	}
	return nil
}

// bridgeSums is the bridge of one group under way.
type bridgeSums struct {
	opening, closing Tally
	rows             [CauseLeftOut + 1]BridgeRow
	passed           Passed
	slippage         Slippage
}

// add takes one deal into the bridge of a group that it is in at one end or both.
func (s *bridgeSums) add(id string, cause Cause, was, is standing) error {
	row := &s.rows[cause]
	row.Deals++
	if len(row.Examples) < MaxExamples {
		row.Examples = append(row.Examples, id)
	}
	if cause == CauseWon || cause == CauseLost {
		if err := addMoney(&row.Ended, is.amount); err != nil {
			return err
		}
	}
	if was.inside {
		if err := s.opening.add(was.amount); err != nil {
			return err
		}
		if err := addMoney(&row.Amount, was.amount.Neg()); err != nil {
			return err
		}
	}
	if is.inside {
		if err := s.closing.add(is.amount); err != nil {
			return err
		}
		return addMoney(&row.Amount, is.amount)
	}
	return nil
}

// group returns the bridge with the causes that occur.
func (s *bridgeSums) group(name string) BridgeGroup {
	g := BridgeGroup{Group: name, Opening: s.opening, Causes: []BridgeRow{}, Closing: s.closing, Passed: s.passed, Slippage: s.slippage.finished()}
	for _, row := range s.rows {
		if row.Deals > 0 {
			g.Causes = append(g.Causes, row)
		}
	}
	return g
}

// warnings says what a reader of the bridge should know.
func (b *bridging) warnings(out *Bridge) (notes []sf.Note) {
	if n := len(b.bare); n > 0 {
		notes = append(notes, sf.NewNote(CodeBridgeUnpriced, "", sf.F("n", sf.Int(int64(n))), sf.F("examples", sf.Text(someOf(b.bare)))))
	}
	for _, row := range out.All.Causes {
		if row.Cause == CauseLate {
			notes = append(notes, sf.NewNote(CodeBridgeLate, "", sf.F("n", sf.Int(row.Deals)), sf.F("examples", sf.Text(someOf(row.Examples)))))
		}
	}
	return notes
}

// someOf names the first of some deals in a sentence.
func someOf(ids []string) string { return strings.Join(ids[:min(len(ids), 3)], ", ") }
