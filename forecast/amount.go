package forecast

import (
	"cmp"
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	// DefaultRatios is how many different ratios [LearnAmounts] keeps for a stage when nothing else is said.
	DefaultRatios = 8
	// DefaultPlaceholder is how many times the amount shown a deal may be won for before the amount shown counts as a placeholder, when
	// nothing else is said.
	DefaultPlaceholder = 10
)

// methodRatio is the estimator of [StageAmounts].Ratio.
const methodRatio = "ratio of sums, won to shown"

// AmountOptions are the options of [LearnAmounts].
type AmountOptions struct {
	// Ratios is how many different ratios are kept for a stage, from 3 to [MostRatios]; 0: [DefaultRatios].
	Ratios int
	// Placeholder is how many times the amount shown a deal may be won for; where it is more, the amount shown was no quote, and is left
	// out, told in a note. From 1 to [MostRatio]; 0: [DefaultPlaceholder].
	Placeholder float64
}

// Amounts is what deals were won for against the amounts that books had shown (成交金额与所示金额之比). As Options.Amounts of [Run] it
// makes the amounts of open deals uncertain. [LearnAmounts] makes it.
type Amounts struct {
	AsOf     time.Time      `json:"as_of"` // of the view: nothing known later went in
	Currency string         `json:"currency,omitzero"`
	Stages   []StageAmounts `json:"stages"` // the open stages, in the order of the pipeline
	// Pooled is what stages are drawn to, and what a stage takes from which no deal was won. Its mean is Σ Z·ratio / ΣZ over the stages.
	// Nil where no deal shows anything.
	Pooled *Ratios   `json:"pooled,omitzero"`
	Notes  []sf.Note `json:"notes,omitzero"`
}

// StageAmounts is what the amounts shown in one stage came to.
type StageAmounts struct {
	Stage string `json:"stage"`
	// Ratio is Σ won amounts / Σ amounts shown, over the deals that were seen in the stage and won; see [LearnAmounts]. N counts these
	// deals, Left the won ones that were in the stage and show nothing.
	Ratio sf.Estimate `json:"ratio,omitzero"`
	// Kept is the share of the money shown that was won for exactly the amount shown.
	Kept float64 `json:"kept"`
	// Weight is the credibility Z of the stage's own ratios, from 0 to 1, against the pooled ones.
	Weight float64 `json:"weight"`
	// Ratios is what is expected of deals in the stage: its own ratios in the share Z and the pooled ones in the share 1 − Z. Nil where
	// nothing is known of any stage.
	Ratios *Ratios `json:"ratios,omitzero"`
	// Lost is the share of the variance of these ratios that went when they were thinned.
	Lost float64 `json:"lost,omitzero"`
}

// LearnAmounts learns what deals are won for against the amounts shown while they were in each open stage.
//
// For a won deal d that was in stage s, A_d is the mean over time of the amount that a book of any moment of its stay would have shown, and
// W_d the amount that it was won for. The stage's ratio and the variance behind its 95 % interval, for n deals, are
//
//	R_s = Σ W_d / Σ A_d     Var R_s = (n−1)/n · Σ ((W_d − R_s·A_d) / (1 − h_d))² / (ΣA_d)²     h_d = A_d / ΣA_d
//
// which is the ratio estimator (Cochran 1977, Sampling Techniques, section 6.4) with the variance of the jackknife, on the log scale with
// Student's t for as many deals of one size as would be worth as much, (ΣA)²/ΣA². Where few deals decide it is too narrow, as a discount that
// was not seen cannot widen it: of log-normal amounts (σ = 0.8) with two discounts in five deals it was seen to cover 87 % with 20 deals, 90 %
// with 40 and 92 % with 100. There is none where all ratios are the same.
//
// The distribution of ratios puts W_d / a on each amount a shown, weighted by a times the share of the stay that it was shown for: so its mean is R_s exactly,
// and deals that were won for the amount shown are an atom at 1. Stages of which little is known are drawn to the others by the credibility
// of Bühlmann and Straub (1970), with the deals' A_d as weights:
//
//	Z_s = A_s/(A_s + σ²/τ²)   A_s = Σ_d A_d   σ² = Σ_s Σ_d A_d·(W_d/A_d − R_s)² / Σ_s (n_s − 1)
//	τ² = c·(Σ_s A_s·(R_s − R̄)² − (S−1)·σ²)   c = A/(A² − Σ A_s²)   A = ΣA_s, R̄ = Σ A_s·R_s/A
//
// (Bühlmann and Gisler 2005, A Course in Credibility Theory, section 4.8); where τ² is not above 0, Z is 0 and all stages take the ratio of
// all sums. The mixture Z·own + (1−Z)·pooled has the mean Z·R_s + (1−Z)·R̄. It is then thinned to so many ratios by joining the two
// neighbors whose join costs least variance (Ward 1963) into their mean, the 1 and with it the mean being kept.
//
// What goes in: the last life of each deal (one that was reopened counts as it ended last), what had happened and was on record before the
// view's time, and each amount shown from when it was on record. Left out: won deals of which no amount above 0 was shown in the stage, of
// which the won amount is unknown or below 0, or that passed through in no time, as no book shows them there; and amounts shown that were
// placeholders. An open deal says nothing yet: its ratio is censored. So it is assumed that open deals, if won, come to what won deals came
// to, whenever they are won; and that the ratio is independent of whether a deal is won.
//
// The error is an [*sf.InvalidError]: options out of range, and amounts in two currencies. The cost is that of reading each deal once.
func LearnAmounts(v *funnel.View, o AmountOptions) (*Amounts, error) {
	if faults := o.faults(v); len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	o.Ratios, o.Placeholder = cmp.Or(o.Ratios, DefaultRatios), cmp.Or(o.Placeholder, DefaultPlaceholder)
	s := &amountStudy{options: o, stages: make([]stageSample, v.Pipeline().Len())}
	livesOf(v, s.read)
	if len(s.money.fault) > 0 {
		return nil, sf.Invalid(s.money.fault)
	}
	a := &Amounts{AsOf: v.AsOf(), Currency: s.money.currency}
	s.fill(a, v.Pipeline())
	a.Notes = s.notes(v.Pipeline())
	return a, nil
}

