package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [View.Conversion], [View.DropOff] and [View.LossReasons] refuse or warn of.
const (
	// CodeConversionRule is a rule of conversion that does not exist.
	CodeConversionRule sf.Code = "funnel.conversion_rule"
	// CodeConversionBasis is a basis of conversion that does not exist.
	CodeConversionBasis sf.Code = "funnel.conversion_basis"
	// CodeConversionWithin is a number of days that is negative or above [MaxAge].
	CodeConversionWithin sf.Code = "funnel.conversion_within"
	// CodeConversionFlowWithin is a number of days asked of a period flow, which follows nobody.
	CodeConversionFlowWithin sf.Code = "funnel.conversion_flow_within"
	// CodeConversionNoStart is a snapshot of a view without a start of observation, and without a period that would have one.
	CodeConversionNoStart sf.Code = "funnel.conversion_no_start"
	// CodeConversionOutlast warns that some were not followed to their end, so that what becomes of them is not in the rate.
	CodeConversionOutlast sf.Code = "funnel.conversion_outlast"
	// CodeConversionNotFollowed says that nobody was followed for as long as was asked, so that there is no rate.
	CodeConversionNotFollowed sf.Code = "funnel.conversion_not_followed"
	// CodeConversionEmptied warns that at some age all who had been under observation were settled, though others came to be seen at later
	// ages: they no longer count.
	CodeConversionEmptied sf.Code = "funnel.conversion_emptied"
	// CodeConversionSettledOnly warns that those which are still open are left out, and the slow ones are among them.
	CodeConversionSettledOnly sf.Code = "funnel.conversion_settled_only"
	// CodeConversionFlow warns that those who moved on in a period are not those who entered in it.
	CodeConversionFlow sf.Code = "funnel.conversion_flow"
	// CodeDropOffRule is a rule of drop-off that does not exist.
	CodeDropOffRule sf.Code = "funnel.drop_off_rule"
	// CodeDropOffOpen warns that some are still open: they are counted apart, and the drop-off can still rise.
	CodeDropOffOpen sf.Code = "funnel.drop_off_open"
)
