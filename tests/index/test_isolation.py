"""A file that makes its reader loop, eat memory or crash costs that file alone, and is read again when it changes."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import misbehaving
import pytest
from building import counts, library_over, reasons, set_readers, texts, touch, update, version_of, write

from searcher.engine.local.snapshot import Snapshot
from searcher.indexing import readings
from searcher.ingest import isolated
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import detection
from searcher.ingest.isolated import IsolatedReaders
from searcher.ingest.reading_process import Limits
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
BAD = {
    "loop": "took its reader more than 2 s",
    "eat": "needs more memory than its reader may have",
    "kill": "its reader crashed (signal 6)",
    "exit": "its reader crashed (status 3)",
}


@pytest.fixture
def _misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with the suffix .odd are read by `misbehaving`."""
    readers = (*detection.READERS, detection.Reader("txt", (".odd",)))
    set_readers(monkeypatch, readers)
    own = lambda settings, beat: IsolatedReaders(settings, misbehaving.read, misbehaving.LIMITS, beat)  # noqa: E731
    monkeypatch.setattr(readings, "isolated_readers", own)


def found(path: Path) -> FoundFile:
    return FoundFile(f"../docs/{path.name}", path.name, path, path.stat().st_size, 0)


def read_by(limits: Limits, folder: Path, *names: str) -> list[list[Document | Problem]]:
    """What each of the files gives."""
    for name in names:
        write(folder / "docs" / name, f"text of {name}")
    readers = IsolatedReaders(Settings(), misbehaving.read, limits)
    try:
        results: list[list[Document | Problem]] = []
        waiting = list(names)
        while waiting or len(results) < len(names):
            while waiting and readers.has_room:
                readers.start(found(folder / "docs" / waiting.pop(0)))
            results.append(list(readers.items()))
        return results
    finally:
        readers.close()


@pytest.mark.usefixtures("_misbehaving")
def test_each_bad_file_costs_itself(tmp_path: Path) -> None:
    files = {f"{name}-{at}.odd": "bad" for name in BAD for at in range(2)}
    files |= {f"z{at}.odd": f"good {at}" for at in range(20)} | {f"{at}.txt": f"plain {at}" for at in range(20)}
    library = library_over(tmp_path, files)
    report = update(library)
    assert reasons(report) == {f"../docs/{name}-{at}.odd": reason for name, reason in BAD.items() for at in range(2)}
    assert texts(library) == {name: [text] for name, text in files.items() if text != "bad"}
    read = (tmp_path / "read").read_text()
    assert update(library).problems == report.problems
    assert (tmp_path / "read").read_text() == read, "what failed is not tried again as it is"
    write(tmp_path / "docs" / "exit-1.odd", "worse")
    (tmp_path / "docs" / "kill-0.odd").rename(tmp_path / "docs" / "mended.odd")
    touch(tmp_path / "docs" / "loop-0.odd")
    report = update(library)
    again = (tmp_path / "read").read_text().removeprefix(read).split()
    assert sorted(again) == ["exit-1.odd", "mended.odd"], "in the order in which processes come to them"
    assert counts(report) == (1, 0, 0, 40)


@pytest.mark.usefixtures("_misbehaving")
def test_a_reader_of_another_version_tries_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_over(tmp_path, {"exit-0.odd": "bad", "a.txt": "alpha"})
    update(library)
    readers = (*detection.READERS[:-1], detection.Reader("txt", (".odd",), version=2))
    set_readers(monkeypatch, readers)
    update(library)
    assert (tmp_path / "read").read_text() == "exit-0.odd\n" * 2


@pytest.mark.usefixtures("_misbehaving")
def test_the_order_of_documents_does_not_depend_on_the_processes(tmp_path: Path) -> None:
    suffixes = (".txt", ".odd", ".odd", ".md")
    library = library_over(tmp_path, {f"{at:02}{suffixes[at % 4]}": f"text {at}" for at in range(60)})
    update(library)
    snapshot = Snapshot(version_of(library))
    ids = [snapshot.metadata(document).id for document in range(60)]
    snapshot.close()
    assert ids == sorted(ids)


