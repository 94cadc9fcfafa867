package compose

import sf "github.com/salesfunnel-go/salesfunnel"

// The codes of what the program itself says in a report.
const (
	CodeNoQuota      sf.Code = "no_quota"                 // what only a quota gives
	CodeNewestFirst  sf.Code = "report.newest_first"      // the file runs backwards
	CodeNoHistory    sf.Code = "no_history"               // what only a history gives
	CodeUnknownStage sf.Code = "report.unknown_stage"     // deals in a stage that the pipeline does not have
	CodeRepeated     sf.Code = "report.deal_repeated"     // a deal with several rows, where each should have one
	CodeNoLimit      sf.Code = "no_limit"                 // stalled deals, where nothing says how long a deal may stay
	CodeNotAsked     sf.Code = "not_asked"                // a block that a flag asks for
	CodeNoEvidence   sf.Code = "report.no_evidence"       // the model cannot judge a stage
	CodeMostlyOpen   sf.Code = "report.mostly_open"       // most stays of a stage have not ended
	CodeNoLossSeen   sf.Code = "report.no_loss_seen"      // deals were won and none lost
	CodeRefused      sf.Code = "report.refused"           // the library refused for another reason
	CodeLearnedAlone sf.Code = "report.learned_alone"     // a blend without anything configured
	CodeUndated      sf.Code = "report.undated"           // deals without a close date, under a model that goes by it
	CodeUnstated     sf.Code = "report.currency_unstated" // deals of no currency, counted in one
	CodeRowsAfter    sf.Code = "report.rows_after"        // rows later than the report
	CodeUntested     sf.Code = "report.untested"          // more deals than the assumptions are tested on
	CodeWaterfallCut sf.Code = "report.waterfall_cut"     // a waterfall that was to end after the report
	CodeAfterReport  sf.Code = "report.after_report"      // a waterfall, or an earlier forecast, of the report's time or after it
	CodeReasonsCut   sf.Code = "report.reasons_cut"       // reasons of losses beyond the limit
	CodeManyGroups   sf.Code = "report.many_groups"       // a key with more values than are compared
	CodeCostCurrency sf.Code = "report.cost_currency"     // costs of another currency than the report's
	CodeCostLater    sf.Code = "report.cost_later"        // costs of the time after the report
	CodeCostCut      sf.Code = "report.cost_cut"          // costs of a time that reaches beyond the report
	CodeQuotaGroup   sf.Code = "report.quota_group"       // a quota of a group without deals
	CodeQuotaForeign sf.Code = "report.quota_currency"    // quotas of another currency than the report's
	CodeRhoSurprise  sf.Code = "report.rho_surprise"      // past deals of which that came which the model held impossible
	CodeNoPast       sf.Code = "report.no_past"           // no period before the one under way was seen from its beginning
	CodeFewWeeks     sf.Code = "report.few_weeks"         // fewer whole weeks than new business is learned from
	CodeNoPace       sf.Code = "report.no_pace"           // how long deals take could not be learned
	CodeBlank        sf.Code = "input.skipped_blank"      // blank rows
	CodeFooter       sf.Code = "input.skipped_footer"     // lines of the report around the table
	CodeHeader       sf.Code = "input.skipped_header"     // repeated headers
)
