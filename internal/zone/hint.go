package zone

import (
	"net/url"
	"strings"
	"sync"
	"unicode"
)

// A Hint is a zone that a conference's name or address lets one expect: a
// proposal for an admin, never a fact.
type Hint struct {
	Zone string // IANA
	Why  string // "its name says Berlin", "its address ends in .jp"
}

// HintOf looks for a city of conferences in a name, then in the words of an
// address, and last at the country of the address where that has one zone. The
// zero Hint says that there is nothing.
func HintOf(name, address string) Hint {
	if city, to := cityIn(name); to != "" {
		return Hint{to, "its name says " + city}
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return Hint{}
	}
	if city, to := cityIn(u.Hostname() + " " + u.Path); to != "" {
		return Hint{to, "its address says " + city}
	}
	country := u.Hostname()[strings.LastIndexByte(u.Hostname(), '.')+1:]
	if to := hints().countries[strings.ToLower(country)]; to != "" {
		return Hint{to, "its address ends in ." + country}
	}
	return Hint{}
}

// cityIn finds the first city among the words of a text; names of two words too.
func cityIn(text string) (city, to string) {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	for i, word := range words {
		if i+1 < len(words) {
			two := word + " " + words[i+1]
			if to := hints().cities[strings.ToLower(two)]; to != "" {
				return two, to
			}
		}
		if to := hints().cities[strings.ToLower(word)]; to != "" {
			return word, to
		}
	}
	return "", ""
}

type hintTables struct{ cities, countries map[string]string }

var hints = sync.OnceValue(func() hintTables {
	read := func(lines string) map[string]string {
		out := map[string]string{}
		for line := range strings.Lines(lines) {
			to, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
			for name := range strings.SplitSeq(names, ", ") {
				if name != "" {
					out[name] = to
				}
			}
		}
		return out
	}
	return hintTables{read(hintCities), read(hintCountries)}
})

