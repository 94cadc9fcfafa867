package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// B2B returns the template of a sale between companies, to be edited: five open stages and three ends.
//
//	contact      潜在接触      Initial contact    7 days             10 %   pipeline
//	discovery    需求挖掘      Discovery          15 days            25 %   pipeline
//	proposal     方案提案      Proposal           10 working days    50 %   pipeline
//	negotiation  商务谈判      Negotiation        15 days            75 %   best case
//	signing      成交待签约    Signing            7 working days     90 %   commit
//	won          已成交        Closed won
//	lost         输单          Closed lost
//	invalid      无效线索      Invalid lead                                 omitted
//
// The limits, the probabilities and the discount of 10 % that needs no approval are conventional starting points: set them from your own
// history as soon as there is some ([Pipeline.LintAgainst] says where it disagrees).
//
// A deal moves forward, may skip stages and may go back, since budgets are cut and decision makers leave. A closed deal is not reopened: a
// customer who comes back is a new deal, so that win rates and cycle times stay true. Each open stage requires the eight facts of a lead,
// so that no deal is created without them wherever it begins; each end requires its own.
//
// An invalid lead is an end of its own, because a wrong number is no defeat; it counts as lost, and forecasts leave it out.
func B2B(lang sf.Language) Config {
	w := wording{lang}
	return Config{
		SchemaVersion: SchemaVersion,
		ID:            "b2b",
		Name:          w.say("B2B 销售流程", "B2B sales process"),
		Fields:        w.b2bFields(),
		Stages: []Stage{
			w.b2bContact(),
			w.b2bDiscovery(),
			w.b2bProposal(),
			w.b2bNegotiation(),
			w.b2bSigning(),
			w.b2bWon(),
			w.b2bLost(),
			w.b2bInvalid(),
		},
		Moves: Moves{Policy: Forward, Back: true},
	}
}

// leadFields are what must be known of a B2B lead.
func leadFields() []string {
	return []string{"company", "contact", "phone", "industry", "source", "need", "owner", "next_at"}
}

func (w wording) b2bFields() []sf.Field {
	return []sf.Field{
		w.field("company", sf.KindText, "公司名称", "Company"),
		w.field("contact", sf.KindText, "联系人", "Contact person"),
		w.field("phone", sf.KindText, "联系方式", "Contact details"),
		w.field("industry", sf.KindText, "所属行业", "Industry"),
		w.field("source", sf.KindText, "线索来源", "Lead source"),
		w.field("need", sf.KindText, "初步需求", "Initial need"),
		w.field("owner", sf.KindText, "负责人", "Owner"),
		w.field("next_at", sf.KindDate, "预计跟进时间", "Next follow-up"),

		w.field("contacted_at", sf.KindDate, "首次沟通日期", "First conversation date"),
		w.field("fits_profile", sf.KindBool, "符合目标客户画像", "Fits the customer profile"),
		w.field("meeting_at", sf.KindDate, "需求沟通日期", "Discovery meeting date"),

		w.field("pain", sf.KindText, "核心痛点", "Main pain"),
		w.field("decide_by", sf.KindDate, "客户计划决策日期", "Customer's decision date"),
		w.field("summary_sent_at", sf.KindDate, "需求总结发送日期", "Needs summary sent date"),
		w.field("need_confirmed", sf.KindBool, "需求已确认", "Need confirmed"),
		w.field("budget", sf.KindMoney, "客户预算", "Budget"),
		w.field("decision_maker", sf.KindText, "决策人", "Decision maker"),

		w.field("amount", sf.KindMoney, "预计成交金额", "Expected amount"),
		w.field("proposal_sent_at", sf.KindDate, "方案发送日期", "Proposal sent date"),
		w.field("proposal_presented", sf.KindBool, "方案已讲解", "Proposal presented"),
		w.field("proposal_accepted", sf.KindBool, "方案获客户认可", "Proposal accepted"),
		w.field("decision_maker_met", sf.KindBool, "已与决策人沟通", "Decision maker met"),
		w.field("quote_sent_at", sf.KindDate, "报价发送日期", "Quote sent date"),
		w.field("quote_amount", sf.KindMoney, "报价金额", "Quote amount"),

		w.field("quote_followed_at", sf.KindDate, "报价跟进日期", "Quote follow-up date"),
		w.field("discount", sf.KindNumber, "折扣幅度（%）", "Discount (%)"),
		w.field("discount_approved", sf.KindBool, "折扣已获批准", "Discount approved"),
		w.field("terms_agreed", sf.KindBool, "商务条款已达成一致", "Terms agreed"),
		w.field("committed", sf.KindBool, "客户已承诺合作", "Customer has committed"),

		w.field("signatory", sf.KindText, "客户签约人", "Customer's signatory"),
		w.field("close", sf.KindDate, "预计签约日期", "Expected signing date"),
		w.field("contract_sent_at", sf.KindDate, "合同发送日期", "Contract sent date"),
		w.field("contract_approved", sf.KindBool, "合同已审批", "Contract approved"),
		w.field("contract_signed", sf.KindBool, "合同已签署", "Contract signed"),
		w.field("contract_amount", sf.KindMoney, "合同金额", "Contract amount"),
		w.field("signed_at", sf.KindDate, "签约日期", "Signature date"),
		w.field("lost_reason", sf.KindText, "输单原因", "Reason lost"),
		w.field("invalid_reason", sf.KindText, "无效原因", "Reason invalid"),
	}
}

