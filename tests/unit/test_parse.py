"""Query text to a tree: every text is a legal query, and each documented form has its node."""

from typing import SupportsIndex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searcher.query.dates import date_range
from searcher.query.parse import MAX_DEPTH, _Parser, parse
from searcher.query.room import MAX_WORDS
from searcher.query.tree import And, Filter, InTitle, Need, Node, Not, Or, Pattern, Phrase, Query, Ranked, Word

SHOULD, MUST, MUST_NOT = Need.SHOULD, Need.MUST, Need.MUST_NOT
OPERATORS = st.lists(
    st.sampled_from(
        [*"()+-*?~:=\"“”„«»「」[] \t\n\u00a0", "AND", "OR", "NOT", "lang:", "path:", "title:", "type:", "date:", "field:",
         "[2024 TO 2025]", "[* TO", "~5", "a", "Ab", "b-c", "北京", "é", "12", "...", " "]
    )
).map("".join)  # fmt: skip


def shape(node: Node | None) -> object:
    """A tree as nested tuples, without offsets."""
    match node:
        case Word():
            marks = "=" * node.exact + "~" * node.near
            return f"{marks}{node.text}"
        case Phrase():
            return ("=phrase" if node.exact else "phrase", node.text, *(() if node.slop is None else (node.slop,)))
        case Pattern():
            return ("pattern", node.text)
        case Filter():
            return ("filter", node.field, node.low, *(() if node.high is None else (node.high,)))
        case InTitle():
            return ("title", shape(node.child))
        case Ranked():
            return [(need, shape(part)) for need, part in node.parts]
        case And() | Or():
            return ("and" if isinstance(node, And) else "or", *map(shape, node.children))
        case Not():
            return ("not", shape(node.child))
    return None


def pieces(node: Node | None) -> list[Word | Phrase | Pattern]:
    match node:
        case Word() | Phrase() | Pattern():
            return [node]
        case Ranked():
            return [piece for _, part in node.parts for piece in pieces(part)]
        case And() | Or():
            return [piece for child in node.children for piece in pieces(child)]
        case InTitle() | Not():
            return pieces(node.child)
    return []


def depth(node: Node | None) -> int:
    match node:
        case Ranked():
            return 1 + max(depth(part) for _, part in node.parts)
        case And() | Or():
            return 1 + max(map(depth, node.children))
        case InTitle() | Not():
            return 1 + depth(node.child)
    return 1


def words(*texts: str) -> list[tuple[Need, str]]:
    return [(SHOULD, text) for text in texts]


# Any text


@settings(deadline=None)
@given(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), OPERATORS))
@example('"((((("')
@example("NOT NOT NOT -+=-=a")
@example("title:title:title:")
@example("date:[")
@example('lang:"')
@example("=" * 50)
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert query.text == text
    assert parse(text) == query
    # What finds nothing says why, unless nothing was typed.
    assert query.root is not None or query.notes or not text.strip()
    for piece in pieces(query.root):
        assert 0 <= piece.start <= piece.end <= len(text)
        assert any(character.isalnum() for character in piece.text)
        if not query.notes:
            assert text[piece.start : piece.end] == piece.text


@given(st.lists(st.from_regex(r"[a-zäé]{1,8}", fullmatch=True), min_size=1, max_size=12))
def test_words_in_lower_case_are_words(typed: list[str]) -> None:
    query = parse(" ".join(typed))
    assert [piece.text for piece in pieces(query.root)] == typed
    assert query.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        '"' * 10_000,
        "(" * 10_000,
        "(" * 5000 + "a" + ")" * 5000,
        "-" * 10_000,
        "- " * 5000,
        "+-=" * 3333,
        "NOT " * 2500 + "a",
        "NOT(" * 2500 + "a",
        "title:" * 1666 + "a",
        "title:" * 30 + "a",
        "a AND " * 1666,
        "OR " * 3333,
        "*a" * 5000,
        "a*" * 5000,
        "?" * 10_000,
        "a?" * 5000,
        "." * 9999 + "*",
        "date:[" * 1666,
        "date:[" + " " * 9990,
        '"a b"~' * 1666,
        "=" * 9999 + "a",
        "„" * 10_000,
        '"a' * 5000,
        "~" * 10_000,
        "10.000" * 1666,
        "\u0301" * 10_000,
        " " * 10_000,
    ],
    ids=lambda text: f"{text[:8]!r}",
)
def test_ten_thousand_characters_are_read(text: str) -> None:
    query = parse(text)
    assert depth(query.root) <= 4 * MAX_DEPTH
    assert len(query.notes) < 10


