package funnel_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// drawVisit draws a stay of one of the three open stages of a pipeline of six, with ages that tie often.
func drawVisit(t *rapid.T) funnel.Visit {
	days := rapid.OneOf(rapid.IntRange(0, 9), rapid.IntRange(0, 40), rapid.SampledFrom([]int{-3, 9000, 36524, 36525, 36526, 1 << 30})).Draw(t, "days")
	return funnel.Visit{
		Stage: rapid.IntRange(0, 2).Draw(t, "stage"), Next: rapid.IntRange(-1, 5).Draw(t, "next"), Days: days,
		SinceDays: rapid.SampledFrom([]int{0, 0, 0, -1, 1, 3, days, days - 1, days + 1, 36526}).Draw(t, "since"),
	}
}

func tableOf(p *stage.Pipeline, unit int, visits ...funnel.Visit) *funnel.LifeTable {
	l := funnel.NewLifeTable(unit)
	for _, v := range visits {
		l.Add(p, v)
	}
	return l
}

func encodeTable(t require.TestingT, l *funnel.LifeTable) string {
	b, err := json.Marshal(l)
	require.NoError(t, err)
	return string(b)
}

func TestLifeTableByHand(t *testing.T) {
	p := twoStages(t, stage.Forward)
	l := tableOf(p, 1,
		funnel.Visit{Stage: 0, Next: 3},                         // left on the day it entered
		funnel.Visit{Stage: 0, Next: 1, Days: 4},                // at risk at 0 … 4
		funnel.Visit{Stage: 0, Next: 1, Days: 4, SinceDays: 2},  // at risk at 2 … 4
		funnel.Visit{Stage: 0, Next: -1, Days: 4},               // at risk at 0 … 3
		funnel.Visit{Stage: 0, Next: -1, Days: 3, SinceDays: 3}, // entered today: never
		funnel.Visit{Stage: 0, Next: 3, Days: 2, SinceDays: 3},  // over before anyone looked
		funnel.Visit{Stage: 0, Next: 3, Days: 40000},            // a typing error in a date
		funnel.Visit{Stage: 0, Next: 3, Days: -5, SinceDays: -9},
		funnel.Visit{Stage: 1, Next: -1, Days: 40001, SinceDays: 40000},
	)
	for age, want := range []int64{5, 3, 4, 4, 3, 1, 1} {
		assert.Equal(t, want, l.AtRisk("lead", age), "age %d", age)
	}
	assert.Equal(t, int64(1), l.AtRisk("lead", funnel.MaxAge-1))
	assert.Zero(t, l.AtRisk("lead", funnel.MaxAge), "what happens there is not told")
	assert.Zero(t, l.AtRisk("lead", -1))
	assert.Zero(t, l.AtRisk("nowhere", 0))
	assert.Equal(t, int64(2), l.Exits("lead", "lost", 0))
	assert.Equal(t, int64(2), l.Exits("lead", "offer", 4))
	for _, age := range []int{-1, 1, 5, 2, funnel.MaxAge, funnel.MaxAge + 1} {
		assert.Zero(t, l.Exits("lead", "offer", age)+l.Exits("lead", "lost", age), "age %d", age)
	}
	assert.Zero(t, l.Exits("nowhere", "lost", 0)+l.Exits("lead", "nowhere", 0))
	assert.Equal(t, int64(7), l.Stays("lead"))
	assert.Zero(t, l.Stays("offer")+l.Stays("nowhere"))
	assert.Equal(t, []string{"lead", "offer", "won", "lost"}, l.Stages())
	assert.JSONEq(t, `{"schema_version":1,"unit_days":1,"stages":[
		{"id":"lead","outcome":"open","entries":[[0,5],[2,1],[3,1]],"exits":{"lost":[[0,2]],"offer":[[4,2]]},"open":[[3,1],[4,1],[36525,1]],"beyond":1},
		{"id":"offer","outcome":"open","beyond":1},{"id":"won","outcome":"won"},{"id":"lost","outcome":"lost"}]}`, encodeTable(t, l))

	var zero funnel.LifeTable
	assert.Nil(t, zero.Stages())
	assert.Equal(t, 1, zero.Unit())
	assert.Zero(t, zero.Stays("lead")+zero.AtRisk("lead", 0)+zero.Exits("lead", "lost", 0))
	assert.Equal(t, 1, funnel.NewLifeTable(-7).Unit())
	assert.Equal(t, 7, funnel.NewLifeTable(7).Unit())
	assert.Equal(t, funnel.MaxAge, funnel.NewLifeTable(1<<30).Unit())
}

