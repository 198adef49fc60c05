package normalize_test

import (
	"testing"

	"callboard"
	"callboard/internal/normalize"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, fold, words string }{
		{"", "", ""},
		{"Lock Picking", "lockpicking", "lock picking"},
		{"Wi-Fi", "wifi", "wi fi"},
		{"Don't panic!", "dontpanic", "dont panic"},
		{"Don’t panic", "dontpanic", "dont panic"},
		{"C, C++ and C#", "cc++andc#", "c c++ and c#"},
		{"Q&A", "qanda", "q and a"},
		{"R & D", "randd", "r and d"},
		{"R＆D", "randd", "r and d"},
		{"Café Déjà-vu", "cafedejavu", "cafe deja vu"},
		{"Łódź Øresund Straße Þór Ærø", "lodzoresundstrassethoraero", "lodz oresund strasse thor aero"},
		{"STRASSE", "strasse", "strasse"},
		{"Ελληνικά ΟΔΥΣΣΕΎΣ", "ελληνικαοδυσσευσ", "ελληνικα οδυσσευσ"},
		{"ﬁle №5", "fileno5", "file no5"},
		{"Йога", "йога", "йога"},
		{"ガイド", "ガイド", "ガイド"},
		{"ｶﾞｲﾄﾞ", "ガイド", "ガイド"},
		{"Node.js™", "nodejs", "node js"},
		{"हिन्दी", "हिन्दी", "हिन्दी"},
		{"İstanbul", "istanbul", "istanbul"},
		{"🎉🎉", "", ""},
	} {
		if got := normalize.Fold(c.in); got != c.fold {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.fold)
		}
		if got := normalize.FoldWords(c.in); got != c.words {
			t.Errorf("FoldWords(%q) = %q, want %q", c.in, got, c.words)
		}
	}
}

func TestTitleKey(t *testing.T) {
	for _, same := range [][]string{
		{"Docker in Production: Reality, Not Hype", "[REPEAT 2] Docker in Production - Reality, not hype", "Docker in production: reality not hype (Encore)",
			"CANCELED: Docker in Production: Reality, Not Hype", "[talk] Docker in Production: Reality, Not Hype (FULLY BOOKED)", "Docker in Production: Reality, Not Hype [KICK111a2]"},
		{"Lock Picking", "Lockpicking", "lock-picking"},
		{"Q & A", "Q and A"},
		{"???", "???"},
	} {
		for _, title := range same {
			if got, want := normalize.TitleKey(title), normalize.TitleKey(same[0]); got != want || got == "" {
				t.Errorf("%q has the key %q, %q has %q", title, got, same[0], want)
			}
		}
	}
	if a, b := normalize.TitleKey("Linux (Part 1)"), normalize.TitleKey("Linux (Part 2)"); a == b {
		t.Errorf("parts share the key %q", a)
	}
}

func TestSpeakerKey(t *testing.T) {
	for _, same := range [][]string{
		{"Ada Lovelace", "Lovelace, Ada", "Dr. Ada Lovelace", "Prof. Dr. Ada LOVELACE", "ada  lovelace", "Ada Lovelace (she/her)", "Ada Lovelace, PhD"},
		{"Jérôme Petazzoni", "Jerome Petazzoni"},
		{"J. R. R. Tolkien", "Tolkien, J.R.R."},
		{"Dr", "dr."},
		{"山田 太郎", "太郎 山田"},
		{"(anonymous)", "anonymous"},
	} {
		for _, name := range same {
			if got, want := normalize.SpeakerKey(name), normalize.SpeakerKey(same[0]); got != want || got == "" {
				t.Errorf("%q has the key %q, %q has %q", name, got, same[0], want)
			}
		}
	}
	if got := normalize.SpeakerKey("Dr. Ada Lovelace"); got != "ada-lovelace" {
		t.Errorf("got %q", got)
	}
}

func TestSessionCode(t *testing.T) {
	for _, c := range []struct {
		code, base string
		repeat     bool
	}{
		{"KICK111a2", "KICK111a", true}, {"KICK111a", "KICK111a", false}, {"KICK111b", "KICK111b", false},
		{"ARC305-R", "ARC305", true}, {"ARC305-R1", "ARC305", true}, {"ARC305", "ARC305", false}, {"BRK2001R", "BRK2001", true}, {"THR3012R2", "THR3012", true}, {"VR", "VR", false}, {"AB12R", "AB12R", false}, {"HOL221", "HOL221", false},
		{"8AB3X7", "8AB3X7", false}, {"VN77T8", "VN77T8", false}, {"AB12C2", "AB12C2", false}, {"RUST-R", "RUST-R", false}, {"", "", false},
	} {
		if base, repeat := normalize.SessionCode(c.code); base != c.base || repeat != c.repeat {
			t.Errorf("SessionCode(%q) = %q %v, want %q %v", c.code, base, repeat, c.base, c.repeat)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"OSCON 2015": "oscon-2015", "FOSDEM'25": "fosdem25", "Café & Code": "cafe-and-code", "  ": "", "日本語": "", "日本 2025": "2025",
		"a very long name of a conference that goes on and on without end for ever": "a-very-long-name-of-a-conference-that-goes-on-and-on-without-end",
	} {
		got := normalize.Slug(in)
		if got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "name")
		if slug := normalize.Slug(s); slug != "" && callboard.ValidID(slug) != nil {
			t.Fatalf("Slug(%q) = %q is no id", s, slug)
		}
	})
}

