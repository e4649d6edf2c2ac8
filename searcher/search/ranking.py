"""All documents that a query finds, best first; and how a search that nobody waits for any more ends early."""

from collections.abc import Callable, Sequence

import numpy as np

from searcher.engine.local.scores import SCORE_DIGITS, Scores
from searcher.query.expand import Expansion
from searcher.query.plan import Leaf, Plan


class Cancelled(Exception):
    """The answer is not wanted any more."""


def never() -> bool:
    """For a search that runs to its end."""
    return False


def stop_if(cancelled: Callable[[], bool]) -> None:
    """Raise Cancelled if `cancelled` says so."""
    if cancelled():
        raise Cancelled


class Ranking:
    """Documents with their scores, ordered as far as they were asked for; valid for one snapshot.

    `plan` is None when there was nothing to search for. `leaves` are its parts that find something.
    """

    def __init__(
        self, text: str, expansion: Expansion, plan: Plan | None, scores: Scores, leaves: Sequence[Leaf]
    ) -> None:
        self.text = text
        self.expansion = expansion
        self.plan = plan
        self.scores = scores
        self.leaves = tuple(leaves)
        self._settled: list[tuple[int, float]] = []  # in their final order, the best first

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the person about the query."""
        return self.expansion.notes

    def all_documents(self) -> Sequence[int]:
        """Every document found, best first; equal ones in any order."""
        values = np.round(self.scores.values, SCORE_DIGITS)
        found: list[int] = self.scores.documents[np.argsort(-values, kind="stable")].tolist()
        return found

    def documents(self, start: int, stop: int, id_of: Callable[[int], str]) -> Sequence[tuple[int, float]]:
        """The documents of rank [start, stop) with their scores, equal ones by their id.

        Ids are read only where they decide, because reading them all takes longer than searching.
        """
        stop = min(stop, len(self))
        if stop > len(self._settled):
            # Twice as many as before, so that walking through all of them is no longer than sorting them once.
            self._settle(min(max(stop, 2 * len(self._settled)), len(self)), id_of)
        return self._settled[start:stop]

    def _settle(self, count: int, id_of: Callable[[int], str]) -> None:
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
                rows[first:end] = sorted(rows[first:end], key=lambda row: id_of(row[0]))
            first = end
        self._settled = rows
