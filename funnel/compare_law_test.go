package funnel_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// askedOfComparisons are drawn options of the three comparisons.
type askedOfComparisons struct {
	fact    string
	compare funnel.CompareOptions
	low     funnel.PersistentOptions
	change  funnel.BeforeAfterOptions
	date    int
}

func drawComparison(t *rapid.T) askedOfComparisons {
	horizon := rapid.SampledFrom([]int{0, 1, 3, funnel.MaxAge}).Draw(t, "horizon")
	minN := rapid.IntRange(0, 2).Draw(t, "min n")
	a := askedOfComparisons{
		fact:    rapid.SampledFrom([]string{"owner", "source", "amount", "", "outcome"}).Draw(t, "fact"),
		compare: funnel.CompareOptions{Period: drawPeriod(t), HorizonDays: horizon, MinN: minN, Level: .9},
		low:     funnel.PersistentOptions{HorizonDays: horizon, MinN: minN, Level: .9},
		change:  funnel.BeforeAfterOptions{HorizonDays: horizon, MinN: minN, Level: .9, WindowDays: rapid.IntRange(0, 9).Draw(t, "window")},
		date:    rapid.IntRange(-1, 10).Draw(t, "date"),
	}
	if rapid.Bool().Draw(t, "no money") {
		a.compare.Metrics = []funnel.CompareMetric{funnel.CompareWinRate, funnel.CompareConversion, funnel.CompareCycle}
	}
	if a.compare.Period.To.Year() > 9999 || a.compare.Period.To.Year() < 0 || a.compare.Period.From.Year() < 0 { // which JSON cannot say
		a.compare.Period = sf.Period{}
	}
	a.change.Stratify = rapid.SampledFrom([]string{"", "owner"}).Draw(t, "stratify")
	for i := range 4 {
		a.low.Periods = append(a.low.Periods, sf.Period{From: afterBase(2 * i), To: afterBase(2*i + 1 + i%2)})
	}
	return a
}

// tellComparisons is all that the three say of a view, as bytes.
func tellComparisons(t require.TestingT, v *funnel.View, a askedOfComparisons) string {
	var out struct {
		Compare *funnel.Comparison
		Low     *funnel.Persistence
		Change  *funnel.BeforeAfter
		Refused []string
	}
	said := func(err error) {
		if err != nil {
			var invalid *sf.InvalidError
			require.ErrorAs(t, err, &invalid)
			out.Refused = append(out.Refused, err.Error())
		}
	}
	var err error
	out.Compare, err = v.Compare(a.fact, a.compare)
	said(err)
	out.Low, err = v.PersistentlyLow(a.fact, a.low)
	said(err)
	out.Change, err = v.BeforeAfter(afterBase(a.date), a.change)
	said(err)
	b, err := json.Marshal(out) // which a NaN would fail
	require.NoError(t, err)
	return string(b)
}

// Whatever the rows are: no panic, intervals around what they are of, groups that add up, and no finding without an example.
func TestCompareOfGarbage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, a := drawView(t), drawComparison(t)
		tellComparisons(t, v, a)
		if c, err := v.Compare(a.fact, a.compare); err == nil {
			holdsTogether(t, v, c)
		}
		if b, err := v.BeforeAfter(afterBase(a.date), a.change); err == nil {
			for _, r := range b.Rows {
				holdTheirValue(t, r.Before, r.After, r.Difference, r.Standardized)
				require.Equal(t, r.Standing >= funnel.StandingLower, len(r.Examples) > 0)
			}
		}
		if p, err := v.PersistentlyLow(a.fact, a.low); err == nil {
			for _, r := range p.Rows {
				require.Equal(t, r.Standing == funnel.StandingLower, len(r.Examples) > 0)
			}
		}
	})
}

func holdTheirValue(t require.TestingT, list ...sf.Estimate) {
	for _, e := range list {
		if e.HasInterval() {
			require.LessOrEqual(t, e.Low, e.Value+1e-9)
			require.LessOrEqual(t, e.Value, e.High+1e-9)
		}
	}
}

// says holds a sentence about a group to naming the fact, in both languages, with nothing left to fill in.
func says(t require.TestingT, n sf.Note, fact string) {
	for _, lang := range []sf.Language{sf.English, sf.Chinese} {
		require.Contains(t, n.In(lang), fact)
		require.NotContains(t, n.In(lang), "{")
	}
}

