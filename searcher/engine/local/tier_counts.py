"""The counts of many tiers at once: one look at the postings of all their words.

A word of a query stands for words of sixty languages, each as written, by its stem and by its beginning. What NumPy
does for each of these tiers by itself takes longer than their few postings.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from searcher.engine.local.scores import Numbers
from searcher.engine.local.snapshot import AT_ONCE, Snapshot
from searcher.index.segment.columns import Integers, first_of_each, joined
from searcher.records import dataclass
from searcher.text.terms import Term

# A tier with more documents than this, and than this share of all, is counted by itself.
_MOST_DOCUMENTS = 1_000
_MOST_SHARE = 8

Words = tuple[Sequence[Term], Sequence[float]]
"""The terms of a tier, each a variant by itself, and what an occurrence of each counts."""


@dataclass(frozen=True, slots=True)
class TierCounts:
    """Rows in the order of tiers, and within a tier of documents: the weighted count of the tier in the document.

    `tiers` are places in the sequence that was asked for, `sizes` by tier the documents that hold it.
    """

    tiers: Integers
    documents: Integers
    counts: Numbers
    sizes: Integers

    @property
    def most_bytes(self) -> int:
        """The memory that they take."""
        return 24 * len(self.documents) + 8 * len(self.sizes)


def batches(snapshot: Snapshot, words: Sequence[Words]) -> Iterator[list[int]]:
    """The places of tiers that are quicker counted together than one by one, some after the others."""
    most = max(_MOST_DOCUMENTS, snapshot.documents // _MOST_SHARE)
    batch: list[int] = []
    taken = 0
    for place, postings in enumerate(_postings(snapshot, words).tolist()):
        if postings > most:
            continue
        if taken + postings > AT_ONCE and batch:
            yield batch
            batch, taken = [], 0
        batch.append(place)
        taken += postings
    if len(batch) > 1:
        yield batch


def _postings(snapshot: Snapshot, words: Sequence[Words]) -> Integers:
    """How many postings the words of each tier have, deleted documents included."""
    terms, tiers = _spread(words)
    found = np.zeros(len(words), np.int64)
    for segment, (numbers, owners) in zip(snapshot.segments, snapshot.vocabulary.numbers(terms), strict=True):
        counts = segment.lists.counts(np.array(numbers, np.int64))
        found += np.bincount(tiers[owners], counts, len(words)).astype(np.int64)
    return found


def count_tiers(snapshot: Snapshot, words: Sequence[Words]) -> TierCounts:
    """The counts of the tiers with these words in documents that are not deleted."""
    terms, tiers = _spread(words)
    worth = np.array([weight for _, weights in words for weight in weights], np.float64)
    keys, counts = [], []
    for documents, frequencies, owners in snapshot.postings_of_all(terms):
        keys.append(tiers[owners] * snapshot.documents + documents)
        counts.append(frequencies * worth[owners])
    all_keys, values = joined(keys), np.concatenate([np.empty(0), *counts])
    if not (all_keys[1:] > all_keys[:-1]).all():
        order = np.argsort(all_keys, kind="stable")
        all_keys, values = all_keys[order], values[order]
        first = first_of_each(all_keys)
        all_keys, values = all_keys[first], np.add.reduceat(values, first)
    of_rows, documents = np.divmod(all_keys, max(1, snapshot.documents))
    return TierCounts(of_rows, documents, values, np.bincount(of_rows, minlength=len(words)))


def _spread(words: Sequence[Words]) -> tuple[list[Term], Integers]:
    """The terms of all tiers, one after another, and the tier of each."""
    terms = [term for own, _ in words for term in own]
    return terms, np.arange(len(words)).repeat([len(own) for own, _ in words])
