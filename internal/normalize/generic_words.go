package normalize

// The words of slots in which nothing is said, by language, as phrases folds
// them: one paragraph a family, without a claim to be complete. A word that
// is missing costs little, for a break has neither people nor an abstract to be
// joined by; a word too many keeps a talk's repeats apart.

// genericTypes are whole types; genericTypeWords count as any word of one.
var (
	genericTypes = phrases(`office hours, app reviews, game reviews, app review, game review, event, music, informational, logistics, service, opening, closing,
		check in, happy hour, hallway, free time, transfer, expo, exhibition, plenum, catering, food, ceremony, networking, networking event, admin, housekeeping, no session`)
	genericTypeWords = setOf(`party parties meetup meetups contest contests break breaks registration social meal meals lunch breakfast dinner coffee
		pause pausen pausa kaffeepause mittagspause anmeldung reception paus kaffepaus fika lunsj frokost tauko kahvitauko lounas prestavka obed registrace szunet
		przerwa pauze pauza intervalo descanso almuerzo almoco pranzo перерыв обед перерва обід διαλειμμα 휴식 휴식시간 점심 점심시간 등록 休憩 休息 午餐 茶歇`)
)

// partPhrases count anywhere in a title.
var partPhrases = phrases(`office hours, app reviews, game reviews, app review, game review, vitals reviews, vitals review, book signing, book signings, lunch, coffee break,
		tea break, registration, check in, quiet time, pop up, tea tent, shop, sale, cake, breakfast, lan party, board games, slots throughout, open house, walkabout,
		repair cafe, repaircafe, chaostreff, plenum, meetup, mixer, lightning talks, village open, karaoke, opening hours, exam session, support group, contest,
		office hour, ask the expert, ask the experts, ask me anything, help desk, speed networking, job fair, career fair, resume review, resume reviews, team meeting, board meeting,
		business meeting, committee meeting, general meeting, annual meeting, general assembly, mitgliederversammlung, assemblee generale, jahreshauptversammlung, press conference,
		stretch break, hands on session, hands on sessions, racing, 1on1, 1 on 1, mittagspause, kaffeepause, mittagessen, pausa cafe, pausa caffe, pause cafe,
kaffepaus, lunchpaus, fikapaus, eftermiddagsfika, formiddagsfika, arsmote, kaffepause, frokostpause, lunsjpause, generalforsamling, kahvitauko, lounastauko, aamukahvi, vuosikokous
přestávka na kávu, přestávka na oběd, obědová přestávka, polední přestávka, valná hromada, prestávka na kávu, obedňajšia prestávka, kávészünet, ebédszünet, közgyűlés
przerwa kawowa, przerwa obiadowa, walne zebranie, koffiepauze, lunchpauze, ledenvergadering, pausa pranzo, assemblea generale, asamblea general, assembleia geral, pause déjeuner
перерыв на обед, перерыв на кофе, кофе брейк, кава брейк, обідня перерва, кафе пауза, διάλειμμα καφέ, kahve molası, öğle yemeği, öğle arası, pauză de cafea, pauză de prânz, pauza za kavu,
pauza za kafu
커피 브레이크, 점심 식사, 점심 시간, 저녁 식사, 휴식 시간, 쉬는 시간, 단체 사진, 경품 추첨, makan siang, rehat kopi, ăn trưa, giải lao, הפסקת קפה, הפסקת צהריים, ארוחת צהריים, استراحة غداء, استراحة قهوة
`)

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

registration, check in, checkin, sign in, badge pickup, badge pick up, doors, doors open, open, opens, opening, close, closes, closing, closed, ceremony, ceremonies, remarks, welcome, greeting,
greetings
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
mittag, abschlussveranstaltung, abendveranstaltung, ausklang, umbau, einfuhrung, zusammenfassung, schlusswort, ceremonie douverture, ceremonie de cloture, mot daccueil, cafe daccueil, mot de la fin,
a confirmer
apertura lavori, saluti iniziali, saluti finali, cafe da manha, pausa para cafe, pausa cafe, pausa para el cafe, por confirmar, a confirmar, da definire, borrel, inloop, lunchpauze, netwerkborrel
obiad, przerwa obiadowa, przerwa na lunch, przerwa na kawe, zakonczenie, do potwierdzenia, перерыв на обед, перерыв на кофе, награждение, фуршет, 昼休憩, 休憩タイム, 交流会, 閉会の挨拶, 開会の挨拶, 茶歇, 午休, 開幕式, 閉幕式, 签到
aperitif, apero, aperitivo, soiree, afterwork, table ronde, podiumsdiskussion, diskussion, vortrag, vortrage, charlas relampago, blitz talks, ライトニングトーク, lt, 懇親会, パネルディスカッション, 基調講演, 未定

