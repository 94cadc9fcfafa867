package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// flowSamples are the draws of several numbers, taken together.
type flowSamples struct {
	of   [][]float64 // by number
	lost int64       // draws that could not be computed
}

func newFlowSamples(numbers, draws int) *flowSamples {
	s := &flowSamples{of: make([][]float64, numbers)}
	for i := range s.of {
		s.of[i] = make([]float64, 0, draws)
	}
	return s
}

// mostSampled bounds how many values are kept: 128 MiB.
const mostSampled = 1 << 24

// drawsFor returns how many draws are taken of so many numbers.
func (o FlowOptions) drawsFor(numbers int) int {
	return min(o.draws(), max(mostSampled/max(numbers, 1), fewestFlowDraws))
}

// add takes in one draw of every number; a draw in which one of them is not finite is counted, and left out.
func (s *flowSamples) add(values []float64) (taken bool) {
	for _, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			s.lost++
			return false
		}
	}
	for i, x := range values {
		s.of[i] = append(s.of[i], x)
	}
	return true
}

// warnings tells of draws that were lost.
func (s *flowSamples) warnings() []sf.Note {
	if s.lost == 0 {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeFlowDrawsLost, "", sf.F("n", sf.Int(s.lost)), sf.F("of", sf.Int(s.lost+int64(len(s.of[0])))))}
}

// methodFlow is the name of the estimator of [View.Bottlenecks] and [View.Scenario].
const methodFlow = "absorbing chain with posterior draws"

// estimate returns a number with the central 95 % of its draws, made to hold it; without an interval when too few could be computed.
func (s *flowSamples) estimate(number int, value float64, n int64) sf.Estimate {
	e := sf.Estimate{Value: positiveZero(value), N: n, Method: methodFlow}
	draws := s.of[number]
	if len(draws) < fewestFlowDraws/2 {
		return e
	}
	slices.Sort(draws)
	low, high := around(value, quantileOf(draws, (1-level)/2), quantileOf(draws, (1+level)/2))
	e.Low, e.High, e.Level = positiveZero(low), positiveZero(high), level
	return e
}

// positiveZero returns 0 for −0, which is what a loss of nothing comes to.
func positiveZero(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x
}

// quantileOf interpolates between sorted values (Hyndman and Fan 1996, The American Statistician 50, type 7).
func quantileOf(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
