package fetch

import (
	"net/http"
	"testing"
	"time"
)

func TestFreshUntil(t *testing.T) {
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "max-age=600": 10 * time.Minute, "public, MAX-AGE=60": time.Minute, `max-age="60"`: time.Minute,
		"no-cache, max-age=600": 0, "max-age=600, no-store": 0, "max-age=-1": 0, "max-age=soon": 0,
		"max-age=99999999999": 24 * time.Hour, "max-age=99999999999999999999999": 0, "s-maxage=600": 0,
	} {
		got := freshUntil(http.Header{"Cache-Control": {value}}, now)
		if want == 0 && !got.IsZero() || want != 0 && !got.Equal(now.Add(want)) {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
