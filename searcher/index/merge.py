"""Several segments into one, without their deleted documents and without analysing a text again."""

from array import array
from collections.abc import Sequence

import numpy as np

from searcher.index.bulk import write_terms
from searcher.index.columns import ColumnWriter, Integers
from searcher.index.dictionary import Keys, Terms, in_order
from searcher.index.documents import DocumentColumns, write_documents
from searcher.index.postings import Postings, ranges
from searcher.index.segment import Segment


def merge(segments: Sequence[Segment], out: ColumnWriter) -> None:
    """Write the merged columns."""
    lists = [_living(segment) for segment in segments]
    terms, numbers = _terms(segments)
    keys = _keys(segments, numbers)
    counts = np.zeros((len(segments), len(terms)), np.int64)
    positions = np.zeros_like(counts)
    for row, (own, number) in enumerate(zip(lists, numbers, strict=True)):
        counts[row, number] = np.diff(own.starts)
        positions[row, number] = np.diff(own.position_starts)
    present = counts.sum(axis=0) > 0
    bases = np.cumsum([0, *(int(segment.live.sum()) for segment in segments)])
    merged = Postings(
        _bounds(counts.sum(axis=0)[present]),
        _interleaved(
            [own.documents + base for own, base in zip(lists, bases.tolist(), strict=False)], counts, numbers, np.int64
        ),
        _interleaved([own.frequencies for own in lists], counts, numbers, np.int64),
        _interleaved([own.positions for own in lists], positions, numbers, np.int64),
    )
    renumbered = np.cumsum(present) - 1
    keys = {kind: _renumbered(pairs[present[pairs[:, 1]]], renumbered) for kind, pairs in keys.items()}
    write_terms(out, terms.taken(np.flatnonzero(present).tolist()), keys, merged, int(bases[-1]))
    write_documents(out, _documents(segments))


def _renumbered(pairs: Integers, numbers: Integers) -> Integers:
    return np.stack((pairs[:, 0], numbers[pairs[:, 1]]), axis=1)


def _bounds(counts: Integers) -> Integers:
    return np.concatenate(([0], np.cumsum(counts)))


def _interleaved(
    parts: Sequence[Integers], counts: Integers, numbers: Sequence[Integers], kind: type[np.signedinteger]
) -> Integers:
    """The parts of all segments term by term. `counts`: by segment and term; `numbers`: the terms of each segment."""
    ends = np.cumsum(counts, axis=0)
    starts = np.concatenate(([0], np.cumsum(ends[-1])))[:-1] + ends - counts
    result = np.empty(int(ends[-1].sum()), kind)
    for part, row, own, number in zip(parts, counts, starts, numbers, strict=True):
        result[ranges(own[number], row[number])] = part
    return result


def _living(segment: Segment) -> Postings:
    """All postings of a segment in documents that are not deleted, these numbered anew."""
    whole = segment.lists.everything()
    if not len(segment.deleted):
        return whole
    kept = segment.live[whole.documents]
    term_of = np.repeat(np.arange(len(whole.starts) - 1), np.diff(whole.starts))
    frequencies = whole.frequencies[kept]
    counts = np.bincount(term_of[kept], minlength=len(whole.starts) - 1)
    return Postings(
        _bounds(counts),
        (np.cumsum(segment.live) - 1)[whole.documents[kept]],
        frequencies,
        whole.positions[np.repeat(kept, whole.frequencies)],
    )


def _terms(segments: Sequence[Segment]) -> tuple[Terms, list[Integers]]:
    """The terms of all segments in order, and for each segment their numbers for its own terms."""
    number: dict[tuple[str, str], int] = {}
    langs: list[str] = []
    words: list[str] = []
    folds: list[str] = []
    own: list[Integers] = []
    for segment in segments:
        dictionary = segment.dictionary
        names = np.array(dictionary.langs, object)[dictionary.term_langs].tolist()
        numbers = []
        for lang, word, folded in zip(names, dictionary.words(), dictionary.folds_of_terms(), strict=True):
            key = lang, word
            at = number.get(key)
            if at is None:
                at = number[key] = len(words)
                langs.append(lang)
                words.append(word)
                folds.append(folded)
            numbers.append(at)
        own.append(np.array(numbers, np.int64))
    found = Terms(langs, words, folds)
    order = found.order()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return found.taken(order), [rank[each] for each in own]


def _keys(segments: Sequence[Segment], numbers: Sequence[Integers]) -> Keys:
    """The keys of all segments, for the merged terms."""
    found: dict[str, list[Integers]] = {}
    for segment, number in zip(segments, numbers, strict=True):
        for kind, pairs in segment.dictionary.keys().items():
            found.setdefault(kind, []).append(_renumbered(pairs, number))
    merged = {}
    for kind, parts in found.items():
        pairs = in_order(np.concatenate(parts))
        new = np.ones(len(pairs), bool)
        new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
        merged[kind] = pairs[new]
    return merged


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
