package forecast

import (
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Dependence says how much deals share a fate. The zero value: not at all, they are won and lost independently.
//
// The model is the one-factor Gaussian copula (Vasicek 1987; Li 2000 for times). One standard normal Z, the state of the market, holds
// over the whole horizon; given Z = z deals are independent, and a deal that is won before t with probability F_t is won with
//
//	c_t(z) = Φ((Φ⁻¹(F_t) − √ρ·z) / √(1−ρ)),   E[c_t(Z)] = F_t.
//
// In the period from t−1 to t that is c_t(z) − c_{t−1}(z), with the same Z: a good market that brings wins forward leaves fewer for
// later. Means and weighted values are those of independent deals; the spread is wider. Distributions of periods or groups must not be
// summed as if they were independent, they share Z.
//
// ρ is the latent correlation, that of the normal variables behind the deals. The correlation of the wins themselves is smaller: see
// [EventCorrelation].
type Dependence struct {
	// Rho is the latent correlation, from 0 to [MostRho].
	Rho float64
	// Learned is a latent correlation learned from the past by [LearnRho], in place of Rho. The forecast mixes over its posterior, so
	// that not knowing ρ widens the spread too.
	Learned *LearnedRho
}

// IsZero reports whether deals are independent.
func (d Dependence) IsZero() bool { return d.Rho == 0 && d.Learned == nil }

// check finds every fault.
func (d Dependence) check(path string) (faults []sf.Note) {
	if !validRho(d.Rho) {
		faults = append(faults, rhoFault(path+"rho", d.Rho))
	}
	if d.Learned == nil {
		return faults
	}
	if d.Rho != 0 {
		faults = append(faults, sf.NewNote(CodeRhoTwice, path+"learned"))
	}
	return append(faults, d.Learned.check(path+"learned.")...)
}

// MostRho is the largest latent correlation: beyond, deals are won and lost as one for all that can be told.
const MostRho = 0.99

func validRho(rho float64) bool { return rho >= 0 && rho <= MostRho } // NaN is neither

func rhoFault(path string, rho float64) sf.Note {
	return sf.NewNote(CodeRho, path, sf.F("rho", sf.Text(fmt.Sprint(rho))), sf.F("most", sf.Float(MostRho)))
}

// checkAt also refuses what was learned from after the book's time.
func (d Dependence) checkAt(asOf time.Time) []sf.Note {
	faults := d.check("dependence.")
	if d.Learned != nil && d.Learned.Fitted.To.After(asOf) {
		faults = append(faults, sf.NewNote(CodeRhoLater, "dependence.learned", sf.F("to", sf.Instant(d.Learned.Fitted.To)), sf.F("as_of", sf.Instant(asOf))))
	}
	return faults
}

// nodes are the latent correlations to mix over, with their weights.
func (d Dependence) nodes() []RhoWeight {
	if d.Learned == nil {
		return []RhoWeight{{Rho: d.Rho, Weight: 1}}
	}
	return d.Learned.Posterior
}

// rho is the latent correlation as the report shows it.
func (d Dependence) rho() sf.Estimate {
	if d.Learned == nil {
		return sf.Estimate{Value: d.Rho, Method: methodGiven}
	}
	return d.Learned.Latent
}

// methodGiven stands for an estimator where a number was given.
const methodGiven = "given"
