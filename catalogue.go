package salesfunnel

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Language is a language of the shipped catalogue. In JSON and text it is "en" or "zh".
type Language uint8

// The languages of the catalogue.
const (
	English Language = iota // en
	Chinese                 // zh
)

// languageWords are the languages as they stand in text, in the order of the constants.
var languageWords = [...]string{"en", "zh"}

// String returns "en" or "zh".
func (l Language) String() string {
	if int(l) < len(languageWords) {
		return languageWords[l]
	}
	return fmt.Sprintf("language(%d)", uint8(l))
}

// MarshalText writes "en" or "zh".
func (l Language) MarshalText() ([]byte, error) {
	if int(l) >= len(languageWords) {
		return nil, fmt.Errorf("salesfunnel: no language %d", uint8(l))
	}
	return []byte(languageWords[l]), nil
}

// UnmarshalText reads "en" or "zh".
func (l *Language) UnmarshalText(b []byte) error {
	for i, word := range languageWords {
		if string(b) == word {
			*l = Language(i)
			return nil
		}
	}
	return fmt.Errorf("salesfunnel: %q is no language of the catalogue; there are %v", b, languageWords)
}

// phrase is what one code says, as templates for [Note.Format]. Both languages use the same arguments.
type phrase struct {
	en, zh string
}

// catalogue holds every phrase, a table per room; of the larger room, a table for each of its questions.
var catalogue = [...]map[Code]phrase{
	rootPhrases,
	criteriaPhrases,
	stagePhrases,
	funnelPhrases,
	funnelConversionPhrases,
	funnelPacePhrases,
	funnelRetentionPhrases,
	funnelHealthPhrases,
	funnelBottleneckPhrases,
	funnelWorklistPhrases,
	funnelWaterfallPhrases,
	funnelComparePhrases,
	forecastPhrases,
	forecastModelPhrases,
	forecastDependencePhrases,
	forecastLatticePhrases,
	forecastLeadersPhrases,
	forecastAmountPhrases,
	forecastNewBusinessPhrases,
	forecastCashPhrases,
	forecastMonteCarloPhrases,
	scoringPhrases,
}

// Template returns what a code says in a language, with placeholders such as {stage}; ok is false for a code that is not of this
// library.
func Template(lang Language, code Code) (template string, ok bool) {
	for _, room := range catalogue {
		p, found := room[code]
		switch {
		case !found:
			continue
		case lang == Chinese:
			return p.zh, true
		default:
			return p.en, true
		}
	}
	return "", false
}

// Codes yields every code of the catalogue in alphabetical order, for those who translate it.
func Codes() iter.Seq[Code] {
	var all []Code
	for _, room := range catalogue {
		all = slices.AppendSeq(all, maps.Keys(room))
	}
	slices.Sort(all)
	return slices.Values(all)
}
