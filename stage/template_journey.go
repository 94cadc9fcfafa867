package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// BuyersJourney returns the template of a sale seen from the buyer's side, to be edited: the five stages of the buyer's mind, and two ends.
//
//	awareness      意识    Awareness        14 days     5 %   pipeline
//	interest       兴趣    Interest         14 days    15 %   pipeline
//	consideration  考虑    Consideration    21 days    35 %   pipeline
//	intent         意向    Intent           10 days    60 %   best case
//	decision       决策    Decision         7 days     85 %   commit
//	won            成交    Won
//	lost           流失    Lost
//
// The limits and probabilities are conventional starting points: set them from your own history as soon as there is some
// ([Pipeline.LintAgainst] says where it disagrees).
//
// Buyers hurry ahead and hesitate again, so a deal may skip stages and go back. It is not reopened once closed: a buyer who comes back
// begins a new journey.
func BuyersJourney(lang sf.Language) Config {
	w := wording{lang}
	return Config{
		SchemaVersion: SchemaVersion,
		ID:            "buyers_journey",
		Name:          w.say("客户购买旅程", "Buyer's journey"),
		Fields:        w.journeyFields(),
		Stages: []Stage{
			w.journeyAwareness(),
			w.journeyInterest(),
			w.journeyConsideration(),
			w.journeyIntent(),
			w.journeyDecision(),
			w.journeyWon(),
			w.journeyLost(),
		},
		Moves: Moves{Policy: Forward, Back: true},
	}
}

// buyerFields are what must be known of a buyer from the start.
func buyerFields() []string { return []string{"customer", "phone", "source", "owner", "next_at"} }

func (w wording) journeyFields() []sf.Field {
	return []sf.Field{
		w.field("customer", sf.KindText, "客户名称", "Customer"),
		w.field("phone", sf.KindText, "联系方式", "Contact details"),
		w.field("source", sf.KindText, "客户来源", "Source"),
		w.field("owner", sf.KindText, "负责人", "Owner"),
		w.field("next_at", sf.KindDate, "预计跟进时间", "Next follow-up"),
		w.field("engaged_at", sf.KindDate, "最近互动日期", "Last engagement"),
		w.field("product", sf.KindText, "关注的产品", "Product of interest"),
		w.field("need", sf.KindText, "客户需求", "Need"),
		w.field("demo_at", sf.KindDate, "演示或试用日期", "Demonstration or trial date"),
		w.field("budget", sf.KindMoney, "客户预算", "Budget"),
		w.field("buy_by", sf.KindDate, "计划购买日期", "Planned purchase date"),
		w.field("decision_maker", sf.KindText, "决策人", "Decision maker"),
		w.field("quote_amount", sf.KindMoney, "报价金额", "Quote amount"),
		w.field("quote_sent_at", sf.KindDate, "报价发送日期", "Quote sent date"),
		w.field("quote_followed_at", sf.KindDate, "报价跟进日期", "Quote follow-up date"),
		w.field("terms_agreed", sf.KindBool, "购买条件已谈妥", "Terms agreed"),
		w.field("order_confirmed", sf.KindBool, "订单已确认", "Order confirmed"),
		w.field("order_amount", sf.KindMoney, "订单金额", "Order amount"),
		w.field("lost_reason", sf.KindText, "流失原因", "Reason lost"),
	}
}

func (w wording) journeyAwareness() Stage {
	return w.named(Stage{
		ID:          "awareness",
		Probability: chance(0.05),
		Category:    InPipeline,
		Required:    buyerFields(),
		Limit:       calendarDays(14),
		Goal: w.say("让客户意识到问题的存在，知道我们能够提供帮助。",
			"Make the buyer aware of the problem, and that we can help with it."),
		Entry: []Criterion{
			w.judge("permission", "客户同意我们与其联系", "The buyer has agreed to be contacted"),
		},
		Exit: []Criterion{
			w.judge("problem_seen", "客户承认存在需要解决的问题", "The buyer sees a problem worth solving"),
			w.judge("open_to_talk", "客户愿意继续交流", "The buyer is willing to go on talking"),
		},
		Playbook: []string{
			w.say("推送与客户处境相关的文章、案例或活动邀请，先提供价值，不推销。",
				"Send articles, cases or invitations that fit the buyer's situation; give first, do not sell."),
			w.say("互动后 1 天内联系：“看到您关注了这个话题，是最近遇到了类似的问题吗？”",
				"Call within a day of any response: “I saw that this topic interests you. Are you facing something similar?”"),
			w.say("记录客户来源和触动客户的内容，用于改进投放。",
				"Record where the buyer came from and what caught their attention, so that the campaign improves."),
		},
		Milestones: []Milestone{
			w.milestone("first_engagement", calendarDays(7), criteria.Present("engaged_at"), "产生首次互动", "First response"),
		},
	}, "意识", "Awareness")
}

