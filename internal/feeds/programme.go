package feeds

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"callboard"
)

// programme is one conference by day and room, as the community formats
// schedule.xml and schedule.json have it. Neither knows what is not placed, nor
// a status: a cancelled performance says so in its title.
type programme struct {
	conf    callboard.Conference
	acronym string
	zone    *time.Location
	days    []programmeDay
	rooms   []string // in natural order
	tracks  []string // in natural order
	raster  time.Duration
}

// programmeDay is one day of the programme, by the conference's clock.
type programmeDay struct {
	index      int // from 1
	date       callboard.Date
	start, end time.Time
	events     map[string][]programmeEvent // by room; start, id
}

// programmeEvent is one performance.
type programmeEvent struct {
	talk  *callboard.Talk
	perf  *callboard.Performance
	id    int // positive, 31 bits: apps keep it in an int
	guid  string
	slug  string
	title string
	start time.Time // at the venue's clock
	end   time.Time
}

// dayChange is the hour at which one day of a programme ends and the next
// begins: what starts before it belongs to the night before.
const dayChange = 4

// newProgramme sorts the board's talks into days and rooms. Ids and the numbers
// of days are those of the whole conference, so that a filter does not move them.
func (b *Board) newProgramme() programme {
	p := programme{conf: callboard.Conference{ID: "callboard", Name: b.name()}}
	if len(b.Conferences) > 0 {
		p.conf = b.Conferences[0]
	}
	p.acronym = acronym(p.conf.ID)
	p.zone = p.conf.Location()
	ids := programmeIDs(b.everything())
	p.makeDays(b.everything())
	rooms, tracks := map[string]bool{}, map[string]bool{}
	for i := range b.Talks {
		t := &b.Talks[i]
		for k := range t.Performances {
			perf := &t.Performances[k]
			if !perf.Placed() {
				continue
			}
			e := p.event(t, perf, ids[perf.ID])
			room, day := oneLine(perf.Room), p.day(perf.Slot)
			day.events[room] = append(day.events[room], e)
			rooms[room] = true
			if track := oneLine(t.Track); track != "" {
				tracks[track] = true
			}
			p.raster = gcd(p.raster, time.Duration(e.start.Minute())*time.Minute, e.end.Sub(e.start).Round(time.Minute))
		}
	}
	for _, d := range p.days {
		for _, events := range d.events {
			slices.SortFunc(events, func(x, y programmeEvent) int { return cmp.Or(x.start.Compare(y.start), cmp.Compare(x.id, y.id)) })
		}
	}
	p.rooms, p.tracks = slices.SortedFunc(maps.Keys(rooms), Natural), slices.SortedFunc(maps.Keys(tracks), Natural)
	return p
}

// everything are the talks of the whole conference, whatever a filter left.
func (b *Board) everything() []callboard.Talk {
	if b.All != nil {
		return b.All
	}
	return b.Talks
}

// makeDays makes the days on which anything is placed, or the conference's
// first where nothing is: the formats have no programme without a day.
func (p *programme) makeDays(talks []callboard.Talk) {
	dates := map[callboard.Date]bool{}
	for _, t := range talks {
		for i := range t.Performances {
			if s := t.Performances[i].Slot; s.Placed() {
				dates[p.date(s)] = true
			}
		}
	}
	if len(dates) == 0 {
		first := p.conf.Start
		if _, ok := first.Time(p.zone); !ok {
			first = callboard.NewDate(p.conf.Modified.In(p.zone))
		}
		dates[first] = true
	}
	for i, date := range slices.Sorted(maps.Keys(dates)) {
		midnight, _ := date.Time(p.zone)
		change := func(days int) time.Time {
			return time.Date(midnight.Year(), midnight.Month(), midnight.Day()+days, dayChange, 0, 0, 0, p.zone)
		}
		p.days = append(p.days, programmeDay{index: i + 1, date: date, start: change(0), end: change(1), events: map[string][]programmeEvent{}})
	}
}

// start is a slot's first instant on the conference's clock; an all-day one
// begins at midnight.
func (p *programme) start(s callboard.Slot) time.Time {
	if s.AllDay {
		y, m, d := s.Start.UTC().Date()
		return time.Date(y, m, d, 0, 0, 0, 0, p.zone)
	}
	return s.Start.In(p.zone)
}

