"""Scores of leaves: each tier of variants is one pseudo-term under BM25.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which
is never negative. A tier's document frequency is that of the union of its variants, and its term frequency in a
document the weighted count of its spans: many spellings of one name add nothing.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Generic, TypeVar

import numpy as np

from searcher.bounded import Bounded
from searcher.engine.engine import IsCancelled, never, stop_if
from searcher.engine.local.occurrences import Occurrences, Spans
from searcher.engine.local.scores import NOTHING, Numbers, Scores
from searcher.engine.local.snapshot import Snapshot
from searcher.engine.local.tier_counts import TierCounts, Words, count_tiers
from searcher.engine.local.tier_counts import batches as tier_batches
from searcher.index.segment.columns import Integers, first_of_each, joined
from searcher.query.plan import Leaf, SingleWords, Tier, Variant
from searcher.records import dataclass
from searcher.text.terms import Term

K1 = 1.2
B = 0.75
# Documents of a made-up background, and the share of them that holds any term: with them, the only document in a
# language does not make all of its words common.
BACKGROUND = 6
BACKGROUND_SHARE = 0.05
# Of so many words the posting lists are read one by one, and kept; of more all at once.
_FEW = 8
# So many tiers are counted one by one.
_FEW_TIERS = 4
# Leaves of which is known how their tiers are counted.
_LEAVES = 32
# Scores are added up when there are so many times as many as documents.
_TOGETHER = 4
# Below this share of all documents, numbers are sorted rather than counted into an array of all documents.
_SPARSE = 8


_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class LeafScores:
    """What a leaf gives: `found` by itself, `supported` by tiers that only support."""

    found: Scores
    supported: Scores

    @property
    def best(self) -> Scores:
        """What the leaf finds: what only supports, if there is nothing else."""
        return self.found if len(self.found) else self.supported


def add_up(parts: Iterable[Scores], size: int) -> Scores:
    """The documents of any part, of `size` in all, with the sums of their scores.

    The parts are asked for one by one: a query may have hundreds, of which few are in memory at the same time.
    """
    kept: list[Scores] = []
    length = 0
    for part in parts:
        if len(part):
            kept.append(part)
            length += len(part)
        if length > _TOGETHER * size and len(kept) > 1:
            kept = [_added(kept, size)]
            length = len(kept[0])
    return _added(kept, size)


def _added(parts: Sequence[Scores], size: int) -> Scores:
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    if sum(map(len, parts)) * _SPARSE > size:
        held, sums = np.zeros(size, bool), np.zeros(size)
        most, *others = sorted(parts, key=len, reverse=True)
        held[most.documents] = True
        sums[most.documents] = most.values
        for part in others:
            held[part.documents] = True
            sums[part.documents] += part.values
        return Scores.spread(held, sums)
    documents = np.concatenate([part.documents for part in parts])
    values = np.concatenate([part.values for part in parts])
    return reduced(documents, values, size)


def reduced(documents: Integers, values: Numbers, size: int) -> Scores:
    """The sum of `values` for each of the `documents`, which may repeat in any order."""
    if len(documents) * _SPARSE > size:
        held = np.zeros(size, bool)
        held[documents] = True
        distinct = held.nonzero()[0]
        sums = np.asarray(np.bincount(documents, values, size), np.float64)
        return Scores(distinct, sums[distinct])
    order = np.argsort(documents, kind="stable")
    ordered = documents[order]
    first = first_of_each(ordered)
    return Scores(ordered[first], np.add.reduceat(values[order], first) if len(first) else values)


def summed_up(blocks: Iterable[tuple[Integers, Numbers]], size: int) -> Scores:
    """The sum of the values, which are above 0, for each of the documents of all blocks, of `size` in all.

    Documents may come again, in a block and in others.
    """
    kept: list[tuple[Integers, Numbers]] = []
    length = 0
    sums: Numbers | None = None
    for block in blocks:
        kept.append(block)
        length += len(block[0])
        if length * _SPARSE > size:
            sums = np.zeros(size) if sums is None else sums
            while kept:
                _add_to(sums, *kept.pop())
    if sums is not None:
        return Scores.spread(sums > 0, sums)
    return reduced(joined([own for own, _ in kept]), joined([own for _, own in kept]), size) if kept else NOTHING


def _add_to(sums: Numbers, documents: Integers, values: Numbers) -> None:
    """Add to the sums by document. A block is of one segment, whose documents lie side by side."""
    if len(documents):
        first, last = int(documents.min()), int(documents.max()) + 1
        sums[first:last] += np.bincount(documents - first, values, last - first)


def rarity(frequency: int, documents: int) -> float:
    """The inverse document frequency; with a few documents of background, so that it means something among one."""
    frequency_there = frequency + BACKGROUND * BACKGROUND_SHARE
    all_there = max(documents, frequency) + BACKGROUND
    return math.log(1 + (all_there - frequency_there + 0.5) / (frequency_there + 0.5))


def collection(lang: str, languages: Mapping[str, tuple[int, int]], whole: tuple[int, float]) -> tuple[int, float]:
    """(documents, mean count of tokens) of what a term of a language is judged among; `whole`, those of all, for "".

    `languages`: language → (documents that hold some of it, tokens in it).
    """
    if not lang:
        return whole
    documents, tokens = languages[lang]
    return documents, max(1.0, tokens / max(1, documents))


def single_words(variants: Sequence[Variant]) -> tuple[Sequence[Term], Sequence[float]] | None:
    """(terms, weights) of variants that are single words, wherever they stand; None if there are others.

    Single words cannot overlap, so their counts add up without looking at positions.
    """
    if isinstance(variants, SingleWords):
        return variants.terms, variants.weights
    terms: list[Term] = []
    weights: list[float] = []
    several = False
    for variant in variants:
        if len(variant.places) > 1 or not variant.is_plain:
            return None
        own = variant.places[0]
        several = several or len(own) > 1
        terms.extend(own)
        weights.extend([variant.weight] * len(own))
    return None if several and len(set(terms)) < len(terms) else (terms, weights)


class _Same(Generic[_Asked]):
    """A tier or a leaf as a key: itself, and none that is equal, which would take long to tell."""

    __slots__ = ("part",)

    def __init__(self, part: _Asked) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.part is self.part


class Scorer:
    """Scores leaves over one snapshot."""

    def __init__(self, snapshot: Snapshot, occurrences: Occurrences) -> None:
        self._snapshot = snapshot
        self._occurrences = occurrences
        self._counts: Bounded[tuple[Hashable, bool], Scores] = Bounded(snapshot.budget, lambda found: found.most_bytes)
        self._together: Bounded[tuple[Hashable, ...], TierCounts] = Bounded(
            snapshot.budget, lambda found: found.most_bytes
        )
        # The hits of a ranking ask for its leaves again.
        self._parted = lru_cache(_LEAVES)(partial(_parted, snapshot))

    def leaf(self, leaf: Leaf, cancelled: IsCancelled = never) -> LeafScores:
        """The scores that the leaf's tiers give, summed. Raises Cancelled."""
        size = self._snapshot.documents
        alone, together = self._parted(_Same(leaf))
        counted = []
        for tiers, words in together:
            stop_if(cancelled)
            counted.append((tiers, self._counts_of(tiers, words)))
        found, supported = (
            add_up(
                chain(
                    (self._scored_together(leaf, tiers, counts, supports) for tiers, counts in counted),
                    self._tiers(leaf, alone, supports, cancelled),
                ),
                size,
            )
            for supports in (False, True)
        )
        return LeafScores(found, supported)

    def frequencies(self, leaf: Leaf) -> list[int]:
        """In how many documents each tier of the leaf is."""
        alone, together = self._parted(_Same(leaf))
        sizes = {id(tier): len(self.counts(tier, leaf.title_only)) for tier in alone}
        for tiers, words in together:
            counted = self._counts_of(tiers, words).sizes.tolist()
            sizes.update((id(tier), size) for tier, size in zip(tiers, counted, strict=True))
        return [sizes[id(tier)] for tier in leaf.tiers]

    def _tiers(self, leaf: Leaf, tiers: Sequence[Tier], supports: bool, cancelled: IsCancelled) -> Iterator[Scores]:
        for tier in tiers:
            if tier.supports == supports:
                stop_if(cancelled)
                yield self.tier(tier, leaf.title_only, leaf.steepness)

    def size(self, leaf: Leaf) -> int:
        """At most how many documents a leaf finds; all if it stands for so many words that asking takes its time."""
        if sum(len(tier.variants) for tier in leaf.tiers) > _FEW:
            return self._snapshot.documents
        places = (min(variant.places, key=len) for tier in leaf.tiers for variant in tier.variants)
        return sum(len(self._snapshot.postings(*term)) for place in places for term in place)

    def with_leaf(self, found: Scores, leaf: Leaf) -> Scores | None:
        """Those of `found` that hold the leaf too, its scores added; None unless it is one word, which is quick."""
        tier = leaf.tiers[0] if len(leaf.tiers) == 1 and not leaf.title_only else None
        words = None if tier is None or tier.supports else single_words(tier.variants)
        if tier is None or words is None or len(words[0]) != 1:
            return None
        (term,), (weight,) = words
        postings = self._snapshot.postings(*term)
        frequencies = postings.frequencies_in(found.documents)
        held = np.flatnonzero(frequencies)
        counts = Scores(found.documents[held], frequencies[held].astype(np.float64) * weight)
        scores = self._scored(tier, counts, len(postings), leaf.steepness)
        return Scores(scores.documents, scores.values + found.values[held])

    def counts(self, tier: Tier, title_only: bool = False) -> Scores:
        """Documents with the weighted count of the spans of the tier's variants."""
        key = _Same(tier) if tier.key is None else tier.key
        return self._counts.of((key, title_only), lambda: self._count(tier.variants, title_only))

    def _counts_of(self, tiers: Sequence[Tier], words: Sequence[Words]) -> TierCounts:
        """The same of several tiers of single words at once."""
        keys = tuple(tier.key for tier in tiers)
        if None in keys:
            return count_tiers(self._snapshot, words)
        return self._together.of(keys, lambda: count_tiers(self._snapshot, words))

    def _count(self, variants: Sequence[Variant], title_only: bool) -> Scores:
        if not title_only and (words := single_words(variants)) is not None:
            return self._count_words(*words)
        single = [at for at, variant in enumerate(variants) if variant.is_plain and len(variant.places) == 1]
        alike = single_words([variants[at] for at in single]) if len(single) > _FEW and not title_only else None
        if alike is None or len(set(alike[0])) < len(alike[0]):
            return self._weighed(variants, self._occurrences.of(variants, title_only))
        # Where there are none of several words, single ones count wherever they stand.
        spans, documents = self._occurrences.with_others(variants, single)
        apart = np.ones(self._snapshot.documents, bool)
        apart[documents] = False
        counts = (self._count_words(*alike).among(apart), self._weighed(variants, spans))
        return add_up(counts, self._snapshot.documents)

    def _weighed(self, variants: Sequence[Variant], spans: Spans) -> Scores:
        """By document the spans of variants, each by its weight."""
        weights = np.array([variant.weight for variant in variants], np.float64)
        return reduced(spans.documents, weights[spans.variants], self._snapshot.documents)

    def _count_words(self, terms: Sequence[Term], weights: Sequence[float]) -> Scores:
        if len(terms) > _FEW:
            worth = np.array(weights)
            blocks = self._snapshot.postings_of_all(terms, in_order=True)
            return summed_up(((found, counts * worth[of]) for found, counts, of in blocks), self._snapshot.documents)
        parts = []
        for term, weight in zip(terms, weights, strict=True):
            postings = self._snapshot.postings(*term)
            values = postings.frequencies.astype(np.float64)
            parts.append(Scores(postings.documents, values if weight == 1.0 else values * weight))
        return add_up(parts, self._snapshot.documents)

    def tier(self, tier: Tier, title_only: bool = False, steepness: float = 1.0) -> Scores:
        """The scores that a tier gives."""
        counts = self.counts(tier, title_only)
        return self._scored(tier, counts, len(counts), steepness)

    def _scored(self, tier: Tier, counts: Scores, frequency: int, steepness: float) -> Scores:
        """The scores of documents with these weighted counts; the tier is in `frequency` documents in all."""
        if not len(counts):
            return NOTHING
        documents, average = self._collection(tier.lang)
        lengths = self._snapshot.lengths[counts.documents]
        scores = _saturated(counts.values, lengths, K1 * B / average)
        scores *= tier.weight * rarity(frequency, documents) ** steepness * (K1 + 1)
        return Scores(counts.documents, scores)

    def _scored_together(self, leaf: Leaf, tiers: Sequence[Tier], counted: TierCounts, supports: bool) -> Scores:
        """The sums of the scores that those of some tiers of a leaf give which support, or which do not."""
        collections = [self._collection(tier.lang) for tier in tiers]
        growing = K1 * B / np.array([average for _, average in collections])
        weights = [
            tier.weight * rarity(size, documents) ** leaf.steepness * (K1 + 1)
            for tier, size, (documents, _) in zip(tiers, counted.sizes.tolist(), collections, strict=True)
        ]
        kept = np.array([tier.supports == supports for tier in tiers])[counted.tiers]
        of_rows, documents, counts = counted.tiers[kept], counted.documents[kept], counted.counts[kept]
        scores = _saturated(counts, self._snapshot.lengths[documents], growing[of_rows])
        scores *= np.array(weights)[of_rows]
        return reduced(documents, scores, self._snapshot.documents)

    def _collection(self, lang: str) -> tuple[int, float]:
        snapshot = self._snapshot
        return collection(lang, snapshot.languages, (snapshot.live_documents, snapshot.average_tokens))


