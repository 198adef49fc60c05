package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Auto is the cron word for "follows the conference": scheduler knows the pace.
// Its parsed schedule, hourly, serves while the conference's dates are unknown.
const Auto = "auto"

// minEvery is the floor of @every: below it a source would be read without rest.
const minEvery = 10 * time.Second

var everySpec = regexp.MustCompile(`^@every\s+(\S+)$`)

// Schedule parses a cron spec: "auto", five fields, @every, @hourly ..., all
// with an optional CRON_TZ=. Without one, fields are UTC, because a zone with
// summer time skips and repeats hours. The library panics on some specs and
// silently accepts specs that never or always fire; both are errors here.
func Schedule(spec string) (s cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("cron %q cannot be read; write five fields such as \"15 * * * *\", or \"@every 30m\"", spec)
		}
	}()
	spec = strings.TrimSpace(spec)
	if spec == Auto {
		return cron.ParseStandard("CRON_TZ=UTC @hourly")
	}
	if m := everySpec.FindStringSubmatch(spec); m != nil {
		d, err := time.ParseDuration(m[1])
		if err != nil {
			return nil, fmt.Errorf("cron %q: %q is no duration such as 30m or 1h30m", spec, m[1])
		}
		if d < minEvery {
			return nil, fmt.Errorf("cron %q is too often; at least @every %s", spec, minEvery)
		}
	}
	full := spec
	if !strings.HasPrefix(spec, "TZ=") && !strings.HasPrefix(spec, "CRON_TZ=") {
		full = "CRON_TZ=UTC " + spec
	}
	s, err = cron.ParseStandard(full)
	if err != nil {
		return nil, fmt.Errorf("cron %q: %s; write five fields such as \"15 * * * *\", or \"@every 30m\"", spec, err)
	}
	if s.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("cron %q never fires", spec)
	}
	return s, nil
}
