"""Documents with their scores, and the best of them."""

import math

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import Integers

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Decimals of a score. Beyond them lies the order in which numbers were added, which must not order hits.
SCORE_DIGITS = 9
_SAME = 2 * 10.0**-SCORE_DIGITS
_BLOCK = 64


class Scores:
    """Documents, ascending, each with its score.

    Where they are a large share of all documents, they lie by document until they are asked for one by one: of a
    query with common words nobody looks at more than the best.
    """

    __slots__ = ("_documents", "_held", "_length", "_spread", "_values")

    def __init__(self, documents: Integers, values: Numbers) -> None:
        self._documents: Integers | None = documents
        self._values: Numbers | None = values
        self._held: Mask | None = None
        self._spread: Numbers | None = None
        self._length = len(documents)

    @classmethod
    def spread(cls, held: Mask, values: Numbers) -> "Scores":
        """The documents where `held`, with their `values`, 0 where not; both are by document."""
        made = cls(_NONE, _NO_VALUES)
        made._documents = made._values = None
        made._held, made._spread = held, values
        made._length = int(np.count_nonzero(held))
        return made

    def __len__(self) -> int:
        return self._length

    @property
    def most_bytes(self) -> int:
        """The memory that they may come to take."""
        spread = 0 if self._held is None else 9 * len(self._held)
        return spread + 16 * self._length

    @property
    def documents(self) -> Integers:
        """The documents, ascending."""
        if self._documents is None:
            assert self._held is not None
            self._documents = self._held.nonzero()[0]
        return self._documents

    @property
    def values(self) -> Numbers:
        """The score of each of the documents."""
        if self._values is None:
            assert self._spread is not None
            self._values = self._spread[self.documents]
        return self._values

    def among(self, mask: Mask) -> "Scores":
        """The scores of the documents where `mask`, over all documents, is True."""
        kept = mask[self.documents]
        return Scores(self.documents[kept], self.values[kept])

    def mask(self, size: int) -> Mask:
        """By document, of `size` in all: whether it is here."""
        if self._held is not None:
            return self._held
        mask = np.zeros(size, bool)
        mask[self.documents] = True
        return mask

    def best(self, count: int) -> tuple[Integers, Numbers]:
        """(documents, scores) of the `count` best, and of all that are equal to the least of them when rounded."""
        if self._values is None and self._held is not None and self._spread is not None:
            places = _best(self._spread, min(count, len(self)))
            found = self._spread[places]
            # Nothing is as much as what a filter alone finds.
            if len(found) and found.min() > _SAME:
                return places, found
        places = _best(self.values, min(count, len(self)))
        return self.documents[places], self.values[places]


_NONE: Integers = np.empty(0, np.int64)
_NO_VALUES: Numbers = np.empty(0, np.float64)
NOTHING = Scores(_NONE, _NO_VALUES)


def _best(values: Numbers, count: int) -> Integers:
    """The places of the `count` largest values, and of all that are equal to the least of them when rounded."""
    if count >= len(values):
        return np.arange(len(values))
    if not count:
        return _NONE
    least = -math.inf
    blocks = len(values) // _BLOCK
    if count <= blocks:
        # So many blocks have a value as large as this: most values need not be looked at again.
        highest = values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
        least = np.partition(highest, blocks - count)[blocks - count]
    places = np.flatnonzero(values >= least - _SAME)
    found = values[places]
    least = np.partition(found, len(found) - count)[len(found) - count]
    best: Integers = places[found >= least - _SAME]
    return best
