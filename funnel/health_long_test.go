//go:build long

package funnel_test

import (
	"iter"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// TestHealthFalseAlarms draws 1000 healthy funnels for each kind (250 of the largest): at most .05 + 2 standard errors raise an alarm.
func TestHealthFalseAlarms(t *testing.T) {
	weekends := []func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]{nil, onWorkdays}
	for _, law := range []simulate.Law{simulate.Exponential(20), simulate.Weibull(30, 2), simulate.LogNormal(15, .9)} {
		for _, perDay := range []float64{.3, 1, 5, 20} {
			for _, dispersion := range []float64{0, .1, .3} {
				for worked, change := range weekends[:1+int(10*dispersion)%3] {
					draws := 1000
					if perDay > 10 {
						draws = 250
					}
					by, full := verdicts(t, healthySpec(perDay, dispersion, law), draws, change, "demo", funnel.HealthFull)
					share := float64(alarms(by)) / float64(draws)
					t.Logf("law %d, %v a day, dispersion %v, free weekends %d: %.3f of %d, %v; demo full in %d", law.Kind, perDay, dispersion, worked, share, draws, by, full)
					assert.LessOrEqual(t, share, .05+2*math.Sqrt(.05*.95/float64(draws)))
				}
			}
		}
	}
}

// TestHealthPower draws 1000 funnels in which something stopped four weeks ago.
func TestHealthPower(t *testing.T) {
	const draws = 1000
	for _, perDay := range []float64{.3, 1, 3} {
		s := healthySpec(perDay, .1, simulate.Exponential(20))
		from := s.End.AddDate(0, 0, -28)
		for _, x := range []struct {
			name   string
			change func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]
			stage  string
			state  funnel.HealthState
		}{
			{"stuck", stuck("demo", from), "demo", funnel.HealthBlocked},
			{"diverted", diverted("offer", from), "offer", funnel.HealthGap},
			{"dried", dried(from), "lead", funnel.HealthEmpty},
		} {
			by, found := verdicts(t, s, draws, x.change, x.stage, x.state)
			t.Logf("%v a day, %s: %s %v in %d of %d, verdicts %v", perDay, x.name, x.stage, x.state, found, draws, by)
			if perDay >= 1 {
				assert.Greater(t, found, 900)
			}
		}
	}
}
