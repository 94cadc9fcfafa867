package funnel

import (
	"hash/maphash" //nolint:depguard // its random seed guards against chosen ids; no code and no result depends on it
	"math"
	"slices"
	"strings"
)

// texts is an immutable list of strings in one piece of memory. Its zero value holds nothing.
type texts struct {
	all string
	end []uint32 // text i is all[end[i-1]:end[i]]
}

func (t *texts) len() int { return len(t.end) }

// at returns text i without allocating.
func (t *texts) at(i uint32) string {
	from := uint32(0)
	if i > 0 {
		from = t.end[i-1]
	}
	return t.all[from:t.end[i]]
}

// find returns the place of s among texts that are in order.
func (t *texts) find(s string) (uint32, bool) {
	lo, hi := 0, len(t.end)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if t.at(uint32(mid)) < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint32(lo), lo < len(t.end) && t.at(uint32(lo)) == s
}

// dictionary gives equal strings one small code, in the order of their first appearance, and keeps a copy of each. The seed of its hash is
// random, as that of a Go map is, so that nobody can choose ids which collide; no code and no result depends on it.
//
// With hundreds of thousands of ids a look-up costs what its cache misses cost. So a slot holds the first eight bytes of its text, which
// settles most look-ups of short ids in one place of memory, and its hash, so that growing reads no text.
type dictionary struct {
	seed  maphash.Seed
	slots []slot // open addressing; a power of two, at most half full
	bytes []byte
	end   []uint32
	most  uint32 // bytes that it may hold

	touched uint32 // keeps the reads of codes from being optimized away
}

// slot is one place of the table.
type slot struct {
	hash uint32
	code uint32 // plus one; 0: free
	head uint64 // the first eight bytes, filled with zeros
}

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]slot, 16), most: math.MaxUint32}
}

// room reports whether the dictionary can take so many bytes more.
func (d *dictionary) room(n int) bool { return uint64(len(d.bytes))+uint64(n) <= uint64(d.most) }

// code returns the code of s, a new one if need be; ok is false when the dictionary is full.
func (d *dictionary) code(s string) (code uint32, ok bool) {
	return d.find(s, d.key(s))
}

// batch is how many texts are looked up together.
const batch = 32

// codes fills dst with the codes of at most batch texts, for which there is room. Their slots are touched before any is needed, so that
// the processor waits for all of them at once and not for one after another.
func (d *dictionary) codes(dst []uint32, texts []string) {
	var keys [batch]slot
	mask := uint32(len(d.slots) - 1)
	for i, s := range texts {
		keys[i] = d.key(s)
		d.touched += d.slots[place(keys[i].hash)&mask].code
	}
	for i, s := range texts {
		dst[i], _ = d.find(s, keys[i])
	}
}

// key returns the slot of s without its code. The length of a short text is part of its hash, so that hash and head settle equality.
func (d *dictionary) key(s string) slot {
	hash := uint32(maphash.String(d.seed, s))
	if len(s) <= 8 {
		return slot{hash: hash&^15 | uint32(len(s)), head: first8(s)}
	}
	return slot{hash: hash | 15, head: first8(s)}
}

// find returns the code of s, a new one if need be; ok is false when the dictionary is full.
func (d *dictionary) find(s string, key slot) (code uint32, ok bool) {
	mask := uint32(len(d.slots) - 1)
	for i := place(key.hash) & mask; ; i = (i + 1) & mask {
		switch at := &d.slots[i]; {
		case at.code == 0:
			if !d.room(len(s)) {
				return 0, false
			}
			return d.add(s, key, i), true
		case at.hash == key.hash && at.head == key.head && (len(s) <= 8 || d.is(at.code-1, s)):
			return at.code - 1, true
		}
	}
}

// place spreads a hash, whose last bits are taken, over the table.
func place(hash uint32) uint32 { return hash>>4 | hash<<28 }

// is reports whether the text of that code is s.
func (d *dictionary) is(code uint32, s string) bool {
	from := uint32(0)
	if code > 0 {
		from = d.end[code-1]
	}
	return string(d.bytes[from:d.end[code]]) == s
}

