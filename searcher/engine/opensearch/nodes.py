"""A plan with all that it asks of the whole library answered: what is left can be told of each document by itself.

A node is three things: the documents that it finds, as a filter; the same with a score, as a query whose score is never
below the true one by more than floats lose; and the true score of documents that are here.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from searcher.engine.local.evaluator import fold_words, path_form
from searcher.engine.local.scorer import K1, B
from searcher.engine.opensearch.filters import filter_query, fits
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.tiers import NOTHING, Keys, Query, any_of, counting, holding, union_of
from searcher.query.plan import Tier
from searcher.query.tree import Filter
from searcher.records import dataclass

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Weighed = tuple[Mask, Numbers]
"""By document: whether it is found, and its score, 0 where not."""

FIXED = K1 * (1 - B)
# `_score` is the count of a tier, n the words of the document; see `scorer`.
_TIER = "return params.w * _score / (_score + params.a + params.b * doc['n'].value);"
# Each part that is counted adds params.c to the score, which is more than all parts together can.
_SHARE = "double k = Math.floor(_score / params.c); return (_score - k * params.c) * params.s[(int)k];"


class Node(Protocol):
    """A part of an answered plan."""

    @property
    def most(self) -> float:
        """No score is higher."""

    @property
    def loss(self) -> float:
        """By so much a score of the server may be wrong, because it reckons in floats."""

    def finds(self, keys: Keys) -> Query: ...

    def scores(self, keys: Keys) -> Query: ...

    def weigh(self, frame: Frame) -> Weighed: ...

    def tiers(self) -> Iterator[Tier]:
        """All tiers whose words are looked at."""


# A float has 24 bits.
_EPSILON = 2.0**-22


@dataclass(frozen=True, slots=True)
class Nobody:
    """Finds nothing."""

    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return NOTHING

    def scores(self, keys: Keys) -> Query:
        return NOTHING

    def weigh(self, frame: Frame) -> Weighed:
        return frame.none()

    def tiers(self) -> Iterator[Tier]:
        return iter(())


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Everybody:
    """Finds every document, with the score 0."""

    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return {"match_all": {}}

    def scores(self, keys: Keys) -> Query:
        return {"bool": {"filter": [{"match_all": {}}]}}

    def weigh(self, frame: Frame) -> Weighed:
        return ~frame.none()[0], frame.none()[1]

    def tiers(self) -> Iterator[Tier]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Scored:
    """The documents with a tier. `weight` is that of its BM25, `growing` what each word of a document adds below.

    `known`: of a tier of which the server cannot tell the documents, their names there with the count of each.
    """

    tier: Tier
    title_only: bool
    weight: float
    growing: float
    known: tuple[tuple[str, float], ...] | None = None

    @property
    def most(self) -> float:
        return self.weight

    @property
    def loss(self) -> float:
        return self.weight * _EPSILON

    def finds(self, keys: Keys) -> Query:
        if self.known is not None:
            return {"ids": {"values": [name for name, _ in self.known]}} if self.known else NOTHING
        return holding(self.tier.variants, self.title_only, keys)

    def scores(self, keys: Keys) -> Query:
        found = self._counting(keys)
        if found == NOTHING:
            return found
        params = {"w": self.weight, "a": FIXED, "b": self.growing, "i": keys.next()}
        return {"script_score": {"query": found, "script": {"source": _TIER, "params": params}}}

    def _counting(self, keys: Keys) -> Query:
        if self.known is None:
            return counting(self.tier.variants, self.title_only, keys)
        of_count: dict[float, list[str]] = {}
        for name, count in self.known:
            of_count.setdefault(count, []).append(name)
        return any_of(
            [
                {"constant_score": {"filter": {"ids": {"values": names}}, "boost": count}}
                for count, names in of_count.items()
            ]
        )

    def weigh(self, frame: Frame) -> Weighed:
        counts = frame.counts(self.tier, self.title_only)
        return counts > 0, self.weight * (counts / (counts + FIXED + self.growing * frame.lengths))

    def tiers(self) -> Iterator[Tier]:
        yield self.tier


@dataclass(frozen=True, slots=True)
class _Several:
    """Parts whose scores are added."""

    parts: tuple[Node, ...]

    @property
    def most(self) -> float:
        return sum(part.most for part in self.parts)

    @property
    def loss(self) -> float:
        return sum(part.loss for part in self.parts) + self.most * _EPSILON

    def tiers(self) -> Iterator[Tier]:
        for part in self.parts:
            yield from part.tiers()


@dataclass(frozen=True, slots=True)
class AnyOf(_Several):
    """The documents of any part, scores added."""

    def finds(self, keys: Keys) -> Query:
        return union_of([part.finds(keys) for part in self.parts])

    def scores(self, keys: Keys) -> Query:
        return any_of([part.scores(keys) for part in self.parts])

    def weigh(self, frame: Frame) -> Weighed:
        mask, values = frame.none()
        for part in self.parts:
            own, scores = part.weigh(frame)
            mask |= own
            values += scores
        return mask, values


def any_node(parts: Sequence[Node]) -> Node:
    """The documents of any part, scores added."""
    left = tuple(part for part in parts if part is not NOBODY)
    return AnyOf(left) if len(left) > 1 else left[0] if left else NOBODY


@dataclass(frozen=True, slots=True)
class AllOf(_Several):
    """The documents of all parts, scores added."""

    def finds(self, keys: Keys) -> Query:
        return {"bool": {"filter": [part.finds(keys) for part in self.parts]}}

    def scores(self, keys: Keys) -> Query:
        return {"bool": {"must": [part.scores(keys) for part in self.parts]}}

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
        return self.found.loss + self.more.loss + self.most * _EPSILON

    def finds(self, keys: Keys) -> Query:
        return self.found.finds(keys)

    def scores(self, keys: Keys) -> Query:
        more = self.more.scores(keys)
        should = [] if more == NOTHING else [more]
        return {"bool": {"must": [self.found.scores(keys)], "should": should}}

    def weigh(self, frame: Frame) -> Weighed:
        mask, values = self.found.weigh(frame)
        return mask, values + self.more.weigh(frame)[1] * mask

    def tiers(self) -> Iterator[Tier]:
        yield from self.found.tiers()
        yield from self.more.tiers()


@dataclass(frozen=True, slots=True)
class Without:
    """The documents that `part` does not find."""

    part: Node
    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        found = self.part.finds(keys)
        excluded = [] if found == NOTHING else [found]
        return {"bool": {"filter": [{"match_all": {}}], "must_not": excluded}}

    def scores(self, keys: Keys) -> Query:
        return self.finds(keys)

    def weigh(self, frame: Frame) -> Weighed:
        return ~self.part.weigh(frame)[0], frame.none()[1]

    def tiers(self) -> Iterator[Tier]:
        return self.part.tiers()


@dataclass(frozen=True, slots=True)
class Only:
    """The documents whose metadata are as asked."""

    asked: Filter
    most: float = 0.0
    loss: float = 0.0

    def finds(self, keys: Keys) -> Query:
        return filter_query(self.asked, fold_words)

    def scores(self, keys: Keys) -> Query:
        return {"bool": {"filter": [self.finds(keys)]}}

    def weigh(self, frame: Frame) -> Weighed:
        found = [fits(self.asked, held, fold_words, path_form) for held in frame.held]
        return np.array(found, bool), frame.none()[1]

    def tiers(self) -> Iterator[Tier]:
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
        whole = self._step * (len(self.shares) + 1) if self.shares else self.most
        return sum(part.loss for part, _ in self.parts) + 2 * whole * _EPSILON

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

    def scores(self, keys: Keys) -> Query:
        should = []
        for part, worth in self.parts:
            found = part.scores(keys)
            if found == NOTHING:
                continue
            if self.shares and worth:
                step = {"functions": [{"weight": self._step * worth}], "boost_mode": "sum"}
                found = {"function_score": {"query": found, **step}}
            should.append(found)
        whole: Query = {"bool": {"filter": [self.finds(keys)], "should": should}}
        if self.is_union:
            needed = [part.finds(keys) for part in self.needed]
            rest = {"filter": needed, "must_not": self._unwanted(keys)}
            whole = {"bool": {"should": should, "minimum_should_match": 1, **rest}}
        if not self.shares:
            return whole
        params = {"c": self._step, "s": list(self.shares), "i": keys.next()}
        return {"script_score": {"query": whole, "script": {"source": _SHARE, "params": params}}}

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

    def tiers(self) -> Iterator[Tier]:
        for part in (self.held, *self.needed, self.excluded, *(part for part, _ in self.parts)):
            yield from part.tiers()


EVERYBODY = Everybody()
