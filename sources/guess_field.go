package sources

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// guessField is something that rows have: how it is asked, what it is called,
// and what it holds in some of the rows.
type guessField struct {
	ask    string // jq program, XPath, column or selector
	name   string // "schedule.StartDatetime"
	values []string
	rows   int // that have it
	// numbers says that values are numbers in the document, not texts.
	numbers bool
}

// guessWords are the names that fields have, the best first, by key. A name is
// split at case, blanks and punctuation; its last word counts most.
var guessWords = map[string][]string{
	"title":    {"title", "titel", "titre", "titulo", "título", "titolo", "headline", "name", "subject", "summary", "session", "talk", "topic", "presentation", "vortrag", "nombre", "nom", "tytuł", "název", "naslov", "rubrik", "otsikko", "palestra", "charla", "ponencia", "onderwerp", "activity", "actividad", "atividade", "tema", "название", "тема", "タイトル", "議題", "標題", "题目", "제목"},
	"start":    {"start", "starts", "begin", "begins", "from", "beginn", "von", "inicio", "inizio", "debut", "début", "anfang", "datetime", "when", "time", "zeit", "uhrzeit", "hora", "ora", "heure", "horario", "timestamp", "godzina", "tid", "slot", "hour", "orario", "horaire", "horário", "início", "tijd", "aanvang", "czas", "tidspunkt", "время", "начало", "時間", "时间", "開始", "开始", "시간", "시작", "dtstart", "scheduled", "date", "datum", "fecha"},
	"end":      {"end", "ends", "finish", "until", "to", "ende", "bis", "fin", "fine", "stop", "koniec", "slut", "fim", "einde", "término", "konec", "конец", "окончание", "終了", "結束", "结束", "종료", "dtend"},
	"date":     {"date", "day", "datum", "tag", "fecha", "data", "jour", "giorno", "dia", "día", "dzień", "dato", "dag", "дата", "день", "日付", "日期", "날짜"},
	"duration": {"duration", "length", "minutes", "dauer", "duración", "durata", "durée", "mins"},
	"room":     {"room", "hall", "location", "venue", "place", "raum", "saal", "ort", "stage", "sala", "salle", "lieu", "where", "space", "rooms", "halls", "stages", "locations", "venues", "zaal", "lokaal", "ruimte", "aula", "auditorio", "auditório", "lugar", "место", "зал", "会場", "場所", "教室", "地點", "地点", "장소"},
	"speakers": {"speakers", "speaker", "presenters", "presenter", "people", "persons", "person", "facilitators", "hosts", "referent", "referenten", "vortragende", "authors", "author",
		"ponente", "ponentes", "relatore", "relatori", "orateur", "orateurs", "intervenants", "instructor", "who", "host", "sprecher", "sprecherin", "participants", "panelists", "lecturers", "lecturer", "fullname", "user", "users", "sprekers", "spreker", "palestrantes", "palestrante", "oradores", "orador", "conferencistas", "conferencista", "expositores", "expositor", "prelegent", "prelegenci",
		"föreläsare", "talare", "puhuja", "докладчик", "докладчики", "спикер", "спикеры", "講演者", "登壇者", "講者", "讲者", "발표자", "연사"},
	"abstract":  {"abstract", "description", "beschreibung", "descripción", "descrizione", "details", "body", "text", "content"},
	"subtitle":  {"subtitle", "untertitel"},
	"track":     {"track", "tracks", "category", "stream", "theme", "categories", "kategorie", "categoria", "categoría"},
	"type":      {"type", "kind", "format", "typ", "tipo"},
	"language":  {"language", "lang", "sprache", "idioma", "lingua", "langue"},
	"link":      {"url", "link", "href", "permalink", "website", "uri"},
	"status":    {"status", "state"},
	"ref":       {"id", "uid", "uuid", "guid", "code", "slug", "key", "nr", "number", "ref"},
	"recording": {"recording", "record", "video", "youtube"},
	"slides":    {"slides", "slide", "deck", "folien"},
}

// guessOptions finds for each key the field that serves it best.
func guessOptions(fields []guessField, rows int) map[string]any {
	options, used := map[string]any{}, map[string]bool{}
	o := &declaredOptions{}
	if layout := guessDateLayout(fields); layout != "" {
		if l, err := declaredLayoutOf(layout); err == nil {
			o.dateLayout, options["date_layout"] = l, layout
		}
	}
	for _, key := range []string{"start", "end", "date", "duration", "title", "speakers", "room", "ref", "link", "abstract", "subtitle", "track", "type", "language", "status", "recording", "slides"} {
		best, most := "", 0
		for _, f := range fields {
			if score := guessNamed(key, f.name); score > most && !used[f.ask] && guessHolds(o, key, f, rows) {
				best, most = f.ask, score
			}
		}
		if most > 0 {
			options[key], used[best] = best, true
		}
	}
	if options["end"] != nil {
		delete(options, "duration") // the end says it
	}
	if options["speakers"] != nil {
		guessNumbered(options, fields)
	}
	if options["date"] == nil {
		guessDated(o, options, fields, rows)
		guessDays(options, fields)
	}
	return options
}

