"""Documents into the index, batch by batch.

A commit names the segments that count; what is not named is no part of the index.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

import numpy as np

from searcher.index import merge_policy
from searcher.index.batch import DocumentBatch
from searcher.index.commit import Commit, SegmentEntry, open_segment, read_commit
from searcher.index.commit_writer import unused_files, write_commit, write_deletions
from searcher.index.segment.columns import Integers
from searcher.index.segment.writer import Language
from searcher.index.version import Version
from searcher.index.workers import merge_segments, result_of
from searcher.ingest.document import Document


class IndexWriter:
    """Adds and removes documents of a version, in batches that are committed together.

    The caller holds the library's write lock. After `commit()` readers see the batch; a process killed before
    leaves the last commit as it was.
    """

    def __init__(self, version: Version, among: tuple[str, ...] = ()) -> None:
        """`among`: the only languages to identify, if any are given. Raises DamagedError and OSError."""
        self._folder = version.whoosh
        self._batch = DocumentBatch(self._folder, among)
        self._commit = read_commit(self._folder)
        self._merging: tuple[Sequence[SegmentEntry], Future[str]] | None = None
        self._removed: set[str] = set()

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._batch.full

    def add(self, document: Document, lang: Language = "") -> None:
        """Add `document`; `lang` (ISO 639, or what was told apart before) stands above what is identified."""
        self._batch.add(document, lang)

    def remove_files(self, files: Iterable[str]) -> None:
        """Remove all committed documents of these files (keys as in `Document.file`)."""
        self._removed.update(files)

    def commit(self, last: bool = False) -> None:
        """Make the batch durable and visible; without changes it does nothing.

        `last`: nothing follows, so that merging cannot be left for the time of the next batch.
        """
        names = self._batch.written()
        if names or self._removed or self._merging is not None:
            self._write_commit(names, last)
        self._removed.clear()
        self._batch.begin()

    def cancel(self) -> None:
        """Drop what was not committed, after a failed `commit()` too."""
        self._batch.drop()
        self._merging = None
        self._removed.clear()
        # On a full disk the half of a segment would take the room that the next run needs.
        self._clean(read_commit(self._folder))

    def close(self) -> None:
        """End the worker processes."""
        self._batch.close()

    def _write_commit(self, names: Sequence[str], last: bool) -> None:
        generation = self._commit.generation + 1
        before = self._adopted(self._commit.segments)
        if last:
            # The words that the other processes remember take more memory than merging.
            self._batch.close()
        entries = [kept for entry in before if (kept := self._without_removed(entry, generation)) is not None]
        added = list(map(SegmentEntry, names))
        if last and merge_policy.are_joined(len(added), self._batch.characters):
            added = [SegmentEntry(merge_segments(self._folder, added))]
        entries.extend(added)
        beside = self._batch.workers is not None and not last
        sizes = self._merged(entries, beside)
        commit = Commit(generation, tuple(sizes))
        from searcher.index.whoosh.codec import write_table_of_contents

        write_table_of_contents(self._folder, commit)
        write_commit(self._folder, commit)
        self._commit = commit
        self._clean(commit)
        parts = merge_policy.merged_next(sizes) if beside else []
        if parts and self._batch.workers is not None:
            self._merging = parts, self._batch.workers.merge(parts)

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

    def _merged(self, entries: Sequence[SegmentEntry], beside: bool) -> dict[SegmentEntry, int]:
        """The entries after merging, each with how many documents it has that are not deleted.

        Segments that are mostly deleted are merged by themselves, small ones when there are many.
        `beside`: the small ones are left for workers to merge while the next documents are read.
        """
        sizes = {}
        for entry in entries:
            segment = open_segment(self._folder, entry)
            stale = merge_policy.is_stale(segment)
            kept = SegmentEntry(merge_segments(self._folder, [entry])) if stale else entry
            sizes[kept] = segment.documents - len(segment.deleted)
        while not beside and (parts := merge_policy.merged_next(sizes)):
            joined = SegmentEntry(merge_segments(self._folder, parts))
            sizes[joined] = sum(sizes.pop(part) for part in parts)
        return sizes

    def _clean(self, commit: Commit) -> None:
        """Remove what is no part of the commit. Readers that have it open keep it."""
        for path in unused_files(self._folder, commit):
            path.unlink(missing_ok=True)
