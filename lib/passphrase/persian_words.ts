/**
 * What people in Iran and its diaspora choose first: common words, names, cities, clubs, months,
 * slogans and the first lines of poems, in Persian script and in the Latin letters of chat
 * messages. The strength estimate counts them as known. Not a complete dictionary: a word that is
 * missing here is still counted as language, see strength.ts.
 *
 * @module
 */

/** One row a word: Persian script, folded; then its spellings in Latin letters. Common ones first. */
const WORDS = `
سلام salam salaam slm
دنیا donya donia dunya
ایران iran
عشق eshgh eshq esgh
آزادی azadi azady
زندگی zendegi zendegy
دوست doost dost dust
دوستت doostet dooset
دوستم doostam
دارم daram
خدا khoda khuda xoda
خداحافظ khodahafez khodafez khodafes khodahafiz
محمد mohammad mohamad muhammad mamad
علی ali
رضا reza
حسین hossein hosein hossain
مادر madar
پدر pedar
مامان maman mamani
بابا baba babai
عزیزم azizam azizm
عزیز aziz
جان jan joon jun
جون jone
جانم janam joonam
عشقم eshgham eshqam
نفس nafas
نفسم nafasam
قلب ghalb qalb
قلبم ghalbam
دل del
دلم delam
زن zan
مرد mard
رهایی rahaei rahayi
امید omid omidvar
صلح solh
وطن vatan watan
میهن mihan
مردم mardom
انقلاب enghelab enqelab
شاهنشاه shahanshah
شاه shah
پهلوی pahlavi
کوروش kourosh koorosh cyrus
داریوش dariush daryoush
آریا aria arya
پارسی parsi
پارس pars
فارسی farsi
فارس fars
ایرانی irani
ایرانم iranam
پرسپولیس perspolis persepolis
استقلال esteghlal esteqlal
سپاهان sepahan
تراکتور tractor teraktor
ملوان malavan
فولاد foolad
پرسپولیسی perspolisi
استقلالی esteghlali
قهرمان ghahreman qahreman
تهران tehran teheran
مشهد mashhad mashad
اصفهان esfahan isfahan
شیراز shiraz
تبریز tabriz
کرج karaj
قم qom ghom
اهواز ahvaz ahwaz
کرمانشاه kermanshah
کرمان kerman
ارومیه urmia orumieh oroumieh
رشت rasht
گیلان gilan
مازندران mazandaran
ساری sari
بابل babol
زاهدان zahedan
همدان hamedan hamadan
یزد yazd
اردبیل ardabil
بندرعباس bandarabbas
بوشهر bushehr boushehr
آبادان abadan
خرمشهر khorramshahr
خرمآباد khorramabad
سنندج sanandaj
مهاباد mahabad
کردستان kordestan kurdistan
بلوچستان baluchestan balouchestan
خوزستان khoozestan khuzestan
خراسان khorasan
آذربایجان azarbaijan azerbaijan
لرستان lorestan
قزوین qazvin ghazvin
زنجان zanjan
گرگان gorgan
دماوند damavand
البرز alborz
خزر khazar
خلیج khalij
خلیجفارس khalijefars persiangulf
کابل kabul
افغانستان afghanistan
تاجیکستان tajikistan
فروردین farvardin
اردیبهشت ordibehesht
خرداد khordad
تیر tir
مرداد mordad amordad
شهریور shahrivar
مهر mehr
آبان aban
آذر azar
دی dey
بهمن bahman
اسفند esfand
نوروز norooz nowruz noruz
یلدا yalda
چهارشنبه chaharshanbe
سوری soori souri
شنبه shanbe
یکشنبه yekshanbe
دوشنبه doshanbe
سهشنبه seshanbe
پنجشنبه panjshanbe
جمعه jome jomeh
امروز emrooz emruz
دیروز dirooz
فردا farda
شب shab
روز rooz ruz
صبح sobh
بهار bahar
تابستان tabestan
پاییز paeez paiz
زمستان zemestan
باران baran
برف barf
آفتاب aftab
خورشید khorshid
ماه mah
ستاره setareh setare
آسمان aseman asemoon
دریا darya
کوه kooh kuh
گل gol
لاله laleh lale
نرگس narges
یاسمن yasaman
نسترن nastaran
شیر shir
خر khar
گربه gorbe
سگ sag
کبوتر kabootar
پروانه parvaneh parvane
فرشته fereshteh fereshte
پری pari
آرزو arezoo arezu
رویا roya
ندا neda
نیکا nika
مهسا mahsa
ژینا jina zhina
امینی amini
حدیث hadis
سارینا sarina
کیان kian
خدانور khodanoor
نوید navid
توماج toomaj
سارا sara
مریم maryam mariam
زهرا zahra
فاطمه fatemeh fateme
زینب zeinab zeynab
نازنین nazanin
نگین negin
نیلوفر niloofar niloufar
شیما shima
شیوا shiva
مینا mina
لیلا leila leyla
لیلی leili leyli
مجنون majnoon
شیرین shirin
فرهاد farhad
خسرو khosro khosrow
رستم rostam
سهراب sohrab
سیاوش siavash siyavash
کاوه kaveh kave
آرش arash
بابک babak
مزدک mazdak
زرتشت zartosht
فردوسی ferdowsi ferdosi
حافظ hafez hafiz
سعدی saadi sadi
مولانا molana mowlana
خیام khayyam khayam
فروغ forough foroogh
شاملو shamloo
امیر amir
امیرحسین amirhossein amirhosein
امیرعلی amirali
مهدی mahdi mehdi
حسن hasan hassan
عباس abbas
احمد ahmad
محمود mahmood mahmoud
مسعود masoud masood
سعید saeed saeid
حمید hamid
مجید majid
وحید vahid
فرید farid
نیما nima
سینا sina
پویا pouya pooya
پارسا parsa
آرمان arman
آرمین armin
رامین ramin
شاهین shahin
بهنام behnam
بهزاد behzad
بهروز behrooz behrouz
پیمان peyman peiman
پیام payam
میلاد milad
احسان ehsan
ایمان iman
اسلام eslam islam
قرآن ghoran quran
الله allah
اکبر akbar
بسم besm bism
یا ya
زهرایا yazahra
یاعلی yaali
یاحسین yahossein yahosein
ابوالفضل abolfazl
مرگ marg
دیکتاتور diktator dictator
خامنه khamenei khamenehi
خمینی khomeini
سپاه sepah
بسیج basij
زندان zendan
اوین evin
جنگ jang
پیروزی piroozi piruzi
پیروز pirooz
مبارزه mobareze
اعتصاب etesab
اعتراض eteraz
همیشه hamishe hamisheh
هرگز hargez
من man
تو to too
ما ma
شما shoma
او oo
این in een
آن an
که ke
را ra
رو ro
برای baraye barae
با ba
از az
در dar
بر bar
به be
هم ham
نه na
بله bale
آره are areh
خوب khoob khub
بد bad
خیلی kheili kheyli khayli
بزرگ bozorg
کوچک koochak
جدید jadid
قدیمی ghadimi
زیبا ziba
خوشگل khoshgel
قشنگ ghashang
خوش khosh
خوشحال khoshhal
شاد shad
شادی shadi
غم gham
درد dard
تنها tanha
تنهایی tanhaei tanhayi
خسته khaste khasteh
مرسی merci mersi
ممنون mamnoon
متشکرم moteshakeram
لطفا lotfan
ببخشید bebakhshid
چطوری chetori
خوبی khoobi khubi
هستم hastam
هستی hasti
است ast
هست hast
نیست nist
بود bood
باش bash
میخواهم mikhaham mikham
بیا bia biya
برو boro
رفت raft
آمد amad
کار kar
خانه khaneh khane
خونه khoone khune
مدرسه madrese madreseh
دانشگاه daneshgah
کتاب ketab
معلم moallem
دکتر doktor doctor
مهندس mohandes
پول pool
تلفن telefon
رمز ramz
گذرواژه gozarvazhe
پسورد pasvord pasword
کلمه kalame
عبور oboor obour
مخفی makhfi
راز raz
کلید kelid
یک yek
دو do
سه se
چهار chahar
پنج panj
شش shesh
هفت haft
هشت hasht
نه noh
ده dah
صد sad
هزار hezar
سیگار sigar
چای chai chay
قهوه ghahve
پسته pesteh
کباب kabab
فوتبال footbal football
خداوند khodavand khodavande
خرد kherad
توانا tavana
دانا dana
دانش danesh
نام nam name
پیر pir
برنا borna
بنی bani
آدم adam
اعضای azaye
پیکر peykar peikar
آفرینش afarinesh
گوهر gohar gowhar
عضوی ozvi
روزگار roozegar ruzegar
برتر bartar
اندیشه andishe andisheh
ساقی saghi saqi
نی ney
حکایت hekayat
شکایت shekayat
جدایی jodaei jodayi
هنر honar
مور moor
شقایق shaghayegh shaqayeq
باید bayad
کرد kard
نیز niz
بگذرد bogzarad begzarad
نیک nik neek
گفتار goftar
پندار pendar
کردار kerdar
مرز marz
افق ofogh ofoq
می mey
میکند mikonad
میرود miravad
ساربان sareban sarban
آهسته aheste ahesteh
یوسف yousef yusef
گمگشته gomgashte gomgashteh
کنعان kanan
دوش doosh dush
دیدم didam
مرده morde mordeh
زنده zende zendeh
گریه gerye geryeh
خنده khande khandeh
شدم shodam
بودم boodam budam
`;

