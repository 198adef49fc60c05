package callboard_test

import (
	"testing"
	"time"

	"callboard"
)

// A zone file is read once, not on each call.
func TestLocationIsKept(t *testing.T) {
	c := callboard.Conference{Zone: "Europe/Berlin"}
	if got := c.Location().String(); got != "Europe/Berlin" {
		t.Fatalf("Location() = %s", got)
	}
	if n := testing.AllocsPerRun(100, func() { c.Location() }); n > 1 {
		t.Errorf("%v allocations a call", n)
	}
	for _, name := range []string{"", "No/Such"} {
		if got := (callboard.Conference{Zone: name}).Location(); got != time.UTC {
			t.Errorf("the location of %q is %s, want UTC", name, got)
		}
	}
}