måndag, tisdag, onsdag, torsdag, fredag, lördag, söndag, förmiddag, eftermiddag, kväll, mandag, tirsdag, lørdag, formiddag, ettermiddag, eftermiddag, kveld, aften
maanantai, tiistai, keskiviikko, torstai, perjantai, lauantai, sunnuntai, aamu, iltapäivä, ilta, pondělí, úterý, středa, čtvrtek, pátek, sobota, neděle, dopoledne, odpoledne, večer, ráno
lunes, martes, miércoles, jueves, viernes, sábado, domingo, mañana, tarde, noche, segunda feira, terça feira, quarta feira, quinta feira, sexta feira, manhã, noite
lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica, mattina, pomeriggio, sera, maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag, ochtend, middag, avond
poniedziałek, wtorek, środa, czwartek, piątek, niedziela, понедельник, вторник, среда, четверг, пятница, суббота, воскресенье, 월요일, 화요일, 수요일, 목요일, 금요일, 토요일, 일요일, 오전, 오후, 저녁

kaffe, kaffepaus, fika, fikapaus, eftermiddagsfika, förmiddagsfika, lunchpaus, paus, bensträckare, frukost, middag, mingel, fest, festmiddag, registrering, incheckning, ankomst, inledning, invigning,
öppning, öppnande
välkommen, välkomna, välkomsttal, välkomnande, avslutning, avslut, sammanfattning, paneldebatt, panelsamtal, panel, frågestund, frågor, frågor och svar, blixttal, dörrarna öppnar, gruppfoto,
prisutdelning, lokalbyte
kaffepause, frokost, frokostpause, morgenmad, aftensmad, aftensmad, lunsj, lunsjpause, rast, påmelding, innsjekk, indtjekning, velkomst, velkommen, åbning, åpning, afslutning, paneldebat, spørgsmål,
spørsmål, lyntale, lyntaler, mingling, dørene åpner, dørene åbner
ilmoittautuminen, rekisteröityminen, saapuminen, lounas, lounastauko, kahvi, kahvit, kahvitauko, aamukahvi, aamukahvit, aamiainen, aamupala, tauko, jaloittelutauko, päivällinen, illallinen,
iltajuhla, jatkot, avaus, avajaiset, avaussanat
tervetuloa, tervetulosanat, päätös, päätössanat, loppusanat, lopetus, yhteenveto, paneeli, paneelikeskustelu, keskustelu, kysymykset, verkostoituminen, salamapuheet, ovet aukeavat, ryhmäkuva

registrace, registrace účastníků, prezence, příchod, oběd, obědová přestávka, polední přestávka, přestávka, přestávka na kávu, přestávka na oběd, káva, snídaně, večeře, raut, zahájení,
slavnostní zahájení, otevření, uvítání, přivítání, úvod, úvodní slovo
závěr, zakončení, ukončení, slavnostní zakončení, závěrečné slovo, diskuse, diskuze, panelová diskuse, panelová diskuze, dotazy, otázky, bleskovky, bleskové přednášky, vyhlášení výsledků,
společná fotka
registrácia, príchod, obed, obedňajšia prestávka, prestávka, prestávka na kávu, raňajky, večera, otvorenie, privítanie, záver, ukončenie, záverečné slovo, diskusia, panelová diskusia, otázky
regisztráció, érkezés, ebéd, ebédszünet, kávé, kávészünet, szünet, reggeli, vacsora, megnyitó, köszöntő, zárás, zárszó, kerekasztal, kerekasztal beszélgetés, panelbeszélgetés, kérdések

