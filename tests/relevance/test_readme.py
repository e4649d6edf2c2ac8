"""The README's commands run, and its picture is what they print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
# What installs is done where the project is installed afresh; one does not end by itself (tests/cli/test_cli_watch.py).
ENDLESS = "searcher watch"
COMMANDS = [line for line in SHELL if line.startswith("searcher ") and line != ENDLESS]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newcomer has: the library over the seeds, and a home with a folder of documents and a list of names."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("index", "seeds"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("data"))
    (folder / "names.txt").write_text("Andrei Belousov\nKim Jong-un\n", encoding="utf-8")
    (folder / "documents").mkdir()
    (folder / "documents" / "note.txt").write_text("A note on Pyongyang.\n", encoding="utf-8")
    return folder


def run(command: str, clone: Path) -> "subprocess.CompletedProcess[str]":
    program = f'searcher() {{ "{sys.executable}" -m searcher "$@"; }}\n'
    environment = {**os.environ, "HOME": str(clone), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    environment.pop("SEARCHER_INDEX", None)
    return subprocess.run(
        ["bash", "-c", program + command],
        cwd=clone,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_two_commands_stand_in_it() -> None:
    first, second = (line for line in SHELL if ".venv/bin/pip" in line)
    assert first.endswith('.venv/bin/searcher query "Belousov"')
    assert second.endswith(".venv/bin/pytest")


def test_the_picture_is_what_the_command_prints(clone: Path) -> None:
    (picture,) = (text for kind, text in BLOCKS if kind == "console")
    command, _, shown = picture.partition("\n")
    printed = run(command.removeprefix("$ "), clone)
    assert printed.stdout.startswith(shown), printed.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, clone: Path) -> None:
    done = run(command, clone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip()


QUERIES = re.findall(r"^\| (`[^|]*`) \|", README.split("## Queries")[1].split("##")[0], re.MULTILINE)


@pytest.mark.parametrize("query", [query for row in QUERIES for query in re.findall("`([^`]+)`", row)])
def test_every_query_of_the_table_is_understood(query: str, clone: Path) -> None:
    done = run(f"searcher query '{query}'", clone)
    assert done.returncode in (0, 1)
    # Notes on stderr would say that a part was read otherwise than the table tells.
    assert not [line for line in done.stderr.splitlines() if "building" not in line]


def test_the_entity_in_it_is_read(clone: Path) -> None:
    (example,) = (text for kind, text in BLOCKS if kind == "toml")
    (clone / "own" / "texts").mkdir(parents=True)
    (clone / "own" / "texts" / "a.txt").write_text("Сьогодні говорив Іван Петренко.\n", encoding="utf-8")
    assert run("searcher index --index own own/texts", clone).returncode == 0
    (clone / "own" / "entities.toml").write_text(example, encoding="utf-8")
    found = run('searcher query --index own "Ivan Petrenko"', clone)
    assert "‹Іван Петренко›" in found.stdout
    assert not found.stderr
