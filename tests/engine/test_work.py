"""Any text is a query: no exception, and no more work than the bounds of the query side allow."""

import random
import shutil
import time
from collections.abc import Iterator

import fuzz_queries as fuzz
import pytest
from building import library_over, snapshot_of, update, write
from counting import work
from places import SEEDS

from searcher.entities.table import EntityTable
from searcher.library import add_sources
from searcher.output import FORMATS
from searcher.query.options import Level, Options
from searcher.query.parse import parse
from searcher.query.patterns import MOST_SPELLED, MOST_WORDS
from searcher.query.room import MAX_CHARACTERS, MAX_PATTERNS, MAX_WORDS
from searcher.query.tree import Word
from searcher.query.words import MOST_PAIRS
from searcher.search.searcher import Searcher
from searcher.tui.state import SearchState

LONG = 100_000
# The day, so that every day asks other queries; printed where a test fails.
SEED = int(time.time()) // 86_400


def _characters(first: int, last: int, count: int = LONG) -> str:
    source = random.Random(first)
    return "".join(chr(source.randint(first, last)) for _ in range(count))


def _words(form: str, joint: str = " ") -> str:
    source = random.Random(form)
    letters = ("".join(source.choice("aeiourstlnmk") for _ in range(6)) for _ in range(LONG // (7 + len(joint))))
    return joint.join(form.format(word) for word in letters)


TEXTS = {
    "stars": "**********a**********", "stars of many": "*a" * 50_000, "questions": "*?" * 50_000, "patterns": _words("*{}*"),
    "prefixes": " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz") * 1_000, "near": _words("{}~"),
    "Thai": _characters(0xE01, 0xE2E), "Han": _characters(0x4E00, 0x9FFF), "Han in words": " ".join(_characters(0x4E00, 0x9FFF, 50_000)),
    "kana": _characters(0x3041, 0x3096), "Hangul": _characters(0xAC00, 0xD7A3), "marks": "a" + "\u0301" * LONG,
    "marks apart": "a\u0301\u0323 " * 25_000, "hyphens": "ab-" * 33_000, "many hyphens": _words("{}", "-"), "one word": "x" * LONG,
    "capitals": _words("Q{}" + "x" * 200), "names": "Germany France Japan Kim Jong-un Putin Moscow China Korea " * 2_000,
    "or": _words("{}", " OR "), "and": _words("{}", " AND "), "not": _words("-{}"), "nots": "NOT " * 25_000 + "a",
    "parentheses": "(" * 50_000 + "a" + ")" * 49_000, "nested": "(a OR " * 16_000, "titles": "title:" * 16_000 + "a",
    "phrases": _words('"{} a"'), "a long phrase": '"' + _words("{}")[:9_000] + '"', "one word near itself": '"' + "a " * 190 + '"~99', "near words": _words('"{} a"~1000'),
    "filters": "path:*a*b*c* " * 7_000, "a long filter": "path:" + "*a" * 50_000, "entities": "entity:pyongyang " * 6_000,
    "quotes": "„" * LONG, "dates": "date:[" + " " * LONG, "operators": "AND OR NOT " * 9_000, "numbers": "1\u00a0000" * 20_000,
    "surrogates": "a\udcff" * 50_000, "controls": "\x00\x1b\u202e" * 33_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("mixed")
    shutil.copytree(SEEDS, folder / "seeds")
    scripts = ((0x61, 0x7A), (0x430, 0x44F), (0x4E00, 0x4EFF), (0xE01, 0xE2E), (0xAC00, 0xACFF), (0x3041, 0x3096))
    for number in range(60):
        source = random.Random(number)
        first, last = scripts[number % len(scripts)]
        made = ["".join(chr(source.randint(first, last)) for _ in range(source.randint(3, 9))) for _ in range(80)]
        write(folder / "docs" / f"{number}.txt", " ".join(made))
    library = add_sources(library_over(folder, {}), [folder / "seeds"])
    update(library)
    opened = Searcher(library.folder)
    yield opened
    opened.close()


def check_work(searcher: Searcher, text: str, options: Options) -> None:
    done = work(searcher, text, options)
    words = len(snapshot_of(searcher).vocabulary.folds(""))
    assert done.leaves <= 3 * MAX_WORDS
    assert done.looks <= 50 * MAX_WORDS
    # A pattern goes through all words at most, a near spelling through those with two initials; the endings of a name
    # through those few that begin as it does.
    assert done.passed <= (MAX_PATTERNS + 2 * MOST_SPELLED + 1) * words
    # A word in Hangul stands for those of its pairs of syllables, up to MOST_PAIRS lists of words.
    assert done.variants <= MAX_PATTERNS * MOST_WORDS + 50 * MOST_PAIRS * MAX_WORDS


@pytest.mark.parametrize("text", [pytest.param(text[:LONG], id=name) for name, text in TEXTS.items()])
def test_no_text_is_much_work(searcher: Searcher, text: str) -> None:
    for level in (Level.EXACT, Level.NAMES, Level.NEAR):
        check_work(searcher, text, Options.at(level, prefix_last=True))
    results = searcher.search(text, options=Options.at(Level.NEAR))
    assert len(results.notes) < 30
    assert results.notes or len(text) <= MAX_CHARACTERS


def test_what_is_left_out_of_a_long_query_is_noted() -> None:
    assert any("its first 10000 characters" in note for note in parse("word " * 20_000).notes)
    assert any(f"first {MAX_WORDS} words" in note for note in parse("-".join(["ab"] * 2_000)).notes)
    assert any(f"first {MAX_WORDS} words" in note for note in parse(TEXTS["Thai"][:3_000]).notes)
    assert any("first 20 words with" in note for note in parse("a* " * 30).notes)
    assert any("first 40 filters" in note for note in parse("lang:de " * 50).notes)
    assert parse("ab-" * 100).notes == ()
    # A long text in a script without spaces is cut between its characters, and the rest of it is searched.
    root = parse(TEXTS["Han"][:3_000]).root
    assert isinstance(root, Word) and len(root.text) == 2 * MAX_WORDS


def test_the_rarest_of_many_words_are_spelled_otherwise(searcher: Searcher) -> None:
    common = [
        word for word in ("Putin", "Korea", "Russia", "North", "guerra", "presidente", "ministro", "Kim") for _ in "ab"
    ]
    many = " ".join(f"{word}{letter}" for word in common for letter in "xyz")
    asked = searcher.search(f"Belousof {many} Belousow", options=Options(fuzzy=True, names=False))
    assert f"near spellings of the {MOST_SPELLED} rarest words only" in asked.notes
    few = searcher.search("Belousof Korea", options=Options(fuzzy=True, names=False))
    assert few.notes == ()


def test_what_is_typed_again_and_again_is_found_as_often_as_it_stands_there(searcher: Searcher) -> None:
    for part in ('="North Korea"', "Pyong*", "Putin"):
        once, often = (searcher.search(" ".join([part] * count)).hits for count in (1, 60))
        assert {(hit.id, match.start, match.end) for hit in once for match in hit.matches} == {
            (hit.id, match.start, match.end) for hit in often for match in hit.matches
        }


def test_the_screen_parses_no_more_of_a_pasted_text_than_what_may_be_a_filter() -> None:
    state = SearchState()
    state.type("lang:de " + "word " * 20_000)
    assert state.typed_filters() == ("lang:de",)


@pytest.mark.parametrize("start", range(4))
def test_random_queries_raise_nothing_and_are_little_work(searcher: Searcher, start: int) -> None:
    seed = 4 * SEED + start
    maker = fuzz.QueryMaker(seed, fuzz.words_of(snapshot_of(searcher), seed))
    for number in range(75):
        text, options = maker.query(), maker.options()
        try:
            fuzz.ask(searcher, text, options, tuple(FORMATS)[number % len(FORMATS)])
            check_work(searcher, text, options)
        except Exception as error:
            raise AssertionError(f"seed {seed}, query {number}: {text[:300]!a}, {options}") from error


def test_what_is_no_character_is_in_no_dictionary_and_no_table(searcher: Searcher) -> None:
    lexicon = snapshot_of(searcher).vocabulary
    assert lexicon.by_fold("a\ud800") == lexicon.by_fold("\udcff") == []
    assert lexicon.sounding("\udcff", 0.5, 5) == []
    assert lexicon.by_prefix("a\ud800", 5) == ([], True)
    table = EntityTable.open(None, None)
    assert table.find("\udcff") == ()
    assert table.lookup("\ud800") == ()
    assert table.spans(["\ud800", "a\udcff"]) == []
