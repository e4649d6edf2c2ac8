"""The sounds of a segment's names: a vector for each fold that may be a name and for each run that may be one.

The vectors lie in the order of their clusters, whose centroids are the model's: see `searcher.text.sounds`. A run is a
stretch of a text in a script without spaces (`searcher.text.name_runs`), which no term stands for.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import ColumnFile, Integers
from searcher.index.segment.packed import edges_in
from searcher.index.segment.term_dictionary import END
from searcher.text.sound_search import ClusteredRows

WIDTH = 48
"""The numbers of a vector."""


class Sounds:
    """What `sounds_writer` wrote. Rows are numbered in the order of the vectors."""

    def __init__(self, file: ColumnFile) -> None:
        self._file = file
        self.folds = file.length("fold_sizes")

    def __len__(self) -> int:
        return self._file.length("sound_names")

    @property
    def vectors(self) -> npt.NDArray[np.int8]:
        """Rows × WIDTH."""
        return self.between(0, len(self))

    def between(self, start: int, end: int) -> npt.NDArray[np.int8]:
        """The vectors of the rows from `start` to `end`."""
        values = self._file.parts("sounds").run(start * WIDTH, end * WIDTH) if start < end else np.empty(0, np.int8)
        return cast("npt.NDArray[np.int8]", values).reshape(-1, WIDTH)

    @cached_property
    def bounds(self) -> Integers:
        """Where each cluster begins among the rows; one more for the end."""
        return self._file.array("sound_bounds").astype(np.int64)

    @property
    def names(self) -> Integers:
        """What each row is the sound of: the number of a fold, or, from `folds` on, of a run."""
        return cast(Integers, self._file.array("sound_names"))

    @property
    def rows(self) -> ClusteredRows:
        """All of it, to be searched."""
        return ClusteredRows(self.between, len(self), self.bounds)

    def run(self, number: int) -> str:
        """A run by its number, from 0 on."""
        ends = self._run_edges
        return str(self._file.bytes_of("runs")[ends[number] : ends[number + 1] - len(END)], "utf-8")

    def runs(self) -> list[str]:
        """All runs, sorted."""
        data = self._file.bytes_of("runs")
        return [str(data[start : end - len(END)], "utf-8") for start, end in pairwise(self._run_edges)]

    @cached_property
    def _run_edges(self) -> Sequence[int]:
        return edges_in(self._file, "run_sizes").data

    @cached_property
    def _named(self) -> npt.NDArray[np.uint8]:
        return cast("npt.NDArray[np.uint8]", self._file.array("named"))

    def is_named(self, term: int) -> bool:
        """Whether a term begins with a capital somewhere, or with a letter of a script without case."""
        return bool(self._named[term >> 3] >> (7 - (term & 7)) & 1)

    def named(self, terms: int) -> npt.NDArray[np.bool_]:
        """The same of all terms, of which there are so many."""
        return np.unpackbits(self._named, count=terms).astype(bool)
