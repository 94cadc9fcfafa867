package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Passage says what a cycle leads to.
type Passage uint8

// Where a cycle ends.
const (
	ToEnd Passage = iota // won or lost
	ToWon                // won; of the deals that are won in the end
)

// Cycle is the distribution of the time T from entering a stage, or from creation, until a deal is won or lost; or until it is won, given
// that it is. It is made of hazards, so that open deals count for as long as they have lasted, where the mean over closed deals leaves
// the slow ones out. It is immutable.
//
// T counts whole units: 0 is a deal that ends in the unit in which it begins.
type Cycle struct {
	before   []float64 // P(T < h), of the deals that come there
	ever     float64
	unseen   float64
	warnings []sf.Note
}

// Cycle returns the distribution of the time since a stage was entered. The error is an [*sf.InvalidError]: no such open stage, no such
// passage, or a passage to won from where nothing is won.
func (c *Curves) Cycle(id string, to Passage) (*Cycle, error) {
	at, faults := c.find(id, 0)
	if len(faults) == 0 && c.k.place[at] < 0 {
		faults = append(faults, sf.NewNote(CodeChainStage, "id", sf.F("stage", sf.Text(id))))
	}
	faults = append(faults, to.faults()...)
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	weights := make([]float64, len(c.p.laws))
	weights[c.k.place[at]] = 1
	return c.cycle(weights, to)
}

// CycleOf returns the distribution of the time since a deal was created, with the stages that deals start in weighted by how many start
// there. The error is an [*sf.InvalidError]: counts of other stages, no deal that starts in an open stage, no such passage, or a passage
// to won from where nothing is won.
func (c *Curves) CycleOf(starts *Counts, to Passage) (*Cycle, error) {
	faults := to.faults()
	if starts.stages != nil {
		faults = append(faults, c.stages.differ(starts.stages)...)
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	weights, sum := make([]float64, len(c.p.laws)), 0.0
	for i, at := range c.k.open {
		weights[i] = float64(starts.Starts(c.stages.ids[at]))
		sum += weights[i]
	}
	if sum == 0 {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNoStarts, "starts")})
	}
	for i := range weights {
		weights[i] /= sum
	}
	return c.cycle(weights, to)
}

func (to Passage) faults() []sf.Note {
	if to > ToWon {
		return []sf.Note{sf.NewNote(CodePassage, "to", sf.F("passage", sf.Int(int64(to))))}
	}
	return nil
}

// cycle mixes the stages that deals begin in.
func (c *Curves) cycle(weights []float64, to Passage) (*Cycle, error) {
	ends, name := c.all, "end"
	if to == ToWon {
		ends, name = c.wins, "won"
	}
	x := &Cycle{before: make([]float64, c.horizon+1)}
	closes := 0.0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		at := c.k.open[i]
		for h := range x.before {
			p, _ := c.before(ends, at, 0, h)
			x.before[h] += w * p
		}
		p, _ := c.atAll(ends, at, 0)
		x.ever += w * p
		p, _ = c.EndEver(at, 0)
		closes += w * p
		_, share := c.before(ends, at, 0, c.horizon)
		x.unseen += w * share
		if share > mostUnseen {
			x.warnings = append(x.warnings, sf.NewNote(CodeExtrapolated, "", sf.F("stage", sf.Text(c.p.ids[i])), sf.F("share", shown(share))))
		}
		if p < 1-1e-9 {
			x.warnings = append(x.warnings, sf.NewNote(CodeNeverEnds, "", sf.F("stage", sf.Text(c.p.ids[i])), sf.F("share", shown(1-p))))
		}
	}
	if x.ever <= 0 {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNeverEndsSo, "", sf.F("end", sf.Text(name)))})
	}
	x.ever = math.Min(x.ever, 1)
	given := x.ever
	for h := range x.before {
		x.before[h] = math.Min(x.before[h]/given, 1)
	}
	return x, nil
}

