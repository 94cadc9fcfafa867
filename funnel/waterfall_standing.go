package funnel

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

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

// open reports whether the view shows the deal as open.
func (s *standing) open() bool { return s.staged && s.outcome == stage.Open }

func (b *bridging) standing(v *View, deal uint32) standing {
	if !v.shown(deal) {
		return standing{known: v.seen(deal)}
	}
	d := Deal{v, deal}
	state := d.state()
	s := standing{known: true, shown: true, outcome: state.outcome, staged: state.stage >= 0, created: state.created, amount: d.Amount(), due: d.Close()}
	if b.options.By != "" {
		s.group = groupName(d, b.options.By)
	}
	if !wholeTime(b.options.Due) {
		s.timing = timing(s.due, b.options.Due, v.history.clock.zone)
	}
	s.inside = s.open() && s.timing == 0
	return s
}

// timing says where a close date lies: −1 before a period, 0 in it, 1 after it or unknown.
func timing(due sf.Date, p sf.Period, zone *time.Location) int {
	switch at := due.In(zone); {
	case due.IsZero() || !at.Before(p.To):
		return 1
	case at.Before(p.From):
		return -1
	default:
		return 0
	}
}

// cause says why a deal that counts at one end or both changed what it did.
func (b *bridging) cause(was, is standing) Cause {
	switch {
	case was.inside && is.inside:
		return amountCause(was.amount, is.amount)
	case is.inside:
		return arrival(was, is, b.opening.asOf)
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
