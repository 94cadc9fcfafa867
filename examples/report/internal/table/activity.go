package table

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Answer is what a cell says to a question.
type Answer int8

// The answers.
const (
	Unanswered Answer = iota
	Yes
	No
)

// Activity is one usable row of activities. A zero time or text means that the file says nothing.
type Activity struct {
	// Row is the number that a spreadsheet shows.
	Row int
	// Deal is never empty.
	Deal string
	// Kind, By, Goal, Outcome and Next are as in the file, trimmed.
	Kind, By, Goal, Outcome, Next string
	// At is when it happened, Planned when it was to; never are both zero.
	At, Planned time.Time
	// Recorded is when it became known, NextAt when the next step is.
	Recorded, NextAt time.Time
	// GoalMet, Prepared and Advance are yes, no, or unanswered.
	GoalMet, Prepared, Advance Answer
}

// ParseActivities reads a file of activities; Options.Role is Activities whatever it says. The error is an [*Error].
func ParseActivities(raw []byte, name string, o Options) (*Table, []Activity, error) {
	var all []Activity
	o.Role = Activities
	t, err := scanRows(raw, name, o.withDefaults(), func(r *rowReader, s *scanner, header []string) Skip {
		a, skip := r.activity(s, header)
		if skip == "" {
			all = append(all, a)
		}
		return skip
	})
	return t, all, named(err, name)
}

// named puts the name of the file on an error.
func named(err error, name string) error {
	var e *Error
	if errors.As(err, &e) {
		e.Input = name
	}
	return err
}

// activity makes an activity of a row, or says why there is none. One whose time of happening cannot be read is not taken for a plan.
func (r *rowReader) activity(s *scanner, header []string) (Activity, Skip) {
	a := Activity{Row: s.row, Deal: r.text(s, KeyDeal)}
	a.Planned, _ = r.quiet(s, KeyPlanned)
	at, readable := r.quiet(s, KeyAt)
	a.At = at
	if a.Deal == "" || !readable || a.At.IsZero() && a.Planned.IsZero() {
		return Activity{}, r.idle(s, header, a.Deal, readable)
	}
	r.date(s, KeyPlanned, a.Deal) // notes an unreadable one
	a.Recorded, _ = r.date(s, KeyRecorded, a.Deal)
	a.NextAt, _ = r.date(s, KeyNextAt, a.Deal)
	a.Kind, a.By, a.Goal = r.text(s, KeyKind), r.text(s, KeyBy), r.text(s, KeyGoal)
	a.Outcome, a.Next = r.text(s, KeyOutcome), r.text(s, KeyNext)
	a.GoalMet, a.Prepared, a.Advance = r.answer(s, KeyGoalMet, a.Deal), r.answer(s, KeyPrepared, a.Deal), r.answer(s, KeyAdvance, a.Deal)
	return a, ""
}

// idle says why a row is no activity.
func (r *rowReader) idle(s *scanner, header []string, deal string, readable bool) Skip {
	switch {
	case r.repeated(s.cells, header):
		return SkipHeader
	case footer(s):
		return SkipFooter
	case deal == "":
		return r.missing(s, KeyDeal, deal, SkipDeal)
	case !readable:
		r.note(ProblemDate, KeyAt, s.row, deal, r.plan.cell(s.cells, KeyAt))
		return SkipAt
	}
	if c := r.plan.cell(s.cells, KeyPlanned); !missingDate(c) {
		r.note(ProblemDate, KeyPlanned, s.row, deal, c)
		return SkipAt
	}
	k := KeyAt
	if _, there := r.plan.at[k]; !there {
		k = KeyPlanned
	}
	return r.missing(s, k, deal, SkipAt)
}

// quiet reads an instant without noting what is wrong with it; a cell that says nothing is readable, and zero.
func (r *rowReader) quiet(s *scanner, k Key) (at time.Time, readable bool) {
	c := r.plan.cell(s.cells, k)
	if missingDate(c) {
		return time.Time{}, true
	}
	st, ok := parseStamp(c)
	if !ok {
		return time.Time{}, false
	}
	return st.at(r.order(k), r.o.Location)
}

// The words for yes and no, in lower case. 有 and 无 answer 是否有准备.
var (
	yesWords = []string{"yes", "y", "true", "t", "1", "on", "x", "是", "有", "对", "已", "√", "✓", "✔", "达成", "已达成", "已准备", "完成", "已完成"}
	noWords  = []string{"no", "n", "false", "f", "0", "off", "否", "无", "没有", "不", "未", "×", "✗", "✘", "未达成", "未准备", "未完成"}
)

// answer reads yes or no.
func (r *rowReader) answer(s *scanner, k Key, deal string) Answer {
	c := strings.ToLower(foldText(present(r.plan.cell(s.cells, k))))
	switch {
	case slices.Contains(yesWords, c):
		return Yes
	case slices.Contains(noWords, c):
		return No
	case c != "" && !missingAmount(c):
		r.note(ProblemAnswer, k, s.row, deal, r.plan.cell(s.cells, k))
	}
	return Unanswered
}
