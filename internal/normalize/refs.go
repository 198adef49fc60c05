package normalize

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"callboard"
)

// row is an entry on its way: its Ref is not numbered yet.
type row struct {
	callboard.Entry
	where string
	stale bool
}

// cleanRef bounds a reference and keeps it one line. What is cut keeps a hash of
// the whole, so that two long ones stay two.
func cleanRef(ref string) string {
	ref = line(ref)
	if len(ref) <= refMost {
		return ref
	}
	h := fnv.New64a()
	h.Write([]byte(ref))
	short, _ := capBytes(ref, refMost-20)
	return fmt.Sprintf("%s~%016x", short, h.Sum64())
}

// bySlot orders rows of one ref: by start (unplaced last), room, title.
func bySlot(a, b row) int {
	return cmp.Or(bySlotRoom(a, b), cmp.Compare(a.TitleKey, b.TitleKey))
}

// byAll is bySlot, then by whatever else differs, so that the order of the
// listing never matters. The fullest abstract comes first.
func byAll(a, b row) int {
	if c := bySlot(a, b); c != 0 {
		return c
	}
	if c := cmp.Compare(len(b.Abstract), len(a.Abstract)); c != 0 {
		return c
	}
	return cmp.Compare(whole(a), whole(b))
}

func whole(r row) string {
	b, err := json.Marshal(r.Entry)
	if err != nil {
		return ""
	}
	return string(b) + strconv.FormatBool(r.stale)
}

// assign makes refs unique: of rows that share one, the first by start and room
// keeps it, the others get #2, #3; a row that says the same as its neighbour is
// dropped. lost counts the unusable items of each ref: they take the last
// numbers, because what they were called before is unknown. It returns the rows
// and the refs of the lost.
func assign(rows []row, lost map[string]int, dropped func(row)) ([]row, []string) {
	groups := map[string][]row{}
	for _, r := range rows {
		groups[r.Ref] = append(groups[r.Ref], r)
	}
	taken := func(ref string) bool { return groups[ref] != nil || lost[ref] > 0 }
	var out []row
	var unusable []string
	for ref, group := range groups {
		slices.SortFunc(group, byAll)
		n := 0
		for i, r := range group {
			if i > 0 && bySlot(group[i-1], r) == 0 {
				dropped(r)
				continue
			}
			n = next(ref, n, taken)
			r.Ref = numbered(ref, n)
			out = append(out, r)
		}
		for range lost[ref] {
			n = next(ref, n, taken)
			unusable = append(unusable, numbered(ref, n))
		}
	}
	for ref, count := range lost {
		if groups[ref] != nil {
			continue
		}
		n := 0
		for range count {
			n = next(ref, n, taken)
			unusable = append(unusable, numbered(ref, n))
		}
	}
	return out, unusable
}

// next is the number after n whose ref no other item has as its own.
func next(ref string, n int, taken func(string) bool) int {
	for n++; n > 1 && taken(numbered(ref, n)); n++ {
	}
	return n
}

func numbered(ref string, n int) string {
	if n == 1 {
		return ref
	}
	return ref + "#" + strconv.Itoa(n)
}

// tidyRefs cleans, sorts and dedupes a list of refs.
func tidyRefs(refs []string) []string {
	var out []string
	for _, ref := range refs {
		if ref = cleanRef(ref); strings.TrimSpace(ref) != "" {
			out = append(out, ref)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
