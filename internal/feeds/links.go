package feeds

import (
	"fmt"
	"strings"

	"callboard"
)

// relWords are the relations that people are told of, as a link's name.
var relWords = map[string]string{"recording": "Recording", "slides": "Slides", "discussion": "Discussion"}

// LinkName is a link's own title or what it leads to, in a word. A title that
// does not say that it is a recording, slides or a discussion is followed by it.
// A link that says nothing of itself is a "Link".
func LinkName(l callboard.Link) string {
	title, word := linkTitle(l), relWords[l.Rel]
	if word == "" || strings.Contains(strings.ToLower(title), strings.TrimSuffix(l.Rel, "s")) {
		return title
	}
	return title + " (" + l.Rel + ")"
}

// linkTitle is LinkName for formats that have a place of their own for what a
// link leads to.
func linkTitle(l callboard.Link) string {
	if t := oneLine(l.Title); t != "" {
		return cut(t, 100)
	}
	if word := relWords[l.Rel]; word != "" {
		return word
	}
	return "Link"
}

// linkRank is what may be left out first where there is no room for all: posts
// are many, a recording is what people look for.
func linkRank(l callboard.Link) int {
	switch l.Rel {
	case "recording":
		return 0
	case "slides":
		return 1
	case "discussion":
		return 3
	}
	return 2
}

// linkLines writes a line a link, those of the talk before those of the
// performance, in at most limit characters once they are escaped: what does not
// fit is left out whole, by rank and from the end, and counted.
func linkLines(limit int, lists ...[]callboard.Link) string {
	type line struct {
		text string
		rank int
	}
	var lines []line
	used := 0
	for _, links := range lists {
		for _, l := range links {
			if webAddress(l.URL) {
				lines = append(lines, line{LinkName(l) + ": " + uri(l.URL) + "\n", linkRank(l)})
				used += width(lines[len(lines)-1].text)
			}
		}
	}
	const more = "%d more links are on the page of the talk\n"
	left, room := 0, limit
	for rank := 3; rank >= 0 && used > room; rank-- {
		for i := len(lines) - 1; i >= 0 && used > room; i-- {
			if lines[i].rank == rank && lines[i].text != "" {
				used -= width(lines[i].text)
				lines[i].text, left, room = "", left+1, limit-len(more)-4
			}
		}
	}
	var out strings.Builder
	for _, l := range lines {
		out.WriteString(l.text)
	}
	switch {
	case left == 1:
		out.WriteString("One more link is on the page of the talk\n")
	case left > 1:
		fmt.Fprintf(&out, more, left)
	}
	return out.String()
}
