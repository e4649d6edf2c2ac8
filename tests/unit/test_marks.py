"""The file of marks: what is written is there, whoever else writes, and whatever happened to the file."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from searcher.errors import SearcherError
from searcher.marks import MARKS_NAME, Marks

ONE, OTHER = ("a.txt", "docs/a.txt"), ("r1", "docs/rows.jsonl")


def test_marks_are_kept_by_document_and_kind(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.change([ONE, OTHER], starred=True)
    marks.change([ONE], note=" ask Łukasz \n twice ", read=True)
    marks.change([OTHER], starred=False)
    for again in (marks, Marks(tmp_path)):
        assert again.of(ONE).starred and again.of(ONE).read and again.of(ONE).note == "ask Łukasz \n twice"
        assert [name for name, _ in again] == [ONE]
    marks.clear([ONE])
    assert not Marks(tmp_path).of(ONE)


def test_only_the_person_reads_them(tmp_path: Path) -> None:
    (tmp_path / MARKS_NAME).touch(0o644)
    Marks(tmp_path).change([ONE], starred=True)
    assert stat.S_IMODE((tmp_path / MARKS_NAME).stat().st_mode) == 0o600


def test_two_who_mark_lose_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = Marks(tmp_path), Marks(tmp_path)
    for number in range(20):
        one.change([(f"one {number}", "f")], starred=True)
        other.change([(f"other {number}", "f")], starred=True)
    assert len(Marks(tmp_path)) == len(one) + 1 == len(other) == 40


def test_processes_that_mark_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each file is written anew now and then, too.
    script = (
        "import sys, searcher.marks as m; from pathlib import Path; m._OUTDATED = 20\n"
        "marks = m.Marks(Path(sys.argv[1]))\n"
        "for n in range(100):\n"
        "    marks.change([(f'{sys.argv[2]} {n}', 'f')], starred=True)\n"
        "    marks.change([('common', 'f')], note=str(n))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name], env=environment) for name in ("a", "b")
    ]
    assert [run.wait() for run in runs] == [0, 0]
    assert len(Marks(tmp_path)) == 201


def test_a_file_with_outdated_lines_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searcher.marks._OUTDATED", 10)
    marks, reader = Marks(tmp_path), Marks(tmp_path)
    marks.change([OTHER], note="kept")
    for number in range(100):
        marks.change([ONE], starred=number % 2 == 0)
        reader.refresh()
    assert len((tmp_path / MARKS_NAME).read_text().splitlines()) < 30
    assert Marks(tmp_path).of(OTHER).note == reader.of(OTHER).note == "kept"
    assert stat.S_IMODE((tmp_path / MARKS_NAME).stat().st_mode) == 0o600


def test_a_line_that_a_killed_process_left_is_named_and_costs_itself_alone(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.change([ONE], starred=True)
    with (tmp_path / MARKS_NAME).open("a") as file:
        file.write('{"id": "r1", "fi')
    assert Marks(tmp_path).problems == ()
    marks.change([OTHER], starred=True)
    again = Marks(tmp_path)
    assert again.of(ONE).starred and again.of(OTHER).starred
    assert len(again.problems) == 1 and "line 2: damaged" in again.problems[0]


@pytest.mark.parametrize("line", ["[]", "{}", '{"id": 1, "file": "f"}', "null", '{"id": "a", "file": "f", "to": 7}'])
def test_what_is_no_mark_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / MARKS_NAME).write_text(f"{line}\n")
    assert len(Marks(tmp_path).problems) == 1


def test_another_name_keeps_the_marks(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.change([ONE], starred=True, note="n")
    marks.move([(ONE, OTHER), (("nobody", "f"), ("x", "y"))])
    assert [(name, mark.note) for name, mark in Marks(tmp_path)] == [(OTHER, "n")]


def test_marks_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    (tmp_path / MARKS_NAME).mkdir()
    with pytest.raises(SearcherError, match="cannot be written .* nothing is marked"):
        marks.change([ONE], starred=True)
