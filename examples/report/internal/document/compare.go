package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Comparison is how the groups of one key differ.
type Comparison struct {
	Key        string          `json:"key"`
	Level      float64         `json:"level"` // the chance of any false alarm where groups do not differ
	Groups     []ComparedGroup `json:"groups"`
	Wholes     []ComparedWhole `json:"wholes"`
	Rows       []ComparedRow   `json:"rows"`
	Persistent *Persistent     `json:"persistent"` // null: it could not be asked

	Notes []sf.Note `json:"-"`
}

// ComparedGroup is the deals with one value of the key. The empty name: the value is not known.
type ComparedGroup struct {
	Group string `json:"group"`
	Deals int64  `json:"deals"`
	Open  int64  `json:"open"`
	Won   int64  `json:"won"`
	Lost  int64  `json:"lost"`
}

// ComparedWhole is one number of all groups together.
type ComparedWhole struct {
	Estimate

	Metric  string   `json:"metric"`
	Stage   *string  `json:"stage"`
	Days    *int     `json:"days"`
	Mean    *float64 `json:"mean"`    // what shrunk values are drawn to
	Pooling *float64 `json:"pooling"` // how far a group of mean size is drawn to it; 1: groups are alike
}

// ComparedRow is one number of one group: by itself, and shrunk towards the others by how little stands behind it.
type ComparedRow struct {
	Estimate

	Group      string   `json:"group"`
	Metric     string   `json:"metric"`
	Stage      *string  `json:"stage"` // of a conversion
	Days       *int     `json:"days"`  // the age by which a rate is read
	Shrunk     *float64 `json:"shrunk"`
	ShrunkLow  *float64 `json:"shrunk_low"`
	ShrunkHigh *float64 `json:"shrunk_high"`
	Rest       *float64 `json:"rest"` // everyone else
	PValue     *float64 `json:"p_value"`
	QValue     *float64 `json:"q_value"` // for the number of comparisons; null: not tested
	Standing   string   `json:"standing"`
	Code       sf.Code  `json:"code"`
	Params     Params   `json:"params"`
	WonDeals   *int64   `json:"won_deals"`
	WonAmount  Money    `json:"won_amount"` // of the metrics of money, exactly
	Examples   []string `json:"examples"`

	Note sf.Note `json:"-"`
}

// Persistent is who wins less often than the others in period after period.
type Persistent struct {
	Periods []PersistentPeriod `json:"periods"`
	Rows    []PersistentRow    `json:"rows"`
}

// PersistentPeriod is one period of creation.
type PersistentPeriod struct {
	From  Instant `json:"from"`
	To    Instant `json:"to"`
	Days  int     `json:"days"` // every deal of it is compared up to this age; 0: too recent
	Deals int64   `json:"deals"`
}

// PersistentRow is one group over the periods.
type PersistentRow struct {
	Group    string   `json:"group"`
	Judged   int      `json:"judged"`
	Low      int      `json:"low"`
	PValue   *float64 `json:"p_value"` // adjusted for the number of groups; null: not tested
	Standing string   `json:"standing"`
	Code     sf.Code  `json:"code"`
	Params   Params   `json:"params"`
	Examples []string `json:"examples"`

	Note sf.Note `json:"-"`
}