// TestAtRiskByDefinition counts those at risk a second time, stay by stay.
func TestAtRiskByDefinition(t *testing.T) {
	p := sixStages(t, stageForward)
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(rapid.Custom(drawVisit)).Draw(t, "visits")
		l := tableOf(p, 1, visits...)
		for _, age := range []int{0, 1, 2, 3, 5, 8, 9, 20, 9000, 36523, 36524, 36525} {
			risk, exits := int64(0), int64(0)
			for _, v := range visits {
				last := max(v.Days, 0)
				if v.Next < 0 || last > funnel.MaxAge {
					last = min(last, funnel.MaxAge) - 1
				}
				if v.Stage == 1 && v.SinceDays <= max(v.Days, 0) && max(v.SinceDays, 0) <= age && age <= last {
					risk++
					if v.Next == 5 && max(v.Days, 0) == age {
						exits++
					}
				}
			}
			assert.Equal(t, risk, l.AtRisk("demo", age), "at risk at age %d", age)
			assert.Equal(t, exits, l.Exits("demo", "lost", age), "exits at age %d", age)
		}
	})
}

// TestLifeTablesMergeAsAMonoid: any partition in any order gives the same bytes, and nothing is the identity.
func TestLifeTablesMergeAsAMonoid(t *testing.T) {
	p := sixStages(t, stageForward)
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(rapid.Custom(drawVisit)).Draw(t, "visits")
		whole := tableOf(p, 1, visits...)
		parts := make([]funnel.LifeTable, rapid.IntRange(1, 5).Draw(t, "parts"))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for _, i := range rng.Perm(len(visits)) {
			parts[rng.IntN(len(parts))].Add(p, visits[i])
		}
		sum := funnel.NewLifeTable(1)
		for _, i := range rng.Perm(len(parts)) {
			require.NoError(t, sum.Merge(&parts[i]))
		}
		want := encodeTable(t, whole)
		assert.Equal(t, want, encodeTable(t, sum))

		var read funnel.LifeTable
		require.NoError(t, json.Unmarshal([]byte(want), &read))
		assert.Equal(t, want, encodeTable(t, &read))
		for _, id := range whole.Stages() {
			assert.Equal(t, whole.Stays(id), read.Stays(id))
		}
		require.NoError(t, read.Merge(nil))
		require.NoError(t, read.Merge(&funnel.LifeTable{}))
		require.NoError(t, read.Merge(funnel.NewLifeTable(1)))
		assert.Equal(t, want, encodeTable(t, &read))

		twice := tableOf(p, 1, append(visits, visits...)...)
		require.NoError(t, whole.Merge(whole))
		assert.Equal(t, encodeTable(t, twice), encodeTable(t, whole), "merged with itself")
		assert.Equal(t, twice.Stays("lead"), whole.Stays("lead"))
	})
}

