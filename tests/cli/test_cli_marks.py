"""`searcher marks`: to mark from the command line, to list, to take away."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from building import library_over, update

from searcher.cli.main import main


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = library_over(tmp_path, {"a.txt": "A lamp.\n", "=b.txt": "A table.\n"})
    update(library)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEARCHER_INDEX", str(library.folder))
    return library.folder


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(["marks", *words]) == 0
    return capsys.readouterr().out


def test_marks_are_set_listed_and_taken_away(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["marks"]) == 1
    assert "nothing is marked yet" in capsys.readouterr().err
    assert main(["marks", "star", "a.txt", "=b.txt"]) == 0
    assert main(["marks", "note", "a.txt", "ask", "\x1b[31mher"]) == 0
    assert main(["marks", "read", "docs/a.txt"]) == 0
    shown = listed(capsys)
    assert "★✎✓ a.txt" in shown and "★   =b.txt" in shown and "\x1b" not in shown
    assert main(["query", "is:starred", "is:read", "--format", "paths"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("a.txt")
    assert main(["marks", "unstar", "=b.txt"]) == main(["marks", "unread", "a.txt"]) == 0
    assert "★✎  a.txt" in listed(capsys, "list")
    assert main(["marks", "note", "a.txt"]) == main(["marks", "clear", "a.txt"]) == 0
    assert main(["marks"]) == 1


def test_every_format_tells_the_same(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["marks", "star", "=b.txt"])
    main(["marks", "note", "a.txt", "look *again*"])
    rows = json.loads(listed(capsys, "--format", "json"))
    assert [json.loads(line) for line in listed(capsys, "list", "--format", "jsonl").splitlines()] == rows
    assert {row["id"]: (row["starred"], row["note"], row["found"]) for row in rows} == {
        "=b.txt": (True, "", True),
        "a.txt": (False, "look *again*", True),
    }
    table = list(csv.DictReader(StringIO(listed(capsys, "--format", "csv"))))
    # What a spreadsheet would take for a formula is none.
    assert {row["id"] for row in table} == {"'=b.txt", "a.txt"}
    assert r"look \*again\*" in listed(capsys, "--format", "markdown")


def test_a_document_that_is_gone_is_listed_and_can_be_cleared(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["marks", "star", "a.txt"])
    (index.parent / "docs" / "a.txt").unlink()
    main(["index"])
    assert "a.txt  (not in the index)" in listed(capsys)
    assert main(["marks", "clear", "a.txt"]) == 0
    assert main(["marks"]) == 1


def test_a_document_that_nobody_knows_is_an_error(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["marks", "star", "nobody"]) == 2
    assert "no document has this id or path" in capsys.readouterr().err
