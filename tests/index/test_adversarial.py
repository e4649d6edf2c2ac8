"""Input made to take long: the steps grow with its size and no faster, and nothing of it is lost."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import grows_evenly, steps

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract
from searcher.ingest.globs import NameGlob
from searcher.ingest.ignore import ignore_rules
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile


def items(name: str, content: str | bytes, settings: Settings | None = None) -> list[Document | Problem]:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    found = FoundFile(f"docs/{name}", name, Path(name), len(data), 0)
    return list(extract(found, settings or Settings(), data))


def reading(name: str, make: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
    return lambda size: partial(items, name, make(size))


STRAY = {
    "a mark inside a cell and one that opens": lambda size: 'x",y,"z\n' * size,
    "a mark that opens on every line": lambda size: "id,text\n" + 'a,"b\n' * size,
    "marks that close too many cells": lambda size: "a,b,c\n" + '"x\n' + '","\n' * size,
    "a mark, and blank lines for ever": lambda size: 'id,text\na,"b\n' + "\n" * size + 'c,"d\n' * size,
    "as many names of columns as lines": lambda size: ",".join("n" * size) + "\n" + 'x",y,"z\n' * size,
    "doubled marks": lambda size: "id,text\n" + 'a,"b""c""\n' * size,
    "one long line of marks": lambda size: 'id,text\na,"' + '",x' * size,
}


@pytest.mark.parametrize("make", STRAY.values(), ids=STRAY.keys())
def test_quotation_marks_in_a_table(make: Callable[[int], str]) -> None:
    assert grows_evenly(reading("a.csv", make), 150)


@pytest.mark.parametrize("make", STRAY.values(), ids=STRAY.keys())
def test_rows_of_bounded_length(make: Callable[[int], str]) -> None:
    settings = Settings(max_line_bytes=2000)
    assert grows_evenly(lambda size: partial(items, "a.csv", make(size), settings), 300)


def test_a_stray_mark_costs_no_row() -> None:
    found = items("a.csv", "name,size,note\n" + 'x",y,"z\n' * 500)
    documents = [item for item in found if isinstance(item, Document)]
    assert len(documents) == 500
    assert documents[0].text == 'name: x"\nsize: y\nnote: "z'
    (note,) = (item for item in found if isinstance(item, Problem))
    assert note.is_note
    assert note.reason == "a quotation mark that no other closes is taken as text (500 lines, the first of them 2)"


def test_a_cell_of_many_lines_is_one_cell() -> None:
    table = 'id,text,title\na,"one\n\n ""two"",\n,three",A\nb,"2"" nail",B\nc,5" pipe,C\nd,"open,D\ne,"x\ny",E\n'
    found = items("a.csv", table)
    texts = {item.id: item.text for item in found if isinstance(item, Document)}
    assert texts == {"a": 'one\n\n "two",\n,three', "b": '2" nail', "c": '5" pipe', "d": '"open', "e": "x\ny"}
    assert [(item.number, item.is_note) for item in found if isinstance(item, Problem)] == [(0, True)]


cells = st.text(st.sampled_from('ab",;\n |'), max_size=6)


@given(st.lists(st.tuples(cells, cells, cells), max_size=12), st.integers(0, 3))
def test_a_well_formed_table_is_read_as_it_was_written(rows: list[tuple[str, str, str]], stray: int) -> None:
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    found = items("a.csv", f"x,y,text\n{quoted}" + 'p,q,"open\n' * stray)
    wanted = [row[2] for row in rows if row[2].strip()] + ['"open'] * stray
    assert [item.text for item in found if isinstance(item, Document)] == wanted


@given(st.lists(st.text(st.sampled_from('a",\n\t|;'), max_size=8)))
def test_no_line_with_text_of_a_broken_table_is_lost(lines: list[str]) -> None:
    content = "\n".join(["a", *(f"{number}w{line}" for number, line in enumerate(lines))])
    said = " ".join(
        item.text if isinstance(item, Document) else f"{item.number}: {item.reason}" for item in items("a.csv", content)
    )
    rows_with_problems = said.count("cells under")
    assert sum(f"{number}w" in said for number in range(len(lines))) + rows_with_problems >= len(lines)


TEXTS = {
    "a.html": [
        lambda size: "<a " * size,
        lambda size: "<!--" * size,
        lambda size: "<p title='" * size,
        lambda size: '<p a="' * size + ">",
        lambda size: "<script>" * size,
        lambda size: "<title>x</titl" * size,
        lambda size: "<nav>" * size + "</nav>" * size,
        lambda size: "<div>" * size + "text" + "</div>" * size,
        lambda size: "&#38" * size,
        lambda size: "<meta name=date content=" + "=" * size + ">",
        lambda size: "<![CDATA[" * size,
    ],
    "a.md": [
        lambda size: "---\n" + "key: v\n" * size,
        lambda size: "# " * size,
        lambda size: "```\n" * size,
        lambda size: "=" * size + "\n" + "-" * size + "x",
        lambda size: "> " * size + "deep",
    ],
    "a.jsonl": [
        lambda size: "[" * size,
        lambda size: '{"a":' * size + "\n",
        lambda size: '{"text": "x"}\n' * size,
        lambda size: '{"text": "' + "\\ud800" * size + '"}',
        lambda size: json.dumps({"text": "x", **{str(at): at for at in range(size)}}),
    ],
    "a.txt": [lambda size: "\r" * size + "x", lambda size: "\0x" * size, lambda size: "ab" * size],
}


@pytest.mark.parametrize(("name", "make"), [(name, make) for name, makes in TEXTS.items() for make in makes])
def test_other_formats(name: str, make: Callable[[int], str]) -> None:
    assert grows_evenly(reading(name, make), 100)


def test_a_page_with_a_number_that_no_character_has() -> None:
    (document,) = items("a.html", "<p>before &#" + "9" * 10_000 + "; after &#65;")
    assert isinstance(document, Document)
    assert document.text == "before \ufffd after A"


def test_patterns_with_many_stars() -> None:
    for pattern in (
        "*a" * 30,
        "a*" * 30 + "b",
        "**/" * 40 + "x",
        "*?" * 30 + "[!z]" * 5,
        "a/**/" * 30 + "b",
        "[" * 5000,
    ):
        rules = ignore_rules([pattern])
        for path in ("a" * 200 + "b", "a/" * 200 + "c"):
            took = steps(partial(rules.ignores, path, is_folder=False))
            assert took < 20 * (len(pattern) + len(path)) + 5 * len(pattern) * path.count("/"), (pattern, path)


@given(st.text(st.sampled_from("ab*?"), max_size=9), st.text(st.sampled_from("ab"), max_size=9))
def test_stars_fit_what_they_should(pattern: str, name: str) -> None:
    def fits(rest: str, left: str) -> bool:
        if not rest:
            return not left
        if rest[0] == "*":
            return any(fits(rest[1:], left[at:]) for at in range(len(left) + 1))
        return bool(left) and rest[0] in ("?", left[0]) and fits(rest[1:], left[1:])

    assert NameGlob.parse(pattern).fits(name) == fits(pattern, name)
