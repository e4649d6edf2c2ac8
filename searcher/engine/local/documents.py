"""What is read of documents to find where words occur in them, wherever they lie; see `Snapshot`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from searcher.bounded import Budget
from searcher.engine.local.multi_postings import MultiPostings
from searcher.index.segment.columns import Integers
from searcher.text.terms import Term

if TYPE_CHECKING:
    from searcher.engine.local.snapshot import Metadata


class Frequencies(Protocol):
    """In how many documents words are."""

    def documents(self, lang: str, word: str) -> int: ...


class Documents(Protocol):
    """Documents, numbered from 0 below `documents`."""

    @property
    def documents(self) -> int: ...

    @property
    def budget(self) -> Budget: ...

    @property
    def vocabulary(self) -> Frequencies: ...

    @property
    def title_tokens(self) -> Integers: ...

    def postings(self, lang: str, word: str) -> MultiPostings: ...

    def postings_of_all(
        self, terms: Sequence[Term], in_order: bool = False
    ) -> Iterator[tuple[Integers, Integers, Integers]]: ...

    def positions_of_all(
        self, terms: Sequence[Term], documents: Integers | None = None
    ) -> tuple[Integers, Integers, Integers]: ...

    def is_capital(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]: ...

    def is_spaced(self, documents: Integers, positions: Integers) -> npt.NDArray[np.bool_]: ...

    def letter_cases(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]: ...

    def joints(self, documents: Integers, positions: Integers) -> npt.NDArray[np.int32]: ...

    def metadata(self, document: int) -> "Metadata": ...

    def text(self, document: int) -> str: ...

    def offsets(
        self, document: int, known: "Metadata", text: str, positions: Iterable[int]
    ) -> dict[int, tuple[int, int]]: ...
