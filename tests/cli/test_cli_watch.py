"""`searcher watch` as a process: the file system's own events, one answer after another."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from building import library_over, texts, write

from searcher.library import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


class Running:
    """A watch at work."""

    def __init__(self, library: Library) -> None:
        command = [sys.executable, "-m", "searcher", "watch", "--index", str(library.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.line()

    def line(self) -> str:
        """What the next pass that changed something did."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return line

    def until_there_are(self, documents: int) -> None:
        """Read on until so many documents are searchable."""
        while f" {documents:,} document" not in self.line():
            pass


@contextmanager
def watching(library: Library) -> Iterator[Running]:
    running = Running(library)
    try:
        yield running
        running.process.send_signal(signal.SIGINT)
        output, errors = running.process.communicate()
        assert (running.process.returncode, output) == (0, "")
        assert errors.startswith("watching 1 source of ")
        assert "Traceback" not in errors
    finally:
        running.process.kill()
        running.process.wait()


def test_files_that_change_while_it_runs(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {"a.txt": "alpha", "sub/b.txt": "beta"})
    with watching(library) as running:
        write(docs / "c.txt", "gamma")
        running.until_there_are(3)
        write(docs / "half", "alpha anew")
        (docs / "half").replace(docs / "a.txt")
        while texts(library).get("a.txt") != ["alpha anew"]:
            running.line()
        (docs / "sub").rename(docs / "other")
        while "other/b.txt" not in texts(library):
            running.line()
        (docs / "new" / "deep").mkdir(parents=True)
        for at in range(700):
            write(docs / "new" / "deep" / f"{at}.txt", f"text {at}")
        running.until_there_are(703)
        (docs / "c.txt").unlink()
        running.until_there_are(702)
    # What happened while it did not run is seen when it starts again.
    write(docs / "d.txt", "delta")
    with watching(library):
        assert texts(library)["d.txt"] == ["delta"]
