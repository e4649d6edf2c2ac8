"""Documents into the index: chunks of them become segments, in other processes when there are many.

Memory is bounded by the chunks in work and the segments being made, whatever the size of the input. A commit names
the segments that count; what is not named is no part of the index.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

import numpy as np

from searcher.index import merge_policy
from searcher.index.commit import Commit, SegmentEntry, open_segment, read_commit
from searcher.index.commit_writer import unused_files, write_commit, write_deletions
from searcher.index.segment.columns import Integers
from searcher.index.segment.writer import Language
from searcher.index.version import Version
from searcher.index.workers import SegmentMaker, Workers, merge_segments, result_of
from searcher.ingest.document import Document

# A chunk goes to a worker when it holds this many code points or documents: enough that handing it over costs little.
CHUNK_CHARACTERS = 1_000_000
CHUNK_DOCUMENTS = 5_000
# A batch is committed when it holds this many: a killed run loses little.
BATCH_CHARACTERS = 160_000_000
BATCH_DOCUMENTS = 200_000


class IndexWriter:
    """Adds and removes documents of a version, in batches that are committed together.

    The caller holds the library's write lock. After `commit()` readers see the batch; a process killed before
    leaves the last commit as it was.
    """

    def __init__(self, version: Version, among: tuple[str, ...] = ()) -> None:
        """`among`: the only languages to identify, if any are given. Raises DamagedError and OSError."""
        self._folder = version.whoosh
        self._among = among
        self._commit = read_commit(self._folder)
        self._maker: SegmentMaker | None = None
        self._workers: Workers | None = None
        self._chunk: list[tuple[Document, Language]] = []
        self._chunk_characters = 0
        self._merging: tuple[Sequence[SegmentEntry], Future[str]] | None = None
        self._removed: set[str] = set()
        self._documents = self._characters = 0

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._documents >= BATCH_DOCUMENTS or self._characters >= BATCH_CHARACTERS

    def add(self, document: Document, lang: Language = "") -> None:
        """Add `document`; `lang` (ISO 639, or what was told apart before) stands above what is identified."""
        self._chunk.append((document, lang))
        self._chunk_characters += len(document.text)
        self._documents += 1
        self._characters += len(document.text)
        if self._chunk_characters >= CHUNK_CHARACTERS or len(self._chunk) >= CHUNK_DOCUMENTS:
            if self._workers is None:
                self._workers = Workers(self._folder, self._among)
            self._workers.take(self._chunk)
            self._chunk, self._chunk_characters = [], 0

    def remove_files(self, files: Iterable[str]) -> None:
        """Remove all committed documents of these files (keys as in `Document.file`)."""
        self._removed.update(files)

    def commit(self, last: bool = False) -> None:
        """Make the batch durable and visible; without changes it does nothing.

        `last`: nothing follows, so that merging cannot be left for the time of the next batch.
        """
        names = self._written()
        if names or self._removed or self._merging is not None:
            self._write_commit(names, last)
        self._removed.clear()
        self._documents = self._characters = 0

    def cancel(self) -> None:
        """Drop what was not committed, after a failed `commit()` too."""
        self.close()
        self._chunk, self._chunk_characters = [], 0
        self._maker = self._merging = None
        self._removed.clear()
        # On a full disk the half of a segment would take the room that the next run needs.
        self._clean(read_commit(self._folder))

    def close(self) -> None:
        """End the worker processes."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def _written(self) -> list[str]:
        """The names of the segments of the batch: made here if a chunk is all there is."""
        chunk, self._chunk = self._chunk, []
        self._chunk_characters = 0
        if self._workers is not None:
            if chunk:
                self._workers.take(chunk)
            return self._workers.finish()
        if not chunk:
            return []
        if self._maker is None:
            self._maker = SegmentMaker(self._folder, self._among)
        return [*self._maker.take(chunk), *self._maker.finish()]

    def _write_commit(self, names: Sequence[str], last: bool) -> None:
        generation = self._commit.generation + 1
        before = self._adopted(self._commit.segments)
        entries = [kept for entry in before if (kept := self._without_removed(entry, generation)) is not None]
        added = list(map(SegmentEntry, names))
        if last and merge_policy.are_joined(len(added), self._characters):
            added = [SegmentEntry(merge_segments(self._folder, added))]
        entries.extend(added)
        beside = self._workers is not None and not last
        commit = Commit(generation, tuple(self._merged(entries, beside)))
        from searcher.index.whoosh.codec import write_table_of_contents

        write_table_of_contents(self._folder, commit)
        write_commit(self._folder, commit)
        self._commit = commit
        self._clean(commit)
        parts = merge_policy.merged_next(self._sizes(commit.segments)) if beside else []
        if parts and self._workers is not None:
            self._merging = parts, self._workers.merge(parts)

    def _adopted(self, entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
        """The entries with what was merged since the last commit in place of its parts."""
        if self._merging is None:
            return list(entries)
        (parts, merged), self._merging = self._merging, None
        return [entry for entry in entries if entry not in parts] + [SegmentEntry(result_of(merged))]

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
        return SegmentEntry(entry.name, write_deletions(self._folder, segment, deleted, generation))

    def _merged(self, entries: Sequence[SegmentEntry], beside: bool) -> list[SegmentEntry]:
        """The entries after merging: segments that are mostly deleted by themselves, small ones when there are many.

        `beside`: the small ones are left for workers to merge while the next documents are read.
        """
        kept = []
        for entry in entries:
            stale = merge_policy.is_stale(open_segment(self._folder, entry))
            kept.append(SegmentEntry(merge_segments(self._folder, [entry])) if stale else entry)
        sizes = self._sizes(kept)
        while not beside and (parts := merge_policy.merged_next(sizes)):
            joined = SegmentEntry(merge_segments(self._folder, parts))
            sizes[joined] = sum(sizes.pop(part) for part in parts)
        return list(sizes)

    def _sizes(self, entries: Iterable[SegmentEntry]) -> dict[SegmentEntry, int]:
        """The documents of segments that are not deleted."""
        opened = {entry: open_segment(self._folder, entry) for entry in entries}
        return {entry: segment.documents - len(segment.deleted) for entry, segment in opened.items()}

    def _clean(self, commit: Commit) -> None:
        """Remove what is no part of the commit. Readers that have it open keep it."""
        for path in unused_files(self._folder, commit):
            path.unlink(missing_ok=True)
