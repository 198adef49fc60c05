package sources

import (
	"errors"
	"strings"
	"time"
)

// icsMaxRDates bounds the RDATE values of one component, and EXDATE values a
// hundredfold: those cost nothing.
const icsMaxRDates = 1000

// recurrence reads RRULE, RDATE and EXDATE.
func (x *icsReading) recurrence(e *icsEvent, c *icsComponent) {
	if e.recurrence != nil || !e.placed {
		return // an override does not recur
	}
	tooMany := 0
	for _, p := range c.props {
		switch p.name {
		case "RRULE":
			e.recurs = true
			if e.rule != nil {
				x.warn.add(p.line, "a second RRULE is passed over")
				continue
			}
			rule, err := icsReadRule(p.value)
			if err != nil {
				e.refused = true
				x.warn.add(p.line, "RRULE: %v: only the first instance is given", err)
				continue
			}
			rule.bound(e.start, x.fallback)
			e.rule = &rule
		case "RDATE":
			e.recurs = true
			for value := range strings.SplitSeq(p.value, ",") {
				if len(e.rdates) >= icsMaxRDates {
					tooMany++
					continue
				}
				x.rdate(e, p, value)
			}
		case "EXDATE":
			for value := range strings.SplitSeq(p.value, ",") {
				if len(e.exdates) >= 100*icsMaxRDates || strings.TrimSpace(value) == "" {
					continue
				}
				p.value = value
				t, err := x.time(p, e.start.zone)
				if err != nil {
					x.warn.add(p.line, "EXDATE: %v", err)
					continue
				}
				e.exdates = append(e.exdates, t)
			}
		case "EXRULE":
			x.warn.add(p.line, "EXRULE is out of use and passed over")
		}
	}
	if tooMany > 0 {
		x.warn.add(e.line, "%d RDATE values beyond the first %d are passed over", tooMany, icsMaxRDates)
	}
}

// rdate reads one value of RDATE: a date, a time or a period.
func (x *icsReading) rdate(e *icsEvent, p icsProp, value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	first, second, period := strings.Cut(value, "/")
	p.value = first
	t, err := x.time(p, e.start.zone)
	if err != nil {
		x.warn.add(p.line, "RDATE: %v", err)
		return
	}
	r := icsRDate{start: x.onClock(t, e.start), span: e.span}
	if period {
		p.value = second
		var span icsSpan
		if strings.ContainsAny(second, "pP") {
			span, err = icsDuration(second)
		} else if t, err = x.time(p, e.start.zone); err == nil {
			span, err = icsBetween(r.start, x.onClock(t, e.start))
		}
		if err != nil {
			x.warn.add(p.line, "RDATE: %v", err)
		} else {
			r.span = span
		}
	}
	e.rdates = append(e.rdates, r)
}

// onClock puts a time on the clock of start: a day gets its hour, an hour of a
// whole day becomes that day.
func (x *icsReading) onClock(t, start icsTime) icsTime {
	switch {
	case start.date:
		if !t.date {
			t = t.in(x.fallback)
		}
		y, m, d := t.wall.Date()
		return icsTime{wall: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), date: true, zone: start.zone}
	case t.date:
		h, mi, s := start.wall.Clock()
		y, m, d := t.wall.Date()
		return icsTime{wall: time.Date(y, m, d, h, mi, s, 0, time.UTC), zone: start.zone}
	case start.zone == nil && t.zone != nil:
		t = t.in(x.fallback)
		t.zone = nil
		return t
	}
	return t.in(start.zone)
}

