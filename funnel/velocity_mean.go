package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// runningMean is a mean with its variance (Welford 1962, Technometrics 4).
type runningMean struct {
	n            int64
	mean, square float64
}

func (m *runningMean) add(x float64) {
	m.n++
	change := x - m.mean
	m.mean += change / float64(m.n)
	m.square += change * (x - m.mean)
}

// spread returns the half width of the interval of the mean, by Student's t; ok is false for fewer than two.
func (m *runningMean) spread() (half float64, ok bool) {
	if m.n < 2 {
		return 0, false
	}
	df := float64(m.n - 1)
	return studentQuantile(1-level, df) * math.Sqrt(m.square/df/float64(m.n)), true
}

// normal returns the mean with an interval of Student's t.
func (m *runningMean) normal(method string, left int64) sf.Estimate {
	if m.n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: m.mean, N: m.n, Left: left, Method: method}
	if half, ok := m.spread(); ok {
		e.Low, e.High, e.Level = m.mean-half, m.mean+half, level
	}
	return e
}

// logNormal returns the mean with the interval of Student's t on the log scale, m·exp(±half/m), which stays above 0. A mean that is not
// above 0 has the plain one.
func (m *runningMean) logNormal(method string, left int64) sf.Estimate {
	e := m.normal(method, left)
	if half, ok := m.spread(); ok && m.mean > 0 && half/m.mean < 500 {
		e.Low, e.High = m.mean*math.Exp(-half/m.mean), m.mean*math.Exp(half/m.mean)
	}
	return e
}
