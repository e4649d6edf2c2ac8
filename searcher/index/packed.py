"""Columns of whole numbers, most of them small: what fits lies in a few bits, what does not stands beside."""

from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.columns import ColumnFile, ColumnWriter, Integers, joined, smallest

_LOW_BITS = 16


class NarrowWriter:
    """Writes numbers, not negative, as a small type; those that it cannot hold lie beside with their places."""

    def __init__(self, out: ColumnWriter, name: str, kind: type[np.unsignedinteger]) -> None:
        self._out = out
        self._name = name
        self._most = int(np.iinfo(kind).max)
        self._column = out.column(name, kind)
        self._at: list[Integers] = []
        self._wide: list[Integers] = []

    def append(self, values: Integers) -> None:
        """Add numbers."""
        at = (values >= self._most).nonzero()[0]
        self._at.append(at + len(self._column))
        self._wide.append(values[at].astype(np.int64))
        self._column.append(np.minimum(values, self._most) if len(at) else values)

    def close(self) -> None:
        """Write what lies beside."""
        self._out.add(f"{self._name}_wide_at", smallest(joined(self._at)))
        self._out.add(f"{self._name}_wide", smallest(joined(self._wide)))


class Narrow:
    """What a NarrowWriter wrote."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._values = cast(Integers, file.array(name))
        self._at = cast(Integers, file.array(f"{name}_wide_at"))
        self._wide = cast(Integers, file.array(f"{name}_wide"))

    def __len__(self) -> int:
        return len(self._values)

    def slice(self, start: int, end: int) -> Integers:
        """The values from `start` to `end`, of some unsigned type."""
        values = self._values[start:end]
        if not len(self._at):
            return values
        first, last = self._at.searchsorted(np.array((start, end), self._at.dtype)).tolist()
        if first == last:
            return values
        values = values.astype(np.int64)
        values[self._at[first:last].astype(np.int64) - start] = self._wide[first:last]
        return values

    def taken(self, places: Integers) -> Integers:
        """The values at `places`, of some unsigned type."""
        values = self._values[places]
        if not len(self._at) or not len(places):
            return values
        wide = values == np.iinfo(values.dtype).max
        if wide.any():
            values = values.astype(np.int64)
            values[wide] = self._wide[self._at.searchsorted(places[wide].astype(self._at.dtype))]
        return values

    def runs(self, numbers: Integers, length: int) -> Integers:
        """Of the whole column cut into runs of this length, those with these numbers, one a row."""
        rows = self._values.reshape(-1, length)[numbers]
        if len(self._at) and (rows == np.iinfo(rows.dtype).max).any():
            return self.taken(numbers[:, None] * length + np.arange(length))
        return rows


class SplitWriter:
    """Writes numbers up to `most`: their low 16 bits, and each higher bit as a plane of bits."""

    def __init__(self, out: ColumnWriter, name: str, most: int) -> None:
        self._low = out.column(name, np.uint16)
        bits = range(_LOW_BITS, most.bit_length())
        self._planes = [(bit, out.column(f"{name}_{bit}", np.uint8)) for bit in bits]
        # What does not fill a byte yet.
        self._rest: Integers = np.empty(0, np.int64)

    def append(self, values: Integers) -> None:
        """Add numbers."""
        self._low.append(values & (1 << _LOW_BITS) - 1)
        if self._planes:
            values = np.concatenate((self._rest, values))
            whole = len(values) & -8
            self._rest = values[whole:]
            self._add(values[:whole])

    def close(self) -> None:
        """Write what is left."""
        self._add(self._rest)

    def _add(self, values: Integers) -> None:
        for bit, plane in self._planes:
            plane.append(np.packbits((values >> bit & 1).astype(np.uint8)))


class Split:
    """What a SplitWriter wrote."""

    def __init__(self, file: ColumnFile, name: str) -> None:
        self._low = cast(Integers, file.array(name))
        self._planes: list[npt.NDArray[np.uint8]] = []
        while f"{name}_{_LOW_BITS + len(self._planes)}" in file:
            plane = file.array(f"{name}_{_LOW_BITS + len(self._planes)}")
            self._planes.append(cast("npt.NDArray[np.uint8]", plane))

    def slice(self, start: int, end: int) -> Integers:
        """The values from `start` to `end`."""
        values = self._low[start:end].astype(np.int64)
        skipped = start & 7
        for bit, plane in enumerate(self._planes, _LOW_BITS):
            bits = np.unpackbits(plane[start >> 3 : (end + 7) >> 3])[skipped : skipped + end - start]
            values |= bits.astype(np.int64) << bit
        return values

    def taken(self, places: Integers) -> Integers:
        """The values at `places`."""
        values = self._low[places].astype(np.int64)
        for bit, plane in enumerate(self._planes, _LOW_BITS):
            values |= (plane[places >> 3] >> (7 - (places & 7)).astype(np.uint8) & 1).astype(np.int64) << bit
        return values
