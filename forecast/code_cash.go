package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is said about cash.
const (
	// CodeCashRule is a cash forecast without a rule of when deals are paid, or with both a schedule and a learned delay.
	CodeCashRule sf.Code = "forecast.cash_rule"
	// CodeCashBills is a list of bills without a learned delay.
	CodeCashBills sf.Code = "forecast.cash_bills"
	// CodeCashHorizon is cash asked for later than two years from the book's time.
	CodeCashHorizon sf.Code = "forecast.cash_horizon"
	// CodeInstallment is an installment with a share that is not above 0, or with days that are out of range or do not ascend.
	CodeInstallment sf.Code = "forecast.installment"
	// CodeSchedule is a schedule whose shares do not sum to 1, or that has too many parts.
	CodeSchedule sf.Code = "forecast.schedule"
	// CodePaymentDate is a bill without a day of signing, or with a day that is none.
	CodePaymentDate sf.Code = "forecast.payment_date"
	// CodeNonePaid is a list of bills none of which was paid, from which no delay can be learned.
	CodeNonePaid sf.Code = "forecast.none_paid"
	// CodeDelayLater is a delay learned from what the book does not know yet.
	CodeDelayLater sf.Code = "forecast.delay_later"
)

// Codes of the notes on cash.
const (
	// CodePaidEarly counts bills that were paid before they were signed; their delay is taken to be 0.
	CodePaidEarly sf.Code = "forecast.paid_early"
	// CodeBillAmount counts bills without an amount; they add no money.
	CodeBillAmount sf.Code = "forecast.bill_amount"
	// CodeNoBills counts won deals of which it is not known whether they were paid, as no bills were given; they are left out.
	CodeNoBills sf.Code = "forecast.no_bills"
	// CodeDelayExtrapolated tells that much of what is said of unpaid bills lies beyond the longest delay that was seen.
	CodeDelayExtrapolated sf.Code = "forecast.delay_extrapolated"
	// CodeCashParts tells that there is no distribution of cash, as deals pay in several installments.
	CodeCashParts sf.Code = "forecast.cash_parts"
)
