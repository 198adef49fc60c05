package normalize

import "strings"

// Generic says that a title names a kind of slot, not something that is said:
// breaks, registration, a bare "Keynote", "Lightning talks". Entries of such a
// title are never joined by it. typ is the printed type or track flag.
//
// Three tests, each measured: the whole title is made of such words; such words
// stand anywhere in it; the type says so.
func Generic(title, typ string) bool {
	p := splitTitle(line(title), "")
	return generic(p.rest, typ) || genericType(FoldWords(p.Type))
}

// generic judges a title without its decorations.
func generic(title, typ string) bool {
	words := FoldWords(title)
	if words == "" || genericType(FoldWords(typ)) || genericPart(words) || wholeGeneric(words) {
		return true
	}
	// "Main Conference: talk", "Track 2 - Keynote": a prefix that names a place
	// in the programme. Others may be the talk's own ("Elektrobausteine - Tag 1").
	if head, after, ok := frontPhrase(title); ok {
		for w := range strings.FieldsSeq(FoldWords(head)) {
			if programmeWords[w] {
				return wholeGeneric(FoldWords(after))
			}
		}
	}
	return false
}

var programmeWords = setOf("conference konferenz track devroom main stage room saal programme program")

// genericPart looks for the phrases that make a title generic wherever they stand.
func genericPart(words string) bool {
	for rest := words; rest != ""; {
		word, after, _ := strings.Cut(rest, " ")
		for _, part := range genericParts[word] {
			if rest == part || strings.HasPrefix(rest, part) && rest[len(part)] == ' ' {
				return true
			}
		}
		rest = after
	}
	return false
}

// genericType compares a folded type with the stop types, one word at a time
// for the plain ones.
func genericType(words string) bool {
	if words == "" {
		return false
	}
	if genericTypes[words] {
		return true
	}
	for w := range strings.FieldsSeq(words) {
		if genericTypeWords[w] {
			return true
		}
	}
	return false
}

// wholeGeneric reports whether words is nothing but generic phrases, the longest
// first at each place.
func wholeGeneric(words string) bool {
	if words == "" {
		return false
	}
	if strings.HasPrefix(words, "meet the ") && strings.Count(words, " ") <= 4 {
		return true
	}
	w := strings.Fields(words)
	told := false // numbers and small words alone make no title generic: "1984"
	for i := 0; i < len(w); {
		n := 0
		for size := min(4, len(w)-i); size > 0; size-- {
			if p := strings.Join(w[i:i+size], " "); genericPhrases[p] {
				n, told = size, true
				break
			}
		}
		if n == 0 && !numeral(w[i]) && !smallWords[w[i]] {
			return false
		}
		i += max(n, 1)
	}
	return told
}

var smallWords = setOf(`minute minutes min hour hours the a an of for and to with in at on by und der die das de la le les du et y e el di del`)

// numeral is "3", "iii" or "15min".
func numeral(w string) bool {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "min"), "h")
	digits := w != ""
	for _, r := range w {
		digits = digits && r >= '0' && r <= '9'
	}
	return digits || romans[w]
}

var romans = setOf("i ii iii iv v vi vii viii ix x")

// genericTypes are whole types; genericTypeWords count as any word of one.
var (
	genericTypes = phrases(`office hours, app reviews, game reviews, app review, game review, event, music, informational, logistics, service, opening, closing,
		check in, happy hour, hallway, free time, transfer, expo, exhibition, plenum, catering, food, ceremony, networking, networking event, admin, housekeeping, no session`)
	genericTypeWords = setOf(`party parties meetup meetups contest contests break breaks registration social meal meals lunch breakfast dinner coffee
		pause pausen pausa kaffeepause mittagspause anmeldung reception`)
)

// genericParts count anywhere in a title, by their first word.
var genericParts = func() map[string][]string {
	parts := map[string][]string{}
	for p := range phrases(`office hours, app reviews, game reviews, app review, game review, vitals reviews, vitals review, book signing, book signings, lunch, coffee break,
		tea break, registration, check in, quiet time, pop up, tea tent, shop, sale, cake, breakfast, lan party, board games, slots throughout, open house, walkabout,
		repair cafe, repaircafe, chaostreff, plenum, meetup, mixer, lightning talks, village open, karaoke, opening hours, exam session, support group, contest,
		office hour, ask the expert, ask the experts, ask me anything, help desk, speed networking, job fair, career fair, resume review, resume reviews, team meeting, board meeting,
		business meeting, committee meeting, general meeting, annual meeting, general assembly, mitgliederversammlung, assemblee generale, jahreshauptversammlung, press conference,
		stretch break, hands on session, hands on sessions, racing, 1on1, 1 on 1, mittagspause, kaffeepause, mittagessen, pausa cafe, pausa caffe, pause cafe`) {
		word, _, _ := strings.Cut(p, " ")
		parts[word] = append(parts[word], p)
	}
	return parts
}()

