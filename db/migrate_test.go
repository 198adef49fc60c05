package db

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
)

// fromV1 makes a file as the first schema left it, with rows in it.
func fromV1(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/v1.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v1.db")
	raw(t, path, string(text))
	return path
}

// A file of the first schema keeps every row: same IDs, UIDs, sequences and
// change ids.
func TestUpgradeFromV1(t *testing.T) {
	d := openFile(t, fromV1(t))
	ctx := t.Context()
	want := reading(conf(), "site", 3)
	for _, talk := range want.Talks { // which the first schema did not know
		for i := range talk.Performances {
			talk.Performances[i].PreviousStart = time.Time{}
		}
	}
	same(t, "conference", must[callboard.Conference](t)(d.Conference(ctx, "conf")), conf())
	same(t, "talks", must[[]callboard.Talk](t)(d.Talks(ctx, "conf")), want.Talks)
	same(t, "entries", must[[]callboard.Entry](t)(d.Entries(ctx, "conf")), want.Entries)
	changes := must[[]callboard.Change](t)(d.Changes(ctx, ChangeQuery{}))
	if len(changes) != 2 || changes[0].ID != 2 || changes[1].Kind != callboard.Imported {
		t.Fatalf("changes %v", changes)
	}
	same(t, "snapshot", changes[0].Snapshot, &want.Talks[1])
	if given := must[map[string]bool](t)(d.GivenIDs(ctx, "conf")); len(given) != 7 {
		t.Errorf("ids %v", given)
	}
	if seed := must[string](t)(d.Setting(ctx, "seed", "other")); seed != "12345" {
		t.Errorf("setting %q", seed)
	}
	h := must[[]callboard.Health](t)(d.Health(ctx))
	if len(h) != 1 || !h[0].State.Removed || h[0].Last.ID != 1 || h[0].State.Kind != "ics" {
		t.Errorf("health %+v", h)
	}
	// The new tables work.
	commit(t, d, &callboard.Update{Run: callboard.Run{Source: "site", Started: noon, Outcome: callboard.Failed},
		State: callboard.SourceState{Source: "site", Conference: "conf", Outcome: callboard.Failed, LastRun: noon}})
	if events := must[[]callboard.HealthEvent](t)(d.HealthEvents(ctx, 0)); len(events) != 1 {
		t.Errorf("events %v", events)
	}
}

// The upgraded schema is the one that a new file gets.
func TestUpgradedSchemaIsTheNewOne(t *testing.T) {
	schema := func(d *DB) []string {
		var list []string
		rows, err := d.reader.Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close() //nolint:errcheck // a test
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			list = append(list, strings.Join(strings.Fields(text), " "))
		}
		return list
	}
	same(t, "schema", schema(openFile(t, fromV1(t))), schema(openTemp(t)))
}

// A migration that fails leaves the file as it was, and usable by the binary
// that it came from.
func TestFailingMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	list, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	d, err := open(t.Context(), path, list)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, d, reading(conf(), "site", 3))
	before := dump(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%04d_broken.sql", len(list)+1)
	broken := append(slices.Clone(list), migration{version: len(list) + 1, name: name, sql: `
		CREATE TABLE extra (x INTEGER) STRICT;
		UPDATE talks SET title = 'spoilt';
		INSERT INTO extra VALUES ('not a number');`})
	if d, err := open(t.Context(), path, broken); err == nil {
		_ = d.Close()
		t.Fatal("a broken migration passed")
	} else if !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), fmt.Sprintf("stays at schema %d", len(list))) {
		t.Errorf("got %v", err)
	}
	d = openFile(t, path)
	same(t, "database", dump(t, d), before)
}

func TestEmbeddedMigrations(t *testing.T) {
	list, err := embedded()
	if err != nil || len(list) < 2 {
		t.Fatalf("%d migrations, %v", len(list), err)
	}
	var lax string
	err = openTemp(t).reader.QueryRow(`SELECT COALESCE(group_concat(name), '') FROM pragma_table_list
		WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'`).Scan(&lax)
	if err != nil || lax != "" {
		t.Errorf("tables that are not STRICT: %s, %v", lax, err)
	}
}
