"""What is in a library and in what state, as JSON objects."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searcher.library import Library


def status_records(library: "Library") -> Iterator[dict[str, object]]:
    """One for the library, each source and warning, then one for the index, each language and problem.

    `kind` says which it is. Raises SearcherError when the index cannot be read.
    """
    from searcher.indexing.overview import group_of, index_overview, overview

    found = overview(library)
    yield {"kind": "library", "folder": str(found.folder)}
    for path, is_there in found.sources:
        yield {"kind": "source", "path": str(path), "there": is_there}
    for warning in found.warnings:
        yield {"kind": "warning", "text": warning}
    # What is known is told before the index is opened, which may be damaged.
    index = index_overview(library)
    contents = index.contents
    if contents is None:
        yield {"kind": "index", "state": index.state}
        return
    run = contents.last_run
    yield {
        "kind": "index",
        "state": index.state,
        "documents": contents.documents,
        "searchable_files": contents.searchable,
        "files_without_text": contents.without_text,
        "file_bytes": contents.file_bytes,
        "data_bytes": contents.data_bytes,
        "last_run": None if run is None else asdict(run),
    }
    for lang, documents in contents.languages:
        yield {"kind": "language", "lang": lang, "documents": documents}
    for problem in contents.problems:
        kind = "note" if problem.is_note else "problem"
        line = problem.number or None
        group = group_of(problem)
        yield {"kind": kind, "file": problem.file, "line": line, "group": group, "reason": problem.reason}
