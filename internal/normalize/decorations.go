package normalize

import (
	"regexp"
	"strings"

	"callboard"
)

// Decorations are what a printed title says beside the title.
type Decorations struct {
	Type   string           // "talk" of "[talk] X"
	Code   string           // "KICK111a2" of "X [KICK111a2]"
	Status callboard.Status // of "CANCELED: X", "X (abgesagt)"; "" when it says nothing
}

// CutDecorations cuts the printed type, the session code and status words off a
// title. Words about seats ("(FULLY BOOKED)", "*pre-registered attendees only")
// are cut and mean nothing else. A title that is nothing but decoration stays
// whole, and its status counts.
func CutDecorations(title string) (rest string, d Decorations) {
	rest = title
	for range 6 {
		cut, ok := cutDecoration(rest, &d)
		if !ok {
			break
		}
		rest = cut
	}
	return rest, d
}

// cutDecoration cuts one decoration.
func cutDecoration(title string, d *Decorations) (string, bool) {
	if in, after, ok := frontBracket(title); ok {
		if rest, ok := orWhole(title, strings.TrimLeft(after, " :–—-")); (ok || wholeStatus(in, d)) && decoration(in, title, true, d) {
			return rest, ok
		}
	}
	if before, in, ok := endBracket(title); ok {
		if rest, ok := orWhole(title, strings.TrimRight(before, " :–—-|")); ok && decoration(in, title, false, d) {
			return rest, true
		}
	}
	if wholeStatus(title, d) {
		return title, false
	}
	if rest, ok := cutStarred(title, d); ok {
		return rest, true
	}
	if code, after, ok := strings.Cut(title, " "); ok && repeatCode.MatchString(strings.TrimSuffix(code, ":")) {
		if rest, ok := orWhole(title, strings.TrimLeft(after, " |:–—-")); ok {
			d.Code = first(d.Code, strings.TrimSuffix(code, ":"))
			return rest, true
		}
	}
	return cutStatusPhrase(title, d)
}

// wholeStatus takes a title that is only a status word.
func wholeStatus(title string, d *Decorations) bool {
	s := statusOf(title)
	if s == "" {
		return false
	}
	d.Status = strongest(d.Status, s)
	return true
}

// decoration reads the inside of a bracket.
func decoration(in, title string, front bool, d *Decorations) bool {
	in = strings.Trim(in, " *!")
	folded := phrase(in)
	switch {
	case seatWords[folded]:
		return true
	case statusWords[folded] != "":
		d.Status = strongest(d.Status, statusWords[folded])
		return true
	case front && square(title) && printedTypes[folded]:
		if d.Type == "" {
			d.Type = strings.ToLower(in)
		}
		return true
	case codeLike.MatchString(in) && !standards.MatchString(in) && strings.Contains(title, "["+in+"]"), repeatCode.MatchString(in):
		if d.Code == "" {
			d.Code = in
		}
		return true
	}
	return false
}

func square(title string) bool { return strings.HasPrefix(strings.TrimLeft(title, " "), "[") }

var (
	codeLike = regexp.MustCompile(`^[A-Z]{2,8}-?\d{2,4}[a-z]?\d?(-R\d{0,2})?$`)
	// repeatCode is a code in whatever place: nothing else is written like it.
	repeatCode = regexp.MustCompile(`^[A-Z]{2,8}\d{2,4}[a-z]?-R\d{0,2}$`)
	// standards look like session codes and belong to their title.
	standards = regexp.MustCompile(`^(RFC|ISO|CVE|IEEE|DIN|EN|IPV|PEP|UTF|HTML|CSS|ES|SHA|BCP|WCAG)`)
)

// cutStarred cuts "*pre-registered attendees only" and "*** CANCELLED *** X".
func cutStarred(title string, d *Decorations) (string, bool) {
	if i := strings.LastIndex(title, "*"); i > 0 && i < len(title)-1 {
		if tail := phrase(title[i:]); seatWords[tail] || strings.HasPrefix(tail, "pre registered") {
			return orWhole(title, strings.TrimRight(title[:i], " *"))
		}
	}
	if !strings.HasPrefix(title, "*") {
		return title, false
	}
	word, after, ok := strings.Cut(strings.TrimLeft(title, "* "), "*")
	if !ok {
		return title, false
	}
	rest, ok := orWhole(title, strings.TrimLeft(after, "* :-–—"))
	if ok && (wholeStatus(word, d) || seatWords[phrase(word)]) {
		return rest, true
	}
	return title, false
}

// cutStatusPhrase cuts "CANCELED: X", "X - abgesagt" and, in capitals only, "X
// CANCELLED" and "CANCELLED X".
func cutStatusPhrase(title string, d *Decorations) (string, bool) {
	if head, after, ok := frontPhrase(title); ok && statusOf(head) != "" {
		if rest, ok := orWhole(title, after); ok {
			return rest, wholeStatus(head, d)
		}
	}
	if before, tail, ok := endPhrase(title); ok && statusOf(tail) != "" {
		if rest, ok := orWhole(title, before); ok {
			return rest, wholeStatus(tail, d)
		}
	}
	return cutLoud(title, d)
}

// cutLoud cuts what is told from the title by its capitals alone. In a title all
// in capitals it may belong to it.
func cutLoud(title string, d *Decorations) (string, bool) {
	for _, seats := range []string{" FULLY BOOKED", " SOLD OUT"} {
		if rest, ok := strings.CutSuffix(title, seats); ok && rest != strings.ToUpper(rest) {
			return orWhole(title, strings.TrimRight(rest, " -–—:,"))
		}
	}
	if i := strings.LastIndexByte(title, ' '); i > 0 && loudCancel(title[i+1:]) && title != strings.ToUpper(title) {
		return title[:i], wholeStatus(title[i+1:], d)
	}
	if i := strings.IndexByte(title, ' '); i > 0 && loudCancel(title[:i]) && title != strings.ToUpper(title) {
		return title[i+1:], wholeStatus(title[:i], d)
	}
	return title, false
}

func loudCancel(word string) bool {
	return len(word) >= 5 && word == strings.ToUpper(word) && statusOf(word) == callboard.Cancelled
}

// splitTitle takes a printed title apart. code is the item's own, "" unknown.
type titleParts struct {
	rest string
	mark bool
	Decorations
}

func splitTitle(title, code string) titleParts {
	p := titleParts{rest: title}
	for range 4 { // "[REPEAT] [talk] X [ABC123] (CANCELLED)" in whatever order
		before := p.rest
		rest, d := CutDecorations(before)
		p.Type, p.Code = first(p.Type, d.Type), first(p.Code, d.Code)
		p.Status = strongest(p.Status, d.Status)
		rest = cutCode(rest, code)
		rest, mark := SplitMark(rest)
		p.rest, p.mark = rest, p.mark || mark
		if p.rest == before {
			break
		}
	}
	return p
}

// cutCode cuts the item's own code off, which needs no guessing.
func cutCode(title, code string) string {
	if len(code) < 3 || len(title) <= len(code) {
		return title
	}
	for _, front := range []string{"[" + code + "]", "(" + code + ")", code + ":", code + " -", code + " –"} {
		if strings.HasPrefix(title, front) {
			rest, _ := orWhole(title, strings.TrimLeft(title[len(front):], " :-–—"))
			return rest
		}
	}
	for _, end := range []string{"[" + code + "]", "(" + code + ")"} {
		if strings.HasSuffix(title, end) {
			rest, _ := orWhole(title, title[:len(title)-len(end)])
			return rest
		}
	}
	return title
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
