"""How much work a query is, in counts that do not depend on the machine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from searcher.engine.local.multi_terms import Entry
from searcher.entities.table import EntityTable
from searcher.query.expand import Expander
from searcher.query.options import Options
from searcher.query.parse import parse
from searcher.query.plan import All, Any, Except, Leaf, Plan, Sum
from searcher.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Work:
    """`looks` into the dictionary, the words that these go through (`passed`), and what the plan holds."""

    looks: int
    passed: int
    leaves: int
    variants: int


class _Counted:
    """A vocabulary that counts what it is asked."""

    def __init__(self, searcher: Searcher) -> None:
        self.languages = searcher.snapshot.languages
        self.lexicon = self
        self.looks = self.passed = 0
        self._lexicon = searcher.snapshot.lexicon

    def __getattr__(self, name: str) -> object:
        self.looks += 1
        return getattr(self._lexicon, name)

    def folds(self, prefix: str) -> list[str]:
        self.looks += 1
        found = self._lexicon.folds(prefix)
        self.passed += len(found)
        return found

    def fitting(self, prefix: str, fits: Callable[[str], object], limit: int) -> tuple[list[Entry], bool]:
        self.looks += 1
        self.passed += len(self._lexicon.folds(prefix))
        return self._lexicon.fitting(prefix, fits, limit)


@cache
def _table() -> EntityTable:
    return EntityTable.open(None, None)


def work(searcher: Searcher, text: str, options: Options) -> Work:
    """The work of expanding a query with nothing known from queries before."""
    counted = _Counted(searcher)
    plan = Expander(counted, _table()).expand(parse(text), options).plan
    leaves = [] if plan is None else list(_leaves(plan))
    variants = sum(len(tier.variants) for leaf in leaves for tier in leaf.tiers)
    return Work(counted.looks, counted.passed, len(leaves), variants)


def _leaves(plan: Plan) -> Iterator[Leaf]:
    match plan:
        case Leaf():
            yield plan
        case Sum():
            for _, part in plan.parts:
                yield from _leaves(part)
        case All() | Any():
            for child in plan.children:
                yield from _leaves(child)
        case Except():
            yield from _leaves(plan.child)