// faults returns what is out of range.
func (o AmountOptions) faults(v *funnel.View) (faults []sf.Note) {
	if v == nil {
		faults = append(faults, sf.NewNote(CodeNoHistory, "view"))
	}
	if o.Ratios != 0 && (o.Ratios < 3 || o.Ratios > MostRatios) {
		faults = append(faults, rangeFault("ratios", float64(o.Ratios), 3, MostRatios))
	}
	if o.Placeholder != 0 && !(o.Placeholder >= 1 && o.Placeholder <= MostRatio) {
		faults = append(faults, rangeFault("placeholder", o.Placeholder, 1, MostRatio))
	}
	return faults
}

func rangeFault(path string, value, least, most float64) sf.Note {
	number := func(x float64) sf.Value {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return sf.Text("NaN")
		}
		return sf.Float(x)
	}
	return sf.NewNote(CodeAmountOption, path, sf.F("value", number(value)), sf.F("least", number(least)), sf.F("most", number(most)))
}

// Fit says what the ratios were learned from.
func (a *Amounts) Fit() Fit { return Fit{Learned: true, AsOf: a.AsOf} }

// of returns the ratios of a stage; nil: amounts stand as shown. Own is false where the stage takes those of all.
func (a *Amounts) of(id string) (r *Ratios, own bool) {
	for i := range a.Stages {
		if s := &a.Stages[i]; s.Stage == id && s.Ratios != nil {
			return s.Ratios, !s.Ratio.IsZero()
		}
	}
	return a.Pooled, false
}

// amountStudy is what won deals show.
type amountStudy struct {
	options   AmountOptions
	money     oneCurrency
	stages    []stageSample // by index of the pipeline
	won, left int           // won deals, and those that show nothing in any stage
}

// stageSample is what the won deals show that were in one stage.
type stageSample struct {
	won, shown   []float64 // W and A, by deal
	ratios       []Ratio   // the share being money
	left         int64
	placeholders int64
	totalShown   float64
}

// read takes a won deal in.
func (s *amountStudy) read(l *pricedLife) {
	if l.outcome != stage.Won {
		return
	}
	s.won++
	won, known := s.money.take(l.deal.Amount(), l.deal.ID())
	shows := false
	for at := range s.stages {
		in, shown := s.gather(l, at, won)
		if !in {
			continue
		}
		sample := &s.stages[at]
		if !known || won < 0 || len(shown) == 0 {
			sample.left++
			continue
		}
		shows = true
		sample.add(won, shown)
	}
	if !shows {
		s.left++
	}
}

// shownFor is an amount, and the share of a stay that it was shown for.
type shownFor struct{ amount, share float64 }

// gather returns the amounts above 0 that books showed of a deal in a stage; in is whether it was ever in it.
func (s *amountStudy) gather(l *pricedLife, at int, won float64) (in bool, shown []shownFor) {
	total, placeholder := 0.0, false
	for _, stay := range l.stays {
		if stay.stage != at {
			continue
		}
		in = true
		l.pieces(stay, func(m sf.Money, d time.Duration) {
			amount, known := s.money.take(m, l.deal.ID())
			switch {
			case !known || amount <= 0:
			case won > s.options.Placeholder*amount:
				placeholder = true
			default:
				shown = append(shown, shownFor{amount, float64(d)})
				total += float64(d)
			}
		})
	}
	for i := range shown {
		shown[i].share /= total
	}
	if placeholder {
		s.stages[at].placeholders++
	}
	return in, shown
}

// add takes one deal in.
func (x *stageSample) add(won float64, shown []shownFor) {
	mean := 0.0
	for _, p := range shown {
		mean += p.share * p.amount
		x.ratios = append(x.ratios, Ratio{Value: won / p.amount, Share: p.share * p.amount})
	}
	x.won, x.shown = append(x.won, won), append(x.shown, mean)
	x.totalShown += mean
}

// estimate returns the ratio of sums with its interval.
func (x *stageSample) estimate() sf.Estimate {
	n := float64(len(x.won))
	if n == 0 {
		return sf.Estimate{}
	}
	var won, square compensated
	for _, w := range x.won {
		won.add(w)
	}
	e := sf.Estimate{Value: won.value() / x.totalShown, N: int64(len(x.won)), Left: x.left, Method: methodRatio}
	if n < 2 || e.Value == 0 {
		return e
	}
	sizes := 0.0
	for i, w := range x.won {
		h := x.shown[i] / x.totalShown
		off := (w - e.Value*x.shown[i]) / x.totalShown / (1 - h)
		square.add(off * off)
		sizes += h * h
	}
	if square.value() == 0 {
		return e // all alike: how far they may differ was not seen
	}
	deals := math.Max(1/sizes, 1)
	half := distuv.StudentsT{Sigma: 1, Nu: deals}.Quantile((1+amountLevel)/2) * math.Sqrt((n-1)/n*square.value()) / e.Value
	e.Low, e.High, e.Level = e.Value*math.Exp(-half), e.Value*math.Exp(half), amountLevel
	return e
}

// amountLevel is the level of the intervals of amounts and win rates.
const amountLevel = 0.95
