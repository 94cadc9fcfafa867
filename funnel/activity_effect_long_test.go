//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTouchEffectCoverage draws 2000 histories for each world and size; 3.3 standard errors of a coverage are .016. The variance of a jackknife
// is too large rather than too small (Efron and Stein 1981), which shows where deals are few: .977 and .975 were seen for 60 of them, .959 and
// .962 for 200, .945 and .951 for 1000. The naive comparison says −.05 where the truth is 0, and .105 where it is .055.
func TestTouchEffectCoverage(t *testing.T) {
	for _, deals := range []int{60, 200, 1000} {
		for name, w := range map[string]touchWorld{"idle": idleTouches, "useful": usefulTouches} {
			truth := 0.0
			if name == "useful" {
				truth = w.truth(7)
			}
			held, mean, se, plain := touchRuns(t, w, truth, deals, 2000, uint64(deals))
			t.Logf("%s, %d deals: truth %.4f, mean %.4f ± %.4f, coverage %.3f, naive %.4f", name, deals, truth, mean, se, held, plain)
			assert.Greater(t, held, .95-.016)
			if deals == 1000 {
				assert.Less(t, held, .95+.016)
			}
		}
	}
}
