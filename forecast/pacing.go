package forecast

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
)

// Anchor says which point of a past period is the same as today's in the period under way. In JSON and text it is a word.
type Anchor uint8

// The anchors. Periods differ in length, so that the same day since the beginning is not always as far from the end.
const (
	// SinceStart counts days from the beginning: the tenth day of a quarter is like the tenth day of another. In a period too short for
	// it the point is the period's end.
	SinceStart Anchor = iota // since_start
	// BeforeEnd counts days to the end: three days before the end are like three days before another, which suits business that closes
	// with the period. In a period too short for it the point is the period's beginning.
	BeforeEnd // before_end
)

var anchorWords = word.Set[Anchor]{Package: "forecast", Name: "anchor", Words: []string{"since_start", "before_end"}}

// String returns the anchor's word.
func (a Anchor) String() string { return anchorWords.String(a) }

// MarshalText writes the anchor's word.
func (a Anchor) MarshalText() ([]byte, error) { return anchorWords.Marshal(a) }

// UnmarshalText reads the anchor's word.
func (a *Anchor) UnmarshalText(b []byte) error { return anchorWords.Unmarshal(a, b) }

// PacingOptions are the options of [PacingOf].
type PacingOptions struct {
	// Periods ascend and do not overlap. The last is the one under way and holds the time asked about; those before it are the past.
	Periods []sf.Period
	// Anchor is what makes a day of a past period the same day; zero: [SinceStart].
	Anchor Anchor
	// Only takes the deals for which it is true, each as it was known at the point in question; nil: all. It says what a team is, say,
	// and so it must go by what stays with a deal, or else a deal counts where it was at that point.
	Only func(funnel.Deal) bool
}

// FewPeriods is the number of past periods below which a comparison with them says that they are few.
const FewPeriods = 4

// Pacing is where past periods stood at the same day, and what they came to (进度对比).
type Pacing struct {
	AsOf     time.Time `json:"as_of"`
	Currency string    `json:"currency,omitzero"`
	Anchor   Anchor    `json:"anchor"`
	Day      int       `json:"day"` // days of the calendar since the period under way began
	Left     int       `json:"left"`
	Today    Pace      `json:"today"`
	Past     []Pace    `json:"past"` // ascending; those with Unknown are in none of the comparisons below

	Won  Place `json:"won"`  // where today's Won stands among the past ones
	Due  Place `json:"due"`  // where today's Due does
	Open Place `json:"open"` // where today's Open does

	// Share is the median of the past Shares: how much of what a period came to had been won by the same day.
	Share sf.Estimate `json:"share,omitzero"`
	// Outcome is what the period under way comes to if as much is still won as after the same day of a past period: Won + the median of
	// the past Afters. Low and High are Won + the least and the most; they hold a further period exchangeable with the n past ones
	// with probability (n − 1)/(n + 1), which is its Level (Wilks, 1941), whatever the distribution. Growth and seasons are no part of
	// it.
	Outcome sf.Estimate `json:"outcome,omitzero"`
	Notes   []sf.Note   `json:"notes,omitzero"`

	priced bool // whether any amount is known
}

// Pace is where one period stood at one point, as it was known then.
type Pace struct {
	Period sf.Period `json:"period"`
	At     time.Time `json:"at"` // the point

	WonDeals  int      `json:"won_deals"` // won in the period before the point
	Won       sf.Money `json:"won"`       // their amounts
	DueDeals  int      `json:"due_deals"` // open at the point with a close date in the period or, overdue, before the point
	Due       sf.Money `json:"due"`
	OpenDeals int      `json:"open_deals"` // open at the point, whenever due
	Open      sf.Money `json:"open"`
	NoAmount  int      `json:"no_amount"` // deals among those won and open without an amount: counted, adding no money

	// Came is what was won in the whole period, as it is known today; unknown for the period under way. So a win recorded late, or
	// undone, is the difference to what was known then.
	CameDeals int      `json:"came_deals,omitzero"`
	Came      sf.Money `json:"came,omitzero"`
	// After is Came − Won: what came after the point. It is FromOpen + FromOther exactly, and below 0 where more was undone than won.
	After     sf.Money `json:"after,omitzero"`
	FromOpen  sf.Money `json:"from_open,omitzero"`  // won in the period by deals that were open at the point
	FromOther sf.Money `json:"from_other,omitzero"` // the rest: deals created later, reopened or recorded late, and corrections
	// Share is Won/Came; nil where Came is not above 0.
	Share *float64 `json:"share,omitzero"`
	// Unknown says that nothing was on record when the period began, so that it tells nothing of a usual one.
	Unknown bool `json:"unknown,omitzero"`
}

// Place is where a number stands among those of the past.
type Place struct {
	Below int `json:"below"` // past ones that are less
	Equal int `json:"equal"`
	Above int `json:"above"` // past ones that are more
}

