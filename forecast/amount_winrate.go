package forecast

import (
	"cmp"
	"math"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// DefaultWinDays is how long after it came into a stage a deal has to be won, for [WinRatesOf] and [LearnAmountEffect], when nothing else
// is said.
const DefaultWinDays = 365

// The estimators of [StageRates].
const (
	methodCountRate = "Aalen-Johansen, by inverse probability of follow-up"
	methodValueRate = "ratio of sums, by inverse probability of follow-up"
)

// WinRateOptions are the options of [WinRatesOf].
type WinRateOptions struct {
	// Days is within how many days of coming into a stage a win counts, from 1 to [MostHorizonDays]; 0: [DefaultWinDays].
	Days int
}

// WinRates are how much of what came into the stages was won, by count and by value (数量赢率与金额赢率).
type WinRates struct {
	AsOf     time.Time    `json:"as_of"`
	Currency string       `json:"currency,omitzero"`
	Days     int          `json:"days"`   // a win counts within so many days
	Whole    StageRates   `json:"whole"`  // from the first stage of each deal; Stage is empty
	Stages   []StageRates `json:"stages"` // the open stages, in the order of the pipeline
	Notes    []sf.Note    `json:"notes,omitzero"`
}

// StageRates are the win rates of the deals that came into one stage. N counts them, Left those left out.
type StageRates struct {
	Stage    string `json:"stage,omitzero"`
	Open     int64  `json:"open"`      // deals that are open and were not seen for the days
	NoAmount int64  `json:"no_amount"` // deals that came without an amount above 0: in Count, not in Value
	// Count is P(won within the days), a deal counting as one.
	Count sf.Estimate `json:"count,omitzero"`
	// Value is the same, a deal counting as much as the amount that it came with.
	Value sf.Estimate `json:"value,omitzero"`
	// Difference is Value less the count rate of the same deals, with Student's interval. Zero with fewer than two.
	Difference sf.Estimate `json:"difference,omitzero"`
}

// WinRatesOf measures how much of what came into each stage was won within so many days, by count and by value:
//
//	count = Σ wᵢ·[won] / Σ wᵢ     value = Σ wᵢ·aᵢ·[won] / Σ wᵢ·aᵢ     wᵢ = [known]/Ĝ(Xᵢ)
//
// over the deals that came into the stage, each once, from when it first came in its last life; a is the amount that a book first showed of
// it there. Open is not lost: a deal is known when it has closed, or has outlived the days; X is when. Those open that were not seen as
// long stand for nothing themselves, and the known ones for them too, with Ĝ the Kaplan–Meier estimate of having been followed past X
// (Robins and Rotnitzky 1992; with a = 1 it is the estimator of Aalen and Johansen, as Satten and Datta 2001 show for Kaplan and Meier). That
// takes the start of a deal to have nothing to do with how it ends.
//
// Intervals are at 95 %, by linearization with the influence of each deal, that on Ĝ included (Bang and Tsiatis 2000), with Student's t: on
// the logit for the rates. By value, few large deals decide, so that intervals are wide. Where the two rates of the same deals differ by
// more than chance, a note says so. A stage in which nobody was seen as long as the days has the rates of the longest time seen, told in a
// note. Left out, counted under Left, are deals whose coming was not under observation, and of Value those without an amount above 0.
//
// The error is an [*sf.InvalidError]: options out of range, and amounts in two currencies. The cost is that of reading each deal once.
func WinRatesOf(v *funnel.View, o WinRateOptions) (*WinRates, error) {
	faults := checkDays(v, o.Days)
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	r := &WinRates{AsOf: v.AsOf(), Days: cmp.Or(o.Days, DefaultWinDays)}
	var money oneCurrency
	cases := casesOf(v, &money)
	if len(money.fault) > 0 {
		return nil, sf.Invalid(money.fault)
	}
	r.Currency = money.currency
	p := v.Pipeline()
	for i := range p.Len() {
		if p.Outcome(i) == stage.Open {
			r.Stages = append(r.Stages, r.stage(&cases[i], p.StageID(i)))
		}
	}
	r.Whole = r.stage(&cases[p.Len()], "")
	return r, nil
}

// checkDays finds the faults of a view and a number of days.
func checkDays(v *funnel.View, days int) (faults []sf.Note) {
	if v == nil {
		faults = append(faults, sf.NewNote(CodeNoHistory, "view"))
	}
	if days < 0 || days > MostHorizonDays {
		faults = append(faults, daysFault("days", days, MostHorizonDays))
	}
	return faults
}

// winDays is a number of days as a time.
func winDays(days int) time.Duration {
	const day = 24 * time.Hour
	return time.Duration(cmp.Or(days, DefaultWinDays)) * day
}

// stage measures the cases of one stage.
func (r *WinRates) stage(c *winCases, id string) StageRates {
	horizon := winDays(r.Days)
	one := func(int) float64 { return 1 }
	all := followedUp(c.list, horizon)
	s := StageRates{Stage: id, Open: all.open}
	rate, influence := all.rate(one)
	s.Count = all.estimate(rate, influence, one, c.left, methodCountRate)
	if id != "" && len(c.list) > 0 && all.horizon < horizon {
		r.Notes = append(r.Notes, sf.NewNote(CodeWinRateShort, "", sf.F("stage", sf.Text(id)), sf.F("days", sf.Int(int64(r.Days))), sf.F("seen", sf.Int(int64(all.horizon/winDays(1))))))
	}
	priced := followedUp(c.priced(), horizon)
	s.NoAmount = int64(len(c.list) - len(priced.cases))
	size := func(i int) float64 { return priced.cases[i].amount }
	value, more := priced.rate(size)
	s.Value = priced.estimate(value, more, size, c.left+s.NoAmount, methodValueRate)
	count, less := priced.rate(one)
	if len(more) < 2 {
		return s
	}
	s.Difference = difference(s.Value, count, more, less)
	if s.Difference.Low > 0 || s.Difference.High < 0 {
		r.Notes = append(r.Notes, differNote(id, value, count))
	}
	return s
}

// differNote says that two rates differ, of a stage or, without an id, of all.
func differNote(id string, value, count float64) sf.Note {
	rates := []sf.Fact{sf.F("value", sf.Float(round3(value))), sf.F("count", sf.Float(round3(count)))}
	if id == "" {
		return sf.NewNote(CodeWinRatesDifferAll, "", rates...)
	}
	return sf.NewNote(CodeWinRatesDiffer, "", append(rates, sf.F("stage", sf.Text(id)))...)
}

// difference returns the value rate less the count rate.
func difference(value sf.Estimate, count float64, more, less []float64) sf.Estimate {
	e := value
	e.Value -= count
	apart := make([]float64, len(more))
	for i := range more {
		apart[i] = more[i] - less[i]
	}
	half := studentHalf(len(more)) * deviation(apart)
	e.Low, e.High = math.Max(e.Value-half, -1), math.Min(e.Value+half, 1)
	return e
}
