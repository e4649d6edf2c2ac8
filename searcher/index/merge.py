"""Several segments into one, without their deleted documents and without analysing a text again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from searcher.index.column_writer import ColumnWriter
from searcher.index.columns import Integers, joined, smallest
from searcher.index.documents import write_documents
from searcher.index.inverting import PostingsWriter
from searcher.index.merge_documents import merged_documents
from searcher.index.postings import Postings
from searcher.index.segment import Segment
from searcher.index.vocabulary import Keys, Terms, in_order, merged, write_dictionary
from searcher.index.word_keys import NAME

# Postings that are in memory at the same time; some 100 bytes each.
BLOCK = 250_000


def merge(segments: Sequence[Segment], out: ColumnWriter) -> None:
    """Write the merged columns, in memory that grows with the words and documents but not with the texts."""
    terms, numbers = _terms(segments)
    counts = np.zeros(len(terms), np.int64)
    for segment, number in zip(segments, numbers, strict=True):
        counts[number] += _living_counts(segment)
    bases = np.cumsum([0, *(int(segment.live.sum()) for segment in segments)]).tolist()
    lists = PostingsWriter(out, bases[-1])
    occurrences = np.zeros(len(terms), np.int64)
    for first, last in blocks(counts):
        block = _merged_block(segments, numbers, bases, first, last)
        occurrences[first:last] = np.diff(block.position_starts)
        present = counts[first:last] > 0
        lists.add(replace(block, starts=np.concatenate(([0], np.cumsum(counts[first:last][present])))))
    lists.close()
    present = counts > 0
    renumbered = np.cumsum(present) - 1
    keys = _keys(segments, numbers)
    keys = {kind: _renumbered(pairs[present[pairs[:, 1]]], renumbered) for kind, pairs in keys.items()}
    write_dictionary(out, terms.taken(present), keys, occurrences[present])
    write_documents(out, merged_documents(segments))


def blocks(counts: Integers) -> Iterator[tuple[int, int]]:
    """Runs of terms, half open, of about BLOCK postings."""
    edges = np.concatenate(([0], np.cumsum(counts)))
    first = 0
    while first < len(counts):
        last = max(first + 1, int(edges.searchsorted(edges[first] + BLOCK, "right")) - 1)
        yield first, last
        first = last


def _merged_block(
    segments: Sequence[Segment], numbers: Sequence[Integers], bases: Sequence[int], first: int, last: int
) -> Postings:
    """The postings of the merged terms `first` to `last`."""
    counts = np.zeros((len(segments), last - first), np.int64)
    places = np.zeros_like(counts)
    parts = []
    for row, (segment, number, base) in enumerate(zip(segments, numbers, bases, strict=False)):
        begin, end = number.searchsorted((first, last)).tolist()
        part = _living(segment, begin, end)
        own = number[begin:end] - first
        counts[row, own] = np.diff(part.starts)
        places[row, own] = np.diff(part.position_starts)
        parts.append(replace(part, documents=part.documents + base))
    return Postings(
        np.concatenate(([0], np.cumsum(counts.sum(axis=0)))),
        _interleaved([part.documents for part in parts], counts),
        _interleaved([part.frequencies for part in parts], counts),
        _interleaved([part.positions for part in parts], places),
    )


def _renumbered(pairs: Integers, numbers: Integers) -> Integers:
    return np.stack((pairs[:, 0], numbers[pairs[:, 1]]), axis=1)


def _interleaved(parts: Sequence[Integers], counts: Integers) -> Integers:
    """The parts of all segments term by term. `counts`: of each part's values, by segment and term."""
    # A byte or two for each value cost a fraction of its place, which takes eight.
    owners = np.tile(smallest(np.arange(len(parts))), counts.shape[1]).repeat(counts.T.ravel())
    result = np.empty(len(owners), np.result_type(*parts))
    for row, part in enumerate(parts):
        result[owners == row] = part
    return result


def _living(segment: Segment, first: int, last: int) -> Postings:
    """The postings of some terms of a segment in documents that are not deleted, these numbered anew."""
    whole = segment.lists.between(first, last)
    if not len(segment.deleted):
        return whole
    kept = segment.live[whole.documents]
    term_of = np.arange(last - first).repeat(np.diff(whole.starts))
    return Postings(
        np.concatenate(([0], np.cumsum(np.bincount(term_of[kept], minlength=last - first)))),
        (np.cumsum(segment.live) - 1)[whole.documents[kept]],
        whole.frequencies[kept],
        whole.positions[kept.repeat(whole.frequencies)],
    )


def _living_counts(segment: Segment) -> Integers:
    """In how many documents that are not deleted each term of a segment is."""
    counts = segment.lists.document_counts(0, len(segment.dictionary))
    if len(segment.deleted):
        for first, last in blocks(counts.copy()):
            counts[first:last] = np.diff(_living(segment, first, last).starts)
    return counts


def _terms(segments: Sequence[Segment]) -> tuple[Terms, list[Integers]]:
    """The terms of all segments in order, and for each segment their numbers for its own terms."""
    dictionaries = [segment.dictionary for segment in segments]
    own_folds = [dictionary.folds_between(0, dictionary.folds) for dictionary in dictionaries]
    own_spellings = [dictionary.spellings() for dictionary in dictionaries]
    folds = _in_order(own_folds)
    spellings = _in_order([words for _, words in own_spellings])
    langs = sorted(set().union(*(dictionary.langs for dictionary in dictionaries)))
    fold_rank = {fold: at for at, fold in enumerate(folds)}
    spelling_rank = {word: at for at, word in enumerate(spellings, 1)}
    fold_of, lang_of, spelling_of = [], [], []
    for dictionary, its_folds, (spelt, words) in zip(dictionaries, own_folds, own_spellings, strict=True):
        ranks = np.fromiter(map(fold_rank.__getitem__, its_folds), np.int64, len(its_folds))
        fold_of.append(ranks[dictionary.fold_numbers()])
        lang_of.append(np.array([langs.index(lang) for lang in dictionary.langs], np.int64)[dictionary.term_langs])
        spelling = np.zeros(len(dictionary), np.int64)
        spelling[spelt] = [spelling_rank[word] for word in words]
        spelling_of.append(spelling)
    given = Terms(folds, langs, spellings, joined(fold_of), joined(lang_of), joined(spelling_of))
    terms, places = in_order(given)
    return terms, np.split(places, np.cumsum([len(dictionary) for dictionary in dictionaries])[:-1])


def _in_order(parts: Iterable[Sequence[str]]) -> list[str]:
    """The words of all parts, ascending, each once."""
    # Sorting finds the runs that are in order already; a set would lose them.
    return list(dict.fromkeys(sorted(chain.from_iterable(parts))))


def _keys(segments: Sequence[Segment], numbers: Sequence[Integers]) -> Keys:
    """The keys of all segments, for the merged terms."""
    found: dict[str, list[Integers]] = {}
    for segment, number in zip(segments, numbers, strict=True):
        for kind, pairs in segment.dictionary.keys().items():
            if kind == NAME and len(segment.deleted):
                # What was a name in deleted documents alone is none any more.
                pairs = pairs[np.array([segment.keeps_capital(term) for term in pairs[:, 1].tolist()], bool)]
            found.setdefault(kind, []).append(_renumbered(pairs, number))
    return {kind: merged(parts) for kind, parts in found.items()}