// guessNumbered takes all the fields of people where they are numbered: "Speaker
// 1", "Speaker 2".
func guessNumbered(options map[string]any, fields []guessField) {
	base := func(name string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, csvFold(name))
	}
	chosen := slices.IndexFunc(fields, func(f guessField) bool { return f.ask == options["speakers"] })
	var all []string
	for _, f := range fields {
		if base(f.name) == base(fields[chosen].name) && guessHolds(&declaredOptions{}, "speakers", f, 0) {
			all = append(all, f.ask)
		}
	}
	if len(all) > 1 {
		options["speakers"] = strings.Join(all, ", ")
	}
}

// guessDated takes a start with its date rather than a clock time without one.
func guessDated(o *declaredOptions, options map[string]any, fields []guessField, rows int) {
	dated := func(f guessField) bool {
		return len(f.values) > 0 && !slices.ContainsFunc(f.values, func(v string) bool { t := o.read(v); return !t.whole && !(t.dated() && t.start.hasClock) })
	}
	best, most := "", 0
	for _, f := range fields {
		if f.ask == options["start"] && dated(f) {
			return
		}
		if score := guessNamed("start", f.name); score > most && guessHolds(o, "start", f, rows) && dated(f) {
			best, most = f.ask, score
		}
	}
	if best != "" && options["start"] != nil {
		options["start"] = best
	}
}

// guessDays finds weekdays and days by number, which tell dates once an admin
// says the first one.
func guessDays(options map[string]any, fields []guessField) {
	o := &declaredOptions{}
	for _, f := range fields {
		if f.ask == options["start"] || len(f.values) == 0 {
			continue
		}
		called := guessNamed("date", f.name) > 0
		named, numbers := 0, 0
		for _, v := range f.values {
			if t := o.read(v); !t.dated() && !t.whole && (t.date.weekday >= 0 || t.date.ordinal > 0) && (called || len(v) > 3 && declaredWeekday(v) >= 0) {
				named++
			} else if called && f.numbers && len(v) == 1 && v != "0" {
				numbers++
			}
		}
		switch len(f.values) {
		case named:
			options["day"] = f.ask
		case numbers:
			options["day"] = `"Day \(` + f.ask + `)"`
		}
	}
}

// guessNever are words in the names of fields that make them something else.
var guessNever = map[string][]string{
	"date":  {"end", "ends", "ende", "bis", "updated", "created", "modified", "published"},
	"start": {"updated", "created", "modified", "published", "submitted", "added", "registered", "deadline", "end", "zone", "offset"},
	"end":   {"zone", "offset"},
	"link":  {"thumbnail", "thumb", "image", "img", "photo", "picture", "avatar", "logo", "icon"},
	"title": {"day", "days", "job", "company", "short", "zone", "id", "ids", "type", "format", "level", "code", "slug", "count"},
	"type":  {"media", "mime"},
	"speakers": {"bio", "biography", "twitter", "image", "photo", "company", "organization", "organisation", "affiliation", "employer", "role", "email", "count", "first", "second", "last", "given", "family", "surname", "job",
		"companies", "organizations", "organisations", "affiliations", "bios", "photos", "emails", "roles"},
}

// guessIDs are values that name something by an id, of a person or a room.
var guessIDs = regexp.MustCompile(`^(?:\d+|[0-9a-fA-F-]{8,}|[A-Z0-9]{4,10})$`)

var guessSplit = regexp.MustCompile(`[\p{Lu}]?[\p{Ll}\p{M}]+|\p{Lu}+(?:\p{Ll}|\b)?|[\p{Lo}]+`)

// guessOthers says whether what a word names has a name too: "roomName" and
// "trackTitle" are no titles of talks.
func guessOthers(word string) bool {
	return slices.ContainsFunc([]string{"room", "speakers", "track", "language"}, func(key string) bool { return slices.Contains(guessWords[key], word) })
}

// guessKnown are the words that make up names without any mark between them.
var guessKnown = func() map[string]bool {
	known := map[string]bool{"names": true, "zone": true, "offset": true, "stamp": true, "event": true, "id": true, "ids": true}
	for _, words := range guessWords {
		for _, w := range words {
			known[w] = true
		}
	}
	return known
}()

