package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// PenetrationOptions say what a region is and what it could hold. At least one of the potentials must be given.
type PenetrationOptions struct {
	// Fact is what the market is parted by; empty: "region".
	Fact string
	// Customer is the fact that tells customers apart, so that two deals of one count once; empty: every deal is a customer of its own.
	Customer string
	// Customers is how many customers there are to be won in each region.
	Customers map[string]int64
	// Amounts is what can be sold in each region, in one currency. It should be for the time that Period has.
	Amounts map[string]sf.Money
	// Period takes only wins in it; zero: all that the view shows. Open deals are those of the view's time.
	Period sf.Period
}

// Penetration is what part of its potential each region has given (市场渗透率).
type Penetration struct {
	Fact     string           `json:"fact"`
	Period   sf.Period        `json:"period,omitzero"`
	Rows     []PenetrationRow `json:"rows"` // by region; "" are deals of which it is not known
	Warnings []sf.Note        `json:"warnings,omitzero"`
}

// PenetrationRow is one region.
type PenetrationRow struct {
	Region    string      `json:"region"`
	Won       Tally       `json:"won"`             // deals won
	Open      Tally       `json:"open"`            // deals open
	Customers int64       `json:"customers"`       // customers with a won deal
	Reached   int64       `json:"reached"`         // customers with a deal that is won or open
	Potential int64       `json:"potential"`       // customers there are; 0 where none were given
	Amount    sf.Money    `json:"amount,omitzero"` // what can be sold, where given
	WonShare  sf.Estimate `json:"won_share"`       // Customers / Potential
	Share     sf.Estimate `json:"share"`           // Reached / Potential
	WonAmount sf.Estimate `json:"won_amount"`      // amount won / Amount; no interval
	AllAmount sf.Estimate `json:"all_amount"`      // amount won and open / Amount; no interval
}

// The estimators of penetration by name.
const (
	methodPenetration       = "count / potential, Jeffreys interval"
	methodPenetrationAmount = "amount / potential"
)

// Penetration returns what share of a region's potential is won, and what share is won or in the funnel:
//
//	customers won / customers there are        amount won / amount that can be sold
//
// A share of customers has the interval of Jeffreys, which is about the rate at which this region's customers are won and not about the
// count itself, which is certain (Brown, Cai and DasGupta 2001, Statistical Science 16). A share above 1 says that the potential is too small:
// it has no interval, and a warning names the region. Regions without a potential have the zero Estimate; regions with one and no deals have
// a share of 0. A deal without a Customer counts as a customer of its own. Customers are counted within a region, so that one with deals in
// two counts in both.
//
// A start of observation of the view changes nothing here. The cost is that of reading the rows. The error is an [*sf.InvalidError]: no
// potential at all, a negative one, an empty period, amounts in several currencies.
func (v *View) Penetration(o PenetrationOptions) (*Penetration, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	if _, err := zeroOf([]*View{v}, maps.Values(o.Amounts)); err != nil {
		return nil, err
	}
	regions, err := v.regions(o)
	if err != nil {
		return nil, err
	}
	out := &Penetration{Fact: cmp.Or(o.Fact, "region"), Period: o.Period, Rows: []PenetrationRow{}}
	var over, without []string
	for _, name := range slices.Sorted(maps.Keys(regions)) {
		row, err := regions[name].row(name, o)
		if err != nil {
			return nil, err
		}
		out.Rows = append(out.Rows, row)
		if max(row.WonShare.Value, row.Share.Value, row.WonAmount.Value) > 1 {
			over = append(over, name)
		}
		if row.Won.Deals+row.Open.Deals > 0 && row.Potential == 0 && !row.Amount.Known() {
			without = append(without, name)
		}
	}
	if n := len(over); n > 0 {
		out.Warnings = append(out.Warnings, sf.NewNote(CodePenetrationOver, "", sf.F("n", sf.Int(int64(n))), sf.F("examples", sf.Text(namesOf(over)))))
	}
	if n := len(without); n > 0 {
		out.Warnings = append(out.Warnings, sf.NewNote(CodePenetrationUnknown, "", sf.F("n", sf.Int(int64(n))), sf.F("examples", sf.Text(namesOf(without)))))
	}
	return out, nil
}

