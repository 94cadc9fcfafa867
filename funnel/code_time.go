package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [LifeTable], [Hazards] and the curves made of them refuse or warn of.
const (
	// CodeTableUnit is two life tables of different units.
	CodeTableUnit sf.Code = "funnel.table_unit"
	// CodeTableAge is an age in serialized text that is negative, above the bound, or not above the one before it.
	CodeTableAge sf.Code = "funnel.table_age"
	// CodeTableSum is a stage of a life table with stays that leave without having entered, or the other way round.
	CodeTableSum sf.Code = "funnel.table_sum"
	// CodeTableBeyond warns of stays that are older than a life table keeps.
	CodeTableBeyond sf.Code = "funnel.table_beyond"
	// CodeHazardTail is a tail policy that does not exist.
	CodeHazardTail sf.Code = "funnel.hazard_tail"
	// CodeHazardSize is hazards of more ages and moves than are kept.
	CodeHazardSize sf.Code = "funnel.hazard_size"
	// CodeTailShare warns that what becomes of more than a twentieth of the stays is extrapolated.
	CodeTailShare sf.Code = "funnel.tail_share"
	// CodeTailFew warns that a tail was learned from fewer exits than it should be.
	CodeTailFew sf.Code = "funnel.tail_few"
	// CodeRiskGap warns that at some age nobody was left under observation, though at later ages somebody was.
	CodeRiskGap sf.Code = "funnel.risk_gap"
)
