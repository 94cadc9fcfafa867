package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [View.Velocity], [View.Throughput], [View.Series] and [View.Paths] refuse, warn of and find.
const (
	// CodePaceAhead is a period that begins at or after the view's time, so that nothing of it is known.
	CodePaceAhead sf.Code = "funnel.pace_ahead"
	// CodePaceUnseen is a period that begins before the view's start of observation.
	CodePaceUnseen sf.Code = "funnel.pace_unseen"
	// CodePaceCut warns that a period is not over; it counts up to the view's time.
	CodePaceCut sf.Code = "funnel.pace_cut"
	// CodePaceEarly warns that the rows begin in the period, so that its first part may be missing.
	CodePaceEarly sf.Code = "funnel.pace_early"
	// CodeVelocityNoWin warns that no deal was won in the period, so that nothing can be said of a mean amount or cycle.
	CodeVelocityNoWin sf.Code = "funnel.velocity_no_win"
	// CodeVelocityNoCycle warns that no deal won in the period was on record from its creation on, so that there is no cycle to divide by.
	CodeVelocityNoCycle sf.Code = "funnel.velocity_no_cycle"
	// CodeVelocitySameDay warns that all won deals were won on the day of their creation, and that nothing can be divided by a cycle of 0 days.
	CodeVelocitySameDay sf.Code = "funnel.velocity_same_day"
	// CodeVelocityUnpriced warns of won deals without an amount, which no mean amount holds.
	CodeVelocityUnpriced sf.Code = "funnel.velocity_unpriced"
	// CodeVelocityCycle warns that the cycle of won deals, by which the field's formula divides, is far from that of all deals, by which it
	// should.
	CodeVelocityCycle sf.Code = "funnel.velocity_cycle"
	// CodeThroughputUnseen warns of arrivals that were closed when first seen, which are left out.
	CodeThroughputUnseen sf.Code = "funnel.throughput_unseen"
	// CodeSeriesUnit is a unit of a series that does not exist.
	CodeSeriesUnit sf.Code = "funnel.series_unit"
	// CodeSeriesCount is a number of periods that is negative or above the most that one call makes.
	CodeSeriesCount sf.Code = "funnel.series_count"
	// CodeSeriesOrder is a period that begins before the one before it ends.
	CodeSeriesOrder sf.Code = "funnel.series_order"
	// CodeSeriesMetric is a metric that does not exist, or stands twice.
	CodeSeriesMetric sf.Code = "funnel.series_metric"
	// CodeSeriesStage is an id that is no open stage, or stands twice.
	CodeSeriesStage sf.Code = "funnel.series_stage"
	// CodeSeriesBaseline is a number of rows to learn from that is not in its range.
	CodeSeriesBaseline sf.Code = "funnel.series_baseline"
	// CodeSeriesLevel is a chance of a false alarm that is not in its range.
	CodeSeriesLevel sf.Code = "funnel.series_level"
	// CodeSeriesSize is a series of more rows than one call makes.
	CodeSeriesSize sf.Code = "funnel.series_size"
	// CodeSeriesEntries is more or fewer entries into a stage than is routine.
	CodeSeriesEntries sf.Code = "funnel.series_entries"
	// CodeSeriesEntriesAll is more or fewer new deals than is routine.
	CodeSeriesEntriesAll sf.Code = "funnel.series_entries_all"
	// CodeSeriesConversion is an exceptional conversion of a stage.
	CodeSeriesConversion sf.Code = "funnel.series_conversion"
	// CodeSeriesConversionAll is an exceptional share of won deals.
	CodeSeriesConversionAll sf.Code = "funnel.series_conversion_all"
	// CodeSeriesDropOff is an exceptional drop-off of a stage.
	CodeSeriesDropOff sf.Code = "funnel.series_drop_off"
	// CodeSeriesDropOffAll is an exceptional share of lost deals.
	CodeSeriesDropOffAll sf.Code = "funnel.series_drop_off_all"
	// CodeSeriesCycle is exceptionally long or short stays in a stage.
	CodeSeriesCycle sf.Code = "funnel.series_cycle"
	// CodeSeriesCycleAll is exceptionally old or young deals among those closed.
	CodeSeriesCycleAll sf.Code = "funnel.series_cycle_all"
	// CodeSeriesWonCycle is exceptionally long or short cycles of won deals.
	CodeSeriesWonCycle sf.Code = "funnel.series_won_cycle"
	// CodeSeriesOpenDeals is an exceptional change of the deals open in a stage.
	CodeSeriesOpenDeals sf.Code = "funnel.series_open_deals"
	// CodeSeriesOpenDealsAll is an exceptional change of the open deals.
	CodeSeriesOpenDealsAll sf.Code = "funnel.series_open_deals_all"
	// CodeSeriesOpenAmount is an exceptional change of the amount open in a stage.
	CodeSeriesOpenAmount sf.Code = "funnel.series_open_amount"
	// CodeSeriesOpenAmountAll is an exceptional change of the open amount.
	CodeSeriesOpenAmountAll sf.Code = "funnel.series_open_amount_all"
	// CodePathsMost is a number of routes to list that is negative.
	CodePathsMost sf.Code = "funnel.paths_most"
	// CodePathsMany warns that there are more different routes than are counted; what is listed is exact, rarer routes are not.
	CodePathsMany sf.Code = "funnel.paths_many"
	// CodePathsLong warns of deals with more stays than a route holds; they have none.
	CodePathsLong sf.Code = "funnel.paths_long"
)