func (o PenetrationOptions) faults() (faults []sf.Note) {
	if len(o.Customers) == 0 && len(o.Amounts) == 0 {
		faults = append(faults, sf.NewNote(CodePenetrationNone, ""))
	}
	faults = append(faults, periodFaults("period", o.Period)...)
	negative := func(path, region string, v sf.Value) {
		faults = append(faults, sf.NewNote(CodePenetrationNegative, path, sf.F("region", sf.Text(clip(region))), sf.F("value", v)))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Customers)) {
		if n := o.Customers[name]; n < 0 {
			negative("customers", name, sf.Int(n))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Amounts)) {
		if m := o.Amounts[name]; m.Sign() < 0 {
			negative("amounts", name, sf.Amount(m))
		}
	}
	return faults
}

// region is one region under way. A customer is there with true when it has a won deal.
type region struct {
	won, open Tally
	customers map[string]bool
}

// regions counts the deals of every region, and makes one of each potential.
func (v *View) regions(o PenetrationOptions) (map[string]*region, error) {
	out := make(map[string]*region)
	at := func(name string) *region {
		if out[name] == nil {
			out[name] = &region{customers: make(map[string]bool)}
		}
		return out[name]
	}
	for name := range o.Customers {
		at(name)
	}
	for name := range o.Amounts {
		at(name)
	}
	for d := range v.Deals() {
		s := d.state()
		won := s.outcome == stage.Won && (wholeTime(o.Period) || o.Period.Contains(v.history.clock.time(s.entered)))
		if s.stage < 0 || !won && s.outcome != stage.Open {
			continue
		}
		r := at(groupName(d, cmp.Or(o.Fact, "region")))
		tally := &r.open
		if won {
			tally = &r.won
		}
		if err := tally.add(d.Amount()); err != nil {
			return nil, err
		}
		customer := "\x00" + d.ID() // no customer that a row names begins so
		if o.Customer != "" {
			if name := groupName(d, o.Customer); name != "" {
				customer = name
			}
		}
		r.customers[customer] = r.customers[customer] || won
	}
	return out, nil
}

// row compares a region with its potential.
func (r *region) row(name string, o PenetrationOptions) (PenetrationRow, error) {
	row := PenetrationRow{Region: name, Won: r.won, Open: r.open, Reached: int64(len(r.customers)), Potential: o.Customers[name], Amount: o.Amounts[name]}
	for _, won := range r.customers {
		if won {
			row.Customers++
		}
	}
	row.WonShare, row.Share = penetrated(row.Customers, row.Potential), penetrated(row.Reached, row.Potential)
	all := r.won
	if err := all.merge(r.open); err != nil {
		return row, err
	}
	row.WonAmount, row.AllAmount = penetratedAmount(r.won, row.Amount), penetratedAmount(all, row.Amount)
	return row, nil
}

func penetrated(x, n int64) sf.Estimate {
	if n <= 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(x) / float64(n), N: n, Method: methodPenetration}
	if x <= n {
		e.Low, e.High = binomial.Jeffreys(float64(x), float64(n), level)
		e.Level = level
	}
	return e
}

func penetratedAmount(t Tally, potential sf.Money) sf.Estimate {
	if potential.Sign() <= 0 || t.Deals > 0 && t.Deals == t.Unpriced {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: t.Amount.Float64() / potential.Float64(), N: t.Deals - t.Unpriced, Left: t.Unpriced, Method: methodPenetrationAmount}
	if t.Unpriced > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeSourceUnpriced, "", sf.F("n", sf.Int(t.Unpriced))))
	}
	return e
}