// holdsTogether holds a comparison to what must be true of any.
func holdsTogether(t require.TestingT, v *funnel.View, c *funnel.Comparison) {
	var all funnel.CompareGroup
	for i, g := range c.Groups {
		require.Equal(t, g.Deals, g.Open+g.Won+g.Lost)
		require.True(t, i == 0 || c.Groups[i-1].Name < g.Name)
		all.Deals += g.Deals
	}
	require.LessOrEqual(t, all.Deals, int64(v.Len()))
	sums := map[string]int64{}
	for _, r := range c.Rows {
		holdTheirValue(t, r.Raw, r.Shrunk, r.Rest, r.Difference)
		require.Equal(t, r.Standing >= funnel.StandingLower, len(r.Examples) > 0)
		require.Equal(t, r.PValue > 0, r.Standing >= funnel.StandingNoDifference)
		require.LessOrEqual(t, r.PValue, r.QValue)
		says(t, r.Note, c.Fact)
		if r.WonSum != nil {
			sums[r.Metric.String()] += r.WonSum.Deals
		}
	}
	for _, w := range c.Wholes {
		holdTheirValue(t, w.All, w.Mean, w.Pooling)
		if w.WonSum != nil {
			require.Equal(t, w.WonSum.Deals, sums[w.Metric.String()])
		}
	}
}

func TestNothingLaterChangesComparisons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		a := drawComparison(t)
		changed := drawLater(t, events, asOf)
		want := tellComparisons(t, historyOf(t, p, o, events...).AsOf(asOf), a)
		require.Equal(t, want, tellComparisons(t, historyOf(t, p, o, changed...).AsOf(asOf), a))
	})
}

// simulatedTeam are the rows of a simulated pipeline, with owners, sources and amounts.
func simulatedTeam(s simulate.Spec, seed uint64) []funnel.Event {
	var events []funnel.Event
	for r := range s.Rows(seed) {
		e := funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Owner: r.Owner}
		e.Facts = []sf.Fact{sf.F("source", sf.Text(r.Source)), sf.F("region", sf.Text(r.Region))}
		if r.AmountKnown {
			e.Amount = cny(r.Amount)
		}
		events = append(events, e)
	}
	return events
}

// Neither the order of rows nor the names of groups change a number.
func TestCompareDependsOnNothingElse(t *testing.T) {
	s := simulate.B2B()
	p, rows := pipelineOf(t, s), simulatedTeam(s, 4)
	compare := func(events []funnel.Event) *funnel.Comparison {
		c, err := historyOf(t, p, funnel.Options{}, events...).AsOf(s.End).Compare("owner", funnel.CompareOptions{})
		require.NoError(t, err)
		return c
	}
	want := compare(rows)
	shuffled := slices.Clone(rows)
	for i := range shuffled { // any order will do: Seq tells
		j := i * 7919 % len(shuffled)
		shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
	}
	assert.Equal(t, want, compare(shuffled))

	next := map[string]string{"王芳": "E", "李强": "D", "张伟": "C", "刘洋": "B", "陈静": "A"}
	renamed := slices.Clone(rows)
	for i := range renamed {
		renamed[i].Owner = next[renamed[i].Owner]
	}
	got := compare(renamed)
	require.Len(t, got.Rows, len(want.Rows))
	for _, w := range want.Rows {
		g := rowOf(t, got, next[w.Group], w.Metric, w.Stage)
		g.Group, g.Note, w.Note = w.Group, sf.Note{}, sf.Note{}
		assert.InDelta(t, w.Rest.Value, g.Rest.Value, 1e-12*(1+w.Rest.Value))
		g.Rest, g.Difference, w.Rest, w.Difference = sf.Estimate{}, sf.Estimate{}, sf.Estimate{}, sf.Estimate{}
		assert.Equal(t, w, g)
	}
}

