package scoring_test

import (
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/scoring"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// A card scores a lead, says why, and says what to ask next.
func ExampleCard_Score() {
	card, err := scoring.NewCard(scoring.CardConfig{
		Fields: []sf.Field{{Name: "employees", Label: "员工人数", Kind: sf.KindNumber}, {Name: "budget", Label: "预算", Kind: sf.KindBool}},
		Groups: []scoring.Group{
			{Name: "匹配度", Axis: scoring.Fit, Rules: []scoring.Rule{
				{Name: "员工 500 人以上", When: criteria.AtLeast("employees", sf.Int(500)), Points: 30 * scoring.Point},
				{Name: "预算已落实", When: criteria.Eq("budget", sf.Bool(true)), Points: 20 * scoring.Point},
			}},
			{Name: "互动", Axis: scoring.Engagement, Cap: 30 * scoring.Point, Rules: []scoring.Rule{
				{Name: "参观展台", Activity: "booth", Points: 25 * scoring.Point, HalfLifeDays: 30},
				{Name: "电话沟通", Activity: "call", Points: 10 * scoring.Point},
			}},
		},
		Grades: scoring.Grades{
			Fit:        []scoring.Band{{Name: "A", AtLeast: 30 * scoring.Point}, {Name: "B"}},
			Engagement: []scoring.Band{{Name: "1", AtLeast: 20 * scoring.Point}, {Name: "2"}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	score := card.Score(scoring.Lead{
		ID:    "华东精密",
		Facts: sf.FactMap{"employees": sf.Int(820)},
		Activities: []sf.Activity{
			{Kind: "booth", At: asOf.AddDate(0, 0, -30)},
			{Kind: "call", At: asOf.AddDate(0, 0, -2)},
			{Kind: "call", At: asOf.AddDate(0, 0, -1)},
		},
	}, asOf)
	fmt.Println(score.Lead, score.Grade, score.Total)
	for _, c := range score.Contributions {
		fmt.Println(" ", c.Note().In(sf.Chinese))
	}
	for _, q := range score.Ask {
		fmt.Println(" ", q.Note().In(sf.Chinese))
	}
	// Output:
	// 华东精密 A1 60
	//   员工 500 人以上：+30 分
	//   参观展台：1 次活动共 +12.5 分
	//   电话沟通：2 次活动共 +20 分
	//   互动 已封顶：-2.5 分
	//   建议了解 预算：最多影响 20 分
}

// A new lead must be answered within two hours, and nobody gets more than they can work.
func ExampleRank() {
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	value := func(digits string) sf.Money {
		m, _ := sf.ParseMoney(digits, "CNY")
		return m
	}
	ranking, err := scoring.Rank([]scoring.Candidate{
		{ID: "large", Owner: "王芳", P: 0.2, Value: value("500000")},
		{ID: "small", Owner: "王芳", P: 0.6, Value: value("20000")},
		{ID: "fresh", Owner: "王芳", P: 0.1, Value: value("30000"), Due: asOf.Add(time.Hour)},
	}, scoring.RankOptions{Capacity: map[string]int{"王芳": 2}}, asOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, r := range ranking.List {
		fmt.Println(i+1, r.ID, "-", r.Why[0].Text)
	}
	fmt.Println("later:", ranking.Later[0].ID)
	// Output:
	// 1 fresh - it must be answered by 2026-11-22T10:00:00Z
	// 2 large - worth 100000: its chance or score of 0.2 times its value, less its cost
	// later: small
}
