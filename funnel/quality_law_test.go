package funnel_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Every finding has examples; counts of owners add up to the whole; nothing later changes anything.
func TestQualityLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, touches := drawPipeline(t), drawOptions(t), drawEvents(t), drawTouches(t)
		if rapid.Bool().Draw(t, "with rules") {
			p = workStagesAs(t, p)
		}
		days := float64(rapid.IntRange(0, 24).Draw(t, "days")) / 2
		now := base.Add(time.Duration(days * float64(day)))
		options := funnel.QualityOptions{
			Fields: []string{"source", "region"}, BasisDays: 2, BackfillDays: 1, UntouchedDays: rapid.IntRange(0, 3).Draw(t, "untouched"),
			Duplicates: []funnel.DuplicateKey{{Facts: []string{"source"}}, {Facts: []string{"region", "id"}, Digits: true}},
		}
		v := workView(t, p, o, days, events, touches...)
		q := qualityOf(t, v, options)
		known := slices.Clone(events)
		for i, e := range known { // a later row keeps its place, so that rows keep their numbers
			if !visibleAt(e, now) {
				known[i] = funnel.Event{}
			}
		}
		require.Equal(t, asJSON(t, q), asJSON(t, qualityOf(t, workView(t, p, o, days, known, shownAt(touches, now)...), options)))
		for _, f := range q.Findings {
			require.Positive(t, f.Count)
			require.LessOrEqual(t, f.Count, f.Of)
			require.NotEmpty(t, fmt.Sprint(f.Deals, f.Rows, f.Weeks))
			require.Positive(t, len(f.Deals)+len(f.Rows)+len(f.Weeks))
			require.LessOrEqual(t, max(len(f.Deals), len(f.Rows), len(f.Weeks)), funnel.MaxExamples)
			sums := make(map[string]int64)
			for _, g := range f.Groups {
				sums[g.By] += g.Count
			}
			for by, n := range sums {
				if by == "stage" { // a deal may have none
					require.LessOrEqual(t, n, f.Count)
				} else {
					require.Equal(t, f.Count, n, by)
				}
			}
		}
		added := []sf.Code{funnel.CodeQualityFieldMissing, funnel.CodeQualityEntryLate, funnel.CodeQualityNoBasis, funnel.CodeQualityClosePassed, funnel.CodeQualityUntouched}
		sums := make(map[sf.Code][2]int64)
		for _, part := range v.Split("owner") {
			for _, c := range qualityOf(t, part, options).Checks {
				sums[c.Code] = [2]int64{sums[c.Code][0] + c.Count, sums[c.Code][1] + c.Of}
			}
		}
		for _, c := range q.Checks {
			if slices.Contains(added, c.Code) {
				require.Equal(t, [2]int64{c.Count, c.Of}, sums[c.Code], c.Code)
			}
		}
	})
}

// workStagesAs returns a pipeline with the stages and rules of another, in which demo requires a source.
func workStagesAs(t require.TestingT, p *stage.Pipeline) *stage.Pipeline {
	c := p.Config()
	c.Fields = append(c.Fields, sf.Field{Name: "source", Kind: sf.KindText})
	c.Stages[1].Required = []string{"source"}
	out, err := stage.New(c)
	require.NoError(t, err)
	return out
}
