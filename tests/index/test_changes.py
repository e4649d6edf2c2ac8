"""Which files are read again: those that hold something else, or that another reader would read now, and no others."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
from building import counts, languages, library_over, reasons, set_readers, texts, update, version_of, write

from searcher.engine.local.snapshot import Metadata, Snapshot
from searcher.index.commit import read_commit
from searcher.ingest import changes, extract
from searcher.ingest.extract import detection
from searcher.ingest.files import open_file
from searcher.ingest.manifest import Manifest
from searcher.library import Library

Opened = list[str]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """The names of the files that are opened from now on."""
    names: Opened = []

    def noted(path: Path) -> BinaryIO:
        names.append(path.name)
        return open_file(path)

    for module in (changes, extract):
        monkeypatch.setattr(module, "open_file", noted)
    return names


def stored(library: Library) -> list[tuple[Metadata, str]]:
    """All that the index has of its documents."""
    snapshot = Snapshot(version_of(library))
    documents = snapshot.live.nonzero()[0].tolist()
    found = [(snapshot.metadata(document), snapshot.text(document)) for document in documents]
    snapshot.close()
    return sorted(found, key=lambda each: each[0].id)


def as_if_read_from(library: Library, device: Callable[[int], int], *keys: str) -> None:
    """Let the manifest say that these files lay on another file system."""
    with Manifest.open(version_of(library).manifest) as manifest:
        for entry in list(manifest.files()):
            if entry.key in keys:
                manifest.touch(replace(entry, device=device(entry.device)))
        manifest.commit()


def test_two_files_that_change_places_are_noticed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "gamma"})
    for name in ("a.txt", "b.txt"):
        os.utime(docs / name, ns=(10**18, 10**18))
    update(library)
    (docs / "a.txt").rename(docs / "c")
    (docs / "b.txt").rename(docs / "a.txt")
    (docs / "c").rename(docs / "b.txt")
    assert counts(update(library)) == (0, 2, 0, 0)
    assert texts(library) == {"a.txt": ["gamma"], "b.txt": ["alpha"]}


def test_a_text_of_the_same_size_and_time_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "a.txt"
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    before = path.stat()
    # Until the file system's own clock has gone on.
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        path.write_text("omega")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(update(library)) == (0, 1, 0, 0)
    assert texts(library) == {"a.txt": ["omega"]}


def test_a_renamed_folder_keeps_its_documents_and_is_not_read(tmp_path: Path, opened: Opened) -> None:
    rows = [{"id": "own", "text": "eins", "lang": "de", "date": "2024-05-01", "url": "u"}, {"text": "zwei"}]
    lines = "".join(json.dumps(row) + "\n" for row in rows) + "bad\n"
    files = {"old/a.md": "# Titel\n\nEin Text aus Moskau.", "old/b.jsonl": lines, "old/d/e.csv": "text,title\nx,X\n"}
    library = library_over(tmp_path, {**files, "stays.txt": "moskau"})
    update(library)
    (tmp_path / "docs" / "old").rename(tmp_path / "docs" / "new")
    opened.clear()
    report = update(library)
    assert (counts(report), report.renamed, report.documents, opened) == ((0, 0, 0, 1), 3, 5, [])
    assert list(reasons(report)) == ["../docs/new/b.jsonl#3"]
    after = stored(library)
    assert [metadata.id for metadata, _ in after] == [
        "new/a.md", "new/b.jsonl#2", "new/d/e.csv#2", "own", "stays.txt"
    ]  # fmt: skip
    update(library, rebuild=True)
    assert stored(library) == after, "as if they had been read under their new names"
    opened.clear()
    assert (counts(update(library)), opened) == ((0, 0, 0, 4), [])


def test_a_renamed_file_keeps_the_language_that_was_told(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "pane", "b.txt": "pane"})
    update(library, lang="it", paths=[docs / "a.txt"])
    (docs / "a.txt").rename(docs / "c.txt")
    assert update(library).renamed == 1
    assert languages(library)["c.txt"] == "it"


def test_what_only_looks_renamed_is_read(tmp_path: Path, opened: Opened) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "one;two\n1;2\n", "c.txt": "gamma"})
    update(library)
    os.link(docs / "a.txt", docs / "linked.txt")
    (docs / "b.txt").rename(docs / "b.csv")
    (docs / "c.txt").rename(docs / "moved.txt")
    write(docs / "c.txt", "new")
    opened.clear()
    report = update(library)
    # The link changes the time of the file that it leads to, too.
    assert (sorted({*opened}), report.renamed) == (["a.txt", "b.csv", "c.txt", "linked.txt"], 1)
    expected = {"a.txt": ["alpha"], "linked.txt": ["alpha"], "b.csv#2": ["one: 1\ntwo: 2"], "c.txt": ["new"]}
    assert texts(library) == {**expected, "moved.txt": ["gamma"]}


def test_another_version_of_a_reader_reads_its_own_files_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.md": "beta", "c": "gamma", "d.xyz": b"\0\1" * 99})
    update(library)
    newer = tuple(replace(each, version=2) if each.module == "txt" else each for each in detection.READERS)
    set_readers(monkeypatch, newer)
    opened.clear()
    report = update(library)
    assert (counts(report), sorted(opened)) == ((0, 2, 0, 1), ["a.txt", "c", "d.xyz"])
    opened.clear()
    assert (counts(update(library)), opened) == ((0, 0, 0, 3), [])


def test_a_reader_for_more_files_reads_those(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Opened) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.odd": "beta", "c.pdf": b"\0\1" * 99})
    assert counts(update(library)) == (2, 0, 0, 0)
    set_readers(monkeypatch, (*detection.READERS, detection.Reader("markdown", (".odd",), isolated=False)))
    opened.clear()
    assert counts(update(library)) == (0, 1, 0, 1)
    assert set(opened) == {"b.odd", "c.pdf"}


def test_a_disk_that_is_not_there_keeps_its_documents(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    files = {"disk/a/b.txt": "alpha", "disk/c.txt": "beta", "gone/d.txt": "gamma", "e.txt": "delta"}
    library = library_over(tmp_path, files)
    update(library)
    as_if_read_from(library, lambda device: device + 1, "../docs/disk/a/b.txt", "../docs/disk/c.txt")
    kept = {f"disk/{name}" for name in ("a/b.txt", "c.txt")} | {"e.txt"}
    line = "2 files are on a disk that is not there: kept as indexed; `searcher index --rebuild` drops them"
    for name in ("disk/a/b.txt", "disk/c.txt", "gone/d.txt"):
        (docs / name).unlink()
    (docs / "disk" / "a").rmdir()
    report = update(library)
    assert (set(texts(library)), reasons(report)) == (kept, {"../docs/disk": line})
    (docs / "disk").rmdir()
    report = update(library)
    assert set(texts(library)) == kept
    assert line in reasons(report).values()
    write(docs / "disk" / "c.txt", "beta is back")
    update(library)
    assert texts(library)["disk/c.txt"] == ["beta is back"]
    write(library.folder / "searcher.toml", "sources = []\n")
    assert update(Library.open(library.folder)).documents == 0


def test_a_file_system_with_a_new_number_is_there(tmp_path: Path, opened: Opened) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "sub/b.txt": "beta"})
    update(library)
    as_if_read_from(library, lambda device: device + 1, "../docs/a.txt", "../docs/sub/b.txt")
    (tmp_path / "docs" / "sub" / "b.txt").unlink()
    opened.clear()
    report = update(library)
    assert (counts(report), report.problems, opened) == ((0, 0, 1, 1), (), [])


def test_an_empty_source_on_another_disk_is_told(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    as_if_read_from(library, lambda device: device + 1, "../docs/a.txt")
    (tmp_path / "docs" / "a.txt").unlink()
    report = update(library)
    assert report.documents == 1
    assert "source is empty and on another disk than before: kept as indexed" in reasons(report)["../docs"]


def test_a_file_that_is_never_read_changes_nothing(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta " * 2000})
    write(library.folder / "searcher.toml", "sources = ['../docs']\nmax_file_bytes = 4000\n")
    library = Library.open(library.folder)
    update(library)
    before = read_commit(version_of(library).whoosh)
    assert "too large" in reasons(update(library))["../docs/b.txt"]
    assert read_commit(version_of(library).whoosh) == before
