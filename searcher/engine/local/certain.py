"""Documents that are asked for one by one, by their ids and files."""

from bisect import bisect_left
from collections.abc import Collection, Iterator

import numpy as np

from searcher.engine.local.scores import Mask
from searcher.engine.local.snapshot import Snapshot
from searcher.index.segment.columns import SEPARATOR
from searcher.index.segment.reader import Segment

# Ids that are quicker looked for one after the other than by a look at all that there are.
_FEW = 8
_END = SEPARATOR.encode()


def files_of(snapshot: Snapshot, identifiers: Collection[str]) -> dict[str, list[str]]:
    """Id → the keys of the files that hold documents with it."""
    found: dict[str, list[str]] = {}
    if len(identifiers) <= _FEW:
        for identifier in identifiers:
            for document in snapshot.among_all(lambda segment, wanted=identifier: segment.with_id(wanted)):  # type: ignore[misc]
                found.setdefault(identifier, []).append(snapshot.metadata(document).file)
        return found
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        for at, identifier in enumerate(_ids(segment)):
            if identifier in identifiers and snapshot.live[base + at]:
                found.setdefault(identifier, []).append(segment.name_of("file", at))
    return found


def certain_mask(segment: Segment, documents: Collection[tuple[str, str]]) -> Mask:
    """By document of a segment: whether it is one of these, each an id and the key of its file."""
    files = segment.names("file")
    places = {file: bisect_left(files, file) for file in {file for _, file in documents}}
    wanted = np.zeros(len(files), bool)
    wanted[[at for file, at in places.items() if at < len(files) and files[at] == file]] = True
    numbers = segment.numbers("file")
    held: Mask = wanted[numbers]
    for at in held.nonzero()[0].tolist():
        held[at] = (_id(segment, at), files[numbers[at]]) in documents
    return held


def _ids(segment: Segment) -> Iterator[str]:
    return (_id(segment, document) for document in range(segment.documents))


def _id(segment: Segment, document: int) -> str:
    return segment.record_bytes(document).partition(_END)[0].decode()
