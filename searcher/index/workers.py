"""Chunks of documents to segments: here, or in worker processes that each keep the words they have seen."""

import gc
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from pathlib import Path
from typing import TypeVar

from searcher.errors import SearcherError
from searcher.index.commit import SegmentEntry, open_segment, segment_path
from searcher.index.commit_writer import new_name
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.merger import merge
from searcher.index.segment.writer import Language, SegmentWriter, source_of
from searcher.ingest.document import Document
from searcher.processes import give_memory_back, keep_little_memory, serve_parent
from searcher.text.forms import Forms
from searcher.text.splitting import Splitter

# The tokens of all segments that are being made at the same time. More make fewer segments, which leaves less to merge;
# less take less memory (some 30 bytes a token).
MOST_TOKENS = 8_000_000
MOST_WORKERS = 8
# Distinct words that all processes together remember; some 250 bytes each.
REMEMBERED_WORDS = 1_500_000
# A text of so many code points may have so many distinct words that they fill the memory. It is then analysed in parts
# of so many, and is a segment of its own.
LONG_CHARACTERS = 2_000_000
PART_WORDS = 120_000
# Chunks that wait for a process: reading goes on only as fast as analysing, or all of the input would be in memory.
_WAITING = 2

Chunk = Sequence[tuple[Document, Language]]
"""Documents, each with a language (ISO 639) that stands above what is told and identified, or ""."""
_Result = TypeVar("_Result")


class SegmentMaker:
    """Writes segments into the folder of an index."""

    def __init__(self, folder: Path, among: tuple[str, ...] = (), share: int = 1) -> None:
        """`among`: the only languages to identify, if any are given. `share`: how many there are of these."""
        self._folder = folder
        self._tokens, self._words = MOST_TOKENS // share, REMEMBERED_WORDS // share
        self._among = among
        self._splitter, self._forms = Splitter(among), Forms()
        self._builder = SegmentWriter(self._splitter, self._forms)

    def take(self, chunk: Chunk) -> list[str]:
        """Add documents; gives the names of segments that are written by this."""
        short = [each for each in chunk if len(each[0].text) < LONG_CHARACTERS]
        names = []
        if short:
            names += [] if self._builder.has_room(short) else self.finish()
            self._builder.add(short)
        for document, lang in chunk:
            if len(document.text) >= LONG_CHARACTERS:
                names += self._take_long(document, lang)
        full = self._builder.tokens >= self._tokens or self._splitter.known > self._words
        return [*names, *self.finish()] if full else names

    def _take_long(self, document: Document, lang: Language) -> list[str]:
        names = [] if self._builder.has_room([(document, lang)]) else self.finish()
        splitter, forms = self._splitter, self._forms
        parts = splitter.parts(source_of(document, lang), PART_WORDS)
        first = next(parts)
        if first.document_langs:
            self._builder.add_split([document], first)
            return names
        names += self.finish()
        name = new_name()
        with ColumnWriter(segment_path(self._folder, name)) as out:
            SegmentWriter(splitter, forms).write_long(
                document, chain([first], parts), out, lambda: segment_path(self._folder, new_name())
            )
        self._splitter, self._forms = Splitter(self._among), Forms()
        self._builder = SegmentWriter(self._splitter, self._forms)
        return [*names, name]

    def finish(self) -> list[str]:
        """Write what was taken as a segment; gives its name, or nothing if there is nothing."""
        builder = self._builder
        if self._splitter.known > self._words:
            self._splitter, self._forms = Splitter(self._among), Forms()
        self._builder = SegmentWriter(self._splitter, self._forms)
        if not builder.documents:
            return []
        name = new_name()
        with ColumnWriter(segment_path(self._folder, name)) as out:
            builder.write(out)
        return [name]


def merge_segments(folder: Path, entries: Sequence[SegmentEntry]) -> str:
    """Write segments as one, without their deleted documents; gives its name."""
    name = new_name()
    with ColumnWriter(segment_path(folder, name)) as out:
        merge([open_segment(folder, entry) for entry in entries], out)
    return name


class Workers:
    """A worker process for each core, each with a SegmentMaker of its own."""

    def __init__(self, folder: Path, among: tuple[str, ...]) -> None:
        count = min(os.cpu_count() or 1, MOST_WORKERS)
        start = (folder, among, count)
        self._folder = folder
        self._pools = [ProcessPoolExecutor(1, initializer=_start, initargs=start) for _ in range(count)]
        self._waiting: list[deque[Future[list[str]]]] = [deque() for _ in self._pools]
        self._names: list[str] = []

    def take(self, chunk: Chunk) -> None:
        """Hand a chunk to the least busy process; waits while all are busy."""
        self._collect_done()
        while len(self._waiting[at := self._least_busy()]) >= _WAITING:
            # For whichever is done first: one that writes a segment takes as long as many chunks.
            wait([waiting[0] for waiting in self._waiting], return_when=FIRST_COMPLETED)
            self._collect_done()
        self._waiting[at].append(self._submit(at, _take, chunk))

    def finish(self) -> list[str]:
        """The names of all segments since the last call, when they are written."""
        for at, waiting in enumerate(self._waiting):
            waiting.append(self._submit(at, _finish))
        for waiting in self._waiting:
            while waiting:
                self._collect(waiting)
        names, self._names = self._names, []
        return names

    def merge(self, entries: Sequence[SegmentEntry]) -> "Future[str]":
        """Merge segments beside the reading of the next documents."""
        at = self._least_busy()
        return self._submit(at, merge_segments, self._folder, entries)

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def _least_busy(self) -> int:
        return min(range(len(self._pools)), key=lambda at: len(self._waiting[at]))

    def _collect_done(self) -> None:
        for waiting in self._waiting:
            while waiting and waiting[0].done():
                self._collect(waiting)

    def _collect(self, waiting: "deque[Future[list[str]]]") -> None:
        """Take what the oldest of the chunks that a process was given has made."""
        names: list[str] = result_of(waiting.popleft())
        self._names.extend(names)

    def _submit(self, at: int, work: "Callable[..., _Result]", *arguments: object) -> "Future[_Result]":
        try:
            return self._pools[at].submit(work, *arguments)
        except BrokenProcessPool as error:
            raise _ended() from error


def result_of(pending: "Future[_Result]") -> _Result:
    """What a worker process gives. Raises SearcherError if it was ended, and what its work raises."""
    try:
        return pending.result()
    except BrokenProcessPool as error:
        raise _ended() from error


def _ended() -> SearcherError:
    return SearcherError(
        "a worker process was ended, perhaps for want of memory; what was committed is kept: run `searcher index` again"
    )


# In a worker process.

_maker: SegmentMaker | None = None


def _start(folder: Path, among: tuple[str, ...], share: int) -> None:
    global _maker
    _maker = SegmentMaker(folder, among, share)
    # Millions of words and lines live until the segment is written: looking for cycles among them finds none.
    gc.disable()
    keep_little_memory()
    serve_parent()


def _take(chunk: Chunk) -> list[str]:
    assert _maker is not None
    return _written(_maker.take(chunk))


def _finish() -> list[str]:
    assert _maker is not None
    return _written(_maker.finish())


def _written(names: list[str]) -> list[str]:
    """The names of segments; the next one begins with the memory that the first one did."""
    if names:
        give_memory_back()
    return names
