package stage

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// tidy is a configuration about which there is nothing to advise.
func tidy() Config {
	c := Config{ID: "tidy"}
	for i := range 4 {
		c.Stages = append(c.Stages, Stage{
			ID:          fmt.Sprintf("s%d", i),
			Probability: ptr(0.1 + float64(i)/5),
			Exit:        []Criterion{{ID: "done", Text: "Done"}},
			Limit:       Limit{Days: 10},
		})
	}
	c.Stages = append(c.Stages, Stage{ID: "won", Outcome: Won}, Stage{ID: "lost", Outcome: Lost})
	return c
}

func TestLint(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(c *Config)
		want  []string
	}{
		{"tidy", func(*Config) {}, nil},
		{"no probabilities at all", func(c *Config) {
			for i := range 4 {
				c.Stages[i].Probability = nil
			}
		}, nil},
		{"equal probabilities", func(c *Config) { c.Stages[1].Probability = ptr(0.1) }, nil},
		{"falls", func(c *Config) { c.Stages[1].Probability = ptr(0.6); c.Stages[3].Probability = ptr(0.55) }, []string{
			"stage.probability_falls @ stages[2].probability", "stage.probability_falls @ stages[3].probability",
		}},
		{"missing", func(c *Config) { c.Stages[2].Probability = nil }, []string{"stage.probability_missing @ stages[2]"}},
		{"certain", func(c *Config) { c.Stages[0].Probability = ptr(0); c.Stages[3].Probability = ptr(1) }, []string{
			"stage.probability_certain @ stages[0].probability", "stage.probability_certain @ stages[3].probability",
		}},
		{"no exit", func(c *Config) { c.Stages[1].Exit = nil }, []string{"stage.no_exit @ stages[1]"}},
		{"no limit", func(c *Config) { c.Stages[3].Limit = Limit{} }, []string{"stage.no_limit @ stages[3]"}},
		{"few", func(c *Config) { c.Stages = c.Stages[1:] }, []string{"stage.few_stages @ stages"}},
		{"many", func(c *Config) {
			for i := range 3 {
				s := c.Stages[3]
				s.ID = fmt.Sprintf("more%d", i)
				c.Stages = append(c.Stages, s)
			}
		}, []string{"stage.many_stages @ stages"}},
		{"retired", func(c *Config) { c.Stages[1] = Stage{ID: "old", Retired: true, Probability: ptr(1)} }, []string{"stage.few_stages @ stages"}},
		{"no won", func(c *Config) { c.Stages[4].Retired = true }, []string{"stage.no_won @ stages"}},
		{"no lost", func(c *Config) { c.Stages = c.Stages[:5] }, []string{"stage.no_lost @ stages"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := tidy()
			test.spoil(&c)
			notes := mustNew(t, c).Lint()
			said(t, notes)
			assert.Equal(t, test.want, codesAndPaths(notes))
		})
	}
}

func TestLintAgainst(t *testing.T) {
	c := tidy()
	c.Stages[3].Probability = nil
	c.Stages[0].Name = "Start"
	learn := func(low, high float64) sf.Estimate {
		return sf.Estimate{Value: (low + high) / 2, Low: low, High: high, Level: 0.95, N: 40, Method: "m"}
	}
	p := mustNew(t, c)
	notes := p.LintAgainst(map[string]sf.Estimate{
		"s0":   learn(0.123456, 0.2),
		"s1":   learn(0.3, 0.5),
		"s2":   {Value: 0.9, Low: 0.8, High: 0.95, N: 3, Method: "m"},
		"s3":   learn(0.8, 0.9),
		"won":  learn(0.1, 0.2),
		"else": learn(0.1, 0.2),
	})
	said(t, notes)
	assert.Equal(t, []string{"stage.probability_contradicted @ stages[0].probability"}, codesAndPaths(notes))
	assert.Equal(t, "the probability of Start is set to 10%, but 40 deals say 12.3% to 20%", notes[0].In(sf.English))
	assert.Empty(t, p.LintAgainst(nil))
	wild := p.LintAgainst(map[string]sf.Estimate{"s0": learn(math.NaN(), 0.05)})
	require.Len(t, wild, 1, "a bound that is no number contains nothing")
	assert.False(t, wild[0].Arg("low").Known())
	assert.Empty(t, p.LintAgainst(map[string]sf.Estimate{"s0": learn(0.1, 0.1)}), "the bounds belong to the interval")
}
