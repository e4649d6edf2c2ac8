"""Where the words of one place of a phrase stand: a place may be taken by any of several terms."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searcher.bounded import Bounded, Budget
from searcher.engine.local.documents import Documents
from searcher.engine.local.multi_postings import SHIFT, MultiPostings
from searcher.index.segment.columns import Integers, ranges
from searcher.text.terms import Term

# Of so many terms the posting lists are read one by one, as far as they are needed; of more all at once.
_FEW = 4
# Up to so many postings the keys of a place are read whole, and kept, when they are asked for again: the names of a
# query have many places in common, and so have the keys that somebody types.
_WHOLE = 8_192


class Kept:
    """The keys of places whose terms have few postings, by their terms; and which were asked for."""

    def __init__(self, budget: Budget) -> None:
        self._keys: Bounded[tuple[Term, ...], Integers] = Bounded(budget, lambda keys: keys.nbytes)
        self._asked: Bounded[tuple[Term, ...], bool] = Bounded(budget, lambda _: 0)

    def get(self, terms: tuple[Term, ...]) -> Integers | None:
        """The keys, if they are kept."""
        return self._keys.get(terms)

    def of(self, terms: tuple[Term, ...], read: Callable[[], Integers]) -> Integers:
        """The keys, which are kept from now on."""
        return self._keys.of(terms, read)

    def ask(self, terms: tuple[Term, ...]) -> bool:
        """Whether they were asked for before."""
        known = self._asked.get(terms) is not None
        return self._asked.of(terms, lambda: True) and known


class Place:
    """The terms of a place over one snapshot. A key is that of `MultiPostings.keys`."""

    def __init__(self, snapshot: Documents, terms: tuple[Term, ...], kept: Kept) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._kept = kept
        self.whole: Integers | None = None
        """Every key, ascending, if they are kept."""

    def ask(self) -> None:
        """Have all keys kept if they are few, and asked for again."""
        was_asked = self._kept.ask(self._terms)
        if self.whole is None and was_asked and (self._kept.get(self._terms) is not None or self.postings <= _WHOLE):
            self.whole = self._kept.of(self._terms, lambda: self._read(None))

    @cached_property
    def _lists(self) -> list[MultiPostings]:
        return [self._snapshot.postings(*term) for term in self._terms] if len(self._terms) <= _FEW else []

    @cached_property
    def postings(self) -> int:
        """The documents of all terms, added up; of keys that are kept, how many these are."""
        if (kept := self._kept.get(self._terms)) is not None:
            return len(kept)
        if self._lists:
            return sum(map(len, self._lists))
        return sum(self._snapshot.vocabulary.documents(*term) for term in self._terms)

    def documents(self) -> Integers:
        """The documents that hold any of the terms, ascending."""
        if len(self._lists) == 1:
            return self._lists[0].documents
        return self._held.nonzero()[0]

    def keys(self, documents: Integers | None) -> Integers:
        """Every occurrence of any of the terms, in `documents`, which ascend, or in all; ascending."""
        if self.whole is None:
            return self._read(documents)
        if documents is None:
            return self.whole
        first = self.whole.searchsorted(documents << SHIFT)
        many = self.whole.searchsorted((documents + 1) << SHIFT) - first
        return self.whole[ranges(first, many, len(self.whole))]

    def _read(self, documents: Integers | None) -> Integers:
        if not self._lists:
            _, owners, positions = self._snapshot.positions_of_all(self._terms, documents)
            keys = owners << SHIFT
            keys |= positions
            keys.sort()
            return keys
        parts = [own.keys if documents is None else own.keys_in(documents) for own in self._lists]
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
        for documents, _, _ in self._snapshot.postings_of_all(self._terms, in_order=True):
            held[documents] = True
        return held
