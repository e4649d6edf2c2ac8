"""One pass over the sources of a library into one version of its index."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from searcher.files import replace_file
from searcher.index.damage import damage
from searcher.index.index_writer import IndexWriter
from searcher.index.stored_documents import StoredDocuments
from searcher.index.version import Version
from searcher.indexing import census
from searcher.ingest.changes import Change, ToldLanguages, changes
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract, reader_key, reader_of
from searcher.ingest.manifest import FileEntry, Manifest
from searcher.ingest.walk import FoundFile, walk
from searcher.library import Library

UNFINISHED = "unfinished"
"""The file that lies in a version while it is written, and stays when the process is killed."""
# Files without text weigh nothing in the writer's own measure of a batch, yet they are kept until its commit.
BATCH_FILES = 20_000
BATCH_PROBLEMS = 10_000
_DOCUMENTS_BETWEEN_CALLS = 256
# What stands between the id of a file and that of a record in it.
_AFTER_FILE = "#!"


@dataclass(frozen=True, slots=True)
class Progress:
    """Files `done` of `total`, `documents` read in this run, and the key of the file that is read now."""

    done: int
    total: int
    documents: int
    current: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Files by what became of them; live `documents` in the index, and the `problems` that hold now."""

    added: int
    updated: int
    removed: int
    renamed: int
    unchanged: int
    documents: int
    problems: tuple[Problem, ...]


def is_unfinished(version: Version) -> bool:
    """Whether the last run on this version was ended before it had read everything (or is at it)."""
    return (version.folder / UNFINISHED).exists()


class Indexer:
    """Brings versions up to date with the sources of `library`. The caller holds the write lock."""

    def __init__(
        self, library: Library, told: ToldLanguages, progress: Callable[[Progress], None] | None = None
    ) -> None:
        self._library = library
        self._told = told
        self._progress = progress

    def fill(self, version: Version, committed: Callable[[], None] | None = None) -> Tally:
        """Read what changed; `committed` is called once, after the first commit.

        Raises DamagedError, and SearcherError for faults of the disk; what was committed is kept.
        """
        with Manifest.open(version.manifest) as manifest:
            with damage(version):
                writer = IndexWriter(version, self._library.settings.languages)
            run = _Run(self._library, version, manifest, writer, committed)
            try:
                return run.all(self._told, self._progress)
            except BaseException:
                run.give_up()
                raise
            finally:
                writer.close()


