package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Quality is what is wrong with the records, by the three standards of keeping them: complete, truthful, continuous.
type Quality struct {
	Checks   []QualityCheck   `json:"checks"` // everything that was looked for
	Findings []QualityFinding `json:"findings"`
	Delay    EntryDelay       `json:"delay"`
}

// QualityCheck is one thing that was looked for.
type QualityCheck struct {
	Aspect string   `json:"aspect"`
	Code   sf.Code  `json:"code"`
	Count  int64    `json:"count"`
	Of     int64    `json:"of"`
	Why    *sf.Code `json:"why"` // it was not looked for; null: it was

	Note sf.Note `json:"-"`
}

// QualityFinding is one thing that is wrong, how often, and where.
type QualityFinding struct {
	Aspect string         `json:"aspect"`
	Code   sf.Code        `json:"code"`
	Params Params         `json:"params"`
	Field  *string        `json:"field"`
	Count  int64          `json:"count"`
	Of     int64          `json:"of"`
	Share  *Estimate      `json:"share"`
	Deals  []string       `json:"deals"`
	Rows   []Example      `json:"rows"`
	Weeks  []string       `json:"weeks"` // their Mondays
	Groups []QualityGroup `json:"groups"`

	Note sf.Note `json:"-"`
}

// QualityGroup is the part of a finding that falls to one stage, owner or source.
type QualityGroup struct {
	By    string    `json:"by"`
	Name  string    `json:"name"`
	Count int64     `json:"count"`
	Of    int64     `json:"of"`
	Share *Estimate `json:"share"`
}

// EntryDelay is how long after they happen rows come on record.
type EntryDelay struct {
	DelayOf

	Owners  []DelayOf `json:"owners"`
	Sources []DelayOf `json:"sources"`
}

// DelayOf is the delay of the rows of one owner or source.
type DelayOf struct {
	Name        string    `json:"name"`
	Rows        int64     `json:"rows"`
	Within      *Estimate `json:"within"` // recorded in time
	MedianHours *Estimate `json:"median_hours"`
	P90Hours    *Estimate `json:"p90_hours"`
}