func (w wording) b2bContact() Stage {
	return w.named(Stage{
		ID:          "contact",
		Probability: chance(0.10),
		Category:    InPipeline,
		Required:    leadFields(),
		Limit:       calendarDays(7),
		Goal: w.say("确认线索真实有效，与联系人建立初步信任，约定一次正式的需求沟通。",
			"Establish that the lead is real, win the contact's first trust, and agree on a proper discovery meeting."),
		Entry: []Criterion{
			w.check("follow_up_planned", criteria.Ahead("next_at", 7), "首次跟进已排入 7 天内的日程", "The first follow-up is planned within 7 days"),
			w.judge("not_duplicate", "已查重，没有其他同事正在跟进该客户", "No colleague is already working with this customer"),
		},
		Exit: []Criterion{
			w.check("talked", criteria.Present("contacted_at"), "已与联系人有效沟通", "There has been a real conversation with the contact"),
			w.judge("willing", "客户愿意进一步了解，并同意安排需求沟通", "The customer wants to know more and agrees to a discovery meeting"),
		},
		Playbook: []string{
			w.say("联系前用 10 分钟做功课：浏览客户官网、近期新闻和行业动态，准备一个与其业务相关的切入点。",
				"Prepare for ten minutes: read the customer's site and recent news, and find one opening that concerns their business."),
			w.say("首次通话控制在 5 分钟内。话术：“王总您好，我们帮几家同行解决过交付周期长的问题，想请教一下贵公司目前是怎么做的？”",
				"Keep the first call under five minutes: “We helped several companies in your industry shorten delivery times. May I ask how you handle that today?”"),
			w.say("以约定下一次沟通为目标，不急于介绍产品，也不在此时报价。",
				"Aim for the next meeting; do not pitch the product, and do not quote yet."),
			w.say("7 天内用电话、微信、邮件至少联系 3 次；仍无回应的，转入培育或标记为无效线索。",
				"Try at least three times in seven days, by phone, message and email; if there is no answer, nurture the lead or mark it invalid."),
			w.say("每次沟通当天填写跟进记录，并更新预计跟进时间。",
				"Log every conversation the same day and set the next follow-up."),
		},
		Milestones: []Milestone{
			w.milestone("first_call", workingDays(1), criteria.Present("contacted_at"), "完成首次沟通", "First conversation held"),
			w.milestone("qualified", calendarDays(5), criteria.Present("fits_profile"), "判断是否符合目标客户画像", "Fit with the customer profile decided"),
		},
	}, "潜在接触", "Initial contact")
}

