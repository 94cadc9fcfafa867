package funnel

import "time"

// Visit is one stay of one deal in one open stage. A terminal stage is an end, not a stay.
type Visit struct {
	Deal, Owner          string
	Stage, Next          int       // indexes in the pipeline; Next -1: still there at Left (censored)
	First                bool      // the deal's first known stay
	Late                 bool      // entered the history in mid-life: at risk only since Since
	Entered, Since, Left time.Time // Since: when it came under observation, Entered unless Late or the view has a start
	Days, SinceDays      int       // dwell and age at Since in the history's clock: day(Left) − day(Entered), day(Since) − day(Entered)
}
