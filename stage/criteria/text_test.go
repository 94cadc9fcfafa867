package criteria_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	. "github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

func TestText(t *testing.T) {
	en := []sf.Field{
		{Name: "amount", Label: "Amount", Kind: sf.KindMoney},
		{Name: "close", Label: "Close date", Kind: sf.KindDate},
		{Name: "tags", Kind: sf.KindTags},
		{Name: "amount", Label: "second", Kind: sf.KindText},
	}
	zh := []sf.Field{{Name: "amount", Label: "金额"}, {Name: "close", Label: "预计成交日期", Kind: sf.KindDate}, {Name: "tags", Label: "标签"}}
	yuan := cny("50000")
	tests := []struct {
		e      Expr
		en, zh string
	}{
		{Expr{}, "", ""},
		{AtLeast("amount", yuan), "Amount is at least 50000 CNY", "金额 不低于 50000 CNY"},
		{Present("amount"), "Amount is known", "金额 已填写"},
		{Not(Present("amount")), "Amount is not known", "金额 未填写"},
		{Not(Not(Present("amount"))), "Amount is known", "金额 已填写"},
		{Less("amount", yuan), "Amount is below 50000 CNY", "金额 低于 50000 CNY"},
		{Not(Less("amount", yuan)), "Amount is at least 50000 CNY", "金额 不低于 50000 CNY"},
		{AtMost("n", sf.Int(3)), "n is at most 3", "n 不高于 3"},
		{Not(AtMost("n", sf.Int(3))), "n is above 3", "n 高于 3"},
		{Not(More("n", sf.Int(3))), "n is at most 3", "n 不高于 3"},
		{Not(AtLeast("n", sf.Int(3))), "n is below 3", "n 低于 3"},
		{Less("close", sf.Text("2026-03-15")), "Close date is before 2026-03-15", "预计成交日期 早于 2026-03-15"},
		{AtMost("at", sf.Instant(time.Unix(0, 0))), "at is 1970-01-01T00:00:00Z or earlier", "at 不晚于 1970-01-01T00:00:00Z"},
		{More("close", day("2026-03-15")), "Close date is after 2026-03-15", "预计成交日期 晚于 2026-03-15"},
		{AtLeast("close", day("2026-03-15")), "Close date is 2026-03-15 or later", "预计成交日期 不早于 2026-03-15"},
		{Eq("champion", sf.Bool(true)), "champion is yes", "champion 为 是"},
		{Not(Eq("champion", sf.Bool(false))), "champion is not no", "champion 不为 否"},
		{Not(Ne("source", sf.Text("web"))), `source is "web"`, "source 为 “web”"},
		{In("source", sf.Text("web"), sf.Text("100%")), `source is one of "web", "100%"`, "source 属于 “web”、“100%” 之一"},
		{Not(In("n", sf.Int(1), sf.Int(2))), "n is none of 1, 2", "n 不属于 1、2"},
		{Has("tags", "VIP"), `tags includes "VIP"`, "标签 包含 “VIP”"},
		{Not(Has("tags", "VIP")), `tags does not include "VIP"`, "标签 不包含 “VIP”"},
		{Matches("mail", "@x$"), `mail matches "@x$"`, "mail 匹配 “@x$”"},
		{Not(Matches("mail", "@x$")), `mail does not match "@x$"`, "mail 不匹配 “@x$”"},
		{Within("seen", 14), "seen is within the last 14 days", "seen 在最近 14 天内"},
		{Not(Within("seen", 14)), "seen is not within the last 14 days", "seen 不在最近 14 天内"},
		{Ahead("close", 30), "Close date is within the next 30 days", "预计成交日期 在未来 30 天内"},
		{Not(Ahead("close", 30)), "Close date is not within the next 30 days", "预计成交日期 不在未来 30 天内"},
		{Call("credit"), "check credit passes", "检查 credit 通过"},
		{Not(Call("credit")), "check credit does not pass", "检查 credit 未通过"},
		{All(Present("a"), Any(Present("b"), Present("c"))), "a is known and (b is known or c is known)", "a 已填写 且 （b 已填写 或 c 已填写）"},
		{Any(Present("a"), Not(All(Present("b"), Present("c")))), "a is known or not (b is known and c is known)", "a 已填写 或 并非（b 已填写 且 c 已填写）"},
		{Not(Any(Present("a"), Present("b"))), "not (a is known or b is known)", "并非（a 已填写 或 b 已填写）"},
		{All(All(Present("a"))), "a is known", "a 已填写"},
		{Not(All(Present("a"))), "a is not known", "a 未填写"},
		{Expr{Op: 99, Fact: "a"}, "op(99)", "op(99)"},
		{Expr{Op: OpNot}, "", ""},
		{Expr{Op: OpAll}, "", ""},
	}
	for _, test := range tests {
		assert.Equal(t, test.en, test.e.Text(sf.English, en))
		assert.Equal(t, test.zh, test.e.Text(sf.Chinese, zh))
	}
}
