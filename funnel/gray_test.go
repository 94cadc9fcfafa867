package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// rivalAges counts deals by age; a status of 1 is an end as asked for, 2 another, 0 open. from may be nil.
func rivalAges(from, to, status []int, keep func(i int) bool) []rivalAge {
	var list []rival
	for i, t := range to {
		if keep == nil || keep(i) {
			r := rival{to: int32(t), cause: uint8(status[i])}
			if from != nil {
				r.from = int32(from[i])
			}
			list = append(list, r)
		}
	}
	return agesOf(nil, list, MaxAge)
}

// swapped makes ends as asked for others, and others as asked for.
func swapped(status []int) []int {
	out := make([]int, len(status))
	for i, s := range status {
		out[i] = []int{0, 2, 1}[s]
	}
	return out
}

// chiOf returns z² of the set in group 1 against the rest.
func chiOf(test func(set, all []rivalAge) contrast, from, to, status, group []int) float64 {
	set := rivalAges(from, to, status, func(i int) bool { return group[i] == 1 })
	z, _ := test(set, rivalAges(from, to, status, nil)).z()
	return z * z
}

// numbered are 300 deals by a rule that other programs can repeat: i from 0, ages (7919 i) mod 61, and so on.
func numbered() (to, status, group []int) {
	for i := range 300 {
		to, status = append(to, i*7919%61), append(status, i*104729%97%3)
		group = append(group, 2)
		if i*31%10 < 3 {
			group[i] = 1
		}
	}
	return to, status, group
}

// R 4.2.2, cmprsk 2.2-11: cuminc(to, status, group)$Tests.
func TestGrayOfCuminc(t *testing.T) {
	to := []int{3, 5, 5, 8, 8, 8, 12, 15, 15, 20, 22, 30, 2, 5, 6, 8, 9, 9, 14, 15, 18, 25, 31, 33}
	status := []int{1, 2, 1, 0, 1, 2, 1, 2, 1, 0, 1, 0, 2, 2, 2, 1, 0, 2, 1, 2, 0, 2, 1, 0}
	group := []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}
	assert.InDelta(t, 3.00083832018322, chiOf(grayTest, nil, to, status, group), 1e-12)
	assert.InDelta(t, 1.36435835680341, chiOf(grayTest, nil, to, swapped(status), group), 1e-12)

	to, status, group = numbered() // many ties
	assert.InDelta(t, .041428573123181, chiOf(grayTest, nil, to, status, group), 1e-12)
	assert.InDelta(t, .297005081724411, chiOf(grayTest, nil, to, swapped(status), group), 1e-12)
	few := [][]int{ // more end at one age than are thought to be left
		{11, 7, 2, 4, 3, 0, 11, 3, 2, 0, 4, 9, 1, 0, 3, 0, 1, 5, 3, 4},
		{1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 1, 2, 2, 2, 1, 0, 0, 1, 2, 2},
		{1, 1, 1, 1, 2, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1},
	}
	assert.InDelta(t, .057247370966699, chiOf(grayTest, nil, few[0], few[1], few[2]), 1e-12)
	for i := range status {
		status[i] = min(status[i], 1)
	}
	assert.InDelta(t, 1.05013505215937, chiOf(grayTest, nil, to, status, group), 1e-12, "no other ends")
}

// R 4.2.2, survival 3.5-3: survdiff(Surv(to, status > 0) ~ group), and with late entry the score test of
// coxph(Surv(entry, to, status > 0) ~ group, ties = "exact"), in which entry is the age before the first one at risk.
func TestTwoSampleLogRankOfSurvdiff(t *testing.T) {
	to, status, group := numbered()
	assert.InDelta(t, 1.09920464583161, chiOf(logRankTest, nil, to, status, group), 1e-12)
	var from, late, lateStatus, lateGroup []int
	for i := range to {
		entry := -1
		if i%4 == 0 {
			entry = i * 13 % 20
		}
		if entry < to[i] {
			from, late = append(from, entry+1), append(late, to[i])
			lateStatus, lateGroup = append(lateStatus, status[i]), append(lateGroup, group[i])
		}
	}
	require.Len(t, from, 288)
	assert.InDelta(t, .861661270566434, chiOf(logRankTest, from, late, lateStatus, lateGroup), 1e-9)
}

