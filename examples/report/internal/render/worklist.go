package render

import (
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// worklist says what to do on the day of the report.
func (w *writer) worklist() {
	l := w.doc.Worklist
	if l == nil {
		return
	}
	w.section(w.say("WHAT TO DO on %s", "当日清单（%s）", l.Day), "")
	w.prose("  ", w.say("%s of %s open deals ask for something; with %s of them, worth %s, something is overdue.", "%[2]s 个在途商机中有 %[1]s 个需要处理，其中 %[3]s 个（金额 %[4]s）已有事项逾期。",
		count(l.Listed.Deals), count(l.Open.Deals), count(l.Late.Deals), w.exact(l.Late.Amount)))
	shown := l.Items.Items[:min(len(l.Items.Items), mostListed)]
	if len(shown) > 0 {
		w.workItems(shown, l.Items.Total)
		w.workOwners(l.Owners)
	}
	w.plans(l.Plans)
}

func (w *writer) workItems(shown []document.WorkItem, total int) {
	if hint := w.cut(len(shown), total); hint != "" {
		w.line("  " + hint)
	}
	g := newGrid(w.say("deal", "商机"), w.say("stage", "阶段"), w.say("owner", "负责人"), w.say("amount", "金额"), w.say("when", "紧急程度"), w.say("why first", "首要原因"))
	g.words(1, 2, 4, 5)
	for _, x := range shown {
		owner, why := unknown, ""
		if x.Owner != nil {
			owner = clean(*x.Owner, mostCells)
		}
		if len(x.Reasons) > 0 {
			why = clean(w.sentence(w.titled(x.Reasons[0].Note)), mostSentence)
		}
		if more := len(x.Reasons) - 1; more > 0 {
			why += w.say("; and %s more", "；另有 %s 项", count(more))
		}
		g.add(clean(x.Deal, mostCells), w.stage(x.Stage), owner, w.exact(x.Amount), w.urgency(x.Urgency), why)
	}
	g.write(&w.Builder)
}

func (w *writer) urgency(word string) string {
	switch word {
	case "late":
		return w.say("late", "逾期")
	case "today":
		return w.say("today", "今日")
	case "soon":
		return w.say("soon", "近期")
	default:
		return w.say("any day", "不限")
	}
}

func (w *writer) workOwners(owners []document.WorkOwner) {
	if len(owners) < 2 {
		return
	}
	g := newGrid(w.say("owner", "负责人"), w.say("open", "在途"), w.say("to do", "待处理"), w.say("overdue", "逾期"), w.say("worth", "逾期金额"))
	shown := owners[:min(len(owners), mostGroups)]
	for _, o := range shown {
		g.add(w.named(o.Owner), count(o.Open.Deals), count(o.Listed.Deals), count(o.Late.Deals), w.exact(o.Late.Amount))
	}
	w.line("")
	if hint := w.cut(len(shown), len(owners)); hint != "" {
		w.line("  " + hint)
	}
	g.write(&w.Builder)
}

// plans names activities that were planned and have not happened.
func (w *writer) plans(l document.List[document.WorkPlan]) {
	if len(l.Items) == 0 {
		return
	}
	var parts []string
	for _, p := range l.Items[:min(len(l.Items), mostAlikeFound)] {
		who, kind := w.say("(none)", "（无）"), w.say("activity", "活动")
		if p.Person != nil {
			who = clean(*p.Person, mostCells)
		}
		if p.Kind != nil {
			kind = clean(*p.Kind, mostCells)
		}
		parts = append(parts, w.say("%[1]s, %[2]s with %[3]s on %[4]s", "%[1]s %[2]s %[3]s（%[4]s）", who, kind, clean(p.Deal, mostCells), p.Due))
	}
	w.prose("  ", w.say("Planned for today or before, and not done: %s: %s%s.", "计划今日或之前完成而尚未进行的活动共 %s 项：%s%s。",
		count(l.Total), strings.Join(parts, w.say("; ", "；")), w.more(l.Total-len(parts))))
}

// activities says what was planned and what was done.
func (w *writer) activities() {
	a := w.doc.Activities
	if a == nil {
		return
	}
	w.section(w.say("ACTIVITIES from %s to %s", "活动执行（%s 至 %s）", day(a.From), lastDay(a.To)), w.say(
		"Plans by the day they were made for; shares are of those that say.", "计划按应完成日统计；各比例只计有填写的活动。"))
	g := newGrid("", w.say("planned", "计划"), w.say("kept", "按时"), w.say("late", "迟到"), w.say("missed", "未做"), w.say("done", "完成"), w.say("unplanned", "计划外"),
		w.say("on time", "按时率"), w.say("prepared", "有准备"), w.say("goal met", "达成目的"), w.say("advance", "取得晋级"))
	add := func(name string, c document.ActivityCounts) {
		g.add(name, count(c.Planned), count(c.Kept), count(c.Late), count(c.Missed), count(c.Done), count(c.Unplanned),
			estimated(c.OnTime, percent), estimated(c.Prepared, percent), estimated(c.GoalMet, percent), estimated(c.Advance, percent))
	}
	add(w.say("everyone", "全部"), a.Total)
	blank := func(name string) { g.add(append([]string{name}, make([]string, 10)...)...) }
	for _, part := range []struct {
		title string
		list  []document.ActivityCount
	}{{w.say("by person", "按人员"), a.People}, {w.say("by kind", "按方式"), a.Kinds}} {
		blank(part.title)
		shown := part.list[:min(len(part.list), mostGroups)]
		for _, x := range shown {
			add("  "+w.named(x.Name), x.ActivityCounts)
		}
		if more := len(part.list) - len(shown); more > 0 {
			blank("  " + w.say("… %s more", "… 另 %s 个", count(more)))
		}
	}
	g.write(&w.Builder)
	w.effect(a.Effect)
}

// effect sets touched deals beside others.
func (w *writer) effect(e *document.TouchEffect) {
	if e == nil {
		return
	}
	if e.Difference != nil && e.Touched != nil && e.Untouched != nil {
		w.prose("  ", w.say(
			"Of deals with an activity in the last %s days %s moved on within %s days, of others of the same stage and age %s: a difference of %s points, between %s and %s.",
			"最近 %s 天内有活动的商机，%[3]s 天内推进的比例为 %[2]s；同阶段、同停留时长而没有活动的为 %[4]s：相差 %[5]s 个百分点，介于 %[6]s 与 %[7]s 之间。",
			count(e.WindowDays), maybe(e.Touched.Value, percent), count(e.HorizonDays), maybe(e.Untouched.Value, percent),
			maybe(e.Difference.Value, wholePoints), maybe(e.Difference.Low, wholePoints), maybe(e.Difference.High, wholePoints)))
	}
	for _, n := range e.Notes {
		w.prose("  ", w.sentenceOf(n)+w.say(".", "。"))
	}
}

func wholePoints(f float64) string { return tenth(100 * f) }
