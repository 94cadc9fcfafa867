package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// moves fills what is learned from the history: where deals went, how long they took, and whether that is to be believed.
func (m *maker) moves() {
	counts := m.view.Counts()
	m.doc.Counts = m.counts(counts)
	m.learn(counts)
	m.times(counts)
	m.diagnose()
}

// learn fills the matrix and the chain.
func (m *maker) learn(counts *funnel.Counts) {
	matrix, err := counts.Matrix(funnel.Perks())
	if err != nil {
		m.refused(err, "matrix", "chain")
		return
	}
	m.doc.Matrix = m.matrix(matrix, counts)
	chain, err := matrix.Chain()
	if err != nil {
		m.refused(err, "chain")
		return
	}
	m.chain = chain
	m.doubt(counts)
	m.doc.Chain = m.winning(chain, counts)
}

// doubt warns where what has ended yet is no fair sample of what will: while most stays last, the quick moves are the ones that were seen.
func (m *maker) doubt(counts *funnel.Counts) {
	for i, id := range m.ids() {
		if left, open := counts.Left(id), counts.Open(id); m.Pipeline.Outcome(i) == stage.Open && open > left && left > 0 {
			m.notes(sf.Note{Code: CodeMostlyOpen, Path: "chain", Args: []sf.Fact{
				sf.F("stage", sf.Text(id)), sf.F("open", sf.Int(open)), sf.F("left", sf.Int(left)),
			}})
		}
	}
	if d := m.doc.Data; d.Lost == 0 && d.Won > 0 {
		m.notes(sf.Note{Code: CodeNoLossSeen, Path: "chain", Args: []sf.Fact{sf.F("won", sf.Int(int64(d.Won))), sf.F("open", sf.Int(int64(d.Open)))}})
	}
}

// refused omits blocks for the reason that the library gives.
func (m *maker) refused(err error, keys ...string) {
	for _, key := range keys {
		m.omit(key, reason(err))
	}
}

func (m *maker) counts(c *funnel.Counts) *document.Counts {
	out := &document.Counts{Stages: m.ids(), Moves: [][]int64{}, Censored: []int64{}}
	for _, from := range out.Stages {
		row := make([]int64, 0, len(out.Stages))
		for _, to := range out.Stages {
			row = append(row, c.Moves(from, to))
		}
		out.Moves, out.Censored = append(out.Moves, row), append(out.Censored, c.Open(from))
	}
	return out
}

// ids are the stages in their order.
func (m *maker) ids() []string {
	ids := make([]string, m.Pipeline.Len())
	for i := range ids {
		ids[i] = m.Pipeline.StageID(i)
	}
	return ids
}

// matrix writes a row for each stage: null where no deal has left it, for what a prior says alone is no evidence, and 1 on itself for a
// stage that ends.
func (m *maker) matrix(x *funnel.Matrix, c *funnel.Counts) *document.Matrix {
	n := m.Pipeline.Len()
	out := &document.Matrix{P: make([][]*float64, n), Low: make([][]*float64, n), High: make([][]*float64, n)}
	ids := m.ids()
	for i, from := range ids {
		open := m.Pipeline.Outcome(i) == stage.Open
		if open && c.Left(from) == 0 {
			continue
		}
		for _, to := range ids {
			e, err := x.Estimate(from, to)
			if err != nil {
				e = sf.Estimate{}
			}
			value := document.EstimateOf(e)
			if value == nil {
				value = &document.Estimate{}
			}
			if open && out.Method == "" {
				out.Method = value.Method
			}
			out.P[i], out.Low[i], out.High[i] = append(out.P[i], value.Value), append(out.Low[i], value.Low), append(out.High[i], value.High)
		}
	}
	return out
}

// winning writes what the chain says of each open stage.
func (m *maker) winning(c *funnel.Chain, counts *funnel.Counts) *document.Chain {
	out := &document.Chain{}
	for i, id := range m.ids() {
		if m.Pipeline.Outcome(i) != stage.Open {
			continue
		}
		out.Win.Add(id, m.estimate(c.Win(id)))
		out.Steps.Add(id, m.estimate(steps(c, counts, id)))
		out.Days.Add(id, m.estimate(c.Days(id)))
	}
	return out
}

// steps is the mean number of stays until a deal ends, which is that of the moves it makes. It has no interval.
func steps(c *funnel.Chain, counts *funnel.Counts, id string) (sf.Estimate, error) {
	mean, _, err := c.Steps(id)
	return sf.Estimate{Value: mean, N: counts.Left(id), Left: counts.Open(id), Method: "fundamental matrix"}, err
}

// estimate is null where the chain cannot say. What a reader should know goes to the warnings: a stage is on the way from many, so that
// most are said once only.
func (m *maker) estimate(e sf.Estimate, err error) *document.Estimate {
	if err != nil {
		return nil
	}
	for _, n := range e.Warnings {
		n.Path = "chain"
		m.notes(n)
	}
	return document.EstimateOf(e)
}
