package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Findings returns what the sequence of each deal's visible rows shows, by code. The rules look back only and see only what the view
// sees, so a later correction does not rewrite what was found.
func (v *View) Findings() []Finding {
	var found findings
	var deals, rows int64
	for d := range v.candidates() {
		if s := v.examine(d, &found); s.rows > 0 {
			deals++
			rows += int64(s.rows)
		}
	}
	return found.list(func(code sf.Code) int64 {
		switch code {
		case CodeNoStage, CodeAmountMissing, CodeMixedCurrency, CodeLateEntry:
			return deals
		default:
			return rows
		}
	})
}

// examine reads one deal for findings.
func (v *View) examine(deal uint32, found *findings) state {
	h := v.history
	last, currency, mixed := -1, "", false
	priced := false
	say := func(code sf.Code, row int) { found.add(code, "", int64(h.input[row])) }
	s := v.follow(deal, listener{
		say: say,
		row: func(i int) {
			last = i
			if h.rows.recorded != nil && h.rows.recorded[i]-h.rows.at[i] > h.options.recordedLate() {
				say(CodeRecordedLate, i)
			}
			if m, ok := h.value(of(h.rows.amount, i)).Money(); ok {
				mixed = mixed || priced && m.Currency() != currency
				currency, priced = m.Currency(), true
			}
		},
	})
	if last < 0 {
		return s
	}
	if s.stage < 0 {
		say(CodeNoStage, last)
	}
	if mixed {
		say(CodeMixedCurrency, last)
	}
	if s.outcome == stage.Won && !priced {
		say(CodeAmountMissing, last)
	}
	if s.late {
		say(CodeLateEntry, last)
	}
	return s
}
