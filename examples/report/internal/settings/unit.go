package settings

// DisplayUnit is what amounts are divided by where people read them: 10^Exponent. The zero DisplayUnit divides by nothing.
type DisplayUnit struct {
	Name     string
	Exponent int32
}

var units = []DisplayUnit{
	{"元", 0}, {"千元", 3}, {"万元", 4}, {"百万元", 6}, {"亿元", 8}, {"k", 3}, {"M", 6}, {"B", 9},
}

func displayUnit(name string) (DisplayUnit, bool) {
	if name == "" {
		return DisplayUnit{}, true
	}
	for _, u := range units {
		if u.Name == name {
			return u, true
		}
	}
	return DisplayUnit{}, false
}

func displayUnits() []string {
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
	}
	return names
}
