package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// A template is a function that returns a complete [Config] to edit: [B2B] and [BuyersJourney]. Each call returns a fresh copy.
//
// A template says the same in every language: ids, fields, tests, limits and probabilities do not depend on it, and each stage has its
// name in the other language as an alias, so that an export in either is read.
//
// Because the templates let deals skip stages, what a stage cannot do without is asked at its entry, and its exit criteria ask for the work
// of the stage itself.
//
// Amounts of money are only asked to be known, since a template cannot guess the currency: where a sum matters, add a criterion such as
// criteria.AtLeast("budget", …) in yours.

// wording picks one of two texts that say the same, by language. Texts stand side by side so that none is forgotten in translation.
type wording struct{ lang sf.Language }

func (w wording) say(zh, en string) string {
	if w.lang == sf.Chinese {
		return zh
	}
	return en
}

// named gives a stage its name, and the name in the other language as an alias.
func (w wording) named(s Stage, zh, en string) Stage {
	s.Name, s.Aliases = en, []string{zh}
	if w.lang == sf.Chinese {
		s.Name, s.Aliases = zh, []string{en}
	}
	return s
}

func (w wording) field(name string, kind sf.Kind, zh, en string) sf.Field {
	return sf.Field{Name: name, Label: w.say(zh, en), Kind: kind}
}

// check is a criterion that facts decide.
func (w wording) check(id string, test criteria.Expr, zh, en string) Criterion {
	return Criterion{ID: id, Text: w.say(zh, en), Test: test}
}

// judge is a criterion that only people can decide.
func (w wording) judge(id, zh, en string) Criterion {
	return Criterion{ID: id, Text: w.say(zh, en)}
}

func (w wording) milestone(id string, due Limit, test criteria.Expr, zh, en string) Milestone {
	return Milestone{ID: id, Text: w.say(zh, en), Test: test, Due: due}
}

// is asks whether a yes-or-no fact is yes.
func is(fact string) criteria.Expr { return criteria.Eq(fact, sf.Bool(true)) }

func calendarDays(n int) Limit { return Limit{Days: n} }

func workingDays(n int) Limit { return Limit{Days: n, Working: true} }

// chance makes a probability optional, as [Stage].Probability is.
func chance(p float64) *float64 { return &p }

// plus returns the fields that every stage requires, and a stage's own.
func plus(always []string, own ...string) []string {
	return append(append([]string(nil), always...), own...)
}
