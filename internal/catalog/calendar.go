package catalog

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"callboard"
	"callboard/sources"
)

// onePage hands the page out that is there already.
type onePage struct{ page *sources.Page }

func (o onePage) Get(context.Context, sources.Request) (*sources.Page, error) { return o.page, nil }

// inText finds addresses in a description.
var inText = regexp.MustCompile(`https?://[^\s<>"']+`)

// addressesMost is how many addresses of a description are looked at.
const addressesMost = 8

// decodeCalendar reads a calendar whose events are conferences: whole days, with
// the home page as URL and the call for papers in the text.
func decodeCalendar(ctx context.Context, ics sources.Kind, page *sources.Page) (List, error) {
	r, err := ics.Open(page.URL, nil)
	if err != nil {
		return List{}, err
	}
	listing, err := r.Read(ctx, onePage{page}, sources.Window{})
	if err != nil {
		return List{}, err
	}
	if !listing.Complete {
		return List{}, errors.New("the calendar ends before END:VCALENDAR: it was cut short")
	}
	list := List{Format: "a calendar of conferences"}
	days := 0
	for i, it := range listing.Items {
		if it.When.AllDay {
			days++
		}
		e := Entry{Name: clean(it.Title), Home: strings.TrimSpace(it.URL), Place: clean(it.Room),
			Start: calendarDate(it.When.Start), End: calendarDate(it.When.End)}
		for _, address := range inText.FindAllString(it.Abstract, addressesMost) {
			e.Also = append(e.Also, strings.TrimRight(address, ".,;)"))
		}
		if strings.EqualFold(it.Status, "CANCELLED") {
			e.Off = "cancelled"
		}
		if e.End < e.Start {
			e.End = e.Start // RFC 5545 section 3.6.1: a date without an end is one day
		}
		if e.Name == "" {
			list.Unused = append(list.Unused, Unused{Name: fmt.Sprintf("entry %d", i+1), Start: e.Start, Why: "has no name"})
			continue
		}
		list.Entries = append(list.Entries, e)
	}
	if len(listing.Items) == 0 || days*2 < len(listing.Items) {
		return List{}, fmt.Errorf("got a calendar in which %d of %d events are whole days, so it is the schedule of a conference and no list of them; callboard probe reads it", days, len(listing.Items))
	}
	return list, nil
}

// calendarDate is the day of 20250109, 2025-01-09 or an instant that begins so.
func calendarDate(printed string) callboard.Date {
	s := strings.ReplaceAll(printed, "-", "")
	if len(s) < len("20060102") {
		return ""
	}
	t, err := time.Parse("20060102", s[:len("20060102")])
	if err != nil {
		return ""
	}
	return knownDate(callboard.NewDate(t))
}
