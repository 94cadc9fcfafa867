package funnel

import (
	"cmp"
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// BottleneckOptions are the options of [View.Bottlenecks]. The zero value asks what one percentage point is worth, taken from the rest of
// the row in proportion.
type BottleneckOptions struct {
	FlowOptions
	// Points is by how much a probability grows, as a share: 0.01 is one percentage point. 0: 0.01.
	Points float64 `json:"points,omitzero"`
	// Take says what the points are taken from.
	Take TakeFrom `json:"take,omitzero"`
	// Least is the smallest probability of a move that is ranked. One point more of a move that hardly any deal makes is no small change,
	// and its worth nothing to plan by. 0: 0.05; below 0: every move that was seen.
	Least float64 `json:"least,omitzero"`
}

// Bottlenecks is where work on the funnel pays: what a point at each move is worth, and which stage takes the most days.
// [View.Bottlenecks] makes it.
type Bottlenecks struct {
	Now              SteadyState  `json:"now"`                // the funnel if it goes on as it is
	ArrivalsPerMonth sf.Estimate  `json:"arrivals_per_month"` // new deals
	MeanAmount       sf.Estimate  `json:"mean_amount"`        // of won deals that have one, in units of Currency; Left: those without
	Currency         string       `json:"currency,omitzero"`  // of all money here
	Moves            []Bottleneck `json:"moves"`              // the largest gain first, then as the stages stand; what cannot be said last
	Stages           []SlowStage  `json:"stages"`             // the most days first, then as they stand; what cannot be said last
	Warnings         []sf.Note    `json:"warnings,omitzero"`
}

// Bottleneck is what one move is worth.
type Bottleneck struct {
	From string      `json:"from"`
	To   string      `json:"to"`
	P    sf.Estimate `json:"p"` // of a stay in From: the probability that it ends in this move
	// WinGain is by how much the win rate of a new deal grows, as a share, when P grows by [BottleneckOptions].Points; below 0 where the
	// move does harm. It is zero, nothing can be said, when the row has nothing to take the points from.
	WinGain sf.Estimate `json:"win_gain"`
	// RevenueGainPerMonth is the same in money: arrivals a month × WinGain × mean amount.
	RevenueGainPerMonth sf.Estimate `json:"revenue_gain_per_month"`
	// First is the probability that no other move here gains more, by the draws that the intervals come from: how sure the top of the
	// list is.
	First float64 `json:"first"`
}

// SlowStage is how many days of a new deal's cycle one stage takes.
type SlowStage struct {
	Stage     string      `json:"stage"`
	Visits    sf.Estimate `json:"visits"`     // of a new deal: how often it is expected to be there
	StayDays  sf.Estimate `json:"stay_days"`  // the mean stay, open ones counted for as long as they have lasted
	CycleDays sf.Estimate `json:"cycle_days"` // Visits × StayDays: what the stage adds to the cycle of all new deals
	Share     sf.Estimate `json:"share"`      // of the whole cycle
	First     float64     `json:"first"`      // the probability that no other stage takes more
}

func (o BottleneckOptions) points() float64 { return cmp.Or(o.Points, 0.01) }

// least returns the least probability of a move that is ranked; 0 for all that were seen.
func (o BottleneckOptions) least() float64 { return max(cmp.Or(o.Least, 0.05), 0) }

func (o BottleneckOptions) faults() []sf.Note {
	var faults []sf.Note
	if !(o.points() > 0 && o.points() <= 1) {
		faults = append(faults, sf.NewNote(CodeBottleneckPoints, "points", sf.F("points", number(o.Points))))
	}
	if !(o.Least <= 1) || math.IsInf(o.Least, -1) {
		faults = append(faults, sf.NewNote(CodeBottleneckLeast, "least", sf.F("least", number(o.Least))))
	}
	return append(faults, o.Take.faults("take")...)
}

// Bottlenecks returns what one more percentage point at each move is worth, in wins and in money a month, the largest first; and how many
// days of a new deal's cycle each stage takes. A funnel can be stuck in either way: where deals leak, and where they wait.
//
// With π_s where new deals begin, N the fundamental matrix of the chain and w the probabilities to be won, a new deal is in stage k
// ν_k = Σ_s π_s N_sk times, and is won with probability W = Σ_s π_s w_s. The gain from a point at the move from k to j is the derivative
//
//	∂W/∂p_kj = ν_k ( w_j − Σ_{l≠j} p_kl w_l / (1−p_kj) )    the point is taken from the rest of the row, in proportion
//	∂W/∂p_kj = ν_k ( w_j − Σ_{l lost} p_kl w_l / Σ_{l lost} p_kl ) = ν_k w_j    it is taken from the losses
//
// times Points; [View.Scenario] makes changes that are not small. In money it is that × arrivals a month × mean won amount, which supposes
// that the further wins are worth what wins are worth now. Where two moves of a stage share what is taken, one point cannot be had twice:
// the gains do not add up.
//
// Moves are those that were seen, with a probability of at least Least. Losses are among them, with gains below 0, unless points are taken
// from the losses. A row of which nothing can be taken, since no other move was seen, has no gain.
//
// The mean stay in a stage counts open stays for as long as they were seen, and beyond the oldest age its tail; ν_k × the mean stay is what
// the stage adds to the cycle, and the sum over stages is the mean cycle of all new deals, lost ones included (Çinlar 1969, Advances in
// Applied Probability 1). Days are those of the history's clock. Where deals are left lying for ever, most of the mean stay lies where nobody
// has looked: [CodeFlowBeyond] warns of it, and no interval of days or of open deals accounts for another tail.
//
// The intervals are the central 95 % of Draws draws from what is known. The moves of a stage are drawn from a Dirichlet law with α p_kj plus one
// move spread evenly over those allowed ([Perks]), where α = Σ_j p_kj (1 − p_kj) / Σ_j Var p_kj is the number of stays that the row is worth, fewer
// than there are while some are open; mean stays from gamma laws with the variance of Σ S(u); where deals begin by the Bayesian bootstrap
// (Rubin 1981, Annals of Statistics 9); arrivals from their posterior. Deals count as independent. In 6000 simulated histories of 160 to 2200
// deals, a tenth of them open, the intervals of gains, of win rates, of days and of money held the truth 92 to 97 times in 100.
//
// First is the share of the draws in which a row is the first of all. The top of a list is there for its estimate, which leans upwards: where
// First is far from 1, so is the certainty that work on this row pays most.
//
// New deals are those that were seen to begin: a deal that came into the history in mid-life tells of moves, not of beginnings. In a view
// with a start of observation, moves, days and wins are those from there on. A stage that nobody was seen to leave makes everything that
// leads there unsaid, and a warning names it. Split the view to see the bottleneck of a segment.
//
// The cost is a reading of the rows, and for each draw the solution of one linear system of the open stages. The error is an
// [*sf.InvalidError]: an option out of its range, amounts in several currencies or too large, stages from which no end can be reached.
//
// Source: Kemeny and Snell 1960, Finite Markov Chains, ch. 3; Caswell 2019, Sensitivity Analysis: Matrix Methods in Demography and Ecology,
// ch. 5, for derivatives under constraints on a row.
func (v *View) Bottlenecks(o BottleneckOptions) (*Bottlenecks, error) {
	b, err := v.pricedFlow(o.FlowOptions, o.faults())
	if err != nil {
		return nil, err
	}
	out := &Bottlenecks{Currency: b.amounts.currency, Warnings: b.warnings, Moves: []Bottleneck{}, Stages: []SlowStage{}}
	if !b.known {
		return out, nil
	}
	r := b.ranking(o)
	r.run()
	if r.rare > 0 {
		out.Warnings = append(out.Warnings, sf.NewNote(CodeBottleneckRare, "", sf.F("n", sf.Int(r.rare)), sf.F("least", number(o.least()))))
	}
	out.Warnings = append(out.Warnings, r.samples.warnings()...)
	out.Now = b.say(r.values[:steadyNumbers], r.samples, 0)
	out.ArrivalsPerMonth = b.arrivalsPerMonth()
	out.MeanAmount = b.amounts.priced.logNormal(methodMeanWon, b.amounts.tally.Unpriced)
	if out.Moves, err = r.moves(); err != nil {
		return nil, err
	}
	out.Stages = r.stages()
	return out, nil
}
