"""Snippets: what is shown of a document, and where it is cut."""

from pathlib import Path

import pytest
from building import library_over, update
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from searcher.engine.engine import Found, Match
from searcher.search.hits import Snippet
from searcher.search.searcher import Searcher
from searcher.search.snippets import MOST, WIDTH, snippets
from searcher.text.cells import cells
from searcher.text.graphemes import is_boundary
from searcher.text.tokens import tokenize

# What a person sees as one character, of many code points or of one, and words and blanks between.
CLUSTERS = [
    "a", "e\u0301", "o\u0308\u0323", "ß", "字", "か\u3099", "한", "\u1112\u1161\u11ab", "क्षि", "ที่", "ខ្មែ", "👩\u200d👩\u200d👧", "🇩🇪", "👍🏽", "שָׁ", "ـ", "ﬁ",
    " ", " ", "\n", "\r\n", "\u00a0", "\t", ". ", "word ", "Straße ", "北京大学", "x" * 30, "\u3000",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(CLUSTERS), max_size=120).map("".join)


def found_in(text: str, *spans: tuple[int, int], leaves: tuple[int, ...] = ()) -> list[Found]:
    return [
        Found(Match(start, end, text[start:end], text[start:end], "exact", "", "en"), leaf, False)
        for (start, end), leaf in zip(spans, leaves or (0,) * len(spans), strict=True)
    ]


def occurrences(text: str, word: str) -> list[tuple[int, int]]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return found


def marked(snippet: Snippet) -> str:
    """The snippet with its matches between marks."""
    pieces, at = [], snippet.start
    for match in snippet.matches:
        pieces += [snippet.text[at - snippet.start : match.start - snippet.start], f"‹{match.text}›"]
        at = match.end
    return "".join([*pieces, snippet.text[at - snippet.start :]])


def check(text: str, found: list[Found], made: tuple[Snippet, ...]) -> None:
    matches = [item.match for item in found]
    assert len(made) <= MOST
    end = 0
    for snippet in made:
        assert text[snippet.start : snippet.end] == snippet.text != ""
        assert end <= snippet.start
        end = snippet.end
        assert snippet.before == (snippet.start > 0)
        assert snippet.after == bool(text[snippet.end :].strip())
        for match in snippet.matches:
            assert match in matches
            assert snippet.start <= match.start < match.end <= snippet.end
        # Whatever matches in the stretch that is shown is marked there.
        assert [m for m in matches if snippet.start <= m.start and m.end <= snippet.end] == list(snippet.matches)
        assert not [m for m in matches if m.start < snippet.end < m.end]


@st.composite
def texts_with_matches(draw: st.DrawFn) -> tuple[str, list[Found], list[float]]:
    text = draw(TEXTS)
    tokens = tokenize(text)
    chosen = draw(st.lists(st.integers(0, max(0, len(tokens) - 1)), unique=True, max_size=12)) if tokens else []
    spans = [(tokens[at].start, tokens[at].end) for at in sorted(chosen)]
    leaves = [draw(st.integers(0, 3)) for _ in spans]
    worth = [draw(st.floats(0.1, 1)) for _ in range(4)]
    return text, found_in(text, *spans, leaves=tuple(leaves)), worth


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts_with_matches())
def test_matches_are_inside_and_no_character_is_cut(made: tuple[str, list[Found], list[float]]) -> None:
    text, found, worth = made
    shown = snippets(text, found, worth)
    check(text, found, shown)
    assert bool(shown) == bool(text.strip())
    if found:
        assert all(snippet.matches for snippet in shown)
    for snippet in shown:
        assert is_boundary(text, snippet.start)
        assert is_boundary(text, snippet.end)


@settings(deadline=None)
@given(TEXTS)
@example("x" * 1000)
@example("👩\u200d👩\u200d👧" * 200)
@example("e\u0301" * 500)
@example("क्षि" * 300)
@example("x" * 124 + "\r\n" + "x" * 60)
def test_without_a_match_it_is_the_beginning(text: str) -> None:
    shown = snippets(text, [], [])
    check(text, [], shown)
    if not text.strip():
        assert shown == ()
        return
    [snippet] = shown
    assert text.lstrip().startswith(snippet.text)
    assert snippet.matches == ()
    assert is_boundary(text, snippet.start) and is_boundary(text, snippet.end)


