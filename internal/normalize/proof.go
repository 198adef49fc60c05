package normalize

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"callboard"
	"callboard/internal/zone"
)

// Sureness says how far the zone of a reading can be trusted.
type Sureness string

// From best to worst.
const (
	Sure     Sureness = "sure"     // an admin, the listing or the times name it, and nothing speaks against it
	Likely   Sureness = "likely"   // every time is a full instant, but none says where
	Doubtful Sureness = "doubtful" // something speaks against it: see Better and the warnings
	Unknown  Sureness = "unknown"  // nobody names one: printed times were read as UTC
)

// Proof is what can be said of the zone that a reading was read in.
type Proof struct {
	Zone string // IANA
	Sure Sureness
	// Named says that an admin, the listing or the times name a zone.
	Named bool
	Why   string // who says so: "the listing names it"
	// Better is the zone that should be tried instead, "" when there is none;
	// BetterWhy says why it.
	Better, BetterWhy string
}

const (
	nightEnds   = 6    // starts before 6 o'clock are at night
	nightShare  = 0.2  // of starts: parties and hacking go on, programmes do not
	offsetShare = 0.5  // of printed offsets that another zone would explain
	dayFirst    = 8    // a programme's hours, for choosing between zones
	dayLast     = 19   //
	nightFew    = 0.05 // so few starts at night are none
	nightLeast  = 8    // starts that are enough to judge
)

// prover looks at the times of one reading, as printed and as read.
type prover struct {
	in       Input
	out      *Output
	loc      *time.Location
	clocks   *clocks
	proof    Proof
	hint     zone.Hint
	offsets  map[int]int // printed offsets other than UTC's, seconds east: how many starts
	instants int         // starts printed with an offset or Z: only those move with the zone
	warn     func(text string)
	placed   []callboard.Entry
}

// prove judges the zone of a reading. What it finds is said once each, with a
// count and an example, never once an item.
func prove(in Input, clocks *clocks, out *Output, warn func(text string)) Proof {
	p := &prover{in: in, out: out, clocks: clocks, warn: warn, offsets: map[int]int{}}
	p.loc, _ = zone.Load(out.Zone)
	if p.loc == nil {
		p.loc = time.UTC
	}
	address := cmp.Or(out.Published.URL, in.Conference.URL)
	p.hint = zone.HintOf(cmp.Or(in.Conference.Name, out.Published.Name), address)
	if p.hint.Zone == "" {
		p.hint = zone.HintOf("", in.Source.URL)
	}
	for _, e := range out.Entries {
		if e.Placed() && !e.AllDay {
			p.placed = append(p.placed, e)
		}
	}
	p.said()
	p.printed()
	p.offsetsAgree()
	p.outside()
	p.night()
	if !p.proof.Named && p.proof.Better == "" && p.hint.Zone != "" {
		p.proof.Better, p.proof.BetterWhy = p.hint.Zone, p.hint.Why
	}
	if p.proof.Better == p.proof.Zone {
		p.proof.Better, p.proof.BetterWhy = "", ""
	}
	return p.proof
}

// said is who names the zone.
func (p *prover) said() {
	p.proof = Proof{Zone: p.out.Zone, Sure: Sure, Named: true}
	printed := p.in.Listing.Conference.Zone
	switch {
	case p.in.Source.Zone != "":
		p.proof.Why = "the source's timezone says so"
	case p.in.Conference.Zone != "":
		p.proof.Why = "the conference's timezone says so"
	case p.out.Published.Zone != "" && !strings.EqualFold(strings.TrimSpace(printed), p.out.Published.Zone) && p.loc != time.UTC:
		p.proof.Why = fmt.Sprintf("the listing names it %q", clip(printed))
		if !strings.Contains(printed, "/") {
			p.proof.Sure = Likely // Windows names cover several countries
		}
	case p.out.Published.Zone != "":
		p.proof.Why = "the listing names it"
	case p.clocks.floating:
		p.proof.Sure, p.proof.Named, p.proof.Why = Unknown, false, "nobody names one"
	case p.loc != time.UTC:
		p.proof.Why = "every time names it"
	default:
		p.proof.Sure, p.proof.Named, p.proof.Why = Likely, false, "times are full instants that do not say where"
	}
}

// doubt notes what speaks against the zone, and the better one. The first
// reason given stays.
func (p *prover) doubt(better zone.Hint) {
	if p.proof.Sure != Unknown {
		p.proof.Sure = Doubtful
	}
	if p.proof.Better == "" && better.Zone != p.proof.Zone {
		p.proof.Better, p.proof.BetterWhy = better.Zone, better.Why
	}
}

