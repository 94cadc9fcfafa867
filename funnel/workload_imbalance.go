package funnel

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Imbalance is how unevenly something is spread over n owners; x_i is what owner i has and x̄ the mean. Owners without any are among them;
// what nobody owns is not. Each is the zero Estimate where there are fewer than two owners, where all have nothing, and where anyone has less
// than nothing, as refunds may. They describe these owners, who are all there are, and have no interval; whether chance alone could have
// spread as much, ByChance says.
type Imbalance struct {
	// Mean is x̄.
	Mean sf.Estimate `json:"mean"`
	// CV is the coefficient of variation with the divisor n−1: 0 is even, √n the most, when one owner has all.
	//
	//	CV = √( Σ (x_i − x̄)² / (n−1) ) / x̄
	CV sf.Estimate `json:"cv"`
	// Gini is the coefficient of Gini times n/(n−1), so that it is 1 when one owner has all (Deaton 1997, The Analysis of Household Surveys,
	// sec. 3.1; Deltas 2003, Review of Economics and Statistics 85): without the factor few owners look even. 0 is even.
	//
	//	G = Σ_i Σ_j |x_i − x_j| / (2 n (n−1) x̄)
	Gini sf.Estimate `json:"gini"`
	// Largest is the share of the owner who has the most, max x_i / Σ x_i, and Owner is who it is; the first by name of several.
	Largest sf.Estimate `json:"largest"`
	Owner   string      `json:"owner,omitzero"`
	// ByChance is the probability that deals, or activities, dealt out blindly to n equally likely owners would be spread as unevenly: that of
	// χ² with n−1 degrees of freedom beyond Σ (x_i − x̄)² / x̄ (Fisher 1925, Statistical Methods for Research Workers, sec. 19). Dealt
	// blindly, 3 to 20 owners with means of 5 to 20 come below .05 in 4.2 to 5.3 % of 200,000 simulations. It is 0 where it cannot be
	// said: for amounts, with fewer than 3 owners, and with a mean below 5.
	ByChance float64 `json:"by_chance,omitzero"`
}

// The estimators of imbalance by name.
const (
	methodImbalanceMean = "mean"
	methodImbalanceCV   = "coefficient of variation, n-1"
	methodImbalanceGini = "Gini, n/(n-1)"
	methodImbalanceMax  = "largest share"
)

// fewOwners is below how many owners an imbalance says little.
const fewOwners = 5

// evenExpected is the mean count from which on χ² is near enough (Cochran 1954, Biometrics 10).
const evenExpected = 5

// measure fills the imbalances.
func (w *Workload) measure() {
	var names []string
	var deals, amounts, activities []float64
	unpriced, unowned := int64(0), []string(nil)
	for i := range w.Rows {
		row := &w.Rows[i]
		if row.Owner == "" {
			unowned = row.Examples
			if n := row.Open.Deals; n > 0 {
				w.Warnings = append(w.Warnings, sf.NewNote(CodeWorkloadUnowned, "", sf.F("n", sf.Int(n)), sf.F("examples", sf.Text(someOf(unowned)))))
			}
			continue
		}
		names = append(names, row.Owner)
		deals = append(deals, float64(row.Open.Deals))
		amounts = append(amounts, row.Open.Amount.Float64())
		activities = append(activities, float64(row.Activities))
		unpriced += row.Open.Unpriced
	}
	w.Deals, w.Amount, w.Activities = imbalanceOf(names, deals), imbalanceOf(names, amounts), imbalanceOf(names, activities)
	w.Deals.ByChance, w.Activities.ByChance = dealtByChance(deals), dealtByChance(activities)
	if unpriced > 0 {
		w.Amount.warn(sf.NewNote(CodeSourceUnpriced, "", sf.F("n", sf.Int(unpriced))))
	}
	if n := len(names); n < fewOwners {
		few := sf.NewNote(CodeWorkloadFew, "", sf.F("n", sf.Int(int64(n))))
		for _, m := range []*Imbalance{&w.Deals, &w.Amount, &w.Activities} {
			m.warn(few)
		}
	}
}

// warn adds a warning to each measure that says anything.
func (m *Imbalance) warn(n sf.Note) {
	for _, e := range []*sf.Estimate{&m.CV, &m.Gini, &m.Largest} {
		if !e.IsZero() {
			e.Warnings = append(e.Warnings, n)
		}
	}
}

// imbalanceOf measures how unevenly x is spread over the owners, who are in the order of their names.
func imbalanceOf(names []string, x []float64) (m Imbalance) {
	n := float64(len(x))
	sum, most := 0.0, 0
	for i, v := range x {
		if v < 0 {
			return Imbalance{}
		}
		sum += v
		if v > x[most] {
			most = i
		}
	}
	if n < 2 || sum == 0 || math.IsInf(sum, 0) {
		return Imbalance{}
	}
	mean, square, spread := sum/n, 0.0, 0.0
	sorted := slices.Sorted(slices.Values(x))
	for i, v := range sorted {
		square += (v/mean - 1) * (v/mean - 1)
		spread += (2*float64(i+1) - n - 1) * (v / mean) // Σ_i Σ_j |x_i − x_j| / 2 = Σ (2i − n − 1) x_(i)
	}
	say := func(value float64, method string) sf.Estimate {
		return sf.Estimate{Value: value, N: int64(len(x)), Method: method}
	}
	return Imbalance{
		Mean: say(mean, methodImbalanceMean), CV: say(math.Sqrt(square/(n-1)), methodImbalanceCV),
		Gini: say(math.Min(math.Max(spread/(n*(n-1)), 0), 1), methodImbalanceGini), Largest: say(x[most]/sum, methodImbalanceMax), Owner: names[most],
	}
}

// dealtByChance is the p-value of even chances for counts; 0: there are too few to tell.
func dealtByChance(x []float64) float64 {
	n, sum, statistic := float64(len(x)), 0.0, 0.0
	for _, v := range x {
		sum += v
	}
	mean := sum / n
	if n < 3 || mean < evenExpected { // of two the steps of χ² are too large: below .05 comes up to 8 %
		return 0
	}
	for _, v := range x {
		statistic += (v - mean) * (v - mean) / mean
	}
	return math.Max(mathext.GammaIncRegComp((n-1)/2, statistic/2), math.SmallestNonzeroFloat64)
}
