"""`searcher index` asked to end: once it commits what it has read and says how to go on, twice it ends at once."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from building import counts, entries, library_over, texts, update, version_of, write

from searcher.index.lock import WriteLock
from searcher.indexing.doctor import examine
from searcher.indexing.indexer import is_unfinished
from searcher.library import Library

ASKED = """
import os, sys, time
from searcher.cli.stopping import StopRequest
from searcher.index import batch as writing
from searcher.indexing.progress import Meter
number, at, times, small = map(int, sys.argv[1:5])
if small:
    writing.CHUNK_DOCUMENTS = 2  # what is read goes to worker processes
tell, told = Meter.tell, []
def ask(meter, key):
    told.append(key)
    if len(told) == at:
        for _ in range(times):
            os.killpg(0, number) if times == 1 else os.kill(os.getpid(), number)
        while not heard:
            time.sleep(0.001)  # another thread may have been told, and gets there when it can
    tell(meter, key)
Meter.tell = ask
hear, heard = StopRequest.hear, []
def hearing(request, number, frame):
    heard.append(number)
    hear(request, number, frame)
StopRequest.hear = hearing
from searcher.cli.main import main
sys.exit(main(["index", *sys.argv[5:]]))
"""


def ended(library: Library, *more: str, number: int, at: int, times: int = 1, small: bool = False) -> tuple[int, str]:
    """(exit status, stderr) of a run to which the signal is sent at the file `at`, from 1."""
    options = [str(value) for value in (int(number), at, times, int(small))]
    command = [sys.executable, "-c", ASKED, *options, "--index", str(library.folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, start_new_session=True)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_commits_what_is_read(tmp_path: Path, number: signal.Signals, small: bool) -> None:
    library = library_over(tmp_path, {f"{at}.txt": f"moskau {at}" for at in range(9)})
    status, errors = ended(library, number=number, at=6, small=small)
    assert status == 128 + number
    assert "ended early: 5 files committed; to go on from there: searcher index" in errors
    assert set(texts(library)) == set(entries_ids(library)) == {f"{at}.txt" for at in range(5)}
    assert is_unfinished(version_of(library))
    assert counts(update(library)) == (4, 0, 0, 5)
    assert not is_unfinished(version_of(library))
    found = examine(library)
    assert (found.damaged, found.harmless) == ((), ())


def entries_ids(library: Library) -> list[str]:
    return [Path(key).name for key in entries(library)]


def test_within_a_long_file_its_documents_are_read_again(tmp_path: Path) -> None:
    lines = "".join(f'{{"text": "moskau {at}"}}\n' for at in range(1000))
    library = library_over(tmp_path, {"a.txt": "alpha", "b.jsonl": lines, "c.txt": "gamma"})
    # The third thing that is told of is the 256th document of the second file.
    status, errors = ended(library, number=signal.SIGINT, at=3)
    assert (status, "1 file committed" in errors) == (130, True)
    assert counts(update(library)) == (2, 0, 0, 1)
    assert sorted(len(same) for same in texts(library).values()) == [1] * 1002


@pytest.mark.parametrize("small", [False, True])
def test_twice_ends_at_once_and_loses_nothing(tmp_path: Path, small: bool) -> None:
    library = library_over(tmp_path, {"0.txt": "moskau 0"})
    update(library)
    for at in range(1, 9):
        write(tmp_path / "docs" / f"{at}.txt", f"moskau {at}")
    status, errors = ended(library, number=signal.SIGINT, at=6, times=2, small=small)
    assert (status, "committed; to go on" in errors) == (130, False)
    assert set(texts(library)) == {"0.txt"}
    with WriteLock(library.data):
        pass
    assert counts(update(library)) == (8, 0, 0, 1)
    found = examine(library)
    assert (found.damaged, found.harmless) == ((), ())


def test_a_rebuild_that_ends_early_leaves_the_old_index_and_is_taken_up(tmp_path: Path) -> None:
    library = library_over(tmp_path, {f"{at}.txt": f"moskau {at}" for at in range(9)})
    update(library)
    before = version_of(library)
    status, errors = ended(library, "--rebuild", number=signal.SIGTERM, at=5)
    assert (status, "to go on from there: searcher index --rebuild" in errors) == (143, True)
    assert version_of(library).name == before.name
    assert len(texts(library)) == 9
    report = update(library, rebuild=True)
    assert (counts(report), report.rebuilt) == ((5, 0, 0, 4), True)