// sample counts faults of one kind and keeps the first.
type sample struct {
	n     int
	first string
}

func (s *sample) add(where, text string) {
	if s.n++; s.n == 1 {
		s.first = strings.TrimPrefix(clip(where)+": ", ": ") + clip(text)
	}
}

// printed looks at the times as they stand in the listing: abbreviations out of
// season, hours that a change of clocks skips or doubles, and starts after
// midnight under the day before.
func (p *prover) printed() {
	var season, gap, early sample
	firstOf := map[string]time.Duration{} // earliest start of each printed day that is no night's
	for _, item := range p.in.Listing.Items {
		w := item.When
		m, err := parseMoment(w.Start)
		if err != nil || !m.hasClock {
			continue
		}
		if m.date.zero() {
			day, err := parseMoment(w.Date)
			if err != nil || day.date.zero() {
				continue
			}
			m.date = p.clocks.turn(day.date, m.clock)
			if first, ok := firstOf[w.Date]; m.clock >= nightEnds*time.Hour && (!ok || m.clock < first) {
				firstOf[w.Date] = m.clock
			}
		}
		loc := p.loc
		if own, err := zone.Load(w.Zone); w.Zone != "" && err == nil {
			loc = own
		}
		wall := m.date.midnight().Add(m.clock)
		switch {
		case m.abbr != "":
			if off, ok := zone.Abbreviation(m.abbr, loc, wall); ok {
				if _, now := wall.Add(-time.Duration(off) * time.Second).In(loc).Zone(); now != off && loc != time.UTC {
					season.add(item.Where, w.Start)
				}
			}
		case m.fixed:
			p.instants++
			if m.offset != 0 {
				p.offsets[m.offset]++
			}
		default:
			at := zone.Instant(wall, loc)
			if got := at.In(loc); got.Hour() != wall.Hour() || got.Minute() != wall.Minute() {
				gap.add(item.Where, w.Start)
			} else if again := at.Add(time.Hour).In(loc); again.Hour() == got.Hour() && again.Minute() == got.Minute() {
				gap.add(item.Where, w.Start)
			}
		}
	}
	if p.clocks.dayChange == 0 {
		for _, item := range p.in.Listing.Items {
			m, err := parseMoment(item.When.Start)
			if err != nil || !m.date.zero() || !m.hasClock || m.clock >= 5*time.Hour || item.When.Date == "" {
				continue
			}
			if first, ok := firstOf[item.When.Date]; ok && first >= 7*time.Hour {
				early.add(item.Where, item.When.Start+" on "+item.When.Date)
			}
		}
	}
	if season.n > 0 {
		p.warn(fmt.Sprintf("%s printed with an abbreviation that %s does not use at that time of the year (%s): read as printed, an hour from the local clock", starts(season.n), p.loc, season.first))
	}
	if gap.n > 0 {
		p.warn(fmt.Sprintf("%s in an hour that a change of clocks in %s skips or doubles (%s)", starts(gap.n), p.loc, gap.first))
	}
	if early.n > 0 {
		p.warn(fmt.Sprintf("%s before 5 o'clock on a day that otherwise begins in the morning (%s), and the listing has no day change: it may be the night after", starts(early.n), early.first))
	}
}

// offsetsAgree compares printed offsets with those of the zone.
func (p *prover) offsetsAgree() {
	total, most := 0, 0
	for off, n := range p.offsets {
		total += n
		if n > p.offsets[most] || n == p.offsets[most] && off < most {
			most = off
		}
	}
	if total == 0 {
		return
	}
	wrong := 0
	for _, item := range p.in.Listing.Items {
		if m, err := parseMoment(item.When.Start); err == nil && m.fixed && m.offset != 0 && !m.date.zero() {
			at := m.date.midnight().Add(m.clock - time.Duration(m.offset)*time.Second)
			if _, off := at.In(p.loc).Zone(); off != m.offset {
				wrong++
			}
		}
	}
	if float64(wrong) < offsetShare*float64(total) || wrong == 0 {
		return
	}
	better := p.withOffset(most)
	p.doubt(better)
	if !p.proof.Named {
		p.warn(fmt.Sprintf("%s printed with an offset such as %s, and nobody names the zone%s", starts(wrong), offsetText(most), instead(better)))
		return
	}
	p.warn(fmt.Sprintf("%s printed with an offset such as %s, which is not %s's at that time%s", starts(wrong), offsetText(most), p.loc, instead(better)))
}

