package forecast_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// The same quarters with and without dependence. Weighted values and means are the same; the range is not. Periods share the state of
// the market, so the two together are no sum of distributions: Horizon holds them as one.
func ExampleDependence() {
	book := rowsOfToday()
	for i := range 40 {
		book.Deals = append(book.Deals, forecast.Deal{
			ID: fmt.Sprint("small ", i), Stage: "proposal", Amount: yuan("10000"), Close: day("2026-12-15").AddDays(30 * (i % 2)),
		})
	}
	report, err := forecast.Run(book, forecast.Configured(), forecast.Options{
		Periods:    sf.Quarters(book.AsOf, 2),
		Dependence: forecast.Dependence{Rho: 0.15},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range append(report.Total.Periods, *report.Total.Horizon) {
		fmt.Printf("%s weighted %s\n", o.Period, o.Weighted)
		fmt.Printf("  apart    P10 %.0f, P90 %.0f\n", o.Range.P10, o.Range.P90)
		fmt.Printf("  together P10 %.0f, P90 %.0f\n", o.Dependent.Range.P10, o.Dependent.Range.P90)
	}
	fmt.Println(report.Notes[len(report.Notes)-1])
	// Output:
	// 2026-10-01..2027-01-01 weighted 284000.25 CNY
	//   apart    P10 220000, P90 420000
	//   together P10 200000, P90 450000
	// 2027-01-01..2027-04-01 weighted 100000 CNY
	//   apart    P10 70000, P90 130000
	//   together P10 50000, P90 150000
	// 2026-10-01..2027-04-01 weighted 384000.25 CNY
	//   apart    P10 330000, P90 530000
	//   together P10 270000, P90 580000
	// deals share one common factor: the latent correlation is 0.15, so that two wins with the chance 50.9% correlate by 0.096; the range with dependence stands beside the one without
}

// Eight past quarters with fifty open deals each, of which the model expected 30 % to be won. The wins vary more than chance alone would
// have them.
func ExampleLearnRho() {
	rho, err := forecast.LearnRho(countedQuarters(9, 22, 12, 17, 11, 25, 14, 8))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("latent correlation", rho.Latent)
	fmt.Println("correlation of two wins", rho.Event)

	terms := make([]forecast.SharedTerm, 50)
	for i := range terms {
		terms[i] = forecast.SharedTerm{Amount: decimal.NewFromInt(1), By: 0.3}
	}
	for _, d := range []forecast.Dependence{{}, {Rho: rho.Latent.Value}, {Learned: rho}} {
		next, err := forecast.SharedWins(terms, d)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("next quarter: P10 %.0f, P90 %.0f wins, P(25 or more) %.3f\n", next.Quantile(0.1), next.Quantile(0.9), next.AtLeast(25))
	}
	// Output:
	// latent correlation 0.07171 [0.01265, 0.2463] 95% n=8
	// correlation of two wins 0.04171 [0.007294, 0.1475] 95% n=8
	// next quarter: P10 11, P90 19 wins, P(25 or more) 0.002
	// next quarter: P10 8, P90 23 wins, P(25 or more) 0.057
	// next quarter: P10 7, P90 23 wins, P(25 or more) 0.075
}

// 三个期间不足以估计相关系数，须直接指定。
func ExampleLearnRho_chinese() {
	_, err := forecast.LearnRho(countedQuarters(9, 22, 12))
	var invalid *sf.InvalidError
	if errors.As(err, &invalid) {
		fmt.Println(invalid.Faults[0].In(sf.Chinese))
	}
	book := rowsOfToday()
	report, err := forecast.Run(book, forecast.Configured(), forecast.Options{Periods: sf.Quarters(book.AsOf, 1), Dependence: forecast.Dependence{Rho: 0.1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Notes[len(report.Notes)-1].In(sf.Chinese))
	// Output:
	// 只有 3 个历史期间，不足以估计潜在相关系数（至少 4 个），请直接指定
	// 各商机受同一共同因素影响：潜在相关系数为 0.1，即赢率为 53.8% 的两个商机的输赢相关系数为 0.064；计入相关性的区间与不计入的并列给出
}

// How much of a fate is common, and how often it is seen to be, are different numbers.
func ExampleEventCorrelation() {
	for _, rho := range []float64{0.1, 0.2, 0.5} {
		fmt.Printf("latent %.1f: two wins at 30 %% correlate by %.3f, both come with %.3f\n", rho, forecast.EventCorrelation(0.3, 0.3, rho), forecast.JointWin(0.3, 0.3, rho))
	}
	// Output:
	// latent 0.1: two wins at 30 % correlate by 0.058, both come with 0.102
	// latent 0.2: two wins at 30 % correlate by 0.119, both come with 0.115
	// latent 0.5: two wins at 30 % correlate by 0.318, both come with 0.157
}
