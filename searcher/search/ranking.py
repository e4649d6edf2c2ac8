"""All documents that a query finds, best first; and how a search that nobody waits for any more ends early."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from searcher.index.columns import Integers
from searcher.query.expand import Expansion
from searcher.query.plan import Leaf, Plan
from searcher.search.scoring import Numbers, Scores

# Decimals of a score. Beyond them lies the order in which numbers were added, which must not order hits.
SCORE_DIGITS = 9
_SAME = 2 * 10.0**-SCORE_DIGITS
_BLOCK = 64


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
        places = _best(self.scores.values, count)
        values = np.round(self.scores.values[places], SCORE_DIGITS)
        order = np.argsort(-values, kind="stable")
        places, values = places[order], values[order]
        rows: list[tuple[int, float]] = list(zip(self.scores.documents[places].tolist(), values.tolist(), strict=True))
        first = 0
        while first < len(rows):
            end = first + 1
            while end < len(rows) and rows[end][1] == rows[first][1]:
                end += 1
            if end - first > 1:
                rows[first:end] = sorted(rows[first:end], key=lambda row: id_of(row[0]))
            first = end
        self._settled = rows


def _best(values: Numbers, count: int) -> Integers:
    """The places of the `count` largest values, and of all that are equal to the least of them when rounded."""
    if count >= len(values):
        return np.arange(len(values))
    least = -math.inf
    blocks = len(values) // _BLOCK
    if count <= blocks:
        # So many blocks have a value as large as this: most values need not be looked at again.
        highest = values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
        least = np.partition(highest, blocks - count)[blocks - count]
    places = np.flatnonzero(values >= least - _SAME)
    found = values[places]
    least = np.partition(found, len(found) - count)[len(found) - count]
    best: Integers = places[found >= least - _SAME]
    return best
