"""The command line as a whole: which command is meant, and one line for whatever goes wrong."""

import os
import stat
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from building import library_over, update

from searcher import faults
from searcher.cli import query, status
from searcher.cli.arguments import typed
from searcher.cli.main import COMMANDS, main
from searcher.faults import LONGEST_RECORD, MOST_RECORDS, fault_line, records_folder

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _records_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    monkeypatch.chdir(tmp_path)


def one_line(capsys: Capture, *words: str) -> str:
    """What a command that must end with 2 says on stderr."""
    assert main(words) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("searcher: ") and errors.count("\n") == 1
    return errors


# Which command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_library_may_be_called_as_a_command_is(tmp_path: Path, capsys: Capture, name: str) -> None:
    library = library_over(tmp_path, {"a.txt": f"A text about {name} and more.\n"})
    update(library)
    library.folder.rename(tmp_path / name)
    for words in (
        ["--index", name, "query", name],
        [f"--index={name}", "query", name],
        ["query", name, "--index", name],
    ):
        assert main([*words, "--format", "paths"]) == 0
        assert Path(capsys.readouterr().out.strip()).name == "a.txt"
    assert main(["--index", name, "status"]) == 0
    assert capsys.readouterr().out.startswith(f"library    {tmp_path / name}\n")


def test_only_the_command_that_is_meant_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in COMMANDS:
        monkeypatch.delitem(sys.modules, f"searcher.cli.{name}", raising=False)
    main(["--index", "doctor", "entities", "show", "status"])
    assert {name for name in COMMANDS if f"searcher.cli.{name}" in sys.modules} == {"entities"}


def test_a_word_that_is_no_command_is_told_how_to_be_searched(capsys: Capture) -> None:
    assert "to search for it: searcher query 'Kim Jong-un'" in one_line(capsys, "Kim Jong-un")


@pytest.mark.parametrize(
    "words",
    [["query", "x", "--format", "x\x1b[31m\u202e"], ["query", "x", "--limit", "\x9b31m"], ["status", "\x1b]0;x\x07"],
     ["\x1b[31mred"], ["--index", "x\x1b[31m\u202e", "status"], ["query", "x", "--lang", "\x1b[2J"],
     ["query", "--queries", "\u202etxt\x1b[0m"], ["index", "\x1b[31m\u2028"], ["--no\u200bsuch\x1b[1m"],
     ["entities", "list", "--type", "\x1b[1m\U000e0041"], ["entities"], ["query", "--limit"]],
    ids=repr,
)  # fmt: skip
def test_wrong_words_are_told_in_one_line_that_is_safe_to_show(capsys: Capture, words: list[str]) -> None:
    line = one_line(capsys, *words)
    assert not set(line) & set("\x1b\x07\x9b\u202e\u2028\u200b\U000e0041")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["query", "North", "--limit", "3", "Korea"],
            "Korea: not understood here; put the whole query in quotation marks",
        ),
        (["query", "-south"], "-south: not understood here; put the whole query in quotation marks, and behind --"),
        (["status", "more"], "more: not understood here; see: searcher status --help"),
        (["--more"], "--more: not understood here; see: searcher --help"),
    ],
)
def test_what_is_not_understood_is_told_with_a_remedy(capsys: Capture, words: list[str], told: str) -> None:
    assert told in one_line(capsys, *words)


# Faults


class Odd(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def deep(number: int = 0) -> None:
    deep(number + 1)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ValueError("an odd\nvalue \x1b[31m" + "x" * 1000), "(ValueError: an odd value xxx"),
        (MemoryError(), "(there is not enough memory)"),
        (KeyError("key"), "(KeyError: 'key')"),
        (AssertionError(), "(AssertionError)"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (BrokenPipeError(32, "Broken pipe"), "Broken pipe"),
        (Odd(), "(Odd)"),
        (deep, "(RecursionError: "),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
@pytest.mark.parametrize("command", [status, query])
def test_a_fault_is_one_line_with_a_record_and_never_no_hit(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: object, fault: object, told: str
) -> None:
    def failing(_: object) -> int:
        if isinstance(fault, Exception):
            raise fault
        deep()
        return 0

    monkeypatch.setattr(command, "run", failing)
    words = ["status"] if command is status else ["query", "Kim Jong-un"]
    line = one_line(capsys, *words)
    assert told in line and "\x1b" not in line and len(line) < 500
    place = Path(line.rpartition("please report it with ")[2].strip())
    assert place.parent == records_folder()
    record = place.read_text()
    assert "Traceback (most recent call last)" in record and "in failing" in record
    assert f"Python {'.'.join(map(str, sys.version_info[:2]))}" in record
    assert "command: searcher status" in record or "command: searcher query 'Kim Jong-un'" in record
    if os.name == "posix":
        assert (stat.S_IMODE(place.stat().st_mode), stat.S_IMODE(place.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_fault_without_a_place_for_its_record_says_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    line = fault_line(ValueError("odd"), ["status"])
    assert line.startswith(
        "a fault of this program (ValueError: odd); please report it. A record of it cannot be written"
    )


def test_a_fault_of_a_copy_that_is_not_installed_has_a_record_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", missing)
    record = Path(fault_line(ValueError("odd"), ["status"]).rpartition(" ")[2])
    assert record.read_text().startswith("searcher (not installed), Python ")


def raised_at(number: int) -> Exception:
    """An error that comes from a line of its own."""
    try:
        exec(compile("\n" * number + "raise ValueError('x' * 200_000)", "<made>", "exec"))
    except ValueError as error:
        return error
    raise AssertionError


def test_records_are_bounded_in_number_and_size() -> None:
    lines = [fault_line(raised_at(number), ["status"]) for number in range(MOST_RECORDS + 5)]
    records = list(records_folder().iterdir())
    assert len(records) == MOST_RECORDS
    assert Path(lines[-1].rpartition(" ")[2]) in records, "the newest is kept"
    assert all(record.stat().st_size < LONGEST_RECORD + 100 for record in records)
    # The same fault again takes no other place.
    assert fault_line(raised_at(MOST_RECORDS + 4), ["status"]) == lines[-1]


def test_a_record_is_not_written_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path(fault_line(raised_at(1), ["status"]).rpartition(" ")[2])
    place.unlink()
    (tmp_path / "precious").write_text("mine")
    place.symlink_to(tmp_path / "precious")
    fault_line(raised_at(1), ["status"])
    assert (tmp_path / "precious").read_text() == "mine"
    monkeypatch.setattr(faults, "_record", lambda *_: (_ for _ in ()).throw(MemoryError))
    assert fault_line(MemoryError(), []).endswith("A record of it cannot be written: memoryerror")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("fox", "fox"),
        ("é", "é"),
        ("\udcc3\udca9", "é"),
        ("a\udcff", "a\ufffd"),
        ("\ud800", "\ufffd"),
        ("é\udcc3\udca9\udfff", "éé\ufffd"),
    ],
)
def test_an_argument_is_text(given: str, text: str) -> None:
    assert typed(given) == text