class Looked(str):
    """A text that counts how often one of its characters is looked at."""

    looks = 0

    def __getitem__(self, at: SupportsIndex | slice) -> str:
        type(self).looks += not isinstance(at, slice)
        return super().__getitem__(at)


@pytest.mark.parametrize("quote", ["„", "«", "“", "„a ", "„a“ ", "「", "„“«"])
def test_quotation_marks_are_looked_for_once(monkeypatch: pytest.MonkeyPatch, quote: str) -> None:
    """Each that was never closed was looked for to the end of the text: seven seconds for ten thousand of them."""
    monkeypatch.setattr(Looked, "looks", 0)
    text = Looked(quote * 3_000)
    _Parser(text).parse()
    assert Looked.looks <= 3 * len(text)


def test_five_hundred_words_are_cut_with_a_note() -> None:
    query = parse(" ".join(f"word{number}" for number in range(500)))
    assert [piece.text for piece in pieces(query.root)] == [f"word{number}" for number in range(MAX_WORDS)]
    assert query.notes == (f"only the first {MAX_WORDS} words are searched",)


def test_deep_parentheses_are_read_as_blanks_with_a_note() -> None:
    query = parse("(" * 100 + "a" + ")" * 100)
    assert [piece.text for piece in pieces(query.root)] == ["a"]
    assert any("deeper" in note for note in query.notes)
    assert parse("(" * 30 + "a" + ")" * 30).notes == ()


# Each form


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Belousov", "Belousov"),
        ("Belousov Kyiv", words("Belousov", "Kyiv")),
        ("  Belousov\n\tKyiv ", words("Belousov", "Kyiv")),
        ("Wer ist Kim?", words("Wer", "ist", "Kim")),
        ("¿Quién? ¡Él!", words("Quién", "Él")),
        ("Kim Jong-un, e-mail", words("Kim", "Jong-un", "e-mail")),
        ("谁是金正恩？", "谁是金正恩"),
        ("and or not", words("and", "or", "not")),
        ("ANDREI NOTE ORDER", words("ANDREI", "NOTE", "ORDER")),
        ("C++ -", "C"),
        ("a - b", words("a", "b")),
        ('"Corea del Nord"', ("phrase", "Corea del Nord")),
        ('a "b c" d', [(SHOULD, "a"), (SHOULD, ("phrase", "b c")), (SHOULD, "d")]),
        ("“b c”", ("phrase", "b c")),
        ("„b c“", ("phrase", "b c")),
        ("„b c”", ("phrase", "b c")),
        ("«b c»", ("phrase", "b c")),
        ("「北京」", ("phrase", "北京")),
        ("『北京』", ("phrase", "北京")),
        ("a AND b", ("and", "a", "b")),
        ("a OR b", ("or", "a", "b")),
        ("a AND b OR c AND d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
        ("a AND (b OR c)", ("and", "a", ("or", "b", "c"))),
        ("a b AND c", ("and", words("a", "b"), "c")),
        ("(a OR b) c", [(SHOULD, ("or", "a", "b")), (SHOULD, "c")]),
        ("NOT a", ("not", "a")),
        ("-a", ("not", "a")),
        ("a NOT b", [(SHOULD, "a"), (MUST_NOT, "b")]),
        ("a AND NOT b", ("and", "a", ("not", "b"))),
        ("+a -b c", [(MUST, "a"), (MUST_NOT, "b"), (SHOULD, "c")]),
        ('+"a b" -(c d)', [(MUST, ("phrase", "a b")), (MUST_NOT, words("c", "d"))]),
        ("bel*", ("pattern", "bel*")),
        ("*ussow", ("pattern", "*ussow")),
        ("b?lousov", ("pattern", "b?lousov")),
        ("(bel*)", ("pattern", "bel*")),
        ("-bel*", ("not", ("pattern", "bel*"))),
        ("Belousow~", "~Belousow"),
        ('"a b"~5', ("phrase", "a b", 5)),
        ('"a b"~0', ("phrase", "a b", 0)),
        ('"a b"~', ("phrase", "a b")),
        ("=Straße", "=Straße"),
        ('="Kim Jong"', ("=phrase", "Kim Jong")),
        ("lang:de", ("filter", "lang", "de")),
        ("lang:de Kim", [(SHOULD, ("filter", "lang", "de")), (SHOULD, "Kim")]),
        ("-lang:de", ("not", ("filter", "lang", "de"))),
        ("path:*.md", ("filter", "path", "*.md")),
        ('path:"my notes/*"', ("filter", "path", "my notes/*")),
        ("type:pdf", ("filter", "type", "pdf")),
        ("title:Kim", ("title", "Kim")),
        ('title:"Kim Jong"', ("title", ("phrase", "Kim Jong"))),
        ("title:(Kim OR Putin)", ("title", ("or", "Kim", "Putin"))),
        ("date:2024", ("filter", "date", "2024", "2024~")),
        ("date:2024-5", ("filter", "date", "2024-05", "2024-05~")),
        ("date:2024-05-31", ("filter", "date", "2024-05-31", "2024-05-31~")),
        ("date:[2023 TO 2024-06]", ("filter", "date", "2023", "2024-06~")),
        ("date:[* TO 2024]", ("filter", "date", "", "2024~")),
        ("date:[2024 TO *]", ("filter", "date", "2024", "")),
        ("http://example.org/a", "http://example.org/a"),
        ("autor:Kim", "autor:Kim"),
    ],
)
def test_the_tree_of(text: str, tree: object) -> None:
    query = parse(text)
    assert shape(query.root) == tree
    assert query.notes == ()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_typed_asks_for_nothing(text: str) -> None:
    assert (parse(text).root, parse(text).notes) == (None, ())


