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
		row: func(i int, counts bool) {
			last = i
			if m, ok := h.value(of(h.rows.amount, i)).Money(); ok && counts {
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
	v.recordedLate(deal, say)
	return s
}

// recordedLate tells of the visible rows of a deal that were recorded late.
func (v *View) recordedLate(deal uint32, say func(code sf.Code, row int)) {
	h := v.history
	if h.rows.recorded == nil {
		return
	}
	for i := int(h.first[deal]); i < int(h.first[deal+1]) && h.rows.at[i] < v.asOf; i++ {
		if v.sees(i) && h.rows.recorded[i]-h.rows.at[i] > h.options.recordedLate() {
			say(CodeRecordedLate, i)
		}
	}
}
