package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// HazardOptions says how [LifeTable.Hazards] makes rates of integers. The zero value is the plain estimate of Kaplan and Meier and of Aalen
// and Johansen, with a constant tail.
type HazardOptions struct {
	// Prior is how many stays' worth of the stage's own mean rates stands behind every age. With r_ij the exits to j for each stay and day
	// under observation, Σ_u d_ij(u) / Σ_u Y_i(u),
	//
	//	h_ij(u) = (d_ij(u) + Prior·r_ij) / (Y_i(u) + Prior)
	//
	// It steadies ages that few were seen at; a Prior of many stays flattens the hazard. 0 is none.
	Prior float64 `json:"prior,omitzero"`
	// Tail is what holds beyond the oldest age that was seen.
	Tail Tail `json:"tail,omitzero"`
}

// mostHazards bounds the hazards of all stages, ages and destinations together: 128 MiB of them.
const mostHazards = 1 << 24

// Hazards is the probability h_ij(u) that a deal which is still in stage i at age u leaves it for stage j at that age: a semi-Markov process
// in discrete time, in which the past counts through the stage and the age in it alone. It is made by [LifeTable.Hazards], immutable, and
// safe for concurrent use.
//
// Ages are in units of so many days, from 0: age u is the days u·unit … u·unit + unit − 1. Open stays count for as long as they were seen, so
// nothing here leans to the quick moves as shares of completed stays do.
type Hazards struct {
	stages   *stages
	unit     int
	policy   Tail
	k        kernel
	flows    []*flow // by position in k.open
	warnings [][]sf.Note
}

// Hazards returns the hazards of a stage at each age, with d_ij(u) the exits and Y_i(u) the stays at risk:
//
//	h_ij(u) = d_ij(u) / Y_i(u)
//
// see [HazardOptions] for the prior. In units of several days a unit's hazard is that of its days in a row, Σ_v Π_{x<v} (1 − h_i(x)) h_ij(v)
// over the days v and x of the unit, so that stays which were open in the middle of one count for what was seen of them. The last unit may
// have been seen in part.
//
// The cost is that of the ages, which is memory for each stage, age and destination that was seen. The error is an [*sf.InvalidError]: an
// option out of its range, or more than 2²⁴ hazards.
//
// Source: Kaplan and Meier 1958, JASA 53; Aalen and Johansen 1978, Scandinavian Journal of Statistics 5; late entry as Andersen, Borgan, Gill
// and Keiding 1993, Statistical Models Based on Counting Processes, ch. III.
func (l *LifeTable) Hazards(o HazardOptions) (*Hazards, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	h := &Hazards{stages: l.stages, unit: l.Unit(), policy: o.Tail}
	if h.stages == nil {
		h.stages = newStages(nil, nil)
	}
	h.k.place = make([]int, len(h.stages.ids))
	cells := int64(0)
	for i, out := range h.stages.out {
		h.k.place[i] = -1
		if out != stage.Open {
			continue
		}
		f := l.flow(i)
		f.prior = o.Prior
		h.k.place[i] = len(h.k.open)
		h.k.open = append(h.k.open, i)
		h.flows = append(h.flows, f)
		cells += int64(h.units(len(f.risk))) * int64(len(f.to)+2)
	}
	if cells > mostHazards {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeHazardSize, "",
			sf.F("n", sf.Int(cells)), sf.F("max", sf.Int(mostHazards)))})
	}
	for _, f := range h.flows {
		h.fill(f)
	}
	return h, nil
}

// faults returns what is wrong with the options.
func (o HazardOptions) faults() []sf.Note {
	var faults []sf.Note
	if !(o.Prior >= 0) || o.Prior > mostCount {
		faults = append(faults, sf.NewNote(CodePriorWeight, "prior", sf.F("weight", number(o.Prior))))
	}
	if !tailWords.Valid(o.Tail) {
		faults = append(faults, sf.NewNote(CodeHazardTail, "tail", sf.F("tail", sf.Int(int64(o.Tail)))))
	}
	return faults
}

