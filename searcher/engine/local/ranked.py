"""The documents that a plan finds over one snapshot, put in order as far as somebody looks at them."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from searcher.engine.local.scores import SCORE_DIGITS, Numbers, Scores
from searcher.engine.local.snapshot import Snapshot
from searcher.index.damage import damage
from searcher.index.segment.columns import Integers


class LocalRanked:
    """`scores` of documents of a snapshot, with the rule that equal ones come by their ids."""

    def __init__(self, scores: Scores, snapshot: Snapshot) -> None:
        self.scores = scores
        self._snapshot = snapshot
        self._settled: list[tuple[int, float]] = []  # in their final order, the best first

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    def best(self, start: int, stop: int) -> Sequence[tuple[int, float]]:
        """The documents of rank [start, stop) with their scores, equal ones by their id.

        Ids are read only where they decide, because reading them all takes longer than searching.
        """
        stop = min(stop, len(self))
        if stop > len(self._settled):
            with damage(*self._snapshot.origins):
                # Twice as many as before, so that walking through all of them is no longer than sorting them once.
                self._settle(min(max(stop, 2 * len(self._settled)), len(self)))
        return self._settled[start:stop]

    def _settle(self, count: int) -> None:
        documents, values = self.scores.best(count)
        values = np.round(values, SCORE_DIGITS)
        order = np.argsort(-values, kind="stable")
        self._settled = self._by_id(documents, values, order)

    def _by_id(self, documents: Integers, values: Numbers, order: Integers) -> list[tuple[int, float]]:
        """The documents in this order, those with one score after the other by their id."""
        rows: list[tuple[int, float]] = list(zip(documents[order].tolist(), values[order].tolist(), strict=True))
        first = 0
        while first < len(rows):
            end = first + 1
            while end < len(rows) and rows[end][1] == rows[first][1]:
                end += 1
            if end - first > 1:
                rows[first:end] = sorted(rows[first:end], key=lambda row: self._snapshot.metadata(row[0]).id)
            first = end
        return rows


class LocalDated(LocalRanked):
    """The same by date, the newest first; those of one date by their score."""

    def _settle(self, count: int) -> None:
        documents = self.scores.documents
        values = np.round(self.scores.values, SCORE_DIGITS)
        # Of each date its place among all: what has none sorts before every other.
        _, dates = np.unique(self._snapshot.dates[documents], return_inverse=True)
        order = np.lexsort((-values, -dates))
        cut = min(count, len(order))
        # As far as documents go on that could come by their id before the last that is wanted.
        while 0 < cut < len(order) and self._is_tied(order[cut - 1], order[cut], dates, values):
            cut += 1
        rows: list[tuple[int, float]] = []
        for _, run in groupby(order[:cut].tolist(), key=lambda at: dates[at]):
            rows += self._by_id(documents, values, np.array(list(run)))
        self._settled = rows

    @staticmethod
    def _is_tied(one: int, other: int, dates: Integers, values: Numbers) -> bool:
        return bool(dates[one] == dates[other] and values[one] == values[other])
