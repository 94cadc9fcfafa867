package stage

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

var templates = map[string]func(sf.Language) Config{"b2b": B2B, "buyers_journey": BuyersJourney}

var languages = []sf.Language{sf.English, sf.Chinese}

// eachTemplate runs a test on every template in every language.
func eachTemplate(t *testing.T, test func(t *testing.T, c Config, lang sf.Language)) {
	for name, template := range templates {
		for _, lang := range languages {
			t.Run(name+"/"+lang.String(), func(t *testing.T) { test(t, template(lang), lang) })
		}
	}
}

func sound(t *testing.T, c Config) *Pipeline {
	t.Helper()
	p, err := New(c)
	require.NoError(t, err)
	return p
}

func TestTemplatesAreSound(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		p := sound(t, c)
		assert.Empty(t, p.Lint())

		written, err := json.Marshal(c)
		require.NoError(t, err)
		read, err := Parse(written)
		require.NoError(t, err)
		assert.Equal(t, p.Hash(), sound(t, read).Hash())
		assert.Equal(t, p.Config(), sound(t, read).Config())
	})
}

func TestTemplatesAreComplete(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		for _, s := range c.Stages {
			assert.NotEmpty(t, s.Goal, s.ID)
			assert.NotEmpty(t, s.Entry, s.ID)
			assert.NotEmpty(t, s.Required, s.ID)
			assert.Len(t, s.Aliases, 1, s.ID)
			least := 2
			if s.Outcome == Open {
				least = 3
				assert.NotEmpty(t, s.Exit, s.ID)
				assert.NotEmpty(t, s.Milestones, s.ID)
				for _, m := range s.Milestones {
					assert.LessOrEqual(t, m.Due.Days, s.Limit.Days, "%s %s is due after the limit", s.ID, m.ID)
				}
			}
			assert.GreaterOrEqual(t, len(s.Playbook), least, s.ID)
			assert.LessOrEqual(t, len(s.Playbook), 6, s.ID)
		}
	})
}

// texts takes every text out of a configuration, so that what is left is its structure.
func texts(c *Config) []string {
	var all []string
	take := func(s *string) {
		all = append(all, *s)
		*s = ""
	}
	take(&c.Name)
	for i := range c.Fields {
		take(&c.Fields[i].Label)
	}
	for i := range c.Stages {
		s := &c.Stages[i]
		take(&s.Name)
		take(&s.Goal)
		for j := range s.Entry {
			take(&s.Entry[j].Text)
		}
		for j := range s.Exit {
			take(&s.Exit[j].Text)
		}
		for j := range s.Milestones {
			take(&s.Milestones[j].Text)
		}
		for j := range s.Playbook {
			take(&s.Playbook[j])
		}
		s.Aliases = nil
	}
	return all
}

func TestTemplatesDifferInTextsOnly(t *testing.T) {
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for name, template := range templates {
		t.Run(name, func(t *testing.T) {
			english, chinese := template(sf.English), template(sf.Chinese)
			for i := range english.Stages {
				assert.Equal(t, []string{english.Stages[i].Name}, chinese.Stages[i].Aliases)
				assert.Equal(t, []string{chinese.Stages[i].Name}, english.Stages[i].Aliases)
			}
			en, zh := texts(&english), texts(&chinese)
			require.Len(t, zh, len(en))
			for i := range en {
				assert.NotEmpty(t, en[i])
				assert.False(t, han(en[i]), en[i])
				assert.True(t, han(zh[i]), zh[i])
			}
			assert.Equal(t, english, chinese)
		})
	}
}

func TestTemplatesAreFresh(t *testing.T) {
	for name, template := range templates {
		t.Run(name, func(t *testing.T) {
			c := template(sf.English)
			for i := range c.Stages {
				s := &c.Stages[i]
				if s.Probability != nil {
					*s.Probability = 0.5
				}
				s.Required[0] = "x"
				s.Entry[0].ID = "x"
				if len(s.Entry[0].Test.Value) > 0 {
					s.Entry[0].Test.Value[0] = sf.Text("x")
				}
			}
			c.Fields[0].Name = "x"
			assert.NotEqual(t, c, template(sf.English))
			assert.Empty(t, sound(t, template(sf.English)).Lint())
		})
	}
}

// Every declared field is asked for by something: a field that nothing asks for would only be one more cell to fill in.
func TestTemplatesUseEveryField(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		used := map[string]bool{}
		use := func(e criteria.Expr) {
			rule, err := criteria.Compile(e, c.Fields)
			require.NoError(t, err)
			for fact := range rule.Facts() {
				used[fact] = true
			}
		}
		for _, s := range c.Stages {
			for _, name := range s.Required {
				used[name] = true
			}
			for _, x := range slices.Concat(s.Entry, s.Exit) {
				use(x.Test)
			}
			for _, m := range s.Milestones {
				use(m.Test)
			}
		}
		for _, f := range c.Fields {
			assert.True(t, used[f.Name], f.Name)
		}
	})
}

