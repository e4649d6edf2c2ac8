import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.errors import SearcherError
from searcher.text import sounds
from searcher.text.fold import fold, normalise
from searcher.text.name_parts import LEAST_COSINES, least_cosine
from searcher.text.sound_search import (
    LEAST_OF_NAMES,
    ClusteredRows,
    clustered,
    name_similarity,
    probed_clusters,
)
from searcher.text.sounds import SCALE, are_sounds, clusters, read_model, sound_model, vectors

ONE_NAME = [
    ("Belousov", "Белоусов Beloussow Biélooussov Beloúsov ベロウソフ 벨로우소프 別洛烏索夫 别洛乌索夫 بيلوسوف בלוסוב"),
    ("Belousov", "Белоусова Белоусовым Беловусов Μπελοούσοφ"),
    ("Hrytsenko", "Гриценко Gritsenko Hrycenko"),
    ("Halyna", "Галина Galina"),
    ("Sanaa", "Sanʿāʾ صنعاء"),
    ("Ali", "ʿAlī علي"),
    ("Angela", "एंजेला ანგელა Ангела"),
    ("Merkel", "मर्केल Меркель 메르켈 默克尔 মার্কেল"),
    ("Putin", "Путин Poutine پوتین פוטין プーチン ﾌﾟｰﾁﾝ ぷーちん 푸틴 Πούτιν"),
    ("Khrushchev", "Хрущёв Chruschtschow Chruszczow"),
    ("Zelensky", "Зеленський Selenskyj ゼレンスキー 젤렌스키 זלנסקי 泽连斯基"),
    ("Jürgen", "Juergen Юрген"),
]
STRANGERS = [
    ("Belousov", "Belarus"), ("Putin", "Patton"), ("Merkel", "Mercury"), ("Pechino", "Peking"), ("Obama", "Москва"),
    ("Putin", "오바마"), ("Merkel", "ベロウソフ"), ("Zelensky", "默克尔"), ("Angela", "צבאי"), ("Kim", "Том"),
]  # fmt: skip
# Words of running text in the scripts that the model knows.
WORDS = [
    "straße",
    "Łódź",
    "İstanbul",
    "Ξενοφών",
    "ёлка",
    "Київ",
    "შენობა",
    "գիրք",
    "שָׁלוֹם",
    "ירושלים",
    "مُحَمَّد",
    "اِسلام",
    "كتاب",
    "हिन्दी",
    "বাংলা",
    "தமிழ்",
    "తెలుగు",
    "ಕನ್ನಡ",
    "മലയാളം",
    "ગુજરાતી",
    "ਪੰਜਾਬੀ",
    "กรุงเทพ",
    "ລາວ",
    "ひらがな",
    "カタカナ",
    "ｶﾀｶﾅ",
    "한국어",
    "金正恩",
    "別洛烏索夫",
    "Weiß",
    "naïve",
    "ג'ורג'",
    "ז׳בוטינסקי",
    "Sanʿāʾ",
    "O’Brien",
]
PAIRS = [(name, other) for name, others in ONE_NAME for other in others.split()]


def cosine(one: str, other: str) -> float:
    left, right = vectors([one, other]).astype(float)
    return float(left @ right) / SCALE**2


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_spellings_of_one_name_are_near(name: str, other: str) -> None:
    assert cosine(name, other) >= least_cosine(name)


@pytest.mark.parametrize(("name", "other"), STRANGERS)
def test_strangers_are_not(name: str, other: str) -> None:
    assert cosine(name, other) < min(least_cosine(name), least_cosine(other))


@pytest.mark.parametrize(
    "word", ["2024", "b2b", "", "'", "☃", "ᚠᚢᚦ", "a\x02b", "a\x03b", "a\nb", "two words", "x" * 65, "\ud800"]
)
def test_what_the_model_cannot_read_has_no_vector(word: str) -> None:
    assert not vectors([word]).any()
    assert vectors([word]).shape == (1, 48)
    assert least_cosine(word) >= LEAST_COSINES[-1][1]


def test_a_letter_that_the_model_never_saw_leaves_the_word_without_vector() -> None:
    """It would sound like the rest of it alone, which may be another word."""
    assert vectors(["Putin"]).any()
    assert not vectors(["Putinᚠ"]).any()


@pytest.mark.parametrize("word", WORDS)
def test_words_of_all_scripts_have_a_vector_of_length_one(word: str) -> None:
    assert np.linalg.norm(vectors([word])[0].astype(float)) == pytest.approx(SCALE, rel=0.03)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_sounds_the_same_folded_or_not_in_any_case(word: str) -> None:
    same = vectors([word, normalise(word), fold(normalise(word)), word.upper() if "ı" not in word else word])
    assert (same == same[0]).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [("ぷーちん", "プーチン"), ("ﾌﾟｰﾁﾝ", "プーチン"), ("別洛烏索夫", "别洛乌索夫"), ("שָׁלוֹם", "שלום"), ("مُحَمَّد", "محمد"),
     ("ג'ורג", "ג׳ורג"), ("Sanʿāʾ", "Sana"), ("Beloúsov", "Belousov"), ("O’Brien", "OBrien"), ("ﻣﺤﻤﺪ", "محمد")],
)  # fmt: skip
def test_marks_and_forms_of_letters_are_not_heard(one: str, other: str) -> None:
    left, right = vectors([one, other])
    assert left.any()
    assert (left == right).all()


@given(st.lists(st.text() | st.sampled_from(WORDS), max_size=20))
def test_in_bulk_as_one_by_one(words: list[str]) -> None:
    assert (vectors(words) == np.vstack([np.zeros((0, 48), np.int8), *(vectors([word]) for word in words)])).all()


