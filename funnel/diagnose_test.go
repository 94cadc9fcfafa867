package funnel_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// memoryless is a pipeline of which every assumption is true, half of whose deals are still open at the end.
func memoryless(deals int) simulate.Spec {
	s := simulate.Trap()
	s.Stages = []simulate.Stage{
		{ID: "a", Stay: simulate.Exponential(20), Moves: []simulate.Move{{To: "b", P: .5}, {To: "c", P: .2}, {To: "lost", P: .3}}},
		{ID: "b", Stay: simulate.Exponential(30), Moves: []simulate.Move{{To: "a", P: .15}, {To: "c", P: .5}, {To: "lost", P: .35}}},
		{ID: "c", Stay: simulate.Exponential(15), Moves: []simulate.Move{{To: "b", P: .2}, {To: "won", P: .5}, {To: "lost", P: .3}}},
		{ID: "won", Outcome: simulate.Won},
		{ID: "lost", Outcome: simulate.Lost},
	}
	s.Owners = []simulate.Agent{{Name: "ann", Weight: 2}, {Name: "bo", Weight: 1}, {Name: "chen", Weight: 1}}
	s.End = s.Start.AddDate(0, 0, 150)
	s.Arrivals.Deals = deals
	return s
}

func diagnose(t require.TestingT, v *funnel.View) map[funnel.Check]funnel.Diagnostic {
	found, err := v.Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}, Redraws: 99, Seed: 4})
	require.NoError(t, err)
	worst := make(map[funnel.Check]funnel.Diagnostic)
	for _, d := range found {
		if old, ok := worst[d.Check]; !ok || d.PValue < old.PValue {
			worst[d.Check] = d
		}
	}
	return worst
}

// TestFalseAlarms rejects what is true in 5 % of cases: of n samples at most 3.3 √(.05·.95/n) more (a chance of 1 in 2,000 for each check).
func TestFalseAlarms(t *testing.T) {
	const samples = 150
	s := memoryless(250)
	hits, tests, family := map[funnel.Check]float64{}, map[funnel.Check]float64{}, 0.
	for seed := range uint64(samples) {
		found, err := drawn(t, s, seed).AsOf(s.End).Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}, Redraws: 99})
		require.NoError(t, err)
		alarm := false
		for _, d := range found {
			require.NotZero(t, d.PValue)
			tests[d.Check]++
			if d.PValue < .05 {
				hits[d.Check]++
			}
			alarm = alarm || d.Rejected && d.Check != funnel.CheckIndependence
		}
		if alarm {
			family++
		}
	}
	for check, n := range tests {
		if check == funnel.CheckIndependence {
			assert.Equal(t, n, hits[check], "the stage matters")
			continue
		}
		assert.LessOrEqual(t, hits[check]/n, .05+3.3*math.Sqrt(.05*.95/n), check)
		if check != funnel.CheckRenewal { // which errs on the side of no alarm
			assert.GreaterOrEqual(t, hits[check], 1., check)
		}
	}
	assert.LessOrEqual(t, family/samples, .05+3.3*math.Sqrt(.05*.95/samples), "some false alarm or other")
}

// TestLateEntriesRaiseNoAlarm: half of the deals are first recorded in mid-life, and the view begins when many are under way.
func TestLateEntriesRaiseNoAlarm(t *testing.T) {
	const samples = 150
	s := memoryless(400)
	s.LateEntry = simulate.LateEntry{Share: .5, Delay: simulate.Exponential(30)}
	hits, tests := map[funnel.Check]float64{}, map[funnel.Check]float64{}
	for seed := range uint64(samples) {
		found, err := drawn(t, s, seed).Between(s.Start.AddDate(0, 0, 20), s.End).Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}, Redraws: 99})
		require.NoError(t, err)
		for _, d := range found {
			tests[d.Check]++
			if d.PValue > 0 && d.PValue < .05 && d.Check != funnel.CheckIndependence {
				hits[d.Check]++
			}
		}
	}
	for check, n := range tests {
		assert.LessOrEqual(t, hits[check]/n, .05+3.3*math.Sqrt(.05*.95/n), check)
	}
}

