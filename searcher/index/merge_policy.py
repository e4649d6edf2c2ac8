"""Which segments are merged, and when: few segments make queries quick, seldom merging makes indexing quick."""

from collections.abc import Mapping
from typing import TypeVar

from searcher.index.segment.reader import Segment

# More segments than this and the smallest are merged, so many at a time: a query's cost grows with their number.
MOST_SEGMENTS = 6
MERGED = 5
# The segments of a last batch of so many code points, one of each worker, are merged: many words are in all of them.
# With less text a query takes no time to speak of in either.
JOINED_CHARACTERS = 20_000_000
# A segment with a larger share of deleted documents is written anew.
MOST_DELETED = 0.5

_Entry = TypeVar("_Entry")


def is_stale(segment: Segment) -> bool:
    """Whether a segment is written anew for its deleted documents alone."""
    return len(segment.deleted) > MOST_DELETED * segment.documents


def are_joined(segments: int, characters: int) -> bool:
    """Whether so many segments of a last batch of so many code points become one."""
    return segments > 1 and characters >= JOINED_CHARACTERS


def merged_next(sizes: Mapping[_Entry, int]) -> list[_Entry]:
    """The segments that are merged next, the smallest; none if there are few. `sizes`: segment → its documents."""
    return sorted(sizes, key=sizes.__getitem__)[:MERGED] if len(sizes) > MOST_SEGMENTS else []
