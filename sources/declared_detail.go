package sources

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// details reads the page behind each item.
func (run *declaredRun) details(ctx context.Context, also map[string]any) error {
	if run.options.detail == nil {
		return nil
	}
	asked, failing := 0, 0
	for _, r := range run.records {
		link := r.text("link")
		if link == "" {
			continue
		}
		var err error
		switch {
		case !run.sameHost(link):
			err = errors.New("it is on another host and was not read")
		case asked >= declaredMaxDetails:
			err = fmt.Errorf("more than %d pages behind items: this one was not read", declaredMaxDetails)
		case failing >= declaredMaxFailing:
			r.stale = true
			continue
		default:
			asked++
			err = run.detail(ctx, r, link, also)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("reading %s: %w", link, context.Cause(ctx))
		}
		if err == nil {
			failing = 0
			continue
		}
		r.stale = true
		if failing++; failing == declaredMaxFailing {
			run.listing.warn(r.place, "its page cannot be read: %v; after %d failures in a row no more are asked for in this reading", err, failing)
		} else {
			run.listing.warn(r.place, "its page cannot be read: %v", err)
		}
	}
	for _, r := range run.records {
		r.lost = r.stale && run.options.detail.timed()
	}
	return nil
}

// timed says whether a table holds keys of time.
func (o *declaredOptions) timed() bool {
	for _, key := range []string{"start", "date", "day"} {
		if _, ok := o.programs[key]; ok {
			return true
		}
	}
	return false
}

// detail reads one page behind an item: what it says wins over the list.
func (run *declaredRun) detail(ctx context.Context, r *declaredRecord, link string, also map[string]any) error {
	p, err := run.get.Get(ctx, Request{URL: link, Detail: true, Fingerprint: r.fingerprint()})
	if err != nil {
		return err
	}
	doc, err := run.engine.open(p, also)
	if err != nil {
		return err
	}
	for _, key := range declaredFields {
		program, ok := run.options.detail.programs[key]
		if !ok {
			continue
		}
		inner := &declaredRecord{values: map[string][]declaredValue{}, place: r.place}
		tally := run.tally("detail." + key)
		tally.asked++
		values, err := doc.root().values(ctx, key, program.ready)
		if err != nil {
			if tally.failed++; tally.failed == 1 {
				tally.fault, tally.place = err.Error(), r.place
			}
		}
		run.keep(doc, inner, key, values)
		if len(inner.values[key]) > 0 {
			tally.found++
			r.values[key] = inner.values[key]
		}
	}
	return nil
}

// fingerprint is a hash of the list entry.
func (r *declaredRecord) fingerprint() string {
	sum := sha256.New()
	for _, key := range declaredFields {
		for _, v := range r.values[key] {
			_, _ = fmt.Fprintf(sum, "%s\x00%s\x00", key, v.text)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
