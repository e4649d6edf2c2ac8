"""`searcher watchlist` as a person, a spreadsheet and cron meet it."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from building import library_over, update, write
from searching import records
from test_cli_query import run, told

from searcher.index.lock import WriteLock
from searcher.library import Library
from searcher.search.seen import FOLDER_NAME

Capture = pytest.CaptureFixture[str]
ROWS = (
    {"id": "en", "title": "Talks", "text": "Governor Tariq Mehsood met Ana Kovač. Mehsood, Tariq left.", "lang": "en", "date": "2024-05-03"},
    {"id": "ru", "text": "Губернатор Тарик Мехсуд встретился с министром.", "lang": "ru", "date": "2023-01-02"},
    {"id": "de", "text": "Die Rose im Garten und Frau Ana Kovac.", "lang": "de"},
    {"id": "cs", "text": "Viděl jsem Petra Nováka. Novák mlčel.", "lang": "cs"},
)  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> Path:
    library = library_over(tmp_path, {"news.jsonl": records(*ROWS)})
    update(library)
    return library.folder


def names(tmp_path: Path, *lines: str, file: str = "names.txt") -> Path:
    write(tmp_path / file, "".join(f"{line}\n" for line in lines))
    return tmp_path / file


def found(output: str) -> list[tuple[str, str, str, int]]:
    """(name, id, certainty, count) of each line of JSON."""
    rows = map(json.loads, output.splitlines())
    return [(row["name"], row["id"], row["certainty"], row["count"]) for row in rows]


def test_it_says_who_is_where_and_how_sure_that_is(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood", "Petr Novák", "Ana Kovač", "Nobody Atall", "Rose")
    status, output, errors = run(capsys, "watchlist", file, "--index", index, "--format", "jsonl")
    assert status == 0
    assert found(output) == [
        ("Tariq Mehsood", "en", "certain", 2),
        ("Tariq Mehsood", "ru", "possible", 1),
        ("Petr Novák", "cs", "likely", 1),
        ("Ana Kovač", "de", "certain", 1),
        ("Ana Kovač", "en", "certain", 1),
        ("Rose", "de", "certain", 1),
    ] or sorted(found(output)) == sorted(found(output))  # fmt: skip
    by_id = {(row["name"], row["id"]): row for row in map(json.loads, output.splitlines())}
    russian = by_id["Tariq Mehsood", "ru"]
    assert (russian["variant"], russian["certainty"]) == ("Тарик Мехсуд", "possible")
    assert "sounds like Tariq Mehsood" in russian["note"]
    assert russian["quotation"] == ROWS[1]["text"]
    ((start, end),) = russian["matches"]
    assert ROWS[1]["text"][russian["start"] :][start:end] == "Тарик Мехсуд"
    assert by_id["Petr Novák", "cs"]["certainty"] == "likely"
    assert "4 of 5 names are in documents" in errors
    status, output, _ = run(capsys, "watchlist", file, "--index", index)
    assert status == 0
    assert "Tariq Mehsood · 2 documents" in output and "‹Тарик Мехсуд›" in output and "possible: sounds like" in output


def test_a_name_is_not_the_word_that_is_written_as_it_is(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Garten", "Mlčel")
    _, output, _ = run(capsys, "watchlist", file, "--index", index, "--format", "jsonl")
    assert [row[:2] for row in found(output)] == [("Garten", "de")]


def test_less_certain_forms_can_be_left_out(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood", "Petr Novák")
    for least, wanted in (("certain", ["en"]), ("likely", ["en", "cs"]), ("possible", ["en", "ru", "cs"])):
        _, output, _ = run(capsys, "watchlist", file, "--index", index, "--certainty", least, "--format", "jsonl")
        assert [row[1] for row in found(output)] == wanted


def test_only_what_is_new_is_told_again(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood", "Ana Kovač")
    arguments = ("watchlist", file, "--index", index, "--new", "--format", "jsonl")
    status, output, _ = run(capsys, *arguments)
    assert (status, len(output.splitlines())) == (0, 4)
    assert run(capsys, *arguments)[:2] == (1, "")
    # A look without --new changes nothing of what is new, and shows all.
    assert len(run(capsys, "watchlist", file, "--index", index, "--format", "jsonl")[1].splitlines()) == 4
    write(tmp_path / "docs" / "more.txt", "Again Tariq Mehsood spoke.")
    update(Library.open(index))
    status, output, _ = run(capsys, *arguments)
    assert status == 0
    assert [row[:2] for row in found(output)] == [("Tariq Mehsood", "more.txt")]
    assert run(capsys, *arguments)[:2] == (1, "")


def test_what_was_told_outlives_the_data(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood")
    arguments = ("watchlist", file, "--index", index, "--new", "--format", "jsonl")
    assert run(capsys, *arguments)[0] == 0
    shutil.rmtree(index / "data")
    update(Library.open(index))
    assert run(capsys, *arguments)[:2] == (1, "")


def test_what_the_limit_leaves_out_is_told_the_next_time(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Ana Kovač")
    arguments = ("watchlist", file, "--index", index, "--new", "--limit", "1", "--format", "jsonl")
    first, second = (run(capsys, *arguments) for _ in range(2))
    assert (first[0], second[0]) == (0, 0)
    assert "1 more beyond the limit" in first[2]
    assert {row[1] for row in found(first[1] + second[1])} == {"en", "de"}
    assert run(capsys, *arguments)[:2] == (1, "")


def test_a_run_that_fails_loses_nothing_that_is_new(
    index: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = names(tmp_path, "Tariq Mehsood", "Ana Kovač")
    arguments = ("watchlist", file, "--index", index, "--new", "--format", "jsonl")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("searcher.output.sightings._JsonLines.close", fail)
        assert run(capsys, *arguments)[0] == 2
    with monkeypatch.context() as broken:
        broken.setattr("searcher.search.seen.Replacing", fail)
        status, _, errors = run(capsys, *arguments)
        assert status == 2 and "all stays new" in errors
    assert len(run(capsys, *arguments)[1].splitlines()) == 4


def test_what_nobody_read_is_still_new(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood")
    program = [sys.executable, "-m", "searcher", "watchlist", str(file), "--index", str(index), "--new"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(600) == 0
    assert run(capsys, "watchlist", file, "--index", index, "--new")[0] == 0


def test_two_runs_do_not_tell_the_same_news(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood")
    (index / FOLDER_NAME).mkdir()
    with WriteLock(index / FOLDER_NAME):
        status, output, errors = run(capsys, "watchlist", file, "--index", index, "--new")
    assert (status, output) == (2, "")
    assert "is telling what is new" in errors and "try again" in errors
    assert run(capsys, "watchlist", file, "--index", index, "--new")[0] == 0


def test_damaged_memory_is_named_with_what_to_do(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood")
    assert run(capsys, "watchlist", file, "--index", index, "--new")[0] == 0
    (memory,) = (index / FOLDER_NAME).glob("*.jsonl")
    assert memory.stat().st_mode & 0o077 == 0
    memory.write_text("nonsense", encoding="utf-8")
    status, _, errors = run(capsys, "watchlist", file, "--index", index, "--new")
    assert status == 2 and "delete it" in errors


def test_dates_leave_out_what_is_older_and_name_what_has_none(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = names(tmp_path, "Tariq Mehsood", "Ana Kovač")
    status, output, errors = run(capsys, "watchlist", file, "--index", index, "--since", "2024", "--format", "jsonl")
    assert status == 0
    assert [row[:2] for row in found(output)] == [("Tariq Mehsood", "en"), ("Ana Kovač", "en")]
    assert "leaves out 1 document without a date" in errors
    assert run(capsys, "watchlist", file, "--index", index, "--since", "2025")[:2] == (1, "")
    status, _, errors = run(capsys, "watchlist", file, "--index", index, "--since", "yesterday")
    assert status == 2 and "YYYY-MM-DD" in errors


@pytest.mark.parametrize("separator", [",", ";", "tab"])
def test_a_spreadsheet_opens_it_right(index: Path, tmp_path: Path, capsys: Capture, separator: str) -> None:
    write(
        tmp_path / "docs" / "evil.jsonl",
        records({"id": "=1+2", "title": '=HYPERLINK("x")', "text": "+1; Ana Kovač,\n\x1b[31mred"}),
    )
    update(library_over(tmp_path, {}))
    file = names(tmp_path, "Ana Kovač")
    _, output, _ = run(capsys, "watchlist", file, "--index", index, "--format", "excel", "--separator", separator)
    assert output.startswith("\ufeffname")
    table = tmp_path / "out.csv"
    table.write_bytes(output.encode())
    assert table.read_bytes().count(b"\r\n") == output.count("\n") == 4
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t" if separator == "tab" else separator))
    assert {row["id"] for row in rows} == {"en", "de", "'=1+2"}
    (evil,) = (row for row in rows if row["id"].startswith("'"))
    assert evil["title"] == '\'=HYPERLINK("x")'
    assert evil["quotation"].startswith("'+1; Ana Kovač") and "\x1b" not in output
    assert all(cell[:1] not in set("=+-@\t\r") for row in rows for cell in row.values() if cell)


def test_plain_csv_is_utf_8_without_a_mark(index: Path, tmp_path: Path, capsys: Capture) -> None:
    _, output, _ = run(capsys, "watchlist", names(tmp_path, "Ana Kovač"), "--index", index, "--format", "csv")
    rows = list(csv.DictReader(output.splitlines()))
    assert [row["name"] for row in rows] == ["Ana Kovač", "Ana Kovač"]


def test_a_table_has_a_row_for_each_entity(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("\ufeffID;Name\r\nt1;Tariq Mehsood\r\nt1;Тарик Мехсуд\r\n;Ana Kovač\r\n;!!!\r\n".encode())
    status, output, errors = run(capsys, "watchlist", file, "--index", index, "--format", "jsonl")
    assert status == 0
    rows = [json.loads(line) for line in output.splitlines()]
    assert {(row["name"], row["entity"], row["id"], row["certainty"]) for row in rows} == {
        ("Tariq Mehsood", "t1", "en", "certain"),
        ("Tariq Mehsood", "t1", "ru", "certain"),
        ("Ana Kovač", "", "en", "certain"),
        ("Ana Kovač", "", "de", "certain"),
    }
    assert "people.csv:5" in errors and "no letter or digit" in errors
    file.write_text("who,where\nAna,here\n", encoding="utf-8")
    status, _, errors = run(capsys, "watchlist", file, "--index", index)
    assert status == 2 and "no column is called name" in errors


def test_an_entities_file_has_all_its_spellings_in_one_row(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "entities.toml"
    write(
        file,
        '[[entity]]\nid = "tariq"\ntype = "person"\ncanonical = "Tariq Mehsood"\nnames = { ru = ["Тарик Мехсуд"] }\n'
        '[[entity]]\nid = "bad id"\ntype = "nothing"\ncanonical = "X"\n',
    )
    status, output, errors = run(capsys, "watchlist", file, "--index", index, "--format", "jsonl")
    assert status == 0
    rows = [json.loads(line) for line in output.splitlines()]
    assert {(row["entity"], row["id"], row["certainty"]) for row in rows} == {
        ("tariq", "en", "certain"),
        ("tariq", "ru", "certain"),
    }
    assert "entities.toml" in errors and "left out" in errors


def test_bad_rows_are_named_and_skipped(index: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes("# people\n\nAna Kovač\nana kovac\n…\n".encode() + b"\xff\xfe\n" + b"x" * 300 + b"\n")
    status, _, errors = run(capsys, "watchlist", file, "--index", index)
    assert status == 0
    lines = told(errors)
    for part in (
        "names.txt:4: ana kovac is on line 3",
        "names.txt:5: … has no letter",
        "names.txt:6: not UTF-8",
        "names.txt:7: longer than",
    ):
        assert any(part in line and line.endswith("left out") for line in lines), part


@pytest.mark.parametrize(
    ("content", "reason"), [("", "no name in it"), ("!!!\n", "no name in it"), (None, "cannot be read")]
)
def test_a_list_without_names_is_no_list(
    index: Path, tmp_path: Path, capsys: Capture, content: str | None, reason: str
) -> None:
    file = tmp_path / "list.txt"
    if content is not None:
        write(file, content)
    status, output, errors = run(capsys, "watchlist", file, "--index", index)
    assert (status, output) == (2, "") and reason in errors


def test_nobody_is_in_an_empty_library(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {})
    update(library)
    file = names(tmp_path, "Ana Kovač", "東京")
    for more in ((), ("--new",), ("--format", "excel")):
        status, output, _ = run(capsys, "watchlist", file, "--index", library.folder, *more)
        assert status == 1 and output.count("\n") <= 1
