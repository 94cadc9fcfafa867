package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// Cause is why the amount of the open pipeline changed by one deal. In JSON and text it is a word such as "created".
type Cause uint8

// The causes, in the order in which a waterfall shows them. A deal has one cause in the whole and one in each group that it is or was in. Which one
// it is depends on where it stood at both ends, and where several would do, on this ranking: how a deal came or went before whether its close
// date came or went, that before what became of its group, and that before its amount. A deal that is put off out of the period and is given to
// another owner as well is pushed out of the bridge of the owner at the opening.
const (
	CauseCreated   Cause = iota // created: it began after the opening
	CauseLate                   // late: it had begun before the opening, and came on record only after it (补录)
	CauseReopened               // reopened: it was won or lost at the opening, and is open again
	CauseSelected               // selected: it is in the closing view and was left out of the opening one, which was made otherwise
	CauseMovedIn                // moved_in: it came from another group, as with another owner
	CausePulledIn               // pulled_in: its close date was later than the period, or unknown, and is in it now
	CausePushedIn               // pushed_in: its close date was before the period, and is in it now
	CausePriced                 // priced: it had no amount, and has one now
	CauseIncreased              // increased: its amount grew
	CauseDecreased              // decreased: its amount fell, or turned out to have been stated when it was closed
	CauseUnchanged              // unchanged: it is open at both ends, with the same amount
	CausePushedOut              // pushed_out: its close date was in the period, and is later now
	CausePulledOut              // pulled_out: its close date was in the period, and is earlier now
	CauseMovedOut               // moved_out: it went to another group
	CauseWon                    // won: it was open at the opening, and is won
	CauseLost                   // lost: it was open at the opening, and is lost
	CauseLeftOut                // left_out: it was in the opening view and is left out of the closing one, which was made otherwise
)

var causeWords = word.Set[Cause]{Package: "funnel", Name: "cause", Words: []string{
	"created", "late", "reopened", "selected", "moved_in", "pulled_in", "pushed_in", "priced", "increased", "decreased", "unchanged",
	"pushed_out", "pulled_out", "moved_out", "won", "lost", "left_out",
}}

// String returns the cause's word.
func (c Cause) String() string { return causeWords.String(c) }

// MarshalText writes the cause's word.
func (c Cause) MarshalText() ([]byte, error) { return causeWords.Marshal(c) }

// UnmarshalText reads the cause's word.
func (c *Cause) UnmarshalText(b []byte) error { return causeWords.Unmarshal(c, b) }
