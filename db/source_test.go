package db

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard"
)

func TestSyncSources(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	a := callboard.SourceView{ID: "a", Conference: "conf", Kind: "ics", URL: "https://conf.example/", Cron: "@hourly", Priority: 10, Order: 1}
	b := callboard.SourceView{ID: "b", Priority: 100, Order: 0}
	if err := d.SyncSources(ctx, []callboard.SourceView{a, b}); err != nil {
		t.Fatal(err)
	}
	commit(t, d, reading(conf(), "a", 2))
	ids := func() (list []string) {
		for _, h := range must[[]callboard.Health](t)(d.Health(ctx)) {
			list = append(list, fmt.Sprint(h.Source.ID, h.State.Removed, h.State.State(), h.Last.Outcome))
		}
		return list
	}
	same(t, "health", ids(), []string{"bfalsenew", "afalseokok"})
	if h := must[[]callboard.Health](t)(d.Health(ctx)); h[1].Source != a || h[0].Source != b {
		t.Errorf("views %+v", h)
	}
	if _, err := d.State(ctx, "b"); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("state of a source that was never read: %v", err)
	}

	version := must[int64](t)(d.DataVersion(ctx))
	if err := d.SyncSources(ctx, []callboard.SourceView{a, b}); err != nil {
		t.Fatal(err)
	}
	if now := must[int64](t)(d.DataVersion(ctx)); now != version {
		t.Error("the same sources again were written")
	}

	if err := d.SyncSources(ctx, []callboard.SourceView{b}); err != nil {
		t.Fatal(err)
	}
	same(t, "health without a", ids(), []string{"bfalsenew", "atrueokok"})
	s := must[callboard.SourceState](t)(d.State(ctx, "a"))
	if !s.Removed {
		t.Error("the state does not say that the source was removed")
	}
	s.Removed = false // a run that was under way stores what it knew
	commit(t, d, &callboard.Update{Run: callboard.Run{Source: "a", Outcome: callboard.OK}, State: s})
	if s := must[callboard.SourceState](t)(d.State(ctx, "a")); !s.Removed {
		t.Error("a run brought a removed source back")
	}
	if n := len(must[[]callboard.Talk](t)(d.Talks(ctx, "conf"))); n != 2 {
		t.Errorf("%d talks are left", n)
	}
	if err := d.SyncSources(ctx, []callboard.SourceView{a, b}); err != nil {
		t.Fatal(err)
	}
	if s := must[callboard.SourceState](t)(d.State(ctx, "a")); s.Removed {
		t.Error("the source did not come back")
	}
}

func TestHealthEvents(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	at := noon
	runOf := func(source string, o callboard.Outcome) {
		at = at.Add(time.Minute)
		commit(t, d, &callboard.Update{
			Run:   callboard.Run{Source: source, Started: at, Ended: at.Add(time.Second), Outcome: o},
			State: callboard.SourceState{Source: source, LastRun: at, Outcome: o, Message: "m " + string(o)}})
	}
	run := func(o callboard.Outcome) { runOf("site", o) }
	for _, o := range []callboard.Outcome{callboard.OK, callboard.Failed, callboard.Suspect, callboard.Failed, callboard.Partial, callboard.Unchanged, callboard.Suspect} {
		run(o)
	}
	var got []string
	events := must[[]callboard.HealthEvent](t)(d.HealthEvents(ctx, 0))
	for _, e := range events {
		got = append(got, fmt.Sprint(e.Source, " ", e.Failing, " ", e.Outcome, " ", e.Message, " ", e.At.Sub(noon)))
	}
	same(t, "events", got, []string{"site true suspect m suspect 7m1s", "site false partial m partial 5m1s", "site true failed m failed 2m1s"})
	run(callboard.OK)
	again := must[[]callboard.HealthEvent](t)(d.HealthEvents(ctx, 2))
	if len(again) != 2 || again[1] != events[0] {
		t.Errorf("ids moved: %v, were %v", again, events)
	}
	// The first reading that fails is news.
	runOf("new", callboard.Failed)
	if e := must[[]callboard.HealthEvent](t)(d.HealthEvents(ctx, 1)); e[0].Source != "new" || !e[0].At.Equal(at.Add(time.Second)) {
		t.Errorf("got %v", e)
	}
	for range keepEvents {
		run(callboard.Failed)
		run(callboard.OK)
	}
	if n := len(must[[]callboard.HealthEvent](t)(d.HealthEvents(ctx, 0))); n != keepEvents+1 {
		t.Errorf("%d events are kept", n)
	}
}

