package simulate

import (
	"math"
	"math/rand/v2"
)

const (
	maxAmount = 1_000_000_000_000_000 // hundredths
	// maxEvents bounds the rows of one deal. With the bound on mean steps that Validate sets, only absurdly frequent
	// changes of the close date come near it.
	maxEvents = 100_000
	// lastCivil is the end of the year 9999, after which nothing happens.
	lastCivil = 253_402_300_799
	noDate    = math.MinInt64
)

// event is a row in the making.
type event struct {
	civil  int64
	stage  int
	amount int64
	close  int64 // civil day
	next   int64 // civil seconds
	reason string
}

// deal is the state of the deal being drawn.
type deal struct {
	owner, source, region string

	begun     int64
	stage     int
	won       int // index of planStage.cum
	pace      float64
	seen      int64 // when it is first recorded
	hasAmount bool
	amount    int64
	close     int64
	standing  bool // the close date is left as it is
}

// drawer draws one deal after the other.
type drawer struct {
	*plan
	*streams
	deal         deal
	events       []event
	shared       *rand.Rand
	sharedSource *rand.PCG
}

func newDrawer(p *plan, seed uint64) *drawer {
	pcg := new(rand.PCG)
	shared := rand.New(pcg)
	return &drawer{plan: p, streams: newStreams(seed), sharedSource: pcg, shared: shared}
}

// draw fills d.events with deal k. It reports false if the deal begins after the end of arrivals, or is never seen.
func (d *drawer) draw(k int, from, length int64) bool {
	d.streams.deal(uint64(k))
	d.events = d.events[:0]
	d.deal = deal{begun: from + int64(d.who.Float64()*float64(length)), close: noDate}
	if d.deal.begun >= d.until {
		return false
	}
	d.identify()
	d.expect(d.deal.begun, true)
	d.walk()
	return d.cutBeginning()
}

// identify draws who the deal is and how it will end. It draws the same numbers whatever is switched on.
func (d *drawer) identify() {
	owner, source := d.owners.agent(d.who.Float64()), d.sources.agent(d.who.Float64())
	d.deal.owner, d.deal.source, d.deal.region = owner.Name, source.Name, d.regions.name(d.who.Float64())
	effect := combine(owner, source)
	d.deal.stage = pick(d.entry, d.who.Float64())

	own, speed := d.who.NormFloat64(), d.who.NormFloat64()
	sigma := d.spec.Frailty
	d.deal.pace = effect.Pace * math.Exp(sigma*speed-sigma*sigma/2)
	odds := effect.WinOdds * d.drawAmount()
	if d.wins(shiftOdds(d.win[d.deal.stage], odds), own) {
		d.deal.won = 1
	}

	d.deal.seen = d.from
	if d.who.Float64() < d.spec.LateEntry.Share {
		d.deal.seen = max(d.deal.seen, d.deal.begun+seconds(d.delay.days(d.who)))
	}
}

// wins decides by a Gaussian copula with one factor per period.
func (d *drawer) wins(p, own float64) bool {
	x := own
	if rho := d.spec.Dependence.Rho; rho > 0 {
		period := periodOf(d.spec.Dependence.Period, dayOf(d.deal.begun))
		reseed(d.sharedSource, d.seed, streamFactor, period)
		x = math.Sqrt(rho)*d.shared.NormFloat64() + math.Sqrt(1-rho)*own
	}
	return x <= normalQuantile(p)
}

// drawAmount sets the amount and returns its effect on the odds of a win.
func (d *drawer) drawAmount() (odds float64) {
	if !d.amount.set() {
		return 1
	}
	value := d.amount.draw(d.money)
	d.deal.amount = d.round(value * 100)
	d.deal.hasAmount = d.money.Float64() >= d.spec.Amounts.Missing
	logit := d.spec.Amounts.LogitPerLog
	if logit == 0 {
		return 1
	}
	const most = 1e12 // keeps the odds finite for amounts of 0
	return math.Min(math.Max(math.Exp(logit*math.Log(value/d.amountMean)), 1/most), most)
}

// round returns hundredths as a positive multiple of the unit.
func (d *drawer) round(hundredths float64) int64 {
	unit := max(d.spec.Amounts.Unit, 1)
	n := math.Round(math.Min(hundredths, maxAmount) / float64(unit))
	return max(int64(n), 1) * unit
}

