package criteria_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	. "github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

func compile(t testing.TB, e Expr, funcs ...Func) *Rule {
	t.Helper()
	r, err := Compile(e, nil, funcs...)
	require.NoError(t, err)
	return r
}

func TestEval(t *testing.T) {
	inYear := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	facts := sf.FactMap{
		"n": sf.Int(5), "half": sf.Float(0.5), "cny": cny("100.50"), "text": sf.Text("hello"), "empty": sf.Text(""), "yes": sf.Bool(true),
		"tags": sf.Tags("a", "b"), "none": sf.Tags(), "day": day("2026-03-10"), "today": day("2026-03-16"), "next": day("2026-03-20"),
		"at": sf.Instant(noon.Add(-48 * time.Hour)), "soon": sf.Instant(noon.Add(time.Hour)), "now": sf.Instant(noon),
		"ancient": sf.Instant(inYear(1000)), "far": sf.Instant(inYear(9999)), "gone": {},
	}
	tests := []struct {
		name string
		e    Expr
		want Truth
	}{
		{"present", Present("n"), True},
		{"the empty text is known", Present("empty"), True},
		{"absent", Present("nobody"), False},
		{"cleared", Present("gone"), False},
		{"eq", Eq("n", sf.Int(5)), True},
		{"eq across exponents", Eq("half", sf.Float(0.50)), True},
		{"eq not", Eq("n", sf.Int(6)), False},
		{"eq unknown", Eq("nobody", sf.Int(6)), Unknown},
		{"eq of another kind", Eq("n", sf.Text("5")), Unknown},
		{"ne of another kind is not true", Ne("n", sf.Text("5")), Unknown},
		{"eq bool", Eq("yes", sf.Bool(true)), True},
		{"eq tags in any order", Eq("tags", sf.Tags("b", "a", "a")), True},
		{"eq other tags", Eq("tags", sf.Tags("a")), False},
		{"ne other tags", Ne("tags", sf.Tags("a")), True},
		{"ne same tags", Ne("tags", sf.Tags("a", "b")), False},
		{"eq tags with text", Eq("tags", sf.Text("a")), Unknown},
		{"eq empty tags", Eq("none", sf.Tags()), True},
		{"ne", Ne("n", sf.Int(6)), True},
		{"lt below", Less("n", sf.Int(6)), True},
		{"lt equal", Less("n", sf.Int(5)), False},
		{"le equal", AtMost("n", sf.Int(5)), True},
		{"le above", AtMost("n", sf.Int(4)), False},
		{"gt equal", More("n", sf.Int(5)), False},
		{"gt", More("n", sf.Float(4.999999)), True},
		{"ge equal", AtLeast("n", sf.Int(5)), True},
		{"ge below", AtLeast("n", sf.Int(6)), False},
		{"money", AtLeast("cny", cny("100.5")), True},
		{"money in another currency", AtLeast("cny", money("1", "USD")), Unknown},
		{"money against a number", AtLeast("cny", sf.Int(1)), Unknown},
		{"text order is of bytes", Less("text", sf.Text("world")), True},
		{"date order", Less("day", day("2026-03-11")), True},
		{"date against an instant", Less("day", sf.Instant(noon)), Unknown},
		{"instant order", More("soon", sf.Instant(noon)), True},
		{"in", In("n", sf.Int(1), sf.Int(5)), True},
		{"not in", In("n", sf.Int(1), sf.Int(6)), False},
		{"in other kinds only", In("n", sf.Text("5"), sf.Bool(true)), Unknown},
		{"in mixed kinds, found", In("n", sf.Text("5"), sf.Int(5)), True},
		{"in mixed kinds, not found", In("n", sf.Text("5"), sf.Int(6)), Unknown},
		{"in mixed currencies", In("cny", money("100.5", "USD"), cny("100.5")), True},
		{"tags in", In("tags", sf.Tags("c"), sf.Tags("b", "a")), True},
		{"tags not in", In("tags", sf.Tags("c"), sf.Tags("b")), False},
		{"in, unknown", In("nobody", sf.Int(1)), Unknown},
		{"has", Has("tags", "b"), True},
		{"has not", Has("tags", "c"), False},
		{"has of a text", Has("text", "hello"), Unknown},
		{"has, unknown", Has("nobody", "b"), Unknown},
		{"matches anywhere", Matches("text", "l+o"), True},
		{"matches anchored", Matches("text", "^l+o"), False},
		{"matches the empty text", Matches("empty", "^$"), True},
		{"matches a number", Matches("n", "5"), Unknown},
		{"within reaches the first day", Within("day", 6), True},
		{"within, a day too few", Within("day", 5), False},
		{"within, today", Within("today", 0), True},
		{"within is not ahead", Within("next", 30), False},
		{"within, exactly 48 h", Within("at", 2), True},
		{"within, an hour short", Within("at", 1), False},
		{"within, now", Within("now", 0), True},
		{"within, later today", Within("soon", 1), False},
		{"within, beyond what a duration holds", Within("ancient", MaxDays), False},
		{"within, beyond it in the future", Within("far", MaxDays), False},
		{"ahead", Ahead("next", 4), True},
		{"ahead, a day too few", Ahead("next", 3), False},
		{"ahead, today", Ahead("today", 0), True},
		{"ahead is not within", Ahead("day", 30), False},
		{"ahead, in an hour", Ahead("soon", 1), True},
		{"ahead, beyond what a duration holds", Ahead("far", MaxDays), False},
		{"ahead, long ago", Ahead("ancient", MaxDays), False},
		{"within of a text", Within("text", 1), Unknown},
		{"within, unknown", Within("nobody", 1), Unknown},
		{"no test", Expr{}, True},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := compile(t, test.e)
			assert.Equal(t, test.want, r.Eval(facts, noon))
			notes, truth := r.Explain(nil, facts, noon)
			assert.Equal(t, test.want, truth)
			assert.Len(t, notes, map[bool]int{true: 0, false: 1}[truth == True])
			if !test.e.IsZero() {
				assert.Equal(t, test.want.Not(), compile(t, Not(test.e)).Eval(facts, noon))
			}
		})
	}
}

