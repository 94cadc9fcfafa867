package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// Deal a is open on days 0 … 10, b on 1 … 2, c from 5 on and d from 12 on: c was open with a, not with b; d with c. Deal e closed before a began.
func TestQualityDuplicatesGoOnAsLongAsOneIsOpen(t *testing.T) {
	named := func(id string, from float64) funnel.Event {
		return fact(dealRow(id, on(from, "lead")), "name", sf.Text("同济设计"))
	}
	rows := []funnel.Event{
		named("a", 0), dealRow("a", on(10, "lost")), named("b", 1), dealRow("b", on(2, "lost")), named("c", 5), named("d", 12),
		named("e", -5), dealRow("e", on(-3, "won")),
	}
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 20, rows)
	q := qualityOf(t, v, funnel.QualityOptions{Duplicates: []funnel.DuplicateKey{{Facts: []string{"name"}}}})
	assert.Equal(t, []funnel.DuplicateGroup{{Key: "name", Deals: []string{"a", "b", "c", "d"}, Owners: []string{}, Sources: []string{}}}, q.Duplicates)
	f := findingOf(t, q, funnel.CodeQualityDuplicate)
	assert.Equal(t, []int64{4, 5}, []int64{f.Count, f.Of})
	assert.Contains(t, f.Note.In(sf.Chinese), "共 1 组，其中 0 组跨来源、0 组跨负责人")
}
