"""The documents' columns of several segments, one after another, without the deleted documents."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import AnyIntegers, Integers, joined, ranges, summed
from searcher.index.segment.documents_writer import Blobs, DocumentColumns, Values
from searcher.index.segment.marks import UNUSUAL
from searcher.index.segment.packed import Split
from searcher.index.segment.reader import Segment

# Bytes of texts that are copied together.
_PIECE = 1 << 23


def merged_documents(segments: Sequence[Segment]) -> DocumentColumns:
    """The columns of the documents that are left."""
    langs = sorted(set().union(*(segment.held_langs for segment in segments)))
    checkpoints = [_checkpoints(segment) for segment in segments]
    marks_and_cases = [_marks(segment) for segment in segments]
    marks, cases = joined([own for own, _ in marks_and_cases]), joined([own for _, own in marks_and_cases])
    del marks_and_cases
    return DocumentColumns(
        counts=joined([segment.tokens[segment.live] for segment in segments]),
        titles=joined([segment.title_tokens[segment.live] for segment in segments]),
        marks=marks,
        letter_cases=cases,
        records=_blobs(segments, "record"),
        texts=_blobs(segments, "text"),
        files=_values(segments, "file"),
        types=_values(segments, "type"),
        fields=_values(segments, "field"),
        acronyms=_values(segments, "acronym"),
        dates=joined([segment.dates[segment.live] for segment in segments]),
        langs=langs,
        held=np.concatenate([_held(segment, langs) for segment in segments]),
        checkpoint_counts=joined([counts for counts, _ in checkpoints]),
        checkpoints=joined([offsets for _, offsets in checkpoints]),
    )


def _marks(segment: Segment) -> tuple[npt.NDArray[np.uint8], AnyIntegers]:
    """(marks by place, the letter cases of the unusual places)."""
    marks, cases = segment.marks.all()
    if not len(segment.deleted):
        return marks, cases
    kept = segment.live.repeat(np.diff(segment.place_starts))
    return marks[kept], cases[kept[(marks & UNUSUAL) > 0]]


def _blobs(segments: Sequence[Segment], name: str) -> Blobs:
    borders = [np.append(0, segment.columns.array(f"{name}_ends").astype(np.int64)) for segment in segments]
    parts = map(_parts, segments, repeat(name), borders)
    sizes = [np.diff(own)[segment.live] for segment, own in zip(segments, borders, strict=True)]
    return Blobs(chain.from_iterable(parts), np.cumsum(joined(sizes)))


def _parts(segment: Segment, name: str, borders: Integers) -> Iterator[memoryview]:
    """The bytes of the documents that are left, between these borders; what was read is not kept in memory."""
    column = segment.columns.parts(f"{name}s")
    edges: Iterable[tuple[int, int]] = pairwise([*range(0, len(column), _PIECE), len(column)])
    if len(segment.deleted):
        edges = zip(borders[:-1][segment.live].tolist(), borders[1:][segment.live].tolist(), strict=True)
    passed = 0
    for start, end in edges:
        yield column.run(start, end).data
        passed += end - start
        if passed >= _PIECE:
            segment.columns.release()
            passed = 0
    segment.columns.release()


def _values(segments: Sequence[Segment], name: str) -> Values:
    own = [segment.numbers(name)[segment.live] for segment in segments]
    present = [
        [segment.names(name)[number] for number in np.unique(numbers).tolist()]
        for segment, numbers in zip(segments, own, strict=True)
    ]
    names = sorted(set().union(*present))
    rank = {value: at for at, value in enumerate(names)}
    of = [
        np.array([rank.get(value, 0) for value in segment.names(name)], np.int64)[numbers]
        for segment, numbers in zip(segments, own, strict=True)
    ]
    return Values(names, joined(of))


def _held(segment: Segment, langs: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.stack([segment.holds(lang)[segment.live] for lang in langs], axis=1).astype(np.uint8)


def _checkpoints(segment: Segment) -> tuple[Integers, AnyIntegers]:
    """(count of each document, the offsets of all)."""
    ends = segment.columns.array("checkpoint_ends").astype(np.int64)
    counts = np.diff(ends, prepend=0)
    distances = Split(segment.columns, "checkpoints")
    own = counts[segment.live]
    places = ranges((ends - counts)[segment.live], own, len(distances))
    return cast(Integers, own), summed(distances.taken(places), own[own > 0])
