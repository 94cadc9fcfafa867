package funnel

import (
	"cmp"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Slippage is what became of the deals that were open at the opening and due from its day to the closing, or in the period asked for (延期). Each is in one of
// the five that follow Due.
type Slippage struct {
	Due      Tally  `json:"due"`      // with the amounts of the opening, as in the five
	Won      Tally  `json:"won"`      //
	Lost     Tally  `json:"lost"`     //
	Pushed   Tally  `json:"pushed"`   // open, with a close date later than the period
	Standing Tally  `json:"standing"` // open, with a close date that is not later, and so mostly overdue
	LeftOut  Tally  `json:"left_out"` // not in the closing view
	Pushes   []Push `json:"pushes"`   // deals that are open at the closing and were ever put off: the most often first, then by id
	// PushDays is the mean of Days over Pushes: how long an open deal that was ever put off was put off in all. The interval is that of the
	// normal approximation, from two deals on. It is the zero Estimate where there is none.
	PushDays sf.Estimate `json:"push_days"`
}

// methodPushDays is the name of the estimator of [Slippage].PushDays.
const methodPushDays = "mean days put off"

// Push is how often the close date of one open deal was put off, in all that the closing view shows of it.
type Push struct {
	Deal   string   `json:"deal"`
	Times  int      `json:"times"` // how often a row moved it to a later day
	Days   int      `json:"days"`  // by how many days in all, from the first date to the last where it only ever moved later
	Close  sf.Date  `json:"close"`
	Amount sf.Money `json:"amount,omitzero"`
}

// slippage follows the close dates of the opening. Without a period, those from the opening's day to the closing count.
func slippage(opening, closing *View, due sf.Period, nothing sf.Money) (Slippage, error) {
	if due == (sf.Period{}) {
		due = sf.Period{From: opening.AsOf(), To: closing.AsOf()}
		due.From = sf.DateOf(due.From).In(opening.history.clock.zone)
	}
	zero := Tally{Amount: nothing}
	out := Slippage{Due: zero, Won: zero, Lost: zero, Pushed: zero, Standing: zero, LeftOut: zero, Pushes: []Push{}}
	zone := opening.history.clock.zone
	for d := range opening.Deals() {
		s := d.state()
		if s.stage < 0 || s.outcome != stage.Open || timing(d.Close(), due, zone) != 0 {
			continue
		}
		fate := &out.LeftOut
		if closing.shown(d.row) {
			now := Deal{closing, d.row}
			switch {
			case now.Outcome() == stage.Won:
				fate = &out.Won
			case now.Outcome() == stage.Lost:
				fate = &out.Lost
			case timing(now.Close(), due, zone) > 0:
				fate = &out.Pushed
			default:
				fate = &out.Standing
			}
		}
		amount := d.Amount()
		if err := out.Due.add(amount); err != nil {
			return out, err
		}
		if err := fate.add(amount); err != nil {
			return out, err
		}
	}
	out.Pushes = closing.pushes()
	out.PushDays = pushDays(out.Pushes)
	return out, nil
}

// pushDays returns the mean of the days put off.
func pushDays(pushes []Push) sf.Estimate {
	n := len(pushes)
	if n == 0 {
		return sf.Estimate{}
	}
	sum, square := 0.0, 0.0
	for _, p := range pushes {
		sum += float64(p.Days)
	}
	e := sf.Estimate{Value: sum / float64(n), N: int64(n), Method: methodPushDays}
	if n > 1 {
		for _, p := range pushes {
			square += (float64(p.Days) - e.Value) * (float64(p.Days) - e.Value)
		}
		half := z95 * math.Sqrt(square/float64(n-1)/float64(n))
		e.Low, e.High, e.Level = e.Value-half, e.Value+half, level
	}
	return e
}

// pushes returns how often the close dates of open deals were put off.
func (v *View) pushes() []Push {
	out := []Push{}
	h := v.history
	if h.rows.due == nil {
		return out
	}
	for d := range v.Deals() {
		var p Push
		s := v.follow(d.row, listener{row: func(i int, _ bool) {
			due := h.rows.due[i]
			if due.IsZero() {
				return
			}
			if later := due.Number() - p.Close.Number(); !p.Close.IsZero() && later > 0 {
				p.Times++
				p.Days += later
			}
			p.Close = due
		}})
		if p.Times > 0 && s.stage >= 0 && s.outcome == stage.Open {
			p.Deal, p.Amount = d.ID(), d.Amount()
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Push) int { return cmp.Compare(b.Times, a.Times) })
	return out
}
