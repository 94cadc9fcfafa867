package funnel_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// drawTouches draws activities of the deals that drawEvents draws, some of them of none.
func drawTouches(t *rapid.T) []sf.Activity {
	truth := rapid.SampledFrom([]sf.Value{{}, sf.Bool(true), sf.Bool(false), sf.Text("x")})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sf.Activity {
		a := sf.Activity{
			Of:   rapid.SampledFrom([]string{"a", "b", "深圳", "deal-0001", "", "nobody"}).Draw(t, "of"),
			Kind: rapid.SampledFrom([]string{"", "call", "拜访", "\xff"}).Draw(t, "kind"),
			By:   rapid.SampledFrom([]string{"", "ann", "cy"}).Draw(t, "by"),
		}
		if rapid.Bool().Draw(t, "done") {
			a.At = drawTime(t, "at")
		}
		if rapid.Bool().Draw(t, "was planned") {
			a.Planned = drawTime(t, "planned")
		}
		if rapid.Bool().Draw(t, "has record") {
			a.Recorded = drawTime(t, "recorded")
		}
		if rapid.Bool().Draw(t, "has next") {
			a.NextAt = drawTime(t, "next")
		}
		a.Prepared, a.GoalMet, a.Advance = truth.Draw(t, "prepared"), truth.Draw(t, "met"), truth.Draw(t, "advance")
		return a
	}), 0, 12).Draw(t, "touches")
}

// shownAt returns the activities that were on record by some time, and had happened or are plans.
func shownAt(touches []sf.Activity, now time.Time) []sf.Activity {
	return slices.DeleteFunc(slices.Clone(touches), func(a sf.Activity) bool {
		recorded := a.Recorded
		if recorded.IsZero() {
			recorded = a.Planned
			if !a.At.IsZero() {
				recorded = a.At
			}
		}
		return !recorded.Before(now) || !a.At.Before(now)
	})
}

// oneCurrency leaves the amounts of one currency.
func oneCurrency(events []funnel.Event) []funnel.Event {
	out := slices.Clone(events)
	for i := range out {
		if out[i].Amount.Currency() != "CNY" {
			out[i].Amount = sf.Money{}
		}
	}
	return out
}

// Nothing later changes a list; the lists of owners make up the list of all; where observation starts changes nothing.
func TestWorklistLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, touches := drawPipeline(t), drawOptions(t), oneCurrency(drawEvents(t)), drawTouches(t)
		days := float64(rapid.IntRange(0, 24).Draw(t, "days")) / 2
		now := base.Add(time.Duration(days * float64(day)))
		options := funnel.WorklistOptions{SoonDays: rapid.IntRange(-1, 9).Draw(t, "soon"), ContactWorking: rapid.Bool().Draw(t, "working")}
		v := workView(t, p, o, days, events, touches...)
		l, err := v.Worklist(options)
		require.NoError(t, err)
		known := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, now) })
		past, err := workView(t, p, o, days, known, shownAt(touches, now)...).Worklist(options)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, l), asJSON(t, past))

		backwards := slices.Clone(touches)
		slices.Reverse(backwards)
		turned, err := workView(t, p, o, days, events, backwards...).Worklist(options)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, l.Items), asJSON(t, turned.Items))
		between, err := historyWith(t, p, o, events, touches).Between(base, now).Worklist(options)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, l), asJSON(t, between))

		items := 0
		for _, owner := range l.Owners {
			if owner.Owner == "" {
				for _, item := range l.Items {
					if item.Owner == "" {
						items++
					}
				}
				continue
			}
			options.Owner = owner.Owner
			mine, err := v.Worklist(options)
			require.NoError(t, err)
			items += len(mine.Items)
			require.Equal(t, asJSON(t, owner.Listed), asJSON(t, mine.Listed))
			for name, part := range v.Split("owner") {
				if name == owner.Owner {
					alone, err := part.Worklist(funnel.WorklistOptions{SoonDays: options.SoonDays, ContactWorking: options.ContactWorking})
					require.NoError(t, err)
					require.Equal(t, asJSON(t, mine.Items), asJSON(t, alone.Items))
				}
			}
		}
		require.Len(t, l.Items, items)
		for _, item := range l.Items {
			require.NotEmpty(t, item.Reasons)
			require.Equal(t, item.Reasons[0].Urgency, item.Urgency)
			d, ok := v.Deal(item.Deal)
			require.True(t, ok)
			require.True(t, d.LastActivity().Equal(item.LastActivity))
			require.Equal(t, d.Owner(), item.Owner)
			require.Equal(t, d.Amount(), item.Amount)
		}
	})
}

// What a list says of configured limits is what [funnel.View.Stalled] says: the same deals are beyond theirs, by as many days, and the same are near it. A limit
// whose last day is n days ahead is passed within n + 1.
func TestWorklistLimitsAreThoseOfStalled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawPipeline(t).Config()
		for i := range c.Stages {
			if n := rapid.IntRange(0, 9).Draw(t, "limit"); n > 0 && c.Stages[i].Outcome == stage.Open {
				c.Stages[i].Limit = stage.Limit{Days: n, Working: rapid.Bool().Draw(t, "working")}
			}
		}
		p, err := stage.New(c)
		require.NoError(t, err)
		o := drawOptions(t)
		days, soon := float64(rapid.IntRange(0, 40).Draw(t, "days"))/2, rapid.IntRange(1, 9).Draw(t, "soon")
		v := workView(t, p, o, days, oneCurrency(drawEvents(t)))
		l, err := v.Worklist(funnel.WorklistOptions{SoonDays: soon})
		require.NoError(t, err)
		stalled, err := v.Stalled(funnel.StalledOptions{SoonDays: soon + 1})
		require.NoError(t, err)

		want, got := make(map[string]string), make(map[string]string)
		for kind, list := range map[sf.Code][]funnel.StalledDeal{funnel.CodeWorkLimitPassed: stalled.Deals, funnel.CodeWorkLimitNear: stalled.Soon} {
			for _, d := range list {
				if d.Source == funnel.LimitConfigured {
					want[d.Deal] = fmt.Sprint(kind, d.LimitDate, d.DaysOver)
				}
			}
		}
		for _, item := range l.Items {
			for _, r := range item.Reasons {
				switch r.Note.Code {
				case funnel.CodeWorkLimitPassed:
					got[item.Deal] = fmt.Sprint(r.Note.Code, r.Due, r.Over)
				case funnel.CodeWorkLimitNear:
					got[item.Deal] = fmt.Sprint(r.Note.Code, r.Due, 0)
				}
			}
		}
		require.Equal(t, want, got)
	})
}
