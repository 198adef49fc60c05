package sources

import (
	"net/url"
	"regexp"
	"strings"
)

// The marks of systems that publish a schedule at an address of its own. A page
// that only links to such a system is as good as one of its own.
var (
	indicoEvent   = regexp.MustCompile(`^(.*)/(?:event|e)/([\w-]+)(?:/|$)`)
	osemPath      = regexp.MustCompile(`^(.*/conferences?/[\w.-]+)(?:/(?:schedule|program|proposals?)?.*)?$`)
	frabPublic    = regexp.MustCompile(`^(/.+/public)/(?:schedule|events?|speakers?)(?:[./].*)?$`)
	pretalxPath   = regexp.MustCompile(`^(/(?:[\w.-]+/)?[\w.-]+)/(?:schedule|talk|speaker|sneak|featured|cfp)(?:/|$)`)
	schedHost     = regexp.MustCompile(`(?i)(?:https?:)?//([a-z0-9-]+\.sched\.(?:com|org))\b`)
	sessionizeID  = regexp.MustCompile(`(?i)sessionize\.com/(?:api/v2|view)/([a-z0-9]{4,20})(?:/|["'?\s])`)
	pretalxWidget = regexp.MustCompile(`(?i)(?:event-url|data-event-url)\s*=\s*["']([^"']{1,500})["']`)
)

// knownFrom are the addresses of exports that a link's own address shows to
// exist, whoever links to it.
func knownFrom(u *url.URL, text string) []lead {
	host := strings.ToLower(u.Hostname())
	known := func(via, address string, score int) lead {
		return lead{url: address, via: via, score: score, export: true}
	}
	switch {
	case host == "sessionize.com" || host == "www.sessionize.com":
		if m := sessionizeID.FindStringSubmatch(u.String() + " "); m != nil {
			return []lead{known("Sessionize is embedded", "https://sessionize.com/api/v2/"+m[1]+"/view/All", scoreKnown+9)}
		}
	case strings.HasSuffix(host, ".sched.com") || strings.HasSuffix(host, ".sched.org"):
		return []lead{known("the site is on sched", u.Scheme+"://"+u.Host+"/all.ics", scoreKnown+8)}
	case strings.Contains(host, "pretalx"):
		return pretalxExports(u)
	}
	if m := frabPublic.FindStringSubmatch(u.Path); m != nil {
		return []lead{known("the address is frab's", siblings(u, m[1]+"/schedule.xml"), scoreKnown+9)}
	}
	if m := indicoEvent.FindStringSubmatch(u.Path); m != nil && (strings.Contains(host, "indico") || strings.Contains(strings.ToLower(text), "indico") || strings.Contains(m[1], "indico")) {
		return indicoExports(u, m)
	}
	return nil
}

// siblings is another path on the same site.
func siblings(u *url.URL, path string) string {
	v := url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}
	return v.String()
}

func indicoExports(u *url.URL, m []string) []lead {
	json := url.URL{Scheme: u.Scheme, Host: u.Host, Path: m[1] + "/export/event/" + m[2] + ".json", RawQuery: "detail=contributions"}
	ics := url.URL{Scheme: u.Scheme, Host: u.Host, Path: m[1] + "/event/" + m[2] + "/event.ics", RawQuery: "scope=contribution"}
	return []lead{
		{url: json.String(), via: "the address is Indico's", score: scoreKnown + 9, export: true},
		{url: ics.String(), via: "the address is Indico's", score: scoreKnown + 2, export: true},
	}
}

// pretalxExports are those of an event of pretalx, whose address may hold an
// organiser in front of it.
func pretalxExports(u *url.URL) []lead {
	event := strings.TrimRight(u.Path, "/")
	if m := pretalxPath.FindStringSubmatch(u.Path); m != nil {
		event = m[1]
	}
	if event == "" || strings.Count(event, "/") > 2 || strings.HasPrefix(event, "/static") || strings.HasPrefix(event, "/media") || strings.HasPrefix(event, "/orga") {
		return nil
	}
	return []lead{{url: siblings(u, event+"/schedule/export/schedule.xml"), via: "the address is pretalx's", score: scoreKnown + 9, export: true}}
}

// known adds what the page itself shows signs of.
func (l *pageLinks) known() {
	at := func(via, path string, score int) {
		if l.page.Scheme == "http" || l.page.Scheme == "https" {
			l.add(lead{url: siblings(l.page, path), via: via, score: score, export: true})
		}
	}
	for _, n := range knownFrom(l.page, "") {
		l.add(n)
	}
	if m := sessionizeID.FindSubmatch(l.body); m != nil {
		l.add(lead{url: "https://sessionize.com/api/v2/" + string(m[1]) + "/view/All", via: "Sessionize is embedded", score: scoreKnown + 9, export: true})
	}
	if m := schedHost.FindSubmatch(l.body); m != nil && !strings.EqualFold(string(m[1]), "www.sched.com") && !strings.EqualFold(string(m[1]), "static.sched.com") {
		l.add(lead{url: "https://" + strings.ToLower(string(m[1])) + "/all.ics", via: "sched is embedded", score: scoreKnown + 8, export: true})
	}
	if m := pretalxWidget.FindSubmatch(l.body); m != nil {
		if u, err := url.Parse(l.absolute(string(m[1]))); err == nil && u.Host != "" {
			l.add(lead{url: siblings(u, strings.TrimRight(u.Path, "/")+"/schedule/export/schedule.xml"), via: "pretalx is embedded", score: scoreKnown + 9, export: true})
		}
	}
	path := l.page.Path
	folder := path[:max(strings.LastIndexByte(path, '/'), 0)]
	switch body := strings.ToLower(string(l.body[:min(len(l.body), 256<<10)])); {
	case strings.Contains(body, "pretalx") && path != "" && path != "/":
		for _, n := range pretalxExports(l.page) {
			n.via, n.score = "the page is pretalx's", scoreKnown+7
			l.add(n)
		}
	case strings.Contains(body, "indico") && indicoEvent.MatchString(path):
		for _, n := range indicoExports(l.page, indicoEvent.FindStringSubmatch(path)) {
			l.add(n)
		}
	case osemPath.MatchString(path) && (strings.Contains(body, "osem") || strings.Contains(body, "/conferences/")):
		at("the page is OSEM's", osemPath.FindStringSubmatch(path)[1]+"/schedule.xml", scoreKnown+7)
	case strings.Contains(body, "symposion") || strings.Contains(body, "/schedule/presentation/"):
		at("the page is symposion's", "/schedule/conference.json", scoreKnown+6)
	case strings.Contains(body, "wafer") && strings.Contains(body, "/schedule/"):
		at("the page is wafer's", "/schedule/pentabarf.xml", scoreKnown+6)
	case strings.Contains(body, "pentabarf") || strings.Contains(body, "frab"):
		at("the page speaks of Pentabarf", folder+"/schedule.xml", scoreWords+20)
		at("the page speaks of Pentabarf", folder+"/schedule.en.xml", scoreWords+19)
	}
	// The address that most schedules have in common, where the page is a
	// programme and shows no other.
	if speaksOfSchedule(path) {
		at("the usual address", folder+"/schedule.xml", scoreUsual)
		if trimmed := strings.TrimRight(path, "/"); trimmed != folder && !strings.Contains(trimmed[strings.LastIndexByte(trimmed, '/')+1:], ".") {
			at("the usual address", trimmed+".xml", scoreUsual-1)
		}
	}
}
