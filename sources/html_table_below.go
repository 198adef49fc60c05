package sources

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Many hand-made tables print the people below the title and mark them by
// nothing: "Units<br>Cy Young". One such line may be anything; where nearly all
// of a page read as names, they are people.
const (
	tableBelowFewest  = 3
	tableBelowShare   = 0.75 // of the lines read as names
	tableBelowUnalike = 0.7  // of these differ: rooms and sponsors come again
)

var (
	tableAside        = regexp.MustCompile(`\s*(?:\([^()]*\)|\[[^\[\]]*\])`)
	tableNamesBetween = regexp.MustCompile(`\s*(?:[,;&/+]|\s(?:and|und|et|y|e|og|och|with|mit)\s)\s*`)
	tableNameWord     = regexp.MustCompile(`^(?:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|vom|de[rnl]?|du|d[aoi]s?|la|le|el|al|bin|ten|ter|zu)$`)
	tableNoPerson     = regexp.MustCompile(`(?i)\b(?:universi|institut|college|school|hochschule|inc\b|gmbh|ltd\b|llc\b|corp|labs?\b|research|company|foundation|depart|laborator|cent(?:er|re)\b|technolog|rooms?\b|hall\b|foyer|lobby|floor|auditor|theat|stage\b|building|saal\b|raum\b|sala\b|salle\b|break|lunch|coffee|dinner|breakfast|registration|welcome|keynote|opening|closing|closed|plenary|session|workshop|tutorial|panel|paper|poster|demo|talks?\b|chair|track|sponsor|tba\b|tbd\b|n/a|beginner|intermediate|advanced|all levels|english|deutsch|fran[cç]ais|espa[nñ]ol|introduct|overview|conclu|part\b|online|remote|virtual|slides|video|abstract)`)
)

// below is the line under the title, or the rest of the title's own line.
func (t *tableTalk) below(n *html.Node, skip func(*html.Node) bool) string {
	lines := tableTitleLines(domLines(n, skip))
	for i, line := range lines {
		rest, ok := strings.CutPrefix(line, t.title)
		if !ok || t.title == "" {
			continue
		}
		if rest = strings.TrimLeft(rest, " –—-:,|"); rest != "" {
			return rest
		}
		if i+1 < len(lines) {
			return lines[i+1]
		}
	}
	return ""
}

// tableNames are the names in a line, nil where it reads as anything else. What
// follows a name and is an employer is left out.
func tableNames(line string) []string {
	line = strings.TrimSpace(tableAside.ReplaceAllString(line, ""))
	if line == "" || len(line) > 200 {
		return nil
	}
	var out []string
	for i, part := range tableNamesBetween.Split(line, -1) {
		words := strings.Fields(part)
		if tableNoPerson.MatchString(part) {
			if i == 0 || len(strings.Fields(out[0])) < 2 {
				return nil
			}
			continue
		}
		if len(words) == 0 || len(words) > 5 || !slices.ContainsFunc(words, func(w string) bool { return unicode.IsUpper(firstRune(w)) }) {
			return nil
		}
		for _, w := range words {
			if !tableNameWord.MatchString(w) {
				return nil
			}
		}
		if len(words) == 1 && (utf8.RuneCountInString(part) > 12 || len(part) > 2 && part == strings.ToUpper(part)) {
			return nil
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// peopleBelow gives the talks of a page the people below their titles.
func (run *tableRun) peopleBelow() {
	items := run.listing.Items
	lines, named, unalike := 0, map[int][]string{}, map[string]bool{}
	for i, line := range run.below {
		if line == "" {
			continue
		}
		lines++
		if names := tableNames(line); names != nil && !slices.ContainsFunc(items, func(it Item) bool { return it.Room == line || it.Title == line }) {
			named[i], unalike[line] = names, true
		}
	}
	if len(named) < tableBelowFewest || float64(len(named)) < tableBelowShare*float64(lines) || float64(len(unalike)) < tableBelowUnalike*float64(len(named)) {
		return
	}
	for i, names := range named {
		items[i].Speakers = names
	}
}
