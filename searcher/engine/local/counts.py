"""How the documents of a ranking divide by what is known of them: whole columns at once."""

from collections import Counter

import numpy as np

from searcher.engine.local.scores import Mask
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.reader import Segment


def counts(snapshot: Snapshot, held: Mask, field: str) -> Counter[str]:
    """Value of a field (see `engine.FIELDS`) → how many of the documents where `held` have it."""
    found = Counter[str]()
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        found.update(_counts(segment, held[base : base + segment.documents], field))
    return +found


def _counts(segment: Segment, held: Mask, field: str) -> dict[str, int]:
    if field == "lang":
        return {lang: int(np.count_nonzero(segment.holds(lang) & held)) for lang in segment.held_langs}
    if field == "date":
        dates, numbers = np.unique(segment.dates[held], return_counts=True)
        return {date.decode(): number for date, number in zip(dates.tolist(), numbers.tolist(), strict=True)}
    names = segment.names(field)
    numbers = np.bincount(segment.numbers(field)[held], minlength=len(names))
    return {names[at]: int(numbers[at]) for at in numbers.nonzero()[0].tolist()}