// One group alone is the whole: its win rate is that of the deals' occupation of the won stages by age, its conversion that of the life table
// where no deal comes to a stage twice, and its cycle the median of all ends.
func TestCompareOfOneGroupIsTheWhole(t *testing.T) {
	s := simulate.Trap()
	s.Arrivals.Deals = 300
	v := drawn(t, s, 3).AsOf(s.End)
	c, err := v.Compare("", funnel.CompareOptions{HorizonDays: 120, Metrics: []funnel.CompareMetric{funnel.CompareWinRate, funnel.CompareConversion, funnel.CompareCycle}})
	require.NoError(t, err)
	o, err := v.Occupation()
	require.NoError(t, err)
	hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	incidence, err := hazards.Incidence("open", "won")
	require.NoError(t, err)
	survival, err := hazards.Survival("open")
	require.NoError(t, err)
	want := incidence.At(120)
	for _, e := range []sf.Estimate{c.Wholes[0].All, c.Rows[0].Raw, c.Wholes[1].All} {
		assert.InDelta(t, want.Value, e.Value, 1e-12, e)
		assert.InDelta(t, want.Low, e.Low, 1e-12)
		assert.InDelta(t, want.High, e.High, 1e-12)
		assert.Equal(t, want.N, e.N)
	}
	assert.InDelta(t, o.Won(120).Value, c.Wholes[0].All.Value, 1e-12)
	median := survival.Quantile(.5)
	assert.Equal(t, [3]float64{median.Value, median.Low, median.High}, [3]float64{c.Wholes[2].All.Value, c.Wholes[2].All.Low, c.Wholes[2].All.High})
	assert.True(t, c.Rows[0].Rest.IsZero())
	assert.NotContains(t, codesIn(c.Notes), funnel.CodeCompareNotCause, "nobody is compared with anybody")
	assert.Equal(t, funnel.CodeCompareNoName, c.Rows[0].Note.Code)
}

// A group split into two by chance has the deals, the wins and the sums of both.
func TestCompareSplitGivesTheWhole(t *testing.T) {
	s := simulate.B2B()
	p, rows := pipelineOf(t, s), simulatedTeam(s, 4)
	split := slices.Clone(rows)
	for i := range split {
		if split[i].Owner == "王芳" && len(split[i].Deal) > 0 && split[i].Deal[len(split[i].Deal)-1]%2 == 0 {
			split[i].Owner = "王芳二"
		}
	}
	a, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(s.End).Compare("owner", funnel.CompareOptions{})
	require.NoError(t, err)
	b, err := historyOf(t, p, funnel.Options{}, split...).AsOf(s.End).Compare("owner", funnel.CompareOptions{})
	require.NoError(t, err)
	whole, parts := funnel.CompareGroup{}, funnel.CompareGroup{}
	for _, g := range a.Groups {
		if g.Name == "王芳" {
			whole = g
		}
	}
	for _, g := range b.Groups {
		if g.Name == "王芳" || g.Name == "王芳二" {
			parts.Deals, parts.Open, parts.Won, parts.Lost, parts.Late, parts.Unseen = parts.Deals+g.Deals, parts.Open+g.Open, parts.Won+g.Won,
				parts.Lost+g.Lost, parts.Late+g.Late, parts.Unseen+g.Unseen
		}
	}
	parts.Name = whole.Name
	assert.Equal(t, whole, parts)
	require.Len(t, b.Wholes, len(a.Wholes))
	for i := range a.Wholes {
		assert.Equal(t, a.Wholes[i].All, b.Wholes[i].All)
		assert.Equal(t, a.Wholes[i].WonSum, b.Wholes[i].WonSum)
	}
	for _, owner := range []string{"陈静", "李强"} {
		x, y := rowOf(t, a, owner, funnel.CompareWinRate, ""), rowOf(t, b, owner, funnel.CompareWinRate, "")
		assert.Equal(t, [4]any{x.Raw, x.Rest, x.Difference, x.PValue}, [4]any{y.Raw, y.Rest, y.Difference, y.PValue}, "others are tested as before")
	}
	c, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(s.End).Select(func(d funnel.Deal) bool { return d.Owner() == "王芳" }).Compare("region", funnel.CompareOptions{})
	require.NoError(t, err)
	assert.Equal(t, rowOf(t, a, "王芳", funnel.CompareWinRate, "").Raw.N, c.Wholes[0].All.N, "the view of a group is the group")
}

// A pipeline of one's own: groups without a name are shown and not judged.
func TestCompareDoesNotJudgeTheNameless(t *testing.T) {
	var rows []funnel.Event
	for _, e := range halves(10, 9, 30, 9) {
		if e.Owner == "ann" {
			e.Owner = ""
		}
		rows = append(rows, e)
	}
	p := sixStages(t, stage.Moves{Policy: stage.Free})
	c, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(afterBase(30)).Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareWinRate}})
	require.NoError(t, err)
	assert.Equal(t, funnel.StandingNotJudged, c.Rows[0].Standing)
	assert.Zero(t, c.Rows[0].PValue)
	assert.True(t, c.Rows[0].Shrunk.IsZero())
	assert.Equal(t, funnel.StandingHigher, c.Rows[1].Standing, "and they are among the others")
}
