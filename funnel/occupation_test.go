package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// handWorked are the rows of the Aalen-Johansen example in the tests of R's package survival (3.5-3, file mstate.R): entry 0, a 1, b 2, c 3.
var handWorked = []step{
	{0, 1, 0, 4}, {1, 2, 4, 9}, {2, 1, 9, 10}, {0, 2, 0, 5}, {0, 3, 2, 9}, {0, 1, 0, 2}, {1, 3, 2, 8}, {3, -1, 8, 9}, {0, 2, 1, 3}, {2, -1, 3, 11},
}

func TestOccupationByHand(t *testing.T) {
	open := make([]stage.Outcome, 4)
	c := aalenJohansen(open, []float64{1, 0, 0, 0}, 0, 0, handWorked)
	for _, test := range []struct {
		age  int
		want [4]float64 // times 32
	}{
		{0, [4]float64{32, 0, 0, 0}},
		{1, [4]float64{32, 0, 0, 0}},
		{2, [4]float64{24, 8, 0, 0}},
		{3, [4]float64{18, 8, 6, 0}},
		{4, [4]float64{12, 14, 6, 0}},
		{5, [4]float64{6, 14, 12, 0}},
		{7, [4]float64{6, 14, 12, 0}},
		{8, [4]float64{6, 7, 12, 7}},
		{9, [4]float64{0, 0, 19, 13}},
		{10, [4]float64{0, 9.5, 9.5, 13}},
		{11, [4]float64{0, 9.5, 9.5, 13}},
	} {
		for i, x := range c.at(test.age) {
			assert.InDelta(t, test.want[i]/32, x, 1e-14, "age %d, state %d", test.age, i)
		}
	}
}

// tenDeals are ten deals with two open stages, a return, a skip, late entries and open deals: A 0, B 1, won 2, lost 3.
var tenDeals = []step{
	{0, 1, 0, 2},
	{1, 2, 2, 5},
	{0, 3, 0, 3},
	{0, 1, 0, 1},
	{1, 0, 1, 4},
	{0, 3, 4, 6},
	{0, 1, 0, 2},
	{1, -1, 2, 7},
	{0, -1, 0, 5},
	{0, 1, 0, 2},
	{1, 3, 2, 3},
	{0, 1, 1, 4},
	{1, 2, 4, 8},
	{1, 2, 2, 6},
	{0, 2, 0, 4},
	{0, -1, 3, 9},
}

var twoStages = []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost}

// TestOccupationOfTenDeals has every row of survfit in R 4.2.2, survival 3.5-3, for the same rows.
func TestOccupationOfTenDeals(t *testing.T) {
	c := aalenJohansen(twoStages, []float64{1, 0, 0, 0}, 0, 0, tenDeals)
	for age, want := range map[int]struct {
		risk [2]int64
		p    [4]float64
	}{
		1: {[2]int64{7, 0}, [4]float64{0.8571428571, 0.1428571429, 0, 0}},
		2: {[2]int64{7, 1}, [4]float64{0.4897959184, 0.5102040816, 0, 0}},
		3: {[2]int64{4, 5}, [4]float64{0.3673469388, 0.4081632653, 0, 0.2244897959}},
		4: {[2]int64{4, 4}, [4]float64{0.2857142857, 0.3979591837, 0.09183673469, 0.2244897959}},
		5: {[2]int64{3, 4}, [4]float64{0.2857142857, 0.2984693878, 0.19132653061, 0.2244897959}},
		6: {[2]int64{2, 3}, [4]float64{0.1428571429, 0.1989795918, 0.29081632653, 0.3673469388}},
		8: {[2]int64{1, 1}, [4]float64{0.1428571429, 0, 0.48979591837, 0.3673469388}},
		9: {[2]int64{1, 1}, [4]float64{0.1428571429, 0, 0.48979591837, 0.3673469388}},
	} {
		for i, x := range c.at(age) {
			assert.InDelta(t, want.p[i], x, 5e-11, "age %d, state %d", age, i)
		}
		assert.Equal(t, want.risk[:], c.risk[c.row(age)*4:c.row(age)*4+2], age)
	}
	assert.Equal(t, 9, c.until, "one deal is left in A, up to 9")
}

// TestOccupationVariance has competing risks as a special case: times 1,2,2,2,3,4,4,5 with causes 1,1,2,0,2,1,2,0, the Greenwood-type
// variances and the interval of R 4.2.2, survival 3.5-3.
func TestOccupationVariance(t *testing.T) {
	var steps []step
	for i, time := range []int{1, 2, 2, 2, 3, 4, 4, 5} {
		to := []int{1, 1, 2, 0, 2, 1, 2, 0}[i]
		if to == 0 {
			to = -1
		}
		steps = append(steps, step{0, to, 0, time})
	}
	c := aalenJohansen([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, []float64{1, 0, 0}, 0, 0, steps)
	for i, want := range []float64{.15625, .40625, .43750} {
		assert.InDelta(t, want, c.at(5)[i], 1e-14)
	}
	for age, want := range map[int]float64{1: .013671875, 2: .0234375, 4: .03381347656} {
		assert.InDelta(t, want, c.vary[c.row(age)*3+1], 1e-11)
		assert.InDelta(t, want, c.variance(0, age), 1e-11)
	}
	low, high := complementaryLogLog(c.at(4)[1], math.Sqrt(c.vary[c.row(4)*3+1]), 0.95)
	assert.InDelta(t, .1501547746, low, 1e-10)
	assert.InDelta(t, .8117989271, high, 1e-10)
}

// TestOccupationVarianceIsTheBinomial: without censoring the estimate is a share, and its variance that of a share.
func TestOccupationVarianceIsTheBinomial(t *testing.T) {
	var steps []step
	for i := range 24 {
		a, b := i%5, i%7
		steps = append(steps, step{0, 1, -1, a})
		steps = append(steps, step{1, 2 + i%2, a, a + 1 + b})
	}
	c := aalenJohansen(twoStages, []float64{1, 0, 0, 0}, 0, -1, steps)
	for age := range 12 {
		var n [4]float64
		for i := range 24 {
			a, b := i%5, i%7
			switch {
			case age < a:
				n[0]++
			case age < a+1+b:
				n[1]++
			default:
				n[2+i%2]++
			}
		}
		for i, x := range n {
			assert.InDelta(t, x/24, c.at(age)[i], 1e-14)
		}
		assert.InDelta(t, n[0]/24*(1-n[0]/24)/24, c.vary[c.row(age)*4], 1e-14)
	}
	assert.Equal(t, math.MaxInt, c.until, "all have ended")
	nobody := aalenJohansen(twoStages, []float64{1, 0, 0, 0}, 0, -1, nil)
	assert.Equal(t, -1, nobody.until)
	assert.Equal(t, []float64{1, 0, 0, 0}, nobody.at(5))
}

func TestGapInTheRiskSetIsTold(t *testing.T) {
	// Nobody is seen in B between 2 and 5; A goes on.
	c := aalenJohansen(twoStages, []float64{1, 0, 0, 0}, 0, 0, []step{{0, 1, 0, 2}, {0, 3, 0, 6}, {0, 3, 0, 4}, {1, 2, 5, 7}})
	assert.Equal(t, 2, c.until)
	require.Len(t, c.ages, 4)
	// Nobody is seen in A between 1 and 3, although nothing happened there.
	c = aalenJohansen(twoStages, []float64{1, 0, 0, 0}, 0, 0, []step{{0, -1, 0, 1}, {0, 3, 3, 6}})
	assert.Equal(t, 1, c.until)
}
