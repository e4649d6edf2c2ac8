"""The manifest keeps what was read, only when it is told to, and says when it cannot."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.errors import DamagedError, SearcherError
from searcher.ingest.document import Problem
from searcher.ingest.manifest import FileEntry, Manifest, Run

A = FileEntry("../docs/a", 1, 2, "aa", 3, "rules", 4, "it")
B = FileEntry("../docs/b", 5, 6, "bb", 7)


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "files.sqlite"


def test_entries(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest.put(B)
        manifest.put(A)
        manifest.commit()
    with Manifest.open(path_of(tmp_path), read_only=True) as manifest:
        assert list(manifest.files()) == [A, B]
        assert manifest.all_keys() == [A.key, B.key]
        assert (manifest.get(A.key), manifest.get("other")) == (A, None)
        assert manifest.documents() == 10
        assert manifest.told_languages() == {A.key: "it"}


def test_files_asked_for_in_order_are_read_together(tmp_path: Path) -> None:
    keys = [f"docs/{number // 100:03}/{number:05}.txt" for number in range(5000)]
    with Manifest.open(path_of(tmp_path)) as manifest:
        for key in keys:
            manifest.put(FileEntry(key, 1, 2, "aa", 1))
        manifest.commit()
    with Manifest.open(path_of(tmp_path)) as manifest:
        asked: list[str] = []
        manifest._connection.set_trace_callback(asked.append)
        assert all(entry is not None and entry.key == key for key in keys for entry in (manifest.get(key),))
        assert len(asked) < 20


names = st.sampled_from([f"{a}{b}" for a in ("a", "a-", "a/", "b") for b in range(6)])


@given(st.lists(st.tuples(st.sampled_from(["get", "put", "remove", "doubt"]), names), max_size=60))
def test_what_is_read_ahead_keeps_in_step(actions: list[tuple[str, str]]) -> None:
    expected: dict[str, FileEntry] = {}
    with Manifest.open(Path(":memory:")) as manifest:
        for number, (action, key) in enumerate(actions):
            if action == "put":
                expected[key] = FileEntry(key, number, 2, "aa", 1)
                manifest.put(expected[key])
            elif action == "remove":
                expected.pop(key, None)
                manifest.remove(key)
            elif action == "doubt" and key in expected:
                expected[key] = replace(expected[key], hash="")
                manifest.doubt([key])
            assert manifest.get(key) == expected.get(key)


def test_nothing_is_kept_without_commit(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest.put(A)
        manifest.commit()
        manifest.remove(A.key)
        manifest.put(B)
    with Manifest.open(path_of(tmp_path)) as manifest:
        assert manifest.all_keys() == [A.key]


def test_doubted_entries_keep_all_but_their_hash(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest.put(A)
        manifest.put(B)
        manifest.doubt([A.key, "unknown"])
        found = manifest.get(A.key)
        assert found is not None
        assert (found.hash, found.documents, found.lang) == ("", 3, "it")
        assert manifest.get(B.key) == B


def test_problems_of_files_and_of_the_walk(tmp_path: Path) -> None:
    line, note = Problem(A.key, "bad line", 2), Problem(A.key, "guessed", 0, is_note=True)
    link, source = Problem(A.key, "link loop"), Problem("../gone", "missing")
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest.put(A, [line, note])
        manifest.put_walk_problems([link, source])
        assert sorted(manifest.problems(), key=lambda p: p.reason) == [line, note, link, source]
        manifest.touch(FileEntry(A.key, 1, 9, "aa", 3))
        assert line in manifest.problems()
        manifest.put(A)
        assert list(manifest.problems()) == [link, source]
        manifest.put_walk_problems([])
        assert list(manifest.problems()) == []
        manifest.put(A, [line])
        manifest.remove(A.key)
        assert list(manifest.problems()) == []


def test_the_last_run_replaces_the_one_before(tmp_path: Path) -> None:
    first = Run("2026-11-25T21:00:00+00:00", 1500, 1, 2, 3, 4, 5, stopped=True)
    second = replace(first, milliseconds=7, stopped=False)
    with Manifest.open(path_of(tmp_path)) as manifest:
        assert manifest.last_run() is None
        for run in (first, second):
            manifest.put_run(run)
            assert manifest.last_run() == run
        manifest.commit()
        assert manifest.damage() == ""


def test_nothing_indexed_yet(tmp_path: Path) -> None:
    with pytest.raises(SearcherError, match="nothing is indexed yet"):
        Manifest.open(path_of(tmp_path), read_only=True)
    assert not path_of(tmp_path).exists()


def test_damaged_file(tmp_path: Path) -> None:
    path_of(tmp_path).write_bytes(b"garbage" * 1000)
    with pytest.raises(DamagedError, match="--rebuild"):
        Manifest.open(path_of(tmp_path))


def test_file_of_another_version(tmp_path: Path) -> None:
    Manifest.open(path_of(tmp_path)).close()
    connection = sqlite3.connect(path_of(tmp_path))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DamagedError, match="another version"):
        Manifest.open(path_of(tmp_path))


def test_full_disk(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest._connection.execute("PRAGMA max_page_count = 6")
        with pytest.raises(SearcherError, match="disk is full.*free some space"):
            for number in range(2000):
                manifest.put(FileEntry(f"../docs/{number}", 1, 2, "aa", 3))
    with Manifest.open(path_of(tmp_path)) as manifest:
        assert manifest.all_keys() == []


def test_a_reader_does_not_wait_for_a_run_that_has_not_committed(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as writer:
        writer.put(A)
        writer.commit()
        writer.put(B)
        with Manifest.open(path_of(tmp_path), read_only=True) as reader:
            assert reader.all_keys() == [A.key]


def test_what_a_killed_process_has_half_written_is_taken_back(tmp_path: Path) -> None:
    with Manifest.open(path_of(tmp_path)) as manifest:
        manifest.put(A)
        manifest.commit()
    dying = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('DELETE FROM file')\n"
        "for n in range(5000): connection.execute('INSERT INTO problem VALUES (?, 0, ?, 0, 0)', (str(n), 'x' * 99))\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", dying, str(path_of(tmp_path))], check=False)
    assert path_of(tmp_path).with_name("files.sqlite-journal").exists()
    with Manifest.open(path_of(tmp_path), read_only=True) as manifest:
        assert manifest.all_keys() == [A.key]
        assert list(manifest.problems()) == []


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Manifest.open(path_of(tmp_path)).close()
    with Manifest.open(path_of(tmp_path), read_only=True) as manifest, pytest.raises(SearcherError):
        manifest.put(A)
