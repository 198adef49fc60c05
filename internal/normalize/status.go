package normalize

import (
	"strings"

	"callboard"
)

// Status reads a status as printed: words of several languages, iCalendar's
// (RFC 5545 3.8.1.11), schema.org's (EventCancelled). What it does not know
// says nothing: "".
func Status(printed string) callboard.Status {
	s := printed
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		s = s[i+1:] // https://schema.org/EventCancelled
	}
	return statusOf(s)
}

func statusOf(s string) callboard.Status {
	if len(s) > 60 {
		return ""
	}
	return statusWords[phrase(s)]
}

// strongest is the status that wins inside one item: what is cancelled is not
// merely tentative.
func strongest(a, b callboard.Status) callboard.Status {
	for _, s := range []callboard.Status{callboard.Cancelled, callboard.Tentative, callboard.Confirmed} {
		if a == s || b == s {
			return s
		}
	}
	return ""
}

// statusWords are folded as FoldWords folds them.
var statusWords = func() map[string]callboard.Status {
	words := map[string]callboard.Status{}
	for status, list := range map[callboard.Status]string{
		callboard.Cancelled: `cancelled, canceled, cancellation, event cancelled, event canceled, eventcancelled, talk cancelled, talk canceled,
			session cancelled, session canceled, withdrawn, deleted, called off, has been cancelled, has been canceled, was cancelled, was canceled
			abgesagt, entfallt, entfallen, fallt aus, fallt leider aus, ausgefallen, storniert, zuruckgezogen
			annule, annulee, supprime, supprimee
			cancelado, cancelada, anulado, anulada, suspendido
			annullato, annullata, cancellato, cancellata
			geannuleerd, vervalt, gaat niet door
			odwolane, odwolany, odwolana
			отменено, отменен, отменён, отменена, отмена
			中止, キャンセル, 取消, 取り消し, 已取消, 취소, 취소됨
			inställt, inställd, inställda, aflyst, avlyst, peruttu, peruutettu, peruuntunut, zrušeno, zrušen, zrušena, zrušené, elmarad, törölve
			iptal, iptal edildi, скасовано, скасована, відмінено, otkazano, anulat, anulată, ακυρώθηκε, ακυρώνεται, anul·lat, anul·lada, cancel·lat, cancel·lada, batal, בוטל, ملغى`,
		callboard.Tentative: `tentative, not accepted yet, unconfirmed, not confirmed, to be confirmed, tbc, provisional, pending, draft, submitted, proposed,
			postponed, event postponed, eventpostponed
			vorlaufig, unter vorbehalt, noch nicht bestatigt, verschoben
			provisoire, a confirmer, provisional, por confirmar, da confermare, provvisorio, a confirmar, voorlopig, wstepnie, 仮`,
		callboard.Confirmed: `confirmed, accepted, scheduled, event scheduled, eventscheduled, published, bestatigt, confirme, confirmee, confirmado, confermato, bevestigd`,
	} {
		for p := range phrases(list) {
			words[p] = status
		}
	}
	return words
}()

// seatWords speak of seats, not of the talk.
var seatWords = phrases(`fully booked, sold out, full, booked out, waitlist, waitlist only, waiting list, registration required, pre registration required,
pre registered only, pre registered attendees only, rsvp required, ausgebucht, voll, anmeldung erforderlich, complet, completo, esgotado, volgeboekt, 満席`)

// printedTypes are the types that sites print before a title in square brackets.
var printedTypes = phrases(`talk, talks, poster, posters, keynote, keynotes, plenary, plenaries, tutorial, tutorials, workshop, workshops, break, informational,
lightning talk, lightning talks, open space, open spaces, panel, bof, sponsor presentation, sponsor presentations, sponsor workshop, charla, charlas, demo, lab,
session, social, social event, event, meetup, sprint, sprints, summit, hallway, performance, film, concert, party, vortrag, konferenz, atelier, taller, conferencia`)
