// Package source reads the input files and prepares their rows: labels, pseudonyms, currencies.
package source

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/infer"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// History is the input file, read: a history of dated rows, or the deals as they stand.
type History struct {
	Role        table.Role
	Name        string // without its folder
	Table       *table.Table
	NewestFirst bool

	Activities *Beside[table.Activity] // nil: not given
	Costs      *Beside[table.Cost]     // nil: not given
	Quotas     *Beside[table.Quota]    // nil: not given
}

// Beside is a file beside the first, read.
type Beside[T any] struct {
	Name  string
	Table *table.Table
	Rows  []T
}

// Input is one file that was read.
type Input struct {
	Role  string
	Name  string
	Table *table.Table
}

// Inputs are the files that were read, the history first.
func (h *History) Inputs() []Input {
	role := "events"
	if h.Role == table.Deals {
		role = "deals"
	}
	all := []Input{{role, h.Name, h.Table}}
	if h.Activities != nil {
		all = append(all, Input{"activities", h.Activities.Name, h.Activities.Table})
	}
	if h.Costs != nil {
		all = append(all, Input{"costs", h.Costs.Name, h.Costs.Table})
	}
	if h.Quotas != nil {
		all = append(all, Input{"quotas", h.Quotas.Name, h.Quotas.Table})
	}
	return all
}

// most is the largest file that is read.
const most = 1 << 30

// Read reads the file that the settings name.
func Read(s *settings.Settings, stdin io.Reader) (*History, error) {
	path, role := s.Events, table.History
	if path == "" {
		path, role = s.Deals, table.Deals
	}
	raw, name, err := load(path, stdin)
	if err != nil {
		return nil, err
	}
	t, err := table.Parse(raw, name, options(s, role, s.Labels))
	if err != nil {
		return nil, fault.Of(err, name)
	}
	if further := labelsOf(s, t); len(further) > len(s.Labels) { // groups and comparisons by a column that no flag named a label
		if t, err = table.Parse(raw, name, options(s, role, further)); err != nil {
			return nil, fault.Of(err, name)
		}
	}
	if err := groups(s, t); err != nil {
		return nil, err.In(name)
	}
	if t.Used == 0 {
		return nil, fault.New(fault.NoRows, "rows", t.Total, "why", reasons(t)).In(name)
	}
	h := &History{Role: role, Name: name, Table: t, NewestFirst: role == table.History && infer.NewestFirst(t.Rows)}
	if err := h.beside(s, stdin); err != nil {
		return nil, err
	}
	return h, nil
}

// beside reads the further files.
func (h *History) beside(s *settings.Settings, stdin io.Reader) (err error) {
	if h.Activities, err = read(s, s.Activities, stdin, table.Activities, table.ParseActivities); err != nil {
		return err
	}
	if h.Costs, err = read(s, s.Costs, stdin, table.Costs, table.ParseCosts); err != nil {
		return err
	}
	h.Quotas, err = read(s, s.Quotas, stdin, table.Quotas, table.ParseQuotas)
	return err
}

// read reads one further file; nil: it was not given.
func read[T any](
	s *settings.Settings, path string, stdin io.Reader, role table.Role, parse func([]byte, string, table.Options) (*table.Table, []T, error),
) (*Beside[T], error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no file is no fault
	}
	raw, name, err := load(path, stdin)
	if err != nil {
		return nil, err
	}
	t, rows, err := parse(raw, name, options(s, role, nil))
	if err != nil {
		return nil, fault.Of(err, name)
	}
	return &Beside[T]{Name: name, Table: t, Rows: rows}, nil
}

func options(s *settings.Settings, role table.Role, labels []string) table.Options {
	from := role
	if role == table.Deals { // -map names the keys of either without a prefix
		from = table.History
	}
	return table.Options{
		Role: role, Encoding: s.Encoding, Dates: s.Dates, Decimal: s.Decimal, Location: s.Zone, Currency: s.Currency,
		Map: s.Map[from], Labels: labels,
	}
}

// load reads a file, or standard input under the name "-".
func load(path string, stdin io.Reader) (raw []byte, name string, err error) {
	name, in := filepath.Base(path), stdin
	if path == "-" {
		name = "stdin"
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, name, unreadable(err, name)
		}
		defer f.Close() //nolint:errcheck // it was only read
		in = f
	}
	if raw, err = io.ReadAll(io.LimitReader(in, most+1)); err != nil {
		return nil, name, unreadable(err, name)
	}
	return raw, name, nil
}

func unreadable(err error, name string) error {
	return fault.Of(&table.Error{Code: table.CodeRead, Input: name, Params: map[string]string{"cause": err.Error()}}, name)
}

// Load reads a small file, such as a pipeline, whole.
func Load(path string, stdin io.Reader) (raw []byte, name string, err error) {
	return load(path, stdin)
}

// native are the groups that need no label.
var native = []string{"owner", "source", "stage"}

// labelsOf returns the labels and, after them, the columns that groups and comparisons need.
func labelsOf(s *settings.Settings, t *table.Table) []string {
	labels := slices.Clone(s.Labels)
	for _, g := range slices.Concat(s.Group, s.Compare) {
		if slices.Contains(native, g) || slices.Contains(labels, g) {
			continue
		}
		known := slices.ContainsFunc(t.Columns, func(c table.Column) bool { return c.Header == g })
		if _, mapped := s.Map[table.History][table.Key(g)]; known || mapped {
			labels = append(labels, g)
		}
	}
	return labels
}

// groups refuses a group, or a key to compare by, that is no column.
func groups(s *settings.Settings, t *table.Table) *fault.Error {
	for _, asked := range []struct {
		flag  string
		names []string
	}{{"-group", s.Group}, {"-compare", s.Compare}} {
		for _, name := range asked.names {
			if slices.Contains(native, name) || slices.Contains(t.Labels, name) {
				continue
			}
			var columns []string
			for _, c := range t.Columns {
				columns = append(columns, c.Header)
			}
			return fault.New(fault.NoLabel, "flag", asked.flag, "value", name, "columns", columns)
		}
	}
	return nil
}

// reasons says why no row was usable, the commonest reason first.
func reasons(t *table.Table) string {
	why := ""
	for _, p := range t.Problems {
		if why != "" {
			why += "; "
		}
		why += fmt.Sprintf("%s ×%d", p.Text("en"), p.Count)
	}
	if why == "" {
		why = "0"
	}
	return why
}

// Amount is the row's amount as money, in the currency it states or else in the one given; an amount beyond bounds is unknown.
func Amount(r table.Row, fallback string) sf.Money {
	if !r.AmountKnown {
		return sf.Money{}
	}
	currency := r.Currency
	if currency == "" {
		currency = fallback
	}
	m, err := sf.MoneyOf(r.Amount, currency)
	if err != nil {
		return sf.Money{}
	}
	return m
}
