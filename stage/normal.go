package stage

import (
	"maps"
	"slices"

	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// normalized returns a deep copy in the one form that equal configurations share: the schema version filled in, empty lists nil.
func (c Config) normalized() Config {
	c.SchemaVersion = SchemaVersion
	c.Fields = cloneList(c.Fields)
	stages := make([]Stage, len(c.Stages))
	for i, s := range c.Stages {
		stages[i] = s.normalized()
	}
	c.Stages = stages
	c.Moves.Graph = maps.Clone(c.Moves.Graph)
	for from, to := range c.Moves.Graph {
		c.Moves.Graph[from] = append([]string{}, to...) // never nil: a stage that leads nowhere is listed as []
	}
	if len(c.Moves.Graph) == 0 {
		c.Moves.Graph = nil
	}
	return c
}

func (s Stage) normalized() Stage {
	if s.Probability != nil {
		p := *s.Probability + 0 // no negative zero
		s.Probability = &p
	}
	s.Aliases = cloneList(s.Aliases)
	s.Required = cloneList(s.Required)
	s.Playbook = cloneList(s.Playbook)
	s.Entry = cloneCriteria(s.Entry)
	s.Exit = cloneCriteria(s.Exit)
	s.Milestones = cloneList(s.Milestones)
	for i := range s.Milestones {
		s.Milestones[i].Test = cloneExpr(s.Milestones[i].Test)
	}
	return s
}

func cloneCriteria(list []Criterion) []Criterion {
	list = cloneList(list)
	for i := range list {
		list[i].Test = cloneExpr(list[i].Test)
	}
	return list
}

// cloneExpr copies a tree that has been compiled, so that its depth is bounded.
func cloneExpr(e criteria.Expr) criteria.Expr {
	e.Value = cloneList(e.Value)
	e.Of = cloneList(e.Of)
	for i := range e.Of {
		e.Of[i] = cloneExpr(e.Of[i])
	}
	return e
}

// cloneList copies a list; an empty one becomes nil, so that it is left out of JSON.
func cloneList[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}
