"""The posting list of one term over all segments of a snapshot, read as far as it is needed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import Integers, joined, ranges
from searcher.index.segment.postings import common
from searcher.index.segment.reader import Segment

# A document and a position in one number.
SHIFT = 32


class SegmentPostings:
    """The postings of a term in one segment, whose first document has the number `base` in the snapshot."""

    __slots__ = ("_documents", "_frequencies", "_segment", "_term", "_whole", "base", "size")

    def __init__(self, segment: Segment, base: int, term: int) -> None:
        self.base = base
        self.size = segment.documents
        self._segment = segment
        self._term = term
        self._whole = not len(segment.deleted)
        # A cached property would take a lock for each.
        self._documents: Integers | None = None
        self._frequencies: Integers | None = None

    def __len__(self) -> int:
        return self._segment.lists.count(self._term) if self._whole else len(self.documents)

    @property
    def documents(self) -> Integers:
        """The documents that hold the term and are not deleted, ascending, numbered within the segment."""
        if self._documents is None:
            self._documents = self._segment.documents_of(self._term)
        return self._documents

    def map(self) -> npt.NDArray[np.bool_] | None:
        """By document of the segment: whether it holds the term; None for a term that does not lie as a bit map."""
        return self._segment.lists.map(self._term) if self._whole else None

    @property
    def frequencies(self) -> Integers:
        """How often the term is in each of them."""
        if self._frequencies is None:
            self._frequencies = self._segment.frequencies(self._term)
        return self._frequencies

    @property
    def keys(self) -> Integers:
        """Every occurrence, ascending; see `MultiPostings.keys`."""
        above = (self.documents + self.base) << SHIFT
        if self._whole:
            return self._segment.lists.positions(self._term, above)
        return self._segment.positions(self._term) + above.repeat(self.frequencies)

    def find(self, documents: Integers) -> tuple[Integers, Integers]:
        """(which of `documents`, ascending, hold the term; the places of these in its list)."""
        if self._whole and self._documents is None:
            return self._segment.lists.find(self._term, documents)
        return common(documents, self.documents)

    def frequencies_at(self, places: Integers) -> Integers:
        """How often the term is in the documents at `places` of its list."""
        if self._whole:
            return self._segment.lists.frequencies_at(self._term, places)
        return self.frequencies[places].astype(np.int64)

    def keys_at(self, places: Integers, documents: Integers) -> Integers:
        """The occurrences in these documents, which are at `places` of its list."""
        above = (documents + self.base) << SHIFT
        if self._whole:
            return self._segment.lists.positions_at(self._term, places, above)
        frequencies = self.frequencies[places].astype(np.int64)
        begins = np.cumsum(self.frequencies, dtype=np.int64)[places] - frequencies
        positions = self._segment.positions(self._term)
        return positions[ranges(begins, frequencies, len(positions))] + above.repeat(frequencies)


class MultiPostings:
    """Where a term occurs in documents that are not deleted; they are numbered as in the snapshot."""

    # Of the objects, and of a posting the number of its document and its frequency.
    _BYTES, _POSTING = 400, 9

    __slots__ = ("_documents", "_frequencies", "_length", "_parts")

    def __init__(self, parts: Sequence[SegmentPostings]) -> None:
        self._parts = parts
        self._length = -1
        self._documents: Integers | None = None
        self._frequencies: Integers | None = None

    def __len__(self) -> int:
        """In how many documents the term is."""
        if self._length < 0:
            self._length = sum(map(len, self._parts))
        return self._length

    @property
    def most_bytes(self) -> int:
        """The memory that it may come to take."""
        # What lies in several segments is kept for each of them and for all.
        return self._BYTES * (1 + len(self._parts)) + self._POSTING * len(self) * (1 + (len(self._parts) > 1))

    @property
    def documents(self) -> Integers:
        """The documents, ascending."""
        if self._documents is None:
            self._documents = self._joined_documents()
        return self._documents

    @property
    def frequencies(self) -> Integers:
        """How often the term is in each of the documents."""
        if self._frequencies is None:
            self._frequencies = joined([part.frequencies for part in self._parts])
        return self._frequencies

    @property
    def keys(self) -> Integers:
        """Every occurrence, ascending: its document in the bits from SHIFT on, its position in those below."""
        return joined([part.keys for part in self._parts])

    def _joined_documents(self) -> Integers:
        maps = [part.map() for part in self._parts]
        if len(maps) < 2 or any(held is None for held in maps):
            return joined([part.documents + part.base if part.base else part.documents for part in self._parts])
        # Joined as bit maps they are a tenth of the size.
        first, last = self._parts[0], self._parts[-1]
        held = np.zeros(last.base + last.size - first.base, bool)
        for part, own in zip(self._parts, maps, strict=True):
            start = part.base - first.base
            held[start : start + part.size] = own
        documents = held.nonzero()[0]
        return documents + first.base if first.base else documents

    def frequencies_in(self, documents: Integers) -> Integers:
        """How often the term is in each of `documents`, ascending; 0 where it is not."""
        found = np.zeros(len(documents), np.int64)
        for part, start, end in self._split(documents):
            held, places = part.find(documents[start:end] - part.base)
            found[held + start] = part.frequencies_at(places)
        return found

    def keys_in(self, documents: Integers) -> Integers:
        """Those of the occurrences that are in `documents`, ascending."""
        found = []
        for part, start, end in self._split(documents):
            own = documents[start:end] - part.base
            held, places = part.find(own)
            if len(places):
                found.append(part.keys_at(places, own[held]))
        return joined(found)

    def _split(self, documents: Integers) -> list[tuple[SegmentPostings, int, int]]:
        """The parts with the run of `documents` that each has."""
        edges = [edge for part in self._parts for edge in (part.base, part.base + part.size)]
        bounds = documents.searchsorted(edges).tolist()
        return list(zip(self._parts, bounds[::2], bounds[1::2], strict=True))
