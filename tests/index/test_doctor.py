"""`searcher doctor`: any damaged byte of an index is found and named, and repaired from the sources."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import entries, library_over, texts, touch, update, version_of, with_moscow, write

from searcher.cli.main import main
from searcher.entities.table import COMPILED_NAME, EntityTable
from searcher.errors import SearcherError
from searcher.index import version as storage
from searcher.index.index_writer import IndexWriter
from searcher.index.lock import WriteLock
from searcher.indexing import doctor as health
from searcher.indexing.doctor import Health, examine, repair
from searcher.indexing.indexer import UNFINISHED
from searcher.ingest.manifest import Manifest
from searcher.library import Library, entities_file

FLIPS = 8
SEED = 20240817


@pytest.fixture(autouse=True)
def _no_library_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A small index with several segments, deletions, a skipped file and a bad line."""
    place = tmp_path_factory.mktemp("made")
    files: dict[str, str | bytes] = {
        "a.jsonl": "".join(json.dumps({"id": f"a{i}", "text": f"moskau wort{i} Alpha"}) + "\n" for i in range(9)),
        "b.txt": "moskau beta",
        "empty.txt": "",
    }
    library = library_over(place, files)
    update(library, lang="de")
    write(place / "docs" / "c.jsonl", '{"id": "c1", "text": "moskau gamma"}\nbad line\n')
    update(library, lang="de")
    write(place / "docs" / "d.txt", "Москва дельта")
    (place / "docs" / "b.txt").unlink()
    update(library)
    return library


@pytest.fixture
def library(made: Library) -> Iterator[Library]:
    """The same, put back after the test."""
    kept = made.folder.parent / "kept"
    if not kept.exists():
        shutil.copytree(made.data, kept)
    yield made
    put_back(made)


def put_back(library: Library) -> None:
    if library.data.is_dir():
        shutil.rmtree(library.data)
    else:
        library.data.unlink(missing_ok=True)
    shutil.copytree(library.folder.parent / "kept", library.data)


def files_of(library: Library) -> list[Path]:
    """The generated files that hold anything."""
    return sorted(path for path in library.data.rglob("*") if path.is_file() and path.stat().st_size)


def named(found: Health) -> set[Path]:
    return {finding.path for finding in found.damaged}


ANSWER = {*(f"a{i}" for i in range(9)), "c1"}


def manifest_says(path: Path) -> object:
    """All that can be read of a manifest; None if SQLite itself finds it damaged."""
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return None
        tables = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("file", "problem", "checksum")]
        version = connection.execute("PRAGMA user_version").fetchone()
        return tables, version, connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    except sqlite3.Error:
        return None
    finally:
        connection.close()


def test_the_index_has_all_kinds_of_files(library: Library) -> None:
    names = [path.name for path in files_of(library)]
    kinds = (".columns", ".deleted", ".toc", "segments", "files.sqlite", "fingerprint", "current")
    for kind in kinds:
        assert any(name.endswith(kind) for name in names), kind
    assert sum(name.endswith(".columns") for name in names) == 3
    found = examine(library)
    assert (found.damaged, found.harmless, found.files, found.documents) == ((), (), len(names), 11)
    assert found.size == sum(path.stat().st_size for path in files_of(library))
    assert with_moscow(library) == ANSWER


def test_a_flipped_byte_is_found_and_the_file_named(library: Library) -> None:
    chance = random.Random(SEED)
    for path in files_of(library):
        whole = path.read_bytes()
        in_manifest = path == version_of(library).manifest
        says = manifest_says(path) if in_manifest else None
        places = {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(FLIPS * (15 if in_manifest else 1)))}
        missed = 0
        for place in places:
            data = bytearray(whole)
            data[place] ^= chance.randrange(1, 256)
            path.write_bytes(data)
            found = examine(library)
            if in_manifest and not found.damaged:
                # Free space and the counters of SQLite's header: nothing that is read comes from there.
                assert manifest_says(path) == says, (path.name, place)
                missed += 1
                continue
            assert named(found) == {path}, (path.name, place, found.damaged)
        path.write_bytes(whole)
        for suffix in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        assert missed < len(places)


