package table

// synonyms are the names under which CRMs export each key, in tiers: a name
// of an earlier tier wins over later ones, and two columns in one tier are
// ambiguous. Names are as plain returns them.
//
// The tiers carry what a name alone does not. An Id beside an OpportunityId
// is the id of the history row; a valid-from or change time beside a created
// date is the time of the row, and the created date that of the deal; a name
// is a deal's key only where there is no id.
var synonyms = map[Key][][]string{
	KeyDeal: {
		{"deal"},
		{
			"dealid", "opportunityid", "oppid", "商机编号", "商机id", "商机编码", "机会编号", "机会id",
			"销售机会编号", "销售机会id", "项目编号", "dealno", "dealnumber", "opportunitynumber",
		},
		{"recordid", "id", "caseid", "编号", "leadid"},
		{
			"opportunityname", "dealname", "opportunity", "商机名称", "机会名称", "销售机会名称", "商机", "项目名称",
			"opportunitytitle", "dealtitle",
		},
		{"name", "title", "名称"},
	},
	KeyAt: {
		{"at"},
		{
			"changedat", "changedate", "changetime", "changedon", "stagechangedat", "stagechangedate", "laststagechangedate",
			"stageentereddate", "enteredat", "dateentered", "enteredstageat", "stageenteredat", "eventtime", "eventdate",
			"eventat", "timestamp", "变更时间", "变更日期",
			"阶段变更时间", "阶段变更日期", "阶段进入时间", "进入阶段时间", "进入时间", "操作时间", "推进时间", "发生时间",
		},
		{"validfrom", "effectivefrom", "fivetranstart", "dbtvalidfrom"},
		{"date", "time", "datetime", "时间", "日期"},
		{"createddate", "createdate", "createdat", "created", "createdon", "创建时间", "创建日期"},
		{
			"lastmodifieddate", "lastmodified", "modifieddate", "modifiedat", "updatedat", "lastupdated", "systemmodstamp",
			"更新时间", "修改时间", "最后修改时间",
		},
	},
	KeyStage: {
		{"stage"},
		{"tostage", "newstage", "stageto", "变更后阶段", "新阶段", "目标阶段"},
		{
			"stagename", "dealstage", "opportunitystage", "salesstage", "pipelinestage", "dealpipelinestageid", "stageid",
			"dealstagename", "阶段", "销售阶段", "商机阶段", "阶段名称", "当前阶段", "销售流程阶段", "机会阶段", "跟进阶段",
		},
		{"activity", "status", "dealstatus", "opportunitystatus", "状态", "商机状态", "销售状态"},
	},
	KeyRecorded: {
		{"recorded"},
		{"recordedat", "recordedon", "recordeddate", "loggedat", "录入时间", "记录时间", "登记时间", "入库时间"},
	},
	KeyCreated: {
		{"created"},
		{
			"createddate", "createdate", "createdat", "createdon", "dealcreated", "dealdealcreated", "datecreated", "engagedate",
			"opendate", "openeddate", "创建时间", "创建日期", "立项时间", "立项日期", "建立时间",
		},
	},
	KeyAmount: {
		{"amount"},
		{
			"dealamount", "opportunityamount", "dealvalue", "opportunityvalue", "closevalue", "金额", "商机金额", "预计金额",
			"预计成交金额", "预计销售金额", "预计签单金额", "成交金额", "合同金额", "销售金额", "签单金额", "机会金额",
		},
		{"value", "estimatedvalue", "estrevenue", "estimatedrevenue", "totalprice", "revenue"},
	},
	KeyCurrency: {
		{"currency"},
		{"currencyisocode", "currencycode", "dealcurrency", "amountcurrency", "dealcurrencycode", "币种", "货币", "币别", "货币类型"},
	},
	KeyClose: {
		{"close"},
		{
			"closedate", "closeddate", "expectedclosedate", "dealexpectedclosedate", "expectedclose", "estclosedate",
			"estimatedclosedate", "closingdate", "预计成交日期", "预计成交时间", "预计结单日期", "预计签单日期", "预计签约日期",
			"预计关闭日期", "成交日期", "结单日期", "关闭日期", "预计成单日期",
		},
	},
	KeyOwner: {
		{"owner"},
		{
			"ownername", "dealowner", "opportunityowner", "owneralias", "salesagent", "salesrep", "salesperson", "agent", "assignee",
			"assignedto", "accountexecutive", "负责人", "商机负责人", "销售负责人", "销售", "销售员", "销售人员", "销售代表", "业务员", "归属人",
			"所有人", "跟进人",
		},
		{"ownerid", "dealownerid", "resource", "负责人id"},
	},
	KeySource: {
		{"source"},
		{"leadsource", "dealsource", "originalsource", "线索来源", "来源", "商机来源", "客户来源", "来源渠道"},
	},
	KeyReason: {
		{"reason"},
		{
			"lossreason", "lostreason", "deallostreason", "closedlostreason", "closereason", "reasonlost", "输单原因", "丢单原因",
			"失败原因", "流失原因", "关闭原因", "输单理由",
		},
	},
	KeyNextAt: {
		{"nextat"},
		{
			"nextactivitydate", "nextactivityat", "nextactivity", "dealnextactivitydate", "nextstepdate", "nextfollowup", "下次跟进时间", "下次跟进日期",
			"下次联系时间", "下次回访时间", "下一步时间",
		},
	},
	KeySeq: {
		{"seq"},
		{"sequence", "sequencenumber", "order", "rowno", "序号", "顺序"},
	},
	KeyProbability: {
		{"probability"},
		{"dealprobability", "stageprobability", "winprobability", "probabilitypercent", "赢率", "可能性", "成交概率", "赢单率", "概率"},
	},
}
