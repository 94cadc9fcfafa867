package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func retentionOf(t *testing.T, v *funnel.View, o funnel.RetentionOptions) *funnel.Retention {
	r, err := v.Retention(o)
	require.NoError(t, err)
	return r
}

// cohortBrief writes a cohort as "customers late active churned returned; followed/kept rate …".
func cohortBrief(c funnel.RetentionCohort) string {
	s := fmt.Sprintf("%d %d %d %d %d;", c.Customers, c.Late, c.Active, c.Churned, c.Returned)
	for _, a := range c.Ages {
		s += fmt.Sprintf(" %d/%d %.4g", a.Kept, a.Followed, a.Rate.Value)
	}
	return s
}

// A life begins with the first of the stages that begin it and ends with the first churn; who churned first, as far as anyone knows, has none.
// Units of 10 days on day 50.
func TestCustomerLives(t *testing.T) {
	tenDays := funnel.RetentionOptions{UnitDays: 10, Units: 3}
	for name, c := range map[string]struct {
		rows []funnel.Event
		o    funnel.RetentionOptions
		want string
	}{
		"churned twice": {
			rows: []funnel.Event{customerRow("a", 0, "active"), customerRow("a", 15, "churned"), customerRow("a", 20, "active"), customerRow("a", 45, "churned")},
			want: "1 0 0 1 1; 1/1 1 0/1 0 0/1 0",
		},
		"begins when renewed": { // on day 20, and churns on day 35
			rows: []funnel.Event{customerRow("a", 0, "active"), customerRow("a", 20, "renewed"), customerRow("a", 35, "churned"), customerRow("a", 40, "active")},
			o:    funnel.RetentionOptions{Begin: []string{"renewed"}, UnitDays: 10, Units: 3}, want: "1 0 0 1 1; 1/1 1 0/1 0 0/1 0",
		},
		"came back only":    {rows: []funnel.Event{customerRow("a", 10, "churned"), customerRow("a", 20, "active")}, want: "0 0 0 0 0;"},
		"churns today":      {rows: []funnel.Event{customerRow("a", 10, "active"), {Deal: "a", At: on2026(50).Add(time.Hour), Stage: "churned"}}, want: "1 0 1 0 0; 1/1 1 1/1 1 1/1 1"},
		"churned yesterday": {rows: []funnel.Event{customerRow("a", 40, "active"), customerRow("a", 49, "churned")}, want: "1 0 0 1 0; 0/1 0"},
		"from when seen": { // all began on day 0; l is under observation from day 20 on, and y churns on day 19, z on day 20
			rows: []funnel.Event{
				lateRow("l", 0, 20), customerRow("x", 0, "active"), customerRow("y", 0, "active"), customerRow("y", 19, "churned"), customerRow("z", 0, "active"), customerRow("z", 20, "churned"),
			},
			want: "4 1 2 2 0; 3/3 1 2/3 0.6667 1/3 0.4444", // (1 − 1/3)(1 − 1/3)
		},
		"churned when seen": { // on the first day that it is under observation, on which x is at risk, too
			rows: []funnel.Event{lateRow("l", 0, 20), customerRow("l", 20, "churned"), customerRow("x", 0, "active")}, want: "2 1 1 1 0; 1/1 1 1/1 1 1/1 0.5",
		},
		"nobody from the beginning": {rows: []funnel.Event{lateRow("l", 25, 30)}, want: "1 1 1 0 0; 0/0 1 0/0 1"}, // of 25 days, seen from the fifth
		"exactly one unit":          {rows: []funnel.Event{lateRow("l", 40, 42)}, o: funnel.RetentionOptions{UnitDays: 10}, want: "1 1 1 0 0; 0/0 1"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.o.UnitDays == 0 {
				c.o = tenDays
			}
			v := historyOf(t, afterSale(t), funnel.Options{RecordedLate: 1}, c.rows...).AsOf(on2026(50).Add(2 * time.Hour))
			r := retentionOf(t, v, c.o)
			assert.Equal(t, c.want, cohortBrief(r.All))
			assert.Equal(t, name == "came back only", slices.Contains(codesOf(r.Warnings), funnel.CodeCustomerUnseen))
		})
	}
}

// lateRow is a row of a customer that began on a day and came on record at the beginning of another.
func lateRow(id string, day, known int) funnel.Event {
	e := customerRow(id, day, "active")
	e.Recorded = on2026(known)
	return e
}

// A customer who begins at the very end of a cohort belongs to the next, which may begin there; what customers are called changes nothing.
func TestRetentionCohortsMeet(t *testing.T) {
	meet := on2026(10).Add(9 * time.Hour)
	v := historyOf(t, afterSale(t), funnel.Options{}, sixCustomers()...).AsOf(on2026(100))
	r := retentionOf(t, v, funnel.RetentionOptions{Cohorts: []sf.Period{{From: on2026(0), To: meet}, {From: meet, To: on2026(40)}}})
	assert.Equal(t, []int64{2, 2, 2}, []int64{r.Cohorts[0].Customers, r.Cohorts[1].Customers, r.Outside})

	turned := sixCustomers()
	for i := range turned {
		turned[i].Deal = strings.Map(func(r rune) rune { return 'a' + 'f' - r }, turned[i].Deal)
	}
	months, same := retentionOf(t, v, funnel.RetentionOptions{}), retentionOf(t, historyOf(t, afterSale(t), funnel.Options{}, turned...).AsOf(on2026(100)), funnel.RetentionOptions{})
	assert.Equal(t, months.Cohorts, same.Cohorts)
}

// The only customer seen from the beginning churned before anybody else was under observation: that the curve is 0 from there on says so.
func TestCustomersWithAGap(t *testing.T) {
	rows := []funnel.Event{customerRow("a", 0, "active"), customerRow("a", 5, "churned"), lateRow("l", 0, 20)}
	v := historyOf(t, afterSale(t), funnel.Options{}, rows...).AsOf(on2026(50))
	r := retentionOf(t, v, funnel.RetentionOptions{UnitDays: 10, Units: 3})
	require.Equal(t, []sf.Code{funnel.CodeCustomerGap}, codesOf(r.All.Ages[2].Rate.Warnings))
	assert.Contains(t, r.All.Ages[2].Rate.Warnings[0].Text, "at age 5 days")
	worth, err := v.LifetimeValue(funnel.LifetimeValueOptions{Margin: cny(1), UnitDays: 10, Units: 3})
	require.NoError(t, err)
	assert.Contains(t, codesOf(worth.Warnings), funnel.CodeCustomerGap)
}
