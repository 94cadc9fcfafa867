package render

import (
	"slices"
	"strconv"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// mostSentence bounds a sentence that quotes the file.
const mostSentence = 400

func (w *writer) findings() {
	if w.doc.Data == nil {
		return
	}
	w.section(w.say("FINDINGS about the rows", "数据问题"), "")
	if len(w.doc.Data.Findings) == 0 {
		w.line("  " + w.say("none", "无"))
	}
	for _, f := range w.doc.Data.Findings {
		s := ""
		if f.Say != nil {
			s = clean(f.Say(w.lang), mostSentence)
		}
		if _, counted := argument(f.Params, "n"); !counted { // the sentence says how many
			s = count(f.Count) + " × " + s
		}
		if f.Share != nil {
			s += w.say(" (%s)", "（%s）", fine(*f.Share))
		}
		w.prose("  - ", s+w.examples(f.Examples))
	}
}

// mostExamples is how many rows of a finding the text names.
const mostExamples = 3

func (w *writer) examples(all []document.Example) string {
	var parts []string
	for _, e := range all[:min(len(all), mostExamples)] {
		part := ""
		if e.Row != nil {
			part = w.say("row ", "第 ") + strconv.Itoa(*e.Row) + w.say("", " 行")
		}
		if e.Deal != nil && *e.Deal != "" {
			part = strings.TrimSpace(part + " " + clean(*e.Deal, mostCells))
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	if parts == nil {
		return ""
	}
	return w.say(", as in ", "，例如") + strings.Join(parts, w.say(", ", "、"))
}

// mostAlike is how many warnings of one code are spelled out.
const mostAlike = 2

// saidAbove are warnings that a section says in its own words.
var saidAbove = []sf.Code{"funnel.stalled_no_limit"}

func (w *writer) warnings() {
	if len(w.doc.Warnings) == 0 {
		return
	}
	w.section(w.say("WARNINGS", "提示"), "")
	said := map[sf.Code]int{}
	for _, n := range w.doc.Warnings {
		if slices.Contains(saidAbove, n.Code) {
			continue
		}
		if said[n.Code]++; said[n.Code] > mostAlike {
			continue
		}
		s := clean(w.sentence(w.titled(n.Note)), mostSentence)
		if strings.Contains(n.Path, ".") { // otherwise the sentence says enough
			s = n.Path + w.say(": ", "：") + s
		}
		if said[n.Code] == mostAlike {
			s += w.alike(n.Code)
		}
		w.prose("  - ", s)
	}
}

// alike names the stages of further warnings of a code.
func (w *writer) alike(code sf.Code) string {
	var stages []string
	rest := -mostAlike
	for _, n := range w.doc.Warnings {
		if n.Code != code {
			continue
		}
		if rest++; rest <= 0 {
			continue
		}
		for _, name := range []string{"stage", "second"} {
			if id, ok := argument(n.Params, name); ok && !slices.Contains(stages, w.stage(id)) {
				stages = append(stages, w.stage(id))
			}
		}
	}
	switch {
	case rest <= 0:
		return ""
	case len(stages) == 0:
		return w.say("; and %s more like it", "；另有 %s 条类似提示", count(rest))
	}
	return w.say("; the same of ", "；同样适用于：") + strings.Join(stages, w.say(", ", "、"))
}

func argument(params document.Params, name string) (string, bool) {
	for _, p := range params {
		if p.Name == name {
			return p.Value.String(), true
		}
	}
	return "", false
}

// made says how the report was made: what was chosen for the reader, what was read, what is not there.
func (w *writer) made() {
	d := w.doc
	w.section(w.say("HOW THIS WAS MADE", "报告说明"), "")
	w.setting("as_of", w.say("as of", "截止时间"), w.asOf())
	w.setting("tz", w.say("time zone", "时区"), d.TZ)
	w.setting("model", w.say("model", "模型"), d.Options.Model)
	w.setting("periods", w.say("periods", "预测期间"), d.Options.Periods)
	w.setting("stages", w.say("stages", "阶段"), w.stages())
	for _, in := range d.Inputs {
		name := unknown
		if in.Name != nil {
			name = clean(*in.Name, mostCells)
		}
		w.line("  - " + w.say("%s: %s, %s rows, %s used, %s passed over, sha256 %s", "%s：%s，共 %s 行，采用 %s 行，跳过 %s 行，sha256 %s",
			w.say("read", "输入"), name, count(in.Rows), count(in.Used), count(in.Skipped), in.SHA256[:min(12, len(in.SHA256))]))
	}
	w.left()
}

// asOf names the day whose end is meant, where it is the end of one.
func (w *writer) asOf() string {
	t := time.Time(w.doc.AsOf)
	if t.Equal(sf.DateOf(t).In(t.Location())) {
		return w.say("the end of %s", "%s 日终", lastDay(w.doc.AsOf))
	}
	return t.Format(time.RFC3339)
}

func (w *writer) setting(key, label, value string) {
	chosen := ""
	for _, k := range w.doc.Options.Defaults {
		if k == key {
			chosen = w.say(" (default)", "（默认）")
		}
	}
	w.prose("  - ", label+w.say(": ", "：")+value+chosen)
}

func (w *writer) stages() string {
	var names []string
	for _, s := range w.doc.Stages {
		name := w.stage(s.ID)
		if s.Outcome.String() != "open" {
			name += w.outcome(s.Outcome, name)
		}
		names = append(names, name)
	}
	from := map[string]string{
		"file":          w.say("from the pipeline's file", "来自流程文件"),
		"flags":         w.say("as the flags say", "由参数指定"),
		"probabilities": w.say("ordered by the export's probabilities", "按导出文件中的概率排序"),
		"moves":         w.say("ordered by the net of the moves forward", "按净前进次数排序"),
		"guess":         w.say("in an order that is a guess", "顺序为猜测"),
	}
	return strings.Join(names, " → ") + w.say(", ", "，") + from[w.doc.Pipeline.Source]
}

// left lists the blocks that are not there, those of one reason together.
func (w *writer) left() {
	var reasons []string
	keys := map[string][]string{}
	for _, o := range w.doc.Omitted {
		why := clean(w.sentence(o.Note), mostSentence)
		if keys[why] == nil {
			reasons = append(reasons, why)
		}
		keys[why] = append(keys[why], o.Key)
	}
	for _, why := range reasons {
		w.prose("  - ", w.say("left out: ", "未包含：")+why+w.say(": ", "：")+strings.Join(keys[why], w.say(", ", "、")))
	}
}
