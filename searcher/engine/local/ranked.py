"""The documents that a plan finds over one snapshot, put in order as far as somebody looks at them."""

from collections.abc import Sequence

import numpy as np

from searcher.engine.local.scores import SCORE_DIGITS, Scores
from searcher.engine.local.snapshot import Snapshot
from searcher.index.damage import damage


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
        rows: list[tuple[int, float]] = list(zip(documents[order].tolist(), values[order].tolist(), strict=True))
        first = 0
        while first < len(rows):
            end = first + 1
            while end < len(rows) and rows[end][1] == rows[first][1]:
                end += 1
            if end - first > 1:
                rows[first:end] = sorted(rows[first:end], key=lambda row: self._snapshot.metadata(row[0]).id)
            first = end
        self._settled = rows