def test_every_byte_that_the_manifest_reads_is_checked(library: Library) -> None:
    """Where the rows lie, not a byte is missed."""
    path = version_of(library).manifest
    whole = path.read_bytes()
    for word in (b"../docs/a.jsonl", b"is not valid JSON", b"is empty", b"CREATE TABLE problem"):
        at = whole.index(word)
        for place in range(at, at + len(word)):
            data = bytearray(whole)
            data[place] ^= 1
            path.write_bytes(data)
            assert named(examine(library)) == {path}, (word, place - at)


def test_a_cut_file_is_found_and_named(library: Library) -> None:
    chance = random.Random(SEED)
    for path in files_of(library):
        whole = path.read_bytes()
        lengths = {0, 1, len(whole) // 2, len(whole) - 1, chance.randrange(len(whole)), max(0, len(whole) - 4096)}
        for length in lengths:
            path.write_bytes(whole[:length])
            assert named(examine(library)) == {path}, (path.name, length)
        path.write_bytes(whole)


def remove(path: Path) -> None:
    path.unlink()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    # In a manifest other places may be free.
    place = data.index(b"a.jsonl") if path.suffix == ".sqlite" else len(data) - 1
    data[place] ^= 0x10
    path.write_bytes(data)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replace_by_garbage(path: Path) -> None:
    path.write_bytes(random.Random(SEED).randbytes(5000))


HARMS: tuple[Callable[[Path], None], ...] = (remove, replace_by_folder, replace_by_garbage, flip)


def test_every_file_is_repaired(library: Library) -> None:
    for number, path in enumerate(files_of(library)):
        whole = path.read_bytes()
        # Each is named after every harm, and repaired after one of them, another from file to file.
        for harm in (*HARMS[number % 4 + 1 :], *HARMS[: number % 4 + 1]):
            if path.is_dir():
                path.rmdir()
            path.write_bytes(whole)
            harm(path)
            found = examine(library)
            assert named(found) == {path}, (path.name, harm.__name__, found.damaged)
        after = repair(library)
        assert (after.damaged, after.harmless, after.documents) == ((), (), 11), path.name
        assert with_moscow(library) == ANSWER
        assert len(entries(library)) == 4
        put_back(library)


def test_folders_and_everything_at_once(library: Library) -> None:
    version = version_of(library)
    for folder in (version.whoosh, version.folder, library.data):
        shutil.rmtree(folder)
        if folder != library.data:
            assert examine(library).damaged
            folder.write_bytes(b"a file")
            assert examine(library).damaged
            assert repair(library).damaged == ()
        update(library)
        assert with_moscow(library) == ANSWER
        put_back(library)
    for path in files_of(library):
        replace_by_garbage(path)
    assert examine(library).damaged
    assert repair(library).damaged == ()
    assert with_moscow(library) == ANSWER
    shutil.rmtree(library.data)
    write(library.data, "a file")
    assert named(examine(library)) == {library.data}


def test_told_languages_survive_a_repair(library: Library) -> None:
    flip(next(version_of(library).whoosh.glob("*.columns")))
    repair(library)
    with Manifest.open(version_of(library).manifest, read_only=True) as manifest:
        assert manifest.told_languages()["../docs/a.jsonl"] == "de"


def test_the_compiled_names(library: Library) -> None:
    EntityTable.open(library.data, entities_file(library.folder))
    path = library.data / COMPILED_NAME
    whole = path.read_bytes()
    version = version_of(library).name
    data = bytearray(whole)
    data[-2] ^= 1
    path.write_bytes(data)
    assert named(examine(library)) == {path}
    assert repair(library).damaged == ()
    assert path.read_bytes() == whole
    assert version_of(library).name == version, "the index itself was whole"
    path.write_bytes(b"x" + whole[1:])
    found = examine(library)
    assert found.damaged == ()
    assert [finding.path for finding in found.harmless] == [path], "it is not used, and made anew"


def test_index_and_manifest_that_do_not_agree(library: Library) -> None:
    version = version_of(library)
    writer = IndexWriter(version)
    writer.remove_files(["../docs/d.txt"])
    writer.commit()
    found = examine(library)
    assert named(found) == {version.manifest}
    assert "1 documents of ../docs/d.txt, the index 0" in found.damaged[0].reason
    write(version.folder / UNFINISHED, "")
    found = examine(library)
    assert (found.damaged, named_harmless(found)) == ((), {version.folder / UNFINISHED}), "the next run settles it"
    update(library)
    assert (examine(library).harmless, "d.txt" in texts(library)) == ((), True)


def named_harmless(found: Health) -> set[Path]:
    return {finding.path for finding in found.harmless}


def test_stray_files_are_named_and_harmless(library: Library) -> None:
    version = version_of(library)
    strays = {
        library.data / "notes",
        library.data / "current.99.tmp",
        library.data / "g99",
        version.folder / "x",
        version.whoosh / "MAIN_0123456789abcdef.columns",
        version.whoosh / "MAIN_0123456789abcdef.columns.tmp",
    }
    for path in strays:
        write(path, b"stray")
    found = examine(library)
    assert (found.damaged, named_harmless(found)) == ((), strays)


def test_a_lost_source_is_not_given_up(library: Library) -> None:
    docs = library.sources[0].path
    flip(next(version_of(library).whoosh.glob("*.columns")))
    docs.rename(docs.with_name("elsewhere"))
    try:
        with pytest.raises(SearcherError, match="is missing or empty.*--rebuild") as error:
            repair(library)
        assert "\n" not in str(error.value)
    finally:
        docs.with_name("elsewhere").rename(docs)
    assert repair(library).damaged == ()


def test_an_index_of_an_older_format_is_made_anew_and_keeps_what_was_told(library: Library) -> None:
    version = version_of(library)
    write(library.data / "current", f"{version.name}\n")
    write(version.folder / "fingerprint", storage.fingerprint().replace(f"format {storage.FORMAT_VERSION}", "format 3"))
    with sqlite3.connect(version.manifest) as connection:
        connection.executescript("DROP TABLE checksum; PRAGMA user_version = 1")
    connection.close()
    found = examine(library)
    assert (found.damaged, named_harmless(found)) == ((), {version.folder})
    assert update(library).rebuilt
    assert examine(library).damaged == examine(library).harmless == ()
    with Manifest.open(version_of(library).manifest, read_only=True) as manifest:
        assert manifest.told_languages()["../docs/a.jsonl"] == "de"


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    output, errors = capsys.readouterr()
    assert "Traceback" not in errors
    return status, output, errors


def test_the_command(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    status, output, errors = run(capsys, "doctor", "--index", library.folder)
    assert (status, errors) == (0, "")
    assert output.startswith(f"{library.data} is whole: ")
    assert "11 documents" in output
    path = next(version_of(library).whoosh.glob("*.columns"))
    flip(path)
    status, output, errors = run(capsys, "doctor", "--index", library.folder)
    first, last = output.splitlines()
    assert (status, errors) == (1, "")
    assert first.startswith(f"damaged   {path}: ")
    assert last == f"{library.data} is damaged in 1 part; run: searcher doctor --repair"
    status, output, errors = run(capsys, "doctor", "--index", library.folder, "--repair")
    assert status == 0
    assert output.splitlines()[-1].startswith(f"{library.data} is repaired, and whole: ")
    assert with_moscow(library) == ANSWER


def test_the_command_before_anything_is_indexed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    status, output, errors = run(capsys, "doctor", "--index", library.folder)
    assert (status, errors) == (0, "")
    assert "nothing to check" in output


def test_the_command_while_another_process_writes(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    with WriteLock(library.data):
        assert run(capsys, "doctor", "--index", library.folder)[0] == 0
        flip(next(version_of(library).whoosh.glob("*.columns")))
        status, _, errors = run(capsys, "doctor", "--index", library.folder, "--repair")
    assert status == 2
    assert "is writing this library" in errors


def test_it_looks_again_when_a_commit_came_between(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    look, left = health._look_columns, [1]

    def late(path: Path) -> str:
        if left:
            left.pop()
            touch(version_of(library).whoosh / "segments")
            return "was removed by a commit"
        return look(path)

    monkeypatch.setattr(health, "_look_columns", late)
    assert examine(library).damaged == ()
