package forecast_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func TestBoardByHand(t *testing.T) {
	board, err := forecast.BoardOf(small(t), forecast.BoardOptions{})
	require.NoError(t, err)
	// lead: C 51 days, F 0 days without an amount, J 21 days, 0.5 by hand. offer: A 21 days (limit 15), D 2 days, E unknown. signing: B 10 days.
	assert.Equal(t, []forecast.Column{
		{Stage: "lead", Deals: 3, Amount: yuan("2060"), NoAmount: 1, Weighted: yuan("230"), MedianAge: 21, Aged: 3},
		{Stage: "offer", Deals: 3, Amount: yuan("2000"), Weighted: yuan("800"), MedianAge: 11.5, Aged: 2, Beyond: 1},
		{Stage: "signing", Deals: 1, Amount: yuan("500.05"), Weighted: yuan("450.04"), MedianAge: 10, Aged: 1},
		{Stage: "old", Amount: yuan("0"), Weighted: yuan("0")},
	}, board.Columns)
	assert.Equal(t, forecast.Column{Deals: 7, Amount: yuan("4560.05"), NoAmount: 1, Weighted: yuan("1480.04"), MedianAge: 15.5, Aged: 6, Beyond: 1}, board.Total)
}

func TestBoardDoesNotWeighWhatNobodyConfigured(t *testing.T) {
	b := small(t)
	b.Deals = append(b.Deals, forecast.Deal{ID: "Z", Stage: "old", Amount: yuan("10")})
	board, err := forecast.BoardOf(b, forecast.BoardOptions{})
	require.NoError(t, err)
	assert.True(t, board.Columns[3].Weighted.IsZero())
	assert.True(t, board.Total.Weighted.IsZero())
	assert.Equal(t, "230 CNY", board.Columns[0].Weighted.String())
	_, err = forecast.BoardOf(b, forecast.BoardOptions{Model: forecast.Configured()})
	assert.Equal(t, []string{"forecast.not_configured "}, said(t, err))
	certain := model(func(*forecast.Deal) []float64 { return []float64{1} })
	board, err = forecast.BoardOf(b, forecast.BoardOptions{Model: certain})
	require.NoError(t, err)
	assert.Equal(t, "10 CNY", board.Columns[3].Weighted.String())
	assert.Equal(t, "4540.05 CNY", board.Total.Weighted.String(), "all but the half of J")
	_, err = forecast.BoardOf(b, forecast.BoardOptions{Model: model(func(*forecast.Deal) []float64 { return []float64{2} })})
	assert.Contains(t, said(t, err)[0], "forecast.model_row")
	_, err = forecast.BoardOf(nil, forecast.BoardOptions{Unit: decimal.NewFromInt(-1)})
	assert.Equal(t, []string{"forecast.no_pipeline pipeline", "forecast.rounding_unit unit"}, said(t, err))
}

func TestBoardColumnsAddUp(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		board, err := forecast.BoardOf(books(t, pipe), forecast.BoardOptions{Unit: decimal.New(1, rapid.Int32Range(-2, 3).Draw(t, "unit"))})
		require.NoError(t, err)
		sum := forecast.Column{MedianAge: board.Total.MedianAge, Amount: sf.Money{}}
		for _, c := range board.Columns {
			sum.Deals += c.Deals
			sum.NoAmount += c.NoAmount
			sum.Aged += c.Aged
			sum.Beyond += c.Beyond
			sum.Amount, sum.Weighted = plus(t, sum.Amount, c.Amount), plus(t, sum.Weighted, c.Weighted)
		}
		assert.Equal(t, board.Total, sum)
	})
}
