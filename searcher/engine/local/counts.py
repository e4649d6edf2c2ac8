"""How the documents of a ranking divide by what is known of them: whole columns at once."""

from collections import Counter

import numpy as np

from searcher.engine.local.scores import Mask
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.reader import Segment
from searcher.ingest.document import FIELDS as METADATA_FIELDS
from searcher.ingest.metadata import values_of


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
    if field in METADATA_FIELDS:
        found = Counter[str]()
        for fields, count in _of_names(segment, "field", held):
            for value in dict.fromkeys(values_of(fields, field)):
                found[value] += count
        return found
    return dict(_of_names(segment, field, held))


def _of_names(segment: Segment, field: str, held: Mask) -> list[tuple[str, int]]:
    names = segment.names(field)
    numbers = np.bincount(segment.numbers(field)[held], minlength=len(names))
    return [(names[at], int(numbers[at])) for at in numbers.nonzero()[0].tolist()]