/** Slogans, prayers and the first lines of poems, which everybody who is asked for a sentence knows. */
const LINES = `
زن زندگی آزادی
مرد میهن آبادی
مرگ بر دیکتاتور
جاوید شاه
ای ایران ای مرز پر گهر
سر زد از افق مهر خاوران
بسم الله الرحمن الرحیم
لا اله الا الله
الله اکبر
یا حسین مظلوم
دوستت دارم
عاشقتم
توانا بود هر که دانا بود
ز دانش دل پیر برنا بود
بنی آدم اعضای یک پیکرند
که در آفرینش ز یک گوهرند
چو عضوی به درد آورد روزگار
به نام خداوند جان و خرد
به نام خدا
کزین برتر اندیشه برنگذرد
الا یا ایها الساقی ادر کاسا و ناولها
که عشق آسان نمود اول ولی افتاد مشکلها
بشنو از نی چون حکایت می کند
بشنو این نی چون شکایت می کند
از جدایی ها شکایت می کند
منت خدای را عز و جل
چو ایران نباشد تن من مباد
هنر نزد ایرانیان است و بس
میازار موری که دانه کش است
تا شقایق هست زندگی باید کرد
یکی بود یکی نبود
از ماست که بر ماست
این نیز بگذرد
گفتار نیک پندار نیک کردار نیک
پندار نیک گفتار نیک کردار نیک
دگر عضوها را نماند قرار
ای ساربان آهسته ران کارام جانم می رود
دل می رود ز دستم صاحب دلان خدا را
اگر آن ترک شیرازی به دست آرد دل ما را
یوسف گمگشته باز آید به کنعان غم مخور
دوش دیدم که ملایک در میخانه زدند
مرده بدم زنده شدم گریه بدم خنده شدم
`;

