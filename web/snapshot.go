package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"callboard"
)

// snapshot is what requests know of the database without asking it.
type snapshot struct {
	confs  []callboard.Conference
	stamps map[string]string // by conference id: equal stamps, equal data
	byID   map[string]int
	all    string    // stamp of everything
	moved  string    // stamp of the database itself, runs and health included
	newest time.Time // latest Modified
	told   time.Time // latest Told
}

// SetVersions tells the server which conferences there are and at which
// Version. It is called at start and whenever the database moved (PRAGMA
// data_version), even when no Version did: the health pages follow it. The
// slice is kept; do not change it afterwards.
func (s *Server) SetVersions(confs []callboard.Conference) {
	for {
		old := s.snap.Load()
		if s.snap.CompareAndSwap(old, newSnapshot(confs, old.serial()+1)) {
			return
		}
	}
}

func newSnapshot(confs []callboard.Conference, serial uint64) *snapshot {
	n := &snapshot{
		confs:  confs,
		stamps: make(map[string]string, len(confs)),
		byID:   make(map[string]int, len(confs)),
		moved:  strconv.FormatUint(serial, 10),
	}
	all := sha256.New()
	for i, c := range confs {
		// The whole record and not only the Version: a corrected name or
		// zone shows even if nobody raised it.
		b, _ := json.Marshal(c) // plain strings, numbers and a time: cannot fail
		sum := sha256.Sum256(b)
		all.Write(sum[:])
		n.stamps[c.ID] = base64.RawURLEncoding.EncodeToString(sum[:12])
		n.byID[c.ID] = i
		if c.Modified.After(n.newest) {
			n.newest = c.Modified
		}
		if c.Told.After(n.told) {
			n.told = c.Told
		}
	}
	n.all = base64.RawURLEncoding.EncodeToString(all.Sum(nil)[:12])
	return n
}

func (n *snapshot) serial() uint64 {
	v, _ := strconv.ParseUint(n.moved, 10, 64) // written by newSnapshot
	return v
}

// conference is the conference of that id, and whether there is one.
func (n *snapshot) conference(id string) (callboard.Conference, bool) {
	i, ok := n.byID[id]
	if !ok {
		return callboard.Conference{}, false
	}
	return n.confs[i], true
}
