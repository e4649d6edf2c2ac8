"""Writes the columns that `searcher.index.segment.packed` reads."""

import numpy as np

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import Integers, joined, smallest
from searcher.index.segment.packed import LOW_BITS


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


class PlanedWriter:
    """Writes numbers up to `most`: their low 16 bits, and each higher bit as a plane of bits."""

    def __init__(self, out: ColumnWriter, name: str, most: int) -> None:
        self._low = out.column(name, np.uint16)
        bits = range(LOW_BITS, most.bit_length())
        self._planes = [(bit, out.column(f"{name}_{bit}", np.uint8)) for bit in bits]
        # What does not fill a byte yet.
        self._rest: Integers = np.empty(0, np.int64)

    def append(self, values: Integers) -> None:
        """Add numbers."""
        self._low.append(values & (1 << LOW_BITS) - 1)
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
