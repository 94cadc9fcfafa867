package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of Stalled.
const (
	// CodeStalledOption is a quantile or a number of days that cannot be used.
	CodeStalledOption sf.Code = "funnel.stalled_option"
	// CodeStalledNoLimit says that deals of a stage cannot be called stalled, as it has no limit and too little is known to learn one.
	CodeStalledNoLimit sf.Code = "funnel.stalled_no_limit"
	// CodeStalledFew warns that a limit was learned from few deals.
	CodeStalledFew sf.Code = "funnel.stalled_few"
)
