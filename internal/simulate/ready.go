package simulate

import "time"

// B2B returns a Chinese business-to-business pipeline as a CRM would hold it: two years of about 600 deals in six stages,
// with amounts of mostly 50,000 to 800,000 yuan, owners and sources of different strength, close dates that are hopeful
// and slip, rows that are entered late, and a rush at the end of quarters. 陈静 wins less often and 电话 is a poor source.
func B2B() Spec {
	return Spec{
		Stages:     b2bStages(),
		Start:      time.Date(2024, time.January, 1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600)),
		End:        time.Date(2026, time.January, 1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600)),
		Arrivals:   Arrivals{PerDay: 0.82, Dispersion: 0.15},
		Amounts:    Amounts{Law: LogNormal(200_000, 0.85), Unit: 100_000, Missing: 0.06, Change: 0.15, Factor: LogNormal(0.96, 0.12)},
		Owners:     b2bOwners(),
		Sources:    b2bSources(),
		Regions:    []Choice{{"华东", 5}, {"华南", 3}, {"华北", 2}},
		Recording:  Recording{Lag: Exponential(0.4), BackDated: 0.06, Back: Exponential(6), InOrder: true},
		Calendar:   Calendar{Days: 10, Factor: 2.5},
		Frailty:    0.3,
		Dependence: Dependence{Rho: 0.05},
		CloseDates: CloseDates{Share: 0.92, Push: Gamma(10, 2), Ignored: 0.15},
		NextSteps:  NextSteps{Share: 0.75, Ahead: Gamma(4, 2)},
		Hours:      Hours{From: 9, To: 18},
		Location:   time.FixedZone("CST", 8*3600),
	}
}

func b2bStages() []Stage {
	return []Stage{
		{
			ID: "contact", Stay: Weibull(9, 1.2), Ahead: Gamma(15, 4),
			Moves: []Move{{To: "discovery", P: 0.57}, {To: "proposal", P: 0.04}, {To: "lost", P: 0.20}, {To: "invalid", P: 0.19}},
		},
		{
			ID: "discovery", Stay: Gamma(9, 1.8), Ahead: Gamma(13, 4),
			Moves: []Move{
				{To: "proposal", P: 0.62},
				{To: "negotiation", P: 0.04},
				{To: "contact", P: 0.03},
				{To: "lost", P: 0.24, Stay: Weibull(26, 1.1)},
				{To: "invalid", P: 0.07},
			},
		},
		{
			ID: "proposal", Stay: LogNormal(16, 0.7), Ahead: Gamma(10, 4),
			Moves: []Move{
				{To: "negotiation", P: 0.57},
				{To: "signing", P: 0.03},
				{To: "discovery", P: 0.07},
				{To: "lost", P: 0.33, Stay: LogNormal(28, 0.8)},
			},
		},
		{
			ID: "negotiation", Stay: Weibull(19, 1.4), Ahead: Gamma(5.5, 4),
			Moves: []Move{{To: "signing", P: 0.64}, {To: "proposal", P: 0.09}, {To: "lost", P: 0.27, Stay: Weibull(33, 1.2)}},
		},
		{
			ID: "signing", Stay: Gamma(4, 2), Ahead: Gamma(3.5, 2),
			Moves: []Move{{To: "won", P: 0.86}, {To: "negotiation", P: 0.05}, {To: "lost", P: 0.09}},
		},
		{ID: "won", Outcome: Won},
		{ID: "lost", Outcome: Lost, Reasons: []Choice{
			{"价格", 30}, {"竞争对手", 25}, {"无预算", 18}, {"无响应", 17}, {"需求变更", 10},
		}},
		{ID: "invalid", Outcome: Lost, Reasons: []Choice{{"无响应", 6}, {"无预算", 3}, {"需求变更", 1}}},
	}
}

func b2bOwners() []Agent {
	return []Agent{
		{Name: "王芳", Weight: 24, WinOdds: 1.3, Pace: 0.9},
		{Name: "李强", Weight: 22},
		{Name: "张伟", Weight: 21, WinOdds: 1.1, Pace: 1.15},
		{Name: "刘洋", Weight: 18, WinOdds: 0.9},
		{Name: "陈静", Weight: 15, WinOdds: 0.45, Pace: 1.25},
	}
}

func b2bSources() []Agent {
	return []Agent{
		{Name: "展会", Weight: 25},
		{Name: "官网", Weight: 35, WinOdds: 1.05, Pace: 0.95},
		{Name: "转介绍", Weight: 18, WinOdds: 1.9, Pace: 0.85},
		{Name: "电话", Weight: 22, WinOdds: 0.5},
	}
}

