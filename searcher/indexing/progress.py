"""How far a run is."""

from collections.abc import Callable, Iterable

from searcher.ingest.document import Problem
from searcher.ingest.walk import FoundFile
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Files `done` of `total`, `documents` read in this run, and the key of the file that is read now.

    `bytes_done` of `bytes_total` are those of the files.
    """

    done: int
    total: int
    documents: int
    current: str
    bytes_done: int = 0
    bytes_total: int = 0


class Meter:
    """Counts what a run has done, and tells it to `progress` if there is somebody to tell."""

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        self._progress = progress
        self._total = self._bytes_total = self._done = self._bytes = 0
        self.documents = 0

    def count(self, files: Iterable[FoundFile | Problem], stop: Callable[[], bool]) -> None:
        """Count what there is to do, if anybody wants to know; as far as nobody wants to `stop`."""
        if self._progress is None:
            return
        for item in files:
            if isinstance(item, FoundFile):
                self._total += 1
                self._bytes_total += item.size
            if stop():
                return

    def add_file(self, found: FoundFile) -> None:
        """A file is done."""
        self._done += 1
        self._bytes += found.size

    def tell(self, key: str) -> None:
        """Tell how far it is, at the file with this key."""
        if self._progress is not None:
            total, bytes_total = max(self._total, self._done), max(self._bytes_total, self._bytes)
            self._progress(Progress(self._done, total, self.documents, key, self._bytes, bytes_total))
