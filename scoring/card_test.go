package scoring_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/scoring"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func ago(days float64) time.Time {
	return today.Add(-time.Duration(days * 24 * float64(time.Hour)))
}

// b2b is a card as a sales team writes it.
func b2b() scoring.CardConfig {
	return scoring.CardConfig{
		SchemaVersion: scoring.SchemaVersion,
		Fields: []sf.Field{
			{Name: "employees", Label: "员工人数", Kind: sf.KindNumber},
			{Name: "industry", Label: "所属行业", Kind: sf.KindText},
			{Name: "budget", Label: "预算", Kind: sf.KindBool},
		},
		Groups: []scoring.Group{
			{Name: "company", Axis: scoring.Fit, Cap: 40 * scoring.Point, Rules: []scoring.Rule{
				{Name: "large", When: criteria.AtLeast("employees", sf.Int(500)), Points: 30 * scoring.Point},
				{Name: "industry we know", When: criteria.In("industry", sf.Text("制造"), sf.Text("医药")), Points: 20 * scoring.Point},
				{Name: "no budget", When: criteria.Eq("budget", sf.Bool(false)), Points: -15 * scoring.Point},
			}},
			{Name: "interest", Axis: scoring.Engagement, Cap: 50 * scoring.Point, Rules: []scoring.Rule{
				{Name: "visited the price page", Activity: "pricing_page", Points: 10 * scoring.Point, HalfLifeDays: 7},
				{Name: "asked for a quote", Activity: "form", When: criteria.Eq("outcome", sf.Text("quote")), Points: 25 * scoring.Point},
			}},
		},
		Grades: scoring.Grades{
			Fit:        []scoring.Band{{Name: "A", AtLeast: 30 * scoring.Point}, {Name: "B", AtLeast: 10 * scoring.Point}, {Name: "C", AtLeast: 0}},
			Engagement: []scoring.Band{{Name: "1", AtLeast: 25 * scoring.Point}, {Name: "2", AtLeast: 0}},
		},
	}
}

func card(t testing.TB, c scoring.CardConfig) *scoring.Card {
	compiled, err := scoring.NewCard(c)
	require.NoError(t, err)
	return compiled
}

func TestCardByHand(t *testing.T) {
	lead := scoring.Lead{
		ID:    "L1",
		Facts: sf.FactMap{"employees": sf.Int(800), "industry": sf.Text("制造")},
		Activities: []sf.Activity{
			{Kind: "pricing_page", At: ago(0)},                             // 10
			{Kind: "pricing_page", At: ago(7)},                             // 5
			{Kind: "pricing_page", At: ago(21)},                            // 1.25
			{Kind: "form", Outcome: "quote", At: ago(3)},                   // 25
			{Kind: "form", Outcome: "newsletter", At: ago(3)},              // another outcome
			{Kind: "pricing_page", At: today},                              // not before as-of
			{Kind: "pricing_page", At: ago(1), Recorded: ago(-1)},          // not on record yet
			{Kind: "webinar", At: ago(1)},                                  // no rule
			{Kind: "form", Outcome: "quote", At: ago(9), Recorded: ago(2)}, // 25
		},
	}
	lead.Activities[0].At = ago(0).Add(-time.Nanosecond)
	s := card(t, b2b()).Score(lead, today)
	// 30 + 20 capped at 40; 16.25 + 50 capped at 50.
	assert.Equal(t, []scoring.Contribution{
		{Group: "company", Rule: "large", Points: 3000},
		{Group: "company", Rule: "industry we know", Points: 2000},
		{Group: "company", Points: -1000},
		{Group: "interest", Axis: scoring.Engagement, Rule: "visited the price page", Points: 1625, Count: 3},
		{Group: "interest", Axis: scoring.Engagement, Rule: "asked for a quote", Points: 5000, Count: 2},
		{Group: "interest", Axis: scoring.Engagement, Points: -1625},
	}, s.Contributions)
	assert.Equal(t, 40*scoring.Point, s.Fit)
	assert.Equal(t, 50*scoring.Point, s.Engagement)
	assert.Equal(t, 90*scoring.Point, s.Total)
	assert.Equal(t, "A1", s.Grade)
	assert.Equal(t, []scoring.Question{{Fact: "budget", Label: "预算", Points: 1500}}, s.Ask)
	assert.Equal(t, "建议了解 预算：最多影响 15 分", s.Ask[0].Note().In(sf.Chinese))
	assert.Equal(t, "company is capped: -10", s.Contributions[2].Note().Text)
	assert.Equal(t, "visited the price page: +16.25 from 3 activities", s.Contributions[3].Note().Text)
	assert.Equal(t, "large：+30 分", s.Contributions[0].Note().In(sf.Chinese))
}