func TestTodayIsTheDayOfAsOfsLocation(t *testing.T) {
	r := compile(t, Within("d", 0))
	f := sf.FactMap{"d": day("2026-03-16")}
	late := time.Date(2026, 3, 15, 20, 0, 0, 0, time.UTC) // 04:00 on the 16th in Shanghai
	assert.Equal(t, False, r.Eval(f, late))
	assert.Equal(t, True, r.Eval(f, late.In(noon.Location())))
	assert.Equal(t, Unknown, r.Eval(f, time.Time{}))
}

func TestKleeneTables(t *testing.T) {
	f := sf.FactMap{"t": sf.Bool(true), "f": sf.Bool(false)}
	operand := map[Truth]Expr{True: Eq("t", sf.Bool(true)), False: Eq("f", sf.Bool(true)), Unknown: Eq("u", sf.Bool(true))}
	and := [3][3]Truth{{False, False, False}, {False, Unknown, Unknown}, {False, Unknown, True}}
	or := [3][3]Truth{{False, Unknown, True}, {Unknown, Unknown, True}, {True, True, True}}
	for i, a := range []Truth{False, Unknown, True} {
		for j, b := range []Truth{False, Unknown, True} {
			assert.Equal(t, and[i][j], compile(t, All(operand[a], operand[b])).Eval(f, noon), "%v and %v", a, b)
			assert.Equal(t, or[i][j], compile(t, Any(operand[a], operand[b])).Eval(f, noon), "%v or %v", a, b)
			assert.Equal(t, and[i][j], a.And(b))
			assert.Equal(t, or[i][j], a.Or(b))
		}
		assert.Equal(t, []Truth{True, Unknown, False}[i], compile(t, Not(operand[a])).Eval(f, noon))
	}
}

func TestNilRuleAndNilFacts(t *testing.T) {
	var r *Rule
	assert.Equal(t, True, r.Eval(nil, noon))
	notes, truth := r.Explain(nil, nil, noon)
	assert.Empty(t, notes)
	assert.Equal(t, True, truth)
	assert.Equal(t, Expr{}, r.Expr())
	assert.Empty(t, slices.Collect(r.Facts()))

	known := compile(t, All(Present("a"), Eq("b", sf.Int(1)), Has("c", "x"), Matches("d", "x"), Within("e", 1), In("f", sf.Int(1))))
	assert.Equal(t, False, known.Eval(nil, noon))
	notes, truth = known.Explain(nil, nil, noon)
	assert.Equal(t, False, truth)
	assert.Equal(t, []string{
		"of[0]|criteria.missing", "of[1]|criteria.missing", "of[2]|criteria.missing", "of[3]|criteria.missing",
		"of[4]|criteria.missing", "of[5]|criteria.missing",
	}, codes(notes))
}