// guessCompound takes names apart that are written in one: "starttime".
func guessCompound(word string) []string {
	if !guessKnown[word] {
		for i := 3; i <= len(word)-2; i++ {
			if guessKnown[word[:i]] && guessKnown[word[i:]] {
				return []string{word[:i], word[i:]}
			}
		}
	}
	return []string{word}
}

// guessNamed says how well a name fits a key, 0 for not at all.
func guessNamed(key, name string) int {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '/' })
	score := 0
	for depth, part := range parts {
		var words []string
		for _, w := range guessSplit.FindAllString(strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) }), -1) {
			words = append(words, guessCompound(strings.ToLower(w))...)
		}
		last := depth == len(parts)-1
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(guessNever[key], w) }) {
			return 0
		}
		if !last && key != "start" && key != "end" && key != "room" && key != "speakers" {
			continue // "speaker.name" is no name of a talk, "conference.id" none of its ids
		}
		for at, known := range guessWords[key] {
			i := slices.Index(words, known)
			if i < 0 || key == "title" && i > 0 && guessOthers(words[i-1]) {
				continue
			}
			s := max(1000-20*at, 400)
			if len(words) > 1 {
				s -= 30 * (len(words) - 1)
			}
			if !last {
				s -= 200
			}
			score = max(score, s-100*(len(parts)-1))
		}
	}
	for _, part := range parts[:max(len(parts)-1, 0)] {
		if guessNamed("speakers", part) > 0 && slices.Contains([]string{"title", "ref", "link", "start", "end", "date"}, key) ||
			guessNamed("room", part) > 0 && slices.Contains([]string{"title", "ref", "link"}, key) {
			return 0 // of a person, or of a room
		}
	}
	return max(score, 0)
}

// guessHolds says whether what a field holds, its times read by o, can be what
// the key wants.
func guessHolds(o *declaredOptions, key string, f guessField, rows int) bool {
	count := func(is func(string) bool) int {
		n := 0
		for _, v := range f.values {
			if is(v) {
				n++
			}
		}
		return n
	}
	most := func(is func(string) bool) bool { return len(f.values) > 0 && 5*count(is) >= 4*len(f.values) }
	short := func(v string) bool { return len(v) < 400 }
	switch key {
	case "start", "end":
		return (key == "end" || 5*f.rows >= 4*rows) && most(func(v string) bool { t := o.read(v); return len(v) < 60 && (t.whole || t.start.hasClock) })
	case "date":
		return most(func(v string) bool { t := o.read(v); return len(v) < 60 && !t.whole && !t.start.hasClock && t.dated() })
	case "duration":
		return f.unit() == "" && most(func(v string) bool {
			d := declaredDuration(v)
			return len(d) < 12 && strings.ContainsAny(d, "123456789")
		})
	case "title":
		return 5*f.rows >= 4*rows && most(func(v string) bool {
			t := o.read(v)
			return short(v) && strings.ContainsFunc(v, unicode.IsLetter) && !t.whole && !strings.Contains(v, "://")
		}) && 10*len(guessDistinct(f.values)) >= len(f.values)
	case "ref":
		return 10*f.rows >= 9*rows && most(func(v string) bool { return len(v) < 100 && !strings.Contains(v, " ") }) && 10*len(guessDistinct(f.values)) >= 9*len(f.values)
	case "link", "recording", "slides":
		return most(func(v string) bool { return strings.HasPrefix(v, "http") || strings.HasPrefix(v, "/") })
	case "abstract":
		return most(func(v string) bool { return strings.ContainsFunc(v, unicode.IsLetter) })
	case "speakers":
		return most(func(v string) bool {
			return short(v) && strings.ContainsFunc(v, unicode.IsLetter) && !strings.Contains(v, "://") && !guessIDs.MatchString(v)
		})
	case "room":
		return most(func(v string) bool {
			return short(v) && !strings.Contains(v, "://") && !strings.HasSuffix(v, ".html") && !(len(v) >= 16 && guessIDs.MatchString(v)) && strings.ContainsFunc(v, unicode.IsLetter)
		})
	case "track", "type", "language", "status", "subtitle":
		return most(func(v string) bool {
			return short(v) && strings.ContainsFunc(v, unicode.IsLetter) && !strings.Contains(v, "://")
		})
	}
	return false
}

func guessDistinct(values []string) []string {
	return slices.CompactFunc(slices.Sorted(slices.Values(values)), func(a, b string) bool { return cmp.Compare(a, b) == 0 })
}