// TestPlainCountsMistakeCensoringForChange: the moves of the later half have had no time for the slow wins.
func TestPlainCountsMistakeCensoringForChange(t *testing.T) {
	const samples = 150
	s := simulate.Trap()
	s.Arrivals.Deals = 400
	plain, rank := 0., 0.
	for seed := range uint64(samples) {
		v := drawn(t, s, seed).AsOf(s.End)
		var n [2][2]float64
		middle := s.Start.Add(s.End.Sub(s.Start) / 2)
		for visit := range v.Visits() {
			if visit.Next >= 0 {
				half := 0
				if !visit.Entered.Before(middle) {
					half = 1
				}
				n[half][visit.Next-1]++
			}
		}
		a, b, c, d := n[0][0], n[0][1], n[1][0], n[1][1]
		chi := (a + b + c + d) * (a*d - b*c) * (a*d - b*c) / ((a + b) * (c + d) * (a + c) * (b + d))
		if (distuv.ChiSquared{K: 1}).Survival(chi) < .05 {
			plain++
		}
		if diagnose(t, v)[funnel.CheckTime].PValue < .05 {
			rank++
		}
	}
	assert.Greater(t, plain/samples, .4)
	assert.LessOrEqual(t, rank/samples, .05+3.3*math.Sqrt(.05*.95/samples))
}

// renamed gives stages other names, which may coincide.
func renamed(rows iter.Seq[simulate.Row], to map[string]string, deal string) iter.Seq[simulate.Row] {
	return func(yield func(simulate.Row) bool) {
		for r := range rows {
			r.Deal += deal
			if name, ok := to[r.Stage]; ok {
				r.Stage = name
			}
			if !yield(r) {
				return
			}
		}
	}
}

func viewOf(t testing.TB, s simulate.Spec, rows ...iter.Seq[simulate.Row]) *funnel.View {
	b := funnel.NewBuilder(pipelineOf(t, s), funnel.Options{})
	for _, each := range rows {
		for e := range eventsOf(each) {
			b.Add(e)
		}
	}
	h, err := b.History()
	require.NoError(t, err)
	return h.AsOf(s.End)
}

// TestDetection shows a pipeline that breaks each assumption, and that the note says so.
func TestDetection(t *testing.T) {
	plain := memoryless(1500)
	for _, test := range []struct {
		check funnel.Check
		code  sf.Code
		view  func() *funnel.View
	}{
		{funnel.CheckOrder, funnel.CodeOrderFails, func() *funnel.View {
			s := plain // b after a return from c is another stage, under the same name
			s.Stages = slices.Clone(s.Stages)
			s.Stages[2].Moves = []simulate.Move{{To: "b2", P: .3}, {To: "won", P: .4}, {To: "lost", P: .3}}
			s.Stages = append(s.Stages, simulate.Stage{ID: "b2", Stay: simulate.Exponential(30), Moves: []simulate.Move{{To: "c", P: .1}, {To: "lost", P: .9}}})
			return viewOf(t, plain, renamed(s.Rows(1), map[string]string{"b2": "b"}, ""))
		}},
		{funnel.CheckTime, funnel.CodeTimeFails, func() *funnel.View {
			early, late := memoryless(700), memoryless(700)
			early.Arrivals.Until = early.Start.AddDate(0, 0, 75)
			late.Start = early.Arrivals.Until
			late.Stages[0].Moves = []simulate.Move{{To: "b", P: .3}, {To: "c", P: .2}, {To: "lost", P: .5}}
			return viewOf(t, plain, early.Rows(1), renamed(late.Rows(2), nil, "'"))
		}},
		{funnel.CheckSegments, funnel.CodeSegmentsFail, func() *funnel.View {
			s := plain
			s.Owners = []simulate.Agent{{Name: "ann", Weight: 2}, {Name: "bo", Weight: 1, WinOdds: .4}, {Name: "chen", Weight: 1}}
			return viewOf(t, plain, s.Rows(1))
		}},
		{funnel.CheckMemoryless, funnel.CodeMemorylessFails, func() *funnel.View {
			s := plain
			s.Stages = slices.Clone(s.Stages)
			s.Stages[1].Stay = simulate.Weibull(30, 1.6)
			return viewOf(t, plain, s.Rows(1))
		}},
		{funnel.CheckRenewal, funnel.CodeRenewalFails, func() *funnel.View {
			s := plain
			s.Frailty = 1.2
			return viewOf(t, plain, s.Rows(1))
		}},
	} {
		d := diagnose(t, test.view())[test.check]
		assert.True(t, d.Rejected, "%v: %+v", test.check, d)
		assert.Equal(t, test.code, d.Note.Code)
		assert.NotContains(t, d.Note.In(sf.Chinese), "{")
		assert.NotContains(t, d.Note.Text, "{")
	}
	blind := memoryless(1500)
	for i := range 3 { // wherever a deal is, it goes on as everywhere
		next := []simulate.Move{{To: "a", P: .2}, {To: "b", P: .2}, {To: "c", P: .2}, {To: "won", P: .2}, {To: "lost", P: .2}}
		blind.Stages[i].Moves = next
	}
	d := diagnose(t, viewOf(t, plain, blind.Rows(1)))[funnel.CheckIndependence]
	assert.Equal(t, funnel.CodeStageIgnored, d.Note.Code, d)
}