func (w wording) journeyInterest() Stage {
	return w.named(Stage{
		ID:          "interest",
		Probability: chance(0.15),
		Category:    InPipeline,
		Required:    plus(buyerFields(), "product"),
		Limit:       calendarDays(14),
		Goal: w.say("把关注变成对话，了解客户想解决什么问题。",
			"Turn attention into a conversation, and learn what the buyer wants to solve."),
		Entry: []Criterion{
			w.check("engaged", criteria.Within("engaged_at", 30), "近 30 天内有过互动", "The buyer has engaged within the last 30 days"),
		},
		Exit: []Criterion{
			w.check("need_known", criteria.Present("need"), "客户需求已记录", "The need is on record"),
			w.judge("wants_more", "客户主动索取资料，或同意看演示", "The buyer asks for material or agrees to a demonstration"),
		},
		Playbook: []string{
			w.say("用提问代替介绍：“您最希望改善的是哪一点？现在是怎么处理的？”",
				"Ask instead of telling: “What would you most like to improve? How do you handle it today?”"),
			w.say("发送与其需求对应的案例，并约定反馈时间。",
				"Send a case that matches the need, and agree on when to talk about it."),
			w.say("邀请客户看演示或试用，当场约定日期。",
				"Offer a demonstration or trial, and fix the date in the same conversation."),
		},
		Milestones: []Milestone{
			w.milestone("need_known", calendarDays(7), criteria.Present("need"), "了解客户需求", "Need understood"),
		},
	}, "兴趣", "Interest")
}

func (w wording) journeyConsideration() Stage {
	return w.named(Stage{
		ID:          "consideration",
		Probability: chance(0.35),
		Category:    InPipeline,
		Required:    plus(buyerFields(), "product", "need"),
		Limit:       calendarDays(21),
		Goal: w.say("帮助客户比较各种选择，让我们的方案成为首选。",
			"Help the buyer compare the options, and become the preferred one."),
		Entry: []Criterion{
			w.judge("evaluating", "客户正在比较具体的解决办法", "The buyer is comparing concrete solutions"),
		},
		Exit: []Criterion{
			w.judge("yardstick_met", "已了解客户的比较标准，并逐项回应", "We know what the buyer compares by, and have answered every point"),
			w.judge("preferred", "客户表示我们优于其他选择", "The buyer says that we are ahead of the alternatives"),
		},
		Playbook: []string{
			w.say("先问比较标准：“您会从哪几个方面来比较？哪一项最重要？”",
				"Ask for the yardstick: “What will you compare by? Which point matters most?”"),
			w.say("围绕客户的场景演示，只讲与其需求有关的功能。",
				"Demonstrate the buyer's own case, and only what concerns their need."),
			w.say("提供客观的对比资料和同类客户评价，不贬低竞争对手。",
				"Give a fair comparison and the voices of similar customers; never run a competitor down."),
			w.say("试用期间至少联系两次，帮助客户用出效果。",
				"Get in touch at least twice during a trial, and help the buyer see results."),
		},
		Milestones: []Milestone{
			w.milestone("demo_done", calendarDays(10), criteria.Present("demo_at"), "完成演示或试用", "Demonstration or trial done"),
			w.milestone("budget_known", calendarDays(14), criteria.Present("budget"), "了解客户预算", "Budget known"),
		},
	}, "考虑", "Consideration")
}

