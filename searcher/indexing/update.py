"""Bringing a library up to date: what changed on disk goes into its index, in batches that are committed.

A batch is committed to the index first and to the manifest after it. A killed run can so leave documents in the
index that the manifest does not know, never the reverse: before the commit the manifest already doubts what is
about to change. The mark `unfinished` stays behind, and the next run lets the two agree again.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from searcher.errors import DamagedError, SearcherError
from searcher.files import remove_leftovers
from searcher.index.commit import read_commit
from searcher.index.commit_writer import unused_files
from searcher.index.damage import clear, disk_faults
from searcher.index.lock import LOCK, OWNER, WriteLock
from searcher.index.version import (
    CURRENT,
    Version,
    create_version,
    current_version,
    make_private,
    publish,
    versions,
)
from searcher.indexing.indexer import Indexer, Tally, is_unfinished, never
from searcher.indexing.progress import Progress
from searcher.ingest.changes import ToldLanguages
from searcher.ingest.document import Problem
from searcher.ingest.manifest import Manifest
from searcher.ingest.parts import ALL, Parts, Share
from searcher.library import Library
from searcher.records import dataclass
from searcher.telling import unsaid
from searcher.trust import require_allowed

NO_LANGUAGE = "auto"
"""As `lang`: languages told for these files before are forgotten."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, in files: `removed` are gone or have no text any more, `unchanged` are searchable as before.

    `renamed` have another name or place, and were not read again.

    `documents` are those in the index now, `problems` all that hold now (from earlier runs too), `seconds` the
    time taken. `rebuilt` tells that the index was made anew; `stopped`, that the run was ended early: what it had read
    is committed, and the next one goes on from there.
    """

    added: int
    updated: int
    removed: int
    renamed: int
    unchanged: int
    documents: int
    problems: tuple[Problem, ...]
    seconds: float
    rebuilt: bool
    stopped: bool = False


def update(
    library: Library,
    *,
    lang: str = "",
    paths: Iterable[Path] = (),
    rebuild: bool = False,
    progress: Callable[[Progress], None] | None = None,
    say: Callable[[str], object] = unsaid,
    stop: Callable[[], bool] = never,
    within: Parts | None = None,
    share: Share = ALL,
) -> Report:
    """Bring the index of `library` up to date with its sources.

    `lang` (ISO 639) stands above what is identified, for the files at or below `paths` (all if there are none), and
    is remembered for them; "auto" takes that back. An index of another analysis is made anew, as with `rebuild`:
    beside the old one, which answers until then. `progress` is called for each file and now and then within one,
    and `stop` is asked as often whether to commit what is read and to end. `say` is given a line where another
    machine's run, or the servers of a cluster, are waited for. `within`: only these parts of the sources are looked at,
    unless an earlier run has not looked at all. `share`: of a library in a cluster, the files that this machine reads.

    Raises SearcherError when the library would read what nobody allowed, another process writes it, its data are
    damaged, or the disk is full or cannot be written; what was committed before is kept.
    """
    require_allowed(library)
    started = time.monotonic()
    data = library.data
    cluster = library.settings.cluster
    if share.total > 1 and cluster is None:
        raise SearcherError("--part is for a library in a cluster: kind of [engine] in searcher.toml is embedded")
    places = tuple(Path(os.path.realpath(path)) for path in paths)
    told = {"": None, NO_LANGUAGE: ""}.get(lang, lang)
    if cluster is not None:
        from searcher.indexing.clustered import fill_cluster, part_folder

        own = part_folder(data, share)
        with disk_faults(data):
            _make_folder(data, rebuild=rebuild)
            _make_folder(own, rebuild=rebuild)
            with WriteLock(own):
                known = _told_languages(own)
                tally, fresh = fill_cluster(
                    cluster, data, share, rebuild,
                    lambda fresh: Indexer(
                        library, ToldLanguages(told, places, known if fresh else {}), progress, stop,
                        None if fresh else within, share,
                    ),
                    say, stop,
                )  # fmt: skip
                make_private(data)
        return _report(tally, started, rebuilt=fresh and rebuild)
    with disk_faults(data):
        _make_folder(data, rebuild=rebuild)
        with WriteLock(data):
            before = _current(data, rebuild=rebuild)
            fresh = rebuild or before is None or not before.is_of_this_program()
            known = _told_languages(data) if fresh else {}
            if rebuild:
                _clear_finished(data, before)
            filler = Indexer(library, ToldLanguages(told, places, known), progress, stop, None if fresh else within)
            if before is not None and not fresh:
                tally = filler.fill(before)
            else:
                tally = _fill_new(data, filler, first=before is None)
            if not tally.stopped:
                _remove_leftovers(library)
            make_private(data)
    return _report(tally, started, rebuilt=fresh and (rebuild or before is not None))


def _report(tally: Tally, started: float, *, rebuilt: bool) -> Report:
    return Report(
        added=tally.added,
        updated=tally.updated,
        removed=tally.removed,
        renamed=tally.renamed,
        unchanged=tally.unchanged,
        documents=tally.documents,
        problems=tally.problems,
        seconds=time.monotonic() - started,
        rebuilt=rebuilt and not tally.stopped,
        stopped=tally.stopped,
    )


def _make_folder(data: Path, *, rebuild: bool) -> None:
    if data.exists() and not data.is_dir():
        if not rebuild:
            raise DamagedError(data, "is a file where the index should be")
        # It may be somebody's own.
        data.replace(data.with_name(f"{data.name}.moved"))
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private(data)
    for name in (LOCK, OWNER):
        if (data / name).is_dir():
            clear(data / name)


def _current(data: Path, *, rebuild: bool) -> Version | None:
    try:
        return current_version(data)
    except DamagedError:
        if not rebuild:
            raise
        clear(data / CURRENT)
        return None


def _told_languages(data: Path) -> dict[str, str]:
    """Languages told for files, from the manifests of all versions that can still be read."""
    known: dict[str, str] = {}
    for path in sorted(data.glob("g*/files.sqlite"), key=lambda path: (len(path.parent.name), path.parent.name)):
        try:
            with Manifest.open(path, read_only=True) as manifest:
                known.update(manifest.told_languages())
        except SearcherError:
            continue
    return known


def _fill_new(data: Path, filler: Indexer, *, first: bool) -> Tally:
    """Fill a new version and publish it; the `first` one as soon as something is committed."""

    def build() -> Tally:
        version = create_version(data)
        tally = filler.fill(version, (lambda: publish(data, version)) if first else None)
        if not first and not tally.stopped:
            publish(data, version)
        return tally

    try:
        return build()
    except DamagedError:
        # What a killed rebuild left may be damaged itself.
        clear(create_version(data).folder)
        return build()


def _clear_finished(data: Path, before: Version | None) -> None:
    """Remove versions that a lost `current` does not name any more: only a killed rebuild is taken up again."""
    for path in versions(data):
        if (before is None or path.name != before.name) and not is_unfinished(Version(path)):
            clear(path)


def _remove_leftovers(library: Library) -> None:
    """What killed processes have left: versions that are in nobody's use, segments of no commit, halves of files."""
    in_use = current_version(library.data)
    folders = [library.folder, library.data]
    if in_use is not None:
        for path in versions(library.data):
            if path.name != in_use.name:
                clear(path)
        for path in unused_files(in_use.whoosh, read_commit(in_use.whoosh)):
            clear(path)
        folders += [in_use.folder, in_use.whoosh]
    for folder in folders:
        remove_leftovers(folder)
