"""Several segments into one, without their deleted documents and without analysing a text again."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, Integers, blocks, joined, smallest
from searcher.index.segment.documents_merger import merged_documents
from searcher.index.segment.documents_writer import write_documents
from searcher.index.segment.packed_writer import NarrowWriter
from searcher.index.segment.postings import Postings
from searcher.index.segment.postings_writer import PostingsWriter
from searcher.index.segment.reader import Segment
from searcher.index.segment.sounds_writer import left_of, merge_sounds
from searcher.index.segment.term_dictionary import TermDictionary
from searcher.index.segment.term_dictionary_writer import Keys, TermDictionaryWriter, Terms, in_order, merged
from searcher.records import dataclass, replace

# Postings that are in memory at the same time; some 100 bytes each.
BLOCK = 250_000
# Folds of all segments that are in memory at the same time; some 200 bytes each.
FOLDS = 50_000


def merge(segments: Sequence[Segment], out: ColumnWriter) -> None:
    """Write the merged columns, in memory that grows with the words and documents but not with the texts."""
    bases = np.cumsum([0, *(int(segment.live.sum()) for segment in segments)]).tolist()
    _merge_terms(segments, out, bases)
    write_documents(out, merged_documents(segments))


def merge_parts(parts: Sequence[Segment], out: ColumnWriter) -> None:
    """Write the dictionary and the postings of segments that each hold a part of the same documents, in order."""
    _merge_terms(parts, out, [0] * len(parts) + [parts[0].documents])


@dataclass(frozen=True, slots=True)
class Block:
    """Merged terms that follow each other; of each segment its terms from `first` on, and their `places` in them."""

    terms: Terms
    firsts: list[int]
    places: list[Integers]


def _merge_terms(segments: Sequence[Segment], out: ColumnWriter, bases: Sequence[int]) -> None:
    """`bases`: the number that the first document of each segment has then, and how many there are then in all."""
    langs = sorted(set().union(*(segment.dictionary.langs for segment in segments)))
    lists, dictionary = PostingsWriter(out, bases[-1]), TermDictionaryWriter(out, langs)
    capitals = NarrowWriter(out, "term_capitals", 8)
    numbers = [np.full(len(segment.dictionary), -1, np.int32) for segment in segments]
    written = 0
    for block in term_blocks([segment.dictionary for segment in segments], langs):
        present = _add_block(segments, block, bases, lists, dictionary, capitals)
        renumbered = np.where(present, np.cumsum(present) - 1 + written, -1)
        for number, first, places in zip(numbers, block.firsts, block.places, strict=True):
            number[first : first + len(places)] = renumbered[places]
        written += int(present.sum())
        for segment in segments:
            segment.columns.release()
    lists.close()
    capitals.close()
    merge_sounds(out, segments, numbers, dictionary.fold_of(), list(map(left_of, segments)))
    dictionary.close(_keys(segments, numbers))


def _add_block(
    segments: Sequence[Segment],
    block: Block,
    bases: Sequence[int],
    lists: PostingsWriter,
    dictionary: TermDictionaryWriter,
    capitals: NarrowWriter,
) -> npt.NDArray[np.bool_]:
    """Write the postings and words of a block; which of its terms are in a document that is not deleted."""
    counts, with_capital = np.zeros((2, len(block.terms)), np.int64)
    for segment, first, places in zip(segments, block.firsts, block.places, strict=True):
        own = np.arange(first, first + len(places))
        counts[places] += segment.counts(own)
        with_capital[places] += segment.capitals(own)
    present = counts > 0
    capitals.append(with_capital[present])
    occurrences = np.zeros(len(counts), np.int64)
    for first, last in blocks(counts, BLOCK):
        merged_block = _together(_merged_block(segments, block, bases, first, last))
        occurrences[first:last] = np.diff(merged_block.position_starts)
        starts = np.append(merged_block.starts[:-1][present[first:last]], merged_block.starts[-1])
        lists.add(replace(merged_block, starts=starts))
    dictionary.add(block.terms.taken(present), occurrences[present])
    return present


def _merged_block(segments: Sequence[Segment], block: Block, bases: Sequence[int], first: int, last: int) -> Postings:
    """The postings of the terms `first` to `last` of a block."""
    counts = np.zeros((len(segments), last - first), np.int64)
    places = np.zeros_like(counts)
    parts = []
    of_segments = zip(segments, block.firsts, block.places, bases, strict=False)
    for row, (segment, start, number, base) in enumerate(of_segments):
        begin, end = number.searchsorted((first, last)).tolist()
        part = _living(segment, start + begin, start + end)
        own = number[begin:end] - first
        counts[row, own] = np.diff(part.starts)
        places[row, own] = np.diff(part.position_starts)
        parts.append(replace(part, documents=part.documents + base))
    return Postings(
        np.concatenate(([0], np.cumsum(counts.sum(axis=0)))),
        _interleaved([part.documents for part in parts], counts),
        _interleaved([part.frequencies for part in parts], counts),
        _interleaved([part.distances for part in parts], places),
    )


def _together(postings: Postings) -> Postings:
    """The postings with one for each document of a term, where there were several that follow each other."""
    terms = np.arange(len(postings.starts) - 1).repeat(np.diff(postings.starts))
    again = (terms[1:] == terms[:-1]) & (postings.documents[1:] == postings.documents[:-1])
    if not again.any():
        return postings
    first = np.append(0, np.flatnonzero(~again) + 1)
    return Postings.of(
        np.concatenate(([0], np.cumsum(np.bincount(terms[first], minlength=len(postings.starts) - 1)))),
        postings.documents[first],
        np.add.reduceat(postings.frequencies.astype(np.int64), first),
        postings.positions,
    )


def _interleaved(parts: Sequence[AnyIntegers], counts: Integers) -> Integers:
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
        whole.distances[kept.repeat(whole.frequencies)],
    )


def term_blocks(dictionaries: Sequence[TermDictionary], langs: Sequence[str]) -> Iterator[Block]:
    """The terms of all dictionaries in order, some folds at a time; `langs` are the languages of all, sorted."""
    places = [0] * len(dictionaries)
    while any(at < dictionary.folds for at, dictionary in zip(places, dictionaries, strict=True)):
        left = [(dictionary, at) for dictionary, at in zip(dictionaries, places, strict=True) if at < dictionary.folds]
        step = max(1, FOLDS // len(left))
        next_ones = [dictionary.fold(at + step) for dictionary, at in left if at + step < dictionary.folds]
        limit = min(next_ones, default=None)
        ends = [dictionary.folds if limit is None else dictionary.starting(limit)[0] for dictionary in dictionaries]
        yield _block(dictionaries, places, ends, langs)
        places = ends


def _block(
    dictionaries: Sequence[TermDictionary], starts: Sequence[int], ends: Sequence[int], langs: Sequence[str]
) -> Block:
    """The terms of the folds `starts` to `ends`, half open, of each dictionary."""
    of_each = list(zip(dictionaries, starts, ends, strict=True))
    own_folds = [dictionary.folds_between(start, end) for dictionary, start, end in of_each]
    own_terms = [dictionary.terms_of(start, end) for dictionary, start, end in of_each]
    own_spellings = [dictionary.spellings(*terms) for dictionary, terms in zip(dictionaries, own_terms, strict=True)]
    folds = _in_order(own_folds)
    spellings = _in_order([words for _, words in own_spellings])
    fold_rank = {fold: at for at, fold in enumerate(folds)}
    spelling_rank = {word: at for at, word in enumerate(spellings, 1)}
    fold_of, lang_of, spelling_of = [], [], []
    for (dictionary, start, end), its_folds, (first, last), (spelt, words) in zip(
        of_each, own_folds, own_terms, own_spellings, strict=True
    ):
        ranks = np.fromiter(map(fold_rank.__getitem__, its_folds), np.int64, len(its_folds))
        fold_of.append(ranks[dictionary.fold_numbers(start, end)])
        lang_rank = np.array([langs.index(lang) for lang in dictionary.langs], np.int64)
        lang_of.append(lang_rank[dictionary.term_langs[first:last]])
        spelling = np.zeros(last - first, np.int64)
        spelling[spelt - first] = [spelling_rank[word] for word in words]
        spelling_of.append(spelling)
    given = Terms(folds, list(langs), spellings, joined(fold_of), joined(lang_of), joined(spelling_of))
    terms, places = in_order(given)
    sizes = [last - first for first, last in own_terms]
    return Block(terms, [first for first, _ in own_terms], np.split(places, np.cumsum(sizes)[:-1]))


def _in_order(parts: Iterable[Sequence[str]]) -> list[str]:
    """The words of all parts, ascending, each once."""
    # Sorting finds the runs that are in order already; a set would lose them.
    return list(dict.fromkeys(sorted(chain.from_iterable(parts))))


def _keys(segments: Sequence[Segment], numbers: Sequence[npt.NDArray[np.int32]]) -> Keys:
    """The keys of all segments, for the merged terms; those that are in no document any more have none."""
    found: dict[str, list[Integers]] = {}
    for segment, number in zip(segments, numbers, strict=True):
        for kind, pairs in segment.dictionary.keys().items():
            terms = number[pairs[:, 1]]
            kept = terms >= 0
            found.setdefault(kind, []).append(np.stack((pairs[kept, 0], terms[kept]), axis=1))
    return {kind: merged(parts) for kind, parts in found.items()}
