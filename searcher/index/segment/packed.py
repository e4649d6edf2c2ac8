"""Columns of whole numbers, most of them small: what fits lies in a few bits, what does not stands beside."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import AnyIntegers, ColumnFile, Integers, ends_of, places_in, ranges, smallest
from searcher.index.segment.parts import Parts, Runs

LOW_BITS = 16
# Where every so many-th of things of different sizes begins is written down; the sizes between tell the rest.
MARK = 32
# The bits of a Split column are counted for so many values at a time.
ROW = 256
# Of a run of which more than one in so many values is wanted, all are read: a fifth of the time for each.
_MANY = 3
_NONE: Integers = np.empty(0, np.int64)
# By byte: its lower half and its upper one, as two bytes that are read in one.
_HALVES = np.stack((np.arange(256) & 15, np.arange(256) >> 4), axis=1).astype(np.uint8).view(np.uint16).reshape(-1)


class Halves:
    """Numbers below 16, two in a byte, the first in the lower half; they are read as `Parts` are."""

    __slots__ = ("_bytes",)
    largest = 15

    def __init__(self, column: Parts) -> None:
        self._bytes = column

    def __len__(self) -> int:
        return 2 * len(self._bytes)

    def run(self, start: int, end: int) -> Integers:
        """The numbers from `start` to `end`."""
        return _halves(self._bytes.run(start >> 1, (end + 1) >> 1))[start & 1 :][: end - start]

    def at(self, places: Integers, runs: Runs | None = None) -> Integers:
        """The numbers at `places`; `runs` as in `Parts.at`."""
        both = self._bytes.at(places >> 1, _wider(runs, 1))
        both >>= ((places & 1) << 2).astype(np.uint8)
        both &= np.uint8(self.largest)
        return both

    def rows(self, length: int, numbers: Integers, runs: Runs | None = None) -> Integers:
        """Of the numbers cut into rows of this even length, those with these numbers; `runs` as in `Parts.rows`."""
        return _halves(self._bytes.rows(length >> 1, numbers, _wider(runs, 1))).reshape(-1, length)


def _wider(runs: Runs | None, bits: int) -> Runs | None:
    """Runs of items as runs of what holds 2**bits of them each."""
    if runs is None:
        return None
    starts, counts = runs
    return cast(Runs, (starts >> bits, ((starts + counts + (1 << bits) - 1) >> bits) - (starts >> bits)))


def _halves(both: Integers) -> Integers:
    """Both halves of each byte, one after another."""
    return cast(Integers, _HALVES.take(both.reshape(-1)).view(np.uint8))


class Narrow:
    """What a NarrowWriter wrote."""

    def __init__(self, file: ColumnFile, name: str, *, halves: bool = False) -> None:
        values = file.parts(name)
        self._values = Halves(values) if halves else values
        self._most = self._values.largest
        self._at = self._wide = _NONE
        # For the bounds of a run: these may be more than the type of the places holds.
        self._at_numbers: Sequence[int] = ()
        if f"{name}_wide" in file:
            self._at = cast(Integers, file.array(f"{name}_wide_at"))
            self._at_numbers = file.numbers(f"{name}_wide_at")
            self._wide = cast(Integers, file.array(f"{name}_wide"))

    def __len__(self) -> int:
        return len(self._values)

    def slice(self, start: int, end: int) -> Integers:
        """The values from `start` to `end`, of some unsigned type."""
        values = self._values.run(start, end)
        first = bisect_left(self._at_numbers, start)
        last = bisect_left(self._at_numbers, end, first)
        if first == last:
            return values
        values = values.astype(self._wide.dtype)
        values[self._at[first:last].astype(np.int64) - start] = self._wide[first:last]
        return values

    def taken(self, places: Integers, runs: Runs | None = None) -> Integers:
        """The values at `places`, of some unsigned type; `runs` as in `Parts.at`."""
        values = self._values.at(places, runs)
        if not len(self._at):
            return values
        (wide,) = (values == self._most).nonzero()
        if len(wide):
            values = values.astype(self._wide.dtype)
            values[wide] = self._wide[places_in(self._at, places[wide])]
        return values

    def rows(self, numbers: Integers, length: int, runs: Runs | None) -> Integers:
        """Of the whole column cut into rows of this length, those with these numbers; `runs` as in `Parts.at`."""
        rows = self._values.rows(length, numbers, runs)
        if not len(self._at):
            return rows
        wide = rows == self._most
        counts = np.count_nonzero(wide, axis=1)
        held = counts.nonzero()[0]
        if len(held):
            # Those of a row lie together: only the first is looked for.
            first = places_in(self._at, numbers[held] * length)
            rows = rows.astype(self._wide.dtype)
            rows[wide] = self._wide[ranges(first, counts[held], wide.size)]
        return rows


def edges_in(file: ColumnFile, name: str) -> AnyIntegers:
    """Where things begin that lie one after another, whose sizes a NarrowWriter wrote; one more for the end."""
    return smallest(ends_of(Narrow(file, name).slice(0, file.length(name))))


class Sizes:
    """What a SizesWriter wrote: the sizes of things that lie one after another, most of them below 15."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self.each = Narrow(file, name, halves=True)
        self._marks = file.parts(f"{name}_marks")

    def start(self, number: int) -> int:
        """Where the thing with this number begins; with the number of things, where the last ends."""
        mark, first = number // MARK, number & -MARK
        return self._marks[mark] + int(self.each.slice(first, number).sum(dtype=np.int64))

    def starts(self, numbers: Integers, run: tuple[int, int] | None = None) -> Integers:
        """Where each of these things begins; `run`: where all of them lie, and how many."""
        marks, marked, rows = numbers // MARK, None, None
        if run is not None:
            first, count = run[0] // MARK, (run[0] + run[1]) // MARK - run[0] // MARK + 1
            marked, rows = (first, count), (first * MARK, count * MARK)
        there = self.each.rows(np.minimum(marks, len(self.each) // MARK - 1), MARK, rows)
        before = np.where(np.arange(MARK) < (numbers - marks * MARK)[:, None], there, 0)
        starts: Integers = self._marks.at(marks, marked) + before.sum(axis=1, dtype=np.int64)
        return starts


class Split:
    """What a SplitWriter wrote: the low bytes, a bit for each value that has more than that, and the rest of these."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._low = file.parts(name)
        self._more = file.parts(f"{name}_more")
        self._passed = file.parts(f"{name}_passed")
        self._high = Narrow(file, f"{name}_high")

    def __len__(self) -> int:
        return len(self._low)

    def slice(self, start: int, end: int) -> Integers:
        """The values from `start` to `end`."""
        values = self._low.run(start, end).astype(np.int64)
        bits = np.unpackbits(self._more.run(start >> 3, (end + 7) >> 3).view(np.uint8), bitorder="little")
        more = bits[start & 7 :][: end - start].view(bool).nonzero()[0]
        if len(more):
            first = self._rank(start + int(more[0]))
            values[more] += self._high.slice(first, first + len(more)).astype(np.int64) << 8
        return values

    def taken(self, places: Integers, runs: Runs | None = None) -> Integers:
        """The values at `places`; `runs` as in `Parts.at`."""
        if runs is not None and isinstance(runs[0], int) and len(places) * _MANY > runs[1]:
            return self.slice(runs[0], runs[0] + int(runs[1]))[places - runs[0]]
        values = self._low.at(places, runs).astype(np.int64)
        bits = self._more.at(places >> 3, _wider(runs, 3)) >> (places & 7).astype(np.uint8) & np.uint8(1)
        more = bits.view(bool).nonzero()[0]
        if len(more):
            values[more] += self._high.taken(self._ranks(places[more], runs)).astype(np.int64) << 8
        return values

    def _rank(self, place: int) -> int:
        """How many values before this one have more than the low byte."""
        row = place // ROW
        bits = int.from_bytes(self._more.run(row * ROW >> 3, (place >> 3) + 1).tobytes(), "little")
        return self._passed[row] + (bits & ((1 << place % ROW) - 1)).bit_count()

    def _ranks(self, places: Integers, runs: Runs | None) -> Integers:
        """The same of several; `runs` as in `Parts.at`."""
        rows = places // ROW
        words = self._more.rows(ROW >> 3, rows, _wider(runs, 3)).view("<u8")
        words &= self._below[places % ROW]
        ranks: Integers = self._passed.at(rows) + np.bitwise_count(words).sum(axis=1, dtype=np.int64)
        return ranks

    @cached_property
    def _below(self) -> npt.NDArray[np.uint64]:
        """By place in a row: the bits before it, in words."""
        bits = np.tri(ROW, k=-1, dtype=np.uint8)
        return np.packbits(bits, axis=1, bitorder="little").view("<u8")


class Planed:
    """What a PlanedWriter wrote."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._low = file.parts(name)
        self._planes: list[Parts] = []
        while f"{name}_{LOW_BITS + len(self._planes)}" in file:
            self._planes.append(file.parts(f"{name}_{LOW_BITS + len(self._planes)}"))

    def slice(self, start: int, end: int) -> Integers:
        """The values from `start` to `end`."""
        values = self._low.run(start, end).astype(np.int64)
        skipped = start & 7
        for bit, plane in enumerate(self._planes, LOW_BITS):
            whole = plane.run(start >> 3, (end + 7) >> 3).view(np.uint8)
            bits = np.unpackbits(whole)[skipped : skipped + end - start]
            values |= bits.astype(np.int64) << bit
        return values

    def taken(self, places: Integers, runs: Runs | None = None) -> Integers:
        """The values at `places`; `runs` as in `Parts.at`."""
        values = self._low.at(places, runs).astype(np.int64)
        for bit, plane in enumerate(self._planes, LOW_BITS):
            values |= (plane.at(places >> 3) >> (7 - (places & 7)).astype(np.uint8) & 1).astype(np.int64) << bit
        return values

    def among(self, held: npt.NDArray[np.bool_], start: int, end: int) -> Integers:
        """The places from `start` to `end` whose value v has held[v]."""
        low = np.zeros(1 << LOW_BITS, bool)
        low[held.nonzero()[0] & (1 << LOW_BITS) - 1] = True
        # The low bits leave out most of what is not held, and are read as they lie.
        places = low[self._low.run(start, end)].nonzero()[0] + start
        return places[held[self.taken(places)]] if self._planes else places
