package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

const (
	// DefaultHorizonDays is how far a timed model reaches when nothing else is said: two years.
	DefaultHorizonDays = 731
	// MostHorizonDays is how far a timed model may reach: ten years.
	MostHorizonDays = 3660
)

// TimedOptions are the options of [Timed]. The zero value is a model of all days, without a calendar effect, that reaches two years.
type TimedOptions struct {
	// AsOf is the end of what the hazards were learned from, the time of their view: the model's [Fit]. Zero: not said, and a test on the
	// past will refuse the model.
	AsOf time.Time
	// HorizonDays is how far the model reaches, from 1 to 3660 days from the book's time on; 0: [DefaultHorizonDays]. What is won after it
	// is part of P(won ever) alone.
	HorizonDays int
	// Working says that the hazards count working days of the calendar, as those of a history with [funnel.Options].Working do: the book's
	// calendar then counts ages, times and the horizon in working days too. A book of a day off is asked as one of the next working day.
	Working bool
	// Effect is the calendar effect that was learned with these hazards, which are then those of days; nil: none.
	Effect *funnel.CalendarEffect
	// Lag is how late moves come on record: a deal that is shown in a stage may have left it; see [funnel.Hazards.CurvesLagged]. Nil: at
	// once. It does not go with Effect.
	Lag *funnel.Lag
}

// Timed returns the model that knows the pace of every stage: the probability that a deal is won before each time, and ever, given its stage
// and how long it has been there. That is [funnel.Curves.WinBy] of the hazards, and [funnel.Curves.WinEver],
//
//	P(won by t) = P(T < a + h, won | T ≥ a in the present stage)
//
// with the age a in days from the deal's Entered to the book's time, and the horizon h in days from the book's day, which is the first of
// them, to t: a day that has begun at t counts whole, and of a time at or before the book's h is 0, and so is the probability. Days begin
// where the book's calendar says, and the book's time should be the start of one: of a day half over, all is still to come. A deal that
// came back to a stage is as old there as its last visit. Close dates are not looked at.
//
// Hazards in units of several days are interpolated linearly between units, in the age and in the horizon. With a calendar effect P(won by t)
// is that of [funnel.CalendarEffect.Curves] from the book's day on; as the effect moves closings in time and hardly changes how they end,
// P(won ever) stays that of the plain curves, or P(won by t) where that is more.
//
// What it cannot know it tells in notes: deals without Entered, which are asked at age 0; times beyond the horizon, at which the row stays
// what it is at the horizon; stages where more than a twentieth of the answer is extrapolated, on the average over the deals; and what
// [funnel.Hazards.Warnings] says of stages in the book. A book with open deals in a stage of which the hazards say nothing, as nobody was
// ever seen leaving it, is refused by name; [Blended] takes the configured probability there, and moves away from it as evidence comes in.
//
// The curves are solved once, here; see [funnel.Hazards.Curves] for the cost. A book then costs a look-up for each stage, age and time that
// occurs in it, and a copy for each deal; with an effect the curves of the book's times are solved anew for each book. The model is
// immutable and safe for concurrent use. It is [Evidenced].
//
// The error is an [*sf.InvalidError]: no hazards, a horizon out of range, a lag together with an effect, an effect of other hazards, and what
// the curves refuse.
//
// Source: see [funnel.Hazards.Curves]. It assumes that the pipeline goes on as it did, and that a deal in a stage has no memory of its way
// there. Given that it is unbiased: of 400 simulated books of some 470 deals [TimedOf] foretold 10867, 31080, 46949 and 50812 wins within
// 15, 45 and 90 days and ever, and 10872, 31125, 47115 and 51027 came, which is within 1.2 standard errors.
func Timed(h *funnel.Hazards, o TimedOptions) (Model, error) {
	if err := o.check(h); err != nil {
		return nil, err
	}
	days := o.HorizonDays
	if days == 0 {
		days = DefaultHorizonDays
	}
	m := &timed{
		fit: Fit{Learned: true, AsOf: o.AsOf}, unit: h.Unit(), working: o.Working, effect: o.Effect,
		horizon: (days + h.Unit() - 1) / h.Unit(), stages: make(map[string]known), warnings: h.Warnings(),
	}
	plain, err := h.Curves(m.horizon)
	if err != nil {
		return nil, err
	}
	m.curves = plain
	if o.Lag != nil {
		if m.curves, err = h.CurvesLagged(m.horizon, o.Lag); err != nil {
			return nil, err
		}
	}
	if err := m.know(h, plain); err != nil {
		return nil, err
	}
	return m, nil
}