// R 4.2.2, cmprsk 2.2-11: timepoints(cuminc(to, status, group), c(10, 30)). Variances are of another estimator there, and within 2 %.
func TestRatesOfCuminc(t *testing.T) {
	to, status, group := numbered()
	first := rivalAges(nil, to, status, func(i int) bool { return group[i] == 1 })
	rest := rivalAges(nil, to, status, func(i int) bool { return group[i] == 2 })
	for _, c := range []struct {
		ages        []rivalAge
		days        int
		f, variance float64
	}{
		{first, 10, .0796605853266, .000845459890180},
		{first, 30, .181339879922, .001840513571633},
		{rest, 10, .0588195073176, .000272918018107},
		{rest, 30, .185795651432, .000816568340445},
	} {
		e, variance := rateAt(c.ages, c.days)
		assert.InDelta(t, c.f, e.Value, 1e-11)
		assert.InEpsilon(t, c.variance, variance, .02)
	}
}

// The score of a set is the other's with its sign turned, and the variance the same. Without other ends it is that of the log-rank test,
// since 1 − F is S then.
func TestGrayLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "n")
		draw := func(label string, most int) []int {
			return rapid.SliceOfN(rapid.IntRange(0, most), n, n).Draw(t, label)
		}
		from, to, status, group := draw("from", 3), draw("days", 20), draw("status", 2), draw("group", 1)
		for i := range from {
			from[i] = max(0, from[i]-2)
			to[i] += from[i]
		}
		all := rivalAges(from, to, status, nil)
		set := rivalAges(from, to, status, func(i int) bool { return group[i] == 1 })
		other := rivalAges(from, to, status, func(i int) bool { return group[i] == 0 })
		require.Equal(t, other, append([]rivalAge(nil), restOf(nil, set, all)...), "the rest")
		for _, test := range []func(set, all []rivalAge) contrast{grayTest, logRankTest} {
			a, b := test(set, all), test(other, all)
			require.InDelta(t, a.score, -b.score, 1e-9)
			require.InDelta(t, a.variance, b.variance, 1e-9)
			require.InDelta(t, a.expected, b.rest, 1e-9)
			require.False(t, math.IsNaN(a.score+a.variance+a.expected) || math.IsInf(a.score+a.variance, 0))
		}
		for i := range status {
			status[i] = min(status[i], 1)
			from[i] = 0
		}
		all = rivalAges(from, to, status, nil)
		set = rivalAges(from, to, status, func(i int) bool { return group[i] == 1 })
		require.InDelta(t, logRankTest(set, all).score, grayTest(set, all).score, 1e-9)
	})
}

// Where one side was not seen from the beginning, what part of it was left is not known, and nothing is compared.
func TestGrayNeedsTheBeginning(t *testing.T) {
	from, to, status := []int{2, 2, 0, 0}, []int{5, 6, 5, 7}, []int{1, 2, 1, 1}
	set := rivalAges(from, to, status, func(i int) bool { return i < 2 })
	assert.Zero(t, grayTest(set, rivalAges(from, to, status, nil)))
	assert.Zero(t, grayTest(nil, nil))
}

// Where all of a set have ended and another comes in late, what part of it was left is not known, and what comes after is not compared.
func TestGrayEndsWhereTheLateComeIn(t *testing.T) {
	set := []rivalAge{{enter: 4}, {gone: 4, one: 2, two: 2}, {}, {enter: 3}, {gone: 3, one: 3}}
	all := []rivalAge{{enter: 14}, {gone: 6, one: 3, two: 3}, {gone: 2, one: 2}, {enter: 3}, {gone: 9, one: 6, two: 3}}
	assert.Equal(t, grayTest(set[:3], all[:3]), grayTest(set, all))
	assert.Positive(t, grayTest(set, all).variance)
}

// Two of a set and two others; one of these ends at age 1 of four, with which ½ of ¼ is owed by either side. Two more of the set come in at age 2, and halve
// what is owed by it; at age 3 one of its four ends, of five: s = .8, v = .8 · .2, κ₃ = v ((1 − 1.6) − 3 (.2/16 − .8/8)) = −.054.
func TestLogRankOfLateEntries(t *testing.T) {
	set := []rivalAge{{enter: 2}, {}, {enter: 2}, {gone: 1, one: 1}}
	all := []rivalAge{{enter: 4}, {gone: 1, two: 1}, {enter: 2}, {gone: 1, one: 1}}
	c := logRankTest(set, all)
	assert.InDelta(t, .25+.16, c.variance, 1e-12)
	assert.InDelta(t, -.054, c.third, 1e-12)
}

