"""What is in a library and in what state: facts for people and programs."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from searcher.errors import SearcherError
from searcher.index.languages import documents_by_language
from searcher.index.version import Version, current_version
from searcher.indexing import census
from searcher.indexing.indexer import is_unfinished
from searcher.ingest.document import Problem
from searcher.ingest.manifest import Manifest, Run
from searcher.library import Library
from searcher.records import dataclass
from searcher.trust import require_allowed


@dataclass(frozen=True, slots=True)
class Contents:
    """What is indexed. `languages`: the code of each, most frequent first, with the documents that hold some of it.

    `searchable` files gave documents and `without_text` none, all of `file_bytes` together; `data_bytes` is the size of
    the index, `changed` when it last was (seconds since 1970).
    """

    documents: int
    languages: tuple[tuple[str, int], ...]
    searchable: int
    without_text: int
    file_bytes: int
    data_bytes: int
    changed: float
    last_run: Run | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A library: its sources, each with whether it is there, and lines that a person should read."""

    folder: Path
    sources: tuple[tuple[Path, bool], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexOverview:
    """The index of a library. `state` is "missing", "other version", "not complete" or "complete".

    Of the first two there are no `contents`.
    """

    state: str
    contents: Contents | None


def overview(library: Library) -> Overview:
    """Look at the library without its index."""
    # Path.exists raises where a folder above may not be entered.
    sources = tuple((source.path, os.path.exists(source.path)) for source in library.sources)  # noqa: PTH110
    return Overview(library.folder, sources, tuple(_warnings(library)))


def index_overview(library: Library) -> IndexOverview:
    """Look at the index. Raises SearcherError when it cannot be read, and DamagedError."""
    version = current_version(library.data)
    if library.settings.cluster is not None:
        from searcher.indexing.cluster_overview import cluster_overview

        return cluster_overview(library, library.settings.cluster)
    # What another version has made may not be legible.
    contents = _contents(library, version) if version is not None and version.is_of_this_program() else None
    return IndexOverview(_state(version), contents)


def group_of(problem: Problem) -> str:
    """The kind of a problem: its reason without what differs from file to file."""
    reason = problem.reason
    return reason[: min(at for at in (reason.find(":"), reason.find("("), len(reason)) if at >= 0)].rstrip()


def _warnings(library: Library) -> Iterator[str]:
    from searcher.entities.table import EntityTable
    from searcher.library import entities_file

    try:
        require_allowed(library)
    except SearcherError as error:
        yield str(error)
    yield from library.warnings
    data = library.data if library.data.is_dir() else None
    yield from EntityTable.open(data, entities_file(library.folder)).problems


def _state(version: Version | None) -> str:
    if version is None:
        return "missing"
    if not version.is_of_this_program():
        return "other version"
    return "not complete" if is_unfinished(version) else "complete"


def _contents(library: Library, version: Version) -> Contents:
    return contents_of(library, version, census.documents(version), by_frequency(documents_by_language(version)))


def by_frequency(languages: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Languages with their counts, the most frequent first, and those that are as frequent by their codes."""
    return tuple(sorted(languages.items(), key=lambda each: (-each[1], each[0])))


def contents_of(library: Library, version: Version, documents: int, languages: tuple[tuple[str, int], ...]) -> Contents:
    """What an index holds, with what the manifest of a version tells of its files."""
    with Manifest.open(version.manifest, read_only=True) as manifest:
        searchable = without = size = 0
        for entry in manifest.files():
            searchable += entry.documents > 0
            without += not entry.documents
            size += entry.size
        problems, last_run = tuple(manifest.problems()), manifest.last_run()
    changed = version.manifest.stat().st_mtime
    return Contents(documents, languages, searchable, without, size, _size(library.data), changed, last_run, problems)


def _size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a writer at work removes files
            size += path.stat().st_size if path.is_file() else 0
    return size