func TestHalfLife(t *testing.T) {
	c := card(t, scoring.CardConfig{Groups: []scoring.Group{{Name: "g", Axis: scoring.Engagement, Rules: []scoring.Rule{
		{Name: "call", Activity: "call", Points: 100 * scoring.Point, HalfLifeDays: 10},
	}}}})
	for days, want := range map[float64]scoring.Points{1e-9: 10000, 5: 7071, 10: 5000, 20: 2500, 100: 10, 200: 0} {
		s := c.Score(scoring.Lead{Activities: []sf.Activity{{Kind: "call", At: ago(days)}}}, today)
		assert.Equal(t, want, s.Total, "after %g days", days)
		assert.Len(t, s.Contributions, 1, "a touch that has faded still counts as one")
	}
}

func TestUnknownIsNotFalse(t *testing.T) {
	s := card(t, b2b()).Score(scoring.Lead{}, today)
	assert.Zero(t, s.Total)
	assert.Equal(t, "C2", s.Grade)
	assert.Empty(t, s.Contributions)
	assert.Equal(t, []scoring.Question{
		{Fact: "employees", Label: "员工人数", Points: 3000}, {Fact: "industry", Label: "所属行业", Points: 2000}, {Fact: "budget", Label: "预算", Points: 1500},
	}, s.Ask)
}

func TestGradesBelowTheLastBand(t *testing.T) {
	config := b2b()
	config.Grades.Cells = [][]string{{"马上联系", "重点培育"}, {"尽快联系", "培育"}, {"了解需求", "放弃"}}
	s := card(t, config).Score(scoring.Lead{Facts: sf.FactMap{"budget": sf.Bool(false)}}, today)
	assert.Equal(t, -15*scoring.Point, s.Fit)
	assert.Equal(t, "放弃", s.Grade)
}

func TestMax(t *testing.T) {
	most, ok := card(t, b2b()).Max()
	assert.True(t, ok)
	assert.Equal(t, 90*scoring.Point, most)
	open := b2b()
	open.Groups[1].Cap = 0
	_, ok = card(t, open).Max()
	assert.False(t, ok)
	open.Groups[0].Cap, open.Groups[1] = 0, open.Groups[0]
	open.Groups[1].Name, open.Groups[1].Cap = "other", 100*scoring.Point
	most, ok = card(t, open).Max()
	assert.True(t, ok)
	assert.Equal(t, (50+50)*scoring.Point, most)
}

func TestNewCardFindsEveryFault(t *testing.T) {
	c := scoring.CardConfig{
		SchemaVersion: 9,
		Fields:        []sf.Field{{Name: "employees", Kind: sf.KindNumber}},
		Touch:         []sf.Field{},
		Groups: []scoring.Group{
			{Name: "", Axis: 7, Cap: -1, Rules: []scoring.Rule{
				{Name: "a", When: criteria.AtLeast("turnover", sf.Int(1)), Points: scoring.MaxPoints + 1},
				{Name: "a"},
				{Name: "b", Activity: "call", HalfLifeDays: math.NaN()},
				{Name: "c", When: criteria.Present("employees"), HalfLifeDays: 3},
				{Name: "d", Activity: "call", When: criteria.Present("duration")},
			}},
			{Name: "x", Cap: scoring.MaxPoints + 1},
			{Name: "x"},
		},
		Grades: scoring.Grades{Fit: []scoring.Band{{Name: "A", AtLeast: 1}, {Name: "", AtLeast: 2}}, Cells: [][]string{{"A"}}},
	}
	_, err := scoring.NewCard(c)
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var paths []string
	for _, fault := range invalid.Faults {
		paths = append(paths, fault.Path)
	}
	for _, path := range []string{
		"schema_version", "groups[0].name", "groups[0].axis", "groups[0].cap", "groups[0].rules[0].points", "groups[0].rules[1].name", "groups[0].rules[1].when",
		"groups[0].rules[2].half_life_days", "groups[0].rules[3].half_life_days", "groups[1].cap", "groups[2].name", "grades.fit[1]", "grades", "grades.cells",
	} {
		assert.Contains(t, paths, path)
	}
	text := strings.Join(paths, " ")
	assert.Contains(t, text, "groups[0].rules[0].when.fact")
	assert.Contains(t, text, "groups[0].rules[4].when.fact", "activities have facts of their own")

	_, err = scoring.NewCard(scoring.CardConfig{})
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, scoring.CodeNoGroups, invalid.Faults[0].Code)
	_, err = scoring.NewCard(scoring.CardConfig{Groups: []scoring.Group{{Name: "g", Rules: make([]scoring.Rule, scoring.MaxRules+1)}}})
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, scoring.CodeTooMany, invalid.Faults[0].Code)
}

