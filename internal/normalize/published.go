package normalize

import (
	"callboard"
	"callboard/internal/zone"
	"callboard/sources"
)

// Published cleans what a listing says of its conference: one-line names, dates
// without a clock, the IANA name of the zone. What cannot be read is "", and a
// warning.
func Published(p sources.Published) (callboard.Published, []callboard.Warning) {
	var warnings []callboard.Warning
	warn := func(text string) { warnings = append(warnings, callboard.Warning{Where: "conference", Text: text}) }
	out := callboard.Published{}
	out.Name, _ = capRunes(line(p.Name), nameMost)
	out.Acronym, _ = capRunes(line(p.Acronym), nameMost)
	if p.Zone != "" {
		name, ok := zone.Name(p.Zone)
		if !ok {
			warn("the zone \"" + clip(p.Zone) + "\" is unknown; set timezone in [[conference]]")
		}
		out.Zone = name
	}
	date := func(what, printed string) callboard.Date {
		if line(printed) == "" {
			return ""
		}
		m, err := parseMoment(printed)
		if err == nil && m.date.zero() {
			err = errTime
		}
		if err != nil {
			warn(badTime(what, printed, err).Error())
			return ""
		}
		return callboard.NewDate(m.date.midnight())
	}
	out.Start, out.End = date("first day", p.Start), date("last day", p.End)
	if out.End != "" && out.End < out.Start {
		warn("its last day " + string(out.End) + " is before its first " + string(out.Start))
		out.End = ""
	}
	if s := line(p.URL); s != "" {
		good, ok := webURL(s)
		if !ok {
			warn("the address \"" + clip(s) + "\" is dropped: only absolute http and https addresses are kept")
		}
		out.URL = good
	}
	return out, warnings
}
