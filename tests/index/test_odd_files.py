"""What lies in folders beside plain files: each is read or named, none is waited for, and the rest goes on."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from building import library_over, reasons, texts, update, write
from steps import grows_evenly

from searcher.ingest import changes, extract
from searcher.ingest.files import open_file
from searcher.ingest.walk import walk
from searcher.library import Library
from searcher.trust import FOLLOW_LINKS, allow

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files of POSIX")


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """What has too long a path is made and removed from its folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_special_files_are_named_and_never_waited_for(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "sub/b.txt": "beta"})
    os.mkfifo(docs / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening, inside(docs):
        listening.bind("socket.txt")
    (docs / "null.txt").symlink_to("/dev/zero")
    (docs / "round").symlink_to("round")
    (docs / "sub" / "up").symlink_to(docs)
    report = update(library)
    assert set(texts(library)) == {"a.txt", "sub/b.txt"}
    named = {problem.file: problem.reason for problem in report.problems}
    assert named["../docs/pipe.txt"] == "is a named pipe, not a file"
    assert named["../docs/socket.txt"] == "is a socket, not a file"
    assert "leads out of the source" in named["../docs/null.txt"]
    assert "cannot be read" in named["../docs/round"]
    assert "link loop" in named["../docs/sub/up"]
    write(library.folder / "searcher.toml", "sources = ['../docs']\nfollow_links = true\n")
    report = update(allow(Library.open(library.folder), [FOLLOW_LINKS]))
    assert reasons(report)["../docs/null.txt"] == "is a device, not a file"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.bin", "a"])
def test_ten_gigabytes_of_nothing_are_named_unread(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"b.txt": "beta"})
    with (tmp_path / "docs" / name).open("wb") as file:
        try:
            file.truncate(10_000_000_000)
        except OSError:
            pytest.skip("this file system has no such files")

    def small_ones(path: Path) -> BinaryIO:
        assert path.name != name, "it was opened"
        return open_file(path)

    for module in (changes, extract):
        monkeypatch.setattr(module, "open_file", small_ones)
    line = "is too large: 10 GB, the limit is 32 MB (max_file_bytes in searcher.toml)"
    assert reasons(update(library)) == {f"../docs/{name}": line}


def test_a_file_that_grows_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})

    def growing(path: Path) -> BinaryIO:
        stream = open_file(path)
        if path.name == "a.txt":
            with path.open("a") as file:
                file.write(" and more")
        return stream

    with monkeypatch.context() as during:
        during.setattr(changes, "open_file", growing)
        update(library)
    update(library)
    assert texts(library) == {"a.txt": ["alpha and more"], "b.txt": ["beta"]}


def test_a_folder_that_becomes_a_file_and_a_file_that_becomes_a_folder(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a/b.txt": "alpha", "c.txt": "gamma"})
    update(library)
    (docs / "a" / "b.txt").unlink()
    (docs / "a").rmdir()
    write(docs / "a", "a file now")
    (docs / "c.txt").unlink()
    write(docs / "c.txt" / "d.txt", "delta")
    update(library)
    assert texts(library) == {"a": ["a file now"], "c.txt/d.txt": ["delta"]}


def test_paths_up_to_the_limit_and_beyond(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"z.txt": "zeta"})
    docs, part = tmp_path / "docs", "d" * 200
    depth = 0
    with inside(docs):
        while depth < 25:
            Path(part).mkdir()
            os.chdir(part)
            depth += 1
            Path("x.txt").write_text(f"depth {depth}")
    report = update(library)
    reached = [name for name in texts(library) if name != "z.txt"]
    # Of 4,096 bytes the last ends a path.
    folders = [f"{docs}/{'/'.join([part] * at)}" for at in range(1, depth + 1)]
    assert len(reached) == sum(len(f"{folder}/x.txt") < 4096 for folder in folders) < depth
    assert all("too long" in reason for reason in reasons(report).values())
    # How long the path to all of them is tells whether the last folder that can be read has a file that cannot.
    last = [folder for folder in folders if len(folder) < 4096][-1]
    named = 1 + (len(f"{last}/x.txt") >= 4096)
    assert len(reasons(report)) == named, "the folder or file that is too deep is named, and with it all below"


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    docs = os.fsencode(tmp_path / "docs")
    try:
        Path(os.fsdecode(docs + b"/f\xf6lder")).mkdir()
        for name in (b"/caf\xe9.txt", b"/f\xf6lder/b.txt"):
            Path(os.fsdecode(docs + name)).write_text("x")
    except OSError:
        pytest.skip("this file system has no such names")
    report = update(library)
    line = "its name is not valid UTF-8: rename it"
    assert reasons(report) == {"../docs/caf\\udce9.txt": line, "../docs/f\\udcf6lder": line}
    assert set(texts(library)) == {"a.txt"}


def test_a_folder_of_many_files_is_walked_in_even_time(tmp_path: Path) -> None:
    library = library_over(tmp_path, {})

    def look(count: int) -> int:
        for number in range(count):
            (tmp_path / "docs" / f"{number}.txt").touch()
        return count

    assert grows_evenly(lambda count: (look(count), lambda: list(walk(library)))[1], 500)
