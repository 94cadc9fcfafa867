package render

import (
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// concentration says how much hangs on one deal and on one owner.
func (w *writer) concentration(f *document.Forecast) {
	all := f.Concentration
	g := newGrid(w.say("from", "起"), w.say("by", "口径"), w.say("how many", "数量"), w.say("like so many equal", "等效数量"), w.say("largest", "最大"), w.say("share", "占比"),
		w.say("expected without", "去除后预计"), "P10", "P90", w.say("quota", "达成概率"))
	g.words(1, 4)
	for i := range all {
		c := &all[i]
		w.largest(g, c.From, w.say("deal", "商机"), &c.Deals, c.WithoutDeal)
		w.largest(g, c.From, w.say("owner", "负责人"), &c.Owners, c.WithoutOwner)
	}
	if len(g.rows) == 0 {
		return
	}
	w.section(w.say("WHAT THE FORECAST HANGS ON", "预测集中度"), w.say(
		"By weighted amount, and the forecast without the largest: all open deals of an owner, as if nobody took them over.",
		"按加权金额计，并给出去除最大者之后的预测；负责人一行为去除其全部在途商机（视为无人接手）。"))
	g.write(&w.Builder)
	if f.Dependence != nil {
		w.prose("  ", w.say("These ranges and chances are those of independent deals.", "此处的区间与概率按各商机相互独立计算。"))
	}
}

func (w *writer) largest(g *grid, from document.Instant, by string, s *document.Shares, without *document.Without) {
	if s.N == 0 || without == nil {
		return
	}
	top := s.Largest[0]
	for _, l := range s.Largest { // the largest part may be the deals of nobody
		if l.Name == without.Name {
			top = l
			break
		}
	}
	g.add(day(from), by, count(s.N), maybe(s.Effective, tenth), clean(top.Name, mostCells), percent(top.Share),
		w.rough(without.Mean), w.rough(without.P10), w.rough(without.P90), maybe(without.PQuota, percent))
}
