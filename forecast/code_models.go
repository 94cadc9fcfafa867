package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [Timed], [Scored], [Calibrated], [Blended], [Mixed] and [FittedAsOf] refuse or tell.
const (
	// CodeNoHazards is a timed model without hazards.
	CodeNoHazards sf.Code = "forecast.no_hazards"
	// CodeHorizonDays is a number of days that is out of range.
	CodeHorizonDays sf.Code = "forecast.horizon_days"
	// CodeLagWithEffect is a recording lag together with a calendar effect, which no curves have both of.
	CodeLagWithEffect sf.Code = "forecast.lag_with_effect"
	// CodeOtherHazards is a calendar effect that was learned with other hazards than those of its model.
	CodeOtherHazards sf.Code = "forecast.other_hazards"
	// CodeNoScorer is a scored model without a scorer.
	CodeNoScorer sf.Code = "forecast.no_scorer"
	// CodeScore is a probability from a scorer that is NaN or outside [0, 1].
	CodeScore sf.Code = "forecast.score"
	// CodeCalibration is a calibration that is not finite, falls, or leads out of [0, 1].
	CodeCalibration sf.Code = "forecast.calibration"
	// CodeWeight is a weight of a model, or an evidence, that is NaN, infinite or negative, or a list of weights that are all 0.
	CodeWeight sf.Code = "forecast.weight"
	// CodeNoEvidence is a blend of a model that does not say how much stands behind it, when nobody else does.
	CodeNoEvidence sf.Code = "forecast.no_evidence"
	// CodeFittedLater tells that a model has seen more than the book: it knows what came after the book's time.
	CodeFittedLater sf.Code = "forecast.fitted_later"
	// CodeFitUnknown is a model of which it is not known what it was learned from.
	CodeFitUnknown sf.Code = "forecast.fit_unknown"
	// CodeNoEntered counts open deals that do not say when they entered their stage; a timed model takes them to be new there.
	CodeNoEntered sf.Code = "forecast.no_entered"
	// CodeBeyondHorizon counts the times asked for that lie beyond the horizon of a timed model.
	CodeBeyondHorizon sf.Code = "forecast.beyond_horizon"
	// CodeExtrapolated tells that much of what is said of a stage's deals rests on ages at which nobody was observed.
	CodeExtrapolated sf.Code = "forecast.extrapolated"
	// CodeNoFacts counts open deals that bring no facts; a scorer is shown the fields of the book instead.
	CodeNoFacts sf.Code = "forecast.no_facts"
	// CodeScoreUndated counts open deals that a scorer gives a chance and the timing model none, so that their close date says when.
	CodeScoreUndated sf.Code = "forecast.score_undated"
)