func TestDiagnosticsDoNotDependOnNamesOrOrder(t *testing.T) {
	s := memoryless(400)
	rows := slices.Collect(s.Rows(3))
	want := must(viewOf(t, s, slices.Values(rows)).Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}, Seed: 9}))
	for i := range rows {
		number := strings.TrimPrefix(rows[i].Deal, "D")
		rows[i].Deal = string([]byte{number[5], number[4], number[3]}) + number
		rows[i].Owner = map[string]string{"ann": "z", "bo": "y", "chen": "x"}[rows[i].Owner]
	}
	got := must(viewOf(t, s, slices.Values(simulate.Shuffled(rows, 8))).Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}, Seed: 9}))
	require.Len(t, got, len(want))
	for i, d := range want {
		assert.InDelta(t, d.Statistic, got[i].Statistic, 1e-8*max(1, d.Statistic), d.Check)
		assert.InDelta(t, d.PValue, got[i].PValue, 1e-8)
		got[i].Statistic, got[i].PValue, got[i].Adjusted = d.Statistic, d.PValue, d.Adjusted
	}
	assert.Equal(t, want, got)
}

// TestOneStageRenewsNothing: with one stage the curve of stays and that of deals are the same estimate.
func TestOneStageRenewsNothing(t *testing.T) {
	s := simulate.Trap()
	d := diagnose(t, drawn(t, s, 1).AsOf(s.End))[funnel.CheckRenewal]
	assert.NotEmpty(t, d.Method)
	assert.InDelta(t, 0, d.Statistic, 1e-9)
	assert.InDelta(t, 1, d.PValue, 1e-9)
}

func TestDiagnoseOptions(t *testing.T) {
	v := historyOf(t, abPipeline(t), funnel.Options{}).AsOf(ever)
	_, err := v.Diagnose(funnel.DiagnoseOptions{Level: math.NaN(), Redraws: 3})
	faults := faultsOf(t, err)
	require.Len(t, faults, 2)
	assert.Equal(t, []sf.Code{funnel.CodeDiagnoseLevel, funnel.CodeDiagnoseRedraws}, []sf.Code{faults[0].Code, faults[1].Code})
	_, err = v.Diagnose(funnel.DiagnoseOptions{Level: 1, Redraws: 2_000_000})
	assert.Len(t, faultsOf(t, err), 2)
}

// TestTooFewToTell: with next to nothing no test is made, and each says so.
func TestTooFewToTell(t *testing.T) {
	for _, events := range [][]funnel.Event{
		nil,
		{{Deal: "d", At: base, Stage: "A"}},
		{{Deal: "d", At: base, Stage: "A"}, {Deal: "d", At: base.AddDate(0, 0, 1), Stage: "won"}},
	} {
		v := historyOf(t, abPipeline(t), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 9))
		found, err := v.Diagnose(funnel.DiagnoseOptions{Segments: []string{"owner"}})
		require.NoError(t, err)
		require.Len(t, found, 7)
		for _, d := range found {
			assert.Equal(t, funnel.CodeTooFewToTell, d.Note.Code)
			assert.Zero(t, d.PValue)
			assert.False(t, d.Rejected)
		}
		assert.Contains(t, found[0].Note.Text, "“order”")
	}
}

func TestCheckWords(t *testing.T) {
	for c := funnel.CheckOrder; c <= funnel.CheckRenewal; c++ {
		b, err := json.Marshal(c)
		require.NoError(t, err)
		var back funnel.Check
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, c, back)
		assert.Equal(t, fmt.Sprintf("%q", c), string(b))
	}
	_, err := funnel.Check(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "check(9)", funnel.Check(9).String())
	var c funnel.Check
	require.Error(t, c.UnmarshalText([]byte("luck")))
}