// hintCities are places that conferences carry in their names. Names that are
// words, people or several places are left out.
const hintCities = `Europe/Berlin: berlin, hamburg, munich, münchen, cologne, köln, frankfurt, stuttgart, leipzig, dresden, karlsruhe, nürnberg, nuremberg, düsseldorf, bonn, hannover, bremen, potsdam, chemnitz, augsburg, darmstadt, heidelberg
Europe/Vienna: vienna, wien, graz, linz, salzburg, innsbruck
Europe/Zurich: zurich, zürich, geneva, genève, lausanne, bern, basel
Europe/Paris: paris, lyon, toulouse, nantes, bordeaux, strasbourg, lille, grenoble, rennes, marseille, montpellier
Europe/Brussels: brussels, bruxelles, antwerp, antwerpen, ghent, gent, leuven
Europe/Amsterdam: amsterdam, rotterdam, utrecht, eindhoven, groningen
Europe/London: london, manchester, edinburgh, glasgow, bristol, leeds, belfast, cardiff, sheffield
Europe/Dublin: dublin, galway
Europe/Lisbon: lisbon, lisboa, porto
Europe/Madrid: madrid, barcelona, bilbao, valencia, málaga, malaga, sevilla, seville, zaragoza
Europe/Rome: rome, roma, milan, milano, turin, torino, bologna, naples, napoli, pisa, firenze, trento
Europe/Prague: prague, praha, brno, ostrava
Europe/Bratislava: bratislava
Europe/Warsaw: warsaw, warszawa, krakow, kraków, wroclaw, wrocław, gdansk, gdańsk, poznań, katowice
Europe/Budapest: budapest
Europe/Bucharest: bucharest, cluj, iași, timișoara
Europe/Sofia: sofia
Europe/Athens: athens, thessaloniki
Europe/Belgrade: belgrade, beograd
Europe/Zagreb: zagreb
Europe/Ljubljana: ljubljana
Europe/Copenhagen: copenhagen, københavn, aarhus
Europe/Stockholm: stockholm, gothenburg, göteborg, malmö
Europe/Oslo: oslo, bergen, trondheim
Europe/Helsinki: helsinki, tampere
Europe/Tallinn: tallinn
Europe/Riga: riga
Europe/Vilnius: vilnius, kaunas
Europe/Kyiv: kyiv, kiev, lviv
Europe/Moscow: moscow
Europe/Istanbul: istanbul, ankara
Atlantic/Reykjavik: reykjavik
Asia/Jerusalem: tel aviv, jerusalem
Asia/Dubai: dubai, abu dhabi
Asia/Kolkata: bangalore, bengaluru, mumbai, delhi, hyderabad, chennai, pune, kolkata
Asia/Singapore: singapore
Asia/Kuala_Lumpur: kuala lumpur
Asia/Bangkok: bangkok
Asia/Jakarta: jakarta
Asia/Hong_Kong: hong kong
Asia/Taipei: taipei, kaohsiung
Asia/Shanghai: shanghai, beijing, shenzhen, hangzhou
Asia/Tokyo: tokyo, osaka, kyoto, fukuoka, nagoya
Asia/Seoul: seoul, busan
Australia/Sydney: sydney, canberra
Australia/Melbourne: melbourne
Australia/Brisbane: brisbane
Australia/Perth: perth
Australia/Adelaide: adelaide
Australia/Hobart: hobart
Pacific/Auckland: auckland, wellington, christchurch
Africa/Cairo: cairo
Africa/Nairobi: nairobi
Africa/Lagos: lagos
Africa/Accra: accra
Africa/Johannesburg: johannesburg, cape town
America/New_York: new york, nyc, boston, philadelphia, pittsburgh, atlanta, miami, orlando, raleigh, charlotte, baltimore, cleveland
America/Detroit: detroit
America/Toronto: toronto, montréal, montreal, ottawa, québec
America/Chicago: chicago, austin, dallas, houston, minneapolis, nashville, new orleans, milwaukee, st louis
America/Denver: denver, boulder, salt lake
America/Phoenix: phoenix, scottsdale
America/Los_Angeles: san francisco, los angeles, san diego, san jose, seattle, las vegas, oakland, sacramento
America/Vancouver: vancouver
America/Edmonton: calgary, edmonton
America/Mexico_City: mexico city, guadalajara
America/Bogota: bogota, bogotá, medellín, medellin
America/Lima: lima
America/Argentina/Buenos_Aires: buenos aires
America/Santiago: santiago de
America/Montevideo: montevideo
America/Sao_Paulo: são paulo, sao paulo, rio de, curitiba, florianópolis, porto alegre
`

// hintCountries are the top-level domains of countries with one zone that are
// not sold for how they sound.
const hintCountries = `Europe/Berlin: de
Europe/Vienna: at
Europe/Zurich: ch
Europe/Paris: fr
Europe/Brussels: be
Europe/Amsterdam: nl
Europe/Luxembourg: lu
Europe/London: uk
Europe/Dublin: ie
Europe/Rome: it
Europe/Prague: cz
Europe/Bratislava: sk
Europe/Warsaw: pl
Europe/Budapest: hu
Europe/Bucharest: ro
Europe/Sofia: bg
Europe/Athens: gr
Europe/Belgrade: rs
Europe/Zagreb: hr
Europe/Ljubljana: si
Europe/Copenhagen: dk
Europe/Stockholm: se
Europe/Oslo: no
Europe/Helsinki: fi
Europe/Tallinn: ee
Europe/Riga: lv
Europe/Vilnius: lt
Europe/Kyiv: ua
Europe/Istanbul: tr
Asia/Jerusalem: il
Asia/Kolkata: in
Asia/Singapore: sg
Asia/Bangkok: th
Asia/Hong_Kong: hk
Asia/Taipei: tw
Asia/Shanghai: cn
Asia/Tokyo: jp
Asia/Seoul: kr
Asia/Manila: ph
Asia/Ho_Chi_Minh: vn
Pacific/Auckland: nz
Africa/Johannesburg: za
Africa/Nairobi: ke
Africa/Lagos: ng
Africa/Cairo: eg
America/Lima: pe
America/Montevideo: uy
America/Argentina/Buenos_Aires: ar
`
