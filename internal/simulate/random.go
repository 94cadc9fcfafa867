package simulate

import (
	"math"
	"math/rand/v2"
)

// Streams keep the features of a deal apart: a feature that draws more or less leaves the others as they were.
const (
	streamWho uint64 = iota + 1
	streamPath
	streamMoney
	streamDates
	streamRecord
	streamArrivals
	streamFactor
	streamShuffle
)

// splitMix is the output function of SplitMix64 (Steele, Lea and Flood 2014), a bijection that scatters its input.
func splitMix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// reseed makes pcg the generator of item k of a stream.
func reseed(pcg *rand.PCG, seed, stream, k uint64) {
	high := splitMix(splitMix(seed) ^ stream)
	pcg.Seed(high, splitMix(high^splitMix(k)))
}

func newRand(seed, stream, k uint64) *rand.Rand {
	pcg := new(rand.PCG)
	reseed(pcg, seed, stream, k)
	return rand.New(pcg)
}

// streams are the generators of one deal, reused for the next.
type streams struct {
	seed                             uint64
	source                           [5]*rand.PCG
	who, path, money, dates, records *rand.Rand
}

func newStreams(seed uint64) *streams {
	s := &streams{seed: seed}
	for i := range s.source {
		s.source[i] = new(rand.PCG)
	}
	of := func(stream uint64) *rand.Rand {
		return rand.New(s.source[stream-streamWho])
	}
	s.who, s.path, s.money = of(streamWho), of(streamPath), of(streamMoney)
	s.dates, s.records = of(streamDates), of(streamRecord)
	return s
}

func (s *streams) deal(k uint64) {
	for i, pcg := range s.source {
		reseed(pcg, s.seed, streamWho+uint64(i), k)
	}
}

// drawGamma returns a gamma variate of scale one (Marsaglia and Tsang 2000; below shape one with their boost).
func drawGamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		// In logs: U^(1/shape) underflows long before the product with a small shape loses its meaning.
		return math.Exp(math.Log(drawGamma(r, shape+1)) - r.ExpFloat64()/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// drawPoisson counts exponential gaps, in pieces so that the product does not underflow. Its cost grows with the mean,
// and so does what the caller does with the count.
func drawPoisson(r *rand.Rand, mean float64) int {
	const piece = 32
	count := 0
	for mean > piece {
		count += countGaps(r, piece)
		mean -= piece
	}
	return count + countGaps(r, mean)
}

func countGaps(r *rand.Rand, mean float64) int {
	limit := math.Exp(-mean)
	count, product := 0, r.Float64()
	for product > limit {
		count++
		product *= r.Float64()
	}
	return count
}

// normalQuantile returns Φ⁻¹(p), for p in [0,1] including ±Inf at the ends.
func normalQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// shiftOdds returns the probability whose odds are those of p times odds.
func shiftOdds(p, odds float64) float64 { return odds * p / (1 - p + odds*p) }