// date is the day of the programme that a slot belongs to.
func (p *programme) date(s callboard.Slot) callboard.Date {
	start := p.start(s)
	if !s.AllDay && start.Hour() < dayChange {
		start = start.AddDate(0, 0, -1)
	}
	return callboard.NewDate(start)
}

func (p *programme) day(s callboard.Slot) *programmeDay {
	i, found := slices.BinarySearchFunc(p.days, p.date(s), func(d programmeDay, date callboard.Date) int { return cmp.Compare(d.date, date) })
	if !found {
		i = 0 // of a board whose All lacks the talk: shown rather than lost
	}
	return &p.days[i]
}

func (p *programme) event(t *callboard.Talk, perf *callboard.Performance, id int) programmeEvent {
	e := programmeEvent{talk: t, perf: perf, id: id, title: titleOf(t), start: p.start(perf.Slot)}
	switch {
	case perf.AllDay:
		y, m, d := lastDay(perf.Slot).UTC().Date()
		e.end = time.Date(y, m, d+1, 0, 0, 0, 0, p.zone)
	case perf.End.After(perf.Start):
		e.end = perf.End.In(p.zone)
	default:
		e.end = e.start.Add(DefaultLength)
	}
	if perf.Status == callboard.Cancelled {
		e.title = cancelledTitle + e.title
	}
	e.guid = p.guid("performance", perf.ID)
	e.slug = strings.Trim(fmt.Sprintf("%s-%04d-%s", p.acronym, id, slugOf(t.Title)), "-")
	return e
}

// guid makes a UUID of one of our ids (name based, RFC 9562 5.5): the same one
// whatever the conference is called or where it is served.
func (p *programme) guid(kind, id string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(tag(hostOf(p.conf), p.conf.ID+"/"+kind+"/"+id))).String()
}

// person is a person's number and UUID, the same in all of a conference's talks.
func (p *programme) person(s callboard.Speaker) (id int, guid string) {
	key := cmp.Or(s.Key, s.Name)
	return number(key), p.guid("person", key)
}

// programmeIDs numbers the performances of a conference: a hash of the id, and
// the next free number where two fall together, the older one first.
func programmeIDs(talks []callboard.Talk) map[string]int {
	var all []*callboard.Performance
	for i := range talks {
		for k := range talks[i].Performances {
			all = append(all, &talks[i].Performances[k])
		}
	}
	slices.SortFunc(all, func(x, y *callboard.Performance) int {
		return cmp.Or(x.Created.Compare(y.Created), cmp.Compare(x.ID, y.ID))
	})
	ids, taken := make(map[string]int, len(all)), make(map[int]bool, len(all))
	for _, p := range all {
		n := number(p.ID)
		for taken[n] {
			n = n%(1<<31-1) + 1
		}
		ids[p.ID], taken[n] = n, true
	}
	return ids
}

// number is 1 to 2^31-1, by a hash of s.
func number(s string) int {
	sum := sha256.Sum256([]byte(s))
	return int(binary.BigEndian.Uint32(sum[:])%(1<<31-1)) + 1
}

// acronym is the conference's id in the characters and the length that the
// formats allow.
func acronym(id string) string {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(id))
	return safe + strings.Repeat("_", max(0, 4-len(safe)))
}

// slugOf is a title in the characters of a slug, cut to a readable length.
func slugOf(title string) string {
	var out []byte
	for _, r := range strings.ToLower(title) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			out = append(out, byte(r))
		} else if len(out) > 0 && out[len(out)-1] != '-' {
			out = append(out, '-')
		}
	}
	return strings.Trim(string(out[:min(len(out), 60)]), "-")
}

// gcd is the greatest duration that all are multiples of.
func gcd(a time.Duration, more ...time.Duration) time.Duration {
	for _, b := range more {
		for b != 0 {
			a, b = b, a%b
		}
	}
	return a
}

// hhmm is a duration as the formats write it, to the minute.
func hhmm(d time.Duration) string {
	d = d.Round(time.Minute)
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

// links are those of the talk and of the performance that are web addresses.
func (e *programmeEvent) links() []callboard.Link {
	var all []callboard.Link
	for _, links := range [][]callboard.Link{e.talk.Links, e.perf.Links} {
		for _, l := range links {
			if webAddress(l.URL) {
				all = append(all, callboard.Link{URL: uri(l.URL), Rel: l.Rel, Title: oneLine(l.Title)})
			}
		}
	}
	return all
}
