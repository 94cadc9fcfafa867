package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// SourceCredit is what one rule of attribution gives a source for the deals that were won (归因). The two rules of [SourceRow] are
//
//   - first touch (首次触点): the first source that the deal's rows state;
//   - last touch (末次触点): the last one that they state up to the win.
//
// Under either every deal goes to one source, so that the credits of all sources add up to the whole. A source that is cleared later was
// stated all the same, and stays the last one until another is stated.
type SourceCredit struct {
	Won  Tally `json:"won"`  // deals won, and what they were worth when they were
	Open int64 `json:"open"` // deals that are open: as they are won, the cost per win falls and the return rises
	// CostPerWin is cost / deals won, in the currency: with c the cost and w the wins,
	//
	//	c/w      from c/G⁻¹(0.975; w+½) to c/G⁻¹(0.025; w+½)
	//
	// where G is the gamma distribution function with scale 1: the wins are taken as a draw from a Poisson distribution, under Jeffreys' prior.
	// The cost is taken as certain. It is the zero Estimate without a cost, and where nothing was won. Left are the open deals, of
	// which a warning says that they may yet be won.
	CostPerWin sf.Estimate `json:"cost_per_win"`
	// Return is (won amount − cost) / cost, a share of the cost: 0 has earned the cost back, −1 nothing. N is the number of deals won with an
	// amount. It is of what was sold, not of what it made, and has no interval. It is the zero Estimate without a cost, and for a cost of 0.
	Return sf.Estimate `json:"return"`
}

// take counts a deal that goes to the source.
func (c *SourceCredit) take(x *sourcedDeal) error {
	switch x.outcome {
	case stage.Won:
		return c.Won.add(x.amount)
	case stage.Lost:
	default:
		c.Open++
	}
	return nil
}

// sourcedDeal is what [View.Sources] reads of one deal. Instants are as they are held.
type sourcedDeal struct {
	deal        uint32
	first, last string // the sources; "": none was stated
	created     int64
	observed    int64 // under observation from here; created when it was so from the beginning
	reached     bool  // accepted
	accepted    int64
	outcome     stage.Outcome
	ended       int64 // when it closed, if it did
	amount      sf.Money
}

// sourced reads the deals that the view shows in a stage and that were created in the period, by id.
func (v *View) sourced(fact string, accepted int, period sf.Period) []sourcedDeal {
	var out []sourcedDeal
	for d := range v.candidates() {
		x, ok := v.sourcedDeal(d, fact, accepted)
		if ok && (wholeTime(period) || period.Contains(v.history.clock.time(x.created))) {
			out = append(out, x)
		}
	}
	return out
}

// sourcedDeal reads one deal; ok is false when no visible row puts it into a stage.
func (v *View) sourcedDeal(deal uint32, fact string, accepted int) (x sourcedDeal, ok bool) {
	h := v.history
	x.deal = deal
	stated, amount := v.statedBy(fact), uint32(0)
	s := v.follow(deal, listener{
		move: func(_, to, row int) {
			if x.reached {
				return
			}
			if out := h.pipeline.Outcome(to); out == stage.Won || out == stage.Open && to >= accepted {
				x.reached, x.accepted = true, h.rows.at[row]
			}
		},
		row: func(row int, counts bool) {
			if !counts {
				return
			}
			if source, known := stated(row); known {
				if x.first == "" {
					x.first = source
				}
				x.last = source
			}
			if code := of(h.rows.amount, row); code != 0 {
				amount = code
			}
		},
	})
	x.created, x.observed = s.created, max(s.observed, s.created)
	if x.outcome = s.outcome; x.outcome != stage.Open {
		x.ended = s.entered
	}
	x.amount, _ = h.value(amount).Money()
	return x, s.stage >= 0
}

// statedBy returns the function that reads what a row states under the name of a fact, or as the owner; known is false where it states nothing.
func (v *View) statedBy(fact string) func(row int) (text string, known bool) {
	h := v.history
	if fact == "owner" {
		return func(row int) (string, bool) {
			owner := h.text(of(h.rows.owner, row))
			return owner, owner != ""
		}
	}
	column := h.facts[fact]
	if column == nil {
		return func(int) (string, bool) { return "", false }
	}
	return func(row int) (string, bool) {
		code, ok := column.at(uint32(row))
		if value := h.value(code); ok && value.Known() {
			text := value.String()
			return text, text != ""
		}
		return "", false
	}
}
