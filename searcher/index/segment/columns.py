"""The columns of a file (see `column_bytes`) as arrays, and what is done with columns."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_bytes import BYTES, ColumnBytes
from searcher.index.segment.parts import Parts

_Kind = TypeVar("_Kind", bound=np.generic)
Integers = npt.NDArray[np.int64]
"""Whole numbers; those read from columns are of whatever type holds them."""
AnyIntegers = npt.NDArray[np.integer[Any]]
# Fields of a document's stored record, parted by a character that no clean text holds.
SEPARATOR = "\x1f"


class ColumnFile(ColumnBytes):
    """A file that ColumnWriter wrote, whose columns are arrays; see `ColumnBytes`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._arrays: dict[str, npt.NDArray[np.generic]] = {}

    def array(self, name: str) -> "npt.NDArray[np.generic]":
        """The array, one-dimensional and read-only, read from the disk as it is used. Raises DamagedError."""
        known = self._arrays.get(name)
        if known is None:
            self._compare_whole(name)
            known = self._arrays[name] = self._mapped(name)
        return known

    def _mapped(self, name: str) -> "npt.NDArray[np.generic]":
        column = self._columns[name]
        kind = "u1" if column.dtype == BYTES else column.dtype
        return np.frombuffer(self._data, kind, column.size // column.item, column.offset)

    def parts(self, name: str) -> "Parts":
        """The array for reading runs and places of it, each block compared with its checksum when it is first read."""
        return Parts(self._mapped(name), self._unread, self._columns[name].block, partial(self._compare, name))


def joined(parts: "Sequence[npt.NDArray[_Kind]]") -> "npt.NDArray[_Kind]":
    """The parts one after another; the only one as it is."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else cast("npt.NDArray[_Kind]", np.empty(0, np.int64))


def first_of_each(ordered: AnyIntegers) -> Integers:
    """The places, in numbers that are in order, where each stands first."""
    new = np.empty(len(ordered), bool)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new.nonzero()[0]


def ends_of(sizes: AnyIntegers) -> Integers:
    """Where things of these sizes end that lie one after another; the first begins at 0, which comes before."""
    ends = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def blocks(sizes: AnyIntegers, most: int) -> Iterator[tuple[int, int]]:
    """Runs of things of these sizes, half open, one after another: of at most so much together, or of one thing."""
    ends = ends_of(sizes)
    first = 0
    while first < len(sizes):
        last = max(first + 1, int(ends.searchsorted(ends[first] + most, "right")) - 1)
        yield first, last
        first = last


def ranges(starts: Integers, counts: Integers, most: int) -> Integers:
    """The numbers from each of `starts` on, so many as `counts` says, one range after another.

    Raises ValueError for more than `most`, before they take the memory: counts that were read may be wrong.
    """
    ends = counts.cumsum()
    if len(ends) and ends[-1] > most:
        raise ValueError("counts of more than there is")
    numbers: Integers = (starts - ends + counts).repeat(counts)
    numbers += np.arange(len(numbers))
    return numbers


def distances_in(runs: AnyIntegers, sizes: AnyIntegers) -> AnyIntegers:
    """Runs of ascending numbers, which have these sizes, none of them 0: the first of each, and of the others the
    distance from the one before.
    """
    distances = np.diff(runs, prepend=runs[:1])
    # Unsigned ones that fall wrap around, and it is the first of a run that may be below the one before.
    first = sizes.cumsum(dtype=np.int64)
    first -= sizes
    distances[first] = runs[first]
    return cast(AnyIntegers, distances)


def summed(distances: Integers, sizes: AnyIntegers, above: Integers | None = None) -> Integers:
    """The runs that `distances_in` made these of, in their place; `above`: what is added to all of each run.

    Raises IndexError for sizes of more than there is.
    """
    if len(distances) == len(sizes):
        if above is not None:
            distances += above
        return distances
    first = sizes.cumsum(dtype=np.int64) - sizes
    last = np.add.reduceat(distances, first)
    if above is not None:
        distances[first] += above
        last += above
    # Each run begins where the one before ended, less that.
    distances[first[1:]] -= last[:-1]
    return distances.cumsum(out=distances)


def smallest(values: "npt.NDArray[np.integer]") -> "npt.NDArray[np.integer]":
    """The same values, not negative, in the smallest unsigned type below 64 bits that holds them, else as int64.

    Never uint64: NumPy turns that beside int64 into float64, which holds no whole number beyond 2**53 for sure.
    """
    most = int(values.max()) if values.size else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.int64)


def places_in(column: AnyIntegers, values: Integers, side: Literal["left", "right"] = "left") -> Integers:
    """Where `values`, not negative, would stand in a column that ascends, as `searchsorted` says.

    NumPy turns a column of another type than the values into theirs first, the whole of it. Here the values take the
    column's type; those that it cannot hold stand behind all of the column.
    """
    if column.dtype.itemsize >= values.dtype.itemsize:
        return column.searchsorted(values, side)
    most = np.iinfo(column.dtype).max
    found = column.searchsorted(np.minimum(values, most).astype(column.dtype), side)
    beyond = values > most
    if beyond.any():
        found[beyond] = len(column)
    return found
