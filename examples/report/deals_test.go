package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const standing = "deal,stage,amount,probability,close,owner,created\n" +
	"a,lead,100,10%,2025-04-10,Ann,2025-01-02\n" +
	"b,offer,200,50%,2025-03-01,Bob,2025-01-03\n" +
	"c,won,70,100%,2025-03-05,Ann,2025-01-03\n" +
	"d,won,1,100%,2024-12-30,Ann,2024-12-03\n" +
	"e,lost,30,0%,2025-03-06,Bob,2025-01-03\n"

// Deals without a history give totals, a board and a forecast from the probabilities that the export writes beside each stage.
func TestDealsAsTheyStand(t *testing.T) {
	r := report(t, standing, "-deals", "-", "-won", "won", "-lost", "lost", "-group", "owner")
	assert.Equal(t, "2025-03-07T00:00:00Z", at(t, r, "as_of"), "the end of the day on which the last deal closed")
	assert.Equal(t, "deals", at(t, r, "inputs", 0, "role"))
	assert.Equal(t, "300", at(t, r, "data", "open_amount"))
	assert.Equal(t, "71", at(t, r, "data", "won_amount"))
	assert.Equal(t, "30", at(t, r, "data", "lost_amount"))
	assert.Equal(t, "probabilities", at(t, r, "pipeline", "source"))
	assert.Equal(t, "lead", at(t, r, "stages", 0, "id"))
	assert.Equal(t, json.Number("0.1"), at(t, r, "stages", 0, "probability"))
	assert.NotContains(t, r, "counts")
	assert.NotContains(t, r, "chain")
	omitted := map[any]any{}
	for _, o := range at(t, r, "omitted").([]any) {
		omitted[at(t, o, "key")] = at(t, o, "code")
	}
	for _, key := range []string{"counts", "matrix", "chain"} {
		assert.Equal(t, "no_history", omitted[key])
	}

	quarter := at(t, r, "forecast", "rows", 0)
	assert.Equal(t, "70", at(t, quarter, "won_amount"), "the other win closed in the quarter before")
	assert.Equal(t, "100", at(t, quarter, "weighted"), "200 × 0.5, overdue and so due now")
	assert.Equal(t, "170", at(t, quarter, "mean"))
	next := at(t, r, "forecast", "rows", 1)
	assert.Equal(t, "10", at(t, next, "weighted"))
	assert.Equal(t, json.Number("1"), at(t, r, "forecast", "overdue", "total"))
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
}

func TestDealsThatCannotBeUsedAreCounted(t *testing.T) {
	_, config, _ := program(t, standing, "-deals", "-", "-won", "won", "-lost", "lost", "-init")
	path := t.TempDir() + "/pipeline.json"
	write0600(t, path, config)
	r := report(t, standing+"f,limbo,5,,,,2025-01-03\na,offer,110,50%,2025-04-10,Ann,2025-01-02\n", "-deals", "-", "-pipeline", path)
	codes := map[any]any{}
	for _, f := range at(t, r, "data", "findings").([]any) {
		codes[at(t, f, "code")] = at(t, f, "examples", 0, "row")
	}
	assert.Equal(t, json.Number("7"), codes["report.unknown_stage"])
	assert.Equal(t, json.Number("8"), codes["report.deal_repeated"])
	assert.Equal(t, "310", at(t, r, "data", "open_amount"), "the last row of a deal counts")
}

func TestDealsWithoutProbabilitiesHaveNoForecast(t *testing.T) {
	rows := "deal,stage,amount,created\na,lead,100,2025-01-02\nb,won,5,2025-01-02\n"
	r := report(t, rows, "-deals", "-", "-won", "won")
	assert.NotContains(t, r, "forecast")
	assert.Nil(t, at(t, r, "board", 0, "weighted"), "nobody says the chance, and 0 would be a lie")
	code, text, stderr := program(t, rows, "-deals", "-", "-won", "won")
	require.Equal(t, exitReport, code, stderr)
	assert.Contains(t, text, "without a forecast")
}
