"""Whether the generated data of a library are whole: every file is read and compared with its checksum.

What is damaged is named file by file, and so is what lies there without being part of the index. Nothing is changed
but by `repair`.
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from searcher.engine_settings import ClusterSettings
from searcher.entities.table import COMPILED_NAME, EntityTable
from searcher.errors import DamagedError, SearcherError
from searcher.expressions import expression
from searcher.index.commit import (
    INDEX_NAME,
    LIST,
    Commit,
    SegmentEntry,
    checksum_of,
    contents_path,
    read_commit,
    segment_path,
)
from searcher.index.damage import clear
from searcher.index.lock import LOCK, OWNER
from searcher.index.segment.columns import ColumnFile
from searcher.index.segment.reader import Segment
from searcher.index.soundness import check
from searcher.index.version import (
    CURRENT,
    FINGERPRINT,
    Version,
    fingerprint,
    read_name,
    read_sealed,
)
from searcher.indexing import census
from searcher.indexing.indexer import UNFINISHED, is_unfinished
from searcher.indexing.update import update
from searcher.ingest.manifest import Manifest
from searcher.library import Library, entities_file
from searcher.records import dataclass

MOST_FILES = 10
"""Files named one by one in which index and manifest do not agree."""
# While a run commits, files come and go: what looks damaged then is looked at again.
_TRIES = 3
_UNSEALED = expression("format [123] .+")
_REMOVED = "the next `searcher index` removes it"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to say of a file or folder, as half a sentence."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """`damaged` has to be repaired; `harmless` is worth to know, and the index answers rightly with it.

    `files` were found whole, with `size` bytes together; `documents` are searchable (0 if anything is damaged).
    """

    damaged: tuple[Finding, ...]
    harmless: tuple[Finding, ...]
    files: int
    size: int
    documents: int


def examine(library: Library, tell: Callable[[int, int], object] = lambda done, total: None) -> Health:
    """Read all generated data of `library`. Raises nothing, whatever state they are in.

    `tell` is given how many files of how many have been read (0 where that is not known).

    Of a library in a cluster the words and counts there; raises SearcherError if that does not answer.
    """
    if library.settings.cluster is not None:
        return _in_cluster(library, library.settings.cluster)
    for _ in range(_TRIES - 1):
        before = _state(library.data)
        health = _Examination(library, tell).result()
        if not health.damaged or _state(library.data) == before:
            return health
    return _Examination(library, tell).result()


def _in_cluster(library: Library, settings: ClusterSettings) -> Health:
    from searcher.indexing.cluster_overview import cluster_faults, manifest_fault

    faults, files, size, documents = cluster_faults(library, settings)
    findings = [Finding(path, reason) for path, reason in faults]
    if reason := manifest_fault(library):
        findings.append(Finding(library.data, reason))
    return Health(tuple(findings), (), files, size, 0 if findings else documents)


def repair(library: Library, rebuild: Callable[[], object] | None = None) -> Health:
    """Make what is damaged anew from the sources, beside the old index; what is found after it.

    `rebuild` may stand for `update(library, rebuild=True)`. Raises SearcherError when a source is missing, for its
    documents would be lost, and as `update` does.
    """
    health = examine(library)
    # What a killed rebuild left is taken up again, and may be damaged too: then the second pass begins from nothing.
    for _ in range(2):
        if not health.damaged:
            break
        names = library.data / COMPILED_NAME
        others = [finding for finding in health.damaged if finding.path != names]
        if len(others) < len(health.damaged):
            clear(names)
            EntityTable.open(library.data, entities_file(library.folder))
        if others:
            _require_sources(library)
            if rebuild is None:
                update(library, rebuild=True)
            else:
                rebuild()
        health = examine(library)
    return health


def _require_sources(library: Library) -> None:
    for source in library.sources:
        try:
            there = not source.path.is_dir() or any(source.path.iterdir())
            source.path.stat()
        except OSError:
            there = False
        if not there:
            kept = "what is indexed of it would be lost; bring it back, or give it up with: searcher index --rebuild"
            raise SearcherError(f"{source.path}: is missing or empty, so {kept}")


def _state(data: Path) -> tuple[object, ...]:
    """Something that changes with every commit."""
    return tuple(_stamp(path) for path in (data / CURRENT, *sorted(data.glob(f"g*/whoosh/{LIST}"))))


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_ino, status.st_mtime_ns


class _Examination:
    """One reading of the data."""

    def __init__(self, library: Library, tell: Callable[[int, int], object]) -> None:
        self._tell = tell
        self._looked = self._total = 0
        self._library = library
        self._data = library.data
        self._damaged: list[Finding] = []
        self._harmless: list[Finding] = []
        self._known: set[Path] = set()
        self._files = self._size = self._documents = 0

    def result(self) -> Health:
        self._guard(self._data, self._all)
        documents = 0 if self._damaged else self._documents
        return Health(tuple(self._damaged), tuple(self._harmless), self._files, self._size, documents)

    def _all(self) -> str:
        if not self._data.is_dir():
            # A link to nowhere is something too.
            is_something = self._data.exists() or self._data.is_symlink()
            return "is a file where the index should be" if is_something else ""
        self._known.update(self._data / name for name in (LOCK, OWNER))
        self._total = sum(path.is_file() for path in self._data.rglob("*"))
        self._guard(self._data / COMPILED_NAME, self._names)
        version = self._current()
        if version is not None and not self._is_of_another_version(version):
            self._version(version)
        self._strays(self._data, "is no part of the index")
        return ""

    # How a file is looked at

    def _guard(self, path: Path, look: Callable[[], str]) -> bool:
        """Whether there is nothing to say against `path`; whatever `look` raises is said."""
        try:
            reason = look()
        except FileNotFoundError:
            reason = "is missing"
        except Exception as error:  # damaged files fail in many ways
            reason = _reason(path, error)
        if reason:
            self._damaged.append(Finding(path, reason))
        return not reason

    def _file(self, path: Path, look: Callable[[Path], str]) -> bool:
        self._known.add(path)
        self._looked += 1
        self._tell(self._looked, max(self._looked, self._total))
        whole = self._guard(path, lambda: look(path))
        if whole:
            self._files += 1
            self._size += path.stat().st_size
        return whole

    def _note(self, path: Path, reason: str) -> None:
        self._harmless.append(Finding(path, reason))

    # The parts

    def _names(self) -> str:
        """The compiled names: made again and compared, for they are a copy of other files."""
        path = self._data / COMPILED_NAME
        self._known.add(path)
        if not path.exists():
            return ""
        kept = path.read_bytes()
        with tempfile.TemporaryDirectory() as place:
            EntityTable.open(Path(place), entities_file(self._library.folder))
            try:
                fresh = (Path(place) / COMPILED_NAME).read_bytes()
            except OSError:
                self._note(path, "could not be checked: there is no room for temporary files")
                return ""
        if kept == fresh:
            self._files += 1
            self._size += len(kept)
        elif kept.partition(b"\n")[0] == fresh.partition(b"\n")[0]:
            return "differs from the names that it is made of"
        else:
            self._note(path, "is an earlier copy of the names, or damaged: the next query makes it anew")
        return ""

    def _current(self) -> Version | None:
        """The version that answers, or would if `current` were whole."""
        path = self._data / CURRENT
        self._known.add(path)
        folders = [place for place in sorted(self._data.glob("g*")) if place.name[1:].isdecimal() and place.is_dir()]
        if not path.exists() and not path.is_symlink():
            finished = [place for place in folders if (place / "whoosh" / LIST).exists()]
            finished = [place for place in finished if not is_unfinished(Version(place))]
            if finished:
                self._damaged.append(Finding(path, "is missing"))
            return self._only(finished)
        old = self._old_version(path)
        if old is not None:
            return old
        if not self._file(path, _look_sealed):
            return self._only(folders)
        named = self._data / read_sealed(path)
        if named in folders:
            return Version(named)
        self._damaged.append(Finding(named, "is missing"))
        return None

    def _old_version(self, path: Path) -> Version | None:
        """The version that `current` names in an older format, which has no seal."""
        try:
            version = Version(self._data / read_name(path))
        except (OSError, ValueError):
            return None
        return version if _UNSEALED.fullmatch(version.fingerprint()) else None

    def _only(self, folders: list[Path]) -> Version | None:
        return Version(folders[0]) if len(folders) == 1 else None

    def _is_of_another_version(self, version: Version) -> bool:
        path = version.folder / FINGERPRINT
        found = version.fingerprint()
        if not _UNSEALED.fullmatch(found):
            if not self._file(path, _look_sealed):
                return False
            if found == fingerprint():
                return False
        self._known.add(self._data / CURRENT)
        self._known.add(version.folder)
        self._note(version.folder, "was made by another version: the next `searcher index` makes it anew")
        return True

    def _version(self, version: Version) -> None:
        before = len(self._damaged)
        self._known.update((version.folder, version.whoosh))
        self._manifest(version)
        self._guard(version.whoosh / LIST, lambda: self._segments(version))
        if is_unfinished(version):
            mark = version.folder / UNFINISHED
            self._known.add(mark)
            self._note(mark, "a run is at work or was ended early: the next `searcher index` completes the index")
        if len(self._damaged) == before:
            self._guard(version.manifest, lambda: self._agreement(version))
        for folder in (version.folder, version.whoosh):
            self._strays(folder, f"is no part of the index: {_REMOVED}")

    def _manifest(self, version: Version) -> None:
        def look(path: Path) -> str:
            if not path.exists():
                return "is missing"
            with Manifest.open(path, read_only=True) as manifest:
                return manifest.damage()

        self._file(version.manifest, look)
        # A killed run's; SQLite takes back with it what was half written, and then removes it.
        self._known.add(version.manifest.with_name(f"{version.manifest.name}-journal"))

    def _segments(self, version: Version) -> str:
        path = version.whoosh / LIST
        commit = read_commit(version.whoosh)
        if not path.exists():
            return "is missing" if _has_documents(version) else ""
        self._file(path, _look_sealed)
        for entry in commit.segments:
            columns = segment_path(version.whoosh, entry.name)
            whole = self._file(columns, _look_segment)
            if entry.deleted:
                self._deleted(version, entry, columns if whole else None)
        self._contents(version, commit)
        return ""

    def _deleted(self, version: Version, entry: SegmentEntry, columns: Path | None) -> None:
        path = version.whoosh / entry.deleted
        if self._file(path, _look_columns) and columns is not None:
            deleted = np.asarray(ColumnFile(path).array("deleted"))
            documents = len(ColumnFile(columns).array("tokens"))
            if len(deleted) and int(deleted.max()) >= documents:
                self._damaged.append(Finding(path, "is of another segment"))

    def _contents(self, version: Version, commit: Commit) -> None:
        """Whoosh's table of contents: a killed run may have written that of the commit that it did not reach."""
        path = contents_path(version.whoosh, commit.generation)
        later = contents_path(version.whoosh, commit.generation + 1)
        if later.exists():
            self._known.add(later)
            self._note(later, "is of a commit that was not reached: only plain Whoosh reads it")
        if commit.contents and (path.exists() or not later.exists()):
            self._file(path, lambda path: _look_contents(path, commit.contents))

    def _agreement(self, version: Version) -> str:
        """Whether index and manifest have the same documents of the same files."""
        indexed = census.documents_by_file(version)
        self._documents = indexed.total()
        with Manifest.open(version.manifest, read_only=True) as manifest:
            listed = +Counter({entry.key: entry.documents for entry in manifest.files()})
        differing = sorted(key for key in indexed | listed if indexed[key] != listed[key])
        if not differing or is_unfinished(version):
            # A run that was ended early is told by its mark, and the next one lets the two agree.
            return ""
        for key in differing[: MOST_FILES - 1]:
            self._damaged.append(Finding(version.manifest, f"has {_difference(key, indexed, listed)}"))
        more = differing[MOST_FILES - 1 :]
        if len(more) > 1:
            return f"differs from the index in {len(more):,} more files"
        return f"has {_difference(more[0], indexed, listed)}" if more else ""

    def _strays(self, folder: Path, reason: str) -> None:
        try:
            places = sorted(folder.iterdir())
        except OSError:
            return
        at_fault = {finding.path for finding in (*self._damaged, *self._harmless)}
        for path in places:
            if path in self._known or path in at_fault:
                continue
            if folder == self._data and path.name[:1] == "g" and path.name[1:].isdecimal():
                self._note(path, "was left by a run that was ended early: the next `searcher index` removes it")
            else:
                self._note(path, reason)


