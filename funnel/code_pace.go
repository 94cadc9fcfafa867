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
	// CodeSeriesEntriesLow is fewer entries into a stage than is routine.
	CodeSeriesEntriesLow sf.Code = "funnel.series_entries_low"
	// CodeSeriesEntriesHigh is more entries into a stage than is routine.
	CodeSeriesEntriesHigh sf.Code = "funnel.series_entries_high"
	// CodeSeriesEntriesAllLow is fewer new deals than is routine.
	CodeSeriesEntriesAllLow sf.Code = "funnel.series_entries_all_low"
	// CodeSeriesEntriesAllHigh is more new deals than is routine.
	CodeSeriesEntriesAllHigh sf.Code = "funnel.series_entries_all_high"
	// CodeSeriesConversionLow is an exceptionally low conversion of a stage.
	CodeSeriesConversionLow sf.Code = "funnel.series_conversion_low"
	// CodeSeriesConversionHigh is an exceptionally high conversion of a stage.
	CodeSeriesConversionHigh sf.Code = "funnel.series_conversion_high"
	// CodeSeriesConversionAllLow is an exceptionally low share of won deals.
	CodeSeriesConversionAllLow sf.Code = "funnel.series_conversion_all_low"
	// CodeSeriesConversionAllHigh is an exceptionally high share of won deals.
	CodeSeriesConversionAllHigh sf.Code = "funnel.series_conversion_all_high"
	// CodeSeriesDropOffLow is an exceptionally low drop-off of a stage.
	CodeSeriesDropOffLow sf.Code = "funnel.series_drop_off_low"
	// CodeSeriesDropOffHigh is an exceptionally high drop-off of a stage.
	CodeSeriesDropOffHigh sf.Code = "funnel.series_drop_off_high"
	// CodeSeriesDropOffAllLow is an exceptionally low share of lost deals.
	CodeSeriesDropOffAllLow sf.Code = "funnel.series_drop_off_all_low"
	// CodeSeriesDropOffAllHigh is an exceptionally high share of lost deals.
	CodeSeriesDropOffAllHigh sf.Code = "funnel.series_drop_off_all_high"
	// CodeSeriesCycleLow is exceptionally short stays in a stage.
	CodeSeriesCycleLow sf.Code = "funnel.series_cycle_low"
	// CodeSeriesCycleHigh is exceptionally long stays in a stage.
	CodeSeriesCycleHigh sf.Code = "funnel.series_cycle_high"
	// CodeSeriesCycleAllLow is exceptionally young deals among those closed.
	CodeSeriesCycleAllLow sf.Code = "funnel.series_cycle_all_low"
	// CodeSeriesCycleAllHigh is exceptionally old deals among those closed.
	CodeSeriesCycleAllHigh sf.Code = "funnel.series_cycle_all_high"
	// CodeSeriesWonCycleLow is exceptionally short cycles of won deals.
	CodeSeriesWonCycleLow sf.Code = "funnel.series_won_cycle_low"
	// CodeSeriesWonCycleHigh is exceptionally long cycles of won deals.
	CodeSeriesWonCycleHigh sf.Code = "funnel.series_won_cycle_high"
	// CodeSeriesOpenDealsLow is fewer deals open in a stage than would be routine after the period before.
	CodeSeriesOpenDealsLow sf.Code = "funnel.series_open_deals_low"
	// CodeSeriesOpenDealsHigh is more deals open in a stage than would be routine after the period before.
	CodeSeriesOpenDealsHigh sf.Code = "funnel.series_open_deals_high"
	// CodeSeriesOpenDealsAllLow is fewer open deals than would be routine after the period before.
	CodeSeriesOpenDealsAllLow sf.Code = "funnel.series_open_deals_all_low"
	// CodeSeriesOpenDealsAllHigh is more open deals than would be routine after the period before.
	CodeSeriesOpenDealsAllHigh sf.Code = "funnel.series_open_deals_all_high"
	// CodeSeriesOpenAmountLow is less open in a stage than would be routine after the period before.
	CodeSeriesOpenAmountLow sf.Code = "funnel.series_open_amount_low"
	// CodeSeriesOpenAmountHigh is more open in a stage than would be routine after the period before.
	CodeSeriesOpenAmountHigh sf.Code = "funnel.series_open_amount_high"
	// CodeSeriesOpenAmountAllLow is a smaller open amount than would be routine after the period before.
	CodeSeriesOpenAmountAllLow sf.Code = "funnel.series_open_amount_all_low"
	// CodeSeriesOpenAmountAllHigh is a larger open amount than would be routine after the period before.
	CodeSeriesOpenAmountAllHigh sf.Code = "funnel.series_open_amount_all_high"
	// CodePathsMost is a number of routes to list that is negative.
	CodePathsMost sf.Code = "funnel.paths_most"
	// CodePathsMany warns that there are more different routes than are counted; what is listed is exact, rarer routes are not.
	CodePathsMany sf.Code = "funnel.paths_many"
	// CodePathsLong warns of deals with more stays than a route holds; they have none.
	CodePathsLong sf.Code = "funnel.paths_long"
)
