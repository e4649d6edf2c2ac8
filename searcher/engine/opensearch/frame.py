"""The documents that are weighed together, with the counts of tiers in each."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from searcher.cluster.schema import term_key
from searcher.engine.local.occurrences import Occurrences
from searcher.engine.local.scorer import single_words
from searcher.engine.opensearch.candidates import Candidates
from searcher.engine.opensearch.held import Held
from searcher.engine.opensearch.tiers import terms_of
from searcher.query.plan import Tier

Numbers = npt.NDArray[np.float64]


class Frame:
    """Documents in the order of `held`; of their words those of `tiers` are read."""

    def __init__(self, held: Sequence[Held], tiers: Iterable[Tier]) -> None:
        self.held = held
        # The tiers are kept too: what is collected might give its name to another.
        self._tiers = {id(tier): tier for tier in tiers}
        keys = {name: {term_key(*term) for term in terms_of(tier)} for name, tier in self._tiers.items()}
        self._candidates = Candidates(held, set().union(*keys.values()))
        there = self._candidates.inverted.keys()
        self._absent = {name for name, own in keys.items() if there.isdisjoint(own)}
        self._occurrences = Occurrences(self._candidates)
        self.lengths = self._candidates.lengths
        self._counts: dict[tuple[int, bool], Numbers] = {}

    def none(self) -> tuple[npt.NDArray[np.bool_], Numbers]:
        """No document, to be added to."""
        return np.zeros(len(self.held), bool), np.zeros(len(self.held))

    def may_hold(self, tier: Tier) -> bool:
        """Whether any word of one of the tiers is in any of the documents; few of a query's are in so few."""
        return id(tier) not in self._absent

    def counts(self, tier: Tier, title_only: bool) -> Numbers:
        """By document: the weighted count of the spans of one of the tiers."""
        found = self._counts.get((id(tier), title_only))
        if found is None:
            found = self._counts[id(tier), title_only] = self._count(tier, title_only)
        return found

    def _count(self, tier: Tier, title_only: bool) -> Numbers:
        counts = np.zeros(len(self.held))
        words = None if title_only else single_words(tier.variants)
        if words is not None:
            inverted = self._candidates.inverted
            for term, weight in zip(*words, strict=True):
                for at, places in inverted.get(term_key(*term), {}).items():
                    counts[at] += weight * len(places)
            return counts
        there = [variant for variant in tier.variants if all(map(self._candidates.has, variant.places))]
        if there:
            spans = self._occurrences.of(there, title_only)
            weights = np.array([variant.weight for variant in there], np.float64)
            np.add.at(counts, spans.documents, weights[spans.variants])
        return counts
