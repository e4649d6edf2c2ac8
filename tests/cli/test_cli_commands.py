"""What every command has, those of the future too: an example in its help, a completion, a format for programs, a place in the manual."""

import argparse
import json
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import man_page
import pytest
from building import library_over, update

from searcher.cli import progress
from searcher.cli.completing import candidates
from searcher.cli.main import COMMANDS, main, make_parser

Capture = pytest.CaptureFixture[str]
# Commands whose product is no data of this program.
NO_DATA = {
    "completions": "a script for a shell",
    "mcp": "a server, whose every answer is JSON",
    "serve": "a server, whose every answer to a program is JSON",
    "entities import": "--format is that of the file that is read",
    "entities export": "the formats are those of other programs",
}


def all_parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """("entities show", its parser), for all commands and their actions."""
    yield from _below("", make_parser())


def _below(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    if name:
        yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield from _below(f"{name} {word}".strip(), inner)


PARSERS = dict(all_parsers())
LEAVES = [name for name in PARSERS if not any(other.startswith(f"{name} ") for other in PARSERS)]


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_has_examples_that_are_understood(name: str) -> None:
    epilog = PARSERS[name].epilog or ""
    examples = re.findall(r"^  (searcher .*)$", epilog, re.MULTILINE)
    assert examples
    for example in examples:
        words = shlex.split(re.split(r" [|>] ", example)[0])
        arguments = make_parser().parse_args(words[1:])
        assert arguments.command == name


@pytest.mark.parametrize("name", PARSERS)
def test_it_is_completed(name: str) -> None:
    words = name.split()
    assert words[-1] in [value for value, _ in candidates(words)]
    options = [value for value, _ in candidates([*words, "--"])]
    assert "--index" in options and "--help" in options


@pytest.mark.parametrize("name", LEAVES)
def test_it_has_a_format_for_programs(name: str) -> None:
    forms = [action for action in PARSERS[name]._actions if "--format" in action.option_strings]
    if name in NO_DATA:
        return
    assert forms and {"json", "jsonl"} & set(forms[0].choices or ())


def test_the_manual_page_is_up_to_date() -> None:
    assert man_page.PAGE.read_text(encoding="utf-8") == man_page.page(), "run: python tools/man_page.py"
    for name in PARSERS:
        assert re.search(
            rf"^(\.SS|\\fB){'' if ' ' in name else ' searcher '}{re.escape(name.split()[-1])}\b",
            man_page.page(),
            re.MULTILINE,
        )


def test_the_manual_page_is_good_grammar() -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    done = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning", str(man_page.PAGE)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []


def test_the_manual_page_is_installed() -> None:
    import tomllib

    from places import ROOT

    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert tool["setuptools"]["data-files"] == {"share/man/man1": ["searcher.1"]}


def asked(capsys: Capture, *words: str) -> object:
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def test_reports_are_objects(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    library = library_over(tmp_path, {"a.txt": "An otter.\n", "b.bin": b"\0\1\2"})
    monkeypatch.chdir(tmp_path)
    report = asked(capsys, "index", "--format", "json")
    assert isinstance(report, dict) and (report["added"], report["documents"]) == (1, 1)
    assert {"file", "line", "reason", "note"} == set(report["problems"][0])
    health = asked(capsys, "doctor", "--format", "json")
    assert isinstance(health, dict) and health["whole"] and health["documents"] == 1 and health["damaged"] == []
    status = asked(capsys, "status", "--format", "json")
    assert isinstance(status, list) and {"library", "source", "index"} <= {each["kind"] for each in status}
    added = asked(capsys, "entities", "add", "Otto", "Ottó", "--format", "json")
    assert isinstance(added, dict) and added["names"] and added["file"] == str(library.folder / "entities.toml")
    shown = asked(capsys, "entities", "show", "Otto", "--format", "json")
    assert isinstance(shown, list) and {"text", "langs", "kind", "weight", "source"} == set(shown[0]["names"][0])
    listed = asked(capsys, "entities", "list", "--format", "json")
    assert isinstance(listed, list) and added["id"] in [each["id"] for each in listed]
    rejected = asked(capsys, "entities", "reject", "Otto", "Utto", "--format", "json")
    assert isinstance(rejected, dict) and rejected["new"] is True
    starred = asked(capsys, "marks", "star", "a.txt", "--format", "json")
    assert isinstance(starred, list) and [(each["id"], each["starred"]) for each in starred] == [("a.txt", True)]
    assert asked(capsys, "marks", "--format", "json") == starred
    cleared = asked(capsys, "marks", "clear", "a.txt", "--format", "json")
    assert isinstance(cleared, list) and [(each["id"], each["starred"]) for each in cleared] == [("a.txt", False)]
    next((library.data).glob("g*/whoosh/*.whoosh*"), library.data / "current").write_bytes(b"x")
    assert main(["doctor", "--format", "json"]) == 1
    damaged = json.loads(capsys.readouterr().out)
    assert not damaged["whole"] and set(damaged["damaged"][0]) == {"path", "reason"}


# How far it is


def test_progress_has_a_rate_and_the_time_left() -> None:
    assert progress.count_line("names", 1_200, 5_000, 3.0) == "1,200 of 5,000 names · 400/s · 0:10 left"
    assert progress.count_line("queries", 7, 0, 2.0) == "7 queries · 3.5/s"
    assert progress.count_line("names", 0, 10, 2.0) == "0 of 10 names · 0/s"


def test_progress_is_told_on_a_terminal_after_a_second_and_taken_away(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with progress.counting("names") as tell:
        tell(5, 10)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "can_draw", lambda stream: True)
    now = iter([0.0, 0.5, 2.0, 2.01, 3.0])
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    with progress.counting("names") as tell:
        for done in (1, 2, 3, 4):
            tell(done, 10)
    told = capsys.readouterr().err.split("\r\x1b[K")
    assert [each.partition(" ·")[0] for each in told] == ["", "2 of 10 names", "4 of 10 names", ""]


def test_what_takes_long_at_its_first_step_is_told_too(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Callable[[], None]] = []

    class Timer(threading.Timer):
        def start(self) -> None:
            begun.append(self.function)

    monkeypatch.setattr(progress, "can_draw", lambda stream: True)
    monkeypatch.setattr(threading, "Timer", Timer)
    with progress.counting("steps") as tell:
        tell(0, 90)
        assert capsys.readouterr().err == ""
        begun.pop()()
        assert capsys.readouterr().err == "\r\x1b[K0 of 90 steps · 0/s"
        # A line of the product has the screen to itself.
        tell.hide()
        assert capsys.readouterr().err == "\r\x1b[K"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("query", "--queries", "queries.tsv", "--format", "jsonl"), "1 of 2 queries"),
        (("similar", "--docs", "ids.txt", "--format", "jsonl"), "1 of 2 documents"),
        (("similar", "a.txt", "b.txt", "--format", "jsonl"), "1 of 2 documents"),
        (("watchlist", "names.txt"), "2 of 2 names"),
        (("about", "Velmasov"), "steps"),
        (("entities", "suggest", "Velmasov Kowalska"), "1 of 2 names"),
    ],
)
def test_a_person_sees_rate_and_time_left_and_a_pipe_does_not(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    library = library_over(tmp_path, {f"{name}.txt": "Velmasov met Kowalska in Nairobi.\n" for name in "ab"})
    update(library)
    (tmp_path / "queries.tsv").write_text("1\tVelmasov\n\n2\tKowalska\n")
    (tmp_path / "ids.txt").write_text("a.txt\nb.txt\n")
    (tmp_path / "names.txt").write_text("Velmasov\nKowalska\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PACE", 0.0)
    main([*words, "--index", str(library.folder)])
    quiet = capsys.readouterr()
    assert "/s" not in quiet.err
    monkeypatch.setattr(progress, "can_draw", lambda stream: True)
    main([*words, "--index", str(library.folder)])
    shown = capsys.readouterr()
    assert shown.out == quiet.out
    assert re.search(rf"{told} · [\d.,e+]+/s · \d+:\d\d left", shown.err), shown.err
    assert shown.err.removesuffix(quiet.err).endswith("\r\x1b[K")


@pytest.mark.parametrize("name", [name for name in LEAVES if " " in name])
def test_the_library_may_be_named_behind_an_action(name: str) -> None:
    (option,) = [action for action in PARSERS[name]._actions if "--index" in action.option_strings]
    given = argparse.Namespace()
    option(PARSERS[name], given, "here", "--index")
    assert given.index == ["here"]
