package dedupe_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
)

var report = flag.String("encores", "", "write the result table of the labelled encores to this file")

// label is a row of encores/dev.tsv.
type label struct{ group, label, kind, file, ref, title, start, room string }

func (l label) String() string {
	return fmt.Sprintf("%s %q (%s)", strings.TrimSpace(l.file+" "+l.ref), l.title, cmp.Or(l.start, "no start"))
}

func labels(t testing.TB, dir string) map[string][]label {
	byFile := map[string][]label{}
	for _, r := range table(t, filepath.Join(dir, "encores", "dev.tsv")) {
		byFile[r["file"]] = append(byFile[r["file"]], label{r["group_id"], r["label"], r["kind"], r["file"], r["item_id"], r["title"], r["start_utc"], r["room"]})
	}
	return byFile
}

// place is where a labelled entry stands in the product's output.
type place struct {
	talk string
	perf callboard.Performance
}

// find is the place of a labelled entry: by start (a date within 14 hours),
// then ref, printed title, title without its mark, and room.
func find(talks []callboard.Talk, l label) (place, bool) {
	var best place
	most := 0
	at, err := time.Parse(time.RFC3339, l.start)
	want := plainTitle(l.title)
	for _, talk := range talks {
		for _, p := range talk.Performances {
			off := p.Start.Sub(at).Abs()
			if err == nil && off > 0 && (!p.AllDay || off > 14*time.Hour) {
				continue
			}
			n := 0
			for _, s := range p.Sightings {
				switch got := plainTitle(s.Title); {
				case got == want:
					n = max(n, 4)
				case strings.Contains(want, plainTitle(talk.Title)) || strings.Contains(got, want):
					n = max(n, 2)
				}
				if ref, _, _ := strings.Cut(s.Ref, "#"); l.ref != "" && (ref == l.ref || strings.HasPrefix(ref, l.ref+"/") || s.Code == l.ref) {
					n += 8
				}
			}
			if n > 0 && p.Room == l.room {
				n++
			}
			if n > most {
				best, most = place{talk.ID, p}, n
			}
		}
	}
	return best, most > 1
}

func plainTitle(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// tally counts the pairs and groups of one kind of label.
type tally struct {
	joined, apart int // pairs
	whole, groups int // groups all of whose pairs are as labelled
}

// result is the whole comparison.
type result struct {
	kinds map[[2]string]*tally // by label and kind
	lost  []string
	wrong []string // sentences
	flags int      // encore flags that contradict a label
}

func (r *result) tally(l label) *tally {
	k := [2]string{l.label, l.kind}
	if r.kinds[k] == nil {
		r.kinds[k] = &tally{}
	}
	return r.kinds[k]
}

// add scores the groups of one file.
func (r *result) add(talks []callboard.Talk, rows []label) {
	byGroup := map[string][]label{}
	for _, l := range rows {
		byGroup[l.group] = append(byGroup[l.group], l)
	}
	for _, g := range slices.Sorted(maps.Keys(byGroup)) {
		rows := byGroup[g]
		places := make([]place, len(rows))
		for i, l := range rows {
			var ok bool
			if places[i], ok = find(talks, l); !ok {
				r.lost = append(r.lost, g+" "+l.String())
			}
		}
		r.group(rows, places)
	}
}

func (r *result) group(rows []label, places []place) {
	count := r.tally(rows[0])
	good, pairs := true, false
	for i, a := range rows {
		for j := i + 1; j < len(rows); j++ {
			pairs = true
			one := places[i].talk == places[j].talk && places[i].talk != ""
			if one {
				count.joined++
			} else {
				count.apart++
			}
			ok := true
			switch a.label {
			case "encore", "simulcast":
				ok = one
			case "not-encore":
				ok = !one || places[i].perf.ID != places[j].perf.ID && !places[i].perf.Encore && !places[j].perf.Encore && a.kind == "continuation"
			case "duplicate-row":
				ok = places[i].perf.ID == places[j].perf.ID
			}
			if !ok {
				good = false
				r.wrong = append(r.wrong, fmt.Sprintf("%s %s, %s: %s | %s", a.group, a.label, a.kind, a, rows[j]))
			}
		}
		if (a.label == "simulcast" || a.label == "duplicate-row" || a.label == "not-encore" && a.kind == "continuation") && pairs && places[i].perf.Encore {
			r.flags++
		}
	}
	if !pairs && ofPairs(rows) {
		return
	}
	count.groups++
	if good {
		count.whole++
	}
}

// ofPairs reports whether a group of one row says nothing: all but "single" are about pairs.
func ofPairs(rows []label) bool { return rows[0].label != "single" }

func (r *result) sum(name string) tally {
	var s tally
	for k, v := range r.kinds {
		if k[0] == name {
			s.joined, s.apart, s.whole, s.groups = s.joined+v.joined, s.apart+v.apart, s.whole+v.whole, s.groups+v.groups
		}
	}
	return s
}

// measure runs the product over every file that has labels.
func measure(t testing.TB, dir string) *result {
	zones := corpusZones(t, dir)
	r := &result{kinds: map[[2]string]*tally{}}
	byFile := labels(t, dir)
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		r.add(grouped(t, dir, zones[file], file), byFile[file])
	}
	return r
}

