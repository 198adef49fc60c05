package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics shows of the web room and of the sources.
type metrics struct {
	requests     *prometheus.CounterVec
	rendered     *prometheus.HistogramVec
	hits, misses prometheus.Counter
	handler      http.Handler
}

func newMetrics(s *Server) *metrics {
	reg := s.o.Metrics
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callboard_http_requests_total", Help: "Requests answered, by route and status."},
			[]string{"route", "code"}),
		rendered: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callboard_render_seconds", Help: "Time to read and render one page or feed that was not cached.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}},
			[]string{"format"}),
		hits: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "callboard_cache_hits_total", Help: "Bodies served as rendered before; answers 304 from validators not included."}),
		misses: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "callboard_cache_misses_total", Help: "Bodies that had to be rendered or waited for."}),
	}
	cached := func(name, help string, f func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, f)
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "callboard_build_info", Help: "Always 1; the version is a label.",
		ConstLabels: prometheus.Labels{"version": s.o.Version}})
	build.Set(1)
	for _, c := range []prometheus.Collector{
		m.requests, m.rendered, m.hits, m.misses, build,
		cached("callboard_cache_bytes", "Bytes held by rendered bodies, plain and compressed.", func() float64 {
			n, _ := s.bodies.size()
			return float64(n)
		}),
		cached("callboard_cache_bodies", "Rendered bodies held.", func() float64 {
			_, n := s.bodies.size()
			return float64(n)
		}),
		newHealthCollector(s),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		// A registry that has the collectors already keeps its own.
		if err := reg.Register(c); err != nil {
			s.log.Debug("a metric is registered already", "err", err)
		}
	}
	m.handler = promhttp.HandlerFor(reg, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, DisableCompression: true, MaxRequestsInFlight: 4,
	})
	return m
}

// count counts a request. The route is a pattern, so that hostile paths make no
// new series.
func (m *metrics) count(pattern string, status int) {
	if pattern == "" || pattern == "/" {
		pattern = "other"
	}
	if status == 0 {
		status = http.StatusOK
	}
	m.requests.WithLabelValues(strings.TrimSuffix(pattern, "{$}"), strconv.Itoa(status)).Inc()
}

// ServeHTTP is /metrics, collected before it is sent so that its length is known.
func (m *metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b := &buffered{header: w.Header(), status: http.StatusOK}
	m.handler.ServeHTTP(b, r)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(b.status)
	if r.Method != http.MethodHead {
		w.Write(b.Bytes())
	}
}

// buffered is a response that is kept in memory.
type buffered struct {
	bytes.Buffer
	header http.Header
	status int
}

func (b *buffered) Header() http.Header  { return b.header }
func (b *buffered) WriteHeader(code int) { b.status = code }

// healthCollector reads the health of the sources when it is scraped.
type healthCollector struct {
	s                                        *Server
	lastSuccess, failing, talks, performance *prometheus.Desc
	nextRun                                  *prometheus.Desc
}

func newHealthCollector(s *Server) *healthCollector {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("callboard_source_"+name, help, []string{"source", "conference"}, nil)
	}
	return &healthCollector{s: s,
		lastSuccess: desc("last_success_timestamp_seconds", "When the source was last read successfully, Unix time; 0 never."),
		nextRun:     desc("next_run_timestamp_seconds", "When the source is read next, Unix time; 0 unknown."),
		failing:     desc("failing", "1 while the latest reading of the source failed or was doubted."),
		talks:       desc("talks", "Talks that the source brings."),
		performance: desc("performances", "Performances that the source brings."),
	}
}

// Describe implements prometheus.Collector.
func (c *healthCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.lastSuccess, c.nextRun, c.failing, c.talks, c.performance} {
		ch <- d
	}
}

// Collect implements prometheus.Collector. Without the database there are no
// samples, which is what absent() alerts on.
func (c *healthCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	all, err := c.s.o.Sources.Health(ctx)
	if err != nil {
		c.s.log.Warn("metrics without the sources", "err", err)
		return
	}
	for _, h := range all {
		if h.State.Removed {
			continue
		}
		v := healthView(h)
		send := func(d *prometheus.Desc, x float64) {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, x, strings.ToValidUTF8(h.Source.ID, "?"), strings.ToValidUTF8(v.Conference, "?"))
		}
		send(c.lastSuccess, unix(h.State.LastGood))
		send(c.nextRun, unix(h.State.NextRun))
		bad := 0.0
		if h.State.Outcome.Failing() {
			bad = 1
		}
		send(c.failing, bad)
		send(c.talks, float64(v.Talks))
		send(c.performance, float64(v.Performances))
	}
}

// unix is Unix time, 0 for an unknown instant.
func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}
