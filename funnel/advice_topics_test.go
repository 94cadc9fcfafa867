package funnel_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// wholeReport returns what the package finds in the simulated pipeline of a company, by topic. Nothing leaves the proposal in its last two
// months, and a tenth of the rows lacks an owner.
func wholeReport(t *testing.T) map[string][]sf.Note {
	s := simulate.B2B()
	s.Arrivals.PerDay = 4
	var events []funnel.Event
	stuck, in := s.End.AddDate(0, -2, 0), make(map[string]string)
	for r := range s.Rows(5) {
		if r.At.After(stuck) && in[r.Deal] == "proposal" {
			continue
		}
		in[r.Deal] = r.Stage
		events = append(events, funnel.Event{
			Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Owner: r.Owner, NextAt: r.NextAt,
			Facts: []sf.Fact{sf.F("source", sf.Text(r.Source))},
		})
	}
	v := historyOf(t, pipelineOf(t, s), funnel.Options{}, events...).AsOf(s.End)
	found := make(map[string][]sf.Note)
	add := func(topic string, err error, notes ...sf.Note) {
		require.NoError(t, err, topic)
		found[topic] = append(found[topic], notes...)
	}
	health, err := v.Health(funnel.HealthOptions{})
	add("health", err, health.Reasons...)
	compared, err := v.Compare("source", funnel.CompareOptions{})
	for _, r := range compared.Rows {
		add("compare", err, r.Note)
	}
	quality, err := v.Quality(funnel.QualityOptions{Fields: []string{"budget"}})
	for _, f := range quality.Findings {
		add("quality", err, f.Note)
	}
	list, err := v.Worklist(funnel.WorklistOptions{})
	for _, item := range list.Items {
		for _, r := range item.Reasons {
			r.Note.Args = append(slices.Clone(r.Note.Args), sf.F("stage", sf.Text(item.Stage)))
			add("worklist", err, r.Note)
		}
	}
	series, err := v.Series(funnel.SeriesOptions{})
	for _, r := range series.Rows {
		if r.Note.Code != "" {
			add("series", err, r.Note)
		}
	}
	diagnosed, err := v.Diagnose(funnel.DiagnoseOptions{})
	for _, d := range diagnosed {
		add("diagnose", err, d.Note)
	}
	flow, err := v.Bottlenecks(funnel.BottleneckOptions{})
	add("bottleneck", err, flow.Warnings...)
	for _, f := range v.Findings() {
		add("history", nil, f.Note)
	}
	ailments, err := v.Ailments(funnel.AilmentOptions{FirstConversion: .9})
	for _, a := range ailments {
		add("ailments", err, a.Note)
	}
	return found
}

// An editor can write a remedy for whatever the package finds: for its stage, its group, its field, or for any of them.
func TestAdviceOnEveryTopic(t *testing.T) {
	found := wholeReport(t)
	staged := 0
	for topic, notes := range found {
		for _, note := range notes {
			own := funnel.Remedy{Code: note.Code, Where: make(map[string]string), Text: english("this one")}
			if id := note.Arg("stage"); id.Known() {
				own.Stage = id.String()
				staged++
			}
			for _, a := range note.Args {
				if a.Name != "stage" && a.Value.Known() {
					own.Where[a.Name] = a.Value.String()
				}
			}
			other := funnel.Remedy{Code: note.Code, Stage: own.Stage + "?", Text: english("another")}
			table := funnel.AdviceTable{Remedies: []funnel.Remedy{other, {Code: note.Code, Text: english("any")}, own}}
			var got []string
			for _, advised := range adviceOf(t, table).For(note) {
				got = append(got, advised.In(sf.English))
			}
			want := []string{"this one", "any"}
			if len(own.Where) == 0 && own.Stage == "" {
				want = []string{"any", "this one"}
			}
			require.Equal(t, want, got, "%s: %s", topic, note.Text)
		}
	}
	for _, topic := range []string{"health", "compare", "quality", "worklist", "series", "diagnose", "bottleneck", "ailments"} {
		assert.NotEmpty(t, found[topic], topic)
	}
	assert.Greater(t, staged, 100)
	blocked := func(n sf.Note) bool {
		return n.Code == funnel.CodeStageBlocked && n.Arg("stage").String() == "proposal"
	}
	assert.True(t, slices.ContainsFunc(found["health"], blocked))
	poor := func(n sf.Note) bool { return n.Code == funnel.CodeSourcePoor && n.Arg("source").String() == "电话" }
	assert.True(t, slices.ContainsFunc(found["ailments"], poor))
	for _, advised := range adviceOf(t, funnel.DefaultAdvice()).For(found["ailments"]...) {
		assert.NotContains(t, advised.In(sf.Chinese), "{")
		assert.NotContains(t, advised.In(sf.English), "{")
	}
}
