"""Dates and numbers: one day, one amount, however they are written."""

from pathlib import Path

import pytest
from searching import ids, matched, records, searcher_over

from searcher.query.expand import Level, Options
from searcher.search.searcher import Searcher

TEXTS = {
    "de": "Am 30. November trafen sich die Minister der beiden Länder in der Hauptstadt.",
    "de-figures": "Das Treffen der Minister am 30.11. dauerte in der Hauptstadt mehrere Stunden.",
    "en": "The ministers of the two countries met in the capital on November 30 for talks.",
    "en-of": "On the 30th of November the parliament of the country met again in the capital.",
    "es": "Los ministros de los dos países se reunieron el 30 de noviembre en la capital.",
    "fi": "Maiden ministerit tapasivat pääkaupungissa 30. marraskuuta ja keskustelivat.",
    "fr": "Le 30 novembre, les ministres des deux pays se sont réunis dans la capitale.",
    "he": "שרי שתי המדינות נפגשו בבירה ב-30 בנובמבר כדי לדון בהסכם.",
    "hi": "दोनों देशों के मंत्री 30 नवंबर को राजधानी में मिले।",
    "ka": "ორი ქვეყნის მინისტრები დედაქალაქში 30 ნოემბერს შეხვდნენ ერთმანეთს.",
    "ko": "양국 장관들은 11월 30일 수도에서 회담을 가졌다.",
    "pl": "Ministrowie obu krajów spotkali się w stolicy 30 listopada na rozmowach.",
    "ru": "Встреча министров двух стран состоялась в столице 30 ноября после обеда.",
    "zh": "两国部长于11月30日在首都举行会晤，讨论了合作问题。",
}
OTHERS = {
    "scattered": ("en", "The school has 30 teachers, and in November 2021 it moved; 130.11 is its frequency."),
    "fraction": ("de", "Der Wert liegt bei 1.30.11, die Adresse ist 192.168.30.11 im Netz der Schule."),
    "other-day": ("ru", "Встреча министров состоялась в столице 29 ноября, а 30 октября её не было."),
}
ASKED = {
    "de": "30. November",
    "en": "November 30",
    "es": "30 de noviembre",
    "fi": "30. marraskuuta",
    "fr": "30 novembre",
    "he": "30 בנובמבר",
    "hi": "30 नवंबर",
    "ka": "30 ნოემბერი",
    "ko": "11월 30일",
    "pl": "30 listopada",
    "ru": "30 ноября",
    "zh": "11月30日",
}
AMOUNTS = {
    "de": ("de", "Rund 10.000 Soldaten nahmen an der Übung teil, sagte der Minister am Montag."),
    "en": ("en", "Some 10,000 troops took part in the exercise, the minister said on Monday."),
    "pl": ("pl", "W ćwiczeniach wzięło udział 10 tysięcy żołnierzy, powiedział minister."),
    "ru": ("ru", "В учениях приняли участие 10 000 солдат, сообщил министр в понедельник."),
    "ru-word": ("ru", "В учениях приняли участие 10 тысяч солдат, сообщил министр в понедельник."),
    "more": ("ru", "В стране живут 10 000 000 человек, сообщил министр в понедельник."),
    "million": ("en", "The town has 1.5 million people, the minister said on Monday."),
    "million-de": ("de", "Die Stadt hat 1,5 Millionen Einwohner, sagte der Minister am Montag."),
    "million-ja": ("ja", "この市の人口は150万人で、県内で最も多い都市である。"),
}


