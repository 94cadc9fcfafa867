package render

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func (w *writer) forecast() {
	f := w.doc.Forecast
	if f == nil {
		return
	}
	w.section(w.say("FORECAST, model %s", "预测（模型：%s）", f.Model), w.basis(f))
	if f.Model == settings.Timed {
		w.prose("  ", w.say("Dated by how long deals take from their stage and age, not by their close dates.", "成交时间按商机所在阶段与已停留天数推算，不依据预计成交日期。"))
	}
	for _, r := range f.Rows {
		if len(r.Group) == 0 {
			w.prose("  "+day(r.From)+w.say(" to ", " 至 ")+lastDay(r.To)+w.say(": ", "："), w.outlook(r))
		}
	}
	w.beyond(f.Beyond)
	w.line("")
	w.rows(f.Rows)
	w.dependence(f)
	w.quotas(f.Rows)
	w.pacing(f.Pacing)
	w.coverage(f.Coverage)
	w.change(f.Change)
	w.concentration(f)
	w.categories(f.Rows)
	w.deals(w.say("OVERDUE, by expected money", "已逾期（按期望金额排序）"), f.Overdue)
	w.deals(w.say("OPEN DEALS, by expected money", "在途商机（按期望金额排序）"), f.Deals)
}

// basis says what a forecast is made of.
func (w *writer) basis(f *document.Forecast) string {
	if f.Basis == "open_deals" {
		return w.say("From deals that are open now; business that is still to come is not in it.", "只含目前在途的商机，不含尚未出现的新商机。")
	}
	return w.say("From deals that are open now and, for everyone, from those that come if they go on coming as they did.", "含目前在途的商机；总计还含按近期节奏将会出现的新商机。")
}

// beyond says what the periods do not hold, so that the weighted amounts add up to the board's.
func (w *writer) beyond(all []document.Beyond) {
	for _, b := range all {
		if len(b.Group) == 0 && b.LaterDeals > 0 {
			w.prose("  ", w.say("Later, or at no date that is known: %s deals, weighted %s.", "更晚成交或没有预计日期：%s 个商机，加权 %s。", count(b.LaterDeals), w.weighted(b.LaterWeighted)))
		}
	}
}

// outlook is what one row says in words.
func (w *writer) outlook(r document.Row) string {
	if r.Mean.Sign() == 0 && r.P90.Sign() == 0 {
		return w.say("nothing is won or due.", "没有赢单，也没有到期商机。")
	}
	from := ""
	if r.FromNew.Known() {
		from = w.say(" (%s from open deals, %s from new ones)", "（在途 %s，新商机 %s）", w.rough(r.FromOpen), w.rough(r.FromNew))
	}
	s := w.say("%s won so far, %s expected in all%s, about eight times in ten between %s and %s",
		"已赢单 %s，合计预计 %s%s，约有八成把握落在 %s 与 %s 之间", w.exact(r.WonAmount), w.rough(r.Mean), from, w.rough(r.P10), w.rough(r.P90))
	if d := r.Dependent; d != nil {
		s += w.say(" if deals are independent, and between %s and %s as they share a fate", "（各商机相互独立时）；计入共同因素后落在 %s 与 %s 之间", w.rough(d.P10), w.rough(d.P90))
	}
	return s + w.say(".", "。")
}

// dependence sets the ranges with dependence beside those without.
func (w *writer) dependence(f *document.Forecast) {
	d := f.Dependence
	if d == nil {
		return
	}
	w.section(w.say("WHERE DEALS SHARE A FATE", "商机受共同因素影响时"), "")
	w.prose("  ", w.fate(f)+w.say(" Means stay the same.", "均值不变。"))
	g := newGrid(w.say("group", "分组"), w.say("from", "起"), w.say("P10 without", "P10 独立"), w.say("with", "相关"), w.say("P50 without", "P50 独立"), w.say("with", "相关"),
		w.say("P90 without", "P90 独立"), w.say("with", "相关"), w.say("quota without", "达成 独立"), w.say("with", "相关"))
	for _, r := range f.Rows {
		if d := r.Dependent; d != nil && w.worth(r) {
			g.add(w.group(r.Group), day(r.From), w.rough(r.P10), w.rough(d.P10), w.rough(r.P50), w.rough(d.P50), w.rough(r.P90), w.rough(d.P90),
				maybe(r.PQuota, percent), maybe(d.PQuota, percent))
		}
	}
	g.write(&w.Builder)
}

// believed is the range and the chance of a quota under dependence, where that was asked for.
func believed(p10, p90 document.Money, chance *float64, d *document.Dependent) (low, high document.Money, reached *float64) {
	if d == nil {
		return p10, p90, chance
	}
	return d.P10, d.P90, d.PQuota
}

// fate says how much deals depend on each other, and how that is known.
func (w *writer) fate(f *document.Forecast) string {
	d := f.Dependence
	s := w.say("The latent correlation is %s, as it was given", "潜在相关系数为 %s（指定值）", hundredth(f.Rho))
	learned := d.Rho != nil && d.Rho.Low != nil && d.Rho.High != nil
	if learned {
		s = w.say("By %s past periods the latent correlation is most likely %s, and between %s and %s", "根据 %s 个历史期间，潜在相关系数最可能为 %s，区间 %s 至 %s",
			count(d.Rho.N), maybe(d.Rho.Value, hundredth), hundredth(*d.Rho.Low), hundredth(*d.Rho.High))
	}
	if e := d.Event; e != nil && e.Value != nil {
		s += w.say("; two wins with the mean chance of %s then correlate by %s", "；此时两个赢率为平均值 %s 的商机，其输赢的相关系数为 %s", percent(d.P), hundredth(*e.Value))
	}
	if learned {
		s += w.say(". So few leave it open: the ranges go by all that they allow, %s on the average", "。历史期间有限，因此按所有可能的取值加权计算，平均 %s", hundredth(f.Rho))
	}
	return s + w.say(".", "。")
}