/**
 * The same in Latin letters, which everybody spells in a way of his own: alternatives stand between
 * strokes, and a dot in one of them is a space.
 */
const LATIN_LINES = `
zan zendegi|zendegy azadi|azady
mard mihan|mihane abadi
marg bar diktator|dictator
javid shah|iran
woman|women life freedom
dooset|doostet|duset daram
asheghetam
yeki bood|bud yeki nabood|nabud
chetori khoobi
be nam|name|naam|naame khodavand|khodavande|xodavande jan|jaan|jane|joon o|va|vo kherad|xerad
be nam|name khoda|xoda
kazin|kezin|kaz.in bartar|bartare andishe|andisheh barnagzarad|bar.nagzarad|barnagozarad|bar.nagozarad
tavana|tavaanaa bovad|bowad|bood|bud harke|har.ke|harkeh|har.keh|harki|har.ki dana|daanaa bovad|bowad|bood|bud
ze|z|za danesh|daneshe del|dele pir|pire borna|barna bovad|bowad|bood|bud
bani|bany adam|aadam aza|azaye|azay|aazaye|azaie yekdigarand|yek.digarand|yekdigarnd|yekpeykarand|yek.peykarand|yek.peikarand
ke|k dar afarinesh|aafarinesh ze|z yek goharand|gowharand
cho|chu|choo ozvi|ozvy be dard avarad|avard|aavarad roozegar|ruzegar|rozegar
degar|digar ozvha|ozv.ha|ozvhaa ra|raa namanad|namaanad gharar|qarar
ala ya ayohasaghi|ayoha.saghi|ayohas.saghi|ayyohas.saghi|ayyohassaghi|ayohal.saghi|ayyoha.al.saghi|ayoha.alsaghi|ayohasaqi|ayoha.saqi|ayyohas.saqi ader|adar|adr kasan|kaasan|kasa va|o|vo navelha|naavelha
ke|k eshgh|eshq asan|aasan nemood|nemud|namood aval|avval vali|vaali oftad|oftaad moshkelha|moshkel.ha
beshno|beshnow|bishno az|in ney|nei|nay chon|choon|chun hekayat|shekayat mikonad|mi.konad
az jodaeiha|jodaei.ha|jodayiha|jodayi.ha|jodaiha shekayat|hekayat mikonad|mi.konad
mennat|menat khoday|khodaye|khodai ra|raa ezzo|ezz.o|azz.o|az.o|ez.o|azo jal|jall|jalla
cho|chu|choo iran|iraan nabashad tan|tane man mabad|mabaad
honar nazd|nazde iranian|iraniyan ast o|va bas
mayazar|miazar|miyazar|mayaazar moori|muri|mori|mouri ke daneh|dane|daane kesh.ast|keshast
ta|taa shaghayegh|shaqayeq|shaghayeq hast zendegi bayad kard
az mast|maast|ma.ast ke bar mast|maast|ma.ast
in|een niz|neez bogzarad|begzarad|bogozarad
goftar|goftare|pendar|pendare nik|neek goftar|goftare|pendar|pendare nik|neek kerdar|kerdare nik|neek
ey|ei|ay iran ey|ei|ay marz|marze por|porr gohar|gowhar|gohare
sar zad|zade az ofogh|ofoq mehr|mehre khavaran|khaavaran
besmellah|bismillah|besm.allah|bism.allah|besmella|bismilla rahman|alrahman|al.rahman|errahman|arrahman|er.rahman|ar.rahman rahim|alrahim|al.rahim|errahim|arrahim|er.rahim|ar.rahim
la elaha|elah|ilaha|elahe|ilahe ellallah|illallah|ella.allah|ela.allah|illa.allah|elallah
allah|allaho|allahu akbar
ya hossein|hosein|hussein|hoseyn mazloom|mazlum
ey|ei|ay sareban|sarban|saareban aheste|ahesteh|aahesteh ran|raan karam|kaaram|karame janam|jaanam miravad|mi.ravad
del miravad|mi.ravad ze|z dastam sahebdelan|saheb.delan khodara|khoda.ra
agar an|aan|on torke|tork shirazi be dast arad|aarad dele|del ma.ra|mara
yousef|yusef|yosef|youssef gomgashte|gomgashteh baz|baaz ayad|aayad be kanan|kanaan gham makhor
doosh|dush didam ke malayek|malaek dar meykhane|meikhane|meykhaneh zadand
morde|mordeh bodam|boodam|budam zende|zendeh shodam gerye|geryeh bodam|boodam|budam khande|khandeh shodam
`;

