package funnel

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// fewForShare is how many cases a share should rest on, and manySilent the share of those that do not say from which on a warning is due.
const (
	fewForShare = 20
	manySilent  = .1
)

// shareOf returns the share x/n with Wilson's interval at 95 %, and a warning where n is small; the zero Estimate for n = 0.
func shareOf(x, n, left int64) sf.Estimate {
	if n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(x) / float64(n), Level: .95, N: n, Left: left, Method: "share, Wilson"}
	e.Low, e.High = binomial.Wilson(float64(x), float64(n), e.Level)
	if n < fewForShare {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeShareFew, "", sf.F("n", sf.Int(n)), sf.F("want", sf.Int(fewForShare))))
	}
	return e
}

// share returns the share of those that say yes among those that say. Where many do not say, x of n with s silent lies between x/(n+s) and
// (x+s)/(n+s) whatever they would have said (Manski 2003, Partial Identification of Probability Distributions).
func (s saidSum) share() sf.Estimate {
	said, all := s.yes+s.no, s.yes+s.no+s.silent
	e := shareOf(s.yes, said, s.silent)
	if said > 0 && float64(s.silent) > manySilent*float64(all) {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeShareSilent, "", sf.F("silent", sf.Int(s.silent)), sf.F("of", sf.Int(all)),
			sf.F("low", number(threeDigits(float64(s.yes)/float64(all)))), sf.F("high", number(threeDigits(float64(s.yes+s.silent)/float64(all))))))
	}
	return e
}

// civilDate returns the date of a civil day by its number.
func civilDate(day int64) sf.Date { return sf.DateOf(time.Unix(day*86400, 0).UTC()) }
