package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [NewRatios], [LearnAmounts], [WinRatesOf], [LearnAmountEffect], [SizedBy] and [CloseDatesOf] refuse or tell.
const (
	// CodeAmountRatio is a ratio of a won amount to the amount shown that is out of range, or a share that is no share.
	CodeAmountRatio sf.Code = "forecast.amount_ratio"
	// CodeAmountRatios is a distribution of no ratios, or of too many.
	CodeAmountRatios sf.Code = "forecast.amount_ratios"
	// CodeAmountOption is a number among the options that is out of range.
	CodeAmountOption sf.Code = "forecast.amount_option"
	// CodeAmountsNone tells that no deal was won that shows what amounts come to.
	CodeAmountsNone sf.Code = "forecast.amounts_none"
	// CodeAmountsLeft counts won deals of which the history does not tell what the amount shown came to.
	CodeAmountsLeft sf.Code = "forecast.amounts_left"
	// CodePlaceholder counts won deals that were shown in a stage with an amount that was nothing like the won one.
	CodePlaceholder sf.Code = "forecast.amounts_placeholder"
	// CodeAmountsUsed says that the distribution takes amounts to be as uncertain as those of the past.
	CodeAmountsUsed sf.Code = "forecast.amounts_used"
	// CodeAmountsAsShown says that a simulation takes amounts as shown, though ratios were given.
	CodeAmountsAsShown sf.Code = "forecast.amounts_as_shown"
	// CodeAmountsUnseen counts open deals in stages of which no won deal is known; they take what was learned of all stages.
	CodeAmountsUnseen sf.Code = "forecast.amounts_unseen"
	// CodeWinRatesDiffer says of a stage that by value less, or more, is won than by count.
	CodeWinRatesDiffer sf.Code = "forecast.win_rates_differ"
	// CodeWinRatesDifferAll says it of all deals from their first stage on.
	CodeWinRatesDifferAll sf.Code = "forecast.win_rates_differ_all"
	// CodeWinRateShort tells that no deal was seen as long as the horizon of a win rate.
	CodeWinRateShort sf.Code = "forecast.win_rate_short"
	// CodeEffectNone tells that no stage shows how the amount goes with winning.
	CodeEffectNone sf.Code = "forecast.amount_effect_none"
	// CodeEffectUnsized counts open deals that an amount effect leaves as they are: no amount above 0, or a stage it knows nothing of.
	CodeEffectUnsized sf.Code = "forecast.amount_effect_unsized"
	// CodeCloseOverdue counts open deals whose close date has passed.
	CodeCloseOverdue sf.Code = "forecast.close_overdue"
	// CodeCloseMissing counts open deals without a close date.
	CodeCloseMissing sf.Code = "forecast.close_missing"
	// CodePushed counts open deals whose close date was put off more than once.
	CodePushed sf.Code = "forecast.pushed"
	// CodeCloseHeld says how often a close date came with a win on or before it.
	CodeCloseHeld sf.Code = "forecast.close_held"
)
