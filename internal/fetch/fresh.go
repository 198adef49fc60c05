package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FreshUntil is until when the site says that its page of the source's own
// address will not change (Cache-Control max-age, RFC 9111 5.2.2.1), at most a
// day ahead; zero when it does not say.
func (s *Session) FreshUntil() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.freshUntil
}

// freshUntil reads an answer's max-age. no-cache and no-store promise nothing.
func freshUntil(h http.Header, now time.Time) time.Time {
	var age time.Duration
	for _, directive := range strings.Split(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-cache", "no-store":
			return time.Time{}
		case "max-age":
			seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 64)
			if err != nil || seconds <= 0 {
				return time.Time{}
			}
			age = min(time.Duration(min(seconds, int64(maxWait/time.Second)))*time.Second, maxWait)
		}
	}
	if age == 0 {
		return time.Time{}
	}
	return now.Add(age).UTC().Truncate(time.Second)
}
