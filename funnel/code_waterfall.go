package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of Waterfall.
const (
	// CodeBridgeHistory is two views that are not of one history.
	CodeBridgeHistory sf.Code = "funnel.bridge_history"
	// CodeBridgeOrder is a closing view of an earlier time than the opening view.
	CodeBridgeOrder sf.Code = "funnel.bridge_order"
	// CodeBridgePeriod is a period that does not end after it begins.
	CodeBridgePeriod sf.Code = "funnel.bridge_period"
	// CodeBridgeUnpriced warns of open deals without an amount, which add nothing.
	CodeBridgeUnpriced sf.Code = "funnel.bridge_unpriced"
	// CodeBridgeLate warns of deals that were open before the opening and came on record only after it.
	CodeBridgeLate sf.Code = "funnel.bridge_late"
)
