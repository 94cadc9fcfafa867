package funnel_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestWorklistRefuses(t *testing.T) {
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 1, []funnel.Event{on(0, "lead")})
	_, err := v.Worklist(funnel.WorklistOptions{
		SoonDays: 1 << 30, UntouchedDays: 1 << 30, ContactWithin: 1 << 62, Limit: -1, Skip: []sf.Code{funnel.CodeWorkUnmet, "funnel.nonsense"},
	})
	faults := faultsOf(t, err)
	assert.Equal(t, []sf.Code{funnel.CodeOptionRange, funnel.CodeOptionRange, funnel.CodeOptionRange, funnel.CodeOptionRange, funnel.CodeWorkReason}, codesOf(faults))
	assert.Equal(t, "skip[1]", faults[4].Path)

	two := []funnel.Event{paid(on(0, "lead"), 1), but(on(0, "lead"), func(e *funnel.Event) { e.Deal, e.Amount = "e", money(1, "USD") })}
	_, err = workView(t, sixStages(t, stageForward), funnel.Options{}, 1, two).Worklist(funnel.WorklistOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, err)))
}

// A sum of ten amounts of 64 digits has 65.
func TestWorklistSumsTooLarge(t *testing.T) {
	huge := must(sf.ParseMoney("9"+strings.Repeat("0", 63), "CNY"))
	for name, change := range map[string]func(e *funnel.Event){
		"on the list":     func(*funnel.Event) {},
		"not on the list": func(e *funnel.Event) { e.NextAt = ever },
	} {
		t.Run(name, func(t *testing.T) {
			rows := []funnel.Event{but(on(0, "offer"), change), but(but(on(0, "offer"), change), func(e *funnel.Event) { e.Deal = "e" })}
			rows[0].Amount, rows[1].Amount = huge, huge
			_, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 1, rows).Worklist(funnel.WorklistOptions{})
			assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesOf(faultsOf(t, err)))
		})
	}
}

// At the end of time a zone east of UTC is in the year 10000 already.
func TestWorklistAtTheEndOfTime(t *testing.T) {
	o := funnel.Options{Calendar: sf.Calendar{Location: time.FixedZone("east", 14*3600)}}
	last := time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)
	rows := []funnel.Event{but(on(0, "offer"), func(e *funnel.Event) { e.NextAt = last })}
	l, err := workView(t, sixStages(t, stageForward), o, 50, rows, sf.Activity{Of: "d", Planned: last, Recorded: base}).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Contains(t, asJSON(t, l), "9999-12-31T23:00:00Z")
	lead := []funnel.Event{but(on(0, "offer"), func(e *funnel.Event) { e.At = last.Add(-2 * time.Hour) })}
	never := historyWith(t, sixStages(t, stageForward), o, lead, []sf.Activity{{Of: "d", At: last, Kind: "call"}}).AsOf(last)
	_, err = never.Worklist(funnel.WorklistOptions{ContactWorking: true})
	require.NoError(t, err)
}

func TestWorklistOfNothing(t *testing.T) {
	l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 1, nil).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Empty(t, l.Items)
	assert.Zero(t, l.Open.Deals)
	b, err := json.Marshal(l)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"items":[]`)
}

func TestWorkUrgencyWords(t *testing.T) {
	for u := funnel.WorkLate; u <= funnel.WorkStanding; u++ {
		b, err := u.MarshalText()
		require.NoError(t, err)
		var back funnel.WorkUrgency
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, u, back)
		assert.Equal(t, u.String(), string(b))
	}
	assert.Equal(t, "urgency(9)", funnel.WorkUrgency(9).String())
	_, err := funnel.WorkUrgency(9).MarshalText()
	require.Error(t, err)
	require.Error(t, new(funnel.WorkUrgency).UnmarshalText([]byte("never")))
}
