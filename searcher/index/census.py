"""Counts over the documents of a generation that are not deleted."""

from collections import Counter

import numpy as np

from searcher.index.reading import Snapshot
from searcher.index.storage import Generation


def documents(generation: Generation) -> int:
    """How many documents the generation holds. Raises SearcherError if it is damaged."""
    return Snapshot(generation).live_documents


def documents_by_file(generation: Generation) -> Counter[str]:
    """Key of each file → how many documents it has."""
    found: Counter[str] = Counter()
    for segment in Snapshot(generation).segments:
        counts = np.bincount(segment.numbers("file")[segment.live])
        found.update({name: int(counts[at]) for at, name in enumerate(segment.names("file")) if at < len(counts)})
    return +found


def documents_by_language(generation: Generation) -> Counter[str]:
    """Language → how many documents hold some of it."""
    found: Counter[str] = Counter()
    for segment in Snapshot(generation).segments:
        found.update({lang: int((segment.holds(lang) & segment.live).sum()) for lang in segment.held_langs})
    return +found
