"""How documents and hits are laid out, opened and quoted, without a screen."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.engine.engine import Match
from searcher.errors import SearcherError
from searcher.ingest.document import Place
from searcher.opening.editor import desktop_command, editor_command, line_of
from searcher.opening.viewer import has_pages, is_text, page_of, viewer_command
from searcher.search.hits import Hit, Results, Snippet
from searcher.text.cells import cells
from searcher.tui.cards import COMPACT, ROOMY, card, clip_start
from searcher.tui.layout import LONGEST_LINE, Heights, Layout, Lines
from searcher.tui.quoting import exporter, quotation


def match(text: str, start: int, end: int, kind: str = "exact", note: str = "") -> Match:
    return Match(start, end, text[start:end], text[start:end], kind, "", "en", note)


def hit(text: str = "a word here", *, path: str = "/nowhere/a.txt", line: int = 0, title: str = "", **more: Any) -> Hit:
    found = (match(text, 2, 6),) if len(text) >= 6 else ()
    snippet = Snippet(0, len(text), text, found, False, False)
    plain = Hit("a", path, line, title, "en", ("en",), "txt", "2024-05-01", "", 1.0, (snippet,), found, ())
    return replace(plain, **more)


def shown(layout: Layout) -> list[str]:
    rows: list[str] = []
    while len(rows) < layout.heights.total:
        rows.append("".join(text for text, _ in layout.row(len(rows))))
    return rows


def test_lines_are_kept_and_long_ones_wrapped() -> None:
    layout = Layout(Lines("short\n  indented\n\none two three four"), (), 10)
    assert shown(layout) == ["short", "  indented", "", "one two", "three four"]


def test_a_line_without_an_end_is_cut() -> None:
    lines = Lines("word " * 2_000)
    assert len(lines) == 5
    assert all(end - start <= LONGEST_LINE for start, end in zip(lines.starts, lines.ends, strict=True))


@given(st.text(alphabet="ab \n\t漢字אבé\x07\u202e"), st.integers(2, 12))
def test_a_layout_loses_nothing_and_fits(text: str, width: int) -> None:
    layout = Layout(Lines(text), (), width)
    rows = shown(layout)
    assert all(cells(row) <= width for row in rows)
    assert not any(letter in row for row in rows for letter in "\x07\u202e\n\t")
    kept = "".join("".join(rows).split())
    assert kept == "".join(letter for letter in text if not letter.isspace() and letter not in "\x07\u202e")


@given(st.lists(st.integers(1, 5), min_size=1, max_size=1500), st.integers(0, 4000), st.integers(1, 9))
def test_heights_add_up(heights: list[int], row: int, height: int) -> None:
    known = Heights(list(heights))
    line, part = known.at(row)
    if row < known.total:
        assert known.top(line) + part == row
        assert 0 <= part < heights[line]
    known.set(line, height)
    heights[line] = height
    assert known.total == sum(heights)
    assert known.top(len(heights) - 1) == sum(heights[:-1])


def test_matches_are_segments_with_their_number() -> None:
    text = "alpha beta\ngamma"
    layout = Layout(Lines(text), [match(text, 6, 10), match(text, 11, 16)], 40)
    assert layout.row(0) == [("alpha ", ""), ("beta", "0")]
    assert layout.row(1) == [("gamma", "1")]
    assert layout.row_of(1) == 1


def test_a_match_over_a_line_end_is_shown_on_both_lines() -> None:
    text = "North\nKorea"
    layout = Layout(Lines(text), [match(text, 0, 11)], 40)
    assert [layout.row(0), layout.row(1)] == [[("North", "0")], [("Korea", "0")]]


def test_ten_million_letters_open_at_once() -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 30
    text = "\n".join([text] * 7_400)
    lines = Lines(text)
    place = text.rindex("fox")
    layout = Layout(lines, [match(text, place, place + 3)], 80)
    layout.settle_above(lines.line_of(place), 40)
    row = layout.row_of(0)
    assert ("fox", "0") in layout.row(row)
    # What was laid out is what a screen holds, not the document.
    assert layout.rows.cache_info().currsize < 60


@given(
    st.text(alphabet="ab 漢字אب\x1b[\n\u202e"),
    st.text(alphabet="ab /漢字\x1b"),
    st.integers(24, 90),
    st.sampled_from([ROOMY, COMPACT]),
)
def test_a_card_has_its_rows_and_fits(text: str, name: str, width: int, shape: object) -> None:
    found = hit(text, title=text, path=f"/tmp/{name}")
    rows = card(found, 7, 2.0, width, shape)  # type: ignore[arg-type]
    assert len(rows) == shape.rows  # type: ignore[attr-defined]
    for row in rows:
        assert cells("".join(part for part, _ in row)) <= width
        assert not set("".join(part for part, _ in row)) & {"\x1b", "\n", "\u202e"}


def test_a_card_tells_why() -> None:
    text = "in Pjöngjang und Pjöngjang"
    found = tuple(Match(at, at + 9, "Pjöngjang", "Pjöngjang", "name", "P", "de", "Pyongyang") for at in (3, 17))
    rows = card(hit(text, matches=found, snippets=()), 1, 1.0, 80, ROOMY)
    assert "".join(part for part, _ in rows[-2]).strip() == "Pjöngjang ×2 — Pyongyang, de"


def test_of_a_path_the_end_stays() -> None:
    assert clip_start("/a/long/path/file.txt", 10) == "…/file.txt"
    assert clip_start("short", 10) == "short"


@pytest.mark.parametrize(
    "environ, command",
    [
        ({"VISUAL": "nvim", "EDITOR": "nano"}, ["nvim", "+7", "a.txt"]),
        ({"EDITOR": "code --wait"}, ["code", "--wait", "--goto", "a.txt:7"]),
        ({"EDITOR": "/usr/bin/hx"}, ["/usr/bin/hx", "a.txt:7"]),
        ({"EDITOR": "unheard-of"}, ["unheard-of", "a.txt"]),
        ({"VISUAL": " ", "EDITOR": "nano"}, ["nano", "+7", "a.txt"]),
        ({"VISUAL": "", "EDITOR": " "}, ["vi", "+7", "a.txt"]),
        ({}, ["vi", "+7", "a.txt"]),
    ],
)
def test_editors_are_told_the_line(environ: dict[str, str], command: list[str]) -> None:
    assert editor_command(environ, "a.txt", 7) == command


@pytest.mark.parametrize(
    ("installed", "chosen", "command"),
    [
        ("okular xpdf", "", ["okular", "--page", "12", "a b.pdf"]),
        ("okular xpdf", "xpdf.desktop", ["xpdf", "a b.pdf", "12"]),
        ("evince", "org.gnome.Evince.desktop", ["evince", "--page-index=12", "a b.pdf"]),
        ("zathura", "org.pwmt.zathura-pdf-poppler.desktop", ["zathura", "--page=12", "a b.pdf"]),
        ("evince", "firefox.desktop", ["xdg-open", "a b.pdf"]),
        ("", "", ["xdg-open", "a b.pdf"]),
    ],
)
def test_viewers_are_told_the_page(installed: str, chosen: str, command: list[str]) -> None:
    def made(told: str, platform: str) -> list[str]:
        which = lambda name: name if name in installed.split() else None  # noqa: E731
        return viewer_command("a b.pdf", 12, told, platform=platform, which=which, chosen=lambda: chosen)

    assert made("", "linux") == command
    assert made("mine -p {page} '{file}'", "linux") == ["mine", "-p", "12", "a b.pdf"]
    assert made("", "darwin") == ["open", "a b.pdf"]
    assert made("", "win32") == ["cmd", "/c", "start", "", "a b.pdf"]
    for bad in ("mine", "mine 'x {file}"):
        with pytest.raises(SearcherError, match="no command with {file} in it"):
            made(bad, "linux")


def test_the_page_is_that_of_the_match() -> None:
    text = "one two\nthree"
    found = hit(text, path="a.pdf", type="pdf", places=(Place(0, "page 2"), Place(8, "page 3, by OCR")))
    assert page_of(found, text, match(text, 8, 13)) == 3
    assert page_of(replace(found, place="page 2"), text, None) == 2
    assert page_of(found, text, None) == 1
    assert has_pages(found)
    assert not has_pages(replace(found, within="attachment a.pdf of mail"))
    names = ("a.docx", "a.png", "a.eml", "a", "a.md")
    assert [is_text(hit(path=name)) for name in names] == [False, False, True, True, True]


def test_desktops_have_their_own_programs() -> None:
    programs = [desktop_command("a", platform)[0] for platform in ("linux", "darwin", "win32")]
    assert programs == ["xdg-open", "open", "cmd"]


def test_the_line_of_a_match_is_that_of_the_file(tmp_path: Path) -> None:
    text = "title\nfirst word\nsecond"
    path = tmp_path / "a.md"
    path.write_text("---\nmeta: 1\n---\n# title\n\nfirst word\nsecond")
    found = hit(text, path=str(path))
    assert line_of(found, text, match(text, 6, 11)) == 6
    assert line_of(found, text, None) == 1
    assert line_of(hit(path=str(path), line=9), text, None) == 9
    assert line_of(hit(path=str(tmp_path / "gone")), text, match(text, 17, 23)) == 3


def test_a_quotation_names_its_source() -> None:
    text = "before\na word here\nafter"
    quoted = quotation(hit(text, title="T\x1b[1mitle"), Lines(text), match(text, 9, 13))
    assert quoted == "“a word here”\n— Title, 2024-05-01, /nowhere/a.txt\n"


def results(*hits: Hit) -> Results:
    return Results("q", hits, len(hits), (), (), 0.0)


def test_hits_are_written_in_the_form_of_the_ending(tmp_path: Path) -> None:
    found = results(hit("a word here", title="=1+1"), hit("b word there"))
    for name in ("a.jsonl", "a.csv", "a.md"):
        assert exporter(tmp_path / name)(found).startswith("2 hits written to")
    assert (tmp_path / "a.jsonl").read_text().count('"id"') == 2
    rows = list(csv.DictReader((tmp_path / "a.csv").open()))
    assert [row["title"] for row in rows] == ["'=1+1", ""]
    assert "> a **word** here" in (tmp_path / "a.md").read_text()
    assert not list(tmp_path.glob("*.tmp"))


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.jsonl, \.csv, \.md"):
        exporter(tmp_path / "a.doc")
    assert "cannot be written" in exporter(tmp_path / "no" / "a.csv")(results())