// Textbook returns a chain with skips and regressions in steps of one day, with the transient matrix
//
//	Q = [.40 .30 .05 0; .05 .40 .30 .05; 0 .10 .35 .30; 0 0 .10 .30]
//
// and the columns won and lost R = [0 .25; .02 .18; .05 .20; .45 .15]. The probabilities to be won are .2066267316,
// .3373268439, .4555597155 and .7079371022 (solved exactly from (I−Q)⁻¹R).
//
// Its self-moves are days that pass without a change: they emit no row (set SelfRows to see every day's step), so that
// the rows show a chain of different stages with probabilities pᵢⱼ/(1−pᵢᵢ), the same chances to be won, and stays of a
// geometric number of days.
func Textbook() Spec {
	day := Fixed(1)
	return Spec{
		Stages: []Stage{
			{ID: "s1", Stay: day, Moves: []Move{
				{To: "s1", P: 0.40}, {To: "s2", P: 0.30}, {To: "s3", P: 0.05}, {To: "lost", P: 0.25},
			}},
			{ID: "s2", Stay: day, Moves: []Move{
				{To: "s1", P: 0.05},
				{To: "s2", P: 0.40},
				{To: "s3", P: 0.30},
				{To: "s4", P: 0.05},
				{To: "won", P: 0.02},
				{To: "lost", P: 0.18},
			}},
			{ID: "s3", Stay: day, Moves: []Move{
				{To: "s2", P: 0.10}, {To: "s3", P: 0.35}, {To: "s4", P: 0.30}, {To: "won", P: 0.05}, {To: "lost", P: 0.20},
			}},
			{ID: "s4", Stay: day, Moves: []Move{
				{To: "s3", P: 0.10}, {To: "s4", P: 0.30}, {To: "won", P: 0.45}, {To: "lost", P: 0.15},
			}},
			{ID: "won", Outcome: Won},
			{ID: "lost", Outcome: Lost},
		},
		Start:    time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC),
		Arrivals: Arrivals{Deals: 1000, Until: time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)},
	}
}

// Trap returns a pipeline that misleads whoever looks at closed deals only: one stage, a true win rate of .30, wins that
// take 90 days on average (gamma, shape 3) and losses that take 30 (exponential), a year of arrivals observed to its end.
// Of the closed deals .261 are won, and of the deals still open .556 will be.
func Trap() Spec {
	return Spec{
		Stages: []Stage{
			{ID: "open", Moves: []Move{
				{To: "won", P: 0.30, Stay: Gamma(30, 3)}, {To: "lost", P: 0.70, Stay: Exponential(30)},
			}},
			{ID: "won", Outcome: Won},
			{ID: "lost", Outcome: Lost},
		},
		Start:    time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC),
		End:      time.Date(2024, time.December, 31, 0, 0, 0, 0, time.UTC),
		Arrivals: Arrivals{Deals: 2000},
	}
}

// SevenStages returns a pipeline for benchmarks: five open stages with Weibull stays, skips and regressions, and three
// years of the given number of deals; most rows are moves, and there is nothing but stages.
func SevenStages(deals int) Spec {
	stage := func(id string, scale, shape float64, moves ...Move) Stage {
		return Stage{ID: id, Stay: Weibull(scale, shape), Moves: moves}
	}
	start := time.Date(2020, time.September, 13, 0, 0, 0, 0, time.UTC)
	return Spec{
		Stages: []Stage{
			stage("s1", 9, 1.3, Move{To: "s2", P: 0.62}, Move{To: "s3", P: 0.03}, Move{To: "lost", P: 0.35}),
			stage("s2", 14, 1.1, Move{To: "s1", P: 0.02}, Move{To: "s3", P: 0.63}, Move{To: "s4", P: 0.02}, Move{To: "lost", P: 0.33}),
			stage("s3", 21, 1.6, Move{To: "s2", P: 0.05}, Move{To: "s4", P: 0.60}, Move{To: "s5", P: 0.03}, Move{To: "lost", P: 0.32}),
			stage("s4", 18, 1.2, Move{To: "s3", P: 0.06}, Move{To: "s5", P: 0.64}, Move{To: "won", P: 0.02}, Move{To: "lost", P: 0.28}),
			stage("s5", 11, 0.9, Move{To: "s3", P: 0.02}, Move{To: "s4", P: 0.05}, Move{To: "won", P: 0.63}, Move{To: "lost", P: 0.30}),
			{ID: "won", Outcome: Won},
			{ID: "lost", Outcome: Lost},
		},
		Start:    start,
		End:      start.AddDate(0, 0, 3*365),
		Arrivals: Arrivals{Deals: deals},
	}
}
