"""Tokens to posting lists, and the columns of these: see `searcher.index.segment.postings`, which reads them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, Integers, blocks, first_of_each, joined, smallest
from searcher.index.segment.packed_writer import NarrowWriter, PlanedWriter, SizesWriter, SplitWriter
from searcher.index.segment.postings import Postings, words_of_map

# A bit map of N documents has as many bytes as N / 16 numbers of 16 bits.
DENSE = 16
_LEAST_DENSE = 256
_BITS = 63
# Tokens that are sorted at the same time: what is made of each has some 30 bytes.
_TOGETHER = 1 << 20


@dataclass(frozen=True, slots=True)
class Tokens:
    """The terms of tokens, numbers below `count`, in the order of documents and positions.

    `places` gives (documents, positions), below `documents` and `longest`, of some tokens after the others, as often as
    it is called.
    """

    terms: npt.NDArray[np.int32]
    count: int
    documents: int
    longest: int
    places: Callable[[], Iterable[tuple[AnyIntegers, AnyIntegers]]]

    @property
    def bits(self) -> tuple[int, int]:
        """How many a document takes, and how many a position."""
        return max(0, self.documents - 1).bit_length(), max(0, self.longest - 1).bit_length()


def occurrences_of(terms: npt.NDArray[np.int32], count: int) -> Integers:
    """How often each number below `count` is among the `terms`."""
    found = np.zeros(count, np.int64)
    for start in range(0, len(terms), _TOGETHER):
        found += np.bincount(terms[start : start + _TOGETHER], minlength=count)
    return found


def inverted(tokens: Tokens, occurrences: Integers) -> Iterator[Postings]:
    """The postings of some terms after the others; `occurrences`, by term, are those of all tokens.

    Raises ValueError if document and position do not fit 63 bits beside the term: see `SegmentWriter.has_room`.
    """
    for first, last in blocks(occurrences, _TOGETHER):
        yield _inverted(tokens, first, last, int(occurrences[first:last].sum()))


def _inverted(tokens: Tokens, first: int, last: int, size: int) -> Postings:
    """The postings of the terms from `first` to `last`, half open, which `size` tokens have.

    A token is a number: the term in the upper bits, then the document, the position in the `low` ones.
    """
    middle, low = tokens.bits
    if (last - first - 1).bit_length() + middle + low > _BITS:
        raise ValueError("too many documents beside a text that is too long")
    keys = _keys(tokens, first, last, size)
    positions = np.empty(size, np.uint16 if low <= 16 else np.uint32)
    np.bitwise_and(keys, (1 << low) - 1, out=positions, casting="unsafe")
    keys >>= low
    places = first_of_each(keys)
    keys = keys[places]
    frequencies = places
    np.subtract(places[1:], places[:-1], out=frequencies[:-1])
    frequencies[-1:] = size - frequencies[-1:]
    edges = keys.searchsorted(np.arange(last - first + 1) << middle)
    keys &= (1 << middle) - 1
    return Postings.of(edges, keys, frequencies, cast(Integers, positions))


def _keys(tokens: Tokens, first: int, last: int, size: int) -> Integers:
    """The numbers of the tokens that have these terms, in order; the first of the terms counts as 0."""
    middle, low = tokens.bits
    keys = np.empty(size, np.int64)
    filled = passed = 0
    for documents, positions in tokens.places():
        terms = tokens.terms[passed : passed + len(documents)]
        (own,) = ((terms >= first) & (terms < last)).nonzero()
        part = keys[filled : filled + len(own)]
        part[:] = terms[own]
        part -= first
        part <<= middle
        part |= documents[own]
        part <<= low
        part |= positions[own]
        filled += len(own)
        passed += len(documents)
    keys.sort()
    return keys


class PostingsWriter:
    """Writes the posting lists of a segment with so many documents, block of terms by block of terms."""

    def __init__(self, out: ColumnWriter, documents: int) -> None:
        self._out = out
        self._size = documents
        self._maps = out.column("dense_documents", np.uint8)
        self._documents = PlanedWriter(out, "documents", max(0, documents - 1))
        self._counts = NarrowWriter(out, "counts", 8)
        self._frequencies = SizesWriter(out, "frequencies")
        self._distances = SplitWriter(out, "distances")
        self._dense: list[Integers] = []
        self._terms = 0

    def add(self, postings: Postings) -> None:
        """Add the terms that follow."""
        counts = np.diff(postings.starts)
        is_dense = (counts * DENSE > self._size) & (counts >= _LEAST_DENSE)
        for term in is_dense.nonzero()[0].tolist():
            self._maps.append(self._map(postings.documents[postings.starts[term] : postings.starts[term + 1]]))
        self._dense.append(is_dense.nonzero()[0] + self._terms)
        self._documents.append(postings.documents[(~is_dense).repeat(counts)])
        self._counts.append(counts)
        self._frequencies.append(postings.frequencies)
        self._distances.append(postings.distances)
        self._terms += len(counts)

    def close(self) -> None:
        """Write what is known at the end alone."""
        for column in (self._counts, self._documents, self._frequencies, self._distances):
            column.close()
        self._out.add("dense_terms", smallest(joined(self._dense)))

    def _map(self, documents: Integers) -> Integers:
        held = np.zeros(words_of_map(self._size) * 64, np.uint8)
        held[documents] = 1
        return cast(Integers, np.packbits(held, bitorder="little"))