// genericPhrases make up whole titles.
var genericPhrases = phrases(`
monday, tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, wed, thu, fri, sat, sun, morning, afternoon, evening, night, noon, midday, midnight, day, days, am, pm
montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, vormittag, nachmittag, abend, tag, morgen
lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, matin, apres midi, soir, jour
january, february, march, april, may, june, july, august, september, october, november, december

lunch, dinner, breakfast, brunch, supper, coffee, tea, cafe, break, breaks, pause, pausa, mittagspause, kaffeepause, teatime, snack, snacks, refreshments, drinks, food, meal, meals
mittagessen, fruhstuck, abendessen, essen, kaffee, dejeuner, petit dejeuner, diner, gouter, almuerzo, comida, cena, desayuno, descanso, pranzo, caffe, colazione, almoco, jantar, intervalo
pauze, koffie, koffiepauze, lunchpauze, przerwa, przerwa kawowa, obiad, kawa, перерыв, обед, кофе, кофе брейк, ужин, завтрак
休憩, 休息, 休息時間, 休憩時間, 昼休み, 昼食, ランチ, コーヒーブレイク, 午餐, 晚餐, 茶敘, 點心

registration, check in, checkin, sign in, badge pickup, badge pick up, doors, doors open, open, opens, opening, close, closes, closing, closed, ceremony, ceremonies, remarks, welcome, greeting, greetings
intro, introduction, introductions, outro, farewell, goodbye, conference, session opening, session closing, information desk, information desks, info desk, arrival, departure
anmeldung, einlass, registrierung, eroffnung, abschluss, begrussung, verabschiedung, ende, accueil, inscription, inscriptions, ouverture, cloture, bienvenue, cafe d accueil
registro, acreditacion, apertura, inauguracion, clausura, bienvenida, cierre, registrazione, accoglienza, chiusura, benvenuto, saluti, credenciamento, abertura, encerramento, boas vindas
ontvangst, inschrijving, opening, afsluiting, welkom, rejestracja, otwarcie, zamkniecie, powitanie, zakonczenie, регистрация, открытие, закрытие, приветствие
受付, 開会, 閉会, 開場, 開会式, 閉会式, オープニング, クロージング, 開幕, 閉幕, 報到

keynote, keynotes, plenary, plenaries, plenum, lightning talks, lightning talk, lightning, ignite talks, blitzvortrage, announcements, announcement, news, office hours, app reviews, game reviews
1on1, 1 on 1, one on one, book signing, meet and greet, meetup, meet up, meetups, treffen, stammtisch, social, socials, social event, mixer, party, afterparty, after party, pre party, reception
happy hour, networking, karaoke, dj, dj set, racing, drop in, yoga, meditation, exam, session, sessions, bof, bofs, birds of a feather, unconference, barcamp, open space, open spaces, open mic
open stage, sprint, sprints, hackathon, hacking, coworking, co working, poster, posters, poster session, sponsored, sponsor, sponsors, talk, talks, expo, exhibit, exhibits, exhibition
exhibit hall, expo hall, exhibition hall, hall, hallway track, q and a, qa, questions, answers, discussion, discussions, panel, panels, wrap up, wrapup, feedback, retrospective, raffle, prizes, awards
tba, tbd, tbc, to be announced, to be determined, to be confirmed, placeholder, reserved, slot, slots, workshop, workshops, tutorial, tutorials, changeover, transition, buffer, free time, free
set up, setup, tear down, teardown, build up, aufbau, abbau, concert, contest, group photo, photo, gruppenfoto, conference photo, photo de groupe, tour, track, main, stage, general, assembly
ama, fireside chat, fireside chats, family photo, pitch, pitches, demo, demos, demo time, prize giving, award, morning run, run, 5k run, prayer room, quiet room, room, childcare, game night
games night, games, movie night, film screening, screening, buffet, cocktail, cocktails, hour, get together, self organized, self organised, breakout, breakouts, break out, parallel, housekeeping
orientation, newcomers, newcomer, travel, transfer, shuttle, shuttles, bus, buses, end, community, speakers, speaker, attendees, vip, gala, help desk, info point, ice breaker, icebreaker, recap, daily
standup, stand up, town hall, address, speech, speeches, invited, contributed, short, flash, pecha kucha, pechakucha, vendor, vendors, agm, working group, working groups, empty, pub crawl, barbecue
bbq, pizza, curfew, quiet hours, stretching, warm up, soundcheck, live music, bar, swag, swag pickup, swag pick up, pickup, lockers, cleanup, clean up, photos, welcome drinks, farewell drinks
mittag, abschlussveranstaltung, abendveranstaltung, ausklang, umbau, einfuhrung, zusammenfassung, schlusswort, ceremonie douverture, ceremonie de cloture, mot daccueil, cafe daccueil, mot de la fin, a confirmer
apertura lavori, saluti iniziali, saluti finali, cafe da manha, pausa para cafe, pausa cafe, pausa para el cafe, por confirmar, a confirmar, da definire, borrel, inloop, lunchpauze, netwerkborrel
obiad, przerwa obiadowa, przerwa na lunch, przerwa na kawe, zakonczenie, do potwierdzenia, перерыв на обед, перерыв на кофе, награждение, фуршет, 昼休憩, 休憩タイム, 交流会, 閉会の挨拶, 開会の挨拶, 茶歇, 午休, 開幕式, 閉幕式, 签到
aperitif, apero, aperitivo, soiree, afterwork, table ronde, podiumsdiskussion, diskussion, vortrag, vortrage, charlas relampago, blitz talks, ライトニングトーク, lt, 懇親会, パネルディスカッション, 基調講演, 未定
`)
