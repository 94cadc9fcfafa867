//go:build long

package funnel_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// TestBottleneckCoverage draws 1500 histories of each kind. The standard error of a coverage of .95 is .0056.
func TestBottleneckCoverage(t *testing.T) {
	for _, test := range []struct {
		name       string
		perDay     float64
		dispersion float64
	}{{"160 deals", 0.3, 0}, {"550 deals", 1, 0}, {"550 deals, overdispersed", 1, 0.2}, {"2200 deals", 4, 0}} {
		t.Run(test.name, func(t *testing.T) {
			c := coverFlow(t, flowingSpec(test.perDay, test.dispersion), 1500, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 1000}})
			for _, name := range slices.Sorted(maps.Keys(c.said)) {
				t.Logf("%-14s held %.3f of %.0f", name, c.held[name]/c.said[name], c.said[name])
				assert.InDelta(t, .95, c.held[name]/c.said[name], .03, name)
			}
			n := float64(c.runs)
			t.Logf("bias of the win rate %.3f; first move truly so %.3f, said %.3f; slowest stage truly so %.3f, said %.3f",
				c.bias/n, c.topTrue/n, c.topSaid/n, c.slowTrue/n, c.slowSaid/n)
		})
	}
}

// TestFirstIsCalibrated draws 2000 pipelines that differ: of those whose first move is said to be truly the first with a probability, about
// as many are. The standard error of the share is .011.
func TestFirstIsCalibrated(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var said, truly, slowSaid, slowTruly, n float64
	for range 2000 {
		s := flowingSpec(0.5, 0)
		s.Stages = s.Stages[:0]
		ids := []string{"a", "b", "c", "d", "won"}
		for i, id := range ids[:4] {
			on := 0.2 + 0.7*r.Float64()
			s.Stages = append(s.Stages, simulate.Stage{ID: id, Stay: simulate.Exponential(5 + 20*r.Float64()), Moves: []simulate.Move{
				{To: ids[i+1], P: on}, {To: "lost", P: 1 - on},
			}})
		}
		s.Stages = append(s.Stages, simulate.Stage{ID: "won", Outcome: simulate.Won}, simulate.Stage{ID: "lost", Outcome: simulate.Lost})
		c := coverFlow(t, s, 1, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 400}})
		if c.runs == 0 {
			continue
		}
		said, truly, slowSaid, slowTruly, n = said+c.topSaid, truly+c.topTrue, slowSaid+c.slowSaid, slowTruly+c.slowTrue, n+1
	}
	t.Logf("of %.0f: first move truly so %.3f, said %.3f; slowest stage truly so %.3f, said %.3f", n, truly/n, said/n, slowTruly/n, slowSaid/n)
	assert.InDelta(t, said/n, truly/n, .04)
	assert.InDelta(t, slowSaid/n, slowTruly/n, .04)
}
