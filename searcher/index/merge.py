"""Several segments into one, without their deleted documents and without analysing a text again."""

from collections.abc import Sequence

import numpy as np

from searcher.index.bulk import write_terms
from searcher.index.columns import ColumnWriter, Integers, joined
from searcher.index.documents import write_documents
from searcher.index.merge_documents import merged_documents
from searcher.index.postings import Postings, ranges
from searcher.index.segment import Segment
from searcher.index.vocabulary import Keys, Terms, in_order, merged


def merge(segments: Sequence[Segment], out: ColumnWriter) -> None:
    """Write the merged columns."""
    lists = [_living(segment) for segment in segments]
    terms, numbers = _terms(segments)
    counts = np.zeros((len(segments), len(terms)), np.int64)
    positions = np.zeros_like(counts)
    for row, (own, number) in enumerate(zip(lists, numbers, strict=True)):
        counts[row, number] = np.diff(own.starts)
        positions[row, number] = np.diff(own.position_starts)
    bases = np.cumsum([0, *(int(segment.live.sum()) for segment in segments)]).tolist()
    total = counts.sum(axis=0)
    present = total > 0
    postings = Postings(
        np.concatenate(([0], np.cumsum(total[present]))),
        _interleaved([own.documents + base for own, base in zip(lists, bases, strict=False)], counts, numbers),
        _interleaved([own.frequencies for own in lists], counts, numbers),
        _interleaved([own.positions for own in lists], positions, numbers),
    )
    renumbered = np.cumsum(present) - 1
    keys = _keys(segments, numbers)
    keys = {kind: _renumbered(pairs[present[pairs[:, 1]]], renumbered) for kind, pairs in keys.items()}
    write_terms(out, terms.taken(present), keys, postings, bases[-1])
    write_documents(out, merged_documents(segments))


def _renumbered(pairs: Integers, numbers: Integers) -> Integers:
    return np.stack((pairs[:, 0], numbers[pairs[:, 1]]), axis=1)


def _interleaved(parts: Sequence[Integers], counts: Integers, numbers: Sequence[Integers]) -> Integers:
    """The parts of all segments term by term. `counts`: by segment and term; `numbers`: the terms of each segment."""
    ends = np.cumsum(counts, axis=0)
    starts = np.concatenate(([0], np.cumsum(ends[-1])))[:-1] + ends - counts
    result = np.empty(int(ends[-1].sum()), np.result_type(*parts))
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
        np.concatenate(([0], np.cumsum(counts))),
        (np.cumsum(segment.live) - 1)[whole.documents[kept]],
        frequencies,
        whole.positions[np.repeat(kept, whole.frequencies)],
    )


def _terms(segments: Sequence[Segment]) -> tuple[Terms, list[Integers]]:
    """The terms of all segments in order, and for each segment their numbers for its own terms."""
    dictionaries = [segment.dictionary for segment in segments]
    own_folds = [dictionary.folds_between(0, dictionary.folds) for dictionary in dictionaries]
    own_spellings = [dictionary.spellings() for dictionary in dictionaries]
    folds = sorted(set().union(*own_folds))
    spellings = sorted(set().union(*(words for _, words in own_spellings)))
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


def _keys(segments: Sequence[Segment], numbers: Sequence[Integers]) -> Keys:
    """The keys of all segments, for the merged terms."""
    found: dict[str, list[Integers]] = {}
    for segment, number in zip(segments, numbers, strict=True):
        for kind, pairs in segment.dictionary.keys().items():
            found.setdefault(kind, []).append(_renumbered(pairs, number))
    return {kind: merged(parts) for kind, parts in found.items()}