// Folding what is folded changes nothing, so stored keys and typed words meet.
func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for name, fold := range map[string]func(string) string{"Fold": normalize.Fold, "FoldWords": normalize.FoldWords} {
			once := fold(s)
			if twice := fold(once); twice != once {
				t.Fatalf("%s(%q) = %q, then %q", name, s, once, twice)
			}
		}
	})
}

func TestGeneric(t *testing.T) {
	for _, title := range []string{"Lunch", "Coffee Break", "Welcome", "Opening Keynote", "Lightning Talks (Friday)", "Tuesday Welcome", "Day 2", "Registration / Check-in",
		"Main Conference: talk", "Main Conference: free time", "BMC devroom - intro", "Meet the speakers", "Office Hours with Tim Bray", "Author Book Signing with Neal Ford",
		"[break] Lunch", "Mittagspause", "Kaffeepause", "Déjeuner", "Pause café", "Almuerzo", "Pausa caffè", "Almoço", "Koffiepauze", "Przerwa kawowa", "Перерыв", "休息時間",
		"昼休み", "Q&A", "Karaoke: Friday Night", "TBA", "15 min break", "Panel discussion", "Workshop II", "", "Racing!", "Open Spaces", "Wrap-up & Feedback", "Happy Hour", "Closing ceremony", "Board Games!!!", "CANCELLED: Lunch",
		"Speakers' Dinner", "Get-together", "Ask the Experts: Cloud", "Office hour", "Business meeting", "Mitgliederversammlung 2026", "Conference Photo", "Demo time", "Award ceremony", "Breakout sessions",
		"Daily recap", "Self-organized sessions", "Shuttle buses", "Pub crawl", "BBQ & drinks", "Cérémonie d'ouverture", "Café da manhã", "Przerwa na lunch", "Перерыв на обед", "Cocktail hour", "Borrel",
		"Fika", "Kaffepaus", "Lunch och mingel", "Registrering & kaffe", "Välkommen", "Frokost", "Påmelding og kaffe", "Dørene åpner", "Afslutning", "Lounastauko", "Ilmoittautuminen ja aamukahvi", "Avaussanat", "Tauko 15 min", "Päätössanat",
		"Registrace", "Přestávka na kávu", "Oběd", "Slavnostní zahájení", "Závěr", "Panelová diskuze", "Kávészünet", "Megnyitó", "등록", "점심 식사", "커피 브레이크", "개회사 / 환영사", "기조연설", "휴식 시간 (15분)", "경품 추첨",
		"报到", "茶歇", "午餐 / Lunch", "圆桌讨论", "開幕致詞", "Kayıt ve karşılama", "Kahve molası", "Обідня перерва", "Перерва на каву", "Διάλειμμα καφέ", "Pauză de cafea", "Istirahat, makan siang", "Nghỉ trưa", "הפסקת צהריים", "استراحة قهوة",
		"Lunes", "Giovedì mattina", "Maandag", "월요일 오전", "Pausa pranzo", "Discours d'ouverture", "Mesa redonda", "Круглый стол",
		"昼休憩", "Assemblée générale de l'association", "Games night", "Invited talks", "Community dinner", "Town hall", "Room closed"} {
		if !normalize.Generic(title, "") {
			t.Errorf("%q is not generic", title)
		}
	}
	for _, title := range []string{"Docker in Production: Reality, Not Hype", "Open Office", "Breaking the Internet", "Workshops that work", "Continuous Delivery", "Elektrobausteine - Tag 1",
		"The Opening of Data", "DDD Europe - 2025", "Welcome to the Machine", "Partying with Postgres", "Kubernetes 101", "Werner Vogels Keynote", "Finger Knitting - intro", "Shopify at scale", "Meet the new garbage collector of Go 1.26",
		"Running Postgres", "A Room of One's Own", "The Bus Factor", "Short Circuits", "Invited to Hack", "Daily Driving Linux", "Demo or Die: Storytelling", "Pizza as a Service", "Game Night Theory Explained",
		"Pitching to Investors", "How to Speak at Conferences", "Community Building 101", "Empty Rooms, Full Minds", "Barbecue Automation with MQTT", "Writing Warm Emails",
		"Fika som metod", "Frokostskolen: Git for alle", "Kahvi ja koodi", "Tauko on tärkeä", "Oběd s umělou inteligencí", "Závěrečná práce v Rustu", "점심 추천 봇 만들기", "등록 시스템 설계", "茶歇机器人", "开幕式机器人怎么写", "Kahve makinesi hacklemek", "Mola Mola"} {
		if normalize.Generic(title, "") {
			t.Errorf("%q is generic", title)
		}
	}
	for typ, want := range map[string]bool{"Event": true, "Office Hours": true, "Author Signing": false, "break": true, "Social event": true, "meetup": true, "Talk": false,
		"performance": false, "40-minute conference session": false, "Keynote": false, "party": true, "informational": true, "lecture": false, "workshop": false} {
		if got := normalize.Generic("Continuous Delivery", typ); got != want {
			t.Errorf("type %q: %v, want %v", typ, got, want)
		}
	}
}
