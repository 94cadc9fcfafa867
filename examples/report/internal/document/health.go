package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Health says whether deals go through the funnel as they did before: for each open stage, how many deals are in it and how many came in
// within the window, against what the weeks of the reference lead one to expect.
type Health struct {
	Verdict           string        `json:"verdict"` // full, blocked, gap, empty or unknown
	Code              sf.Code       `json:"code"`
	Params            Params        `json:"params"`
	WindowFrom        Instant       `json:"window_from"`
	WindowTo          Instant       `json:"window_to"`      // when the stages are judged
	ReferenceFrom     Instant       `json:"reference_from"` // null: there is none
	ReferenceTo       Instant       `json:"reference_to"`
	Level             float64       `json:"level"`                // the chance that a healthy funnel raises an alarm, at most
	FalseAlarmPerYear float64       `json:"false_alarm_per_year"` // of looking once a month, at most
	Stages            []StageHealth `json:"stages"`

	Note   sf.Note `json:"-"`
	Alarms sf.Note `json:"-"` // how often a healthy funnel is called otherwise
}

// StageHealth is one open stage.
type StageHealth struct {
	Stage    string   `json:"stage"`
	State    string   `json:"state"`
	Code     sf.Code  `json:"code"`
	Params   Params   `json:"params"`
	Deals    int64    `json:"deals"`    // open at the end of the window
	Expected *float64 `json:"expected"` // of a healthy stage; null: nothing can be expected
	Low      *float64 `json:"expected_low"`
	High     *float64 `json:"expected_high"` // 95 in 100 healthy stages hold between low and high
	Entries  int64    `json:"entries"`       // stays that began within the window
	Usual    *float64 `json:"entries_expected"`
	UsualLow *float64 `json:"entries_low"`
	UsualTop *float64 `json:"entries_high"`
	PValue   *float64 `json:"p_value"` // the smaller of the two questions', adjusted for all questions; null: too little to tell
	Examples []string `json:"examples"`

	Note sf.Note `json:"-"`
}
