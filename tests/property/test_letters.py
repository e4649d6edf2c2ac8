"""Letters with marks on them are letters like any other: their words have beginnings, near spellings, sounds, endings.

`str.isalpha` alone says of most Indic words, of pointed Hebrew and of decomposed Latin that they are none.
"""

import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searching import ids, records, searcher_over

from searcher.query import weights
from searcher.query.options import Options
from searcher.search.hits import Hit
from searcher.search.searcher import Searcher
from searcher.text.fold import fold, normalise
from searcher.text.letters import is_letters
from searcher.text.scripts import HALF_WIDTH_VOICING, JOINERS, MARKS
from searcher.text.stopwords import stopword_languages, stopwords
from searcher.text.tokens import is_unspaced, words_of

_MARK = re.compile(f"[{MARKS}]")
# Of scripts without marks of their own, and in decomposed text of the others.
ACCENTS = "\u0301\u0308\u0323"


@dataclass(frozen=True, slots=True)
class Script:
    """Its letters and marks; `kept`: the marks that the fold of a word keeps, for they are letters in all but name."""

    letters: str
    marks: str

    @property
    def kept(self) -> str:
        return "".join(mark for mark in self.marks if fold(f"{self.letters[0]}{mark}").endswith(mark))


def scripts() -> dict[str, Script]:
    """All assigned letters and marks by the first word of their names: TELUGU, CYRILLIC, OLD."""
    letters: dict[str, list[str]] = {}
    marks: dict[str, list[str]] = {}
    for character in map(chr, range(sys.maxunicode + 1)):
        if character in HALF_WIDTH_VOICING:
            continue  # letters by category, marks by what they do
        # A later Python knows marks of a later Unicode than the table of them.
        kind = letters if character.isalpha() else marks if _MARK.match(character) else None
        if kind is not None and (name := unicodedata.name(character, "").partition(" ")[0]):
            kind.setdefault(name, []).append(character)
    return {name: Script("".join(own), "".join(marks.get(name, ACCENTS))) for name, own in letters.items()}


SCRIPTS = scripts()
SPACED = {
    name: script
    for name, script in SCRIPTS.items()
    if name in ("ARMENIAN", "CYRILLIC", "GEORGIAN", "GREEK", "LATIN")
    or (script.kept and not is_unspaced(script.letters))
}


def test_there_are_scripts_of_all_kinds_to_look_at() -> None:
    assert {"ARABIC", "BENGALI", "DEVANAGARI", "HEBREW", "KHMER", "TAMIL", "TELUGU", "THAI"} <= SCRIPTS.keys()
    assert {"BENGALI", "DEVANAGARI", "LATIN", "SINHALA", "TAMIL", "TELUGU", "THAANA"} <= SPACED.keys()
    assert sum(bool(script.kept) for script in SPACED.values()) > 20


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_letter_and_every_mark_of_a_script_makes_words(name: str) -> None:
    script = SCRIPTS[name]
    for letter, mark in zip(script.letters, cycle(script.marks + ACCENTS), strict=False):
        assert is_letters(letter), ascii(letter)
        assert is_letters(f"{letter}{mark}"), ascii(letter + mark)
    for mark in script.marks:
        first, last = script.letters[0], script.letters[-1]
        assert is_letters(f"{first}{mark}{last}{mark}{mark}"), ascii(mark)
        assert not is_letters(mark)
        for other in "1२²,'-_ \n€":
            assert not is_letters(f"{first}{mark}{other}{last}"), ascii(other)
    assert not is_letters("")


def test_every_mark_stands_on_a_letter_of_any_script() -> None:
    marks = [mark for mark in map(chr, range(sys.maxunicode + 1)) if _MARK.match(mark)]
    assert len(marks) > 2_000
    for mark in marks:
        for letter in "aжאاकกㅎ平":
            assert is_letters(f"{letter}{mark}"), ascii(letter + mark)


@st.composite
def words_of_a_script(draw: st.DrawFn) -> str:
    script = draw(st.sampled_from(list(SCRIPTS.values())))
    # Signs of old code pages that stand for a mark on a blank, several words or a dot are letters by category alone.
    letters = st.sampled_from(script.letters).filter(lambda letter: is_letters(normalise(letter)))
    syllable = st.builds(str.__add__, letters, st.text(script.marks + ACCENTS + JOINERS, max_size=3))
    return "".join(draw(st.lists(syllable, min_size=1, max_size=8)))


@given(words_of_a_script(), st.integers(0, 30), st.sampled_from("0٣४²_.€"))
def test_made_words_are_letters_in_all_their_forms(word: str, at: int, other: str) -> None:
    assert is_letters(word)
    for token in words_of(word):
        for form in (token, fold(token), unicodedata.normalize("NFD", token), normalise(token)):
            assert is_letters(form), ascii(form)
    assert not is_letters(word[:at] + other + word[at:])


def test_stop_words_of_every_language_are_letters() -> None:
    for lang in stopword_languages():
        for word in stopwords(lang):
            if all(unicodedata.category(letter)[0] in "LM" for letter in word):
                assert is_letters(word), (lang, word)


# What such words find


@dataclass(frozen=True, slots=True)
class Made:
    """A word of a script, with a longer one that begins so, one that only begins alike, and one with another letter."""

    word: str
    longer: str
    alike: str
    near: str


