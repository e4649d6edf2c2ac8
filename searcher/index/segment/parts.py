"""A column that is read in parts, block by block compared with its checksums when it is first read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_bytes import BLOCK_BITS, blocks_of

if TYPE_CHECKING:
    from searcher.index.segment.columns import Integers

Runs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | tuple[int, int]
"""Where runs of items begin, and how many each has; or one run."""


class Parts:
    """A column that is read in parts, each compared with its checksum before. All that read raise DamagedError."""

    __slots__ = ("_compare", "_end", "_first", "_items", "_shift", "_unread", "_values")

    def __init__(
        self, values: "npt.NDArray[np.generic]", unread: bytearray, first: int, compare: Callable[[int, int], None]
    ) -> None:
        """`unread`: 1 for each block that is not yet compared; those of the column begin at `first` there.

        `compare` compares those from one to another, counted from the column's first.
        """
        self._values = cast("Integers", values)
        # For one item after another, which is quicker than from an array of NumPy.
        self._items = values.data
        self._unread = unread
        self._first, self._end = first, first + blocks_of(values.nbytes)
        self._compare = compare
        # Items in a block, as a power of two.
        self._shift = BLOCK_BITS - (values.itemsize.bit_length() - 1)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def is_read(self) -> bool:
        """Whether every block was compared with its checksum."""
        return self._unread.find(1, self._first, self._end) < 0

    @property
    def largest(self) -> int:
        """The largest number that the column's type holds."""
        return int(np.iinfo(self._values.dtype).max)

    def __getitem__(self, at: int) -> int:
        """One item, by its place from 0."""
        if self._unread[self._first + (at >> self._shift)]:
            self._compare(at >> self._shift, (at >> self._shift) + 1)
        return self._items[at]

    def run(self, start: int, end: int) -> "Integers":
        """The items from `start` to `end`."""
        first, last = start >> self._shift, (end - 1 >> self._shift) + 1
        if self._unread.find(1, self._first + first, self._first + last) >= 0:
            self._compare(first, last)
        return self._values[start:end]

    def at(self, places: "Integers", runs: Runs | None = None) -> "Integers":
        """The items at the places, of any shape; `runs`: where all of them lie, which is sooner looked at."""
        self._look_at(places, runs)
        return self._values[places]

    def rows(self, length: int, numbers: "Integers", runs: Runs | None = None) -> "Integers":
        """Of the column cut into rows of this length, a divisor of a block's, those with these numbers."""
        self._look_at(numbers * length, runs)
        return self._values.reshape(-1, length)[numbers]

    def _look_at(self, places: "Integers", runs: Runs | None) -> None:
        if self.is_read:
            return
        if runs is None:
            self._look_at_blocks(places >> self._shift)
            return
        starts, counts = runs
        if isinstance(starts, int):
            self.run(starts, starts + int(counts))
            return
        held = counts > 0
        first, last = starts[held] >> self._shift, (starts + counts - 1)[held] >> self._shift
        self._look_at_blocks(first)
        self._look_at_blocks(last)
        for at in (last - first > 1).nonzero()[0].tolist():
            self._compare(int(first[at]), int(last[at]))

    def _look_at_blocks(self, blocks: "Integers") -> None:
        unread = np.frombuffer(self._unread, np.uint8)[self._first : self._end][blocks]
        if unread.any():
            for block in set(blocks[unread > 0].tolist()):
                self._compare(block, block + 1)
