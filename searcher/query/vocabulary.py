"""What expanding a query needs to know of an index: which words it holds, and how much of each language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from searcher.engine.local.multi_terms import Entry


class Words(Protocol):
    """The dictionary of an index; see `searcher.engine.local.multi_terms.Lexicon`."""

    def occurrences(self, folded: str) -> dict[str, int]: ...

    def by_fold(self, folded: str) -> list[Entry]: ...

    def by_prefix(self, prefix: str, limit: int) -> tuple[list[Entry], bool]: ...

    def fitting(self, prefix: str, fits: Callable[[str], object], limit: int) -> tuple[list[Entry], bool]: ...

    def folds(self, prefix: str) -> list[str]: ...

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]: ...

    def by_pairs(self, langs: Iterable[str], pairs: Sequence[str]) -> dict[tuple[str, str], list[Entry]]: ...

    def by_name_keys(self, keys: Iterable[str]) -> list[Entry]: ...


class Vocabulary(Protocol):
    """`languages`: language → (documents that hold some of it, tokens in it)."""

    @property
    def lexicon(self) -> Words: ...

    @property
    def languages(self) -> Mapping[str, tuple[int, int]]: ...
