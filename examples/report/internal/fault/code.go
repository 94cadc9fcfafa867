package fault

import sf "github.com/salesfunnel-go/salesfunnel"

// The codes of the program's own refusals. Those of files and of the library keep their own.
const (
	Failed       = "report.failed"        // something outside the program failed
	Usage        = "flag.usage"           // the command line cannot be read
	Value        = "flag.value"           // the value of a flag cannot be used
	NotYet       = "flag.not_yet"         // the contract has the flag, this version does not
	Conflict     = "flag.conflict"        // two flags that exclude each other
	NoInput      = "flag.no_input"        // no file was named
	NoOutcomes   = "stages.no_outcomes"   // nobody said which stages are won and lost
	UnknownStage = "stages.unknown"       // a stage named by a flag that the file does not have
	NoOpenStage  = "stages.no_open"       // every stage is won or lost
	TooMany      = "stages.too_many"      // the stage column is no stage column
	NoRows       = "input.no_rows"        // nothing usable
	NoLabel      = "flag.no_label"        // a group, or a key to compare by, that is no column
	NotConfig    = "model.not_configured" // -model configured without probabilities
	NoEvidence   = "model.no_evidence"    // a model that was asked for cannot judge
	QuotaPeriod  = "quota.period"         // a quota for a period that the report does not have
	QuotaDepth   = "quota.depth"          // a quota of a group that -group does not sum
	QuotaTwice   = "quota.twice"          // a second quota of a group for a period
	RhoPeriods   = "rho.periods"          // too few past periods to learn a correlation from
	NoAsOf       = "as_of.unknown"        // no row has a time
	AsOfRange    = "as_of.range"          // no rows by then, or beyond the calendar
)

type phrase struct{ en, zh string }

func (p phrase) in(lang sf.Language) string {
	if lang == sf.Chinese {
		return p.zh
	}
	return p.en
}

var phrases = map[string]phrase{
	Failed: {"{cause}", "{cause}"},
	Usage:  {"{cause}; -h lists the flags", "{cause}；用 -h 查看全部参数"},
	Value:  {"{flag} {value}: {want}", "{flag} {value} 无法使用：{want}"},
	NotYet: {"{what} is part of the contract but not of this version", "{what} 已在约定之中，但本版本尚未实现"},
	Conflict: {
		"{flag} and {other} cannot be given together: {why}", "{flag} 与 {other} 不能同时使用：{why}",
	},
	NoInput: {"nothing to read: give -events FILE.csv, or - for standard input", "没有输入：请用 -events 指定文件，或用 - 表示标准输入"},
	NoOutcomes: {
		"which stages are won and which lost is not known: give {flag}, or a -pipeline. Stages that no deal ever left: {ends}. All stages: {stages}",
		"不知道哪些阶段是赢单、哪些是输单：请给出 {flag}，或用 -pipeline。没有商机离开过的阶段：{ends}。全部阶段：{stages}",
	},
	UnknownStage: {
		"{flag} names {value}, which is no stage of the file; its stages are {stages}",
		"{flag} 中的 {value} 不是文件里的阶段；文件中的阶段：{stages}",
	},
	NoOpenStage: {"no stage is left that is neither won nor lost", "除赢单和输单外没有其他阶段"},
	TooMany: {
		"there are {n} different stages and at most {most} can be: is it the stage column? -map stage=COLUMN says which",
		"共有 {n} 个不同阶段，上限为 {most}：这一列是阶段吗？可用 -map stage=列名 指定",
	},
	NoRows:  {"has no usable row among {rows}: {why}", "{rows} 行中没有可用的行：{why}"},
	NoLabel: {"{flag} names {value}, which is neither owner, source, stage nor a column; the columns are {columns}", "{flag} 中的 {value} 既不是 owner、source、stage，也不是列名；文件中的列：{columns}"},
	NotConfig: {
		"-model configured needs the probability of every stage with open deals: none is set for {stages}. Write one with -init, edit it, and give it as -pipeline",
		"-model configured 需要每个有在途商机的阶段都配置赢率：{stages} 没有。可用 -init 生成流程文件，编辑后用 -pipeline 指定",
	},
	NoEvidence: {
		"-model {model} cannot judge the stages {stages}: the history says nothing about them",
		"-model {model} 无法判断阶段 {stages}：历史数据没有任何依据",
	},
	QuotaPeriod: {
		"row {row} is a quota for {from} to {to}, which is none of the periods of the report: {periods}. -periods and -as-of choose them",
		"第 {row} 行的目标期间为 {from} 至 {to}，不是本报告的预测期间：{periods}。可用 -periods 和 -as-of 选择期间",
	},
	QuotaDepth: {
		"row {row} is a quota of {group}, which has more names than -group sums by: {levels}. A name with a slash in it cannot be given a quota",
		"第 {row} 行的目标分组 {group} 层级多于 -group 的汇总层级：{levels}。名称中含斜杠的分组不能设目标",
	},
	QuotaTwice: {
		"rows {first} and {row} are both quotas of {group} for {from} to {to}", "第 {first} 行与第 {row} 行都是 {group} 在 {from} 至 {to} 的目标",
	},
	RhoPeriods: {
		"-rho learn needs {least} past periods ({unit}) with open deals at their start that the model can judge, and there are {n}: give a number instead, or shorter -periods",
		"-rho learn 需要至少 {least} 个历史期间（{unit}），且期初有模型能够判断的在途商机，目前只有 {n} 个：请直接给出数值，或用 -periods 选择更短的期间",
	},
	NoAsOf:    {"no row has a time: say with -as-of when the deals stood so", "没有任何时间信息：请用 -as-of 指定数据截止日期"},
	AsOfRange: {"as of {as_of} there is nothing to report: the first row is of {first}, the last of {last}", "截至 {as_of} 没有数据：首行时间 {first}，末行时间 {last}"},
}
