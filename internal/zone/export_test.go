package zone

import "strings"

// OtherNames are the Windows and older names of the tables.
func OtherNames() []string {
	var names []string
	for _, lines := range []string{windowsDisplays, windowsNames, olderNames} {
		for line := range strings.Lines(lines) {
			if name, _, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				names = append(names, name)
			}
		}
	}
	return names
}