def test_one_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    results = read_by(Limits(rest=0.5), tmp_path, "sleep-1.odd")
    assert results == [[Problem("../docs/sleep-1.odd", "its reader did nothing for 0.5 s")]]


def test_who_takes_long_for_documents_loses_none(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "many.odd", "x")
    readers = IsolatedReaders(Settings(), misbehaving.read, Limits(rest=0.5))
    readers.start(found(tmp_path / "docs" / "many.odd"))
    items = readers.items()
    first = next(items)
    time.sleep(1)
    rest = list(items)
    readers.close()
    assert [item.number for item in (first, *rest) if isinstance(item, Document)] == list(range(1, 2001))


def test_a_process_that_dies_without_a_file_costs_none(tmp_path: Path) -> None:
    readers = IsolatedReaders(Settings(), misbehaving.read)
    for name in ("a.odd", "b.odd"):
        write(tmp_path / "docs" / name, f"text of {name}")
        readers.start(found(tmp_path / "docs" / name))
        (item,) = readers.items()
        assert isinstance(item, Document)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
    readers.close()


def test_each_step_of_a_reader_has_the_time_of_a_file(tmp_path: Path) -> None:
    beats: list[None] = []
    write(tmp_path / "docs" / "steps.txt", "x")
    readers = IsolatedReaders(Settings(), misbehaving.read, Limits(seconds=1), lambda: beats.append(None))
    readers.start(found(tmp_path / "docs" / "steps.txt"))
    (item,) = readers.items()
    readers.close()
    assert isinstance(item, Document)
    assert len(beats) == 2


def test_many_documents_and_a_text_without_end(tmp_path: Path) -> None:
    many, endless, good = read_by(misbehaving.LIMITS, tmp_path, "many.odd", "endless.odd", "good.odd")
    assert [item.number for item in many if isinstance(item, Document)] == list(range(1, 2001))
    reason = "gives too large a text: the limit is 32 MB (max_file_bytes in searcher.toml)"
    assert endless == [Problem("../docs/endless.odd", reason)]
    assert [item.text for item in good if isinstance(item, Document)] == ["text of good.odd"]


def test_what_waits_for_a_process_that_dies_is_read_by_the_next(tmp_path: Path) -> None:
    names = [f"exit-{at}.odd" if at % 3 == 0 else f"{at}.odd" for at in range(24)]
    results = read_by(misbehaving.LIMITS, tmp_path, *names)
    kinds = ["Problem" if name.startswith("exit") else "Document" for name in names]
    assert [[type(item).__name__ for item in items] for items in results] == [[kind] for kind in kinds]


def test_plain_text_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(isolated, "_Process", refuse)
    files = {
        "a.txt": "alpha",
        "b.md": "b",
        "c.html": "<p>c",
        "d.jsonl": '{"text": "d"}\n',
        "e.csv": "text\ne\n",
        "f": "f",
    }
    assert update(library_over(tmp_path, files)).documents == 6


def test_a_program_without_a_guarded_main_part_is_told(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\nimport test_isolation as t\n"
        "from searcher.errors import SearcherError\n"
        "try:\n    t.read_by(t.Limits(), Path(sys.argv[1]), 'good.odd')\n"
        "except SearcherError as error:\n    print(error)\n"
    )
    write(tmp_path / "program.py", program)
    here = Path(__file__).parent
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    command = [sys.executable, str(tmp_path / "program.py"), str(tmp_path), str(here)]
    result = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert "the processes that read files cannot be started" in result.stdout


def test_memory_is_given_back_by_a_new_process(tmp_path: Path) -> None:
    # More together than one process may have.
    results = read_by(misbehaving.LIMITS, tmp_path, *(f"endless-{at}.odd" for at in range(6)), "good.odd")
    assert [len(items) for items in results] == [1] * 7
    assert isinstance(results[-1][0], Document)
