package sources

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

var (
	oreillyPeople   = cascadia.MustCompile(".en_session_speakers")
	oreillyProfiles = cascadia.MustCompile("h1.fn, .en_speaker h3, .en_speaker .fn")
	oreillyInfo     = cascadia.MustCompile(".info, .note, .en_speaker_bio")
	oreillyNoPeople = cascadia.MustCompile(".en_session_title, .en_session_description, .description, .en_session_topics, .session_time, abbr, .location, h1, .en_speaker")

	oreillyModerator = regexp.MustCompile(`(?i)\b(?:moderated|hosted|chaired)\s+by:?\s*(.+)$|\b(?:moderators?|hosts?|chairs?):\s*(.+)$`)
	oreillyBracket   = regexp.MustCompile(`\s*\([^()]*\)`)
	oreillyAnd       = regexp.MustCompile(`\s*(?:,|;|\s+and\s+|\s+&\s+)\s*`)
	oreillySuffix    = regexp.MustCompile(`(?i)^(?:jr|sr|ii|iii|iv|ph\.? ?d|m\.? ?d|esq)\.?$`)
)

// oreillyMaxNames is the longest text, in bytes, that is looked at for names:
// more is a paragraph.
const oreillyMaxNames = 2000

// oreillySpeakers finds who speaks: the linked names; names in plain text,
// such as "Moderated by: NAME"; else the profiles below a detail page's
// session. Affiliations in brackets or in .info are no part of a name.
func oreillySpeakers(s *goquery.Selection) []string {
	var names []string
	add := func(more ...string) {
		for _, n := range more {
			if n != "" && !oreillyHas(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, box := range s.FindMatcher(oreillyPeople).EachIter() {
		anchors := box.FindMatcher(oreillyAnchor)
		for _, a := range anchors.EachIter() {
			add(oreillyNames(oreillyTextOf(a), false)...)
		}
		if anchors.Length() == 0 {
			for _, line := range oreillyLines(box, nil) {
				if !oreillyModerator.MatchString(line) {
					add(oreillyNames(line, true)...)
				}
			}
		}
	}
	// The line of a moderator stands in the speakers' box or anywhere in the
	// session, linked or not.
	for _, line := range oreillyLines(s, oreillyNoPeople) {
		if m := oreillyModerator.FindStringSubmatch(line); m != nil {
			add(oreillyNames(m[1]+m[2], true)...)
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, profile := range s.FindMatcher(oreillyProfiles).EachIter() {
		own := profile.Clone()
		own.FindMatcher(oreillyInfo).Remove()
		add(oreillyNames(oreillyTextOf(own), false)...)
	}
	return names
}

func oreillyHas(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// oreillyNames is the name in a text, or the names of a list, without what
// stands in brackets.
func oreillyNames(text string, list bool) []string {
	if len(text) > oreillyMaxNames {
		return nil
	}
	for { // brackets within brackets, from the inside
		less := oreillyBracket.ReplaceAllString(text, "")
		if less == text {
			break
		}
		text = less
	}
	text = strings.Trim(text, " ,;")
	if text == "" {
		return nil
	}
	if !list {
		return []string{text}
	}
	var names []string
	for _, part := range oreillyAnd.Split(text, -1) {
		switch part = strings.TrimSpace(part); {
		case part == "":
		case oreillySuffix.MatchString(part) && len(names) > 0:
			names[len(names)-1] += ", " + part
		default:
			names = append(names, part)
		}
	}
	return names
}
