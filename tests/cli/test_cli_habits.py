"""grep's habits: files, counts, paths that end in NUL, hits opened in place, hyperlinks and the pager."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from building import library_over, update

from searcher.cli.main import main
from searcher.output.links import MOST_ADDRESS, file_address, linked

Capture = pytest.CaptureFixture[str]
ODD = "two\nlines \u202e;\x1b]8;;x.txt"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEARCHER_INDEX", "NO_COLOR", "PAGER", "SEARCHER_PAGER", "LESS", "SEARCHER_LINKS", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str, str | bytes] = {f"{number:02}.txt": f"An otter, number {number}.\n" for number in range(14)}
    files |= {ODD: "One otter and another otter.\n", "lines.txt": "first\nsecond\nthe heron\n"}
    library = library_over(tmp_path_factory.mktemp("habits"), files)
    update(library)
    return library.folder


def command(index: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    whole = [sys.executable, "-m", "searcher", "query", "--index", str(index), *words]
    return subprocess.run(whole, capture_output=True, check=False)


def test_files_are_all_files_best_first_and_each_once(index: Path) -> None:
    done = command(index, "-l", "otter")
    paths = done.stdout.decode().splitlines()
    assert done.returncode == 0 and len(paths) == 15 == len(set(paths))
    assert done.stdout == command(index, "--format", "paths", "otter", "--limit", "0").stdout
    assert command(index, "-l", "otter", "--limit", "2").stdout.decode().splitlines() == paths[:2]


def test_paths_that_end_in_nul_are_those_on_the_disk(index: Path) -> None:
    done = command(index, "-l", "-0", "otter")
    paths = done.stdout.split(b"\0")
    assert paths.pop() == b"" and len(paths) == 15
    assert all(Path(os.fsdecode(path)).is_file() for path in paths)
    assert os.fsencode(index.parent / "docs" / ODD) in paths
    assert command(index, "-0", "--format", "paths", "otter", "--limit", "0").stdout == done.stdout


def test_counts_are_of_all_documents(index: Path, tmp_path: Path) -> None:
    assert (command(index, "-c", "otter").stdout, command(index, "--count", "otter", "--limit", "1").stdout) == (
        b"15\n",
        b"15\n",
    )
    nothing = command(index, "-c", "zebra")
    assert (nothing.returncode, nothing.stdout) == (1, b"0\n")
    (tmp_path / "queries").write_text("a\totter\nb\tzebra\n")
    assert command(index, "-c", "--queries", str(tmp_path / "queries")).stdout == b"a\t15\nb\t0\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-0", "otter"], "-0 ends paths in NUL: it goes with -l"),
        (["-l", "-c", "otter"], "not allowed with"),
        (["-l", "--format", "json", "otter"], "not allowed with"),
        (["--open", "0", "otter"], "count from 1"),
        (["--open", "99", "otter"], "there are only 15 hits"),
        (["--open", "1", "--queries", "f"], "--open opens a hit of one query"),
    ],
)
def test_what_does_not_go_together_is_one_line(index: Path, capsys: Capture, words: list[str], told: str) -> None:
    assert main(["query", "--index", str(index), *words]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and told in errors and errors.count("\n") == 1


def test_a_query_may_still_be_a_negative_number(index: Path, capsys: Capture) -> None:
    assert main(["query", "--index", str(index), "-5"]) in (0, 1)
    assert "not understood" not in capsys.readouterr().err


# Opening


def test_a_hit_opens_at_its_line_in_the_editor(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    editor = tmp_path / "vim"
    editor.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {told}\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    assert main(["query", "--index", str(index), "heron", "--open", "1"]) == 0
    assert told.read_text() == f"+3|{index.parent / 'docs' / 'lines.txt'}|"


def test_opening_says_what_is_missing(index: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["query", "--index", str(index), "zebra", "--open", "1"]) == 1
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    assert main(["query", "--index", str(index), "heron", "--open", "1"]) == 2
    assert "/no/such/editor: cannot be started" in capsys.readouterr().err
    (index.parent / "docs" / "lines.txt").rename(index.parent / "elsewhere")
    assert main(["query", "--index", str(index), "heron", "--open", "1"]) == 2
    (index.parent / "elsewhere").rename(index.parent / "docs" / "lines.txt")
    assert "lines.txt: the file is gone" in capsys.readouterr().err


# On a terminal


def on_a_terminal(rows: int, index: Path, *words: str, **variables: str) -> str:
    """What a command prints on a terminal of so many rows of 80 cells."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    unset = ("TERM", "INSIDE_EMACS", "VTE_VERSION")
    environment: Mapping[str, str] = {name: value for name, value in os.environ.items() if name not in unset}
    environment = {"TERM": "xterm-256color", **environment, **variables}
    whole = [sys.executable, "-m", "searcher", "query", "--index", str(index), *words]
    process = subprocess.Popen(whole, stdin=follower, stdout=follower, stderr=subprocess.DEVNULL, env=environment)
    os.close(follower)
    shown = io.BytesIO()
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # all who could write have gone
            break
        if not piece:
            break
        shown.write(piece)
    os.close(leader)
    assert process.wait() == 0
    return shown.getvalue().decode()


