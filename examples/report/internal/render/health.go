package render

import (
	"math"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// health says which stages are blocked or run dry.
func (w *writer) health() {
	h := w.doc.Health
	if h == nil {
		return
	}
	w.section(w.say("IS THE FUNNEL HEALTHY?", "漏斗是否健康"), "")
	w.prose("  ", w.sentenceOf(h.Note)+w.say(".", "。"))
	if day(h.ReferenceFrom) != unknown {
		w.prose("  ", w.say(
			"Open on %s, and came in since %s, against the weeks from %s to %s: 95 in 100 healthy stages lie in the range.",
			"截至 %s 的在途数与自 %s 以来的进入数，对照 %s 至 %s 各周；健康的阶段有 95%% 落在范围内。",
			lastDay(h.WindowTo), day(h.WindowFrom), day(h.ReferenceFrom), lastDay(h.ReferenceTo),
		))
	}
	g := newGrid(w.say("stage", "阶段"), w.say("state", "状态"), w.say("open", "在途"), w.say("expected", "预期"), w.say("range", "范围"),
		w.say("came in", "进入"), w.say("expected", "预期"), w.say("range", "范围"), "p")
	g.words(1)
	for _, s := range h.Stages {
		g.add(w.stage(s.Stage), w.state(s.State), count(s.Deals), maybe(s.Expected, tenth), between(s.Low, s.High),
			count(s.Entries), maybe(s.Usual, tenth), between(s.UsualLow, s.UsualTop), maybe(s.PValue, chanceOf))
	}
	g.write(&w.Builder)
	w.alarms(h)
}

// alarms says what is wrong with which stage, and how often that would be said of a healthy one.
func (w *writer) alarms(h *document.Health) {
	var quiet []string
	for _, s := range h.Stages {
		switch s.State {
		case "unknown":
			quiet = append(quiet, w.stage(s.Stage))
		case "full":
		default:
			w.finding(s.Note, nil) // it names deals
		}
	}
	if len(quiet) > 0 && len(quiet) < len(h.Stages) {
		w.prose("  - ", w.say("too little goes through %s to tell", "经过 %s 的商机太少，无法判断", strings.Join(quiet, w.say(", ", "、"))))
	}
	if len(quiet) == len(h.Stages) && len(quiet) > 0 {
		w.finding(h.Stages[0].Note, nil)
		return
	}
	w.prose("  ", w.sentenceOf(h.Alarms)+w.say(".", "。"))
}

// state is a word for how a stage or the funnel stands.
func (w *writer) state(s string) string {
	switch s {
	case "full":
		return w.say("healthy", "健康")
	case "blocked":
		return w.say("blocked", "堵塞")
	case "gap":
		return w.say("gap", "断档")
	case "empty":
		return w.say("runs dry", "空杯")
	default:
		return w.say("cannot be told", "无法判断")
	}
}

// between is a range of counts.
func between(low, high *float64) string {
	if low == nil || high == nil {
		return unknown
	}
	return tenths(*low) + "–" + tenths(*high)
}

// tenths shows a whole number without a fraction.
func tenths(f float64) string {
	if f == math.Trunc(f) {
		return count(int64(f))
	}
	return tenth(f)
}
