"""What changes on disk reaches the index, once, whatever happens to the process on the way."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from building import (
    counts,
    entries,
    languages,
    library_over,
    own_text_in,
    reasons,
    texts,
    touch,
    update,
    version_of,
    wait_until,
    write,
)
from steps import steps

from searcher.engine.local.snapshot import Snapshot
from searcher.errors import SearcherError
from searcher.index import batch as writing
from searcher.index import version as storage
from searcher.index.index_writer import IndexWriter
from searcher.index.lock import WriteLock
from searcher.index.version import current_version
from searcher.indexing import indexer as fill
from searcher.indexing.indexer import is_unfinished
from searcher.indexing.progress import Progress
from searcher.ingest.manifest import Manifest
from searcher.library import Library


class Killed(BaseException):
    """Stands for the end of the process."""


def records(count: int, start: int = 0) -> str:
    return "".join(
        json.dumps({"id": f"r{i}", "text": f"record number {i}"}) + "\n" for i in range(start, start + count)
    )


def small_batches(monkeypatch: pytest.MonkeyPatch, size: int = 2) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", size)


def whole(library: Library, expected: set[str]) -> None:
    """Nothing is lost, nothing is there twice, and the manifest says the same."""
    found = texts(library)
    assert set(found) == expected
    assert {name for name, same in found.items() if len(same) > 1} == set()
    assert sum(entries(library).values()) == len(expected)
    assert not is_unfinished(version_of(library))


def test_add_change_touch_remove_rename(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta", "c.txt": "gamma", "sub/d.txt": "delta"})
    report = update(library)
    assert counts(report) == (4, 0, 0, 0)
    assert (report.documents, report.problems, report.rebuilt) == (4, (), False)
    assert counts(update(library)) == (0, 0, 0, 4)

    write(docs / "a.txt", "alpha is another text now")
    touch(docs / "b.txt")
    (docs / "c.txt").unlink()
    (docs / "sub" / "d.txt").rename(docs / "sub" / "e.txt")
    write(docs / "f.txt", "phi")
    report = update(library)
    assert (counts(report), report.renamed) == ((1, 1, 1, 1), 1)
    assert report.documents == 4
    assert texts(library) == {
        "a.txt": ["alpha is another text now"],
        "b.txt": ["beta"],
        "sub/e.txt": ["delta"],
        "f.txt": ["phi"],
    }
    assert counts(update(library)) == (0, 0, 0, 4)


def test_words_that_are_gone_are_not_found(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    update(library, lang="en")
    write(tmp_path / "docs" / "a.txt", "omega")
    update(library)
    snapshot = Snapshot(version_of(library))
    assert len(snapshot.postings("en", "omega").documents) == 1
    assert len(snapshot.postings("en", "alpha").documents) == 0


def test_a_file_that_loses_and_regains_its_text(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    update(library)
    write(tmp_path / "docs" / "a.txt", "")
    report = update(library)
    assert counts(report) == (0, 0, 1, 1)
    assert reasons(report) == {"../docs/a.txt": "is empty"}
    assert counts(update(library)) == (0, 0, 0, 1), "an empty file is neither new nor unchanged text"
    write(tmp_path / "docs" / "a.txt", "alpha")
    report = update(library)
    assert counts(report) == (1, 0, 0, 1)
    assert reasons(report) == {}


def test_problems_stay_known_until_they_are_gone(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.jsonl": '{"text": "good"}\nbad\n', "b.txt": "beta"})
    assert list(reasons(update(library))) == ["../docs/a.jsonl#2"]
    touch(tmp_path / "docs" / "a.jsonl")
    assert list(reasons(update(library))) == ["../docs/a.jsonl#2"]
    write(tmp_path / "docs" / "a.jsonl", '{"text": "good"}\n')
    assert reasons(update(library)) == {}


def test_a_run_without_changes_does_little_for_each_file(tmp_path: Path) -> None:
    taken = []
    for count in (200, 800):
        files = {f"{at // 50}/{at}.txt": f"text {at}" for at in range(count)}
        (tmp_path / str(count)).mkdir()
        library = library_over(tmp_path / str(count), files)
        update(library)
        assert update(library).unchanged == count
        taken.append(steps(partial(update, library)))
    few, many = taken
    assert (many - few) / 600 < 120


def test_missing_source_keeps_what_was_indexed(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    (tmp_path / "docs").rename(tmp_path / "elsewhere")
    report = update(library)
    assert report.documents == 1
    assert "missing" in reasons(report)["../docs"]


def test_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch)
    library = library_over(tmp_path, {"a.txt": "alpha", "big.jsonl": records(7), "z.txt": "omega"})
    report = update(library)
    assert counts(report) == (3, 0, 0, 0)
    whole(library, {"a.txt", "z.txt", *(f"r{i}" for i in range(7))})
    write(tmp_path / "docs" / "big.jsonl", records(5, start=100))
    assert counts(update(library)) == (0, 1, 0, 2)
    whole(library, {"a.txt", "z.txt", *(f"r{i}" for i in range(100, 105))})


def test_files_without_text_fill_a_batch_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "BATCH_FILES", 2)
    library = library_over(tmp_path, {f"{i}.txt": "" for i in range(5)} | {"a.jsonl": "bad\n" * 5, "b.txt": "beta"})
    monkeypatch.setattr(fill, "BATCH_PROBLEMS", 3)
    report = update(library)
    assert (counts(report), len(report.problems)) == ((1, 0, 0, 0), 10)


@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("where", ["before the index", "between index and manifest"])
def test_killed_run_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, where: str
) -> None:
    small_batches(monkeypatch)
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "big.jsonl": records(3), "old.txt": "old", "z.txt": "omega"})
    update(library)
    write(docs / "a.txt", "alpha again")
    write(docs / "big.jsonl", records(5, start=10))
    (docs / "old.txt").unlink()
    write(docs / "new.txt", "new")
    with monkeypatch.context() as during:
        die_at(during, at, where)
        with pytest.raises(Killed):
            update(library)
    # What a killed run has put into the index may be gone or changed again before the next one.
    (docs / "new.txt").unlink()
    write(docs / "old.txt", "old")
    update(library)
    whole(library, {"a.txt", "z.txt", "old.txt", *(f"r{i}" for i in range(10, 15))})
    assert texts(library)["a.txt"] == ["alpha again"]


def test_a_change_taken_back_after_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    update(library)
    path = tmp_path / "docs" / "a.txt"
    status = path.stat()
    write(path, "other")
    with monkeypatch.context() as during:
        die_at(during, 1, "between index and manifest")
        with pytest.raises(Killed):
            update(library)
    write(path, "alpha")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    update(library)
    assert texts(library) == {"a.txt": ["alpha"], "b.txt": ["beta"]}


def die_at(monkeypatch: pytest.MonkeyPatch, number: int, where: str) -> None:
    """End the process at the commit with this number (of those that there are)."""
    commit = IndexWriter.commit
    seen = 0

    def dying(writer: IndexWriter, last: bool) -> None:
        nonlocal seen
        seen += 1
        if seen < number:
            commit(writer, last)
            return
        if where == "between index and manifest":
            commit(writer, last)
        raise Killed

    monkeypatch.setattr(IndexWriter, "commit", dying)


INDEX = "import sys; from searcher.cli.main import main; sys.exit(main(['index', '--index', *sys.argv[1:]]))"


def run_index(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", INDEX, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_process_killed_in_the_middle(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha beta gamma"})
    update(library)
    for i in range(30):
        write(tmp_path / "docs" / f"{i}.jsonl", records(300, start=1000 * i))
    process = run_index(str(library.folder))
    whoosh = version_of(library).whoosh
    files = len(list(whoosh.iterdir()))
    wait_until(lambda: len(list(whoosh.iterdir())) > files or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert texts(library)["a.txt"] == ["alpha beta gamma"]
    for i in range(2, 30):
        (tmp_path / "docs" / f"{i}.jsonl").unlink()
    update(library)
    whole(library, {"a.txt", *(f"r{1000 * i + k}" for i in range(2) for k in range(300))})


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha"})
    update(library)
    with WriteLock(library.data):
        process = run_index(str(library.folder))
        output, errors = process.communicate(timeout=600)
        assert (process.returncode, output) == (2, "")
        assert f"process {os.getpid()} " in errors
        assert len(errors.splitlines()) == 1
        with pytest.raises(SearcherError, match=f"process {os.getpid()} .* is writing this library"):
            update(library)
    update(library)


def test_another_analysis_rebuilds_beside_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha beta", "b.txt": "beta"})
    update(library, lang="en")
    before = version_of(library)
    reader = Snapshot(before)
    monkeypatch.setattr(storage, "ANALYSIS_VERSION", "next")
    during = []

    def look(progress: Progress) -> None:
        snapshot = Snapshot(version_of(library))
        during.append(len(snapshot.postings("en", "beta").documents))
        snapshot.close()

    report = update(library, progress=look)
    assert report.rebuilt
    assert during == [2, 2, 2], "the old index answers until the new one is complete"
    assert version_of(library).name != before.name
    assert languages(library) == {"a.txt": "en", "b.txt": "en"}, "what was told is known to the new index"
    documents = reader.postings("en", "beta").documents
    assert [own_text_in(reader, document) for document in documents] == ["alpha beta", "beta"]
    reader.close()
    assert not before.folder.exists()
    assert not update(library).rebuilt


def test_killed_rebuild_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch, 1)
    library = library_over(tmp_path, {f"{i}.txt": f"text {i}" for i in range(4)})
    update(library)
    with monkeypatch.context() as during:
        die_at(during, 3, "before the index")
        with pytest.raises(Killed):
            update(library, rebuild=True)
    assert set(texts(library)) == {f"{i}.txt" for i in range(4)}
    report = update(library, rebuild=True)
    assert report.rebuilt
    assert 0 < report.added < 4, "files that were committed are not read again"
    whole(library, {f"{i}.txt" for i in range(4)})


def test_first_index_answers_with_what_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch, 1)
    library = library_over(tmp_path, {f"{i}.txt": f"text {i}" for i in range(4)})
    with monkeypatch.context() as during:
        die_at(during, 3, "before the index")
        with pytest.raises(Killed):
            update(library)
    assert set(texts(library)) == {"0.txt", "1.txt"}
    assert is_unfinished(version_of(library))
    update(library)
    whole(library, {f"{i}.txt" for i in range(4)})


def test_told_language_is_remembered(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a/x.txt": "pane", "b/y.txt": "pane"})
    update(library)
    assert languages(library)["a/x.txt"] != "it"
    assert counts(update(library, lang="it", paths=[docs / "a"])) == (0, 1, 0, 1)
    assert languages(library)["a/x.txt"] == "it"
    assert languages(library)["b/y.txt"] != "it"
    assert counts(update(library)) == (0, 0, 0, 2)
    write(docs / "a" / "x.txt", "pane e vino")
    update(library)
    assert languages(library)["a/x.txt"] == "it"
    touch(docs / "a" / "x.txt")
    update(library)
    update(library, rebuild=True)
    assert languages(library)["a/x.txt"] == "it"
    assert counts(update(library, lang="auto")) == (0, 1, 0, 1)
    assert languages(library)["a/x.txt"] != "it"
    assert counts(update(library, lang="nl")) == (0, 2, 0, 0)
    assert languages(library) == {"a/x.txt": "nl", "b/y.txt": "nl"}


def test_told_language_of_a_path_behind_a_link(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "pane"})
    (tmp_path / "link").symlink_to(tmp_path / "docs", target_is_directory=True)
    update(library, lang="it", paths=[tmp_path / "link"])
    assert languages(library) == {"a.txt": "it"}


def test_progress(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.jsonl": records(600), "c.txt": "gamma"})
    seen: list[Progress] = []
    update(library, progress=seen.append)
    assert (seen[0].done, seen[0].total, seen[0].current) == (0, 3, "../docs/a.txt")
    assert (seen[-1].done, seen[-1].total, seen[-1].documents) == (3, 3, 602)
    assert sum(progress.current == "../docs/b.jsonl" for progress in seen) > 1
    assert [progress.documents for progress in seen] == sorted(progress.documents for progress in seen)


def test_deleted_documents_do_not_stay_in_the_data(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.jsonl": records(40), "b.jsonl": records(40, start=100)})
    update(library)
    for run in range(3):
        write(tmp_path / "docs" / "a.jsonl", records(40, start=1000 * run))
        write(tmp_path / "docs" / "b.jsonl", records(39 - run, start=100))
        update(library)
    snapshot = Snapshot(version_of(library))
    assert snapshot.live_documents == 77
    assert snapshot.documents <= 2 * snapshot.live_documents
    snapshot.close()
    (tmp_path / "docs" / "a.jsonl").unlink()
    (tmp_path / "docs" / "b.jsonl").unlink()
    update(library)
    assert texts(library) == {}


def test_library_without_sources(tmp_path: Path) -> None:
    report = update(Library(tmp_path / "index"))
    assert (counts(report), report.documents) == ((0, 0, 0, 0), 0)
    assert current_version(tmp_path / "index" / "data") is not None


def test_manifest_that_was_lost_is_made_again(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "alpha", "b.txt": "beta"})
    update(library)
    version_of(library).manifest.unlink()
    (tmp_path / "docs" / "b.txt").unlink()
    update(library)
    whole(library, {"a.txt"})


def test_readers_may_look_while_a_run_writes(tmp_path: Path) -> None:
    library = library_over(tmp_path, {f"{i}.txt": f"text {i}" for i in range(3)})
    update(library)
    touch(tmp_path / "docs" / "0.txt")
    write(tmp_path / "docs" / "1.txt", "changed")
    seen = []

    def look(progress: Progress) -> None:
        with Manifest.open(version_of(library).manifest, read_only=True) as manifest:
            seen.append(manifest.documents())

    update(library, progress=look)
    assert set(seen) == {3}
