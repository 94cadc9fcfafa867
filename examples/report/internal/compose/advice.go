package compose

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// ruleOfThumb is how the library names a number to compare with that neither the history nor the configuration gives. To be above it is no finding.
const ruleOfThumb = "one half"

// advice looks for what is wrong with the funnel by more than chance, and says what to do.
func (m *maker) advice() {
	const key = "advice"
	found, err := m.view.Ailments(funnel.AilmentOptions{})
	if err != nil {
		m.refused(err, key)
		return
	}
	table, err := funnel.NewAdvice(funnel.DefaultAdvice())
	if err != nil {
		m.refused(err, key)
		return
	}
	m.doc.Advice = []document.Advice{}
	for _, a := range found {
		if a.Against.Method == ruleOfThumb {
			continue
		}
		out := document.Advice{
			Code: a.Code, Params: a.Args, Note: a.Note, Share: document.EstimateOf(a.Share), Against: document.EstimateOf(a.Against), QValue: positive(a.QValue),
			Deals: a.Deals, Examples: list(a.Examples), Remedies: []document.Remedy{},
		}
		for _, r := range table.For(a.Note) {
			r.Note = m.titled(r.Note)
			out.Remedies = append(out.Remedies, document.Remedy{English: r.In(sf.English), Chinese: r.In(sf.Chinese)})
		}
		m.doc.Advice = append(m.doc.Advice, out)
	}
}

// titled is a note in which the stage goes by its title, as people know it.
func (m *maker) titled(n sf.Note) sf.Note {
	n.Args = slices.Clone(n.Args)
	for i, a := range n.Args {
		id, ok := a.Value.Text()
		if at, known := m.Pipeline.Index(id); ok && known && a.Name == "stage" {
			n.Args[i].Value = sf.Text(m.Pipeline.Config().Stages[at].Title())
		}
	}
	return n
}
