"""Scores of leaves: each tier of variants is one pseudo-term under BM25.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which
is never negative. A tier's document frequency is that of the union of its variants, and its term frequency in a
document the weighted count of its spans: many spellings of one name add nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reference.occurrences import Occurrences
from reference.reading import Snapshot
from searcher.query.plan import Leaf, Tier, Variant

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class LeafScores:
    """Document → score: `found` by the leaf itself, `supported` by tiers that only support."""

    found: dict[int, float]
    supported: dict[int, float]


class Scorer:
    """Scores leaves over one snapshot."""

    def __init__(self, snapshot: Snapshot, occurrences: Occurrences) -> None:
        self._snapshot = snapshot
        self._occurrences = occurrences

    def leaf(self, leaf: Leaf) -> LeafScores:
        """The scores that the leaf's tiers give, summed."""
        found: dict[int, float] = {}
        supported: dict[int, float] = {}
        for tier in leaf.tiers:
            self._add(tier, leaf.title_only, supported if tier.supports else found, leaf.steepness)
        return LeafScores(found, supported)

    def tier(self, tier: Tier, title_only: bool = False) -> dict[int, float]:
        """The scores that a tier gives."""
        scores: dict[int, float] = {}
        self._add(tier, title_only, scores)
        return scores

    def languages_of(self, documents: Iterable[int]) -> set[str]:
        """The languages that any of the documents holds."""
        return {lang for document in documents for lang in self._snapshot.metadata(document).langs}

    def document_frequency(self, tier: Tier, title_only: bool = False) -> int:
        """In how many documents any variant of the tier occurs."""
        return len(self.frequencies(tier.variants, title_only))

    def frequencies(self, variants: Sequence[Variant], title_only: bool) -> dict[int, float]:
        """Document → weighted count of the variants' spans."""
        return self._count(variants, title_only)

    def _count(self, variants: Sequence[Variant], title_only: bool) -> dict[int, float]:
        counts: dict[int, float] = {}
        if title_only or any(
            len(variant.places) > 1
            or len(variant.places[0]) > 1
            or variant.capital
            or variant.written
            or variant.apart
            or variant.weak
            for variant in variants
        ):
            for document, spans in self._occurrences.of(variants, title_only).items():
                counts[document] = sum(variant.weight for _, _, variant in spans)
            return counts
        # Single words cannot overlap, so their counts add up without looking at positions.
        for variant in variants:
            postings = self._snapshot.postings(*variant.places[0][0])
            weight = variant.weight
            for document, positions in zip(postings.documents, postings.positions, strict=True):
                counts[document] = counts.get(document, 0.0) + weight * len(positions)
        return counts

    def _add(self, tier: Tier, title_only: bool, scores: dict[int, float], steepness: float = 1.0) -> None:
        frequencies = self.frequencies(tier.variants, title_only)
        if not frequencies:
            return
        snapshot = self._snapshot
        documents, tokens = snapshot.live_documents, snapshot.tokens
        average = snapshot.average_tokens
        if tier.lang:
            documents, length = snapshot.languages[tier.lang]
            average = max(1.0, length / max(1, documents))
        frequency = len(frequencies)
        there, everywhere = frequency + 0.3, max(documents, frequency) + 6
        rarity = math.log(1 + (everywhere - there + 0.5) / (there + 0.5))
        weight = tier.weight * rarity**steepness * (K1 + 1)
        fixed, growing = K1 * (1 - B), K1 * B / average
        for document, count in frequencies.items():
            score = weight * count / (count + fixed + growing * tokens[document])
            scores[document] = scores.get(document, 0.0) + score