def _has_documents(version: Version) -> bool:
    """Whether the manifest says so; without one, whether there are segments of a run that was not ended early."""
    try:
        with Manifest.open(version.manifest, read_only=True) as manifest:
            return manifest.documents() > 0
    except SearcherError:
        return any(version.whoosh.glob(f"{INDEX_NAME}_*")) and not is_unfinished(version)


def _difference(key: str, indexed: Counter[str], listed: Counter[str]) -> str:
    return f"{listed[key]:,} documents of {key}, the index {indexed[key]:,}"


def _look_sealed(path: Path) -> str:
    read_sealed(path)
    return ""


def _look_columns(path: Path) -> str:
    ColumnFile(path).verify()
    return ""


def _look_segment(path: Path) -> str:
    """What it says is looked at too: an index from elsewhere may have the right checksums of anything."""
    ColumnFile(path).verify()
    check(Segment(path))
    return ""


def _look_contents(path: Path, checksum: str) -> str:
    if not path.exists():
        return "is missing"
    return "" if checksum_of(path) == checksum else "is damaged (its checksum is wrong)"


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, DamagedError):
        return error.reason if error.path == path else f"{error.path}: {error.reason}"
    if isinstance(error, SearcherError):
        return str(error).removeprefix(f"{path}: ")
    if isinstance(error, OSError):
        return f"cannot be read ({(error.strerror or str(error)).lower()})"
    return f"is damaged ({' '.join(str(error).split()) or type(error).__name__})"
