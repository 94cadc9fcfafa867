package funnel

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// RetentionOptions say who is a customer and how ages are counted. The zero value takes a deal for a customer from its first stage on until it is
// lost, months of 30 days, and the calendar month for a cohort.
type RetentionOptions struct {
	// Begin are the stages, by id or alias, whose entry begins a customer's life; empty: any stage that is no churn.
	Begin []string
	// Churn are the stages whose entry ends it; empty: the lost stages. A renewal is no end: let it be an open stage, or a won one of a
	// pipeline that lets deals reopen.
	Churn []string
	// UnitDays is the length of one unit of age; 0: 30.
	UnitDays int
	// Units is how many units are listed at most; 0: 24.
	Units int
	// Cohorts are the periods whose new customers are followed together; empty: the calendar months that have any, in the calendar's location.
	Cohorts []sf.Period
}

// Bounds and defaults of the units of age.
const (
	monthDays   = 30
	manyUnits   = 24
	mostUnits   = 1200
	daysPerYear = 365.25
)

func (o RetentionOptions) unit() int  { return cmp.Or(o.UnitDays, monthDays) }
func (o RetentionOptions) units() int { return cmp.Or(o.Units, manyUnits) }

func (o RetentionOptions) faults() []sf.Note {
	faults := unitFaults(o.UnitDays, o.Units)
	for i, p := range o.Cohorts {
		if !p.Valid() || i > 0 && p.From.Before(o.Cohorts[i-1].To) {
			faults = append(faults, sf.NewNote(CodeCustomerCohort, "cohorts["+strconv.Itoa(i)+"]", sf.F("period", sf.Text(p.String()))))
		}
	}
	return faults
}

// unitFaults checks the length of a unit of age and how many are asked for.
func unitFaults(unitDays, units int) (faults []sf.Note) {
	check := func(path string, n, most int) {
		if n < 0 || n > most {
			faults = append(faults, sf.NewNote(CodeCustomerUnit, path, sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(int64(most)))))
		}
	}
	check("unit_days", unitDays, MaxAge)
	check("units", units, mostUnits)
	return faults
}

// Retention is how many of those who became customers still are, by age and by the time at which they became one (客户留存率).
type Retention struct {
	UnitDays int               `json:"unit_days"`
	All      RetentionCohort   `json:"all"`     // everyone in a cohort, as one
	Cohorts  []RetentionCohort `json:"cohorts"` // by time; with none given, only those that have customers
	Outside  int64             `json:"outside"` // customers who began in none of the cohorts given
	Warnings []sf.Note         `json:"warnings,omitzero"`
}

// RetentionCohort is the customers who became one in the same period.
type RetentionCohort struct {
	Period    sf.Period      `json:"period,omitzero"` // of [Retention].All: from the first cohort to the last
	Customers int64          `json:"customers"`
	Late      int64          `json:"late"`     // of them: seen only from some later age on
	Active    int64          `json:"active"`   // have not churned
	Churned   int64          `json:"churned"`  // have
	Returned  int64          `json:"returned"` // of the churned: came back; they stay churned here
	Ages      []RetentionAge `json:"ages"`     // from 1 unit on, as far as anyone was followed
}

// RetentionAge is a cohort at one age.
type RetentionAge struct {
	Age      int   `json:"age"`      // in units
	Followed int64 `json:"followed"` // customers that were seen from the beginning and could be for that long, churned or not
	Kept     int64 `json:"kept"`     // of them: had not churned by then. Kept/Followed is the classic triangle of retention
	// Rate is the share of the cohort that is still a customer after so many units: the estimate of Kaplan and Meier,
	//
	//	S = P(T ≥ age·unit) = Π_{u < age·unit} (1 − churned at day u / under observation at day u)
	//
	// with the interval of [Survival.At]. It uses those who could not be followed for so long as far as they were.
	Rate sf.Estimate `json:"rate"`
}

// Retention follows the customers of the view by the period in which they became one. Its deals are customers, in a pipeline of the time after
// the sale, such as active, at risk, renewed and churned. Who has not churned is censored, not kept for ever: each counts for as long as
// observed. Ages that nobody has had the time to reach are absent, which is not 0.
//
// A customer who came back is churned all the same, and counted in Returned: a second life is another question. Those who came into the
// history in mid-life are at risk from then on, and are in no triangle.
//
// The cost is that of reading the rows, and of cohorts × days of the longest life. The error is an [*sf.InvalidError]: stages that do not exist,
// units out of range, cohorts out of order.
func (v *View) Retention(o RetentionOptions) (*Retention, error) {
	rules, faults := v.customerRules(o.Begin, o.Churn)
	if err := sf.Invalid(append(faults, o.faults()...)); err != nil {
		return nil, err
	}
	all := v.customers(rules)
	out := &Retention{UnitDays: o.unit(), Cohorts: []RetentionCohort{}, Warnings: all.warnings(v)}
	periods, groups := v.cohorts(all.lives, o.Cohorts)
	var inside []customerLife
	for i, p := range periods {
		c := v.cohort(groups[i], o)
		c.Period = p
		out.Cohorts = append(out.Cohorts, c)
		inside = append(inside, groups[i]...)
	}
	out.Outside = int64(len(all.lives) - len(inside))
	out.All = v.cohort(inside, o)
	if n := len(periods); n > 0 {
		out.All.Period = sf.Period{From: periods[0].From, To: periods[n-1].To}
	}
	return out, nil
}

// cohorts parts lives by the period in which they began: the given ones, or the calendar months that have any.
func (v *View) cohorts(lives []customerLife, given []sf.Period) ([]sf.Period, [][]customerLife) {
	lives = slices.Clone(lives)
	slices.SortStableFunc(lives, func(a, b customerLife) int { return cmp.Compare(a.began, b.began) })
	periods := slices.Clone(given)
	groups := make([][]customerLife, len(periods))
	for _, x := range lives {
		began := v.history.clock.time(x.began)
		if len(given) == 0 {
			if n := len(periods); n == 0 || !periods[n-1].Contains(began) {
				periods, groups = append(periods, sf.Months(began, 1)[0]), append(groups, nil)
			}
			groups[len(periods)-1] = append(groups[len(periods)-1], x)
			continue
		}
		i, found := slices.BinarySearchFunc(periods, began, func(p sf.Period, t time.Time) int {
			switch {
			case t.Before(p.From):
				return 1
			case !t.Before(p.To):
				return -1
			default:
				return 0
			}
		})
		if found {
			groups[i] = append(groups[i], x)
		}
	}
	return periods, groups
}

// cohort counts the customers of one cohort.
func (v *View) cohort(lives []customerLife, o RetentionOptions) RetentionCohort {
	c := RetentionCohort{Customers: int64(len(lives)), Ages: []RetentionAge{}}
	for _, x := range lives {
		switch {
		case !x.churned:
			c.Active++
		default:
			c.Churned++
			if x.returned {
				c.Returned++
			}
		}
		if x.late {
			c.Late++
		}
	}
	curve, _ := survivalOf(lives)
	today, clock := v.history.clock.day(v.asOf), v.history.clock
	for age := 1; age <= o.units(); age++ {
		days := int64(age) * int64(o.unit())
		a := RetentionAge{Age: age, Rate: curve.At(int(min(days-1, MaxAge)))}
		for _, x := range lives {
			if x.late || today-clock.day(x.began) < days {
				continue
			}
			a.Followed++
			if x.days >= days {
				a.Kept++
			}
		}
		if a.Followed == 0 && days > int64(curve.Ages()) { // even of a cohort that is gone
			break
		}
		c.Ages = append(c.Ages, a)
	}
	return c
}
