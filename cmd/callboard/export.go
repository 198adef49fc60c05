package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

type exportCmd struct {
	filterFlags `embed:""`
	Format      string `help:"ics, atom, json (JSON Feed), xml (schedule.xml) or schedule-json." enum:"ics,atom,json,xml,schedule-json" required:"" placeholder:"FORMAT"`
	Output      string `help:"File to write (default: standard output)." placeholder:"FILE"`
}

// Run writes one feed, the bytes that serve would give.
func (c *exportCmd) Run(ctx context.Context, a *app) error {
	sel, err := c.selection()
	if err != nil {
		return err
	}
	if sel.Alarm != "" && c.Format != "ics" {
		return usage(errors.New("--alarm: is for calendars only; use it with --format ics"))
	}
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	if err := a.knownConferences(ctx, sel.Conferences); err != nil {
		return err
	}
	server, err := a.newWeb(ctx, func() bool { return true })
	if err != nil {
		return err
	}
	name := exportNames[c.Format]
	if strings.HasPrefix(name, "schedule.") && len(sel.Conferences) != 1 {
		if sel.Conferences, err = c.oneConference(ctx, a); err != nil {
			return err
		}
	}
	address := a.conf.Server.PublicURL + "/" + name
	if len(sel.Conferences) == 1 {
		address = a.conf.Server.PublicURL + "/c/" + sel.Conferences[0] + "/" + name
		sel.Conferences = nil
	}
	if query := sel.Canonical(); query != "" {
		address += "?" + query
	}
	w, err := get(ctx, server, address)
	if err != nil {
		return err
	}
	if w.status != http.StatusOK {
		return fmt.Errorf("export %s: %s", c.Format, http.StatusText(w.status))
	}
	if c.Output == "" {
		return a.write(w.body.Bytes())
	}
	return writeFile(c.Output, w.body.Bytes())
}

// exportNames are the last segments of the feeds' addresses.
var exportNames = map[string]string{"ics": "calendar.ics", "atom": "feed.atom", "json": "feed.json",
	"xml": "schedule.xml", "schedule-json": "schedule.json"}

// oneConference is the only one there is: schedule.xml and schedule.json hold one.
func (c *exportCmd) oneConference(ctx context.Context, a *app) ([]string, error) {
	all, err := a.store.Conferences(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the conferences: %w", err)
	}
	var ids []string
	for _, conf := range all {
		ids = append(ids, conf.ID)
	}
	if len(ids) != 1 || len(c.Conference) > 0 {
		return nil, usage(fmt.Errorf("the format %s holds one conference: name it with --conference, one of %s", c.Format, strings.Join(ids, ", ")))
	}
	return ids, nil
}

// writeFile replaces a file at once, so that a reader never sees half of it.
func writeFile(name string, body []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(body)
	err = cmp.Or(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error is the one to tell
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
