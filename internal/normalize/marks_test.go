package normalize_test

import (
	"testing"
	"unicode/utf8"

	"callboard"
	"callboard/internal/normalize"
)

func TestMarks(t *testing.T) {
	for _, title := range []string{
		// English: seen in print
		"[REPEAT] X", "[REPEAT 2] X", "[REPEAT 11] X", "X (repeat session)", "X (second repeat session)", "X (Rebroadcast)", "X (repeat)", "X (Again!)",
		"X (Encore)", "X (encore presentation)", "[Encore] X", "(Encore) X", "X [ENCORE]", "X (Re-run)", "X (re-broadcast)", "X (repeat of Tuesday's session)", "X (repeated)",
		"X (replay of Monday)", "X (2nd repeat)", "X (second run)", "X (2nd showing)", "X (third offering)", "X (first session)", "Encore: X", "Repeat session: X",
		"Encore presentation – X", "X - Encore", "X – Repeat Session", "X | Rebroadcast", "X — rerun", "X - Repeat 2", "[REPEAT] X (Rebroadcast)", "X (Encore).", "X (ENCORE!)", "[REPEAT]: X",
		"X (session repeat)", "X (second time)", "X (offered again)", "X (APAC rebroadcast)", "X (EMEA repeat)", "X (repeat for EMEA)", "X (rebroadcast for APAC)", "X (this session is repeated)", "[LIVE REPEAT] X",
		// German, French, Spanish
		"X (Wdhl.)", "X (nochmal)", "X (séance répétée)", "X (nouvelle diffusion)", "X (se repite)", "X (2ª sesión)", "X (retransmisión)", "X – Redifusión",
		"[WDH] X", "X (Wdh.)", "X (Wiederholung)", "Wiederholung: X", "X – Wiederholung", "X (zweiter Termin)", "X (dritter Durchgang)", "X (2. Termin)", "X (Wiederholung vom Montag)", "X (Zusatztermin)",
		"X (rediffusion)", "[Rediffusion] X", "Rediffusion : X", "X (bis)", "X (reprise)", "X (2e séance)", "X (deuxième séance)",
		"X (repetición)", "X (Repeticion)", "[Repetición] X", "Repetición: X", "X (segunda sesión)", "X (segundo pase)",
		// Italian, Portuguese, Dutch, Polish, Russian, Japanese
		"X (2ª sessione)", "X (2ª sessão)", "X (segunda apresentação)", "X (reexibição)", "X (2de sessie)", "X (tweede keer)", "X (druga sesja)", "X (drugi raz)", "X (повторная сессия)", "X (второй сеанс)",
		"X（2回目）", "X (リプレイ)", "X（再配信）", "再演：X",
		"X (ripetizione)", "X (seconda replica)", "X (repetição)", "X – Reapresentação", "X (segunda sessão)", "X (herhaling)", "[Herhaling] X", "X (tweede sessie)",
		// Chinese, Korean, Nordic, Finnish, Czech and others
		"X（重播）", "X (加場)", "【返场】X", "X (앵콜)", "[앙코르] X", "X (앙코르 강연)", "앵콜: X", "X - 재방송", "X (repris)", "Repris: X", "X (andra omgången)", "X (gentagelse)", "X (anden gang)", "X (gjentakelse)",
		"X (andre gang)", "X (uusinta)", "Uusinta: X", "X (toinen kerta)", "X (opakování)", "X – repríza", "X (druhé uvedení)", "X (2. termín)", "X (ismétlés)", "X (tekrar)", "X (повторення)", "X (επανάληψη)", "X (repetició)",
		"X (powtórka)", "Powtórka: X", "X (drugi termin)", "X (повтор)", "Повтор: X", "X (повторный показ)", "X (再演)", "X（再放送）", "【再演】X", "X【アンコール】", "X (アンコール講演)",
	} {
		if rest, mark := normalize.SplitMark(title); !mark || rest != "X" {
			t.Errorf("%q gives %q %v", title, rest, mark)
		}
	}
}

// TestListedMarks: what stands beside a mark in brackets stays.
func TestListedMarks(t *testing.T) {
	for title, want := range map[string]string{
		"X (repeat, hosted by Y)": "X (hosted by Y)", "X [REPEAT SESSION, bring a laptop]": "X [bring a laptop]", "X (Wiederholung, mit Anmeldung)": "X (mit Anmeldung)", "X (encore, with Q&A).": "X (with Q&A).",
		"X (live, die, repeat)": "", "X (again, and again)": "", "(repeat, hosted by Y)": "", "X (hosted by Y, repeat)": "", "X (on repeat, loud)": "",
	} {
		if rest, mark := normalize.SplitMark(title); mark != (want != "") || mark && rest != want || !mark && rest != title {
			t.Errorf("%q gives %q %v", title, rest, mark)
		}
	}
}

