package funnel

import (
	"cmp"
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
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

var healthWords = word.Set[HealthState]{Package: "funnel", Name: "health", Words: []string{"unknown", "full", "blocked", "gap", "empty"}}

// String returns the state's word.
func (s HealthState) String() string { return healthWords.String(s) }

// MarshalText writes the state's word.
func (s HealthState) MarshalText() ([]byte, error) { return healthWords.Marshal(s) }

// UnmarshalText reads the state's word.
func (s *HealthState) UnmarshalText(b []byte) error { return healthWords.Unmarshal(s, b) }

// HealthOptions are the options of [View.Health]. The zero value is one look a month at the last weeks.
type HealthOptions struct {
	// WindowDays is how many days count as recent, rounded up to whole weeks, 364 at most. 0: 28. A longer window sees smaller losses of entries, and later;
	// deals that pile up were found sooner with four weeks than with more, however slow the funnel.
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
// would hold the blockage it is to find: survival curves bend to it. What has been wrong for longer becomes the rule by and by.
//
// Time is in weeks of seven days that end at t. Each holds one Monday, so that it does not matter what is left undone on which days of the week. Of a week
// with holidays of the history's calendar only the share of its days that were worked counts.
//
// Blocked. Stays that were going on at t − 2W, and those that began since, are at stake. With Λ(k) the cumulative hazard of leaving in week k of a
// life, the first counting by the days that the stay had of it, as the reference has it (Fleming and Harrington 1984), one that has been at stake for the
// weeks w is still there with probability p. Their number is Poisson-binomial; that Λ is estimated widens it by Greenwood's variance:
//
//	p = exp(−Σ_{k∈w} Λ(k))      P(N ≥ n)      E N = Σ p      Var N = Σ p(1 − p) + Var E N
//
// Gap and empty. K is the number of stays that began within W, and its law is that of a negative binomial number a week, learned from up to 26 weeks
// before t − 2W, mean and dispersion integrated over, the dispersion being that of all deals that begin if that is larger:
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
// Every stay counts, so that a deal that comes back counts again. A deal that came into the history in mid-life is no entry, and at stake from the next week
// on; so is, of a view with a start, what began before it. The day of the view itself does not count, as it is not over. A stage that was given up lacks
// no entries. Nothing is said before there are eight whole weeks of reference, and of stays in a stage that fewer than ten left. Where moves
// are recorded late, stages are judged as they stood when 95 % of the moves had come on record.
//
// It supposes that deals do not leave together: where they do, in batches or before the end of a quarter, there are more false alarms, and so there
// are after holidays that the calendar does not have. With many deals small departures are found that do not matter: look at the counts, too.
//
// In simulated healthy funnels with even or uneven weeks, free weekends or none, stays of four laws, deals in batches, and four months of history or two
// years, 2 looks in 100 were a false alarm at a level of 0.05 where up to one deal came in a day, and 3 where 5 to 20 did; 6 in the worst of them. Where
// nothing had left a stage, or come into one, for four weeks, it was said of 99 in 100 funnels with a deal a day; with one in three days, of 70 in 100
// blocked stages and 93 in 100 dry sources, and of hardly any gap further on.
//
// The cost is that of reading the view twice. The error is an [*sf.InvalidError] about the options.
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
