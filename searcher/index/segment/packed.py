"""Columns of whole numbers, most of them small: what fits lies in a few bits, what does not stands beside."""

from bisect import bisect_left
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import ColumnFile, Integers, places_in
from searcher.index.segment.parts import Parts, Runs

LOW_BITS = 16


class Narrow:
    """What a NarrowWriter wrote."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._values = file.parts(name)
        self._at = cast(Integers, file.array(f"{name}_wide_at"))
        # For the bounds of a run: these may be more than the type of the places holds.
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
        values = values.astype(np.int64)
        values[self._at[first:last].astype(np.int64) - start] = self._wide[first:last]
        return values

    def taken(self, places: Integers, runs: Runs | None = None) -> Integers:
        """The values at `places`, of some unsigned type; `runs` as in `Parts.at`."""
        values = self._values.at(places, runs)
        if not len(self._at) or not len(places):
            return values
        wide = values == self._values.largest
        if wide.any():
            values = values.astype(np.int64)
            values[wide] = self._wide[places_in(self._at, places[wide])]
        return values

    def rows(self, numbers: Integers, length: int, runs: Runs | None) -> Integers:
        """Of the whole column cut into rows of this length, those with these numbers; `runs` as in `Parts.at`."""
        rows = self._values.rows(length, numbers, runs)
        if len(self._at) and (rows == self._values.largest).any():
            return self.taken(numbers[:, None] * length + np.arange(length))
        return rows


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
