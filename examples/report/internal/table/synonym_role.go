package table

// roleSynonyms are the names of keys that mean something else, or more, in a role than in a history. As in synonyms, an earlier tier wins.
// A created date, which in a history is that of the deal, is in a file of activities that of the entry.
var roleSynonyms = map[Role]map[Key][][]string{
	Activities: {
		KeyDeal: {
			{"deal"},
			synonyms[KeyDeal][1],
			{"whatid", "relatedtoid", "relatedto", "relateddeal", "关联商机", "所属商机", "相关商机", "关联商机编号", "对应商机"},
			synonyms[KeyDeal][3],
		},
		KeyKind: {
			{"kind"},
			{
				"activitytype", "tasktype", "tasksubtype", "eventtype", "engagementtype", "calltype", "type", "活动类型", "跟进方式", "跟进类型", "拜访方式", "拜访类型",
				"行动类型", "活动方式", "类型", "方式",
			},
			{"activity", "subject", "活动", "主题", "行动"},
		},
		KeyBy: {
			{"by"},
			{"owner"},
			{
				"doneby", "performedby", "activityowner", "taskowner", "ownername", "salesrep", "salesperson", "rep", "agent", "assignedto", "assignee",
				"执行人", "拜访人", "跟进人", "联系人员", "负责人", "销售", "销售员", "销售人员", "销售代表", "业务员",
			},
			{"ownerid", "createdby", "创建人", "录入人", "填写人"},
		},
		KeyAt: {
			{"at"},
			{
				"doneat", "done", "completedat", "completeddatetime", "completeddate", "completiondate", "actualdate", "actualtime", "happenedat", "occurredat",
				"实际时间", "实际日期", "实际完成时间", "完成时间", "完成日期", "发生时间", "发生日期", "跟进时间", "跟进日期", "拜访时间", "拜访日期", "联系时间", "活动时间",
			},
			{"activitydate", "eventdate", "eventtime", "timestamp", "date", "time", "datetime", "日期", "时间"},
		},
		KeyPlanned: {
			{"planned"},
			{
				"plannedat", "planneddate", "plannedtime", "plannedfor", "scheduledat", "scheduledfor", "scheduleddate", "startdatetime", "duedate", "dueat", "due",
				"计划时间", "计划日期", "计划跟进时间", "计划拜访时间", "预约时间", "预定时间", "应完成时间", "截止日期",
			},
		},
		KeyRecorded: {
			{"recorded"},
			{"recordedat", "recordedon", "recordeddate", "loggedat", "录入时间", "记录时间", "登记时间", "填写时间"},
			{"createddate", "createdate", "createdat", "createdon", "created", "创建时间", "创建日期"},
		},
		KeyGoal:     {{"goal"}, {"purpose", "objective", "callobjective", "目标", "目的", "拜访目的", "拜访目标", "跟进目的", "跟进目标", "活动目标", "活动目的"}},
		KeyGoalMet:  {{"goalmet"}, {"goalachieved", "goalreached", "objectivemet", "目标达成", "是否达成", "是否达成目标", "目标是否达成", "达成目标", "达成目的"}},
		KeyPrepared: {{"prepared"}, {"isprepared", "preparation", "准备", "是否准备", "是否有准备", "有准备", "已准备", "准备充分"}},
		KeyOutcome:  {{"outcome"}, {"result", "calldisposition", "结果", "跟进结果", "拜访结果", "活动结果", "成果"}},
		KeyAdvance: {
			{"advance"},
			{"advanced", "agreedadvance", "commitment", "customercommitment", "晋级承诺", "是否晋级", "是否获得晋级承诺", "获得晋级承诺", "客户承诺", "获得承诺"},
		},
		KeyNext: {{"next"}, {"nextstep", "nextaction", "followup", "下一步", "下一步行动", "下一步计划", "后续行动", "下次行动"}},
		KeyNextAt: {
			{"nextat"},
			{
				"nextdate", "nextactivitydate", "nextactivityat", "nextstepdate", "nextfollowup", "followupdate", "下次跟进时间", "下次跟进日期", "下次联系时间", "下次拜访时间",
				"下一步时间", "下一步日期",
			},
		},
	},
	Costs: {
		KeySource: {
			{"source"},
			{"leadsource", "dealsource", "originalsource", "channel", "campaign", "线索来源", "来源", "商机来源", "客户来源", "来源渠道", "渠道", "推广渠道"},
		},
		KeyAmount: {
			{"amount"},
			{"cost", "costs", "spend", "spent", "expense", "budget", "费用", "成本", "花费", "投入", "金额", "推广费用", "渠道成本", "获客成本", "营销费用"},
		},
		KeyFrom: periodStart, KeyTo: periodEnd,
	},
	Quotas: {
		KeyGroup: {
			{"group"},
			{
				"team", "region", "territory", "department", "owner", "rep", "salesrep", "salesperson", "path", "分组", "组", "团队", "小组", "部门", "大区", "区域", "地区",
				"负责人", "销售", "销售员", "销售人员", "业务员", "姓名",
			},
		},
		KeyAmount: {
			{"amount"},
			{
				"quota", "target", "goal", "plan", "quotaamount", "targetamount", "salestarget", "salesquota", "定额", "目标", "指标", "任务", "任务额", "销售目标", "销售定额", "销售指标",
				"业绩目标", "业绩指标", "目标金额", "定额金额", "指标金额", "金额",
			},
		},
		KeyFrom: periodStart, KeyTo: periodEnd,
	},
}

// The names of the first and the last day of what an amount is for.
var (
	periodStart = [][]string{{"from"}, {"start", "startdate", "periodstart", "begin", "开始", "开始日期", "起始日期", "起", "从"}}
	periodEnd   = [][]string{{"to"}, {"end", "enddate", "periodend", "until", "结束", "结束日期", "截止日期", "止", "至"}}
)
