package sources

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"callboard"
)

// finish turns the records into items and says what was odd.
func (run *declaredRun) finish() {
	if run.engine.rules().rows {
		run.joinRows()
	}
	if len(run.records) == 0 {
		program := run.options.programs["item"].text
		run.listing.warn("", "item %s matches nothing: the list is empty, or looks different now", cmp.Or(program, "(every row)"))
	}
	whens := make([]declaredWhen, len(run.records))
	if y := run.options.fixedDate; y != "" {
		_, _ = fmt.Sscanf(y, "%4d", &run.years.fixed)
	}
	for i, r := range run.records {
		whens[i] = run.when(r)
		run.years.add(whens[i])
	}
	run.noon(whens)
	people := run.separator()
	untitled, firstUntitled, unread := 0, "", ""
	run.faults = map[declaredFault]int{}
	for i, r := range run.records {
		when, fault := run.options.when(whens[i], &run.years)
		if run.faults[fault]++; fault == declaredNoDate && unread == "" {
			unread = whens[i].unread()
		}
		it := run.item(r, people)
		it.When = when
		switch {
		case strings.TrimSpace(it.Title) == "":
			if untitled++; untitled == 1 {
				firstUntitled = r.place
			}
			run.unusable(it)
		case r.lost:
			run.unusable(it)
		default:
			run.listing.Items = append(run.listing.Items, it)
		}
	}
	if untitled > 0 {
		run.listing.warn(firstUntitled, "%s no title and %s passed over: title %s finds nothing there", counted(untitled, "item has", "items have"),
			wasWere(untitled), run.options.programs["title"].text)
	}
	if n := run.faults[declaredNoDate]; n > 0 && unread != "" {
		run.listing.warn("date", "%s a time of day and so no slot, because there is no date in %s; see date_layout", counted(n, "item has", "items have"), unread)
	} else if n > 0 {
		run.listing.warn("start", "%s a time of day without a date and so no slot; set day or date in [source.%s], date = \"2026-03-01\" for a single day",
			counted(n, "item has", "items have"), run.options.kind)
	}
	if n := run.faults[declaredNoYear]; n > 0 {
		run.listing.warn("date", "%s a date without a year and so no slot; set date = \"2026\" in [source.%s], or date_layout", counted(n, "item has", "items have"), run.options.kind)
	}
	run.warnings()
}

// joinRows makes one item of rows that have one ref and differ in nothing but
// the people: exports of a database have a row for each speaker.
func (run *declaredRun) joinRows() {
	byRef := map[string][]*declaredRecord{}
	kept := run.records[:0]
	for _, r := range run.records {
		ref := strings.TrimSpace(r.text("ref"))
		i := slices.IndexFunc(byRef[ref], func(first *declaredRecord) bool { return ref != "" && first.takes(r) })
		if i < 0 {
			byRef[ref] = append(byRef[ref], r)
			kept = append(kept, r)
			continue
		}
		first := byRef[ref][i]
		if len(first.values["speakers"]) < declaredMaxValues {
			first.values["speakers"] = append(first.values["speakers"], r.values["speakers"]...)
		}
	}
	run.records = kept
}

