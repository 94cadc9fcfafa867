package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// This file cuts the lives of deals into whole days, so that nothing that takes less than a day is lost: on each day a deal is where it is
// at the day's end. Only days that were under observation from their beginning to their end count, so the day on which the view ends, unless
// it ends at midnight, does not, and neither does the day in whose midst a deal came into the history.

// run is one life of a deal: from its beginning, or its reopening, to its close or the end of observation.
type run struct {
	origin int64 // day on which it began
	stays  []stay
	late   bool // not seen from its beginning
}

// lastDay returns the last day that was under observation to its end.
func (v *View) lastDay() int64 { return v.history.clock.day(v.asOf) - 1 }

// seenFrom returns the first day that was under observation from its beginning, for a deal observed since an instant.
func (v *View) seenFrom(since int64) int64 {
	clock := v.history.clock
	day := clock.day(since)
	if since > earliest && clock.day(since-1) == day {
		return day + 1
	}
	return day
}

// runs yields the lives of the deals, in order. The run is valid until the next.
func (v *View) runs(yield func(run)) {
	whole := *v
	whole.since = earliest - 1 // so that a deal's beginning is known although it lies before the view's
	clock := v.history.clock
	for d := range v.candidates() {
		var stays []stay
		s := whole.follow(d, listener{stay: func(s stay) { stays = append(stays, s) }})
		for from := 0; from < len(stays); {
			to := from + 1
			for to < len(stays) && !stays[to].first {
				to++
			}
			r := run{origin: clock.day(stays[from].entered), stays: stays[from:to]}
			if r.late = stays[from].since > stays[from].entered || s.late && from == 0; r.late && from == 0 {
				r.origin = clock.day(s.created)
			}
			if r.clip(v.since); len(r.stays) > 0 {
				yield(r)
			}
			from = to
		}
	}
}

// clip leaves out what ended before observation began.
func (r *run) clip(since int64) {
	if r.stays[0].entered < since {
		r.late = true
	}
	for len(r.stays) > 0 && r.stays[0].left < since {
		r.stays = r.stays[1:]
	}
	for i := range r.stays {
		r.stays[i].since = max(r.stays[i].since, since)
	}
}

// Occupation returns where deals are by their own age. The age of a deal counts from the day on which it entered its first stage, or came
// into being when it was first recorded in mid-life, in the history's clock; a deal that is reopened begins anew.
//
// The error is an [*sf.InvalidError] when no deal was seen to begin, so that nobody knows where deals begin.
func (v *View) Occupation() (*Occupation, error) {
	o := &Occupation{stages: stagesOf(v.history.pipeline)}
	n := len(o.stages.ids)
	o.starts = make([]int64, n)
	var steps []step
	v.runs(func(r run) {
		if !r.late {
			o.starts[r.stays[0].stage]++
			o.begun++
		}
		steps = v.daily(steps, r)
	})
	if o.begun == 0 {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNoBeginning, "")})
	}
	first := make([]float64, n)
	for i, x := range o.starts {
		first[i] = float64(x) / float64(o.begun)
	}
	o.curve = aalenJohansen(o.stages.out, first, o.begun, -1, steps)
	return o, nil
}

// daily appends the steps of a run by whole days. Day 0 ends at 0, so a deal seen from its beginning is at risk from -1.
func (v *View) daily(steps []step, r run) []step {
	clock := v.history.clock
	last := int(v.lastDay() - r.origin)
	at, start := r.stays[0].stage, -1
	if r.late {
		start = int(v.seenFrom(r.stays[0].since)-r.origin) - 1
	}
	for i, s := range r.stays {
		stop := int(clock.day(s.left) - r.origin)
		switch {
		case s.next < 0 || stop > last:
			return addStep(steps, step{at, -1, start, last})
		case i+1 < len(r.stays) && int(clock.day(r.stays[i+1].left)-r.origin) == stop && r.stays[i+1].next >= 0:
			continue // it moves on within the day
		case s.next == at:
			continue // it came back within the day
		}
		steps = addStep(steps, step{at, s.next, start, stop})
		at, start = s.next, max(start, stop)
	}
	return steps
}

// addStep appends a step that lasts.
func addStep(steps []step, s step) []step {
	if s.stop <= s.start {
		return steps
	}
	return append(steps, s)
}
