package simulate

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func faultPaths(t *testing.T, s Spec) []string {
	t.Helper()
	err := s.Validate()
	if err == nil {
		return nil
	}
	var invalid *InvalidSpecError
	require.ErrorAs(t, err, &invalid)
	paths := make([]string, len(invalid.Faults))
	for i, f := range invalid.Faults {
		paths[i] = f.Path
		assert.Contains(t, err.Error(), f.Path+": "+f.Text)
	}
	return paths
}

func TestReadySpecsAreValid(t *testing.T) {
	for name, s := range map[string]Spec{"b2b": B2B(), "textbook": Textbook(), "trap": Trap(), "seven": SevenStages(10)} {
		assert.NoError(t, s.Validate(), name)
	}
}

func TestValidateFindsEveryFault(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		edit func(*Spec)
		want []string
	}{
		"no stages":       {func(s *Spec) { s.Stages = nil }, []string{"stages"}},
		"too many stages": {func(s *Spec) { s.Stages = make([]Stage, 501) }, []string{"stages"}},
		"ids": {func(s *Spec) { s.Stages[0].ID, s.Stages[1].ID = "", "won" }, []string{
			"stages[0].id", "stages[4].id", "stages[0].moves[0].to", "stages[0].moves[1].to", "stages[1].moves[0].to",
			"stages[1].moves[1].to", "stages[2].moves[0].to",
		}},
		"outcome":  {func(s *Spec) { s.Stages[5].Outcome = 9 }, []string{"stages[5].outcome"}},
		"all open": {func(s *Spec) { s.Stages = []Stage{{ID: "a", Moves: []Move{{To: "a", P: 1}}}} }, []string{"stages"}},
		"all ends": {func(s *Spec) { s.Stages = s.Stages[4:] }, []string{"stages"}},
		"moves from an end": {
			func(s *Spec) { s.Stages[4].Moves = []Move{{To: "s1", P: 1}} },
			[]string{"stages[4].moves"},
		},
		"probabilities": {func(s *Spec) { s.Stages[3].Moves[0].P, s.Stages[2].Moves[0].P = nan, -0.1 }, []string{
			"stages[2].moves[0].p", "stages[2].moves", "stages[3].moves[0].p", "stages[3].moves",
		}},
		"no moves": {func(s *Spec) { s.Stages[3].Moves = nil }, []string{"stages[3].moves"}},
		"trapped":  {func(s *Spec) { s.Stages[3].Moves = []Move{{To: "s4", P: 1}} }, []string{"stages[3]"}},
		"too slow": {
			func(s *Spec) { s.Stages[3].Moves = []Move{{To: "s4", P: 0.9999}, {To: "won", P: 0.0001}} },
			[]string{"stages[0]", "stages[1]", "stages[2]", "stages[3]"},
		},
		"laws": {func(s *Spec) {
			s.Stages[0].Stay = Exponential(0)
			s.Stages[0].Ahead = Law{Kind: 99}
			s.Stages[1].Moves[0].Stay = Weibull(nan, 0)
			s.Stages[1].Moves[1].Stay = Gamma(1, math.Inf(1))
			s.Stages[1].Moves[2].Stay = LogNormal(-1, 6)
			s.Stages[1].Moves[3].Stay = Table(Point{-1, 0})
			s.Stages[1].Moves[4].Stay = Fixed(-1)
		}, []string{
			"stages[0].stay.scale", "stages[0].ahead.kind",
			"stages[1].moves[0].stay.scale", "stages[1].moves[0].stay.shape", "stages[1].moves[1].stay.shape",
			"stages[1].moves[2].stay.scale", "stages[1].moves[2].stay.shape",
			"stages[1].moves[3].stay.points[0].at", "stages[1].moves[3].stay.points", "stages[1].moves[4].stay.scale",
		}},
		"empty table": {func(s *Spec) { s.Stages[0].Stay = Table() }, []string{"stages[0].stay.points"}},
		"reasons": {
			func(s *Spec) { s.Stages[5].Reasons = []Choice{{"x", nan}, {"x", 1}, {"", 1}} },
			[]string{"stages[5].reasons[1].name", "stages[5].reasons[2].name", "stages[5].reasons[0].weight"},
		},
		"entry": {func(s *Spec) { s.Entry = []Choice{{"won", 1}, {"s9", 1}} }, []string{"entry[0].name", "entry[1].name"}},
		"no times": {
			func(s *Spec) { s.Start, s.Arrivals.Until = time.Time{}, time.Time{} },
			[]string{"start", "arrivals.until"},
		},
		"times": {func(s *Spec) {
			s.End, s.Arrivals.Until = s.Start, time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
		}, []string{"end", "arrivals.until"}},
		"hours":             {func(s *Spec) { s.Hours = Hours{18, 9} }, []string{"hours"}},
		"no arrivals":       {func(s *Spec) { s.Arrivals.Deals = 0 }, []string{"arrivals"}},
		"both arrivals":     {func(s *Spec) { s.Arrivals.PerDay = 1 }, []string{"arrivals"}},
		"negative arrivals": {func(s *Spec) { s.Arrivals.Deals = -1 }, []string{"arrivals.deals", "arrivals"}},
		"arrival rates": {
			func(s *Spec) { s.Arrivals.PerDay, s.Arrivals.Dispersion = nan, -1 },
			[]string{"arrivals.per_day", "arrivals.dispersion"},
		},
		"dispersion of a fixed number": {func(s *Spec) { s.Arrivals.Dispersion = 1 }, []string{"arrivals.dispersion"}},
		"amounts": {func(s *Spec) {
			s.Amounts = Amounts{Unit: -1, Missing: 2, Change: 0.5, LogitPerLog: nan}
		}, []string{
			"amounts.unit", "amounts.missing", "amounts.factor", "amounts.logit_per_log", "amounts.logit_per_log",
		}},
		"owners": {
			func(s *Spec) { s.Owners = []Agent{{Weight: -1, WinOdds: -1, Pace: nan}} },
			[]string{"owners[0].win_odds", "owners[0].pace", "owners[0].name", "owners[0].weight"},
		},
		"sources without weight": {func(s *Spec) { s.Sources = []Agent{{Name: "a"}} }, []string{"sources"}},
		"regions":                {func(s *Spec) { s.Regions = []Choice{{"", 1}} }, []string{"regions[0].name"}},
		"recording":              {func(s *Spec) { s.Recording.BackDated = 0.1 }, []string{"recording.back"}},
		"calendar":               {func(s *Spec) { s.Calendar = Calendar{Days: 81} }, []string{"calendar.days", "calendar.factor"}},
		"dependence": {
			func(s *Spec) { s.Dependence = Dependence{Rho: 1, Period: 9} },
			[]string{"dependence.rho", "dependence.period"},
		},
		"frailty":     {func(s *Spec) { s.Frailty = -1 }, []string{"frailty"}},
		"close dates": {func(s *Spec) { s.CloseDates = CloseDates{Share: 2, Ignored: nan} }, []string{"close_dates.share", "close_dates.ignored"}},
		"next steps":  {func(s *Spec) { s.NextSteps.Share = 0.5 }, []string{"next_steps.ahead"}},
		"late entry":  {func(s *Spec) { s.LateEntry.Share = 0.5 }, []string{"late_entry.delay"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := Textbook()
			c.edit(&s)
			assert.Equal(t, c.want, faultPaths(t, s))
		})
	}
}

func TestRowsPanicsOnAnInvalidSpec(t *testing.T) {
	defer func() {
		err, ok := recover().(error)
		require.True(t, ok)
		var invalid *InvalidSpecError
		require.ErrorAs(t, err, &invalid)
		require.True(t, strings.HasPrefix(err.Error(), "simulate: "))
	}()
	Spec{}.Rows(1)
}

func TestOutcomeString(t *testing.T) {
	for o, want := range map[Outcome]string{Open: "open", Won: "won", Lost: "lost", 7: "unknown"} {
		assert.Equal(t, want, o.String())
	}
}
