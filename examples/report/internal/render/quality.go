package render

import (
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// quality says what is wrong with the records, and with whose.
func (w *writer) quality() {
	q := w.doc.Quality
	if q == nil {
		return
	}
	w.section(w.say("ARE THE RECORDS TO BE TRUSTED?", "数据是否可信（全面、真实、持续）"), "")
	if len(q.Findings) == 0 {
		w.line("  " + w.say("Nothing was found of what was looked for.", "已检查的各项均未发现问题。"))
	}
	for _, f := range q.Findings {
		s := w.aspect(f.Aspect) + w.say(": ", "：") + clean(w.sentence(w.titled(f.Note)), mostSentence)
		if f.Share != nil {
			s += w.say(" (%s)", "（%s）", maybe(f.Share.Value, percent))
		}
		w.prose("  - ", s+w.shownBy(f)+w.worst(f))
	}
	w.delay(q.Delay.DelayOf)
	var why []string
	for _, c := range q.Checks {
		if c.Why != nil {
			s := clean(w.sentence(c.Note), mostSentence)
			_, s, _ = strings.Cut(s, w.say(": ", "："))
			if !slices.Contains(why, s) {
				why = append(why, s)
			}
		}
	}
	if len(why) > 0 {
		w.prose("  ", w.say("Not looked for: ", "未检查：")+strings.Join(why, w.say("; ", "；"))+w.say(".", "。"))
	}
}

func (w *writer) aspect(word string) string {
	switch word {
	case "complete":
		return w.say("complete", "全面")
	case "truthful":
		return w.say("truthful", "真实")
	default:
		return w.say("continuous", "持续")
	}
}

// shownBy names deals, or rows, or weeks.
func (w *writer) shownBy(f document.QualityFinding) string {
	switch {
	case len(f.Rows) > 0:
		return w.examples(f.Rows)
	case len(f.Weeks) > 0:
		return w.say(", as in the week of ", "，例如周一为 ") + strings.Join(f.Weeks[:min(len(f.Weeks), mostExamples)], w.say(", ", "、")) + w.say("", " 的各周")
	default:
		return w.asIn(f.Deals)
	}
}

// worst names the owner with whom it is more than usual, beyond chance.
func (w *writer) worst(f document.QualityFinding) string {
	if f.Share == nil || f.Share.Value == nil {
		return ""
	}
	var worst *document.QualityGroup
	for i, g := range f.Groups {
		if g.By != "owner" || g.Share == nil || g.Share.Low == nil || g.Share.Value == nil || *g.Share.Low <= *f.Share.Value {
			continue
		}
		if worst == nil || *g.Share.Value > *worst.Share.Value {
			worst = &f.Groups[i]
		}
	}
	if worst == nil {
		return ""
	}
	return w.say("; most of all with %s, %s of %s", "；其中 %s 最多（%[3]s 个中有 %[2]s 个）", w.named(worst.Name), count(worst.Count), count(worst.Of))
}

// delay says how soon rows come on record.
func (w *writer) delay(d document.DelayOf) {
	if d.Within == nil || d.MedianHours == nil || d.P90Hours == nil {
		return
	}
	w.prose("  ", w.say("Half of the rows are on record within %s hours, nine in ten within %s; %s of %s in time.", "半数记录在发生后 %s 小时内录入，九成在 %s 小时内；%[4]s 条记录中及时录入的占 %[3]s。",
		maybe(d.MedianHours.Value, tenths), maybe(d.P90Hours.Value, tenths), maybe(d.Within.Value, percent), count(d.Rows)))
}
