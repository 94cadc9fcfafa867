package funnel

// kernel is what a semi-Markov process is made of, as plain numbers: for each open stage the hazards of leaving it, by age in units and by
// destination. [Hazards] makes one, and the renewal equations run on it.
type kernel struct {
	open   []int         // the open stages, as indexes of the pipeline; positions below count in this list
	place  []int         // by index of the pipeline: the position of an open stage, -1 for an end
	hazard [][][]float64 // by position, index of destination and age u = 0, 1, …: P(leaves to it at age u | still there at age u)
	risk   [][]float64   // by position and age: how many stays, the prior's included, stand behind the hazards, Y(u); 0 where none was
	tail   []tail        // by position: what holds at the ages that hazard does not reach
}

// tail is what holds beyond the oldest age that was observed well enough.
type tail struct {
	rate  float64   // hazard of leaving at each such age; 0: nothing is said beyond
	split []float64 // by index of destination: where to, summing to 1
	exits float64   // how many exits it was learned from
	risk  float64   // how many stays at risk, summed over ages
}
