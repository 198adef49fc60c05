package db

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"callboard"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("CALLBOARD_TEST_COMMITS"); path != "" {
		fmt.Println("stopped:", commitForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// commitForever stores ever newer versions of a conference and names each one
// when it is committed.
func commitForever(path string) error {
	ctx := context.Background()
	d, err := Open(ctx, path)
	if err != nil {
		return err
	}
	for {
		c, err := d.Conference(ctx, "conf")
		if err != nil {
			c = conf()
			c.Version = 0
		}
		c.Version++
		u := reading(c, "site", 60)
		for i := range u.Talks {
			u.Talks[i].Title = fmt.Sprint("Version ", c.Version)
		}
		u.Pages = []callboard.Page{{URL: "https://conf.example/", Body: fmt.Appendf(nil, "body %d", c.Version), ReadAt: noon}}
		run, err := d.StartRun(ctx, "site", noon)
		if err != nil {
			return err
		}
		u.Run.ID = run.ID
		if err := d.Commit(ctx, u); err != nil {
			return err
		}
		fmt.Println(c.Version)
	}
}

// kill -9 in the middle of runs, again and again on one file: it is sound, it
// holds a version that was committed, whole, and no version that was said to be
// committed is lost.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	committed := int64(0)
	for round := range 8 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "CALLBOARD_TEST_COMMITS="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < round && lines.Scan(); n++ { // the first is killed while it starts
			if _, err := fmt.Sscan(lines.Text(), &committed); err != nil {
				t.Fatalf("the child says %q", lines.Text())
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it said before it died counts too
			var v int64
			if _, err := fmt.Sscan(lines.Text(), &v); err == nil {
				committed = v
			}
		}
		_ = cmd.Wait() // killed
		inspectKilled(t, path, committed)
	}
	if committed == 0 {
		t.Error("nothing was ever committed")
	}
}

func inspectKilled(t *testing.T, path string, committed int64) {
	t.Helper()
	ctx := t.Context()
	d, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := check(ctx, path); err != nil {
			t.Error(err)
		}
	}()
	c, err := d.Conference(ctx, "conf")
	if err != nil && committed == 0 {
		return
	}
	if err != nil || c.Version < committed {
		t.Fatalf("version %d is stored, %d was committed: %v", c.Version, committed, err)
	}
	talks := must[[]callboard.Talk](t)(d.Talks(ctx, "conf"))
	if len(talks) != 60 {
		t.Fatalf("%d talks", len(talks))
	}
	for _, talk := range talks {
		if talk.Title != fmt.Sprint("Version ", c.Version) {
			t.Fatalf("talk %q in version %d", talk.Title, c.Version)
		}
	}
	p := must[callboard.Page](t)(d.Page(ctx, "site", "https://conf.example/"))
	if string(p.Body) != fmt.Sprintf("body %d", c.Version) {
		t.Fatalf("body %q in version %d", p.Body, c.Version)
	}
}
