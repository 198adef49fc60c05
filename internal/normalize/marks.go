package normalize

import (
	"strings"
	"unicode/utf8"
)

// SplitMark cuts a repeat mark off a title: bracketed in front ("[REPEAT 2] X")
// or at the end ("X (second repeat session)", "X (zweiter Termin)"), before a
// colon or dash ("Encore: X"), or behind a dash ("X – Wiederholung"). Marks stand
// only there: "Live, Die, Repeat", "Replay Attacks", "Repeat after me: CI" and
// "Part 2" have none. A title that is nothing but a mark stays whole.
//
// A mark says that someone called the slot a repeat, no more: first runs carry
// it too.
func SplitMark(title string) (rest string, mark bool) {
	rest = title
	for range 4 { // "[REPEAT] X (Rebroadcast)"; nobody writes five
		cut, ok := cutMark(rest)
		if !ok {
			break
		}
		rest, mark = cut, true
	}
	return rest, mark
}

func cutMark(title string) (string, bool) {
	if in, after, ok := frontBracket(title); ok && (isMark(in, bracketMarks) || isRepeatOf(in)) {
		return orWhole(title, strings.TrimLeft(after, " :–—-"))
	}
	if before, in, ok := endBracket(title); ok && (isMark(in, bracketMarks) || isRepeatOf(in) || isRun(in)) {
		return orWhole(title, strings.TrimRight(before, " :–—-|"))
	}
	if rest, ok := cutListed(title); ok {
		return rest, true
	}
	if head, after, ok := frontPhrase(title); ok && isMark(head, frontMarks) {
		return orWhole(title, after)
	}
	if before, tail, ok := endPhrase(title); ok && isMark(tail, endMarks) {
		return orWhole(title, before)
	}
	return title, false
}

// cutListed cuts a mark that begins a list in brackets at the end: of "X (repeat,
// hosted by Y)" stays "X (hosted by Y)".
func cutListed(title string) (string, bool) {
	before, in, ok := endBracket(title)
	head, rest, listed := strings.Cut(in, ",")
	rest = strings.TrimLeft(rest, " ")
	if !ok || !listed || Fold(before) == "" || Fold(rest) == "" || !isMark(head, frontMarks) {
		return title, false
	}
	at := strings.LastIndex(title, in)
	return title[:at] + rest + title[at+len(in):], true
}

// WeakMark cuts "- LIVE" and "- Watch First" off a title. They mark a repeat
// only where the rest is the title of another entry; Entries looks.
func WeakMark(title string) (rest string, weak bool) {
	before, tail, ok := endPhrase(title)
	if !ok {
		return title, false
	}
	switch phrase(tail) {
	case "live", "watch first":
		return orWhole(title, before)
	}
	return title, false
}

func orWhole(title, rest string) (string, bool) {
	if rest = strings.TrimSpace(rest); Fold(rest) == "" {
		return title, false
	}
	return rest, true
}

// isMark reads "[ordinal or audience] phrase [#n]".
func isMark(s string, marks map[string]bool) bool {
	s = phrase(s)
	if marks[s] {
		return true
	}
	words := strings.Fields(s)
	if len(words) > 1 && (ordinals[words[0]] || audiences[words[0]]) {
		words = words[1:]
	}
	// "bis 18" is German for "up to 18".
	if n := len(words); n > 1 && words[n-1] != "" && number(words[n-1]) && words[0] != "bis" {
		words = words[:n-1]
		if n := len(words); n > 1 && (words[n-1] == "no" || words[n-1] == "nr") {
			words = words[:n-1]
		}
	}
	return marks[strings.Join(words, " ")]
}

// isRepeatOf reads "repeat of Tuesday's session", "Wiederholung vom Montag".
func isRepeatOf(s string) bool {
	s = phrase(s)
	for _, of := range repeatOf {
		if strings.HasPrefix(s, of) {
			return true
		}
	}
	return false
}

// isRun reads "second showing", "2. Durchgang", "2e séance". A bare numeral is
// no ordinal: "(1 session)" counts something else.
func isRun(s string) bool {
	first, rest, ok := strings.Cut(phrase(s), " ")
	if !ok || number(first) && !strings.HasPrefix(strings.TrimSpace(s), first+".") {
		return false
	}
	return ordinals[first] && runs[rest]
}

// phrase folds what a mark is compared by: re-run, rerun and RE-RUN! are one.
func phrase(s string) string {
	if len(s) > 120 {
		return ""
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "#", " "), "+", " ")
	s = " " + FoldWords(s) + " "
	s = strings.ReplaceAll(s, " re run ", " rerun ")
	s = strings.ReplaceAll(s, " re broadcast ", " rebroadcast ")
	return strings.TrimSpace(s)
}

func number(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) <= 2
}

const openers, closers = "[(（［【「{", "])）］】」}"

// frontBracket takes "[in] after" apart.
func frontBracket(title string) (in, after string, ok bool) {
	t := strings.TrimLeft(title, " ")
	r, n := utf8.DecodeRuneInString(t)
	if n == 0 || !strings.ContainsRune(openers, r) {
		return "", "", false
	}
	end := strings.IndexAny(t[n:], openers+closers)
	if end < 0 {
		return "", "", false
	}
	r, m := utf8.DecodeRuneInString(t[n+end:])
	if !strings.ContainsRune(closers, r) {
		return "", "", false
	}
	return t[n : n+end], t[n+end+m:], true
}

// endBracket takes "before (in)" apart.
func endBracket(title string) (before, in string, ok bool) {
	t := strings.TrimRight(title, " .!")
	r, n := utf8.DecodeLastRuneInString(t)
	if n == 0 || !strings.ContainsRune(closers, r) {
		return "", "", false
	}
	t = t[:len(t)-n]
	start := strings.LastIndexAny(t, openers+closers)
	if start < 0 {
		return "", "", false
	}
	r, m := utf8.DecodeRuneInString(t[start:])
	if !strings.ContainsRune(openers, r) {
		return "", "", false
	}
	return t[:start], t[start+m:], true
}

// frontPhrase takes "head: after" and "head - after" apart.
func frontPhrase(title string) (head, after string, ok bool) {
	at, n := -1, 0
	for _, sep := range []string{": ", "： ", "：", " - ", " – ", " — ", "– ", "— "} {
		if i := strings.Index(title, sep); i > 0 && (at < 0 || i < at) {
			at, n = i, len(sep)
		}
	}
	if at < 0 || at > 60 {
		return "", "", false
	}
	return title[:at], title[at+n:], true
}

// endPhrase takes "before - tail" apart, at the last dash or bar behind a blank.
func endPhrase(title string) (before, tail string, ok bool) {
	at, n := -1, 0
	for _, sep := range []string{" -", " –", " —", " |"} {
		if i := strings.LastIndex(title, sep); i > at {
			at, n = i, len(sep)
		}
	}
	if at < 0 || len(title)-at > 60 {
		return "", "", false
	}
	return title[:at], title[at+n:], true
}
