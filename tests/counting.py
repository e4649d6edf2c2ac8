"""How much work a query is, in counts that do not depend on the machine."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from building import snapshot_of

from searcher.engine.local.multi_terms import MultiTerms
from searcher.entities.table import EntityTable
from searcher.index.segment.reader import Segment
from searcher.query.expand import Expander
from searcher.query.options import Options
from searcher.query.parse import parse
from searcher.query.plan import All, Any, Except, Leaf, Plan, Sum
from searcher.query.vocabulary import Vocabulary
from searcher.search.searcher import Searcher
from searcher.text.acronyms import Explained
from searcher.text.terms import Entry, Term


@dataclass(frozen=True, slots=True)
class Work:
    """`looks` into the dictionary, the words that these go through (`passed`), and what the plan holds."""

    looks: int
    passed: int
    leaves: int
    variants: int


class _Read(MultiTerms):
    """The words of an index, and how many of them are read one by one."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        super().__init__(segments)
        self.passed = 0

    def folds(self, prefix: str) -> list[str]:
        found = super().folds(prefix)
        self.passed += len(found)
        return found

    def fitting(
        self, prefix: str, fits: Callable[[str], object], limit: int, holding: str = ""
    ) -> tuple[list[Entry], bool]:
        self.passed += len(super().folds(prefix))
        return super().fitting(prefix, fits, limit, holding)


class _Counted:
    """A vocabulary that counts what it is asked."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self.languages = words.languages
        self.looks = 0

    def _asked(self) -> Vocabulary:
        self.looks += 1
        return self._words

    def occurrences(self, folded: str) -> Mapping[str, int]:
        return self._asked().occurrences(folded)

    def by_fold(self, folded: str) -> list[Entry]:
        return self._asked().by_fold(folded)

    def by_folds(self, folds: Sequence[str]) -> list[list[Entry]]:
        return self._asked().by_folds(folds)

    def by_prefix(self, prefix: str, limit: int, lang: str = "") -> tuple[list[Entry], bool]:
        return self._asked().by_prefix(prefix, limit, lang)

    def fitting(
        self, prefix: str, fits: Callable[[str], object], limit: int, holding: str = ""
    ) -> tuple[list[Entry], bool]:
        return self._asked().fitting(prefix, fits, limit, holding)

    def among(self, folds: Set[str]) -> list[str]:
        return self._asked().among(folds)

    def with_endings(self, stems: Sequence[tuple[str, Set[str]]]) -> list[str]:
        return self._asked().with_endings(stems)

    def near(self, folded: str, edits: int) -> Mapping[str, int]:
        return self._asked().near(folded, edits)

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]:
        return self._asked().by_stems(stems)

    def by_pairs(self, langs: Iterable[str], pairs: Sequence[str]) -> Mapping[tuple[str, str], list[Entry]]:
        return self._asked().by_pairs(langs, pairs)

    def sounding(self, word: str, least: float, limit: int) -> list[tuple[str, float]]:
        return self._asked().sounding(word, least, limit)

    def sounding_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        return self._asked().sounding_each(asked, limit)

    def cosines(self, word: str, others: Sequence[str]) -> dict[str, float]:
        return self._words.cosines(word, others)

    def capital_shares(self, terms: Sequence[Term]) -> list[float]:
        return self._asked().capital_shares(terms)

    def capitalised(self, limit: int) -> list[Entry]:
        return self._asked().capitalised(limit)

    def explained(self, acronym: str) -> list[Explained]:
        return self._asked().explained(acronym)

    def acronyms(self, key: str) -> list[Explained]:
        return self._asked().acronyms(key)


@cache
def _table() -> EntityTable:
    return EntityTable.open(None, None)


def work(searcher: Searcher, text: str, options: Options) -> Work:
    """The work of expanding a query with nothing known from queries before."""
    read = _Read(snapshot_of(searcher).segments)
    counted = _Counted(read)
    plan = Expander(counted, _table()).expand(parse(text), options).plan
    leaves = [] if plan is None else list(_leaves(plan))
    variants = sum(len(tier.variants) for leaf in leaves for tier in leaf.tiers)
    return Work(counted.looks, read.passed, len(leaves), variants)


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
