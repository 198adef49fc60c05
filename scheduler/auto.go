package scheduler

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"callboard"
)

// auto is the cron word for a pace that follows the conference.
const auto = "auto"

// The steps of the auto pace.
const (
	nearBefore  = 14 * 24 * time.Hour // hourly from here to the end
	dailyAfter  = 30 * 24 * time.Hour // recordings appear; weekly later
	runningPace = 10 * time.Minute
	warmUp      = time.Hour // before the first start of a day
)

// autoPace is the next reading by the days of a conference, in order of time,
// how far apart readings are now, and why: daily until two weeks before, hourly
// then, every ten minutes while talks run, daily for a month afterwards, weekly
// later. It never sleeps past the moment at which a faster pace begins.
func autoPace(busy []callboard.Span, now time.Time) (at time.Time, every time.Duration, why string) {
	first, last := busy[0].From.Add(-warmUp), busy[len(busy)-1].To
	switch {
	case now.Before(first.Add(-nearBefore)):
		at, every, why = now.Add(24*time.Hour), 24*time.Hour, "daily: it begins on "+first.Format(time.DateOnly)
		return earlier(at, first.Add(-nearBefore)), every, why
	case now.After(last.Add(dailyAfter)):
		return now.Add(7 * 24 * time.Hour), 7 * 24 * time.Hour, "weekly: it ended on " + last.Format(time.DateOnly)
	case now.After(last):
		return now.Add(24 * time.Hour), 24 * time.Hour, "daily: it ended on " + last.Format(time.DateOnly) + ", recordings may appear"
	}
	for _, day := range busy {
		from := day.From.Add(-warmUp)
		if now.Before(from) {
			return earlier(now.Add(time.Hour), from), time.Hour, fmt.Sprintf("hourly: the next talks begin %s UTC", day.From.UTC().Format("2006-01-02 15:04"))
		}
		if !now.After(day.To) {
			return now.Add(runningPace), runningPace, fmt.Sprintf("every %d minutes: talks run until %s UTC", int(runningPace.Minutes()), day.To.UTC().Format("15:04"))
		}
	}
	return now.Add(time.Hour), time.Hour, "hourly" // unreachable: now is not after the last day
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// busyDays are the days with talks: from the first start to the last end of
// each in the conference's zone. Without placed talks they are the conference's
// own days, whole.
func busyDays(conf callboard.Conference, talks []callboard.Talk) []callboard.Span {
	loc := conf.Location()
	days := map[callboard.Date]callboard.Span{}
	for _, t := range talks {
		for _, p := range t.Performances {
			if !p.Placed() || p.Status == callboard.Cancelled {
				continue
			}
			from, to := p.Start, p.End
			if p.AllDay {
				from = civil(callboard.NewDate(p.Start), loc)
				to = from.Add(24 * time.Hour)
			}
			if to.IsZero() || to.Sub(from) > 24*time.Hour {
				to = from.Add(time.Hour)
			}
			d := callboard.NewDate(from.In(loc))
			was, ok := days[d]
			if !ok {
				was = callboard.Span{From: from, To: to}
			}
			days[d] = callboard.Span{From: earlier(was.From, from), To: later(was.To, to)}
		}
	}
	if len(days) == 0 {
		return ownDays(conf, loc)
	}
	out := make([]callboard.Span, 0, len(days))
	for _, s := range days {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b callboard.Span) int { return cmp.Compare(a.From.Unix(), b.From.Unix()) })
	return out[max(0, len(out)-maxBusy):]
}

// maxBusy bounds the days that are kept of a calendar that never ends.
const maxBusy = 60

func ownDays(conf callboard.Conference, loc *time.Location) []callboard.Span {
	if conf.Start == "" || conf.End == "" {
		return nil
	}
	var out []callboard.Span
	for t := civil(conf.Start, loc); callboard.NewDate(t.In(loc)) <= conf.End && len(out) < maxBusy; t = t.Add(24 * time.Hour) {
		out = append(out, callboard.Span{From: t, To: t.Add(24 * time.Hour)})
	}
	return out
}

// civil is the start of a date in loc, UTC.
func civil(d callboard.Date, loc *time.Location) time.Time {
	t, ok := d.Time(loc)
	if !ok {
		return time.Time{}
	}
	return t.UTC()
}
