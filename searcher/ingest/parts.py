"""Parts of a library's sources, so that what changed in one can be brought up to date without a look at all others."""

from collections.abc import Iterable
from enum import Enum


class Relation(Enum):
    """How a file or folder lies to the parts."""

    OUTSIDE = 0
    ABOVE = 1
    WITHIN = 2


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
