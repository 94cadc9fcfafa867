package forecast_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// owned is small with owners: 王芳 has A, D and what is won, 李强 has B, and nobody has the rest.
func owned(t testing.TB) *forecast.Book {
	b := small(t)
	for i := range b.Deals {
		switch b.Deals[i].ID {
		case "A", "D", "G":
			b.Deals[i].Owner = "王芳"
		case "B":
			b.Deals[i].Owner = "李强"
		}
	}
	return b
}

func TestConcentrationByHand(t *testing.T) {
	q := quarters(2)
	o := forecast.Options{Periods: q, Quotas: []forecast.Quota{{Period: q[0], Amount: yuan("2000")}, {Group: []string{"east"}, Period: q[0], Amount: yuan("1")}}}
	c, err := forecast.ConcentrationOf(owned(t), forecast.Configured(), o, forecast.ConcentrationOptions{Top: 2})
	require.NoError(t, err)
	rep, err := forecast.Run(owned(t), forecast.Configured(), o)
	require.NoError(t, err)
	p := c.Periods[0]
	assert.Equal(t, rep.Total.Periods[0].Range, p.Whole.Range)
	// A 400, B 450.04, D 120, J 30 of 1000.04
	assert.Equal(t, 4, p.Deals.N)
	require.Len(t, p.Deals.Largest, 2)
	assert.Equal(t, "B", p.Deals.Largest[0].Name)
	assert.InDelta(t, 450.04/1000.04, p.Deals.Largest[0].Share, 1e-12)
	h := (450.04*450.04 + 400*400 + 120*120 + 30*30) / (1000.04 * 1000.04)
	assert.InDelta(t, h, *p.Deals.Herfindahl, 1e-12)
	assert.InDelta(t, 1/h, *p.Deals.Effective, 1e-12)
	star := p.Owners.Largest[0]
	assert.Equal(t, []string{"王芳", "1300 CNY", "520 CNY", "800 CNY"}, []string{star.Name, star.Amount.String(), star.Weighted.String(), star.Won.String()})
	assert.Equal(t, "B", p.WithoutDeal.Name)
	assert.Equal(t, "550 CNY", p.WithoutDeal.Outlook.Weighted.String())
	assert.InDelta(t, 450.045, p.WithoutDeal.Less.Mean, 1e-9)
	// Without B 1200 more must come of A 1000, D 300 and J 60: A and D.
	assert.InDelta(t, 0.16, p.WithoutDeal.Outlook.Chance.Value, 1e-12)
	assert.InDelta(t, p.Whole.Chance.Value-0.16, *p.WithoutDeal.ChanceLess, 1e-12)
	assert.Equal(t, 2, p.WithoutOwner.Deals)
	assert.Equal(t, "480.04 CNY", p.WithoutOwner.Outlook.Weighted.String())
	assert.Equal(t, "800 CNY", p.WithoutOwner.Outlook.Won.String(), "what was won stays")
	assert.Zero(t, p.WithoutOwner.Outlook.Chance.Value)
	next := c.Periods[1]
	assert.Equal(t, "C", next.WithoutDeal.Name)
	assert.Nil(t, next.WithoutDeal.ChanceLess)
	assert.Nil(t, next.WithoutOwner, "nobody is no owner to lose")
	assert.InDelta(t, 1, *next.Owners.Herfindahl, 0)
	assert.Equal(t, []string{"forecast.unowned "}, codes(c.Notes))
}

func TestConcentrationOfNothing(t *testing.T) {
	b := small(t)
	b.Deals = nil
	periods := quarters(1)
	c, err := forecast.ConcentrationOf(b, forecast.Configured(), forecast.Options{Periods: periods}, forecast.ConcentrationOptions{})
	require.NoError(t, err)
	assert.Nil(t, c.Periods[0].WithoutDeal)
	assert.Nil(t, c.Periods[0].Deals.Herfindahl)
	_, err = forecast.ConcentrationOf(b, nil, forecast.Options{}, forecast.ConcentrationOptions{Top: -1})
	assert.Equal(t, []string{"forecast.no_periods periods", "forecast.no_model model", "forecast.top top"}, said(t, err))
	_, err = forecast.ConcentrationOf(small(t), forecast.Learned(nil), forecast.Options{Periods: periods}, forecast.ConcentrationOptions{})
	assert.True(t, isInvalid(err))
}

// Whole − without = the part left out, in exact weighted money; shares lie in [1/N, 1] in their squares; a period gone by is no obstacle.
func TestConcentrationLaws(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		for i := range b.Deals {
			b.Deals[i].Owner = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "owner")
		}
		o := forecast.Options{Periods: quarters(2)}
		o.Periods = append(sf.Quarters(asOf.AddDate(0, -3, 0), 1), o.Periods...)
		c, err := forecast.ConcentrationOf(b, steady{}, o, forecast.ConcentrationOptions{})
		require.NoError(t, err)
		for _, p := range c.Periods {
			if n := p.Deals.N; n > 0 {
				assert.LessOrEqual(t, *p.Deals.Herfindahl, 1+1e-12)
				assert.GreaterOrEqual(t, *p.Deals.Herfindahl, 1/float64(n)-1e-12)
				left, _ := p.WithoutDeal.Outlook.Weighted.Decimal()
				part, _ := p.Deals.Largest[0].Weighted.Decimal()
				whole, _ := p.Whole.Weighted.Decimal()
				assert.True(t, whole.Equal(left.Add(part)), "%v = %v + %v", whole, left, part)
			}
		}
	})
}

// steady wins every deal at a rate of 1 % a day, by the clock and not by the periods asked about.
type steady struct{}

func (steady) WinBy(dst []float64, b *forecast.Book, by []time.Time) ([]float64, []sf.Note, error) {
	dst = dst[:0]
	for range b.Deals {
		for _, t := range by {
			dst = append(dst, -math.Expm1(-0.01*max(t.Sub(b.AsOf).Hours()/24, 0)))
		}
		dst = append(dst, 1)
	}
	return dst, nil, nil
}
