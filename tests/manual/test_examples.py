"""Every example of the README and the manual runs, page by page, in a fresh home with a clone of the project.

A block of `sh` is run as it stands and has to end with 0. One of `console` is commands behind `$ ` with what they print
on standard output; a line `…` stands for any lines. One of `python` runs with the names of those before it on its page.
One of `toml` has to be read without a complaint. A block that cannot run here says so, and why, to its readers too:
```sh title="not tested: installs packages".
"""

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import home
import pytest
from examples import PAGES, Block, blocks, name_of, pages_with
from places import ROOT

from searcher.entities.overlay import read_overlay
from searcher.ingest.settings_file import NEW_ENTITIES, NEW_SETTINGS, read_settings
from searcher.search.marked import NONE_YET

# Whoever adds a block that is not run raises this, having seen that it cannot be.
MOST_UNTESTED = 11
QUERIES = "docs/reference/queries.md"
SHOWN_HOME = "/home/ana"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the library over the seeds is indexed."""
    folder = tmp_path_factory.mktemp("home")
    clone = home.make(folder)
    assert shell("searcher index", folder, clone).returncode == 0
    return folder


@pytest.fixture
def clone(template: Path, tmp_path: Path) -> Path:
    """The folder of the clone in a fresh copy of that home."""
    shutil.copytree(template, tmp_path / "ana")
    return tmp_path / "ana" / "searcher"


def shell(script: str, folder: Path, clone: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=clone,
        env=home.environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run(script: str, clone: Path) -> "subprocess.CompletedProcess[str]":
    return shell(script, clone.parent, clone)


def transcript(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block of `console`, with the lines that it prints."""
    command, shown = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line.removeprefix("$ "), []
        else:
            shown.append(line)
    yield command, shown


def is_shown(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines of a page are those that were printed; "…" stands for any number of them."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


@pytest.mark.parametrize("page", pages_with("sh", "console"), ids=name_of)
def test_every_command_line_runs_and_prints_what_the_page_shows(page: Path, clone: Path) -> None:
    for block in blocks(page):
        if block.kind == "sh" and not block.reason:
            done = run(block.text, clone)
            assert done.returncode == 0, f"{block.place}: {done.stderr or done.stdout}"
        elif block.kind == "console" and not block.reason:
            for command, shown in transcript(block):
                done = run(command, clone)
                printed = done.stdout.replace(str(clone.parent), SHOWN_HOME).rstrip("\n").splitlines()
                # Of what is printed the page may leave out the end, if it says so.
                assert is_shown(shown, printed), f"{block.place}: {command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", pages_with("python"), ids=name_of)
def test_every_python_example_runs(page: Path, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone)
    monkeypatch.setenv("HOME", str(clone.parent))
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.kind == "python" and not block.reason:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.text, block.place, "exec"), names)


@pytest.mark.parametrize("page", pages_with("toml", "json"), ids=name_of)
def test_every_file_that_is_shown_is_read(page: Path, clone: Path) -> None:
    for block in blocks(page):
        if block.kind == "json":
            json.loads(block.text)
        elif block.kind == "toml" and "[[entity]]" in block.text:
            assert not complaints_on_entities(block.text, clone), block.place
        elif block.kind == "toml":
            assert not complaints_on_settings(block.text, clone), block.place


def complaints_on_entities(text: str, folder: Path) -> list[str]:
    (folder / "entities.toml").write_text(text, encoding="utf-8")
    rows, problems = read_overlay(folder / "entities.toml")
    assert rows
    return list(problems)


def complaints_on_settings(text: str, folder: Path) -> list[str]:
    for named in ("ca.pem", "credentials"):
        (folder / named).write_text("somebody:secret\n", encoding="utf-8")
        (folder / named).chmod(0o600)
    text = text.replace("~/.searcher-cluster", str(folder / "credentials"))
    (folder / "searcher.toml").write_text(text, encoding="utf-8")
    return list(read_settings(folder / "searcher.toml")[2])


def test_what_a_new_library_suggests_is_read_once_it_is_no_comment(tmp_path: Path) -> None:
    def told(text: str) -> str:
        return re.sub(r"^# (?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE)

    assert not complaints_on_entities(told(NEW_ENTITIES), tmp_path)
    assert not complaints_on_settings(told(NEW_SETTINGS), tmp_path)


def table_of_queries() -> list[str]:
    page = (ROOT / QUERIES).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]*`) \|", page.split("| you type |")[1].split("\n\n")[0], re.MULTILINE)
    return [query for row in rows for query in re.findall("`([^`]+)`", row)]


# A library that is new has no marks, and says how they are made.
NOTHING_YET = frozenset(NONE_YET.values())


def test_every_query_of_the_table_is_understood(clone: Path) -> None:
    queries = table_of_queries()
    assert len(queries) > 20
    for query in queries:
        done = run(f"searcher query {shlex.quote(query)} || [ $? = 1 ]", clone)
        # Notes on stderr would say that a part was read otherwise than the table tells.
        notes = [line for line in done.stderr.splitlines() if line not in NOTHING_YET]
        assert (done.returncode, notes) == (0, []), query


def test_what_is_not_tested_says_why_and_is_little() -> None:
    marked = [block for page in PAGES for block in blocks(page) if block.reason and block.reason != "run by .ci/run"]
    told = "".join(f"\n{block.place}: {block.reason}" for block in marked)
    assert len(marked) <= MOST_UNTESTED, f"{len(marked)} blocks are not tested:{told}"


def test_every_example_has_a_kind_that_is_known() -> None:
    known = {"sh", "console", "python", "toml", "json", "text"}
    odd = [block.place for page in PAGES for block in blocks(page) if block.kind not in known and not block.reason]
    kinds = "```sh, ```console, ```python, ```toml, ```json or, for what is none of these, ```text"
    assert not odd, f"begin the block with {kinds}: {', '.join(odd)}"


def test_the_two_commands_of_the_readme_stand_in_it() -> None:
    lines = [
        line for block in blocks(ROOT / "README.md") for line in block.text.splitlines() if ".venv/bin/pip" in line
    ]
    assert lines[0].endswith('.venv/bin/searcher query "Belousov"')
    assert lines[1].endswith(".venv/bin/pytest")
    assert os.access(ROOT / ".ci" / "run", os.R_OK)
