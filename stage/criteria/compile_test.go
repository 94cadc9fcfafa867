package criteria_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	. "github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

var declared = []sf.Field{
	{Name: "amount", Label: "Amount", Kind: sf.KindMoney},
	{Name: "n", Kind: sf.KindNumber},
	{Name: "text", Kind: sf.KindText},
	{Name: "yes", Kind: sf.KindBool},
	{Name: "day", Kind: sf.KindDate},
	{Name: "at", Kind: sf.KindTime},
	{Name: "tags", Kind: sf.KindTags},
	{Name: "any"},
	{Name: "n", Kind: sf.KindText},
}

func faultsOf(t testing.TB, err error) []sf.Note {
	t.Helper()
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	return invalid.Faults
}

func TestCompileFindsFaults(t *testing.T) {
	null := sf.Value{}
	tests := []struct {
		name string
		e    Expr
		want []string
	}{
		{"all at once, with paths", All(Eq("nobody", sf.Int(1)), Any(Present("n"), In("n", sf.Int(1), sf.Text("x"), null))), []string{
			"of[0].fact|criteria.undeclared", "of[1].of[1].value[1]|criteria.wrong_kind", "of[1].of[1].value[2]|criteria.unknown_value",
		}},
		{"no op", Expr{Fact: "n"}, []string{"|criteria.no_op"}},
		{"op out of range", Expr{Op: 200, Fact: "n"}, []string{"|criteria.no_op"}},
		{"the zero Expr inside", All(Present("n"), Expr{}), []string{"of[1]|criteria.no_op"}},
		{"no fact", All(Present(""), Call("")), []string{"of[0]|criteria.no_fact", "of[1]|criteria.no_fact"}},
		{"no value", Expr{Op: OpEq, Fact: "n"}, []string{"|criteria.one_value"}},
		{"two values", Expr{Op: OpGe, Fact: "n", Value: []sf.Value{sf.Int(1), sf.Int(2)}}, []string{"|criteria.one_value"}},
		{"in nothing", In("n"), []string{"|criteria.no_values"}},
		{"null", Eq("n", null), []string{"value[0]|criteria.unknown_value"}},
		{"all of nothing", All(), []string{"|criteria.no_operands"}},
		{"any of nothing", Any(), []string{"|criteria.no_operands"}},
		{"not of two", Expr{Op: OpNot, Of: []Expr{Present("n"), Present("x")}}, []string{"|criteria.one_operand", "of[1].fact|criteria.undeclared"}},
		{"not of none", Expr{Op: OpNot}, []string{"|criteria.one_operand"}},
		{"keys that are not used", Expr{Op: OpPresent, Fact: "n", Value: []sf.Value{sf.Int(1)}, Days: 1, Of: []Expr{{}}}, []string{
			"value|criteria.unused_key", "days|criteria.unused_key", "of|criteria.unused_key",
		}},
		{"a fact on a group", Expr{Op: OpAll, Fact: "n", Of: []Expr{Present("n")}}, []string{"fact|criteria.unused_key"}},
		{"a value on within", Expr{Op: OpWithin, Fact: "day", Value: []sf.Value{sf.Int(30)}}, []string{"value|criteria.unused_key"}},
		{"a number is no money", AtLeast("amount", sf.Int(50000)), []string{"value[0]|criteria.no_currency"}},
		{"a text is no money", AtLeast("amount", sf.Text("50000")), []string{"value[0]|criteria.wrong_kind"}},
		{"order of bool", Less("yes", sf.Bool(true)), []string{"value[0]|criteria.no_order"}},
		{"order of tags", Less("tags", sf.Tags("a")), []string{"value[0]|criteria.no_order"}},
		{"order of bool, undeclared kind", More("any", sf.Bool(true)), []string{"value[0]|criteria.no_order"}},
		{"text that is no date", Eq("day", sf.Text("2026-02-30")), []string{"value[0]|criteria.wrong_kind"}},
		{"text that is a date but no instant", Eq("at", sf.Text("2026-02-03")), []string{"value[0]|criteria.wrong_kind"}},
		{"a date is no instant", Eq("at", day("2026-02-03")), []string{"value[0]|criteria.wrong_kind"}},
		{"has of text", Has("text", "x"), []string{"fact|criteria.wrong_kind"}},
		{"has a number", Expr{Op: OpHas, Fact: "tags", Value: []sf.Value{sf.Int(1)}}, []string{"value[0]|criteria.wrong_kind"}},
		{"has null", Expr{Op: OpHas, Fact: "tags", Value: []sf.Value{null}}, []string{"value[0]|criteria.unknown_value"}},
		{"has two", Expr{Op: OpHas, Fact: "tags", Value: []sf.Value{sf.Text("a"), sf.Text("b")}}, []string{"|criteria.one_value"}},
		{"matches of tags and a bad pattern", Matches("tags", "("), []string{"fact|criteria.wrong_kind", "value[0]|criteria.bad_pattern"}},
		{"backreference", Matches("text", `(a)\1`), []string{"value[0]|criteria.bad_pattern"}},
		{"long pattern", Matches("text", strings.Repeat("a", MaxPattern+1)), []string{"value[0]|criteria.long_pattern"}},
		{"costly pattern", Matches("text", `((\pL{10}){10}){9}`), []string{"value[0]|criteria.costly_pattern"}},
		{"days", All(Within("day", -1), Ahead("at", MaxDays+1), Within("text", 1)), []string{
			"of[0].days|criteria.bad_days", "of[1].days|criteria.bad_days", "of[2].fact|criteria.wrong_kind",
		}},
		{"unknown function", Call("f"), []string{"fact|criteria.unknown_func"}},
		{"the first of two fields counts", Eq("n", sf.Text("x")), []string{"value[0]|criteria.wrong_kind"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := Compile(test.e, declared)
			assert.Nil(t, r)
			faults := faultsOf(t, err)
			assert.Equal(t, test.want, codes(faults))
			for _, fault := range faults {
				assert.NotRegexp(t, `\{[a-z]+\}`, fault.In(sf.Chinese), "an argument that the phrase wants is missing")
				assert.NotRegexp(t, `\{[a-z]+\}`, fault.Text)
			}
		})
	}
}