func TestMergeRefuses(t *testing.T) {
	p := twoStages(t, stage.Forward)
	weeks := tableOf(p, 7, funnel.Visit{Stage: 0, Next: 1, Days: 9})
	days := tableOf(p, 1, funnel.Visit{Stage: 0, Next: 1, Days: 9})
	before := encodeTable(t, weeks)
	assert.Equal(t, "the life tables have units of 7 and 1 days and cannot be merged", faultsOf(t, weeks.Merge(days))[0].String())
	assert.Equal(t, funnel.CodeTableUnit, faultsOf(t, funnel.NewLifeTable(7).Merge(days))[0].Code)
	other := tableOf(skipping(t), 1, funnel.Visit{Stage: 0, Next: 1, Days: 9})
	assert.Len(t, faultsOf(t, weeks.Merge(other)), 6, "the unit and five stages")
	assert.Equal(t, before, encodeTable(t, weeks))
	assert.Panics(t, func() { weeks.Add(skipping(t), funnel.Visit{}) })

	var zero funnel.LifeTable
	require.NoError(t, zero.Merge(funnel.NewLifeTable(7)))
	assert.Equal(t, 7, zero.Unit())
	require.NoError(t, zero.Merge(weeks))
	assert.Equal(t, before, encodeTable(t, &zero))

	var full funnel.LifeTable
	require.NoError(t, json.Unmarshal([]byte(`{"schema_version":1,"unit_days":1,"stages":[
		{"id":"lead","outcome":"open","entries":[[0,9007199254740992]],"open":[[3,9007199254740992]]},
		{"id":"offer","outcome":"open","beyond":9007199254740992},{"id":"won","outcome":"won"},{"id":"lost","outcome":"lost"}]}`), &full))
	before = encodeTable(t, &full)
	faults := faultsOf(t, full.Merge(&full))
	require.Len(t, faults, 2)
	assert.Equal(t, "stages[0]", faults[0].Path)
	assert.Equal(t, "stages[1]", faults[1].Path)
	assert.Equal(t, before, encodeTable(t, &full))
	require.NoError(t, full.Merge(tableOf(p, 1)))
}

func TestLifeTableTextReportsEveryFault(t *testing.T) {
	stages := func(s string) string { return `{"schema_version":1,"unit_days":1,"stages":[` + s + `]}` }
	one := func(s string) string {
		return stages(`{"id":"a","outcome":"open",` + s + `},{"id":"won","outcome":"won"}`)
	}
	for text, want := range map[string][]string{
		`{"schema_version":2,"stages":[]}`: {"schema_version: funnel"},
		`{"stages":[]}`:                    {"schema_version"},
		`{"schema_version":1,"unit_days":0,"stages":[{"id":"a","outcome":"open"}]}`: {"unit_days: the age 0"},
		`{"schema_version":1,"unit_days":36526,"stages":[]}`:                        {"unit_days: the age 36526"},
		`{"schema_version":1,"unit_days":-1,"stages":[]}`:                           {"unit_days: the age -1"},
		`{"schema_version":1,"unit_days":1,"stages":[` + strings.Repeat(`{"id":"a","outcome":"open"},`, 255) + `{"id":"a","outcome":"open"}]}`: {
			"stages: the counts have 256",
		},
		stages(`{"id":"","outcome":"open"},{"id":"b","outcome":"open"},{"id":"b","outcome":"won"}`): {"stages[0].id", "stages[1].id"},
		one(`"entries":[[0,1]],"exits":{"x":[[1,1]],"won":[[2,1]]}`):                                {"stages[0].exits: there is no such stage here: x"},
		one(`"entries":[[0,2]],"exits":{"won":[[2,1],[2,1]]}`):                                      {`stages[0].exits["won"][1]: the age 2`},
		one(`"entries":[[-1,2]],"open":[[36526,2]]`):                                                {"entries[0]: the age -1", "open[0]: the age 36526"},
		one(`"entries":[[0,0]],"open":[[3,-1]],"beyond":-1`):                                        {"stages[0]: a count", "entries[0]: a count", "open[0]: a count"},
		one(`"entries":[[0,9007199254740992],[1,1]]`):                                               {"entries[1]: a count"},
		one(`"entries":[[0,1]]`):                                                                    {"stages[0]: the life table of stage a does not add up"},
		one(`"entries":[[5,1]],"open":[[4,1]]`):                                                     {"does not add up"},
		one(`"entries":[[0,9007199254740992]],"exits":{"a":[[0,9007199254740992]],"won":[[0,1]]}`): {
			"does not add up",
		},
		stages(`{"id":"a","outcome":"open"},{"id":"won","outcome":"won","entries":[[0,1]],"open":[[0,1]]}`): {"stages[1]: a count"},
		one(`"entries":[[0,1,2]],"more":1`): {"entries[0]", "more"},
	} {
		l := tableOf(twoStages(t, stage.Forward), 3, funnel.Visit{Next: 1})
		before := encodeTable(t, l)
		faults := faultsOf(t, l.UnmarshalJSON([]byte(text)))
		var all []string
		for _, f := range faults {
			all = append(all, f.String())
		}
		require.Len(t, faults, len(want), "%s\n%v", text, all)
		for i, w := range want {
			if !strings.HasPrefix(w, "schema") {
				assert.Contains(t, all[i], w, text)
			} else {
				assert.Equal(t, sf.CodeSchemaVersion, faults[i].Code)
			}
		}
		assert.Equal(t, before, encodeTable(t, l), "unchanged")
	}
	l := tableOf(twoStages(t, stage.Forward), 3, funnel.Visit{Next: 1})
	before := encodeTable(t, l)
	require.NoError(t, l.UnmarshalJSON([]byte("null")))
	assert.Equal(t, before, encodeTable(t, l))
	require.NoError(t, l.UnmarshalJSON([]byte(`{"schema_version":1,"unit_days":7,"stages":[]}`)))
	assert.Equal(t, 7, l.Unit())
}

