package scoring

import (
	"cmp"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Lead is what a card scores.
type Lead struct {
	ID         string
	Facts      sf.Facts // may be nil: nothing is known
	Activities []sf.Activity
}

// Score is what a card says of one lead. Fit + Engagement = Total = the sum of the contributions, exactly.
type Score struct {
	Lead          string         `json:"lead,omitzero"`
	Total         Points         `json:"total"`
	Fit           Points         `json:"fit"`
	Engagement    Points         `json:"engagement"`
	Grade         string         `json:"grade,omitzero"`
	Contributions []Contribution `json:"contributions"` // in the card's order; a cap that bites follows its group
	Ask           []Question     `json:"ask,omitzero"`  // facts worth asking for, those with the most points at stake first
}

// Contribution is what one rule, or a cap, adds to a score.
type Contribution struct {
	Group  string `json:"group"`
	Rule   string `json:"rule,omitzero"` // empty: the group's cap
	Axis   Axis   `json:"axis"`
	Points Points `json:"points"`
	Count  int    `json:"count,omitzero"` // for a rule about activities, how many of them counted
}

// Note says the contribution in words.
func (c Contribution) Note() sf.Note {
	points := sf.F("points", sf.Text(signed(c.Points)))
	switch {
	case c.Rule == "":
		return sf.NewNote(CodeCapped, "", sf.F("group", sf.Text(c.Group)), points)
	case c.Count > 0:
		return sf.NewNote(CodeTouches, "", sf.F("rule", sf.Text(c.Rule)), points, sf.F("n", sf.Int(int64(c.Count))))
	default:
		return sf.NewNote(CodeRule, "", sf.F("rule", sf.Text(c.Rule)), points)
	}
}

// Question is a fact that is not known, and the sum of the points of the rules that cannot be judged without it, whether they give or
// take.
type Question struct {
	Fact   string `json:"fact"`
	Label  string `json:"label,omitzero"`
	Points Points `json:"points"`
}

// Note says the question in words.
func (q Question) Note() sf.Note {
	return sf.NewNote(CodeAsk, "", sf.F("fact", sf.Text(sf.Field{Name: q.Fact, Label: q.Label}.Title())), sf.F("points", sf.Text(q.Points.String())))
}

// signed writes a plus before what is gained.
func signed(p Points) string {
	if p > 0 {
		return "+" + p.String()
	}
	return p.String()
}

// Score scores a lead as of an instant; activities that were not known before it do not count.
func (c *Card) Score(l Lead, asOf time.Time) Score {
	var s Score
	c.ScoreInto(&s, &l, asOf)
	return s
}

// ScoreInto is [Card.Score] into a score that may have been used before: its slices are filled anew, and once they have grown it
// allocates nothing.
//
// A rule about the lead gives its points when it is true; unknown gives none, and asks. A rule about activities gives for each activity
// of its kind, at age d days,
//
//	points × 2^(−d / half-life), rounded to a hundredth, half to even
//
// and its points when it has no half-life. When a group's sum exceeds its cap, the cap takes the excess away as a contribution of its
// own. Sums beyond 64 bits stay at the largest.
func (c *Card) ScoreInto(s *Score, l *Lead, asOf time.Time) {
	*s = Score{Lead: l.ID, Contributions: s.Contributions[:0], Ask: s.Ask[:0]}
	for i := range c.groups {
		g := &c.groups[i]
		sum := Points(0)
		for j := range g.rules {
			points, count := s.rule(&g.rules[j], l, asOf)
			if points == 0 && count == 0 {
				continue
			}
			sum = sum.plus(points)
			s.Contributions = append(s.Contributions, Contribution{Group: g.name, Rule: g.rules[j].name, Axis: g.axis, Points: points, Count: count})
		}
		if g.cap > 0 && sum > g.cap {
			s.Contributions = append(s.Contributions, Contribution{Group: g.name, Axis: g.axis, Points: g.cap - sum})
			sum = g.cap
		}
		if g.axis == Fit {
			s.Fit = s.Fit.plus(sum)
		} else {
			s.Engagement = s.Engagement.plus(sum)
		}
	}
	s.Total = s.Fit.plus(s.Engagement)
	s.Grade = c.grades.of(s.Fit, s.Engagement)
	slices.SortStableFunc(s.Ask, func(a, b Question) int { return cmp.Compare(b.Points, a.Points) })
}

// rule returns the points of one rule, and how many activities counted.
func (s *Score) rule(r *rule, l *Lead, asOf time.Time) (points Points, count int) {
	if r.activity != "" {
		return r.touches(l.Activities, asOf)
	}
	switch r.when.Eval(l.Facts, asOf) {
	case criteria.True:
		return r.points, 0
	case criteria.Unknown:
		s.ask(r, l.Facts)
	case criteria.False:
	}
	return 0, 0
}

// touches sums a rule over the activities.
func (r *rule) touches(activities []sf.Activity, asOf time.Time) (points Points, count int) {
	for i := range activities {
		a := &activities[i]
		if a.Kind != r.activity || !a.Known(asOf) {
			continue
		}
		if r.when != nil && r.when.Eval(a, asOf) != criteria.True {
			continue
		}
		points = points.plus(r.faded(asOf.Sub(a.At)))
		count++
	}
	return points, count
}

// faded returns the points of an activity of some age.
func (r *rule) faded(age time.Duration) Points {
	if r.halfLife == 0 {
		return r.points
	}
	days := age.Hours() / 24
	return Points(math.RoundToEven(float64(r.points) * math.Exp2(-days/r.halfLife)))
}

// ask notes the unknown facts that a rule could not do without.
func (s *Score) ask(r *rule, facts sf.Facts) {
	for _, f := range r.facts {
		if facts != nil && facts.Fact(f.Name).Known() {
			continue
		}
		stake := r.points
		if stake < 0 {
			stake = -stake
		}
		at := -1
		for i := range s.Ask {
			if s.Ask[i].Fact == f.Name {
				at = i
			}
		}
		if at < 0 {
			s.Ask = append(s.Ask, Question{Fact: f.Name, Label: f.Label})
			at = len(s.Ask) - 1
		}
		s.Ask[at].Points = s.Ask[at].Points.plus(stake)
	}
}

// of returns the grade of two scores, empty when the card has none.
func (g *Grades) of(fit, engagement Points) string {
	if len(g.Cells) == 0 {
		return ""
	}
	return g.Cells[band(g.Fit, fit)][band(g.Engagement, engagement)]
}

// band returns the index of the first band that a score reaches, the last one when it reaches none.
func band(bands []Band, p Points) int {
	for i, b := range bands {
		if p >= b.AtLeast {
			return i
		}
	}
	return len(bands) - 1
}

// Max returns the most that a card can give, and false when activities without a cap leave it open.
func (c *Card) Max() (most Points, ok bool) {
	for _, g := range c.groups {
		sum, open := Points(0), false
		for _, r := range g.rules {
			if r.points > 0 {
				sum = sum.plus(r.points)
				open = open || r.activity != ""
			}
		}
		switch {
		case g.cap > 0 && (open || sum > g.cap):
			sum = g.cap
		case open:
			return 0, false
		}
		most = most.plus(sum)
	}
	return most, true
}
