"""Counts over the documents of a generation that are not deleted."""

from collections import Counter

import numpy as np

from searcher.engine.local.snapshot import Snapshot
from searcher.index.damage import damage
from searcher.index.version import Generation


def documents(generation: Generation) -> int:
    """How many documents the generation holds. Raises SearcherError if it is damaged."""
    return Snapshot(generation).live_documents


def documents_by_file(generation: Generation) -> Counter[str]:
    """Key of each file → how many documents it has. Raises as `documents`."""
    found: Counter[str] = Counter()
    for segment in Snapshot(generation).segments:
        with damage(generation):
            names = segment.names("file")
            numbers = segment.numbers("file")[segment.live]
            if len(numbers) and numbers.max() >= len(names):
                raise ValueError("documents of files that there are not")
            counts = np.bincount(numbers, minlength=len(names))
        found.update(dict(zip(names, counts.tolist(), strict=True)))
    return +found


def documents_by_language(generation: Generation) -> Counter[str]:
    """Language → how many documents hold some of it. Raises as `documents`."""
    found: Counter[str] = Counter()
    for segment in Snapshot(generation).segments:
        with damage(generation):
            found.update({lang: int((segment.holds(lang) & segment.live).sum()) for lang in segment.held_langs})
    return +found
