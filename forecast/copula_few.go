package forecast

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// fewSkew is the skewness from which a normal distribution, corrected for it, would be off by more than about a thousandth.
	fewSkew = 0.2
	// fewReach is how many standard deviations the mean must lie above nothing for a normal distribution.
	fewReach = 4
	// fewWeight is the weight below which a state is not worth more than a normal distribution.
	fewWeight = 1e-7
	// fewEnd is −log|G| from which a frequency is left out, as in spectral.
	fewEnd = spectrumEnd / 2
	// fewBudget bounds the wins times the states that are computed by their logarithms.
	fewBudget = 2e7
	// fewOdds is the odds up to which the series of a win's logarithm is summed; fewLikely is how many wins may have more.
	fewOdds, fewLikely = 0.45, 64
)

// few computes sums of which few wins are expected given a state, where a normal distribution is far off. The logarithm of the
// generating function of independent wins is a series in their odds r = p/(1−p) (Kornya 1983),
//
//	log G(s) = Σ log(1−pᵢ) + Σ Σ_m (−1)^(m+1)/m · rᵢ^m · s^(m·aᵢ),
//
// so that one Fourier transform of the sums of powers at the points m·aᵢ, its exponential, and one transform back give the whole mass.
// Likely wins, for which the series is slow, are multiplied in one by one.
type few struct {
	book *sharedBook
	unit float64
	used bool

	won, not []float64
	plans    map[int]*fourier.FFT // looked up, never ranged over
}

func fewOf(b *sharedBook, unit float64, states int) *few {
	f := &few{book: b, unit: unit, used: float64(states)*float64(len(b.wins)) <= fewBudget}
	if f.used {
		f.won, f.not = make([]float64, len(b.chances)), make([]float64, len(b.chances))
		f.plans = map[int]*fourier.FFT{}
	}
	return f
}

// wantsFew reports whether a state is one of few wins.
func wantsFew(w, mean, sd, skew float64) bool {
	return w >= fewWeight && sd > 0 && (skew > fewSkew || mean < fewReach*sd)
}

// sum returns the mass given a state; ok is false where too many wins are likely, so that a normal distribution must do.
func (f *few) sum(z, rho, mean, sd float64, top int64) (m mass, ok bool) {
	f.book.chancesGiven(f.won, f.not, z, rho)
	if f.likely() > fewLikely {
		return mass{}, false
	}
	const tail = 25 // standard deviations; a skew sum has e⁻²⁵ beyond
	n := transformLength(int(math.Min(mean+tail*sd, float64(top))) + 4)
	plan := f.plan(n)
	p := plan.Sequence(nil, f.transform(plan, n))
	for i := range p {
		p[i] /= float64(n)
	}
	const rounding = 1e-15
	return normalized(quiet(mass{p: p}, rounding)), true
}

// likely counts the wins, given the state, for which the series is slow.
func (f *few) likely() (n int) {
	for i, w := range f.book.wins {
		if p, q := f.odds(i); p > fewOdds*q {
			n += w.n
		}
	}
	return n
}

// transform returns the transform of the sum given the state.
func (f *few) transform(plan *fourier.FFT, n int) []complex128 {
	coefficients, none := f.logarithm(plan, n)
	for i, c := range coefficients {
		if coefficients[i] = 0; real(c)+none > -fewEnd {
			coefficients[i] = cmplx.Exp(c + complex(none, 0))
		}
	}
	f.multiply(coefficients, n)
	return coefficients
}

func (f *few) plan(n int) *fourier.FFT {
	if f.plans[n] == nil {
		f.plans[n] = fourier.NewFFT(n)
	}
	return f.plans[n]
}

// odds returns the probabilities of a win given the state, to come and not to.
func (f *few) odds(i int) (p, q float64) {
	at := f.book.at[i]
	if f.book.wins[i].credit {
		return f.not[at], f.won[at]
	}
	return f.won[at], f.not[at]
}

// logarithm returns the transform of the series and the logarithm of P(none), likely wins left out.
func (f *few) logarithm(plan *fourier.FFT, n int) (coefficients []complex128, none float64) {
	const negligiblePower = 1e-17
	series, around := make([]float64, n), float64(n)
	var s compensated
	for i := range f.book.wins {
		p, q := f.odds(i)
		if p > fewOdds*q {
			continue
		}
		w := &f.book.wins[i]
		count, odds := float64(w.n), p/q
		s.add(count * math.Log1p(-p))
		reach := math.Mod(w.value/f.unit, around) // the transform goes round
		power, at := -count, 0.0
		for m := 1.0; ; m++ {
			power *= -odds
			if math.Abs(power) < negligiblePower {
				break
			}
			if at += reach; at >= around {
				at -= around
			}
			k := int(at)
			up, share := at-float64(k), power/m
			series[k] += share * (1 - up)
			if k++; k == n {
				k = 0
			}
			series[k] += share * up
		}
	}
	return plan.Coefficients(nil, series), s.value()
}

// multiply multiplies the transform by those of the likely wins.
func (f *few) multiply(coefficients []complex128, n int) {
	for j, w := range f.book.wins {
		p, q := f.odds(j)
		if p <= fewOdds*q {
			continue
		}
		at := w.value / f.unit
		k := math.Floor(at)
		up := at - k
		turn := -2 * math.Pi / float64(n)
		lower, stepLower := complex(p*(1-up), 0), cmplx.Rect(1, turn*k)
		upper, stepUpper := complex(p*up, 0), cmplx.Rect(1, turn*(k+1))
		for i := range coefficients {
			s := lower + upper + complex(q, 0)
			for range w.n {
				coefficients[i] *= s
			}
			lower *= stepLower
			upper *= stepUpper
		}
	}
}
