package funnel

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// HealthState is how a stage, or a whole funnel, stands. In JSON and text it is a word such as "blocked".
type HealthState uint8

// The states, of which the last three are alarms.
const (
	HealthUnknown HealthState = iota // unknown: too little to tell
	HealthFull                       // full (健康): neither of what follows
	HealthBlocked                    // blocked (堵塞): more open deals than the deals that came in explain; they do not leave
	HealthGap                        // gap (断档): too few deals come in although an earlier stage goes on
	HealthEmpty                      // empty (空杯): too few deals come in, and no earlier stage goes on; the funnel runs dry from the top
)

var healthWords = [...]string{"unknown", "full", "blocked", "gap", "empty"}

// String returns the state's word.
func (s HealthState) String() string {
	if int(s) < len(healthWords) {
		return healthWords[s]
	}
	return fmt.Sprintf("health(%d)", uint8(s))
}

// MarshalText writes the state's word.
func (s HealthState) MarshalText() ([]byte, error) {
	if int(s) >= len(healthWords) {
		return nil, fmt.Errorf("funnel: no state of health %d", uint8(s))
	}
	return []byte(healthWords[s]), nil
}

// UnmarshalText reads the state's word.
func (s *HealthState) UnmarshalText(b []byte) error {
	i := slices.Index(healthWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no state of health; there are %v", b, healthWords)
	}
	*s = HealthState(i)
	return nil
}

// HealthOptions are the options of [View.Health]. The zero value is one look a month at the last weeks.
type HealthOptions struct {
	// WindowDays is how many days count as recent, rounded up to whole weeks. 0: the longest median stay of any stage, as it was known eight weeks
	// ago, 4 weeks at least and 13 at most, so that half of the deals that came in at its beginning would have left.
	WindowDays int
	// Level is the chance that a healthy funnel raises an alarm, in whichever stages; 0: 0.05.
	Level float64
	// LooksPerYear is how often a year someone looks, for [Health.FalseAlarm]. It changes no verdict. 0: 12.
	LooksPerYear int
}

// mostWindow is the longest window, in days: 52 weeks.
const mostWindow = 364

func (o HealthOptions) faults() (faults []sf.Note) {
	if o.WindowDays < 0 || o.WindowDays > mostWindow {
		faults = append(faults, sf.NewNote(CodeHealthWindow, "window_days", sf.F("days", sf.Int(int64(o.WindowDays))), sf.F("max", sf.Int(mostWindow))))
	}
	if !(o.Level >= 0 && o.Level < 1) {
		faults = append(faults, sf.NewNote(CodeHealthLevel, "level", sf.F("level", number(o.Level))))
	}
	if o.LooksPerYear < 0 {
		faults = append(faults, sf.NewNote(CodeHealthLooks, "looks_per_year", sf.F("looks", sf.Int(int64(o.LooksPerYear)))))
	}
	return faults
}

func (o HealthOptions) weeks() int     { return (cmp.Or(o.WindowDays, 28) + 6) / 7 }
func (o HealthOptions) level() float64 { return cmp.Or(o.Level, 0.05) }
func (o HealthOptions) looks() int     { return cmp.Or(o.LooksPerYear, 12) }

// Health says whether deals go through a funnel as they did before, stage by stage. [View.Health] makes it.
type Health struct {
	Verdict    HealthState   `json:"verdict"`
	Note       sf.Note       `json:"note"`               // the verdict in a sentence
	Reasons    []sf.Note     `json:"reasons"`            // the sentence of every stage in alarm, in selling order; [] when there is none
	Stages     []StageHealth `json:"stages"`             // the open stages, in selling order
	Window     sf.Period     `json:"window"`             // what counts as recent; its end is the time at which stages are judged
	Reference  sf.Period     `json:"reference,omitzero"` // the weeks that entries are compared with; unknown when there is none
	Level      float64       `json:"level"`
	FalseAlarm FalseAlarm    `json:"false_alarm"`
	Warnings   []sf.Note     `json:"warnings,omitzero"`
}

// StageHealth is the health of one open stage.
type StageHealth struct {
	Stage    string      `json:"stage"`
	State    HealthState `json:"state"`
	Open     HealthTest  `json:"open"`              // deals that are in the stage at the end of the window; too many are an alarm
	Entries  HealthTest  `json:"entries"`           // stays that began within the window; too few are an alarm
	Examples []string    `json:"examples,omitzero"` // deals: those longest in the stage, and of a gap or an empty stage those that came in last; at most [MaxExamples]
	Note     sf.Note     `json:"note"`              // the state in a sentence
}

// PValue returns the smaller adjusted p-value of the stage's tests; 0 when there is too little to tell.
func (s StageHealth) PValue() float64 {
	switch open, entries := s.Open.Adjusted, s.Entries.Adjusted; {
	case open == 0:
		return entries
	case entries == 0:
		return open
	default:
		return math.Min(open, entries)
	}
}

