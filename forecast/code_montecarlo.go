package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [Simulate] refuses or tells.
const (
	// CodeTrials is a number of trials that is too small for anything to be said.
	CodeTrials sf.Code = "forecast.trials"
	// CodeTrialsCost is a number of trials that, with the groups, periods and measures asked for, would take too much memory.
	CodeTrialsCost sf.Code = "forecast.trials_cost"
	// CodeMeasure is a measure without a function.
	CodeMeasure sf.Code = "forecast.measure"
	// CodeMeasureGroup is a measure of a group that is not in the book.
	CodeMeasureGroup sf.Code = "forecast.measure_group"
	// CodeMeasureInfinite is a measure that was infinite in a trial.
	CodeMeasureInfinite sf.Code = "forecast.measure_infinite"
	// CodeMeasureFew tells that a measure counted in too few trials for anything to be said.
	CodeMeasureFew sf.Code = "forecast.measure_few"
)