// TestNoMarks is the table of what looks like a repeat mark and is none.
func TestNoMarks(t *testing.T) {
	for _, title := range []string{
		"Linux für Einsteiger:innen (Part 2)", "Excel, Part 2", "Part II", "Research and Libre Software (I)", "Research and Libre Software (II)", "Yoga Day 2", "POTA - Parks on the Air [DAY 1]",
		"Elektrobausteine - Tag 2", "Week 1", "Kubernetes 101", "Kubernetes 201", "Excel 1", "Excel 2: Formulas", "Excel 3", "Protocol v2", "Lunch, continued", "X (continued)", "Meetup #49", "X (8)",
		"Lockpicking (Session 2)", "Session 2", "Workshop 2", "Live, Die, Repeat: The fight against data retention and boundless access to data", "Replay Attacks", "Replay Attacks (on cars)",
		"Take two of these and syscall execve() in the morning: A retrospective", "There and Back Again", "Javascript REDUX", "printf for debugging again", "Making Data Fun Again",
		"12 bis 18 Jahre", "Jugendprogramm (12 bis 18 Jahre)", "Jugendprogramm (bis 18)", "Repeat after me: CI", "Encore une fois", "Encore une fois: Rust", "Repeatable builds", "(Re)peatable builds: X",
		"Fnord News Show (Stream)", "Supercollider - live coding", "X - live", "AWS Partner Keynote - LIVE", "Werner Vogels Keynote - Watch First", "Encore", "[REPEAT]", "(Encore)", "Encore!", "Repeat: ",
		"[REPEAT] ???", "Do not repeat yourself (DRY)", "Again and again (and again)", "The replica (of Dover)", "X (2 sessions)", "X (1 session)", "X (second edition)", "X (second half)",
		"On Repeat (live)", "X (on repeat)", "X (do not repeat)", "X (no repeat)", "X (first time)", "Speaking at conferences (first time)", "X (R)", "Take 2", "X (Round 2)", "X, take two", "Reprise: a history", "X (第2回)", "X（第2回）",
		"X (replica)", "Replay: time travel debugging", "X (level 2)", "X (advanced)", "X (1/2)", "X (2 of 3)", "X (morning)", "X (live)", "X (US)", "X (Teil II)", "X (2ª parte)", "X (часть 2)", "X (deel 2)", "X (część 2)", "X (その2)",
		"X (segunda edición)", "X (2. Auflage)", "X (répétition générale)", "Repeat customers", "Encore un framework", "Der Wiederholungstäter: X", "X (2nd edition)", "X (version 2)", "X (season 2)", "X (chapter two)",
		"X (第二場)", "X (下)", "X (2부)", "X (2회차)", "X (심화)", "X (del 2)", "X (andra delen)", "X (osa 2)", "X (toinen osa)", "X (2. část)", "X (druhá část)", "X (2. rész)", "X (2. bölüm)", "X (частина 2)", "X (μέρος 2)",
		"Uusintakuvaus: X", "Reprise en main", "반복문의 이해", "X (반복)", "X (2. előadás)", "X (2. přednáška)",
		"X (zweiter Teil)", "X (deuxième partie)", "X (Teil 2)", "The Encore Computer - a history", "", "-", "[", "[]", "[] X", "X ()", "[[REPEAT] X", "No repeat: lossless streaming",
	} {
		if rest, mark := normalize.SplitMark(title); mark || rest != title {
			t.Errorf("%q gives %q %v", title, rest, mark)
		}
	}
}

func TestWeakMark(t *testing.T) {
	for title, want := range map[string]string{
		"AWS Partner Keynote - LIVE": "AWS Partner Keynote", "Keynote – Watch First": "Keynote", "X - live": "X", "Supercollider - live coding": "", "X LIVE": "", " - live": "",
	} {
		rest, weak := normalize.WeakMark(title)
		if weak != (want != "") || weak && rest != want {
			t.Errorf("%q gives %q %v", title, rest, weak)
		}
	}
}

