"""Whatever lies in a folder or happens to a disk: one line that says so, and the rest goes on."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import pytest
from building import counts, entries, library_over, reasons, texts, update, version_of, with_moscow, write

from searcher.cli.main import main
from searcher.errors import DamagedError, SearcherError
from searcher.index import version as storage
from searcher.index.index_writer import IndexWriter
from searcher.indexing import indexer as fill
from searcher.ingest import changes, extract
from searcher.ingest.files import open_file
from searcher.ingest.manifest import Manifest
from searcher.library import Library, add_sources, create_library


def one_line(error: pytest.ExceptionInfo[SearcherError]) -> str:
    text = str(error.value)
    assert text
    assert "\n" not in text
    return text


def test_all_kinds_of_bad_files_beside_good_ones(tmp_path: Path) -> None:
    library = library_over(
        tmp_path,
        {
            "good.txt": "a good text",
            "empty.txt": "",
            "blank.txt": " \n\n ",
            "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "program": b"\x7fELF" + bytes(200),
            "latin.txt": "Été à la plage, déjà près de la forêt".encode("latin-1"),
            "damaged.txt": "Größe ".encode() * 200 + b"\xff\xfe" + "Größe ".encode() * 200,
            "nul.txt": b"before\0after " + b"more text " * 50,
            "bom8.txt": b"\xef\xbb\xbfwith a mark",
            "bom16.txt": "wide text".encode("utf-16"),
            "bom32.txt": "wider text".encode("utf-32"),
            "lines.jsonl": '{"id": "one", "text": "good line", "\\ud800": "lone"}\n{"text": \n[]\n{"id": "two", "text": "good too"}\n',
            "table.csv": 'id,text\nthree,good row\nx,"open\nfour,good row too\n',
        },
    )
    docs = tmp_path / "docs"
    (docs / "loop").symlink_to(docs, target_is_directory=True)
    (docs / "self").symlink_to("self")
    (docs / "nothing").symlink_to("nowhere")
    os.mkfifo(docs / "pipe.txt")
    report = update(library)
    assert set(texts(library)) == {
        "good.txt", "latin.txt", "damaged.txt", "nul.txt", "bom8.txt", "bom16.txt", "bom32.txt",
        "one", "two", "three", "x", "four",
    }  # fmt: skip
    assert texts(library)["bom16.txt"] == ["wide text"]
    assert texts(library)["latin.txt"] == ["Été à la plage, déjà près de la forêt"]
    assert "\0" not in texts(library)["nul.txt"][0]
    assert set(reasons(report)) == {
        f"../docs/{name}"
        for name in (
            "empty.txt", "blank.txt", "image.txt", "program", "loop", "self", "nothing", "pipe.txt",
            "lines.jsonl#2", "lines.jsonl#3",
        )
    }  # fmt: skip
    noted = {"../docs/damaged.txt", "../docs/nul.txt", "../docs/table.csv"}
    assert {p.file for p in report.problems if p.is_note} == noted
    again = update(library)
    assert (counts(again), again.problems) == ((0, 0, 0, 9), report.problems)


def test_very_long_lines_are_passed_over(tmp_path: Path) -> None:
    long = "x" * 5000
    files = {"a.jsonl": f'{{"text": "{long}"}}\n{{"id": "ok", "text": "fine"}}\n', "b.txt": long}
    settings = "sources = ['../docs']\nmax_file_bytes = 4000\nmax_line_bytes = 1000\n"
    library = library_over(tmp_path, files)
    write(library.folder / "searcher.toml", settings)
    report = update(Library.open(library.folder))
    assert set(texts(library)) == {"ok"}
    assert "max_line_bytes" in reasons(report)["../docs/a.jsonl#1"]
    assert "max_file_bytes" in reasons(report)["../docs/b.txt"]
    write(library.folder / "searcher.toml", "sources = ['../docs']\n")
    assert update(Library.open(library.folder)).problems == (), "another limit reads them again"


def test_a_huge_line_is_never_held(tmp_path: Path) -> None:
    import tracemalloc

    (tmp_path / "docs").mkdir()
    with (tmp_path / "docs" / "a.jsonl").open("wb") as file:
        file.truncate(60_000_000)
    library = library_over(tmp_path, {"b.txt": "beta"})
    write(library.folder / "searcher.toml", "sources = ['../docs']\nmax_line_bytes = 1000\n")
    update(Library.open(library.folder))
    tracemalloc.start()
    os.utime(tmp_path / "docs" / "a.jsonl")
    write(tmp_path / "docs" / "c.jsonl", '{"text": "x"}\n')
    report = update(Library.open(library.folder), rebuild=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.documents == 2
    assert peak < 30_000_000


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})

    def vanishing(path: Path) -> BinaryIO:
        if path.name == "a.txt":
            path.unlink(missing_ok=True)
        return open_file(path)

    for module in (changes, extract):
        monkeypatch.setattr(module, "open_file", vanishing)
    report = update(library)
    assert set(texts(library)) == {"b.txt"}
    assert reasons(report) == {"../docs/a.txt": "vanished while it was read"}
    assert update(library).problems == ()


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})

    def refusing(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as during:
        for module in (changes, extract):
            during.setattr(module, "open_file", refusing)
        report = update(library)
        assert report.documents == 0
        assert set(reasons(report).values()) == {"may not be read (permission denied)"}
    assert update(library).documents == 2, "it is tried again"


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(SearcherError, match="no such file or folder") as error:
        add_sources(create_library(tmp_path / "index"), [tmp_path / "nowhere"])
    one_line(error)


def test_malformed_settings_and_names(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    write(library.folder / "entities.toml", "[[entity]\nnot toml")
    assert update(library).documents == 1, "bad names do not keep texts from being indexed"
    write(library.folder / "searcher.toml", "sources = [\n")
    with pytest.raises(SearcherError, match=r"searcher\.toml: not valid TOML") as error:
        Library.open(library.folder)
    one_line(error)


# The disk


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.EROFS, "cannot be written .read-only file system.; make it writable or use another library"),
        (errno.EACCES, "permission denied; let your user read and write .*, or use another library"),
    ],
)
def test_library_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, line: str
) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number), "data")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SearcherError, match=f"{line} with --index DIR") as error:
        update(library)
    one_line(error)


def test_library_below_a_file(tmp_path: Path) -> None:
    write(tmp_path / "file", "")
    with pytest.raises(SearcherError, match="cannot make a library there") as error:
        create_library(tmp_path / "file" / "index")
    one_line(error)


def test_a_closed_pipe_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    def broken(_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        update(library_over(tmp_path, {"a.txt": "alpha"}), progress=broken)


def denied(*_: object, **__: object) -> NoReturn:
    raise PermissionError(errno.EACCES, "Permission denied")


def asked(library: Library, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """The one line that a command says which cannot do its work."""
    assert main([*command, "--index", str(library.folder)]) == 2
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    return errors


@pytest.mark.parametrize("command", [("query", "alpha"), ("index",), ("status",), ("doctor",)])
def test_a_library_that_may_not_be_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    monkeypatch.setattr(Path, "is_file", denied)
    line = asked(library, capsys, *command)
    assert f"{library.folder}: permission denied; let your user read it" in line


@pytest.mark.parametrize("name", ["current", "segments", ".columns"])
def test_an_index_that_may_not_be_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    write(tmp_path / "docs" / "b.txt", "beta")
    opened = Path.open

    def open_others(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name.endswith(name):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    with monkeypatch.context() as during:
        during.setattr(Path, "open", open_others)
        for command in (("query", "alpha"), ("index",), ("status",)):
            line = asked(library, capsys, *command)
            assert f"{name}: permission denied; let your user read and write {library.data}" in line
            assert "damage" not in line
    assert update(library).documents == 2


# Damaged data


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def replace_by_file(path: Path) -> None:
    remove(path)
    path.write_bytes(b"garbage")


def replace_by_folder(path: Path) -> None:
    remove(path)
    path.mkdir()


def cut(path: Path) -> None:
    if path.is_file():
        os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    if path.is_file():
        os.truncate(path, 0)


@pytest.mark.parametrize("harm", [remove, replace_by_file, replace_by_folder, cut, empty])
def test_every_part_of_the_data_can_be_lost(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    library = library_over(tmp_path, {"a.txt": "moskau alpha", "b.txt": "moskau beta"})
    update(library)
    write(tmp_path / "docs" / "c.txt", "moskau gamma")
    update(library)
    whole = tmp_path / "whole"
    shutil.copytree(library.data, whole)
    parts = [path.relative_to(whole) for path in sorted(whole.rglob("*"))]
    assert len(parts) > 8
    for part in parts:
        remove(library.data)
        shutil.copytree(whole, library.data)
        harm(library.data / part)
        try:
            update(library)
            answer = with_moscow(library)
        except SearcherError as error:
            assert "\n" not in str(error), part
        else:
            assert answer == {"a.txt", "b.txt", "c.txt"}, part
        update(library, rebuild=True)
        assert with_moscow(library) == {"a.txt", "b.txt", "c.txt"}, part
        assert len(entries(library)) == 3, part
        assert update(library).unchanged == 3, part


def test_data_that_is_a_file(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    write(library.data, "something of mine")
    with pytest.raises(DamagedError, match="--rebuild") as error:
        update(library)
    one_line(error)
    assert update(library, rebuild=True).documents == 1
    assert (library.folder / "data.moved").read_text() == "something of mine"


def test_a_damaged_half_of_a_killed_rebuild_is_thrown_away(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    half = library.data / "g7"
    write(half / storage.FINGERPRINT, storage.fingerprint())
    write(half / fill.UNFINISHED, "")
    write(half / "whoosh" / "_MAIN_3.toc", b"garbage")
    write(half / "files.sqlite", b"garbage" * 1000)
    report = update(library, rebuild=True)
    assert (report.documents, report.rebuilt) == (1, True)
    assert set(texts(library)) == {"a.txt"}
    assert [path.name for path in library.data.glob("g*")] == [version_of(library).name]


def test_leftovers_are_removed(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    write(library.data / "g7", "a file")
    write(library.data / "g8" / "x", "old")
    # Of a process with a number that none has.
    for folder in (library.folder, library.data, version_of(library).folder, version_of(library).whoosh):
        write(folder / "file.4194999.0123abcd.tmp", "half")
    write(library.folder / "mine.1.tmp", "mine")
    update(library)
    assert [path.name for path in library.folder.rglob("*.tmp")] == ["mine.1.tmp"]
    assert {path.name for path in library.data.iterdir()} == {"current", "lock", version_of(library).name}


def test_manifest_that_says_more_than_the_index_has(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    update(library)
    writer = IndexWriter(version_of(library))
    writer.remove_files(["../docs/a.txt"])
    writer.commit()
    assert set(texts(library)) == {"b.txt"}
    update(library)
    assert set(texts(library)) == {"a.txt", "b.txt"}
    with Manifest.open(version_of(library).manifest, read_only=True) as manifest:
        assert manifest.documents() == 2
