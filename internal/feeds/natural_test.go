package feeds

import "testing"

func TestNatural(t *testing.T) {
	sorted := []string{"", "Hall 2", "Hall 2b", "Hall 02c", "Hall 10", "Hall A", "Room 1.9", "Room 1.10"}
	for i, a := range sorted {
		for j, b := range sorted {
			if got := Natural(a, b); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%q, %q: %d", a, b, got)
			}
		}
	}
}
