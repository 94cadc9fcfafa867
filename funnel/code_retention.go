package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of Retention, Repurchase and LifetimeValue.
const (
	// CodeCustomerStage is an id that names no stage, or names one both for the beginning and for the end of a customer's life.
	CodeCustomerStage sf.Code = "funnel.customer_stage"
	// CodeCustomerNoChurn is a pipeline without a lost stage where none was named either, so that no customer could ever churn.
	CodeCustomerNoChurn sf.Code = "funnel.customer_no_churn"
	// CodeCustomerUnit is a unit of ages or a number of units that is negative or too large.
	CodeCustomerUnit sf.Code = "funnel.customer_unit"
	// CodeCustomerCohort is a cohort that does not end after it begins, or begins before the one before it ends.
	CodeCustomerCohort sf.Code = "funnel.customer_cohort"
	// CodeCustomerUnseen warns of customers who were never seen before they churned; they take part in nothing.
	CodeCustomerUnseen sf.Code = "funnel.customer_unseen"
	// CodeCustomerReturned says that customers came back after they had churned; the first life is the one that counts.
	CodeCustomerReturned sf.Code = "funnel.customer_returned"
	// CodeCustomerLate warns of customers who came into the history in mid-life; they count from then on, and in no share of a cohort.
	CodeCustomerLate sf.Code = "funnel.customer_late"
	// CodeCustomerGap warns of an age at which no customer was left under observation, though at later ages some were.
	CodeCustomerGap sf.Code = "funnel.customer_gap"
	// CodeNoPurchaseStage is a pipeline without a won stage where no stage was named as a purchase.
	CodeNoPurchaseStage sf.Code = "funnel.no_purchase_stage"
	// CodeMargin is a margin, a share of amounts or a discount rate that cannot be used.
	CodeMargin sf.Code = "funnel.margin"
	// CodeNoMargin is a lifetime value without a margin where no customer has an amount either.
	CodeNoMargin sf.Code = "funnel.no_margin"
	// CodeMarginFree warns that what customers pay is taken to say nothing about how long they stay.
	CodeMarginFree sf.Code = "funnel.margin_free"
	// CodeValueShort warns that a lifetime value ends before the horizon asked for, as nothing is known of customers so old.
	CodeValueShort sf.Code = "funnel.value_short"
	// CodeValueExtrapolated warns that much of a lifetime value lies at ages that nobody has reached yet.
	CodeValueExtrapolated sf.Code = "funnel.value_extrapolated"
)
