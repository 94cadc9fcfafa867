package funnel_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func drawPeriod(t *rapid.T) sf.Period {
	if rapid.Bool().Draw(t, "all time") {
		return sf.Period{}
	}
	p := sf.Period{From: drawTime(t, "from"), To: drawTime(t, "to")}
	if p.To.Before(p.From) {
		p.From, p.To = p.To, p.From
	}
	return p
}

func drawConversion(t *rapid.T) funnel.ConversionOptions {
	o := funnel.ConversionOptions{
		Rule:   funnel.ConversionRule(rapid.IntRange(0, 2).Draw(t, "rule")),
		Basis:  funnel.ConversionBasis(rapid.IntRange(0, 2).Draw(t, "basis")),
		Period: drawPeriod(t),
	}
	if o.Basis != funnel.Flow {
		o.WithinDays = rapid.SampledFrom([]int{0, 0, 1, 2, 5, funnel.MaxAge}).Draw(t, "within")
	}
	return o
}

// tellConversion is all that this file's numbers say of a view, as bytes.
func tellConversion(t require.TestingT, v *funnel.View, o funnel.ConversionOptions) string {
	var out struct {
		Conversion *funnel.Conversion
		DropOff    [2]*funnel.DropOff
		Reasons    *funnel.LossReasons
		Refused    [4]string
	}
	said := func(i int, err error) {
		if err != nil {
			var invalid *sf.InvalidError
			require.ErrorAs(t, err, &invalid)
			out.Refused[i] = err.Error()
		}
	}
	var err error
	out.Conversion, err = v.Conversion(o)
	said(0, err)
	for rule := range out.DropOff {
		out.DropOff[rule], err = v.DropOff(funnel.DropOffOptions{Rule: funnel.DropOffRule(rule), Period: o.Period})
		said(1+rule, err)
	}
	out.Reasons, err = v.LossReasons("owner", "source")
	said(3, err)
	b, err := json.Marshal(out) // which a NaN would fail
	require.NoError(t, err)
	return string(b)
}

func TestConversionOfGarbage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		o := drawConversion(t)
		tellConversion(t, v, o)
		c, err := v.Conversion(o)
		if err != nil {
			return
		}
		for _, r := range append(c.Rates, c.Overall) {
			cases := r.Entered
			if o.Basis == funnel.Flow {
				cases += r.Before
				require.Nil(t, r.Bounds)
				require.False(t, r.Rate.HasInterval())
			} else {
				require.LessOrEqual(t, 0., r.Bounds.Low)
				require.LessOrEqual(t, r.Bounds.Low, r.Bounds.High)
				require.LessOrEqual(t, r.Bounds.High, 1.)
				inside(t, r.Rate)
				absurd := slices.Contains(codesIn(r.Rate.Warnings), funnel.CodeTableBeyond)
				if r.Before == 0 && !r.Rate.IsZero() && !absurd {
					require.Equal(t, r.Entered, r.Rate.N)
					// While the censored count for as long as they were seen, the estimate cannot leave the bounds.
					require.LessOrEqual(t, r.Bounds.Low-1e-9, r.Rate.Value)
					require.LessOrEqual(t, r.Rate.Value, r.Bounds.High+1e-9)
				}
			}
			require.Equal(t, cases, r.Converted+r.Elsewhere+r.Beyond+r.Open)
			inside(t, r.Settled)
		}
	})
}

// drawView draws a view of whatever rows, with a start of observation or without.
func drawView(t *rapid.T) *funnel.View {
	h := historyOf(t, drawPipeline(t), drawOptions(t), drawEvents(t)...)
	to := drawTime(t, "as of")
	if rapid.Bool().Draw(t, "starts") {
		return h.Between(drawTime(t, "since"), to)
	}
	return h.AsOf(to)
}

// inside holds a share to its interval, and both to 0 and 1.
func inside(t require.TestingT, e sf.Estimate) {
	if e.IsZero() {
		return
	}
	require.True(t, e.HasInterval())
	require.LessOrEqual(t, 0., e.Low)
	require.LessOrEqual(t, e.Low, e.Value)
	require.LessOrEqual(t, e.Value, e.High)
	require.LessOrEqual(t, e.High, 1.)
}

