package normalize

import "strings"

// The words that say "repeat", folded as FoldWords folds them, one phrase a
// line by language. Only the English ones were seen in print so far; the
// others are cheap because they count in their places only.

// bracketMarks count inside brackets at either end of a title.
var bracketMarks = phrases(`
repeat, repeats, repeated, repeat session, repeated session, repeat talk, repeated talk, repeat performance, repeat presentation, repeat workshop, repeat run
encore, encore presentation, encore session, encore performance, encore talk, encore screening
rerun, rebroadcast, replay, again, by popular demand, back by popular demand, extra session, additional session
session repeat, session repeated, this session is repeated, this is a repeat, this is a repeat session, repeat offering, offered again, second time, third time, 2nd time, 3rd time, replayed
wdh, wdhl, erneut, nochmal, nochmals, noch einmal, wiederholung, wiederholungstermin, wiederholungsvortrag, wiederholt, zusatztermin, zusatzvorstellung
rediffusion, reprise, bis, seance supplementaire, nouvelle seance, seance repetee, session repetee, nouvelle diffusion
repeticion, repetida, repetido, sesion repetida, redifusion, retransmision, nueva sesion, se repite, otra vez
ripetizione, in replica, si ripete, ritrasmissione
repeticao, reapresentacao, reexibicao, retransmissao, sessao repetida, reprise
herhaling, herhaalsessie, herhaalde sessie, heruitzending, extra sessie
powtorka, powtorzenie, powtorna sesja, dodatkowy termin
повтор, повторно, повторение, повторный показ, повторный доклад, повторная сессия, повторный сеанс
再演, 再放送, 再講演, 再上映, アンコール, アンコール講演, アンコール上映, リピート, リピート放送, リプレイ, 再配信, 追加公演, 2回目, 3回目, 二回目, 三回目
重播, 重複場, 重复场, 加場, 加场, 返場, 返场, 安可, 安可場, 安可场, 重講, 重讲
앙코르, 앵콜, 앙코르 강연, 앵콜 강연, 앙코르 세션, 앵콜 세션, 앙코르 발표, 앵콜 발표, 재방송, 재공연, 재강연, 재상영, 반복 세션, 추가 세션
repris, i repris, extrainsatt, extra tillfälle, gentagelse, gentages, genudsendelse, ekstra session, gjentakelse, gjentas, i reprise, ekstra sesjon, ekstra forestilling
uusinta, uusintaesitys, uusintalähetys, toistetaan, lisäesitys
opakování, opakovaná přednáška, opakovaný workshop, repríza, znovu, přidaný termín, opakovanie, opakovaná prednáška, pridaný termín
ismétlés, megismételt előadás, megismételve, repríz
tekrar, tekrarı, tekrar oturumu, tekrar gösterim, повторення, повторна сесія, повторна доповідь, ponavljanje, repriza, reluare, επανάληψη, repetició, sessió repetida
siaran ulang, sesi ulang, phát lại, שידור חוזר, הרצאה חוזרת, إعادة
`)

// repeatOf begin what says of which run it is a repeat, inside brackets.
var repeatOf = []string{"repeat of ", "repeated from ", "repeat from ", "replay of ", "replay from ", "rerun of ", "encore of ",
	"repeat for ", "repeat in ", "repeat on ", "rebroadcast of ", "rebroadcast for ", "rebroadcast from ", "rebroadcast in ", "repeated on ", "encore for ",
	"wiederholung von ", "wiederholung vom ", "rediffusion de ", "rediffusion du ", "repeticion de ", "replica del ", "herhaling van "}

// frontMarks count before a colon or a dash.
var frontMarks = phrases(`
encore, encore presentation, encore session, encore performance, encore talk, repeat, repeat session, repeat talk, rebroadcast, rerun
wiederholung, wdh, wiederholungstermin, zusatztermin
rediffusion
repeticion, ripetizione, repeticao, reapresentacao, herhaling, powtorka, повтор
再演, 再放送, 再配信, アンコール
session repeat, wdhl, redifusion, powtorzenie
重播, 返場, 返场, 加場, 加场, 앙코르, 앵콜, 재방송, repris, gentagelse, gjentakelse, uusinta, opakování, repríza, opakovanie, ismétlés, повторення, ponavljanje, επανάληψη, repetició
`)

// endMarks count behind a dash or a bar.
var endMarks = phrases(`
encore, encore presentation, encore session, encore performance, repeat, repeat session, repeat talk, rebroadcast, rerun
wiederholung, wdh, wiederholungstermin, zusatztermin
rediffusion
repeticion, ripetizione, repeticao, reapresentacao, herhaling, powtorka, повтор
再演, 再放送, 再配信, アンコール, リピート
session repeat, wdhl, redifusion, powtorzenie
重播, 返場, 返场, 加場, 加场, 앙코르, 앵콜, 재방송, repris, gentagelse, gjentakelse, uusinta, opakování, repríza, opakovanie, ismétlés, повторення, ponavljanje, επανάληψη, repetició
`)

// audiences stand before a mark in brackets: "(APAC rebroadcast)".
var audiences = setOf(`apac emea amer americas latam anz asia europe africa us usa uk eu live evening morning afternoon
monday tuesday wednesday thursday friday saturday sunday`)

// runs count behind an ordinal, in brackets at the end of a title.
var runs = phrases(`
run, showing, screening, performance, offering, session, presentation, repetition
termin, durchgang, vorstellung, auffuhrung, durchlauf
seance, representation, passage, diffusion
sesion, funcion, pase
sessione, replica, proiezione
sessao, exibicao, apresentacao
sessie, voorstelling, uitvoering, keer
termin, pokaz, sesja, raz, seans
сеанс, показ, сессия, раз
omgången, tillfället, föreställningen, gången, gang, forestilling, kerta, esityskerta, představení, uvedení, alkalom, показ, сесія, seans, gösterim
`)

// ordinals stand before a mark or a run; those of a first run too, because
// "(first run)" says that there is another.
var ordinals = setOf(`first second third fourth fifth 1st 2nd 3rd 4th 5th 1 2 3 4 5
erster zweiter dritter vierter erste zweite dritte vierte 1te 2te
premiere deuxieme troisieme seconde 1re 1ere 2e 2eme 3e 3eme
primera segunda tercera segundo tercer primo prima seconda secondo terza terzo
primeira terceira tweede derde eerste 1e 2de 3de 2a 3a 2o 3o 1a
pierwszy drugi trzeci druga trzecia второй вторая третий третья
andra tredje anden andre toinen kolmas druhy druha druhe treti masodik harmadik другий друга третій ikinci ucuncu`)

func phrases(list string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(list) {
		for p := range strings.SplitSeq(line, ",") {
			if p = FoldWords(p); p != "" {
				set[p] = true
			}
		}
	}
	return set
}
