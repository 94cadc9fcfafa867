package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuotas(t *testing.T) {
	tab, rows, err := ParseQuotas([]byte("大区,目标（万元）,开始日期,结束日期\n华东/王芳,150,2026/1/1,2026/3/31\n,12,,\n华北,,,\n华北,很多,,\n华北,-5,,\n华北,1,2026/3/1,2026/2/1\n华北,0,,\n合计,17,,\n制表人：李强,,,\n大区,目标（万元）,开始日期,结束日期\n"), "目标.csv", Options{})
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, Quota{Row: 2, Group: "华东/王芳", Amount: rows[0].Amount, Currency: "CNY", From: Date{2026, time.January, 1}, To: Date{2026, time.March, 31}}, rows[0])
	assert.Equal(t, "1500000", rows[0].Amount.String())
	assert.Empty(t, rows[1].Group, "everyone")
	assert.True(t, rows[1].From.IsZero())
	assert.Equal(t, "0", rows[2].Amount.String(), "a quota of nothing is one")
	assert.Equal(t, map[Skip]int{SkipAmount: 3, SkipPeriod: 1, SkipHeader: 1, SkipFooter: 2}, tab.Skipped)
	counts := map[Code]int{}
	for _, p := range tab.Problems {
		counts[p.Code] += p.Count
	}
	assert.Equal(t, map[Code]int{ProblemMissing: 1, ProblemAmount: 2, ProblemPeriod: 1}, counts)
}

func TestNamesOfQuotas(t *testing.T) {
	for _, header := range []string{"group,amount", "Team,Quota", "负责人,定额", "部门,指标", "区域,销售目标", "owner,target"} {
		_, rows, err := ParseQuotas([]byte(header+"\nEast,5\n"), "q.csv", Options{})
		require.NoError(t, err, header)
		assert.Len(t, rows, 1, header)
	}
	_, rows, err := ParseQuotas([]byte("谁,多少\n华东,5\n"), "q.csv", Options{Map: Mapping{KeyGroup: "谁", KeyAmount: "多少"}})
	require.NoError(t, err)
	assert.Equal(t, "华东", rows[0].Group)

	_, _, err = ParseQuotas([]byte("from,to\n2026-01-01,2026-02-01\n"), "q.csv", Options{})
	require.ErrorContains(t, err, "no column for group, amount", "without a group column nobody knows whose quota it is")
	_, _, err = ParseQuotas([]byte("region,owner,quota\nEast,Ann,5\n"), "q.csv", Options{})
	assert.ErrorContains(t, err, "several columns for group", "a quota of Ann is none of the East")
}
