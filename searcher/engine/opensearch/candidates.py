"""A few documents of the cluster, read as a snapshot is: what finds and weighs words there finds them here."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searcher.bounded import Budget
from searcher.cluster.schema import term_key
from searcher.engine.local.multi_postings import SHIFT, MultiPostings
from searcher.engine.local.offsets import offsets_of
from searcher.engine.local.snapshot import Metadata
from searcher.engine.opensearch.held import Held, Words, forms_of
from searcher.index.segment.columns import Integers
from searcher.text.letter_case import OTHERWISE
from searcher.text.terms import Term

_BYTES = 16_000_000
_NONE: Integers = np.empty(0, np.int64)


class HeldPostings(MultiPostings):
    """The occurrences of a term in the candidates."""

    __slots__ = ("_places",)

    def __init__(self, documents: Integers, frequencies: Integers, places: Integers) -> None:
        super().__init__(())
        self._documents, self._frequencies, self._length = documents, frequencies, len(documents)
        self._places = places

    @property
    def keys(self) -> Integers:
        return (self.documents.repeat(self.frequencies) << SHIFT) + self._places

    def keys_in(self, documents: Integers) -> Integers:
        keys = self.keys
        return keys[np.isin(keys >> SHIFT, documents)]

    def holds(self, documents: Integers) -> Integers:
        return np.isin(documents, self.documents).nonzero()[0]

    def frequencies_in(self, documents: Integers) -> Integers:
        known = dict(zip(self.documents.tolist(), self.frequencies.tolist(), strict=True))
        return np.array([known.get(document, 0) for document in documents.tolist()], np.int64)


class _Frequencies:
    """In how many of the candidates words are."""

    def __init__(self, candidates: "Candidates") -> None:
        self._candidates = candidates

    def documents(self, lang: str, word: str) -> int:
        return len(self._candidates.inverted.get(term_key(lang, word), ()))


class Candidates:
    """Documents, numbered in their order; of their words those with the wanted keys are read."""

    def __init__(self, held: Sequence[Held], keys: "set[str]") -> None:
        self.held = held
        self.documents = len(held)
        self.budget = Budget(_BYTES)
        forms = forms_of(keys)
        self._words: list[Words] = [document.places(forms) for document in held]
        self.inverted: dict[str, dict[int, list[tuple[int, bool]]]] = {}
        for at, words in enumerate(self._words):
            for key, places in words.items():
                self.inverted.setdefault(key, {})[at] = places
        self._known: dict[int, Metadata] = {}

    @property
    def vocabulary(self) -> "_Frequencies":
        return _Frequencies(self)

    @cached_property
    def lengths(self) -> npt.NDArray[np.float64]:
        """The count of words of each document."""
        return np.array([document.tokens for document in self.held], np.float64)

    @cached_property
    def title_tokens(self) -> Integers:
        return np.array([document.title_tokens for document in self.held], np.int64)

    def has(self, terms: Sequence[Term]) -> bool:
        """Whether any of the terms is in any of the documents."""
        return any(term_key(*term) in self.inverted for term in terms)

    def postings(self, lang: str, word: str) -> MultiPostings:
        found = self.inverted.get(term_key(lang, word))
        if found is None:
            return HeldPostings(_NONE, _NONE, _NONE)
        sizes = np.fromiter(map(len, found.values()), np.int64, len(found))
        places = np.array([at for each in found.values() for at, _ in each], np.int64)
        return HeldPostings(np.fromiter(found, np.int64, len(found)), sizes, places)

    def _present(self, terms: Sequence[Term]) -> Iterator[tuple[int, MultiPostings]]:
        """Number and occurrences of those of the terms that any of the documents has, few of very many."""
        for number, term in enumerate(terms):
            if term_key(*term) in self.inverted:
                yield number, self.postings(*term)

    def postings_of_all(
        self, terms: Sequence[Term], in_order: bool = False
    ) -> Iterator[tuple[Integers, Integers, Integers]]:
        for number, found in self._present(terms):
            yield found.documents, found.frequencies, np.full(len(found), number)

    def positions_of_all(
        self, terms: Sequence[Term], documents: Integers | None = None
    ) -> tuple[Integers, Integers, Integers]:
        owners, keys = [_NONE], [_NONE]
        for number, found in self._present(terms):
            keys.append(found.keys if documents is None else found.keys_in(documents))
            owners.append(np.full(len(keys[-1]), number))
        all_keys = np.concatenate(keys)
        return np.concatenate(owners), all_keys >> SHIFT, all_keys & ((1 << SHIFT) - 1)

    def is_capital(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        rows = zip(documents.tolist(), positions.tolist(), strict=True)
        return np.fromiter((self._capitals[row] for row in rows), bool, len(documents))

    # How words are written the texts tell, which are here.

    def is_spaced(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]:
        return np.zeros(len(documents), bool)

    def letter_cases(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]:
        return np.full(len(documents), OTHERWISE, np.int32)

    def joints(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]:
        return np.full(len(documents), OTHERWISE, np.int32)

    @cached_property
    def _capitals(self) -> dict[tuple[int, int], bool]:
        return {
            (document, at): capital
            for document, words in enumerate(self._words)
            for places in words.values()
            for at, capital in places
        }

    def metadata(self, document: int) -> Metadata:
        known = self._known.get(document)
        if known is None:
            known = self._known[document] = self.held[document].metadata()
        return known

    def text(self, document: int) -> str:
        return self.held[document].text

    def offsets(
        self, document: int, known: Metadata, text: str, positions: Iterable[int]
    ) -> dict[int, tuple[int, int]]:
        return offsets_of(known.title, known.title_tokens, text, positions)
