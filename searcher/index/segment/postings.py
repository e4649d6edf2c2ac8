"""Posting lists in columns: which documents hold a term, how often, and where.

A posting has a number; those of a term follow one another in the order of documents. The documents of a term that
more than one in DENSE holds lie as a bit map, those of the others as numbers, which costs half the room and little
time. Of the positions of a posting each but the first lies as its distance from the one before: most of these fit a
byte, most positions do not.
"""

from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import AnyIntegers, ColumnFile, Integers, distances_in, ranges, summed
from searcher.index.segment.packed import MARK, Planed, Sizes, Split, edges_in
from searcher.records import dataclass

# Postings that are looked at together.
_AT_ONCE = 1 << 20
# So many times as many postings as are wanted are read, if they lie in one run.
_SPARE = 2


@dataclass(frozen=True, slots=True)
class Postings:
    """Inverted tokens. `starts[t]:starts[t + 1]` are the postings of term t: `documents` ascending, with their
    `frequencies`; `distances` are the positions of all postings, one after another, each but a posting's first as its
    distance from the one before.
    """

    starts: Integers
    documents: Integers
    frequencies: Integers
    distances: AnyIntegers

    @classmethod
    def of(cls, starts: Integers, documents: Integers, frequencies: Integers, positions: AnyIntegers) -> "Postings":
        """Those that have these positions, one posting after another."""
        return cls(starts, documents, frequencies, distances_in(positions, frequencies))

    @property
    def positions(self) -> Integers:
        """The positions of all postings, one after another."""
        return summed(self.distances.astype(np.int64), self.frequencies)

    @property
    def position_starts(self) -> Integers:
        """Where the positions of each term begin; one more for the end."""
        ends = np.cumsum(self.frequencies, dtype=np.int64)
        return np.concatenate(([0], ends))[self.starts]