func (w wording) journeyIntent() Stage {
	return w.named(Stage{
		ID:          "intent",
		Probability: chance(0.60),
		Category:    BestCase,
		Required:    plus(buyerFields(), "product", "need", "budget", "buy_by"),
		Limit:       calendarDays(10),
		Goal: w.say("确认购买意向、预算和时间，提交符合预期的报价。",
			"Confirm the intention, the budget and the time, and make an offer that meets them."),
		Entry: []Criterion{
			w.check("demo_done", criteria.Present("demo_at"), "已完成演示或试用", "A demonstration or trial is done"),
			w.check("buys_soon", criteria.Ahead("buy_by", 90), "计划在 90 天内购买", "The buyer plans to buy within 90 days"),
		},
		Exit: []Criterion{
			w.check("quote_amount_known", criteria.Present("quote_amount"), "报价金额已确定", "The amount of the quote is settled"),
			w.judge("affordable", "客户认为报价在可接受的范围内", "The buyer considers the quote acceptable"),
		},
		Playbook: []string{
			w.say("确认意向：“如果价格和交付时间都合适，您准备什么时候开始使用？”",
				"Test the intention: “If price and delivery suit you, when would you like to start?”"),
			w.say("了解由谁决定：“这件事您可以直接定，还是需要和谁商量？”",
				"Learn who decides: “Can you decide this yourself, or do you need to talk to someone?”"),
			w.say("报价给出两到三个选择，并说明各自适合的情况。",
				"Offer two or three options, and say whom each one suits."),
		},
		Milestones: []Milestone{
			w.milestone("quote_sent", calendarDays(3), criteria.Present("quote_sent_at"), "发出报价", "Quote sent"),
		},
	}, "意向", "Intent")
}

func (w wording) journeyDecision() Stage {
	return w.named(Stage{
		ID:          "decision",
		Probability: chance(0.85),
		Category:    Commit,
		Required:    plus(buyerFields(), "product", "need", "budget", "buy_by", "decision_maker"),
		Limit:       calendarDays(7),
		Goal: w.say("消除最后的顾虑，帮助客户做出决定并下单。",
			"Remove the last doubts, and help the buyer decide and order."),
		Entry: []Criterion{
			w.check("quoted", criteria.Present("quote_sent_at"), "报价已发送", "A quote has been sent"),
			w.check("buys_soon", criteria.Ahead("buy_by", 30), "计划在 30 天内购买", "The buyer plans to buy within 30 days"),
		},
		Exit: []Criterion{
			w.check("quote_followed", criteria.Present("quote_followed_at"), "报价已跟进，客户有明确反馈", "The quote has been followed up and the buyer has responded"),
			w.check("terms_agreed", is("terms_agreed"), "价格、付款和交付条件已谈妥", "Price, payment and delivery are agreed"),
			w.judge("no_doubt", "客户没有尚未解答的顾虑", "No doubt is left unanswered"),
		},
		Playbook: []string{
			w.say("报价后 3 天内跟进：“您还有哪一点拿不准？我们一起看看。”",
				"Follow up within 3 days of the quote: “What are you still unsure about? Let us look at it together.”"),
			w.say("用试用结果、退换政策和服务承诺降低客户的风险感。",
				"Lower the risk with trial results, the return policy and service commitments."),
			w.say("把下单步骤简化成一张清单，陪客户逐项完成。",
				"Turn the order into a short list of steps, and go through them with the buyer."),
		},
		Milestones: []Milestone{
			w.milestone("quote_followed", calendarDays(3), criteria.Present("quote_followed_at"), "报价发送后跟进客户反馈", "Sent quote followed up"),
		},
	}, "决策", "Decision")
}

func (w wording) journeyWon() Stage {
	return w.named(Stage{
		ID:       "won",
		Outcome:  Won,
		Required: []string{"customer", "owner", "order_amount"},
		Goal:     w.say("兑现承诺，让客户满意并愿意推荐。", "Keep the promise, so that the buyer is satisfied and recommends us."),
		Entry: []Criterion{
			w.check("order_confirmed", is("order_confirmed"), "客户已确认订单", "The buyer has confirmed the order"),
		},
		Playbook: []string{
			w.say("下单当天发送确认和交付安排。", "Confirm the order and the delivery plan the same day."),
			w.say("交付一周内回访，解决使用问题。", "Call within a week of delivery and solve what is in the way."),
			w.say("请满意的客户留下评价或推荐朋友。", "Ask a satisfied buyer for a review or a recommendation."),
		},
	}, "成交", "Won")
}

func (w wording) journeyLost() Stage {
	return w.named(Stage{
		ID:       "lost",
		Outcome:  Lost,
		Required: []string{"customer", "owner", "lost_reason"},
		Goal:     w.say("记录流失原因，保持友好联系。", "Record why the buyer left, and stay on good terms."),
		Entry: []Criterion{
			w.judge("asked", "已向客户了解真实原因", "The buyer has been asked for the real reason"),
		},
		Playbook: []string{
			w.say("了解真实原因：“方便告诉我最后没有选择我们的原因吗？”", "Ask: “May I know what decided against us?”"),
			w.say("转入长期培育，3 个月后再次联系；重新启动时新建商机。",
				"Nurture the contact and call again after three months; when interest returns, begin a new deal."),
		},
	}, "流失", "Lost")
}
