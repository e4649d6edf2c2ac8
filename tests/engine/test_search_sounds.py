"""Names in other scripts, and names of several words, in texts that no table knows."""

from pathlib import Path

import pytest
from searching import asking, ids, records, searcher_over

from searcher.query.options import Options
from searcher.search.searcher import Searcher

TEXTS = {
    "en": "The painter Orlindo Tavasky met Mrs Hrytsenko in the garden. Davis paid a million.",
    "ru": "Художник Орлиндо Тавасский встретил госпожу Гриценко. Здесь Орлиндо Петров.",
    "he": "הצייר אורלינדו טבסקי נפגש עם הגברת ג'ונסון.",
    "ko": "화가 오를린도 타바스키 씨가 왔다.",
    "ja": "画家のオルリンド・タバスキーが来た。スターカービーもいた。",
    "zh": "画家奥尔林多·塔瓦斯基来了。",
    "ar": "وصل الرسام أورليندو تافاسكي إلى المدينة.",
    "other": "Orlindo Mendes spoke. Petra Tavasky too, and Johnson.",
    "uk": "Гриценко приїхав. Європейська комісія вирішила, ДПА повідомляє.",
    "de": "Die Europäische Kommission tagt. Der Tavaskybesuch war kurz, sagt Davos.",
    "dpa": "DPA reports. The European Commission met.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    files = {f"{name}.txt": text for name, text in TEXTS.items()}
    return searcher_over(tmp_path_factory.mktemp("library"), files)


def names(searcher: Searcher, query: str, options: Options | None = None) -> set[str]:
    return {Path(each).stem for each in ids(searcher.search(query, options=options).hits)}


@pytest.mark.parametrize("query", ["Tavasky", "Тавасский", "타바스키", "タバスキー", "تافاسكي"])
def test_one_name_is_found_in_every_script(searcher: Searcher, query: str) -> None:
    assert {"en", "ru", "he", "ko", "ja", "ar"} <= names(searcher, query)


def test_a_full_name_stands_above_one_of_its_words(searcher: Searcher) -> None:
    order = [Path(each).stem for each in ids(searcher.search("Orlindo Tavasky").hits)]
    whole = {"en", "ru", "he", "ko", "ar"}
    assert set(order[: len(whole)]) == whole
    assert "de" not in order, "a word that is in other documents too points to nobody"


def test_names_off_finds_letters_alone(searcher: Searcher) -> None:
    assert names(searcher, "Tavasky", Options(names=False)) <= {"en", "other", "de"}


def test_a_letter_that_romanises_in_several_ways(searcher: Searcher) -> None:
    assert {"en", "ru", "uk"} <= names(searcher, "Hrytsenko")


def test_the_geresh_of_hebrew_is_part_of_its_word(searcher: Searcher) -> None:
    assert "he" in names(searcher, "Johnson")
    assert names(searcher, "ג׳ונסון") >= {"he", "other"}


def test_katakana_within_a_longer_word_sounds_like_nothing(searcher: Searcher) -> None:
    assert "ja" not in names(searcher, "Kirby", Options())


def test_an_acronym_keeps_its_letters(searcher: Searcher) -> None:
    assert {"dpa", "uk"} <= names(searcher, "DPA")
    assert {"dpa", "uk"} <= names(searcher, "ДПА")


def test_what_names_are_made_of_is_translated_in_them_alone(searcher: Searcher) -> None:
    assert {"dpa", "de", "uk"} <= names(searcher, "European Commission")
    assert "uk" not in names(searcher, "commission")


def test_the_reason_says_that_it_sounds_alike(searcher: Searcher) -> None:
    [hit] = [hit for hit in searcher.search("Tavasky").hits if hit.id == "ko.txt"]
    assert [(match.kind, match.note) for match in hit.matches] == [("romanised", "sounds like Tavasky")]


def test_a_name_is_found_from_its_beginning_while_it_is_typed(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, {"a.txt": "Пхеньян молчит.", "b.txt": "Moskaubesuch.", "c.txt": "இந்தியாவில்"})
    assert ids(searcher.search("pyongy", options=Options(prefix_last=True)).hits) == ["a.txt"]
    assert ids(searcher.search("Moskau").hits) == ["b.txt"]
    assert ids(searcher.search("இந்தியா").hits) == ["c.txt"]


@pytest.mark.parametrize(("query", "form", "lang"), [("Carlsson", "Karlsonga", "uz"), ("Macron", "Makronu", "lt")])
def test_an_inflected_form_sounds_as_the_name_does(tmp_path: Path, query: str, form: str, lang: str) -> None:
    rows = [
        {"id": "inflected", "text": f"Prezident {form} telefon qildi, deb yozdi gazeta.", "lang": lang},
        {"id": "other", "text": f"Prezident {form} telefon qildi, deb yozdi gazeta.", "lang": "nl"},
        {"id": "exact", "text": f"Nobody has seen {query} since.", "lang": "en"},
    ]
    assert ids(asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))(query)) == ["exact", "inflected"]


NAMED = [
    *({"id": f"bg{at}", "text": f"Депутатът Том Уилямс говори {at} пъти днес.", "lang": "bg"} for at in range(3)),
    *({"id": f"ru{at}", "text": f"Он говорил о том, что было {at} лет назад, и не только.", "lang": "ru"} for at in range(6)),
    {"id": "pl", "text": "Minister Williams mówił wczoraj długo w sejmie.", "lang": "pl"},
    {"id": "sl", "text": "Minister Vilyams je včeraj govoril.", "lang": "sl"},
]  # fmt: skip


def test_a_word_of_a_name_is_no_ordinary_word_of_another_language(tmp_path: Path) -> None:
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*NAMED)}))
    found = ids(ask("Том Уилямс"))
    assert found[:3] == ["bg0", "bg1", "bg2"]
    assert not [each for each in found if each.startswith("ru")], "in small letters it is another word there"


def test_a_name_in_small_letters_alone_is_found_all_the_same(tmp_path: Path) -> None:
    rows = [{"id": str(at), "text": f"the chat says tom wilyams spoke {at} times", "lang": "en"} for at in range(3)]
    rows.append({"id": "part", "text": "wilyams is here again, the chat says", "lang": "de"})
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    assert set(ids(ask("Tom Wilyams"))) == {"0", "1", "2", "part"}


@pytest.mark.parametrize("query", ["Том Уилямс", "Tom Williams", "Уилямс", "Orlindo Tavasky", "Минстер Том Вильямс"])
def test_every_hit_shows_what_it_is_found_by(tmp_path: Path, query: str) -> None:
    rows = [*NAMED, *({"id": name, "text": text} for name, text in TEXTS.items())]
    hits = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))(query)
    assert hits
    assert [hit.id for hit in hits if not hit.matches] == []


def test_many_misprints_of_a_name_leave_room_for_another_spelling_of_it(tmp_path: Path) -> None:
    texts = {
        f"misprint{letter}": f"Yesterday came Tavas{letter}ki, like Tavaski{letter}." for letter in "bdefgiklmnoprstuvz"
    }
    texts |= {f"other{number}": f"Then spoke Tovaski, number {number}." for number in range(4)}
    searcher = searcher_over(tmp_path, {f"{name}.txt": text for name, text in texts.items()})
    found = {Path(each).stem for each in ids(searcher.search("Тавасский", limit=len(texts)).hits)}
    assert found >= {f"other{number}" for number in range(4)}