@cache
def made(name: str) -> Made:
    """Words with a mark on every other letter, the same each time."""
    script, source = SPACED[name], random.Random(name)
    letters = [each for each in script.letters if fold(normalise(each)) == each and each.lower() == each]
    marks = script.kept or script.marks

    def syllables() -> Iterator[str]:
        while True:
            yield source.choice(letters) + source.choice(marks)
            yield source.choice(letters)

    make = syllables()
    while True:
        # Marks that Unicode puts in another order or joins to a letter would leave it open what one edit is.
        parts = [next(make) for _ in range(6)]
        other = [parts[0], source.choice(letters), *parts[2:]]
        word, longer, alike, near = (
            "".join(each) for each in (parts, (*parts, next(make), next(make)), (*parts[:4], *parts[:1] * 4), other)
        )
        folds = [fold(normalise(each)) for each in (word, longer, alike, near)]
        begins_alike = folds[2][: weights.BEGINNINGS[0][0]] == folds[0][: weights.BEGINNINGS[0][0]]
        differ = sum(one != another for one, another in zip(folds[0], folds[3], strict=False))
        if (
            all(words_of(each) == [normalise(each)] for each in (word, longer, alike, near))
            and len(set(folds)) == 4
            and folds[1].startswith(folds[0])
            and begins_alike
            and (len(folds[0]), differ) == (len(folds[3]), 1)
            and len(folds[0]) > weights.BEGINNINGS[0][0]
        ):
            return Made(word, longer, alike, near)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A document for each script: a word and a longer one that begins so."""
    rows = [{"id": name, "text": f"{made(name).word} {made(name).longer}"} for name in SPACED]
    opened = searcher_over(tmp_path_factory.mktemp("scripts"), {"a.jsonl": records(*rows)})
    yield opened
    opened.close()


def found(searcher: Searcher, query: str, name: str, options: Options) -> dict[str, str]:
    """Text → kind of the matches in the document of a script, which must be found."""
    hits = searcher.search(query, options=options).hits
    assert name in ids(hits), (query, ids(hits))
    return kinds(next(hit for hit in hits if hit.id == name))


def kinds(hit: Hit) -> dict[str, str]:
    return {match.text: match.kind for match in hit.matches}


@pytest.mark.parametrize("name", SPACED)
def test_words_of_every_script_are_completed(searcher: Searcher, name: str) -> None:
    words = made(name)
    both = {words.word: "prefix", words.longer: "prefix"}
    assert found(searcher, f"{words.word}*", name, Options()) == both
    typed = found(searcher, words.word, name, Options(stems=False, names=False, prefix_last=True))
    assert typed == {**both, words.word: "exact"}


@pytest.mark.parametrize("name", SPACED)
def test_words_of_every_script_are_found_by_their_beginnings(searcher: Searcher, name: str) -> None:
    words = made(name)
    assert found(searcher, words.alike, name, Options(names=False)) == {words.word: "part", words.longer: "part"}


# Korean words that share a pair of syllables are found by that, which is better evidence.
@pytest.mark.parametrize("name", [name for name in SPACED if name != "HANGUL"])
def test_words_of_every_script_have_near_spellings(searcher: Searcher, name: str) -> None:
    words = made(name)
    plain = Options(names=False)
    for query, options in ((f"{words.near}~", plain), (words.near, replace(plain, fuzzy=True))):
        assert found(searcher, query, name, options)[words.word] == "near"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("செலென்கோ", "Zelenko"), ("Zelenko", "செலென்கோ"), ("चंद्रशेखर", "చంద్రశేఖర్"), ("Ze\u0301le\u0301nko", "Зеленко"),
        ("దుబ్రోవ్", "Dubrov"), ("Дубров", "ದುಬ್ರೋವ್"), ("দুব্রোভ", "Dubrov"), ("كُورْلَانْد", "Kurland"), ("Dubrovski", "دُوبْرُوفْسْكِي"),
    ],
)  # fmt: skip
def test_what_sounds_alike_is_found_whatever_marks_it_is_written_with(
    tmp_path_factory: pytest.TempPathFactory, asked: str, written: str
) -> None:
    rows = [{"id": "a", "text": f"… {written} …", "lang": "en"}, {"id": "b", "text": "Nobody sang here.", "lang": "en"}]
    with searcher_over(tmp_path_factory.mktemp("sounds"), {"a.jsonl": records(*rows)}) as searcher:
        [hit] = searcher.search(asked).hits
        assert kinds(hit) == {written: "romanised"}


@pytest.mark.parametrize(
    ("lang", "name", "form"),
    [
        ("bn", "রিমা", "রিমাকে"), ("ne", "सीमा", "सीमाले"), ("he", "קוֹרְלָנְד", "בְּקוֹרְלָנְד"), ("ar", "زُورْبَاك", "بِزُورْبَاك"),
        ("pl", "Ra\u0301lok", "Ra\u0301lokiem"),
    ],
)  # fmt: skip
def test_names_with_marks_take_the_endings_of_their_language(
    tmp_path_factory: pytest.TempPathFactory, lang: str, name: str, form: str
) -> None:
    table = f'[[entity]]\nid = "one"\ncanonical = "Quintelia"\n[entity.names]\n{lang} = ["{name}"]\n'
    rows = [{"id": "a", "text": form, "lang": lang}]
    with searcher_over(tmp_path_factory.mktemp("endings"), {"a.jsonl": records(*rows)}, table) as searcher:
        [hit] = searcher.search("Quintelia").hits
        assert kinds(hit) == {form: "inflected"}
