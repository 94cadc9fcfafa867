package main

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/scoring"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// cardConfig is a score card as a sales team would write it: what suits us, and what shows interest.
func cardConfig() scoring.CardConfig {
	return scoring.CardConfig{
		ID: "quickstart",
		Fields: []sf.Field{
			{Name: "industry", Label: "所属行业", Kind: sf.KindText},
			{Name: "employees", Label: "员工人数", Kind: sf.KindNumber},
			{Name: "budget", Label: "预算", Kind: sf.KindBool},
			{Name: "source", Label: "线索来源", Kind: sf.KindText},
		},
		Groups: []scoring.Group{
			{Name: "匹配度 (fit)", Axis: scoring.Fit, Cap: 60 * scoring.Point, Rules: []scoring.Rule{
				{Name: "制造或医药行业", When: criteria.In("industry", sf.Text("制造"), sf.Text("医药")), Points: 20 * scoring.Point},
				{Name: "员工 300 人以上", When: criteria.AtLeast("employees", sf.Int(300)), Points: 25 * scoring.Point},
				{Name: "预算已落实", When: criteria.Eq("budget", sf.Bool(true)), Points: 25 * scoring.Point},
				{Name: "来自转介绍", When: criteria.Eq("source", sf.Text("转介绍")), Points: 10 * scoring.Point},
			}},
			{Name: "参与度 (engagement)", Axis: scoring.Engagement, Cap: 40 * scoring.Point, Rules: []scoring.Rule{
				{Name: "索取报价", Activity: "quote", Points: 25 * scoring.Point, HalfLifeDays: 30},
				{Name: "参观展台", Activity: "booth", Points: 15 * scoring.Point, HalfLifeDays: 30},
				{Name: "浏览价格页", Activity: "pricing_page", Points: 8 * scoring.Point, HalfLifeDays: 7},
			}},
		},
		Grades: scoring.Grades{
			Fit:        []scoring.Band{{Name: "A", AtLeast: 45 * scoring.Point}, {Name: "B", AtLeast: 20 * scoring.Point}, {Name: "C"}},
			Engagement: []scoring.Band{{Name: "1", AtLeast: 20 * scoring.Point}, {Name: "2", AtLeast: 5 * scoring.Point}, {Name: "3"}},
		},
	}
}

// prospect is a lead before it is a deal.
type prospect struct {
	lead  scoring.Lead
	owner string
	value int64     // yuan
	due   time.Time // by when a new lead must be answered
}

// prospects are invented, as the whole sample is.
func prospects(asOf time.Time) []prospect {
	touch := func(kind string, daysAgo float64) sf.Activity {
		return sf.Activity{Kind: kind, At: asOf.Add(-time.Duration(daysAgo * 24 * float64(time.Hour)))}
	}
	return []prospect{
		{scoring.Lead{ID: "华东精密", Facts: sf.FactMap{"industry": sf.Text("制造"), "employees": sf.Int(820), "source": sf.Text("展会")}, Activities: []sf.Activity{touch("booth", 12), touch("pricing_page", 2)}}, "王芳", 360_000, time.Time{}},
		{scoring.Lead{ID: "康宁药业", Facts: sf.FactMap{"industry": sf.Text("医药"), "employees": sf.Int(2400), "budget": sf.Bool(true), "source": sf.Text("转介绍")}, Activities: []sf.Activity{touch("quote", 1)}}, "李强", 520_000, time.Time{}},
		{scoring.Lead{ID: "星海物流", Facts: sf.FactMap{"industry": sf.Text("物流"), "employees": sf.Int(150), "source": sf.Text("官网")}, Activities: []sf.Activity{touch("pricing_page", 0.02)}}, "张伟", 90_000, asOf.Add(95 * time.Minute)},
		{scoring.Lead{ID: "北辰电子", Facts: sf.FactMap{"industry": sf.Text("制造"), "budget": sf.Bool(false), "source": sf.Text("电话")}, Activities: []sf.Activity{touch("pricing_page", 20)}}, "王芳", 280_000, time.Time{}},
		{scoring.Lead{ID: "大地食品", Facts: sf.FactMap{"industry": sf.Text("食品"), "employees": sf.Int(640), "budget": sf.Bool(true)}, Activities: []sf.Activity{touch("quote", 25), touch("booth", 40)}}, "刘洋", 150_000, time.Time{}},
		{scoring.Lead{ID: "云杉软件", Facts: sf.FactMap{"industry": sf.Text("软件"), "employees": sf.Int(60), "source": sf.Text("官网")}}, "陈静", 60_000, time.Time{}},
		{scoring.Lead{ID: "恒信装备", Facts: sf.FactMap{"industry": sf.Text("制造"), "employees": sf.Int(1100), "budget": sf.Bool(true), "source": sf.Text("展会")}, Activities: []sf.Activity{touch("booth", 5), touch("quote", 3), touch("pricing_page", 1)}}, "王芳", 410_000, time.Time{}},
		{scoring.Lead{ID: "蓝湾酒店", Facts: sf.FactMap{"employees": sf.Int(380)}, Activities: []sf.Activity{touch("pricing_page", 6), touch("pricing_page", 5)}}, "刘洋", 120_000, time.Time{}},
	}
}