func TestRunsArePruned(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	if any := must[bool](t)(d.AnyRun(ctx)); any {
		t.Error("a run in an empty database")
	}
	outcomes := []callboard.Outcome{callboard.Failed, callboard.Suspect, "", callboard.OK, callboard.Partial}
	for i := range 120 {
		o := callboard.Unchanged
		if i < len(outcomes) {
			o = outcomes[i]
		}
		r := must[callboard.Run](t)(d.StartRun(ctx, "site", noon.Add(time.Duration(i)*time.Minute)))
		if o == "" {
			continue // died
		}
		r.Outcome, r.Message = o, fmt.Sprint(i)
		commit(t, d, &callboard.Update{Run: r, State: callboard.SourceState{Source: "site", Outcome: o}})
	}
	kept := runs(t, d, "site")
	if len(kept) != keepRuns+len(outcomes) || kept[0].Message != "119" || kept[len(kept)-1].Outcome != callboard.Failed {
		t.Errorf("%d runs, from %+v to %+v", len(kept), kept[0], kept[len(kept)-1])
	}
}

func TestSaveNextRun(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 1)
	commit(t, d, u)
	for _, id := range []string{"site", "new"} {
		if err := d.SaveNextRun(ctx, id, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if s := must[callboard.SourceState](t)(d.State(ctx, id)); !s.NextRun.Equal(noon.Add(time.Hour)) {
			t.Errorf("%s: %v", id, s.NextRun)
		}
	}
	want := u.State
	want.NextRun = noon.Add(time.Hour)
	same(t, "state", must[callboard.SourceState](t)(d.State(ctx, "site")), want)
}

func TestPages(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	page := func(url, body string) callboard.Page {
		return callboard.Page{Source: "site", URL: url, FinalURL: url + "/", ContentType: "text/xml", ETag: `"e"`, LastModified: "Mon", Fingerprint: "f", Body: []byte(body), ReadAt: noon}
	}
	store := func(u *callboard.Update) {
		u.Run, u.State = callboard.Run{Source: "site", Outcome: callboard.OK}, callboard.SourceState{Source: "site"}
		commit(t, d, u)
	}
	long := strings.Repeat("a schedule that repeats itself, ", 10000)
	store(&callboard.Update{Pages: []callboard.Page{page("z", long), page("b", "body b"), page("a", "")}})
	got := must[[]callboard.Page](t)(d.Pages(ctx, "site"))
	if len(got) != 3 || got[0].URL != "z" || got[1].URL != "b" || got[2].URL != "a" || got[0].Body != nil {
		t.Fatalf("pages %v", got)
	}
	want := page("z", long)
	want.Hash = bodyHash(&want)
	same(t, "page", must[callboard.Page](t)(d.Page(ctx, "site", "z")), want)
	if p := must[callboard.Page](t)(d.Page(ctx, "site", "a")); len(p.Body) != 0 {
		t.Errorf("body %q", p.Body)
	}
	if fileSize(d.path)+d.logSize() > 1<<20 {
		t.Error("the body was not compressed")
	}

	// New validators of the same body, which need not even be there.
	again := want
	again.ETag, again.Body, again.ReadAt = `"f"`, nil, noon.Add(time.Hour)
	b := page("b", "another body")
	store(&callboard.Update{Pages: []callboard.Page{again, b}, DropPages: []string{"a", "never there"}})
	p := must[callboard.Page](t)(d.Page(ctx, "site", "z"))
	again.Body = []byte(long)
	same(t, "page with new validators", p, again)
	if p := must[callboard.Page](t)(d.Page(ctx, "site", "b")); string(p.Body) != "another body" {
		t.Errorf("body %q", p.Body)
	}
	for _, key := range [][2]string{{"site", "a"}, {"site", "c"}, {"other", "z"}} {
		if _, err := d.Page(ctx, key[0], key[1]); !errors.Is(err, callboard.ErrNotFound) {
			t.Errorf("%v: %v", key, err)
		}
	}
	got = must[[]callboard.Page](t)(d.Pages(ctx, "site"))
	if len(got) != 2 || got[0].URL != "z" || got[1].URL != "b" {
		t.Errorf("order %v", got)
	}
	if _, err := d.writer.Exec(`UPDATE bodies SET body = x'0102'`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Page(ctx, "site", "z"); !errors.Is(err, errDamaged) {
		t.Errorf("a damaged body: %v", err)
	}
}

func TestSetting(t *testing.T) {
	d := openTemp(t)
	for _, def := range []string{"first", "second"} {
		if v := must[string](t)(d.Setting(t.Context(), "seed", def)); v != "first" {
			t.Errorf("got %q", v)
		}
	}
}