/** How far into the Persian calendar birthdays and present years reach. */
const YEARS = [1300, 1420];

/** Word lists in the shape that zxcvbn takes: the place in a list is the rank of the word. */
export function persianDictionaries(): Record<string, string[]> {
  const script: string[] = [];
  const latin: string[] = [];
  for (const row of rows(WORDS)) {
    const [word, ...spellings] = row.split(" ");
    script.push(word);
    latin.push(...spellings);
  }
  const lines = [...rows(LINES), ...rows(LATIN_LINES).flatMap(spellings)];
  for (const line of [...lines]) lines.push(line.replaceAll(" ", ""));
  // Many leave out the sign on alef.
  for (const list of [script, lines]) list.push(...list.map((word) => word.replaceAll("آ", "ا")));
  const [first, last] = YEARS;
  const years = Array.from({ length: last - first + 1 }, (_, i) => String(last - i));
  return {
    "persian-words": unique(script),
    "persian-latin": unique(latin),
    "persian-lines": unique(lines),
    "persian-years": years,
  };
}

/** All lines that a row of alternatives stands for. */
function spellings(row: string): string[] {
  return row.split(" ").reduce<string[]>((lines, word) => {
    const choices = word.split("|").map((choice) => choice.replaceAll(".", " "));
    if (lines.length === 0) return choices;
    return lines.flatMap((line) => choices.map((choice) => `${line} ${choice}`));
  }, []);
}

function rows(table: string): string[] {
  return table.trim().split("\n");
}

function unique(words: string[]): string[] {
  return [...new Set(words)];
}
