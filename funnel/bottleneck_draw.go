package funnel

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// flowDraw is a funnel as it may be, given what is known: the point estimate, or one draw.
type flowDraw struct {
	moves   *flowMoves
	begin   []float64 // by stage: where new deals begin
	pace    []float64 // by stage: what the mean days are multiplied by
	perWeek float64   // arrivals
	amount  float64   // of a won deal
}

// point returns the funnel as it is estimated.
func (b *steadyFlow) point() *flowDraw {
	d := &flowDraw{moves: newFlowMoves(b.chain), begin: make([]float64, len(b.starts)), pace: make([]float64, len(b.starts))}
	for i, n := range b.starts {
		d.pace[i] = 1
		if b.begun > 0 {
			d.begin[i] = n / float64(b.begun)
		}
	}
	if b.arrivals.known() {
		d.perWeek = b.arrivals.perWeek()
	}
	d.amount = b.amounts.priced.mean
	return d
}

// each calls do with one draw after the other, always the same ones for a seed; each is overwritten by the next. What is drawn:
//
//   - the moves out of stage k: Dirichlet(α_k p_kj + a_kj), with α_k the stays that the row is worth and a_kj one move spread over those allowed;
//   - where deals begin: Dirichlet(n_i), the Bayesian bootstrap (Rubin 1981, Annals of Statistics 9);
//   - the mean stay: gamma, with the mean and variance that it is estimated with beyond that of the moves;
//   - arrivals: a week's mean from its posterior, the weeks being negative binomial and their dispersion unknown;
//   - the mean amount: a·exp(t s/a), with s its standard error and t of n−1 degrees of freedom.
func (b *steadyFlow) each(draws int, do func(d *flowDraw)) {
	d := b.point()
	r := rand.New(rand.NewPCG(b.options.Seed, flowStream))
	for range draws {
		for i, row := range b.rows {
			if row == nil {
				continue
			}
			into := d.moves.row(i)
			for j, p := range row.p {
				into[j] = 0
				if a := row.alpha*p + row.prior[j]; a > 0 {
					into[j] = gammaDraw(r, a, 1)
				}
			}
			if !scaleToOne(into) {
				copy(into, row.p)
			}
			d.pace[i] = 1
			if row.within > certain {
				d.pace[i] = gammaDraw(r, 1/row.within, 1/row.within)
			}
		}
		for i, n := range b.starts {
			d.begin[i] = 0
			if n > 0 {
				d.begin[i] = gammaDraw(r, n, 1)
			}
		}
		scaleToOne(d.begin)
		d.perWeek = b.arrivals.draw(r)
		d.amount = b.amounts.draw(r)
		do(d)
	}
}

// certain is a relative variance below which a number is taken as known.
const certain = 1e-12

// flowStream parts the random numbers of steady flows from those of others with the same seed.
const flowStream = 0x5f1057ead1f10e5

// gammaDraw draws from a gamma distribution by shape and rate.
func gammaDraw(r *rand.Rand, shape, rate float64) float64 {
	return distuv.Gamma{Alpha: shape, Beta: rate, Src: r}.Rand()
}

// scaleToOne divides a list by its sum; false when there is nothing to divide by.
func scaleToOne(list []float64) bool {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	if !(sum > 0) || math.IsInf(sum, 1) {
		return false
	}
	for i := range list {
		list[i] /= sum
	}
	return true
}
