package funnel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// likely is a pipeline of two open stages with configured probabilities; below 0: not configured.
func likely(t require.TestingT, lead, offer float64) *stage.Pipeline {
	configured := func(p float64) *float64 {
		if p < 0 {
			return nil
		}
		return &p
	}
	p, err := stage.New(stage.Config{ID: "office", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead", Probability: configured(lead)},
		{ID: "offer", Probability: configured(offer)},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// way is so many deals that go one way, a stage a day.
type way struct {
	n      int
	stages []string
}

// going returns the rows of deals "0000", "0001" and so on, one begun each quarter of a day.
func going(ways ...way) []funnel.Event {
	var events []funnel.Event
	k := 0
	for _, w := range ways {
		for range w.n {
			for i, id := range w.stages {
				events = append(events, but(on(float64(k)/4+float64(i), id), func(e *funnel.Event) { e.Deal = fmt.Sprintf("%04d", k) }))
			}
			k++
		}
	}
	return events
}

func ailmentsOf(t require.TestingT, p *stage.Pipeline, o funnel.AilmentOptions, events []funnel.Event) []funnel.Ailment {
	found, err := historyOf(t, p, funnel.Options{}, events...).AsOf(on(400, "").At).Ailments(o)
	require.NoError(t, err)
	return found
}

func ailmentCodes(list []funnel.Ailment) []sf.Code {
	var codes []sf.Code
	for _, a := range list {
		codes = append(codes, a.Code)
	}
	return codes
}

// The probabilities .2 and .5 suppose that .4 of the leads become offers, and so that of 100 deals that are lost .2/.8·100 = 25 are lost as offers.
func TestAilmentsByHand(t *testing.T) {
	toOffer, lostLead := []string{"lead", "offer"}, []string{"lead", "lost"}
	wonOffer, lostOffer := append(slices.Clone(toOffer), "won"), append(slices.Clone(toOffer), "lost")
	low := []way{{10, wonOffer}, {10, lostOffer}, {80, lostLead}}
	late := []way{{10, wonOffer}, {80, lostOffer}, {10, lostLead}}
	for name, test := range map[string]struct {
		lead, offer float64
		options     funnel.AilmentOptions
		ways        []way
		want        []sf.Code
	}{
		"20 of 100 leads become offers":         {.2, .5, funnel.AilmentOptions{}, low, []sf.Code{funnel.CodeFirstConversionLow}},
		"40 of 100":                             {.2, .5, funnel.AilmentOptions{}, []way{{20, wonOffer}, {20, lostOffer}, {60, lostLead}}, nil},
		"33 of 100 are no more than chance":     {.2, .5, funnel.AilmentOptions{}, []way{{17, wonOffer}, {16, lostOffer}, {67, lostLead}}, nil},
		"20 of 100 are won at once":             {.2, .5, funnel.AilmentOptions{}, []way{{20, []string{"lead", "won"}}, {80, lostLead}}, nil},
		"none becomes anything":                 {.2, .5, funnel.AilmentOptions{}, []way{{40, lostLead}}, []sf.Code{funnel.CodeFirstConversionLow}},
		"20 of 100, and .2 are enough":          {.2, .5, funnel.AilmentOptions{FirstConversion: .2}, low, nil},
		"40 of 100, and .6 were asked":          {-1, -1, funnel.AilmentOptions{FirstConversion: .6}, []way{{40, wonOffer}, {60, lostLead}}, []sf.Code{funnel.CodeFirstConversionLow}},
		"nothing is configured":                 {-1, -1, funnel.AilmentOptions{}, low, nil},
		"the offer is not":                      {.2, -1, funnel.AilmentOptions{}, low, nil},
		"the lead is not":                       {-1, .5, funnel.AilmentOptions{}, low, nil},
		"probabilities that do not rise":        {.5, .2, funnel.AilmentOptions{}, low, nil},
		"none is ever won":                      {0, 0, funnel.AilmentOptions{}, slices.Concat(low, late), nil},
		"20 of 90 losses are late":              {.2, .5, funnel.AilmentOptions{}, []way{{10, wonOffer}, {20, lostOffer}, {70, lostLead}}, nil},
		"45 of 90, and .25 may be":              {.2, .5, funnel.AilmentOptions{FirstConversion: .1}, []way{{10, wonOffer}, {45, lostOffer}, {45, lostLead}}, []sf.Code{funnel.CodeLateLossesHigh}},
		"an offer is no likelier than a lead":   {.5, .2, funnel.AilmentOptions{FirstConversion: .1}, late, nil},
		"80 of 90 losses are late":              {.2, .5, funnel.AilmentOptions{}, late, []sf.Code{funnel.CodeLateLossesHigh}},
		"and so they may":                       {.2, .5, funnel.AilmentOptions{LateLosses: .9}, late, nil},
		"80 of 90, more than half":              {-1, -1, funnel.AilmentOptions{LateLosses: .5}, late, []sf.Code{funnel.CodeLateLossesHigh}},
		"80 of 90, nothing configured":          {-1, -1, funnel.AilmentOptions{}, late, nil},
		"all begin as offers":                   {.2, .5, funnel.AilmentOptions{}, []way{{20, []string{"offer", "won"}}, {20, []string{"offer", "lost"}}}, nil},
		"late is the first stage":               {.2, .5, funnel.AilmentOptions{LateFrom: "lead"}, late, nil},
		"no losses":                             {.2, .5, funnel.AilmentOptions{LateLosses: .1}, []way{{20, wonOffer}}, nil},
		"no deal":                               {.2, .5, funnel.AilmentOptions{}, nil, nil},
		"nobody left the first stage":           {.2, .5, funnel.AilmentOptions{FirstConversion: .9}, []way{{9, []string{"lead"}}}, nil},
		"too few to tell: 1 of 5, and .4 asked": {.2, .5, funnel.AilmentOptions{}, []way{{1, wonOffer}, {4, lostLead}}, nil},
	} {
		assert.Equal(t, test.want, ailmentCodes(ailmentsOf(t, likely(t, test.lead, test.offer), test.options, going(test.ways...))), name)
	}
}

// What an ailment shows: 20 of 100 leads, .4 by the probabilities; the last ten of 80 lost leads, the 99th first.
func TestAilmentShows(t *testing.T) {
	ways := []way{{10, []string{"lead", "offer", "won"}}, {10, []string{"lead", "offer", "lost"}}, {80, []string{"lead", "lost"}}}
	a := ailmentsOf(t, likely(t, .2, .5), funnel.AilmentOptions{}, going(ways...))[0]
	assert.InDelta(t, .2, a.Share.Value, 1e-12)
	assert.True(t, a.Share.HasInterval())
	assert.EqualValues(t, 100, a.Share.N)
	assert.InDelta(t, .4, a.Against.Value, 1e-12)
	assert.Equal(t, "configured probabilities", a.Against.Method)
	assert.Zero(t, a.QValue)
	assert.EqualValues(t, 80, a.Deals)
	assert.Equal(t, []string{"0099", "0098", "0097", "0096", "0095", "0094", "0093", "0092", "0091", "0090"}, a.Examples)
	assert.Regexp(t, `^only 20% of the visits to the first stage lead move on \(1\d\.\d% to 2\d\.\d%\); 40% should$`, a.Text)
	assert.Equal(t, "lead", a.Arg("stage").String())

	// Half of them begin as offers: of 200 deals, 10 + 50 are lost as offers and 80 as leads. The first half suppose .2 lost as offers of .8
	// lost, the others .5 of .5: (.2 + .5) / (.8 + .5).
	ways = append(ways, way{100, []string{"offer", "won"}})
	for i := range ways[3:] {
		ways[3+i].n = 50
	}
	ways = append(ways, way{50, []string{"offer", "lost"}})
	late := ailmentsOf(t, likely(t, .2, .5), funnel.AilmentOptions{LateLosses: .01}, going(ways...))
	require.Equal(t, []sf.Code{funnel.CodeFirstConversionLow, funnel.CodeLateLossesHigh}, ailmentCodes(late))
	assert.InDelta(t, 60./140, late[1].Share.Value, 1e-12)
	assert.EqualValues(t, 140, late[1].Share.N)
	assert.Equal(t, sf.Estimate{Value: .01, Method: "given"}, late[1].Against)
	assert.EqualValues(t, 60, late[1].Deals)
	assert.Equal(t, "offer", late[1].Arg("stage").String())
	// Of 100 that begin as leads and 100 as offers, (.2 + .5)/(.8 + .5) = .54 of the losses may be late: 60/120 are fewer, 120/130 are more.
	for _, n := range []struct {
		late, early int
		want        []sf.Code
	}{{10, 70, nil}, {70, 10, []sf.Code{funnel.CodeLateLossesHigh}}} {
		mixed := []way{
			{20, []string{"lead", "offer", "won"}},
			{n.late, []string{"lead", "offer", "lost"}},
			{n.early, []string{"lead", "lost"}},
			{50, []string{"offer", "won"}},
			{50, []string{"offer", "lost"}},
		}
		found := ailmentCodes(ailmentsOf(t, likely(t, .2, .5), funnel.AilmentOptions{FirstConversion: .1}, going(mixed...)))
		assert.Equal(t, n.want, found, n.late)
	}
}

// In a view with a start, examples are deals that were lost since.
func TestAilmentsSinceAStart(t *testing.T) {
	events := going(way{40, []string{"lead", "lost"}})
	h := historyOf(t, likely(t, .2, .5), funnel.Options{}, events...)
	found, err := h.Between(on(9.1, "").At, on(400, "").At).Ailments(funnel.AilmentOptions{FirstConversion: .9})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.EqualValues(t, 7, found[0].Deals, "deals 0033 to 0039, lost on day 9.25 and after")
	assert.Equal(t, "0033", found[0].Examples[6])
}

// A source that is below the others is found by name, and one that is not is not.
func TestPoorSource(t *testing.T) {
	events := going(
		way{60, []string{"lead", "offer", "won"}}, way{40, []string{"lead", "lost"}},
		way{10, []string{"lead", "offer", "won"}}, way{90, []string{"lead", "lost"}},
		way{60, []string{"lead", "offer", "won"}}, way{40, []string{"lead", "lost"}},
	)
	name := func(key string) {
		for i := range events {
			source := []string{"referral", "phone", "web"}[min(len(events[i].Deal), 4)/4*atoi(events[i].Deal)/100]
			events[i].Facts = []sf.Fact{sf.F(key, sf.Text(source))}
		}
	}
	name("source")
	found := ailmentsOf(t, likely(t, -1, -1), funnel.AilmentOptions{}, events)
	require.Equal(t, []sf.Code{funnel.CodeSourcePoor}, ailmentCodes(found))
	a := found[0]
	assert.Equal(t, "phone", a.Arg("source").String())
	assert.InDelta(t, .1, a.Share.Value, 1e-12)
	assert.InDelta(t, .6, a.Against.Value, 1e-12)
	assert.Less(t, a.QValue, .001)
	assert.EqualValues(t, 90, a.Deals)
	assert.Len(t, a.Examples, 10)
	assert.Contains(t, a.Text, "of the deals from phone, 10% are won within ")
	assert.Equal(t, found, ailmentsOf(t, likely(t, -1, -1), funnel.AilmentOptions{Source: "source"}, events))
	name("channel")
	assert.Equal(t, []string{"phone", "web"}, poorOnes(t, 100, 80, 10, 30), "the worst comes first, whatever its name")
	assert.Equal(t, []string{"web", "phone"}, poorOnes(t, 100, 80, 30, 10))
	assert.Empty(t, ailmentsOf(t, likely(t, -1, -1), funnel.AilmentOptions{}, events))
	assert.Len(t, ailmentsOf(t, likely(t, -1, -1), funnel.AilmentOptions{Source: "channel"}, events), 1)
}

// poorOnes returns the poor ones of four sources of 100 deals each, of which so many are won.
func poorOnes(t *testing.T, referral, fair, phone, web int) (names []string) {
	var events []funnel.Event
	for k, won := range []int{referral, fair, phone, web} {
		part := going(way{won, []string{"lead", "won"}}, way{100 - won, []string{"lead", "lost"}})
		for i := range part {
			part[i].Deal += fmt.Sprint(k)
			part[i].Facts = []sf.Fact{sf.F("source", sf.Text([]string{"referral", "fair", "phone", "web"}[k]))}
		}
		events = append(events, part...)
	}
	for _, a := range ailmentsOf(t, likely(t, -1, -1), funnel.AilmentOptions{}, events) {
		names = append(names, a.Arg("source").String())
	}
	return names
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

func TestAilmentFaults(t *testing.T) {
	v := tenFlowingView(t)
	for name, test := range map[string]struct {
		o    funnel.AilmentOptions
		want []string
	}{
		"shares":    {funnel.AilmentOptions{FirstConversion: math.NaN(), LateLosses: 1.5}, []string{"first_conversion", "late_losses"}},
		"below 0":   {funnel.AilmentOptions{FirstConversion: -.1, LateLosses: math.Inf(1)}, []string{"first_conversion", "late_losses"}},
		"a stage":   {funnel.AilmentOptions{LateFrom: "nowhere"}, []string{"late_from"}},
		"an end":    {funnel.AilmentOptions{LateFrom: "won"}, []string{"late_from"}},
		"and draws": {funnel.AilmentOptions{LateFrom: "won", FlowOptions: funnel.FlowOptions{Draws: 1}}, []string{"draws", "late_from"}},
	} {
		_, err := v.Ailments(test.o)
		var paths []string
		for _, f := range faultsOf(t, err) {
			paths = append(paths, f.Path)
		}
		assert.Equal(t, test.want, paths, name)
	}
}

// soundSpec is a pipeline of four stages without skips, in which all is as configured: w = .12, .3, .5, .75 of .4, .6, .667 and .75.
func soundSpec(deals int) simulate.Spec {
	s := simulate.SevenStages(deals)
	s.Stages = nil
	for i, on := range []float64{.4, .6, 2. / 3, .75} {
		ids := []string{"a", "b", "c", "d", "won"}
		s.Stages = append(s.Stages, simulate.Stage{ID: ids[i], Stay: simulate.Exponential(8), Moves: []simulate.Move{{To: ids[i+1], P: on}, {To: "lost", P: 1 - on}}})
	}
	s.Stages = append(s.Stages, simulate.Stage{ID: "won", Outcome: simulate.Won}, simulate.Stage{ID: "lost", Outcome: simulate.Lost})
	return s
}

// falseAilments returns how many histories in which all is as configured have each ailment.
func falseAilments(t testing.TB, s simulate.Spec, runs, draws int) map[sf.Code]float64 {
	config := pipelineOf(t, s).Config()
	for i, q := range []float64{.12, .3, .5, .75} {
		config.Stages[i].Probability = &q
	}
	p, err := stage.New(config)
	require.NoError(t, err)
	alarms := make(map[sf.Code]float64)
	for seed := range uint64(runs) {
		h, err := funnel.NewHistory(p, eventsOf(s.Rows(seed)), funnel.Options{})
		require.NoError(t, err)
		found, err := h.AsOf(s.End).Ailments(funnel.AilmentOptions{FlowOptions: funnel.FlowOptions{Draws: draws, Seed: seed}})
		require.NoError(t, err)
		for _, a := range found {
			alarms[a.Code]++
		}
	}
	return alarms
}

// Where all is as configured each is named at most 2.5 times in 100: of 80 histories more than 10 times once in 100,000.
func TestAilmentsFalseAlarms(t *testing.T) {
	for code, n := range falseAilments(t, soundSpec(300), 80, 200) {
		assert.LessOrEqual(t, n, 10., code)
	}
}
