package selection

import (
	"strconv"

	"callboard"
)

func itoa(n int) string { return strconv.Itoa(n) }

// spellings maps key and folded value to how talks spell it. Of several
// spellings the smallest wins, so that the order of talks does not matter.
func (s Selection) spellings(talks []callboard.Talk) map[[2]string]string {
	spell := make(map[[2]string]string)
	for _, k := range Keys {
		if list := s.list(k.Name); list != nil {
			for _, v := range *list {
				spell[[2]string{k.Name, v}] = ""
			}
		}
	}
	folded := make(map[string]string) // names repeat: fold each once
	note := func(key, printed string) {
		if printed == "" {
			return
		}
		f, done := folded[printed]
		if !done {
			f = fold(printed)
			folded[printed] = f
		}
		at := [2]string{key, f}
		if as, wanted := spell[at]; wanted && (as == "" || printed < as) {
			spell[at] = printed
		}
	}
	for i := range talks {
		t := &talks[i]
		if _, wanted := spell[[2]string{"talk", t.ID}]; wanted {
			spell[[2]string{"talk", t.ID}] = t.Title
		}
		if len(s.Tracks) > 0 {
			note("track", t.Track)
		}
		if len(s.Types) > 0 {
			note("type", t.Type)
		}
		for _, p := range t.Speakers {
			if len(s.Speakers) > 0 {
				note("speaker", p.Name)
			}
		}
		for _, g := range t.Tags {
			if len(s.Tags) > 0 {
				note("tag", g)
			}
		}
		for _, p := range t.Performances {
			if len(s.Rooms) > 0 {
				note("room", p.Room)
			}
		}
	}
	return spell
}