// walk draws the path from stage to stage.
func (d *drawer) walk() {
	civil := d.deal.begun
	for fresh := true; ; {
		if fresh && !d.emit(civil) {
			return
		}
		here := d.deal.stage
		stage := &d.stages[here]
		if stage.outcome != Open {
			return
		}
		move := pick(stage.cum[d.deal.won], d.path.Float64())
		to := stage.to[move]
		left := d.leave(civil, to, math.Min(stage.stay[move].draw(d.path)*d.deal.pace, maxDraw))
		if left > lastCivil || !d.slip(left) {
			return
		}
		civil, d.deal.stage = left, to
		fresh = to != here || d.spec.SelfRows
		if to != here {
			d.enter(civil)
		} else if !fresh && d.past(civil) {
			return
		}
	}
}

// leave returns when a stay ends.
func (d *drawer) leave(civil int64, to int, days float64) int64 {
	outcome, c := d.stages[to].outcome, d.spec.Calendar
	if c.Days == 0 || outcome == Open || (c.WonOnly && outcome != Won) {
		return civil + seconds(days)
	}
	return c.stretch(civil, seconds(days))
}

// enter draws what changes with a stage.
func (d *drawer) enter(civil int64) {
	a := d.spec.Amounts
	if d.amount.set() && a.Change > 0 && d.money.Float64() < a.Change {
		d.deal.amount = d.round(float64(d.deal.amount) * d.factor.draw(d.money))
	}
	switch {
	case d.stages[d.deal.stage].outcome == Open:
		d.expect(civil, false)
	case d.stages[d.deal.stage].outcome == Won && d.deal.close != noDate:
		d.deal.close = dayOf(civil)
	}
}

// expect sets the expected close date on entering an open stage.
func (d *drawer) expect(civil int64, first bool) {
	if first && d.dates.Float64() >= d.spec.CloseDates.Share {
		return
	}
	ahead := d.stages[d.deal.stage].ahead
	switch {
	case !first && (d.deal.close == noDate || !ahead.set()):
		return
	case !ahead.set():
		ahead = d.closeAhead
	}
	d.deal.close, d.deal.standing = dayOf(civil)+int64(math.Round(ahead.days(d.dates))), false
}

// slip puts off close dates that pass before the stay ends. It reports false when nothing later can be seen.
func (d *drawer) slip(left int64) bool {
	for d.deal.close != noDate && d.push.set() && !d.deal.standing {
		civil := (d.deal.close+1)*daySeconds + d.deal.begun - dayOf(d.deal.begun)*daySeconds
		if civil >= left {
			break
		}
		if d.dates.Float64() < d.spec.CloseDates.Ignored {
			d.deal.standing = true
			break
		}
		d.deal.close += max(int64(math.Round(d.push.days(d.dates))), 1)
		if !d.emit(civil) {
			return false
		}
	}
	return true
}

// emit appends a row of the present state. It reports false when nothing later can be seen.
func (d *drawer) emit(civil int64) bool {
	if d.past(civil) || len(d.events) == maxEvents {
		return false
	}
	stage := &d.stages[d.deal.stage]
	e := event{civil: civil, stage: d.deal.stage, amount: d.deal.amount, close: d.deal.close, next: noDate}
	if stage.outcome == Open && d.spec.NextSteps.Share > 0 && d.dates.Float64() < d.spec.NextSteps.Share {
		e.next = civil + seconds(d.nextAhead.days(d.dates))
	}
	if len(stage.reasons.names) > 0 {
		e.reason = stage.reasons.name(d.path.Float64())
	}
	d.events = append(d.events, e)
	return true
}

// past says whether the end of observation is reached.
func (d *drawer) past(civil int64) bool {
	end := d.spec.End
	return !end.IsZero() && !d.clock.instant(civil).Before(end)
}

// cutBeginning drops what happened before the deal was first recorded. It reports false if it had ended by then.
func (d *drawer) cutBeginning() bool {
	if d.deal.seen <= d.deal.begun || len(d.events) == 0 {
		return len(d.events) > 0
	}
	first := 0
	for first+1 < len(d.events) && d.events[first+1].civil <= d.deal.seen {
		first++
	}
	if d.stages[d.events[first].stage].outcome != Open {
		return false
	}
	d.events = append(d.events[:0], d.events[first:]...)
	d.events[0].civil = d.deal.seen
	return true
}