func FuzzLifeTableJSON(f *testing.F) {
	f.Add([]byte(`{"schema_version":1,"unit_days":1,"stages":[
		{"id":"lead","outcome":"open","entries":[[0,5],[2,1],[3,1]],"exits":{"lost":[[0,2]],"lead":[[4,2]]},"open":[[3,1],[4,1],[36525,1]],"beyond":1},
		{"id":"lost","outcome":"lost"}]}`))
	f.Add([]byte(`{"schema_version":1,"stages":[]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var l funnel.LifeTable
		if l.UnmarshalJSON(text) != nil {
			return
		}
		first := encodeTable(t, &l)
		var again funnel.LifeTable
		require.NoError(t, again.UnmarshalJSON([]byte(first)))
		assert.Equal(t, first, encodeTable(t, &again))
		h, err := l.Hazards(funnel.HazardOptions{})
		if err != nil {
			return
		}
		checkHazards(t, h, 0)
	})
}

// TestViewLifeTable: the quick way gives what the visits of the view give, at any time and in any calendar.
func TestViewLifeTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPipeline(t)
		h := historyOf(t, p, drawOptions(t), drawEvents(t)...)
		views := []*funnel.View{h.AsOf(drawTime(t, "as of")), h.Between(drawTime(t, "from"), drawTime(t, "to"))}
		for _, view := range views {
			slow := tableOf(p, 7)
			for v := range view.Visits() {
				slow.Add(p, v)
			}
			quick := view.LifeTable(7)
			if slow.Stages() == nil {
				assert.Len(t, quick.Stages(), p.Len(), "an empty view knows its stages")
				continue
			}
			assert.Equal(t, encodeTable(t, slow), encodeTable(t, quick))
		}
	})
}

// TestAbsurdAgesTakeLittleMemory: a stay of a hundred years in each of 255 stages must not make lists of that length for every move.
func TestAbsurdAgesTakeLittleMemory(t *testing.T) {
	c := stage.Config{ID: "wide", Moves: stage.Moves{Policy: stage.Free}}
	for i := range 254 {
		c.Stages = append(c.Stages, stage.Stage{ID: fmt.Sprintf("s%d", i)})
	}
	c.Stages = append(c.Stages, stage.Stage{ID: "won", Outcome: stage.Won})
	p, err := stage.New(c)
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var l funnel.LifeTable
	for i := range 254 {
		for j := range 255 {
			l.Add(p, funnel.Visit{Stage: i, Next: j, Days: funnel.MaxAge - i - j})
		}
	}
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "all that was allocated")
	_, err = l.Hazards(funnel.HazardOptions{})
	faults := faultsOf(t, err)
	require.Len(t, faults, 1)
	assert.Equal(t, funnel.CodeHazardSize, faults[0].Code)
	weeks := funnel.NewLifeTable(365)
	for i := range 254 {
		weeks.Add(p, funnel.Visit{Stage: i, Next: 254, Days: funnel.MaxAge})
	}
	_, err = weeks.Hazards(funnel.HazardOptions{})
	require.NoError(t, err, "a longer unit has room")
}

func BenchmarkViewLifeTable(b *testing.B) {
	const n = 1_000_000
	rows := shuffledLog(n)
	h, err := funnel.NewHistory(sevenStages(b), rows.events, funnel.Options{})
	require.NoError(b, err)
	v := h.AsOf(ever)
	b.ReportAllocs()
	for b.Loop() {
		v.LifeTable(1)
	}
	b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "events/s")
}
