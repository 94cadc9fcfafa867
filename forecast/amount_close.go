package forecast

import (
	"cmp"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	intervals "github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// methodHeld is the estimator of [CloseHeld].
const methodHeld = "share of the dates that have passed"

// mostPushes is from how many pushes on [CloseHeld] tells no difference.
const mostPushes = 3

// CloseDates is what the close dates of a CRM are worth: those of the open deals, and how past ones did. They are findings: no number of
// this package takes a close date at its word but that of [CloseDated] and the models without a clock.
type CloseDates struct {
	AsOf    time.Time   `json:"as_of"`
	Open    int         `json:"open"`    // open deals
	Missing int         `json:"missing"` // of these, without a close date
	Overdue int         `json:"overdue"` // with one that has passed
	Pushed  int         `json:"pushed"`  // with one that was ever put off
	Deals   []CloseDate `json:"deals"`   // the open deals: the longest overdue first, then the most often pushed, then by id
	Past    []CloseHeld `json:"past"`    // how close dates did, by how often they had been put off: 0, 1, 2, 3 or more
	Notes   []sf.Note   `json:"notes,omitzero"`
}

// CloseDate is the close date of one open deal.
type CloseDate struct {
	Deal        string   `json:"deal"`
	Stage       string   `json:"stage"`
	Owner       string   `json:"owner,omitzero"`
	Amount      sf.Money `json:"amount,omitzero"`
	Close       sf.Date  `json:"close,omitzero"` // zero: missing
	OverdueDays int      `json:"overdue_days"`   // 0: not overdue
	Pushes      int      `json:"pushes"`         // how often a row moved it to a later day (延期次数)
	PushedDays  int      `json:"pushed_days"`    // by how many days in all
}

// CloseHeld is how the close dates did that had been put off so often before.
type CloseHeld struct {
	Pushes int  `json:"pushes"`
	OrMore bool `json:"or_more,omitzero"`
	// Won is the share that came with a win on the date or before, Closed that with a win or a loss. N counts dates, Left those that have
	// not passed. The interval is that of Jeffreys, for independent dates: those of one deal are not, so it is too narrow where deals have
	// several.
	Won    sf.Estimate `json:"won,omitzero"`
	Closed sf.Estimate `json:"closed,omitzero"`
}

// CloseDatesOf reads the close dates of a view. A date that was stated while the deal was open, and had not passed by then, is a promise, and
// is kept when the deal is won by the end of that day. A promise is judged once its day has passed, whatever became of it: one that was
// replaced by a later one and not kept is broken, so that moving a date does not save it. What had been recorded by the view's time counts.
// A push is a row that states a later date than the one before; what is stated again changes nothing. A reopened deal's earlier dates and
// pushes count as well. The cost is that of reading each deal once.
func CloseDatesOf(v *funnel.View) *CloseDates {
	c := &CloseDates{AsOf: v.AsOf(), Deals: []CloseDate{}}
	today := v.Calendar().Date(v.AsOf())
	var past [mostPushes + 1]heldCount
	often := 0
	for d := range v.Deals() {
		if d.StageIndex() < 0 {
			continue // seen only in rows that move nothing
		}
		x := readClose(d, v, today)
		for _, p := range x.promises {
			past[min(p.pushes, mostPushes)].take(p, today)
		}
		if d.Outcome() != stage.Open {
			continue
		}
		c.take(d, x)
		if x.pushes > 1 {
			often++
		}
	}
	slices.SortStableFunc(c.Deals, func(a, b CloseDate) int {
		return cmp.Or(cmp.Compare(b.OverdueDays, a.OverdueDays), cmp.Compare(b.Pushes, a.Pushes))
	})
	total := heldCount{}
	for i, n := range past {
		c.Past = append(c.Past, CloseHeld{Pushes: i, OrMore: i == mostPushes, Won: n.share(n.won), Closed: n.share(n.closed)})
		total.n, total.won = total.n+n.n, total.won+n.won
	}
	c.notes(often, total)
	return c
}

// take adds an open deal.
func (c *CloseDates) take(d funnel.Deal, x closeRead) {
	id, _ := d.Stage()
	row := CloseDate{
		Deal: d.ID(), Stage: id, Owner: d.Owner(), Amount: d.Amount(),
		Close: x.due, OverdueDays: x.overdue, Pushes: x.pushes, PushedDays: x.pushedDays,
	}
	c.Open++
	switch {
	case row.Close.IsZero():
		c.Missing++
	case row.OverdueDays > 0:
		c.Overdue++
	}
	if row.Pushes > 0 {
		c.Pushed++
	}
	c.Deals = append(c.Deals, row)
}

// notes says what the counts come to.
func (c *CloseDates) notes(often int, total heldCount) {
	if c.Overdue > 0 {
		c.Notes = append(c.Notes, countNote(CodeCloseOverdue, c.Overdue, c.Open))
	}
	if c.Missing > 0 {
		c.Notes = append(c.Notes, countNote(CodeCloseMissing, c.Missing, c.Open))
	}
	if often > 0 {
		c.Notes = append(c.Notes, countNote(CodePushed, often, c.Open))
	}
	if total.n > 0 {
		c.Notes = append(c.Notes, sf.NewNote(CodeCloseHeld, "", sf.F("n", sf.Int(total.n)), sf.F("share", sf.Float(round3(float64(total.won)/float64(total.n))))))
	}
}

// promise is a close date that was stated while the deal was open and before it passed.
type promise struct {
	due         sf.Date
	pushes      int // before it
	won, closed bool
}

// closeRead is what the rows of one deal say of its close date.
type closeRead struct {
	due                         sf.Date
	overdue, pushes, pushedDays int
	promises                    []promise
}

// readClose reads the rows of a deal.
func readClose(d funnel.Deal, v *funnel.View, today sf.Date) (x closeRead) {
	p, calendar := v.Pipeline(), v.Calendar()
	open := 0 // the first promise since the deal was opened
	for _, r := range d.Rows() {
		outcome := stage.Open
		if r.Stage >= 0 {
			outcome = p.Outcome(r.Stage)
		}
		on := calendar.Date(r.At)
		if r.Moved && outcome != stage.Open {
			for i := open; i < len(x.promises); i++ {
				if kept := on.Compare(x.promises[i].due) <= 0; kept {
					x.promises[i].closed, x.promises[i].won = true, outcome == stage.Won
				}
			}
			open = len(x.promises)
		}
		if r.Close.IsZero() || r.Close.Compare(x.due) == 0 {
			continue
		}
		if by := r.Close.Number() - x.due.Number(); !x.due.IsZero() && by > 0 {
			x.pushes++
			x.pushedDays += by
		}
		x.due = r.Close
		if outcome == stage.Open && calendar.Date(later(r.At, r.Recorded)).Compare(r.Close) <= 0 {
			x.promises = append(x.promises, promise{due: r.Close, pushes: x.pushes})
		}
	}
	if d.Outcome() == stage.Open && overdue(x.due, today) {
		x.overdue = today.Number() - x.due.Number()
	}
	return x
}

// heldCount counts promises.
type heldCount struct{ n, won, closed, ahead int64 }

func (c *heldCount) take(p promise, today sf.Date) {
	if p.due.Compare(today) >= 0 {
		c.ahead++
		return
	}
	c.n++
	if p.closed {
		c.closed++
	}
	if p.won {
		c.won++
	}
}

// share returns the share of x, zero where no date has passed.
func (c heldCount) share(x int64) sf.Estimate {
	if c.n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(x) / float64(c.n), Level: amountLevel, N: c.n, Left: c.ahead, Method: methodHeld}
	e.Low, e.High = intervals.Jeffreys(float64(x), float64(c.n), amountLevel)
	return e
}

// CloseFacts returns the facts of a deal of that view with those of its close date, for scorers and criteria: close_missing, close_overdue_days
// (0 where it is not overdue), close_pushes and close_pushed_days, as known at the view's time. They are read once, here.
func CloseFacts(v *funnel.View, d funnel.Deal) sf.Facts {
	return closeFacts{d, readClose(d, v, v.Calendar().Date(v.AsOf()))}
}

type closeFacts struct {
	deal funnel.Deal
	read closeRead
}

// Fact returns a fact of the close date, or of the deal.
func (f closeFacts) Fact(name string) sf.Value {
	switch name {
	case "close_missing":
		return sf.Bool(f.read.due.IsZero())
	case "close_overdue_days":
		return sf.Int(int64(f.read.overdue))
	case "close_pushes":
		return sf.Int(int64(f.read.pushes))
	case "close_pushed_days":
		return sf.Int(int64(f.read.pushedDays))
	}
	return f.deal.Fact(name)
}
