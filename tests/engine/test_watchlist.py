"""Names of a list in documents of many languages and scripts, and how sure it is that they are meant."""

import pytest
from searching import records, searcher_over

from searcher.entities.name_list import Listed
from searcher.query.listed import Certainty
from searcher.search.searcher import Searcher
from searcher.search.watchlist import AT_ONCE, Wanted

TEXTS = {
    "ja": "記者のガストン・ルブランはパリに着いた。",
    "ar": "وصل الصحفي غاستون لوبران إلى باريس.",
    "he": "העיתונאי גסטון לברון הגיע לפריז.",
    "el": "Ο δημοσιογράφος Γκαστόν Λεμπράν έφτασε στο Παρίσι.",
    "ru": "Журналист Гастон Лебрен прибыл в Париж.",
    "hi": "पत्रकार गैस्टन लेब्रन पेरिस पहुंचे।",
    "pl": "Widziałem Gastona Lebruna w Paryżu.",
    "en": "Lebrun, Gaston: a life. Gaston, who knew nobody in the town by the name of Lebrun.",
    "de": "Gaston schrieb. Ein anderer, sehr viel später, war ein Lebrun. GASTON LEBRUN!",
    "fr": "Il est gaston et parle à un autre.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    rows = ({"id": lang, "lang": lang, "text": text} for lang, text in TEXTS.items())
    return searcher_over(tmp_path_factory.mktemp("watchlist"), {"news.jsonl": records(*rows)})


def certainties(searcher: Searcher, name: str) -> dict[str, Certainty]:
    (watched,) = searcher.watch([Listed(name, name)], Wanted(limit=0))
    return {each.hit.id: each.certainty for each in watched.sightings}


def test_a_name_is_found_in_every_script_and_only_whole(searcher: Searcher) -> None:
    found = certainties(searcher, "Gaston Lebrun")
    assert found.pop("de") is Certainty.CERTAIN
    assert {found.pop("pl"), found.pop("en")} == {Certainty.LIKELY}
    assert set(found) == {"ja", "ar", "he", "el", "ru", "hi"} and set(found.values()) == {Certainty.POSSIBLE}
    assert certainties(searcher, "Gaston Nairobi") == {}


@pytest.mark.parametrize(
    ("name", "own"), [("Гастон Лебрен", "ru"), ("غاستون لوبران", "ar"), ("ガストン・ルブラン", "ja")]
)
def test_a_name_of_any_script_finds_the_others(searcher: Searcher, name: str, own: str) -> None:
    found = certainties(searcher, name)
    assert found.pop(own) is Certainty.CERTAIN
    assert {"he", "el", "hi", "de"} <= set(found) and set(found.values()) == {Certainty.POSSIBLE}


def test_what_is_quoted_and_counted_is_the_name(searcher: Searcher) -> None:
    (watched,) = searcher.watch([Listed("g", "Gaston Lebrun")], Wanted(limit=0))
    by_id = {each.hit.id: each for each in watched.sightings}
    assert [each.certainty for each in watched.sightings] == sorted(
        (each.certainty for each in watched.sightings), key=list(Certainty).index
    )
    for lang, each in by_id.items():
        assert each.count == 1 and each.quotation is not None
        start, end = each.quotation.matches[0].start, each.quotation.matches[0].end
        assert TEXTS[lang][start:end] == each.variants[0]
    assert by_id["ru"].variants == ("Гастон Лебрен",) and "sounds like" in by_id["ru"].note
    assert by_id["en"].variants == ("Lebrun, Gaston",)


def test_many_names_at_once_are_found_as_one_by_one(searcher: Searcher) -> None:
    names = ["Gaston Lebrun", "Paris", "Nobody", "ルブラン", *(f"Name {number}" for number in range(AT_ONCE)), "Lebrun"]
    rows = [Listed(name, name) for name in names]
    together = list(searcher.watch(rows, Wanted(limit=0)))
    assert [each.row for each in together] == rows
    for watched in (*together[:4], together[-1]):
        assert watched == next(searcher.watch([watched.row], Wanted(limit=0)))