def test_hits_are_links_on_a_terminal_alone(index: Path) -> None:
    shown = on_a_terminal(50, index, "heron")
    address = shown.partition("\x1b]8;;")[2].partition("\x1b\\")[0]
    parts = urlsplit(address)
    assert (parts.scheme, unquote_to_bytes(parts.netloc)) == ("file", os.fsencode(os.uname().nodename))
    assert unquote_to_bytes(parts.path) == os.fsencode(index.parent / "docs" / "lines.txt")
    for variables in (
        {"TERM": "dumb"},
        {"TERM": "linux"},
        {"NO_COLOR": "1"},
        {"SEARCHER_LINKS": "no"},
        {"VTE_VERSION": "4600"},
    ):
        assert "\x1b]8" not in on_a_terminal(50, index, "heron", **variables)
    assert b"\x1b" not in command(index, "heron").stdout


def test_no_path_breaks_out_of_its_link(index: Path) -> None:
    shown = on_a_terminal(500, index, "otter", "--no-pager")
    assert shown.count("\x1b]8;;") == 2 * 10
    assert "\u202e" not in shown and "\x07" not in shown
    hostile = "/a\x1b\\b\x07c\x9cd\ne\u202ef;g%h\udcffé"
    address = file_address(hostile)
    assert address.isascii() and address.isprintable() and " " not in address
    assert unquote_to_bytes(urlsplit(address).path) == os.fsencode(hostile)
    assert linked("shown", "/" + "ü" * MOST_ADDRESS) == "shown"
    assert linked("shown", "no/absolute/path") == "shown" == linked("shown", "")


def pager(folder: Path, script: str) -> str:
    program = folder / "pager"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_long_text_goes_to_the_pager_and_short_text_does_not(index: Path, tmp_path: Path) -> None:
    mine = pager(tmp_path, "echo PAGED; cat")
    assert on_a_terminal(20, index, "otter", SEARCHER_PAGER=mine).startswith("PAGED")
    assert on_a_terminal(20, index, "otter", PAGER=mine).startswith("PAGED")
    assert "PAGED" not in on_a_terminal(20, index, "otter", PAGER=mine, SEARCHER_PAGER="cat")
    assert "PAGED" not in on_a_terminal(20, index, "otter", PAGER=mine, SEARCHER_PAGER="")
    assert "PAGED" not in on_a_terminal(20, index, "heron", PAGER=mine)
    assert "PAGED" not in on_a_terminal(20, index, "otter", "--no-pager", PAGER=mine)
    assert "PAGED" not in on_a_terminal(20, index, "-l", "otter", PAGER=mine)
    assert "PAGED" not in on_a_terminal(20, index, "otter", PAGER=mine, TERM="dumb")
    # Old pagers would show the escapes of links.
    assert "\x1b]8" not in on_a_terminal(20, index, "otter", PAGER=mine)


def test_a_pager_that_ends_early_is_no_error(index: Path, tmp_path: Path) -> None:
    assert "LESS=FRX" in on_a_terminal(20, index, "otter", PAGER=pager(tmp_path, "echo LESS=$LESS; exit 3"))
    assert "number 7" in on_a_terminal(20, index, "otter", PAGER="/no/such/pager")


