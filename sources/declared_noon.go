package sources

// A clock of twelve hours that prints neither am nor pm: 9:00, 12:30, 1:30.

// full reports whether the stamp is of a clock of 24 hours: by a leading zero or
// an hour after noon. Midnight in words is 24:00, on any clock.
func (s declaredStamp) full() bool {
	return s.hasClock && s.half == 0 && (s.zero || s.hour == 0 || s.hour > 12 && s.hour != 24 && !s.turned)
}

// open reports whether nothing says which half of the day the stamp is of.
func (s declaredStamp) open() bool {
	return s.hasClock && s.half == 0 && !s.zero && s.hour >= 1 && s.hour <= 12
}

// afterNoon turns the end of a range round that would lie before its start:
// "12:30-1:30" is an hour, not thirteen. "11:00-10:00" is a slip of the pen.
func afterNoon(start, end declaredStamp) declaredStamp {
	later := end.minutes() + 12*60 - start.minutes()
	if end.open() && start.half != 'p' && start.hour <= 12 && end.minutes() < start.minutes() && later <= 8*60 {
		end.hour, end.turned = end.hour+12, true
	}
	return end
}

// noonLatest is the first hour that a programme may begin at. On a clock of
// twelve hours, what is printed before it is of the afternoon.
const noonLatest = 7

// noon turns the times of the afternoon round in a listing whose clock has
// twelve hours: none is of a clock of 24, some begin from seven to noon, and some
// before seven.
func (run *declaredRun) noon(whens []declaredWhen) {
	morning, early, first := false, 0, ""
	for i, w := range whens {
		for _, s := range []declaredStamp{w.start.start, w.start.end, w.end.start} {
			if s.full() {
				return
			}
		}
		if s := w.start.start; w.start.whole || w.end.whole || s.offset != "" {
			return
		} else if s.open() && s.hour < noonLatest {
			if early++; early == 1 {
				first = run.records[i].place
			}
		} else if s.hasClock {
			morning = true
		}
	}
	if !morning || early == 0 || run.options.timeLayout != nil {
		return
	}
	for i := range whens {
		s, e := &whens[i].start.start, &whens[i].end.start
		if s.open() && s.hour < noonLatest {
			s.hour += 12
			for _, end := range []*declaredStamp{&whens[i].start.end, e} {
				if end.open() && end.hour < 12 {
					end.hour += 12
				}
			}
		}
	}
	run.listing.warn(first, "%s before %d:00: the clock is taken for one of twelve hours without am and pm, so 1:30 is half past one in the afternoon; if it is not, set time_layout = \"H:mm\" in [source.%s]",
		counted(early, "item begins", "items begin"), noonLatest, run.options.kind)
}
