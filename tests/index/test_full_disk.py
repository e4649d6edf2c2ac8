"""A disk that fills up at any write: one line, what was committed stays, and the next run completes."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from building import counts, entries, library_over, texts, update, version_of, write

from searcher.cli.main import main
from searcher.errors import SearcherError
from searcher.files import Replacing, replace_file
from searcher.index import batch as writing
from searcher.index import merge_policy
from searcher.index.commit import read_commit
from searcher.index.index_writer import IndexWriter
from searcher.indexing.doctor import examine
from searcher.library import Library


class Disk:
    """Takes so many writes and is full then; `asked` counts all that were tried."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.asked = 0

    @contextmanager
    def in_use(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Every file that is replaced lies on this disk."""
        enter = Replacing.__enter__

        def on_this(replacing: Replacing) -> BinaryIO:
            enter(replacing).close()
            replacing._file = io.BufferedWriter(Raw(replacing.temporary, self))
            return replacing._file

        with monkeypatch.context() as during:
            during.setattr(Replacing, "__enter__", on_this)
            yield


class Raw(io.FileIO):
    def __init__(self, path: Path, disk: Disk) -> None:
        super().__init__(path, "w")
        self._disk = disk

    def write(self, data: object) -> int:
        self._disk.asked += 1
        if self._disk.asked > self._disk.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)  # type: ignore[arg-type]  # a buffer, for which Python 3.11 has no name


def one_line(error: SearcherError) -> str:
    text = str(error)
    assert text
    assert "\n" not in text
    return text


# What a run finds: a library to bring up to date, and whether to rebuild. In the end it has a.txt and b.txt.


def first(place: Path) -> tuple[Library, bool]:
    return library_over(place, {"a.txt": "alpha", "b.txt": "beta"}), False


def incremental(place: Path) -> tuple[Library, bool]:
    library = library_over(place, {"a.txt": "other", "b.txt": "beta", "gone.txt": "gone"})
    update(library)
    write(place / "docs" / "a.txt", "alpha")
    (place / "docs" / "gone.txt").unlink()
    return library, False


def merging(place: Path) -> tuple[Library, bool]:
    library = library_over(place, {"b.txt": "beta"})
    for number in range(merge_policy.MOST_SEGMENTS - 1):
        write(place / "docs" / f"{number}.txt", f"number {number}")
        update(library)
    for number in range(merge_policy.MOST_SEGMENTS - 1):
        (place / "docs" / f"{number}.txt").unlink()
    write(place / "docs" / "a.txt", "alpha")
    return library, False


def rebuilding(place: Path) -> tuple[Library, bool]:
    library = library_over(place, {"a.txt": "alpha", "b.txt": "beta"})
    update(library)
    return library, True


@pytest.mark.parametrize("arrange", [first, incremental, merging, rebuilding])
def test_at_every_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrange: Callable[[Path], tuple[Library, bool]]
) -> None:
    monkeypatch.setattr(merge_policy, "MOST_SEGMENTS", 3)
    room, ended = 0, False
    while not ended:
        place = tmp_path / str(room)
        library, rebuild = arrange(place)
        before = texts(library) if library.data.exists() else {}
        disk = Disk(room)
        with disk.in_use(monkeypatch):
            try:
                update(library, rebuild=rebuild)
                ended = True
            except SearcherError as error:
                assert "the disk is full; what was committed is kept: free some space" in one_line(error)
        found = examine(library)
        assert found.damaged == (), room
        if library.data.exists() and (library.data / "current").exists():
            assert texts(library) in (before, {"a.txt": ["alpha"], "b.txt": ["beta"]}), room
        update(library)
        assert texts(library) == {"a.txt": ["alpha"], "b.txt": ["beta"]}, room
        assert set(entries(library)) == {"../docs/a.txt", "../docs/b.txt"}
        found = examine(library)
        assert (found.damaged, found.harmless) == ((), ()), room
        room += 1
    assert room > 5


def test_in_the_middle_of_many_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 1)
    library = library_over(tmp_path, {f"{i}.txt": f"text {i}" for i in range(4)})
    commit, left, disk = IndexWriter.commit, [2], Disk(1 << 30)

    def filling_up(writer: IndexWriter, last: bool) -> None:
        left[0] -= 1
        if left[0] < 0:
            disk.room = 0
        commit(writer, last)

    with disk.in_use(monkeypatch), monkeypatch.context() as during:
        during.setattr(IndexWriter, "commit", filling_up)
        with pytest.raises(SearcherError, match="the disk is full"):
            update(library)
    assert set(texts(library)) == {"0.txt", "1.txt"}
    whoosh = version_of(library).whoosh
    segments = {f"{entry.name}.columns" for entry in read_commit(whoosh).segments}
    assert segments == {path.name for path in whoosh.glob("MAIN_*")}, "no half of a segment stays"
    report = update(library)
    assert (counts(report), report.documents) == ((2, 0, 0, 2), 4)


def test_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the names and of the settings: the file stays as it was, and the query answers still."""
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    write(tmp_path / "more" / "b.txt", "beta")
    commands = (("entities", "add", "Alpha", "Alfa"), ("index", str(tmp_path / "more")))
    names, settings = library.folder / "entities.toml", library.folder / "searcher.toml"
    whole = names.read_bytes(), settings.read_bytes()
    for command in commands:
        before = sorted(library.folder.iterdir())
        with Disk(0).in_use(monkeypatch):
            assert main([*command, "--index", str(library.folder)]) == 2, command
            assert main(["query", "alpha", "--format", "paths", "--index", str(library.folder)]) == 0
        output, errors = capsys.readouterr()
        assert "a.txt" in output
        assert len(errors.splitlines()) == 1
        assert "no space left on device" in errors.lower()
        assert (names.read_bytes(), settings.read_bytes()) == whole
        assert sorted(library.folder.iterdir()) == before
    for command in commands:
        assert main([*command, "--index", str(library.folder)]) == 0
    assert set(texts(library)) == {"a.txt", "b.txt"}
    assert b"Alfa" in names.read_bytes()


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    replace_file(path, b"old")
    with Disk(0).in_use(monkeypatch), pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])
