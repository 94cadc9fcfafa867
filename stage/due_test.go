package stage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

func day(text string) sf.Date {
	d, err := sf.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

var weekdays = sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}

func TestDue(t *testing.T) {
	p := gate(t)
	friday := time.Date(2026, 3, 6, 23, 0, 0, 0, time.UTC)
	asOf := func(text string) time.Time { return day(text).In(time.UTC).Add(12 * time.Hour) }

	due := p.Due("Qualification", friday, asOf("2026-03-10"), weekdays, sf.FactMap{"budget": usd(10)})
	for i := range due {
		said(t, due[i].Why)
		due[i].Why = nil
	}
	assert.Equal(t, []DueMilestone{
		{ID: "call", Text: "First call", Truth: criteria.False, Due: day("2026-03-10")},
		{ID: "talk", Text: "They like us", Truth: criteria.Unknown, Due: day("2026-04-05")},
		{ID: "money", Truth: criteria.False, Due: day("2026-03-06"), Over: 4, Overdue: true},
	}, due)

	// Saturday the 14th is four days after Tuesday the 10th, three of them worked.
	due = p.Due("qualify", friday, asOf("2026-03-14"), weekdays, nil)
	assert.Equal(t, 3, due[0].Over)
	assert.True(t, due[0].Overdue)
	assert.Equal(t, criteria.Unknown, due[2].Truth)
	assert.Equal(t, 8, due[2].Over)

	due = p.Due("qualify", friday, asOf("2026-03-14"), weekdays, sf.FactMap{"champion": sf.Text("Lin")})
	assert.Equal(t, criteria.True, due[0].Truth)
	assert.False(t, due[0].Overdue)
	assert.Zero(t, due[0].Over)
	assert.Empty(t, due[0].Why)
}

func TestDueOnAWeekendIsOverdueThoughNoDayWasWorked(t *testing.T) {
	wednesday := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC) // two working days later is Friday the 6th
	due := gate(t).Due("qualify", wednesday, time.Date(2026, 3, 7, 9, 0, 0, 0, time.UTC), weekdays, nil)
	assert.Equal(t, day("2026-03-06"), due[0].Due)
	assert.True(t, due[0].Overdue)
	assert.Zero(t, due[0].Over)
}

func TestDueOfNothing(t *testing.T) {
	p := gate(t)
	assert.Nil(t, p.Due("stranger", monday, monday, weekdays, nil))
	assert.Empty(t, p.Due("won", monday, monday, weekdays, nil))
	for _, d := range p.Due("qualify", time.Time{}, monday, weekdays, nil) {
		assert.True(t, d.Due.IsZero())
		assert.False(t, d.Overdue)
	}
	for _, d := range p.Due("qualify", monday, time.Time{}, weekdays, nil) {
		assert.False(t, d.Overdue)
	}
}

func TestDueInTheCalendarsZone(t *testing.T) {
	shanghai := weekdays
	shanghai.Location = time.FixedZone("CST", 8*3600)
	late := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC) // Monday the 2nd, 1 o'clock, in Shanghai
	assert.Equal(t, day("2026-03-02"), gate(t).Due("qualify", late, monday, shanghai, nil)[2].Due)
}

func TestLimitDate(t *testing.T) {
	p := mustNew(t, deals())
	assert.Equal(t, day("2026-03-23"), p.LimitDate(0, monday, weekdays))
	assert.Equal(t, day("2026-03-17"), p.LimitDate(0, monday, sf.Calendar{}))
	holiday := weekdays
	holiday.Holidays = []sf.Date{day("2026-03-23"), day("2026-03-22")}
	assert.Equal(t, day("2026-03-24"), p.LimitDate(0, monday, holiday))
	idle := sf.Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	assert.True(t, p.LimitDate(0, monday, idle).IsZero())
	assert.True(t, p.LimitDate(2, monday, weekdays).IsZero(), "no limit")
	assert.True(t, p.LimitDate(0, time.Time{}, weekdays).IsZero(), "no entry")
}