func TestRuleKeepsItsSource(t *testing.T) {
	source := All(In("b", sf.Int(1), sf.Int(2)), Not(Present("a")), Eq("b", sf.Int(3)), Call("f"))
	r := compile(t, source, Func{Name: "f", Eval: func(sf.Facts, time.Time) Truth { return True }})
	source.Of[0].Value[0] = sf.Int(9)
	source.Of[1] = Expr{}
	got := r.Expr()
	assert.Equal(t, []sf.Value{sf.Int(1), sf.Int(2)}, got.Of[0].Value)
	assert.Equal(t, Not(Present("a")), got.Of[1])
	got.Of[0].Fact = "changed"
	assert.Equal(t, "b", r.Expr().Of[0].Fact)
	assert.Equal(t, True, r.Eval(sf.FactMap{"b": sf.Int(2)}, noon).Or(True))
	assert.Equal(t, []string{"a", "b"}, slices.Collect(r.Facts()))
}

func TestCall(t *testing.T) {
	says := func(name string, v Truth) Func {
		return Func{Name: name, Eval: func(f sf.Facts, _ time.Time) Truth {
			if f == nil {
				panic("a function is never given nil facts")
			}
			return v
		}}
	}
	funcs := []Func{says("yes", 5), says("no", -5), says("perhaps", 0)}
	e := All(Call("yes"), Call("no"), Call("perhaps"), Not(Call("yes")), Not(Call("no")), Not(Call("perhaps")))
	r := compile(t, e, funcs...)
	assert.Equal(t, False, r.Eval(nil, noon))
	notes, _ := r.Explain(nil, nil, noon)
	assert.Equal(t, []string{
		"of[1]|criteria.call_false", "of[2]|criteria.call_unknown", "of[3].of[0]|criteria.call_true", "of[5].of[0]|criteria.call_unknown",
	}, codes(notes))
	assert.Equal(t, True, compile(t, Call("yes"), funcs...).Eval(nil, noon))
	assert.Equal(t, "of[1]: check no does not pass", notes[0].String())
}

// record is a caller's own type: a pointer receiver keeps the call free of allocation.
type record struct{ values map[string]sf.Value }

func (r *record) Fact(name string) sf.Value { return r.values[name] }

func TestEvalDoesNotAllocate(t *testing.T) {
	var numbers, words []sf.Value
	for i := range 1000 {
		numbers = append(numbers, sf.Float(float64(i)+0.25))
		words = append(words, sf.Text("word "+strconv.Itoa(i)))
	}
	f := &record{map[string]sf.Value{
		"n": sf.Float(999.25), "text": sf.Text("word 998 of many"), "word": sf.Text("word 998"), "cny": cny("123456789.25"), "day": day("2026-03-10"),
		"at": sf.Instant(noon.Add(-time.Hour)), "tags": sf.Tags("a", "b", "c"), "yes": sf.Bool(true),
	}}
	yes := Func{Name: "yes", Eval: func(sf.Facts, time.Time) Truth { return True }}
	for _, e := range []Expr{
		Present("n"), Eq("n", sf.Float(999.25)), Ne("n", sf.Int(1)), Less("n", sf.Int(100000)), AtMost("cny", cny("1e9")), More("day", day("2026-01-01")),
		AtLeast("at", sf.Instant(noon.Add(-2*time.Hour))), In("n", numbers...), In("word", words...), In("tags", sf.Tags("x"), sf.Tags("c", "b", "a")),
		Has("tags", "b"), Eq("tags", sf.Tags("a", "b", "c")), Matches("text", `^word (\d+) of (many|few)$`), Matches("text", `o.*y$`), Within("day", 7),
		Within("at", 1), Not(Ahead("day", 7)), Not(Ahead("at", 7)), Call("yes"), Eq("yes", sf.Bool(true)),
		All(Present("n"), Any(Eq("n", sf.Int(1)), Has("tags", "a")), Not(Eq("word", sf.Text("x")))),
	} {
		r := compile(t, e, yes)
		require.Equal(t, True, r.Eval(f, noon), e.Text(sf.English, nil))
		assert.Zero(t, testing.AllocsPerRun(100, func() { r.Eval(f, noon) }), e.Text(sf.English, nil))
		unknown := testing.AllocsPerRun(100, func() { r.Eval(nil, noon) })
		assert.Zero(t, unknown, e.Text(sf.English, nil))
	}
}

