// Package document is the report as other programs read it: the types behind the JSON, in the order of its keys.
//
// A block that was not computed is nil, absent from the JSON and listed in Omitted. Inside a block every key is written, and null means
// unknown; an empty list means that it was computed and there is none.
package document

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// SchemaVersion is bumped when a key is removed or renamed, or changes its type, unit or meaning; additions do not bump it.
const SchemaVersion = 1

// Stability is "draft" until the first tag.
const Stability = "draft"

// Report is one report: one book, one time, one currency.
type Report struct {
	SchemaVersion int             `json:"schema_version"`
	Stability     string          `json:"stability"`
	Generator     Generator       `json:"generator"`
	AsOf          Instant         `json:"as_of"`
	TZ            string          `json:"tz"`
	Currency      *Currency       `json:"currency"`
	IntervalLevel float64         `json:"interval_level"`
	Seed          *uint64         `json:"seed"` // null: nothing was drawn
	Options       Options         `json:"options"`
	Inputs        []Input         `json:"inputs"`
	Omitted       []Omitted       `json:"omitted"`
	Pipeline      Pipeline        `json:"pipeline"`
	Stages        []Stage         `json:"stages"`
	Data          *Data           `json:"data,omitzero"`
	Board         []Column        `json:"board,omitzero"`
	Counts        *Counts         `json:"counts,omitzero"`
	Matrix        *Matrix         `json:"matrix,omitzero"`
	Chain         *Chain          `json:"chain,omitzero"`
	Dwell         *ByStage[Dwell] `json:"dwell,omitzero"`
	Cycle         *Cycle          `json:"cycle,omitzero"`
	Conversion    *Conversion     `json:"conversion,omitzero"`
	DropOff       *DropOff        `json:"drop_off,omitzero"`
	LossReasons   []LossReason    `json:"loss_reasons,omitzero"`
	Velocity      *Velocity       `json:"velocity,omitzero"`
	Series        *Series         `json:"series,omitzero"`
	Health        *Health         `json:"health,omitzero"`
	Bottlenecks   []Bottleneck    `json:"bottlenecks,omitzero"`
	Flow          *Flow           `json:"flow,omitzero"`
	Stalled       *Stalled        `json:"stalled,omitzero"`
	Advice        []Advice        `json:"advice,omitzero"`
	Worklist      *Worklist       `json:"worklist,omitzero"`
	Activities    *Activities     `json:"activities,omitzero"`
	Sources       *Sources        `json:"sources,omitzero"`
	Quality       *Quality        `json:"quality,omitzero"`
	WinBy         *WinBy          `json:"win_by,omitzero"`
	Waterfall     *Waterfall      `json:"waterfall,omitzero"`
	Compare       []Comparison    `json:"compare,omitzero"`
	Forecast      *Forecast       `json:"forecast,omitzero"`
	Warnings      []Warning       `json:"warnings"`

	Headline Headline `json:"-"`
}

// Generator is what wrote the report.
type Generator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Currency is what the amounts are in.
type Currency struct {
	Code        string `json:"code"`
	MinorDigits int    `json:"minor_digits"`
}

// Options are the flags in force, those of them that change the report.
type Options struct {
	Model     string   `json:"model"`
	Periods   string   `json:"periods"`
	Quota     *string  `json:"quota"`
	Rho       *string  `json:"rho"` // a number, or learn
	Group     []string `json:"group"`
	Labels    []string `json:"labels"`
	Compare   []string `json:"compare"`
	Waterfall *string  `json:"waterfall"`
	Since     *string  `json:"since"`
	Limit     int      `json:"limit"`
	Redact    bool     `json:"redact"`
	Defaults  []string `json:"defaults"` // what nobody said: as_of, tz, model, periods, stages
}

// Input is a file that was read.
type Input struct {
	Role    string  `json:"role"`
	Name    *string `json:"name"` // without its folder; null when redacted
	SHA256  string  `json:"sha256"`
	Rows    int     `json:"rows"` // = used + skipped
	Used    int     `json:"used"`
	Skipped int     `json:"skipped"`
}

// Omitted is a block that is not there, and why.
type Omitted struct {
	Key    string  `json:"key"`
	Code   sf.Code `json:"code"`
	Params Params  `json:"params"`

	Note sf.Note `json:"-"`
}

// Pipeline is the configuration that the report was made under.
type Pipeline struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Hash   string `json:"hash"`
	Source string `json:"source"` // file, flags, probabilities, moves or guess
}

// Stage is one stage of the pipeline, in its order.
type Stage struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Outcome     stage.Outcome `json:"outcome"`
	Probability *float64      `json:"probability"` // configured; null: not
	Category    string        `json:"category"`
	Limit       *Limit        `json:"limit"`
}

// Limit is how long a deal may stay in a stage.
type Limit struct {
	Days    int  `json:"days"`
	Working bool `json:"working"`
}

// Data is what was read, with totals to reconcile with the CRM.
type Data struct {
	Events        int64     `json:"events"`
	Deals         int       `json:"deals"`
	Open          int       `json:"open"`
	Won           int       `json:"won"`
	Lost          int       `json:"lost"`
	FirstAt       Instant   `json:"first_at"`
	LastAt        Instant   `json:"last_at"`
	OpenAmount    Money     `json:"open_amount"`
	WonAmount     Money     `json:"won_amount"`
	LostAmount    Money     `json:"lost_amount"`
	AmountMissing int       `json:"amount_missing"` // deals, open or closed, without an amount
	Findings      []Finding `json:"findings"`
}

// Finding is something about the rows, counted, with examples.
type Finding struct {
	Code     sf.Code   `json:"code"`
	Count    int64     `json:"count"`
	Share    *float64  `json:"share"` // of the rows, or of the deals, that it was looked for in
	Params   Params    `json:"params"`
	Examples []Example `json:"examples"`

	Say func(sf.Language) string `json:"-"`
}

// Example is one row of a finding.
type Example struct {
	Deal  *string `json:"deal"`
	Input *string `json:"input"`
	Row   *int    `json:"row"` // as a spreadsheet counts
}

// Warning is what a reader should know before using the numbers.
type Warning struct {
	Code   sf.Code `json:"code"`
	Path   string  `json:"path"`
	Params Params  `json:"params"`

	Note sf.Note `json:"-"`
}
