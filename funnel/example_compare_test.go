package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// teamHistory are deals of four sellers, the first row each with owner and source. Of 王芳 and 李强 two in five are won, of 陈静 one in five; 赵磊 began
// in June and wins as often as the first two. Wins take 60 days, losses 15.
func teamHistory() (*funnel.History, error) {
	pipeline, err := stage.New(stage.Config{ID: "销售", Stages: []stage.Stage{
		{ID: "跟进"}, {ID: "成交", Outcome: stage.Won}, {ID: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		return nil, err
	}
	begin := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	var rows []funnel.Event
	for _, seller := range []struct {
		name        string
		from, every int // days
		won, of     int
	}{{"王芳", 0, 1, 2, 5}, {"李强", 0, 2, 2, 5}, {"陈静", 0, 2, 1, 5}, {"赵磊", 151, 1, 2, 5}} {
		for i, day := 0, seller.from; day < 212; i, day = i+1, day+seller.every {
			deal, at := fmt.Sprintf("%s-%03d", seller.name, i), begin.AddDate(0, 0, day)
			rows = append(rows, funnel.Event{
				Deal: deal, Stage: "跟进", At: at, Owner: seller.name,
				Facts: []sf.Fact{sf.F("source", sf.Text([]string{"官网", "展会", "电话"}[i%3]))},
			})
			end := funnel.Event{Deal: deal, Stage: "输单", At: at.AddDate(0, 0, 15)}
			if i%seller.of < seller.won {
				end.Stage, end.At = "成交", at.AddDate(0, 0, 60)
			}
			rows = append(rows, end)
		}
	}
	return funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
}

// 谁的赢单率偏低？新人赵磊六月才入职，商机尚新：输得快的已经输了，赢得慢的还没有赢。
//
// 只看已关闭的商机，赵磊 28 个中只赢了 1 个；按“60 天内赢单”比较（未关闭的商机只计到已观察的天数），他与王芳、李强相当，只是还不足以评判。偏低的是陈静。
func ExampleView_Compare() {
	history, err := teamHistory()
	if err != nil {
		fmt.Println(err)
		return
	}
	comparison, err := history.AsOf(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)).Compare("owner", funnel.CompareOptions{
		HorizonDays: 60,
		Metrics:     []funnel.CompareMetric{funnel.CompareWinRate},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, row := range comparison.Rows {
		group := comparison.Groups[i]
		fmt.Printf("%s：已关闭 %d 个中赢单 %d 个；%d 天内赢单率 %.2f，收缩后 %.2f（%.2f–%.2f）\n", row.Group, group.Won+group.Lost, group.Won,
			row.Days, row.Raw.Value, row.Shrunk.Value, row.Shrunk.Low, row.Shrunk.High)
		fmt.Println("  ", row.Note.In(sf.Chinese))
		if row.Standing == funnel.StandingLower {
			fmt.Println("   例如", row.Examples[:2])
		}
	}
	// Output:
	// 李强：已关闭 90 个中赢单 31 个；60 天内赢单率 0.40，收缩后 0.39（0.31–0.47）
	//    没有迹象表明 owner 李强 与其余有差异（q: 0.316）
	// 王芳：已关闭 179 个中赢单 62 个；60 天内赢单率 0.41，收缩后 0.39（0.33–0.46）
	//    没有迹象表明 owner 王芳 与其余有差异（q: 0.105）
	// 赵磊：已关闭 28 个中赢单 1 个；60 天内赢单率 0.41，收缩后 0.39（0.28–0.50）
	//    owner 赵磊 尚无法评判：有一方预计只有约 0.859 次此类结果，至少需要 5 次
	// 陈静：已关闭 95 个中赢单 16 个；60 天内赢单率 0.20，收缩后 0.25（0.17–0.35）
	//    owner 陈静 的赢单率偏低：60 天内为 20.2%，其余为 40.6%（q: <0.0001）
	//    例如 [陈静-098 陈静-097]
}

// 陈静是偶尔一季不好，还是一直偏低？
func ExampleView_PersistentlyLow() {
	history, err := teamHistory()
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := history.AsOf(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)).PersistentlyLow("owner", funnel.PersistentOptions{
		Periods: sf.Months(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 5),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range found.Rows {
		fmt.Println(row.Note.In(sf.Chinese))
	}
	// Output:
	// 没有迹象表明 owner 李强 持续偏低：5 个周期中有 0 个低于其余（校正后 p: 1）
	// 没有迹象表明 owner 王芳 持续偏低：5 个周期中有 0 个低于其余（校正后 p: 1）
	// owner 陈静 在 5 个周期中有 5 个的赢单率低于其余（校正后 p: 0.00313）
}

// Did the new price list of 1 May help? Deals created since are young, so that both sides are seen for three months, and no longer.
func ExampleView_BeforeAfter() {
	history, err := teamHistory()
	if err != nil {
		fmt.Println(err)
		return
	}
	change, err := history.AsOf(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)).BeforeAfter(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		funnel.BeforeAfterOptions{Metrics: []funnel.CompareMetric{funnel.CompareWinRate}, Stratify: "owner"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(change.Before.Deals, "deals before,", change.After.Deals, "since")
	row := change.Rows[0]
	fmt.Printf("won within %d days: %v before, %v since\n", row.Days, row.Before, row.After)
	fmt.Println(row.Note)
	for _, note := range change.Notes {
		fmt.Println(note)
	}
	// Output:
	// 184 deals before, 245 since
	// won within 60 days: 0.3484 [0.2792, 0.429] 95% n=184 before, 0.3731 [0.3104, 0.4439] 95% n=245 since
	// no sign of a change since 2026-05-01 (q: 0.811)
	// what has changed since 2026-05-01 need not have changed because of it: seasons, staff and the mix of deals change too
	// the mix of deals by owner has changed since 2026-05-01 (p: <0.0001)
}

// Six sellers with few deals: the seller with no win of 6 is not expected to win nothing, nor the best to go on as well.
func ExampleShrink() {
	shrinkage, err := funnel.Shrink([]float64{2, 5, 1, 9, 0, 12}, []float64{10, 12, 8, 20, 6, 25}, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, e := range shrinkage.Segments {
		fmt.Printf("%c  %.2f  %.2f to %.2f\n", 'a'+i, e.Value, e.Low, e.High)
	}
	// Output:
	// a  0.29  0.11 to 0.50
	// b  0.37  0.19 to 0.57
	// c  0.27  0.09 to 0.50
	// d  0.40  0.23 to 0.57
	// e  0.24  0.05 to 0.51
	// f  0.42  0.26 to 0.59
}
