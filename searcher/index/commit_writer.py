"""Writes what `searcher.index.commit` reads: the list of segments, replaced whole, and their deleted documents."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from searcher.index.commit import HEAD, INDEX_NAME, LIST, Commit, checksum_of, contents_path
from searcher.index.segment.column_bytes import SUFFIX
from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import Integers, smallest
from searcher.index.segment.deletions import deletions_of
from searcher.index.segment.layout import DELETION_COLUMNS
from searcher.index.segment.reader import Segment
from searcher.index.version import write_sealed

DELETED_SUFFIX = ".deleted"


def write_commit(folder: Path, commit: Commit) -> None:
    """Make `commit` the newest, in one step and durable."""
    contents = checksum_of(contents_path(folder, commit.generation))
    head = f"{HEAD}{commit.generation}\t{contents}"
    lines = [head, *(f"{entry.name}\t{entry.deleted}" for entry in commit.segments)]
    write_sealed(folder / LIST, "\n".join(lines))


def new_name() -> str:
    """A name for a new segment, in Whoosh's form."""
    return f"{INDEX_NAME}_{secrets.token_hex(8)}"


def write_deletions(folder: Path, segment: Segment, deleted: Integers, generation: int) -> str:
    """Write the deleted documents of a segment, ascending; gives the file's name."""
    found = deletions_of(segment.lists, deleted, segment.documents)
    file = f"{segment.name}.{generation}{DELETED_SUFFIX}"
    with ColumnWriter(folder / file) as out:
        columns = (found.documents, found.terms, found.holders, found.occurrences)
        for name, numbers in zip(DELETION_COLUMNS, columns, strict=True):
            out.add(name, smallest(numbers))
    return file


def unused_files(folder: Path, commit: Commit) -> Sequence[Path]:
    """Segments and tables of contents that `commit` does not hold: older states, and what a killed run left."""
    kept = {name for entry in commit.segments for name in (f"{entry.name}{SUFFIX}", entry.deleted)}
    kept.add(contents_path(folder, commit.generation).name)
    ours = f"{INDEX_NAME}_", f"_{INDEX_NAME}_"
    return [path for path in folder.iterdir() if path.name.startswith(ours) and path.name not in kept]
