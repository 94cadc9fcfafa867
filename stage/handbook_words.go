package stage

// handbookWords is what the handbook itself says in one language.
type handbookWords struct {
	title, reading                              string
	overview, moving, stages, ends              string
	retired, retiredMeaning, fields, version    string
	number, stage, probability, limit, category string
	id, outcome, aliases, goal, required        string
	entry, exit, milestones, playbook, next     string
	field, kind                                 string
	onward, backward, ending, reopened, nowhere string
	closing, back, noBack, reopen, noReopen     string
	starts, asked                               string
	tested, judged, nothing                     string
	due, dueAtOnce                              string // around a length of time
	days, workingDays                           [2]string
	outcomes                                    [3]string
	categories                                  [6]string
	policies                                    [4]string
	kinds                                       [8]string // by sf.Kind
	colon, comma, semicolon, open, close        string
}

var handbookEnglish = handbookWords{
	title: "Sales stage handbook",
	reading: "This handbook says what each stage of the sale means: when a deal may enter it and leave it, how long it may stay, and what to do there. " +
		"“Checked” means that the system decides from the fields of the deal; “people judge” means that the owner and the manager decide, and the system does not ask.",
	overview: "Overview", moving: "Rules of moving", stages: "Stages", ends: "Ends",
	retired: "Retired stages", retiredMeaning: "History may name these stages; no deal may enter them any more.",
	fields: "Fields", version: "Version of the rules",
	number: "No.", stage: "Stage", probability: "Win probability", limit: "Time limit", category: "Forecast category",
	id: "ID", outcome: "Outcome", aliases: "Also called", goal: "Goal", required: "Required fields",
	entry: "Entry criteria", exit: "Exit criteria", milestones: "Milestones", playbook: "Playbook", next: "Allowed next stages",
	field: "Field", kind: "Kind",
	onward: "On to", backward: "Back to", ending: "Close as", reopened: "Reopen in", nowhere: "None",
	starts: "New deals may begin in", closing: "A deal may be won or lost from any open stage.",
	back: "A deal may return to an earlier stage.", noBack: "A deal does not return to an earlier stage.",
	reopen: "A closed deal may be reopened.", noReopen: "A closed deal is not reopened; a customer who comes back is a new deal.",
	asked: "Every move asks for the required fields and the entry criteria of the stage to enter. A move onward or to a won stage also asks for the exit " +
		"criteria of the stage to leave; going back or losing does not.",
	tested: "checked", judged: "people judge", nothing: "not set",
	due: "Within %s of entry", dueAtOnce: "On the day of entry",
	days: [2]string{"%d day", "%d days"}, workingDays: [2]string{"%d working day", "%d working days"},
	outcomes:   [3]string{"open", "won", "lost"},
	categories: [6]string{"", "Pipeline", "Best case", "Commit", "Closed", "Omitted"},
	policies: [4]string{
		"A deal may move to any later stage; stages may be skipped.",
		"A deal moves to the next stage only; no stage may be skipped.",
		"A deal may move to any open stage.",
		"A deal moves only as listed under each stage.",
	},
	kinds: [8]string{"", "yes or no", "number", "money", "text", "date", "date and time", "tags"},
	colon: ": ", comma: ", ", semicolon: "; ", open: " (", close: ")",
}

var handbookChinese = handbookWords{
	title: "销售阶段定义手册",
	reading: "本手册定义销售流程中的每个阶段：商机何时可以进入、何时可以推进、最多停留多久、应当做什么。" +
		"标注“系统校验”的标准由系统根据商机字段判断；标注“人工判断”的标准系统不检查，由负责人和销售主管共同确认。",
	overview: "阶段总览", moving: "流转规则", stages: "阶段定义", ends: "结束状态",
	retired: "已停用阶段", retiredMeaning: "以下阶段只出现在历史记录中，商机不能再进入。",
	fields: "字段说明", version: "规则版本",
	number: "序号", stage: "阶段", probability: "赢单概率", limit: "停留时限", category: "预测类别",
	id: "标识", outcome: "结果", aliases: "别名", goal: "阶段目标", required: "必填字段",
	entry: "进入标准", exit: "退出标准", milestones: "里程碑", playbook: "关键动作与话术", next: "可流转至",
	field: "字段", kind: "类型",
	onward: "推进", backward: "退回", ending: "关闭", reopened: "重新打开", nowhere: "无",
	starts: "新商机可以从以下阶段开始", closing: "商机可以从任一进行中的阶段成交或输单。",
	back: "商机可以退回之前的阶段。", noBack: "商机不能退回之前的阶段。",
	reopen: "已关闭的商机可以重新打开。", noReopen: "已关闭的商机不能重新打开；客户再次采购时新建商机。",
	asked:  "每次流转都要检查目标阶段的必填字段和进入标准；推进到后续阶段或成交时，还要检查当前阶段的退出标准，退回或输单时不检查。",
	tested: "系统校验", judged: "人工判断", nothing: "未设定",
	due: "进入后 %s内", dueAtOnce: "进入当天",
	days: [2]string{"%d 天", "%d 天"}, workingDays: [2]string{"%d 个工作日", "%d 个工作日"},
	outcomes:   [3]string{"进行中", "赢单", "输单"},
	categories: [6]string{"", "管道", "最佳情况", "承诺", "已关闭", "不计入预测"},
	policies: [4]string{
		"商机可以推进到之后的任一阶段，允许跳过中间阶段。",
		"商机只能推进到下一个阶段，不允许跳过。",
		"商机可以流转到任一进行中的阶段。",
		"商机只能按各阶段列出的去向流转。",
	},
	kinds: [8]string{"", "是/否", "数字", "金额", "文本", "日期", "日期时间", "标签"},
	colon: "：", comma: "、", semicolon: "；", open: "（", close: "）",
}