// emit gives the items of a calendar's events.
func (x *icsReading) emit(events []*icsEvent) {
	masters := map[string]*icsEvent{}
	for _, e := range events {
		if e.recurrence == nil && e.recurs && masters[e.uid] == nil {
			masters[e.uid] = e
		}
	}
	type original struct{ uid, key string }
	overrides := map[original]*icsEvent{}
	for _, e := range events {
		if e.recurrence == nil {
			continue
		}
		key := original{e.uid, x.originalKey(e, masters[e.uid])}
		if old := overrides[key]; old == nil || old.sequence <= e.sequence {
			if old != nil {
				x.warn.add(old.line, "the same instance is given again in line %d, which is believed", e.line)
			}
			overrides[key] = e
		} else {
			x.warn.add(e.line, "the same instance is given in line %d, which is believed", old.line)
		}
	}
	for _, e := range events {
		switch {
		case e.recurrence != nil:
			key := x.originalKey(e, masters[e.uid])
			if overrides[original{e.uid, key}] == e && x.keepsOverride(e, masters[e.uid]) {
				x.item(e, e.base()+"/"+key, e.start, e.span)
			}
		case !e.recurs || x.window == (Window{}):
			x.item(e, e.base(), e.start, e.span)
		default:
			if len(x.instances(e, func(key string) bool { return overrides[original{e.uid, key}] != nil })) == 0 {
				x.outside[e.base()] = true
			}
		}
	}
}

// originalKey names the instance that an override stands for, in the form of its
// master's instances.
func (x *icsReading) originalKey(e, master *icsEvent) string {
	if master == nil {
		return x.onClock(*e.recurrence, e.start).key()
	}
	return x.onClock(*e.recurrence, master.start).key()
}

// keepsOverride reports whether an override belongs into the window: because it
// is there, or because the instance was that it replaces.
func (x *icsReading) keepsOverride(e, master *icsEvent) bool {
	if master == nil || x.window == (Window{}) || x.inWindow(e.start) {
		return true
	}
	if x.inWindow(x.onClock(*e.recurrence, master.start)) {
		return true
	}
	x.outside[e.base()] = true
	return false
}

func (x *icsReading) inWindow(t icsTime) bool {
	at := t.instant() // of a day or a floating time, as SplitInstance reads it
	return !at.Before(x.window.From) && at.Before(x.window.To)
}

// instances gives the items of a recurring event and returns their refs.
func (x *icsReading) instances(e *icsEvent, overridden func(key string) bool) []string {
	var all []icsRDate
	switch {
	case e.rule != nil:
		slack := 48 * time.Hour // a wall clock is off UTC by less
		walls, err := e.rule.expand(e.start.wall, x.window.From.UTC().Add(-slack), x.window.To.UTC().Add(slack), &x.steps)
		if err != nil {
			e.refused = true
			if errors.Is(err, errICSSteps) {
				x.list.Complete = false // another reading may see the others
			}
			x.warn.add(e.line, "RRULE: %v: only the first instance is given", err)
			walls = nil
		}
		for _, w := range walls {
			t := e.start
			t.wall = w
			all = append(all, icsRDate{t, e.span})
		}
	default:
		all = append(all, icsRDate{e.start, e.span})
	}
	if e.refused {
		all = []icsRDate{{e.start, e.span}}
	}
	all = append(all, e.rdates...)
	except := map[string]bool{}
	for _, t := range e.exdates {
		if t.date { // takes out the day, at whatever hour
			except[t.key()] = true
		} else {
			except[x.onClock(t, e.start).key()] = true
		}
	}
	var refs []string
	seen := map[string]bool{}
	for i, in := range all {
		key := in.start.key()
		if seen[key] || except[key] || except[in.start.wall.Format("20060102")] || overridden(key) {
			continue
		}
		if !x.inWindow(in.start) && !(e.refused && i == 0) {
			continue
		}
		if len(refs) == icsMaxInstances {
			x.warn.add(e.line, "more than %d instances: the later ones are left out", icsMaxInstances)
			break
		}
		if x.given >= icsAllInstances {
			x.warn.add(e.line, "more than %d instances in this calendar: the later ones are left out", icsAllInstances)
			x.list.Complete = false
			break
		}
		x.given++
		seen[key] = true
		refs = append(refs, e.base()+"/"+key)
		x.item(e, refs[len(refs)-1], in.start, in.span)
	}
	return refs
}

func (x *icsReading) item(e *icsEvent, ref string, start icsTime, span icsSpan) {
	it := e.item
	it.Ref = ref
	it.When = e.when(start, span, x.floating)
	x.list.Items = append(x.list.Items, it)
}