// takes says whether a row only adds people to this one: everything else in it
// is empty or the same.
func (r *declaredRecord) takes(row *declaredRecord) bool {
	people := declaredEach(r.values["speakers"])
	adds := slices.ContainsFunc(declaredEach(row.values["speakers"]), func(name string) bool { return !slices.Contains(people, name) })
	for key, values := range row.values {
		if key != "speakers" && !slices.Equal(declaredEach(values), declaredEach(r.values[key])) {
			return false
		}
	}
	return adds
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// unusable remembers an item that was there; what cannot be named makes absence
// meaningless.
func (run *declaredRun) unusable(it Item) {
	if ref := firstOf(it.Ref, it.URL); ref != "" {
		run.listing.Unusable = append(run.listing.Unusable, ref)
		return
	}
	run.listing.Complete = false
}

// warnings says which keys found nothing, and which failed.
func (run *declaredRun) warnings() {
	options := run.options
	for _, prefix := range []string{"", "detail."} {
		for _, key := range declaredFields {
			tally := run.tallies[prefix+key]
			if tally == nil || tally.asked == 0 {
				continue
			}
			table := options
			if prefix != "" {
				table = options.detail
			}
			text := table.programs[key].text
			if tally.failed > 0 {
				run.listing.warn(tally.place, "%s%s %s failed on %s: %s", prefix, key, text, counted(tally.failed, "item", "items"), tally.fault)
			} else if tally.found == 0 && (run.host != "" || !declaredAddresses[key]) {
				run.listing.warn("", "%s%s %s matches nothing in any of %s", prefix, key, text, counted(tally.asked, "item", "items"))
			}
		}
	}
}

// when takes an item's printed times apart.
func (run *declaredRun) when(r *declaredRecord) declaredWhen {
	o := run.options
	w := declaredWhen{start: o.read(r.text("start")), end: o.read(r.text("end")), date: o.read(r.text("date")), day: o.read(r.text("day"))}
	w.duration = declaredDuration(r.text("duration"))
	if run.options.detail != nil && (run.options.detail.dateLayout != nil || run.options.detail.timeLayout != nil) {
		d := run.options.detail
		for key, t := range map[string]*declaredTimes{"start": &w.start, "end": &w.end, "date": &w.date, "day": &w.day} {
			if _, ok := d.programs[key]; ok {
				*t = d.read(r.text(key))
			}
		}
	}
	return w
}

// item fills everything but the time.
func (run *declaredRun) item(r *declaredRecord, people string) Item {
	it := Item{
		Ref: strings.TrimSpace(r.text("ref")), Track: r.text("track"), Type: r.text("type"), Language: r.text("language"), Status: r.text("status"),
		URL: r.text("link"), Stale: r.stale, Where: r.place,
		Room: strings.Join(declaredEach(r.values["room"]), ", "),
	}
	it.Speakers = declaredPeople(r.values["speakers"], people)
	for _, v := range r.values["recording"] {
		it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: v.text, Rel: "recording"})
	}
	for _, v := range r.values["slides"] {
		it.Links = append(it.Links, callboard.Link{URL: v.text, Rel: "slides"})
	}
	texts := []declaredValue{declaredFirst(r, "title"), declaredFirst(r, "subtitle"), declaredFirst(r, "abstract")}
	it.Markup = slices.ContainsFunc(texts, func(v declaredValue) bool { return v.html || declaredMarkup.MatchString(v.text) })
	for i, v := range texts {
		if it.Markup && !v.html && !declaredMarkup.MatchString(v.text) {
			if texts[i].text = html.EscapeString(v.text); i == 2 {
				texts[i].text = paragraphs(texts[i].text)
			}
		}
	}
	it.Title, it.Subtitle, it.Abstract = texts[0].text, texts[1].text, texts[2].text
	return it
}

// declaredMarkup finds HTML in a text that may or may not be any.
var declaredMarkup = regexp.MustCompile(`(?i)</?(?:p|br|div|span|b|i|em|strong|a|ul|ol|li|h[1-6]|u|code|pre|blockquote|sup|sub|font)(?:\s[^<>]*)?/?>|&(?:amp|lt|gt|quot|apos|nbsp|[rl][sd]quo|[nm]dash|hellip|#\d{1,6}|#x[0-9a-f]{1,5});`)

func declaredFirst(r *declaredRecord, key string) declaredValue {
	for _, v := range r.values[key] {
		if strings.TrimSpace(v.text) != "" {
			return v
		}
	}
	return declaredValue{}
}

// declaredEach are the different texts of a key, in order.
func declaredEach(values []declaredValue) []string {
	var out []string
	for _, v := range values {
		if text := strings.TrimSpace(v.text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// separator is what parts the names of people who stand in one text, judged over
// the whole listing: where one text has a semicolon, commas part names from
// employers. Without texts of several people it is "".
func (run *declaredRun) separator() string {
	best := ""
	for _, r := range run.records {
		for _, v := range r.values["speakers"] {
			if v.list {
				return ""
			}
			for _, mark := range []string{";", "\n", "|", ","} {
				if strings.Contains(v.text, mark) && (best == "" || strings.Index(";\n|,", mark) < strings.Index(";\n|,", best)) {
					best = mark
				}
			}
		}
	}
	return cmp.Or(best, ",")
}

var (
	// declaredPair are two whole names in one text: "Jim LoVerde and Keith Garner".
	declaredPair = regexp.MustCompile(`^(\p{Lu}\S*(?:\s\S+){1,3})\s(?:and|und|et|y|e|en|og|och|&|\+)\s(\p{Lu}\S*(?:\s\S+){1,3})$`)
	// declaredNumbered is a name with its id before it, "15:cupe".
	declaredNumbered = regexp.MustCompile(`^\d+:\s*`)
	// declaredAnd begins the last name of a list.
	declaredAnd = regexp.MustCompile(`^(?:and|und|et|&)\s+`)
)

// declaredPeople are the names in the values of speakers.
func declaredPeople(values []declaredValue, separator string) []string {
	var out []string
	add := func(name string) {
		name = strings.TrimSpace(declaredNumbered.ReplaceAllString(strings.TrimSpace(name), ""))
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, v := range values {
		if separator == "" {
			add(strings.Join(strings.Fields(v.text), " "))
			continue
		}
		for name := range strings.SplitSeq(v.text, separator) {
			name = declaredAnd.ReplaceAllString(strings.Join(strings.Fields(name), " "), "")
			if m := declaredPair.FindStringSubmatch(name); m != nil && separator != ";" {
				add(m[1])
				add(m[2])
				continue
			}
			add(name)
		}
	}
	return out
}