def test_what_is_piped_is_not_paged(index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAGER", pager(tmp_path, "echo PAGED"))
    assert b"PAGED" not in command(index, "otter", "--limit", "0").stdout


# Several libraries


def make(folder: Path, files: dict[str, str | bytes]) -> Path:
    library = library_over(folder, files)
    update(library)
    return library.folder


FIRST: dict[str, str | bytes] = {
    "a.txt": "A heron by the river.\n",
    "b.txt": "Herons, herons and the heron.\n",
    "same.txt": "A quiet heron.\n",
}
SECOND: dict[str, str | bytes] = {
    "fox.txt": "The fox and a heron.\n",
    "otter.txt": "The otter and a heron.\n",
    "stoat.txt": "The stoat and a heron.\n",
    "same.txt": "A loud heron, it calls.\n",
}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("two")
    return make(folder / "one", FIRST), make(folder / "two", SECOND)


def hits(capsys: Capture, *words: str | Path) -> list[dict[str, object]]:
    assert main([*map(str, words), "--format", "jsonl", "--limit", "0"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_libraries_together_are_as_one_library(two: tuple[Path, Path], tmp_path: Path, capsys: Capture) -> None:
    joint = make(
        tmp_path,
        {f"1/{name}": text for name, text in FIRST.items()} | {f"2/{name}": text for name, text in SECOND.items()},
    )
    for query in ("heron", "quiet OR fox", '"the heron"', "her*", "herom~"):
        together = hits(capsys, "query", query, "--index", two[0], "--index", two[1])
        alone = hits(capsys, "query", query, "--index", joint)
        kept = [(Path(str(hit["path"])).name, hit["score"], hit["matches"]) for hit in together]
        assert sorted(kept, key=repr) == sorted(
            ((Path(str(hit["path"])).name, hit["score"], hit["matches"]) for hit in alone), key=repr
        )
    together = hits(capsys, "query", "heron", "--index", two[0], "--index", two[1])
    scores = [float(str(hit["score"])) for hit in together]
    assert scores == sorted(scores, reverse=True)
    assert sorted(str(hit["library"]) for hit in together if hit["id"] == "same.txt") == sorted(map(str, two))
    assert len(together) == 7


def test_each_hit_tells_its_library_where_there_are_several(
    two: tuple[Path, Path], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEARCHER_INDEX", os.pathsep.join(map(str, two)))
    assert main(["query", "heron"]) == 0
    output = capsys.readouterr().out
    assert output.count(f"library {two[0]}") == 3 and output.count(f"library {two[1]}") == 4
    assert "7 of 7 documents" in output
    assert main(["query", "heron", "-c"]) == 0
    assert capsys.readouterr().out == "7\n"
    assert main(["query", "heron", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith(",library")
    assert main(["query", "heron", "--index", str(two[0])]) == 0
    assert "library" not in capsys.readouterr().out


def test_a_library_named_twice_is_asked_once(two: tuple[Path, Path], capsys: Capture) -> None:
    assert main(["query", "heron", "-c", "--index", str(two[0]), "--index", f"{two[0]}/."]) == 0
    assert capsys.readouterr().out == "3\n"


def test_many_queries_stories_names_and_lists_work_on_several(
    two: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    both = ["--index", str(two[0]), "--index", str(two[1])]
    (tmp_path / "queries").write_text("a\theron\nb\tstoat\n")
    assert main(["query", *both, "-c", "--queries", str(tmp_path / "queries")]) == 0
    assert capsys.readouterr().out == "a\t7\nb\t1\n"
    assert main(["about", "heron", *both, "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 7
    (tmp_path / "names").write_text("heron\n")
    assert main(["watchlist", str(tmp_path / "names"), *both, "--format", "jsonl", "--limit", "0"]) == 0
    found = [json.loads(line)["library"] for line in capsys.readouterr().out.splitlines()]
    assert sorted(found) == sorted([str(two[0])] * 3 + [str(two[1])] * 4)
    assert main(["similar", str(two[1].parent / "docs" / "fox.txt"), *both]) in (0, 1)
    assert capsys.readouterr().err == ""


def test_names_of_each_library_are_known_in_all(two: tuple[Path, Path], tmp_path: Path, capsys: Capture) -> None:
    one, other = make(tmp_path / "1", FIRST), make(tmp_path / "2", SECOND)
    for folder, name in ((one, "Graureiher"), (other, "Fischreiher")):
        names = f'[[entity]]\nid = "heron"\ntype = "other"\ncanonical = "heron"\n[entity.names]\nmul = ["heron", "{name}"]\n'
        (folder / "entities.toml").write_text(names)
    for name in ("Graureiher", "Fischreiher"):
        assert main(["query", name, "-c", "--index", str(one), "--index", str(other)]) == 0
        assert capsys.readouterr().out == "7\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["query", "heron", "--learned"], "--learned asks one library"),
        (["status"], "status takes one library"),
        (["doctor"], "doctor takes one library"),
        (["index"], "index takes one library"),
        (["entities", "suggest"], "entities takes one library"),
    ],
)
def test_what_takes_one_library_says_so(two: tuple[Path, Path], capsys: Capture, words: list[str], told: str) -> None:
    assert main([*words, "--index", str(two[0]), "--index", str(two[1])]) == 2
    errors = capsys.readouterr().err
    assert told in errors and errors.count("\n") == 1


def test_a_library_that_cannot_be_opened_is_named(
    two: tuple[Path, Path], capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["query", "heron", "--index", str(two[0]), "--index", str(tmp_path / "nowhere")]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and str(tmp_path / "nowhere") in errors and errors.count("\n") == 1
    monkeypatch.setenv("SEARCHER_INDEX", os.pathsep.join([str(two[0]), str(tmp_path / "gone")]))
    assert main(["query", "heron"]) == 2
    assert f"SEARCHER_INDEX {tmp_path / 'gone'}" in capsys.readouterr().err
    assert main(["status"]) == 2
    assert "SEARCHER_INDEX names several libraries" in capsys.readouterr().err


def test_a_commit_in_any_library_shows_at_the_next_refresh(tmp_path: Path) -> None:
    from searcher.library import Library
    from searcher.search.searcher import Searcher

    one, other = make(tmp_path / "1", FIRST), make(tmp_path / "2", SECOND)
    with Searcher(one, others=[other]) as searcher:
        assert searcher.search("heron").total == 7 and not searcher.refresh()
        (tmp_path / "2" / "docs" / "new.txt").write_text("One more heron.\n")
        update(Library.open(other))
        assert searcher.refresh() and searcher.search("heron").total == 8