class _Run:
    def __init__(
        self,
        library: Library,
        version: Version,
        manifest: Manifest,
        writer: IndexWriter,
        committed: Callable[[], None] | None,
    ) -> None:
        self._library = library
        self._version = version
        self._manifest = manifest
        self._writer = writer
        self._committed = committed
        self._marked = False
        self._doubted: list[str] = []
        self._read: list[tuple[FileEntry, list[Problem]]] = []
        self._gone: list[str] = []
        self._uncertain: set[str] = set()
        self._moved: set[str] = set()
        self._stored: StoredDocuments | None = None
        self._problems = 0
        self._counts = dict.fromkeys(("added", "updated", "removed", "renamed", "unchanged"), 0)
        self._documents = 0

    def all(self, told: ToldLanguages, progress: Callable[[Progress], None] | None) -> Tally:
        self._settle()
        total = sum(isinstance(item, FoundFile) for item in walk(self._library)) if progress else 0
        done = 0

        def tell(key: str) -> None:
            if progress is not None:
                progress(Progress(done, max(total, done), self._documents, key))

        of_walk: list[Problem] = []
        for item in changes(self._library, self._manifest, told):
            if isinstance(item, Problem):
                of_walk.append(item)
                continue
            tell(item.key)
            self._take(item, tell)
            done += item.kind != "removed"
            if self._is_full():
                self._commit()
        self._commit(last=True)
        self._manifest.put_walk_problems(of_walk)
        self._manifest.commit()
        self._mark.unlink(missing_ok=True)
        tell("")
        return Tally(**self._counts, documents=self._live(), problems=tuple(self._manifest.problems()))

    def give_up(self) -> None:
        """Drop what was not committed, after an error that matters more than one of this."""
        try:
            self._writer.cancel()
        except Exception:
            return

    @property
    def _mark(self) -> Path:
        return self._version.folder / UNFINISHED

    def _live(self) -> int:
        with damage(self._version):
            return census.documents(self._version)

    def _settle(self) -> None:
        """After a killed run, or when a part of the data is missing: let index and manifest agree again.

        Documents of files that the manifest does not have are removed; files of which the index has another number
        of documents than the manifest says are read again.
        """
        if not is_unfinished(self._version) and self._live() == self._manifest.documents():
            return
        with damage(self._version):
            unknown = census.documents_by_file(self._version)
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

    def _take(self, change: Change, tell: Callable[[str], None]) -> None:
        before = self._manifest.get(change.key)
        had = before.documents if before is not None else 0
        if change.kind == "unchanged":
            self._counts["unchanged"] += had > 0
        elif change.kind == "touched":
            assert before is not None
            self._manifest.touch(change.entry(self._library.settings, had, before.reader))
            self._counts["unchanged"] += had > 0
        elif change.kind == "removed":
            self._drop(change.key)
            self._gone.append(change.key)
            self._counts["removed"] += had > 0 and change.key not in self._moved
        elif change.kind != "renamed" or not self._rename(change):
            # A file without documents, such as one that is too large, is looked at each time: it must change nothing.
            if had or change.key in self._uncertain:
                self._drop(change.key)
            has = self._read_file(change, tell)
            if has:
                self._counts["updated" if had else "added"] += 1
            elif had:
                self._counts["removed"] += 1

    def _drop(self, key: str) -> None:
        self._doubted.append(key)
        self._before_writing()
        with damage(self._version):
            self._writer.remove_files((key,))

    def _rename(self, change: Change) -> bool:
        """Give a file's documents its new name; False if the index does not have all of them any more."""
        assert change.found is not None
        before = self._manifest.get(change.before)
        if self._stored is None:
            self._stored = StoredDocuments(self._version)
        stored = self._stored.of(change.before)
        old_id = self._library.id_of(change.before)
        if before is None or len(stored) != before.documents or old_id is None:
            return False
        found = change.found
        for document in sorted(stored, key=attrgetter("number")):
            # Of a record without an id of its own, the file's is the beginning.
            tail = document.id.removeprefix(old_id)
            is_named_so = tail != document.id and (not tail or tail[0] in _AFTER_FILE)
            self._put(replace(document, id=found.id + tail if is_named_so else document.id, file=found.key), change)
        problems = [replace(problem, file=found.key) for problem in self._manifest.problems_of(change.before)]
        self._note(change.entry(self._library.settings, len(stored), before.reader), problems)
        self._moved.add(change.before)
        self._counts["renamed"] += 1
        return True

    def _read_file(self, change: Change, tell: Callable[[str], None]) -> int:
        """Read a file into the index. The manifest gets it with the batch that it ends in."""
        assert change.found is not None
        documents = 0
        problems: list[Problem] = []
        try:
            reader = reader_of(change.found, change.content)
        except OSError:  # which reading meets and names
            reader = None
        for item in extract(change.found, self._library.settings, change.content):
            if isinstance(item, Document):
                self._put(item, change)
                documents += 1
                if documents % _DOCUMENTS_BETWEEN_CALLS == 0:
                    tell(change.key)
            else:
                problems.append(item)
        key = reader_key(reader, change.found.id)
        self._note(change.entry(self._library.settings, documents, key), problems)
        return documents

    def _put(self, document: Document, change: Change) -> None:
        if self._writer.full:
            self._commit()
        self._before_writing()
        self._writer.add(document, change.lang)
        self._documents += 1

    def _note(self, entry: FileEntry, problems: list[Problem]) -> None:
        self._read.append((entry, problems))
        self._problems += len(problems)

    def _is_full(self) -> bool:
        files = len(self._read) + len(self._gone)
        return self._writer.full or files >= BATCH_FILES or self._problems >= BATCH_PROBLEMS

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
