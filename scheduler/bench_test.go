package scheduler_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"callboard"
	"callboard/db"
	"callboard/internal/sharedtest"
	"callboard/scheduler"
)

// fosdem is FOSDEM 2025 (943 events) where the corpus is there.
func fosdem(b *testing.B) []byte {
	b.Helper()
	data, err := os.ReadFile(sharedtest.Path(b, "corpus", "frab-xml", "fosdem-2025.xml"))
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkFirstIngest reads FOSDEM 2025 from bytes to committed rows.
func BenchmarkFirstIngest(b *testing.B) {
	body := fosdem(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		b.StopTimer()
		h := benchHouse(b, body, "")
		b.StartTimer()
		if r := h.read("s", scheduler.Options{}); r.Outcome != callboard.OK || r.Performances != 943 {
			b.Fatalf("%+v", r)
		}
	}
}

// BenchmarkUnchangedIngest reads the same bytes again: by validator, and by
// hash where the site has none.
func BenchmarkUnchangedIngest(b *testing.B) {
	for name, etag := range map[string]string{"304": `"1"`, "same bytes": ""} {
		b.Run(name, func(b *testing.B) {
			h := benchHouse(b, fosdem(b), etag)
			h.read("s", scheduler.Options{})
			b.ReportAllocs()
			for b.Loop() {
				h.now = h.now.Add(-time.Hour + time.Second) // within the week of one full reading
				if r := h.read("s", scheduler.Options{}); r.Outcome != callboard.Unchanged {
					b.Fatalf("%+v", r)
				}
			}
		})
	}
}

// BenchmarkRegroup regroups FOSDEM 2025 from what is stored, without a change.
func BenchmarkRegroup(b *testing.B) {
	h := benchHouse(b, fosdem(b), "")
	h.read("s", scheduler.Options{})
	r := h.runner()
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Regroup(context.Background(), h.plan, "conf"); err != nil {
			b.Fatal(err)
		}
	}
}

var benches int

func benchHouse(b *testing.B, body []byte, etag string) *house {
	b.Helper()
	benches++
	d, err := db.Open(context.Background(), filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", benches)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	h := houseOn(b, d)
	h.configure("s")
	h.plan.Sources[0].Zone = ""
	h.site.set("s", page{body: string(body), kind: "application/xml", etag: etag})
	return h
}
