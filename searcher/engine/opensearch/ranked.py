"""The documents that an answered plan finds, in their true order as far as somebody looks at them.

The server puts all documents in the order of scores that are never too low. The best of them are weighed here again,
and the answer is certain when the last that is wanted stands above what any document further down can have.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from searcher.engine.engine import Key
from searcher.engine.local.scores import SCORE_DIGITS
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.nodes import NOBODY, Node

if TYPE_CHECKING:
    from searcher.engine.opensearch.engine import OpenSearchEngine
    from searcher.engine.opensearch.held import Held

# So many candidates are weighed first for ten hits, so many times as many where that leaves a doubt, and at most so
# many, unless more are wanted.
FIRST = 30
_A_HIT = 3
_MORE = 4
MOST = 8_000
# Documents that are in memory at the same time where all are weighed.
PAGE = 1_000
_SAME = 2 * 10.0**-SCORE_DIGITS


class ClusterRanked:
    """The documents of `node`; valid until the engine's next `refresh`."""

    def __init__(self, engine: "OpenSearchEngine", node: Node) -> None:
        self.node = node
        self._engine = engine
        self._rows: list[tuple[float, str, Key]] = []  # (score below 0, id, key), sorted
        self._seen = 0
        # What no document further down is above.
        self._bound = 0.0
        self._total = 0
        self._tiers = list(node.tiers())
        self._doubtful = 0
        if node is not NOBODY:
            self._fetch(FIRST)

    def __len__(self) -> int:
        return self._total

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell of an answer that is not certain."""
        notes = [f"the best of {self._doubtful:,} candidates"] if self._doubtful else []
        if self._engine.doubts:
            notes.append("some words were too frequent to be looked through as they are written")
        return tuple(notes)

    def best(self, start: int, stop: int) -> Sequence[tuple[Key, float]]:
        stop = min(stop, self._total)
        while start < stop and not self._is_certain(stop):
            wanted = max(_MORE * self._seen, _A_HIT * stop)
            if wanted > MOST and (stop > MOST // _A_HIT or self._total <= MOST):
                self._weigh_all()
            elif self._seen >= MOST:
                self._doubtful = self._seen
                break
            else:
                self._fetch(min(wanted, MOST))
        return [(key, -score) for score, _, key in self._rows[start:stop]]

    def _is_certain(self, stop: int) -> bool:
        if self._seen >= self._total:
            return True
        if len(self._rows) < stop:
            return False
        # Where nothing scores, the server's order by id is all there is.
        return not self.node.most or -self._rows[stop - 1][0] > self._bound + self.node.loss + _SAME

    def _fetch(self, count: int) -> None:
        """Weigh so many of the first candidates."""
        total, found, scores = self._engine.candidates(self.node, self._seen, count - self._seen)
        self._total = total
        self._seen += len(found)
        if scores:
            self._bound = scores[-1]
        self._take(found)

    def _weigh_all(self) -> None:
        self._rows = []
        for found in self._pages():
            self._take(found, sort=False)
        self._rows.sort()
        self._seen = self._total

    def _pages(self) -> "Iterator[Sequence[Held]]":
        return self._engine.pages(self.node, PAGE)

    def _take(self, found: "Sequence[Held]", sort: bool = True) -> None:
        if not found:
            return
        _, values = self.node.weigh(Frame(found, self._tiers))
        rows = zip(values.tolist(), found, strict=True)
        self._rows += [(-round(score, SCORE_DIGITS), held.id, held.key) for score, held in rows]
        if sort:
            self._rows.sort()


class ClusterDated(ClusterRanked):
    """The same by date, the newest first; those of one date by their score.

    Where there are too many to be weighed all, the server tells which are the newest: of the date that the last of
    them has, others may be better.
    """

    def __init__(self, engine: "OpenSearchEngine", node: Node) -> None:
        super().__init__(engine, node)
        self._dated: list[tuple[str, Key, float]] = []

    def best(self, start: int, stop: int) -> Sequence[tuple[Key, float]]:
        stop = min(stop, self._total)
        if stop > len(self._dated):
            if self._total <= MOST:
                self._dated = self._in_order(self._pages())
            else:
                self._doubtful = min(max(stop, FIRST), MOST)
                self._dated = self._in_order([self._engine.newest(self.node, self._doubtful)])
        return [(key, score) for _, key, score in self._dated[start:stop]]

    def _in_order(self, pages: "Iterable[Sequence[Held]]") -> list[tuple[str, Key, float]]:
        rows: list[tuple[float, str, Key, str]] = []
        for found in pages:
            _, values = self.node.weigh(Frame(found, self._tiers))
            weighed = zip(values.tolist(), found, strict=True)
            rows += [
                (-round(score, SCORE_DIGITS), held.id, held.key, held.source.get("date", "")) for score, held in weighed
            ]
        rows.sort()
        rows.sort(key=lambda row: row[3], reverse=True)
        return [(date, key, -score) for score, _, key, date in rows]
