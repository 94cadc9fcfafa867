package funnel

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Slippage is what became of the deals that were open at the opening and due from its day to the closing, or in the period asked for
// (延期). Each is in one of the five that follow Due; in a group they are the deals that it had at the opening, whoever has them since.
type Slippage struct {
	Due      Tally     `json:"due"`      // with the amounts of the opening, as in the five
	Won      DealTally `json:"won"`      //
	Lost     DealTally `json:"lost"`     //
	Pushed   DealTally `json:"pushed"`   // open, with a close date later than the period
	Standing DealTally `json:"standing"` // open, with a close date that is not later, and so mostly overdue
	LeftOut  DealTally `json:"left_out"` // not in the closing view
	// Pushes are the deals that are open at the closing and were ever put off, whenever they were due: the most often first, then by id. In
	// a group they are the deals that it has at the closing.
	Pushes []Push `json:"pushes"`
	// PushDays is the mean of Days over Pushes: how long an open deal that was ever put off was put off in all, with the interval of Student
	// from two deals on. It is the zero Estimate where there is none.
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

// slippagePeriod returns when a deal must have been due: in the period asked for, or from the opening's day to the closing.
func slippagePeriod(opening, closing *View, asked sf.Period) sf.Period {
	if !wholeTime(asked) {
		return asked
	}
	return sf.Period{From: sf.DateOf(opening.AsOf()).In(opening.history.clock.zone), To: closing.AsOf()}
}

// slippageOf returns the slippage of no deals.
func slippageOf(zero Tally) Slippage {
	none := func() DealTally { return DealTally{zero, []string{}} }
	return Slippage{Due: zero, Won: none(), Lost: none(), Pushed: none(), Standing: none(), LeftOut: none(), Pushes: []Push{}}
}

// slip follows the close date of one deal: what it was at the opening, and how often it was put off by the closing.
func (b *bridging) slip(deal uint32, x *bridged) error {
	zone := b.closing.history.clock.zone
	if x.was.open() && timing(x.was.due, b.due, zone) == 0 {
		later := timing(x.is.due, b.due, zone) > 0
		for s := range b.in(x.was.group) {
			if err := s.slippage.take(x, later); err != nil {
				return err
			}
		}
	}
	if !x.is.open() || x.is.due.IsZero() {
		return nil
	}
	p := Push{Deal: x.id, Close: x.is.due, Amount: x.is.amount}
	if p.Times, p.Days = b.closing.putOff(deal); p.Times > 0 {
		for s := range b.in(x.is.group) {
			s.slippage.Pushes = append(s.slippage.Pushes, p)
		}
	}
	return nil
}

// take counts a deal that was due; later is whether it is due after the period now.
func (s *Slippage) take(x *bridged, later bool) error {
	fate := &s.Standing
	switch {
	case !x.is.shown:
		fate = &s.LeftOut
	case x.is.outcome == stage.Won:
		fate = &s.Won
	case x.is.outcome == stage.Lost:
		fate = &s.Lost
	case later:
		fate = &s.Pushed
	}
	if err := s.Due.add(x.was.amount); err != nil {
		return err
	}
	return fate.take(x.id, x.was.amount)
}

// putOff returns how often a row moved a deal's close date to a later day, and by how many days in all.
func (v *View) putOff(deal uint32) (times, days int) {
	var last sf.Date
	v.follow(deal, listener{row: func(i int, _ bool) {
		due := v.history.rows.due[i]
		if due.IsZero() {
			return
		}
		if later := due.Number() - last.Number(); !last.IsZero() && later > 0 {
			times++
			days += later
		}
		last = due
	}})
	return times, days
}

// finished returns the slippage with its pushes in order, and their mean.
func (s Slippage) finished() Slippage {
	slices.SortStableFunc(s.Pushes, func(a, b Push) int { return cmp.Compare(b.Times, a.Times) })
	s.PushDays = pushDays(s.Pushes)
	return s
}

// pushDays returns the mean of the days put off.
func pushDays(pushes []Push) sf.Estimate {
	n := float64(len(pushes))
	if n == 0 {
		return sf.Estimate{}
	}
	sum, square := 0.0, 0.0
	for _, p := range pushes {
		sum += float64(p.Days)
	}
	e := sf.Estimate{Value: sum / n, N: int64(len(pushes)), Method: methodPushDays}
	if n > 1 {
		for _, p := range pushes {
			square += (float64(p.Days) - e.Value) * (float64(p.Days) - e.Value)
		}
		half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(1-alpha/2) * math.Sqrt(square/(n-1)/n)
		e.Low, e.High, e.Level = math.Max(e.Value-half, 0), e.Value+half, level
	}
	return e
}