func TestCardJSON(t *testing.T) {
	b, err := json.Marshal(b2b())
	require.NoError(t, err)
	back, err := scoring.Parse(b)
	require.NoError(t, err)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(b), string(again))
	lead := scoring.Lead{Facts: sf.FactMap{"employees": sf.Int(800)}}
	assert.Equal(t, card(t, b2b()).Score(lead, today), card(t, back).Score(lead, today))

	_, err = scoring.Parse([]byte(`{"schema_version":1,"groups":[{"name":"g","axis":"fitness","capp":1,"rules":[{"name":"r","points":1.005,"when":{"op":"equal"}}]}],"groups":[]}`))
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.GreaterOrEqual(t, len(invalid.Faults), 5, "%v", err)
	_, err = scoring.Parse([]byte(`{"groups":[]}`))
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, sf.CodeSchemaVersion, invalid.Faults[0].Code)
}

func FuzzCard(f *testing.F) {
	b, _ := json.Marshal(b2b())
	f.Add(b)
	f.Add([]byte(`{"schema_version":1,"groups":[{"name":"g","axis":"fit","rules":[{"name":"r","points":-1.5,"when":{"op":"present","fact":"x"}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		config, err := scoring.Parse(data)
		if err != nil {
			return
		}
		c, err := scoring.NewCard(config)
		if err != nil {
			return
		}
		s := c.Score(scoring.Lead{Facts: sf.FactMap{"x": sf.Int(1)}, Activities: []sf.Activity{{Kind: "call", At: ago(1)}}}, today)
		require.Equal(t, s.Total, s.Fit+s.Engagement)
	})
}

// cards draws cards whose rules are about three facts and two kinds of activity.
var cards = rapid.Custom(func(t *rapid.T) scoring.CardConfig {
	points := rapid.Map(rapid.Int64Range(-5000, 5000), func(n int64) scoring.Points { return scoring.Points(n) })
	var config scoring.CardConfig
	for i := range rapid.IntRange(1, 4).Draw(t, "groups") {
		g := scoring.Group{Name: string(rune('a' + i)), Axis: scoring.Axis(rapid.IntRange(0, 1).Draw(t, "axis")), Cap: scoring.Points(rapid.Int64Range(0, 6000).Draw(t, "cap"))}
		for j := range rapid.IntRange(0, 4).Draw(t, "rules") {
			r := scoring.Rule{Name: string(rune('a' + j)), Points: points.Draw(t, "points")}
			if rapid.Bool().Draw(t, "touch") {
				r.Activity = rapid.SampledFrom([]string{"call", "visit"}).Draw(t, "kind")
				r.HalfLifeDays = rapid.SampledFrom([]float64{0, 0.001, 7, 1e6}).Draw(t, "half-life")
			} else {
				r.When = criteria.AtLeast(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "fact"), sf.Int(rapid.Int64Range(-3, 3).Draw(t, "at least")))
			}
			g.Rules = append(g.Rules, r)
		}
		config.Groups = append(config.Groups, g)
	}
	config.Groups = append(config.Groups, scoring.Group{Name: "last", Rules: []scoring.Rule{{Name: "r", When: criteria.Present("x"), Points: 1}}})
	return config
})

var leads = rapid.Custom(func(t *rapid.T) scoring.Lead {
	l := scoring.Lead{Facts: sf.FactMap{}}
	for _, name := range []string{"x", "y", "z"} {
		if rapid.Bool().Draw(t, name+" known") {
			l.Facts.(sf.FactMap)[name] = sf.Int(rapid.Int64Range(-5, 5).Draw(t, name))
		}
	}
	for range rapid.IntRange(0, 6).Draw(t, "activities") {
		l.Activities = append(l.Activities, sf.Activity{Kind: rapid.SampledFrom([]string{"call", "visit", "mail"}).Draw(t, "kind"), At: ago(rapid.Float64Range(-2, 400).Draw(t, "days"))})
	}
	return l
})

func TestContributionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config := cards.Draw(t, "card")
		c, err := scoring.NewCard(config)
		require.NoError(t, err)
		l := leads.Draw(t, "lead")
		s := c.Score(l, today)
		var total scoring.Points
		byAxis, byGroup := map[scoring.Axis]scoring.Points{}, map[string]scoring.Points{}
		for _, contribution := range s.Contributions {
			total += contribution.Points
			byAxis[contribution.Axis] += contribution.Points
			byGroup[contribution.Group] += contribution.Points
		}
		assert.Equal(t, s.Total, total)
		assert.Equal(t, s.Fit, byAxis[scoring.Fit])
		assert.Equal(t, s.Engagement, byAxis[scoring.Engagement])
		for _, g := range config.Groups {
			if g.Cap > 0 {
				assert.LessOrEqual(t, byGroup[g.Name], g.Cap)
			}
		}
		if most, ok := c.Max(); ok {
			assert.LessOrEqual(t, s.Total, most)
		}
		var reused scoring.Score
		c.ScoreInto(&reused, &scoring.Lead{Facts: sf.FactMap{"x": sf.Int(9)}}, today)
		c.ScoreInto(&reused, &l, today)
		assert.Equal(t, s.Total, reused.Total)
		assert.ElementsMatch(t, s.Contributions, reused.Contributions)
	})
}

func TestEngagementFades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := scoring.NewCard(scoring.CardConfig{Groups: []scoring.Group{{Name: "g", Axis: scoring.Engagement, Rules: []scoring.Rule{
			{Name: "r", Activity: "call", Points: scoring.Points(rapid.Int64Range(1, 1e6).Draw(t, "points")), HalfLifeDays: rapid.Float64Range(0.1, 1000).Draw(t, "half-life")},
		}}}})
		require.NoError(t, err)
		l := scoring.Lead{Activities: []sf.Activity{{Kind: "call", At: ago(1)}}}
		later := rapid.Float64Range(0, 100).Draw(t, "later")
		now := c.Score(l, today)
		then := c.Score(l, today.Add(time.Duration(later*24*float64(time.Hour))))
		assert.LessOrEqual(t, then.Total, now.Total)
		assert.GreaterOrEqual(t, then.Total, scoring.Points(0))
	})
}

func TestScoreIntoDoesNotAllocate(t *testing.T) {
	c := card(t, b2b())
	l := &scoring.Lead{Facts: sf.FactMap{"employees": sf.Int(800), "industry": sf.Text("制造")}, Activities: []sf.Activity{{Kind: "form", Outcome: "quote", At: ago(1)}, {Kind: "pricing_page", At: ago(3)}}}
	var s scoring.Score
	c.ScoreInto(&s, l, today)
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.ScoreInto(&s, l, today) }))
}

func TestPoints(t *testing.T) {
	for text, want := range map[string]scoring.Points{"12.5": 1250, "-0.05": -5, "0": 0, "-3": -300, "7.25": 725, "1000000": scoring.MaxPoints} {
		var p scoring.Points
		require.NoError(t, json.Unmarshal([]byte(text), &p))
		assert.Equal(t, want, p)
		assert.Equal(t, text, p.String())
	}
	for _, text := range []string{`1.005`, `"1"`, `1e3`, `1.`, `null`, `-`, `99999999999999999`, `[]`, `.5`} {
		var p scoring.Points
		require.Error(t, p.UnmarshalJSON([]byte(text)), text)
	}
	assert.Equal(t, "-92233720368547758.08", scoring.Points(math.MinInt64).String())
}

func TestScoresNeverWrap(t *testing.T) {
	c := card(t, scoring.CardConfig{Groups: []scoring.Group{{Name: "g", Rules: []scoring.Rule{{Name: "r", Activity: "call", Points: scoring.MaxPoints}}}}})
	l := scoring.Lead{Activities: make([]sf.Activity, 1000)}
	for i := range l.Activities {
		l.Activities[i] = sf.Activity{Kind: "call", At: ago(1)}
	}
	assert.Equal(t, 1000*scoring.MaxPoints, c.Score(l, today).Total)
}

func TestAxisWords(t *testing.T) {
	for _, a := range []scoring.Axis{scoring.Fit, scoring.Engagement} {
		b, err := a.MarshalText()
		require.NoError(t, err)
		var back scoring.Axis
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, a, back)
		assert.Equal(t, string(b), a.String())
	}
	_, err := scoring.Axis(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "axis(9)", scoring.Axis(9).String())
	require.Error(t, new(scoring.Axis).UnmarshalText([]byte("x")))
}

func BenchmarkCard(b *testing.B) {
	c := card(b, b2b())
	l := &scoring.Lead{Facts: sf.FactMap{"employees": sf.Int(800), "industry": sf.Text("制造")}, Activities: []sf.Activity{{Kind: "form", Outcome: "quote", At: ago(1)}, {Kind: "pricing_page", At: ago(3)}}}
	var s scoring.Score
	b.ReportAllocs()
	for b.Loop() {
		c.ScoreInto(&s, l, today)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leads/s")
}
