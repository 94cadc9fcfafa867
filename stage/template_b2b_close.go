package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// A deal enters negotiation when the formal quote has been sent, so that the three days to follow it up count from there.
func (w wording) b2bNegotiation() Stage {
	return w.named(Stage{
		ID:          "negotiation",
		Probability: chance(0.75),
		Category:    BestCase,
		Required:    plus(leadFields(), "amount", "close"),
		Limit:       calendarDays(15),
		Goal: w.say("在守住价格底线的前提下，就价格、付款、交付等条款达成一致，取得客户明确的合作承诺。",
			"Agree on price, payment and delivery without giving away the margin, and obtain the customer's clear commitment."),
		Entry: []Criterion{
			w.check("proposal_accepted", is("proposal_accepted"), "客户认可方案", "The customer accepts the proposal"),
			w.check("quote_sent", criteria.All(criteria.Present("quote_sent_at"), criteria.Present("quote_amount")),
				"正式报价已发送", "A formal quote has been sent"),
			w.check("decision_maker_met", is("decision_maker_met"), "决策人已参与沟通", "The decision maker has joined the talks"),
		},
		Exit: []Criterion{
			w.check("quote_followed", criteria.Present("quote_followed_at"), "报价已跟进，客户有明确反馈", "The quote has been followed up and the customer has responded"),
			w.check("discount_in_bounds", criteria.Any(criteria.AtMost("discount", sf.Int(10)), is("discount_approved")),
				"折扣不超过 10%，或已获批准", "The discount is at most 10 %, or has been approved"),
			w.judge("terms_written", "付款、交付、验收和违约责任均有书面结论", "Payment, delivery, acceptance and liability are settled in writing"),
		},
		Playbook: []string{
			w.say("报价发送后 3 天内跟进：“报价里哪一项和您的预期差距最大？我们先看这一项。”",
				"Follow up within 3 days of the quote: “Which item is furthest from what you expected? Let us start there.”"),
			w.say("先确认条件再谈价格：“如果价格能达成一致，本月可以签约吗？还有谁需要同意？”",
				"Settle conditions before price: “If we agree on the price, can you sign this month? Who else must agree?”"),
			w.say("让步必须有交换：降价对应增加数量、缩短账期、提前签约或延长服务年限，不单方面降价。",
				"Never concede without a return: a lower price against volume, faster payment, an earlier signature or a longer term."),
			w.say("准备三档方案（标准、推荐、精简），让客户在方案之间选择，而不是在买与不买之间选择。",
				"Offer three options, standard, recommended and lean, so that the choice is which and not whether."),
			w.say("超出授权的折扣先申请、后答复，并在系统中留存审批记录。",
				"Get a discount beyond your authority approved before you offer it, and keep the approval on record."),
		},
		Milestones: []Milestone{
			w.milestone("quote_followed", calendarDays(3), criteria.Present("quote_followed_at"), "报价发送后跟进客户反馈", "Sent quote followed up"),
			w.milestone("objections_answered", calendarDays(7), criteria.Expr{}, "书面答复全部商务异议", "All commercial objections answered in writing"),
		},
	}, "商务谈判", "Negotiation")
}

func (w wording) b2bSigning() Stage {
	return w.named(Stage{
		ID:          "signing",
		Probability: chance(0.90),
		Category:    Commit,
		Required:    plus(leadFields(), "amount", "close", "signatory"),
		Limit:       workingDays(7),
		Goal: w.say("推动双方完成合同审批和签署，避免临门一脚出现变数。",
			"Bring the contract through approval and signature on both sides, with no surprises at the last step."),
		Entry: []Criterion{
			w.check("terms_agreed", is("terms_agreed"), "商务条款已达成一致", "The terms are agreed"),
			w.check("committed", is("committed"), "客户已明确承诺合作", "The customer has clearly committed"),
			w.check("close_soon", criteria.Ahead("close", 30), "预计 30 天内签约", "Signature is expected within 30 days"),
		},
		Exit: []Criterion{
			w.check("contract_sent", criteria.Present("contract_sent_at"), "合同已发送客户", "The contract has been sent to the customer"),
			w.check("contract_approved", is("contract_approved"), "合同已通过双方审批", "Both sides have approved the contract"),
			w.judge("no_open_clause", "没有未决的合同条款", "No clause is left open"),
		},
		Playbook: []string{
			w.say("与客户列出签约步骤清单：法务、财务、用印各由谁负责、需要几天，逐项跟踪。",
				"Write down the steps to signature with the customer: who handles legal, finance and signing, and how many days each needs."),
			w.say("合同与已确认的条款逐条核对，修改处标注说明，减少往返。",
				"Check the contract against the agreed terms line by line and mark every change, to save rounds."),
			w.say("每两天跟进一次进度：“合同目前在哪个环节？需要我们补充什么材料？”",
				"Ask every two days: “Where is the contract now? Is there anything you need from us?”"),
			w.say("提前让交付团队与客户见面，商定启动时间，用启动计划推动签约。",
				"Introduce the delivery team early and agree on a start date; the plan pulls the signature."),
			w.say("出现停滞时请主管或高层出面，当天与客户决策人沟通。",
				"If it stalls, have a manager call the decision maker the same day."),
		},
		Milestones: []Milestone{
			w.milestone("contract_sent", workingDays(2), criteria.Present("contract_sent_at"), "合同发送客户", "Contract sent"),
			w.milestone("contract_approved", workingDays(5), is("contract_approved"), "完成合同审批", "Contract approved"),
		},
	}, "成交待签约", "Signing")
}

