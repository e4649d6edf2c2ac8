"""A query that was run: its expansion, its plan, and the documents that it finds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from searcher.engine.engine import Key, Matcher, Ranked
from searcher.query.expand import Expansion
from searcher.query.plan import All, Plan, Sum
from searcher.query.tree import Filter, Need
from searcher.records import dataclass, replace

if TYPE_CHECKING:
    from searcher.search.similar import Origin


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found for a plan, and what tells the matches of its documents."""

    plan: Plan
    ranked: Ranked
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class Ranking:
    """All documents that a query finds, best first; valid until the next change of the index.

    `answer` is None when there was nothing to search for. `origins` are the documents that `like:` names.
    """

    text: str
    expansion: Expansion
    answer: Answer | None
    origins: "tuple[Origin, ...]" = ()

    def __len__(self) -> int:
        return 0 if self.answer is None else len(self.answer.ranked)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the person about the query."""
        return self.expansion.notes if self.answer is None else (*self.expansion.notes, *self.answer.ranked.notes)

    def best(self, start: int, stop: int) -> Sequence[tuple[Key, float]]:
        """The documents of rank [start, stop), from 0, with their scores."""
        return () if self.answer is None else self.answer.ranked.best(start, stop)


def narrowed(plan: Plan, wanted: Filter) -> Plan:
    """`plan`, restricted to the documents of a filter."""
    if isinstance(plan, Sum) and plan.parts:
        return replace(plan, parts=(*plan.parts, (Need.MUST, wanted)))
    return All((plan, wanted))