// units returns how many units so many days begin.
func (h *Hazards) units(days int) int { return (days + h.unit - 1) / h.unit }

// flow is what a life table says of one stage, by day.
type flow struct {
	at     int       // the stage
	risk   []float64 // Y by age, up to the oldest that was seen
	exits  []exit    // by age
	to     []int     // the stages that some left for, in order
	left   []float64 // by position in to: how many did
	sum    float64   // of left
	days   float64   // of risk
	stays  int64
	beyond int64
	prior  float64

	ever     []float64 // by position in to: F at the oldest age seen
	outlast  float64   // S there
	tailFrom int       // the first day that a constant tail is learned from
}

// exit is so many stays that left at an age; to is a position in flow.to.
type exit struct {
	age, to int
	n       float64
}

// flow reads the rows of stage i.
func (l *LifeTable) flow(i int) *flow {
	f := &flow{at: i, stays: l.stays[i], beyond: l.beyond[i]}
	n, w := len(l.stays), l.width()
	place := make([]int, n)
	for k := range l.rows[i].all() {
		if j := k % w; j < n {
			place[j] = 1
		}
	}
	for j, seen := range place {
		if seen == 1 {
			place[j] = len(f.to)
			f.to = append(f.to, j)
		}
	}
	f.left = make([]float64, len(f.to))
	y, leaving, age := int64(0), int64(0), 0
	for k, x := range l.rows[i].all() {
		for ; age < k/w; age++ { // what is known of an age is complete
			f.risk = append(f.risk, float64(y))
			y, leaving = y-leaving, 0
		}
		switch j := k % w; j {
		case l.entryColumn():
			y += x
		case l.openColumn():
			y -= x
		default:
			leaving += x
			f.exits = append(f.exits, exit{age: age, to: place[j], n: float64(x)})
			f.left[place[j]] += float64(x)
			f.sum += float64(x)
		}
	}
	f.risk = append(f.risk, float64(y))
	for len(f.risk) > 0 && f.risk[len(f.risk)-1] == 0 {
		f.risk = f.risk[:len(f.risk)-1]
	}
	for _, y := range f.risk {
		f.days += y
	}
	return f
}

// each calls do for every day that was seen with the hazards of leaving, by position in to, their sum, and the weight m = Y + prior behind
// them; m is 0 where nothing is. The list of hazards is overwritten from day to day.
func (f *flow) each(do func(day int, h []float64, leave, m float64)) {
	h := make([]float64, len(f.to))
	next := 0
	for day, y := range f.risk {
		m, count := y+f.prior, 0.0
		for k, n := range f.left {
			h[k] = 0
			if f.prior > 0 {
				h[k] = f.prior * n / f.days
			}
		}
		for ; next < len(f.exits) && f.exits[next].age == day; next++ {
			h[f.exits[next].to] += f.exits[next].n
		}
		for _, n := range h {
			count += n
		}
		if m == 0 {
			do(day, h, 0, 0)
			continue
		}
		for k := range h {
			h[k] /= m
		}
		do(day, h, math.Min(count/m, 1), m)
	}
}

// lastOf reports whether a day is the last of its unit, or of all.
func (h *Hazards) lastOf(day int, f *flow) bool { return (day+1)%h.unit == 0 || day == len(f.risk)-1 }

// fill makes the kernel's part of a stage.
func (h *Hazards) fill(f *flow) {
	n, units := len(h.stages.ids), h.units(len(f.risk))
	hazard, risk := make([][]float64, n), make([]float64, 0, units)
	none := make([]float64, units) // shared by all that nobody left for
	for j := range hazard {
		hazard[j] = none
	}
	for _, j := range f.to {
		hazard[j] = make([]float64, units)
	}
	f.ever, f.outlast = make([]float64, len(f.to)), 1
	within, spread, weight, days := 1.0, 0.0, 0.0, 0.0
	f.each(func(day int, list []float64, leave, m float64) {
		for k, x := range list {
			hazard[f.to[k]][day/h.unit] += within * x
			f.ever[k] += f.outlast * x
		}
		within *= 1 - leave
		f.outlast *= 1 - leave
		if m > 0 {
			spread += leave / ((1 - leave) * m)
		}
		weight, days = weight+m, days+1
		if h.lastOf(day, f) {
			if days > 1 {
				weight = behind(1-within, spread, weight/days)
			}
			risk = append(risk, weight)
			within, spread, weight, days = 1, 0, 0, 0
		}
	})
	h.k.hazard, h.k.risk = append(h.k.hazard, hazard), append(h.k.risk, risk)
	h.k.tail = append(h.k.tail, h.beyond(f))
	h.warnings = append(h.warnings, h.warn(f))
}

