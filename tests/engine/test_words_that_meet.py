"""Spellings that people take for one word, and words that are not the same though their letters look so."""

from pathlib import Path

import pytest
from searching import check_places, ids, matched, records, searcher_over, text_of

from searcher.query.options import Level, Options
from searcher.search.hits import Hit
from searcher.search.searcher import Searcher


def over(folder: Path, *texts: str, lang: str = "") -> Searcher:
    told = {"lang": lang} if lang else {}
    rows = [{"id": str(number), "text": text, **told} for number, text in enumerate(texts)]
    return searcher_over(folder, {"a.jsonl": records(*rows)})


def found(searcher: Searcher, query: str, *, exact: bool = False, names: bool = True) -> list[str]:
    return ids(searcher.search(query, limit=0, options=Options(exact=exact, names=names)).hits)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Він народився 1971 року", ["1971", "১৯৭১", "١٩٧١", "۱۹۷۱"]),
        ("জন্ম ১৯৭১ সালে", ["1971", "১৯৭১", "१९७१"]),
        ("พ.ศ. ๒๕๖๐ ปลายปี", ["2560", "๒๕๖๐"]),
        ("نحو ١٬٢٣٤ شخصا", ["1234", "1,234", "1.234"]),
        ("लगभग 1,00,000 लोग", ["100000", "100,000"]),
        ("codes 101,102,103 and 404", ["101", "102", "103", "404", "101,102"]),
        ("the host 192.168.100.200 was down", ["192.168.100.200", "192.168", "100.200", "168"]),
        ("331,449,281 Menschen leben da", ["331449281", "331.449.281", "331,449,281"]),
        ("Лук\u02bcяненко виграв", ["Лук'яненко", "Лук\u2019яненко", "Лук\u02bcяненко", "Лукяненко"]),
        ("Лук'яненко виграв", ["Лук\u02bcяненко", "Лук\u2019яненко"]),
        ("п\u2019ять років", ["п'ять", "п\u02bcять"]),
        ("Майкл О'Лири сказал", ["О\u2019Лири", "Лири", "о'лири", "O'Leary"]),
        ("роман про д\u2019Артаньяна", ["д'Артаньяна", "Артаньян"]),
        ("O\u02bbzbekiston maʼlumotlari", ["O'zbekiston", "O\u2018zbekiston", "ma'lumotlari", "ma\u2019lumotlari"]),
        ("ma'lumotlari bor edi", ["maʼlumotlari"]),
        ('צה"ל הודיע', ['צה"ל', "צה״ל", "צה”ל", "צהל"]),
        ("מנכ״לית החברה", ['מנכ"לית', "מנכלית"]),
        ("हिन्दी भाषा में", ["हिंदी", "हिन्दी"]),
        ("चांद और संगीत", ["चाँद", "सङ्गीत"]),
        ("ગાંધી અને પંપ", ["ગાન્ધી", "પમ્પ"]),
        ("సంగీతం మరియు హిందీ", ["సఙ్గీతం", "హిన్దీ"]),
        ("സംഗീതം കേട്ടു", ["സങ്ഗീതം"]),
        ("അവന്\u200d വന്നു", ["അവൻ"]),
        ("അവൾ വന്നു", ["അവള്\u200d"]),
        ("সত্\u200d মানুষ", ["সৎ"]),
        ("یہ ہندوستان ہے", ["يه", "ھندوستان"]),
        ("مدرسة كبيرة", ["مدرسۃ", "کبیرة"]),
        ("زموږ ګران کور", ["گران", "کور"]),
        ("這裡有圖書館", ["图书馆", "圖書館"]),
        ("学校图书馆", ["圖書館", "學校"]),
        ("ນ\u0ec9\u0ecd\u0eb2ຕົກ", ["ນ້ຳ"]),
        ("ดื่มน\u0e4d\u0e49\u0e32ทุกวัน", ["น้ำ"]),
        ("Der Be\u00ad\nlousov und die Zeitungs-\nausgabe", ["Belousov", "Zeitungsausgabe"]),
        ("генерал Бело-\n  усов сказал", ["Белоусов"]),
        ("They cooperate by email", ["e-mail", "co-operate"]),
        ("The Moskaubesuch", ["Moskau", "moskau"]),
    ],
)
def test_spellings_of_one_word_find_each_other(tmp_path: Path, text: str, queries: list[str]) -> None:
    searcher = over(tmp_path, text, "etwas anderes 7 und mehr")
    for query in queries:
        hits = searcher.search(query).hits
        assert ids(hits) == ["0"], query
        assert hits[0].matches
        check_places(hits[0], text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("น้ำ", "กำลังทำงาน"),
        ("ນ້ຳ", "ກຳລັງ"),
        ("102", "10,200 euros"),
        ("200", "1.200.000 Einwohner"),
        ("dart", "une œuvre d'art"),
        ("art", "the darts"),
    ],
)
def test_what_only_looks_alike_is_not_the_word(tmp_path: Path, query: str, text: str) -> None:
    assert found(over(tmp_path, text, lang="de"), query, names=False) == []


