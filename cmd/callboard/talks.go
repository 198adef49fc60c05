package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"callboard"
	"callboard/internal/feeds"
	"callboard/internal/selection"
)

// filterFlags are the filters of CONTRACT 4 as flags.
type filterFlags struct {
	Conference []string `help:"Only this conference (repeatable)." placeholder:"ID"`
	Track      []string `help:"Only this track." placeholder:"NAME"`
	Room       []string `help:"Only this room." placeholder:"NAME"`
	Speaker    []string `help:"Only this speaker." placeholder:"NAME"`
	Type       []string `help:"Only this type." placeholder:"NAME"`
	Language   []string `help:"Only this language." placeholder:"CODE"`
	Tag        []string `help:"Only this tag." placeholder:"NAME"`
	Talk       []string `help:"Only these talks." placeholder:"ID"`
	Q          string   `help:"Words that must all occur; \"a phrase\", -without." placeholder:"WORDS"`
	From       string   `help:"Starts not before this date or instant." placeholder:"WHEN"`
	To         string   `help:"Starts before this instant, or up to this date." placeholder:"WHEN"`
	Encores    string   `help:"all, first or next." placeholder:"WHICH"`
	Cancelled  string   `help:"mark, title or drop." placeholder:"HOW"`
	Alarm      string   `help:"Calendars only: a reminder so many minutes before each start." placeholder:"MINUTES"`
}

// selection hands the flags to the one parser of filters: a field's name is its key.
func (f filterFlags) selection() (selection.Selection, error) {
	values := map[string][]string{}
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		key := strings.ToLower(v.Type().Field(i).Name)
		switch x := v.Field(i).Interface().(type) {
		case []string:
			values[key] = x
		case string:
			if x != "" {
				values[key] = []string{x}
			}
		}
	}
	s, err := selection.FromFlags(values)
	if err != nil {
		return s, usage(fmt.Errorf("--%w", err))
	}
	return s, nil
}

type talksCmd struct {
	filterFlags `embed:""`
	JSON        bool `help:"The JSON of the contract."`
}

// Run lists talks with their performances.
func (c *talksCmd) Run(ctx context.Context, a *app) error {
	sel, err := c.selection()
	if err != nil {
		return err
	}
	if sel.Alarm != "" {
		return usage(errors.New("--alarm: is for calendars only; use it with export --format ics"))
	}
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	_, talks, err := a.selected(ctx, sel)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.write(feeds.TalksJSON(talks))
	}
	for _, t := range talks {
		fmt.Fprintf(a.out, "%s  %s%s\n", t.ID, titleLine(t), linkMarks(t.Links))
		for _, p := range t.Performances {
			fmt.Fprintf(a.out, "    %s%s\n", performanceLine(p), linkMarks(p.Links))
		}
	}
	return nil
}

func titleLine(t callboard.Talk) string {
	names := make([]string, len(t.Speakers))
	for i, s := range t.Speakers {
		names[i] = s.Name
	}
	line := t.Title
	if len(names) > 0 {
		line += " (" + strings.Join(names, ", ") + ")"
	}
	return oneLine(line)
}

func performanceLine(p callboard.Performance) string {
	line := p.ID + "  " + when(p.Slot) + place(p.Slot)
	if p.Encore {
		line += "  [encore]"
	}
	if p.Status == callboard.Cancelled {
		line += "  [cancelled]"
	}
	return line
}

// linkMarks say which sorts of link there are; explain and --json have the links.
func linkMarks(links []callboard.Link) string {
	marks := ""
	for _, rel := range []string{"recording", "slides", "discussion"} {
		if slices.ContainsFunc(links, func(l callboard.Link) bool { return l.Rel == rel }) {
			marks += "  [" + rel + "]"
		}
	}
	return marks
}

// selected is what a selection holds, and the conferences that it was taken from.
func (a *app) selected(ctx context.Context, sel selection.Selection) ([]callboard.Conference, []callboard.Talk, error) {
	confs, err := a.store.Conferences(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := a.knownConferences(ctx, sel.Conferences); err != nil {
		return nil, nil, err
	}
	var all []callboard.Talk
	for _, c := range confs {
		if len(sel.Conferences) > 0 && !slices.Contains(sel.Conferences, c.ID) {
			continue
		}
		talks, err := a.store.Talks(ctx, c.ID)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, talks...)
	}
	return confs, sel.Apply(confs, all, a.now()), nil
}

// knownConferences names the first id that nothing is stored of: a typo on a
// command line is an error, where a filter in a feed's address is only empty.
func (a *app) knownConferences(ctx context.Context, ids []string) error {
	for _, id := range ids {
		_, err := a.store.Conference(ctx, id)
		if errors.Is(err, callboard.ErrNotFound) {
			return fmt.Errorf("no conference %q is stored; callboard sources lists what is read", id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write puts bytes on standard output.
func (a *app) write(b []byte) error {
	_, err := a.out.Write(b)
	return err
}
