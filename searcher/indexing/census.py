"""Counts over the documents of a version that are not deleted."""

from collections import Counter

import numpy as np

from searcher.index.commit import open_segments
from searcher.index.damage import damage
from searcher.index.version import Version


def documents(version: Version) -> int:
    """How many documents the version holds. Raises SearcherError if it is damaged."""
    return sum(segment.documents - len(segment.deleted) for segment in open_segments(version))


def documents_by_file(version: Version) -> Counter[str]:
    """Key of each file → how many documents it has. Raises as `documents`."""
    found: Counter[str] = Counter()
    for segment in open_segments(version):
        with damage(version):
            names = segment.names("file")
            numbers = segment.numbers("file")[segment.live]
            if len(numbers) and numbers.max() >= len(names):
                raise ValueError("documents of files that there are not")
            counts = np.bincount(numbers, minlength=len(names))
        found.update(dict(zip(names, counts.tolist(), strict=True)))
    return +found