def test_a_quotation_mark_between_hebrew_words_is_a_quote(tmp_path: Path) -> None:
    searcher = over(tmp_path, 'כך נכתב בעיתון "הארץ היום" אתמול', "היום כתבו בהארץ")
    assert found(searcher, '"הארץ היום"') == ["0"]
    assert found(searcher, 'צה"ל ארה"ב') == []


def test_acronyms_of_hebrew_in_one_query(tmp_path: Path) -> None:
    searcher = over(tmp_path, "דובר צה״ל וגם ארה״ב", "אין כאן דבר")
    assert found(searcher, 'צה"ל ארה"ב') == ["0"]
    assert found(searcher, '"דובר צה"ל"') == ["0"]


def test_exactly_as_written_is_in_those_characters(tmp_path: Path) -> None:
    searcher = over(tmp_path, "這裡圖書館", "学校图书馆")
    assert found(searcher, "圖書館", exact=True) == ["0"]
    both = searcher.search("圖書館", options=Options(names=False)).hits
    assert ids(both) == ["0", "1"]
    # The other script says why it is here, and can be left out.
    (match,) = both[1].matches
    assert (match.text, match.kind, match.note) == ("图书馆", "folded", "圖書館 in other characters")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("año", ["El próximo ano es bueno para ellos.", "El próximo año es bueno para ellos."]),
        ("ano", ["El próximo año es bueno para ellos.", "El próximo ano es bueno para ellos."]),
        ("Müller", ["Herr Muller kam gestern zu ihnen.", "Herr Müller kam gestern zu ihnen."]),
        ('"côté droit"', ["le cote droit de la rue est là", "le côté droit de la rue est là"]),
        ("काँच", ["कांच का घर है", "काँच का घर है"]),
        ("ёлка", ["елка стояла во дворе", "ёлка стояла во дворе"]),
    ],
)
def test_of_documents_alike_the_one_with_the_accents_as_typed_comes_first(
    tmp_path: Path, query: str, texts: list[str]
) -> None:
    assert found(over(tmp_path, *texts), query) == ["1", "0"]


@pytest.mark.parametrize(
    ("query", "scattered", "together"),
    [
        (
            "2021/10/25",
            "25 of 10 in 2021, 10 and 25, 2021 and 25 and 10",
            "It was signed on 2021/10/25 by all of them.",
        ),
        (
            "anna.berger@firma.example",
            "Anna at the firma, for example Berger; example firma, Berger, Anna",
            "Please write to anna.berger@firma.example about the matter that we spoke of.",
        ),
        ("F-16", "16 or F and then 16 or F, and 16 again", "Over the city there was an F-16 to be seen that day."),
        (
            "Rimsky-Korsakov",
            "Korsakov met Rimsky, Rimsky saw Korsakov, Korsakov, Rimsky",
            "The opera of Rimsky-Korsakov was played in the city this evening.",
        ),
        (
            "кто-нибудь",
            "нибудь или кто, а потом нибудь или кто, и нибудь",
            "Пусть это сделает кто-нибудь из них сегодня вечером.",
        ),
        (
            "covid-19",
            "19 or covid and then 19 or covid, and 19 again",
            "There were many cases of covid-19 in the whole of the country.",
        ),
    ],
)
def test_parts_that_stand_together_come_before_parts_that_are_scattered(
    tmp_path: Path, query: str, scattered: str, together: str
) -> None:
    searcher = over(tmp_path, scattered, together)
    assert found(searcher, query)[0] == "1"