// What one stage asks at its exit no later one asks again at its entry, so that a refusal gives each reason once.
func TestTemplatesAskOnce(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		for i, s := range c.Stages {
			for _, later := range c.Stages[i+1:] {
				for _, exit := range s.Exit {
					for _, entry := range later.Entry {
						if !exit.Test.IsZero() {
							assert.NotEqual(t, exit.Test, entry.Test, "%s %s and %s %s", s.ID, exit.ID, later.ID, entry.ID)
						}
					}
				}
			}
		}
	})
}

func TestB2BIsWhatSalesGuidesGive(t *testing.T) {
	wanted := []struct {
		id, zh, en  string
		probability float64
		category    Category
		limit       Limit
	}{
		{"contact", "潜在接触", "Initial contact", 0.10, InPipeline, Limit{Days: 7}},
		{"discovery", "需求挖掘", "Discovery", 0.25, InPipeline, Limit{Days: 15}},
		{"proposal", "方案提案", "Proposal", 0.50, InPipeline, Limit{Days: 10, Working: true}},
		{"negotiation", "商务谈判", "Negotiation", 0.75, BestCase, Limit{Days: 15}},
		{"signing", "成交待签约", "Signing", 0.90, Commit, Limit{Days: 7, Working: true}},
		{"won", "已成交", "Closed won", 1, Closed, Limit{}},
		{"lost", "输单", "Closed lost", 0, Closed, Limit{}},
		{"invalid", "无效线索", "Invalid lead", 0, Omitted, Limit{}},
	}
	for _, lang := range languages {
		p := sound(t, B2B(lang))
		require.Equal(t, len(wanted), p.Len())
		for i, w := range wanted {
			for _, word := range []string{w.id, w.zh, w.en} {
				at, ok := p.Index(word)
				assert.True(t, ok && at == i, word)
			}
			probability, ok := p.Probability(i)
			assert.True(t, ok)
			assert.InDelta(t, w.probability, probability, 0)
			assert.Equal(t, w.category, p.Category(i), w.id)
			assert.Equal(t, w.limit, p.Limit(i), w.id)
		}
	}
	labels := map[string]string{}
	for _, f := range B2B(sf.Chinese).Fields {
		labels[f.Name] = f.Label
	}
	var lead []string
	for _, name := range B2B(sf.Chinese).Stages[0].Required {
		lead = append(lead, labels[name])
	}
	assert.Equal(t, []string{"公司名称", "联系人", "联系方式", "所属行业", "线索来源", "初步需求", "负责人", "预计跟进时间"}, lead)
}

var templateDay = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

// complete returns facts that meet every criterion of a template.
func complete(c Config) sf.FactMap {
	facts := sf.FactMap{}
	for _, f := range c.Fields {
		switch f.Kind {
		case sf.KindBool:
			facts[f.Name] = sf.Bool(true)
		case sf.KindNumber:
			facts[f.Name] = sf.Int(5)
		case sf.KindDate:
			facts[f.Name] = sf.Day(sf.DateOf(templateDay))
		default:
			facts[f.Name] = sf.Text("…")
		}
	}
	return facts
}

func TestTemplatesLetACompleteDealThrough(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		p, facts := sound(t, c), complete(c)
		from := ""
		for i, s := range c.Stages {
			if p.Outcome(i) == Lost {
				continue
			}
			d := p.Check(Move{From: from, To: s.ID, AsOf: templateDay}, facts)
			assert.True(t, d.Allowed, "%s to %s: %v", from, s.ID, d.Notes())
			from = s.ID
		}
		assert.True(t, p.Check(Move{From: c.Stages[2].ID, To: c.Stages[0].ID, AsOf: templateDay}, facts).Allowed, "back")
		assert.False(t, p.Check(Move{From: "won", To: c.Stages[0].ID, AsOf: templateDay}, facts).Allowed, "reopened")
	})
}

// What a criterion or a required field of a stage asks is missed when it is missing, on the way that a deal usually takes.
func TestTemplatesMissEveryFact(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		p := sound(t, c)
		for _, f := range c.Fields {
			facts := complete(c)
			delete(facts, f.Name)
			if f.Name == "discount" {
				facts["discount_approved"] = sf.Bool(false)
			}
			if f.Name == "discount_approved" {
				facts["discount"] = sf.Int(11)
			}
			refused, from := false, ""
			for i, s := range c.Stages {
				refused = refused || !p.Check(Move{From: from, To: s.ID, AsOf: templateDay}, facts).Allowed
				if p.Outcome(i) == Open {
					from = s.ID
				}
			}
			assert.True(t, refused, "nothing misses %s", f.Name)
		}
	})
}

// No deal gets into any stage with nothing known, wherever it begins or comes from.
func TestTemplatesRefuseTheUnknownDeal(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, _ sf.Language) {
		p := sound(t, c)
		for _, to := range c.Stages {
			assert.False(t, p.Check(Move{To: to.ID, AsOf: templateDay}, nil).Allowed, to.ID)
			for _, from := range c.Stages {
				assert.False(t, p.Check(Move{From: from.ID, To: to.ID, AsOf: templateDay}, nil).Allowed, "%s to %s", from.ID, to.ID)
			}
		}
	})
}