func TestExplain(t *testing.T) {
	fields := []sf.Field{
		{Name: "amount", Label: "Amount", Kind: sf.KindMoney},
		{Name: "source", Label: "Source", Kind: sf.KindText},
		{Name: "n", Kind: sf.KindNumber},
		{Name: "close", Label: "Close date", Kind: sf.KindDate},
		{Name: "tags", Label: "Tags", Kind: sf.KindTags},
	}
	f := sf.FactMap{"amount": cny("5000"), "source": sf.Text("web"), "n": sf.Int(5), "close": day("2026-03-10"), "tags": sf.Tags("vip")}
	tests := []struct {
		e      Expr
		en, zh string
	}{
		{AtLeast("amount", cny("50000")), "Amount is 5000 CNY, must be at least 50000 CNY", "Amount 为 5000 CNY，应不低于 50000 CNY"},
		{More("amount", cny("50000")), "Amount is 5000 CNY, must be above 50000 CNY", ""},
		{AtMost("amount", cny("50")), "Amount is 5000 CNY, must be at most 50 CNY", ""},
		{Less("amount", cny("50")), "Amount is 5000 CNY, must be below 50 CNY", ""},
		{Not(Less("amount", cny("50000"))), "Amount is 5000 CNY, must be at least 50000 CNY", ""},
		{Not(AtMost("amount", cny("50000"))), "Amount is 5000 CNY, must be above 50000 CNY", ""},
		{Not(More("amount", cny("50"))), "Amount is 5000 CNY, must be at most 50 CNY", ""},
		{Not(AtLeast("amount", cny("50"))), "Amount is 5000 CNY, must be below 50 CNY", ""},
		{AtLeast("amount", money("1", "USD")), "Amount is 5000 CNY, which does not compare with 1 USD", ""},
		{Eq("n", sf.Int(6)), "n is 5, must be 6", ""},
		{Ne("n", sf.Int(5)), "n is 5, must not be 5", ""},
		{Not(Eq("n", sf.Int(5))), "n is 5, must not be 5", ""},
		{Not(Ne("n", sf.Int(6))), "n is 5, must be 6", ""},
		{Not(Present("n")), "n is 5, but should be empty", ""},
		{Not(Present("source")), "Source is web, but should be empty", "Source 为 web，应为空"},
		{In("source", sf.Text("fair"), sf.Text("call")), "Source is web, must be one of fair, call", ""},
		{Not(In("source", sf.Text("web"))), "Source is web, must be none of web", ""},
		{Has("tags", "eu"), "Tags lacks eu", "Tags 缺少 eu"},
		{Not(Has("tags", "vip")), "Tags must not include vip", ""},
		{Matches("source", "^w$"), "Source is web, must match ^w$", ""},
		{Not(Matches("source", "w")), "Source is web, must not match w", ""},
		{Within("close", 3), "Close date is 2026-03-10, must be within the last 3 days", "Close date 为 2026-03-10，应在最近 3 天内"},
		{Not(Within("close", 30)), "Close date is 2026-03-10, must not be within the last 30 days", ""},
		{Ahead("close", 3), "Close date is 2026-03-10, must be within the next 3 days", ""},
	}
	for _, test := range tests {
		r, err := Compile(test.e, fields)
		require.NoError(t, err)
		notes, truth := r.Explain(nil, f, noon)
		require.Len(t, notes, 1, test.en)
		assert.NotEqual(t, True, truth)
		assert.Equal(t, test.en, notes[0].Text)
		if test.zh != "" {
			assert.Equal(t, test.zh, notes[0].In(sf.Chinese))
		}
	}
	r := compile(t, Not(Ahead("next", 9)))
	notes, _ := r.Explain(nil, sf.FactMap{"next": day("2026-03-20")}, noon)
	assert.Equal(t, []string{"of[0]|criteria.ahead"}, codes(notes))
	assert.Equal(t, sf.Text("next"), notes[0].Arg("name"))
	assert.Equal(t, sf.Int(9), notes[0].Arg("wanted"))
	assert.Equal(t, day("2026-03-20"), notes[0].Arg("got"))
}