@pytest.fixture(scope="module")
def dates(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    rows = [{"id": name, "text": text, "lang": name.split("-")[0]} for name, text in TEXTS.items()]
    rows += [{"id": name, "text": text, "lang": lang} for name, (lang, text) in OTHERS.items()]
    return searcher_over(tmp_path_factory.mktemp("dates"), {"a.jsonl": records(*rows)})


@pytest.fixture(scope="module")
def amounts(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    rows = [{"id": name, "text": text, "lang": lang} for name, (lang, text) in AMOUNTS.items()]
    return searcher_over(tmp_path_factory.mktemp("amounts"), {"a.jsonl": records(*rows)})


@pytest.mark.parametrize("lang", ASKED)
def test_a_date_means_the_same_whichever_language_asks(dates: Searcher, lang: str) -> None:
    hits = dates.search(ASKED[lang], limit=0).hits
    assert set(ids(hits)) == set(TEXTS)
    assert lang in [hit.lang for hit in hits[:2]]
    assert dates.search("30.11.", limit=0).total == len(TEXTS)


def test_a_match_is_the_date_and_says_why(dates: Searcher) -> None:
    hits = {hit.id: hit for hit in dates.search("30 November", limit=0).hits}
    assert {name: matched(hit) for name, hit in hits.items()} == {
        "de": ["30. November"], "de-figures": ["30.11"], "en": ["November 30"], "en-of": ["30th of November"],
        "es": ["30 de noviembre"], "fi": ["30. marraskuuta"], "fr": ["30 novembre"], "he": ["30 בנובמבר"],
        "hi": ["30 नवंबर"], "ka": ["30 ნოემბერს"], "ko": ["11월 30일"], "pl": ["30 listopada"], "ru": ["30 ноября"],
        "zh": ["11月30日"],
    }  # fmt: skip
    (russian,) = hits["ru"].matches
    assert (russian.kind, russian.note, russian.lang) == ("date", "30 November, in Russian", "ru")
    (german,) = hits["de"].matches
    assert (german.kind, german.note) == ("exact", "")


def test_a_date_of_a_year_wants_the_year(tmp_path: Path) -> None:
    rows = [
        {"id": "iso", "text": "Das Protokoll trägt das Datum 2021-10-25 und ist unterschrieben.", "lang": "de"},
        {"id": "words", "text": "The report of 25 October 2021 was signed by the minister.", "lang": "en"},
        {"id": "us", "text": "The report dated 10/25/2021 was signed by the minister.", "lang": "en"},
        {"id": "short", "text": "Der Bericht vom 25.10.21 wurde vom Minister unterschrieben.", "lang": "de"},
        {"id": "other", "text": "The report of 25 October 2019 was signed by the minister in 2021.", "lang": "en"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    for query in ("2021-10-25", "25.10.2021", "25 October 2021", "25 октября 2021", "2021年10月25日", '"25 Oct 2021"'):
        assert set(ids(searcher.search(query, limit=0).hits)) == {"iso", "words", "us", "short"}, query


@pytest.mark.parametrize("query", ["10.000", "10,000", "10 000", "10 тысяч", "10 tysięcy", "10 thousand", "10000"])
def test_a_number_is_found_in_every_way_of_writing(amounts: Searcher, query: str) -> None:
    hits = amounts.search(query, limit=0).hits
    assert set(ids(hits)) == {"de", "en", "pl", "ru", "ru-word"}
    found = {text for hit in hits for text in matched(hit)}
    assert found == {"10.000", "10,000", "10 tysięcy", "10 000", "10 тысяч"}


@pytest.mark.parametrize("query", ["1.5 million", "1,5 Millionen", "150万", "1500000"])
def test_a_million_and_a_half(amounts: Searcher, query: str) -> None:
    hits = amounts.search(query, limit=0).hits
    assert {hit.id: matched(hit) for hit in hits} == {
        "million": ["1.5 million"], "million-de": ["1,5 Millionen"], "million-ja": ["150万"],
    }  # fmt: skip


def test_in_a_phrase_too(amounts: Searcher, dates: Searcher) -> None:
    (hit, other) = amounts.search('"10 тысяч солдат"', limit=0).hits
    assert [matched(hit), matched(other)] == [["10 тысяч солдат"], ["10 000 солдат"]]
    assert other.matches[0].note == "10 тысяч, in figures"
    assert ids(dates.search('"in the capital on 30 November"', limit=0).hits) == ["en"]
    assert len(dates.search('"30 November"', limit=0).hits) == len(TEXTS)


def test_dates_are_switched_off_like_other_kinds(dates: Searcher) -> None:
    plain = dates.search("30 November", limit=0, options=Options(dates=False)).hits
    assert not any(match.kind == "date" for hit in plain for match in hit.matches)
    for level, found in ((Level.EXACT, []), (Level.FOLDED, ["de"])):
        assert ids(dates.search('"30 November"', limit=0, options=Options.at(level)).hits) == found
    assert ids(dates.search('="november 30"', limit=0).hits) == ["en"]
    less = dates.search("30 November", limit=0, options=Options(without=frozenset({"30 ноября"}))).hits
    assert set(ids(less)) == set(TEXTS) - {"ru"}


def test_beside_other_words_a_date_is_one_part(dates: Searcher) -> None:
    hits = dates.search("ministers 30 November", limit=0).hits
    assert set(ids(hits)[:2]) == {"de", "en"}
    assert {"ru", "zh", "ka"} <= set(ids(hits))
    assert set(ids(dates.search("+parliament 30.11.", limit=0).hits)) == {"en-of"}
    assert "en-of" not in ids(dates.search("capital -30.11.", limit=0).hits)


def test_parts_name_the_forms_of_a_date(dates: Searcher) -> None:
    (part,) = dates.parts("30 November")
    assert part.text == "30 November"
    assert {"30 ноября", "11月30日", "30.11"} <= {form.text for form in part.forms}
    assert {form.kind for form in part.forms} == {"date"}
