package funnel

// LaggedCurves are [Curves] for deals of which only what is on record is known: a deal that is shown in a stage may have left it already.
// They are made by [Hazards.CurvesLagged], immutable, and safe for concurrent use. Stages, ages, horizons and units are those of [Curves].
type LaggedCurves struct {
	c       *Curves
	behind  []float64 // at k−1: the probability that a move of k units ago is on record
	horizon int
}

// CurvesLagged solves the curves for deals whose moves come on record with a lag. With f_ij(u) the probability that stage i is left for j at
// age u, S_i(a) that it is not left before age a, V_i(a, h) and W_j(h) the probability of a win within h from age a and from entry, which is
// 1 for a won j and 0 for a lost one, a deal that is shown in stage i at age a is won before h more units are over with probability
//
//	P = [S_i(a)·V_i(a, h) + Σ_j Σ_{u<a} f_ij(u)·(1 − G(a−u))·W_j(a−u+h)] / [S_i(a) + Σ_j Σ_{u<a} f_ij(u)·(1 − G(a−u))]
//
// G(k) being the probability that a move of k units ago, which is one of k − 1 full days when the unit is a day, is on record. With one
// stage, F_w the probability to be won before an age and f all that leaves, this is
//
//	P = [F_w(a+h) − (f_w∗G)(a)] / [1 − (f∗G)(a)]
//
// It supposes that lags do not depend on ages and stages, and that the moves of a deal are recorded in their order. A nil lag is none. A win
// that is not on record yet counts as one before the horizon.
//
// The error is that of [Hazards.Curves]. The curves are solved to the horizon and the longest lag together, 3660 units at most; beyond it a
// move that is still not on record counts as one of 3660 units before the horizon's end.
func (h *Hazards) CurvesLagged(horizon int, lag *Lag) (*LaggedCurves, error) {
	var behind []float64
	if lag != nil {
		behind = lag.byUnit(h.unit)
	}
	solved := horizon
	if horizon >= 1 && horizon <= mostHorizon {
		solved = min(horizon+len(behind), mostHorizon)
	}
	c, err := h.Curves(solved)
	if err != nil {
		return nil, err
	}
	return &LaggedCurves{c: c, behind: behind, horizon: horizon}, nil
}

// Horizon returns the longest horizon that can be asked for.
func (l *LaggedCurves) Horizon() int { return l.horizon }

// WinBy returns the probability that a deal which is shown in the stage at that age is won before the horizon is over, wins that are not on
// record yet among them, and the share that no observation stands behind, as [Curves.WinBy] does. It is above 0 at a horizon of 0 if a win
// may have been missed. It panics as [Curves.WinBy] does, and allocates nothing.
func (l *LaggedCurves) WinBy(stage, age, horizon int) (p, extrapolated float64) {
	if horizon > l.horizon {
		panic("funnel: horizon beyond that of the curves")
	}
	if l.c.place(stage) < 0 {
		return l.c.closed(l.c.wins, stage), 0
	}
	return l.shown(stage, max(age, 0), max(horizon, 0))
}

// WinEver returns the probability that a deal which is shown in the stage at that age is won at all.
func (l *LaggedCurves) WinEver(stage, age int) (p, extrapolated float64) {
	if l.c.place(stage) < 0 {
		return l.c.closed(l.c.wins, stage), 0
	}
	return l.shown(stage, max(age, 0), -1)
}

// Still returns the probability that a deal which is shown in the stage at that age is there in truth:
//
//	S_i(a) / [S_i(a) + Σ_j Σ_{u<a} f_ij(u)·(1 − G(a−u))]
//
// It is 1 for a won or lost stage. It panics for a stage that is none.
func (l *LaggedCurves) Still(stage, age int) float64 {
	i := l.c.place(stage)
	if i < 0 {
		return 1
	}
	age = max(age, 0)
	law, there, left := &l.c.p.laws[i], 1.0, 0.0
	for u := max(age-len(l.behind), 0); u < age; u++ {
		stay := law.staying(u)
		left += there * (1 - stay) * (1 - l.behind[age-u-1])
		there *= stay
	}
	if there+left <= 0 {
		return 1
	}
	return there / (there + left)
}

// shown sums over the ages at which the stage may have been left without being on record. Ages before those do not matter: had it been left
// there, that would be known. A horizon below 0 is none.
func (l *LaggedCurves) shown(stage, age, horizon int) (p, extrapolated float64) {
	i := l.c.place(stage)
	law, there, weight := &l.c.p.laws[i], 1.0, 0.0
	blind := false
	for u := max(age-len(l.behind), 0); u < age; u++ {
		blind = blind || !l.c.k.seen(i, u)
		stay, hidden := law.staying(u), there*(1-l.behind[age-u-1])
		weight += hidden * (1 - stay)
		win, unseen := l.leave(law, u, age-u, horizon)
		p += hidden * win
		if blind {
			unseen = 1 - stay
		}
		extrapolated += hidden * unseen
		there *= stay
	}
	if weight == 0 || there+weight <= 0 {
		return l.now(stage, age, horizon)
	}
	win, unseen := l.now(stage, age, horizon)
	if blind {
		unseen = 1
	}
	weight += there
	return min((p+there*win)/weight, 1), min((extrapolated+there*unseen)/weight, 1)
}

// now is what the curves say of a deal that is there in truth.
func (l *LaggedCurves) now(stage, age, horizon int) (p, extrapolated float64) {
	if horizon < 0 {
		return l.c.WinEver(stage, age)
	}
	return l.c.WinBy(stage, age, horizon)
}

// leave returns the probability of leaving at age u and being won before so many units and the horizon are over, and that of leaving for an
// open stage and being at an unseen age by then.
func (l *LaggedCurves) leave(law *law, u, since, horizon int) (win, unseen float64) {
	to := min(horizon+since, l.c.horizon)
	for _, e := range l.c.wins {
		win += law.ending(e, u)
		for j := range law.to {
			w := &law.to[j]
			win += w.at(u) * l.c.time.entry(e, w.to, horizon, to)
		}
	}
	for j := range law.to {
		w := &law.to[j]
		unseen += w.at(u) * l.c.unseen.entry(0, w.to, horizon, to)
	}
	return win, unseen
}

// entry is W of a stage at a horizon, or without one if that asked for is below 0.
func (s *solution) entry(end, i, asked, horizon int) float64 {
	if asked < 0 {
		return s.limitOf(end, i, 0)
	}
	return s.by(end, i, 0, horizon)
}

// staying returns the probability of not leaving at age u, of the tail beyond the ages observed.
func (l *law) staying(u int) float64 {
	if u < l.ages {
		return l.stay[u]
	}
	return 1 - l.rate
}

// ending returns the hazard of an end at age u.
func (l *law) ending(end, u int) float64 {
	if u < l.ages {
		return l.into[end][u]
	}
	return l.intoSplit[end]
}

// at returns the hazard of a way at age u.
func (w *way) at(u int) float64 {
	if u < len(w.hazard) {
		return w.hazard[u]
	}
	return w.split
}