// TestEncoresOfCorpus holds the matcher against labels of real schedules.
func TestEncoresOfCorpus(t *testing.T) {
	r := measure(t, corpus(t))
	encore, not := r.sum("encore"), r.sum("not-encore")
	p := float64(encore.joined) / float64(max(1, encore.joined+not.joined))
	rec := float64(encore.joined) / float64(max(1, encore.joined+encore.apart))
	text := r.text(p, rec)
	t.Log(text)
	if *report != "" {
		if err := os.WriteFile(*report, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if p < .98 || rec < .95 {
		t.Errorf("precision %.3f (want .98), recall %.3f (want .95)", p, rec)
	}
	if 100*encore.whole < 95*encore.groups {
		t.Errorf("%d of %d encore groups are whole, want 95 in 100", encore.whole, encore.groups)
	}
	if dirty := not.groups - not.whole; dirty > 3 {
		t.Errorf("%d groups that are no encores are dirty, want at most 3", dirty)
	}
	if len(r.lost) > 0 {
		t.Errorf("labelled entries that are lost:\n%s", strings.Join(r.lost, "\n"))
	}
	for _, kind := range []string{"repeat-marker", "code-suffix", "same-code-many-slots", "same-uid", "rebroadcast-marked"} {
		if n := r.kinds[[2]string{"encore", kind}]; n == nil || n.whole < n.groups {
			t.Errorf("%s: %+v, want all", kind, n)
		}
	}
	if n := r.kinds[[2]string{"encore", "unmarked"}]; n == nil || n.joined < 45 {
		t.Errorf("unmarked: %+v, want at least 45 pairs", n)
	}
	if r.flags > 0 {
		t.Errorf("%d performances are called encores that are none", r.flags)
	}
}

// text is the report as a page of the documentation.
func (r *result) text(p, rec float64) string {
	var b strings.Builder
	b.WriteString("# How well encores are recognised\n\nMade by `make encores` from labelled groups of real schedules. A pair is two entries of one conference; it should be one talk (`encore`)\nor two (`not-encore`). The rules are in `internal/dedupe/ladder.go` and `guard.go`; what they join and keep apart in your data, and why, says `callboard explain`.\n\n")
	e, n := r.sum("encore"), r.sum("not-encore")
	fmt.Fprintf(&b, "| measure | figure |\n|---|--:|\n| precision of pairs | %.3f |\n| recall of pairs | %.3f |\n| encore groups whole | %d of %d |\n| not-encore groups clean | %d of %d |\n| labelled entries lost | %d |\n\n",
		p, rec, e.whole, e.groups, n.whole, n.groups, len(r.lost))
	b.WriteString("| label | kind | pairs joined | pairs apart | groups as labelled |\n|---|---|--:|--:|--:|\n")
	keys := slices.SortedFunc(maps.Keys(r.kinds), func(x, y [2]string) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	for _, k := range keys {
		v := r.kinds[k]
		if v.groups > 0 || v.joined+v.apart > 0 {
			fmt.Fprintf(&b, "| %s | %s | %d | %d | %d of %d |\n", k[0], k[1], v.joined, v.apart, v.whole, v.groups)
		}
	}
	b.WriteString("\nGroups that reasonable people differ on (`ambiguous`) are shown and not judged.\n\n## Errors that remain\n\nTitles that are only alike are never joined: `explain` names them, and a `[[pin]]` joins them.\n\n")
	for _, w := range r.wrong {
		fmt.Fprintf(&b, "- %s\n", strings.ReplaceAll(w, "|", "and"))
	}
	for _, w := range r.lost {
		fmt.Fprintf(&b, "- lost: %s\n", w)
	}
	return b.String()
}

// TestSeveralTimes counts whole files: what is given several times, and what
// is called an encore.
func TestSeveralTimes(t *testing.T) {
	dir := corpus(t)
	zones := corpusZones(t, dir)
	for _, c := range []struct {
		file                 string
		least, most, encores int // talks with several times; performances called encore, -1 not counted
	}{
		{"catalog-json/reinvent-2020.json", 545, 556, -1},
		{"oscon-json/osconfeed-2014.json", 0, 0, 0},
		{"pretalx-json/europython-2022-schedule.json", 0, 30, 0}, // halves round a break
		{"ics/railsconf-2017.ics", 0, 0, 0},
		{"ics/jres-2022.ics", 0, 0, 0},
		{"sessionize/stirtrek-2026-all.json", 0, 0, 0},
		{"frab-json/cccamp-2019.json", 0, 0, 0},
	} {
		several, encores := 0, 0
		for _, talk := range grouped(t, dir, zones[c.file], c.file) {
			if len(talk.Performances) > 1 {
				several++
			}
			for _, p := range talk.Performances {
				if p.Encore {
					encores++
				}
			}
		}
		t.Logf("%s: %d talks with several times, %d encores", c.file, several, encores)
		if several < c.least || several > c.most || c.encores >= 0 && encores != c.encores {
			t.Errorf("%s: %d talks with several times, want %d to %d; %d encores, want %d", c.file, several, c.least, c.most, encores, c.encores)
		}
	}
}

// TestTwoSources: two sources of one conference say of one performance that it
// is one.
func TestTwoSources(t *testing.T) {
	dir := corpus(t)
	zones := corpusZones(t, dir)
	for _, c := range []struct {
		first, second             string
		performances, twice, once int
		encores, talks            int // talks: of the first file alone if 0, not looked at if -1
	}{
		{"emf/emf-2024.json", "emf/emf-2024.ics", 482, 482, 0, -1, 0},
		// 26 later halves, 15 breaks and one without a slot are seen once.
		{"pretalx-json/europython-2022-sessions.json", "pretalx-json/europython-2022-schedule.json", 194, 152, 42, 0, 194},
		// One fair is listed twice with the same day and address: four sightings.
		{"feed/developers-events-2026.atom", "feed/developers-events-2026.feed.json", 646, 645, 1, 0, -1},
		// One reception stands there twice in one room at one time.
		{"ics/pycon-us-2025-all.ics", "ics/pycon-us-2025-open-spaces.ics", 369, 1, 368, -1, -1},
	} {
		alone := len(grouped(t, dir, zones[c.first], c.first))
		talks := grouped(t, dir, zones[c.first], c.first, c.second)
		performances, twice, encores := 0, 0, 0
		for _, talk := range talks {
			for _, p := range talk.Performances {
				performances++
				if len(p.Sightings) == 2 {
					twice++
				} else if len(p.Sightings) > 2 || c.once == 0 {
					t.Logf("%d sightings of %s %s", len(p.Sightings), p.Start.Format(time.RFC3339), talk.Title)
				}
				if p.Encore {
					encores++
				}
			}
		}
		t.Logf("%s and %s: %d performances, %d seen twice, %d talks (%d alone), %d encores", c.first, c.second, performances, twice, len(talks), alone, encores)
		want := cmp.Or(c.talks, alone)
		if performances != c.performances || twice != c.twice || performances-twice != c.once || c.encores >= 0 && encores != c.encores || want >= 0 && len(talks) != want {
			t.Errorf("want %d performances, %d seen twice, %d talks, %d encores", c.performances, c.twice, want, c.encores)
		}
	}
}
