package sources

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"time"
)

// judge counts what was read by a candidate's options, and says what speaks
// against it. News and meetings of many months have titles and times too: a
// conference has several talks a day, and not one title for all.
func (g *guessed) judge(run *declaredRun) {
	titles, days, alone, odd, midnight := map[string]bool{}, map[string]int{}, 0, 0, 0
	for _, it := range run.listing.Items {
		if it.When.Start == "" || it.When.AllDay {
			continue
		}
		g.good++
		titles[strings.TrimSpace(it.Title)] = true
		days[guessDay(it.When)]++
		if guessSeconds.MatchString(it.When.Start) {
			odd++
		}
		if guessMidnight.MatchString(it.When.Start) {
			midnight++
		}
	}
	for _, n := range days {
		if n == 1 {
			alone++
		}
	}
	undated, yearless := run.faults[declaredNoDate], run.faults[declaredNoYear]
	g.timed = max(g.good, undated+yearless)
	switch {
	case undated+yearless > g.good && undated+yearless >= guessLeast:
		g.against = g.undated(undated, yearless)
	case g.good < guessLeast:
		g.against = fmt.Sprintf("%s of %s a title and a start, a guess takes %d or more", counted(g.good, "row", "rows"), g.what+" "+hasHave(g.good), guessLeast)
	case float64(g.good) < guessShare*float64(g.all):
		g.against = fmt.Sprintf("%d of %d rows of %s have a title and a start, a guess takes four in five or more", g.good, g.all, g.what)
	case 2*odd > g.good:
		g.against = fmt.Sprintf("most of the %d rows of %s start at odd seconds, which looks like a log", g.good, g.what)
	case midnight == g.good:
		g.against = fmt.Sprintf("the %d rows of %s all start at midnight, which looks like dates alone", g.good, g.what)
	case 2*alone > g.good || len(days) > 40:
		g.against = fmt.Sprintf("the %d rows of %s have %d days, which looks like news or a list of meetings", g.good, g.what, len(days))
	case 10*len(titles) < g.good:
		g.against = fmt.Sprintf("the %d rows of %s share %d titles", g.good, g.what, len(titles))
	case guessCrowded(run.records):
		g.against = fmt.Sprintf("rows of %s hold several titles or times each, like those of a grid", g.what)
	}
}

// undated says what an admin writes where times have no date, or dates no year.
func (g *guessed) undated(undated, yearless int) string {
	lacks, date := "a time of day but no date", `"2026-03-01" (the first day)`
	if yearless > undated {
		lacks, date = "a date without a year", `"2026" (the year)`
	}
	options := maps.Clone(g.options)
	if options["date"] != nil {
		options["day"] = options["date"]
		delete(options, "date")
	}
	var keys []string
	for line := range strings.Lines(OptionsTOML(g.kind, options)) {
		if key := strings.TrimSpace(line); !strings.HasPrefix(key, "[") {
			keys = append(keys, key)
		}
	}
	return fmt.Sprintf(`%d rows of %s have a title and %s: set kind = "%s" and below [source.%s] date = %s and %s`,
		undated+yearless, g.what, lacks, g.kind, g.kind, date, strings.Join(keys, ", "))
}

func hasHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// guessSeconds finds starts that are no whole minutes, as no conference prints.
var guessSeconds = regexp.MustCompile(`\d:[0-5]\d:(?:0[1-9]|[1-5]\d)|T\d{4}(?:0[1-9]|[1-5]\d)`)

// guessMidnight finds starts that are dates rather than times.
var guessMidnight = regexp.MustCompile(`^(?:.*[T ])?00:?00(?::?00)?(?:[.,]0+)?(?:Z|[ +-].*)?$`)

// guessCrowded says that items hold several titles or times each: rows of a grid,
// or whole days, are no items.
func guessCrowded(records []*declaredRecord) bool {
	crowded := 0
	for _, r := range records {
		if len(declaredEach(r.values["title"])) > 1 || len(declaredEach(r.values["start"])) > 2 {
			crowded++
		}
	}
	return 10*crowded > len(records)
}

// guessDay is the day of a start, roughly: instants are told apart in UTC.
func guessDay(w When) string {
	if w.Date != "" {
		return w.Date
	}
	if t, err := time.Parse(time.RFC3339, w.Start); err == nil {
		return t.UTC().Format(time.DateOnly)
	}
	return w.Start[:min(len(w.Start), 10)]
}