func TestNothingLaterChangesConversion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		asked := drawConversion(t)
		changed := drawLater(t, events, asOf)
		want := tellConversion(t, historyOf(t, p, o, events...).AsOf(asOf), asked)
		require.Equal(t, want, tellConversion(t, historyOf(t, p, o, changed...).AsOf(asOf), asked))
	})
}

func TestConversionOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		asked := drawConversion(t)
		for i := range events {
			events[i].Seq = int64(i) - 5
		}
		want := tellConversion(t, historyOf(t, p, o, events...).AsOf(asOf), asked)
		require.Equal(t, want, tellConversion(t, historyOf(t, p, o, rapid.Permutation(events).Draw(t, "shuffled")...).AsOf(asOf), asked))
	})
}

// The parts of a split have the counts of the whole.
func TestConversionOfPartsAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, o := drawView(t), drawConversion(t)
		whole, err := v.Conversion(o)
		if err != nil {
			return
		}
		off, err := v.DropOff(funnel.DropOffOptions{Period: o.Period})
		require.NoError(t, err)
		n := len(whole.Rates)
		rates, drops := make([]parts, n+1), make([][5]int64, n)
		ways := make(map[string]int64)
		for _, part := range v.Split(rapid.SampledFrom([]string{"owner", "source", "id", "stage"}).Draw(t, "fact")) {
			for k, r := range allRates(conversionOf(t, part, o)) {
				rates[k] = sumParts(rates[k], r)
			}
			d, err := part.DropOff(funnel.DropOffOptions{Period: o.Period})
			require.NoError(t, err)
			for k, s := range d.Stages {
				for i, x := range dropParts(s) {
					drops[k][i] += x
				}
				for _, way := range s.To {
					ways[s.Stage+">"+way.Stage] += way.Stays
				}
			}
		}
		for k, r := range allRates(whole) {
			require.Equal(t, sumParts(parts{}, r), rates[k])
		}
		for k, s := range off.Stages {
			require.Equal(t, dropParts(s), drops[k])
			for _, way := range s.To {
				require.Equal(t, way.Stays, ways[s.Stage+">"+way.Stage])
			}
		}
	})
}

func allRates(c *funnel.Conversion) []funnel.ConversionRate {
	return append(slices.Clone(c.Rates), c.Overall)
}

func sumParts(p parts, r funnel.ConversionRate) parts {
	return parts{
		entered: p.entered + r.Entered, converted: p.converted + r.Converted, elsewhere: p.elsewhere + r.Elsewhere,
		beyond: p.beyond + r.Beyond, open: p.open + r.Open, before: p.before + r.Before,
	}
}

func dropParts(s funnel.StageDropOff) [5]int64 {
	return [5]int64{s.Entered, s.Converted, s.Dropped, s.Open, s.Before}
}

// What the bounds say at one time holds at every later one: the same cohort, with more of it settled, stays within them, whatever comes.
func TestBoundsHoldWhateverComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		for i := range events {
			events[i].Recorded = time.Time{}
		}
		h := historyOf(t, drawPipeline(t), drawOptions(t), events...)
		now, later := drawTime(t, "now"), drawTime(t, "later")
		if later.Before(now) {
			now, later = later, now
		}
		o := drawConversion(t)
		o.Period = sf.Period{From: drawTime(t, "from"), To: now}
		if o.Basis == funnel.Snapshot {
			o.Period.To = drawTime(t, "to")
		}
		if o.Basis == funnel.Flow || !o.Period.Valid() || o.Period.From.After(now) {
			return
		}
		first, err := h.AsOf(now).Conversion(o)
		if err != nil { // of a period beyond the years
			return
		}
		after := allRates(conversionOf(t, h.AsOf(later), o))
		for k, r := range allRates(first) {
			s := after[k]
			require.Equal(t, r.Entered, s.Entered)
			require.LessOrEqual(t, s.Open, r.Open)
			require.LessOrEqual(t, r.Bounds.Low, s.Bounds.Low)
			require.LessOrEqual(t, s.Bounds.High, r.Bounds.High)
		}
	})
}
