package funnel

import (
	"math"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// This file reads rates and medians off the numbers of a set of deals by age.

// reach returns the last age up to which a set was under observation without a break; MaxAge where none of it was left to see, and -1 for
// a set that was not under observation at age 0.
func reach(ages []rivalAge) int {
	y := int64(0)
	for u, a := range ages {
		y += a.enter
		if y <= 0 {
			return u - 1
		}
		if y == a.one+a.two {
			return MaxAge
		}
		y -= a.gone
	}
	return len(ages) - 1
}

// commonAge returns the age by which two sets are read: a number of days, or less where one of them was not followed for so long. A set that was not
// under observation at age 0 has no rate, and does not shorten the other's.
func commonAge(days int, sets ...[]rivalAge) int {
	for _, ages := range sets {
		if r := reach(ages); r >= 0 {
			days = min(days, r)
		}
	}
	return days
}

// rateAt returns the cumulative incidence by an age of the ends asked for, with its variance; the zero Estimate beyond the set's reach. N is
// the number of deals that came under observation by that age.
func rateAt(ages []rivalAge, days int) (e sf.Estimate, variance float64) {
	if days < 0 || days > reach(ages) {
		return sf.Estimate{}, 0
	}
	r := risks{s: 1, least: math.Inf(1)}
	y, n := int64(0), int64(0)
	for _, a := range ages[:min(days+1, len(ages))] {
		y += a.enter
		n += a.enter
		if r.s > 0 {
			m := float64(y)
			r.pass([]float64{float64(a.one) / m}, float64(a.one+a.two)/m, m)
		}
		y -= a.gone
	}
	return sf.Estimate{Value: r.share(), Low: r.low, High: r.high, Level: level, N: n, Method: methodIncidence}, r.variance()
}

// worth returns the cases that a rate with its variance is worth, F(1−F)/Var F, and their wins. Of a rate of 0 or 1 it is the deals seen
// from the beginning of which it is known what had become of them by that age. Without open or late deals it is all of them, exactly.
func worth(e sf.Estimate, variance float64, all []rival, days int) (wins, of float64) {
	f := e.Value
	if f > 0 && f < 1 && variance > 0 {
		of = min(f*(1-f)/variance, float64(e.N))
		if whole := math.Round(of); math.Abs(of-whole) < 1e-9*whole { // what rounding took away
			of = whole
		}
	} else {
		for i := range all {
			r := &all[i]
			if r.from == 0 && (r.cause != rivalOpen || int(r.to) >= days) {
				of++
			}
		}
	}
	wins = min(f*of, of)
	if whole := math.Round(wins); math.Abs(wins-whole) < 1e-9 {
		wins = whole
	}
	return wins, of
}

// medianOf returns the median of the days to any end, with its interval, and as it is said in a sentence: where fewer than half have ended, that it
// is more than the days seen.
func medianOf(ages []rivalAge) (e sf.Estimate, said sf.Value) {
	seen := reach(ages)
	if seen < 0 {
		return sf.Estimate{}, spoken(sf.Estimate{})
	}
	c := Survival{unit: 1}
	s, sum, least := 1.0, 0.0, math.Inf(1)
	y := int64(0)
	for u, a := range ages {
		c.stays += a.enter
		y += a.enter
		if u <= seen && s > 0 {
			m, ends := float64(y), float64(a.one+a.two)
			least = math.Min(least, m)
			if ends > 0 && ends < m {
				sum += ends / (m * (m - ends))
			}
			s *= (m - ends) / m
			low, high := survivalBounds(s, sum, least)
			if s == 0 && u > 0 { // where none is left, no more can last than before
				low, high = 0, c.high[u-1]
			}
			c.s, c.low, c.high = append(c.s, s), append(c.low, low), append(c.high, high)
		}
		y -= a.gone
	}
	e = c.Quantile(0.5)
	if e.IsZero() {
		return e, sf.Text(">" + strconv.Itoa(len(c.s)-1))
	}
	if math.IsInf(e.High, 1) {
		e.Low, e.High, e.Level = 0, 0, 0
	}
	return e, spoken(e)
}

// methodDifference is the name of the interval of a difference.
const methodDifference = "difference, MOVER"

// difference returns a − b. Its interval is put together from the two, by the method of variance estimates recovery:
//
//	d − √((a − l_a)² + (u_b − b)²)  to  d + √((u_a − a)² + (b − l_b)²)
//
// which is Newcombe's for two proportions. Source: Newcombe 1998, Statistics in Medicine 17, method 10; Zou and Donner 2008, Statistics in
// Medicine 27.
func difference(a, b sf.Estimate) sf.Estimate {
	if a.IsZero() || b.IsZero() {
		return sf.Estimate{}
	}
	d := sf.Estimate{Value: a.Value - b.Value, N: a.N + b.N, Method: methodDifference}
	if a.HasInterval() && b.HasInterval() {
		d.Low = d.Value - math.Hypot(a.Value-a.Low, b.High-b.Value)
		d.High = d.Value + math.Hypot(a.High-a.Value, b.Value-b.Low)
		d.Level = level
	}
	return d
}

// usualHorizon returns the age by which nine tenths had come of what is seen to come, at least 1.
func usualHorizon(ages []rivalAge) int {
	last := min(reach(ages), len(ages)-1)
	if last < 1 {
		return 1
	}
	final, _ := rateAt(ages, last)
	if final.Value == 0 {
		return last
	}
	f, s, y := 0.0, 1.0, int64(0)
	for u, a := range ages[:last+1] {
		y += a.enter
		if m := float64(y); s > 0 && m > 0 {
			f += s * float64(a.one) / m
			s *= (m - float64(a.one+a.two)) / m
		}
		if f >= 0.9*final.Value*(1-sameShare) {
			return max(u, 1)
		}
		y -= a.gone
	}
	return last
}
