package forecast

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

// Options are the options of [Run].
type Options struct {
	// Periods are what is asked about: ascending, each beginning where the one before it ended, the last ending after the book's time.
	Periods []sf.Period
	// Quotas are what is aimed at. A group or a period may be without; a group without deals still gets its rows.
	Quotas []Quota
	// Unit is what the weighted value of each deal is rounded to, half to even; zero: 0.01.
	Unit decimal.Decimal
	// Rollup is the rule by which categories are summed; zero: [Cumulative].
	Rollup Rollup
	// Dependence says how much deals share a fate. If it is not zero, each Outlook has a second distribution beside the independent one,
	// and each group one over all periods together. Zero: independent.
	Dependence Dependence
	// Amounts are the ratios at which deals are won, learned by [LearnAmounts] from the past: the distributions then take the amount of an
	// open deal to be uncertain, a·R with the ratios R of its stage, and so do their means, quantiles and chances. Weighted and all sums of
	// amounts stay what the amounts shown come to, and [Simulate] draws amounts as shown. Nil: amounts are certain.
	Amounts *Amounts
	// NewBusiness is what was learned about deals that are not created yet. If it is set, the Outlooks of the whole have New and Total, and
	// the whole has a Horizon. It is not shared out among groups: for one of them, learn from its view and run its book. Nil: open deals alone.
	NewBusiness *NewBusiness
}

// Quota is what one group aims at in one period. The quota of a group need not be the sum of its parts, and is not made so.
type Quota struct {
	Group  []string // nil: everyone
	Period sf.Period
	Amount sf.Money
}

// Rollup is the rule by which forecast categories are summed. In JSON it is a word.
type Rollup uint8

// The rules. Under both, amounts are not weighted, open deals count in the period of their close date, and omitted ones nowhere.
const (
	// Cumulative adds to each category those that are surer: commit holds closed, best case holds commit, pipeline holds best case.
	Cumulative Rollup = iota // cumulative
	// Single keeps each category to itself.
	Single // single
)

var rollupWords = word.Set[Rollup]{Package: "forecast", Name: "rollup", Words: []string{"cumulative", "single"}}

// String returns the rule's word.
func (r Rollup) String() string { return rollupWords.String(r) }

// MarshalText writes the rule's word.
func (r Rollup) MarshalText() ([]byte, error) { return rollupWords.Marshal(r) }

// UnmarshalText reads the rule's word.
func (r *Rollup) UnmarshalText(b []byte) error { return rollupWords.Unmarshal(r, b) }

// defaultUnit is a hundredth.
var defaultUnit = decimal.New(1, -2)

// maxDepth bounds the depth of a group.
const maxDepth = 32

// check finds every fault of the options, given the book that they are for.
func (o Options) check(l *ledger) (faults []sf.Note) {
	faults = o.checkPeriods(l)
	type target struct {
		group  string
		period int
	}
	seen := make(map[target]bool)
	for i, q := range o.Quotas {
		path := fmt.Sprintf("quotas[%d]", i)
		at := o.period(q.Period)
		if at < 0 {
			faults = append(faults, sf.NewNote(CodeQuotaPeriod, path+".period", sf.F("period", sf.Text(q.Period.String()))))
		}
		if amount, known := q.Amount.Decimal(); !known || amount.Sign() < 0 {
			faults = append(faults, sf.NewNote(CodeQuotaAmount, path+".amount"))
		} else if !l.price(q.Amount) {
			faults = append(faults, currencyFault(path+".amount", q.Amount.Currency(), l.currency))
		}
		key := target{strings.Join(q.Group, "\x00"), at}
		if seen[key] {
			faults = append(faults, sf.NewNote(CodeQuotaTwice, path, sf.F("group", sf.Text(groupName(q.Group))), sf.F("period", sf.Text(q.Period.String()))))
		}
		seen[key] = at >= 0
		if len(q.Group) > maxDepth {
			faults = append(faults, depthFault(path+".group"))
		}
	}
	if o.Unit.Sign() < 0 || !withinDigits(o.Unit) {
		faults = append(faults, sf.NewNote(CodeRoundingUnit, "unit"))
	}
	if !rollupWords.Valid(o.Rollup) {
		faults = append(faults, sf.NewNote(CodeRollup, "rollup"))
	}
	if n := o.NewBusiness; n != nil {
		faults = append(faults, n.checkAt(l)...)
	}
	return append(faults, o.Dependence.checkAt(l.book.AsOf)...)
}

func (o Options) checkPeriods(l *ledger) (faults []sf.Note) {
	if len(o.Periods) == 0 {
		return []sf.Note{sf.NewNote(CodeNoPeriods, "periods")}
	}
	if len(o.Periods) > sf.MaxPeriods {
		return []sf.Note{sf.NewNote(CodeTooLarge, "periods", sf.F("what", sf.Text("periods")))}
	}
	for i, p := range o.Periods {
		if !p.Valid() || i > 0 && !p.From.Equal(o.Periods[i-1].To) {
			faults = append(faults, sf.NewNote(CodePeriod, fmt.Sprintf("periods[%d]", i), sf.F("period", sf.Text(p.String()))))
		}
	}
	if last := o.Periods[len(o.Periods)-1]; len(faults) == 0 && !last.To.After(l.book.AsOf) {
		faults = append(faults, sf.NewNote(CodePastPeriods, "periods", sf.F("as_of", sf.Instant(l.book.AsOf))))
	}
	return faults
}

// period returns the index of a period, -1 when the run does not have it.
func (o Options) period(p sf.Period) int { return slices.IndexFunc(o.Periods, p.Equal) }

func (o Options) unit() decimal.Decimal {
	if o.Unit.Sign() == 0 {
		return defaultUnit
	}
	return o.Unit
}

// groupName is a path as people write it.
func groupName(path []string) string { return strings.Join(path, "/") }

func depthFault(path string) sf.Note {
	return sf.NewNote(CodeTooLarge, path, sf.F("what", sf.Text("group")))
}
