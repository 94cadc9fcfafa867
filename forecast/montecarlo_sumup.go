package forecast

import (
	"context"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// sumUp turns the columns into the numbers of the groups and measures.
func (s *simulation) sumUp(ctx context.Context) ([]Measured, []sf.Note, error) {
	measured := make([]Measured, len(s.carlo.Measures))
	columns, groups := s.columns(), len(s.groups)
	faults := make([][]sf.Note, groups+len(measured))
	shareOut(len(faults), func() func(int) {
		return func(i int) {
			switch k := i - groups; {
			case ctx.Err() != nil:
			case k < 0:
				faults[i] = s.fillGroup(s.groups[i], s.values[i*columns:][:columns])
			default:
				measured[k], faults[i] = measuredOf(k, s.carlo.Measures[k], s.values[groups*columns+k])
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	var notes []sf.Note
	for i, each := range measured {
		if each.N < LeastTrials {
			notes = append(notes, measureNote(CodeMeasureFew, i, s.carlo.Measures[i], sf.F("n", sf.Int(int64(each.N))), sf.F("trials", sf.Int(int64(s.trials)))))
		}
	}
	return measured, notes, sf.Invalid(slices.Concat(faults...))
}

// measuredOf sums up the column of measure i.
func measuredOf(i int, m Measure, values []float64) (Measured, []sf.Note) {
	if trial := slices.IndexFunc(values, func(x float64) bool { return math.IsInf(x, 0) }); trial >= 0 {
		return Measured{}, []sf.Note{measureNote(CodeMeasureInfinite, i, m, sf.F("trial", sf.Int(int64(trial+1))))}
	}
	sample := &Sample{values}
	return Measured{Name: m.Name, N: sample.N(), Sample: sample, Range: sample.summary()}, nil
}

// fillGroup fills a group from its columns.
func (s *simulation) fillGroup(g *SimulatedGroup, columns [][]float64) []sf.Note {
	quotas := 0
	total := decimal.Decimal{}
	for j, period := range s.options.Periods {
		o := simulatedOutlook(period, columns[j])
		if amount, known := s.quota(g, j).Decimal(); known {
			quotas++
			total = total.Add(amount)
			o.aim(s.quota(g, j))
		}
		g.Periods = append(g.Periods, o)
	}
	whole := sf.Period{From: s.by[0], To: s.by[len(s.by)-1]}
	g.Horizon = simulatedOutlook(whole, columns[len(columns)-1])
	g.AllQuotas = allQuotas(g.Periods, s.trials)
	if quotas < len(g.Periods) {
		return nil
	}
	quota, err := sf.MoneyOf(total, s.currency)
	if err != nil {
		return []sf.Note{tooLarge(groupName(g.Path))}
	}
	g.Horizon.aim(quota)
	for j := range g.Periods {
		g.Periods[j].condition(&g.Horizon)
	}
	return nil
}

// quota is what a group aims at in a period; unknown: nothing.
func (s *simulation) quota(g *SimulatedGroup, period int) sf.Money {
	for _, q := range s.options.Quotas {
		if slices.Equal(q.Group, g.Path) && q.Period.Equal(s.options.Periods[period]) {
			return q.Amount
		}
	}
	return sf.Money{}
}

// simulatedOutlook is the outlook of a column, without a quota.
func simulatedOutlook(period sf.Period, values []float64) SimulatedOutlook {
	sample := &Sample{values}
	return SimulatedOutlook{Period: period, Revenue: sample, Range: sample.summary()}
}

// summary returns what the numbers of a sample are.
func (s *Sample) summary() SimulatedRange {
	sorted := slices.Clone(s.counted())
	slices.Sort(sorted)
	return SimulatedRange{
		Mean: s.Mean(), Variance: s.Variance(),
		P10: quantileOf(sorted, 0.1), P50: quantileOf(sorted, 0.5), P90: quantileOf(sorted, 0.9),
	}
}

// aim sets the quota.
func (o *SimulatedOutlook) aim(quota sf.Money) {
	o.Quota, o.Chance = quota, o.Revenue.AtLeast(quota.Float64())
}

// condition sets the chances of the horizon given this period.
func (o *SimulatedOutlook) condition(horizon *SimulatedOutlook) {
	mine, whole := o.Quota.Float64(), horizon.Quota.Float64()
	o.HorizonIfMet = horizon.Revenue.Given(o.Revenue, mine).AtLeast(whole)
	o.HorizonIfMissed = horizon.Revenue.GivenBelow(o.Revenue, mine).AtLeast(whole)
}

// allQuotas is the probability that every quota that was set is reached.
func allQuotas(periods []SimulatedOutlook, trials int) Drawn {
	reached, set := 0, false
	for t := range trials {
		all := true
		for _, o := range periods {
			if o.Quota.Known() {
				set = true
				all = all && reaches(o.Revenue.values[t], o.Quota.Float64())
			}
		}
		if all {
			reached++
		}
	}
	if !set {
		return Drawn{}
	}
	return frequency(reached, trials)
}
