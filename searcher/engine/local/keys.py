"""Keys that ascend, those of `MultiPostings.keys` among them: which are in others, and which near others."""

import numpy as np
import numpy.typing as npt

from searcher.engine.local.multi_postings import SHIFT
from searcher.index.segment.columns import Integers, first_of_each, ranges

# Numbers that are looked for one by one; and what parts the positions of one document from those of the next.
_MANY = 1_000
_FACTOR = 40_503


def distinct(ordered: Integers) -> Integers:
    """Numbers in order, each once."""
    return ordered[first_of_each(ordered)]


def among(values: Integers, wanted: Integers) -> npt.NDArray[np.bool_]:
    """Which of `values` are among `wanted`, which ascend. (NumPy's own would import its masked arrays: 25 ms.)"""
    if not len(wanted):
        return np.zeros(len(values), bool)
    if len(values) < _MANY:
        return _equal(values, wanted)
    # A look at a table of marks leaves out most of what is not there, which is quicker than to search for each.
    size = 1 << (4 * len(wanted)).bit_length()
    marks = np.zeros(size, bool)
    marks[_mixed(wanted, size)] = True
    found = marks[_mixed(values, size)]
    likely = found.nonzero()[0]
    found[likely] = _equal(values[likely], wanted)
    return found


def _mixed(values: Integers, size: int) -> Integers:
    """A number below `size`, a power of two, for each; those of neighbouring positions differ."""
    mixed = values >> SHIFT
    mixed *= _FACTOR
    mixed += values
    mixed &= size - 1
    return mixed


def _equal(values: Integers, wanted: Integers) -> npt.NDArray[np.bool_]:
    places = wanted.searchsorted(values)
    places[places == len(wanted)] = 0
    return np.asarray(wanted[places] == values, bool)


def within(keys: Integers, others: Integers, distance: int) -> Integers:
    """Those of `keys` that are at most so far from any of the `others`; both ascend."""
    first = keys.searchsorted(others - distance)
    last = keys.searchsorted(others + distance, "right")
    # Where two of the others are near each other, what is near both belongs to the one before.
    np.maximum(first[1:], last[:-1], out=first[1:])
    return keys[ranges(first, last - first, len(keys))]