등록, 참가 등록, 현장 등록, 접수, 체크인, 입장, 점심, 점심 식사, 점심시간, 점심 시간, 중식, 오찬, 만찬, 석식, 저녁 식사, 휴식, 휴식시간, 휴식 시간, 쉬는시간, 쉬는 시간, 커피브레이크, 커피 브레이크, 티타임, 다과
개회, 개회식, 개회사, 개막식, 환영사, 축사, 인사말, 오프닝, 폐회, 폐회식, 폐회사, 폐막식, 클로징, 마무리, 맺음말, 키노트, 기조연설, 기조 연설, 기조강연, 기조 강연, 패널토의, 패널 토의, 패널토론, 패널 토론
질의응답, 라이트닝토크, 라이트닝 토크, 네트워킹, 네트워킹 시간, 경품추첨, 경품 추첨, 단체사진, 단체 사진, 미정
注册, 报到, 會眾報到, 開場, 开场, 开幕, 开幕式, 开幕致辞, 開幕致詞, 致辞, 致詞, 闭幕, 闭幕式, 閉幕致詞, 午饭, 午餐时间, 午餐時間, 中餐, 早餐, 晚宴, 下午茶, 茶點, 點心時間, 中場休息, 中场休息, 茶歇时间
主题演讲, 主題演講, 圆桌讨论, 圓桌討論, 圆桌论坛, 圓桌論壇, 闪电演讲, 閃電秀, 閃電講, 快閃演講, 问答, 問答, 抽奖, 抽獎, 合影, 大合照, 交流, 自由交流, 待定, 待公布, 場佈, 場復, 撤場
お昼休み, ランチ休憩, 昼食休憩, 受付開始, 入場, 挨拶, 開会挨拶, 閉会挨拶, 質疑応答, 集合写真, 記念撮影, キーノート, 設営, 撤収, 片付け, 休憩時間

kayıt, kahve molası, kahve arası, çay molası, öğle arası, öğle yemeği, öğle yemeği arası, yemek arası, kahvaltı, akşam yemeği, açılış, açılış konuşması, kapanış, kapanış konuşması, hoş geldiniz,
karşılama, soru cevap, ödül töreni, çekiliş
реєстрація, обід, перерва, обідня перерва, перерва на каву, кава, кава брейк, сніданок, вечеря, відкриття, закриття, привітання, вітальне слово, нетворкінг, афтепаті, питання
нетворкинг, афтепати, кофе пауза, регистрация участников, сбор участников, приветственное слово, круглый стол, пленарное заседание, пленарная сессия, вопросы, ответы, обсуждение, розыгрыш призов,
почивка, обяд, кафе пауза, откриване, закриване
registracija, ručak, doručak, večera, pauza, pauza za kavu, pauza za kafu, pauza za ručak, otvaranje, zatvaranje, dobrodošlica, înregistrare, pauză, pauză de cafea, pauză de prânz, prânz, cină,
deschidere, închidere, bun venit
εγγραφή, εγγραφές, προσέλευση, διάλειμμα, διάλειμμα καφέ, γεύμα, μεσημεριανό, δείπνο, καφές, έναρξη, λήξη, καλωσόρισμα, χαιρετισμοί, συζήτηση

mot de bienvenue, discours d'ouverture, discours de clôture, accueil café, accueil des participants, pause déjeuner, pause gourmande, remise des prix, conférences éclair, plénière,
petit déjeuner d'accueil, questions réponses, tirage au sort
mesa redonda, acreditaciones, registro de asistentes, palabras de bienvenida, merienda, sorteo, foto de grupo, preguntas, preguntas y respuestas, receso, refrigerio, comida libre, charla, charlas,
charlas relámpago
lanche, sorteio, perguntas, perguntas e respostas, painel, painéis, mesa de abertura, pausa para almoço, pausa para o café, palestras relâmpago, foto oficial
tavola rotonda, accredito, registrazione partecipanti, pausa pranzo, merenda, saluti istituzionali, domande, premiazione, conclusioni, foto di gruppo
registratie, diner, ontbijt, avondeten, sluiting, welkomstwoord, vragenronde, vragen, prijsuitreiking, paneldiscussie, netwerken, opening, afsluitende borrel
rejestracja uczestników, panel dyskusyjny, dyskusja, kolacja, śniadanie, rozpoczęcie, losowanie nagród, pytania, zdjęcie grupowe
benvinguda, acreditacions, inscripcions, dinar, esmorzar, sopar, berenar, obertura, cloenda, taula rodona, pausa cafè
registrasi, pendaftaran, makan siang, makan malam, istirahat, rehat kopi, ishoma, pembukaan, penutupan, sambutan, tanya jawab, foto bersama, đăng ký, ăn trưa, nghỉ trưa, giải lao, nghỉ giải lao,
khai mạc, bế mạc, tiệc trà, chào mừng, hỏi đáp
הרשמה, התכנסות, הפסקה, הפסקת קפה, הפסקת צהריים, ארוחת צהריים, ארוחת בוקר, קפה, פתיחה, דברי פתיחה, סיום, דברי סיום, التسجيل, استراحة, استراحة غداء, استراحة قهوة, الغداء, غداء, افتتاح, حفل الافتتاح,
ختام, حفل الختام, كلمة ترحيبية
ลงทะเบียน, พักกลางวัน, พักรับประทานอาหารกลางวัน, พักเบรก, พิธีเปิด, พิธีปิด
`)