// PacingOf compares the period under way with past ones at the same day: what had been won, what was open, and what each came to.
//
// Each point is as it was known then, so that nothing recorded later flatters the past. The point has the time of day of asOf. Amounts
// are exact. The error is an [*sf.InvalidError] that names every fault of the options, and amounts in several currencies. The cost is that
// of reading every deal once for each period.
func PacingOf(h *funnel.History, asOf time.Time, o PacingOptions) (*Pacing, error) {
	if faults := o.check(h, asOf); len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	p := pacer{history: h, calendar: h.Calendar(), options: o}
	last := len(o.Periods) - 1
	now := o.Periods[last]
	p.readWins(h.AsOf(asOf), o.Periods[:last])
	out := &Pacing{AsOf: asOf, Anchor: o.Anchor, Past: []Pace{}}
	out.Day = p.days(now.From, asOf)
	out.Left = p.days(asOf, now.To)
	for _, past := range o.Periods[:last] {
		out.Past = append(out.Past, p.past(past, p.point(past, now, asOf)))
	}
	out.Today = p.pace(now, asOf)
	if len(p.faults) > 0 {
		return nil, sf.Invalid(p.faults)
	}
	out.Currency, out.priced = p.currency, p.priced
	out.compare()
	return out, nil
}

// check finds every fault of the options.
func (o PacingOptions) check(h *funnel.History, asOf time.Time) (faults []sf.Note) {
	if h == nil {
		faults = append(faults, sf.NewNote(CodeNoHistory, "history"))
	}
	if !anchorWords.Valid(o.Anchor) {
		faults = append(faults, sf.NewNote(CodeAnchor, "anchor"))
	}
	switch n := len(o.Periods); {
	case n == 0:
		return append(faults, sf.NewNote(CodeNoPeriods, "periods"))
	case n > sf.MaxPeriods:
		return append(faults, sf.NewNote(CodeTooLarge, "periods", sf.F("what", sf.Text("periods"))))
	}
	for i, p := range o.Periods {
		if !p.Valid() || i > 0 && p.From.Before(o.Periods[i-1].To) {
			faults = append(faults, sf.NewNote(CodePastPeriod, fmt.Sprintf("periods[%d]", i), sf.F("period", sf.Text(p.String()))))
		}
	}
	if now := o.Periods[len(o.Periods)-1]; asOf.Before(now.From) || asOf.After(now.To) {
		faults = append(faults, sf.NewNote(CodePastAsOf, "as_of", sf.F("as_of", sf.Instant(asOf)), sf.F("period", sf.Text(now.String()))))
	}
	return faults
}

// compare sets today among the past.
func (p *Pacing) compare() {
	known := p.known()
	var shares, after []float64
	for _, past := range known {
		if past.Share != nil {
			shares = append(shares, *past.Share)
		}
		after = append(after, past.After.Float64())
	}
	p.Won = placeOf(p.Today.Won, known, func(past Pace) sf.Money { return past.Won })
	p.Due = placeOf(p.Today.Due, known, func(past Pace) sf.Money { return past.Due })
	p.Open = placeOf(p.Today.Open, known, func(past Pace) sf.Money { return past.Open })
	slices.Sort(shares)
	slices.Sort(after)
	p.Share = medianOf(shares, methodShare)
	p.Share.Left = int64(len(known) - len(shares))
	p.Outcome = outcomeOf(p.Today.Won.Float64(), after)
	p.Notes = p.notes(known)
}

// known returns the past periods that can be compared with.
func (p *Pacing) known() (known []Pace) {
	for _, past := range p.Past {
		if !past.Unknown {
			known = append(known, past)
		}
	}
	return known
}

// notes says what a reader of a comparison with past periods should know.
func (p *Pacing) notes(known []Pace) (notes []sf.Note) {
	if n := len(p.Past) - len(known); n > 0 {
		first := slices.IndexFunc(p.Past, func(past Pace) bool { return past.Unknown })
		notes = append(notes, sf.NewNote(CodePastUnknown, "", sf.F("n", sf.Int(int64(n))), sf.F("period", sf.Text(p.Past[first].Period.String()))))
	}
	if len(known) < FewPeriods {
		notes = append(notes, fewNote(len(known)))
	}
	return notes
}

func fewNote(n int) sf.Note { return sf.NewNote(CodePastFew, "", sf.F("n", sf.Int(int64(n)))) }

// placeOf counts the past ones below, at and above today's.
func placeOf(today sf.Money, known []Pace, of func(Pace) sf.Money) (p Place) {
	for _, past := range known {
		switch sign, _ := of(past).Cmp(today); {
		case sign < 0:
			p.Below++
		case sign > 0:
			p.Above++
		default:
			p.Equal++
		}
	}
	return p
}
