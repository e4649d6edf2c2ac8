"""Writes the columns that `searcher.index.segment.packed` reads."""

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter, GrowingColumn
from searcher.index.segment.columns import AnyIntegers, Integers, joined, smallest
from searcher.index.segment.packed import LOW_BITS, MARK, ROW, Halves


class _HalvesColumn:
    """Two numbers below 16 in each byte of a column. An odd number of them needs one more before the end."""

    def __init__(self, column: GrowingColumn) -> None:
        self._column = column
        self._rest: npt.NDArray[np.uint8] = np.empty(0, np.uint8)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, values: AnyIntegers) -> None:
        self._size += len(values)
        own = np.concatenate((self._rest, values.astype(np.uint8)))
        self._rest = own[len(own) & -2 :]
        self._column.append(own[: len(own) & -2 : 2] | own[1::2] << np.uint8(4))


class NarrowWriter:
    """Writes numbers, not negative, in so many `bits`, 4 or 8; what these cannot hold lies beside with its place."""

    def __init__(self, out: ColumnWriter, name: str, bits: int) -> None:
        self._out = out
        self._name = name
        self._most = (1 << bits) - 1
        halved = self._most == Halves.largest
        column = out.column(name, np.uint8)
        self._column = _HalvesColumn(column) if halved else column
        self._at: list[AnyIntegers] = []
        self._wide: list[AnyIntegers] = []

    def __len__(self) -> int:
        return len(self._column)

    def append(self, values: AnyIntegers) -> None:
        """Add numbers."""
        at = (values >= self._most).nonzero()[0]
        self._at.append(smallest(at + len(self._column)))
        self._wide.append(smallest(values[at]))
        self._column.append(np.minimum(values, self._most) if len(at) else values)

    def close(self) -> None:
        """Write what lies beside, if something does."""
        if any(map(len, self._at)):
            self._out.add(f"{self._name}_wide_at", smallest(joined(self._at)))
            self._out.add(f"{self._name}_wide", smallest(joined(self._wide)))


def write_narrow(out: ColumnWriter, name: str, values: AnyIntegers) -> None:
    """Write numbers that are all at hand, in 8 bits."""
    column = NarrowWriter(out, name, 8)
    column.append(values)
    column.close()


class SizesWriter:
    """Writes the sizes of things that lie one after another, and where every MARK-th begins."""

    def __init__(self, out: ColumnWriter, name: str) -> None:
        self._out = out
        self._name = name
        self._each = NarrowWriter(out, name, 4)
        self._marks: list[AnyIntegers] = [np.zeros(1, np.int64)]
        self._passed = 0

    def append(self, sizes: AnyIntegers) -> None:
        """Add sizes."""
        ends = sizes.cumsum(dtype=np.int64)
        # The one before the next that is marked.
        before_mark = MARK - 1 - len(self._each) % MARK
        self._marks.append(ends[before_mark::MARK] + self._passed)
        self._each.append(sizes)
        self._passed += int(ends[-1]) if len(ends) else 0

    def close(self) -> None:
        """Write what is known at the end alone."""
        self._out.add(f"{self._name}_marks", smallest(joined(self._marks)))
        # The last run between two marks is made a whole one.
        self._each.append(np.zeros(-len(self._each) % MARK, np.int64))
        self._each.close()


class SplitWriter:
    """Writes numbers, not negative: their low bytes; a bit for each that has more, and how many of these stand before
    each ROW-th; and what they have more.
    """

    def __init__(self, out: ColumnWriter, name: str) -> None:
        self._out = out
        self._name = name
        self._low = out.column(name, np.uint8)
        self._more = out.column(f"{name}_more", np.uint8)
        self._high = NarrowWriter(out, f"{name}_high", 8)
        # The bits that do not fill a row yet.
        self._rest: npt.NDArray[np.bool_] = np.empty(0, bool)
        self._counts: list[AnyIntegers] = []

    def append(self, values: AnyIntegers) -> None:
        """Add numbers."""
        more = values >> 8 > 0
        self._low.append(values & 255)
        self._high.append(values[more] >> 8)
        more = np.concatenate((self._rest, more))
        whole = len(more) // ROW * ROW
        self._rest = more[whole:]
        self._add(more[:whole])

    def close(self) -> None:
        """Write what is left."""
        self._add(np.concatenate((self._rest, np.zeros(-len(self._rest) % ROW, bool))))
        self._high.close()
        counts = joined(self._counts)
        self._out.add(f"{self._name}_passed", smallest(np.cumsum(counts, dtype=np.int64) - counts))

    def _add(self, rows: npt.NDArray[np.bool_]) -> None:
        self._more.append(np.packbits(rows, bitorder="little"))
        self._counts.append(smallest(rows.reshape(-1, ROW).sum(axis=1)))


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