func TestDecorations(t *testing.T) {
	const none, cancelled, tentative = callboard.Status(""), callboard.Cancelled, callboard.Tentative
	for _, c := range []struct {
		title, rest, typ, code string
		status                 callboard.Status
	}{
		{"[talk] X", "X", "talk", "", none},
		{"[open-spaces] X", "X", "open-spaces", "", none},
		{"[NEW LAUNCH!] X", "[NEW LAUNCH!] X", "", "", none},
		{"[BS] X", "[BS] X", "", "", none},
		{"(talk) X", "(talk) X", "", "", none},
		{"Kick-off: X [KICK111a2]", "Kick-off: X", "", "KICK111a2", none},
		{"[ARC305-R1] X", "X", "", "ARC305-R1", none},
		{"X (ARC305-R1)", "X", "", "ARC305-R1", none},
		{"X (ARC305)", "X (ARC305)", "", "", none},
		{"ARC305-R | X", "X", "", "ARC305-R", none},
		{"ARC305-R1: X", "X", "", "ARC305-R1", none},
		{"ESP32: X", "ESP32: X", "", "", none},
		{"ARC305-R1", "ARC305-R1", "", "", none},
		{"Fun with [RFC5545]", "Fun with [RFC5545]", "", "", none},
		{"X (HTML5)", "X (HTML5)", "", "", none},
		{"X (FULLY BOOKED)", "X", "", "", none},
		{"Forge something (1.5 h) FULLY BOOKED", "Forge something (1.5 h)", "", "", none},
		{"X (beginner) *pre-registered attendees only", "X (beginner)", "", "", none},
		{"X (ausgebucht)", "X", "", "", none},
		{"CANCELED: X", "X", "", "", cancelled},
		{"Cancelled: X", "X", "", "", cancelled},
		{"[cancelled] X", "X", "", "", cancelled},
		{"X (CANCELLED)", "X", "", "", cancelled},
		{"X - CANCELLED", "X", "", "", cancelled},
		{"CANCELLED Testing apps", "Testing apps", "", "", cancelled},
		{"Testing apps CANCELLED", "Testing apps", "", "", cancelled},
		{"*** CANCELLED *** X", "X", "", "", cancelled},
		{"*CANCELLED* X", "X", "", "", cancelled},
		{"WITHDRAWN: X", "X", "", "", cancelled},
		{"Abgesagt: X", "X", "", "", cancelled},
		{"X (fällt aus)", "X", "", "", cancelled},
		{"ENTFÄLLT: X", "X", "", "", cancelled},
		{"[Annulé] X", "X", "", "", cancelled},
		{"Annulée : X", "X", "", "", cancelled},
		{"CANCELADO: X", "X", "", "", cancelled},
		{"X (annullato)", "X", "", "", cancelled},
		{"X (geannuleerd)", "X", "", "", cancelled},
		{"ODWOŁANE: X", "X", "", "", cancelled},
		{"X (отменено)", "X", "", "", cancelled},
		{"【中止】X", "X", "", "", cancelled},
		{"[취소] X", "X", "", "", cancelled},
		{"INSTÄLLT: X", "X", "", "", cancelled},
		{"X (aflyst)", "X", "", "", cancelled},
		{"PERUTTU: X", "X", "", "", cancelled},
		{"X (zrušeno)", "X", "", "", cancelled},
		{"X (cancel·lat)", "X", "", "", cancelled},
		{"X (TBC)", "X", "", "", tentative},
		{"Tentative: X", "X", "", "", tentative},
		{"Cancelled", "Cancelled", "", "", cancelled},
		{"[CANCELLED]", "[CANCELLED]", "", "", cancelled},
		{"Cancelled flights and how to find them", "Cancelled flights and how to find them", "", "", none},
		{"ALL TALKS CANCELLED", "ALL TALKS CANCELLED", "", "", none},
		{"How we withdrew", "How we withdrew", "", "", none},
		{"[cancelled] [talk] X [KICK111b] (full)", "X", "talk", "KICK111b", cancelled},
		{"", "", "", "", none},
	} {
		rest, d := normalize.CutDecorations(c.title)
		if rest != c.rest || d.Type != c.typ || d.Code != c.code || d.Status != c.status {
			t.Errorf("%q gives %q %+v, want %q %q %q %q", c.title, rest, d, c.rest, c.typ, c.code, c.status)
		}
	}
}

func TestStatus(t *testing.T) {
	for printed, want := range map[string]callboard.Status{
		"CANCELLED": callboard.Cancelled, "canceled": callboard.Cancelled, "WITHDRAWN": callboard.Cancelled, "https://schema.org/EventCancelled": callboard.Cancelled, "DELETED": callboard.Cancelled,
		"TENTATIVE": callboard.Tentative, "not accepted yet": callboard.Tentative, "EventPostponed": callboard.Tentative, "draft": callboard.Tentative,
		"CONFIRMED": callboard.Confirmed, "accepted": callboard.Confirmed, "": "", "busy": "", "NEEDS-ACTION": "",
	} {
		if got := normalize.Status(printed); got != want {
			t.Errorf("Status(%q) = %q, want %q", printed, got, want)
		}
	}
}

func FuzzSplitMark(f *testing.F) {
	for _, s := range []string{"[REPEAT] X", "X (再演)", "X - encore", "[[", "CANCELED: X", "*X*", "X [KICK111a2]", "\xff(bis)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rest, mark := normalize.SplitMark(s)
		if !mark && rest != s || mark && len(rest) >= len(s) {
			t.Errorf("%q gives %q %v", s, rest, mark)
		}
		if utf8.ValidString(s) && !utf8.ValidString(rest) {
			t.Errorf("%q gives %q", s, rest)
		}
		cut, _ := normalize.CutDecorations(s)
		if len(cut) > len(s) || normalize.Fold(s) != "" && normalize.Fold(cut) == "" {
			t.Errorf("%q gives %q", s, cut)
		}
		normalize.TitleKey(s)
		normalize.SpeakerKey(s)
	})
}
