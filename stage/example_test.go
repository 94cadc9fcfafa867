package stage_test

import (
	"errors"
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// selling is a pipeline of two open stages, the second behind a gate.
func selling() stage.Config {
	return stage.Config{
		ID: "selling",
		Fields: []sf.Field{
			{Name: "budget", Label: "预算", Kind: sf.KindMoney},
			{Name: "demo_on", Label: "演示日期", Kind: sf.KindDate},
		},
		Stages: []stage.Stage{
			{ID: "qualify", Name: "资格确认", Limit: stage.Limit{Days: 15, Working: true}},
			{ID: "propose", Name: "方案报价", Required: []string{"budget"}, Entry: []stage.Criterion{
				{ID: "recent_demo", Text: "近30天内做过演示", Test: criteria.Within("demo_on", 30)},
			}},
			{ID: "won", Name: "赢单", Outcome: stage.Won},
			{ID: "lost", Name: "输单", Outcome: stage.Lost},
		},
		Moves: stage.Moves{Policy: stage.Next},
	}
}

// A gate refuses a deal, with every reason at once, in the language of the reader.
func ExamplePipeline_Check() {
	pipeline, err := stage.New(selling())
	if err != nil {
		fmt.Println(err)
		return
	}
	decision := pipeline.Check(stage.Move{
		From: "qualify",
		To:   "propose",
		AsOf: time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC),
	}, sf.FactMap{
		"demo_on": sf.Day(sf.Date{Year: 2026, Month: 1, Day: 5}),
	})
	fmt.Println("allowed:", decision.Allowed)
	for _, lang := range []sf.Language{sf.English, sf.Chinese} {
		for _, reason := range decision.Notes() {
			fmt.Println("-", reason.In(lang))
		}
	}
	// Output:
	// allowed: false
	// - 预算 must be filled in to enter 方案报价
	// - not met: 近30天内做过演示
	// - 演示日期 is 2026-01-05, must be within the last 30 days
	// - 进入“方案报价”前必须填写“预算”
	// - 未满足：近30天内做过演示
	// - 演示日期 为 2026-01-05，应在最近 30 天内
}

// An override lifts what stands in the way, and the decision keeps what it lifted.
func ExampleOverride() {
	pipeline, err := stage.New(selling())
	if err != nil {
		fmt.Println(err)
		return
	}
	decision := pipeline.Check(stage.Move{
		From:     "qualify",
		To:       "propose",
		Override: &stage.Override{By: "Ada", Reason: "signed at the trade fair"},
	}, nil)
	fmt.Println(decision.Allowed, decision.Overridden, decision.Override.By)
	for _, unmet := range decision.Unmet {
		fmt.Println(unmet.Gate, unmet.Criterion.ID, unmet.Truth)
	}
	// Output:
	// true true Ada
	// required required.budget false
	// entry recent_demo unknown
}

// Every fault of a configuration is found at once, with its path.
func ExampleNew() {
	twice := 2.0
	_, err := stage.New(stage.Config{
		ID: "faulty",
		Stages: []stage.Stage{
			{ID: "open", Probability: &twice, Required: []string{"budget"}},
			{ID: "won", Outcome: stage.Won, Aliases: []string{"open"}},
		},
	})
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) {
		for _, fault := range invalid.Faults {
			fmt.Printf("%s: %s\n", fault.Path, fault.In(sf.English))
		}
	}
	// Output:
	// stages[1].aliases[0]: open already means stage open
	// stages[0].probability: a probability lies between 0 and 1, not at 2
	// stages[0].required[0]: field budget is not declared
}

// A configuration is read from JSON strictly.
func ExampleParse() {
	config, err := stage.Parse([]byte(`{
		"schema_version": 1,
		"id": "selling",
		"stages": [
			{"id": "open", "limit": {"days": 15, "working": true}},
			{"id": "won", "outcome": "won"},
			{"id": "lost", "outcome": "lost", "probabilty": 0}
		]
	}`))
	fmt.Println(config.ID, err)
	// Output:
	//  stages[2].probabilty: unknown key probabilty
}

// A change of rules is tried on the moves of last month before it is put in force.
func ExamplePipeline_CheckAll() {
	current, err := stage.New(selling())
	if err != nil {
		fmt.Println(err)
		return
	}
	config := current.Config()
	config.Stages[1].Entry[0].Test = criteria.Within("demo_on", 7)
	candidate, err := stage.New(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	asOf := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	budget, err := sf.ParseMoney("80000", "CNY")
	if err != nil {
		fmt.Println(err)
		return
	}
	lastMonth := func(yield func(stage.Move, sf.Facts) bool) {
		for day := range 20 {
			facts := sf.FactMap{"budget": sf.Amount(budget), "demo_on": sf.Day(sf.DateOf(asOf.AddDate(0, 0, -day)))}
			if !yield(stage.Move{From: "qualify", To: "propose", AsOf: asOf}, facts) {
				return
			}
		}
	}
	trial := current.CheckAll(candidate, lastMonth)
	fmt.Println(trial.AllowedBefore, "of", trial.Moves, "allowed now,", trial.AllowedAfter, "then")
	for _, o := range trial.Obstacles {
		fmt.Println(o.Stage, o.Gate, o.Criterion, "refuses", o.After, "as in move", o.Examples[0])
	}
	// Output:
	// 20 of 20 allowed now, 8 then
	// propose entry recent_demo refuses 12 as in move 8
}
