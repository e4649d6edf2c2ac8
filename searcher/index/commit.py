"""Which segments an index holds: a plain list, replaced whole at each commit.

    segments    "generation N TAB CONTENTS", then a line "NAME TAB DELETED" for each segment, then the seal; CONTENTS is
                the CRC-32 of Whoosh's own table of contents, DELETED names the file of the segment's deleted documents;
                both may be empty

Whoosh's table of contents, which is pickled, is written beside it for programs that open the index with plain Whoosh.
It is never read here but for its checksum: opening an index that somebody sent executes nothing.
"""

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.errors import DamagedError
from searcher.index.damage import damage
from searcher.index.segment.column_bytes import SUFFIX
from searcher.index.version import Version, read_sealed
from searcher.records import dataclass

if TYPE_CHECKING:
    from searcher.index.segment.reader import Segment

LIST = "segments"
INDEX_NAME = "MAIN"  # what Whoosh calls an index by default
HEAD = "generation "


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a commit; `deleted` is the file of its deleted documents, "" for none."""

    name: str
    deleted: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A state of the index. `generation` grows with each.

    `contents` is the CRC-32 of Whoosh's table of contents as eight digits, "" for none; `write_commit` finds it.
    """

    generation: int
    segments: tuple[SegmentEntry, ...]
    contents: str = ""


def read_commit(folder: Path) -> Commit:
    """The newest commit; of an index without one, generation 0. Raises DamagedError and OSError."""
    try:
        lines = read_sealed(folder / LIST).split("\n")
    except FileNotFoundError:
        return Commit(0, ())
    except ValueError as error:
        raise DamagedError(folder / LIST, "is no whole list of segments") from error
    generation, tab, contents = lines[0].removeprefix(HEAD).partition("\t")
    if not lines[0].startswith(HEAD) or not generation.isdecimal() or not tab:
        raise DamagedError(folder / LIST, "is no list of segments")
    entries = []
    for line in lines[1:]:
        name, tab, deleted = line.partition("\t")
        if not tab or os.sep in name or os.sep in deleted or not name:
            raise DamagedError(folder / LIST, "is no list of segments")
        entries.append(SegmentEntry(name, deleted))
    return Commit(int(generation), tuple(entries), contents)


def contents_path(folder: Path, generation: int) -> Path:
    """Whoosh's table of contents of a commit."""
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def checksum_of(path: Path) -> str:
    """The CRC-32 of a file as eight digits; "" if there is none."""
    try:
        return f"{zlib.crc32(path.read_bytes()):08x}"
    except FileNotFoundError:
        return ""


def segment_path(folder: Path, name: str) -> Path:
    """The column file of a segment."""
    return folder / f"{name}{SUFFIX}"


def open_segments(version: Version) -> "list[Segment]":
    """The segments of the newest commit of a version.

    Raises DamagedError, and SearcherError where a person may not read the files.
    """
    with damage(version):
        return [open_segment(version.whoosh, entry) for entry in read_commit(version.whoosh).segments]


def open_segment(folder: Path, entry: SegmentEntry) -> "Segment":
    """A segment without its deleted documents. Raises DamagedError and OSError."""
    # Here, for what reads the list alone needs no arrays.
    from searcher.index.segment.columns import ColumnFile
    from searcher.index.segment.layout import check_deletions
    from searcher.index.segment.reader import Segment

    segment = Segment(segment_path(folder, entry.name))
    if entry.deleted:
        file = ColumnFile(folder / entry.deleted)
        # Whole at each opening, for it is small and nothing that is computed from it would look wrong.
        file.verify()
        segment.deletions = check_deletions(file, segment.documents, len(segment.dictionary))
    return segment
