package sources

import (
	"net/url"
	"regexp"
	"strings"
)

// exportPath are the ends of addresses that only a machine-readable schedule has.
var exportPath = regexp.MustCompile(`(?i)(?:\.(?:ics|ical|xcal|frab)|/schedule/(?:export/)?(?:xml|json|ics|xcal)|(?:schedule|fahrplan|programme?|programm|pentabarf|frab|agenda|timetable|talks|sessions)[\w.-]*\.(?:xml|json))$`)

// Export gives the address of the machine-readable schedule that an address
// alone shows to exist, and why in words: the address itself where it ends like
// an export, else the export of the system that it belongs to. It asks nobody,
// so that it serves for long lists; ok is false where only reading the page can
// tell, which Discover does.
func Export(address string) (export, why string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", "", false
	}
	if exportPath.MatchString(u.Path) {
		return address, "the address is an export's", true
	}
	if host := strings.ToLower(u.Hostname()); strings.HasPrefix(u.Path, "/event/") && (strings.HasSuffix(host, ".sched.com") || strings.HasSuffix(host, ".sched.org")) {
		return "", "", false // one entry of a conference, whose schedule holds more than this one
	}
	list := knownFrom(u, "")
	if len(list) == 0 {
		return "", "", false
	}
	return list[0].url, list[0].via, true
}