// behind returns how many stays at risk a unit's hazard is worth: as many as give a binomial share its variance. With Greenwood's sum
// G = Σ h/((1−h) m) over the days of the unit that is h/((1−h) G), and the mean over the days where that is not defined.
func behind(h, sum, mean float64) float64 {
	if h <= 0 || h >= 1 || !(sum > 0) || math.IsInf(sum, 1) {
		return mean
	}
	return h / ((1 - h) * sum)
}

// kernel returns the numbers that the renewal equations run on.
func (h *Hazards) kernel() *kernel { return &h.k }

// Stages returns the ids of the stages, in selling order.
func (h *Hazards) Stages() []string { return slices.Clone(h.stages.ids) }

// Unit returns the unit of ages, in days.
func (h *Hazards) Unit() int { return h.unit }

// Counts returns the moves that the hazards were learned from: the completed stays by destination, and those that were open. Any move from an
// open stage to another counts as allowed; first and late stays, and days, are not told.
func (h *Hazards) Counts() *Counts {
	c := new(Counts)
	c.room(h.stages)
	n := len(h.stages.ids)
	for _, f := range h.flows {
		for j := range n {
			c.allowed[f.at*n+j] = j != f.at
		}
		for k, j := range f.to {
			c.moves[f.at*n+j] = int64(f.left[k])
		}
		c.open[f.at] = max(f.stays-int64(f.sum), 0)
	}
	return c
}

// Ages returns how many ages of a stage were seen, in units: they are 0 to one less. It is 0 for a stage that nobody was seen in, and for
// an id that is no open stage.
func (h *Hazards) Ages(id string) int {
	if f, _ := h.find(id); f != nil {
		return h.units(len(f.risk))
	}
	return 0
}

// At returns the hazard h_ij(u) of leaving one open stage for another stage at an age in units, with the interval of Jeffreys for as many stays
// as were at risk. It is the zero Estimate where nobody was at risk. The error is an [*sf.InvalidError] that names an id that is no such
// stage.
func (h *Hazards) At(from, to string, age int) (sf.Estimate, error) {
	f, faults := h.find(from)
	j, faults := h.target(faults, to)
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	i := h.k.place[f.at]
	if age < 0 || age >= len(h.k.risk[i]) || h.k.risk[i][age] == 0 {
		return sf.Estimate{}, nil
	}
	m, p := h.k.risk[i][age], h.k.hazard[i][j][age]
	e := sf.Estimate{Value: p, Level: level, N: int64(math.Round(m)), Method: methodHazard}
	e.Low, e.High = binomial.Jeffreys(p*m, m, level)
	return e, nil
}

// methodHazard is the name of the estimator of [Hazards.At].
const methodHazard = "hazard"

// find returns what is known of an open stage, or the fault that there is none.
func (h *Hazards) find(id string) (*flow, []sf.Note) {
	i, ok := h.stages.at[id]
	if !ok || h.k.place[i] < 0 {
		return nil, []sf.Note{sf.NewNote(CodeChainStage, "stage", sf.F("stage", sf.Text(id)))}
	}
	return h.flows[h.k.place[i]], nil
}

// target returns the index of a stage that a deal may leave for, or adds the fault that there is none.
func (h *Hazards) target(faults []sf.Note, id string) (int, []sf.Note) {
	j, ok := h.stages.at[id]
	if !ok {
		faults = append(faults, sf.NewNote(CodeChainStage, "to", sf.F("stage", sf.Text(id))))
	}
	return j, faults
}