func TestExplainSaysOnlyWhatMatters(t *testing.T) {
	f := sf.FactMap{"a": sf.Int(1), "b": sf.Int(2)}
	is := func(name string, n int64) Expr { return Eq(name, sf.Int(n)) }
	tests := []struct {
		name string
		e    Expr
		want []string
	}{
		{"all, the false and the unknown", All(is("a", 1), is("b", 1), is("c", 1)), []string{"of[1]|criteria.not_equal", "of[2]|criteria.missing"}},
		{"any that is true", Any(is("a", 2), is("b", 2)), nil},
		{"any that is not", Any(is("a", 2), is("c", 2)), []string{"of[0]|criteria.not_equal", "of[1]|criteria.missing"}},
		{"any inside all, true", All(Any(is("a", 2), is("b", 2)), is("b", 1)), []string{"of[1]|criteria.not_equal"}},
		{"not all: those that are true", Not(All(is("a", 1), is("b", 2))), []string{"of[0].of[0]|criteria.equal", "of[0].of[1]|criteria.equal"}},
		{"not any: only the one that is true", Not(Any(is("a", 1), is("b", 1))), []string{"of[0].of[0]|criteria.equal"}},
		{"not not", Not(Not(is("a", 2))), []string{"of[0].of[0]|criteria.not_equal"}},
		{"not of an unknown", Not(is("c", 1)), []string{"of[0]|criteria.missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			first := sf.NewNote("x", "")
			notes, _ := compile(t, test.e).Explain([]sf.Note{first}, f, noon)
			assert.Equal(t, first, notes[0])
			assert.Equal(t, test.want, codes(notes[1:]))
		})
	}
}

func TestLongListsInNotesAreCut(t *testing.T) {
	var values []sf.Value
	for range 50 {
		values = append(values, sf.Text(strings.Repeat("漏", 1000)+strconv.Itoa(len(values))))
	}
	notes, _ := compile(t, In("x", values...)).Explain(nil, sf.FactMap{"x": sf.Text("y")}, noon)
	assert.Less(t, len(notes[0].Text), 2000)
	assert.True(t, strings.HasSuffix(notes[0].Text, ", …"))
}

func TestWords(t *testing.T) {
	for _, truth := range []Truth{False, Unknown, True} {
		b, err := truth.MarshalText()
		require.NoError(t, err)
		var back Truth
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, truth, back)
		assert.Equal(t, string(b), truth.String())
	}
	_, err := Truth(2).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "truth(2)", Truth(2).String())
	require.Error(t, new(Truth).UnmarshalText([]byte("maybe")))
	require.Error(t, new(Op).UnmarshalText(nil))
	require.Error(t, new(Op).UnmarshalText([]byte("like")))
	_, err = Op(0).MarshalText()
	require.Error(t, err)
	_, err = Op(math.MaxUint8).MarshalText()
	require.Error(t, err)
	for op := OpPresent; op <= OpCall; op++ {
		var back Op
		b, err := op.MarshalText()
		require.NoError(t, err)
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, op, back)
	}
}

func BenchmarkEval(b *testing.B) {
	f := &record{map[string]sf.Value{
		"amount": cny("80000"), "source": sf.Text("web"), "last_contact": day("2026-03-10"), "tags": sf.Tags("vip"), "mail": sf.Text("li@example.com"),
	}}
	var words []sf.Value
	for i := range 1000 {
		words = append(words, sf.Text("word "+strconv.Itoa(i)))
	}
	words = append(words, sf.Text("web"))
	for _, bench := range []struct {
		name string
		e    Expr
	}{
		{"present", Present("amount")},
		{"ge", AtLeast("amount", cny("50000"))},
		{"in=1001", In("source", words...)},
		{"matches", Matches("mail", `@example\.com$`)},
		{"within", Within("last_contact", 14)},
		{"typical", All(AtLeast("amount", cny("50000")), In("source", sf.Text("web"), sf.Text("fair")), Within("last_contact", 14), Not(Has("tags", "on hold")))},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := compile(b, bench.e)
			b.ReportAllocs()
			for b.Loop() {
				if r.Eval(f, noon) != True {
					b.Fatal("not true")
				}
			}
		})
	}
}
