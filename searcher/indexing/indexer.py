"""One pass over the sources of a library into one version of its index."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from searcher.files import replace_file
from searcher.index.damage import damage
from searcher.index.version import Version
from searcher.indexing.progress import Meter, Progress
from searcher.indexing.readings import Reading, Readings
from searcher.indexing.renames import renamed
from searcher.indexing.store import LocalStore, Store, Stored, Writer
from searcher.ingest.changes import Change, ToldLanguages, changes
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import key_without
from searcher.ingest.manifest import FileEntry, Manifest, Run
from searcher.ingest.parts import ALL, Parts, Share
from searcher.ingest.walk import walk
from searcher.library import Library
from searcher.records import dataclass, replace

UNFINISHED = "unfinished"
"""The file that lies in a version while it is written, and stays when the process is killed."""
# Files without text weigh nothing in the writer's own measure of a batch, yet they are kept until its commit.
BATCH_FILES = 20_000
BATCH_PROBLEMS = 10_000
_DOCUMENTS_BETWEEN_CALLS = 256


@dataclass(frozen=True, slots=True)
class Tally:
    """Files by what became of them; live `documents` in the index, and the `problems` that hold now.

    `stopped`: the run was ended before it had seen all files; what it has read is committed.
    """

    added: int
    updated: int
    removed: int
    renamed: int
    unchanged: int
    documents: int
    problems: tuple[Problem, ...]
    stopped: bool = False


class _Stopped(Exception):
    """Somebody asked for an end."""


def never() -> bool:
    """As `stop`: the run goes on to its end."""
    return False


def is_unfinished(version: Version) -> bool:
    """Whether the last run on this version was ended before it had read everything (or is at it)."""
    return (version.folder / UNFINISHED).exists()


class Indexer:
    """Brings versions up to date with the sources of `library`. The caller holds the write lock."""

    def __init__(
        self,
        library: Library,
        told: ToldLanguages,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] = never,
        within: Parts | None = None,
        share: Share = ALL,
    ) -> None:
        """`stop` is asked for each file and document whether to commit what is read and end.

        `within`: only what is in these parts is looked at, but after a run that was ended early all is. `share`: the
        files that this machine reads.
        """
        self._share = share
        self._within = within
        self._library = library
        self._told = told
        self._progress = progress
        self._stop = stop

    def fill(self, version: Version, committed: Callable[[], None] | None = None, store: Store | None = None) -> Tally:
        """Read what changed into `store`, the version's own index if there is none. `committed` is called once, after
        the first commit.

        Raises DamagedError, and SearcherError for faults of the disk; what was committed is kept.
        """
        within = None if is_unfinished(version) else self._within
        # A part is looked at again and again, and all of the manifest when all is.
        with Manifest.open(version.manifest, verify=within is None) as manifest:
            run = _Run(
                self._library,
                version,
                manifest,
                store or LocalStore(version),
                committed,
                self._stop,
                within,
                self._share,
            )
            try:
                return run.all(self._told, Meter(self._progress))
            except BaseException:
                run.give_up()
                raise
            finally:
                run.close()


class _Run:
    def __init__(
        self,
        library: Library,
        version: Version,
        manifest: Manifest,
        store: Store,
        committed: Callable[[], None] | None,
        stop: Callable[[], bool],
        within: Parts | None,
        share: Share,
    ) -> None:
        self._share = share
        self._within = within
        self._began = time.monotonic()
        self._stop = stop
        self._readings = Readings(library.settings, self._look_whether_to_stop)
        self._library = library
        self._version = version
        self._manifest = manifest
        self._store = store
        self._writer: Writer = store.writer(library.settings.languages)
        self._committed = committed
        self._marked = False
        self._doubted: list[str] = []
        self._read: list[tuple[FileEntry, list[Problem]]] = []
        self._gone: list[str] = []
        self._uncertain: set[str] = set()
        self._moved: set[str] = set()
        self._stored: Stored | None = None
        self._problems = 0
        self._counts = dict.fromkeys(("added", "updated", "removed", "renamed", "unchanged"), 0)

    def all(self, told: ToldLanguages, meter: Meter) -> Tally:
        self._settle()
        try:
            meter.count(walk(self._library, self._within), self._stop)
            of_walk = self._read_changes(told, meter)
        except _Stopped:
            # It stays marked: what is read now is half of a file perhaps, and the next run goes on.
            self._before_writing()
            self._commit(last=True)
            return self._finish(stopped=True)
        self._commit(last=True)
        self._manifest.put_walk_problems(of_walk, self._within)
        self._store.finish()
        tally = self._finish()
        self._mark.unlink(missing_ok=True)
        meter.tell("")
        return tally

    def _finish(self, stopped: bool = False) -> Tally:
        if self._within is None or self._marked:
            self._note_run(stopped)
        self._manifest.commit()
        problems = tuple(self._manifest.problems())
        return Tally(**self._counts, documents=self._store.documents(), problems=problems, stopped=stopped)

    def _note_run(self, stopped: bool) -> None:
        finished = datetime.now(UTC).isoformat(timespec="seconds")
        took = round((time.monotonic() - self._began) * 1000)
        self._manifest.put_run(Run(finished, took, **self._counts, stopped=stopped))

    def _read_changes(self, told: ToldLanguages, meter: Meter) -> list[Problem]:
        """Take in all that is other than before; gives the problems of the walk. Raises _Stopped."""
        of_walk: list[Problem] = []
        for item in changes(self._library, self._manifest, told, self._within, self._share):
            self._look_whether_to_stop()
            if isinstance(item, Problem):
                of_walk.append(item)
            elif item.kind in ("added", "changed") or (item.kind == "renamed" and not self._rename(item, meter)):
                self._take_readings(self._readings.take(item), meter)
            else:
                self._take(item, meter)
        self._take_readings(self._readings.rest(), meter)
        return of_walk

    def close(self) -> None:
        """End all processes that work for this run."""
        self._readings.close()
        self._writer.close()

    def _look_whether_to_stop(self) -> None:
        if self._stop():
            raise _Stopped

    def give_up(self) -> None:
        """Drop what was not committed, after an error that matters more than one of this."""
        try:
            self._writer.cancel()
        except Exception:
            return

    @property
    def _mark(self) -> Path:
        return self._version.folder / UNFINISHED

    def _settle(self) -> None:
        """After a killed run or another's, or when a part of the data is missing: let index and manifest agree again.

        Documents of files that the manifest does not have are removed; files of which the index has another number
        of documents than the manifest says are read again.
        """
        is_whole = not is_unfinished(self._version) and self._store.is_as_left()
        if is_whole and self._store.documents() == self._manifest.documents():
            return
        unknown = self._store.documents_by_file()
        self._uncertain = {
            entry.key for entry in self._manifest.files() if unknown.pop(entry.key, 0) != entry.documents
        }
        self._manifest.doubt(sorted(self._uncertain))
        self._manifest.commit()
        if unknown:
            self._before_writing()
            with damage(self._version):
                self._writer.remove_files(unknown)

    def _before_writing(self) -> None:
        if not self._marked:
            replace_file(self._mark, b"")
            self._marked = True

    def _take(self, change: Change, meter: Meter) -> None:
        """Take in a file that is not read."""
        before = self._manifest.get(change.key)
        had = before.documents if before is not None else 0
        if change.kind == "removed":
            self._drop(change.key)
            self._gone.append(change.key)
            self._counts["removed"] += had > 0 and change.key not in self._moved
            self._commit_if_full()
            return
        assert change.found is not None
        meter.tell(change.key)
        if change.kind == "unchanged":
            self._counts["unchanged"] += had > 0
        elif change.kind == "touched":
            assert before is not None
            self._manifest.touch(change.entry(self._library.settings, had, before.reader))
            self._counts["unchanged"] += had > 0
        else:
            self._commit_if_full()
        meter.add_file(change.found)

    def _take_readings(self, readings: Iterator[Reading], meter: Meter) -> None:
        for reading in readings:
            change = reading.change
            assert change.found is not None
            before = self._manifest.get(change.key)
            had = before.documents if before is not None else 0
            # A file without documents, such as one that is too large, is looked at each time: it must change nothing.
            if had or change.key in self._uncertain:
                self._drop(change.key)
            meter.tell(change.key)
            has = self._put_all(reading, meter)
            if has:
                self._counts["updated" if had else "added"] += 1
            elif had:
                self._counts["removed"] += 1
            meter.add_file(change.found)
            self._commit_if_full()

    def _drop(self, key: str) -> None:
        self._doubted.append(key)
        self._before_writing()
        with damage(self._version):
            self._writer.remove_files((key,))

    def _rename(self, change: Change, meter: Meter) -> bool:
        """Give a file's documents its new name; False if the index does not have all of them any more."""
        before = self._manifest.get(change.before)
        if self._stored is None:
            self._stored = self._store.stored()
        documents = self._stored.of(change.before)
        if before is None or len(documents) != before.documents:
            return False
        for document in renamed(self._library, change, documents):
            self._put(document, change, meter)
        problems = [replace(problem, file=change.key) for problem in self._manifest.problems_of(change.before)]
        self._note(change.entry(self._library.settings, len(documents), before.reader), problems)
        self._moved.add(change.before)
        self._counts["renamed"] += 1
        return True

    def _put_all(self, reading: Reading, meter: Meter) -> int:
        """Put a file's documents into the index. The manifest gets it with the batch that it ends in."""
        documents = 0
        problems: list[Problem] = []
        for item in reading.items:
            self._look_whether_to_stop()
            if isinstance(item, Document):
                self._put(item, reading.change, meter)
                documents += 1
                if documents % _DOCUMENTS_BETWEEN_CALLS == 0:
                    meter.tell(reading.change.key)
            else:
                problems.append(item)
        reader = key_without(reading.reader, next((problem.lacks for problem in problems if problem.lacks), ""))
        self._note(reading.change.entry(self._library.settings, documents, reader), problems)
        return documents

    def _put(self, document: Document, change: Change, meter: Meter) -> None:
        if self._writer.full:
            self._commit()
        self._before_writing()
        self._writer.add(document, change.lang)
        meter.documents += 1

    def _note(self, entry: FileEntry, problems: list[Problem]) -> None:
        self._read.append((entry, problems))
        self._problems += len(problems)

    def _commit_if_full(self) -> None:
        files = len(self._read) + len(self._gone)
        if self._writer.full or files >= BATCH_FILES or self._problems >= BATCH_PROBLEMS:
            self._commit()

    def _commit(self, last: bool = False) -> None:
        if self._doubted:
            self._manifest.doubt(self._doubted)
            self._manifest.commit()
        with damage(self._version):
            self._writer.commit(last)
        for entry, problems in self._read:
            self._manifest.put(entry, problems)
        for key in self._gone:
            self._manifest.remove(key)
        self._manifest.commit()
        self._doubted.clear()
        self._read.clear()
        self._gone.clear()
        self._problems = 0
        if self._committed is not None:
            self._committed()
            self._committed = None
