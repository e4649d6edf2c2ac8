"""The thread that brings the index up to date while the person searches what is there already."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.errors import SearcherError
from searcher.faults import fault_line
from searcher.tui.news import Failed, Indexed, Indexing, News, Told

if TYPE_CHECKING:
    from searcher.indexing.progress import Progress
    from searcher.indexing.update import Report
    from searcher.indexing.watching import Watch

# Seconds between two messages on how far it is.
PACE = 0.1


class _Stopped(Exception):
    """The application is being closed."""


class IndexBuilder:
    """Runs `update` on the library at `folder`, and tells by messages how far it is."""

    def __init__(self, folder: Path, post: Callable[[News], object]) -> None:
        self._folder = folder
        self._post = post
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._told = 0.0
        self._watching: threading.Thread | None = None
        self._watch: Watch | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> bool:
        """Begin, unless it is at it; whether it has begun."""
        if self.is_running or self._stopping.is_set():
            return False
        if self._watching is not None and self._watching.is_alive():
            # Two would be in each other's way; what has not begun yet looks at everything anyway.
            if self._watch is not None:
                self._watch.request()
            return True
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)
        self._thread.start()
        return True

    def watch(self) -> None:
        """Bring the index up to date whenever a file changes, from now on."""
        self._watching = threading.Thread(target=self._keep_watching, name="watch", daemon=True)
        self._watching.start()

    def close(self, seconds: float = 2.0) -> None:
        """Stop at the next file; what was committed is kept, and the next run goes on from there."""
        self._stopping.set()
        for thread in (self._thread, self._watching):
            if thread is not None:
                thread.join(seconds)

    def _run(self) -> None:
        try:
            # Here, because language identification takes longer to import than the screen to open.
            from searcher.indexing.report import summary
            from searcher.indexing.update import update
            from searcher.library import Library

            report = update(Library.open(self._folder), progress=self._tell, say=lambda line: self._post(Told(line)))
        except _Stopped:
            return
        except SearcherError as error:
            self._post(Failed(str(error)))
        except Exception as error:  # a fault in one file's reader must not end the session
            self._post(Failed(f"the index could not be brought up to date: {fault_line(error)}"))
        else:
            self._post(Indexed(summary(report), report.documents))

    def _keep_watching(self) -> None:
        try:
            from searcher.indexing.report import summary
            from searcher.indexing.watching import Watch

            def tell(report: "Report") -> None:
                self._post(Indexed(summary(report), report.documents))

            self._watch = Watch(
                self._folder,
                told=tell,
                failed=lambda line: self._post(Failed(line)),
                stop=self._stopping.is_set,
                waiting=lambda line: self._post(Told(line)),
            )
            self._watch.run()
        except SearcherError as error:
            self._post(Failed(str(error)))
        except Exception as error:
            self._post(Failed(f"the library is not watched any more: {fault_line(error)}"))

    def _tell(self, progress: "Progress") -> None:
        if self._stopping.is_set():
            raise _Stopped
        now = time.monotonic()
        if now - self._told >= PACE:
            self._told = now
            self._post(Indexing(progress.done, progress.total, progress.documents, progress.current))
