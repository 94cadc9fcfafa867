package funnel

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// QualityOptions are the options of [View.Quality].
type QualityOptions struct {
	Fields        []string       // facts that every open deal should have, beside those that its stages require
	Declared      bool           // every field that the pipeline declares is one of them
	Source        string         // the fact that names the source; "": "source"
	RecordWithin  time.Duration  // how soon after it happened a row should be recorded; 0: 2 hours
	BackfillDays  int            // a row recorded more than so many days after it happened is a backfill; 0: 7
	UntouchedDays int            // an open deal of which nothing was heard for so many days is untouched; 0: 30
	BasisDays     int            // how many days before a move its basis may be on record; 0: 7
	Duplicates    []DuplicateKey // what tells that two deals are of one customer; none: not looked for
}

// DuplicateKey is a list of facts: two deals that agree on all of them are taken to be of one customer.
type DuplicateKey struct {
	Facts  []string `json:"facts"`           // the names of the facts, as "phone"; all must be known
	Digits bool     `json:"digits,omitzero"` // only the digits count, as of phone numbers
}

// Quality is what is wrong with the data, by the three standards of record keeping: complete (全面), truthful (真实), continuous (持续).
type Quality struct {
	Checks     []QualityCheck   `json:"checks"`     // everything that was looked for, in a fixed order
	Findings   []QualityFinding `json:"findings"`   // what was found, in the order of the checks, then by field
	Delay      EntryDelay       `json:"delay"`      // how long after they happen rows come on record
	Duplicates []DuplicateGroup `json:"duplicates"` // by key and first deal
}

// QualityCheck is one thing that was looked for.
type QualityCheck struct {
	Aspect QualityAspect `json:"aspect"`
	Code   sf.Code       `json:"code"`            // that of its findings
	Count  int64         `json:"count"`           // what was found
	Of     int64         `json:"of"`              // among how many
	Why    sf.Note       `json:"reason,omitzero"` // why it could not be looked for; the zero Note: it was
}

// QualityFinding is one thing that is wrong, how often, where, and examples of it.
type QualityFinding struct {
	Aspect QualityAspect  `json:"aspect"`
	Note   sf.Note        `json:"note"`
	Field  string         `json:"field,omitzero"` // the field that is missing, or the key of duplicates
	Count  int64          `json:"count"`
	Of     int64          `json:"of"`
	Share  sf.Estimate    `json:"share"`
	Deals  []string       `json:"deals,omitzero"`  // examples: the first by id, at most [MaxExamples]
	Rows   []int64        `json:"rows,omitzero"`   // examples: input rows, at most [MaxExamples]
	Weeks  []sf.Date      `json:"weeks,omitzero"`  // examples: the Mondays of weeks, at most [MaxExamples]
	Groups []QualityGroup `json:"groups,omitzero"` // where: by stage, by owner and by source, as far as these are known
}

// QualityGroup is the part of a finding that falls to one stage, owner or source.
type QualityGroup struct {
	By    string      `json:"by"`   // "stage", "owner" or "source"
	Name  string      `json:"name"` // the stage's id; of owners and sources the name, empty where it is not known
	Count int64       `json:"count"`
	Of    int64       `json:"of"`
	Share sf.Estimate `json:"share"`
}

// EntryDelay is how long after they happen rows come on record.
type EntryDelay struct {
	EntryDelayOf
	Owners  []EntryDelayOf `json:"owners"`  // by name
	Sources []EntryDelayOf `json:"sources"` // by name
}

// EntryDelayOf is the delay of the rows of one owner or source.
type EntryDelayOf struct {
	Name   string      `json:"name,omitzero"`
	Rows   int64       `json:"rows"`
	Within sf.Estimate `json:"within"`       // share of the rows recorded in time
	Median sf.Estimate `json:"median_hours"` // of the delay, in hours
	P90    sf.Estimate `json:"p90_hours"`
}

// DuplicateGroup is deals that are taken to be of one customer, each of which was open at the same time as another.
type DuplicateGroup struct {
	Key     string   `json:"key"`     // the facts of the key, joined by " + "
	Deals   []string `json:"deals"`   // by id
	Owners  []string `json:"owners"`  // by name; several: two people work on one customer
	Sources []string `json:"sources"` // by name
}

// Quality looks for what is wrong with the data, by the three standards of record keeping.
//
//   - A field is missing from a deal if a stage that it has entered requires it and it is not known; from an open deal also if the options
//     ask for it. Complete.
//   - A row is late if it was recorded later than a time after it happened. Rows of a deal that came into the history in mid-life count from
//     then on. The rows of the last days, of which not all are on record yet, are left out: those after the view's day less the 95 % quantile
//     of [View.Lag]. Truthful.
//   - A session of backfilling is a day on which a person recorded rows that had happened more than some days before. Where more sessions
//     fall on the last three or the first three days of a month than an even spread over the days that are worked lets expect, with a
//     chance below 1 %, that is a finding: records are made up for a report. A session counts once, however many rows it has, for rows
//     entered together tell only one thing. The test is binomial, exact and one-sided; where sessions of several people come together on
//     days their numbers are first divided by the variance of sessions a day over its mean (Rao and Scott 1992, Biometrics 48). In a
//     simulation of 4,000 years in which nobody looks at the end of the month 0.5 to 1.3 % raise an alarm. Truthful.
//   - A move has a basis if on its day or some days before an activity happened, or a row changed a fact, the amount, the close date, the
//     next step or the reason, or the row of the move states a reason. What the deal was created with is no basis. Truthful.
//   - An expected close date of an open deal that has passed. Truthful.
//   - Two deals are duplicates if they agree on all facts of a key and were open at the same time; a group goes on as long as one of its
//     deals is. Texts are compared without leading,
//     trailing and repeated spaces, in lower case, full-width letters as half-width ones. Of digits, those of a Chinese mobile number are
//     compared without its country code, and fewer than six are taken to be no number. Truthful.
//   - An owner's week, from Monday on, is empty if the owner recorded neither a row nor an activity in it; weeks count from the first one
//     with a record up to the last one, or, while the owner has open deals, up to the last whole one; with a start of observation, from its
//     first whole week on for those who recorded something before. A week is silent if nobody recorded
//     anything. Weeks without a worked day do not count. Continuous.
//   - Untouched is an open deal without a row or an activity for so many days. Continuous.
//
// A view with a start of observation looks at what happened, and what was recorded, since then, and leaves out deals that had closed before.
// For the parts of [View.Split] by owner, findings add up to those of the whole but for duplicates, backfills, silent weeks and the weeks
// of those who record activities of other people's deals.
//
// Shares carry Wilson's interval, which takes cases to be independent, and a warning where there are few; of rows and moves, of which a deal has
// several, it is too narrow as far as those go together. What could not be looked for is said with its reason, which is not the same as
// nothing found.
//
// The cost is some readings of each deal, for the facts asked for, and sorting the delays. The error is an [*sf.InvalidError] about the
// options.
func (v *View) Quality(o QualityOptions) (*Quality, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	s := v.newQualitySurvey(o)
	for d := range v.candidates() {
		if w, ok := s.read(d); ok {
			s.look(w)
		}
	}
	return s.result(), nil
}
