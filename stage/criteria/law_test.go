package criteria_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
	. "github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// names are few, so that expressions and facts meet.
var names = []string{"a", "b", "c"}

func drawValue(t *rapid.T) sf.Value {
	return rapid.SampledFrom([]sf.Value{
		sf.Bool(false), sf.Bool(true), sf.Int(0), sf.Int(1), sf.Float(-1.5), cny("0"), cny("1"), money("1", "USD"), sf.Text(""), sf.Text("x"),
		sf.Text("xy"), day("2026-03-15"), day("2026-03-17"), sf.Instant(noon), sf.Instant(noon.Add(time.Hour)), sf.Tags(), sf.Tags("x"), sf.Tags("x", "y"),
		sf.Number(mustDecimal("123456789012345678901234567890.5")),
	}).Draw(t, "value")
}

func drawFacts(t *rapid.T) sf.FactMap {
	f := sf.FactMap{}
	for _, name := range names {
		if rapid.Bool().Draw(t, "known") {
			f[name] = drawValue(t)
		}
	}
	return f
}

// drawExpr draws a valid expression; monotone ones leave out what asks about knowledge.
func drawExpr(t *rapid.T, depth int, monotone bool) Expr {
	fact := rapid.SampledFrom(names).Draw(t, "fact")
	op := Op(rapid.IntRange(int(OpPresent), int(OpNot)).Draw(t, "op"))
	if depth == 0 {
		op = Op(rapid.IntRange(int(OpPresent), int(OpAhead)).Draw(t, "leaf"))
	}
	switch op {
	case OpPresent:
		if monotone {
			return Has(fact, "x")
		}
		return Present(fact)
	case OpLt, OpLe, OpGt, OpGe:
		ordered := rapid.Custom(drawValue).Filter(func(v sf.Value) bool { return v.Kind() != sf.KindBool && v.Kind() != sf.KindTags })
		return Expr{Op: op, Fact: fact, Value: []sf.Value{ordered.Draw(t, "value")}}
	case OpEq, OpNe:
		return Expr{Op: op, Fact: fact, Value: []sf.Value{drawValue(t)}}
	case OpIn:
		return In(fact, rapid.SliceOfN(rapid.Custom(drawValue), 1, 12).Draw(t, "values")...)
	case OpHas:
		return Has(fact, rapid.SampledFrom([]string{"x", "y"}).Draw(t, "tag"))
	case OpMatches:
		return Matches(fact, rapid.SampledFrom([]string{"", "^x", "y$"}).Draw(t, "pattern"))
	case OpWithin, OpAhead:
		return Expr{Op: op, Fact: fact, Days: rapid.IntRange(0, 2).Draw(t, "days")}
	case OpNot:
		return Not(drawExpr(t, depth-1, monotone))
	default:
		e := Expr{Op: op}
		for range rapid.IntRange(1, 3).Draw(t, "operands") {
			e.Of = append(e.Of, drawExpr(t, depth-1, monotone))
		}
		return e
	}
}

func eval(t *rapid.T, e Expr, f sf.Facts) Truth {
	r, err := Compile(e, nil)
	require.NoError(t, err)
	return r.Eval(f, noon)
}

func TestLawsOfKleene(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		a, b, c := drawExpr(t, 2, false), drawExpr(t, 2, false), drawExpr(t, 1, false)
		same := func(x, y Expr, law string) { assert.Equal(t, eval(t, x, f), eval(t, y, f), law) }
		same(Not(Not(a)), a, "double negation")
		same(Not(All(a, b)), Any(Not(a), Not(b)), "De Morgan")
		same(Not(Any(a, b)), All(Not(a), Not(b)), "De Morgan")
		same(All(a, b), All(b, a), "commutative")
		same(Any(a, Any(b, c)), Any(a, b, c), "associative")
		same(All(a, Any(b, c)), Any(All(a, b), All(a, c)), "distributive")
		same(Any(a, All(a, b)), a, "absorption")
	})
}

