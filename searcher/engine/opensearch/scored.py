"""A tier of an answered plan: what its documents score, by their own words alone."""

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from searcher.engine.local.scorer import K1, B, rarity
from searcher.engine.opensearch.frame import Frame
from searcher.engine.opensearch.tiers import NOTHING, Keys, Query, any_of, counting, holding, terms_of
from searcher.query.plan import Tier
from searcher.records import dataclass

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Weighed = tuple[Mask, Numbers]
"""By document: whether it is found, and its score, 0 where not."""
Known = tuple[tuple[str, float], ...]
"""The documents of a tier by name, with its count in each."""

# A float has 24 bits.
EPSILON = 2.0**-22
_FIXED = K1 * (1 - B)
# So many weights that are about the same.
_DIFFERENT = 4_096
# `_score` is the count of a tier, n the words of the document; see `scorer`.
_TIER = "return params.w * _score / (_score + params.a + params.b * doc['n'].value);"


@dataclass(frozen=True, slots=True)
class Rough:
    """What is reckoned roughly, never too low, so that the servers have less to do.

    Tiers in the languages of `langs` are not asked for: each document that holds one of these has the most that they
    can add. Other tiers below `weight` are not scored: each document with one has the most that it can add.
    """

    langs: frozenset[str] = frozenset()
    weight: float = 0.0


EXACT = Rough()


class Scored:
    """The documents with a tier.

    Its weight is that of the rarest that it may be, until `settle` tells in how many documents it is: a query is asked
    with weights that are never too low, and of those tiers only that its best documents have the numbers are needed.
    """

    __slots__ = ("_documents", "_factor", "_finds", "_known", "_steepness", "growing", "is_settled", "lang", "tier",
                 "title_only", "weight")  # fmt: skip

    def __init__(
        self,
        tier: Tier,
        title_only: bool,
        frequency: tuple[int, bool],
        collection: tuple[int, float],
        factor: float = 1.0,
        steepness: float = 1.0,
        known: Known | None = None,
    ) -> None:
        """`frequency`: in how many documents the tier is at least, and whether that is all.

        `collection`: the documents that it is judged among, and the mean count of their words. `factor` multiplies its
        scores, `steepness` is the power of its rarity. `known`: its documents, if the server cannot tell them.
        """
        self.tier = tier
        self.title_only = title_only
        self._documents = collection[0]
        self.growing = K1 * B / collection[1]
        """What each word of a document adds below."""
        self._factor = tier.weight * (K1 + 1) * factor
        self._steepness = steepness
        self._known = known
        self._finds: Query | None = None
        self.lang = _language(tier) if known is None else ""
        """The language of all its words, "" if they are of several or may be."""
        self.settle(frequency[0])
        self.is_settled = frequency[1]

    def settle(self, frequency: int) -> None:
        """`frequency`: in how many documents the tier is."""
        self.weight: float = self._factor * rarity(frequency, self._documents) ** self._steepness
        self.is_settled = True

    @property
    def most(self) -> float:
        return self.weight

    @property
    def loss(self) -> float:
        return self.weight * EPSILON

    def finds(self, keys: Keys) -> Query:
        if self._finds is None:
            self._finds = self._finding(keys)
        return self._finds

    def _finding(self, keys: Keys) -> Query:
        if self._known is not None:
            return {"ids": {"values": [name for name, _ in self._known]}} if self._known else NOTHING
        return holding(self.tier.variants, self.title_only, keys)

    def scores(self, keys: Keys, rough: Rough) -> Query:
        return any_of(list(merged([self], keys, rough)))

    def added(self, rough: Rough) -> Mapping[str, float]:
        return {self.lang: self.weight} if self.lang in rough.langs else {}

    def most_by_language(self) -> Mapping[str, float]:
        return {self.lang: self.weight}

    def counted(self, keys: Keys) -> Query:
        """Its documents, with the count of it in each as score."""
        if self._known is None:
            return counting(self.tier.variants, self.title_only, keys)
        of_count: dict[float, list[str]] = {}
        for name, count in self._known:
            of_count.setdefault(count, []).append(name)
        return any_of(
            [
                {"constant_score": {"filter": {"ids": {"values": names}}, "boost": count}}
                for count, names in of_count.items()
            ]
        )

    def weigh(self, frame: Frame) -> Weighed:
        if not frame.may_hold(self.tier):
            return frame.none()
        counts = frame.counts(self.tier, self.title_only)
        return counts > 0, self.weight * (counts / (counts + _FIXED + self.growing * frame.lengths))

    def scored(self) -> "Iterator[Scored]":
        yield self


def merged(tiers: Sequence[Scored], keys: Keys, rough: Rough) -> Iterator[Query]:
    """The scores of tiers, of the same words in the same language at once: a word often is written as its stem is."""
    weighed: dict[tuple[str, float | None], tuple[Query, float]] = {}
    for tier in tiers:
        if tier.lang in rough.langs:
            continue
        is_rough = 0 < tier.weight < rough.weight
        found = tier.finds(keys) if is_rough else tier.counted(keys)
        if found != NOTHING:
            name = json.dumps(found), None if is_rough else tier.growing
            weighed[name] = found, weighed.get(name, (found, 0.0))[1] + tier.weight
    for (_, growing), (found, weight) in weighed.items():
        if growing is None:
            # No two are the same, or the server would take them for one.
            boost = weight * (1 + keys.next() % _DIFFERENT * EPSILON)
            yield {"constant_score": {"filter": found, "boost": boost}}
            continue
        params = {"w": weight, "a": _FIXED, "b": growing, "i": keys.next()}
        yield {"script_score": {"query": found, "script": {"source": _TIER, "params": params}}}


def _language(tier: Tier) -> str:
    if not tier.lang or any(lang != tier.lang for lang, _ in terms_of(tier)):
        return ""
    return tier.lang