@pytest.mark.parametrize(
    ("query", "row", "form"),
    [
        ("cat", "two cats", "cats"),
        ("Haus", "alte Häuser", "Häuser"),
        ("jardin", "petits jardins", "jardins"),
        ("talo", "vanhat talot", "talot"),
        ("дом", "новые дома", "дома"),
    ],
)
def test_a_row_too_short_to_tell_its_language_has_the_forms_of_its_words(
    tmp_path: Path, query: str, row: str, form: str
) -> None:
    rows = ["text", "two cats", "alte Häuser", "petits jardins", "vanhat talot", "новые дома"]
    searcher = searcher_over(tmp_path, {"a.csv": "\n".join(rows) + "\n"})
    hits: tuple[Hit, ...] = searcher.search(query, options=Options.at(Level.STEMS)).hits
    [hit] = [hit for hit in hits if text_of(searcher, hit.id) == row]
    assert form in matched(hit)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("अस्पतल", "अस्पताल"), ("হাসপতাল", "হাসপাতাল"), ("மருத்துவமணை", "மருத்துவமனை"), ("ఆసుపత్ర", "ఆసుపత్రి"), ("מלחמא", "מִלְחָמָה")],
)
def test_near_spellings_in_scripts_with_marks(tmp_path: Path, typed: str, meant: str) -> None:
    searcher = over(tmp_path, f"xx {meant} yy", "zz aa bb")
    hits = searcher.search(typed, options=Options(names=False, fuzzy=True)).hits
    assert ids(hits) == ["0"]
    assert [(match.text, match.kind) for match in hits[0].matches] == [(meant, "near")]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("وزير", "قال الوزير إن الحكومة تعمل"),
        ("الوزير", "قال وزير إن الحكومة تعمل"),
        ("فريق", "فاز الفريق في المباراة أمس"),
        ("اللغة", "يتحدث لغة أخرى في البيت"),
        ("كرة", "لعب الأولاد بالكرة في الحديقة"),
        ("الكتاب", "قرأت كتابا جديدا عن التاريخ"),
    ],
)
def test_an_arabic_word_finds_its_forms_with_and_without_the_article(tmp_path: Path, query: str, text: str) -> None:
    searcher = over(tmp_path, text, "هذا نص عن شيء مختلف تماما", lang="ar")
    # كرة is a town, too, which none of the texts has.
    assert found(searcher, query) == found(searcher, query, names=False) == ["0"]


@pytest.mark.parametrize(
    ("lang", "query", "text", "form"),
    [
        ("ko", "한니발의 계급은 무엇인가요", "한니발에게 군대가 있었다", "한니발에게"),
        ("he", "מי היה ראש הממשלה הראשון", "נאום בממשלה על חוק חדש", "בממשלה"),
        ("zu", "ubani umfundisi omkhulu lapha", "abafundisi bafundile", "abafundisi"),
        ("sw", "nani alisaidia mtoto huyo jana", "watoto wote wamefika", "watoto"),
    ],
)
def test_a_question_finds_words_in_other_forms_where_there_is_no_stemmer(
    tmp_path: Path, lang: str, query: str, text: str, form: str
) -> None:
    hits = over(tmp_path, text, lang=lang).search(query).hits
    assert ids(hits) == ["0"]
    assert form in matched(hits[0])


def test_syllables_of_vietnamese_that_begin_alike_are_other_words(tmp_path: Path) -> None:
    searcher = over(tmp_path, "Các nghiêng nghiễm nhiên ở đây", "Họ nghiên cứu lịch sử ở đây", lang="vi")
    assert found(searcher, "nghiên", names=False) == ["1"]
