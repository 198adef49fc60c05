package dedupe

import "callboard"

// markEncores sets Encore on each performance of which an earlier-starting, not
// cancelled performance of its talk exists that it repeats: neither the second
// half round a break nor another room at the same start (DESIGN 5). perfs are
// by start.
func markEncores(perfs []*perf) {
	sitting := make([]int, len(perfs)) // halves round a break share one
	for i, p := range perfs {
		sitting[i] = i
		p.out.Encore = false
		if !p.out.Placed() {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if q := perfs[j]; q.out.Start.Before(p.out.Start) && continuation(&q.view, &p.view) {
				sitting[i] = sitting[j]
				break
			}
		}
		for j, q := range perfs[:i] {
			if sitting[j] != sitting[i] && q.out.Placed() && q.out.Status != callboard.Cancelled && q.out.Start.Before(p.out.Start) {
				p.out.Encore = true
				break
			}
		}
	}
}
