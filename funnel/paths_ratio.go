package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// ratioOf is a ratio Σy/Σx over deals.
type ratioOf struct {
	n          int64
	y, x       float64
	yy, xy, xx float64
}

func (r *ratioOf) add(y, x float64) {
	r.n++
	r.y, r.x = r.y+y, r.x+x
	r.yy, r.xy, r.xx = r.yy+y*y, r.xy+x*y, r.xx+x*x
}

// estimate returns the ratio R with the interval of the delta method, Var R = n/(n−1) Σ (y−Rx)² / (Σx)², on the logit.
//
// Source: Cochran 1977, Sampling Techniques, section 2.11.
func (r *ratioOf) estimate() sf.Estimate {
	if r.x <= 0 {
		return sf.Estimate{}
	}
	share := r.y / r.x
	e := sf.Estimate{Value: share, N: r.n, Method: "ratio of sums over deals"}
	if square := r.yy - 2*share*r.xy + share*share*r.xx; r.n > 1 && share > 0 && share < 1 {
		n := float64(r.n)
		half := z95 * math.Sqrt(n/(n-1)*math.Max(0, square)) / r.x / (share * (1 - share))
		at := math.Log(share / (1 - share))
		e.Low, e.High, e.Level = 1/(1+math.Exp(half-at)), 1/(1+math.Exp(-half-at)), level
	}
	return e
}
