package funnel

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// fewForShare is how many cases a share should rest on, and manySilent the share of those that do not say from which on a warning is due.
const (
	fewForShare = 20
	manySilent  = .1
)

// shareOf returns the share x/n with Wilson's interval at 95 %, and a warning where n is small; the zero Estimate for n = 0.
func shareOf(x, n, left int64) sf.Estimate {
	if n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(x) / float64(n), Level: .95, N: n, Left: left, Method: "share, Wilson"}
	e.Low, e.High = binomial.Wilson(float64(x), float64(n), e.Level)
	if n < fewForShare {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeShareFew, "", sf.F("n", sf.Int(n)), sf.F("want", sf.Int(fewForShare))))
	}
	return e
}

// dealShare counts x of n activities, deal by deal, whose activities are not independent of each other.
type dealShare struct {
	x, n, deals int64
	xx, xn, nn  int64 // Σ x_d², Σ x_d·n_d and Σ n_d² over the deals before this one

	deal             uint32 // the deal that is being counted, plus one
	xOfDeal, nOfDeal int64
}

// add takes an activity. Those of one deal come together.
func (s *dealShare) add(deal uint32, yes bool) {
	if deal+1 != s.deal {
		s.close()
		s.deal = deal + 1
		s.deals++
	}
	s.n, s.nOfDeal = s.n+1, s.nOfDeal+1
	if yes {
		s.x, s.xOfDeal = s.x+1, s.xOfDeal+1
	}
}

// close takes the sums of the deal that is being counted.
func (s *dealShare) close() {
	s.xx, s.xn, s.nn = s.xx+s.xOfDeal*s.xOfDeal, s.xn+s.xOfDeal*s.nOfDeal, s.nn+s.nOfDeal*s.nOfDeal
	s.deal, s.xOfDeal, s.nOfDeal = 0, 0, 0
}

// estimate returns the share with Wilson's interval at the effective size.
func (s *dealShare) estimate(left int64) sf.Estimate {
	s.close()
	e := shareOf(s.x, s.n, left)
	if n := s.effective(); n < float64(s.n) {
		e.Low, e.High = binomial.Wilson(e.Value*n, n, e.Level)
		e.Method = "share, Wilson by deals"
	}
	return e
}

// effective returns how many independent activities tell as much: see [ActivityCounts].
func (s *dealShare) effective() float64 {
	n, m := float64(s.n), float64(s.deals)
	switch {
	case s.nn == s.n: // one activity a deal
		return n
	case s.deals == 1:
		return 1
	case s.x == 0 || s.x == s.n:
		return m
	}
	p := float64(s.x) / n
	spread := (float64(s.xx) - 2*p*float64(s.xn) + p*p*float64(s.nn)) * m / (m - 1)
	if !(spread > 0) { // the same share in each deal
		return n
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: m - 1}.Quantile(.975)
	return math.Min(n, math.Max(1, n*n*p*(1-p)/spread*z95*z95/(t*t)))
}

// saidSum counts the answers to a question.
type saidSum struct {
	dealShare
	silent int64
}

func (s *saidSum) answer(deal uint32, answer sf.Value) {
	if yes, said := answer.Bool(); said {
		s.add(deal, yes)
	} else {
		s.silent++
	}
}

// share returns the share of those that say yes among those that say. Where many do not say, x of n with s silent lies between x/(n+s) and
// (x+s)/(n+s) whatever they would have said (Manski 2003, Partial Identification of Probability Distributions).
func (s *saidSum) share() sf.Estimate {
	e, all := s.estimate(s.silent), s.n+s.silent
	if s.n > 0 && float64(s.silent) > manySilent*float64(all) {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeShareSilent, "", sf.F("silent", sf.Int(s.silent)), sf.F("of", sf.Int(all)),
			sf.F("low", number(threeDigits(float64(s.x)/float64(all)))), sf.F("high", number(threeDigits(float64(s.x+s.silent)/float64(all))))))
	}
	return e
}

// civilDate returns the date of a civil day by its number.
func civilDate(day int64) sf.Date { return sf.DateOf(time.Unix(day*86400, 0).UTC()) }