func TestCompileSaysHowToWriteMoney(t *testing.T) {
	_, err := Compile(AtLeast("amount", sf.Int(50000)), declared)
	assert.EqualError(t, err, `value[0]: Amount is money: write {"amount": "50000", "currency": "…"} instead of a plain number`)
}

func TestCompileAcceptsTheBounds(t *testing.T) {
	deep := Present("n")
	for range MaxDepth - 1 {
		deep = Not(deep)
	}
	wide := Expr{Op: OpAll}
	for range MaxNodes - 1 {
		wide.Of = append(wide.Of, Present("n"))
	}
	for _, e := range []Expr{
		deep, wide, Within("day", 0), Ahead("at", MaxDays), Matches("text", strings.Repeat("a", MaxPattern)), Matches("text", `^[\p{Han}\pL]{1,20}$`),
		Eq("any", sf.Int(1)), Has("any", "x"), Matches("any", "x"), Within("any", 1), Eq("yes", sf.Bool(false)), Eq("tags", sf.Tags()),
	} {
		_, err := Compile(e, declared)
		require.NoError(t, err)
	}
	r, err := Compile(wide, declared)
	require.NoError(t, err)
	assert.Equal(t, False, r.Eval(nil, noon))
	_, err = Compile(Not(deep), declared)
	assert.Equal(t, []string{strings.Repeat("of[0].", MaxDepth-1) + "of[0]|criteria.too_deep"}, codes(faultsOf(t, err)))
	wide.Of = append(wide.Of, Present("n"), Present("n"))
	_, err = Compile(All(wide, wide), declared)
	assert.Equal(t, []string{"|criteria.too_many"}, codes(faultsOf(t, err)))
}

func TestCompileKeepsAThousandFaults(t *testing.T) {
	_, err := Compile(In("n", make([]sf.Value, 500_000)...), declared)
	assert.Len(t, faultsOf(t, err), 1000)
}

func TestManyCurrenciesCompile(t *testing.T) {
	var values []sf.Value
	for i := range 20_000 {
		values = append(values, money("1", "C"+strconv.Itoa(i)))
	}
	r, err := Compile(In("amount", values...), declared)
	require.NoError(t, err)
	assert.Equal(t, True, r.Eval(sf.FactMap{"amount": money("1", "C777")}, noon))
	assert.Equal(t, Unknown, r.Eval(sf.FactMap{"amount": money("2", "C777")}, noon))
}

func TestPatternsShareOneBudget(t *testing.T) {
	var many []Expr
	for range 100 {
		many = append(many, Matches("text", `\pL{1,2}`))
	}
	_, err := Compile(Any(many...), declared)
	require.Error(t, err)
	_, err = Compile(Any(many[:5]...), declared)
	require.NoError(t, err)
}

func TestCompileReadsTextAsTheKindOfItsField(t *testing.T) {
	e := All(
		AtLeast("day", sf.Text("2026-03-15")), In("day", sf.Text("2026-03-16"), day("2026-03-17")), Less("at", sf.Text("2026-03-15T08:00:00+08:00")),
		Ne("text", sf.Text("2026-03-15")),
	)
	r, err := Compile(e, declared)
	require.NoError(t, err)
	at := time.Date(2026, 3, 14, 23, 0, 0, 0, time.UTC)
	f := sf.FactMap{"day": day("2026-03-17"), "at": sf.Instant(at), "text": sf.Text("x")}
	assert.Equal(t, True, r.Eval(f, noon))
	f["at"] = sf.Instant(at.Add(time.Hour))
	assert.Equal(t, False, r.Eval(f, noon))
	assert.Equal(t, e, r.Expr(), "the source stays as it was written")

	undeclared := compile(t, AtLeast("day", sf.Text("2026-03-15")))
	assert.Equal(t, Unknown, undeclared.Eval(f, noon), "without a declaration text is text")
}

func TestCompileChecksFuncs(t *testing.T) {
	yes := func(sf.Facts, time.Time) Truth { return True }
	_, err := Compile(Call("a"), nil, Func{Name: "a", Eval: yes}, Func{Name: "b"}, Func{Eval: yes}, Func{Name: "a", Eval: yes})
	assert.Equal(t, []string{"funcs[1]|criteria.bad_func", "funcs[2]|criteria.bad_func", "funcs[3]|criteria.duplicate_func"}, codes(faultsOf(t, err)))
	r, err := Compile(Expr{}, declared, Func{Name: "a", Eval: yes}, Func{Name: "a", Eval: yes})
	assert.Nil(t, r)
	assert.Equal(t, []string{"funcs[1]|criteria.duplicate_func"}, codes(faultsOf(t, err)))
}

func TestNothingDeclaredIsNotNoFields(t *testing.T) {
	_, err := Compile(Present("n"), nil)
	require.NoError(t, err)
	_, err = Compile(Present("n"), []sf.Field{})
	require.Error(t, err)
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
}
