"""Words of institutions and offices by what they mean, and adjectives of places as names of the place."""

import re
from collections import defaultdict

import pytest

from searcher.entities.concepts import FILE, office_words
from searcher.entities.data import DATA, key_of, read_rows
from searcher.entities.model import MANY_LANGUAGES
from searcher.entities.table import EntityTable
from searcher.query import compounds

# The languages with most speakers or most text of which the table must know every concept.
LANGUAGES = {"ar", "az", "be", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kk", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ms", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh"}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> EntityTable:
    return EntityTable.open(None, None)


def test_rows_are_sorted_well_formed_and_sourced() -> None:
    lines = (DATA / FILE).read_text(encoding="utf-8").splitlines()[1:]
    rows = [tuple(line.split("\t")) for line in lines]
    assert rows == sorted(set(rows))
    sources = {row["source"] for row in read_rows("sources.tsv")}
    for concept, lang, form, key, source in rows:
        assert re.fullmatch("[a-z]+", concept), concept
        assert lang.split(",") == sorted(lang.split(",")), form
        assert form == form.strip(), form
        assert key == key_of(form) != "", form
        assert source in sources, form


def test_every_concept_has_a_word_in_fifty_languages() -> None:
    langs: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(FILE):
        langs[row["concept"]].update(row["lang"].split(","))
    assert len(langs) >= 200
    assert len(LANGUAGES) >= 50
    assert {concept: LANGUAGES - found for concept, found in langs.items() if LANGUAGES - found} == {}


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("Commission Комиссия komisja 委员会 委員會 위원회 لجنة ועדה आयोग επιτροπή", "commission"),
        ("European европейская europejska europäisch ευρωπαϊκή Európai", "european"),
        ("North Северная північний północny شمال उत्तर 북 北", "north"),
        ("Minister ministro министър υπουργός", "minister"),
        ("внутренняя vnitřní wewnętrzny Interior", "interior"),
        ("White белый bílá λευκός أبيض לבנה सफेद সাদা வெள்ளை 흰 白", "white"),
        ("House дом къща Haus talo بيت בית বাড়ি ਘਰ ఇల్లు บ้าน", "house"),
        ("Red красное czerwony rot punane κόκκινη أحمر لال ಕೆಂಪು 赤 红 紅", "red"),
        ("Gate ворота πύλη باب שער द्वार കവാടം ประตู 문 門 门", "gate"),
        ("Strait пролив Straße στενά مضيق تنگه 海峡 海峽 해협 जलसंधि", "strait"),
        ("Saint São святой Sankt άγιος قديس סנט செயின்ட் 聖 圣", "saint"),
        ("county comté Grafschaft hrabstwo județ megye Kanton кантон vilayət", "province"),
        ("Far Дальний Ferner lejano távol άπω أقصى 远 遠", "far"),
    ],
)
def test_words_of_one_meaning_meet(words: str, concept: str) -> None:
    for word in words.split():
        assert concept in office_words().concepts(key_of(word)), word


def test_a_word_of_several_meanings_has_them_all() -> None:
    assert set(office_words().concepts("rada")) >= {"council"}
    assert set(office_words().concepts(key_of("Recht"))) >= {"law", "right"}
    assert office_words().concepts("ngan hang") == ("bank",)


def test_only_a_whole_word_is_one() -> None:
    assert office_words().concepts("ban") == ()
    assert office_words().concepts("general") != ()  # which is a source's code, too
    assert office_words().concepts("") == ()
    assert office_words().words("ban") == ()


def test_a_concept_has_its_words_with_their_languages() -> None:
    words = {word.text: word.langs for word in office_words().words("bank")}
    assert {"en", "sv"} <= set(words["bank"])
    assert words["банк"] == ("be", "kk", "ru", "uk")


@pytest.mark.parametrize(
    ("adjective", "place"),
    [("French", "france"), ("французский", "france"), ("französisch", "france"), ("французька", "france"),
     ("niemiecka", "germany"), ("německá", "germany"), ("fransk", "france"),
     ("venäläinen", "russia"), ("اوکراینی", "ukraine"), ("германска", "germany"),
     ("西班牙", "spain")],
)  # fmt: skip
def test_an_adjective_says_its_place(table: EntityTable, adjective: str, place: str) -> None:
    assert place in {named.entity_id for named in table.lookup(key_of(adjective))}


def test_demonyms_of_sixty_countries_are_there_in_twenty_five_languages() -> None:
    langs: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("demonyms.tsv"):
        assert row["kind"] == "demonym"
        langs[row["id"]].update(row["lang"].split(","))
    assert sum(len(found - {MANY_LANGUAGES}) >= 25 for found in langs.values()) >= 60


def test_compounds_end_with_the_words_of_the_table() -> None:
    words = {
        word.key
        for concept in compounds.HEADS
        for word in office_words().words(concept)
        if set(word.langs) & compounds.LINKS.keys() and " " not in word.key and (len(word.key) > 2 or word.key >= "가")
    }
    assert {end for word in words for end in compounds.ENDS if word.endswith(end)} == set(compounds.ENDS)
    assert all(word.endswith(compounds.ENDS) for word in words)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("finanzministerium", ("finanz", "ministerium")),
        ("keskuspankki", ("keskus", "pankki")),
        ("유럽연합", ("유럽", "연합")),
        ("strasbourg", None),
        ("ministerium", None),
    ],
)
def test_a_compound_is_parted_into_words_of_names(word: str, parts: tuple[str, str] | None) -> None:
    assert compounds.parts_of_word(word) == parts