// Ever returns the share of the deals that come there at all, to which all else is conditioned. It is below 1 for a passage to any end
// where hazards without a tail let some deals stay forever.
func (x *Cycle) Ever() float64 { return x.ever }

// Extrapolated returns the probability that a deal's path comes within the horizon to an age at which nobody was observed; see [Curves].
func (x *Cycle) Extrapolated() float64 { return x.unseen }

// Warnings returns what a reader should know: much is extrapolated, or some deals never end as far as anything is known.
func (x *Cycle) Warnings() []sf.Note { return append([]sf.Note(nil), x.warnings...) }

// Before returns P(T < units | the deal comes there). It is 0 for units below 1, and that of the curves' horizon for units beyond it.
func (x *Cycle) Before(units int) float64 {
	return x.before[min(max(units, 0), len(x.before)-1)]
}

// Quantile returns the least time t with P(T ≤ t) ≥ q. ok is false where the horizon does not reach it, and for q outside 0 to 1.
func (x *Cycle) Quantile(q float64) (units int, ok bool) {
	if !isProbability(q) {
		return 0, false
	}
	for h, p := range x.before[1:] {
		if p >= q {
			return h, true
		}
	}
	return 0, false
}

// Median returns the time within which half of the deals come there; ok is false where the horizon does not reach it.
func (x *Cycle) Median() (units int, ok bool) { return x.Quantile(0.5) }

// P90 returns the time within which nine in ten of the deals come there; ok is false where the horizon does not reach it.
func (x *Cycle) P90() (units int, ok bool) { return x.Quantile(0.9) }

// RestrictedMean returns the mean of min(T, τ), with τ the curves' horizon (Irwin 1949, Journal of Hygiene 47; Royston and Parmar 2013,
// BMC Medical Research Methodology 13):
//
//	E min(T, τ) = Σ_{t=1}^{τ} P(T ≥ t)
//
// It needs no word on what happens beyond τ, and is the mean cycle itself when nearly all have ended by then, as [Cycle.Before] tells.
func (x *Cycle) RestrictedMean() float64 {
	sum := 0.0
	for _, p := range x.before[1:] {
		sum += 1 - p
	}
	return sum
}

// methodWonMean is the name of the estimator of [View.WonMeanDays].
const methodWonMean = "mean cycle of won deals"

// WonMeanDays returns the mean cycle of won deals: the mean of day(won) − day(created) over the deals of the view that are won, in the
// history's clock. It is the figure that CRMs show, and takes closed deals only: while a cohort is young, the quick wins are in and the
// slow ones are not, and it is too short. [Curves.Cycle] is what the same history says without that.
//
// N is the number of deals won, Left that of the deals that are open and may yet be won; deals that came into the history in mid-life are
// neither. The 95 % interval is that of the normal approximation to the mean, from two deals on. It is the zero Estimate when none was
// won.
func (v *View) WonMeanDays() sf.Estimate {
	clock := v.history.clock
	e := sf.Estimate{Method: methodWonMean}
	mean, square := 0.0, 0.0
	for d := range v.candidates() {
		s := v.follow(d, listener{})
		switch {
		case s.late || !s.opened:
		case s.outcome == stage.Open:
			e.Left++
		case s.outcome == stage.Won:
			e.N++
			days := float64(clock.day(s.entered) - clock.day(s.created))
			change := days - mean
			mean += change / float64(e.N)
			square += change * (days - mean) // Welford 1962, Technometrics 4
		}
	}
	if e.N == 0 {
		return sf.Estimate{}
	}
	e.Value = mean
	if e.N > 1 {
		half := z95 * math.Sqrt(square/float64(e.N-1)/float64(e.N))
		e.Low, e.High, e.Level = mean-half, mean+half, level
	}
	if e.Left > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeWonOnly, "", sf.F("n", sf.Int(e.Left))))
	}
	return e
}
