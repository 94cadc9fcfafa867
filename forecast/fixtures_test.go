package forecast_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// asOf is a Sunday in the middle of the fourth quarter of 2026.
var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func p(f float64) *float64 { return &f }

// pipeline has three open stages, the last of which is committed, a limit on the second, and no probability on the retired one.
func pipeline(t testing.TB) *stage.Pipeline {
	t.Helper()
	pipe, err := stage.New(stage.Config{
		ID: "test",
		Stages: []stage.Stage{
			{ID: "lead", Probability: p(0.1)},
			{ID: "offer", Name: "方案提案", Probability: p(0.4), Category: stage.BestCase, Limit: stage.Limit{Days: 15}},
			{ID: "signing", Probability: p(0.9), Category: stage.Commit},
			{ID: "old", Retired: true},
			{ID: "won", Outcome: stage.Won},
			{ID: "lost", Outcome: stage.Lost},
		},
		Moves: stage.Moves{Policy: stage.Forward},
	})
	require.NoError(t, err)
	return pipe
}

func yuan(digits string) sf.Money {
	m, err := sf.ParseMoney(digits, "CNY")
	if err != nil {
		panic(err)
	}
	return m
}

func day(s string) sf.Date {
	d, err := sf.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// at is the start of a day.
func at(s string) time.Time { return day(s).In(time.UTC) }

// said returns the code and path of every fault of an error.
func said(t require.TestingT, err error) []string {
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	return codes(invalid.Faults)
}

func codes(notes []sf.Note) (out []string) {
	for _, n := range notes {
		out = append(out, fmt.Sprint(n.Code, " ", n.Path))
	}
	return out
}

func isInvalid(err error) bool {
	var invalid *sf.InvalidError
	return errors.As(err, &invalid)
}

// small is a book that can be worked by hand.
func small(t testing.TB) *forecast.Book {
	return &forecast.Book{
		Pipeline: pipeline(t), AsOf: asOf,
		Deals: []forecast.Deal{
			{ID: "A", Stage: "offer", Entered: at("2026-11-01"), Amount: yuan("1000"), Close: day("2026-12-10"), Group: []string{"east", "王芳"}},
			{ID: "B", Stage: "signing", Entered: at("2026-11-12"), Amount: yuan("500.05"), Close: day("2026-11-30"), Group: []string{"east", "李强"}},
			{ID: "C", Stage: "lead", Entered: at("2026-10-02"), Amount: yuan("2000"), Close: day("2027-02-01"), Group: []string{"west"}},
			{ID: "D", Stage: "offer", Entered: at("2026-11-20"), Amount: yuan("300"), Close: day("2026-10-15"), Group: []string{"east", "王芳"}}, // overdue
			{ID: "E", Stage: "offer", Amount: yuan("700")},                                                         // no close date, no group
			{ID: "F", Stage: "lead", Entered: at("2026-11-22"), Close: day("2026-12-31"), Group: []string{"west"}}, // no amount
			{ID: "G", Stage: "won", Entered: at("2026-10-05"), Amount: yuan("800"), Group: []string{"east", "王芳"}},
			{ID: "H", Stage: "won", Entered: at("2026-09-30"), Amount: yuan("900"), Group: []string{"east", "王芳"}}, // the quarter before
			{ID: "I", Stage: "lost", Entered: at("2026-11-01"), Amount: yuan("5000"), Group: []string{"west"}},
			{ID: "J", Stage: "lead", Entered: at("2026-11-01"), Amount: yuan("60"), Close: day("2026-12-31"), Group: []string{"west"}, Override: p(0.5)},
		},
	}
}

func quarters(n int) []sf.Period { return sf.Quarters(asOf, n) }

func shuffled[T any](rows []T, swap func(n int) int) []T {
	out := slices.Clone(rows)
	for i := len(out) - 1; i > 0; i-- {
		j := swap(i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return out
}
