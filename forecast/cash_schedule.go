package forecast

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Installment is a part of the money of a won deal.
type Installment struct {
	Share decimal.Decimal `json:"share"` // of the amount, above 0
	Days  int             `json:"days"`  // after the day on which the deal is won; 0: on that day
}

// Schedule says when the money of a won deal comes: 30 % at once and 70 % after 60 days, say. The shares sum to 1 exactly, and days
// ascend.
type Schedule []Installment

// mostInstallments bounds the parts of a schedule.
const mostInstallments = 120

// AtOnce is the schedule of deals that are paid as a whole so many days after they are won.
func AtOnce(days int) Schedule { return Schedule{{Share: decimal.NewFromInt(1), Days: days}} }

// Split parts an amount by the schedule into multiples of unit that sum to it to the last digit, by the largest remainder (Hamilton):
// each part is rounded down in magnitude, and the units that are left go one by one to the parts that lost most, the earlier first. What
// is less than a unit goes to the next of them. A unit that is not positive is 0.01. An unknown amount has unknown parts.
func (s Schedule) Split(m sf.Money, unit decimal.Decimal) ([]sf.Money, error) {
	if faults := s.check("schedule"); len(faults) > 0 || len(s) == 0 {
		return nil, sf.Invalid(append(faults, s.missing("schedule")...))
	}
	if unit.Sign() <= 0 {
		unit = defaultUnit
	}
	parts := make([]sf.Money, len(s))
	amount, known := m.Decimal()
	if !known {
		return parts, nil
	}
	for i, each := range s.split(amount, unit) {
		var err error
		if parts[i], err = sf.MoneyOf(each, m.Currency()); err != nil {
			return nil, sf.Invalid([]sf.Note{tooLarge("amount")})
		}
	}
	return parts, nil
}

func (s Schedule) split(amount, unit decimal.Decimal) []decimal.Decimal {
	if amount.Sign() < 0 {
		unit = unit.Neg()
	}
	parts, lost, order := make([]decimal.Decimal, len(s)), make([]decimal.Decimal, len(s)), make([]int, len(s))
	rest := amount
	for i, each := range s {
		exact := amount.Mul(each.Share)
		whole, left := exact.QuoRem(unit, 0)
		parts[i], lost[i], order[i] = whole.Mul(unit), left.Abs(), i
		rest = rest.Sub(parts[i])
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(lost[j].Cmp(lost[i]), 0) })
	for k := 0; rest.Sign() != 0; k++ {
		step := unit
		if rest.Abs().Cmp(unit.Abs()) < 0 {
			step = rest
		}
		i := order[k%len(order)]
		parts[i] = parts[i].Add(step)
		rest = rest.Sub(step)
	}
	return parts
}

// check finds what is wrong with a schedule; none at all is not.
func (s Schedule) check(path string) (faults []sf.Note) {
	if len(s) == 0 {
		return nil
	}
	sum := decimal.Decimal{}
	for i, each := range s {
		if each.Share.Sign() <= 0 || !withinDigits(each.Share) || each.Days < 0 || each.Days > MostHorizonDays || i > 0 && each.Days <= s[i-1].Days {
			faults = append(faults, sf.NewNote(CodeInstallment, fmt.Sprintf("%s[%d]", path, i), sf.F("most", sf.Int(MostHorizonDays))))
			continue
		}
		sum = sum.Add(each.Share)
	}
	if len(faults) == 0 && (!sum.Equal(decimal.NewFromInt(1)) || len(s) > mostInstallments) {
		faults = append(faults, sf.NewNote(CodeSchedule, path, sf.F("sum", sf.Number(sum)), sf.F("most", sf.Int(mostInstallments))))
	}
	return faults
}

func (s Schedule) missing(path string) []sf.Note {
	if len(s) > 0 {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeSchedule, path, sf.F("sum", sf.Int(0)), sf.F("most", sf.Int(mostInstallments)))}
}
