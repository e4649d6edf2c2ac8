"""Writes the columns that `searcher.index.segment.marks` reads."""

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, smallest
from searcher.index.segment.marks import CAPITAL, KINDS, SPACED, UNUSUAL
from searcher.index.segment.packed_writer import write_narrow


def write_marks(out: ColumnWriter, marks: npt.NDArray[np.uint8], cases: AnyIntegers) -> None:
    """Write the marks of all places, and the letter cases of those that are unusual."""
    for mark, name in ((CAPITAL, "capitals"), (UNUSUAL, "unusual"), (SPACED, "spaced")):
        bits = np.packbits(marks & np.uint8(mark), bitorder="little")
        # Whole numbers of 64 bits, whose bits can be counted at once.
        out.add(name, np.concatenate((bits, np.zeros(-len(bits) % 8, np.uint8))))
    # The most frequent ones by number, the others behind all numbers.
    counts = np.bincount(cases, minlength=1)
    kinds = np.argsort(-counts, kind="stable")[:KINDS]
    kinds = kinds[counts[kinds] > 0]
    numbers = np.arange(len(counts)) + KINDS
    numbers[kinds] = np.arange(len(kinds))
    out.add("letter_case_kinds", smallest(kinds))
    write_narrow(out, "letter_cases", numbers[cases])
