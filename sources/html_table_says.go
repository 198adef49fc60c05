package sources

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What the words of a cell say of themselves: "by Ada Lovelace", "Speaker: Ada
// Lovelace", "Location: Hall 1"; a line in brackets is said of the title above it.
var (
	tableSaysBy      = regexp.MustCompile(`^(?:[Pp]resented )?[Bb]y:?(?:\s+(\p{Lu}.*))?$`)
	tableSaysPeople  = regexp.MustCompile(`(?i)^(?:speakers?|presenters?|presented by|panell?ists?|instructors?|referent(?:en|in)?|vortragende[r]?|intervenants?|orateurs?|ponentes?|relator[ei]|講者|讲者|講師|登壇者|発表者)\s*[:：]\s*(.*)$`)
	tableSaysRoom    = regexp.MustCompile(`(?i)^(?:rooms?|locations?|venue|raum|saal|ort|salle|lieu|sala|lugar|aula|地點|地点|會場|会場|場所)\s*[:：]\s*(.+)$`)
	tableSaysAside   = regexp.MustCompile(`^[(（][^()（）]*[)）]$`)
	tableSaysAnother = []*regexp.Regexp{tableSaysPeople, tableSaysRoom, tableSaysAside}
)

// tableTitleLines are the lines of a cell that may be its title: those that do
// not say that they are something else.
func tableTitleLines(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		return slices.ContainsFunc(tableSaysAnother, func(re *regexp.Regexp) bool { return re.MatchString(line) })
	})
}

// says takes people and room from words that name them, where no class or link
// did, and gives the title without its people.
func (t *tableTalk) says(n *html.Node, title string) string {
	first, people := true, len(t.speakers) == 0
	for e := range n.Descendants() {
		text := strings.Join(strings.Fields(e.Data), " ")
		if e.Type != html.TextNode || text == "" {
			continue
		}
		if first { // is the title, if nothing else is
			first = false
			continue
		}
		if m := tableSaysRoom.FindStringSubmatch(text); m != nil {
			t.room = firstOf(t.room, m[1])
			continue
		}
		m := tableSaysPeople.FindStringSubmatch(text)
		if m == nil {
			m = tableSaysBy.FindStringSubmatch(text)
		}
		if m == nil || !people {
			continue
		}
		names := m[1]
		if names == "" && e.NextSibling != nil {
			names = domText(e.NextSibling)
		}
		t.speakers = append(t.speakers, declaredPeople([]declaredValue{{text: names}}, ",")...)
		if rest := strings.TrimSpace(strings.TrimSuffix(title, strings.TrimSpace(strings.TrimSuffix(text, names)+" "+names))); rest != "" {
			title = rest
		}
	}
	return title
}

// roomAbove gives all talks the room that the page names once, outside of its
// tables: "Room: AW1.125". Where any talk has a room of its own, it means other
// things.
func (run *tableRun) roomAbove() {
	items := run.listing.Items
	if slices.ContainsFunc(items, func(it Item) bool { return it.Room != "" }) {
		return
	}
	room := ""
	for n := range run.page.root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.P && !tableHeading(n) || tableOf(n) != nil {
			continue
		}
		if m := tableSaysRoom.FindStringSubmatch(firstN(domText(n), 100)); m != nil && m[1] != room {
			if room != "" {
				return
			}
			room = m[1]
		}
	}
	for i := range items {
		items[i].Room = room
	}
}
