"""Writes what `searcher.index.commits` reads: the list of segments, replaced whole, and their deleted documents."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from searcher.index.column_writer import ColumnWriter
from searcher.index.columns import Integers
from searcher.index.commits import HEAD, INDEX_NAME, LIST, Commit, checksum_of, contents_path
from searcher.index.segment import SUFFIX
from searcher.index.storage import write_sealed

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


def write_deleted(folder: Path, name: str, deleted: Integers, generation: int) -> str:
    """Write the deleted documents of a segment; gives the file's name."""
    file = f"{name}.{generation}{DELETED_SUFFIX}"
    with ColumnWriter(folder / file) as out:
        out.add("deleted", deleted.astype(np.uint32))
    return file


def unused_files(folder: Path, commit: Commit) -> Sequence[Path]:
    """Segments and tables of contents that `commit` does not hold: older states, and what a killed run left."""
    kept = {name for entry in commit.segments for name in (f"{entry.name}{SUFFIX}", entry.deleted)}
    kept.add(contents_path(folder, commit.generation).name)
    ours = f"{INDEX_NAME}_", f"_{INDEX_NAME}_"
    return [path for path in folder.iterdir() if path.name.startswith(ours) and path.name not in kept]
