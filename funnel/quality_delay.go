package funnel

import (
	"maps"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// delaySurvey collects how long after they happened rows were recorded.
type delaySurvey struct {
	until           int64 // rows from this day on are left out
	all             delaySum
	owners, sources map[string]*delaySum
}

// delaySum is the delays of some rows, in microseconds.
type delaySum struct {
	delays []int64
	late   int64
	left   int64
}

// newDelaySurvey prepares a survey whose last days are those of the whole history, whatever deals are selected.
func newDelaySurvey(whole *View) delaySurvey {
	return delaySurvey{
		until:  whole.history.clock.day(whole.asOf) - int64(whole.Lag().Quantile(exposed)),
		owners: make(map[string]*delaySum), sources: make(map[string]*delaySum),
	}
}

// keepsRecording reports whether any visible row was recorded at another time than it happened.
func (v *View) keepsRecording() bool {
	r := &v.history.rows
	for i, recorded := range r.recorded {
		if recorded != r.at[i] && recorded < v.asOf {
			return true
		}
	}
	return false
}

// delays takes the rows of a deal.
func (s *qualitySurvey) delays(w *qualityDeal) {
	h := s.view.history
	within := s.options.within().Microseconds()
	for _, r := range w.rows {
		at, recorded := h.rows.at[r.row], h.rows.known(r.row)
		if at < w.from {
			continue
		}
		owner := h.text(r.owner)
		s.backfills.take(s, w, r.row, owner)
		delay, late, early := recorded-at, recorded-at > within, h.clock.day(at) < s.entries.until
		for _, sum := range s.entries.sums(owner, w.source) {
			sum.add(delay, late, early)
		}
		if !early {
			continue
		}
		s.late.add(late, noPlace, owner, w.source)
		if late {
			s.late.example(w.id, int64(h.input[r.row]))
		}
	}
}

// add takes a row; one of the last days is only counted.
func (d *delaySum) add(delay int64, late, early bool) {
	if !early {
		d.left++
		return
	}
	d.delays = append(d.delays, delay)
	if late {
		d.late++
	}
}

func (s *delaySurvey) sums(owner, source string) [3]*delaySum {
	if s.owners[owner] == nil {
		s.owners[owner] = &delaySum{}
	}
	if s.sources[source] == nil {
		s.sources[source] = &delaySum{}
	}
	return [3]*delaySum{&s.all, s.owners[owner], s.sources[source]}
}

func (s *delaySurvey) delay() EntryDelay {
	return EntryDelay{EntryDelayOf: s.all.of(""), Owners: delaysOf(s.owners), Sources: delaysOf(s.sources)}
}

func delaysOf(sums map[string]*delaySum) []EntryDelayOf {
	out := []EntryDelayOf{}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, sums[name].of(name))
	}
	return out
}

func (d *delaySum) of(name string) EntryDelayOf {
	n := int64(len(d.delays))
	slices.Sort(d.delays)
	return EntryDelayOf{
		Name: name, Rows: n, Within: shareOf(n-d.late, n, d.left),
		Median: d.quantile(.5), P90: d.quantile(.9),
	}
}

// quantile returns the least delay that a share q of the rows does not exceed, in hours, with the interval of Woodruff (1952, JASA 47) by the
// interval of Wilson for that share; the zero Estimate without rows. The delays are in order.
func (d *delaySum) quantile(q float64) sf.Estimate {
	n := float64(len(d.delays))
	if n == 0 {
		return sf.Estimate{}
	}
	at := func(share float64) float64 {
		i := int(math.Ceil(share*n-1e-9)) - 1
		return float64(d.delays[min(max(i, 0), len(d.delays)-1)]) / float64(time.Hour/time.Microsecond)
	}
	low, high := binomial.Wilson(q*n, n, .95)
	e := sf.Estimate{Value: at(q), Level: .95, N: int64(n), Left: d.left, Method: "order statistic, Woodruff"}
	e.Low, e.High = at(low), at(high)
	if n < fewForShare {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeShareFew, "", sf.F("n", sf.Int(int64(n))), sf.F("want", sf.Int(fewForShare))))
	}
	return e
}
