package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/scoring"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// showLeads scores the new leads and says whom to call first, and why.
func showLeads(w *strings.Builder, _ *stage.Pipeline, _ *funnel.History) error {
	card, err := scoring.NewCard(cardConfig())
	if err != nil {
		return err
	}
	most, _ := card.Max()
	leads := prospects(asOf)
	scores := make([]scoring.Score, len(leads))
	candidates := make([]scoring.Candidate, len(leads))
	for i, p := range leads {
		scores[i] = card.Score(p.lead, asOf)
		value, err := sf.MoneyOf(decimal.NewFromInt(p.value), "CNY")
		if err != nil {
			return err
		}
		share := max(float64(scores[i].Total)/float64(most), 0)
		candidates[i] = scoring.Candidate{ID: p.lead.ID, Owner: p.owner, P: share, Value: value, Due: p.due}
	}
	ranking, err := scoring.Rank(candidates, scoring.RankOptions{Capacity: map[string]int{"王芳": 2}}, asOf)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Whom to call first: the five best of %d new leads (score share × value; a new lead must be answered within two hours)\n", len(leads))
	for i, r := range ranking.List {
		if i == 5 {
			break
		}
		s := scores[r.Index]
		fmt.Fprintf(w, "   %d. %s %s grade %s, %s of %s points, for %s\n", i+1, pad(r.ID, 10), pad(r.Owner, 6), s.Grade, s.Total, most, candidates[r.Index].Value)
		fmt.Fprintf(w, "      %s\n", r.Why[0].In(sf.English))
		for _, c := range s.Contributions {
			fmt.Fprintf(w, "      %s\n", c.Note().In(sf.Chinese))
		}
		if len(s.Ask) > 0 {
			fmt.Fprintf(w, "      %s\n", s.Ask[0].Note().In(sf.Chinese))
		}
	}
	for _, r := range ranking.Later {
		fmt.Fprintf(w, "   later: %s, beyond what %s can take today\n", r.ID, r.Owner)
	}
	return nil
}
