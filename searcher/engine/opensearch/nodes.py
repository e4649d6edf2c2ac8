"""A plan with all that it asks of the whole library answered: what is left can be told of each document by itself.

A node is three things: the documents that it finds, as a filter; the same with a score, as a query whose score is never
below the true one by more than floats lose; and the true score of documents that are here.

A query of a few words asks for hundreds of tiers, for there are dozens of languages; of each document those of one or
two can count. So the tiers of some languages may be skipped: in the place of what they score, each document that holds
the language has the most that they can add. And of tiers of little weight it may be asked only whether a document has
them, which counts as much as they can: those of words that most documents have, and what resembles a word.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from searcher.engine.local.evaluator import fold_words, path_form
from searcher.engine.opensearch.filters import filter_query, fits
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.scored import EPSILON, Rough, Scored, Weighed, merged
from searcher.engine.opensearch.tiers import NOTHING, Keys, Query, any_of, union_of
from searcher.query.tree import Filter
from searcher.records import dataclass

# Each part that is counted adds params.c to the score, which is more than all parts together can. A part that is found
# and may be found in a skipped language too counts for each.
_SHARE = (
    "double k = Math.floor(_score / params.c);"
    " return (_score - k * params.c) * params.s[(int)Math.min(k, params.s.length - 1)];"
)


class Node(Protocol):
    """A part of an answered plan."""

    @property
    def most(self) -> float:
        """No score is higher."""

    @property
    def loss(self) -> float:
        """By so much a score of the server may be wrong, because it reckons in floats."""

    def finds(self, keys: Keys) -> Query: ...

    def scores(self, keys: Keys, rough: Rough) -> Query:
        """With `added` of some languages, those that `finds` tells have to be asked for beside it."""

    def added(self, rough: Rough) -> Mapping[str, float]:
        """By skipped language the most that is missing in the scores of its documents."""

    def most_by_language(self) -> Mapping[str, float]:
        """About the highest score by the tiers of each language alone."""

    def weigh(self, frame: Frame) -> Weighed: ...

    def scored(self) -> Iterator[Scored]:
        """All tiers whose words are looked at."""


def bounded(node: Node, keys: Keys, rough: Rough) -> Query:
    """The documents of a node, with scores that are never below the true ones, however rough."""
    found, added = node.scores(keys, rough), node.added(rough)
    if not added:
        return found
    return _within(node.finds(keys), [found, *(_in(*each) for each in added.items())])


def _within(found: Query, scores: Iterable[Query]) -> Query:
    """The documents of a filter, with the sums of the scores that they have."""
    return {"bool": {"filter": [found], "should": _present(scores)}}


def _in(lang: str, most: float) -> Query:
    """The documents that hold a language, each with the same score."""
    return {"constant_score": {"filter": {"term": {"lang": lang}}, "boost": most}}


def _present(parts: Iterable[Query]) -> list[Query]:
    return [part for part in parts if part != NOTHING]


def _sums(parts: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for part in parts:
        for lang, most in part.items():
            sums[lang] += most
    return sums


class _OfNoLanguage:
    """What adds nothing to scores."""

    __slots__ = ()

    def added(self, rough: Rough) -> Mapping[str, float]:
        return {}

    def most_by_language(self) -> Mapping[str, float]:
        return {}


@dataclass(frozen=True, slots=True)
class Nobody(_OfNoLanguage):
    """Finds nothing."""

    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return NOTHING

    def scores(self, keys: Keys, rough: Rough) -> Query:
        return NOTHING

    def weigh(self, frame: Frame) -> Weighed:
        return frame.none()

    def scored(self) -> Iterator[Scored]:
        return iter(())


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Everybody(_OfNoLanguage):
    """Finds every document, with the score 0."""

    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return {"match_all": {}}

    def scores(self, keys: Keys, rough: Rough) -> Query:
        return {"bool": {"filter": [{"match_all": {}}]}}

    def weigh(self, frame: Frame) -> Weighed:
        return ~frame.none()[0], frame.none()[1]

    def scored(self) -> Iterator[Scored]:
        return iter(())


@dataclass(frozen=True, slots=True)
class _Several:
    """Parts whose scores are added."""

    parts: tuple[Node, ...]

    @property
    def most(self) -> float:
        return sum(part.most for part in self.parts)

    @property
    def loss(self) -> float:
        return sum(part.loss for part in self.parts) + self.most * EPSILON

    def added(self, rough: Rough) -> Mapping[str, float]:
        return _sums(part.added(rough) for part in self.parts)

    def most_by_language(self) -> Mapping[str, float]:
        return _sums(part.most_by_language() for part in self.parts)

    def scored(self) -> Iterator[Scored]:
        for part in self.parts:
            yield from part.scored()


@dataclass(frozen=True, slots=True)
class AnyOf(_Several):
    """The documents of any part, scores added."""

    def finds(self, keys: Keys) -> Query:
        return union_of([part.finds(keys) for part in self.parts])

    def scores(self, keys: Keys, rough: Rough) -> Query:
        tiers = [part for part in self.parts if isinstance(part, Scored)]
        others = [part.scores(keys, rough) for part in self.parts if not isinstance(part, Scored)]
        return any_of([*merged(tiers, keys, rough), *others])

    def weigh(self, frame: Frame) -> Weighed:
        mask, values = frame.none()
        for part in self.parts:
            if isinstance(part, Scored) and not frame.may_hold(part.tier):
                continue  # as most are
            own, scores = part.weigh(frame)
            mask |= own
            values += scores
        return mask, values


def any_node(parts: Sequence[Node]) -> Node:
    """The documents of any part, scores added."""
    left: list[Node] = []
    for part in parts:
        if isinstance(part, AnyOf):
            left.extend(part.parts)
        elif part is not NOBODY:
            left.append(part)
    return AnyOf(tuple(left)) if len(left) > 1 else left[0] if left else NOBODY


@dataclass(frozen=True, slots=True)
class AllOf(_Several):
    """The documents of all parts, scores added."""

    def finds(self, keys: Keys) -> Query:
        return {"bool": {"filter": [part.finds(keys) for part in self.parts]}}

    def scores(self, keys: Keys, rough: Rough) -> Query:
        found = [part.scores(keys, rough) for part in self.parts]
        if self.added(rough):
            return _within(self.finds(keys), found)
        return {"bool": {"must": found}}

    def weigh(self, frame: Frame) -> Weighed:
        none, values = frame.none()
        mask = ~none
        for part in self.parts:
            own, scores = part.weigh(frame)
            mask &= own
            values += scores
        return mask, values * mask


@dataclass(frozen=True, slots=True)
class Supported:
    """The documents of `found`; what `more` scores in them is added."""

    found: Node
    more: Node

    @property
    def most(self) -> float:
        return self.found.most + self.more.most

    @property
    def loss(self) -> float:
        return self.found.loss + self.more.loss + self.most * EPSILON

    def finds(self, keys: Keys) -> Query:
        return self.found.finds(keys)

    def scores(self, keys: Keys, rough: Rough) -> Query:
        found, more = self.found.scores(keys, rough), self.more.scores(keys, rough)
        if self.found.added(rough):
            return _within(self.finds(keys), [found, more])
        return {"bool": {"must": [found], "should": _present([more])}}

    def added(self, rough: Rough) -> Mapping[str, float]:
        return _sums([self.found.added(rough), self.more.added(rough)])

    def most_by_language(self) -> Mapping[str, float]:
        return _sums([self.found.most_by_language(), self.more.most_by_language()])

    def weigh(self, frame: Frame) -> Weighed:
        mask, values = self.found.weigh(frame)
        return mask, values + self.more.weigh(frame)[1] * mask

    def scored(self) -> Iterator[Scored]:
        yield from self.found.scored()
        yield from self.more.scored()


@dataclass(frozen=True, slots=True)
class Without(_OfNoLanguage):
    """The documents that `part` does not find."""

    part: Node
    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        found = self.part.finds(keys)
        excluded = [] if found == NOTHING else [found]
        return {"bool": {"filter": [{"match_all": {}}], "must_not": excluded}}

    def scores(self, keys: Keys, rough: Rough) -> Query:
        return self.finds(keys)

    def weigh(self, frame: Frame) -> Weighed:
        return ~self.part.weigh(frame)[0], frame.none()[1]

    def scored(self) -> Iterator[Scored]:
        return self.part.scored()


@dataclass(frozen=True, slots=True)
class Only(_OfNoLanguage):
    """The documents whose metadata are as asked."""

    asked: Filter
    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return filter_query(self.asked, fold_words)

    def scores(self, keys: Keys, rough: Rough) -> Query:
        return {"bool": {"filter": [self.finds(keys)]}}

    def weigh(self, frame: Frame) -> Weighed:
        found = [fits(self.asked, held, fold_words, path_form) for held in frame.held]
        return np.array(found, bool), frame.none()[1]

    def scored(self) -> Iterator[Scored]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranked parts of a query; see `plan.Sum`.

    The documents of any of `held` and all of `needed` and none of `excluded`. `parts` are those that score, each with
    what it is worth that a document has it, 0 for nothing; by what those that it has are worth together, the score is
    multiplied with a share of `shares`. `is_union`: the documents of `held` are those of the parts, so that they need
    not be looked for twice. `least`: how many of the parts that are worth something it must have.
    """

    held: Node
    needed: tuple[Node, ...]
    excluded: Node
    parts: tuple[tuple[Node, int], ...]
    shares: tuple[float, ...]
    is_union: bool = False
    least: int = 0

    @property
    def most(self) -> float:
        return sum(part.most for part, _ in self.parts)

    @property
    def _step(self) -> float:
        return 2.0 ** math.ceil(math.log2(2 * self.most + 1))

    @property
    def loss(self) -> float:
        # With parts that are counted for several languages, up to eight: a document in more has far more added than
        # floats lose.
        whole = 2 * self._step * len(self.shares) if self.shares else self.most
        return sum(part.loss for part, _ in self.parts) + 2 * whole * EPSILON

    def finds(self, keys: Keys) -> Query:
        conditions = [part.finds(keys) for part in self.needed]
        if self.held is not EVERYBODY or not conditions:
            conditions.append(self.held.finds(keys))
        if self.least > 1:
            held = [found for part, worth in self.parts if worth and (found := part.finds(keys)) != NOTHING]
            conditions.append({"bool": {"should": held, "minimum_should_match": self.least}} if held else NOTHING)
        return {"bool": {"filter": conditions, "must_not": self._unwanted(keys)}}

    def _unwanted(self, keys: Keys) -> list[Query]:
        excluded = self.excluded.finds(keys)
        return [] if excluded == NOTHING else [excluded]

    def scores(self, keys: Keys, rough: Rough) -> Query:
        step = self._step if self.shares else 0.0
        should = []
        for part, worth in self.parts:
            found = part.scores(keys, rough)
            if found != NOTHING and step and worth:
                one_more = {"functions": [{"weight": step * worth}], "boost_mode": "sum"}
                found = {"function_score": {"query": found, **one_more}}
            should.append(found)
        missing = self._missing(rough, step)
        if self.is_union and not missing:
            needed = [part.finds(keys) for part in self.needed]
            rest = {"filter": needed, "must_not": self._unwanted(keys)}
            whole: Query = {"bool": {"should": _present(should), "minimum_should_match": 1, **rest}}
        else:
            whole = _within(self.finds(keys), [*should, *(_in(*each) for each in missing.items())])
        if not self.shares:
            return whole
        params = {"c": step, "s": list(self.shares), "i": keys.next()}
        return {"script_score": {"query": whole, "script": {"source": _SHARE, "params": params}}}

    def _missing(self, rough: Rough, step: float) -> Mapping[str, float]:
        """By skipped language the most that is missing, with the steps of the parts that may be found in it."""
        found: dict[str, float] = defaultdict(float)
        for part, worth in self.parts:
            for lang, most in part.added(rough).items():
                found[lang] += most + step * worth
        return found

    def added(self, rough: Rough) -> Mapping[str, float]:
        # What is multiplied cannot be added outside.
        return {}

    def most_by_language(self) -> Mapping[str, float]:
        sums: dict[str, float] = defaultdict(float)
        worths: dict[str, int] = defaultdict(int)
        for part, worth in self.parts:
            for lang, most in part.most_by_language().items():
                sums[lang] += most
                worths[lang] += worth
        return {lang: most * (self.shares[worths[lang]] if self.shares else 1) for lang, most in sums.items()}

    def weigh(self, frame: Frame) -> Weighed:
        mask = self.held.weigh(frame)[0]
        for part in self.needed:
            mask &= part.weigh(frame)[0]
        mask &= ~self.excluded.weigh(frame)[0]
        values = frame.none()[1]
        holds = np.zeros(len(mask), np.int64)
        for part, worth in self.parts:
            own, scores = part.weigh(frame)
            values += scores
            holds += own * worth
        if self.shares:
            values *= np.array(self.shares)[holds]
        if self.least > 1:
            mask &= holds >= self.least
        return mask, values * mask

    def scored(self) -> Iterator[Scored]:
        for part in (self.held, *self.needed, self.excluded, *(part for part, _ in self.parts)):
            yield from part.scored()


EVERYBODY = Everybody()
