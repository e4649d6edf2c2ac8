"""Where the words of one place of a phrase stand: a place may be taken by any of several terms."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searcher.engine.local.documents import Documents
from searcher.index.segment.columns import Integers
from searcher.text.terms import Term

# A document and a position in one number.
SHIFT = 32
# Of so many terms the posting lists are read one by one, as far as they are needed; of more all at once.
_FEW = 4


class Place:
    """The terms of a place over one snapshot. A key is a document (upper bits) and a position (lower bits)."""

    def __init__(self, snapshot: Documents, terms: Sequence[Term]) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._lists = [snapshot.postings(*term) for term in terms] if len(terms) <= _FEW else []

    @cached_property
    def postings(self) -> int:
        """The documents of all terms, added up."""
        if self._lists:
            return sum(map(len, self._lists))
        return sum(self._snapshot.vocabulary.documents(*term) for term in self._terms)

    def documents(self) -> Integers:
        """The documents that hold any of the terms, ascending."""
        if len(self._lists) == 1:
            return self._lists[0].documents
        return self._held.nonzero()[0]

    def held(self, documents: Integers) -> Integers:
        """Those of `documents` that hold any of the terms."""
        if len(self._lists) == 1:
            return documents[self._lists[0].holds(documents)]
        return documents[self._held[documents]]

    def keys(self, documents: Integers | None) -> Integers:
        """Every occurrence of any of the terms, in `documents` or in all; ascending."""
        if not self._lists:
            keys = _keys(*self._snapshot.positions_of_all(self._terms, documents)[1:])
            keys.sort()
            return keys
        parts = []
        for own in self._lists:
            if documents is None:
                owners, positions = own.documents.repeat(own.frequencies), own.positions
            else:
                owners, positions = own.positions_in(documents)
            parts.append(_keys(owners, positions))
        if len(parts) == 1:
            return parts[0]
        keys = np.concatenate(parts)
        keys.sort()
        return keys

    @cached_property
    def _held(self) -> npt.NDArray[np.bool_]:
        """By document: whether it holds any of the terms."""
        held = np.zeros(self._snapshot.documents, bool)
        if self._lists:
            for own in self._lists:
                held[own.documents] = True
            return held
        for documents, _, _ in self._snapshot.postings_of_all(self._terms):
            held[documents] = True
        return held


def _keys(documents: Integers, positions: Integers) -> Integers:
    """The keys of occurrences, in the place of their documents."""
    documents <<= SHIFT
    documents |= positions
    return documents
