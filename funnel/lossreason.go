package funnel

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// LossReasons says why deals were lost, from which stage and for whom. [View.LossReasons] makes it. Lost is the sum of either list.
type LossReasons struct {
	By       []string     `json:"by,omitzero"` // the facts that rows are parted by
	Rows     []LossReason `json:"rows"`        // by stage in selling order, unknown stages last, then group, the most deals first, then reason
	Reasons  []LossReason `json:"reasons"`     // the same from all stages together, with no Stage
	Lost     Tally        `json:"lost"`        // all lost deals
	NotGiven Tally        `json:"not_given"`   // of them: those without a reason
}

// LossReason is the lost deals of one stage, or of all, one group and one reason.
type LossReason struct {
	Stage  string   `json:"stage"`          // the stage they were lost from; empty in Rows: they were never seen in an open one
	Group  []string `json:"group,omitzero"` // the value of each fact in By; empty: not known
	Reason string   `json:"reason"`         // empty: not given
	DealTally
	Share sf.Estimate `json:"share"` // of the deals that this group lost from this stage, or in all
}

// methodReasonShare is the name of the estimator.
const methodReasonShare = "share of the lost"

// LossReasons counts the deals that are lost by the stage they were lost from, the reason that was given, and any facts that [Deal.Fact]
// answers to, such as "owner" or "source"; "stage" is the lost stage that they ended in. Deals of which no reason is given are rows of
// their own, with an empty Reason: they are neither left out nor spread over the others, and NotGiven sums them up.
//
// The reason of a loss is the last that was stated when the deal closed, in a row of that instant, or since. What an earlier row gave as the reason of
// another move does not count. Reasons are compared as they are written. The stage of a loss is the one the deal stood in before it closed,
// also one that was given up. A deal that was lost, reopened and lost again counts once, by its last loss; one that is open again, or was won, does not
// count. With a start of observation, deals that were lost before it do not count. Amounts are those at the close.
//
// Share is x of the n deals that the same group lost from the same stage, in Reasons from any, with the interval of Jeffreys for n draws; the
// shares of a stage and group sum to 1.
//
// The cost is a few readings of the rows. The error is an [*sf.InvalidError]: amounts in several currencies ([CodeCurrencies]), or sums with too
// many digits.
func (v *View) LossReasons(by ...string) (*LossReasons, error) {
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	staged, all := newLossTable(v), newLossTable(v)
	out := &LossReasons{By: slices.Clone(by)}
	for d := range v.candidates() {
		from, reason, ok := v.loss(d)
		if !ok {
			continue
		}
		group, amount := v.groupOf(d, by), (Deal{v, d}).Amount()
		if err := staged.take(d, from, group, reason, amount); err != nil {
			return nil, err
		}
		if err := all.take(d, anyStage, group, reason, amount); err != nil {
			return nil, err
		}
		if err := out.sum(reason, amount); err != nil {
			return nil, err
		}
	}
	out.Rows, out.Reasons = staged.list(), all.list()
	return out, nil
}

// sum adds a deal to the sums of all.
func (l *LossReasons) sum(reason string, amount sf.Money) error {
	if reason == "" {
		if err := l.NotGiven.add(amount); err != nil {
			return err
		}
	}
	return l.Lost.add(amount)
}

// loss returns from where and why a deal is lost; ok is false for one that is not, or was so before observation began. From is -1 when it was
// not seen in an open stage.
func (v *View) loss(deal uint32) (from int, reason string, ok bool) {
	h := v.history
	var closed int64
	s := v.follow(deal, listener{move: func(at, _, row int) { from, closed = at, h.rows.at[row] }})
	if s.outcome != stage.Lost || closed < v.since {
		return 0, "", false
	}
	var said uint32
	v.follow(deal, listener{row: func(i int, _ bool) {
		if code := of(h.rows.reason, i); code != 0 && h.rows.at[i] >= closed {
			said = code
		}
	}})
	return from, h.text(said), true
}

// groupOf returns the values of facts of a deal, "" for one that is not known; nil for no facts.
func (v *View) groupOf(deal uint32, facts []string) []string {
	var group []string
	for _, fact := range facts {
		group = append(group, groupName(Deal{v, deal}, fact))
	}
	return group
}

// lossPart returns a key of a stage and a group, which no other has and no reason can lengthen into another.
func lossPart(from int, group []string) string {
	key := strconv.AppendInt(nil, int64(from), 10)
	for _, name := range group {
		key = strconv.AppendQuote(append(key, ' '), name)
	}
	return string(append(key, ':'))
}

// anyStage stands for all stages together.
const anyStage = -2

// lossTable is the rows of losses in the making.
type lossTable struct {
	view *View
	rows map[string]*lossRow
	lost map[string]int64 // by part
}

// lossRow is a row in the making.
type lossRow struct {
	LossReason
	from int    // the stage's index; -1: unknown; or anyStage
	part string // the stage and the group
}

func newLossTable(v *View) *lossTable {
	return &lossTable{view: v, rows: make(map[string]*lossRow), lost: make(map[string]int64)}
}

// take counts a lost deal.
func (t *lossTable) take(deal uint32, from int, group []string, reason string, amount sf.Money) error {
	part := lossPart(from, group)
	row := t.rows[part+reason]
	if row == nil {
		row = &lossRow{LossReason: LossReason{Group: group, Reason: reason}, from: from, part: part}
		t.rows[part+reason] = row
	}
	t.lost[part]++
	return row.take(t.view.history.deals.at(deal), amount)
}

// list returns the rows in order, with their names and shares.
func (t *lossTable) list() []LossReason {
	out := []LossReason{}
	for _, row := range slices.SortedFunc(maps.Values(t.rows), (*lossRow).compare) {
		r, n := row.LossReason, t.lost[row.part]
		if row.from >= 0 {
			r.Stage = t.view.history.pipeline.StageID(row.from)
		}
		r.Share = settledShare(methodReasonShare, r.Stage, r.Deals, n, 0)
		out = append(out, r)
	}
	return out
}

// compare orders rows: by stage in selling order, an unknown one last, then by group, by how many deals, and by reason.
func (r *lossRow) compare(other *lossRow) int {
	return cmp.Or(
		cmp.Compare(uint(r.from), uint(other.from)), // -1 becomes the largest
		slices.Compare(r.Group, other.Group),
		cmp.Compare(other.Deals, r.Deals),
		cmp.Compare(r.Reason, other.Reason),
	)
}
