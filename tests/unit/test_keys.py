import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.text.phonetics import alike, is_eastern, name_key, similarity, vowel_key

SAME_KEY = [
    ("Belousov", "Белоусов Beloussow Biélooussov Belousow Biełousow Bělousov Белоусова Belousoff بيلوسوف"),
    ("Putin", "Путин Poutine Putyn Πούτιν פוטין"),
    ("Zelensky", "Зеленский Selenskyj Zełenski Zelenskyy زيلينسكي"),
    ("Khrushchev", "Хрущев Chruschtschow Chruszczow Hrushchov"),
    ("Yeltsin", "Ельцин Ieltsin Eltsine"),
    ("Chernenko", "Черненко Tschernenko Tchernenko Czernienko Cernenko"),
    ("Lavrov", "Лавров Lawrow Lavroff"),
    ("Philip", "Filip Филип"),
    ("Alexander", "Aleksander Александер"),
    ("Johnson", "Джонсон Dschonson Jonsson"),
    ("Juncker", "Юнкер Junker"),
    ("Mikhail", "Михаил Mihail"),
    ("Obama", "Обама أوباما"),
    ("Milošević", "Милошевић Miloszewicz Miloschewitsch"),
]


PAIRS = [(name, other) for name, many in SAME_KEY for other in many.split()]


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_one_name_one_key(name: str, other: str) -> None:
    assert name_key(other) == name_key(name)


def test_the_key_of_the_notes() -> None:
    assert name_key("Белоусов") == "blsv"
    assert name_key("Белоусовым") == "blsvm"
    assert name_key("Beloulov") == "blv"
    assert name_key("Путин") == "ptn"
    assert vowel_key("Beloussow") == "belusov"


@pytest.mark.parametrize(
    ("query", "candidate"),
    [("Belousov", "Beloulov"), ("Belousov", "Белоусовым"), ("Belousov", "벨로우소프"),
     ("Belousov", "ベロウソフ"),
     ("Putin", "푸틴"), ("Zelensky", "젤렌스키"), ("Zelensky", "ゼレンスキー"),
     ("Obama", "オバマ"), ("Macron", "마크롱"),
     ("Akhmatova", "Achmatowa"), ("Gorbachev", "Gorbatschow"),
     ("Lukashenko", "لوكاشينكو"), ("Trump", "Трамп")],
)  # fmt: skip
def test_similar(query: str, candidate: str) -> None:
    assert 0.54 <= similarity(query, candidate) <= 1.0


@pytest.mark.parametrize(
    ("query", "candidate"),
    [("Peking", "Pechino"), ("Belousov", "Belarus"), ("Putin", "Patton"), ("Kim", "Kam"), ("Ким", "Кам"),
     ("Merkel", "Mercury"), ("Obama", "Bama"), ("Putin", "普京"), ("", "a"), ("2024", "2025")],
)  # fmt: skip
def test_not_similar(query: str, candidate: str) -> None:
    assert similarity(query, candidate) == 0.0


def test_kana_and_hangul_have_keys_and_are_named_eastern() -> None:
    assert name_key("ベロウソフ") == "brsv"
    assert name_key("벨로우소프") == "blsp"
    assert is_eastern("푸틴")
    assert not is_eastern("Путин")


@given(st.text())
def test_keys_never_raise_and_are_letters(word: str) -> None:
    for key in (name_key(word), vowel_key(word)):
        assert key == "" or (key.isascii() and key.isalpha() and key.islower())
    assert set(name_key(word)[1:]) <= set("bdfgklmnprstvj")
    assert bool(name_key(word)) == bool(vowel_key(word))


@given(st.text(), st.text())
def test_similarity_is_a_share(query: str, candidate: str) -> None:
    assert 0.0 <= similarity(query, candidate) <= 1.0
    assert similarity(query, query) == 1.0


@given(st.text(alphabet="bdfglmnprtv"))
def test_a_key_of_plain_consonants_is_its_own(word: str) -> None:
    assert name_key(name_key(word)) == name_key(word)


# Letters of the rules, so that they meet, and names in several scripts.
SOUNDS = st.text(st.sampled_from("djyzcshtxqukiefvwгцشوיバ"), max_size=8)
CANDIDATES = st.sampled_from(
    [
        "beloussow",
        "bilousov",
        "путина",
        "ベロウソフ",
        "벨로우소프",
        "بلوسوف",
        "putin",
        "poutine",
        "djin",
        "jin",
        "vich",
        "vic",
    ]
)


@given(
    st.one_of(SOUNDS, st.sampled_from(["Belousov", "Путин", "Schwarzenegger", "박근혜", "مبارك", "kim", "djinn"])),
    st.lists(st.one_of(SOUNDS, CANDIDATES, st.text(st.characters(categories=["L"]), max_size=6)), max_size=30),
)
def test_what_sounds_alike_among_many_is_what_does_one_by_one(query: str, candidates: list[str]) -> None:
    for asked in (query, *candidates[:2]):
        assert alike(asked, candidates) == [each for each in candidates if similarity(asked, each) > 0]
