package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"callboard"
	"callboard/db"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/internal/selection"
	"callboard/scheduler"
)

type explainCmd struct {
	JSON  bool     `help:"The same for scripts."`
	Words []string `arg:"" name:"id" help:"A talk, performance, UID, page's address here or at the source, SOURCE:REF, or words of a title."`
}

// explained is a talk and why it is what it is.
type explained struct {
	callboard.Talk
	aliases map[string][]string  // older ids of the talk and its performances
	earlier map[string][]earlier // refs that stood behind a performance, from the ledger
	why     dedupe.Explanation
	note    string // why there is no explanation
}

// earlier is a ref that no longer stands behind a performance.
type earlier struct {
	Source string    `json:"source"`
	Ref    string    `json:"ref"`
	Until  time.Time `json:"until"` // when the ledger first shows the performance without it
}

// explainMost talks are explained at once.
const explainMost = 10

// Run says which sightings make up a talk, by which rule, and what was not joined.
func (c *explainCmd) Run(ctx context.Context, a *app) error {
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	text := strings.TrimSpace(strings.Join(c.Words, " "))
	talks, err := a.findTalks(ctx, text)
	if err != nil {
		return err
	}
	switch n := len(talks); {
	case n == 0:
		return fmt.Errorf("nothing is known by the id, the address or the words %q", text)
	case n > explainMost:
		return fmt.Errorf("%d talks hold the words %q; use more of them, or an id from callboard talks", n, text)
	}
	list := make([]explained, len(talks))
	for i, t := range talks {
		if list[i], err = a.explain(ctx, t); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.explainJSON(list)
	}
	for i, e := range list {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		a.explainText(e)
	}
	return nil
}

// explain collects what is known of a talk.
func (a *app) explain(ctx context.Context, t callboard.Talk) (explained, error) {
	e := explained{Talk: t, aliases: map[string][]string{}, earlier: map[string][]earlier{}}
	ids := []string{t.ID}
	for _, p := range t.Performances {
		ids = append(ids, p.ID)
	}
	for _, id := range ids {
		old, err := a.store.Aliases(ctx, id)
		if err != nil {
			return e, err
		}
		e.aliases[id] = old
	}
	changes, err := a.store.Changes(ctx, db.ChangeQuery{Conference: t.Conference, Talk: t.ID})
	if err != nil {
		return e, err
	}
	for _, p := range t.Performances {
		e.earlier[p.ID] = earlierRefs(p, changes)
	}
	r := &scheduler.Runner{Store: a.store, Now: a.now, Log: a.log}
	e.why, err = r.Explain(ctx, a.plan(), t.Conference, t.ID)
	if errors.Is(err, callboard.ErrNotFound) {
		e.note, err = "the configuration has changed since this was stored; callboard fetch, or a start or reload of serve, applies it", nil
	}
	return e, err
}

// earlierRefs are those that the ledger, newest first, shows p with and that it
// has no more.
func earlierRefs(p callboard.Performance, changes []callboard.Change) []earlier {
	seen := map[callboard.EntryKey]bool{}
	for _, s := range p.Sightings {
		seen[callboard.EntryKey{Source: s.Source, Ref: s.Ref}] = true
	}
	var out []earlier
	var until time.Time
	for _, c := range changes {
		if c.Snapshot == nil {
			continue
		}
		for _, q := range c.Snapshot.Performances {
			for _, s := range q.Sightings {
				key := callboard.EntryKey{Source: s.Source, Ref: s.Ref}
				if q.ID == p.ID && !seen[key] {
					seen[key] = true
					out = append(out, earlier{s.Source, s.Ref, until})
				}
			}
		}
		until = c.At
	}
	return out
}

// findTalks looks for an id, then an address, then an entry, then words.
func (a *app) findTalks(ctx context.Context, text string) ([]callboard.Talk, error) {
	if text == "" {
		return nil, usage(errors.New("explain what? an id, an address, SOURCE:REF or words of a title"))
	}
	t, err := a.talkOf(ctx, idOf(text))
	if err == nil {
		return []callboard.Talk{t}, nil
	}
	if !errors.Is(err, callboard.ErrNotFound) {
		return nil, err
	}
	_, all, err := a.selected(ctx, selection.Selection{})
	if err != nil {
		return nil, err
	}
	if found := slices.DeleteFunc(slices.Clone(all), func(t callboard.Talk) bool { return !pointsAt(t, text) }); len(found) > 0 {
		return found, nil
	}
	sel, err := selection.FromFlags(map[string][]string{"q": {text}})
	if err != nil {
		return nil, usage(err)
	}
	_, found, err := a.selected(ctx, sel)
	if err != nil || len(found) <= 1 {
		return found, err
	}
	// A whole title means the talks of that title, and words those whose titles
	// hold them, where there are any.
	words := normalize.FoldWords(text)
	for _, means := range []func(title string) bool{
		func(title string) bool { return title == words },
		func(title string) bool { return strings.Contains(title, words) },
	} {
		titled := slices.DeleteFunc(slices.Clone(found), func(t callboard.Talk) bool { return !means(normalize.FoldWords(t.Title)) })
		if len(titled) > 0 {
			return titled, nil
		}
	}
	return found, nil
}

// talkOf is the talk that an id means today.
func (a *app) talkOf(ctx context.Context, id string) (callboard.Talk, error) {
	r, err := a.store.Resolve(ctx, id)
	switch {
	case errors.Is(err, callboard.ErrForgotten):
		return callboard.Talk{}, fmt.Errorf("%s was given out once and has been removed for good", id)
	case err != nil:
		return callboard.Talk{}, err
	}
	t, err := a.store.Talk(ctx, r.Conference, r.Talk)
	if err != nil {
		return t, fmt.Errorf("read talk %s: %w", r.Talk, err)
	}
	return t, nil
}

// idOf is the id in the address of one of our pages, else text itself.
func idOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text
	}
	if _, id, ok := strings.Cut(u.Path, "/t/"); ok {
		id, _, _ = strings.Cut(id, "/")
		return id
	}
	return text
}

// pointsAt reports whether text is an address or an entry of t.
func pointsAt(t callboard.Talk, text string) bool {
	at := address(text)
	if at != "" && at == address(t.URL) {
		return true
	}
	for _, p := range t.Performances {
		for _, s := range p.Sightings {
			if at != "" && at == address(s.URL) || text == s.Source+":"+s.Ref {
				return true
			}
		}
	}
	return false
}

// address is a web address for comparison: scheme and a slash at the end do
// not matter. "" when text is none.
func address(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return ""
	}
	u.Scheme, u.Host = "", strings.ToLower(u.Host)
	return strings.TrimSuffix(u.String(), "/")
}
