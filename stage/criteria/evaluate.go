package criteria

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// connect joins the tests of all, any and not. The first operand that decides ends the evaluation.
func connect(op Op, of []evaluator) evaluator {
	switch op {
	case OpNot:
		operand := of[0]
		return func(f sf.Facts, asOf time.Time) Truth { return operand(f, asOf).Not() }
	case OpAll:
		return func(f sf.Facts, asOf time.Time) Truth {
			truth := True
			for _, operand := range of {
				truth = truth.And(operand(f, asOf))
				if truth == False {
					break
				}
			}
			return truth
		}
	default:
		return func(f sf.Facts, asOf time.Time) Truth {
			truth := False
			for _, operand := range of {
				truth = truth.Or(operand(f, asOf))
				if truth == True {
					break
				}
			}
			return truth
		}
	}
}

func present(name string) evaluator {
	return func(f sf.Facts, _ time.Time) Truth { return TruthOf(f.Fact(name).Known()) }
}

// accepted are the signs of a comparison for which an operation is true.
func accepted(op Op) (less, equal, greater Truth) {
	switch op {
	case OpEq:
		return False, True, False
	case OpNe:
		return True, False, True
	case OpLt:
		return True, False, False
	case OpLe:
		return True, True, False
	case OpGt:
		return False, False, True
	default:
		return False, True, True
	}
}

func compareWith(name string, op Op, want sf.Value) evaluator {
	less, equal, greater := accepted(op)
	tags := want.Kind() == sf.KindTags
	return func(f sf.Facts, _ time.Time) Truth {
		got := f.Fact(name)
		sign, ok := got.Compare(want)
		switch {
		case !ok && tags && got.Kind() == sf.KindTags:
			return greater // two sets have no order, and differ
		case !ok:
			return Unknown
		case sign < 0:
			return less
		case sign > 0:
			return greater
		default:
			return equal
		}
	}
}

// member compiles in. Values that compare with each other stand in one sorted list.
func member(name string, values []sf.Value) evaluator {
	groups := groupsOf(values)
	return func(f sf.Facts, _ time.Time) Truth {
		got := f.Fact(name)
		truth := False
		for _, group := range groups {
			switch found := lookUp(group, got); found {
			case True:
				return True
			case Unknown:
				truth = Unknown
			case False:
			}
		}
		return truth
	}
}

// groupsOf sorts known values and cuts them into groups of one kind and currency.
func groupsOf(values []sf.Value) [][]sf.Value {
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, func(v, w sf.Value) int {
		return cmp.Or(cmp.Compare(v.Kind(), w.Kind()), cmp.Compare(currency(v), currency(w)), order(v, w))
	})
	var groups [][]sf.Value
	for first := 0; first < len(sorted); {
		end := first + 1
		for end < len(sorted) && sameGroup(sorted[first], sorted[end]) {
			end++
		}
		groups = append(groups, sorted[first:end])
		first = end
	}
	return groups
}

func currency(v sf.Value) string {
	m, _ := v.Money()
	return m.Currency()
}

// sameGroup reports whether v and w are of one kind and currency.
func sameGroup(v, w sf.Value) bool {
	_, ok := v.Compare(w)
	return ok || v.Kind() == sf.KindTags && w.Kind() == sf.KindTags
}

// order compares two values of one group; sets of tags have no order.
func order(v, w sf.Value) int {
	sign, _ := v.Compare(w)
	return sign
}

// lookUp says whether a value is in a sorted group, Unknown when it does not compare.
func lookUp(group []sf.Value, v sf.Value) Truth {
	switch {
	case !sameGroup(v, group[0]):
		return Unknown
	case v.Kind() == sf.KindTags:
		return TruthOf(slices.ContainsFunc(group, v.Equal))
	}
	_, found := slices.BinarySearchFunc(group, v, order)
	return TruthOf(found)
}

func hasTag(name, tag string) evaluator {
	return func(f sf.Facts, _ time.Time) Truth {
		got := f.Fact(name)
		if got.Kind() != sf.KindTags {
			return Unknown
		}
		return TruthOf(got.HasTag(tag))
	}
}

func matches(name string, re *regexp.Regexp) evaluator {
	return func(f sf.Facts, _ time.Time) Truth {
		text, ok := f.Fact(name).Text()
		if !ok {
			return Unknown
		}
		return TruthOf(re.MatchString(text))
	}
}

// near compiles within and ahead, which differ in the sign of the distance.
func near(name string, ahead bool, days int) evaluator {
	span := time.Duration(days) * 24 * time.Hour
	return func(f sf.Facts, asOf time.Time) Truth {
		today := sf.DateOf(asOf)
		if today.IsZero() {
			return Unknown
		}
		got := f.Fact(name)
		if d, ok := got.Date(); ok {
			past := today.Number() - d.Number()
			if ahead {
				past = -past
			}
			return TruthOf(past >= 0 && past <= days)
		}
		t, ok := got.Time()
		if !ok {
			return Unknown
		}
		past := asOf.Sub(t) // saturates beyond 292 years, which no span reaches
		if ahead {
			past = t.Sub(asOf)
		}
		return TruthOf(past >= 0 && past <= span)
	}
}
