package main

import (
	"context"
	"time"

	"callboard"
	"callboard/internal/config"
	"callboard/internal/feeds"
	"callboard/internal/fetch"
	"callboard/scheduler"
	"callboard/sources"
)

// drainTime is how long running work may take to finish once the daemon stops.
const drainTime = 10 * time.Second

// newScheduler makes the scheduler of this configuration.
func (a *app) newScheduler() *scheduler.Scheduler {
	r := &scheduler.Runner{Store: a.store, Now: a.now, Log: a.log}
	return scheduler.New(r, a.conf.Fetch.Concurrency)
}

// plan is the configuration as the scheduler needs it.
func (a *app) plan() *scheduler.Plan {
	p := planOf(a.conf, a.newClient(), a.store)
	p.Site = feeds.Site{URL: a.conf.Server.PublicURL, Title: a.conf.Server.Title, Host: boardHost(a.conf)}
	return p
}

func (a *app) newClient() *fetch.Client {
	f := a.conf.Fetch
	o := fetch.Options{UserAgent: f.UserAgent, Timeout: f.Timeout, MaxBytes: f.MaxBytes,
		PerHostDelay: f.PerHostDelay, Now: a.now, Logger: a.log}
	if a.sample {
		o.Embedded = sampleSite()
	}
	return fetch.New(o)
}

func planOf(c *config.Config, client *fetch.Client, store fetch.Store) *scheduler.Plan {
	p := &scheduler.Plan{Settle: c.Settle, Host: publicHost(c), Pins: groups(c.Pins), Splits: groups(c.Splits)}
	byID := map[string]config.Source{}
	for _, s := range c.Sources {
		p.Sources = append(p.Sources, scheduler.Source{Source: s.Source, Schedule: s.Schedule})
		byID[s.ID] = s
	}
	for _, k := range c.Conferences {
		p.Conferences = append(p.Conferences, callboard.Conference{ID: k.ID, Name: k.Name, Zone: k.Zone,
			Start: k.Start, End: k.End, URL: k.URL})
	}
	p.Open = func(job scheduler.Job) scheduler.Session {
		s := byID[job.Source.ID]
		return session{client.Open(fetch.Job{Source: job.Source, Headers: s.Headers, Timeout: s.Timeout,
			AllowPrivate: s.AllowPrivate, Configured: sources.Also(s.URL, s.Options), Force: job.Force, Stored: job.Stored}, store)}
	}
	return p
}

func groups(list []config.Group) map[string][][]callboard.EntryKey {
	out := map[string][][]callboard.EntryKey{}
	for _, g := range list {
		out[g.Conference] = append(out[g.Conference], g.Items)
	}
	return out
}

// session gives the scheduler what it needs of a fetch session.
type session struct{ s *fetch.Session }

func (s session) Get(ctx context.Context, r sources.Request) (*sources.Page, error) {
	return s.s.Get(ctx, r)
}

func (s session) Revalidate(ctx context.Context) (bool, error) { return s.s.Revalidate(ctx) }

func (s session) Outcome() scheduler.Fetched {
	return scheduler.Fetched{Unchanged: s.s.Unchanged(), Pages: s.s.Pages(), Unused: s.s.Unused(), NotBefore: s.s.NotBefore(), FreshUntil: s.s.FreshUntil()}
}