func (w wording) b2bDiscovery() Stage {
	return w.named(Stage{
		ID:          "discovery",
		Probability: chance(0.25),
		Category:    InPipeline,
		Required:    leadFields(),
		Limit:       calendarDays(15),
		Goal: w.say("弄清客户的痛点、预算、决策人和决策时间，并让客户认可我们对需求的理解。",
			"Learn the pain, the budget, who decides and by when, and have the customer agree with how we understand the need."),
		Entry: []Criterion{
			w.check("fits_profile", is("fits_profile"), "客户符合目标客户画像", "The customer fits our customer profile"),
			w.check("meeting_set", criteria.Present("meeting_at"), "需求沟通已约定日期", "A date for the discovery meeting is set"),
		},
		Exit: []Criterion{
			w.check("pain_known", criteria.Present("pain"), "核心痛点及其业务影响已记录", "The main pain and what it costs the customer are on record"),
			w.check("timeline_known", criteria.Present("decide_by"), "客户的决策时间已明确", "It is clear by when the customer decides"),
			w.check("summary_sent", criteria.Present("summary_sent_at"), "需求总结已发给客户核对", "The customer has received our summary of their needs to check"),
			w.judge("competition_known", "已了解客户的现有做法和正在比较的竞争对手", "We know what the customer uses today and whom else they consider"),
		},
		Playbook: []string{
			w.say("用开放式问题了解现状：“目前这项工作是怎么做的？最耗时、最容易出错的是哪一步？”",
				"Ask open questions about today: “How is this done now? Which step takes longest or goes wrong most often?”"),
			w.say("把痛点量化：“这个问题一年大概造成多少损失？如果今年不解决，会有什么影响？”",
				"Put a number on the pain: “What does this cost you in a year? What happens if it is not solved this year?”"),
			w.say("厘清决策链：“除了您，还有哪些部门会参与评估？最后由谁拍板？”",
				"Map the decision: “Besides you, who will take part in the evaluation? Who has the last word?”"),
			w.say("坦率确认预算：“类似项目一般投入在一定区间内，贵公司是否已列入今年预算？”",
				"Be frank about money: “Projects like this usually fall within a certain range. Is it in this year's budget?”"),
			w.say("沟通后 24 小时内发出书面需求总结，请客户确认或修改。",
				"Send a written summary of needs within 24 hours and ask the customer to confirm or correct it."),
		},
		Milestones: []Milestone{
			w.milestone("decision_maker", calendarDays(7), criteria.Present("decision_maker"), "识别决策人", "Decision maker identified"),
			w.milestone("need_confirmed", calendarDays(12), is("need_confirmed"), "取得客户对需求的确认", "Need confirmed by the customer"),
		},
	}, "需求挖掘", "Discovery")
}

func (w wording) b2bProposal() Stage {
	return w.named(Stage{
		ID:          "proposal",
		Probability: chance(0.50),
		Category:    InPipeline,
		Required:    plus(leadFields(), "amount"),
		Limit:       workingDays(10),
		Goal: w.say("提交针对客户痛点的方案，让决策人看到投入产出，并认可方案方向。",
			"Present a proposal that answers the customer's pain, and show the decision maker that it pays."),
		Entry: []Criterion{
			w.check("need_confirmed", is("need_confirmed"), "需求已由客户确认", "The customer has confirmed the need"),
			w.check("budget_known", criteria.Present("budget"), "客户预算已明确", "The budget is known"),
			w.check("decision_maker_known", criteria.Present("decision_maker"), "决策人已识别", "The decision maker is identified"),
			w.judge("feasible", "售前已确认需求可以满足", "Presales has confirmed that we can deliver what is needed"),
		},
		Exit: []Criterion{
			w.check("proposal_sent", criteria.Present("proposal_sent_at"), "方案已发送客户", "The proposal has been sent"),
			w.check("proposal_presented", is("proposal_presented"), "方案已向客户讲解", "The proposal has been presented to the customer"),
			w.judge("no_open_objection", "客户没有尚未回应的重大异议", "No serious objection is left unanswered"),
		},
		Playbook: []string{
			w.say("方案按“痛点—方案—效果—投入产出—实施计划”编写，第一页就写客户自己说过的痛点。",
				"Write the proposal as pain, answer, effect, return and plan; open with the pain in the customer's own words."),
			w.say("发送前由售前和销售主管内部评审，核对范围、成本和交付承诺。",
				"Have presales and the sales manager review scope, cost and delivery promises before it leaves the house."),
			w.say("不要只发文件，约决策人当面或在线讲解。话术：“方案有两处需要您拍板，占用您 30 分钟可以吗？”",
				"Never just send a file; present it to the decision maker: “Two points need your decision. May I have thirty minutes?”"),
			w.say("用同行业案例证明效果，必要时安排演示、试用或参观样板客户。",
				"Prove the effect with cases from the same industry; offer a demonstration, a trial or a reference visit."),
			w.say("讲解结束时当场确认：“这个方案是否解决了您最关心的问题？还差什么就可以谈商务？”",
				"Close the presentation with a question: “Does this solve what matters most to you? What is missing before we talk terms?”"),
		},
		Milestones: []Milestone{
			w.milestone("reviewed", workingDays(3), criteria.Expr{}, "完成方案内部评审", "Internal review of the proposal done"),
			w.milestone("proposal_sent", workingDays(5), criteria.Present("proposal_sent_at"), "方案发送客户", "Proposal sent"),
		},
	}, "方案提案", "Proposal")
}
