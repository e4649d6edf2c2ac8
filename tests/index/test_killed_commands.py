"""`searcher index` killed as a process, at any moment: what was committed is whole, and the next run completes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from building import library_over, texts, update, version_of, wait_until, write

from searcher.index.commit import read_commit
from searcher.index.lock import WriteLock
from searcher.indexing.doctor import examine
from searcher.indexing.indexer import is_unfinished
from searcher.library import Library

SEED = 20240817


KILLED = """
import signal, sys
from searcher.indexing import indexer as fill
from searcher.index import batch as writing
from searcher.index import merge_policy
from searcher.index.index_writer import IndexWriter
writing.CHUNK_DOCUMENTS, writing.BATCH_DOCUMENTS, merge_policy.MOST_SEGMENTS, merge_policy.MERGED = 15, 60, 4, 3
from searcher.cli.main import main
commit, commits = IndexWriter.commit, []
def held(*arguments, **more):
    commit(*arguments, **more)
    commits.append(1)
    if len(commits) == int(sys.argv[2]):
        signal.pause()
IndexWriter.commit = held
print("ready", flush=True)
sys.exit(main(["index", "--index", sys.argv[1]]))
"""


def start(library: Library, held: int) -> "subprocess.Popen[str]":
    """A run of `index`, which goes no further than its commit of the number `held`."""
    command = [sys.executable, "-c", KILLED, str(library.folder), str(held)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_killed_run_leaves_a_whole_index(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"r{i}", "text": f"moskau number {i}"}) + "\n" for i in range(1500)]
    library = library_over(tmp_path, {"first.txt": "moskau first"})
    update(library, lang="de")
    moments = random.Random(SEED)
    killed, commits = 0, commit_number(library)
    for number in (3, 5, 7):
        part = [line for line in lines if hash_of(line) % 8 <= number]
        for name in range(3):
            write(tmp_path / "docs" / f"{name}.jsonl", "".join(part[name::3]))
        # One is sure not to end before it is killed, however seldom this process has its turn.
        process = start(library, 3 if number == 5 else 0)
        wait_for_writing(process, library, None if number == 3 else commits)
        time.sleep(moments.uniform(0, 0.05))
        ended = process.poll() is not None
        if not ended:
            # The process alone: its helpers must not keep the library locked.
            process.send_signal(signal.SIGKILL)
        process.wait()
        killed += not ended
        found = examine(library)
        assert found.damaged == ()
        commits = commit_number(library)
        assert texts(library)["first.txt"] == ["moskau first"]
        with WriteLock(library.data):
            pass
        if not ended:
            end_helpers(process.pid)
    assert killed
    update(library)
    assert (examine(library).damaged, examine(library).harmless) == ((), ())
    assert set(texts(library)) == {"first.txt", *(f"r{i}" for i in range(1500))}


def test_a_run_that_was_killed_just_before_its_commit_does_not_hinder_the_next(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"first.txt": "moskau first"})
    update(library)
    (version_of(library).whoosh / f"_MAIN_{commit_number(library) + 1}.toc").write_bytes(b"of the killed run")
    write(tmp_path / "docs" / "second.txt", "moskau second")
    update(library)
    assert set(texts(library)) == {"first.txt", "second.txt"}
    assert (examine(library).damaged, examine(library).harmless) == ((), ())


def commit_number(library: Library) -> int:
    return read_commit(version_of(library).whoosh).generation


def wait_for_writing(process: "subprocess.Popen[str]", library: Library, commits: int | None) -> None:
    """Until the process has ended, or has committed after this many `commits`, or (None) has begun to write."""
    wait_until(
        lambda: (
            process.poll() is not None
            or (is_unfinished(version_of(library)) if commits is None else commit_number(library) > commits)
        )
    )


def hash_of(line: str) -> int:
    return sum(line.encode())


def end_helpers(session: int) -> None:
    """End what the killed process had started: it is the session that it led."""
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return