// DefaultHazardPrior is the prior of the hazards in [TimedOf] when nothing else is said, in stays. Without one, the only deal that ever stayed
// so long speaks for all others of its age, and makes them certain to be won, or not to be. In simulated books learned from 150 deals that
// were 7 of 263 deals; a stay brought the logarithmic score from .59 to .54, and more of them brought little more.
const DefaultHazardPrior = 1

// TimedOfOptions are the options of [TimedOf]. The zero value learns daily hazards.
type TimedOfOptions struct {
	Hazards     funnel.HazardOptions // its Prior 0: [DefaultHazardPrior]
	UnitDays    int                  // the unit of ages; 0: one day
	HorizonDays int                  // as in [TimedOptions]
	// Periods are those by whose end closings cluster, from the history's first to beyond the last forecast: a calendar effect is learned,
	// see [funnel.View.CalendarEffect]. Days in none of them are ordinary. Nil: no effect.
	Periods []sf.Period
	Lagged  bool // learn how late moves come on record, and count with it
}

// TimedOf learns a [Timed] model from a view: its life table, hazards, calendar effect or recording lag. The model is fitted as of the view's
// time, so a view of a past time gives the model that could have been had then. The error is that of the steps.
func TimedOf(v *funnel.View, o TimedOfOptions) (Model, error) {
	t := TimedOptions{AsOf: v.AsOf(), HorizonDays: o.HorizonDays, Working: v.Working()}
	if o.Lagged {
		t.Lag = v.Lag()
	}
	if o.Hazards.Prior == 0 {
		o.Hazards.Prior = DefaultHazardPrior
	}
	h, err := v.LifeTableLagged(o.UnitDays, t.Lag).Hazards(o.Hazards)
	if err != nil {
		return nil, err
	}
	if o.Periods != nil {
		if t.Effect, err = v.CalendarEffect(h, o.Periods); err != nil {
			return nil, err
		}
	}
	return Timed(h, t)
}

// winner is what says when deals are won.
type winner interface {
	WinBy(stage, age, horizon int) (p, extrapolated float64)
	WinEver(stage, age int) (p, extrapolated float64)
}

// known is a stage of which the hazards say something.
type known struct {
	at    int     // its index there
	deals float64 // what stands behind it
}

// timed is the model of [Timed].
type timed struct {
	fit      Fit
	unit     int // days
	horizon  int // units
	working  bool
	effect   *funnel.CalendarEffect
	curves   winner
	stages   map[string]known
	warnings []sf.Note
}

// check finds every fault of the options, given the hazards that they are for.
func (o TimedOptions) check(h *funnel.Hazards) error {
	var faults []sf.Note
	if h == nil || h.Unit() < 1 {
		faults = append(faults, sf.NewNote(CodeNoHazards, "hazards"))
	}
	if o.HorizonDays < 0 || o.HorizonDays > MostHorizonDays {
		faults = append(faults, daysFault("horizon_days", o.HorizonDays, MostHorizonDays))
	}
	if o.Lag != nil && o.Effect != nil {
		faults = append(faults, sf.NewNote(CodeLagWithEffect, "lag"))
	}
	if o.Effect != nil && h != nil && o.Effect.Hazards() != h {
		faults = append(faults, sf.NewNote(CodeOtherHazards, "effect"))
	}
	return sf.Invalid(faults)
}

// perks is what the prior of [funnel.Perks] itself is worth.
const perks = 1

// know finds the stages of which something is known, and what stands behind it.
func (m *timed) know(h *funnel.Hazards, c *funnel.Curves) error {
	var chain *funnel.Chain
	matrix, err := h.Counts().Matrix(funnel.Perks())
	if err == nil {
		chain, err = matrix.Chain()
	}
	if err != nil {
		return err
	}
	for i, id := range h.Stages() {
		if ends, _ := c.EndEver(i, 0); c.Ages(i) == 0 || ends <= 0 {
			continue // nobody was seen there, nobody left, or it is an end
		}
		m.stages[id] = known{at: i}
		if win, ok := learned(chain, id); ok {
			_, unseen := c.WinEver(i, 0)
			m.stages[id] = known{at: i, deals: max(evidence(win)-perks, 0) * (1 - min(unseen, 1))}
		}
	}
	return nil
}

// Fit says what the hazards were learned from.
func (m *timed) Fit() Fit { return m.fit }

// Evidence returns how many closed deals stand behind P(won ever) of a new deal in the stage: what [Blend] finds behind the chain of the same
// moves, less the one that its prior is worth, and of that the share that is not extrapolated. The chain counts a stage on the way that few have
// left as the little that it is, while the variance of the curves is 0 of one that a single deal has left. A stage that deals have entered
// and not left is worth nothing.
func (m *timed) Evidence(id string) (deals float64, known bool) {
	k, known := m.stages[id]
	return k.deals, known
}
