"""What every command does when a standard stream is full, closed or left, and with words that are no text."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from building import library_over, update, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed in another way elsewhere")

# Far longer than any command takes, so that a hung one ends the test.
PATIENCE = 600
COMMANDS = [
    ["query", "fox"], ["query", "--explain", "--format", "jsonl", "fox"],
    ["query", "--queries", "queries.tsv", "--limit", "0"], ["index", "docs", "--rebuild"], ["status"], ["doctor"],
    ["entities", "list"], ["entities", "show", "Pyongyang"], ["entities", "show", "--help"], ["--help"], ["--version"],
]  # fmt: skip
COMMAND = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library, a source and a file of queries whose answers fill more than one buffer."""
    folder = tmp_path_factory.mktemp("streams")
    update(library_over(folder, {f"{n}.txt": f"A quick brown fox, number {n}.\n" for n in range(20)}))
    write(folder / "queries.tsv", "".join(f"q{n}\tfox\n" for n in range(20)))
    write(folder / "index" / "entities.toml", "not toml, which is told on stderr by every query")
    return folder


def run_in(folder: Path, words: list[str], redirection: str) -> "subprocess.CompletedProcess[str]":
    line = f"{shlex.join([sys.executable, '-m', 'searcher', *words])} {redirection}"
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip


@COMMAND
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_output_is_one_line_and_2(folder: Path, words: list[str]) -> None:
    done = run_in(folder, words, "> /dev/full")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("searcher: standard output cannot be written (no space left")
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


@pytest.mark.parametrize("words", [*COMMANDS, []], ids=" ".join)
def test_a_closed_output_is_one_line_and_2(folder: Path, words: list[str]) -> None:
    done = run_in(folder, words, ">&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("searcher: standard output is closed; send it")
    assert run_in(folder, words, "<&- >&- 2>&-").returncode == 2


@pytest.mark.parametrize("words", [*COMMANDS, []], ids=" ".join)
def test_talk_that_cannot_be_written_does_not_get_into_the_product(folder: Path, words: list[str]) -> None:
    wanted = run_in(folder, words, "")
    before = contents(folder)
    for redirection in ("<&- 2>&-", *(["2> /dev/full"] if Path("/dev/full").exists() else [])):
        done = run_in(folder, words, redirection)
        assert (done.returncode, done.stderr) == (wanted.returncode, "")
        assert without_times(done.stdout) == without_times(wanted.stdout)
    assert contents(folder) == before


@COMMAND
def test_a_reader_of_both_streams_that_leaves_is_no_error(folder: Path, words: list[str]) -> None:
    line = shlex.join([sys.executable, "-m", "searcher", *words])
    script = f"{{ {line} 2>&1; echo $? > status; }} | :"
    subprocess.run(["sh", "-c", script], cwd=folder, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=True)
    assert (folder / "status").read_text() == "0\n"


def test_queries_from_a_closed_input_are_told(folder: Path) -> None:
    done = run_in(folder, ["query", "--queries", "-"], "<&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("searcher: standard input is closed")


def test_processes_of_a_command_have_all_streams(folder: Path) -> None:
    script = (
        "import subprocess; from searcher.cli.streams import prepare_streams; prepare_streams(); "
        "subprocess.run(['sh', '-c', 'read nothing; echo talk >&2 && echo written'])"
    )
    line = f"{shlex.join([sys.executable, '-c', script])} <&- 2>&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stdout == "written\n"


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    records = "".join(
        json.dumps({"id": f"n{n}", "text": f"fox {n} " + "and so on " * 30, "lang": "en"}) + "\n" for n in range(400)
    )
    library = library_over(tmp_path, {"a.jsonl": records})
    update(library)
    arguments = ["query", "--index", str(library.folder), "fox", "--limit", "0", "--format", "jsonl"]
    command = [sys.executable, "-m", "searcher", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=PATIENCE) == 0
    assert errors == b""


NO_TEXT = os.fsdecode(b"a\xff")


@pytest.mark.parametrize(
    "words",
    [
        ["query", NO_TEXT], ["query", f"entity:{NO_TEXT} date:{NO_TEXT} path:{NO_TEXT}"],
        ["query", "fox", "--lang", NO_TEXT], ["query", "fox", "--path", NO_TEXT], ["query", "--queries", NO_TEXT],
        ["query", "fox", "--without", NO_TEXT, "--entity", NO_TEXT], ["query", "fox", "--limit", NO_TEXT],
        ["query", "fox", "--format", NO_TEXT], ["index", NO_TEXT], ["index", "--lang", NO_TEXT],
        ["--index", NO_TEXT, "status"], ["entities", "show", NO_TEXT], ["entities", "list", "--type", NO_TEXT],
        ["entities", "add", NO_TEXT, "X"], ["entities", "add", "X", NO_TEXT],
        ["entities", "add", "X", "Y", "--kind", NO_TEXT], ["entities", "add", "X", "Y", "--lang", NO_TEXT], [NO_TEXT],
    ],
    ids=" ".join,
)  # fmt: skip
def test_words_that_are_no_text(folder: Path, words: list[str]) -> None:
    done = run_in(folder, words, "")
    assert "Traceback" not in done.stderr and "a fault of" not in done.stderr
    assert done.returncode in (0, 1, 2)
    # A question about it is legal, and has no answer.
    assert done.returncode < 2 or done.stderr.splitlines()[-1].startswith("searcher: ")


def contents(folder: Path) -> dict[str, bytes]:
    """The files of the library that a person writes or a command might spoil."""
    return {path.name: path.read_bytes() for path in (folder / "index").iterdir() if path.is_file()}


def without_times(output: str) -> list[str]:
    return [line.rpartition(" · ")[0] or line for line in output.splitlines()]
