"""The documents that an answered plan finds, in their true order as far as somebody looks at them.

The server puts all documents in the order of scores that are never too low. The best of them are weighed here again,
and the answer is certain when the last that is wanted stands above what any document further down can have.

First it is asked without the languages that can hardly add anything, and with tiers of little weight as if each
document with one had the most of it; then without the languages that cannot add as much as the last that is wanted has;
then with all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from searcher.engine.engine import Key
from searcher.engine.local.scores import SCORE_DIGITS
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.nodes import NOBODY, Node
from searcher.engine.opensearch.scored import EXACT, Rough, Weighed
from searcher.query.plan import Leaf

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
# A language is skipped first if its tiers add less than this share of what those of another do, and if there are many.
HARDLY = 0.06
# And then tiers are not scored at first that weigh less than this share of it.
LIGHT = 0.01
MANY_TIERS = 16


class ClusterRanked:
    """The documents of `node`; valid until the engine's next `refresh`."""

    def __init__(self, engine: "OpenSearchEngine", node: Node, leaves: Sequence[Leaf]) -> None:
        self.node = node
        self._engine = engine
        # Which snippet is the best is told by the frequencies of several parts, and of one by nothing.
        self._leaves = leaves if len(leaves) > 1 else ()
        self._rows: list[tuple[float, str, Key]] = []  # (score below 0, id, key), sorted
        self._seen = 0
        # What no document further down is above, and by so much the server may be wrong.
        self._bound = self._loss = 0.0
        self._total = 0
        self._scored = list(node.scored())
        self._languages = node.most_by_language()
        self._doubtful = 0
        if node is not NOBODY:
            is_many = len(self._scored) > MANY_TIERS
            most = max(self._languages.values(), default=0.0)
            self._rough = Rough(self._below(HARDLY * most), LIGHT * most) if is_many else EXACT
            self._fetch(FIRST)

    def _below(self, least: float) -> frozenset[str]:
        """The languages whose tiers add less."""
        return frozenset(lang for lang, most in self._languages.items() if lang and most < least)

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
            elif self._rough != EXACT:
                # Others than these have no chance, if a document has what it scores in one language.
                last = -self._rows[stop - 1][0] if len(self._rows) >= stop else 0.0
                fewer = self._below(last)
                self._rough = Rough(fewer) if fewer < self._rough.langs else EXACT
                self._fetch(max(self._seen, min(_A_HIT * stop, MOST)))
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
        return not self.node.most or -self._rows[stop - 1][0] > self._bound + self._loss + _SAME

    def _fetch(self, count: int) -> None:
        """Weigh so many of the first candidates; those that were seen too, for what is known now changes the order."""
        self._loss = self.node.loss
        self._total, found, scores = self._engine.candidates(self.node, self._rough, count, again=bool(self._seen))
        self._seen = len(found)
        self._bound = scores[-1] if scores else 0.0
        self._rows = self._weighed(found)
        self._rows.sort()

    def _weigh_all(self) -> None:
        self._rows = [row for found in self._pages() for row in self._weighed(found)]
        self._rows.sort()
        self._seen = self._total

    def _pages(self) -> "Iterator[Sequence[Held]]":
        return self._engine.pages(self.node, PAGE)

    def _weighed(self, found: "Sequence[Held]") -> list[tuple[float, str, Key]]:
        rows = zip(self._weigh(found)[1].tolist(), found, strict=True) if found else ()
        return [(-round(score, SCORE_DIGITS), held.id, held.key) for score, held in rows]

    def _weigh(self, found: "Sequence[Held]") -> Weighed:
        """What documents score, when all is known of the tiers that any of them has."""
        frame = Frame(found, [scored.tier for scored in self._scored])
        unknown = [each for each in self._scored if not each.is_settled and frame.may_hold(each.tier)]
        if unknown:
            self._engine.settle(unknown, self._leaves)
        return self.node.weigh(frame)


class ClusterDated(ClusterRanked):
    """The same by date, the newest first; those of one date by their score.

    Where there are too many to be weighed all, the server tells which are the newest: of the date that the last of
    them has, others may be better.
    """

    def __init__(self, engine: "OpenSearchEngine", node: Node, leaves: Sequence[Leaf]) -> None:
        super().__init__(engine, node, leaves)
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
            weighed = zip(self._weigh(found)[1].tolist(), found, strict=True)
            rows += [
                (-round(score, SCORE_DIGITS), held.id, held.key, held.source.get("date", "")) for score, held in weighed
            ]
        rows.sort()
        rows.sort(key=lambda row: row[3], reverse=True)
        return [(date, key, -score) for score, _, key, date in rows]