def _parted(snapshot: Snapshot, same: _Same[Leaf]) -> tuple[Sequence[Tier], list[tuple[list[Tier], list[Words]]]]:
    """The tiers of a leaf that are counted one by one, and those that are counted together, with their words."""
    leaf = same.part
    if leaf.title_only or len(leaf.tiers) < _FEW_TIERS:
        return leaf.tiers, []
    plain = [(at, words) for at, tier in enumerate(leaf.tiers) if (words := single_words(tier.variants))]
    batches = [[plain[place] for place in places] for places in tier_batches(snapshot, [w for _, w in plain])]
    taken = {at for batch in batches for at, _ in batch}
    alone = [tier for at, tier in enumerate(leaf.tiers) if at not in taken]
    return alone, [([leaf.tiers[at] for at, _ in batch], [words for _, words in batch]) for batch in batches]


def _saturated(counts: Numbers, lengths: Numbers, growing: float | Numbers) -> Numbers:
    """What of a term's weight each document has, by its counts there and the lengths, which are written over.

    `growing`: what each token of a document adds below.
    """
    # In place, step by step: a frequent word is in most documents, and each copy of its numbers takes time.
    lengths *= growing
    lengths += K1 * (1 - B)
    lengths += counts
    return np.divide(counts, lengths, out=lengths)
