"""Several segments into one, without their deleted documents and without analysing a text again."""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from searcher.index.bulk import (
    DocumentColumns,
    Postings,
    TermCount,
    term_counts,
    write_documents,
    write_terms,
)
from searcher.index.columns import ColumnWriter, Integers
from searcher.index.segment import Segment


def merge(segments: Sequence[Segment], out: ColumnWriter) -> list[TermCount]:
    """Write the merged columns; gives the terms with their counts, for the side dictionary."""
    terms = sorted({term for segment in segments for term in _terms(segment)})
    number = {term: at for at, term in enumerate(terms)}
    parts: list[tuple[Integers, Integers, Integers, Integers]] = []
    base = 0
    for segment in segments:
        own = list(_terms(segment))
        renumbered = np.fromiter(map(number.__getitem__, own), np.int64, len(own))
        live = segment.live
        places = np.cumsum(live) - 1 + base
        documents, frequencies, positions, counts = segment.all_postings()
        term_of = np.repeat(renumbered, counts)
        kept = live[documents]
        positions = positions[np.repeat(kept, frequencies)]
        parts.append((term_of[kept], places[documents[kept]], frequencies[kept], positions))
        base += int(live.sum())
    term_of, documents, frequencies, positions = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(term_of, kind="stable")
    starts = np.concatenate(([0], np.cumsum(frequencies)))[:-1]
    ordered = frequencies[order]
    first = np.concatenate(([0], np.cumsum(ordered)))
    gathered = positions[np.repeat(starts[order] - first[:-1], ordered) + np.arange(len(positions))]
    by_term = term_of[order]
    present = np.bincount(by_term, minlength=len(terms)) > 0
    used = np.flatnonzero(present)
    posting_starts = np.searchsorted(by_term, used)
    names = [(terms[at][0], terms[at][1].decode()) for at in used.tolist()]
    bounds = np.append(posting_starts, len(by_term))
    postings = Postings(bounds, documents[order], ordered, first[bounds], gathered)
    write_terms(out, names, postings)
    columns = _documents(segments)
    write_documents(out, columns)
    return term_counts(names, postings, _names(postings, columns))


def _terms(segment: Segment) -> Iterator[tuple[str, bytes]]:
    for lang, span in segment.langs.items():
        for term in range(*span):
            yield lang, segment.word(term)


def _names(postings: Postings, columns: DocumentColumns) -> list[bool]:
    """By term: whether it begins with a capital anywhere."""
    starts = np.concatenate(([0], np.cumsum(columns.counts + (columns.titles > 0))))
    places = np.repeat(starts[postings.documents], postings.frequencies) + postings.positions
    term_of = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.position_starts))
    names: list[bool] = (
        np.bincount(term_of[columns.bits[places] > 0], minlength=len(postings.starts) - 1) > 0
    ).tolist()
    return names


def _documents(segments: Sequence[Segment]) -> DocumentColumns:
    kept = [np.flatnonzero(segment.live).tolist() for segment in segments]
    pairs = [(segment, document) for segment, own in zip(segments, kept, strict=True) for document in own]
    bits = []
    for segment in segments:
        unpacked = np.unpackbits(segment.capitals)[: int(segment.place_starts[-1])]
        bits.append(unpacked[np.repeat(segment.live, np.diff(segment.place_starts))])
    names = {
        (id(segment), name): (segment.names(name), segment.numbers(name).tolist())
        for segment in segments
        for name in ("file", "type")
    }

    def value(segment: Segment, document: int, name: str) -> str:
        values, of = names[id(segment), name]
        found: str = values[of[document]]
        return found

    return DocumentColumns(
        counts=np.concatenate([segment.tokens[segment.live] for segment in segments]),
        titles=np.concatenate([segment.title_tokens[segment.live] for segment in segments]),
        bits=np.concatenate(bits),
        records=[segment.record_bytes(document) for segment, document in pairs],
        texts=[segment.compressed_text(document) for segment, document in pairs],
        files=[value(segment, document, "file") for segment, document in pairs],
        types=[value(segment, document, "type") for segment, document in pairs],
        dates=[date for segment in segments for date in segment.dates[segment.live].tolist()],
        langs=[tuple(segment.record(document)[4].split()) for segment, document in pairs],
        checkpoints=[array("I", segment.checkpoints(document).tolist()) for segment, document in pairs],
    )
