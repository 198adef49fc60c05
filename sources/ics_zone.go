package sources

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"callboard/internal/zone"
)

// icsZones finds the zones of one calendar.
type icsZones struct {
	comps []*icsComponent // VTIMEZONE
	hint  string          // X-WR-TIMEZONE, as printed
	known map[string]*icsZone
	used  map[string]int // IANA name -> how many starts are in it
	warn  *icsWarnings
	steps *int // what expanding rules may still cost
}

// icsCandidates are tried when a VTIMEZONE has a name that nobody knows: zones of
// many people, one for each set of rules.
var icsCandidates = []string{
	"Europe/Berlin", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago", "America/Denver",
	"America/Los_Angeles", "Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "America/Halifax",
	"America/St_Johns", "America/Anchorage", "America/Santiago", "America/Asuncion", "America/Havana", "Asia/Jerusalem",
	"Asia/Beirut", "Africa/Cairo", "Europe/Chisinau", "Atlantic/Azores", "America/Nuuk", "America/Mexico_City",
	"America/Sao_Paulo", "Pacific/Chatham", "Australia/Lord_Howe", "America/Tijuana", "Africa/Casablanca",
}

// find is the zone of a TZID, nil when it cannot be found: the time is floating
// then. year is when it is needed, to compare rules there.
func (z *icsZones) find(tzid string, line, year int) *icsZone {
	tzid = strings.Trim(strings.TrimSpace(tzid), `"`)
	if tzid == "" {
		return nil
	}
	if found, ok := z.known[tzid]; ok {
		return found
	}
	found := z.search(tzid, line, year)
	if len(z.known) < 1000 {
		z.known[tzid] = found
	}
	return found
}

func (z *icsZones) search(tzid string, line, year int) *icsZone {
	if found := icsNamedZone(tzid); found != nil {
		return found
	}
	for _, c := range z.comps {
		if strings.Trim(strings.TrimSpace(c.text("TZID")), `"`) != tzid {
			continue
		}
		if found := icsNamedZone(c.text("X-LIC-LOCATION")); found != nil {
			return found
		}
		rules := icsReadRules(c, z.steps)
		if rules == nil {
			break
		}
		if found := z.match(rules, year); found != nil {
			z.warn.add(line, "the time zone %s is unknown: read as %s, whose clock its VTIMEZONE describes", icsQuote([]byte(tzid)), found.name)
			return found
		}
		return &icsZone{rules: rules}
	}
	if m := icsOffsetName.FindStringSubmatch(tzid); m != nil {
		if offset, ok := icsOffset(m[1]); ok {
			return &icsZone{loc: time.FixedZone("", offset)}
		}
	}
	z.warn.add(line, "the time zone %s is unknown: its times are read as if they had none; set timezone for this source", icsQuote([]byte(tzid)))
	return nil
}

// icsOffsetName is a zone that is only an offset: "GMT+0200", "UTC-5", "+01:00".
var icsOffsetName = regexp.MustCompile(`^(?i:utc|gmt)?\s*([+-]\d{1,2}(?::?\d\d)?)$`)

// icsNamedZone is the zone of a name that internal/zone knows.
func icsNamedZone(name string) *icsZone {
	name = strings.TrimSpace(name)
	loc, err := zone.Load(name)
	if err != nil {
		return nil
	}
	if loc == time.UTC || loc.String() == "UTC" {
		return icsUTC
	}
	return &icsZone{name: loc.String(), loc: loc}
}

// match is the zone whose clock does what the rules say, in the year and the one
// after it: the calendar's own, else one of many people. An offset that never
// changes fits too many places to guess one.
func (z *icsZones) match(rules *icsRules, year int) *icsZone {
	names := icsCandidates
	if !rules.changes(year) {
		names = nil
	}
	for _, name := range append([]string{z.hint}, names...) {
		found := icsNamedZone(name)
		if found == nil {
			continue
		}
		same := true
		for day := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC); same && day.Year() < year+2; day = day.AddDate(0, 0, 1) {
			_, offset := day.In(found.loc).Zone()
			same = offset == rules.at(day)
		}
		if same {
			return found
		}
	}
	return nil
}

// favourite is the zone most starts are in, "" when no start has one.
func (z *icsZones) favourite() string {
	best := ""
	for name, n := range z.used {
		if n > z.used[best] || n == z.used[best] && (best == "" || name < best) {
			best = name
		}
	}
	return best
}

// icsRules are the onsets of a VTIMEZONE (RFC 5545 3.6.5), by time.
type icsRules struct {
	onsets []icsOnset
}

// icsOnset is a change of the clock: at the instant, when it showed wall, from
// one offset to another, in seconds east.
type icsOnset struct {
	at, wall time.Time
	from, to int
}

// icsReadRules expands the observances of a VTIMEZONE; nil when it has none.
func icsReadRules(c *icsComponent, steps *int) *icsRules {
	r := &icsRules{}
	for _, kid := range c.kids {
		from, ok1 := icsOffset(kid.text("TZOFFSETFROM"))
		to, ok2 := icsOffset(kid.text("TZOFFSETTO"))
		if !ok2 {
			continue
		}
		if !ok1 {
			from = to
		}
		start, err := icsRuleStart(kid.text("DTSTART"))
		if err != nil {
			continue
		}
		walls := []time.Time{start}
		for _, p := range kid.props {
			switch p.name {
			case "RRULE":
				rule, err := icsReadRule(p.value)
				if err != nil {
					continue
				}
				if rule.utc {
					rule.until = rule.until.Add(time.Duration(from) * time.Second)
				}
				more, err := rule.expand(start, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), steps)
				if err == nil {
					walls = append(walls, more...)
				}
			case "RDATE":
				for _, v := range strings.SplitN(p.value, ",", 400) {
					if w, _, _, err := icsClock(v); err == nil && len(walls) < 1000 {
						walls = append(walls, w)
					}
				}
			}
		}
		for _, w := range walls {
			r.onsets = append(r.onsets, icsOnset{w.Add(-time.Duration(from) * time.Second), w, from, to})
		}
	}
	if len(r.onsets) == 0 {
		return nil
	}
	slices.SortStableFunc(r.onsets, func(a, b icsOnset) int { return a.at.Compare(b.at) })
	return r
}

// icsRuleStart is the DTSTART of an observance; programs of one vendor write the
// year 1, which is taken for 1800.
func icsRuleStart(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > 4 && s[:4] < "1800" && s[:4] >= "0000" {
		s = "1800" + s[4:]
	}
	w, _, _, err := icsClock(s)
	return w, err
}

// at is the offset at an instant.
func (r *icsRules) at(t time.Time) int {
	i := sort.Search(len(r.onsets), func(i int) bool { return r.onsets[i].at.After(t) })
	if i == 0 {
		return r.onsets[0].from
	}
	return r.onsets[i-1].to
}

// instant resolves a wall clock as zone.Instant does.
func (r *icsRules) instant(wall time.Time) time.Time {
	before := r.at(wall.Add(-36 * time.Hour))
	after := r.at(wall.Add(36 * time.Hour))
	for _, offset := range []int{before, after} {
		if t := wall.Add(-time.Duration(offset) * time.Second); r.at(t) == offset {
			return t
		}
	}
	return wall.Add(-time.Duration(before) * time.Second)
}

// changes reports whether the offset changes in the year or the one after it.
func (r *icsRules) changes(year int) bool {
	for _, o := range r.onsets {
		if o.from != o.to && (o.wall.Year() == year || o.wall.Year() == year+1) {
			return true
		}
	}
	return false
}
