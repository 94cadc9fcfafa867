package forecast

import (
	"fmt"
	"math"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Calibration corrects probabilities that are too bold or too shy: it maps each p in [0, 1] to one in [0, 1], and never falls. One that was
// learned is a [Fitter] too, and says of what.
type Calibration interface {
	Calibrate(p float64) float64
}

// LogitCalibration is the calibration of a straight line on the log-odds,
//
//	logit q = Intercept + Slope·logit p
//
// with Slope ≥ 0, 0 staying 0 and 1 staying 1. A slope below 1 draws bold probabilities to the middle, and an intercept below 0 lowers hopeful
// ones. The zero LogitCalibration changes nothing.
//
// Source: Cox 1958, Biometrika 45, on two further applications of a model for binary regression.
type LogitCalibration struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
	From      Fit     `json:"from,omitzero"` // what it was learned from; zero: it was set by hand
}

// Calibrate returns q for p, to which special cases are: 0 and 1 stay what they are; NaN gives NaN.
func (c LogitCalibration) Calibrate(p float64) float64 {
	if c.Intercept == 0 && (c.Slope == 0 || c.Slope == 1) || p == 0 || p == 1 {
		return p
	}
	x := c.Intercept + c.Slope*logit(p)
	if x < 0 { // so that neither overflows
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// Fit says what the calibration was learned from.
func (c LogitCalibration) Fit() Fit { return c.From }

// faults returns what is wrong with the numbers.
func (c LogitCalibration) faults() []sf.Note {
	finite := !math.IsNaN(c.Intercept) && !math.IsInf(c.Intercept, 0) && !math.IsInf(c.Slope, 1)
	if finite && c.Slope >= 0 {
		return nil
	}
	return []sf.Note{calibrationFault(fmt.Sprintf("intercept %v, slope %v", c.Intercept, c.Slope))}
}

func calibrationFault(what string) sf.Note {
	return sf.NewNote(CodeCalibration, "calibration", sf.F("what", sf.Text(what)))
}

// Calibrated returns the model with its probabilities corrected by one calibration over all horizons: every P(won by t), and P(won ever). As a
// calibration never falls, rows go on rising, and P(won ever) stays at least every P(won by t). What is certain stays so: 0 stays 0, as of
// a time that has passed, and 1 stays 1.
//
// The error is an [*sf.InvalidError]: a missing model, a calibration that is out of its range or falls on the rows of the book, and what
// the model refuses. The cost is one call of the calibration for each number of the model.
func Calibrated(m Model, c Calibration) Model { return calibrated{model: m, by: c} }

type calibrated struct {
	model Model
	by    Calibration
}

// Fit is the later of the model's and the calibration's.
func (m calibrated) Fit() Fit {
	f := FitOf(m.model)
	if g, ok := m.by.(Fitter); ok {
		return f.with(g.Fit())
	}
	return f
}

func (m calibrated) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	if err := sf.Invalid(m.faults()); err != nil {
		return nil, nil, err
	}
	won, notes, err := m.model.WinBy(dst, b, by)
	if err != nil {
		return nil, nil, err
	}
	width := len(by) + 1
	for i := range len(won) / width {
		if fault, ok := m.row(won[i*width : (i+1)*width]); !ok {
			return nil, nil, sf.Invalid([]sf.Note{fault})
		}
	}
	return won, notes, nil
}

// faults returns what is missing or out of range.
func (m calibrated) faults() (faults []sf.Note) {
	if m.model == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "model"))
	}
	switch c := m.by.(type) {
	case nil:
		faults = append(faults, calibrationFault("none"))
	case LogitCalibration:
		faults = append(faults, c.faults()...)
	}
	return faults
}

// row corrects the row of one deal.
func (m calibrated) row(row []float64) (fault sf.Note, ok bool) {
	last := 0.0
	for j, p := range row {
		if !(p > 0 && p < 1) {
			last = max(last, p)
			continue // certain, or no probability: [Run] refuses what is none
		}
		q := m.by.Calibrate(p)
		if !probability(q) || q < last-1e-9 {
			return calibrationFault(fmt.Sprintf("%v to %v", p, q)), false
		}
		row[j] = max(q, last)
		last = row[j]
	}
	return sf.Note{}, true
}
