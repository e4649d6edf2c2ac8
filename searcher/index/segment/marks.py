"""How the words of a segment are written, by the places of all its documents: what their terms do not tell.

A word is written as expected if it is its term, or its term with a capital first where it begins with one. Of the
others, a few in a hundred, the letter case lies beside, one after another; see `searcher.text.letter_case`. Figures
that are joined to others are not as expected either, and in place of their letter case, which they have none of, is
their joint; see `searcher.text.numbers`.
"""

from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import AnyIntegers, ColumnFile, Integers
from searcher.index.segment.packed import Narrow
from searcher.index.segment.parts import Parts
from searcher.text.letter_case import MOST, OTHERWISE
from searcher.text.numbers import MOST_JOINT

# Bits of a mark: begins with an upper-case letter or one of no case, but inside katakana; is not written as expected;
# white space alone parts it from the next word (where it is not set, the text has to be asked).
CAPITAL, UNUSUAL, SPACED = 1, 2, 4
# Stands for OTHERWISE among the letter cases, which are in 16 bits. Words without any capital are rarely unusual.
TOLD_BY_TEXT = 0
# With their joint added, stands for figures that are joined to others.
JOINED = MOST
# So many letter cases, the most frequent ones of a segment, are written as numbers of a byte.
KINDS = 255


class Marks:
    """What `marks_writer` wrote of a segment with so many places. Places are asked for by their numbers."""

    def __init__(self, file: ColumnFile, places: int) -> None:
        self._file = file
        self._places = places
        self._capitals = file.parts("capitals")
        self._unusual = file.parts("unusual")
        self._spaced = file.parts("spaced")
        if places > 8 * len(self._capitals):
            raise ValueError("documents have places that there are not")

    def is_capital(self, places: Integers) -> npt.NDArray[np.bool_]:
        """Whether each begins with a capital."""
        return _bits(self._capitals, places)

    def is_spaced(self, places: Integers) -> npt.NDArray[np.bool_]:
        """Whether white space alone parts each from the next for sure; where not, it may be so nevertheless."""
        return _bits(self._spaced, places)

    def letter_cases(self, places: Integers) -> npt.NDArray[np.int32]:
        """The letter case of each: OTHERWISE also where only the text tells, and 1 for any letter without case."""
        cases = self.is_capital(places).astype(np.int32)
        unusual, own = self._unusual_cases(places)
        cases[unusual] = np.where(_is_joined(own), cases[unusual], own)
        return cases

    def joints(self, places: Integers) -> npt.NDArray[np.int32]:
        """The joint of each: OTHERWISE where only the text tells."""
        result = np.zeros(len(places), np.int32)
        unusual, own = self._unusual_cases(places)
        result[unusual] = np.where(own == OTHERWISE, OTHERWISE, np.where(_is_joined(own), own - JOINED, 0))
        return result

    def _unusual_cases(self, places: Integers) -> tuple[Integers, npt.NDArray[np.int32]]:
        """(which of the places are unusual, what lies beside of these: OTHERWISE where only the text tells)."""
        (unusual,) = _bits(self._unusual, places).nonzero()
        if not len(unusual):
            return unusual, np.empty(0, np.int32)
        own = self._cases_of(self._cases.taken(self._rank(places[unusual])))
        return unusual, np.where(own == TOLD_BY_TEXT, OTHERWISE, own)

    def _rank(self, places: Integers) -> Integers:
        """How many unusual places stand before each."""
        rows, passed = self._rows
        row, bit = places >> 6, (places & 63).astype(np.uint64)
        below = rows[row] & ((np.uint64(1) << bit) - np.uint64(1))
        return cast(Integers, passed[row] + np.bitwise_count(below))

    @cached_property
    def _rows(self) -> tuple[npt.NDArray[np.uint64], Integers]:
        """(the unusual places, 64 in a number; how many there are before each)."""
        rows = self._file.array("unusual").view("<u8")
        counts = np.bitwise_count(rows)
        passed = counts.cumsum(dtype=np.int64)
        if int(passed[-1]) != len(self._cases):
            raise ValueError("unusual places and letter cases do not agree")
        return rows, passed - counts

    @cached_property
    def _cases(self) -> Narrow:
        return Narrow(self._file, "letter_cases")

    def _cases_of(self, numbers: AnyIntegers) -> npt.NDArray[np.int32]:
        """The letter cases that have these numbers. Raises IndexError for a number that none has."""
        cases = numbers.astype(np.int32) - KINDS
        frequent = cases < 0
        cases[frequent] = self._file.array("letter_case_kinds")[numbers[frequent]]
        return cases

    def all(self) -> tuple[npt.NDArray[np.uint8], AnyIntegers]:
        """(the marks of all places, the letter cases of the unusual ones as they are stored)."""
        marks = np.zeros(self._places, np.uint8)
        for mark, name in ((CAPITAL, "capitals"), (UNUSUAL, "unusual"), (SPACED, "spaced")):
            bits = np.unpackbits(self._file.array(name).view(np.uint8), count=self._places, bitorder="little")
            bits *= np.uint8(mark)
            marks |= bits
        return marks, self._cases_of(self._cases.slice(0, len(self._cases)))


def _is_joined(cases: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    return (cases > JOINED) & (cases <= JOINED + MOST_JOINT)


def _bits(column: Parts, places: Integers) -> npt.NDArray[np.bool_]:
    bits = column.at(places >> 3) >> (places & 7).astype(np.uint8) & 1
    return cast("npt.NDArray[np.bool_]", bits.astype(bool))