func TestLawsOfTests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		fact := rapid.SampledFrom(names).Draw(t, "fact")
		values := rapid.SliceOfN(rapid.Custom(drawValue), 1, 15).Draw(t, "values")
		var equal []Expr
		for _, v := range values {
			equal = append(equal, Eq(fact, v))
		}
		assert.Equal(t, eval(t, Any(equal...), f), eval(t, In(fact, values...), f), "in is any of eq")
		v := values[0]
		assert.Equal(t, eval(t, Not(Eq(fact, v)), f), eval(t, Ne(fact, v), f), "ne is not eq")
		if k := v.Kind(); k != sf.KindBool && k != sf.KindTags {
			assert.Equal(t, eval(t, Not(Less(fact, v)), f), eval(t, AtLeast(fact, v), f), "ge is not lt")
			assert.Equal(t, eval(t, Not(More(fact, v)), f), eval(t, AtMost(fact, v), f), "le is not gt")
			assert.Equal(t, eval(t, Any(Less(fact, v), Eq(fact, v)), f), eval(t, AtMost(fact, v), f), "le is lt or eq")
		}
		assert.NotEqual(t, Unknown, eval(t, Present(fact), f))
	})
}

func TestToKnowMoreNeverOverturns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, f := drawExpr(t, 3, true), drawFacts(t)
		before := eval(t, e, f)
		for _, name := range names {
			if !f[name].Known() {
				f[name] = drawValue(t)
			}
		}
		if before != Unknown {
			assert.Equal(t, before, eval(t, e, f))
		}
	})
}

func TestExplainAgreesWithEval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, f := drawExpr(t, 3, false), drawFacts(t)
		r, err := Compile(e, nil)
		require.NoError(t, err)
		notes, truth := r.Explain(nil, f, noon)
		assert.Equal(t, r.Eval(f, noon), truth)
		assert.Equal(t, truth == True, len(notes) == 0, "there are reasons exactly when it is not true")
		for _, n := range notes {
			assert.NotEmpty(t, n.In(sf.Chinese))
		}
	})
}

func TestExprSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, 3, false)
		data, err := json.Marshal(e)
		require.NoError(t, err)
		var back Expr
		require.Empty(t, strictjson.Decode(data, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		assert.JSONEq(t, string(data), string(again))
		f := drawFacts(t)
		assert.Equal(t, eval(t, e, f), eval(t, back, f))
		assert.Equal(t, e.Text(sf.Chinese, nil), back.Text(sf.Chinese, nil))
	})
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		`{"op":"all","of":[{"op":"ge","fact":"amount","value":[{"amount":"1","currency":"CNY"}]},{"op":"not","of":[{"op":"present","fact":"n"}]}]}`,
		`{"op":"matches","fact":"text","value":["(a|b)*[[:alpha:]]{2,9}$"]}`, `{"op":"in","fact":"day","value":["2026-03-15",{"date":"2026-03-16"},null]}`,
		`{"op":"within","fact":"at","days":-9223372036854775808}`, `{}`, `{"op":"has","fact":"tags","value":["x"]}`, `{"op":"call","fact":"f"}`,
		`{"op":"any","of":[{"op":"eq","fact":"n","value":[1e60]},{"op":"ne","fact":"tags","value":[["a"]]},{"op":"ahead","fact":"day","days":3}]}`,
	} {
		f.Add([]byte(seed))
	}
	facts := sf.FactMap{"amount": cny("2"), "n": sf.Int(1), "text": sf.Text("abba"), "day": day("2026-03-15"), "at": sf.Instant(noon), "tags": sf.Tags("x")}
	fn := Func{Name: "f", Eval: func(sf.Facts, time.Time) Truth { return Unknown }}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e Expr
		if json.Unmarshal(data, &e) != nil {
			return
		}
		_ = e.Text(sf.English, declared)
		for _, fields := range [][]sf.Field{nil, declared} {
			r, err := Compile(e, fields, fn)
			if err != nil {
				if len(faultsOf(t, err)) == 0 {
					t.Fatal("an error without a fault")
				}
				continue
			}
			notes, truth := r.Explain(nil, facts, noon)
			if truth != r.Eval(facts, noon) || (truth == True) != (len(notes) == 0) {
				t.Fatalf("explained as %v with %v", truth, notes)
			}
		}
	})
}