@pytest.mark.parametrize(
    ("text", "tree", "note"),
    [
        ('"Kim Jong', words("Kim", "Jong"), "unbalanced quote"),
        ("„Kim", "Kim", "unbalanced quote"),
        ('a "', "a", "unbalanced quote"),
        ("(a b", words("a", "b"), "unbalanced parenthesis"),
        ("a) b", words("a", "b"), "closing parenthesis"),
        ("a AND", "a", "AND without words"),
        ("OR a", "a", "OR without words"),
        ("a AND OR b", ("or", "a", "b"), "AND without words"),
        ("(a OR) b", words("a", "b"), "OR without words"),
        ("a NOT", "a", "nothing after it"),
        ("NOT", None, "nothing after it"),
        ("AND", None, "AND without words"),
        ("...", None, "no letter or digit"),
        ("- + =", None, "no letter or digit"),
        ('"..."', None, "no letter or digit"),
        ("()", None, "no letter or digit"),
        ("*", None, "no letter or digit"),
        ("date:soon", "soon", "no date"),
        ("date:2024-13", "2024-13", "no date"),
        ("date:[x TO y]", "x y", "no date"),
        ("lang: de", words("lang", "de"), "needs a value"),
        ("date:", "date", "needs a value"),
    ],
)
def test_what_is_read_otherwise_than_typed_is_noted(text: str, tree: object, note: str) -> None:
    query = parse(text)
    assert shape(query.root) == tree
    assert [note in line for line in query.notes] == [True]


def test_places_of_words_are_those_in_the_query() -> None:
    text = 'Kim, +"Jong un" -(Put?n) =Straße'
    assert [text[piece.start : piece.end] for piece in pieces(parse(text).root)] == [
        "Kim",
        "Jong un",
        "Put?n",
        "Straße",
    ]


def test_a_number_grouped_by_a_hard_space_is_one_word() -> None:
    assert parse("11.000").root == Word("11.000", 0, 6)
    assert shape(parse('"11\u00a0000 soldiers"').root) == ("phrase", "11\u00a0000 soldiers")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_a_number_grouped_by_a_hard_space_is_one_word_without_quotes(space: str) -> None:
    assert shape(parse(f"11{space}000").root) == f"11{space}000"


@pytest.mark.parametrize(
    ("low", "high", "bounds"),
    [
        ("2024", "2024", ("2024", "2024~")),
        ("", "2024-02", ("", "2024-02~")),
        ("2024-2-3", "*", ("2024-02-03", "")),
        ("*", "*", None),
        ("24", "2025", None),
        ("2024-02-32", "2025", None),
    ],
)
def test_date_ranges(low: str, high: str, bounds: tuple[str, str] | None) -> None:
    assert date_range(low, high) == bounds


def test_a_day_is_inside_its_year_month_and_day_whatever_its_time() -> None:
    for asked in ("2024", "2024-05", "2024-05-31"):
        low, high = date_range(asked, asked) or ("", "")
        for date in ("2024-05-31", "2024-05-31T23:59:59"):
            assert low <= date <= high
        assert not low <= "2025-01-01" <= high