class PostingLists:
    """What a PostingsWriter wrote, deleted documents too."""

    def __init__(self, file: ColumnFile, documents: int) -> None:
        self._occurrences = Sizes(file, "frequencies")
        self._frequencies = self._occurrences.each
        self._size = documents
        self._documents = Planed(file, "documents")
        self._distances = Split(file, "distances")
        # By term its first posting; one more for the end.
        self._starts = edges_in(file, "counts")
        # For one term after another, which is quicker than from an array of NumPy.
        self._start_of = self._starts.data
        self._dense = cast(Integers, file.array("dense_terms")).astype(np.int64)
        self._maps = file.parts("dense_documents")
        self._width = words_of_map(documents) * 8
        ends = self.counts(self._dense)
        # How many postings of dense terms stand before each of them.
        self._skipped = np.concatenate(([0], np.cumsum(ends)))

    def count(self, term: int) -> int:
        """In how many documents a term is."""
        return self._start_of[term + 1] - self._start_of[term]

    def occurrences(self, first: int, last: int) -> Integers:
        """How many positions each of the terms `first` to `last` (half open) has."""
        starts = self._occurrences.starts(self._starts[first : last + 1].astype(np.int64))
        return starts[1:] - starts[:-1]

    def occurrences_of(self, terms: Integers) -> Integers:
        """How many positions each of `terms` has."""
        edges = self._starts[np.concatenate((terms, terms + 1))].astype(np.int64)
        starts, ends = self._occurrences.starts(edges).reshape(2, -1)
        return ends - starts

    def counts(self, terms: Integers) -> Integers:
        """In how many documents each of `terms` is."""
        return self._starts[terms + 1].astype(np.int64) - self._starts[terms]

    def _postings_of(self, term: int) -> tuple[int, int]:
        """The first posting of a term, and the one behind its last."""
        return self._start_of[term], self._start_of[term + 1]

    def documents(self, term: int) -> Integers:
        """The documents of a term, ascending."""
        held = self.map(term)
        if held is not None:
            return held.nonzero()[0]
        skipped = int(self._skipped[self._dense.searchsorted(term)])
        start, end = self._postings_of(term)
        return self._documents.slice(start - skipped, end - skipped)

    def _bits(self, term: int) -> "npt.NDArray[np.uint8] | None":
        at = int(self._dense.searchsorted(term))
        if at == len(self._dense) or self._dense[at] != term:
            return None
        return self._maps.run(at * self._width, (at + 1) * self._width).view(np.uint8)

    def map(self, term: int) -> npt.NDArray[np.bool_] | None:
        """By document: whether it holds the term; None for a term that does not lie as a bit map."""
        bits = self._bits(term)
        if bits is None:
            return None
        return np.unpackbits(bits, count=self._size, bitorder="little").view(bool)

    def frequencies(self, term: int) -> Integers:
        """How often the term is in each of its documents."""
        return self._frequencies.slice(*self._postings_of(term))

    def positions(self, term: int, above: Integers | None = None) -> Integers:
        """The positions of a term, by document; `above`: what is added to all positions of each posting."""
        start, end = self._postings_of(term)
        frequencies = self._frequencies.slice(start, end)
        return summed(self._distances_from(start, frequencies), frequencies, above)

    def _distances_from(self, posting: int, frequencies: Integers) -> Integers:
        """The distances of the postings from this one on that have these frequencies."""
        begin = self._occurrences.start(posting)
        return self._distances.slice(begin, begin + int(frequencies.sum(dtype=np.int64)))

    def positions_at(self, term: int, places: Integers, above: Integers | None = None) -> Integers:
        """The positions of some of the postings of a term, by their places among all that it has; see `positions`."""
        start, end = self._postings_of(term)
        if len(places) * MARK < end - start:
            frequencies = self._frequencies.taken(places + start, (start, end - start)).astype(np.int64)
            begins = self._occurrences.starts(places + start, (start, end - start))
        else:
            all_of_it = self._frequencies.slice(start, end)
            frequencies = all_of_it[places].astype(np.int64)
            begins = all_of_it.cumsum(dtype=np.int64)[places] - frequencies + self._occurrences.start(start)
        places = ranges(begins, frequencies, len(self._distances))
        # Those of one term ascend.
        run = (int(places[0]), int(places[-1] - places[0]) + 1) if len(places) else (0, 0)
        return summed(self._distances.taken(places, run), frequencies, above)

    def frequencies_at(self, term: int, places: Integers) -> Integers:
        """The frequencies of some of the postings of a term, by their places among all that it has."""
        start, end = self._postings_of(term)
        return self._frequencies.taken(places + start, (start, end - start)).astype(np.int64)

    def of_terms(self, terms: Integers) -> tuple[Integers, Integers, Integers]:
        """(documents, frequencies, counts) of several terms, one after another, with how many postings each has.

        Much quicker than term by term, but for the dense ones; quickest for terms that ascend and follow each other.
        """
        counts = self.counts(terms)
        if (run := self._run_of(terms, counts)) is not None:
            edges, documents, frequencies = self._postings_between(*run)
            kept = _among(terms, *run).repeat(edges[1:] - edges[:-1])
            return documents[kept], frequencies[kept], counts
        return *self._picked(terms, counts), counts

    def _picked(self, terms: Integers, counts: Integers) -> tuple[Integers, Integers]:
        """(documents, frequencies) of several terms, wherever they are, that have so many postings."""
        starts = self._starts[terms].astype(np.int64)
        at = self._dense.searchsorted(terms)
        most = len(self._frequencies)
        if counts.sum() > most and len(terms):
            # Words of many tiers come as often as there are tiers with them.
            most *= int(np.unique(terms, return_counts=True)[1].max())
        places = ranges(starts, counts, most)
        frequencies = self._frequencies.taken(places, (starts, counts))
        if not len(self._dense):
            return self._documents.taken(places, (starts, counts)), frequencies
        is_dense = self._dense[np.minimum(at, len(self._dense) - 1)] == terms
        if not is_dense.any():
            own = self._documents.taken(places - self._skipped[at].repeat(counts), (starts - self._skipped[at], counts))
            return own, frequencies
        documents = np.empty(len(places), np.int64)
        sparse = (~is_dense).repeat(counts)
        documents[sparse] = self._documents.taken((places - self._skipped[at].repeat(counts))[sparse])
        ends = counts.cumsum()
        for number in is_dense.nonzero()[0].tolist():
            documents[ends[number] - counts[number] : ends[number]] = self.documents(int(terms[number]))
        return documents, frequencies

    def occurrences_in(self, terms: Integers, held: npt.NDArray[np.bool_]) -> tuple[Integers, Integers, Integers]:
        """(place in `terms`, document, position) of every occurrence in the documents where `held`, term by term."""
        counts = self.counts(terms)
        if (run := self._run_of(terms, counts)) is not None:
            edges, documents, frequencies = self._postings_between(*run)
            frequencies = frequencies.astype(np.int64)
            begins = frequencies.cumsum() - frequencies + self._occurrences.start(int(edges[0]))
            wanted = _among(terms, *run)
            kept = held[documents] & wanted.repeat(edges[1:] - edges[:-1])
            owners = (wanted.cumsum() - 1).repeat(edges[1:] - edges[:-1])
        else:
            documents, frequencies = self._picked(terms, counts)
            frequencies = frequencies.astype(np.int64)
            before = frequencies.cumsum() - frequencies
            first = (counts.cumsum() - counts)[counts > 0]
            # Of each term: where its positions begin, less the occurrences of the terms before it.
            shifts = self._occurrences.starts(self._starts[terms[counts > 0]].astype(np.int64)) - before[first]
            begins = before + shifts.repeat(counts[counts > 0])
            kept = held[documents]
            owners = np.arange(len(terms)).repeat(counts)
        begins, frequencies = begins[kept], frequencies[kept]
        positions = summed(self._distances.taken(ranges(begins, frequencies, len(self._distances))), frequencies)
        return owners[kept].repeat(frequencies), documents[kept].repeat(frequencies), positions

    def _run_of(self, terms: Integers, counts: Integers) -> tuple[int, int] | None:
        """The terms from the first of some to the last, half open, if these ascend and have most of the postings.

        Reading them with those of the terms between takes less than to pick them out. `counts`: of the terms.
        """
        if len(terms) < 2 or not (terms[1:] > terms[:-1]).all():
            return None
        first, last = int(terms[0]), int(terms[-1]) + 1
        between = self._start_of[last] - self._start_of[first]
        return (first, last) if between <= _SPARE * int(counts.sum()) else None

    def in_documents(self, held: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
        """By term: in how many of the documents where `held` it is, and how often in all of them.

        One look at the documents of every posting, a few at a time.
        """
        terms = len(self._starts) - 1
        starts = self._starts.astype(np.int64)
        skipped = np.zeros(terms + 1, np.int64)
        skipped[self._dense + 1] = starts[self._dense + 1] - starts[self._dense]
        # Where the documents of each term begin among those that lie as numbers.
        sparse = starts - skipped.cumsum()
        counts, occurrences = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
        for first in range(0, int(sparse[-1]), _AT_ONCE):
            places = self._documents.among(held, first, min(first + _AT_ONCE, int(sparse[-1])))
            if not len(places):
                continue
            owners = sparse.searchsorted(places, "right") - 1
            frequencies = self._frequencies.taken(places - sparse[owners] + starts[owners])
            # They ascend, so that only a run of terms is counted into.
            run = slice(owners[0], owners[-1] + 1)
            counts[run] += np.bincount(owners - owners[0])
            occurrences[run] += np.bincount(owners - owners[0], frequencies).astype(np.int64)
        documents = held.nonzero()[0]
        for term in self._dense.tolist():
            _, places = self.find(term, documents)
            counts[term] = len(places)
            occurrences[term] = self.frequencies_at(term, places).sum()
        return counts, occurrences

    def find(self, term: int, documents: Integers) -> tuple[Integers, Integers]:
        """(which of `documents`, ascending, hold the term; the places of these among its postings)."""
        bits = self._bits(term)
        if bits is None:
            return common(documents, self.documents(term))
        row = bits.view("<u8")
        word, bit = documents >> 6, (documents & 63).astype(np.uint64)
        held = (row[word] >> bit & np.uint64(1)).nonzero()[0]
        # Of the documents before it: those of the words before, and those below it in its own.
        counts = np.bitwise_count(row)
        before = counts.cumsum(dtype=np.int64) - counts
        word, bit = word[held], bit[held]
        below = row[word] & ((np.uint64(1) << bit) - np.uint64(1))
        return held, before[word] + np.bitwise_count(below)

    def between(self, first: int, last: int) -> Postings:
        """All postings of the terms `first` to `last` (half open)."""
        edges, documents, frequencies = self._postings_between(first, last)
        distances = self._distances_from(int(edges[0]), frequencies)
        require_sum(frequencies, len(distances))
        return Postings(edges - edges[0], documents, frequencies, distances)

    def _postings_between(self, first: int, last: int) -> tuple[Integers, Integers, Integers]:
        """(the first posting of each term from `first` to `last`, and the one behind the last; their documents; their
        frequencies)."""
        edges = self._starts[first : last + 1].astype(np.int64)
        begin, end = int(edges[0]), int(edges[-1])
        if not begin <= end <= len(self._frequencies):
            raise ValueError("terms have postings that there are not")
        low, high = self._dense.searchsorted((first, last)).tolist()
        own = self._dense[low:high]
        frequencies = self._frequencies.slice(begin, end)
        skipped = self._skipped[[low, high]].tolist()
        numbers = self._documents.slice(begin - skipped[0], end - skipped[1])
        if not len(own):
            return edges, numbers, frequencies
        documents = np.empty(end - begin, np.int64)
        sparse = np.ones(last - first, bool)
        sparse[own - first] = False
        documents[sparse.repeat(edges[1:] - edges[:-1])] = numbers
        for term in own.tolist():
            documents[edges[term - first] - begin : edges[term + 1 - first] - begin] = self.documents(term)
        return edges, documents, frequencies


def _among(terms: Integers, first: int, last: int) -> npt.NDArray[np.bool_]:
    """By term from `first` to `last`: whether it is one of `terms`."""
    there = np.zeros(last - first, bool)
    there[terms - first] = True
    return there


def common(some: Integers, others: Integers) -> tuple[Integers, Integers]:
    """(places in `some`, places in `others`) of the numbers that are in both; both ascend."""
    if len(some) > len(others):
        second, first = common(others, some)
        return first, second
    places = others.searchsorted(some)
    if len(others):
        places[places == len(others)] = 0
        held = (others[places] == some).nonzero()[0]
    else:
        held = places[:0]
    return held, places[held]


def words_of_map(documents: int) -> int:
    """How many integers of 64 bits the bit map of so many documents takes."""
    return (documents + 63) // 64


def require_sum(frequencies: Integers, positions: int) -> None:
    """Raise ValueError unless the frequencies say how many positions there are: on disk either may be wrong."""
    if int(frequencies.sum(dtype=np.int64)) != positions:
        raise ValueError("frequencies and positions do not agree")
