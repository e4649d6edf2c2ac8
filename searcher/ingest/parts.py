"""Parts of a library's sources, so that what changed in one can be brought up to date without a look at all others."""

import zlib
from collections.abc import Iterable
from enum import Enum

from searcher.records import dataclass


class Relation(Enum):
    """How a file or folder lies to the parts."""

    OUTSIDE = 0
    ABOVE = 1
    WITHIN = 2


@dataclass(frozen=True, slots=True)
class Share:
    """The files of one of several machines that index a library together: `number` (from 1) of `total`."""

    number: int = 1
    total: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    def has(self, identifier: str) -> bool:
        """Whether the file with this id is among them: its path below its source, which is the same everywhere."""
        return self.total == 1 or zlib.crc32(identifier.encode()) % self.total == self.number - 1


ALL = Share()
MOST_SHARES = 1_000


class Parts:
    """Files and folders with all below them, by key (`Document.file`, without a slash at the end)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        self._above = frozenset(above for key in self.keys for above in _folders_above(key))

    def relation(self, key: str) -> Relation:
        """Where the file or folder with this key lies."""
        if key in self.keys or not self.keys.isdisjoint(_folders_above(key)):
            return Relation.WITHIN
        return Relation.ABOVE if key in self._above else Relation.OUTSIDE


def _folders_above(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:end]) or "/" for end in range(1, len(parts))]