func (w wording) b2bWon() Stage {
	return w.named(Stage{
		ID:       "won",
		Outcome:  Won,
		Required: []string{"company", "owner", "contract_amount", "signed_at"},
		Goal: w.say("顺利交接、按期启动，为回款、续约和转介绍打好基础。",
			"Hand over cleanly and start on time, so that payment, renewal and referrals follow."),
		Entry: []Criterion{
			w.check("contract_signed", is("contract_signed"), "双方已签署合同", "Both sides have signed the contract"),
			w.judge("handed_over", "合同已归档，并与交付团队完成交接", "The contract is filed and the delivery team has taken over"),
		},
		Playbook: []string{
			w.say("签约后 24 小时内向客户致谢，并告知交付负责人和启动时间。",
				"Thank the customer within 24 hours, and name the person in charge of delivery and the start date."),
			w.say("向交付团队说明客户的痛点、承诺事项和关键人，不让客户重复说明。",
				"Tell the delivery team the pain, the promises and the people, so that the customer need not repeat them."),
			w.say("上线满一个月回访，确认效果，并请满意的客户转介绍。",
				"Call one month after the start, check the effect, and ask a satisfied customer for a referral."),
		},
	}, "已成交", "Closed won")
}

func (w wording) b2bLost() Stage {
	return w.named(Stage{
		ID:       "lost",
		Outcome:  Lost,
		Required: []string{"company", "owner", "lost_reason"},
		Goal: w.say("如实记录输单原因，沉淀经验，为再次合作留下余地。",
			"Record honestly why the deal was lost, learn from it, and leave the door open."),
		Entry: []Criterion{
			w.judge("reason_reviewed", "输单原因已由销售主管复核", "The sales manager has reviewed the reason"),
		},
		Playbook: []string{
			w.say("请教客户真实原因：“这次没能合作很遗憾，您觉得我们最需要改进的是哪一点？”",
				"Ask for the real reason: “We are sorry not to work with you this time. What should we improve most?”"),
			w.say("一周内与主管复盘：在哪个阶段失去机会，当时可以怎样做。",
				"Review with your manager within a week: at which stage was it lost, and what could have been done?"),
			w.say("3 至 6 个月后回访；客户再次启动采购时新建商机，不重开旧商机。",
				"Call again after three to six months; when the customer buys again, create a new deal and leave this one closed."),
		},
	}, "输单", "Closed lost")
}

func (w wording) b2bInvalid() Stage {
	return w.named(Stage{
		ID:       "invalid",
		Outcome:  Lost,
		Category: Omitted,
		Required: []string{"owner", "invalid_reason"},
		Goal: w.say("及时清理无效线索，让销售把时间用在真实的机会上。",
			"Clear out leads that are none, so that sellers spend their time on real ones."),
		Entry: []Criterion{
			w.judge("really_invalid", "联系方式错误、没有真实需求、不符合目标客户画像，或 7 天内 3 次联系均无回应",
				"The contact details are wrong, there is no real need, the profile does not fit, or three attempts in 7 days went unanswered"),
		},
		Playbook: []string{
			w.say("标记前再用另一种渠道核实一次，避免误删有效线索。",
				"Verify once more through another channel before you mark it, so that no good lead is thrown away."),
			w.say("写明无效原因，按月反馈市场部，用于改进线索来源。",
				"State why, and report to marketing every month, so that the sources improve."),
		},
	}, "无效线索", "Invalid lead")
}
