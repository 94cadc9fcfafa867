package render

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func of[T any](x T) *T { return &x }

// flat is a text on one line, as a person reads it.
func flat(d *document.Report, lang sf.Language) string {
	return strings.Join(strings.Fields(Text(d, Options{Lang: lang})), " ")
}

// Differences beyond the five surest of a metric are named, not spelled out.
func TestDifferencesAreCut(t *testing.T) {
	c := document.Comparison{Key: "owner", Persistent: &document.Persistent{
		Periods: []document.PersistentPeriod{{From: document.Instant(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)), To: document.Instant(time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC))}},
		Rows: []document.PersistentRow{{
			Group: "g0", Standing: "lower", PValue: of(0.01), Examples: []string{"d7"},
			Note: sf.NewNote(funnel.CodePersistentLow, "", sf.F("fact", sf.Text("owner")), sf.F("group", sf.Text("g0")), sf.F("judged", sf.Int(4)), sf.F("low", sf.Int(4)), sf.F("p", sf.Text("0.01"))),
		}},
	}}
	for i := range 7 {
		name := fmt.Sprintf("g%d", i)
		c.Groups = append(c.Groups, document.ComparedGroup{Group: name})
		for _, metric := range []string{"win_rate", "conversion", "cycle", "mean_amount"} {
			c.Rows = append(c.Rows, document.ComparedRow{
				Group: name, Metric: metric, Standing: "lower", QValue: of(float64(i) / 1000), Examples: []string{"d" + name},
				Note: sf.NewNote(funnel.CodeCycleShorter, "", sf.F("fact", sf.Text("owner")), sf.F("group", sf.Text(name)), sf.F("value", sf.Int(3)), sf.F("rest", sf.Int(5)), sf.F("q", sf.Text("0.01"))),
			})
		}
	}
	d := &document.Report{Compare: []document.Comparison{c}}
	en, zh := flat(d, sf.English), flat(d, sf.Chinese)
	for _, s := range []string{
		"28 of 28 comparisons", "deals of owner g4 end sooner", "less surely, by win rate: g5, g6", "by conversion: g5, g6", "by time to close: g5, g6", "by amount: g5, g6",
		"owner g0 wins less often than the others in 4 of 4 periods (adjusted p: 0.01), as in d7",
	} {
		assert.Contains(t, en, s)
	}
	assert.NotContains(t, en, "deals of owner g5 end sooner")
	assert.Contains(t, zh, "其次，赢单率有差异的还有：g5、g6")
	assert.Contains(t, zh, "差异对比（按 负责人）")
	assert.Contains(t, zh, "负责人 g0 在 4 个周期中有 4 个的赢单率低于其余")
}

func TestWordsOfHealth(t *testing.T) {
	d := &document.Report{
		Stages: []document.Stage{{ID: "a", Name: "First"}, {ID: "b", Name: "Second"}, {ID: "c", Name: "Third"}},
		Health: &document.Health{
			Verdict: "empty", Note: sf.NewNote(funnel.CodeFunnelEmpty, "", sf.F("stages", sf.Text("a, b"))), Alarms: sf.NewNote(funnel.CodeHealthAlarms, ""),
			Stages: []document.StageHealth{{Stage: "a", State: "empty"}, {Stage: "b", State: "gap"}, {Stage: "c", State: "unknown"}},
		},
	}
	en, zh := flat(d, sf.English), flat(d, sf.Chinese)
	assert.Contains(t, en, "too few deals come in, from First, Second on", "stages go by their titles")
	assert.Contains(t, en, "too little goes through Third to tell")
	assert.Contains(t, zh, "空杯")
	assert.Contains(t, zh, "断档")
	assert.Contains(t, zh, "从 First、Second 起")
}

func TestWordsOfUrgency(t *testing.T) {
	l := &document.Worklist{Day: "2025-02-01"}
	for i, word := range []string{"late", "today", "soon", "standing"} {
		l.Items.Items = append(l.Items.Items, document.WorkItem{Deal: fmt.Sprint("d", i), Urgency: word})
	}
	for i := range 25 {
		l.Owners = append(l.Owners, document.WorkOwner{Owner: fmt.Sprint("o", i)})
		l.Plans.Items = append(l.Plans.Items, document.WorkPlan{Deal: fmt.Sprint("p", i), Due: "2025-01-30"})
	}
	l.Plans.Total, l.Items.Total = 25, 4
	en, zh := flat(&document.Report{Worklist: l}, sf.English), flat(&document.Report{Worklist: l}, sf.Chinese)
	for _, s := range []string{"late", "today", "soon", "any day", "The first 20 of 25", "(none), activity with p4 on 2025-01-30 and 20 more"} {
		assert.Contains(t, en, s)
	}
	for _, s := range []string{"逾期", "今日", "近期", "不限", "前 20 个，共 25 个"} {
		assert.Contains(t, zh, s)
	}
}

// A line does not begin with a Chinese mark.
func TestChineseMarksEndLines(t *testing.T) {
	assert.Equal(t, []string{"甲（乙）；", "丙"}, breakable("甲（乙）；丙"))
	assert.Equal(t, []string{"a ", "b"}, breakable("a b"))
}

func TestSmallNumbers(t *testing.T) {
	assert.Equal(t, "<0.001", chanceOf(1e-9))
	assert.Equal(t, "0.050", chanceOf(0.05))
	assert.Equal(t, "1", chanceOf(1))
	assert.Equal(t, "2–7.5", between(of(2.0), of(7.5)))
	assert.Equal(t, unknown, between(nil, of(1.0)))
	assert.Equal(t, "0.24", points(0.00236))
}
