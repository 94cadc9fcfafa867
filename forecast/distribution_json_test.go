package forecast

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDistributionRoundTrips(t *testing.T) {
	for _, n := range []int{0, 1, 12, 60, 1200} {
		d := mustWins(t, append(centTerms(n, 17), Term{decimal.New(1, 6), 1}), LatticeOptions{})
		b, err := json.Marshal(d)
		require.NoError(t, err)
		var read Distribution
		require.NoError(t, json.Unmarshal(b, &read))
		again, err := json.Marshal(&read)
		require.NoError(t, err)
		assert.Equal(t, string(b), string(again))
		for _, p := range []float64{.001, .1, .5, .9, .999} {
			relClose(t, d.Quantile(p), read.Quantile(p), 0, 0, "quantile")
		}
		relClose(t, d.AtLeast(d.Mean()), read.AtLeast(d.Mean()), 1e-12, 0, "S")
		relClose(t, d.CRPS(d.Mean()), read.CRPS(d.Mean()), 1e-9, 1e-9, "CRPS")
	}
}

func TestDistributionJSONForm(t *testing.T) {
	d := mustWins(t, []Term{{decimal.NewFromInt(25_000), .5}, {decimal.NewFromInt(5_000), 1}}, LatticeOptions{})
	b, err := json.Marshal(d)
	require.NoError(t, err)
	assert.JSONEq(t, `{"schema":1,"unit":"25000","origin":"5000","mean":17500,"variance":156250000,"exact":true,"p":[0.5,0.5]}`, string(b))
	b, err = json.Marshal(struct{ D *Distribution }{&Distribution{}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"D":null}`, string(b))
}

func TestDistributionJSONCutsTails(t *testing.T) {
	d := mustWins(t, centTerms(60, 3), LatticeOptions{})
	b, err := json.Marshal(d)
	require.NoError(t, err)
	var read Distribution
	require.NoError(t, json.Unmarshal(b, &read))
	assert.Less(t, len(read.law.m.p), len(d.law.m.p))
	relClose(t, serializedFloor, read.Floor(), 0, 0, "floor")
	relClose(t, d.Quantile(.01), read.Quantile(.01), 0, 0, "the origin moves with the cut")
}

func TestListedDistributionRoundTrips(t *testing.T) {
	d := &Distribution{
		axis: axisOf(decimal.New(1, -2), decimal.NewFromInt(7)), law: curveOf(mass{at: []int64{500, 900}, p: []float64{.5, .5}}), exact: true,
	}
	b, err := json.Marshal(d)
	require.NoError(t, err)
	assert.JSONEq(t, `{"schema":1,"unit":"0.01","origin":"12","mean":0,"variance":0,"exact":true,"at":[0,400],"p":[0.5,0.5]}`, string(b))
	var read Distribution
	require.NoError(t, json.Unmarshal(b, &read))
	relClose(t, 16, read.Quantile(1), 0, 0, "highest")
}

func TestDistributionJSONRefusals(t *testing.T) {
	const good = `{"schema":1,"unit":"10","origin":"0","mean":5,"variance":25,"exact":true,"p":[0.5,0.5]}`
	var d Distribution
	require.NoError(t, json.Unmarshal([]byte(good), &d))
	require.NoError(t, d.UnmarshalJSON([]byte("null")))
	relClose(t, 5, d.Mean(), 0, 0, "null leaves it")
	tests := map[string]string{
		"schema":         `{"schema":2,"unit":"10","origin":"0","p":[1]}`,
		"unit":           `{"schema":1,"unit":"0","origin":"0","p":[1]}`,
		"origin":         `{"schema":1,"unit":"1","origin":"1e999999999","p":[1]}`,
		"variance":       `{"schema":1,"unit":"1","origin":"0","variance":-1,"p":[1]}`,
		"added_variance": `{"schema":1,"unit":"1","origin":"0","added_variance":-1,"p":[1]}`,
		"floor":          `{"schema":1,"unit":"1","origin":"0","floor":1,"p":[1]}`,
		"at":             `{"schema":1,"unit":"1","origin":"0","at":[2,1],"p":[0.5,0.5]}`,
		"p":              `{"schema":1,"unit":"1","origin":"0","p":[0.5,0.6]}`,
		"distribution":   `{"schema":"1"}`,
	}
	for path, text := range tests {
		err := json.Unmarshal([]byte(text), new(Distribution))
		require.ErrorContains(t, err, path, text)
	}
	for _, text := range []string{
		`{"schema":1,"unit":"1","origin":"0","p":[-0.5,1.5]}`, `{"schema":1,"unit":"1","origin":"0"}`, `{"schema":1,"unit":"x","origin":"0","p":[1]}`,
		`{"schema":1,"unit":"1","origin":"0","at":[1],"p":[0.5,0.5]}`,
		`{"schema":1,"unit":"1","origin":"0","at":[1,2],"p":[0.5,0.5]}`,
		`{"schema":1,"unit":"1","origin":"0","at":[0,9223372036854775807],"p":[0.5,0.5]}`,
	} {
		require.Error(t, json.Unmarshal([]byte(text), new(Distribution)), text)
	}
}

func FuzzDistributionUnmarshal(f *testing.F) {
	f.Add([]byte(`{"schema":1,"unit":"10","origin":"0","mean":5,"variance":25,"exact":true,"p":[0.5,0.5]}`))
	f.Add([]byte(`{"schema":1,"unit":"0.01","origin":"-3","mean":5,"variance":25,"exact":false,"floor":1e-12,"at":[0,900],"p":[0.5,0.5]}`))
	f.Add([]byte(`{"schema":1,"unit":"1e60","origin":"1e-60","p":[0.5,0.5]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Distribution
		if d.UnmarshalJSON(b) != nil || d.empty() {
			return
		}
		for _, x := range []float64{-1e300, 0, d.Mean(), 1e9} {
			if p := d.AtLeast(x); !(p >= 0 && p <= 1) {
				t.Fatalf("AtLeast(%v) = %v", x, p)
			}
			d.CRPS(x)
			d.ExpectedShortfall(x)
		}
		d.Quantile(.5)
		d.Sum(&d)
		again, err := d.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var read Distribution
		if err := read.UnmarshalJSON(again); err != nil {
			t.Fatalf("%v: %s", err, again)
		}
	})
}
