package render

import (
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// stalled lists the deals that have stayed too long.
func (w *writer) stalled() {
	s := w.doc.Stalled
	if s == nil {
		return
	}
	w.section(w.say("STALLED DEALS, by expected money", "停滞商机（按期望金额排序）"), "")
	w.prose("  ", w.stalledSum(s))
	shown := s.Items[:min(len(s.Items), mostListed)]
	if len(shown) > 0 {
		if hint := w.cut(len(shown), s.Total); hint != "" {
			w.line("  " + hint)
		}
		g := newGrid(w.say("deal", "商机"), w.say("stage", "阶段"), w.say("owner", "负责人"), w.say("amount", "金额"), w.say("days", "停留天数"),
			w.say("limit", "时限"), w.say("over", "超出"), w.say("limit from", "时限来源"), w.say("last heard of", "最近动态"), w.say("next step", "下一步"))
		g.words(1, 2, 7)
		for _, d := range shown {
			owner := unknown
			if d.Owner != nil {
				owner = clean(*d.Owner, mostCells)
			}
			g.add(clean(d.Deal, mostCells), w.stage(d.Stage), owner, w.exact(d.Amount), count(d.Days), count(d.LimitDays), count(d.DaysOver),
				w.limitFrom(d.LimitSource), day(d.LastActivityAt), day(d.NextAt))
		}
		g.write(&w.Builder)
	}
	w.soon(s.Soon)
	w.unlimited(s)
}

// stalledSum says how many they are, and what the limits are.
func (w *writer) stalledSum(s *document.Stalled) string {
	text := w.say("No open deal has stayed beyond the limit of its stage.", "没有在途商机停留超过所在阶段的时限。")
	if s.Unjudged == w.doc.Headline.Open && s.Unjudged > 0 {
		text = w.say("No open deal could be judged.", "没有可以判断的在途商机。")
	}
	if s.Total > 0 {
		text = w.say("%s of %s open deals, worth %s, have stayed beyond the limit of their stage.", "%[2]s 个在途商机中有 %[1]s 个（金额 %[3]s）停留超过所在阶段的时限。",
			count(s.Total), count(w.doc.Headline.Open), w.exact(s.Amount))
	}
	var learned []string
	for _, l := range s.Limits {
		if l.Source != nil && *l.Source == "learned" && l.LimitDays != nil {
			learned = append(learned, w.say("%s %s days", "%s %s 天", w.stage(l.Stage), count(*l.LimitDays)))
		}
	}
	if len(learned) > 0 {
		text += w.say(" Limits that nobody set are the days within which nine in ten of the deals that go on to win have left: %s.",
			"未设定时限的阶段，以最终赢单的商机中九成离开所用的天数为时限：%s。", strings.Join(learned, w.say(", ", "、")))
	}
	return text
}

// unlimited says of which stages nobody knows how long is too long, and what was seen there.
func (w *writer) unlimited(s *document.Stalled) {
	var names []string
	open := 0
	for _, l := range s.Limits {
		if l.LimitDays == nil && l.Open > 0 {
			names, open = append(names, w.stage(l.Stage)), open+l.Open
		}
	}
	if open == 0 {
		return
	}
	w.prose("  ", w.say("No limit is set for %s, and too little is known to learn one: %s open deals are not judged.",
		"%s 未设定时限，历史也不足以推算：%s 个在途商机未作判断。", strings.Join(names, w.say(", ", "、")), count(open)))
	for _, l := range s.Limits {
		if l.LimitDays == nil && l.LeftWithinDays != nil && l.Older > 0 {
			w.prose("  - ", w.say("%s: of the stays that ended, 99 in 100 had by day %s; %s of %s open deals have been there for longer%s", "%s：已离开的商机中 99%% 在 %s 天内离开；%[4]s 个在途商机中有 %[3]s 个停留更久%[5]s",
				w.stage(l.Stage), count(*l.LeftWithinDays), count(l.Older), count(l.Open), w.asIn(l.Oldest[:min(len(l.Oldest), l.Older)])))
		}
	}
}

// soon names who is next.
func (w *writer) soon(l document.List[document.StalledDeal]) {
	if len(l.Items) == 0 {
		return
	}
	var names []string
	for _, d := range l.Items[:min(len(l.Items), mostExamples)] {
		names = append(names, w.say("%s on %s", "%s（%s）", clean(d.Deal, mostCells), d.LimitDate))
	}
	w.prose("  ", w.say("%s more reach their limit within a week: %s%s.", "另有 %s 个将在一周内到期：%s%s。",
		count(l.Total), strings.Join(names, w.say(", ", "、")), w.more(l.Total-len(names))))
}

// more says how many are not named.
func (w *writer) more(n int) string {
	if n <= 0 {
		return ""
	}
	return w.say(" and %s more", "等", count(n))
}

func (w *writer) limitFrom(source string) string {
	if source == "learned" {
		return w.say("history", "历史")
	}
	return w.say("configured", "设定")
}
