// Package settings reads the command line.
package settings

import (
	"errors"
	"flag"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Settings are what the command line says, checked, with the defaults filled in.
type Settings struct {
	Events, Deals, Pipeline string // names of files; "-" is standard input
	Activities, Costs       string
	Quotas                  string

	Stages, Won, Lost []string // as given; nil: not given
	Init              bool

	AsOf     AsOf
	Since    AsOf // of the forecast to compare with; zero: none
	Zone     *time.Location
	Currency string
	Model    string // blend, configured, learned or timed
	Periods  Periods
	Quota    *decimal.Decimal // nil: none
	Rho      *float64         // nil: not given
	LearnRho bool
	Group    []string
	Labels   []string

	Compare   []string
	Waterfall Span

	Map      table.Mappings
	Dates    table.DateOrder
	Decimal  table.DecimalMark
	Encoding table.Encoding

	Format string // text or json
	Lang   sf.Language
	Unit   DisplayUnit
	Limit  int
	Redact bool
	Output string
	Quiet  bool

	Given map[string]bool // the flags that stand on the command line
}

// ErrHelp says that the usage was asked for.
var ErrHelp = flag.ErrHelp

// DefaultLimit is how many entries a list shows.
const DefaultLimit = 1000

// raw are the flags as text.
type raw struct {
	stages, won, lost, asOf, tz, periods, quota, group, label    string
	mapping, dates, decimal, encoding, format, lang, unit, model string
	currency, compare, waterfall, rho, since                     string
}

// Parse reads the arguments, without the program's name.
func Parse(args []string) (*Settings, error) {
	s := &Settings{Given: map[string]bool{}}
	r := &raw{}
	set := flags(s, r)
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, ErrHelp
		}
		return nil, fault.New(fault.Usage, "cause", err.Error())
	}
	if set.NArg() > 0 {
		return nil, fault.New(fault.Usage, "cause", "unexpected argument "+quote(set.Arg(0)))
	}
	set.Visit(func(f *flag.Flag) { s.Given[f.Name] = true })
	if err := refuse(s.Given, r); err != nil {
		return nil, err
	}
	for _, read := range []func(*raw) error{s.readLists, s.readTime, s.readFormat, s.readInput, s.readModel, s.check} {
		if err := read(r); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// flags declares them all; what is not built yet is declared too, so that it is refused by name.
func flags(s *Settings, r *raw) *flag.FlagSet {
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	for name, dst := range map[string]*string{
		"events": &s.Events, "deals": &s.Deals, "pipeline": &s.Pipeline, "o": &s.Output,
		"activities": &s.Activities, "costs": &s.Costs, "quotas": &s.Quotas, "compare": &r.compare, "waterfall": &r.waterfall,
		"stages": &r.stages, "won": &r.won, "lost": &r.lost, "as-of": &r.asOf, "tz": &r.tz, "currency": &r.currency,
		"model": &r.model, "periods": &r.periods, "quota": &r.quota, "rho": &r.rho, "since": &r.since, "group": &r.group, "label": &r.label,
		"map": &r.mapping, "dates": &r.dates, "decimal": &r.decimal, "encoding": &r.encoding,
		"format": &r.format, "lang": &r.lang, "display-unit": &r.unit,
	} {
		set.StringVar(dst, name, "", "")
	}
	set.BoolVar(&s.Init, "init", false, "")
	set.BoolVar(&s.Redact, "redact", false, "")
	set.BoolVar(&s.Quiet, "q", false, "")
	set.IntVar(&s.Limit, "limit", DefaultLimit, "")
	for _, f := range notYet {
		if f.boolean {
			set.Bool(f.name, false, "")
		} else {
			set.String(f.name, "", "")
		}
	}
	return set
}

// WantsJSON reports whether errors should be JSON, even when the command line cannot be read.
func WantsJSON(args []string) bool {
	for i, a := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name != "format" || !strings.HasPrefix(a, "-") {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		return value == "json"
	}
	return false
}

// WantsLang is the language of errors, even when the command line cannot be read.
func WantsLang(args []string) sf.Language {
	for i, a := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name == "lang" && !joined && i+1 < len(args) {
			value = args[i+1]
		}
		if name == "lang" && strings.HasPrefix(a, "-") && value == "zh" {
			return sf.Chinese
		}
	}
	return sf.English
}

func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + s + `"`
}