// worth reports whether a row says anything: a group without deals and quota is passed over.
func (w *writer) worth(r document.Row) bool {
	return len(r.Group) == 0 || r.WonDeals > 0 || r.DueDeals > 0 || r.Mean.Sign() != 0 || r.Quota.Known()
}

func (w *writer) rows(rows []document.Row) {
	g := newGrid(w.say("group", "分组"), w.say("from", "起"), w.say("won", "已赢"), w.say("deals due", "到期数"), w.say("amount due", "到期金额"),
		w.say("weighted", "加权"), w.say("most likely", "最可能"), w.say("expected", "预计"), "P10", "P50", "P90")
	for _, r := range rows {
		if w.worth(r) {
			g.add(w.group(r.Group), day(r.From), w.exact(r.WonAmount), count(r.DueDeals), w.exact(r.DueAmount), w.weighted(r.Weighted),
				w.rough(r.MostLikely), w.rough(r.Mean), w.rough(r.P10), w.rough(r.P50), w.rough(r.P90))
		}
	}
	g.write(&w.Builder)
}

// group is the name of a group, indented by its depth.
func (w *writer) group(path []string) string {
	if len(path) == 0 {
		return w.say("everyone", "全部")
	}
	name := clean(path[len(path)-1], mostCells)
	if name == "" {
		name = w.say("(none)", "（无）")
	}
	return strings.Repeat("  ", len(path)) + name
}

func (w *writer) quotas(rows []document.Row) {
	g := newGrid(w.say("quota", "目标"), w.say("from", "起"), w.say("amount", "金额"), w.say("won", "已完成"), w.say("chance", "达成概率"), w.say("gap", "缺口"), w.say("coverage", "覆盖倍数"))
	for _, r := range rows {
		if r.Quota.Known() {
			g.add(w.group(r.Group), day(r.From), w.exact(r.Quota), maybe(r.Attained, percent), maybe(r.PQuota, percent), w.exact(r.Gap), maybe(r.Coverage, tenth))
		}
	}
	if len(g.rows) == 0 {
		return
	}
	w.section(w.say("QUOTA", "目标"), w.say("Won is the share reached so far; gap is quota − won − weighted; coverage is what is due for each unit still to be won.", "已完成 = 已赢 ÷ 目标；缺口 = 目标 − 已赢 − 加权；覆盖倍数 = 到期金额 ÷ 尚未完成的目标。"))
	g.write(&w.Builder)
}

func (w *writer) categories(rows []document.Row) {
	if !w.categorized() {
		return
	}
	w.section(w.say("FORECAST CATEGORIES", "预测类别"), w.say("Whole amounts, not weighted; each category holds the surer ones to its left.", "全额，不加权；每一类包含其左侧更有把握的各类。"))
	g := newGrid(w.say("group", "分组"), w.say("from", "起"), w.say("closed", "已成交"), w.say("commit", "承诺"), w.say("best case", "最好情况"), w.say("pipeline", "全部在途"))
	for _, r := range rows {
		a := r.Categories.Amounts
		if len(r.Group) > 0 && a.Pipeline.Sign() == 0 {
			continue
		}
		g.add(w.group(r.Group), day(r.From), w.exact(a.Closed), w.exact(a.Commit), w.exact(a.BestCase), w.exact(a.Pipeline))
	}
	g.write(&w.Builder)
}

// categorized reports whether any open stage has a category of its own; without, all is pipeline and the table says nothing new.
func (w *writer) categorized() bool {
	return slices.ContainsFunc(w.doc.Stages, func(s document.Stage) bool {
		return s.Outcome == stage.Open && s.Category != stage.InPipeline.String()
	})
}

func (w *writer) deals(title string, l document.List[document.Dealing]) {
	if l.Total == 0 {
		return
	}
	shown := l.Items[:min(len(l.Items), mostListed)]
	if len(shown) == 0 {
		return
	}
	hint := ""
	if len(shown) < l.Total {
		hint = w.say("The first %s of %s.", "前 %s 个，共 %s 个。", count(len(shown)), count(l.Total))
	}
	w.section(title, hint)
	g := newGrid(w.say("deal", "商机"), w.say("stage", "阶段"), w.say("owner", "负责人"), w.say("amount", "金额"), w.say("chance", "赢率"), w.say("expected", "期望金额"), w.say("close date", "预计成交"))
	g.words(1, 2)
	for _, d := range shown {
		owner := unknown
		if d.Owner != nil {
			owner = clean(*d.Owner, mostCells)
		}
		g.add(clean(d.Deal, mostCells), w.stage(d.Stage), owner, w.exact(d.Amount), percent(d.P), w.expected(d), w.closeAt(d))
	}
	g.write(&w.Builder)
}

// expected is what a deal adds to the mean: amount × chance.
func (w *writer) expected(d document.Dealing) string {
	m, err := d.Amount.Weighted(d.P, decimal.New(1, int32(-w.minor)))
	if err != nil {
		return unknown
	}
	return w.rough(document.Money{Money: m})
}