// outside looks for starts before the first or after the last day.
func (p *prover) outside() {
	first := cmp.Or(p.in.Conference.Start, p.out.Published.Start)
	last := cmp.Or(p.in.Conference.End, p.out.Published.End)
	if first == "" || last == "" || len(p.placed) == 0 {
		return
	}
	count := func(loc *time.Location) (s sample) {
		for _, e := range p.placed {
			if d := callboard.NewDate(e.Start.In(loc)); d < first || d > last {
				s.add(e.Ref, e.Start.In(loc).Format("2006-01-02 15:04"))
			}
		}
		return s
	}
	s := count(p.loc)
	if s.n == 0 {
		return
	}
	text := fmt.Sprintf("%s of %d outside %s to %s in %s (%s)", starts(s.n), len(p.placed), first, last, p.loc, s.first)
	if s.n < len(p.placed) {
		for _, c := range p.candidates() {
			if loc, err := zone.Load(c.Zone); err == nil && p.moves() && count(loc).n == 0 {
				p.doubt(c)
				text += instead(c)
				break
			}
		}
	}
	p.warn(text)
}

// night looks for programmes in the small hours.
func (p *prover) night() {
	if len(p.placed) < nightLeast {
		return
	}
	share := func(loc *time.Location) (night, day float64) {
		for _, e := range p.placed {
			switch h := e.Start.In(loc).Hour(); {
			case h < nightEnds:
				night++
			case h >= dayFirst && h <= dayLast:
				day++
			}
		}
		n := float64(len(p.placed))
		return night / n, day / n
	}
	now, _ := share(p.loc)
	if now < nightShare {
		return
	}
	var better zone.Hint
	best := 0.0
	if p.moves() {
		for _, c := range p.candidates() {
			if loc, err := zone.Load(c.Zone); err == nil {
				if night, day := share(loc); night < nightFew && day > best+1e-9 {
					better, best = c, day
				}
			}
		}
	}
	p.doubt(better)
	p.warn(fmt.Sprintf("%.0f %% of %s between midnight and 6 o'clock in %s%s", now*100, starts(len(p.placed)), p.loc, instead(better)))
}

// moves reports whether most starts are instants, which another zone would show
// at another hour. What is printed as a wall clock reads the same in every zone.
func (p *prover) moves() bool { return 2*p.instants > len(p.placed) }

// candidates are zones to try, what the name or address says first.
func (p *prover) candidates() []zone.Hint {
	var list []zone.Hint
	if p.hint.Zone != "" {
		list = append(list, p.hint)
	}
	for _, name := range usualZones {
		list = append(list, zone.Hint{Zone: name, Why: "it would fit the times"})
	}
	return list
}

// withOffset is a zone with this offset when the conference takes place.
func (p *prover) withOffset(seconds int) zone.Hint {
	at := time.Time{}
	if len(p.placed) > 0 {
		at = p.placed[0].Start
	}
	for _, c := range p.candidates() {
		loc, err := zone.Load(c.Zone)
		if err != nil {
			continue
		}
		if _, off := at.In(loc).Zone(); off == seconds {
			if c.Zone != p.hint.Zone {
				c.Why = "it is at " + offsetText(seconds) + " then"
			}
			return c
		}
	}
	return zone.Hint{}
}

// usualZones stand for their offsets, the most conferences first.
var usualZones = []string{"Europe/Berlin", "America/New_York", "America/Los_Angeles", "Europe/London", "America/Chicago", "America/Denver",
	"Europe/Helsinki", "Asia/Kolkata", "Asia/Tokyo", "Asia/Singapore", "Australia/Sydney", "Australia/Brisbane", "America/Sao_Paulo", "Asia/Dubai",
	"Asia/Bangkok", "Pacific/Auckland", "America/Phoenix", "Europe/Moscow", "America/Halifax", "America/Anchorage", "Pacific/Honolulu"}

// instead proposes a zone.
func instead(h zone.Hint) string {
	if h.Zone == "" {
		return "; check timezone"
	}
	return fmt.Sprintf("; try timezone = %q (%s)", h.Zone, h.Why)
}

// starts counts them in words: "1 start", "2 starts".
func starts(n int) string {
	if n == 1 {
		return "1 start"
	}
	return fmt.Sprintf("%d starts", n)
}

func offsetText(seconds int) string {
	return time.Unix(0, 0).In(time.FixedZone("", seconds)).Format("-07:00")
}

// floatingText is the warning for times that nobody gave a zone.
func floatingText(better string) string {
	better = cmp.Or(better, "Europe/Berlin")
	return fmt.Sprintf("times without a zone were read as UTC, because neither the configuration nor the listing names one; set timezone in [[conference]] or [[source]], such as timezone = %q", better)
}