def test_no_words_no_vectors() -> None:
    assert vectors([]).shape == (0, 48)
    assert clusters(vectors([])).shape == (0,)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Angela Merkel", "एंजेला मर्केल"), ("Angela Merkel", "Ангела Меркель"), ("Merkel Angela", "안젤라 메르켈"),
     ("Ludwig van Beethoven", "Людвиг ван Бетховен"), ("Ludwig van Beethoven", "루트비히 판 베토벤"),
     ("Angela Merkel", "Ангела Доротея Меркель"), ("Ben Cohen", "בן כהן"), ("George W. Bush", "Джордж Буш")],
)  # fmt: skip
def test_full_names(one: str, other: str) -> None:
    there, back = name_similarity(one.split(), other.split()), name_similarity(other.split(), one.split())
    assert LEAST_OF_NAMES <= there <= 1
    assert there == pytest.approx(back)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Angela Merkel", "Angela Davis"), ("Angela Merkel", "Максим Меркель"), ("Ludwig van Beethoven", "ван Гог"),
     ("George Bush", "Джордж Вашингтон"), ("2024", "2024"), ("", "Merkel"), ("☃", "☃")],
)  # fmt: skip
def test_names_that_share_a_part_are_not_one(one: str, other: str) -> None:
    assert name_similarity(one.split(), other.split()) < LEAST_OF_NAMES


def test_a_lone_part_is_less_than_the_whole_name() -> None:
    assert name_similarity(["Merkel"], ["Ангела", "Меркель"]) < name_similarity(["Merkel"], ["Меркель"])


def vocabulary(many: int) -> list[str]:
    """Made-up names of three to six syllables, each in Latin letters and in Cyrillic ones."""
    chance = random.Random(3)
    to_cyrillic = str.maketrans("bdfgklmnprstvzaeiou", "бдфгклмнпрствзаеиоу")
    words: set[str] = set()
    while len(words) < many:
        syllables = (chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(3, 6)))
        word = "".join(syllables)
        words |= {word, word.translate(to_cyrillic)}
    return sorted(words)


def column(words: list[str]) -> tuple[ClusteredRows, list[str]]:
    sound = vectors(words)
    order, bounds = clustered(clusters(sound))
    ordered = sound[order]
    return ClusteredRows(lambda start, end: ordered[start:end], len(words), bounds), [words[row] for row in order]


def test_a_small_column_gives_all_that_is_near_best_first() -> None:
    rows, words = column([*vocabulary(2000), "Белоусов", "Beloussow", "Merkel", "Белоусова"])
    asked = vectors(["Belousov"])[0]
    every = np.arange(len(rows.bounds) - 1)
    near = rows.near(asked, 0.65, every)
    cosines = rows.between(0, rows.size).astype(float) @ asked.astype(float) / SCALE**2
    assert set(near.rows.tolist()) == set(np.flatnonzero(cosines >= 0.65).tolist())
    assert {words[row] for row in near.rows[:3].tolist()} == {"Белоусов", "Beloussow", "Белоусова"}
    assert (np.diff(near.cosines) <= 0).all()
    assert len(rows.near(np.zeros(48, np.int8), 0.65, every).rows) == 0


def test_a_large_column_keeps_nearly_all_that_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, words = column(vocabulary(20_000))
    asked = [vectors([word])[0] for word in words[::400]]
    clusters_ = np.arange(len(rows.bounds) - 1)
    every = [set(rows.near(one, 0.7, clusters_).rows.tolist()) for one in asked]
    at_once = [set(rows.near(one, 0.7, probed_clusters(one)).rows.tolist()) for one in asked]
    monkeypatch.setattr("searcher.text.sound_search._ROWS_WITHOUT_CLUSTERS", 0)
    probed = [set(rows.near(one, 0.7, probed_clusters(one)).rows.tolist()) for one in asked]
    assert probed == at_once
    assert all(some <= all_ for some, all_ in zip(probed, every, strict=True))
    assert sum(map(len, every)) >= 2 * len(asked)
    assert sum(map(len, probed)) >= 0.9 * sum(map(len, every))


def test_columns_merge_by_their_clusters() -> None:
    """The centroids are the model's: a row has the same cluster in every column."""
    words = vocabulary(300)
    whole = clusters(vectors(words))
    assert (whole == np.concatenate([clusters(vectors(words[:100])), clusters(vectors(words[100:]))])).all()
    order, bounds = clustered(whole)
    assert bounds[0] == 0
    assert bounds[-1] == len(words)
    assert all((whole[order[bounds[c] : bounds[c + 1]]] == c).all() for c in range(len(bounds) - 1))


def test_the_shipped_model_is_whole_and_small() -> None:
    model = sound_model()
    assert sounds.MODEL.stat().st_size <= 1_500_000
    assert len(model.keys) == len(model.rows)
    assert (np.diff(model.keys.astype(np.int64)) > 0).all()
    assert are_sounds(model.centroids).all()


@pytest.mark.parametrize("place", [0, 30, -1])
def test_a_damaged_model_is_named(tmp_path: Path, place: int) -> None:
    copy = Path(shutil.copy(sounds.MODEL, tmp_path / "sounds.bin"))
    content = bytearray(copy.read_bytes())
    content[place] ^= 1
    copy.write_bytes(content)
    with pytest.raises(SearcherError, match="sounds.bin is damaged"):
        read_model(copy)


def test_an_empty_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "sounds.bin").write_bytes(b"")
    with pytest.raises(SearcherError, match="damaged"):
        read_model(tmp_path / "sounds.bin")
