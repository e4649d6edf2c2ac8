"""`searcher about` as a person meets it: on a terminal, in a pipe, and in files for others."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from building import library_over, update
from searching import records
from test_cli_query import run

from searcher.output.dossiers import bar, timeline
from searcher.search.searcher import Searcher

Capture = pytest.CaptureFixture[str]
EVIL = '<script>alert("x")</script> | *bold* \x1b[31m'
ROWS = (
    {"id": "en", "title": "Talks", "text": "On Monday Tariq Mehsood met Ana Kovač and Petr Dvorsky in Nairobi.", "lang": "en", "date": "2024-05-03", "url": "https://example.org/a?b=1&c=2"},
    {"id": "en2", "title": "More", "text": "Later Ana Kovač met Mr Tariq Mehsood in Nairobi, and Nairobi was hot.", "lang": "en", "date": "2024-03-01"},
    {"id": "ru", "text": "Губернатор Тарик Мехсуд выступил в Найроби.", "lang": "ru", "date": "2023-12-31T10:00:00Z"},
    {"id": "evil", "title": EVIL, "text": f"{EVIL} Tariq Mehsood {EVIL}", "lang": "en", "url": "javascript:alert(1)"},
    {"id": "other", "text": "Ana Kovač was somewhere else.", "lang": "en", "date": "2020"},
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = library_over(tmp_path_factory.mktemp("about"), {"news.jsonl": records(*ROWS)})
    update(library)
    return library.folder


def test_it_tells_where_when_how_and_beside_whom(index: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "about", "Tariq", "Mehsood", "--index", index, "--format", "jsonl")
    assert (status, errors) == (0, "")
    found = json.loads(output)
    assert (found["name"], found["documents"], found["undated"]) == ("Tariq Mehsood", 4, 1)
    assert found["langs"] == [
        {"lang": "en", "name": "English", "documents": 3},
        {"lang": "ru", "name": "Russian", "documents": 1},
    ]
    assert found["months"] == [
        {"month": "2023-12", "documents": 1},
        {"month": "2024-03", "documents": 1},
        {"month": "2024-05", "documents": 1},
    ]
    assert (found["first"]["id"], found["last"]["id"]) == ("ru", "en")
    spellings = {each["text"]: (each["documents"], each["certainty"]) for each in found["spellings"]}
    assert spellings == {"Tariq Mehsood": (3, "certain"), "Тарик Мехсуд": (1, "possible")}
    company = {each["text"]: (each["documents"], each["total"]) for each in found["company"]}
    assert company["Ana Kovač"] == (2, 3) and company["Nairobi"] == (3, 3)
    assert company["Petr Dvorsky"] == (1, 1)
    assert not {"Tariq", "Mehsood", "Tariq Mehsood", "Monday", "Later"} & set(company)
    for each in (found["first"], *found["quotations"]):
        assert all(each["quotation"][start:end] for start, end in each["matches"])


def test_the_page_for_people_has_bars_without_a_terminal(index: Path, capsys: Capture) -> None:
    status, output, _ = run(capsys, "about", "Tariq Mehsood", "--index", index, "--ascii")
    assert status == 0
    assert re.search(r"en English +3  #{10,}\n", output) and re.search(r"ru Russian +1  #{3,}\n", output)
    assert "2024-04  0\n" in output and "2024-05  1  #" in output and "no date  1  #" in output
    assert "First mention, 2023-12-31" in output and "Last mention, 2024-05-03" in output
    assert "Тарик Мехсуд – possible: sounds like Tariq Mehsood" in output
    assert "‹Тарик Мехсуд›" in output and "\x1b" not in output


def test_only_the_documents_that_are_asked_for_count(index: Path, capsys: Capture) -> None:
    for more, documents in ((("--lang", "ru"), 1), (("--certainty", "certain"), 3), (("--path", "*.md"), 0)):
        status, output, _ = run(capsys, "about", "Tariq Mehsood", "--index", index, "--format", "jsonl", *more)
        assert json.loads(output)["documents"] == documents
        assert status == (0 if documents else 1)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_of_html_holds_nothing_that_a_document_wrote_as_such(index: Path, capsys: Capture) -> None:
    status, output, _ = run(capsys, "about", "Tariq Mehsood", "--index", index, "--format", "html")
    assert status == 0
    tags = _Tags()
    tags.feed(output)
    assert not tags.tags & {"script", "img", "iframe", "object", "link"}
    assert set(tags.links) == {"https://example.org/a?b=1&c=2"}
    assert '<script>alert("x")</script>' in tags.text and "<mark>Tariq Mehsood</mark>" in output
    assert "\x1b" not in output


def test_markdown_shows_what_documents_wrote_as_it_is(index: Path, capsys: Capture) -> None:
    _, output, _ = run(capsys, "about", "Tariq Mehsood", "--index", index, "--format", "md")
    assert output.startswith("# Tariq Mehsood\n\n4 documents.\n")
    assert "\\<script\\>" in output and "\\*bold\\*" in output and "**Tariq Mehsood**" in output
    assert "| Ana Kovač |  | 2 | 3 |" in output and "\x1b" not in output
    tables = [line for line in output.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) in (3, 5) for line in tables)


def test_nothing_is_known_of_a_name_that_is_nowhere(index: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "about", "Wolfgang", "--index", index)[:2] == (1, "Wolfgang · 0 documents\n")
    assert run(capsys, "about", "...", "--index", index)[0] == 2
    empty = library_over(tmp_path, {})
    update(empty)
    for form in ("text", "jsonl", "md", "html"):
        status, output, _ = run(capsys, "about", "Ana", "--index", empty.folder, "--format", form)
        assert status == 1 and "Ana" in output


def test_without_dates_there_is_no_first_and_no_last(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "Ana Kovač sang.\n"})
    update(library)
    _, output, _ = run(capsys, "about", "Ana Kovač", "--index", library.folder)
    assert "no date  1" in output and "mention" not in output


def test_how_far_it_is_never_goes_back_and_ends_at_the_end(index: Path) -> None:
    told: list[tuple[int, int]] = []
    with Searcher(index) as searcher:
        searcher.about("Tariq Mehsood", tell=lambda done, total: told.append((done, total)))
    dones, totals = zip(*told, strict=True)
    assert dones == tuple(range(len(told))) and len(told) > 8
    # What was expected is put right as it gets known.
    assert totals[0] >= totals[-1] == dones[-1] and all(done <= total for done, total in told)


def test_a_chart_over_time_has_no_gaps_and_not_too_many_rows() -> None:
    assert timeline([("2023-11", 2), ("2024-02", 1)]) == [
        ("2023-11", 2),
        ("2023-12", 0),
        ("2024-01", 0),
        ("2024-02", 1),
    ]
    assert timeline([("2019-11", 2), ("2022-02", 1)]) == [("2019", 2), ("2020", 0), ("2021", 0), ("2022", 1)]
    assert timeline([("2020", 1), ("2021-03", 2)]) == [("2020", 1), ("2021", 2)]
    assert timeline([("0001-01", 1), ("2021-03", 2)]) == [("0001", 1), ("2021", 2)]
    assert timeline([]) == []


def test_a_bar_is_seen_for_whatever_is_not_nothing() -> None:
    assert [bar(count, 1_000, 8, is_ascii=True) for count in (0, 1, 500, 1_000)] == ["", "#", "####", "########"]
    assert [bar(count, 1_000, 8, is_ascii=False) for count in (0, 1, 500, 1_000)] == ["", "▏", "████", "████████"]
