package criteria_test

import (
	"encoding/json"
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

func Example() {
	const text = `{"op": "all", "of": [
		{"op": "ge", "fact": "amount", "value": [{"amount": "50000", "currency": "CNY"}]},
		{"op": "within", "fact": "last_contact", "days": 14},
		{"op": "not", "of": [{"op": "has", "fact": "tags", "value": ["on hold"]}]}
	]}`
	var e criteria.Expr
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		fmt.Println(err)
		return
	}
	fields := []sf.Field{
		{Name: "amount", Label: "Amount", Kind: sf.KindMoney},
		{Name: "last_contact", Label: "Last contact", Kind: sf.KindDate},
		{Name: "tags", Label: "Tags", Kind: sf.KindTags},
	}
	rule, err := criteria.Compile(e, fields)
	if err != nil {
		fmt.Println(err)
		return
	}

	amount, _ := sf.ParseMoney("30000", "CNY")
	deal := sf.FactMap{"amount": sf.Amount(amount), "tags": sf.Tags("vip")}
	notes, truth := rule.Explain(nil, deal, time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC))
	fmt.Println(truth)
	for _, note := range notes {
		fmt.Println(note)
	}
	// Output:
	// false
	// of[0]: Amount is 30000 CNY, must be at least 50000 CNY
	// of[1]: Last contact is not known
}

func ExampleCompile() {
	fields := []sf.Field{{Name: "amount", Label: "Amount", Kind: sf.KindMoney}, {Name: "close", Kind: sf.KindDate}}
	_, err := criteria.Compile(criteria.All(
		criteria.AtLeast("amount", sf.Int(50000)),
		criteria.Less("close", sf.Text("next week")),
		criteria.Present("champion"),
	), fields)
	fmt.Println(err)
	// Output:
	// 3 faults:
	//   of[0].value[0]: Amount is money: write {"amount": "50000", "currency": "…"} instead of a plain number
	//   of[1].value[0]: close: lt wants date, got text
	//   of[2].fact: champion is not a declared field
}

func ExampleRule_Eval() {
	rule, err := criteria.Compile(criteria.Any(criteria.Eq("champion", sf.Bool(true)), criteria.More("meetings", sf.Int(3))), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	asOf := time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	fmt.Println(rule.Eval(sf.FactMap{"meetings": sf.Int(5)}, asOf))
	fmt.Println(rule.Eval(sf.FactMap{"meetings": sf.Int(2)}, asOf)) // a champion may yet be found
	fmt.Println(rule.Eval(sf.FactMap{"meetings": sf.Int(2), "champion": sf.Bool(false)}, asOf))
	// Output:
	// true
	// unknown
	// false
}

func ExampleCall() {
	creditworthy := criteria.Func{Name: "creditworthy", Eval: func(f sf.Facts, _ time.Time) criteria.Truth {
		rating, known := f.Fact("rating").Text()
		if !known {
			return criteria.Unknown
		}
		return criteria.TruthOf(rating < "C")
	}}
	rule, err := criteria.Compile(criteria.Call("creditworthy"), nil, creditworthy)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rule.Eval(sf.FactMap{"rating": sf.Text("B")}, time.Time{}), rule.Eval(nil, time.Time{}))
	// Output: true unknown
}

func ExampleExpr_Text() {
	fields := []sf.Field{{Name: "amount", Label: "金额"}, {Name: "champion", Label: "内部支持者"}}
	amount, _ := sf.ParseMoney("50000", "CNY")
	e := criteria.All(criteria.AtLeast("amount", sf.Amount(amount)), criteria.Present("champion"))
	fmt.Println(e.Text(sf.English, nil))
	fmt.Println(e.Text(sf.Chinese, fields))
	// Output:
	// amount is at least 50000 CNY and champion is known
	// 金额 不低于 50000 CNY 且 内部支持者 已填写
}