// HealthTest is a count held against what the reference leads one to expect.
type HealthTest struct {
	Observed int64 `json:"observed"`
	// Expected is the mean of the count of a healthy stage. Its interval is that of the count itself: 95 in 100 healthy stages lie in it. N is
	// what it was learned from: stays at risk, or weeks. It is zero where nothing can be expected.
	Expected sf.Estimate `json:"expected"`
	PValue   float64     `json:"p_value,omitzero"`  // of this test alone, one-sided, in (0, 1]; 0: not tested
	Adjusted float64     `json:"adjusted,omitzero"` // for all tests of the funnel (Holm 1979); 0: not tested, or no count could have been an alarm
}

// FalseAlarm is how often a healthy funnel is called anything else.
type FalseAlarm struct {
	PerLook      float64 `json:"per_look"` // at most: the level
	LooksPerYear int     `json:"looks_per_year"`
	PerYear      float64 `json:"per_year"` // that a year has any, at most: 1 − (1 − PerLook)^LooksPerYear; looks that share data have fewer
}

func (o HealthOptions) falseAlarm() FalseAlarm {
	p, n := o.level(), o.looks()
	return FalseAlarm{PerLook: p, LooksPerYear: n, PerYear: -math.Expm1(float64(n) * math.Log1p(-p))}
}

// Health asks of every open stage whether more deals are in it than should be, and whether fewer came in. With W the window, it compares the time
// since t − 2W with the time before, the reference, so that what has gone wrong since is not taken for the rule. A reference that reached to t
// would hold the blockage it is to find: survival curves bend to it.
//
// Blocked. Stays that began before t − 2W and went on then, and those that began since, are at stake. With S the survival of the reference, a
// stay that would now be u days old, and was v days old when it came to be at stake, is still there with probability p = S(u−1)/S(v−1), v = 0 for those
// that began since. Their number is Poisson-binomial; that S is estimated widens it by Greenwood's variance:
//
//	P(N ≥ n)      E N = Σ p_k      Var N = Σ p_k (1 − p_k) + Var E N
//
// The hazards of leaving carry a factor for the day of the week, so that a Monday is compared with Mondays.
//
// Gap and empty. K is the number of stays that began within W, in whole weeks, and its law is that of a negative binomial number a week, learned from
// up to 26 weeks before t − 2W, mean and dispersion integrated over:
//
//	P(K ≤ k | weeks of the reference)
//
// The p-values of all stages and both questions are adjusted together by Holm's method (1979, Scandinavian Journal of Statistics 6), so that the level
// is the chance that a healthy funnel raises any alarm. Questions to which no count could be an alarm are not asked (Tarone 1990, Biometrics 46).
//
// A stage is blocked when the first question is answered so, whatever the second. Otherwise, when too few came in, it has a gap if an earlier stage of
// the pipeline, of those that could be asked, does not lack entries, and it is empty if none goes on, as for the first stage of all. The funnel is
// empty when the first of its stages that could be asked for entries is; else blocked, when any stage is; else it has a gap, when any stage has.
//
// Every stay counts, so that a deal that comes back counts again, and a deal that came into the history in mid-life is at stake from then on and no
// entry. Of a view with a start, what began before it is no entry either. The day of the view itself does not count, as it is not over. A stage that was
// given up lacks no entries. Nothing is said before there are eight whole weeks of reference, and of stays in a stage that fewer than ten left. Where moves
// are recorded late, stages are judged as they stood when 95 % of the moves had come on record.
//
// It supposes that deals do not leave together: where they do, in batches or before the end of a quarter, there are more false alarms. With many deals
// small departures are found that do not matter: look at the counts, too.
// In simulated healthy funnels of 0.3 to 20 deals a day, even or uneven weeks, free weekends or none, and stays of three laws, 1 to 5 looks in 100 were a
// false alarm at a level of 0.05, and 1 to 3 where fewer than two deals came in a day.
//
// The cost is that of reading the view three times. The error is an [*sf.InvalidError] about the options.
func (v *View) Health(o HealthOptions) (*Health, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	r := v.readHealth(v.newHealthFrame(o))
	out := &Health{
		Reasons: []sf.Note{}, Stages: []StageHealth{}, Level: o.level(), FalseAlarm: o.falseAlarm(),
		Window: sf.Period{From: r.startOf(-int64(r.weeks)), To: r.startOf(0)},
	}
	if weeks := int64(r.referenceWeeks()); weeks > 0 {
		out.Reference = sf.Period{From: r.startOf(r.mid() - weeks), To: r.startOf(r.mid())}
	}
	checks := v.checkStages(r)
	settleHealth(checks, o.level())
	for _, c := range checks {
		s := v.stageHealth(r, c)
		out.Stages = append(out.Stages, s)
		if s.State > HealthFull {
			out.Reasons = append(out.Reasons, s.Note)
		}
	}
	out.conclude(checks)
	out.Warnings = r.warnings(out.FalseAlarm)
	return out, nil
}
