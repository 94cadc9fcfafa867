package settings

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// The models that can be asked for.
const (
	Blend      = "blend"
	Configured = "configured"
	Learned    = "learned"
	Timed      = "timed"
)

// The formats that can be asked for.
const (
	Text = "text"
	JSON = "json"
)

func bad(flag, value, want string) error {
	return fault.New(fault.Value, "flag", flag, "value", quote(value), "want", want)
}

// list reads names between commas; one that holds a comma stands in quotation marks.
func list(flag, value string) ([]string, error) {
	if value == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(value))
	r.TrimLeadingSpace = true
	names, err := r.Read()
	if err != nil {
		return nil, bad(flag, value, "names between commas, those that hold a comma in double quotes")
	}
	var out []string
	for _, n := range names {
		if n = strings.TrimSpace(n); n == "" || slices.Contains(out, n) {
			return nil, bad(flag, value, "names between commas, none empty and each once")
		}
		out = append(out, n)
	}
	return out, nil
}

func (s *Settings) readLists(r *raw) (err error) {
	for _, l := range []struct {
		dst         *[]string
		flag, value string
	}{
		{&s.Stages, "-stages", r.stages},
		{&s.Won, "-won", r.won},
		{&s.Lost, "-lost", r.lost},
		{&s.Labels, "-label", r.label},
		{&s.Compare, "-compare", r.compare},
	} {
		if *l.dst, err = list(l.flag, l.value); err != nil {
			return err
		}
	}
	for _, name := range s.Won {
		if slices.Contains(s.Lost, name) {
			return bad("-lost", r.lost, quote(name)+" is won already")
		}
	}
	if slices.Contains(s.Compare, "stage") {
		return bad("-compare", r.compare, "owner, source or columns; where a deal is now is what is compared")
	}
	if len(s.Compare) > maxCompare {
		return bad("-compare", r.compare, "at most 8 keys")
	}
	if r.group == "" {
		return nil
	}
	for name := range strings.SplitSeq(r.group, "/") {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(s.Group, name) {
			return bad("-group", r.group, "columns between slashes, outermost first, none empty and each once")
		}
		s.Group = append(s.Group, name)
	}
	if len(s.Group) > maxGroup {
		return bad("-group", r.group, "at most 8 levels")
	}
	return nil
}

// maxGroup bounds the depth of groups, maxCompare the number of comparisons.
const maxGroup, maxCompare = 8, 8

func (s *Settings) readFormat(r *raw) error {
	s.Format = Text
	if r.format != "" {
		s.Format = r.format
	}
	if s.Format != Text && s.Format != JSON {
		return bad("-format", r.format, "one of text, json")
	}
	if r.lang != "" {
		if err := s.Lang.UnmarshalText([]byte(r.lang)); err != nil {
			return bad("-lang", r.lang, "one of en, zh")
		}
	}
	if s.Limit < 0 {
		return bad("-limit", "below 0", "a number of entries, 0 or more")
	}
	var ok bool
	if s.Unit, ok = displayUnit(r.unit); !ok {
		return bad("-display-unit", r.unit, "one of "+strings.Join(displayUnits(), ", "))
	}
	return nil
}

func (s *Settings) readInput(r *raw) (err error) {
	if s.Map, err = table.ParseMappings(r.mapping, slices.Concat(s.Labels, s.Group, s.Compare)...); err != nil {
		return err
	}
	if s.Dates, err = table.ParseDateOrder(r.dates); err != nil {
		return err
	}
	if s.Decimal, err = table.ParseDecimalMark(r.decimal); err != nil {
		return err
	}
	if s.Encoding, err = table.ParseEncoding(r.encoding); err != nil {
		return err
	}
	s.Currency = strings.ToUpper(strings.TrimSpace(r.currency))
	if _, err := sf.MoneyOf(decimal.Decimal{}, s.Currency); err != nil {
		return bad("-currency", r.currency, "a code such as CNY")
	}
	return nil
}

func (s *Settings) readModel(r *raw) error {
	s.Model = Blend
	if r.model != "" {
		s.Model = r.model
	}
	if !slices.Contains([]string{Blend, Configured, Learned, Timed}, s.Model) {
		return bad("-model", r.model, "one of blend, configured, learned, timed")
	}
	if !s.readRho(r.rho) {
		return bad("-rho", r.rho, "learn, or a number from 0 to "+strconv.FormatFloat(forecast.MostRho, 'g', -1, 64))
	}
	if r.quota == "" {
		return nil
	}
	amount, ok := quota(r.quota)
	if !ok {
		return bad("-quota", r.quota, "an amount of at least 0 in whole units, such as 1200000 or 120万")
	}
	s.Quota = &amount
	return nil
}

func (s *Settings) readRho(text string) bool {
	if s.LearnRho = text == "learn"; s.LearnRho || text == "" {
		return true
	}
	rho, err := strconv.ParseFloat(text, 64)
	s.Rho = &rho
	return err == nil && rho >= 0 && rho <= forecast.MostRho
}

// quota reads an amount as people write one.
func quota(text string) (decimal.Decimal, bool) {
	digits := strings.NewReplacer(",", "", ",", "", "_", "", " ", "").Replace(text)
	exponent := int32(0)
	for _, unit := range []struct {
		word     string
		exponent int32
	}{{"万亿", 12}, {"亿", 8}, {"万", 4}} {
		if number, ok := strings.CutSuffix(digits, unit.word); ok {
			digits, exponent = number, unit.exponent
			break
		}
	}
	m, err := sf.ParseMoney(digits, "")
	if err != nil || m.Sign() < 0 {
		return decimal.Decimal{}, false
	}
	d, _ := m.Decimal()
	return d.Shift(exponent), true
}

// check looks at flags together.
func (s *Settings) check(*raw) error {
	if s.Events == "" && s.Deals == "" {
		return fault.New(fault.NoInput)
	}
	if s.Deals != "" && s.Events != "" {
		return fault.New(fault.NotYet, "what", "-deals together with -events")
	}
	if err := s.once(); err != nil {
		return err
	}
	conflicts := []struct {
		a, b, why string
	}{
		{"pipeline", "stages", "the file says the stages"},
		{"pipeline", "won", "the file says the outcomes"},
		{"pipeline", "lost", "the file says the outcomes"},
		{"pipeline", "init", "-init writes the pipeline that is inferred without one"},
		{"deals", "activities", "activities are read beside a history"},
		{"deals", "costs", "costs are read beside a history"},
		{"quota", "quotas", "the file says the quotas; one without a group is everyone's"},
	}
	for _, c := range conflicts {
		if s.Given[c.a] && s.Given[c.b] {
			return fault.New(fault.Conflict, "flag", "-"+c.a, "other", "-"+c.b, "why", c.why)
		}
	}
	return nil
}

// once refuses two files from standard input, of which the second would be empty.
func (s *Settings) once() error {
	first := ""
	for _, f := range [][2]string{
		{"-events", s.Events}, {"-deals", s.Deals}, {"-pipeline", s.Pipeline}, {"-activities", s.Activities}, {"-costs", s.Costs}, {"-quotas", s.Quotas},
	} {
		switch {
		case f[1] != "-":
		case first == "":
			first = f[0]
		default:
			return fault.New(fault.Conflict, "flag", first, "other", f[0], "why", "standard input is read once")
		}
	}
	return nil
}
