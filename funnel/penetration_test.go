package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// regionRow returns a row of a deal so many days after base.
func regionRow(id string, days int, stageID, region, customer string, amount int64) funnel.Event {
	e := sourceRow(id, days, stageID, "", amount)
	for name, value := range map[string]string{"region": region, "customer": customer} {
		if value != "" {
			e.Facts = append(e.Facts, sf.F(name, sf.Text(value)))
		}
	}
	return e
}

// 华东 has 10 customers: 甲 has two won deals of 100 and 50 and an open one, 乙 an open one of 70 without and one with an amount, and 丙 was lost.
// 华南 has given more than it could. 华北 has nothing yet. Nobody said what 西部 could give.
func marketByHand() []funnel.Event {
	return []funnel.Event{
		regionRow("a", 0, "lead", "华东", "甲", 100), sourceRow("a", 5, "won", "", 0),
		regionRow("b", 0, "lead", "华东", "甲", 50), sourceRow("b", 20, "won", "", 0),
		regionRow("c", 0, "lead", "华东", "甲", 0),
		regionRow("d", 0, "lead", "华东", "乙", 70),
		regionRow("e", 0, "lead", "华东", "丙", 30), sourceRow("e", 5, "lost", "", 0),
		regionRow("f", 0, "lead", "华南", "", 0), sourceRow("f", 5, "won", "", 0),
		regionRow("g", 0, "lead", "华南", "", 0), sourceRow("g", 5, "won", "", 0),
		regionRow("h", 0, "lead", "西部", "", 0),
	}
}

func TestPenetrationByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, marketByHand()...).AsOf(base.Add(60 * day))
	o := funnel.PenetrationOptions{
		Customer: "customer", Customers: map[string]int64{"华东": 10, "华北": 8, "华南": 1, "海外": 0},
		Amounts: map[string]sf.Money{"华东": cny(1000), "华南": cny(0)},
	}
	p, err := v.Penetration(o)
	require.NoError(t, err)
	require.Len(t, p.Rows, 5)
	east, north, south, abroad, west := p.Rows[0], p.Rows[1], p.Rows[2], p.Rows[3], p.Rows[4]
	assert.Equal(t, []string{"华东", "华北", "华南", "海外", "西部"}, []string{east.Region, north.Region, south.Region, abroad.Region, west.Region})
	assert.True(t, abroad.Share.IsZero(), "nothing of nothing")

	assert.Equal(t, []int64{2, 2, 1, 1, 2}, []int64{east.Won.Deals, east.Open.Deals, east.Open.Unpriced, east.Customers, east.Reached})
	assert.InDelta(t, .1, east.WonShare.Value, 1e-12)
	assert.InDelta(t, .2, east.Share.Value, 1e-12)
	assert.InDelta(t, .0440594136, east.Share.Low, 1e-9) // 2 of 10, as in the goldens of internal/binomial
	assert.InDelta(t, .5027744964, east.Share.High, 1e-9)
	assert.True(t, east.WonShare.HasInterval())
	assert.InDelta(t, .15, east.WonAmount.Value, 1e-12)
	assert.False(t, east.WonAmount.HasInterval())
	assert.InDelta(t, .22, east.AllAmount.Value, 1e-12)
	assert.Equal(t, []int64{3, 1}, []int64{east.AllAmount.N, east.AllAmount.Left})
	assert.Len(t, east.AllAmount.Warnings, 1)

	assert.False(t, north.WonShare.IsZero(), "nothing of eight is known to be nothing")
	assert.Zero(t, north.WonShare.Value+north.WonShare.Low)
	assert.Positive(t, north.WonShare.High)
	assert.InDelta(t, 2, south.WonShare.Value, 1e-12)
	assert.False(t, south.WonShare.HasInterval())
	assert.True(t, south.WonAmount.IsZero(), "a potential of 0 has no share")
	assert.True(t, west.WonShare.IsZero() && west.WonAmount.IsZero())
	require.Len(t, p.Warnings, 2)
	assert.Equal(t, "1 regions have given more than their potential, 华南 among them; the potential is too small", p.Warnings[0].Text)
	assert.Equal(t, "1 个区域有商机但没有市场潜力数据（如 西部）", p.Warnings[1].In(sf.Chinese))

	o.Customer, o.Period = "", sf.Period{From: base.Add(10 * day), To: base.Add(30 * day)}
	p, err = v.Penetration(o)
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 3}, []int64{p.Rows[0].Customers, p.Rows[0].Reached}, "b was won in the period; c and d are open")
}

func TestPenetrationFaults(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, marketByHand()...)
	var invalid *sf.InvalidError
	_, err := h.AsOf(ever).Penetration(funnel.PenetrationOptions{Period: sf.Period{From: base, To: base}})
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 2)
	_, err = h.AsOf(ever).Penetration(funnel.PenetrationOptions{Customers: map[string]int64{"a": -1}, Amounts: map[string]sf.Money{"b": cny(-1)}})
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 2)
	_, err = h.AsOf(ever).Penetration(funnel.PenetrationOptions{Amounts: map[string]sf.Money{"b": money(1, "USD")}})
	require.ErrorContains(t, err, "CNY, USD")
}

// Whatever a history holds, the deals of the regions are those that are won or open.
func TestPenetrationLosesNoDeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := historyOf(t, drawPipeline(t), drawOptions(t), inYuan(drawEvents(t))...).AsOf(drawTime(t, "as of"))
		o := funnel.PenetrationOptions{
			Fact: rapid.SampledFrom([]string{"", "owner", "source", "id"}).Draw(t, "fact"), Customer: rapid.SampledFrom([]string{"", "source"}).Draw(t, "customer"),
			Customers: map[string]int64{"": 1, "ann": 3, "web": 1 << 62}, Amounts: map[string]sf.Money{"bo": cny(1)},
		}
		p, err := v.Penetration(o)
		require.NoError(t, err)
		var deals, want int64
		for _, r := range p.Rows {
			deals += r.Won.Deals + r.Open.Deals
			require.LessOrEqual(t, r.Customers, r.Reached)
			require.LessOrEqual(t, r.Reached, r.Won.Deals+r.Open.Deals)
		}
		for d := range v.Deals() {
			if d.StageIndex() >= 0 && d.Fact("outcome").String() != "lost" {
				want++
			}
		}
		require.Equal(t, want, deals)
		asJSON(t, p)
	})
}

// Later rows change nothing.
func TestPenetrationLooksBackOnly(t *testing.T) {
	p := sixStages(t, stageForward)
	at := base.Add(10 * day)
	o := funnel.PenetrationOptions{Customers: map[string]int64{"华东": 10}}
	ask := func(events []funnel.Event, at time.Time) string {
		out, err := historyOf(t, p, funnel.Options{}, events...).AsOf(at).Penetration(o)
		require.NoError(t, err)
		return asJSON(t, out)
	}
	all := marketByHand()
	known := make([]funnel.Event, 0, len(all))
	for _, e := range all {
		if visibleAt(e, at) {
			known = append(known, e)
		}
	}
	assert.Equal(t, ask(known, at), ask(all, at))
	assert.NotEqual(t, ask(all, ever), ask(all, at))
}
