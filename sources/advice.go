package sources

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// textLeast is so little visible text that a page with scripts is made by them.
const textLeast = 400

// Advice says what to try with a page that is no schedule, by what it looks
// like: one clause without a capital or a full stop.
func Advice(p *Page) string {
	look := Look(p)
	switch {
	case look == "an empty body":
		return "the site may be down or serve browsers only; look for another address of the schedule"
	case strings.HasPrefix(look, "an HTML login page"):
		return "callboard has no account there: look for a public address, or an export that takes a token, and set the token under [source.headers]"
	case strings.HasPrefix(look, "an HTML page"):
		if scripted(p.Body) {
			return "its content is made by scripts in the browser, which callboard does not run: find the address of the data in the browser's network tools (often .json) and probe that"
		}
		if n := tablePlaced(p); n > 0 && n < tableFewest {
			return fmt.Sprintf(`its tables hold only %s with times, and a schedule is recognised by %d: set kind = "html-table" if it is one`, counted(n, "talk", "talks"), tableFewest)
		}
		return `paste the address of the programme itself, or of its iCal, XML or JSON export; set kind if it is one`
	case look == "a PDF":
		return "callboard reads no PDF: look for the programme as a page, or for its iCal, XML or JSON export"
	case strings.Contains(look, "archive"):
		return "unpack it and probe the file inside"
	case strings.HasSuffix(look, "image") || strings.Contains(look, "office document") || look == "a video" || look == "binary data":
		return "look for the programme as a page, or for its iCal, XML or JSON export"
	case strings.HasPrefix(look, "JSON with the"):
		return "the site's interface refuses: check the address and whether it wants a key under [source.headers]"
	case look == "iCalendar" || strings.HasPrefix(look, "XML") || strings.Contains(look, "JSON"):
		return "set kind if it is"
	}
	return "look for the iCal, XML or JSON export of the programme; set kind if it is one"
}

// NoSchedule is the error for a page that is no schedule: what it looks like and
// what to try. Followed says what else was looked at, with a blank before it, and
// against what speaks against a guess; both may be "".
func NoSchedule(p *Page, followed, against string) error {
	if against != "" {
		against = " (no guess: " + against + ")"
	}
	return fmt.Errorf("got %s, which is no schedule that callboard can read%s; %s%s", Look(p), followed, Advice(p), against)
}

// scripted reports whether a page holds scripts and next to no text.
func scripted(body []byte) bool {
	z := html.NewTokenizer(bytes.NewReader(body))
	scripts, text, hidden := 0, 0, ""
	for text < textLeast {
		switch z.Next() {
		case html.ErrorToken:
			return scripts > 0
		case html.StartTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "script":
				scripts++
				hidden = tag
			case "style", "noscript", "title", "template":
				hidden = tag
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if hidden == "" {
				text += len(bytes.Join(bytes.Fields(z.Text()), []byte(" ")))
			}
		}
	}
	return false
}
