package funnel

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// RepurchaseOptions say what a purchase is and whose. The zero value takes each deal for a customer and each entry into a won stage for a purchase.
type RepurchaseOptions struct {
	// Customer is the fact that names the customer, where a deal is one purchase and a customer has many, as in most CRMs; empty: a deal is a
	// customer, in a pipeline that lets won deals reopen or whose purchases are open stages.
	Customer string
	// Purchase are the stages, by id or alias, whose entry is a purchase; empty: the won stages.
	Purchase []string
	// Churn are the stages whose entry ends the waiting for another purchase; empty: the lost stages, or, with a Customer, none, since one
	// deal that is lost does not lose the customer. It counts whether that deal has a purchase or not.
	Churn []string
	// WithinDays are the days within which another purchase is asked for; empty: 90, 180 and 365.
	WithinDays []int
	// Orders is after how many purchases the next is looked at, from the first on; 0: 3.
	Orders int
}

func (o RepurchaseOptions) within() []int {
	if len(o.WithinDays) == 0 {
		return []int{90, 180, 365}
	}
	return slices.Clone(o.WithinDays)
}

func (o RepurchaseOptions) orders() int { return cmp.Or(o.Orders, 3) }

func (o RepurchaseOptions) faults() []sf.Note {
	faults := unitFaults(0, o.Orders)
	for i, d := range o.WithinDays {
		if d < 0 || d > MaxAge {
			faults = append(faults, sf.NewNote(CodeCustomerUnit, "within_days["+strconv.Itoa(i)+"]", sf.F("n", sf.Int(int64(d))), sf.F("max", sf.Int(MaxAge))))
		}
	}
	return faults
}

// Repurchase is whether and when customers buy again (复购).
type Repurchase struct {
	Buyers    int64         `json:"buyers"`    // customers with a purchase
	Purchases int64         `json:"purchases"` // those of one customer and day count as one
	Unnamed   int64         `json:"unnamed"`   // deals with a purchase of which the customer is not known; they are left out
	Orders    []RepeatOrder `json:"orders"`    // after the first purchase, after the second …, as far as there are buyers
}

// RepeatOrder is what came after the purchase of one number.
type RepeatOrder struct {
	After      int            `json:"after"`   // after this purchase of the customer, the first being 1
	Buyers     int64          `json:"buyers"`  // who made it
	Again      int64          `json:"again"`   // of them: made another, before any churn
	Churned    int64          `json:"churned"` // churned first, whatever they bought later
	Open       int64          `json:"open"`    // neither, so far
	Within     []RepeatWithin `json:"within"`
	MedianDays sf.Estimate    `json:"median_days"` // when half of the buyers have bought again; zero where so many have not
}

// RepeatWithin is the share of buyers who buy again within so many days.
type RepeatWithin struct {
	Days int `json:"days"`
	// Share is the cumulative incidence of another purchase, with churn as the competing end and those who may still buy censored:
	// F(days) of [Hazards.Incidence]. It is zero where nobody was followed for so long.
	Share sf.Estimate `json:"share"`
}

// purchase is one day on which a customer bought.
type purchase struct {
	at    int64 // instant
	day   int64
	since int64 // first day under observation, which may lie before it
}

// buyer is a customer and what they bought.
type buyer struct {
	bought  []purchase
	churned []int64 // instants, in order
}

