package funnel

import (
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
	Passed   Passed        `json:"passed"`          // deals that neither end shows as open
	Slippage Slippage      `json:"slippage"`        // what became of the close dates of the opening
	Warnings []sf.Note     `json:"warnings,omitzero"`
}

// BridgeGroup is the bridge of one group of deals, or of all.
type BridgeGroup struct {
	Group   string      `json:"group"`
	Opening Tally       `json:"opening"`
	Causes  []BridgeRow `json:"causes"` // those that occur, in the order of [Cause]
	Closing Tally       `json:"closing"`
}

// BridgeRow is what one cause did.
type BridgeRow struct {
	Cause    Cause    `json:"cause"`
	Deals    int64    `json:"deals"`
	Amount   sf.Money `json:"amount"`         // what it added to the open amount, below 0 for what it took; unknown where no deal has an amount
	Ended    sf.Money `json:"ended,omitzero"` // won and lost alone: what these deals are worth at the closing, as what was sold of the opening
	Examples []string `json:"examples"`       // deals, the first by id, at most [MaxExamples]
}

// Passed are deals that began after the opening, or were not on record then, and had ended by the closing: they are in no open amount of either end.
type Passed struct {
	Won  Tally `json:"won"`
	Lost Tally `json:"lost"`
}

// Waterfall compares the open pipeline of two views of one history, the opening not later than the closing. It goes by the difference of their
// states and not by the rows between, so it closes even where rows came on record late:
//
//	closing amount − opening amount = Σ over causes of the amount that each added
//
// exactly, in the whole and in every group. A deal that leaves, won or lost among others, takes with it the amount that it had at the opening; one
// that comes brings the amount of the closing. In the whole a deal that changed its group is increased, decreased or unchanged; in the
// groups it moves out of one with the amount of the opening, and into the other with that of the closing.
//
// Deals without an amount are counted and add nothing. The cost is that of reading every deal in both views. The error is an [*sf.InvalidError]:
// views of two histories or in the wrong order, an empty period, amounts in several currencies.
func Waterfall(opening, closing *View, o WaterfallOptions) (*Bridge, error) {
	if err := sf.Invalid(bridgeFaults(opening, closing, o)); err != nil {
		return nil, err
	}
	currency, err := bridgeCurrency(opening, closing)
	if err != nil {
		return nil, err
	}
	b := &bridging{options: o, nothing: currency, groups: make(map[string]*bridgeSums)}
	b.all = b.sums()
	out := &Bridge{From: opening.AsOf(), To: closing.AsOf(), Due: o.Due, By: o.By}
	out.Passed.Won.Amount, out.Passed.Lost.Amount = currency, currency
	for d := range uint32(opening.history.deals.len()) {
		if err := b.take(opening, closing, d, &out.Passed); err != nil {
			return nil, err
		}
	}
	out.All = b.all.group("")
	if o.By != "" {
		out.Groups = []BridgeGroup{}
		for _, name := range slices.Sorted(maps.Keys(b.groups)) {
			out.Groups = append(out.Groups, b.groups[name].group(name))
		}
	}
	if out.Slippage, err = slippage(opening, closing, o.Due, currency); err != nil {
		return nil, err
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
	if o.Due != (sf.Period{}) && !o.Due.Valid() {
		faults = append(faults, sf.NewNote(CodeBridgePeriod, "due", sf.F("period", sf.Text(o.Due.String()))))
	}
	return faults
}

// bridgeCurrency returns nothing in the one currency of both views; unknown where no deal has an amount.
func bridgeCurrency(views ...*View) (nothing sf.Money, err error) {
	seen := make(map[string]bool)
	for _, v := range views {
		for d := range v.Deals() {
			if m := d.Amount(); m.Known() {
				seen[m.Currency()] = true
				nothing = m
			}
		}
	}
	if _, err := onlyCurrency(seen); err != nil {
		return sf.Money{}, err
	}
	return nothing.Sub(nothing)
}

// shown reports whether a view shows a deal.
func (v *View) shown(deal uint32) bool {
	if v.chosen {
		if _, found := slices.BinarySearch(v.only, deal); !found {
			return false
		}
	}
	return v.seen(deal)
}

// standing is where a deal stands in one view.
type standing struct {
	known   bool // on record by then, whether the view shows it or not
	shown   bool
	outcome stage.Outcome
	staged  bool
	created int64
	amount  sf.Money
	due     sf.Date
	group   string
	inside  bool // it counts: open, and due in the period
	timing  int  // its close date against the period: −1 before, 0 in it, 1 after or unknown
}

func (b *bridging) standing(v *View, deal uint32) standing {
	if !v.shown(deal) {
		return standing{known: v.seen(deal)}
	}
	d := Deal{v, deal}
	state := d.state()
	s := standing{known: true, shown: true, outcome: state.outcome, staged: state.stage >= 0, created: state.created, amount: d.Amount(), due: d.Close()}
	if b.options.By != "" {
		if fact := d.Fact(b.options.By); fact.Known() {
			s.group = fact.String()
		}
	}
	s.timing = timing(s.due, b.options.Due, v.history.clock.zone)
	s.inside = s.staged && s.outcome == stage.Open && s.timing == 0
	return s
}

// timing says where a close date lies; every date is in the zero period.
func timing(due sf.Date, p sf.Period, zone *time.Location) int {
	switch at := due.In(zone); {
	case p == (sf.Period{}):
		return 0
	case due.IsZero() || !at.Before(p.To):
		return 1
	case at.Before(p.From):
		return -1
	default:
		return 0
	}
}

// bridging is a waterfall under way.
type bridging struct {
	options WaterfallOptions
	nothing sf.Money // in the currency
	all     *bridgeSums
	groups  map[string]*bridgeSums
	bare    []string // open at the closing without an amount
}

// bridgeSums is the bridge of one group under way.
type bridgeSums struct {
	opening, closing Tally
	rows             [len(causeWords)]BridgeRow
}

func (b *bridging) sums() *bridgeSums {
	s := &bridgeSums{opening: Tally{Amount: b.nothing}, closing: Tally{Amount: b.nothing}}
	for c := range s.rows {
		s.rows[c] = BridgeRow{Cause: Cause(c), Amount: b.nothing}
	}
	return s
}

func (b *bridging) group(name string) *bridgeSums {
	s := b.groups[name]
	if s == nil {
		s = b.sums()
		b.groups[name] = s
	}
	return s
}

// take adds one deal.
func (b *bridging) take(opening, closing *View, deal uint32, passed *Passed) error {
	was, is := b.standing(opening, deal), b.standing(closing, deal)
	if !was.inside && !is.inside {
		return passed.take(was, is)
	}
	id := opening.history.deals.at(deal)
	if is.inside && !is.amount.Known() {
		b.bare = append(b.bare, id)
	}
	cause := b.cause(was, is, opening.asOf)
	if err := b.all.add(id, cause, was, is); err != nil || b.options.By == "" {
		return err
	}
	if was.inside && is.inside && was.group != is.group {
		gone, come := is, was
		gone.inside, come.inside = false, false
		if err := b.group(was.group).add(id, CauseMovedOut, was, gone); err != nil {
			return err
		}
		return b.group(is.group).add(id, CauseMovedIn, come, is)
	}
	at := is.group
	if was.inside {
		at = was.group
	}
	return b.group(at).add(id, cause, was, is)
}

// take counts a deal that neither end shows as open and that was not on record at the opening.
func (p *Passed) take(was, is standing) error {
	if was.known || !is.shown || !is.staged {
		return nil
	}
	switch is.outcome {
	case stage.Won:
		return p.Won.add(is.amount)
	case stage.Lost:
		return p.Lost.add(is.amount)
	default:
		return nil
	}
}

// cause says why a deal that counts at one end or both changed what it did.
func (b *bridging) cause(was, is standing, opening int64) Cause {
	switch {
	case was.inside && is.inside:
		return amountCause(was.amount, is.amount)
	case is.inside:
		return arrival(was, is, opening)
	default:
		return departure(is)
	}
}

func amountCause(was, is sf.Money) Cause {
	if !was.Known() && is.Known() {
		return CausePriced
	}
	switch sign, _ := is.Cmp(was); {
	case sign > 0:
		return CauseIncreased
	case sign < 0, was.Known() && !is.Known(): // a late close can take the amount stated after it out of the count
		return CauseDecreased
	default:
		return CauseUnchanged
	}
}

func arrival(was, is standing, opening int64) Cause {
	switch {
	case !was.shown && was.known:
		return CauseSelected
	case !was.shown && is.created < opening:
		return CauseLate
	case !was.shown:
		return CauseCreated
	case !was.staged: // it was known, and in no stage yet
		return CauseCreated
	case was.outcome != stage.Open:
		return CauseReopened
	case was.timing < 0:
		return CausePushedIn
	default:
		return CausePulledIn
	}
}

func departure(is standing) Cause {
	switch {
	case !is.shown:
		return CauseLeftOut
	case is.outcome == stage.Won:
		return CauseWon
	case is.outcome == stage.Lost:
		return CauseLost
	case is.timing < 0:
		return CausePulledOut
	default:
		return CausePushedOut
	}
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
	g := BridgeGroup{Group: name, Opening: s.opening, Causes: []BridgeRow{}, Closing: s.closing}
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
