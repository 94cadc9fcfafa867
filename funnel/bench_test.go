package funnel_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// sevenStages is the pipeline of simulate.SevenStages, where every move is allowed.
func sevenStages(t testing.TB) *stage.Pipeline {
	t.Helper()
	var c stage.Config
	c.ID = "seven"
	c.Moves = stage.Moves{Policy: stage.Free}
	for _, id := range []string{"s1", "s2", "s3", "s4", "s5"} {
		c.Stages = append(c.Stages, stage.Stage{ID: id})
	}
	c.Stages = append(c.Stages, stage.Stage{ID: "won", Outcome: stage.Won}, stage.Stage{ID: "lost", Outcome: stage.Lost})
	p, err := stage.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// log is a simulated log in random order, as a driver would hand it over: strings and numbers.
type log struct {
	deal, stage []string
	at          []time.Time
}

// shuffledLog draws n events of about 0.28 n deals.
func shuffledLog(n int) *log {
	rows := slices.Collect(simulate.SevenStages(n * 3 / 10).Rows(7))
	rows = simulate.Shuffled(rows, 8)[:n]
	l := &log{make([]string, n), make([]string, n), make([]time.Time, n)}
	for i, r := range rows {
		l.deal[i], l.stage[i], l.at[i] = strings.Clone(r.Deal), strings.Clone(r.Stage), r.At // each row has strings of its own
	}
	return l
}

func (l *log) events(yield func(funnel.Event) bool) {
	for i := range l.deal {
		if !yield(funnel.Event{Deal: l.deal[i], At: l.at[i], Stage: l.stage[i]}) {
			return
		}
	}
}

// ever is after all simulated time.
var ever = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// BenchmarkHistoryCounts reads shuffled rows with string ids into a history and counts its moves: what a data frame does with a sort, a
// shift within groups and a cross table.
func BenchmarkHistoryCounts(b *testing.B) {
	const n = 1_000_000
	p := sevenStages(b)
	events := shuffledLog(n).events
	b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := funnel.NewHistory(p, events, funnel.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if h.AsOf(ever).Counts().Moves("s1", "s2") == 0 {
				b.Fatal("nothing was counted")
			}
		}
		b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "events/s")
		b.ReportMetric(held(func() any { h, _ := funnel.NewHistory(p, events, funnel.Options{}); return h })/float64(n), "B/event")
	})
}

// held returns how many bytes of the heap a value holds.
func held(build func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	v := build()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(v)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}

func BenchmarkViewCounts(b *testing.B) {
	const n = 1_000_000
	p := sevenStages(b)
	events := shuffledLog(n).events
	h, err := funnel.NewHistory(p, events, funnel.Options{})
	if err != nil {
		b.Fatal(err)
	}
	v := h.AsOf(ever)
	b.ReportAllocs()
	for b.Loop() {
		v.Counts()
	}
	b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "events/s")
}
