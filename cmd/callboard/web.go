package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"callboard"
	"callboard/db"
	"callboard/web"
)

// addSourceHint tells, where nothing is configured, what to do.
const addSourceHint = "Write a config.toml of two lines, [[source]] and url = \"…\", and start callboard again."

// newWeb makes the server over the open database. shown reports whether what
// the first readings stored is also what is served.
func (a *app) newWeb(ctx context.Context, shown func() bool) (*web.Server, error) {
	site, err := a.site(ctx)
	if err != nil {
		return nil, err
	}
	version, _ := buildVersion()
	views := webStore{a.store}
	s := web.New(web.Options{Site: site, Schedule: views, Ledger: views, Sources: views, Now: a.now, Logger: a.log,
		Version: version, Sample: a.sample,
		AddSource: addSourceHint, Tried: shown})
	confs, err := a.store.Conferences(ctx)
	if err != nil {
		return nil, err
	}
	health, err := a.store.Health(ctx)
	if err != nil {
		return nil, err
	}
	s.SetPaces(health)
	s.SetVersions(confs)
	return s, nil
}

// webStore gives web what it asks for of the database.
type webStore struct{ *db.DB }

// Changes are the latest rows of the ledger.
func (s webStore) Changes(ctx context.Context, conference, talk string, before int64, limit int) ([]callboard.Change, error) {
	return s.DB.Changes(ctx, db.ChangeQuery{Conference: conference, Talk: talk, Before: before, Limit: limit})
}

// Resolve is the talk that an id means now.
func (s webStore) Resolve(ctx context.Context, conference, id string) (string, error) {
	r, err := s.DB.Resolve(ctx, id)
	if err != nil {
		return "", err
	}
	if r.Conference != conference {
		return "", fmt.Errorf("talk %s of %s: %w", id, conference, callboard.ErrNotFound)
	}
	return r.Talk, nil
}

// answer is what an address answers, taken in process.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answer) Header() http.Header { return w.header }

func (w *answer) WriteHeader(status int) { w.status = status }

func (w *answer) Write(b []byte) (int, error) { return w.body.Write(b) }

// get asks the server for an address without a network: export writes the very
// bytes that serve would give.
func get(ctx context.Context, s *web.Server, address string) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", address, err)
	}
	w := &answer{header: http.Header{}, status: http.StatusOK}
	s.Handler().ServeHTTP(w, r)
	return w, nil
}
