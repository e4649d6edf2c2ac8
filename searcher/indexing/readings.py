"""Files on their way from the disk to the index: some are read here, some in other processes at the same time.

What comes out is in the order of what goes in, so that an index does not depend on which process was the quicker.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from searcher.ingest.changes import Change
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract, reader_key, reader_of, too_large
from searcher.ingest.extract.detection import Reader, suffix_of
from searcher.ingest.settings import Settings
from searcher.records import dataclass

if TYPE_CHECKING:
    from searcher.ingest.isolated import IsolatedReaders

# Files that wait for one that is read elsewhere, and the bytes of those that are read here.
_MOST_WAITING = 1_000
_MOST_HELD = 16_000_000


def isolated_readers(settings: Settings, beat: Callable[[], None]) -> "IsolatedReaders":
    """What reads in other processes; imported here, for most libraries hold nothing that needs it."""
    from searcher.ingest.isolated import IsolatedReaders

    return IsolatedReaders(settings, beat=beat)


@dataclass(frozen=True, slots=True)
class Reading:
    """A new or changed file with its documents and problems, and what reads it (see `extract.reader_key`).

    The items are to be taken before the next reading.
    """

    change: Change
    reader: str
    items: Iterator[Document | Problem]


@dataclass(frozen=True, slots=True)
class _Started:
    change: Change
    reader: str
    is_isolated: bool


class Readings:
    """Reads files; close it at the end."""

    def __init__(self, settings: Settings, beat: Callable[[], None]) -> None:
        """`beat` is called now and then while a file is waited for that takes long, and may raise to end that."""
        self._beat = beat
        self._settings = settings
        self._isolated: IsolatedReaders | None = None
        self._started: deque[_Started] = deque()
        self._held = 0
        self._keys: dict[tuple[Reader | None, str], str] = {}

    def take(self, change: Change) -> Iterator[Reading]:
        """Start to read a file; gives the readings, of this and of earlier ones, that are there or must be waited for.

        Raises SearcherError if no process can be started, as the items do.
        """
        started = self._start(change)
        if not started.is_isolated and not self._started:
            yield self._read_here(started)
            return
        self._started.append(started)
        if not started.is_isolated:
            self._held += len(change.content or b"")
        while self._started and self._must_give():
            yield self._give()

    def rest(self) -> Iterator[Reading]:
        """All readings that are still to come."""
        while self._started:
            yield self._give()

    def close(self) -> None:
        """End the processes that read."""
        if self._isolated is not None:
            self._isolated.close()

    def _start(self, change: Change) -> _Started:
        found = change.found
        assert found is not None
        try:
            reader = None if too_large(found, self._settings) else reader_of(found, change.content)
        except OSError:  # which reading meets and names
            reader = None
        known = reader, suffix_of(found.id)
        key = self._keys.get(known)
        if key is None:
            key = self._keys[known] = reader_key(reader, found.id)
        is_isolated = reader is not None and reader.isolated
        if is_isolated:
            if self._isolated is None:
                self._isolated = isolated_readers(self._settings, self._beat)
            self._isolated.start(found)
        return _Started(change, key, is_isolated)

    def _must_give(self) -> bool:
        is_full = self._held > _MOST_HELD or len(self._started) > _MOST_WAITING
        if is_full or not self._started[0].is_isolated:
            return True
        return self._isolated is not None and not self._isolated.has_room

    def _give(self) -> Reading:
        started = self._started.popleft()
        if started.is_isolated:
            assert self._isolated is not None
            return Reading(started.change, started.reader, self._isolated.items())
        self._held -= len(started.change.content or b"")
        return self._read_here(started)

    def _read_here(self, started: _Started) -> Reading:
        change = started.change
        assert change.found is not None
        return Reading(change, started.reader, extract(change.found, self._settings, change.content))