// add puts s into the free slot i.
func (d *dictionary) add(s string, at slot, i uint32) uint32 {
	code := uint32(len(d.end))
	d.bytes = append(d.bytes, s...)
	d.end = append(d.end, uint32(len(d.bytes)))
	at.code = code + 1
	d.slots[i] = at
	if 2*len(d.end) >= len(d.slots) {
		d.grow()
	}
	return code
}

func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]slot, 4*len(old))
	mask := uint32(len(d.slots) - 1)
	for _, s := range old {
		if s.code == 0 {
			continue
		}
		i := place(s.hash) & mask
		for d.slots[i].code != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = s
	}
}

func (d *dictionary) len() int { return len(d.end) }

// texts returns what the dictionary holds now; what is added later does not change it.
func (d *dictionary) texts(b []byte) texts {
	return texts{all: string(b), end: slices.Clip(d.end)}
}

// snapshot returns all texts by code.
func (d *dictionary) snapshot() texts { return d.texts(d.bytes) }

// ordered returns all texts in the order of their bytes, and the place of each code in it.
func (d *dictionary) ordered() (sorted texts, rank []uint32) {
	whole := d.texts(d.bytes)
	order := orderOf(&whole)
	rank = make([]uint32, len(order))
	var all strings.Builder
	all.Grow(len(whole.all))
	sorted.end = make([]uint32, len(order))
	for place, code := range order {
		rank[code] = uint32(place)
		all.WriteString(whole.at(code))
		sorted.end[place] = uint32(all.Len())
	}
	sorted.all = all.String()
	return sorted, rank
}

// prefixed is a text by its first eight bytes after those that all texts share.
type prefixed struct {
	prefix uint64
	code   uint32
}

// orderOf returns the codes in the order of their texts. Distinct ids mostly differ within eight bytes after what they share, so a radix
// sort of those does nearly all the work.
func orderOf(t *texts) []uint32 {
	shared := t.shared()
	keys := make([]prefixed, t.len())
	for i := range keys {
		keys[i] = prefixed{first8(t.at(uint32(i))[shared:]), uint32(i)}
	}
	keys = radix(keys)
	order := make([]uint32, len(keys))
	for i, k := range keys {
		order[i] = k.code
	}
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to].prefix == keys[from].prefix {
			to++
		}
		if to-from > 1 {
			slices.SortFunc(order[from:to], func(a, b uint32) int { return strings.Compare(t.at(a), t.at(b)) })
		}
		from = to
	}
	return order
}

// shared returns how many bytes all texts begin with alike.
func (t *texts) shared() int {
	if t.len() == 0 {
		return 0
	}
	first := t.at(0)
	n := len(first)
	for i := 1; i < t.len() && n > 0; i++ {
		s := t.at(uint32(i))
		n = min(n, len(s))
		if s[:n] == first[:n] {
			continue
		}
		for n = 0; s[n] == first[n]; {
			n++
		}
	}
	return n
}

// first8 returns the first eight bytes as a number of the same order; a shorter text is filled with zeros.
func first8(s string) uint64 {
	if len(s) >= 8 {
		return uint64(s[7]) | uint64(s[6])<<8 | uint64(s[5])<<16 | uint64(s[4])<<24 |
			uint64(s[3])<<32 | uint64(s[2])<<40 | uint64(s[1])<<48 | uint64(s[0])<<56
	}
	var n uint64
	for i := range len(s) {
		n |= uint64(s[i]) << (56 - 8*i)
	}
	return n
}

// radix sorts by prefix, least significant byte first, and passes over bytes that are alike everywhere.
func radix(keys []prefixed) []prefixed {
	if len(keys) < 2 {
		return keys
	}
	other := make([]prefixed, len(keys))
	for shift := 0; shift < 64; shift += 8 {
		var place [257]int
		for _, k := range keys {
			place[(k.prefix>>shift&255)+1]++
		}
		if place[(keys[0].prefix>>shift&255)+1] == len(keys) {
			continue
		}
		for i := 1; i < len(place); i++ {
			place[i] += place[i-1]
		}
		for _, k := range keys {
			b := k.prefix >> shift & 255
			other[place[b]] = k
			place[b]++
		}
		keys, other = other, keys
	}
	return keys
}
