package funnel

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// What the comparison of sources supposes.
const (
	fewestOfSource = 10   // deals of a source that is tested
	falseSources   = 0.05 // of the sources named, the share that may be named by chance
)

// The stages of the life of a deal as a whole.
const (
	wholeDeal = iota
	wholeWon
	wholeLost
	wholeStages
)

// sourceTest is one source against all other deals.
type sourceTest struct {
	name        string
	part        *View
	share, rest sf.Estimate
	days        int // within so many
	p           float64
}

// poorSources returns the sources whose deals are won less often than the others. A table is kept for one source at a time.
func (v *View) poorSources(o AilmentOptions) ([]Ailment, error) {
	all := v.wholeTable()
	var tests []sourceTest
	var p []float64
	for name, part := range v.Split(o.source()) {
		source := part.wholeTable()
		if name == "" || source.stays[wholeDeal] < fewestOfSource {
			continue
		}
		t := sourceTest{name: name, part: part}
		ok, err := t.compare(source, all.less(source), o.within())
		if err != nil {
			return nil, err
		}
		if ok {
			tests, p = append(tests, t), append(p, t.p)
		}
	}
	return nameSources(tests, benjaminiHochberg(p)), nil
}

// nameSources makes the ailments of those that are poor.
func nameSources(tests []sourceTest, q []float64) []Ailment {
	var found []Ailment
	for i, t := range tests {
		if q[i] >= falseSources || t.share.Value >= t.rest.Value {
			continue
		}
		a := ailment(CodeSourcePoor, t.share, t.rest, sf.F("source", sf.Text(t.name)), sf.F("days", sf.Int(int64(t.days))))
		a.QValue = q[i]
		t.part.lostOfAll().show(&a)
		if a.Deals > 0 {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(x, y Ailment) int { return cmp.Compare(x.QValue, y.QValue) })
	return found
}

// newWholeTable returns an empty table of the lives of deals, from their beginning to their end.
func newWholeTable() *LifeTable {
	l := NewLifeTable(1)
	l.room(newStages([]string{"deal", "won", "lost"}, []stage.Outcome{stage.Open, stage.Won, stage.Lost}))
	return l
}

// wholeTable follows the deals of the view from their beginning to their end.
func (v *View) wholeTable() *LifeTable {
	l, clock := newWholeTable(), v.history.clock
	v.runs(func(r run) {
		first, last := r.stays[0], r.stays[len(r.stays)-1]
		since, next := int64(0), -1
		if r.late {
			since = clock.day(first.since) - r.origin
		}
		if last.next >= 0 {
			next = wholeLost
			if v.history.pipeline.Outcome(last.next) == stage.Won {
				next = wholeWon
			}
		}
		l.add(wholeDeal, next, since, clock.day(last.left)-r.origin)
	})
	return l
}

// less returns the table without the stays of a part of it.
func (l *LifeTable) less(part *LifeTable) *LifeTable {
	rest := newWholeTable()
	for k, n := range l.rows[wholeDeal].all() {
		rest.rows[wholeDeal].add(k, n)
	}
	for k, n := range part.rows[wholeDeal].all() {
		rest.rows[wholeDeal].add(k, -n)
	}
	rest.stays[wholeDeal] = l.stays[wholeDeal] - part.stays[wholeDeal]
	rest.beyond[wholeDeal] = l.beyond[wholeDeal] - part.beyond[wholeDeal]
	return rest
}

// compare tests the deals of a source against the rest; ok is false when there is no rest, or nobody was followed.
func (t *sourceTest) compare(source, rest *LifeTable, within int) (ok bool, err error) {
	of, err := wonBy(source)
	if err != nil {
		return false, err
	}
	others, err := wonBy(rest)
	if err != nil {
		return false, err
	}
	day := min(within-1, of.last(), others.last())
	if day < 0 || rest.stays[wholeDeal] == 0 {
		return false, nil
	}
	t.days, t.share, t.rest = day+1, of.At(day), others.At(day)
	t.share.Warnings, t.rest.Warnings = nil, nil // of the tail, which takes no part
	x, _ := of.Variance(day)
	y, _ := others.Variance(day)
	t.p = lowerTail(t.share.Value, t.rest.Value, casesOf(t.share.Value, x, source.followed(day)), y)
	return true, nil
}

func wonBy(l *LifeTable) (*Incidence, error) {
	h, err := l.Hazards(HazardOptions{})
	if err != nil {
		return nil, err
	}
	return h.Incidence("deal", "won")
}

// last returns the last day of which the incidence is known; when none is left, it is known for ever.
func (c *Incidence) last() int {
	if c.done {
		return math.MaxInt
	}
	return len(c.f) - 1
}

// followed returns how many deals had ended by a day, or were under observation on it.
func (l *LifeTable) followed(day int) float64 {
	n := l.AtRisk("deal", day+1)
	for k, x := range l.rows[wholeDeal].all() {
		if age, column := k/l.width(), k%l.width(); age <= day && (column == wholeWon || column == wholeLost) {
			n += x
		}
	}
	return float64(n)
}

// casesOf returns how many cases give a share its variance; all that were followed where it has none.
func casesOf(share, variance, followed float64) float64 {
	if share > 0 && share < 1 && variance > 0 {
		return share * (1 - share) / variance
	}
	return followed
}

// lowerTail returns the probability that a share of n cases comes out as low as it did if it is truly that of the rest, which is known up to
// a variance: with m cases such that μ(1−μ)/m is the variance of the difference,
//
//	P(X ≤ m x), X ~ Binomial(m, μ)  =  I_{1−μ}(m − m x, m x + 1)
//
// for numbers of cases that need not be whole. It is 1 where the share is not below the rest.
func lowerTail(share, rest, n, variance float64) float64 {
	if !(share < rest) || n <= 0 {
		return 1
	}
	m := n
	if spread := rest * (1 - rest); spread > 0 {
		m = 1 / (1/n + variance/spread)
	}
	return mathext.RegIncBeta(m-m*share, m*share+1, 1-rest)
}

// lostOfAll returns the deals of the view that were lost while it was looking.
func (v *View) lostOfAll() *lostDeals {
	var lost lostDeals
	for d := range v.candidates() {
		if s := v.follow(d, listener{}); s.outcome == stage.Lost && s.entered >= v.since {
			lost.add(v.history.deals.at(d), s.entered)
		}
	}
	return &lost
}
