"""Documents into the index: chunks of them become segments, in other processes when there are many.

Every chunk is analysed, inverted and written as a segment by itself, so memory is bounded by the chunks in work,
whatever the size of the input. A commit names the segments that count; what is not named is no part of the index.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np

from searcher.index import lexicon
from searcher.index.bulk import Batch, TermCount
from searcher.index.columns import ColumnWriter, Integers
from searcher.index.commits import (
    Commit,
    SegmentEntry,
    new_name,
    open_segment,
    read_commit,
    segment_path,
    unused_files,
    write_commit,
    write_deleted,
)
from searcher.index.merge import merge
from searcher.index.segment import Segment
from searcher.index.storage import Generation
from searcher.ingest.document import Document

# A chunk is closed when it holds this many code points or documents. Larger ones make fewer segments, smaller ones
# less memory (some 40 bytes a code point).
CHUNK_CHARACTERS = 8_000_000
CHUNK_DOCUMENTS = 20_000
# A batch is committed when it holds this many: a killed run loses little.
BATCH_CHARACTERS = 64_000_000
BATCH_DOCUMENTS = 100_000
# More segments than this and the smallest are merged, so many at a time: a query's cost grows with their number.
MOST_SEGMENTS = 12
MERGED = 8
# A segment with a larger share of deleted documents is written anew.
MOST_DELETED = 0.5

SECONDS_BETWEEN_LOOKS = 1.0

_Item = tuple[Document, str]


class IndexWriter:
    """Adds and removes documents of a generation, in batches that are committed together.

    The caller holds the library's write lock. After `commit()` readers see the batch; a process killed before
    leaves the last commit as it was.
    """

    def __init__(self, generation: Generation, among: tuple[str, ...] = ()) -> None:
        """`among`: the only languages to identify, if any are given. Raises DamagedError and OSError."""
        self._generation = generation
        self._folder = generation.whoosh
        self._among = among
        self._commit = read_commit(self._folder)
        self._pool: ProcessPoolExecutor | None = None
        self._chunk: list[_Item] = []
        self._chunk_characters = 0
        self._pending: deque[Future[str]] = deque()
        self._names: list[str] = []
        self._removed: set[str] = set()
        self._documents = self._characters = 0

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._documents >= BATCH_DOCUMENTS or self._characters >= BATCH_CHARACTERS

    def add(self, document: Document, lang: str = "") -> None:
        """Add `document`; `lang` (ISO 639) overrides the identification of its language."""
        self._chunk.append((document, lang))
        self._chunk_characters += len(document.text)
        self._documents += 1
        self._characters += len(document.text)
        if self._chunk_characters >= CHUNK_CHARACTERS or len(self._chunk) >= CHUNK_DOCUMENTS:
            self._close_chunk(last=False)

    def remove_files(self, files: Iterable[str]) -> None:
        """Remove all committed documents of these files (keys as in `Document.file`)."""
        self._removed.update(files)

    def commit(self) -> None:
        """Make the batch durable and visible. Without changes it does nothing."""
        self._close_chunk(last=True)
        self._names.extend(pending.result() for pending in self._pending)
        self._pending.clear()
        if self._names or self._removed:
            self._write_commit()
        self._names.clear()
        self._removed.clear()
        self._documents = self._characters = 0

    def cancel(self) -> None:
        """Drop what was not committed, after a failed `commit()` too."""
        self.close()
        self._chunk.clear()
        self._pending.clear()
        self._names.clear()
        self._removed.clear()
        # On a full disk the half of a segment would take the room that the next run needs.
        self._clean(read_commit(self._folder))

    def close(self) -> None:
        """End the helper processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _close_chunk(self, last: bool) -> None:
        """Turn the chunk into a segment: here if it is all there is, else beside the reading of the next."""
        if not self._chunk:
            return
        chunk, self._chunk = self._chunk, []
        self._chunk_characters = 0
        workers = os.cpu_count() or 1
        if (last and self._pool is None) or workers == 1:
            self._names.append(write_segment(self._generation.folder, chunk, self._among))
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(workers, initializer=_end_with_parent, initargs=(os.getpid(),))
        while len(self._pending) > workers:
            # Reading goes on only as fast as analysing, or all of the input would wait in memory.
            self._names.append(self._pending.popleft().result())
        try:
            self._pending.append(self._pool.submit(write_segment, self._generation.folder, chunk, self._among))
        except BrokenProcessPool:
            self._pool = None
            self._names.append(write_segment(self._generation.folder, chunk, self._among))

    def _write_commit(self) -> None:
        generation = self._commit.generation + 1
        entries = [
            kept for entry in self._commit.segments if (kept := self._without_removed(entry, generation)) is not None
        ]
        entries.extend(map(SegmentEntry, self._names))
        commit = Commit(generation, tuple(self._merged(entries)))
        from searcher.index.codec import write_table_of_contents

        write_table_of_contents(self._folder, commit)
        write_commit(self._folder, commit)
        self._commit = commit
        self._clean(commit)

    def _without_removed(self, entry: SegmentEntry, generation: int) -> SegmentEntry | None:
        """The entry with the removed files' documents deleted; None if none are left."""
        if not self._removed:
            return entry
        segment = open_segment(self._folder, entry)
        names = segment.names("file")
        gone = np.array([name in self._removed for name in names], bool)
        if not gone.any():
            return entry
        deleted: Integers = np.flatnonzero(gone[segment.numbers("file")] | ~segment.live)
        if len(deleted) == segment.documents:
            return None
        return SegmentEntry(entry.name, write_deleted(self._folder, entry.name, deleted, generation))

    def _merged(self, entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
        """The entries after merging: segments that are mostly deleted by themselves, small ones when there are many."""
        opened = {entry: open_segment(self._folder, entry) for entry in entries}
        kept: list[SegmentEntry] = []
        for entry in entries:
            stale = len(opened[entry].deleted) > MOST_DELETED * opened[entry].documents
            kept.append(self._merge([opened[entry]]) if stale else entry)
        while len(kept) > MOST_SEGMENTS:
            opened.update({entry: open_segment(self._folder, entry) for entry in kept if entry not in opened})
            smallest = sorted(kept, key=lambda entry: int(opened[entry].live.sum()))[:MERGED]
            joined = self._merge([opened[entry] for entry in smallest])
            kept = [entry for entry in kept if entry not in smallest] + [joined]
        return kept

    def _merge(self, segments: Sequence[Segment]) -> SegmentEntry:
        name = new_name()
        with ColumnWriter(segment_path(self._folder, name)) as out:
            counts = merge(segments, out)
        _write_lexicon(self._generation, name, counts)
        return SegmentEntry(name)

    def _clean(self, commit: Commit) -> None:
        """Remove what is no part of the commit. Readers that have it open keep it."""
        for path in unused_files(self._folder, commit):
            path.unlink(missing_ok=True)
        kept = {entry.name for entry in commit.segments}
        for path in self._generation.lexicon.iterdir():
            if path.name.split(".")[0] not in kept:
                path.unlink(missing_ok=True)


def _end_with_parent(parent: int) -> None:
    """In a helper process: end when the process that it works for was killed, which cannot end it itself."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def write_segment(folder: Path, documents: Sequence[_Item], among: tuple[str, ...]) -> str:
    """Analyse `documents`, each with the language that was told for it, into a new segment; gives its name."""
    generation = Generation(folder)
    batch = Batch(among)
    for document, lang in documents:
        batch.add(document, lang)
    name = new_name()
    with ColumnWriter(segment_path(generation.whoosh, name)) as out:
        counts = batch.write(out)
    _write_lexicon(generation, name, counts)
    return name


def _write_lexicon(generation: Generation, name: str, counts: Sequence[TermCount]) -> None:
    entries = (
        (lexicon.Entry(count.word, count.lang, count.documents, count.occurrences), count.name) for count in counts
    )
    lexicon.build(entries, *generation.lexicon_files(name))