// Repurchase says how many customers buy again, and when. Who has not done so by the view's time may yet do so, and is censored; the plain share
// of those who have is too small wherever customers are new. The waiting after a purchase ends with the next one or with the first churn after it, which
// may be that of another deal of the customer.
//
// Where purchases before the history began are not known, the number of a purchase counts from the first that is known. The error is an
// [*sf.InvalidError]: stages that do not exist, numbers out of range.
func (v *View) Repurchase(o RepurchaseOptions) (*Repurchase, error) {
	faults := o.faults()
	p := v.history.pipeline
	bought, faults := stageSet(p, o.Purchase, "purchase", faults)
	churn, faults := stageSet(p, o.Churn, "churn", faults)
	for i := range p.Len() {
		bought[i] = bought[i] || len(o.Purchase) == 0 && p.Outcome(i) == stage.Won
		churn[i] = churn[i] || len(o.Churn) == 0 && o.Customer == "" && p.Outcome(i) == stage.Lost
		if bought[i] && churn[i] {
			faults = append(faults, customerStageFault("purchase", p.StageID(i)))
		}
	}
	if len(o.Purchase) == 0 && !slices.Contains(bought, true) {
		faults = append(faults, sf.NewNote(CodeNoPurchaseStage, "purchase"))
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	buyers, unnamed := v.buyers(o.Customer, bought, churn)
	out := &Repurchase{Buyers: int64(len(buyers)), Unnamed: unnamed, Orders: []RepeatOrder{}}
	for _, b := range buyers {
		out.Purchases += int64(len(b.bought))
	}
	for k := range o.orders() {
		if next := v.repeatOrder(buyers, k, o.within()); next.Buyers > 0 {
			out.Orders = append(out.Orders, next)
		}
	}
	return out, nil
}

// buyers reads the purchases of the view, customer by customer.
func (v *View) buyers(customer string, bought, churn []bool) (list []buyer, unnamed int64) {
	byName := make(map[string]*buyer)
	clock, last := v.history.clock, v.lastDay()
	for d := range v.candidates() {
		var b buyer
		s := v.follow(d, listener{move: func(_, to, row int) {
			at := v.history.rows.at[row]
			day := clock.day(at)
			switch {
			case day > last:
			case bought[to]:
				b.bought = append(b.bought, purchase{at: at, day: day})
			case churn[to]:
				b.churned = append(b.churned, at)
			}
		}})
		if len(b.bought) == 0 && (customer == "" || len(b.churned) == 0) {
			continue
		}
		for i := range b.bought {
			b.bought[i].since = v.seenFrom(s.observed)
		}
		name := v.history.deals.at(d)
		if customer != "" {
			fact := (Deal{v, d}).Fact(customer)
			if !fact.Known() {
				if len(b.bought) > 0 {
					unnamed++
				}
				continue
			}
			name = fact.String()
		}
		if known := byName[name]; known != nil {
			known.bought = append(known.bought, b.bought...)
			known.churned = append(known.churned, b.churned...)
		} else {
			byName[name] = &b
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		b := byName[name]
		if len(b.bought) == 0 {
			continue
		}
		slices.Sort(b.churned)
		slices.SortFunc(b.bought, func(x, y purchase) int {
			return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.since, y.since), cmp.Compare(x.at, y.at))
		})
		b.bought = slices.CompactFunc(b.bought, func(x, y purchase) bool { return x.day == y.day })
		list = append(list, *b)
	}
	return list, unnamed
}

// repeatOrder counts what came after purchase k of each buyer, from 0 on.
func (v *View) repeatOrder(buyers []buyer, k int, within []int) RepeatOrder {
	out := RepeatOrder{After: k + 1}
	table, today := customerTable(), v.lastDay()+1
	for _, b := range buyers {
		if k >= len(b.bought) {
			continue
		}
		out.Buyers++
		from := b.bought[k]
		i, _ := slices.BinarySearch(b.churned, from.at) // the first churn after it
		churned := i < len(b.churned)
		switch {
		case churned && (k+1 == len(b.bought) || b.churned[i] < b.bought[k+1].at):
			out.Churned++
			table.add(lifeCustomer, lifeChurned, from.since-from.day, v.history.clock.day(b.churned[i])-from.day)
		case k+1 < len(b.bought):
			out.Again++
			table.add(lifeCustomer, lifeEnd, from.since-from.day, b.bought[k+1].day-from.day)
		default:
			out.Open++
			table.add(lifeCustomer, -1, from.since-from.day, today-from.day)
		}
	}
	h, err := table.Hazards(HazardOptions{})
	if err != nil { // one stage and 36,525 days are never too many
		panic("funnel: " + err.Error())
	}
	again, err := h.Incidence("customer", "end")
	if err != nil {
		panic("funnel: " + err.Error())
	}
	again.warnings = customerGap(h)
	for _, days := range within {
		out.Within = append(out.Within, RepeatWithin{Days: days, Share: again.At(days)})
	}
	out.MedianDays = again.median()
	return out
}

// median returns the first age at which half have made the move, with the ages at which the interval of the curve gets there; +Inf where it
// does not within the ages seen. It is zero where half have not made it by then.
func (c *Incidence) median() sf.Estimate {
	reach := func(curve []float64) (float64, bool) {
		i := slices.IndexFunc(curve, func(f float64) bool { return f >= 0.5-sameShare })
		return float64(i), i >= 0
	}
	at, ok := reach(c.f)
	if !ok {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: at, High: math.Inf(1), Level: level, N: c.stays, Method: methodIncidence + " median"}
	first := slices.IndexFunc(c.f, func(f float64) bool { return f > 0 }) // before it nothing speaks for an earlier age
	low, _ := reach(c.high[first:])
	e.Low = float64(first) + max(low, 0)
	if high, ok := reach(c.low); ok {
		e.High = high
	}
	return e
}
