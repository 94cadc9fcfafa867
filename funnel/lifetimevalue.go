package funnel

import (
	"cmp"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// LifetimeValueOptions say what a customer brings and how far ahead one looks. A margin, or amounts to take it from, are needed; the rest has
// defaults.
type LifetimeValueOptions struct {
	// Begin and Churn are those of [RetentionOptions].
	Begin, Churn []string
	// UnitDays is the length of one unit of time, which a margin is for; 0: 30.
	UnitDays int
	// Units is how many units are looked ahead; 0: 24.
	Units int
	// Margin is what one customer brings in one unit. Unknown: the mean amount of the customers, times MarginShare.
	Margin sf.Money
	// MarginShare is the share of an amount that is margin, from 0 to 1; 0: 1, all of it. It counts where Margin is unknown.
	MarginShare float64
	// Discount is the yearly rate of interest by which later money is worth less, 0.1 for 10 %; at least 0.
	Discount float64
	// InAdvance counts a unit's margin at the unit's beginning, from all who are customers then, as subscriptions paid in advance are; otherwise
	// it counts at its end, from those who still are.
	InAdvance bool
}

func (o LifetimeValueOptions) unit() int      { return cmp.Or(o.UnitDays, monthDays) }
func (o LifetimeValueOptions) units() int     { return cmp.Or(o.Units, manyUnits) }
func (o LifetimeValueOptions) share() float64 { return cmp.Or(o.MarginShare, 1) }

func (o LifetimeValueOptions) faults() []sf.Note {
	faults := unitFaults(o.UnitDays, o.Units)
	refuse := func(path string, x float64, why string) {
		faults = append(faults, sf.NewNote(CodeMargin, path, sf.F("value", number(x)), sf.F("why", sf.Text(why))))
	}
	if !(o.MarginShare >= 0 && o.MarginShare <= 1) {
		refuse("margin_share", o.MarginShare, "0…1")
	}
	if !(o.Discount >= 0) || math.IsInf(o.Discount, 0) {
		refuse("discount", o.Discount, "≥ 0")
	}
	return faults
}

// LifetimeValue is what a new customer is worth, from becoming one.
type LifetimeValue struct {
	Value        sf.Estimate `json:"value"`        // in units of the currency
	Currency     string      `json:"currency"`     //
	Margin       sf.Estimate `json:"margin"`       // of one customer in one unit; without an interval where it was given
	UnitDays     int         `json:"unit_days"`    //
	Units        int         `json:"units"`        // that the value covers
	Extrapolated float64     `json:"extrapolated"` // share of the value that lies at ages at which nobody was seen
	Warnings     []sf.Note   `json:"warnings,omitzero"`
}

// LifetimeValue is the discounted margin of a customer over the survival curve:
//
//	LTV = m Σ_{k=1}^{K} S(k) (1+r)^{−k·unit/365.25}        S(k) = P(still a customer k units after becoming one)
//
// with m the margin of a unit, r the yearly discount and K the units looked ahead; with InAdvance k runs from 0 to K−1. S is the estimate of
// [View.Retention] for all customers together, open lives censored; take [View.Split] or [View.Select] first for one segment.
//
// Beyond τ, the oldest age that was seen, S goes on with the hazard of the oldest ages, see [TailConstant]; what of the value lies there is
// Extrapolated, and above a twentieth a warning says so. Where nobody churned there is nothing to go on with, and the value ends at τ, with a warning.
//
// The 95 % interval is by the delta method. With c_k the discounted weights, b(u) = Σ_{k: age > u} c_k S(k), d of Y churned at day u, and
// q the tail's hazard, learned from the Y_q customer-days of the oldest ages,
//
//	Var(LTV/m) = Σ_u g(u)² h(u)(1−h(u))/Y(u)        h(u) = d/Y        g(u) = −b(u)/(1−h(u)) + [u in the tail's ages] (∂(LTV/m)/∂q) Y(u)/Y_q
//
// and symmetric for the logit of LTV/m as a share of Σ c_k, which it would be if nobody churned; a margin that was learned adds its own side by side (Zou
// and Donner 2008, Statistics in Medicine 27). That customers go on churning at the rate of the tail is not in it, nor how the tail's ages were chosen.
// In simulated histories of 50 to 600 customers it held the truth in .946 to .955 of the cases within the ages that were seen, in .90 to .93 with a
// twentieth to an eighth of the value beyond them.
//
// What a customer pays is taken to say nothing about how long they stay. With no discount, a margin of 1 and units of a day it is the restricted mean of
// [Survival.Mean]. Source: Gupta, Lehmann and Stuart 2004, Journal of Marketing Research 41; the variance as Andersen et al. 1993, eq. 4.3.9.
//
// The error is an [*sf.InvalidError]: options out of range, amounts in several currencies, no margin and no amounts. The zero Estimate says that
// there are no customers, or none that was followed for long enough to say anything.
func (v *View) LifetimeValue(o LifetimeValueOptions) (*LifetimeValue, error) {
	rules, faults := v.customerRules(o.Begin, o.Churn)
	if err := sf.Invalid(append(faults, o.faults()...)); err != nil {
		return nil, err
	}
	all := v.customers(rules)
	out := &LifetimeValue{UnitDays: o.unit(), Units: o.units(), Warnings: all.warnings(v)}
	var spread float64 // the variance of the margin
	var err error
	if out.Margin, out.Currency, spread, err = v.margin(all.lives, o, &out.Warnings); err != nil {
		return nil, err
	}
	if len(all.lives) == 0 {
		out.Units = 0
		return out, nil
	}
	curve, hazards := survivalOf(all.lives)
	out.Warnings = append(out.Warnings, curve.warnings...)
	a := annuityOf(curve, hazards, o)
	if out.Units = a.units; a.units < o.units() {
		out.Warnings = append(out.Warnings, sf.NewNote(CodeValueShort, "", sf.F("units", sf.Int(int64(a.units))), sf.F("asked", sf.Int(int64(o.units())))))
	}
	if a.sum > 0 {
		out.Extrapolated = a.tail / a.sum
	}
	if out.Extrapolated > mostTail {
		out.Warnings = append(out.Warnings, sf.NewNote(CodeValueExtrapolated, "", sf.F("share", number(threeDigits(out.Extrapolated)))))
	}
	if a.units == 0 {
		return out, nil
	}
	m := out.Margin.Value
	out.Value = sf.Estimate{Value: m * a.sum, N: int64(len(all.lives)), Method: "discounted margin over Kaplan-Meier"}
	out.Value.Low, out.Value.High, out.Value.Level = lifeBounds(m, spread, a)
	return out, nil
}

// lifeBounds returns the interval of a margin m times an annuity, and its level; none where nothing could vary. Each side is put together from those
// of the two, as Zou and Donner 2008 have it.
func lifeBounds(m, spread float64, a annuity) (low, high, nominal float64) {
	below, above := 0.0, 0.0
	if share := a.sum / a.most; a.variance > 0 && share < 1 {
		s, logit := z95*math.Sqrt(a.variance)/a.most/(share*(1-share)), math.Log(share)-math.Log1p(-share)
		below, above = a.sum-a.most*logistic(logit-s), a.most*logistic(logit+s)-a.sum
	}
	if m < 0 {
		below, above = above, below
	}
	margin := z95 * math.Sqrt(spread) * a.sum
	below, above = math.Hypot(m*below, margin), math.Hypot(m*above, margin)
	if !(below+above > 0) {
		return 0, 0, 0
	}
	return m*a.sum - below, m*a.sum + above, level
}

// margin returns what one customer brings in a unit, and its variance.
func (v *View) margin(lives []customerLife, o LifetimeValueOptions, notes *[]sf.Note) (e sf.Estimate, currency string, variance float64, err error) {
	if o.Margin.Known() {
		return sf.Estimate{Value: o.Margin.Float64(), N: int64(len(lives)), Method: "given"}, o.Margin.Currency(), 0, nil
	}
	seen := make(map[string]bool)
	var n, sum, square float64
	for _, x := range lives {
		if m := (Deal{v, x.deal}).Amount(); m.Known() {
			seen[m.Currency()] = true
			n++
			delta := m.Float64()*o.share() - sum
			sum += delta / n // Welford 1962: the running mean
			square += delta * (m.Float64()*o.share() - sum)
		}
	}
	if currency, err = onlyCurrency(seen); err != nil {
		return sf.Estimate{}, "", 0, err
	}
	if n == 0 && len(lives) > 0 {
		return sf.Estimate{}, "", 0, sf.Invalid([]sf.Note{sf.NewNote(CodeNoMargin, "margin")})
	}
	if n == 0 {
		return sf.Estimate{}, "", 0, nil
	}
	*notes = append(*notes, sf.NewNote(CodeMarginFree, "", sf.F("n", sf.Int(int64(n))), sf.F("unpriced", sf.Int(int64(len(lives))-int64(n)))))
	e = sf.Estimate{Value: sum, N: int64(n), Left: int64(len(lives)) - int64(n), Method: "mean amount"}
	if n > 1 {
		variance = square / (n - 1) / n
		half := z95 * math.Sqrt(variance)
		e.Low, e.High, e.Level = sum-half, sum+half, level
	}
	return e, currency, variance, nil
}

// annuity is LTV/m and what it is made of.
type annuity struct {
	sum, tail, variance float64
	most                float64 // its sum if nobody ever churned
	units               int     // that it covers
}

// annuityOf adds up the discounted survival of a curve in days. Beyond the ages seen it follows the tail of the hazards.
func annuityOf(curve *Survival, hazards *Hazards, o LifetimeValueOptions) annuity {
	var a annuity
	oldest := len(curve.s) // ages 0 … oldest−1 were seen
	end, t := curve.At(oldest-1).Value, hazards.k.tail[0]
	ahead := make([]float64, oldest+1) // by day u+1: Σ c_k S(k) over the payments that need a survival of day u
	var slope float64                  // ∂/∂q
	for k := range o.units() {
		if !o.InAdvance {
			k++
		}
		days := k * o.unit()
		weight := math.Pow(1+o.Discount, -float64(days)/daysPerYear)
		value := weight
		switch {
		case days <= oldest && days > 0:
			value *= curve.s[days-1]
		case days > oldest && end > 0:
			if t.rate == 0 {
				continue
			}
			beyond := float64(days - oldest)
			value *= end * math.Exp(beyond*math.Log1p(-t.rate))
			slope -= value * beyond / (1 - t.rate) // below 1, for where all left somebody would have to be left
			a.tail += value
		case days > oldest: // nobody was left
			value = 0
		}
		a.units++
		a.most += weight
		a.sum += value
		ahead[min(days, oldest)] += value
	}
	a.variance = lifeVariance(hazards.flows[0], t, slope, ahead)
	return a
}

// lifeVariance adds up the variance of an annuity over the days: its derivative by the hazard h(u) = d/Y of a day is −b(u)/(1−h), and for the days
// that the tail's hazard q = Σd/ΣY was learned from also ∂/∂q · Y/ΣY.
func lifeVariance(f *flow, t tail, slope float64, ahead []float64) float64 {
	churned := make([]float64, len(f.risk))
	for _, x := range f.exits {
		churned[x.age] += x.n
	}
	behind, variance := 0.0, 0.0
	for u, y := range slices.Backward(f.risk) {
		behind += ahead[u+1]
		h := churned[u] / max(y, 1)
		if h == 0 || h == 1 { // nothing could have been otherwise
			continue
		}
		g := -behind / (1 - h)
		if u >= f.tailFrom && t.risk > 0 {
			g += slope * y / t.risk
		}
		variance += g * g * h * (1 - h) / y
	}
	return variance
}
