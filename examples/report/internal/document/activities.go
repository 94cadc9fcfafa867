package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Activities is what was planned and what was done in the weeks before the report, and how deals that were touched differ from others.
type Activities struct {
	From   Instant         `json:"from"`
	To     Instant         `json:"to"`
	Total  ActivityCounts  `json:"total"`
	People []ActivityCount `json:"people"`
	Kinds  []ActivityCount `json:"kinds"`
	Effect *TouchEffect    `json:"effect"` // of the whole history; null: it could not be asked
}

// ActivityCount is the activities of one person, or of one kind. The empty name: it is not given.
type ActivityCount struct {
	Name string `json:"name"`

	ActivityCounts
}

// ActivityCounts count plans by the day that they were made for, and what was done by the day on which it was done.
type ActivityCounts struct {
	Planned   int64     `json:"planned"` // = kept + late + missed + ahead
	Kept      int64     `json:"kept"`
	Late      int64     `json:"late"`
	Missed    int64     `json:"missed"`
	Ahead     int64     `json:"ahead"` // their day has not passed
	Done      int64     `json:"done"`
	Unplanned int64     `json:"unplanned"`
	OnTime    *Estimate `json:"on_time"` // kept, of the plans whose day has passed or that were done
	Prepared  *Estimate `json:"prepared"`
	GoalMet   *Estimate `json:"goal_met"`
	Advance   *Estimate `json:"advance"`
}

// TouchEffect is a difference, not a cause.
type TouchEffect struct {
	WindowDays  int       `json:"window_days"`  // touched: an activity within so many days before
	HorizonDays int       `json:"horizon_days"` // moved on within so many days after
	Difference  *Estimate `json:"difference"`
	Touched     *Estimate `json:"touched"`
	Untouched   *Estimate `json:"untouched"`

	Notes []sf.Note `json:"-"`
}