// TestGrayHoldsItsLevel draws deals that end alike in both sets, while one set is young, half of the deals are known late, and ages tie. Of n tests
// at 5 % at most 3.3 √(.05·.95/n) more reject, a chance of 1 in 2,000.
func TestGrayHoldsItsLevel(t *testing.T) {
	const n = 1200
	r, rejected := rand.New(rand.NewPCG(1, 2)), 0.
	for range n {
		var from, to, status, group []int
		for i := range 160 {
			set := 1 + i%2
			seen := r.IntN([]int{0, 30, 120}[set]) // a set of which none is older than 30 days, and one of up to 120
			end, cause := int(r.ExpFloat64()*20), 2
			if r.Float64() < .4 {
				end, cause = int((r.ExpFloat64()+r.ExpFloat64())*25), 1
			}
			entry := 0
			if r.Float64() < .5 {
				entry = r.IntN(12)
			}
			if end > seen {
				end, cause = seen, 0
			}
			if entry <= end {
				from, to, status, group = append(from, entry), append(to, end), append(status, cause), append(group, set)
			}
		}
		if chiOf(grayTest, from, to, status, group) > 3.841458820694124 {
			rejected++
		}
	}
	assert.InDelta(t, .05, rejected/n, 3.3*math.Sqrt(.05*.95/n))
}

// R 4.2.2: wilcox.test(a[g == 1], a[g == 2], exact = FALSE, correct = FALSE)$p.value.
func TestRankSumOfWilcox(t *testing.T) {
	_, _, group := numbered()
	var part, all []wonDeal
	for value := range 25 {
		for i, g := range group {
			a := i * 7 % 23
			if g == 1 {
				a++
			}
			if a == value {
				w := wonDeal{deal: uint32(i), value: float64(value)}
				all = append(all, w)
				if g == 1 {
					part = append(part, w)
				}
			}
		}
	}
	c := rankSumTest(part, all)
	assert.InDelta(t, .40322271042382, c.twoSided(), 1e-12)
	assert.Positive(t, c.score, "amounts of the part are larger by one")
	assert.Zero(t, rankSumTest(all, all).variance)
	require.Len(t, without(all, part), 210)
}

// R 4.2.2, survival 3.5-3: survfit(Surv(to, status > 0) ~ group, conf.type = "log-log").
func TestMedianOfSurvfit(t *testing.T) {
	to, status, group := numbered()
	for g, want := range map[int][3]float64{1: {39, 34, 47}, 2: {40, 34, 43}} {
		e, _ := medianOf(rivalAges(nil, to, status, func(i int) bool { return group[i] == g }))
		assert.Equal(t, want, [3]float64{e.Value, e.Low, e.High}, "group %d", g)
	}
}

// Newcombe 1998, table II, method 10: 56/70 − 48/80 is .2000, with .0524 to .3339; his intervals of one proportion are Wilson's.
func TestDifferenceOfNewcombe(t *testing.T) {
	wilson := func(x, n float64) sf.Estimate {
		low, high := binomial.Wilson(x, n, level)
		return sf.Estimate{Value: x / n, Low: low, High: high, Level: level, Method: "share"}
	}
	a, b := wilson(56, 70), wilson(48, 80)
	d := difference(a, b)
	assert.InDelta(t, .2, d.Value, 1e-12)
	assert.InDelta(t, .0524, d.Low, 5e-5)
	assert.InDelta(t, .3339, d.High, 5e-5)
	assert.True(t, difference(a, sf.Estimate{}).IsZero())
}

// All twenty of a set are lost on day 1, ten of twenty of the other won on day 2 and the rest lost on day 3. Nobody is open, so that the deals less those
// won are R: of the ten wins five are expected on either side.
func TestGrayJudgesASetThatHasEnded(t *testing.T) {
	set := []rivalAge{{enter: 20}, {gone: 20, two: 20}}
	all := []rivalAge{{enter: 40}, {gone: 20, two: 20}, {gone: 10, one: 10}, {gone: 10, two: 10}}
	c := grayTest(set, all)
	assert.InDelta(t, 5, c.expected, 1e-12)
	assert.InDelta(t, 5, c.rest, 1e-12)
	assert.InDelta(t, -5, c.score, 1e-12)
	z, ok := c.z()
	assert.True(t, ok)
	assert.Less(t, z, -1.96)
}
