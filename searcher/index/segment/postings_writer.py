"""Tokens to posting lists, and the columns of these: see `searcher.index.segment.postings`, which reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import AnyIntegers, Integers, distances_in, first_of_each, joined, smallest
from searcher.index.segment.packed_writer import NarrowWriter, PlanedWriter, SizesWriter, SplitWriter
from searcher.index.segment.postings import Postings, words_of_map

# A bit map of N documents has as many bytes as N / 16 numbers of 16 bits.
DENSE = 16
_LEAST_DENSE = 256
_BITS = 63


@dataclass(slots=True)
class Tokens:
    """Tokens as numbers to be sorted: the term in the upper bits, then the document, the position in the `low` ones."""

    keys: Integers
    middle: int
    low: int


def pack(terms: AnyIntegers, documents: int, longest: int, places: Iterable[tuple[AnyIntegers, AnyIntegers]]) -> Tokens:
    """The numbers of tokens, in the memory of `terms` if these are int64.

    `places`: (documents, positions) of some tokens after the others, below `documents` and `longest`. Raises ValueError
    if they do not fit 63 bits: see `SegmentWriter.has_room`.
    """
    low, middle = max(0, longest - 1).bit_length(), max(0, documents - 1).bit_length()
    if (int(terms.max()).bit_length() if len(terms) else 0) + middle + low > _BITS:
        raise ValueError("too many documents beside a text that is too long")
    keys = terms.astype(np.int64, copy=False)
    keys <<= middle + low
    passed = 0
    for numbers, positions in places:
        part = keys[passed : passed + len(numbers)]
        part |= numbers.astype(np.int64) << low
        part |= positions
        passed += len(numbers)
    return Tokens(keys, middle, low)


def invert(tokens: Tokens, count: int) -> Postings:
    """The postings of tokens, of which this takes the memory; terms are numbers below `count`."""
    keys, middle, low = tokens.keys, tokens.middle, tokens.low
    tokens.keys = np.empty(0, np.int64)
    keys.sort()
    # Some at a time, without a copy of all in 64 bits.
    positions = np.empty(len(keys), np.uint16 if low <= 16 else np.uint32)
    np.bitwise_and(keys, (1 << low) - 1, out=positions, casting="unsafe")
    keys >>= low
    first = first_of_each(keys)
    keys = keys[first]
    frequencies = np.diff(first, append=len(positions))
    return Postings(_starts(keys >> middle, count), keys & ((1 << middle) - 1), frequencies, cast(Integers, positions))


def _starts(terms: Integers, count: int) -> Integers:
    return np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=count)))).astype(np.int64)


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
        self._distances.append(distances_in(postings.positions, postings.frequencies))
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
