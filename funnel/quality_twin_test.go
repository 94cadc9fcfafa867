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

// The facts of a key are compared one by one; six digits are a number; a country code comes before eleven digits that begin with 1.
func TestQualityDuplicateKeys(t *testing.T) {
	for name, c := range map[string]struct {
		a, b [2]string
		key  funnel.DuplicateKey
		want int64
	}{
		"one by one":     {[2]string{"ab", "c"}, [2]string{"a", "bc"}, funnel.DuplicateKey{Facts: []string{"x", "y"}}, 0},
		"both":           {[2]string{"ab", "c"}, [2]string{"AB", "c "}, funnel.DuplicateKey{Facts: []string{"x", "y"}}, 2},
		"six digits":     {[2]string{"123-456"}, [2]string{"123456"}, funnel.DuplicateKey{Facts: []string{"x"}, Digits: true}, 2},
		"with 0086":      {[2]string{"0086 13800138000"}, [2]string{"13800138000"}, funnel.DuplicateKey{Facts: []string{"x"}, Digits: true}, 2},
		"no mobile":      {[2]string{"86 23800138000"}, [2]string{"23800138000"}, funnel.DuplicateKey{Facts: []string{"x"}, Digits: true}, 0},
		"not so long":    {[2]string{"86 1380013800"}, [2]string{"1380013800"}, funnel.DuplicateKey{Facts: []string{"x"}, Digits: true}, 0},
		"another number": {[2]string{"13800138000"}, [2]string{"13800138001"}, funnel.DuplicateKey{Facts: []string{"x"}, Digits: true}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			row := func(id string, v [2]string) funnel.Event {
				return fact(fact(dealRow(id, on(0, "lead")), "x", sf.Text(v[0])), "y", sf.Text(v[1]))
			}
			q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{row("a", c.a), row("b", c.b)}),
				funnel.QualityOptions{Duplicates: []funnel.DuplicateKey{c.key}})
			assert.Equal(t, c.want, checkOf(q, funnel.CodeQualityDuplicate).Count)
		})
	}
}

// Groups come by their first deal, whatever their customers are called.
func TestQualityDuplicatesByTheirFirstDeal(t *testing.T) {
	var rows []funnel.Event
	for id, name := range map[string]string{"a": "甲", "b": "乙", "c": "乙", "d": "甲"} {
		rows = append(rows, fact(dealRow(id, on(0, "lead")), "name", sf.Text(name)))
	}
	q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows), funnel.QualityOptions{Duplicates: []funnel.DuplicateKey{{Facts: []string{"name"}}}})
	var groups [][]string
	for _, g := range q.Duplicates {
		groups = append(groups, g.Deals)
	}
	assert.Equal(t, [][]string{{"a", "d"}, {"b", "c"}}, groups)
}