@pytest.mark.parametrize("at", [20, 5_000, 2_000_000])
def test_depth_makes_no_difference(at: int) -> None:
    filler = "The weather was fine and the river was calm. "
    text = (filler * (at // len(filler) + 1))[:at].rpartition(" ")[0] + " the minister Belousov spoke of it at length. "
    text += filler * 20
    start = text.index("Belousov")
    [snippet] = snippets(text, found_in(text, (start, start + 8)), [1.0])
    assert "the minister ‹Belousov› spoke of it at length." in marked(snippet)
    assert snippet.end - snippet.start <= WIDTH + 10
    assert snippet.after


def test_a_match_two_million_characters_deep_is_shown(tmp_path: Path) -> None:
    filler = "grass and stone by the river\n"
    deep = filler * (2_000_000 // len(filler)) + "Then the minister Belousov spoke.\n" + filler * 3
    early = "Once Belousov spoke.\n" + filler * 3
    library = library_over(tmp_path, {"deep.txt": deep, "early.txt": early})
    update(library)
    searcher = Searcher(library.folder)
    hits = {hit.id: hit for hit in searcher.search("Belousov").hits}
    assert set(hits) == {"deep.txt", "early.txt"}
    for name, text in (("deep.txt", deep), ("early.txt", early)):
        [match] = hits[name].matches
        assert (match.start, match.text) == (text.index("Belousov"), "Belousov")
        [snippet] = hits[name].snippets
        assert "‹Belousov› spoke." in marked(snippet)
    searcher.close()


def test_a_line_of_a_hundred_thousand_characters() -> None:
    for piece in ("x", "字", "e\u0301", "ab "):
        line = piece * (100_000 // len(piece))
        middle = len(line) // 2 // len(piece) * len(piece)
        text = f"{line[:middle]} Belousov {line[middle:]}"
        start = text.index("Belousov")
        [snippet] = snippets(text, found_in(text, (start, start + 8)), [1.0])
        assert "‹Belousov›" in marked(snippet)
        assert len(snippet.text) < 2 * WIDTH
        assert is_boundary(text, snippet.start) and is_boundary(text, snippet.end)
        assert snippet.before and snippet.after


def test_a_match_longer_than_a_snippet_is_shown_whole() -> None:
    text = "before " + "x" * 5000 + " after it"
    [snippet] = snippets(text, found_in(text, (7, 5007)), [1.0])
    assert [match.text for match in snippet.matches] == ["x" * 5000]


def test_many_matches_in_a_line_stay_few_on_the_screen() -> None:
    text = "Kim " * 25_000
    found = found_in(text, *occurrences(text, "Kim"))
    shown = snippets(text, found, [1.0])
    check(text, found, shown)
    assert sum(len(snippet.text) for snippet in shown) < 3 * WIDTH


@pytest.mark.parametrize("text", ["字" * 500, "漢字かな" * 200, "한국어 " * 200, "ＡＢＣ" * 200])
def test_wide_characters_fill_the_same_cells(text: str) -> None:
    [beginning] = snippets(text, [], [])
    assert WIDTH * 0.6 <= cells(beginning.text) <= WIDTH * 1.2
    start = len(text) // 2
    [middle] = snippets(text, found_in(text, (start, start + 2)), [1.0])
    assert WIDTH * 0.6 <= cells(middle.text) <= WIDTH * 1.2
    assert middle.matches


def test_narrow_text_fills_two_lines() -> None:
    [beginning] = snippets("word " * 500, [], [])
    assert WIDTH * 0.6 <= len(beginning.text) <= WIDTH


def test_cuts_fall_between_words() -> None:
    text = "alpha beta gamma delta epsilon zeta eta theta iota kappa " * 30
    start = text.index("theta", 600)
    [snippet] = snippets(text, found_in(text, (start, start + 5)), [1.0])
    assert set(snippet.text.split()) <= set(text.split())
    assert text[snippet.start - 1] == " "


def test_a_line_begins_the_snippet() -> None:
    text = (
        "Title of it all\n"
        + "first line of words that is long enough\nThe second has Belousov in it.\n"
        + "more\n" * 200
    )
    start = text.index("Belousov")
    [snippet] = snippets(text, found_in(text, (start, start + 8)), [1.0])
    assert snippet.text.startswith("The second has Belousov")


def test_the_stretch_with_most_of_the_query_is_chosen() -> None:
    filler = "nothing of note happened on that day in the valley. " * 12
    text = f"common {filler} common common common {filler} common rare here {filler} common"
    spans = sorted([*occurrences(text, "common"), *occurrences(text, "rare")])
    leaves = tuple(0 if text[start:end] == "common" else 1 for start, end in spans)
    shown = snippets(text, found_in(text, *spans, leaves=leaves), [0.2, 1.0], most=1)
    assert [marked(snippet).count("‹") for snippet in shown] == [2]
    assert "‹common› ‹rare› here" in marked(shown[0])


def test_a_second_stretch_is_for_what_the_first_does_not_show() -> None:
    filler = "nothing of note happened on that day in the valley. " * 12
    text = f"{filler} alpha {filler} beta {filler} alpha {filler}"
    spans = sorted([*occurrences(text, "alpha"), *occurrences(text, "beta")])
    leaves = tuple(0 if text[start:end] == "alpha" else 1 for start, end in spans)
    shown = snippets(text, found_in(text, *spans, leaves=leaves), [1.0, 1.0])
    assert sorted(match.text for snippet in shown for match in snippet.matches) == ["alpha", "beta"]
    alone = [item for item in found_in(text, *spans, leaves=leaves) if item.leaf == 0]
    assert len(snippets(text, alone, [1.0, 1.0])) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u3000"])
def test_a_blank_text_has_none(text: str) -> None:
    assert snippets(text, [], []) == ()


def test_the_beginning_leaves_out_leading_blanks() -> None:
    [snippet] = snippets("\n\n  Title\nText", [], [])
    assert (snippet.text, snippet.start) == ("Title\nText", 4)
